#include "analysis/pairs.h"

#include "analysis/canonical.h"
#include "geo/bitmap.h"

#include <inttypes.h>
#include <stdlib.h>

typedef struct half {
    int32_t other;
    double value;
} half;

static int by_other(const void *a, const void *b)
{
    const half *p = (const half *)a, *q = (const half *)b;
    return (p->other > q->other) - (p->other < q->other);
}

void bp_pairs_clear(bp_pairs *pairs)
{
    free(pairs->unit);
    free(pairs->offsets);
    free(pairs->other);
    free(pairs->value);
    free(pairs->margin);
    *pairs = (bp_pairs)BP_PAIRS_INIT;
}

/* The units that take part, as a bitmap; and how many have values, neighbours, or neither way a link. */
static bp_status pick_units(bp_context *context, const bp_weights *weights, const uint8_t *valid,
                            bp_islands islands, uint8_t *part, bp_pairs *pairs)
{
    uint8_t *linked = (uint8_t *)calloc(bp_bitmap_bytes(weights->n), 1);
    if (!linked)
        return bp_context_fail_memory(context, bp_bitmap_bytes(weights->n));
    bp_status status = BP_OK;
    int64_t n_giving = 0;
    for (int64_t i = 0; !status && i < weights->n; i++) {
        n_giving += weights->offsets[i] < weights->offsets[i + 1];
        for (int64_t k = weights->offsets[i]; !status && k < weights->offsets[i + 1]; k++) {
            int64_t j = weights->neighbours[k];
            if (j == i)
                status = bp_context_fail(context, BP_ERROR_ARGUMENT,
                                         "weights: unit %" PRId64
                                         " is linked to itself, which a global statistic cannot use",
                                         i + 1);
            else if (!bp_bitmap_get(valid, i) || !bp_bitmap_get(valid, j))
                status = bp_context_fail(context, BP_ERROR_ARGUMENT,
                                         "weights: unit %" PRId64 " has a link and no value",
                                         bp_bitmap_get(valid, i) ? j + 1 : i + 1);
            /* A weight of 0 links nobody. */
            if (weights->value[k] > 0.0) {
                bp_bitmap_set(linked, i);
                bp_bitmap_set(linked, j);
            }
        }
    }
    int64_t n = 0, n_linked = 0;
    for (int64_t i = 0; i < weights->n; i++) {
        n_linked += bp_bitmap_get(linked, i);
        if (bp_bitmap_get(valid, i) && (islands != BP_ISLANDS_LEFT_OUT || bp_bitmap_get(linked, i)))
            bp_bitmap_set(part, i);
        n += bp_bitmap_get(valid, i);
    }
    pairs->n_islands = n - n_linked;
    pairs->n_counted = islands == BP_ISLANDS_LEFT_OUT ? n_linked : islands == BP_ISLANDS_KEPT ? n : n_giving;
    if (!status && n_linked == 0)
        status =
            bp_context_fail(context, BP_ERROR_INPUT, "weights: no two units with a value are neighbours");
    free(linked);
    return status;
}

static bp_status make_room(bp_context *context, const bp_weights *weights, bp_pairs *pairs)
{
    size_t n = (size_t)weights->n + 1, links = (size_t)weights->offsets[weights->n] + 1;
    pairs->unit = (int32_t *)malloc(n * sizeof *pairs->unit);
    pairs->offsets = (int64_t *)calloc(n + 1, sizeof *pairs->offsets);
    pairs->other = (int32_t *)malloc(links * sizeof *pairs->other);
    pairs->value = (double *)malloc(links * sizeof *pairs->value);
    pairs->margin = (double *)calloc(n, sizeof *pairs->margin);
    if (!pairs->unit || !pairs->offsets || !pairs->other || !pairs->value || !pairs->margin)
        return bp_context_fail_memory(context, links * sizeof *pairs->value);
    return BP_OK;
}

/* Every directed link that weighs something, under its lower position: halves[offsets[a]] .. halves[offsets[a
 * + 1] - 1]. The ends of the others may have no position. */
