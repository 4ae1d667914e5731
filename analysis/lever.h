/* Which setting of the rule, changed by itself, would bring a unit into an area. */
#ifndef BP_ANALYSIS_LEVER_H
#define BP_ANALYSIS_LEVER_H

#include "analysis/branch.h"
#include "analysis/effect.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum bp_lever_kind {
    BP_LEVER_BASE = 0, /**< lowered, down to the reach */
    BP_LEVER_FLOOR,    /**< lowered, of the unit's own size class where there are any */
    BP_LEVER_CEILING,  /**< raised, the same */
    BP_LEVER_ROUNDS    /**< more of them, up to BP_LEVER_MOST_ROUNDS */
} bp_lever_kind;

enum { BP_LEVERS = 4, BP_LEVER_MOST_ROUNDS = 5 };

typedef struct bp_lever {
    bp_lever_kind kind;
    int is_found;     /**< 0: no value that was tried brings it in */
    double from, to;  /**< position, residents or rounds */
    double tried_to;  /**< the last value tried; `from` where there was none to try */
    bp_area area;     /**< that the unit would be in */
    bp_effect effect; /**< on all other units */
} bp_lever;

/**
 * For a unit that is in no area: the least change of each setting, all others as they are, after which the
 * rule has it as a member. out[BP_LEVERS], each to be cleared with bp_lever_clear. Every value is put into
 * the rule and the areas drawn again. Tried are, from the nearest on: bases in steps of 0.001 (of 0.01 first,
 * then back); floors and ceilings at the residents of the branches around the unit (bp_branches_of, with the
 * setting taken away) and at its own; 2 to BP_LEVER_MOST_ROUNDS rounds. A change that only other values make
 * can be passed over. Nothing is found where the scores give no area at all. Fails with BP_ERROR_ARGUMENT on
 * a unit that is not there. Complexity: O((number of branches + 100) times bp_rule_draw).
 */
bp_status bp_levers_find(bp_context *context, const bp_what_if *what_if, int64_t unit, bp_lever *out);
void bp_lever_clear(bp_lever *lever);

#ifdef __cplusplus
}
#endif

#endif
