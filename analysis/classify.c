#include "analysis/classify.h"

#include "analysis/rank.h"
#include "geo/bitmap.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The distinct values in ascending order, and what is summed over them from the first. Values are taken from
 * their mean, so that squares of large numbers do not drown the differences. */
typedef struct distinct {
    int64_t m;
    double *value;        /* value[m] */
    int64_t *before;      /* before[m + 1]: rows with a smaller value */
    double *sum, *square; /* [m + 1] */
} distinct;

const char *bp_class_method_name(bp_class_method method)
{
    static const char *const names[] = {"quantile", "jenks", "equal", "manual"};
    return names[method];
}

static void clear_distinct(distinct *values)
{
    free(values->value);
    free(values->before);
    free(values->sum);
    free(values->square);
}

static void fill_distinct(distinct *values, const double *x, const int32_t *order, int64_t n)
{
    double mean = 0.0;
    for (int64_t i = 0; i < n; i++)
        mean += x[order[i]] / (double)n;
    for (int64_t i = 0, next; i < n; i = next) {
        double value = x[order[i]], from_mean = value - mean;
        for (next = i + 1; next < n && x[order[next]] == value; next++)
            ;
        int64_t k = values->m++;
        double rows = (double)(next - i);
        values->value[k] = value == 0.0 ? 0.0 : value;
        values->before[k + 1] = next;
        values->sum[k + 1] = values->sum[k] + rows * from_mean;
        values->square[k + 1] = values->square[k] + rows * from_mean * from_mean;
    }
}

static bp_status find_distinct(bp_context *context, const double *x, const uint8_t *valid, int64_t n,
                               distinct *out)
{
    int64_t n_valid = 0;
    size_t room = (size_t)n + 1;
    int32_t *order = (int32_t *)malloc(room * sizeof *order);
    bp_status status = order ? bp_sort_order(context, x, valid, n, order, &n_valid)
                             : bp_context_fail_memory(context, room * sizeof *order);
    if (!status) {
        out->value = (double *)malloc(room * sizeof *out->value);
        out->before = (int64_t *)calloc(room, sizeof *out->before);
        out->sum = (double *)calloc(room, sizeof *out->sum);
        out->square = (double *)calloc(room, sizeof *out->square);
        if (out->value && out->before && out->sum && out->square)
            fill_distinct(out, x, order, n_valid);
        else
            status = bp_context_fail_memory(context, room * sizeof(double));
    }
    free(order);
    return status;
}

/* Squared deviations of the distinct values from..to-1 from their mean. */
static double deviation(const distinct *values, int64_t from, int64_t to)
{
    double rows = (double)(values->before[to] - values->before[from]);
    double sum = values->sum[to] - values->sum[from];
    double squared = values->square[to] - values->square[from] - sum * sum / rows;
    return squared > 0.0 ? squared : 0.0;
}

/* One more class: best[j] of j values in k classes from those in k - 1, cut[j] being where the last begins.
 */
typedef struct one_more {
    const distinct *values;
    const double *fewer;
    double *best;
    int32_t *cut;
} one_more;

/* Fill best[from..to], whose cuts lie between low and high. */
static void halve(const one_more *step, int64_t from, int64_t to, int64_t low, int64_t high)
{
    if (from > to)
        return;
    int64_t middle = from + (to - from) / 2, at = low;
    double least = INFINITY;
    for (int64_t cut = low; cut <= high && cut < middle; cut++) {
        double cost = step->fewer[cut] + deviation(step->values, cut, middle);
        if (cost < least) {
            least = cost;
            at = cut;
        }
    }
    step->best[middle] = least;
    step->cut[middle] = (int32_t)at;
    halve(step, from, middle - 1, low, at);
    halve(step, middle + 1, to, at, high);
}

static bp_status jenks(bp_context *context, const distinct *values, int k, bp_classes *out)
{
    size_t stride = (size_t)values->m + 1;
    double *cost = (double *)malloc(2 * stride * sizeof *cost);
    int32_t *cuts = (int32_t *)malloc((size_t)k * stride * sizeof *cuts);
    bp_status status = cost && cuts ? BP_OK : bp_context_fail_memory(context, (size_t)k * stride * 4);
    for (size_t j = 1; !status && j < stride; j++)
        cost[j] = deviation(values, 0, (int64_t)j);
    for (int c = 2; !status && c <= k; c++) {
        double *fewer = cost + (c % 2) * stride, *best = cost + (1 - c % 2) * stride;
        const one_more step = {values, fewer, best, cuts + (size_t)(c - 1) * stride};
        halve(&step, c, values->m, c - 1, values->m - 1);
    }
    int64_t end = values->m;
    for (int c = k; !status && c >= 1; c--) {
        out->limit[c] = values->value[end - 1];
        end = c > 1 ? cuts[(size_t)(c - 1) * stride + (size_t)end] : 0;
    }
    out->n = k;
    free(cost);
    free(cuts);
    return status;
}

