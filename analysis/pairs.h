/* The links of a weights matrix as pairs of units: all that a global statistic needs to know of it. */
#ifndef BP_ANALYSIS_PAIRS_H
#define BP_ANALYSIS_PAIRS_H

#include "analysis/weights.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What becomes of units without neighbours (islands) in a global statistic. */
typedef enum bp_islands {
    BP_ISLANDS_LEFT_OUT, /**< they take part in nothing: not in the mean, not in n */
    BP_ISLANDS_KEPT,     /**< they count in the mean and in n, with a lag of 0 (esda, GeoDa) */
    BP_ISLANDS_SPDEP /**< they count in the mean; n is the number of units with neighbours (spdep, adjust.n)
                      */
} bp_islands;

/**
 * n units that take part, in the order of bp_canonical_order, and their unordered pairs: the pairs of
 * position a are other[k] > a with value[k] = w(a, other) + w(other, a), k = offsets[a] .. offsets[a + 1]
 * - 1.
 */
typedef struct bp_pairs {
    int64_t n;         /**< units that take part */
    int64_t n_counted; /**< the n of the formulas; less than n with BP_ISLANDS_SPDEP only */
    int64_t n_islands; /**< units with a value and without neighbours, whatever becomes of them */
    int32_t *unit;     /**< unit[n]: row of the weights */
    int64_t *offsets;  /**< offsets[n + 1] */
    int32_t *other;    /**< other[offsets[n]] */
    double *value;     /**< value[offsets[n]] */
    double *margin;    /**< margin[n]: row sum plus column sum */
    double s0;         /**< sum of w(i, j) */
    double s1;         /**< half the sum of (w(i, j) + w(j, i))^2 over i and j */
    double s2;         /**< sum of margin^2 */
} bp_pairs;

#define BP_PAIRS_INIT                                                                                        \
    {                                                                                                        \
        0, 0, 0, NULL, NULL, NULL, NULL, NULL, 0.0, 0.0, 0.0                                                 \
    }

/**
 * Pairs of the units that have a value. A weight of 0 makes no pair: who has no other is an island, but for
 * the n of BP_ISLANDS_SPDEP, in which spdep counts links of any weight. x[n] orders them; `valid` is a bitmap
 * (NULL: all). Units without a value must have lost their links already (bp_weights_drop_missing). Fails with
 * BP_ERROR_ARGUMENT on a link of a unit to itself or of one without a value, with BP_ERROR_INPUT when no
 * links are left. Complexity: that of bp_canonical_order, and O(links).
 */
bp_status bp_pairs_new(bp_context *context, const bp_weights *weights, const double *x, const uint8_t *valid,
                       bp_islands islands, bp_pairs *out);
void bp_pairs_clear(bp_pairs *pairs);

/** Sum over all i, j of w(i, j) y[i] y[j], y[n] in the order of the pairs. O(pairs). */
double bp_pairs_product(const bp_pairs *pairs, const double *y);

/** Sum over all i, j of w(i, j) (y[i] - y[j])^2. O(pairs). */
double bp_pairs_squares(const bp_pairs *pairs, const double *y);

#ifdef __cplusplus
}
#endif

#endif
