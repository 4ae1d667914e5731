#include "analysis/aggregate.h"

#include "geo/bitmap.h"
#include "geo/exact_sum.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const method_names[BP_AGGREGATE_METHODS] = {
    [BP_AGGREGATE_COUNT] = "count",       [BP_AGGREGATE_SUM] = "sum", [BP_AGGREGATE_MEAN] = "mean",
    [BP_AGGREGATE_MEDIAN] = "median",     [BP_AGGREGATE_MIN] = "min", [BP_AGGREGATE_MAX] = "max",
    [BP_AGGREGATE_DISTINCT] = "distinct",
};

const char *bp_aggregate_name(bp_aggregate_method method)
{
    return method_names[method];
}

bool bp_aggregate_parse(const char *name, bp_aggregate_method *out)
{
    for (int m = 0; m < BP_AGGREGATE_METHODS; m++)
        if (strcmp(method_names[m], name) == 0) {
            *out = (bp_aggregate_method)m;
            return true;
        }
    return false;
}

void bp_aggregates_clear(bp_aggregates *aggregates)
{
    free(aggregates->value);
    free(aggregates->valid);
    free(aggregates->n_rows);
    free(aggregates->n_missing);
    *aggregates = (bp_aggregates)BP_AGGREGATES_INIT;
}

static bool has_value(const bp_members *members, int64_t i)
{
    return members->unit_of[i] >= 0 && bp_bitmap_get(members->valid, i);
}

/* Count the rows of the units, and those without a value. */
static bp_status count_rows(bp_context *context, const bp_members *members, bp_aggregates *out)
{
    for (int64_t i = 0; i < members->n; i++) {
        int64_t unit = members->unit_of[i];
        if (unit < -1 || unit >= members->n_units)
            return bp_context_fail(context, BP_ERROR_ARGUMENT, "row %lld is in unit %lld of %lld",
                                   (long long)i + 1, (long long)unit + 1, (long long)members->n_units);
        if (unit < 0)
            continue;
        out->n_rows[unit]++;
        if (!members->value)
            continue;
        bool valid = bp_bitmap_get(members->valid, i);
        if (valid && !isfinite(members->value[i]))
            return bp_context_fail(context, BP_ERROR_ARGUMENT, "the value of row %lld is not finite",
                                   (long long)i + 1);
        out->n_missing[unit] += !valid;
        out->total_missing += !valid;
    }
    return BP_OK;
}

/* The values of all units, those of unit u from starts[u] to starts[u + 1] - 1. */
static bp_status group(bp_context *context, const bp_members *members, const bp_aggregates *counts,
                       int64_t *starts, double *grouped)
{
    starts[0] = starts[1] = 0;
    for (int64_t u = 0; u + 1 < members->n_units; u++)
        starts[u + 2] = starts[u + 1] + counts->n_rows[u] - counts->n_missing[u];
    for (int64_t i = 0; i < members->n; i++)
        if (has_value(members, i))
            grouped[starts[members->unit_of[i] + 1]++] = members->value[i];
    return bp_context_check(context);
}

/* Order values[n] so far that none before `nth` is larger, and none after it smaller (Hoare). */
static void select_nth(double *values, int64_t n, int64_t nth)
{
    int64_t lo = 0, hi = n;
    while (hi - lo > 1) {
        uint64_t mixed = ((uint64_t)lo * UINT64_C(0x9E3779B97F4A7C15)) ^ (uint64_t)hi;
        mixed = (mixed ^ mixed >> 29) * UINT64_C(0xBF58476D1CE4E5B9);
        double pivot = values[lo + (int64_t)((mixed >> 20) % (uint64_t)(hi - lo))];
        int64_t i = lo, j = hi - 1;
        while (i <= j) {
            while (values[i] < pivot)
                i++;
            while (values[j] > pivot)
                j--;
            if (i <= j) {
                double moved = values[i];
                values[i++] = values[j];
                values[j--] = moved;
            }
        }
        if (nth <= j)
            hi = j + 1;
        else if (nth >= i)
            lo = i;
        else
            return;
    }
}

