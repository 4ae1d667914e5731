#include "analysis/local_geary.h"

#include "analysis/local_private.h"
#include "geo/bitmap.h"

#include <math.h>
#include <stdlib.h>

/* All that the units share. */
typedef struct geary_terms {
    const bp_draw_input *input;
    bp_spread *spread; /* spread[m] */
    double *scale;     /* scale[m]: sum of squared deviations / divisor, times m: a difference is over it */
    double *cross;     /* means of products: m * m of (v, u), then of (v, v, u), then of (v, v, u, u) */
} geary_terms;

static void terms_clear(geary_terms *t)
{
    free(t->spread);
    free(t->scale);
    free(t->cross);
}

/* Means over the units of z_v z_u, z_v^2 z_u and z_v^2 z_u^2: what the square of a distance is made of. */
static void set_cross(geary_terms *t)
{
    const bp_draw_input *input = t->input;
    int m = input->m;
    double *product = t->cross, *cube = product + m * m, *fourth = cube + m * m;
    for (int64_t i = 0; i < input->weights->n; i++) {
        if (!bp_bitmap_get(input->valid, i))
            continue;
        for (int v = 0; v < m; v++)
            for (int u = 0; u < m; u++) {
                double a = input->columns[v][i] - t->spread[v].mean;
                double b = input->columns[u][i] - t->spread[u].mean;
                product[v * m + u] += a * b;
                cube[v * m + u] += a * a * b;
                fourth[v * m + u] += a * a * b * b;
            }
    }
    for (int k = 0; k < 3 * m * m; k++)
        t->cross[k] /= (double)t->spread[0].n;
}

static bp_status terms_new(bp_context *context, const bp_local_options *options, geary_terms *t)
{
    const bp_draw_input *input = t->input;
    size_t m = (size_t)input->m;
    t->spread = (bp_spread *)malloc(m * sizeof *t->spread);
    t->scale = (double *)malloc(m * sizeof *t->scale);
    t->cross = (double *)calloc(3 * m * m, sizeof *t->cross);
    if (!t->spread || !t->scale || !t->cross)
        return bp_context_fail_memory(context, 3 * m * m * sizeof *t->cross);
    for (int v = 0; v < input->m; v++) {
        t->spread[v] = bp_local_spread(input->columns[v], input->valid, input->weights->n);
        t->scale[v] = t->spread[v].m2 * input->m;
        if (options->divisor == BP_DIVISOR_N_MINUS_ONE)
            t->scale[v] *= (double)t->spread[v].n / (double)(t->spread[v].n - 1);
    }
    set_cross(t);
    return BP_OK;
}

static double distance(const geary_terms *t, int64_t i, int64_t j)
{
    double sum = 0.0;
    for (int v = 0; v < t->input->m; v++) {
        double d = t->input->columns[v][i] - t->input->columns[v][j];
        sum += d * d / t->scale[v];
    }
    return sum;
}

/*
 * Mean of d_ij and of d_ij^2 over the other units j. Sums over j of products of deviations are known from the
 * whole, as those of z_v vanish and d_ii is 0.
 */
static void means_around(const geary_terms *t, int64_t i, double *first, double *second)
{
    int m = t->input->m;
    double n = (double)t->spread[0].n, sum = 0.0, squares = 0.0;
    const double *product = t->cross, *cube = product + m * m, *fourth = cube + m * m;
    for (int v = 0; v < m; v++) {
        double a = t->input->columns[v][i] - t->spread[v].mean;
        sum += (a * a + t->spread[v].m2) / t->scale[v];
        for (int u = 0; u < m; u++) {
            double b = t->input->columns[u][i] - t->spread[u].mean;
            double mixed = a * a * b * b + a * a * t->spread[u].m2 + b * b * t->spread[v].m2 +
                           4.0 * a * b * product[v * m + u] - 2.0 * b * cube[v * m + u] -
                           2.0 * a * cube[u * m + v] + fourth[v * m + u];
            squares += mixed / (t->scale[v] * t->scale[u]);
        }
    }
    *first = sum * n / (n - 1.0);
    *second = squares * n / (n - 1.0);
}

