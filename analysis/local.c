#include "analysis/local_private.h"

#include "analysis/permute.h"
#include "analysis/reference_private.h"
#include "geo/bitmap.h"

#include <math.h>
#include <stdlib.h>

/* A variance that is this small a share of what it is a difference of is rounding. */
static const double ROUNDING = 1e-12;

void bp_local_clear(bp_local *local)
{
    free(local->has);
    free(local->has_z);
    free(local->statistic);
    free(local->lag);
    free(local->expectation);
    free(local->variance);
    free(local->z);
    free(local->p);
    free(local->has_p);
    free(local->kind);
    free(local->tally);
    *local = (bp_local)BP_LOCAL_INIT;
}

const char *bp_local_class_name(bp_local_class kind)
{
    static const char *const names[] = {"Missing",  "Island",   "High-High", "Low-Low",
                                        "Low-High", "High-Low", "Positive",  "Negative",
                                        "Hot",      "Cold",     "Not tested"};
    return (size_t)kind < sizeof names / sizeof *names ? names[kind] : "";
}

static const char *name_of(const bp_local_options *options)
{
    return options->name ? options->name : "the variable";
}

static bp_status check_options(bp_context *context, const bp_local_options *options)
{
    if (options->inference != BP_INFERENCE_ANALYTIC && options->permutations < 1)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "%s: %lld permutations were asked for; at least 1 is needed", name_of(options),
                               (long long)options->permutations);
    if (options->stop_after < 0)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "%s: stopping after %lld draws was asked for; expected 0 (never) or more",
                               name_of(options), (long long)options->stop_after);
    return BP_OK;
}

static bp_status check_weights(bp_context *context, const bp_draw_input *input, int self_allowed)
{
    const bp_weights *weights = input->weights;
    for (int64_t i = 0; i < weights->n; i++)
        for (int64_t at = weights->offsets[i]; at < weights->offsets[i + 1]; at++) {
            int32_t j = weights->neighbours[at];
            double w = weights->value[at];
            if (!isfinite(w) || w < 0.0)
                return bp_context_fail(
                    context, BP_ERROR_ARGUMENT,
                    "the weight of unit %lld for unit %d is %g; expected a number of at least 0",
                    (long long)i, (int)j, w);
            if (j == i && !self_allowed)
                return bp_context_fail(
                    context, BP_ERROR_ARGUMENT,
                    "unit %lld has a weight for itself, which this statistic has no place for", (long long)i);
            if (j != i && !(bp_bitmap_get(input->valid, i) && bp_bitmap_get(input->valid, j)))
                return bp_context_fail(context, BP_ERROR_ARGUMENT,
                                       "the weights link units %lld and %d, one of which has no value; such "
                                       "links are to be dropped before the weights get their style",
                                       (long long)i, (int)j);
        }
    return BP_OK;
}

/* At least three distinct, finite values. */
static bp_status check_column(bp_context *context, const double *x, const uint8_t *valid, int64_t n,
                              const bp_local_options *options)
{
    double seen[3];
    int n_seen = 0;
    for (int64_t i = 0; i < n; i++) {
        if (!bp_bitmap_get(valid, i))
            continue;
        if (!isfinite(x[i]))
            return bp_context_fail(context, BP_ERROR_INPUT,
                                   "%s: the value of unit %lld is not a finite number; mark it as missing",
                                   name_of(options), (long long)i);
        int k = 0;
        while (k < n_seen && seen[k] != x[i])
            k++;
        if (k == n_seen && n_seen < 3)
            seen[n_seen++] = x[i];
    }
    if (n_seen < 3)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s has %d distinct value%s; a local statistic needs at least 3",
                               name_of(options), n_seen, n_seen == 1 ? "" : "s");
    return BP_OK;
}

