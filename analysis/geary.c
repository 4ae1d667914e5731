#include "analysis/geary.h"

/* C = factor * sum w (z - z)^2. */
static double factor_of(const bp_centred *c)
{
    return ((double)c->pairs.n_counted - 1.0) / (2.0 * c->pairs.s0 * c->m2);
}

/* `all` and `n` differ with BP_ISLANDS_SPDEP only, which takes the one here and the other there. */
static void set_moments(const bp_centred *c, bp_global *result)
{
    double all = (double)c->pairs.n, n = (double)c->pairs.n_counted, s0_2 = c->pairs.s0 * c->pairs.s0;
    double s1 = c->pairs.s1, s2 = c->pairs.s2, kurtosis = n * c->m4 / (c->m2 * c->m2);
    result->normality.expectation = result->randomisation.expectation = 1.0;
    result->normality.variance = ((2.0 * s1 + s2) * (n - 1.0) - 4.0 * s0_2) / (2.0 * (all + 1.0) * s0_2);
    double pairs = (n - 1.0) * s1 * (n * n - 3.0 * all + 3.0 - kurtosis * (n - 1.0));
    double shared = 0.25 * (n - 1.0) * s2 * (n * n + 3.0 * all - 6.0 - kurtosis * (n * n - all + 2.0));
    double apart = s0_2 * (n * n - 3.0 - kurtosis * (n - 1.0) * (n - 1.0));
    result->randomisation.variance = (pairs - shared + apart) / (all * (n - 2.0) * (n - 3.0) * s0_2);
}

bp_status bp_geary(bp_context *context, const bp_global_input *input, bp_geary_sign sign, bp_global *out)
{
    bp_centred c = BP_CENTRED_INIT;
    bp_global result = {0};
    bp_status status = bp_centred_new(context, input, 3, &c);
    if (status)
        return status;
    result.statistic = factor_of(&c) * bp_pairs_squares(&c.pairs, c.z);
    result.n = c.pairs.n_counted;
    result.n_islands = c.pairs.n_islands;
    set_moments(&c, &result);
    status = bp_global_moments_finish(context, input->name, result.statistic, 1.0 / (double)result.n,
                                      &result.normality);
    if (!status)
        status = bp_global_moments_finish(context, input->name, result.statistic, 1.0 / (double)result.n,
                                          &result.randomisation);
    if (sign == BP_GEARY_REVERSED) {
        result.normality.z = -result.normality.z;
        result.randomisation.z = -result.randomisation.z;
    }
    if (!status)
        *out = result;
    bp_centred_clear(&c);
    return status;
}

static void squares(const void *user, const double *z, double *statistics)
{
    const bp_centred *c = (const bp_centred *)user;
    statistics[0] = factor_of(c) * bp_pairs_squares(&c->pairs, z);
}

bp_status bp_geary_permute(bp_context *context, const bp_global_input *input, bp_shuffled *out)
{
    bp_centred c = BP_CENTRED_INIT;
    bp_status status = bp_centred_new(context, input, 3, &c);
    if (status)
        return status;
    bp_shuffle job = bp_global_shuffle(input, c.pairs.n, c.z);
    job.compute = squares;
    job.user = &c;
    job.centre[0] = 1.0;
    job.tolerance[0] = 1e-12;
    status = bp_shuffle_run(context, &job, out);
    bp_centred_clear(&c);
    return status;
}
