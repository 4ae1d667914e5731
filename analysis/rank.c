#include "analysis/rank.h"

#include "geo/bitmap.h"

#include <stdlib.h>

typedef struct keyed {
    double x;
    int32_t row;
} keyed;

static int by_value(const void *a, const void *b)
{
    const keyed *p = (const keyed *)a, *q = (const keyed *)b;
    if (p->x != q->x)
        return p->x < q->x ? -1 : 1;
    return (p->row > q->row) - (p->row < q->row);
}

static bp_status sort_valid(bp_context *context, const double *x, const uint8_t *valid, int64_t n,
                            keyed **out, int64_t *n_valid)
{
    keyed *items = (keyed *)malloc((size_t)(n ? n : 1) * sizeof *items);
    if (!items)
        return bp_context_fail_memory(context, (size_t)n * sizeof *items);
    int64_t m = 0;
    for (int64_t i = 0; i < n; i++)
        if (bp_bitmap_get(valid, i))
            items[m++] = (keyed){x[i], (int32_t)i};
    qsort(items, (size_t)m, sizeof *items, by_value);
    *out = items;
    *n_valid = m;
    return BP_OK;
}

bp_status bp_sort_order(bp_context *context, const double *x, const uint8_t *valid, int64_t n, int32_t *order,
                        int64_t *n_valid)
{
    keyed *items = NULL;
    int64_t m = 0;
    bp_status status = sort_valid(context, x, valid, n, &items, &m);
    if (status)
        return status;
    for (int64_t i = 0; i < m; i++)
        order[i] = items[i].row;
    *n_valid = m;
    free(items);
    return BP_OK;
}

static double weight_of(const double *weight, int32_t row)
{
    return weight ? weight[row] : 1.0;
}

bp_status bp_percentile_rank(bp_context *context, const double *x, const uint8_t *valid, const double *weight,
                             int64_t n, double *rank)
{
    keyed *items = NULL;
    int64_t m = 0;
    bp_status status = sort_valid(context, x, valid, n, &items, &m);
    if (status)
        return status;
    double total = 0.0;
    for (int64_t i = 0; i < m; i++)
        total += weight_of(weight, items[i].row);
    if (!(total > 0.0)) {
        free(items);
        return bp_context_fail(context, BP_ERROR_ARGUMENT, "percentile rank: the weights add up to nothing");
    }
    double below = 0.0;
    for (int64_t first = 0, end = 0; first < m; first = end) {
        double equal = 0.0;
        for (end = first; end < m && items[end].x == items[first].x; end++)
            equal += weight_of(weight, items[end].row);
        for (int64_t i = first; i < end; i++)
            rank[items[i].row] = (below + 0.5 * equal) / total;
        below += equal;
    }
    free(items);
    return BP_OK;
}
