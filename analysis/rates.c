#include "analysis/rates.h"

#include "geo/bitmap.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

/* Sums over a group of units, and what Marshall's method of moments makes of them. */
typedef struct prior {
    double mean;    /* b: cases by population */
    double between; /* a: variance between the units; may come out below 0 */
} prior;

static bp_status check_counts(bp_context *context, const bp_rates *rates, int64_t i)
{
    double cases = rates->cases[i], population = rates->population[i];
    if (!(population > 0.0) || !isfinite(population))
        return bp_context_fail(
            context, BP_ERROR_INPUT,
            "column '%s': row %" PRId64
            " is %.12g; a rate needs a population above 0 (leave the unit out, or make it missing)",
            rates->population_name, i + 1, population);
    if (!(cases >= 0.0) || !isfinite(cases))
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "column '%s': row %" PRId64 " is %.12g; cases are counted from 0",
                               rates->cases_name, i + 1, cases);
    return BP_OK;
}

static bp_status check_unit(bp_context *context, const bp_rates *rates, int64_t i)
{
    double cases = rates->cases[i], population = rates->population[i];
    bp_status status = check_counts(context, rates, i);
    if (!status && cases > population)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "column '%s': row %" PRId64
                               " is %.12g, more than its population in '%s', %.12g",
                               rates->cases_name, i + 1, cases, rates->population_name, population);
    return status;
}

static bp_status check_rates(bp_context *context, const bp_rates *rates)
{
    double total = 0.0;
    bp_status status = BP_OK;
    for (int64_t i = 0; !status && i < rates->n; i++) {
        if (!bp_bitmap_get(rates->valid, i))
            continue;
        status = check_unit(context, rates, i);
        total += rates->cases[i];
    }
    if (!status && !(total > 0.0))
        status = bp_context_fail(context, BP_ERROR_INPUT, "column '%s': there are no cases at all",
                                 rates->cases_name);
    return status;
}

static prior overall_prior(const bp_rates *rates)
{
    double cases = 0.0, population = 0.0, spread = 0.0, units = 0.0;
    for (int64_t i = 0; i < rates->n; i++) {
        if (!bp_bitmap_get(rates->valid, i))
            continue;
        cases += rates->cases[i];
        population += rates->population[i];
        units += 1.0;
    }
    double mean = cases / population;
    for (int64_t i = 0; i < rates->n; i++) {
        if (!bp_bitmap_get(rates->valid, i))
            continue;
        double off = rates->cases[i] / rates->population[i] - mean;
        spread += rates->population[i] * off * off;
    }
    return (prior){mean, spread / population - mean * units / population};
}

bp_status bp_rates_standardise(bp_context *context, const bp_rates *rates, bp_rates_variance variance,
                               double *out)
{
    bp_status status = check_rates(context, rates);
    if (status)
        return status;
    prior all = overall_prior(rates);
    if (variance == BP_RATES_NEVER_NEGATIVE && all.between < 0.0)
        all.between = 0.0;
    for (int64_t i = 0; i < rates->n; i++) {
        if (!bp_bitmap_get(rates->valid, i))
            continue;
        double own = all.mean / rates->population[i];
        double spread = all.between + own > 0.0 ? all.between + own : own;
        out[i] = (rates->cases[i] / rates->population[i] - all.mean) / sqrt(spread);
    }
    return BP_OK;
}

/* A rate drawn towards the mean of its prior. */
static double shrink(const bp_rates *rates, int64_t i, prior towards)
{
    double rate = rates->cases[i] / rates->population[i];
    if (!(towards.between > 0.0))
        return towards.mean;
    return towards.mean +
           (rate - towards.mean) * towards.between / (towards.between + towards.mean / rates->population[i]);
}

bp_status bp_rates_smooth(bp_context *context, const bp_rates *rates, double *out)
{
    bp_status status = check_rates(context, rates);
    if (status)
        return status;
    prior all = overall_prior(rates);
    for (int64_t i = 0; i < rates->n; i++)
        if (bp_bitmap_get(rates->valid, i))
            out[i] = shrink(rates, i, all);
    return BP_OK;
}

