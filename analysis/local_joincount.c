#include "analysis/local_joincount.h"

#include "analysis/hypergeometric_private.h"
#include "analysis/local_private.h"
#include "analysis/rank.h"
#include "geo/bitmap.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

/* Units that look round, and units that are counted: the same ones but in the bivariate case. */
typedef struct sides {
    uint8_t *looks, *counts; /* bitmaps */
    int64_t n_valid;
    int64_t n_looking, n_counted;
    int64_t n_others; /* counted ones among those other than a unit that looks */
} sides;

static void clear_sides(sides *s)
{
    free(s->looks);
    free(s->counts);
}

static bp_status new_sides(bp_context *context, int64_t n, sides *s)
{
    s->looks = (uint8_t *)calloc(bp_bitmap_bytes(n), 1);
    s->counts = (uint8_t *)calloc(bp_bitmap_bytes(n), 1);
    return s->looks && s->counts ? BP_OK : bp_context_fail_memory(context, 2 * bp_bitmap_bytes(n));
}

static const char *name_of(const bp_local_options *options)
{
    return options->name ? options->name : "the variable";
}

static bp_status check_binary(bp_context *context, const bp_local_options *options, double x, int64_t i)
{
    if (x == 0.0 || x == 1.0)
        return BP_OK;
    return bp_context_fail(context, BP_ERROR_INPUT,
                           "%s: unit %" PRId64 " has the value %.12g; join counts are of 0 and 1",
                           name_of(options), i + 1, x);
}

static bp_status finish_sides(bp_context *context, const bp_local_options *options, int same, sides *s)
{
    s->n_others = same ? s->n_counted - 1 : s->n_counted;
    if (s->n_looking == 0 || s->n_counted == 0)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s: no unit is 1 as the join count wants it, so there is nothing to count",
                               name_of(options));
    if (s->n_counted == s->n_valid)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s: all %" PRId64 " units are 1, so all arrangements are the same",
                               name_of(options), s->n_valid);
    return BP_OK;
}

/* tails[k] of every number of neighbours k that occurs: at_least[k + 1], then at_most[k + 1]. */
static bp_status make_tails(bp_context *context, const sides *s, const bp_local *local, const int64_t *degree,
                            int64_t most, double **tails)
{
    for (int64_t i = 0; i < local->n; i++) {
        int64_t k = degree[i];
        if (!bp_bitmap_get(local->has, i) || !bp_bitmap_get(s->looks, i) || tails[k])
            continue;
        tails[k] = (double *)malloc(2 * ((size_t)k + 1) * sizeof **tails);
        if (!tails[k])
            return bp_context_fail_memory(context, 2 * (size_t)most * sizeof **tails);
        bp_hypergeometric_tails(s->n_valid - 1, s->n_others, k, tails[k], tails[k] + k + 1);
    }
    return BP_OK;
}

static double p_of(double at_least, double at_most, bp_alternative alternative)
{
    double smaller = fmin(at_least, at_most);
    switch (alternative) {
    case BP_ALTERNATIVE_GREATER:
        return at_least;
    case BP_ALTERNATIVE_LESS:
        return at_most;
    case BP_ALTERNATIVE_DIRECTED:
        return fmin(smaller, 0.5);
    case BP_ALTERNATIVE_TWO_SIDED:
        break;
    }
    return fmin(2.0 * smaller, 1.0);
}

static void set_unit(const sides *s, int64_t i, int64_t k, const double *tail, bp_alternative alternative,
                     bp_local *local)
{
    double others = (double)(s->n_valid - 1), share = (double)s->n_others / others, count = local->lag[i];
    double mean = (double)k * share;
    double variance = others > 1.0 ? mean * (1.0 - share) * (others - (double)k) / (others - 1.0) : 0.0;
    /* The moments make z from the statistic, so that goes first. */
    local->statistic[i] = count;
    bp_local_set_moments(local, i, mean, variance, mean);
    local->kind[i] = count > mean ? BP_LOCAL_POSITIVE : BP_LOCAL_NEGATIVE;
    local->p[i] = p_of(tail[(int64_t)count], tail[k + 1 + (int64_t)count], alternative);
    bp_bitmap_set(local->has_p, i);
}

static void count_neighbours(const bp_weights *weights, const sides *s, bp_local *local, int64_t *degree)
{
    for (int64_t i = 0; i < local->n; i++)
        for (int64_t at = weights->offsets[i]; at < weights->offsets[i + 1]; at++) {
            if (!(weights->value[at] > 0.0))
                continue;
            degree[i]++;
            local->lag[i] += bp_bitmap_get(s->counts, weights->neighbours[at]);
        }
}

