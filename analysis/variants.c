#include "analysis/variants.h"

#include "analysis/random.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The row of random numbers that variants are made of. */
enum { STREAM_OF_VARIANTS = 0x7661 };

/* No weight is drawn below this part of the mean: a score needs weights above 0. */
static const double least_weight = 1e-6;
static const double least_concentration = 0.01;

static bp_status check_range(bp_context *context, const char *name, bp_range range)
{
    if (range.low == range.high || (range.low < range.high && isfinite(range.low) && isfinite(range.high)))
        return BP_OK;
    return bp_context_fail(context, BP_ERROR_ARGUMENT,
                           "stability: the range of %s is empty: there is no number from %g to %g", name,
                           range.low, range.high);
}

static bp_status check_weights(bp_context *context, const char *what, const double *weight, int n)
{
    int n_zero = 0;
    for (int i = 0; weight && i < n; i++) {
        if (!(weight[i] >= 0.0) || isinf(weight[i]))
            return bp_context_fail(context, BP_ERROR_ARGUMENT,
                                   "stability: the weight of %s %d is %g, expected a number above 0", what,
                                   i + 1, weight[i]);
        n_zero += weight[i] == 0.0;
    }
    if (n_zero == n && n > 0 && weight)
        return bp_context_fail(context, BP_ERROR_ARGUMENT, "stability: the weights of all %ss are 0", what);
    for (int i = 0; n_zero > 0 && i < n; i++)
        if (weight[i] == 0.0)
            return bp_context_fail(context, BP_ERROR_ARGUMENT,
                                   "stability: the weight of %s %d is 0, expected a number above 0", what,
                                   i + 1);
    return BP_OK;
}

static bp_status check_lists(bp_context *context, const bp_variant_options *options)
{
    const struct {
        const char *name;
        int n;
    } lists[] = {{"normalise", options->n_normalisations},
                 {"contiguity", options->n_graphs},
                 {"missing", options->n_policies}};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (lists[i].n < 1)
            return bp_context_fail(context, BP_ERROR_ARGUMENT, "stability: nothing is left to choose for %s",
                                   lists[i].name);
    return BP_OK;
}

bp_status bp_variant_check(bp_context *context, const bp_variant_options *options,
                           const bp_variant_weights *weights)
{
    const bp_range domains = {options->least_domains, options->most_domains};
    if (options->n_variants < 1 || options->n_variants > BP_MOST_VARIANTS)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "stability: %" PRId64 " variants are asked for, expected 1 to %d",
                               options->n_variants, BP_MOST_VARIANTS);
    if (options->concentration != 0.0 &&
        !(options->concentration >= least_concentration && isfinite(options->concentration)))
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "stability: the concentration of the weights is %g, expected %g or more, or "
                               "0 for weights that stay",
                               options->concentration, least_concentration);
    bp_status status = check_range(context, "base", options->base);
    if (!status)
        status = check_range(context, "reach", options->reach);
    if (!status)
        status = check_range(context, "floor", options->floor);
    if (!status)
        status = check_range(context, "ceiling", options->ceiling);
    if (!status)
        status = check_range(context, "min_domains", domains);
    if (!status)
        status = check_lists(context, options);
    if (!status)
        status = check_weights(context, "domain", weights->domain_weight, weights->n_domains);
    return status ? status
                  : check_weights(context, "indicator", weights->indicator_weight, weights->n_indicators);
}

bp_status bp_variant_new(bp_context *context, const bp_variant_weights *weights, bp_variant *out)
{
    size_t n = (size_t)weights->n_domains + (size_t)weights->n_indicators + 1;
    bp_variant variant = {0};
    variant.domain_weight = (double *)calloc(n, sizeof *variant.domain_weight);
    if (!variant.domain_weight)
        return bp_context_fail_memory(context, n * sizeof *variant.domain_weight);
    variant.indicator_weight = variant.domain_weight + weights->n_domains;
    *out = variant;
    return BP_OK;
}

void bp_variant_clear(bp_variant *variant)
{
    free(variant->domain_weight); /* the indicators' stand behind them */
    *variant = (bp_variant){0};
}