/* A class ends with the value that holds the row at its share of all rows; one that would end where the last
 * one did is left out. */
static void quantile(const distinct *values, int k, bp_classes *out)
{
    int64_t n = values->before[values->m];
    out->n = 0;
    for (int64_t j = 0, c = 1; j < values->m && c <= k; j++) {
        int64_t before = values->before[j + 1];
        if (before * k < c * n)
            continue;
        out->limit[++out->n] = values->value[j];
        while (c <= k && before * k >= c * n)
            c++;
    }
}

static void equal_width(const distinct *values, int k, bp_classes *out)
{
    double least = values->value[0], most = values->value[values->m - 1];
    out->n = least < most ? k : 1;
    for (int c = 1; c <= out->n; c++)
        out->limit[c] = c == out->n ? most : least + (most / k - least / k) * c;
}

static bp_status check_options(bp_context *context, const bp_class_options *options)
{
    if (options->n_classes < 1 || options->n_classes > BP_CLASSES_MOST)
        return bp_context_fail(context, BP_ERROR_ARGUMENT, "classes: found %d, expected 1 to %d",
                               options->n_classes, (int)BP_CLASSES_MOST);
    if (options->method != BP_CLASSES_MANUAL)
        return BP_OK;
    if (!options->limits)
        return bp_context_fail(context, BP_ERROR_ARGUMENT, "classes: give limits with the method manual");
    for (int c = 0; c <= options->n_classes; c++)
        if (!isfinite(options->limits[c]) || (c > 0 && !(options->limits[c - 1] < options->limits[c])))
            return bp_context_fail(context, BP_ERROR_ARGUMENT,
                                   "classes: limit %d is %g; limits are finite numbers that ascend", c + 1,
                                   options->limits[c]);
    return BP_OK;
}

static bp_status check_values(bp_context *context, const double *x, const uint8_t *valid, int64_t n,
                              const bp_class_options *options)
{
    bool manual = options->method == BP_CLASSES_MANUAL;
    for (int64_t i = 0; i < n; i++) {
        if (!bp_bitmap_get(valid, i))
            continue;
        if (!isfinite(x[i]))
            return bp_context_fail(context, BP_ERROR_ARGUMENT,
                                   "classes: the value in row %" PRId64 " is not a finite number", i + 1);
        if (manual && (x[i] < options->limits[0] || x[i] > options->limits[options->n_classes]))
            return bp_context_fail(context, BP_ERROR_ARGUMENT,
                                   "classes: the value in row %" PRId64
                                   " is %g, outside the limits %g to %g; widen them",
                                   i + 1, x[i], options->limits[0], options->limits[options->n_classes]);
    }
    return BP_OK;
}

/* Rows per class and how far they lie from the classes' means. */
static void measure(const distinct *values, bp_classes *classes)
{
    int64_t from = 0;
    for (int c = 0; c < classes->n; c++) {
        int64_t to = from;
        while (to < values->m && values->value[to] <= classes->limit[c + 1])
            to++;
        classes->count[c] = values->before[to] - values->before[from];
        if (to > from)
            classes->within += deviation(values, from, to);
        from = to;
    }
}

bp_status bp_classify(bp_context *context, const double *x, const uint8_t *valid, int64_t n,
                      const bp_class_options *options, bp_classes *out)
{
    distinct values = {0, NULL, NULL, NULL, NULL};
    bp_classes made = {0};
    bp_status status = check_options(context, options);
    if (!status)
        status = check_values(context, x, valid, n, options);
    if (!status)
        status = find_distinct(context, x, valid, n, &values);
    if (status)
        goto done;
    int k = values.m < options->n_classes ? (int)values.m : options->n_classes;
    made.n_missing = n - (values.m ? values.before[values.m] : 0);
    if (options->method == BP_CLASSES_MANUAL) {
        made.n = options->n_classes;
        memcpy(made.limit, options->limits, ((size_t)made.n + 1) * sizeof *made.limit);
    } else if (values.m > 0) {
        made.limit[0] = values.value[0];
        if (options->method == BP_CLASSES_JENKS)
            status = jenks(context, &values, k, &made);
        else if (options->method == BP_CLASSES_QUANTILE)
            quantile(&values, options->n_classes, &made);
        else
            equal_width(&values, options->n_classes, &made);
    }
    measure(&values, &made);
    if (!status)
        *out = made;
done:
    clear_distinct(&values);
    return status;
}

int bp_class_of(const bp_classes *classes, double x)
{
    if (classes->n == 0 || !(x >= classes->limit[0] && x <= classes->limit[classes->n]))
        return -1;
    int low = 0, high = classes->n - 1;
    while (low < high) {
        int middle = (low + high) / 2;
        if (x <= classes->limit[middle + 1])
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}
