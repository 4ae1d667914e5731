#include "analysis/weights.h"

#include "geo/bitmap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void bp_weights_clear(bp_weights *weights)
{
    free(weights->offsets);
    free(weights->neighbours);
    free(weights->value);
    *weights = (bp_weights)BP_WEIGHTS_INIT;
}

static bp_status new_weights(bp_context *context, int64_t n, int64_t n_links, bp_weights *weights)
{
    size_t links = n_links > 0 ? (size_t)n_links : 1;
    *weights = (bp_weights)BP_WEIGHTS_INIT;
    weights->n = n;
    weights->offsets = (int64_t *)calloc((size_t)n + 1, sizeof *weights->offsets);
    weights->neighbours = (int32_t *)malloc(links * sizeof *weights->neighbours);
    weights->value = (double *)malloc(links * sizeof *weights->value);
    if (weights->offsets && weights->neighbours && weights->value)
        return BP_OK;
    bp_weights_clear(weights);
    return bp_context_fail_memory(context, links * (sizeof(int32_t) + sizeof(double)));
}

static bp_status check_graph(bp_context *context, const bp_graph *graph)
{
    for (int64_t i = 0; i < graph->n; i++)
        for (int64_t k = graph->offsets[i]; k < graph->offsets[i + 1]; k++) {
            int32_t j = graph->neighbours[k];
            if (j < 0 || j >= graph->n || j == i)
                return bp_context_fail(
                    context, BP_ERROR_ARGUMENT,
                    "weights: unit %lld has neighbour %d; expected another of the units 0 to %lld",
                    (long long)i, (int)j, (long long)graph->n - 1);
            if (k > graph->offsets[i] && graph->neighbours[k - 1] >= j)
                return bp_context_fail(context, BP_ERROR_ARGUMENT,
                                       "weights: the neighbours of unit %lld are not in ascending order",
                                       (long long)i);
        }
    return BP_OK;
}

bp_status bp_weights_from_graph(bp_context *context, const bp_graph *graph, bp_weights *out)
{
    int64_t links = graph->n > 0 ? graph->offsets[graph->n] : 0;
    bp_weights weights = BP_WEIGHTS_INIT;
    bp_status status = check_graph(context, graph);
    if (!status)
        status = new_weights(context, graph->n, links, &weights);
    if (status)
        return status;
    if (graph->n > 0)
        memcpy(weights.offsets, graph->offsets, ((size_t)graph->n + 1) * sizeof *weights.offsets);
    if (links > 0)
        memcpy(weights.neighbours, graph->neighbours, (size_t)links * sizeof *weights.neighbours);
    for (int64_t k = 0; k < links; k++)
        weights.value[k] = 1.0;
    *out = weights;
    return BP_OK;
}

int64_t bp_weights_count_neighbours(const bp_weights *weights, int64_t i)
{
    int64_t count = weights->offsets[i + 1] - weights->offsets[i];
    if (!weights->has_self)
        return count;
    for (int64_t k = weights->offsets[i]; k < weights->offsets[i + 1]; k++)
        if (weights->neighbours[k] == i)
            return count - 1;
    return count;
}

bool bp_weights_is_island(const bp_weights *weights, int64_t i)
{
    for (int64_t k = weights->offsets[i]; k < weights->offsets[i + 1]; k++)
        if (weights->neighbours[k] != i && weights->value[k] > 0.0)
            return false;
    return true;
}

int64_t bp_weights_count_islands(const bp_weights *weights)
{
    int64_t islands = 0;
    for (int64_t i = 0; i < weights->n; i++)
        islands += bp_weights_is_island(weights, i);
    return islands;
}

static bp_status check_raw(bp_context *context, const bp_weights *weights)
{
    if (weights->style != BP_WEIGHTS_BINARY)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "weights: raw weights were expected, these have a style already");
    for (int64_t i = 0; i < weights->n; i++)
        for (int64_t k = weights->offsets[i]; k < weights->offsets[i + 1]; k++)
            if (!isfinite(weights->value[k]) || weights->value[k] < 0.0)
                return bp_context_fail(
                    context, BP_ERROR_INPUT,
                    "weights: the weight of unit %lld for unit %d is %g; expected a number of at least 0",
                    (long long)i, (int)weights->neighbours[k], weights->value[k]);
    return BP_OK;
}

/* Divide every row by its sum (power 1) or by the root of its sum of squares (power 2). */
static void scale_rows(bp_weights *weights, int power)
{
    for (int64_t i = 0; i < weights->n; i++) {
        double sum = 0.0;
        for (int64_t k = weights->offsets[i]; k < weights->offsets[i + 1]; k++)
            sum += power == 1 ? weights->value[k] : weights->value[k] * weights->value[k];
        double norm = power == 1 ? sum : sqrt(sum);
        for (int64_t k = weights->offsets[i]; norm > 0.0 && k < weights->offsets[i + 1]; k++)
            weights->value[k] /= norm;
    }
}

static void scale_all(bp_weights *weights)
{
    int64_t links = weights->offsets[weights->n];
    double linked = 0.0, sum = 0.0;
    for (int64_t i = 0; i < weights->n; i++)
        linked += weights->offsets[i + 1] > weights->offsets[i];
    for (int64_t k = 0; k < links; k++)
        sum += weights->value[k];
    for (int64_t k = 0; sum > 0.0 && k < links; k++)
        weights->value[k] *= linked / sum;
}

