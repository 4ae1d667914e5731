#include "analysis/score.h"

#include "analysis/rank.h"
#include "geo/bitmap.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void bp_scores_clear(bp_scores *scores)
{
    for (int d = 0; scores->domain_valid && d < scores->n_domains; d++)
        free(scores->domain_valid[d]);
    free(scores->domain_valid);
    free(scores->domain);
    free(scores->mean);
    free(scores->score);
    free(scores->valid);
    free(scores->rank);
    free(scores->stack);
    *scores = (bp_scores)BP_SCORES_INIT;
}

static bp_status allocate(bp_context *context, int64_t n, int n_domains, bp_scores *out)
{
    size_t rows = (size_t)(n ? n : 1);
    out->n = n;
    out->n_domains = n_domains;
    out->domain = (double *)calloc(rows * (size_t)n_domains, sizeof *out->domain);
    out->domain_valid = (uint8_t **)calloc((size_t)n_domains, sizeof *out->domain_valid);
    out->mean = (double *)calloc(rows, sizeof *out->mean);
    out->score = (double *)calloc(rows, sizeof *out->score);
    out->valid = (uint8_t *)calloc(bp_bitmap_bytes(n), 1);
    out->rank = (int32_t *)calloc(rows, sizeof *out->rank);
    out->stack = (int32_t *)calloc(rows, sizeof *out->stack);
    bool whole =
        out->domain && out->domain_valid && out->mean && out->score && out->valid && out->rank && out->stack;
    for (int d = 0; whole && d < n_domains; d++) {
        out->domain_valid[d] = (uint8_t *)calloc(bp_bitmap_bytes(n), 1);
        whole = out->domain_valid[d] != NULL;
    }
    return whole ? BP_OK : bp_context_fail_memory(context, rows * sizeof(double));
}

/* The indicator's validity restricted to the units that take part; how many are left through *count. */
static uint8_t *restrict_valid(const uint8_t *valid, const uint8_t *taking_part, int64_t n, int64_t *count)
{
    uint8_t *out = (uint8_t *)calloc(bp_bitmap_bytes(n), 1);
    *count = 0;
    for (int64_t i = 0; out && i < n; i++)
        if (bp_bitmap_get(valid, i) && bp_bitmap_get(taking_part, i)) {
            bp_bitmap_set(out, i);
            ++*count;
        }
    return out;
}

static bool is_constant(const double *x, const uint8_t *valid, int64_t n, double *value)
{
    bool seen = false;
    for (int64_t i = 0; i < n; i++) {
        if (!bp_bitmap_get(valid, i))
            continue;
        if (seen && x[i] != *value)
            return false;
        *value = x[i];
        seen = true;
    }
    return true;
}

bp_status bp_indicator_check(bp_context *context, const bp_indicator *indicator, const uint8_t *taking_part,
                             int64_t n)
{
    double value = 0.0;
    int64_t n_valid = 0;
    uint8_t *valid = restrict_valid(indicator->valid, taking_part, n, &n_valid);
    bp_status status = BP_OK;
    if (!valid)
        return bp_context_fail_memory(context, bp_bitmap_bytes(n));
    if (n_valid == 0)
        status =
            bp_context_fail(context, BP_ERROR_INPUT,
                            "indicator '%s' is missing in every unit that takes part; check its column, its "
                            "missing codes and its key",
                            indicator->name);
    else if (is_constant(indicator->value, valid, n, &value))
        status = bp_context_fail(context, BP_ERROR_INPUT,
                                 "indicator '%s' is %g in all %" PRId64
                                 " units that have it; a constant tells no unit from another: leave it out",
                                 indicator->name, value, n_valid);
    free(valid);
    return status;
}

/* Add one normalised indicator to the sum and the weight of its domain. */
static void add_normalised(const bp_indicator *indicator, const double *normalised, const uint8_t *valid,
                           int64_t n, double *sum, double *weight)
{
    for (int64_t i = 0; i < n; i++)
        if (bp_bitmap_get(valid, i)) {
            sum[i] += indicator->weight * normalised[i];
            weight[i] += indicator->weight;
        }
}

static bp_status add_indicator(bp_context *context, const bp_indicator *indicator, const double *normalised,
                               int64_t n, const bp_score_options *options, double *scratch, double *sum,
                               double *weight)
{
    int64_t n_valid = 0;
    bp_status status = normalised ? BP_OK : bp_indicator_check(context, indicator, options->taking_part, n);
    if (status)
        return status;
    uint8_t *valid = restrict_valid(indicator->valid, options->taking_part, n, &n_valid);
    if (!valid)
        return bp_context_fail_memory(context, bp_bitmap_bytes(n));
    if (!normalised)
        status = bp_normalise(context, options->normalisation, indicator->worse, indicator->value, valid,
                              options->reference_weight, n, scratch);
    if (!status)
        add_normalised(indicator, normalised ? normalised : scratch, valid, n, sum, weight);
    free(valid);
    return status;
}

/* A mean as it is ranked: means that are equal on paper may differ in their last bits, by what was added to
   what first, and a rank must not hang on that. 2^-40 is far below any step between means that do differ. */
