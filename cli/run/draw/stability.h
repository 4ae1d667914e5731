/* What a run says of its stability and of chance. */
#ifndef BP_CLI_RUN_DRAW_STABILITY_H
#define BP_CLI_RUN_DRAW_STABILITY_H

#include "cli/run/run.h"

#include <jansson.h>

/** Add the column `stability` to the units: the share of the variants that have the unit in an area. Nothing
 * where the study does not ask for it. */
bp_status bp_run_stability_add_units(const bp_run *run, bp_table *table);

/** Add the columns of both to a table of areas, of which the proposed ones start at row `first`. */
bp_status bp_run_stability_add_areas(const bp_run *run, bp_table *table, int64_t first);

/** For run.json: what the study asks for, and what came out; null where it does not. */
json_t *bp_json_stability_asked(const bp_study *study);
json_t *bp_json_significance_asked(const bp_study *study);
json_t *bp_json_stability(const bp_run *run);
json_t *bp_json_significance(const bp_run *run);

/** Lines of the closing table. */
void bp_run_stability_print(const bp_run *run);

/** "percentile", "zscore", ... as a study writes them. */
const char *bp_run_normalisation_name(bp_normalisation method);

#endif