/* z_i stays, the others change places. */
static void set_conditional(const geary_terms *t, const bp_row_sums *row, int64_t i, bp_local *local)
{
    double n = (double)t->spread[0].n, first = 0.0, second = 0.0;
    means_around(t, i, &first, &second);
    double weights = row->w2 - row->w * row->w / (n - 1.0), spread = second - first * first;
    double variance = (n - 1.0) / (n - 2.0) * weights * spread;
    bp_local_set_moments(local, i, row->w * first, variance,
                         fmax(row->w2 * fabs(spread), fabs(weights) * second));
}

/* All change places: means over ordered pairs and triples of different units, of one variable. */
static void set_total(const geary_terms *t, const bp_row_sums *row, int64_t i, bp_local *local)
{
    double n = (double)t->spread[0].n, m2 = t->spread[0].m2, m4 = t->spread[0].m4, scale = t->scale[0];
    double pair = 2.0 * n * m2 / (n - 1.0) / scale;
    double square = (2.0 * m4 + 6.0 * m2 * m2) * n / (n - 1.0) / (scale * scale);
    double triple = (n * m4 + 3.0 * n * m2 * m2 - 2.0 * m4 - 6.0 * m2 * m2) * n / ((n - 1.0) * (n - 2.0)) /
                    (scale * scale);
    double expectation = row->w * pair;
    double variance = row->w2 * square + (row->w * row->w - row->w2) * triple - expectation * expectation;
    bp_local_set_moments(local, i, expectation, variance, expectation * expectation);
}

/* Alike where below what is expected; of one variable also whether high or low. */
static uint8_t class_of(const geary_terms *t, const bp_row_sums *row, int64_t i, const bp_local *local)
{
    if (local->statistic[i] > local->expectation[i])
        return BP_LOCAL_NEGATIVE;
    if (t->input->m > 1)
        return BP_LOCAL_POSITIVE;
    int high = t->input->columns[0][i] > t->spread[0].mean, among_high = row->lag > 0.0;
    if (high != among_high)
        return BP_LOCAL_POSITIVE;
    return high ? BP_LOCAL_HIGH_HIGH : BP_LOCAL_LOW_LOW;
}

static void set_statistics(const geary_terms *t, const bp_local_options *options, bp_local *local)
{
    const bp_weights *weights = t->input->weights;
    for (int64_t i = 0; i < local->n; i++) {
        if (!bp_bitmap_get(local->has, i))
            continue;
        bp_row_sums row = bp_local_row(weights, t->input->columns[0], t->spread[0].mean, i);
        double sum = 0.0;
        for (int64_t at = weights->offsets[i]; at < weights->offsets[i + 1]; at++)
            sum += weights->value[at] * distance(t, i, weights->neighbours[at]);
        local->statistic[i] = sum;
        local->lag[i] = row.lag;
        if (options->moments == BP_MOMENTS_TOTAL)
            set_total(t, &row, i, local);
        else
            set_conditional(t, &row, i, local);
        local->kind[i] = class_of(t, &row, i, local);
    }
}

bp_status bp_local_geary(bp_context *context, const bp_weights *weights, const double *const *columns, int m,
                         const uint8_t *valid, const bp_local_options *options, bp_local *out)
{
    bp_draw_input input = {BP_DRAW_DISTANCE, weights, columns, m, valid, NULL};
    bp_local local = BP_LOCAL_INIT;
    geary_terms terms = {&input, NULL, NULL, NULL};
    bp_status status = BP_OK;
    if (m < 1)
        return bp_context_fail(context, BP_ERROR_ARGUMENT, "local Geary needs at least one variable");
    if (m > 1 && options->moments == BP_MOMENTS_TOTAL)
        return bp_context_fail(
            context, BP_ERROR_ARGUMENT,
            "local Geary of several variables has moments under conditional randomisation only");
    status = bp_local_new(context, &input, 0, options, &local);
    if (!status)
        status = terms_new(context, options, &terms);
    if (status)
        goto done;
    set_statistics(&terms, options, &local);
    status = bp_local_infer(context, &input, NULL, options, &local);
    if (status)
        goto done;
    *out = local;
    local = (bp_local)BP_LOCAL_INIT;
done:
    terms_clear(&terms);
    bp_local_clear(&local);
    return status;
}
