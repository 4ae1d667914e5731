/* Maps of a run on paper. */
#ifndef BP_CLI_MAP_MAP_H
#define BP_CLI_MAP_MAP_H

#include "analysis/classify.h"
#include "cli/map/canvas.h"
#include "cli/map/paper.h"
#include "cli/map/run_folder.h"

typedef struct bp_map_options {
    const char *theme; /**< "score", "stack", "domain:poverty", "areas", ... */
    bp_map_format format;
    bp_paper paper;
    bool is_landscape;
    const char *area;         /**< show this focus area and what lies around it; NULL: all */
    const char *municipality; /**< show this one; NULL: all */
    bool is_atlas;            /**< a page for all, then one for each focus area in the order of their rank */
    const char *title;        /**< NULL: the study's */
    const bp_class_options *classes; /**< NULL: those of the theme */
} bp_map_options;

#define BP_MAP_OPTIONS_INIT                                                                                  \
    {                                                                                                        \
        "score", BP_MAP_PDF, {"a4", 210.0 * BP_MM, 297.0 * BP_MM}, false, NULL, NULL, false, NULL, NULL      \
    }

/**
 * Draw a map, or an atlas of them, and give its bytes[n], to free(). The themes of `run` are put in other
 * classes where the options ask for it. The same bytes for the same run, options, fonts and libraries.
 * Errors: BP_ERROR_ARGUMENT for a theme, area or municipality that the run does not have (with the nearest),
 * for classes of a theme of categories, and for an atlas that is no PDF.
 */
bp_status bp_map_draw(bp_context *context, bp_map_run *run, const bp_map_options *options, char **bytes,
                      size_t *n);

#endif
