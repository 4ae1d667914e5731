#include "analysis/light_private.h"

#include <stdlib.h>

bp_status bp_drop_light(bp_context *context, const bp_field *field, int32_t *label, int32_t *n_areas)
{
    size_t rows = (size_t)*n_areas + 1;
    int64_t *weight = (int64_t *)calloc(rows, sizeof *weight);
    int32_t *number = (int32_t *)malloc(rows * sizeof *number), n = 0;
    if (!weight || !number) {
        free(weight);
        free(number);
        return bp_context_fail_memory(context, rows * sizeof *weight);
    }
    for (int64_t c = 0; c < field->n; c++)
        if (label[c] >= 0)
            weight[label[c]] += field->weight[c];
    for (int32_t a = 0; a < *n_areas; a++)
        number[a] = weight[a] > 0 ? n++ : -1;
    for (int64_t c = 0; c < field->n; c++)
        if (label[c] >= 0)
            label[c] = number[label[c]];
    free(weight);
    free(number);
    *n_areas = n;
    return BP_OK;
}
