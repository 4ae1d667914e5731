#include "analysis/local_moran.h"

#include "analysis/local_private.h"
#include "geo/bitmap.h"

#include <math.h>
#include <stdlib.h>

/* A deviation that is this small a share of the largest is rounding: the unit is at the mean. */
static const double AT_MEAN = 1e-12;

/* What the moments of all units are made of. */
typedef struct moran_terms {
    bp_spread x, y;
    double scale; /* the statistic is z_i * lag / scale */
} moran_terms;

/* Expectation and variance when the y of unit i stays and the others change places. */
static void set_conditional(const moran_terms *t, const bp_row_sums *row, double zx, double zy, int64_t i,
                            bp_local *local)
{
    double n = (double)t->y.n, factor = zx / t->scale;
    double spread = t->y.m2 - zy * zy / (n - 1.0), weights = row->w2 - row->w * row->w / (n - 1.0);
    double variance = factor * factor * n / (n - 2.0) * weights * spread;
    /* As large as each difference is at most; no z where either of them is rounding. */
    double scale = factor * factor * fmax(row->w2 * fabs(spread), fabs(weights) * t->y.m2);
    if (fabs(zx) <= AT_MEAN * t->x.largest)
        variance = 0.0;
    bp_local_set_moments(local, i, -factor * row->w * zy / (n - 1.0), variance, scale);
}

/* When all change places, z_i too. */
static void set_total(const moran_terms *t, const bp_row_sums *row, int64_t i, bp_local *local)
{
    double n = (double)t->x.n, b2 = t->x.m4 / (t->x.m2 * t->x.m2), share = t->x.m2 / t->scale;
    double expectation = -row->w / (n - 1.0);
    double variance = row->w2 * (n - b2) / (n - 1.0) +
                      (row->w * row->w - row->w2) * (2.0 * b2 - n) / ((n - 1.0) * (n - 2.0)) -
                      expectation * expectation;
    bp_local_set_moments(local, i, share * expectation, share * share * variance, share * share * row->w2);
}

static uint8_t quadrant_of(double z, double lag)
{
    if (z > 0.0)
        return lag > 0.0 ? BP_LOCAL_HIGH_HIGH : BP_LOCAL_HIGH_LOW;
    return lag > 0.0 ? BP_LOCAL_LOW_HIGH : BP_LOCAL_LOW_LOW;
}

static void set_statistics(const bp_weights *weights, const bp_local_pair *pair, const moran_terms *t,
                           const bp_local_options *options, bp_local *local)
{
    for (int64_t i = 0; i < local->n; i++) {
        if (!bp_bitmap_get(local->has, i))
            continue;
        double zx = pair->x[i] - t->x.mean, zy = pair->y[i] - t->y.mean;
        bp_row_sums row = bp_local_row(weights, pair->y, t->y.mean, i);
        local->lag[i] = row.lag;
        local->statistic[i] = zx * row.lag / t->scale;
        local->kind[i] = quadrant_of(zx, row.lag);
        if (options->moments == BP_MOMENTS_TOTAL)
            set_total(t, &row, i, local);
        else
            set_conditional(t, &row, zx, zy, i, local);
    }
}

static bp_status infer(bp_context *context, const bp_draw_input *input, const bp_local_pair *pair,
                       const moran_terms *t, const bp_local_options *options, bp_local *local)
{
    int8_t *sign = (int8_t *)malloc((size_t)(local->n > 0 ? local->n : 1));
    if (!sign)
        return bp_context_fail_memory(context, (size_t)local->n);
    for (int64_t i = 0; i < local->n; i++) {
        double zx = bp_bitmap_get(local->has, i) ? pair->x[i] - t->x.mean : 0.0;
        sign[i] = (int8_t)((zx > AT_MEAN * t->x.largest) - (zx < -AT_MEAN * t->x.largest));
    }
    bp_status status = bp_local_infer(context, input, sign, options, local);
    free(sign);
    return status;
}

/* Both statistics: y is x where there is one variable only. */
static bp_status moran(bp_context *context, const bp_weights *weights, const bp_local_pair *pair,
                       const bp_local_options *options, bp_local *out)
{
    const double *both[] = {pair->y, pair->x};
    bp_draw_input input = {BP_DRAW_SUM, weights, both, pair->x == pair->y ? 1 : 2, pair->valid, NULL};
    bp_local local = BP_LOCAL_INIT;
    bp_status status = bp_local_new(context, &input, 0, options, &local);
    if (status)
        goto done;
    input.m = 1;
    moran_terms terms = {bp_local_spread(pair->x, pair->valid, weights->n),
                         bp_local_spread(pair->y, pair->valid, weights->n), 0.0};
    terms.scale = pair->x == pair->y ? terms.x.m2 : sqrt(terms.x.m2) * sqrt(terms.y.m2);
    if (options->divisor == BP_DIVISOR_N_MINUS_ONE)
        terms.scale *= (double)terms.x.n / (double)(terms.x.n - 1);
    set_statistics(weights, pair, &terms, options, &local);
    status = infer(context, &input, pair, &terms, options, &local);
    if (status)
        goto done;
    *out = local;
    local = (bp_local)BP_LOCAL_INIT;
done:
    bp_local_clear(&local);
    return status;
}

bp_status bp_local_moran(bp_context *context, const bp_weights *weights, const double *x,
                         const uint8_t *valid, const bp_local_options *options, bp_local *out)
{
    bp_local_pair pair = {x, x, valid};
    return moran(context, weights, &pair, options, out);
}

bp_status bp_local_moran_bivariate(bp_context *context, const bp_weights *weights, const bp_local_pair *pair,
                                   const bp_local_options *options, bp_local *out)
{
    if (options->moments == BP_MOMENTS_TOTAL)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "bivariate local Moran has moments under conditional randomisation only");
    return moran(context, weights, pair, options, out);
}