/* Between 0 and 1, neither of the two. */
static double draw_share(bp_random *random)
{
    uint64_t high = bp_random_bits(random) >> 6, low = bp_random_bits(random) >> 6;
    return ((double)(high << 26 | low) + 0.5) / 4503599627370496.0;
}

static double draw_range(bp_random *random, bp_range range)
{
    double share = draw_share(random);
    return range.low == range.high ? range.low : range.low + share * (range.high - range.low);
}

static double draw_normal(bp_random *random)
{
    const double circle = 6.283185307179586;
    double radius = sqrt(-2.0 * log(draw_share(random)));
    return radius * cos(circle * draw_share(random));
}

/* Marsaglia & Tsang's way, for shapes of 1 and more. */
static double draw_gamma_above_one(bp_random *random, double shape)
{
    double d = shape - 1.0 / 3.0, c = 1.0 / sqrt(9.0 * d);
    for (;;) {
        double x = draw_normal(random), v = 1.0 + c * x;
        if (v <= 0.0)
            continue;
        v = v * v * v;
        if (log(draw_share(random)) < 0.5 * x * x + d - d * v + d * log(v))
            return d * v;
    }
}

static double draw_gamma(bp_random *random, double shape)
{
    if (shape >= 1.0)
        return draw_gamma_above_one(random, shape);
    double large = draw_gamma_above_one(random, shape + 1.0);
    return large * pow(draw_share(random), 1.0 / shape);
}

/* Draw drawn[i] of the items of group `of` (NULL: all), with mean 1 over them. */
static void draw_weights(bp_random *random, double concentration, const double *weight, const int *group,
                         int of, int n, double *drawn)
{
    double total = 0.0, sum = 0.0;
    int count = 0;
    for (int i = 0; i < n; i++)
        if (!group || group[i] == of) {
            total += weight ? weight[i] : 1.0;
            count++;
        }
    for (int i = 0; i < n; i++) {
        if (group && group[i] != of)
            continue;
        drawn[i] = (weight ? weight[i] : 1.0) * count / total;
        if (concentration > 0.0 && count > 1)
            drawn[i] = draw_gamma(random, concentration * drawn[i]);
        sum += drawn[i];
    }
    for (int i = 0; i < n; i++)
        if (!group || group[i] == of)
            drawn[i] = sum > 0.0 ? fmax(drawn[i] * count / sum, least_weight) : 1.0;
}

void bp_variant_draw(const bp_variant_options *options, const bp_variant_weights *weights, int64_t number,
                     bp_variant *variant)
{
    bp_random random = bp_random_at(options->seed, STREAM_OF_VARIANTS, (uint64_t)number);
    uint32_t n_domain_counts = (uint32_t)(options->most_domains - options->least_domains) + 1;
    uint32_t n_left_out = options->leave_out ? (uint32_t)weights->n_indicators + 1 : 1;
    variant->normalisation_index = (int)bp_random_below(&random, (uint32_t)options->n_normalisations);
    variant->normalisation = options->normalisations[variant->normalisation_index];
    variant->graph = (int)bp_random_below(&random, (uint32_t)options->n_graphs);
    variant->left_out = (int)bp_random_below(&random, n_left_out) - 1;
    variant->policy_index = (int)bp_random_below(&random, (uint32_t)options->n_policies);
    variant->policy = options->policies[variant->policy_index];
    variant->min_domains = options->least_domains + (int)bp_random_below(&random, n_domain_counts);
    variant->base = draw_range(&random, options->base);
    variant->reach = fmin(draw_range(&random, options->reach), variant->base);
    variant->floor = draw_range(&random, options->floor);
    variant->ceiling = fmax(draw_range(&random, options->ceiling), variant->floor);
    draw_weights(&random, options->concentration, weights->domain_weight, NULL, 0, weights->n_domains,
                 variant->domain_weight);
    for (int d = 0; d < weights->n_domains; d++)
        draw_weights(&random, options->concentration, weights->indicator_weight, weights->domain_of, d,
                     weights->n_indicators, variant->indicator_weight);
}
