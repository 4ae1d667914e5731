/* Which choice the result of a study is most sensitive to. */
#include "analysis/sensitivity.h"
#include "analysis/stability_private.h"

#include <stdlib.h>

const char *const bp_choice_names[BP_N_CHOICES] = {"weights", "normalise",  "base",       "reach",
                                                   "floor",   "ceiling",    "contiguity", "leave_out",
                                                   "missing", "min_domains"};

/* Weights of one kind that are free: all of a group but the last, which follows from the others. */
static int is_free(const int *group, int n, int i)
{
    for (int j = i + 1; j < n; j++)
        if (!group || group[j] == group[i])
            return 1;
    return 0;
}

static int count_free(const bp_variant_chain *chain)
{
    const bp_variant_weights *weights = &chain->weights;
    int n = 0;
    if (chain->options->concentration == 0.0)
        return 0;
    for (int d = 0; d < weights->n_domains; d++)
        n += is_free(NULL, weights->n_domains, d);
    for (int k = 0; k < weights->n_indicators; k++)
        n += is_free(weights->domain_of, weights->n_indicators, k);
    return n;
}

static void find_varied(const bp_variant_chain *chain, int *varied)
{
    const bp_variant_options *options = chain->options;
    varied[BP_CHOICE_WEIGHTS] = count_free(chain) > 0;
    varied[BP_CHOICE_NORMALISE] = options->n_normalisations > 1;
    varied[BP_CHOICE_BASE] = options->base.low < options->base.high;
    varied[BP_CHOICE_REACH] = options->reach.low < options->reach.high;
    varied[BP_CHOICE_FLOOR] = options->floor.low < options->floor.high;
    varied[BP_CHOICE_CEILING] = options->ceiling.low < options->ceiling.high;
    varied[BP_CHOICE_CONTIGUITY] = options->n_graphs > 1;
    varied[BP_CHOICE_LEAVE_OUT] = options->leave_out && chain->weights.n_indicators > 1;
    varied[BP_CHOICE_MISSING] = options->n_policies > 1;
    varied[BP_CHOICE_MIN_DOMAINS] = options->least_domains < options->most_domains;
}

/* Columns of the drawn design: the free weights first, then one for every other choice. */
static void fill_row(const bp_variant_chain *chain, const bp_variant *variant, int64_t v, int64_t n,
                     int n_free, double *x)
{
    const bp_variant_weights *weights = &chain->weights;
    int column = 0;
    for (int d = 0; column < n_free && d < weights->n_domains; d++)
        if (is_free(NULL, weights->n_domains, d))
            x[column++ * n + v] = variant->domain_weight[d];
    for (int k = 0; column < n_free && k < weights->n_indicators; k++)
        if (is_free(weights->domain_of, weights->n_indicators, k))
            x[column++ * n + v] = variant->indicator_weight[k];
    const double single[BP_N_CHOICES] = {
        0.0,
        variant->normalisation_index,
        variant->base,
        variant->reach,
        variant->floor,
        variant->ceiling,
        variant->graph,
        variant->left_out + 1,
        variant->policy_index,
        variant->min_domains - chain->options->least_domains,
    };
    for (int c = BP_CHOICE_WEIGHTS + 1; c < BP_N_CHOICES; c++)
        x[(n_free + c - 1) * n + v] = single[c];
}

static int list_factors(const bp_variant_chain *chain, const int *varied, int64_t n, int n_free,
                        const double *x, bp_factor *factors, int *choice_of)
{
    const bp_variant_options *options = chain->options;
    int levels[BP_N_CHOICES] = {0}, n_factors = 0;
    levels[BP_CHOICE_NORMALISE] = options->n_normalisations;
    levels[BP_CHOICE_CONTIGUITY] = options->n_graphs;
    levels[BP_CHOICE_LEAVE_OUT] = chain->weights.n_indicators + 1;
    levels[BP_CHOICE_MISSING] = options->n_policies;
    levels[BP_CHOICE_MIN_DOMAINS] = options->most_domains - options->least_domains + 1;
    for (int c = 0; c < BP_N_CHOICES; c++) {
        if (!varied[c])
            continue;
        choice_of[n_factors] = c;
        if (c == BP_CHOICE_WEIGHTS)
            factors[n_factors++] = (bp_factor){bp_choice_names[c], BP_FACTOR_GROUP, 0, n_free, x};
        else
            factors[n_factors++] =
                (bp_factor){bp_choice_names[c], levels[c] > 0 ? BP_FACTOR_LEVELS : BP_FACTOR_RANGE, levels[c],
                            1, x + (n_free + c - 1) * n};
    }
    return n_factors;
}

static bp_status find_shares(bp_context *context, const bp_variant_chain *chain, int n_free, const double *x,
                             double *const *y, bp_stability *out)
{
    bp_factor factors[BP_N_CHOICES];
    int choice_of[BP_N_CHOICES];
    bp_status status = BP_OK;
    int n_factors =
        list_factors(chain, out->varied, chain->options->n_variants, n_free, x, factors, choice_of);
    for (int m = 0; !status && m < BP_N_MEASURES; m++) {
        double share[BP_N_CHOICES] = {0.0};
        status = bp_sensitivity(context, y[m], chain->options->n_variants, factors, n_factors, share,
                                &out->rest[m], &out->defined[m]);
        for (int f = 0; !status && f < n_factors; f++)
            out->share[m][choice_of[f]] = share[f];
    }
    return status;
}

bp_status bp_stability_find_shares(bp_context *context, const bp_variant_chain *chain, double *const *y,
                                   bp_stability *out)
{
    int64_t n = chain->options->n_variants;
    int n_free = count_free(chain);
    bp_variant variant = {0};
    find_varied(chain, out->varied);
    if (n < BP_SENSITIVITY_LEAST)
        return BP_OK;
    double *x = (double *)malloc((size_t)(n_free + BP_N_CHOICES) * (size_t)n * sizeof *x);
    bp_status status = x ? BP_OK : bp_context_fail_memory(context, (size_t)n * sizeof *x);
    if (!status)
        status = bp_variant_new(context, &chain->weights, &variant);
    for (int64_t v = 0; !status && v < n; v++) {
        bp_variant_draw(chain->options, &chain->weights, v, &variant);
        fill_row(chain, &variant, v, n, n_free, x);
    }
    if (!status)
        status = find_shares(context, chain, n_free, x, y, out);
    out->has_shares = !status;
    bp_variant_clear(&variant);
    free(x);
    return status;
}
