#include "analysis/contribution.h"

#include "analysis/rank.h"
#include "geo/bitmap.h"

#include <math.h>
#include <stdlib.h>

/* A rank rises at most so many times as fast as the percentiles it is made of before their proportion is no
 * longer taken for its cause. */
static const double STEEPEST = 4.0;

void bp_contributions_clear(bp_contributions *contributions)
{
    free(contributions->domain);
    free(contributions->domain_rank);
    free(contributions->domain_of);
    free(contributions->indicator);
    free(contributions->percentile);
    free(contributions->rank);
    free(contributions->indicator_of);
    *contributions = (bp_contributions)BP_CONTRIBUTIONS_INIT;
}

static bp_status allocate(bp_context *context, const bp_contribution_input *input, bp_contributions *out)
{
    size_t rows = (size_t)input->n + 1, domains = (size_t)input->scores->n_domains;
    size_t indicators = (size_t)input->n_indicators;
    out->n = input->n;
    out->n_domains = input->scores->n_domains;
    out->n_indicators = input->n_indicators;
    out->domain = (double *)calloc(rows * domains, sizeof *out->domain);
    out->domain_rank = (int32_t *)calloc(rows * domains, sizeof *out->domain_rank);
    out->domain_of = (int64_t *)calloc(domains + 1, sizeof *out->domain_of);
    out->indicator = (double *)calloc(rows * indicators, sizeof *out->indicator);
    out->percentile = (double *)calloc(rows * indicators, sizeof *out->percentile);
    out->rank = (int32_t *)calloc(rows * indicators, sizeof *out->rank);
    out->indicator_of = (int64_t *)calloc(indicators + 1, sizeof *out->indicator_of);
    if (out->domain && out->domain_rank && out->domain_of && out->indicator && out->percentile && out->rank &&
        out->indicator_of)
        return BP_OK;
    return bp_context_fail_memory(context, rows * (domains + indicators) * sizeof(double));
}

/* rank[i] = 1 for the highest x; equal ones share the smallest number. How many there are through *count. */
static bp_status rank_down(bp_context *context, const double *x, const uint8_t *valid, int64_t n,
                           int32_t *rank, int64_t *count)
{
    int32_t *order = (int32_t *)malloc((size_t)(n + 1) * sizeof *order);
    if (!order)
        return bp_context_fail_memory(context, (size_t)n * sizeof *order);
    bp_status status = bp_sort_order(context, x, valid, n, order, count);
    for (int64_t place = 1; !status && place <= *count; place++) {
        int32_t i = order[*count - place];
        int32_t before = place > 1 ? order[*count - place + 1] : -1;
        rank[i] = before >= 0 && x[before] == x[i] ? rank[before] : (int32_t)place;
    }
    free(order);
    return status;
}

/* The percentile and rank of indicator k among the units that take part. */
static bp_status place_indicator(bp_context *context, const bp_contribution_input *input, int k,
                                 bp_contributions *out)
{
    const bp_indicator *indicator = &input->indicators[k];
    const bp_score_options *options = input->options;
    int64_t n = input->n;
    double *percentile = out->percentile + (int64_t)k * n;
    uint8_t *valid = (uint8_t *)calloc(bp_bitmap_bytes(n) + 1, 1);
    if (!valid)
        return bp_context_fail_memory(context, bp_bitmap_bytes(n));
    for (int64_t i = 0; i < n; i++)
        if (bp_bitmap_get(indicator->valid, i) && bp_bitmap_get(options->taking_part, i))
            bp_bitmap_set(valid, i);
    bp_status status = bp_normalise(context, BP_NORMALISE_PERCENTILE, indicator->worse, indicator->value,
                                    valid, options->reference_weight, n, percentile);
    if (!status)
        status = rank_down(context, percentile, valid, n, out->rank + (int64_t)k * n, &out->indicator_of[k]);
    free(valid);
    return status;
}

