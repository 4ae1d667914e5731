#include "analysis/global.h"

#include "geo/bitmap.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

void bp_centred_clear(bp_centred *centred)
{
    bp_pairs_clear(&centred->pairs);
    free(centred->z);
    *centred = (bp_centred)BP_CENTRED_INIT;
}

static bp_status check_finite(bp_context *context, const bp_global_input *input)
{
    for (int64_t i = 0; i < input->weights->n; i++)
        if (bp_bitmap_get(input->valid, i) && !isfinite(input->x[i]))
            return bp_context_fail(context, BP_ERROR_INPUT,
                                   "column '%s': the value of unit %" PRId64 " is not a finite number",
                                   input->name, i + 1);
    return BP_OK;
}

/* z is still x here, ascending. */
static bp_status check_distinct(bp_context *context, const bp_global_input *input, int least_distinct,
                                const bp_centred *centred)
{
    int64_t n = centred->pairs.n, distinct = n > 0;
    for (int64_t a = 1; a < n; a++)
        distinct += centred->z[a] != centred->z[a - 1];
    if (centred->pairs.n_counted < 4)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "column '%s': %" PRId64
                               " units have a value and neighbours; a global statistic "
                               "needs 4 at the least",
                               input->name, centred->pairs.n_counted);
    if (distinct >= least_distinct)
        return BP_OK;
    return bp_context_fail(context, BP_ERROR_INPUT,
                           "column '%s': has %" PRId64 " distinct %s in the %" PRId64
                           " units that take part; this statistic needs %d at the least",
                           input->name, distinct, distinct == 1 ? "value" : "values", n, least_distinct);
}

static void centre(bp_centred *c)
{
    int64_t n = c->pairs.n;
    /* The middle of the range is taken off first: the mean of what is left has no digits to lose. */
    double base = 0.5 * c->z[0] + 0.5 * c->z[n - 1], sum = 0.0;
    for (int64_t a = 0; a < n; a++)
        sum += c->z[a] - base;
    c->mean = base + sum / (double)n;
    double low = c->mean - c->z[0], high = c->z[n - 1] - c->mean;
    c->scale = low > high ? low : high;
    for (int64_t a = 0; a < n; a++)
        c->z[a] = (c->z[a] - c->mean) / c->scale;
    for (int64_t a = 0; a < n; a++) {
        double square = c->z[a] * c->z[a];
        c->m2 += square;
        c->m3 += square * c->z[a];
        c->m4 += square * square;
    }
}

bp_status bp_centred_new(bp_context *context, const bp_global_input *input, int least_distinct,
                         bp_centred *out)
{
    bp_centred centred = BP_CENTRED_INIT;
    bp_status status = check_finite(context, input);
    if (!status)
        status =
            bp_pairs_new(context, input->weights, input->x, input->valid, input->islands, &centred.pairs);
    if (status)
        goto done;
    centred.z = (double *)malloc(((size_t)centred.pairs.n + 1) * sizeof *centred.z);
    if (!centred.z) {
        status = bp_context_fail_memory(context, (size_t)centred.pairs.n * sizeof *centred.z);
        goto done;
    }
    for (int64_t a = 0; a < centred.pairs.n; a++)
        centred.z[a] = input->x[centred.pairs.unit[a]];
    status = check_distinct(context, input, least_distinct, &centred);
    if (status)
        goto done;
    centre(&centred);
    *out = centred;
    centred = (bp_centred)BP_CENTRED_INIT;
done:
    bp_centred_clear(&centred);
    return status;
}

bp_shuffle bp_global_shuffle(const bp_global_input *input, int64_t n, const double *y)
{
    bp_shuffle job = {0};
    job.n = n;
    job.y = y;
    job.n_statistics = 1;
    job.permutations = input->permutations;
    job.seed = input->seed;
    return job;
}

bp_status bp_global_moments_finish(bp_context *context, const char *name, double statistic, double square,
                                   bp_global_moments *moments)
{
    if (moments->variance < -1e-13 * fabs(square))
        return bp_context_fail(
            context, BP_ERROR_INPUT,
            "column '%s': the formula gives a negative variance, as it can when islands count in "
            "the mean only; leave them out or keep them",
            name);
    if (!(moments->variance > 1e-13 * fabs(square)))
        return bp_context_fail(
            context, BP_ERROR_INPUT,
            "column '%s': the statistic is the same for every arrangement of the values on "
            "this map (every unit may be every other's neighbour); there is nothing to test",
            name);
    moments->z = (statistic - moments->expectation) / sqrt(moments->variance);
    return BP_OK;
}