/* `sides` are filled and checked. */
static bp_status count_joins(bp_context *context, const bp_draw_input *input, const sides *s,
                             const bp_local_options *options, bp_local *out)
{
    bp_local local = BP_LOCAL_INIT;
    bp_local_options exact = *options;
    int64_t n = input->weights->n, most = 0;
    double **tails = NULL;
    int64_t *degree = (int64_t *)calloc((size_t)n + 1, sizeof *degree);
    bp_status status = degree ? BP_OK : bp_context_fail_memory(context, (size_t)n * sizeof *degree);
    exact.inference = BP_INFERENCE_ANALYTIC;
    if (!status)
        status = bp_local_new(context, input, 0, &exact, &local);
    if (status)
        goto done;
    count_neighbours(input->weights, s, &local, degree);
    for (int64_t i = 0; i < n; i++)
        most = degree[i] > most ? degree[i] : most;
    tails = (double **)calloc((size_t)most + 1, sizeof *tails);
    status = tails ? make_tails(context, s, &local, degree, most, tails) : bp_context_fail_memory(context, 0);
    if (status)
        goto done;
    for (int64_t i = 0; i < n; i++) {
        if (!bp_bitmap_get(local.has, i))
            continue;
        local.kind[i] = BP_LOCAL_UNTESTED;
        if (bp_bitmap_get(s->looks, i))
            set_unit(s, i, degree[i], tails[degree[i]], options->alternative, &local);
    }
    *out = local;
    local = (bp_local)BP_LOCAL_INIT;
done:
    for (int64_t k = 0; tails && k <= most; k++)
        free(tails[k]);
    free(tails);
    free(degree);
    bp_local_clear(&local);
    return status;
}

bp_status bp_local_joincount(bp_context *context, const bp_weights *weights, const double *const *columns,
                             int m, const uint8_t *valid, const bp_local_options *options, bp_local *out)
{
    sides s = {0};
    bp_draw_input input = {0};
    input.weights = weights;
    input.valid = valid;
    bp_status status = new_sides(context, weights->n, &s);
    for (int64_t i = 0; !status && i < weights->n; i++) {
        if (!bp_bitmap_get(valid, i))
            continue;
        int is_one = 1;
        for (int v = 0; !status && v < m; v++) {
            status = check_binary(context, options, columns[v][i], i);
            is_one = is_one && columns[v][i] == 1.0;
        }
        s.n_valid++;
        s.n_looking += is_one;
        s.n_counted += is_one;
        if (is_one) {
            bp_bitmap_set(s.looks, i);
            bp_bitmap_set(s.counts, i);
        }
    }
    if (!status)
        status = finish_sides(context, options, 1, &s);
    if (!status)
        status = count_joins(context, &input, &s, options, out);
    clear_sides(&s);
    return status;
}

bp_status bp_local_joincount_bivariate(bp_context *context, const bp_weights *weights,
                                       const bp_local_pair *pair, const bp_local_options *options,
                                       bp_local *out)
{
    sides s = {0};
    bp_draw_input input = {0};
    input.weights = weights;
    input.valid = pair->valid;
    bp_status status = new_sides(context, weights->n, &s);
    for (int64_t i = 0; !status && i < weights->n; i++) {
        if (!bp_bitmap_get(pair->valid, i))
            continue;
        status = check_binary(context, options, pair->x[i], i);
        if (!status)
            status = check_binary(context, options, pair->y[i], i);
        s.n_valid++;
        if (pair->x[i] > pair->y[i]) {
            bp_bitmap_set(s.looks, i);
            s.n_looking++;
        } else if (pair->y[i] > pair->x[i]) {
            bp_bitmap_set(s.counts, i);
            s.n_counted++;
        }
    }
    if (!status)
        status = finish_sides(context, options, 0, &s);
    if (!status)
        status = count_joins(context, &input, &s, options, out);
    clear_sides(&s);
    return status;
}

/* The break below which `part` of the m sorted values lies. */
static double break_at(const double *x, const int32_t *order, int64_t m, double part)
{
    double at = part * (double)(m - 1);
    int64_t low = (int64_t)floor(at);
    double below = x[order[low]], above = x[order[low + 1 < m ? low + 1 : low]];
    return below + (at - (double)low) * (above - below);
}

bp_status bp_quantile_mark(bp_context *context, const char *name, const double *x, const uint8_t *valid,
                           int64_t n, bp_quantile quantile, double *out)
{
    if (quantile.of < 2 || quantile.which < 1 || quantile.which > quantile.of)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "there is no quantile %d of %d; expected 1 to N of N, N at least 2",
                               quantile.which, quantile.of);
    int64_t m = 0, n_inside = 0;
    int32_t *order = (int32_t *)malloc(((size_t)n + 1) * sizeof *order);
    if (!order)
        return bp_context_fail_memory(context, (size_t)n * sizeof *order);
    bp_status status = bp_sort_order(context, x, valid, n, order, &m);
    if (status || m == 0)
        goto done;
    double low = break_at(x, order, m, (double)(quantile.which - 1) / quantile.of);
    double high = break_at(x, order, m, (double)quantile.which / quantile.of);
    for (int64_t a = 0; a < m; a++)
        n_inside += (quantile.which == 1 || x[order[a]] > low) && x[order[a]] <= high;
    if (n_inside > 0 && n_inside < m)
        for (int64_t a = 0; a < m; a++) {
            double v = x[order[a]];
            out[order[a]] = (quantile.which == 1 || v > low) && v <= high ? 1.0 : 0.0;
        }
done:
    free(order);
    if (!status && (n_inside == 0 || n_inside == m))
        status = bp_context_fail(context, BP_ERROR_INPUT,
                                 "column '%s': %s of its %" PRId64
                                 " values lies in quantile %d of %d; it has too few distinct values for that",
                                 name, n_inside ? "every one" : "none", m, quantile.which, quantile.of);
    return status;
}
