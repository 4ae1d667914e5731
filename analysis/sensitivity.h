/* Which choice the variance of a result comes from. */
#ifndef BP_ANALYSIS_SENSITIVITY_H
#define BP_ANALYSIS_SENSITIVITY_H

#include "geo/context.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How a factor was drawn. */
typedef enum bp_factor_kind {
    BP_FACTOR_LEVELS, /**< one of n_levels levels: x holds whole numbers from 0 */
    BP_FACTOR_RANGE,  /**< a number: cut into bins of equally many draws, equal numbers in one bin */
    BP_FACTOR_GROUP   /**< n_columns numbers together: a linear and a quadratic term of each */
} bp_factor_kind;

/** One factor of a drawn design; its values are independent of those of the other factors. */
typedef struct bp_factor {
    const char *name; /**< lent */
    bp_factor_kind kind;
    int n_levels;    /**< of BP_FACTOR_LEVELS, else 0 */
    int n_columns;   /**< of BP_FACTOR_GROUP, else 1 */
    const double *x; /**< x[n_columns * n]: draw v of column c at c * n + v; lent */
} bp_factor;

/** Below so many draws no shares are given: they would be noise. */
enum { BP_SENSITIVITY_LEAST = 50 };

/**
 * share[n_factors] = share of the variance of y[n] that each factor explains by itself: its first-order
 * effect V(E(y | factor)) / V(y), from the means of y per level or bin, or from the least-squares fit of a
 * group, less what so many means explain of pure noise (epsilon squared), at least 0. *rest is what is left,
 * interactions and noise: the shares and the rest add up to 1. Where the shares by chance add up to more than
 * 1 they are scaled down and the rest is 0. *defined is 0 when y is the same in all draws: then all is 0.
 * Fails with BP_ERROR_ARGUMENT below BP_SENSITIVITY_LEAST draws. Complexity: O(n_factors n log n), and
 * O(n c^2) for a group of c columns.
 * Sources: Saltelli et al. (2008), Global sensitivity analysis: the primer, doi:10.1002/9780470725184;
 * Saisana, Saltelli & Tarantola (2005), doi:10.1111/j.1467-985X.2005.00350.x; Kelley (1935),
 * doi:10.1073/pnas.21.9.554, for the correction.
 */
bp_status bp_sensitivity(bp_context *context, const double *y, int64_t n, const bp_factor *factors,
                         int n_factors, double *share, double *rest, int *defined);

/**
 * The correlation ratio: share of the variance of y[n] that the means of y in bins of x[n] explain, equal x
 * in one bin, corrected as above. Rows outside `valid` (a bitmap; NULL: all) take no part. *defined is 0 when
 * fewer than two values of x or of y are there. O(n log n).
 */
bp_status bp_correlation_ratio(bp_context *context, const double *x, const double *y, const uint8_t *valid,
                               int64_t n, double *ratio, int *defined);

#ifdef __cplusplus
}
#endif

#endif
