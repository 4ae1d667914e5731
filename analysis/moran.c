#include "analysis/moran.h"

#include <math.h>
#include <stdlib.h>

/* I = factor * sum w z z. */
static double factor_of(const bp_centred *c)
{
    return (double)c->pairs.n_counted / (c->pairs.s0 * c->m2);
}

static void set_moments(const bp_centred *c, bp_global *result)
{
    double n = (double)c->pairs.n_counted, s0_2 = c->pairs.s0 * c->pairs.s0, s1 = c->pairs.s1,
           s2 = c->pairs.s2;
    double kurtosis = (double)c->pairs.n * c->m4 / (c->m2 * c->m2), mean = -1.0 / (n - 1.0);
    result->normality.expectation = result->randomisation.expectation = mean;
    result->normality.variance = (n * n * s1 - n * s2 + 3.0 * s0_2) / (s0_2 * (n * n - 1.0)) - mean * mean;
    double spread = n * (s1 * (n * n - 3.0 * n + 3.0) - n * s2 + 3.0 * s0_2);
    double peak = kurtosis * (s1 * (n * n - n) - 2.0 * n * s2 + 6.0 * s0_2);
    result->randomisation.variance =
        (spread - peak) / ((n - 1.0) * (n - 2.0) * (n - 3.0) * s0_2) - mean * mean;
}

bp_status bp_moran(bp_context *context, const bp_global_input *input, bp_global *out)
{
    bp_centred c = BP_CENTRED_INIT;
    bp_global result = {0};
    bp_status status = bp_centred_new(context, input, 3, &c);
    if (status)
        return status;
    result.statistic = factor_of(&c) * bp_pairs_product(&c.pairs, c.z);
    result.n = c.pairs.n_counted;
    result.n_islands = c.pairs.n_islands;
    set_moments(&c, &result);
    double square = 1.0 / (double)result.n;
    status = bp_global_moments_finish(context, input->name, result.statistic, square, &result.normality);
    if (!status)
        status =
            bp_global_moments_finish(context, input->name, result.statistic, square, &result.randomisation);
    if (!status)
        *out = result;
    bp_centred_clear(&c);
    return status;
}

static void product(const void *user, const double *z, double *statistics)
{
    const bp_centred *c = (const bp_centred *)user;
    statistics[0] = factor_of(c) * bp_pairs_product(&c->pairs, z);
}

bp_status bp_moran_permute(bp_context *context, const bp_global_input *input, bp_shuffled *out)
{
    bp_centred c = BP_CENTRED_INIT;
    bp_status status = bp_centred_new(context, input, 3, &c);
    if (status)
        return status;
    bp_shuffle job = bp_global_shuffle(input, c.pairs.n, c.z);
    job.compute = product;
    job.user = &c;
    job.tolerance[0] = 1e-12;
    status = bp_shuffle_run(context, &job, out);
    bp_centred_clear(&c);
    return status;
}

/* sum over j of pull[j] zy(j), pull[j] = factor * sum over i of w(i, j) zx(i). */
typedef struct pulled {
    int64_t n;
    const double *pull;
} pulled;

static void pull_product(const void *user, const double *zy, double *statistics)
{
    const pulled *p = (const pulled *)user;
    double sum = 0.0;
    for (int64_t a = 0; a < p->n; a++)
        sum += p->pull[a] * zy[a];
    statistics[0] = sum;
}

/* pull[] in the order of y's pairs, from x in the order of x's: the two orders differ. */
static bp_status make_pull(bp_context *context, const bp_weights *weights, const bp_centred *cx,
                           const bp_centred *cy, double *pull)
{
    size_t rows = (size_t)weights->n + 1;
    double *zx = (double *)calloc(2 * rows, sizeof *zx), *sum = zx ? zx + rows : NULL;
    if (!zx)
        return bp_context_fail_memory(context, 2 * rows * sizeof *zx);
    double factor = (double)cx->pairs.n_counted / (cx->pairs.s0 * sqrt(cx->m2 * cy->m2));
    for (int64_t a = 0; a < cx->pairs.n; a++)
        zx[cx->pairs.unit[a]] = cx->z[a];
    for (int64_t i = 0; i < weights->n; i++)
        for (int64_t k = weights->offsets[i]; k < weights->offsets[i + 1]; k++)
            sum[weights->neighbours[k]] += weights->value[k] * zx[i];
    for (int64_t a = 0; a < cy->pairs.n; a++)
        pull[a] = factor * sum[cy->pairs.unit[a]];
    free(zx);
    return BP_OK;
}

