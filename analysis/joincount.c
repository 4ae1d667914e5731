#include "analysis/joincount.h"

#include "geo/bitmap.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* Black and white in the order of the pairs. */
typedef struct coloured {
    bp_pairs pairs;
    double *x; /* x[pairs.n], 0 or 1 */
    int64_t n_black;
} coloured;

static const char *const kind_names[BP_JOIN_KINDS] = {"black-black", "white-white", "black-white"};

static void clear_coloured(coloured *c)
{
    bp_pairs_clear(&c->pairs);
    free(c->x);
}

static bp_status check_colours(bp_context *context, const bp_global_input *input)
{
    for (int64_t i = 0; i < input->weights->n; i++)
        if (bp_bitmap_get(input->valid, i) && input->x[i] != 0.0 && input->x[i] != 1.0)
            return bp_context_fail(context, BP_ERROR_INPUT,
                                   "column '%s': unit %" PRId64
                                   " has the value %.12g; join counts are of 0 (white) and 1 (black)",
                                   input->name, i + 1, input->x[i]);
    return BP_OK;
}

static bp_status colour(bp_context *context, const bp_global_input *input, coloured *out)
{
    coloured c = {BP_PAIRS_INIT, NULL, 0};
    bp_status status = check_colours(context, input);
    if (!status)
        status = bp_pairs_new(context, input->weights, input->x, input->valid, input->islands, &c.pairs);
    if (status)
        return status;
    c.x = (double *)malloc(((size_t)c.pairs.n + 1) * sizeof *c.x);
    for (int64_t a = 0; c.x && a < c.pairs.n; a++) {
        c.x[a] = input->x[c.pairs.unit[a]];
        c.n_black += c.x[a] > 0.0;
    }
    int64_t n_white = c.pairs.n - c.n_black;
    if (!c.x)
        status = bp_context_fail_memory(context, (size_t)c.pairs.n * sizeof *c.x);
    else if (c.n_black < 2 || n_white < 2)
        status = bp_context_fail(context, BP_ERROR_INPUT,
                                 "column '%s': %" PRId64 " units are 1 and %" PRId64
                                 " are 0 among those that take part; join counts need 2 of each",
                                 input->name, c.n_black, n_white);
    else if (c.pairs.n_counted < 4)
        status = bp_context_fail(context, BP_ERROR_INPUT,
                                 "column '%s': %" PRId64
                                 " units have a value and neighbours; join counts need 4 at the least",
                                 input->name, c.pairs.n_counted);
    if (!status)
        *out = c;
    else
        clear_coloured(&c);
    return status;
}

static void count_joins(const void *user, const double *x, double *counts)
{
    const coloured *c = (const coloured *)user;
    double black = 0.0, squares = bp_pairs_squares(&c->pairs, x);
    for (int64_t a = 0; a < c->pairs.n; a++)
        black += c->pairs.margin[a] * x[a];
    /* Every link with a black end: twice BB plus BW. */
    counts[BP_JOIN_BW] = 0.5 * squares;
    counts[BP_JOIN_BB] = 0.25 * (black - squares);
    counts[BP_JOIN_WW] = 0.5 * c->pairs.s0 - counts[BP_JOIN_BW] - counts[BP_JOIN_BB];
}

