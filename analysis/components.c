#include "analysis/components.h"

#include <stdlib.h>

/* Label all that hangs together with `first` past the base; returns its residents. */
static double flood(const bp_field *field, double base, int32_t first, int32_t area, int32_t *label,
                    int32_t *queue, int64_t *n_reached)
{
    double population = 0.0;
    int64_t tail = 0;
    label[first] = area;
    queue[tail++] = first;
    for (int64_t head = 0; head < tail; head++) {
        int32_t at = queue[head];
        population += field->population[at];
        for (int64_t k = field->links.offsets[at]; k < field->links.offsets[at + 1]; k++) {
            int32_t next = field->links.neighbours[k];
            if (label[next] != -1 || field->score[next] < base)
                continue;
            label[next] = area;
            queue[tail++] = next;
        }
    }
    *n_reached = tail;
    return population;
}

bp_status bp_components_label(bp_context *context, const bp_field *field, const bp_delineate_options *options,
                              int32_t *label, int32_t *n_areas)
{
    enum { TOO_SMALL = -2 };
    int32_t n = 0;
    int32_t *queue = (int32_t *)malloc((size_t)(field->n + 1) * sizeof *queue);
    if (!queue)
        return bp_context_fail_memory(context, (size_t)field->n * sizeof *queue);
    for (int64_t c = 0; c < field->n; c++)
        label[c] = -1;
    for (int64_t c = 0; c < field->n && field->score[c] >= options->base; c++) {
        int64_t n_reached = 0;
        if (label[c] != -1)
            continue;
        if (flood(field, options->base, (int32_t)c, n, label, queue, &n_reached) >=
            bp_floor_at(options, field->unit[c])) {
            n++;
            continue;
        }
        for (int64_t i = 0; i < n_reached; i++)
            label[queue[i]] = TOO_SMALL;
    }
    for (int64_t c = 0; c < field->n; c++)
        if (label[c] == TOO_SMALL)
            label[c] = -1;
    free(queue);
    *n_areas = n;
    return BP_OK;
}
