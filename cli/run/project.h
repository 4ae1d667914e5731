/* The layers of a run as QGIS is to show them. */
#ifndef BP_CLI_RUN_PROJECT_H
#define BP_CLI_RUN_PROJECT_H

#include "cli/run/run.h"

/** Remember a layer that is written as NAME.gpkg and, where `has_json`, as NAME.geojson: for the styles and
 * the project at the end. To be called before the layer is freed. */
bp_status bp_run_show_layer(bp_run *run, const bp_layer *layer, const char *name, bp_theme_layer kind,
                            bool has_json);

#endif