bp_status bp_weights_style_set(bp_context *context, bp_weights *weights, bp_weights_style style)
{
    bp_status status = check_raw(context, weights);
    if (status || !weights->offsets)
        return status;
    if (style == BP_WEIGHTS_ROW)
        scale_rows(weights, 1);
    else if (style == BP_WEIGHTS_VARIANCE)
        scale_rows(weights, 2);
    if (style == BP_WEIGHTS_GLOBAL || style == BP_WEIGHTS_VARIANCE)
        scale_all(weights);
    weights->style = style;
    return BP_OK;
}

bp_status bp_weights_drop_missing(bp_context *context, const bp_weights *weights, const uint8_t *valid,
                                  bp_weights *out)
{
    bp_weights kept = BP_WEIGHTS_INIT;
    bp_status status = check_raw(context, weights);
    if (!status)
        status = new_weights(context, weights->n, weights->n > 0 ? weights->offsets[weights->n] : 0, &kept);
    if (status)
        return status;
    int64_t at = 0;
    for (int64_t i = 0; i < weights->n; i++) {
        for (int64_t k = weights->offsets[i]; bp_bitmap_get(valid, i) && k < weights->offsets[i + 1]; k++)
            if (bp_bitmap_get(valid, weights->neighbours[k])) {
                kept.neighbours[at] = weights->neighbours[k];
                kept.value[at++] = weights->value[k];
            }
        kept.offsets[i + 1] = at;
    }
    kept.has_self = weights->has_self;
    *out = kept;
    return BP_OK;
}

bp_status bp_weights_add_self(bp_context *context, const bp_weights *weights, double value, bp_weights *out)
{
    bp_weights with = BP_WEIGHTS_INIT;
    bp_status status = check_raw(context, weights);
    if (!status && (!isfinite(value) || value < 0.0))
        status = bp_context_fail(context, BP_ERROR_ARGUMENT,
                                 "weights: a weight of a unit for itself of %g; expected at least 0", value);
    if (!status)
        status = new_weights(context, weights->n,
                             weights->n + (weights->n > 0 ? weights->offsets[weights->n] : 0), &with);
    if (status)
        return status;
    int64_t at = 0;
    for (int64_t i = 0; i < weights->n; i++) {
        int placed = 0;
        for (int64_t k = weights->offsets[i]; k < weights->offsets[i + 1]; k++) {
            if (!placed && weights->neighbours[k] >= i) {
                with.neighbours[at] = (int32_t)i;
                with.value[at++] = value;
                placed = 1;
            }
            if (weights->neighbours[k] == i)
                continue;
            with.neighbours[at] = weights->neighbours[k];
            with.value[at++] = weights->value[k];
        }
        if (!placed) {
            with.neighbours[at] = (int32_t)i;
            with.value[at++] = value;
        }
        with.offsets[i + 1] = at;
    }
    with.has_self = 1;
    *out = with;
    return BP_OK;
}

/* Where unit j stands in the row of i, or -1. */
static int64_t place_in_row(const bp_weights *weights, int64_t i, int64_t j)
{
    int64_t low = weights->offsets[i], high = weights->offsets[i + 1];
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (weights->neighbours[middle] < j)
            low = middle + 1;
        else
            high = middle;
    }
    return low < weights->offsets[i + 1] && weights->neighbours[low] == j ? low : -1;
}

int bp_weights_is_symmetric(const bp_weights *weights)
{
    for (int64_t i = 0; i < weights->n; i++)
        for (int64_t k = weights->offsets[i]; k < weights->offsets[i + 1]; k++) {
            int64_t back = place_in_row(weights, weights->neighbours[k], i);
            if (back < 0 ? weights->value[k] != 0.0 : weights->value[back] != weights->value[k])
                return 0;
        }
    return 1;
}

int bp_weights_equal_in_row(const bp_weights *weights)
{
    for (int64_t i = 0; i < weights->n; i++) {
        int64_t first = -1;
        for (int64_t k = weights->offsets[i]; k < weights->offsets[i + 1]; k++) {
            if (weights->neighbours[k] == i)
                continue;
            if (first < 0)
                first = k;
            if (weights->value[k] != weights->value[first])
                return 0;
        }
    }
    return 1;
}

bp_status bp_weights_sums_compute(bp_context *context, const bp_weights *weights, bp_weights_sums *out)
{
    bp_weights_sums sums = {0.0, 0.0, 0.0, 0};
    size_t bytes = ((size_t)weights->n + 1) * sizeof(double);
    double *both = (double *)calloc((size_t)weights->n + 1, sizeof *both);
    if (!both)
        return bp_context_fail_memory(context, bytes);
    for (int64_t i = 0; i < weights->n; i++) {
        sums.n_linked += bp_weights_count_neighbours(weights, i) > 0;
        for (int64_t k = weights->offsets[i]; k < weights->offsets[i + 1]; k++) {
            int32_t j = weights->neighbours[k];
            double w = weights->value[k];
            int64_t back = place_in_row(weights, j, i);
            sums.s0 += w;
            both[i] += w;
            both[j] += w;
            /* A link without one back stands for both ordered pairs. */
            sums.s1 += back < 0 ? w * w : 0.5 * (w + weights->value[back]) * (w + weights->value[back]);
        }
    }
    for (int64_t i = 0; i < weights->n; i++)
        sums.s2 += both[i] * both[i];
    free(both);
    *out = sums;
    return BP_OK;
}
