/* A sum of money shared out over areas, to the cent. */
#ifndef BP_ANALYSIS_BUDGET_H
#define BP_ANALYSIS_BUDGET_H

#include "analysis/holding.h"
#include "geo/context.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The largest sum, in cents: 1e12 units of money. Up to here claims tell every cent from the next. */
#define BP_BUDGET_MOST INT64_C(100000000000000)

/** A sum, and what the areas can claim of it. */
typedef struct bp_budget_input {
    int32_t n;           /**< areas, in the order in which they are funded when the sum is short */
    const double *claim; /**< claim[n]: what the sum is shared out by (1 each, residents, weight), >= 0; an
                            area with a claim of 0 has none and gets nothing */
    int64_t total;       /**< cents, 1 to BP_BUDGET_MOST */
    int64_t floor;       /**< cents that a funded area gets at least, >= 0 */
    int64_t cap;         /**< cents that it gets at most, >= floor; 0: no cap */
} bp_budget_input;

#define BP_BUDGET_INPUT_INIT                                                                                 \
    {                                                                                                        \
        0, NULL, 0, 0, 0                                                                                     \
    }

/** Who gets what. Money in cents. */
typedef struct bp_budget {
    int32_t n;
    int64_t *grant;   /**< grant[n]; the sum of them and `left` is the total */
    uint8_t *funded;  /**< funded[n]: 1 within the sum; 0 short of it, or without a claim */
    int64_t *extra;   /**< extra[n]: what each would get more (less, below 0) were the total 100 cents more */
    int32_t n_claims; /**< areas with a claim */
    int32_t n_funded; /**< those of them that are funded: the first ones in the order */
    int32_t last_in;  /**< the last funded area in the order */
    int32_t first_out; /**< the first area with a claim that the sum does not reach; -1: none */
    int64_t left;      /**< what the cap keeps from being shared out */
    int64_t needed;    /**< how much more brings `first_out` in; 0: all are in */
} bp_budget;

#define BP_BUDGET_INIT                                                                                       \
    {                                                                                                        \
        0, NULL, NULL, NULL, 0, 0, -1, -1, 0, 0                                                              \
    }

/**
 * Share out a sum. Who is funded: the first m areas with a claim, m as large as m floors fit in the total
 * (all of them without a floor). What they get: the total in proportion to their claims, but never less than
 * the floor nor more than the cap; what one area cannot take goes to the others in proportion, and what none
 * of them can take is `left`.
 *
 * Whole cents by Webster's divisor method (Sainte-Lague) with those bounds: cents are given one by one to the
 * area with the largest claim / (grant + 1/2) that is below its cap, the first in the order among equals.
 * Method and bounds: Balinski & Young (2001), Fair Representation, 2nd ed., Brookings, appendix A. So among
 * the same funded areas nobody gets less of a larger total, which largest remainders do not keep (the Alabama
 * paradox). A floor alone can take from an area what it had: when a larger total lets in one more area, which
 * then takes its floor.
 *
 * Errors, BP_ERROR_INPUT: a claim that is negative or not finite (by its number, from 1), claims that are all
 * 0, a total below the floor. BP_ERROR_ARGUMENT: no area, a total out of range, a floor below 0 or above the
 * cap. Complexity: O(n log n + n^2 / 2 at worst for the last cents, of which there are at most n).
 */
bp_status bp_budget_share(bp_context *context, const bp_budget_input *input, bp_budget *out);
void bp_budget_clear(bp_budget *budget);

/**
 * claim[a] = sum over what area a holds of residents x (score - threshold), in units whose score is past the
 * threshold: what a domain's sum is shared out by. Units without residents known or without a score add
 * nothing. O(holdings).
 */
typedef struct bp_excess_input {
    const bp_holdings *holdings;
    bp_holdings_residents residents;
    const double *score;  /**< score[n_units] of one domain, 0 to 1 */
    const uint8_t *valid; /**< bitmap of score; NULL: all */
    double threshold;     /**< 0 to 1 */
} bp_excess_input;

/** Fill claim[n_areas]; see bp_excess_input. */
void bp_budget_excess(const bp_excess_input *input, double *claim);

#ifdef __cplusplus
}
#endif

#endif
