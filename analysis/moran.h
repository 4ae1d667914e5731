/* Moran's I of a whole map. */
#ifndef BP_ANALYSIS_MORAN_H
#define BP_ANALYSIS_MORAN_H

#include "analysis/global.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Moran's I = n / S0 * sum w(i, j) z(i) z(j) / sum z(i)^2, z = x - mean, with its moments under normality and
 * under randomisation. Fails as bp_centred_new does (3 distinct values), and when no arrangement gives
 * another I. Complexity: O(n log n + links). Source: Cliff & Ord (1981), Spatial processes: models and
 * applications, p. 21, 42-46; Moran (1950), doi:10.1093/biomet/37.1-2.17.
 */
bp_status bp_moran(bp_context *context, const bp_global_input *input, bp_global *out);

/** The same for input->permutations random arrangements. Complexity: O(permutations (n + links)). */
bp_status bp_moran_permute(bp_context *context, const bp_global_input *input, bp_shuffled *out);

/** Bivariate Moran: does x go with the neighbours' y? */
typedef struct bp_moran_pair {
    double statistic;
    double correlation;        /**< Pearson's, of x and y of the same unit */
    bp_global_moments moments; /**< over all arrangements of y, x staying where it is */
    bp_shuffled shuffled;      /**< over input->permutations of them; n_drawn 0 when none were asked for */
    int64_t n, n_islands;
} bp_moran_pair;

/**
 * I(x, y) = n / S0 * sum w(i, j) zx(i) zy(j) / sqrt(sum zx^2 sum zy^2). `input` holds x; y[n] with the name
 * `y_name` has the same valid units. The moments are exact: expectation 0, variance from the spread of sum_i
 * w(i, j) zx(i). With input->permutations 0 nothing is permuted. Fails as bp_moran does, for either column.
 * Complexity: O(n log n + links + permutations n). Source: Wartenberg (1985),
 * doi:10.1111/j.1538-4632.1985.tb00849.x; Lee (2001), doi:10.1007/s101090100064.
 */
bp_status bp_moran_bivariate(bp_context *context, const bp_global_input *input, const char *y_name,
                             const double *y, bp_moran_pair *out);

#ifdef __cplusplus
}
#endif

#endif
