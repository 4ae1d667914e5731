#include "analysis/normalise.h"

#include "analysis/rank.h"
#include "geo/bitmap.h"

#include <math.h>
#include <stdlib.h>

double bp_exponential_transform(double rank)
{
    return -23.0 * log(1.0 - rank * (1.0 - exp(-100.0 / 23.0)));
}

static double weight_of(const double *weight, int64_t i)
{
    return weight ? weight[i] : 1.0;
}

/* x to (x - shift) / scale on the valid rows. */
static void rescale(double *x, const uint8_t *valid, int64_t n, double shift, double scale)
{
    for (int64_t i = 0; i < n; i++)
        if (bp_bitmap_get(valid, i))
            x[i] = (x[i] - shift) / scale;
}

static bp_status to_zscore(bp_context *context, double *x, const uint8_t *valid, const double *weight,
                           int64_t n)
{
    double total = 0.0, sum = 0.0, squares = 0.0;
    for (int64_t i = 0; i < n; i++)
        if (bp_bitmap_get(valid, i)) {
            total += weight_of(weight, i);
            sum += weight_of(weight, i) * x[i];
        }
    double mean = sum / total;
    for (int64_t i = 0; i < n; i++)
        if (bp_bitmap_get(valid, i))
            squares += weight_of(weight, i) * (x[i] - mean) * (x[i] - mean);
    if (!(squares > 0.0))
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "normalise: the units that carry weight do not have two distinct values");
    rescale(x, valid, n, mean, sqrt(squares / total));
    return BP_OK;
}

/* The first value, going in from one end, with more than `tail` of the weight at or beyond it. */
static double inner_end(const double *x, const double *weight, const int32_t *order, int64_t m, double tail,
                        bool from_top)
{
    double seen = 0.0;
    for (int64_t k = 0; k < m; k++) {
        int32_t i = order[from_top ? m - 1 - k : k];
        seen += weight_of(weight, i);
        if (seen > tail)
            return x[i];
    }
    return x[order[from_top ? 0 : m - 1]];
}

static void clamp(double *x, const uint8_t *valid, int64_t n, double low, double high)
{
    for (int64_t i = 0; i < n; i++)
        if (bp_bitmap_get(valid, i))
            x[i] = x[i] < low ? low : x[i] > high ? high : x[i];
}

/* To 0..1 between the two ends, after values beyond them were drawn in. An empty span after winsorising falls
   back to the full one: an indicator that is the same for more than nine tenths still tells the others apart.
 */
static void to_span(double *x, const uint8_t *valid, const double *weight, int64_t n, const int32_t *order,
                    int64_t m, double tail)
{
    double low = x[order[0]], high = x[order[m - 1]];
    if (tail > 0.0) {
        double total = 0.0;
        for (int64_t i = 0; i < m; i++)
            total += weight_of(weight, order[i]);
        double inner_low = inner_end(x, weight, order, m, tail * total, false);
        double inner_high = inner_end(x, weight, order, m, tail * total, true);
        if (inner_high > inner_low) {
            low = inner_low;
            high = inner_high;
        }
    }
    clamp(x, valid, n, low, high);
    rescale(x, valid, n, low, high - low);
}

static bp_status to_rank(bp_context *context, bp_normalisation method, const double *x, const int32_t *order,
                         int64_t m, const double *weight, double *out)
{
    bp_status status = bp_percentile_rank_sorted(context, x, order, m, weight, out);
    if (status || method == BP_NORMALISE_PERCENTILE)
        return status;
    for (int64_t k = 0; k < m; k++)
        out[order[k]] = bp_exponential_transform(out[order[k]]);
    return BP_OK;
}

bp_status bp_normalise(bp_context *context, bp_normalisation method, bp_direction worse, const double *x,
                       const uint8_t *valid, const double *weight, int64_t n, double *out)
{
    bp_status status = BP_OK;
    int64_t m = 0;
    int32_t *order = (int32_t *)malloc((size_t)(n ? n : 1) * sizeof *order);
    double *turned = (double *)calloc((size_t)(n ? n : 1), sizeof *turned);
    if (!order || !turned) {
        status = bp_context_fail_memory(context, (size_t)n * sizeof *turned);
        goto done;
    }
    for (int64_t i = 0; i < n; i++)
        if (bp_bitmap_get(valid, i))
            turned[i] = worse == BP_WORSE_LOW ? -x[i] : x[i];
    status = bp_sort_order(context, turned, valid, n, order, &m);
    if (status)
        goto done;
    if (m < 2 || turned[order[0]] == turned[order[m - 1]]) {
        status = bp_context_fail(context, BP_ERROR_ARGUMENT, "normalise: there are not two distinct values");
        goto done;
    }
    if (method == BP_NORMALISE_PERCENTILE || method == BP_NORMALISE_EXPONENTIAL) {
        status = to_rank(context, method, turned, order, m, weight, out);
        goto done;
    }
    if (method == BP_NORMALISE_ZSCORE)
        status = to_zscore(context, turned, valid, weight, n);
    else
        to_span(turned, valid, weight, n, order, m, method == BP_NORMALISE_WINSORISED ? 0.05 : 0.0);
    for (int64_t i = 0; !status && i < n; i++)
        if (bp_bitmap_get(valid, i))
            out[i] = turned[i];
done:
    free(order);
    free(turned);
    return status;
}