static bp_status correlate(bp_context *context, const bp_weights *weights, const bp_centred *cx,
                           const bp_centred *cy, double *out)
{
    double sum = 0.0, *zx = (double *)calloc((size_t)weights->n + 1, sizeof *zx);
    if (!zx)
        return bp_context_fail_memory(context, (size_t)weights->n * sizeof *zx);
    for (int64_t a = 0; a < cx->pairs.n; a++)
        zx[cx->pairs.unit[a]] = cx->z[a];
    for (int64_t a = 0; a < cy->pairs.n; a++)
        sum += zx[cy->pairs.unit[a]] * cy->z[a];
    *out = sum / sqrt(cx->m2 * cy->m2);
    free(zx);
    return BP_OK;
}

/* Variance of sum pull[j] zy(pi(j)) over all permutations pi (Hoeffding 1951, doi:10.1214/aoms/1177729545).
 */
static double pull_variance(const bp_centred *cy, const double *pull)
{
    double n = (double)cy->pairs.n, mean = 0.0, spread = 0.0;
    for (int64_t a = 0; a < cy->pairs.n; a++)
        mean += pull[a] / n;
    for (int64_t a = 0; a < cy->pairs.n; a++)
        spread += (pull[a] - mean) * (pull[a] - mean);
    return spread * cy->m2 / (n - 1.0);
}

typedef struct pulled_unit {
    double zy, pull;
} pulled_unit;

static int by_value_and_pull(const void *a, const void *b)
{
    const pulled_unit *p = (const pulled_unit *)a, *q = (const pulled_unit *)b;
    if (p->zy != q->zy)
        return p->zy < q->zy ? -1 : 1;
    return (p->pull > q->pull) - (p->pull < q->pull);
}

/* Units of the same y by their pull, and not by what the links say of y alone: which of them is drawn first
 * then shows in nothing. */
static bp_status order_pull(bp_context *context, const bp_centred *cy, double *pull)
{
    pulled_unit *units = (pulled_unit *)malloc(((size_t)cy->pairs.n + 1) * sizeof *units);
    if (!units)
        return bp_context_fail_memory(context, (size_t)cy->pairs.n * sizeof *units);
    for (int64_t a = 0; a < cy->pairs.n; a++)
        units[a] = (pulled_unit){cy->z[a], pull[a]};
    qsort(units, (size_t)cy->pairs.n, sizeof *units, by_value_and_pull);
    for (int64_t a = 0; a < cy->pairs.n; a++)
        pull[a] = units[a].pull;
    free(units);
    return BP_OK;
}

static bp_status finish_pair(bp_context *context, const bp_global_input *input, const bp_centred *cy,
                             const double *pull, bp_moran_pair *result)
{
    pulled p = {cy->pairs.n, pull};
    pull_product(&p, cy->z, &result->statistic);
    result->moments.variance = pull_variance(cy, pull);
    bp_status status = bp_global_moments_finish(context, input->name, result->statistic,
                                                1.0 / (double)result->n, &result->moments);
    if (status || input->permutations == 0)
        return status;
    bp_shuffle job = bp_global_shuffle(input, cy->pairs.n, cy->z);
    job.compute = pull_product;
    job.user = &p;
    job.tolerance[0] = 1e-12;
    return bp_shuffle_run(context, &job, &result->shuffled);
}

bp_status bp_moran_bivariate(bp_context *context, const bp_global_input *input, const char *y_name,
                             const double *y, bp_moran_pair *out)
{
    bp_centred cx = BP_CENTRED_INIT, cy = BP_CENTRED_INIT;
    bp_global_input second = *input;
    bp_moran_pair result = {0};
    double *pull = NULL;
    second.name = y_name;
    second.x = y;
    bp_status status = bp_centred_new(context, input, 3, &cx);
    if (!status)
        status = bp_centred_new(context, &second, 3, &cy);
    if (status)
        goto done;
    pull = (double *)malloc(((size_t)cy.pairs.n + 1) * sizeof *pull);
    if (!pull) {
        status = bp_context_fail_memory(context, (size_t)cy.pairs.n * sizeof *pull);
        goto done;
    }
    result.n = cx.pairs.n_counted;
    result.n_islands = cx.pairs.n_islands;
    status = make_pull(context, input->weights, &cx, &cy, pull);
    if (!status)
        status = correlate(context, input->weights, &cx, &cy, &result.correlation);
    if (!status)
        status = order_pull(context, &cy, pull);
    if (!status)
        status = finish_pair(context, input, &cy, pull, &result);
    if (!status)
        *out = result;
done:
    free(pull);
    bp_centred_clear(&cx);
    bp_centred_clear(&cy);
    return status;
}
