#include "analysis/getis_global.h"

#include "geo/bitmap.h"

#include <inttypes.h>

/* x of position a is scale * (level + z[a]); G does not know the scale. */
typedef struct levelled {
    bp_centred centred;
    double level;
    double apart; /* sum of x(i) x(j), i != j, over scale^2 */
} levelled;

static bp_status level(bp_context *context, const bp_global_input *input, levelled *out)
{
    for (int64_t i = 0; i < input->weights->n; i++)
        if (bp_bitmap_get(input->valid, i) && input->x[i] < 0.0)
            return bp_context_fail(context, BP_ERROR_INPUT,
                                   "column '%s': the value of unit %" PRId64
                                   " is negative; G compares amounts, which are 0 or more",
                                   input->name, i + 1);
    levelled made = {BP_CENTRED_INIT, 0.0, 0.0};
    bp_global_input counted = *input;
    /* spdep leaves islands out of n (adjust.n) and out of every sum of x (adjust.x). */
    if (counted.islands == BP_ISLANDS_SPDEP)
        counted.islands = BP_ISLANDS_LEFT_OUT;
    bp_status status = bp_centred_new(context, &counted, 3, &made.centred);
    if (status)
        return status;
    double n = (double)made.centred.pairs.n;
    made.level = made.centred.mean / made.centred.scale;
    made.apart = n * (n - 1.0) * made.level * made.level - made.centred.m2;
    *out = made;
    return BP_OK;
}

/* sum w x x = S0 level^2 + level * sum margin z + sum w z z. */
static double statistic_of(const levelled *l, const double *z)
{
    const bp_pairs *pairs = &l->centred.pairs;
    double linear = 0.0;
    for (int64_t a = 0; a < pairs->n; a++)
        linear += pairs->margin[a] * z[a];
    return (pairs->s0 * l->level * l->level + l->level * linear + bp_pairs_product(pairs, z)) / l->apart;
}

/*
 * Variance of that sum over all arrangements, from those of its two parts and their covariance: the published
 * formula takes the difference of sums of fourth powers of x, which loses all digits where the mean is large.
 */
static double variance_of(const levelled *l)
{
    const bp_centred *c = &l->centred;
    double n = (double)c->pairs.n, s0 = c->pairs.s0, s1 = c->pairs.s1, s2 = c->pairs.s2;
    double linear = c->m2 / (n - 1.0) * (s2 - 4.0 * s0 * s0 / n);
    double two_one = -c->m3 / (n * (n - 1.0)), one_each = -2.0 * two_one / (n - 2.0);
    double mixed = s2 * two_one + (2.0 * s0 * s0 - s2) * one_each;
    double mean = -s0 * c->m2 / (n * (n - 1.0));
    double both = (c->m2 * c->m2 - c->m4) / (n * (n - 1.0));
    double three = (2.0 * c->m4 - c->m2 * c->m2) / (n * (n - 1.0) * (n - 2.0));
    double four = (3.0 * c->m2 * c->m2 - 6.0 * c->m4) / (n * (n - 1.0) * (n - 2.0) * (n - 3.0));
    double product = s1 * both + (s2 - 2.0 * s1) * three + (s0 * s0 + s1 - s2) * four - mean * mean;
    return (l->level * l->level * linear + 2.0 * l->level * mixed + product) / (l->apart * l->apart);
}

bp_status bp_getis_global(bp_context *context, const bp_global_input *input, bp_global *out)
{
    levelled l;
    bp_global result = {0};
    bp_status status = level(context, input, &l);
    if (status)
        return status;
    double n = (double)l.centred.pairs.n;
    result.statistic = statistic_of(&l, l.centred.z);
    result.n = l.centred.pairs.n_counted;
    result.n_islands = l.centred.pairs.n_islands;
    result.randomisation.expectation = l.centred.pairs.s0 / (n * (n - 1.0));
    result.randomisation.variance = variance_of(&l);
    double spread = result.randomisation.expectation * l.centred.m2 / l.apart;
    status = bp_global_moments_finish(context, input->name, result.statistic, spread * spread,
                                      &result.randomisation);
    if (!status)
        *out = result;
    bp_centred_clear(&l.centred);
    return status;
}

static void ratio(const void *user, const double *z, double *statistics)
{
    statistics[0] = statistic_of((const levelled *)user, z);
}

bp_status bp_getis_global_permute(bp_context *context, const bp_global_input *input, bp_shuffled *out)
{
    levelled l;
    bp_status status = level(context, input, &l);
    if (status)
        return status;
    bp_shuffle job = bp_global_shuffle(input, l.centred.pairs.n, l.centred.z);
    job.compute = ratio;
    job.user = &l;
    job.centre[0] = statistic_of(&l, l.centred.z);
    job.tolerance[0] = 1e-12 * job.centre[0];
    status = bp_shuffle_run(context, &job, out);
    bp_centred_clear(&l.centred);
    return status;
}
