/* Counts divided by their denominators, and rates of few drawn in. */
#ifndef BP_CLI_RUN_READ_RATES_H
#define BP_CLI_RUN_READ_RATES_H

#include "cli/run/read/figures.h"

/**
 * Make rates of counts in place: per x count / denominator. A denominator that is 0 or missing leaves
 * nothing, and is counted. An indicator's own rates are then drawn towards the one of their municipality, or
 * of all units, as the study has it (docs/methods/rates.md); what they were is kept in `raw`. Does nothing
 * where `denominator` is NULL. Fails, naming unit and value, on a denominator below 0, and on a count below 0
 * whose rate is to be drawn in; warns of counts above it where the rate is a share (per 1 or 100). O(units).
 */
bp_status bp_run_make_rates(bp_run *run, bp_run_figure *counts, const bp_run_figure *denominator);

#endif
