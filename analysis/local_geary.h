/* Local Geary's c: how far a unit is from its neighbours, in one variable or several. */
#ifndef BP_ANALYSIS_LOCAL_GEARY_H
#define BP_ANALYSIS_LOCAL_GEARY_H

#include "analysis/local.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * c_i = (1 / m) sum_v sum_j w(i, j) (z_vi - z_vj)^2 over m >= 1 variables, each standardised with the divisor
 * of the options. columns[m] point to x[weights->n]; `valid` is a bitmap of the units where all are known,
 * NULL: all; weights as in bp_local_moran. Small values mean alike. Classes of one variable: High-High and
 * Low-Low where c_i is below its expectation and both z_i and the mean of its neighbours are above or
 * at most 0, POSITIVE where they disagree, NEGATIVE where c_i is above; of several: POSITIVE and NEGATIVE.
 * Moments are exact for one variable; several have conditional ones only, also exact. Fails as
 * bp_local_moran.
 * Complexity: O(n log n + links) plus, per unit, m + 1 flops per draw.
 * Sources: Anselin (1995), doi:10.1111/j.1538-4632.1995.tb00338.x; Anselin (2019), doi:10.1111/gean.12164;
 * moments: Sokal, Oden & Thomson (1998), doi:10.1111/j.1538-4632.1998.tb00406.x.
 */
bp_status bp_local_geary(bp_context *context, const bp_weights *weights, const double *const *columns, int m,
                         const uint8_t *valid, const bp_local_options *options, bp_local *out);

#ifdef __cplusplus
}
#endif

#endif