static double largest(const double *values, int64_t n)
{
    double most = values[0];
    for (int64_t i = 1; i < n; i++)
        most = values[i] > most ? values[i] : most;
    return most;
}

static double smallest(const double *values, int64_t n)
{
    double least = values[0];
    for (int64_t i = 1; i < n; i++)
        least = values[i] < least ? values[i] : least;
    return least;
}

static double median(double *values, int64_t n)
{
    select_nth(values, n, n / 2);
    double upper = values[n / 2];
    if (n % 2)
        return upper;
    double lower = largest(values, n / 2);
    /* Half of each, since the sum of two large numbers may be none; whole where halves would lose digits. */
    double sum = lower + upper;
    return isfinite(sum) ? sum / 2.0 : lower / 2.0 + upper / 2.0;
}

static int compare_numbers(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static int64_t count_distinct(double *values, int64_t n)
{
    int64_t count = n > 0;
    qsort(values, (size_t)n, sizeof *values, compare_numbers);
    for (int64_t i = 1; i < n; i++)
        count += values[i] > values[i - 1];
    return count;
}

static double sum_of(const double *values, int64_t n)
{
    bp_exact_sum sum = {0, {0.0}};
    for (int64_t i = 0; i < n; i++)
        bp_exact_sum_add(&sum, values[i]);
    return bp_exact_sum_get(&sum);
}

static double figure(bp_aggregate_method method, double *values, int64_t n)
{
    switch (method) {
    case BP_AGGREGATE_SUM:
        return sum_of(values, n);
    case BP_AGGREGATE_MEAN:
        return sum_of(values, n) / (double)n;
    case BP_AGGREGATE_MEDIAN:
        return median(values, n);
    case BP_AGGREGATE_MIN:
        return smallest(values, n);
    case BP_AGGREGATE_MAX:
        return largest(values, n);
    default:
        return (double)count_distinct(values, n);
    }
}

static void figure_of_unit(bp_aggregate_method method, const int64_t *starts, double *grouped, int64_t unit,
                           bp_aggregates *out)
{
    int64_t n = starts[unit + 1] - starts[unit];
    if (n > 0)
        out->value[unit] = figure(method, grouped + starts[unit], n);
}

/* A unit has a figure when it has a value, or when it has no row at all and nothing adds up to nothing. */
static bool has_figure(bp_aggregate_method method, const bp_aggregates *out, int64_t unit)
{
    if (method == BP_AGGREGATE_COUNT)
        return true;
    if (out->n_rows[unit] > out->n_missing[unit])
        return true;
    return out->n_rows[unit] == 0 && (method == BP_AGGREGATE_SUM || method == BP_AGGREGATE_DISTINCT);
}

static bp_status mark_valid(bp_context *context, bp_aggregate_method method, bp_aggregates *out)
{
    for (int64_t u = 0; u < out->n_units; u++) {
        if (!isfinite(out->value[u]))
            return bp_context_fail(context, BP_ERROR_INPUT, "the %s of unit %lld is too large for a number",
                                   bp_aggregate_name(method), (long long)u + 1);
        if (has_figure(method, out, u))
            bp_bitmap_set(out->valid, u);
    }
    return BP_OK;
}

static bp_status fill(bp_context *context, const bp_members *members, bp_aggregate_method method,
                      bp_aggregates *out)
{
    int64_t *starts = (int64_t *)malloc(((size_t)members->n_units + 2) * sizeof *starts);
    double *grouped = (double *)malloc(((size_t)members->n + 1) * sizeof *grouped);
    bp_status status = BP_OK;
    if (!starts || !grouped) {
        status = bp_context_fail_memory(context, (size_t)members->n * sizeof *grouped);
        goto done;
    }
    status = group(context, members, out, starts, grouped);
    if (status)
        goto done;
#pragma omp parallel for schedule(dynamic, 64) num_threads(bp_context_threads(context))
    for (int64_t u = 0; u < members->n_units; u++)
        figure_of_unit(method, starts, grouped, u, out);
done:
    free(starts);
    free(grouped);
    return status;
}

bp_status bp_aggregate(bp_context *context, const bp_members *members, bp_aggregate_method method,
                       bp_aggregates *out)
{
    size_t n = (size_t)members->n_units + 1;
    bp_status status = BP_OK;
    bp_aggregates made = {members->n_units,
                          (double *)calloc(n, sizeof *made.value),
                          (uint8_t *)calloc(bp_bitmap_bytes(members->n_units), 1),
                          (int64_t *)calloc(n, sizeof *made.n_rows),
                          (int64_t *)calloc(n, sizeof *made.n_missing),
                          0};
    if (!made.value || !made.valid || !made.n_rows || !made.n_missing)
        status = bp_context_fail_memory(context, n * sizeof *made.value);
    else if (!members->value && method != BP_AGGREGATE_COUNT)
        status = bp_context_fail(context, BP_ERROR_ARGUMENT, "the %s needs values, and none are given",
                                 bp_aggregate_name(method));
    else
        status = count_rows(context, members, &made);
    if (!status && method != BP_AGGREGATE_COUNT)
        status = fill(context, members, method, &made);
    for (int64_t u = 0; !status && method == BP_AGGREGATE_COUNT && u < members->n_units; u++)
        made.value[u] = (double)made.n_rows[u];
    if (!status)
        status = mark_valid(context, method, &made);
    if (status)
        bp_aggregates_clear(&made);
    else
        *out = made;
    return status;
}

static uint64_t hash_text(const char *text)
{
    /* FNV-1a. */
    uint64_t hash = UINT64_C(14695981039346656037);
    for (; *text; text++)
        hash = (hash ^ (uint8_t)*text) * UINT64_C(1099511628211);
    return hash ^ hash >> 29;
}

bp_status bp_aggregate_text_codes(bp_context *context, const bp_column *column, int64_t n_rows, double *code)
{
    if (column->type != BP_COLUMN_TEXT)
        return bp_context_fail(context, BP_ERROR_ARGUMENT, "column '%s' is not of text", column->name);
    size_t mask = 15;
    while (mask < 2 * (size_t)n_rows)
        mask = 2 * mask + 1;
    /* first[slot]: the first row with that text, from 1; 0 is a free slot. */
    int64_t *first = (int64_t *)calloc(mask + 1, sizeof *first);
    if (!first)
        return bp_context_fail_memory(context, (mask + 1) * sizeof *first);
    for (int64_t i = 0; i < n_rows; i++) {
        const char *text = bp_column_text_at(column, i);
        code[i] = 0.0;
        if (!text)
            continue;
        size_t slot = (size_t)hash_text(text) & mask;
        while (first[slot] && strcmp(bp_column_text_at(column, first[slot] - 1), text) != 0)
            slot = (slot + 1) & mask;
        if (!first[slot])
            first[slot] = i + 1;
        code[i] = (double)first[slot];
    }
    free(first);
    return BP_OK;
}

int64_t bp_aggregates_per(bp_aggregates *aggregates, double factor, const double *denominator,
                          const uint8_t *denominator_valid)
{
    int64_t n_lost = 0;
    for (int64_t u = 0; u < aggregates->n_units; u++) {
        if (!bp_bitmap_get(aggregates->valid, u))
            continue;
        bool usable = bp_bitmap_get(denominator_valid, u) && isfinite(denominator[u]) && denominator[u] > 0.0;
        double rate = usable ? factor * aggregates->value[u] / denominator[u] : NAN;
        if (isfinite(rate)) {
            aggregates->value[u] = rate;
        } else {
            aggregates->value[u] = 0.0;
            aggregates->valid[u / 8] &= (uint8_t) ~(1u << (u % 8));
            n_lost++;
        }
    }
    return n_lost;
}
