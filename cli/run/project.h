/* The layers of a run as QGIS is to show them. */
#ifndef BP_CLI_RUN_PROJECT_H
#define BP_CLI_RUN_PROJECT_H

#include "cli/run/run.h"

/** Where a layer is written, and what it holds. */
typedef struct bp_run_shown {
    const char *file, *name; /**< FILE.gpkg, and the layer's name in it */
    bool has_json;           /**< FILE.geojson holds it as well */
    bp_theme_layer kind;
    bool is_apart; /**< a part of another layer again, for those who open it alone: not in the project */
} bp_run_shown;

/** Remember a layer that is written, for the styles and the project at the end. To be called before the layer
 * is freed. */
bp_status bp_run_show_layer(bp_run *run, const bp_layer *layer, bp_run_shown shown);

#endif