static double settled(double mean)
{
    return ldexp(nearbyint(ldexp(mean, 40)), -40);
}

static bp_status score_domain(bp_context *context, const bp_indicator *indicators, int n_indicators,
                              int64_t n, int d, const bp_score_options *options, bp_scores *out)
{
    bp_status status = BP_OK;
    size_t rows = (size_t)(n ? n : 1);
    double *scratch = (double *)calloc(3 * rows, sizeof *scratch);
    if (!scratch)
        return bp_context_fail_memory(context, 3 * rows * sizeof *scratch);
    double *sum = scratch + rows, *weight = sum + rows;
    for (int k = 0; !status && k < n_indicators; k++)
        if (indicators[k].domain == d)
            status =
                add_indicator(context, &indicators[k], options->normalised ? options->normalised[k] : NULL, n,
                              options, scratch, sum, weight);
    for (int64_t i = 0; !status && i < n; i++)
        if (weight[i] > 0.0) {
            bp_bitmap_set(out->domain_valid[d], i);
            sum[i] = settled(sum[i] / weight[i]);
        }
    if (!status)
        status = bp_percentile_rank(context, sum, out->domain_valid[d], options->reference_weight, n,
                                    out->domain + (int64_t)d * n);
    free(scratch);
    return status;
}

/* The weighted mean of the domain scores of unit i, on the scale that is ranked; false when there are too
 * few. */
static bool mean_of_domains(const bp_scores *scores, const bp_score_options *options, int64_t i, double *mean,
                            double *ranked)
{
    double sum = 0.0, transformed = 0.0, weight = 0.0;
    int present = 0;
    for (int d = 0; d < scores->n_domains; d++) {
        if (!bp_bitmap_get(scores->domain_valid[d], i))
            continue;
        double w = options->domain_weight ? options->domain_weight[d] : 1.0;
        double x = scores->domain[(int64_t)d * scores->n + i];
        sum += w * x;
        transformed +=
            w * (options->normalisation == BP_NORMALISE_EXPONENTIAL ? bp_exponential_transform(x) : x);
        weight += w;
        present++;
    }
    if (present == 0 || present < options->min_domains)
        return false;
    *mean = sum / weight;
    *ranked = settled(transformed / weight);
    return true;
}

static void count_stack(bp_scores *scores, double stack_at)
{
    for (int d = 0; d < scores->n_domains; d++)
        for (int64_t i = 0; i < scores->n; i++)
            if (bp_bitmap_get(scores->domain_valid[d], i) &&
                scores->domain[(int64_t)d * scores->n + i] >= stack_at)
                scores->stack[i]++;
}

/* rank 1 = highest score; equal scores share the smallest number. */
static bp_status number_ranks(bp_context *context, bp_scores *scores)
{
    int64_t m = 0;
    int32_t *order = (int32_t *)malloc((size_t)(scores->n ? scores->n : 1) * sizeof *order);
    if (!order)
        return bp_context_fail_memory(context, (size_t)scores->n * sizeof *order);
    bp_status status = bp_sort_order(context, scores->score, scores->valid, scores->n, order, &m);
    for (int64_t place = 1; !status && place <= m; place++) {
        int32_t i = order[m - place];
        bool tied = place > 1 && scores->score[order[m - place + 1]] == scores->score[i];
        scores->rank[i] = tied ? scores->rank[order[m - place + 1]] : (int32_t)place;
    }
    free(order);
    return status;
}

static bp_status score_units(bp_context *context, const bp_score_options *options, bp_scores *out)
{
    double *ranked = (double *)calloc((size_t)(out->n ? out->n : 1), sizeof *ranked);
    if (!ranked)
        return bp_context_fail_memory(context, (size_t)out->n * sizeof *ranked);
    for (int64_t i = 0; i < out->n; i++)
        if (mean_of_domains(out, options, i, &out->mean[i], &ranked[i])) {
            bp_bitmap_set(out->valid, i);
            out->n_scored++;
        }
    bp_status status = BP_OK;
    if (out->n_scored == 0)
        status = bp_context_fail(context, BP_ERROR_INPUT,
                                 "no unit has the %d domain scores that min_domains asks for",
                                 options->min_domains);
    if (!status)
        status =
            bp_percentile_rank(context, ranked, out->valid, options->reference_weight, out->n, out->score);
    free(ranked);
    return status;
}

bp_status bp_score(bp_context *context, const bp_indicator *indicators, int n_indicators, int64_t n,
                   const bp_score_options *options, bp_scores *out)
{
    bp_scores scores = BP_SCORES_INIT;
    bp_status status = allocate(context, n, options->n_domains, &scores);
    for (int d = 0; !status && d < options->n_domains; d++) {
        status = score_domain(context, indicators, n_indicators, n, d, options, &scores);
        bp_context_progress(context, (double)(d + 1) / options->n_domains);
        if (!status)
            status = bp_context_check(context);
    }
    if (!status)
        status = score_units(context, options, &scores);
    if (!status) {
        count_stack(&scores, options->stack_at);
        status = number_ranks(context, &scores);
    }
    if (status)
        bp_scores_clear(&scores);
    else
        *out = scores;
    return status;
}
