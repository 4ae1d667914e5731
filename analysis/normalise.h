/* Indicators brought to one scale, worst at the top. */
#ifndef BP_ANALYSIS_NORMALISE_H
#define BP_ANALYSIS_NORMALISE_H

#include "geo/context.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum bp_normalisation {
    BP_NORMALISE_PERCENTILE, /**< percentile rank, 0 to 1 */
    BP_NORMALISE_ZSCORE,     /**< (x - mean) / standard deviation (divisor n) */
    BP_NORMALISE_MINMAX,     /**< (x - min) / (max - min), 0 to 1 */
    BP_NORMALISE_WINSORISED, /**< the same after the lowest and highest 5 % are set to the 5th and 95th
                                percentile */
    BP_NORMALISE_EXPONENTIAL /**< IMD's transform of the percentile rank, 0 to 100: stresses the worst end */
} bp_normalisation;

typedef enum bp_direction {
    BP_WORSE_HIGH, /**< a high value is bad */
    BP_WORSE_LOW   /**< a low value is bad: the sign is turned before anything else */
} bp_direction;

/**
 * out[i] = x[i] on the scale of `method`, higher is worse. Rows outside `valid` take no part and are left as
 * they are. weight[n] (NULL: 1 each) says how much a unit counts in the percentile rank, mean, deviation and
 * percentiles. Fails with BP_ERROR_ARGUMENT when fewer than two distinct values are there. Complexity: O(n
 * log n). Source of the exponential transform: Noble et al. (2019), The English Indices of Deprivation 2019:
 * Technical report, appendix E: -23 ln(1 - r (1 - exp(-100 / 23))).
 */
bp_status bp_normalise(bp_context *context, bp_normalisation method, bp_direction worse, const double *x,
                       const uint8_t *valid, const double *weight, int64_t n, double *out);

/** IMD's exponential transform of a rank 0..1 to 0..100. */
double bp_exponential_transform(double rank);

#ifdef __cplusplus
}
#endif

#endif