static bp_status make_room(bp_context *context, int64_t n, const bp_local_options *options, bp_local *local)
{
    size_t units = (size_t)(n > 0 ? n : 1), bytes = bp_bitmap_bytes(n);
    local->n = n;
    local->has = (uint8_t *)calloc(bytes, 1);
    local->has_z = (uint8_t *)calloc(bytes, 1);
    local->has_p = (uint8_t *)calloc(bytes, 1);
    local->kind = (uint8_t *)calloc(units, 1);
    local->statistic = (double *)calloc(units, sizeof(double));
    local->lag = (double *)calloc(units, sizeof(double));
    local->expectation = (double *)calloc(units, sizeof(double));
    local->variance = (double *)calloc(units, sizeof(double));
    local->z = (double *)calloc(units, sizeof(double));
    local->p = (double *)calloc(units, sizeof(double));
    int draws = options->inference != BP_INFERENCE_ANALYTIC;
    if (draws)
        local->tally = (bp_tally *)calloc(units, sizeof *local->tally);
    if (local->has && local->has_z && local->has_p && local->kind && local->statistic && local->lag &&
        local->expectation && local->variance && local->z && local->p && (!draws || local->tally))
        return BP_OK;
    return bp_context_fail_memory(context, units * sizeof(double));
}

/* Some other unit counts for unit i. */
static int is_linked(const bp_weights *weights, int64_t i)
{
    for (int64_t at = weights->offsets[i]; at < weights->offsets[i + 1]; at++)
        if (weights->neighbours[at] != i && weights->value[at] > 0.0)
            return 1;
    return 0;
}

bp_status bp_local_new(bp_context *context, const bp_draw_input *input, int self_allowed,
                       const bp_local_options *options, bp_local *out)
{
    int64_t n = input->weights->n;
    bp_status status = check_options(context, options);
    if (!status)
        status = check_weights(context, input, self_allowed);
    for (int v = 0; !status && v < input->m; v++)
        status = check_column(context, input->columns[v], input->valid, n, options);
    if (!status)
        status = make_room(context, n, options, out);
    if (status)
        return status;
    for (int64_t i = 0; i < n; i++) {
        if (!bp_bitmap_get(input->valid, i)) {
            out->kind[i] = BP_LOCAL_MISSING;
            out->n_missing++;
        } else if (!is_linked(input->weights, i)) {
            out->kind[i] = BP_LOCAL_ISLAND;
            out->n_islands++;
        } else {
            out->kind[i] = BP_LOCAL_POSITIVE;
            bp_bitmap_set(out->has, i);
        }
    }
    return BP_OK;
}

bp_spread bp_local_spread(const double *x, const uint8_t *valid, int64_t n)
{
    bp_spread s = {0, 0.0, 0.0, 0.0, 0.0, 0.0, INFINITY};
    for (int64_t i = 0; i < n; i++)
        if (bp_bitmap_get(valid, i)) {
            s.n++;
            s.mean += x[i];
            s.lowest = x[i] < s.lowest ? x[i] : s.lowest;
        }
    s.mean /= (double)s.n;
    /* The mean of what is left corrects the rounding of the first pass. */
    double rest = 0.0;
    for (int64_t i = 0; i < n; i++)
        if (bp_bitmap_get(valid, i))
            rest += x[i] - s.mean;
    s.mean += rest / (double)s.n;
    for (int64_t i = 0; i < n; i++)
        if (bp_bitmap_get(valid, i)) {
            double z = x[i] - s.mean;
            s.largest = fabs(z) > s.largest ? fabs(z) : s.largest;
            s.offset += z;
            s.m2 += z * z;
            s.m4 += z * z * z * z;
        }
    s.offset /= (double)s.n;
    s.m2 /= (double)s.n;
    s.m4 /= (double)s.n;
    return s;
}

