/* What decided over each unit when areas were drawn. */
#ifndef BP_ANALYSIS_VERDICT_H
#define BP_ANALYSIS_VERDICT_H

#include "analysis/rule.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What decided over a unit; the first that applies. */
typedef enum bp_reason {
    BP_REASON_MEMBER = 0,        /**< past the base, in an area */
    BP_REASON_MEMBER_BELOW_BASE, /**< in one that it holds together or brings to the floor */
    BP_REASON_BRIDGE,            /**< in the outline of one, for its ground alone */
    BP_REASON_UNINHABITED,
    BP_REASON_NO_SCORE,           /**< too few domains */
    BP_REASON_POPULATION_UNKNOWN, /**< it has a score, and cannot be counted */
    BP_REASON_EXCLUDED,           /**< no candidate, or in no region */
    BP_REASON_BELOW_BASE,         /**< the position is short of the base */
    BP_REASON_BELOW_STACK,        /**< too few domains past the threshold, where the rule asks for a number */
    BP_REASON_BELOW_FLOOR,   /**< past the base, with too few residents in the units that hang together with
                                it at or past the reach */
    BP_REASON_ABOVE_CEILING, /**< past the base, and each area beside it in its region would have more
                                residents with it than an area can have; only of methods that add units to
                                areas one by one: levelset, optimal, hotspots */
    BP_REASON_OTHER          /**< past the base, and in no area for a reason that is the method's own */
} bp_reason;

/** A stable word for tables: "member", "below_base", ...; never NULL. */
const char *bp_reason_name(bp_reason reason);

/** What a rule was applied to, and what came of it. All lent. */
typedef struct bp_verdict_input {
    const bp_rule_ground *ground;
    const bp_rule *rule;
    const bp_scores *scores;
    const bp_position *position;
    const bp_areas *areas;
} bp_verdict_input;

typedef struct bp_verdicts {
    int64_t n;
    uint8_t *reason;   /**< reason[n], a bp_reason */
    double *threshold; /**< threshold[n]: the position that the base is held against, before any stack rule;
                          set where the unit has a score */
    double *around;  /**< around[n]: residents of the units that hang together with unit i, itself among them,
                        at or past the reach; its own where it cannot be a member */
    int32_t *beside; /**< beside[n]: the area with the fewest residents of those of its region that touch unit
                        i, where it is in none; -1: no such area */
} bp_verdicts;

#define BP_VERDICTS_INIT                                                                                     \
    {                                                                                                        \
        0, NULL, NULL, NULL, NULL                                                                            \
    }

/** Complexity: that of bp_field_new. */
bp_status bp_verdicts_new(bp_context *context, const bp_verdict_input *input, bp_verdicts *out);
void bp_verdicts_clear(bp_verdicts *verdicts);

#ifdef __cplusplus
}
#endif

#endif
