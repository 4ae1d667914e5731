/* The study's crosswalk, from old codes to its units. */
#ifndef BP_CLI_RUN_REGIONS_CROSSWALK_H
#define BP_CLI_RUN_REGIONS_CROSSWALK_H

#include "analysis/crosswalk.h"

#include <jansson.h>

struct bp_run;
struct bp_study;

/** A crosswalk as read, with the codes that it starts from. */
typedef struct bp_run_crosswalk {
    bp_crosswalk links; /**< to the units of the run */
    char **code;        /**< code[links.n_from], in their order; NULL: not read */
    bool is_used;       /**< a list had codes of its year */
    int64_t n_by_area;  /**< old polygons without anybody, whose people are taken to be spread evenly */
} bp_run_crosswalk;

/**
 * Fill in run->crosswalk: from a table of weights, or from a layer of old polygons that is laid over the
 * units. Nothing where the study names none. Remembers the file for run.json. Errors, on the study's line:
 * BP_ERROR_INPUT for a missing column, an empty code, a weight that is no share, weights that do not add up
 * to 1 and a unit that is not there, each with its row. Complexity: O(rows log rows), or that of bp_overlay.
 */
bp_status bp_run_read_crosswalk(struct bp_run *run);
/** For run.json: what the study asks, and what became of the codes of every list that was carried over; null
 * where there is none. */
json_t *bp_study_crosswalk_json(const struct bp_study *study);
json_t *bp_run_crosswalk_json(const struct bp_run *run);

void bp_run_crosswalk_clear(bp_run_crosswalk *crosswalk);

#endif
