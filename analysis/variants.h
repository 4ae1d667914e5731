/* Other ways in which the same study could have been worked out, drawn at random. */
#ifndef BP_ANALYSIS_VARIANTS_H
#define BP_ANALYSIS_VARIANTS_H

#include "analysis/normalise.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What happens to a unit that lacks an indicator. */
typedef enum bp_missing_policy {
    BP_MISSING_PRESENT, /**< its domain is scored on the indicators that it has */
    BP_MISSING_COMPLETE /**< it has no score on a domain of which it lacks an indicator */
} bp_missing_policy;
enum { BP_N_MISSING_POLICIES = 2, BP_N_NORMALISATIONS = 5 };

/** Numbers from low to high, each equally likely; low == high: always that one. */
typedef struct bp_range {
    double low, high;
} bp_range;

/** What is varied. A list holds each of its entries once. */
typedef struct bp_variant_options {
    int64_t n_variants; /**< 1 to BP_MOST_VARIANTS */
    uint64_t seed;
    /** Domain weights, and those of the indicators within a domain, are drawn from a Dirichlet distribution
     * with a parameter of concentration x weight / mean weight each: 1 with equal weights makes every
     * division equally likely, more keeps nearer to what the study says. 0: the weights stay. */
    double concentration;
    const bp_normalisation *normalisations; /**< normalisations[n_normalisations] */
    int n_normalisations;
    bp_range base, reach, floor, ceiling; /**< a reach above the base drawn becomes that base, a ceiling below
                                             the floor drawn that floor */
    int n_graphs;                         /**< one of so many contiguities is taken */
    int leave_out;                        /**< not 0: none or one of the indicators is left out */
    const bp_missing_policy *policies;    /**< policies[n_policies] */
    int n_policies;
    int least_domains, most_domains; /**< min_domains, a whole number of these */
} bp_variant_options;

enum { BP_MOST_VARIANTS = 1000000 };

/** One draw of everything. Arrays have the room of bp_variant_new. */
typedef struct bp_variant {
    double *domain_weight;    /**< domain_weight[n_domains], mean 1 */
    double *indicator_weight; /**< indicator_weight[n_indicators], mean 1 within a domain */
    bp_normalisation normalisation;
    int normalisation_index; /**< into options->normalisations */
    double base, reach, floor, ceiling;
    int graph;
    int left_out; /**< the indicator, -1: none */
    bp_missing_policy policy;
    int policy_index; /**< into options->policies */
    int min_domains;
} bp_variant;

/** The weights that the study gives and the domains that its indicators are of; lent. */
typedef struct bp_variant_weights {
    int n_domains, n_indicators;
    const double *domain_weight;    /**< domain_weight[n_domains]; NULL: 1 each */
    const double *indicator_weight; /**< indicator_weight[n_indicators] */
    const int *domain_of;           /**< domain_of[n_indicators] */
} bp_variant_weights;

/**
 * Check what is to be varied. BP_ERROR_ARGUMENT with a message that names the choice: variants outside 1 ..
 * BP_MOST_VARIANTS, a range that is empty or not finite where it must be, a weight that is negative or all
 * that are 0, an empty list.
 */
bp_status bp_variant_check(bp_context *context, const bp_variant_options *options,
                           const bp_variant_weights *weights);

bp_status bp_variant_new(bp_context *context, const bp_variant_weights *weights, bp_variant *out);
void bp_variant_clear(bp_variant *variant);

/**
 * Draw variant `number`. It depends on the seed and the number alone, so that any thread can draw any of
 * them. O(domains + indicators). Source: gamma variates by Marsaglia & Tsang (2000),
 * doi:10.1145/358407.358414.
 */
void bp_variant_draw(const bp_variant_options *options, const bp_variant_weights *weights, int64_t number,
                     bp_variant *variant);

#ifdef __cplusplus
}
#endif

#endif
