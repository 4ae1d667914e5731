/* From indicators to domain scores, the score and the stack. */
#ifndef BP_ANALYSIS_SCORE_H
#define BP_ANALYSIS_SCORE_H

#include "analysis/normalise.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bp_indicator {
    const char *name;     /**< for messages; lent */
    const double *value;  /**< value[n] */
    const uint8_t *valid; /**< bitmap; NULL: all */
    int domain;           /**< 0 .. n_domains - 1 */
    bp_direction worse;
    double weight; /**< within its domain; > 0 */
} bp_indicator;

typedef struct bp_score_options {
    bp_normalisation normalisation;
    int n_domains;
    const double *domain_weight;     /**< domain_weight[n_domains] > 0; NULL: 1 each */
    int min_domains;                 /**< a unit with fewer domain scores has no score */
    double stack_at;                 /**< a domain score at or past it counts in the stack */
    const uint8_t *taking_part;      /**< bitmap of units that are ranked at all; NULL: all */
    const double *reference_weight;  /**< residents[n] for ranks by residents; NULL: ranks by units */
    const double *const *normalised; /**< normalised[n_indicators][n]: the indicators as bp_normalise gives
                                        them, for many scores of the same ones; indicators are then neither
                                        checked nor looked at but for their validity; NULL: worked out */
} bp_score_options;

#define BP_SCORE_OPTIONS_INIT                                                                                \
    {                                                                                                        \
        BP_NORMALISE_PERCENTILE, 0, NULL, 1, 0.9, NULL, NULL, NULL                                           \
    }

/** Scores of n units. What has no value is not set in its bitmap. */
typedef struct bp_scores {
    int64_t n;
    int n_domains;
    double *domain; /**< domain[n_domains * n]: unit i of domain d at d * n + i, 0 (best) to 1 (worst) */
    uint8_t **domain_valid; /**< domain_valid[n_domains], a bitmap each */
    double *mean;           /**< mean[n]: weighted mean of the domain scores, before the last ranking */
    double *score;          /**< score[n]: its percentile rank, 0 (best) to 1 (worst) */
    uint8_t *valid;         /**< bitmap of mean, score, rank */
    int32_t *rank;          /**< rank[n]: 1 is the worst; equal scores share the smallest number */
    int32_t *stack; /**< stack[n]: domains at or past stack_at; counted over the domains that are there */
    int64_t n_scored;
} bp_scores;

#define BP_SCORES_INIT                                                                                       \
    {                                                                                                        \
        0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0                                                    \
    }

/**
 * Score n units on indicators[n_indicators]. A domain score is the percentile rank of the weighted mean of
 * the normalised indicators that the unit has in that domain; the score is the percentile rank of the
 * weighted mean of the domain scores that it has, if they are min_domains or more. With
 * BP_NORMALISE_EXPONENTIAL the domain scores enter that mean transformed, as in IMD. Fails with
 * BP_ERROR_INPUT naming the indicator when it is missing everywhere or constant, and when no unit is scored.
 * Complexity: O(n_indicators n log n).
 */
bp_status bp_score(bp_context *context, const bp_indicator *indicators, int n_indicators, int64_t n,
                   const bp_score_options *options, bp_scores *out);

/**
 * The checks that bp_score makes on one indicator: BP_ERROR_INPUT naming it when no unit that takes part has
 * it (taking_part, a bitmap; NULL: all n) or when it is the same in all that do. O(n).
 */
bp_status bp_indicator_check(bp_context *context, const bp_indicator *indicator, const uint8_t *taking_part,
                             int64_t n);
void bp_scores_clear(bp_scores *scores);

#ifdef __cplusplus
}
#endif

#endif
