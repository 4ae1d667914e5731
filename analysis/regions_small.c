/* Leaving out the parts that cannot reach the floor. */
#include "analysis/regions_private.h"
#include "geo/exact_sum.h"

#include <stdlib.h>

/* is_small[c] = 1 where component c cannot reach the floor; how many units are in such, and in all. */
static bp_status find_small(bp_context *context, const bp_regions_ready *ready, double floor,
                            uint8_t *is_small, int64_t *n_small)
{
    bp_exact_sum *held = (bp_exact_sum *)calloc((size_t)ready->n_components + 1, sizeof *held);
    if (!held)
        return bp_context_fail_memory(context, (size_t)ready->n_components * sizeof *held);
    for (int64_t a = 0; a < ready->input.n; a++)
        bp_exact_sum_add(&held[ready->component[a]], ready->size[a]);
    for (int32_t c = 0; c < ready->n_components; c++)
        is_small[c] = bp_exact_sum_get(&held[c]) < floor;
    *n_small = 0;
    for (int64_t a = 0; a < ready->input.n; a++)
        *n_small += is_small[ready->component[a]];
    free(held);
    return BP_OK;
}

bp_status bp_regions_leave_out_small(bp_context *context, const bp_regions_input *input, double floor,
                                     bp_regions_ready *ready, int64_t *n_left_out)
{
    bp_regions_ready rest = BP_REGIONS_READY_INIT;
    bp_regions_input larger = *input;
    int64_t n_small = 0;
    uint8_t *valid = (uint8_t *)calloc(bp_bitmap_bytes(input->n), 1);
    uint8_t *is_small = (uint8_t *)malloc((size_t)ready->n_components + 1);
    bp_status status = valid && is_small ? find_small(context, ready, floor, is_small, &n_small)
                                         : bp_context_fail_memory(context, bp_bitmap_bytes(input->n));
    /* Where nothing would be left, the check of the floor says why. */
    if (status || n_small == 0 || n_small == ready->input.n)
        goto done;
    for (int64_t a = 0; a < ready->input.n; a++)
        if (!is_small[ready->component[a]])
            bp_bitmap_set(valid, ready->row[a]);
    larger.valid = valid;
    status = bp_regions_ready_make(context, &larger, &rest);
    if (status)
        goto done;
    bp_regions_ready_clear(ready);
    *ready = rest;
    ready->input.graph = &ready->graph;
    *n_left_out = n_small;
done:
    free(valid);
    free(is_small);
    return status;
}
