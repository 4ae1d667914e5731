#include "analysis/canonical.h"

#include "analysis/symmetry_private.h"
#include "geo/bitmap.h"

#include <stdlib.h>
#include <string.h>

typedef struct placed {
    double x;
    uint64_t colour;
    int32_t unit;
} placed;

static int by_value_and_colour(const void *a, const void *b)
{
    const placed *p = (const placed *)a, *q = (const placed *)b;
    if (p->x != q->x)
        return p->x < q->x ? -1 : 1;
    if (p->colour != q->colour)
        return p->colour < q->colour ? -1 : 1;
    return (p->unit > q->unit) - (p->unit < q->unit);
}

static uint64_t bits_of(double x)
{
    uint64_t bits = 0;
    x += 0.0; /* minus zero becomes zero */
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

/* Sorted, how many cannot be told from the one before. */
static int64_t sort_placed(placed *items, int64_t m)
{
    int64_t tied = 0;
    qsort(items, (size_t)m, sizeof *items, by_value_and_colour);
    for (int64_t i = 1; i < m; i++)
        tied += items[i].x == items[i - 1].x && items[i].colour == items[i - 1].colour;
    return tied;
}

/* One round: a unit's colour takes in those it links to and those that link to it. Sums of whole numbers, so
 * that the order of the links does not matter. */
static void refine(const bp_weights *weights, const uint64_t *colour, uint64_t *next)
{
    for (int64_t i = 0; i < weights->n; i++)
        next[i] = 3 * colour[i];
    for (int64_t i = 0; i < weights->n; i++) {
        for (int64_t k = weights->offsets[i]; k < weights->offsets[i + 1]; k++) {
            int32_t j = weights->neighbours[k];
            next[i] += bp_mix(colour[j] + 0x9e3779b97f4a7c15u);
            next[j] += bp_mix(colour[i] + 0xd1b54a32d192ed03u);
        }
    }
    for (int64_t i = 0; i < weights->n; i++)
        next[i] = bp_mix(next[i]);
}

static int64_t sort_by_colour(placed *items, int64_t m, const uint64_t *colour)
{
    for (int64_t i = 0; i < m; i++)
        items[i].colour = colour[items[i].unit];
    return sort_placed(items, m);
}

/* Of units that no round tells apart, by trying what singling one out leads to. */
static bp_status break_symmetries(bp_context *context, const bp_weights *weights, placed *items, int64_t m,
                                  uint64_t *colour)
{
    int64_t n_tied = 0;
    int is_settled = 0;
    int32_t *tied = (int32_t *)malloc(((size_t)m + 1) * sizeof *tied);
    if (!tied)
        return bp_context_fail_memory(context, (size_t)m * sizeof *tied);
    for (int64_t begin = 0, end = 0; begin < m; begin = end) {
        for (end = begin + 1;
             end < m && items[end].x == items[begin].x && items[end].colour == items[begin].colour;)
            end++;
        for (int64_t i = begin; end - begin > 1 && i < end; i++)
            tied[n_tied++] = items[i].unit;
    }
    bp_status status =
        bp_symmetry_break(context, weights, tied, n_tied, BP_SYMMETRY_BUDGET, colour, &is_settled);
    if (!status && !is_settled)
        bp_context_warn(context, "order_of_rows",
                        "%lld units have the same value and stand in the map so much alike that their rows "
                        "decide which is drawn first: with the rows in another order p can differ by chance",
                        (long long)n_tied);
    if (!status)
        sort_by_colour(items, m, colour);
    free(tied);
    return status;
}

static bp_status break_ties(bp_context *context, const bp_weights *weights, const double *x, placed *items,
                            int64_t m)
{
    static const int batches[] = {4, 12, 48};
    size_t rows = (size_t)weights->n + 1;
    uint64_t *colour = (uint64_t *)calloc(2 * rows, sizeof *colour), *next = colour ? colour + rows : NULL;
    if (!colour)
        return bp_context_fail_memory(context, 2 * rows * sizeof *colour);
    uint64_t *block = colour;
    for (int64_t i = 0; i < m; i++)
        colour[items[i].unit] = bp_mix(bits_of(x[items[i].unit]) + 1);
    int64_t tied = m, left = m;
    bp_status status = BP_OK;
    for (int b = 0; b < 3; b++) {
        for (int round = 0; round < batches[b]; round++) {
            refine(weights, colour, next);
            uint64_t *swap = colour;
            colour = next;
            next = swap;
        }
        left = sort_by_colour(items, m, colour);
        if (left == 0 || left == tied)
            break;
        tied = left;
    }
    if (left > 0)
        status = break_symmetries(context, weights, items, m, colour);
    free(block);
    return status;
}

bp_status bp_canonical_order(bp_context *context, const bp_weights *weights, const double *x,
                             const uint8_t *part, int32_t *order, int64_t *m)
{
    int64_t n = 0;
    placed *items = (placed *)malloc(((size_t)weights->n + 1) * sizeof *items);
    if (!items)
        return bp_context_fail_memory(context, (size_t)weights->n * sizeof *items);
    for (int64_t i = 0; i < weights->n; i++)
        if (bp_bitmap_get(part, i))
            items[n++] = (placed){x[i], 0, (int32_t)i};
    bp_status status = sort_placed(items, n) > 0 ? break_ties(context, weights, x, items, n) : BP_OK;
    for (int64_t i = 0; !status && i < n; i++)
        order[i] = items[i].unit;
    if (!status)
        *m = n;
    free(items);
    return status;
}
