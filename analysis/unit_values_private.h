/* The values of the variables unit by unit, for methods that take all of a unit at once. */
#ifndef BP_ANALYSIS_UNIT_VALUES_PRIVATE_H
#define BP_ANALYSIS_UNIT_VALUES_PRIVATE_H

#include "analysis/regions.h"

/*
 * values[i * n_variables + v] = x[v * n + i] - mean of variable v: to free(). Centred, so that little is lost
 * where squares of sums are taken from each other. `input` as for a bp_regions_fn.
 */
bp_status bp_unit_values(bp_context *context, const bp_regions_input *input, double **values);

/* Squared Euclidean distance of two points of p coordinates. */
static inline double bp_squared_distance(const double *a, const double *b, int p)
{
    double sum = 0.0;
    for (int v = 0; v < p; v++)
        sum += (a[v] - b[v]) * (a[v] - b[v]);
    return sum;
}

#endif
