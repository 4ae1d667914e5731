/* Local Moran's I: is a unit like its neighbours, and are both high or low? */
#ifndef BP_ANALYSIS_LOCAL_MORAN_H
#define BP_ANALYSIS_LOCAL_MORAN_H

#include "analysis/local.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * I_i = z_i / m2 * sum_j w(i, j) z_j, z the deviations of x from the mean of the valid units and m2 the sum
 * of their squares by n or n - 1. x[weights->n]; `valid` is a bitmap, NULL: all; weights without links to
 * units that have no value (bp_weights_drop_missing) or to the unit itself. Classes are the four quadrants
 * (z_i and the lag of z above 0 are High), islands and missing. For rates, x is what
 * empirical-Bayes standardisation makes of them. Fails with BP_ERROR_INPUT on fewer than 3 distinct values or
 * one that is not finite, BP_ERROR_ARGUMENT on weights or options that do not fit.
 * Complexity: O(n log n + links), plus the draws: see analysis/reference.h.
 * Sources: Anselin (1995), doi:10.1111/j.1538-4632.1995.tb00338.x; moments: Sokal, Oden & Thomson (1998),
 * doi:10.1111/j.1538-4632.1998.tb00406.x.
 */
bp_status bp_local_moran(bp_context *context, const bp_weights *weights, const double *x,
                         const uint8_t *valid, const bp_local_options *options, bp_local *out);

/** Two variables on the same units. */
typedef struct bp_local_pair {
    const double *x;      /**< x[n]: of the unit itself */
    const double *y;      /**< y[n]: of its neighbours */
    const uint8_t *valid; /**< bitmap: units where both are known; NULL: all */
} bp_local_pair;

/**
 * Bivariate: I_i = zx_i / (sx sy) * sum_j w(i, j) zy_j. Inference leaves out the y of unit i and keeps its x;
 * moments are conditional (BP_MOMENTS_TOTAL is refused). Otherwise as bp_local_moran.
 * Source: Anselin, Syabri & Smirnov (2002), "Visualizing multivariate spatial correlation with dynamically
 * linked windows".
 */
bp_status bp_local_moran_bivariate(bp_context *context, const bp_weights *weights, const bp_local_pair *pair,
                                   const bp_local_options *options, bp_local *out);

#ifdef __cplusplus
}
#endif

#endif
