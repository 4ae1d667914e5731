/* What each domain and each indicator adds to a score. */
#ifndef BP_ANALYSIS_CONTRIBUTION_H
#define BP_ANALYSIS_CONTRIBUTION_H

#include "analysis/holding.h"
#include "analysis/score.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What was scored, how, and the result. All lent. */
typedef struct bp_contribution_input {
    int64_t n;
    const bp_indicator *indicators; /**< indicators[n_indicators] */
    int n_indicators;
    const bp_score_options *options;
    const bp_scores *scores;
} bp_contribution_input;

/**
 * Of every unit, the mean of its domain scores (bp_scores.mean) taken apart. Of domain d and unit i:
 *
 *     domain[d * n + i] = w_d / (sum of w over the domains that i has) * (score of i on d - 1/2)
 *
 * which is exact: 1/2 is the mean of every domain score over the units that have it (percentile ranks with
 * ties mid-ranked, by the same weights), so the contributions of a unit add up to its mean minus that of the
 * average unit. Above 0: the domain makes the unit worse than that.
 *
 * The indicators of a domain share its contribution in proportion to v_k (p_k - 1/2), v the weight within the
 * domain and p the indicator's own percentile rank. This is a first-order share and no more: a domain score
 * is a rank, and what one indicator does to a rank hangs on the others. Where the proportion is of no use
 * (the sum is nearly 0 or points the other way) what is left over is shared by weight. The shares add up to
 * the domain's contribution.
 */
typedef struct bp_contributions {
    int64_t n;
    int n_domains, n_indicators;
    double *domain;       /**< domain[n_domains * n]; set where the unit has a score and the domain */
    int32_t *domain_rank; /**< domain_rank[n_domains * n]: 1 is the worst, ties share the smallest; 0: none */
    int64_t *domain_of;   /**< domain_of[n_domains]: units that have the domain */
    double *indicator;  /**< indicator[n_indicators * n]; set where the unit has a score and the indicator */
    double *percentile; /**< percentile[n_indicators * n], 0 (best) to 1 (worst) */
    int32_t *rank;      /**< rank[n_indicators * n], as of domain_rank; 0: missing, or not ranked */
    int64_t *indicator_of; /**< indicator_of[n_indicators]: units that have it and take part */
} bp_contributions;

#define BP_CONTRIBUTIONS_INIT                                                                                \
    {                                                                                                        \
        0, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL                                                    \
    }

/** Complexity: O((n_indicators + n_domains) n), by radix sort. */
bp_status bp_contributions_new(bp_context *context, const bp_contribution_input *input,
                               bp_contributions *out);
void bp_contributions_clear(bp_contributions *contributions);

/** Contributions of areas: means over the residents they hold in units that have a score. A unit without
 * the domain or indicator adds 0, so that they add up to the area's mean minus 1/2. */
typedef struct bp_area_contributions {
    int32_t n_areas;
    double *domain;    /**< domain[n_domains * n_areas] */
    double *indicator; /**< indicator[n_indicators * n_areas] */
    double *mean;      /**< mean[n_areas] of bp_scores.mean */
    uint8_t *defined;  /**< defined[n_areas]: 0 where no member has a score and known residents */
    int64_t
        *n_missing; /**< n_missing[n_indicators * n_areas]: units that belong to it, without the indicator */
    double *missing_share; /**< missing_share[n_areas]: share of the indicators of its units that is
                              missing, by residents; where share_defined */
    uint8_t *share_defined;
} bp_area_contributions;

#define BP_AREA_CONTRIBUTIONS_INIT                                                                           \
    {                                                                                                        \
        0, NULL, NULL, NULL, NULL, NULL, NULL, NULL                                                          \
    }

/** Complexity: O((n_indicators + n_domains) holdings). */
bp_status bp_area_contributions_new(bp_context *context, const bp_contribution_input *input,
                                    const bp_contributions *units, const bp_holdings *holdings,
                                    bp_holdings_residents residents, bp_area_contributions *out);
void bp_area_contributions_clear(bp_area_contributions *contributions);

#ifdef __cplusplus
}
#endif

#endif
