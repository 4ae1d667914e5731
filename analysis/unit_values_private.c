#include "analysis/unit_values_private.h"

#include <stdlib.h>

bp_status bp_unit_values(bp_context *context, const bp_regions_input *input, double **values)
{
    int p = input->n_variables;
    size_t bytes = ((size_t)input->n * (size_t)p + 1) * sizeof(double);
    double *out = (double *)malloc(bytes);
    if (!out)
        return bp_context_fail_memory(context, bytes);
    for (int v = 0; v < p; v++) {
        const double *x = input->x + (int64_t)v * input->n;
        double mean = 0.0;
        for (int64_t i = 0; i < input->n; i++)
            mean += (x[i] - mean) / (double)(i + 1);
        for (int64_t i = 0; i < input->n; i++)
            out[i * p + v] = x[i] - mean;
    }
    *values = out;
    return BP_OK;
}
