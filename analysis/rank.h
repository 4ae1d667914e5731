/* Percentile ranks. */
#ifndef BP_ANALYSIS_RANK_H
#define BP_ANALYSIS_RANK_H

#include "geo/context.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * rank[i] = (weight below x[i] + half the weight equal to x[i]) / total weight: the percentile rank with ties
 * mid-ranked, strictly between 0 and 1, so that the units past 0.8 hold a fifth of the weight. x[n]; only
 * rows in `valid` (a bitmap; NULL: all) take part, the others' rank is left as it is. weight[n] >= 0 (NULL:
 * every unit weighs 1); fails with BP_ERROR_ARGUMENT when the total weight is 0. Complexity: O(n).
 * Source: Crocker & Algina (1986), Introduction to classical and modern test theory, p. 439.
 */
bp_status bp_percentile_rank(bp_context *context, const double *x, const uint8_t *valid, const double *weight,
                             int64_t n, double *rank);

/** The same of the rows order[m], which stand by ascending x. O(m). */
bp_status bp_percentile_rank_sorted(bp_context *context, const double *x, const int32_t *order, int64_t m,
                                    const double *weight, double *rank);

/** order[n] has room for all; order[m] = the valid rows by ascending x (-0 is 0), ties by row; m is returned
 * through *n_valid. O(n), by radix. */
bp_status bp_sort_order(bp_context *context, const double *x, const uint8_t *valid, int64_t n, int32_t *order,
                        int64_t *n_valid);

#ifdef __cplusplus
}
#endif

#endif
