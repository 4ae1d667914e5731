/* Getis-Ord Gi and Gi*: where high or low values gather. */
#ifndef BP_ANALYSIS_GETIS_H
#define BP_ANALYSIS_GETIS_H

#include "analysis/local.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum bp_getis_kind {
    BP_GETIS_GI,     /**< without the unit itself; weights without links to itself */
    BP_GETIS_GI_STAR /**< with it; weights from bp_weights_add_self */
} bp_getis_kind;

/**
 * G_i = sum_j w(i, j) x_j / sum_j x_j, over j other than i for Gi, over all j for Gi*. z has the same form
 * for any weights, see docs/methods/getis.md. Where some x is negative the ratio means nothing: the statistic
 * is then z itself, with expectation 0 and variance 1, and a warning says so. x, valid and weights as in
 * bp_local_moran, but for the links of a unit to itself; a unit whose only link is to itself is an island.
 * Classes: HOT where z > 0, else COLD. The draws leave unit i out, so that the p-values of Gi and Gi* are the
 * same. options->moments and options->divisor mean nothing here. Fails as bp_local_moran. Complexity: O(n log
 * n + links) plus the draws. Sources: Getis & Ord (1992), doi:10.1111/j.1538-4632.1992.tb00261.x; Ord & Getis
 * (1995), doi:10.1111/j.1538-4632.1995.tb00912.x.
 */
bp_status bp_getis(bp_context *context, const bp_weights *weights, bp_getis_kind kind, const double *x,
                   const uint8_t *valid, const bp_local_options *options, bp_local *out);

#ifdef __cplusplus
}
#endif

#endif