static double domain_weight(const bp_score_options *options, int d)
{
    return options->domain_weight ? options->domain_weight[d] : 1.0;
}

/* Divide the contribution of domain d to unit i over the indicators of it that the unit has; `share` is the
 * domain's part in the unit's mean. */
static void share_out(const bp_contribution_input *input, int d, int64_t i, double share,
                      bp_contributions *out)
{
    int64_t n = input->n;
    double weight = 0.0, sum = 0.0, above = input->scores->domain[d * n + i] - 0.5;
    for (int k = 0; k < input->n_indicators; k++)
        if (input->indicators[k].domain == d && out->rank[k * n + i] > 0) {
            weight += input->indicators[k].weight;
            sum += input->indicators[k].weight * (out->percentile[k * n + i] - 0.5);
        }
    /* Ranking the domain stretches the mean of its percentiles to `above`. */
    double mean = weight > 0.0 ? sum / weight : 0.0;
    double stretch = mean != 0.0 ? above / mean : 0.0;
    bool in_proportion = stretch > 0.0 && stretch <= STEEPEST;
    double factor = in_proportion ? stretch : 1.0, left = in_proportion ? 0.0 : above - mean;
    for (int k = 0; k < input->n_indicators; k++)
        if (input->indicators[k].domain == d && out->rank[k * n + i] > 0)
            out->indicator[k * n + i] = share * input->indicators[k].weight / weight *
                                        (factor * (out->percentile[k * n + i] - 0.5) + left);
}

static void take_apart(const bp_contribution_input *input, int64_t i, bp_contributions *out)
{
    const bp_scores *scores = input->scores;
    double whole = 0.0;
    for (int d = 0; d < scores->n_domains; d++)
        if (bp_bitmap_get(scores->domain_valid[d], i))
            whole += domain_weight(input->options, d);
    for (int d = 0; d < scores->n_domains; d++) {
        if (!bp_bitmap_get(scores->domain_valid[d], i))
            continue;
        double share = domain_weight(input->options, d) / whole;
        out->domain[d * input->n + i] = share * (scores->domain[d * input->n + i] - 0.5);
        share_out(input, d, i, share, out);
    }
}

bp_status bp_contributions_new(bp_context *context, const bp_contribution_input *input, bp_contributions *out)
{
    const bp_scores *scores = input->scores;
    bp_contributions made = BP_CONTRIBUTIONS_INIT;
    bp_status status = allocate(context, input, &made);
    for (int k = 0; !status && k < input->n_indicators; k++)
        status = place_indicator(context, input, k, &made);
    for (int d = 0; !status && d < scores->n_domains; d++)
        status = rank_down(context, scores->domain + d * input->n, scores->domain_valid[d], input->n,
                           made.domain_rank + d * input->n, &made.domain_of[d]);
    for (int64_t i = 0; !status && i < input->n; i++)
        if (bp_bitmap_get(scores->valid, i))
            take_apart(input, i, &made);
    if (status)
        bp_contributions_clear(&made);
    else
        *out = made;
    return status;
}

void bp_area_contributions_clear(bp_area_contributions *contributions)
{
    free(contributions->domain);
    free(contributions->indicator);
    free(contributions->mean);
    free(contributions->defined);
    free(contributions->n_missing);
    free(contributions->missing_share);
    free(contributions->share_defined);
    *contributions = (bp_area_contributions)BP_AREA_CONTRIBUTIONS_INIT;
}