/* Sums over one group. */
typedef struct group_sums {
    double cases, population, units, spread;
} group_sums;

/* The group that unit i counts in, or NULL. */
static group_sums *sums_of(const bp_rates *rates, const int32_t *group, group_sums *sums, int64_t i)
{
    return bp_bitmap_get(rates->valid, i) && group[i] >= 0 ? &sums[group[i]] : NULL;
}

static void add_up_groups(const bp_rates *rates, const int32_t *group, group_sums *sums)
{
    for (int64_t i = 0; i < rates->n; i++) {
        group_sums *own = sums_of(rates, group, sums, i);
        if (!own)
            continue;
        own->cases += rates->cases[i];
        own->population += rates->population[i];
        own->units += 1.0;
    }
    for (int64_t i = 0; i < rates->n; i++) {
        group_sums *own = sums_of(rates, group, sums, i);
        if (!own)
            continue;
        double off = rates->cases[i] / rates->population[i] - own->cases / own->population;
        own->spread += rates->population[i] * off * off;
    }
}

bp_status bp_rates_smooth_groups(bp_context *context, const bp_rates *rates, const int32_t *group,
                                 int32_t n_groups, double *out)
{
    bp_status status = BP_OK;
    for (int64_t i = 0; !status && i < rates->n; i++)
        if (bp_bitmap_get(rates->valid, i))
            status = check_counts(context, rates, i);
    if (status)
        return status;
    group_sums *sums = (group_sums *)calloc((size_t)n_groups + 1, sizeof *sums);
    if (!sums)
        return bp_context_fail_memory(context, ((size_t)n_groups + 1) * sizeof *sums);
    add_up_groups(rates, group, sums);
    for (int64_t i = 0; i < rates->n; i++) {
        if (!bp_bitmap_get(rates->valid, i))
            continue;
        const group_sums *own = sums_of(rates, group, sums, i);
        out[i] = rates->cases[i] / rates->population[i];
        if (!own || own->units < 2.0)
            continue;
        double mean = own->cases / own->population;
        double between = own->spread / own->population - mean * own->units / own->population;
        out[i] = shrink(rates, i, (prior){mean, between});
    }
    free(sums);
    return BP_OK;
}

/* The prior from unit i and those it links to. */
static prior local_prior(const bp_rates *rates, const bp_weights *weights, int64_t i)
{
    double cases = rates->cases[i], population = rates->population[i], units = 1.0;
    for (int64_t k = weights->offsets[i]; k < weights->offsets[i + 1]; k++) {
        int32_t j = weights->neighbours[k];
        if (j == i || !bp_bitmap_get(rates->valid, j))
            continue;
        cases += rates->cases[j];
        population += rates->population[j];
        units += 1.0;
    }
    double mean = cases / population, off = rates->cases[i] / rates->population[i] - mean;
    double spread = rates->population[i] * off * off;
    for (int64_t k = weights->offsets[i]; k < weights->offsets[i + 1]; k++) {
        int32_t j = weights->neighbours[k];
        if (j == i || !bp_bitmap_get(rates->valid, j))
            continue;
        off = rates->cases[j] / rates->population[j] - mean;
        spread += rates->population[j] * off * off;
    }
    return (prior){mean, spread / population - mean * units / population};
}

bp_status bp_rates_smooth_local(bp_context *context, const bp_rates *rates, const bp_weights *weights,
                                double *out)
{
    bp_status status = check_rates(context, rates);
    if (status)
        return status;
    for (int64_t i = 0; i < rates->n; i++) {
        if (!bp_bitmap_get(rates->valid, i))
            continue;
        if (weights->offsets[i] == weights->offsets[i + 1])
            out[i] = rates->cases[i] / rates->population[i];
        else
            out[i] = shrink(rates, i, local_prior(rates, weights, i));
    }
    return BP_OK;
}
