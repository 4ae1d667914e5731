/* What would have to be different for a unit to come into an area, or to drop out of one. */
#ifndef BP_ANALYSIS_COUNTERFACTUAL_H
#define BP_ANALYSIS_COUNTERFACTUAL_H

#include "analysis/rule.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A rule that was applied, and what came of it. All of it is lent and left as it is. */
typedef struct bp_what_if {
    const bp_rule_ground *ground;
    const bp_rule *rule;
    const bp_rule_result *result;
} bp_what_if;

/** What is changed, and whose membership is asked about. */
typedef struct bp_change_request {
    int64_t unit;  /**< that is to come in if it is out, to drop out if it is in */
    int64_t moved; /**< whose number is changed; `unit` itself, or a neighbour */
    int indicator; /**< index into the ground's indicators, or BP_CHANGE_POSITION */
    double limit;  /**< how far an indicator's value is tried; NaN: one step past the last value that any
                      unit has */
    const uint8_t *along; /**< bitmap[n]: units that get the same new value as `moved`, since they share one
                             figure; NULL: none. Not with BP_CHANGE_POSITION. */
} bp_change_request;

/** Change the unit's position itself, whatever indicators would give it. */
enum { BP_CHANGE_POSITION = -1 };

#define BP_CHANGE_REQUEST_INIT                                                                               \
    {                                                                                                        \
        0, 0, BP_CHANGE_POSITION, NAN, NULL                                                                  \
    }

/** A number that has to change so far for the decision on a unit to become the other one. */
typedef struct bp_change {
    int is_found; /**< 0: no value up to `limit` does it, all other numbers as they are */
    int has_from; /**< 0: the unit has no value now */
    double from, to;
    double step;  /**< resolution: `to` is a whole number of steps, and one step less changes nothing */
    double limit; /**< the last value that was tried */
    double position_before, position_after; /**< of the unit that is moved; NaN: none */
    int32_t area;                           /**< that the unit would be in; -1: none, or nothing was found */
    double population, weight;              /**< of that area */
    int32_t rank;                           /**< of that area by weight, 1 is the heaviest; 0: none */
    int64_t n_members, n_areas_before, n_areas_after;
    int64_t n_applied; /**< how often the rule was applied */
} bp_change;

/**
 * The smallest change of one number, all others as they are, after which the rule decides otherwise on a
 * unit. A unit that is out is looked at with worse and worse values, one that is in with better ones, a
 * missing value from the best that any unit has. Every candidate is put into the arrays and the whole rule
 * applied again, so that the ranks of all other units move along; of a position only the drawing is.
 *
 * Values are tried on a grid of `step`: the decimals that the values have (whole numbers, tenths, ...), of a
 * position 0.001. Since a unit that gets worse can push its area above the ceiling, being in an area need not
 * be monotone: BP_CHANGE_PROBES values, evenly spread over the units' values in that direction, are tried in
 * order; between the last that changes nothing and the first that does the search halves. So `to` changes
 * the decision and one step less does not, both verified; a change that only a narrow band of values between
 * two probes would make can be passed over.
 *
 * Fails with BP_ERROR_ARGUMENT on a unit or an indicator that is not there. Complexity: O((BP_CHANGE_PROBES +
 * log(range / step)) times the rule). Idea: the closest possible world of Wachter, Mittelstadt & Russell
 * (2018), Harvard Journal of Law & Technology 31(2), doi:10.2139/ssrn.3063289, one number at a time.
 */
bp_status bp_change_find(bp_context *context, const bp_what_if *what_if, const bp_change_request *request,
                         bp_change *out);

enum { BP_CHANGE_PROBES = 12 };

/** The largest power of ten (at most 1, at least 1e-6) of which all valid values are whole multiples; where
 * there is none, the largest that is at most 1/10,000 of their range. O(n). */
double bp_change_step(const double *value, const uint8_t *valid, int64_t n);

/**
 * Apply the rule with one number changed: `value` in place of the indicator's value, or of the position, of
 * request->moved. `out` is to be cleared with bp_areas_clear; `position` (NULL: not wanted) gets that unit's
 * new position, NaN where it has none.
 */
bp_status bp_change_apply(bp_context *context, const bp_what_if *what_if, const bp_change_request *request,
                          double value, bp_areas *out, double *position);

#ifdef __cplusplus
}
#endif

#endif