static bp_status allocate_areas(bp_context *context, int32_t n_areas, int n_domains, int n_indicators,
                                bp_area_contributions *out)
{
    size_t rows = (size_t)n_areas + 1;
    out->n_areas = n_areas;
    out->domain = (double *)calloc(rows * (size_t)n_domains, sizeof *out->domain);
    out->indicator = (double *)calloc(rows * (size_t)n_indicators, sizeof *out->indicator);
    out->mean = (double *)calloc(rows, sizeof *out->mean);
    out->defined = (uint8_t *)calloc(rows, 1);
    out->n_missing = (int64_t *)calloc(rows * (size_t)n_indicators, sizeof *out->n_missing);
    out->missing_share = (double *)calloc(rows, sizeof *out->missing_share);
    out->share_defined = (uint8_t *)calloc(rows, 1);
    if (out->domain && out->indicator && out->mean && out->defined && out->n_missing && out->missing_share &&
        out->share_defined)
        return BP_OK;
    return bp_context_fail_memory(context, rows * sizeof(double));
}

/* What unit i adds to its area a: sums over residents, made into means later. */
static void add_unit(const bp_contribution_input *input, const bp_contributions *units, double residents,
                     int64_t i, int32_t a, bp_area_contributions *out)
{
    int64_t n = input->n;
    out->mean[a] += residents * input->scores->mean[i];
    for (int d = 0; d < units->n_domains; d++)
        out->domain[(int64_t)d * out->n_areas + a] += residents * units->domain[d * n + i];
    for (int k = 0; k < units->n_indicators; k++)
        out->indicator[(int64_t)k * out->n_areas + a] += residents * units->indicator[k * n + i];
}

/* The missing indicators of the unit that is held, as a share of all. */
static double count_missing(const bp_contribution_input *input, const bp_holding *item,
                            bp_area_contributions *out)
{
    int missing = 0;
    for (int k = 0; k < input->n_indicators; k++)
        if (!bp_bitmap_get(input->indicators[k].valid, item->unit)) {
            out->n_missing[(int64_t)k * out->n_areas + item->area] += item->belongs;
            missing++;
        }
    return input->n_indicators > 0 ? (double)missing / input->n_indicators : 0.0;
}

static void divide(const bp_contributions *units, const double *scored, const double *all,
                   bp_area_contributions *out)
{
    for (int32_t a = 0; a < out->n_areas; a++) {
        out->defined[a] = scored[a] > 0.0;
        out->share_defined[a] = all[a] > 0.0;
        if (out->share_defined[a])
            out->missing_share[a] /= all[a];
        if (!out->defined[a])
            continue;
        out->mean[a] /= scored[a];
        for (int d = 0; d < units->n_domains; d++)
            out->domain[(int64_t)d * out->n_areas + a] /= scored[a];
        for (int k = 0; k < units->n_indicators; k++)
            out->indicator[(int64_t)k * out->n_areas + a] /= scored[a];
    }
}

bp_status bp_area_contributions_new(bp_context *context, const bp_contribution_input *input,
                                    const bp_contributions *units, const bp_holdings *holdings,
                                    bp_holdings_residents residents, bp_area_contributions *out)
{
    bp_area_contributions made = BP_AREA_CONTRIBUTIONS_INIT;
    size_t rows = (size_t)holdings->n_areas + 1;
    double *scored = (double *)calloc(2 * rows, sizeof *scored);
    if (!scored)
        return bp_context_fail_memory(context, 2 * rows * sizeof *scored);
    double *all = scored + rows;
    bp_status status =
        allocate_areas(context, holdings->n_areas, units->n_domains, units->n_indicators, &made);
    for (int64_t h = 0; !status && h < holdings->n; h++) {
        const bp_holding *item = &holdings->items[h];
        double missing = count_missing(input, item, &made);
        if (!bp_bitmap_get(residents.known, item->unit))
            continue;
        double held = item->residents * residents.population[item->unit];
        all[item->area] += held;
        made.missing_share[item->area] += held * missing;
        if (!bp_bitmap_get(input->scores->valid, item->unit))
            continue;
        scored[item->area] += held;
        add_unit(input, units, held, item->unit, item->area, &made);
    }
    if (!status)
        divide(units, scored, all, &made);
    free(scored);
    if (status)
        bp_area_contributions_clear(&made);
    else
        *out = made;
    return status;
}