static void collect_halves(const bp_weights *weights, const int32_t *position, bp_pairs *pairs, half *halves)
{
    int64_t *offsets = pairs->offsets;
    for (int64_t i = 0; i < weights->n; i++)
        for (int64_t k = weights->offsets[i]; k < weights->offsets[i + 1]; k++)
            if (weights->value[k] > 0.0) {
                int32_t a = position[i], b = position[weights->neighbours[k]];
                offsets[(a < b ? a : b) + 2]++;
            }
    for (int64_t a = 0; a < pairs->n; a++)
        offsets[a + 2] += offsets[a + 1];
    for (int64_t i = 0; i < weights->n; i++)
        for (int64_t k = weights->offsets[i]; k < weights->offsets[i + 1]; k++) {
            if (!(weights->value[k] > 0.0))
                continue;
            int32_t a = position[i], b = position[weights->neighbours[k]];
            halves[offsets[(a < b ? a : b) + 1]++] = (half){a < b ? b : a, weights->value[k]};
        }
}

/* The two directions of a link become one; the sums of the weights are taken on the way. */
static void join_halves(bp_pairs *pairs, half *halves)
{
    int64_t m = 0;
    for (int64_t a = 0; a < pairs->n; a++) {
        int64_t first = pairs->offsets[a], end = pairs->offsets[a + 1], start = m;
        qsort(halves + first, (size_t)(end - first), sizeof *halves, by_other);
        for (int64_t k = first; k < end; k++) {
            int32_t b = halves[k].other;
            if (m > start && pairs->other[m - 1] == b) {
                pairs->value[m - 1] += halves[k].value;
            } else {
                pairs->other[m] = b;
                pairs->value[m++] = halves[k].value;
            }
        }
        pairs->offsets[a] = start;
        for (int64_t k = start; k < m; k++) {
            pairs->margin[a] += pairs->value[k];
            pairs->margin[pairs->other[k]] += pairs->value[k];
            pairs->s0 += pairs->value[k];
            pairs->s1 += pairs->value[k] * pairs->value[k];
        }
    }
    pairs->offsets[pairs->n] = m;
    for (int64_t a = 0; a < pairs->n; a++)
        pairs->s2 += pairs->margin[a] * pairs->margin[a];
}

static bp_status fill_pairs(bp_context *context, const bp_weights *weights, bp_pairs *pairs)
{
    bp_status status = BP_OK;
    int32_t *position = (int32_t *)malloc(((size_t)weights->n + 1) * sizeof *position);
    half *halves = (half *)malloc(((size_t)weights->offsets[weights->n] + 1) * sizeof *halves);
    if (!position || !halves) {
        status = bp_context_fail_memory(context, (size_t)weights->offsets[weights->n] * sizeof *halves);
        goto done;
    }
    for (int64_t a = 0; a < pairs->n; a++)
        position[pairs->unit[a]] = (int32_t)a;
    collect_halves(weights, position, pairs, halves);
    join_halves(pairs, halves);
done:
    free(position);
    free(halves);
    return status;
}

bp_status bp_pairs_new(bp_context *context, const bp_weights *weights, const double *x, const uint8_t *valid,
                       bp_islands islands, bp_pairs *out)
{
    bp_pairs pairs = BP_PAIRS_INIT;
    bp_status status = BP_OK;
    uint8_t *part = (uint8_t *)calloc(bp_bitmap_bytes(weights->n), 1);
    if (!part)
        return bp_context_fail_memory(context, bp_bitmap_bytes(weights->n));
    status = pick_units(context, weights, valid, islands, part, &pairs);
    if (!status)
        status = make_room(context, weights, &pairs);
    if (!status)
        status = bp_canonical_order(context, weights, x, part, pairs.unit, &pairs.n);
    if (!status)
        status = fill_pairs(context, weights, &pairs);
    if (!status)
        *out = pairs;
    else
        bp_pairs_clear(&pairs);
    free(part);
    return status;
}

double bp_pairs_product(const bp_pairs *pairs, const double *y)
{
    double sum = 0.0;
    for (int64_t a = 0; a < pairs->n; a++) {
        double inner = 0.0;
        for (int64_t k = pairs->offsets[a]; k < pairs->offsets[a + 1]; k++)
            inner += pairs->value[k] * y[pairs->other[k]];
        sum += inner * y[a];
    }
    return sum;
}

double bp_pairs_squares(const bp_pairs *pairs, const double *y)
{
    double sum = 0.0;
    for (int64_t a = 0; a < pairs->n; a++)
        for (int64_t k = pairs->offsets[a]; k < pairs->offsets[a + 1]; k++) {
            double gap = y[a] - y[pairs->other[k]];
            sum += pairs->value[k] * (gap * gap);
        }
    return sum;
}
