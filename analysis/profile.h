/* What the units of an area add up to. */
#ifndef BP_ANALYSIS_PROFILE_H
#define BP_ANALYSIS_PROFILE_H

#include "analysis/holding.h"
#include "analysis/score.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Units grouped into areas, and what is known of the units. All arrays are lent. */
typedef struct bp_profile_input {
    int64_t n;
    int32_t n_areas;
    const int32_t *area_of; /**< area_of[n]: 0 .. n_areas - 1, or -1 */
    const uint8_t *counts;  /**< counts[n]: 0 where a unit (a bridge) is in the area but counts for nothing */
    const double *population;        /**< population[n] */
    const uint8_t *population_known; /**< bitmap; NULL: all */
    const bp_scores *scores;
    double base;            /**< for the weight */
    double stack_at;        /**< a domain whose mean is at or past it counts in the area's stack */
    const double *position; /**< position[n] of the scored units, for the weight; NULL: the score */
} bp_profile_input;

/** Per area; means are weighted by residents over the members that have the value and known residents. */
typedef struct bp_profile {
    int32_t n_areas;
    int n_domains;
    int64_t *n_members;    /**< n_members[n_areas] */
    int64_t *n_unknown;    /**< members whose residents are not known */
    double *population;    /**< known residents; means nothing where all members' are unknown */
    double *weight;        /**< sum of population * (position - base) */
    double *score;         /**< mean score */
    uint8_t *score_valid;  /**< score_valid[n_areas]: 0 where no member has a score */
    double *domain;        /**< mean domain scores: area a of domain d at d * n_areas + a */
    uint8_t *domain_valid; /**< the same shape, 0 or 1 */
    int32_t *stack;        /**< domains at or past stack_at */
} bp_profile;

#define BP_PROFILE_INIT                                                                                      \
    {                                                                                                        \
        0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL                                           \
    }

/** Fill a profile. Complexity: O(n domains). */
bp_status bp_profile_new(bp_context *context, const bp_profile_input *input, bp_profile *out);

/**
 * The same for areas that hold parts of units, or that divide units between them: `holdings` in place of
 * input->area_of and counts, which are not looked at. All figures go by the share of residents; units that
 * belong to an area are its members. Complexity: O(holdings domains).
 */
bp_status bp_profile_of_holdings(bp_context *context, const bp_profile_input *input,
                                 const bp_holdings *holdings, bp_profile *out);
void bp_profile_clear(bp_profile *profile);

#ifdef __cplusplus
}
#endif

#endif