/* Cliff & Ord (1981), 1.31-1.34. */
static void set_nonfree(const bp_pairs *pairs, double black, double white, bp_joincount *result)
{
    double n = (double)pairs->n_counted, s1 = pairs->s1, s2 = pairs->s2, s0_2 = pairs->s0 * pairs->s0;
    double of2 = n * (n - 1.0), of3 = of2 * (n - 2.0), of4 = of3 * (n - 3.0);
    double same[2] = {black, white};
    for (int s = 0; s < 2; s++) {
        double m = same[s], two = m * (m - 1.0), three = two * (m - 2.0), four = three * (m - 3.0);
        bp_global_moments *moments = &result->moments[s == 0 ? BP_JOIN_BB : BP_JOIN_WW];
        moments->expectation = pairs->s0 * two / (2.0 * of2);
        moments->variance =
            0.25 * (s1 * two / of2 + (s2 - 2.0 * s1) * three / of3 + (s0_2 + s1 - s2) * four / of4) -
            moments->expectation * moments->expectation;
    }
    bp_global_moments *moments = &result->moments[BP_JOIN_BW];
    double both = black * white, twos = both * (black - 1.0) * (white - 1.0);
    moments->expectation = pairs->s0 * both / of2;
    moments->variance = 0.25 * (2.0 * s1 * both / of2 + (s2 - 2.0 * s1) * both * (black + white - 2.0) / of3 +
                                4.0 * (s0_2 + s1 - s2) * twos / of4) -
                        moments->expectation * moments->expectation;
}

/* Cliff & Ord (1981), 1.25-1.28. */
static void set_free(const bp_pairs *pairs, double share, bp_joincount *result)
{
    double s1 = pairs->s1, s2 = pairs->s2, shares[2] = {share, 1.0 - share};
    for (int s = 0; s < 2; s++) {
        double p = shares[s], p2 = p * p;
        bp_global_moments *moments = &result->moments[s == 0 ? BP_JOIN_BB : BP_JOIN_WW];
        moments->expectation = 0.5 * pairs->s0 * p2;
        moments->variance = 0.25 * (s1 * p2 + (s2 - 2.0 * s1) * p2 * p + (s1 - s2) * p2 * p2);
    }
    bp_global_moments *moments = &result->moments[BP_JOIN_BW];
    double pq = share * (1.0 - share);
    moments->expectation = pairs->s0 * pq;
    moments->variance = 0.25 * (2.0 * s1 * pq * (1.0 - 2.0 * pq) + (s2 - 2.0 * s1) * pq * (1.0 - 4.0 * pq));
}

bp_status bp_joincount_compute(bp_context *context, const bp_global_input *input, bp_sampling sampling,
                               bp_joincount *out)
{
    coloured c = {BP_PAIRS_INIT, NULL, 0};
    bp_joincount result = {0};
    bp_status status = colour(context, input, &c);
    if (status)
        return status;
    result.n = c.pairs.n_counted;
    result.n_islands = c.pairs.n_islands;
    result.n_black = c.n_black;
    result.n_white = c.pairs.n - c.n_black;
    count_joins(&c, c.x, result.count);
    if (sampling == BP_SAMPLING_NONFREE)
        set_nonfree(&c.pairs, (double)result.n_black, (double)result.n_white, &result);
    else
        set_free(&c.pairs, (double)result.n_black / (double)c.pairs.n, &result);
    for (int kind = 0; !status && kind < BP_JOIN_KINDS; kind++) {
        char name[256];
        snprintf(name, sizeof name, "%s, %s", input->name, kind_names[kind]);
        status = bp_global_moments_finish(context, name, result.count[kind],
                                          c.pairs.s0 * c.pairs.s0 / (double)result.n, &result.moments[kind]);
    }
    if (!status)
        *out = result;
    clear_coloured(&c);
    return status;
}

bp_status bp_joincount_permute(bp_context *context, const bp_global_input *input,
                               bp_shuffled out[BP_JOIN_KINDS])
{
    coloured c = {BP_PAIRS_INIT, NULL, 0};
    bp_status status = colour(context, input, &c);
    if (status)
        return status;
    bp_shuffle job = bp_global_shuffle(input, c.pairs.n, c.x);
    job.compute = count_joins;
    job.user = &c;
    job.n_statistics = BP_JOIN_KINDS;
    count_joins(&c, c.x, job.centre);
    for (int kind = 0; kind < BP_JOIN_KINDS; kind++)
        job.tolerance[kind] = 1e-10 * c.pairs.s0 / (double)c.pairs.n;
    status = bp_shuffle_run(context, &job, out);
    clear_coloured(&c);
    return status;
}
