/* Conditional permutation unit by unit, for weights of any kind. */
#ifndef BP_ANALYSIS_PERMUTE_H
#define BP_ANALYSIS_PERMUTE_H

#include "analysis/reference.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * As bp_reference_count, for any weights: unit i keeps its value, P times as many other units as it has
 * neighbours are drawn without replacement and take the weights of its row. With stop_after h > 0 a unit is
 * done as soon as h draws were at least as extreme as what is observed (on the side given; on both: once each
 * side has h), and its tally says so. The same for any number of threads; the same for any order of the units
 * but for the rounding of sums.
 * Complexity: O(sum over units of P k), less with stop_after.
 * Sources: Anselin (1995), doi:10.1111/j.1538-4632.1995.tb00338.x; Besag & Clifford (1991),
 * doi:10.1093/biomet/78.2.301.
 */
bp_status bp_permute_count(bp_context *context, const bp_draw_input *input, const bp_draw_options *options,
                           bp_tally *tally);

#ifdef __cplusplus
}
#endif

#endif
