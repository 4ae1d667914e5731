/* Values that are not a unit's own but those of a level above it, where the study allows it. */
#ifndef BP_CLI_RUN_READ_FALLBACK_H
#define BP_CLI_RUN_READ_FALLBACK_H

#include "cli/run/read/figures.h"
#include "geo/table.h"

#include <jansson.h>

/**
 * Move the values of indicator k out of its figures into run->indicators[k]: the unit's own, else those of
 * the first level of its list that has one. `level_of` then says which value is whose; so it does where the
 * table of the indicator has rows of a level above only. O(units x levels).
 */
bp_status bp_run_fall_back(bp_run *run, int k, bp_run_figures *figures);

/** True where values of indicator k may be those of a level above. */
bool bp_run_may_fall_back(const bp_run *run, int k);

/** Fill in run->n_fallback and warn of indicators whose values are mostly those of a level above. */
bp_status bp_run_count_fallback(bp_run *run);

/** Add fallback_<indicator> and n_fallback, where the study has any, and raw_<indicator>. */
bp_status bp_run_add_fallback(bp_run *run, bp_table *table);

/** What run.json says of it: per indicator how many values are whose, and which rates were drawn in. */
json_t *bp_json_fallback(const bp_run *run);
json_t *bp_json_shrunk(const bp_run *run);
/** The same as the study asks for it; changes nothing in `object` where it does not. */
void bp_json_add_levels(json_t *object, const bp_study *study);
void bp_json_add_rate(json_t *object, const bp_study *study, int k);

/** How many counts of indicator k had nothing to be divided by; nothing where it has no denominator. */
void bp_json_add_denominator(json_t *reasons, const bp_run *run, int k);

/** A line of the closing table: how many values of which indicators are of a level above. */
void bp_run_print_fallback(const bp_run *run);

#endif