bp_row_sums bp_local_row(const bp_weights *weights, const double *x, double shift, int64_t i)
{
    bp_row_sums sums = {0.0, 0.0, 0.0};
    for (int64_t at = weights->offsets[i]; at < weights->offsets[i + 1]; at++) {
        int32_t j = weights->neighbours[at];
        double w = weights->value[at];
        if (j == i)
            continue;
        sums.w += w;
        sums.w2 += w * w;
        sums.lag += w * (x[j] - shift);
    }
    return sums;
}

void bp_local_set_moments(bp_local *local, int64_t i, double expectation, double variance, double scale)
{
    local->expectation[i] = expectation;
    local->variance[i] = variance > ROUNDING * scale ? variance : 0.0;
    if (local->variance[i] > 0.0) {
        local->z[i] = (local->statistic[i] - expectation) / sqrt(variance);
        bp_bitmap_set(local->has_z, i);
    }
}

/* The side on which draws that are extreme fall, for stopping early. */
static bp_status sides_of(bp_context *context, const int8_t *sign, const bp_local_options *options, int64_t n,
                          int8_t **out)
{
    if (options->alternative != BP_ALTERNATIVE_GREATER && options->alternative != BP_ALTERNATIVE_LESS)
        return BP_OK;
    int8_t *side = (int8_t *)malloc((size_t)(n > 0 ? n : 1));
    if (!side)
        return bp_context_fail_memory(context, (size_t)n);
    for (int64_t i = 0; i < n; i++) {
        int8_t up = sign ? sign[i] : 1;
        side[i] = options->alternative == BP_ALTERNATIVE_GREATER ? up : (int8_t)-up;
    }
    *out = side;
    return BP_OK;
}

static bp_status draw(bp_context *context, const bp_draw_input *input, const int8_t *sign,
                      const bp_local_options *options, bp_local *local)
{
    bp_draw_options draws = BP_DRAW_OPTIONS_INIT;
    int8_t *side = NULL;
    draws.permutations = options->permutations;
    draws.seed = options->seed;
    if (options->inference == BP_INFERENCE_PERMUTATION) {
        int is_shared = 0;
        bp_status status = bp_reference_try(context, input, &draws, local->tally, &is_shared);
        local->inference = is_shared ? BP_INFERENCE_PERMUTATION : BP_INFERENCE_PLAIN;
        if (status || is_shared)
            return status;
    }
    bp_status status = sides_of(context, sign, options, local->n, &side);
    if (!status) {
        draws.stop_after = options->stop_after;
        draws.side = side;
        local->inference = BP_INFERENCE_PLAIN;
        status = bp_permute_count(context, input, &draws, local->tally);
    }
    free(side);
    return status;
}

/* Turn a tally of drawn values into one of statistics. */
static void orient(bp_tally *tally, int8_t sign)
{
    int64_t n_ge = tally->n_ge;
    if (sign < 0) {
        tally->n_ge = tally->n_le;
        tally->n_le = n_ge;
    } else if (sign == 0) {
        tally->n_ge = tally->n_le = tally->n_drawn;
    }
}

bp_status bp_local_infer(bp_context *context, const bp_draw_input *input, const int8_t *sign,
                         const bp_local_options *options, bp_local *local)
{
    if (options->inference == BP_INFERENCE_ANALYTIC) {
        local->inference = BP_INFERENCE_ANALYTIC;
        for (int64_t i = 0; i < local->n; i++)
            if (bp_bitmap_get(local->has_z, i)) {
                local->p[i] = bp_pvalue_normal(local->z[i], options->alternative);
                bp_bitmap_set(local->has_p, i);
            }
        return BP_OK;
    }
    bp_draw_input named = *input;
    named.name = name_of(options);
    bp_status status = draw(context, &named, sign, options, local);
    for (int64_t i = 0; !status && i < local->n; i++)
        if (bp_bitmap_get(local->has, i)) {
            orient(&local->tally[i], sign ? sign[i] : 1);
            local->p[i] = bp_pvalue_pseudo(&local->tally[i], options->alternative);
            bp_bitmap_set(local->has_p, i);
        }
    return status;
}
