/* The study's crosswalk, from old codes to its units. */
#ifndef BP_CLI_RUN_CROSSWALK_H
#define BP_CLI_RUN_CROSSWALK_H

#include "analysis/crosswalk.h"
#include "cli/run/run.h"

/** A crosswalk as read, with the codes that it starts from. */
typedef struct bp_run_crosswalk {
    bp_crosswalk links; /**< to the units of the run */
    char **code;        /**< code[links.n_from] */
} bp_run_crosswalk;

#define BP_RUN_CROSSWALK_INIT                                                                                \
    {                                                                                                        \
        BP_CROSSWALK_INIT, NULL                                                                              \
    }

/**
 * Read the crosswalk that the study names: a table of weights, or a layer of old polygons that is laid over
 * the units. Remembers the file for run.json. Errors, on the study's line: BP_ERROR_INPUT for a missing
 * column, an empty code, a weight that is no share, weights that do not add up to 1 and a unit that is not
 * there, each with its row. Complexity: O(rows log rows), or that of bp_overlay.
 */
bp_status bp_run_read_crosswalk(bp_run *run, bp_run_crosswalk *out);
void bp_run_crosswalk_clear(bp_run_crosswalk *crosswalk);

#endif
