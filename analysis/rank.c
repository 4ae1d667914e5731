#include "analysis/rank.h"

#include "geo/bitmap.h"

#include <stdlib.h>
#include <string.h>

/* A value as a whole number in the same order, and its row. */
typedef struct keyed {
    uint64_t key;
    int32_t row;
} keyed;

enum { DIGIT_BITS = 11, N_DIGITS = 6, N_BUCKETS = 1 << DIGIT_BITS };

/* Whole numbers that are ordered as the doubles are: the bits of a positive one with the sign on top, those
 * of a negative one turned over. -0 is 0. */
static uint64_t key_of(double x)
{
    const uint64_t sign = UINT64_C(1) << 63;
    uint64_t bits;
    x += 0.0;
    memcpy(&bits, &x, sizeof bits);
    return bits & sign ? ~bits : bits | sign;
}

static size_t digit_of(uint64_t key, int digit)
{
    return (size_t)(key >> (digit * DIGIT_BITS)) & (N_BUCKETS - 1);
}

/* Sort by key, digit by digit from the last; equal keys stay in the order of their rows. Ends up in one of
 * the two arrays, which is returned. */
static keyed *sort_keys(keyed *items, keyed *spare, int64_t m, int64_t (*count)[N_BUCKETS])
{
    for (int64_t i = 0; i < m; i++)
        for (int d = 0; d < N_DIGITS; d++)
            count[d][digit_of(items[i].key, d)]++;
    for (int d = 0; d < N_DIGITS; d++) {
        if (m == 0 || count[d][digit_of(items[0].key, d)] == m)
            continue; /* all alike */
        int64_t start = 0;
        for (int bucket = 0; bucket < N_BUCKETS; bucket++) {
            int64_t n = count[d][bucket];
            count[d][bucket] = start;
            start += n;
        }
        for (int64_t i = 0; i < m; i++)
            spare[count[d][digit_of(items[i].key, d)]++] = items[i];
        keyed *sorted = spare;
        spare = items;
        items = sorted;
    }
    return items;
}

bp_status bp_sort_order(bp_context *context, const double *x, const uint8_t *valid, int64_t n, int32_t *order,
                        int64_t *n_valid)
{
    size_t rows = (size_t)(n ? n : 1);
    keyed *items = (keyed *)malloc(2 * rows * sizeof *items);
    int64_t(*count)[N_BUCKETS] = (int64_t(*)[N_BUCKETS])calloc(N_DIGITS, sizeof *count);
    if (!items || !count) {
        free(items);
        free(count);
        return bp_context_fail_memory(context, 2 * rows * sizeof *items);
    }
    int64_t m = 0;
    for (int64_t i = 0; i < n; i++)
        if (bp_bitmap_get(valid, i))
            items[m++] = (keyed){key_of(x[i]), (int32_t)i};
    const keyed *sorted = sort_keys(items, items + rows, m, count);
    for (int64_t i = 0; i < m; i++)
        order[i] = sorted[i].row;
    *n_valid = m;
    free(items);
    free(count);
    return BP_OK;
}

static double weight_of(const double *weight, int32_t row)
{
    return weight ? weight[row] : 1.0;
}

bp_status bp_percentile_rank_sorted(bp_context *context, const double *x, const int32_t *order, int64_t m,
                                    const double *weight, double *rank)
{
    double total = 0.0, below = 0.0;
    for (int64_t i = 0; i < m; i++)
        total += weight_of(weight, order[i]);
    if (!(total > 0.0))
        return bp_context_fail(context, BP_ERROR_ARGUMENT, "percentile rank: the weights add up to nothing");
    for (int64_t first = 0, end = 0; first < m; first = end) {
        double equal = 0.0, value = x[order[first]];
        for (end = first; end < m && x[order[end]] == value; end++)
            equal += weight_of(weight, order[end]);
        for (int64_t i = first; i < end; i++)
            rank[order[i]] = (below + 0.5 * equal) / total;
        below += equal;
    }
    return BP_OK;
}

bp_status bp_percentile_rank(bp_context *context, const double *x, const uint8_t *valid, const double *weight,
                             int64_t n, double *rank)
{
    int64_t m = 0;
    int32_t *order = (int32_t *)malloc((size_t)(n ? n : 1) * sizeof *order);
    if (!order)
        return bp_context_fail_memory(context, (size_t)n * sizeof *order);
    bp_status status = bp_sort_order(context, x, valid, n, order, &m);
    if (!status)
        status = bp_percentile_rank_sorted(context, x, order, m, weight, rank);
    free(order);
    return status;
}
