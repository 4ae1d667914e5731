/* Geary's C of a whole map. */
#ifndef BP_ANALYSIS_GEARY_H
#define BP_ANALYSIS_GEARY_H

#include "analysis/global.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Which way round Geary's z is written. */
typedef enum bp_geary_sign {
    BP_GEARY_PLAIN,   /**< (C - expectation) / deviation, as for every other statistic: like near like is
                         negative (esda) */
    BP_GEARY_REVERSED /**< (expectation - C) / deviation: like near like is positive (spdep) */
} bp_geary_sign;

/**
 * Geary's C = (n - 1) / (2 S0) * sum w(i, j) (x(i) - x(j))^2 / sum (x(i) - mean)^2, with its moments under
 * normality and under randomisation. Below 1: like near like. Fails as bp_moran does.
 * Complexity: O(n log n + links). Source: Cliff & Ord (1981), Spatial processes: models and applications, p.
 * 21; Geary (1954), doi:10.2307/2986645.
 */
bp_status bp_geary(bp_context *context, const bp_global_input *input, bp_geary_sign sign, bp_global *out);

/** The same for input->permutations random arrangements. Complexity: O(permutations (n + links)). */
bp_status bp_geary_permute(bp_context *context, const bp_global_input *input, bp_shuffled *out);

#ifdef __cplusplus
}
#endif

#endif
