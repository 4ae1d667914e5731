/* What else is different between two sets of areas: who comes in and who drops out. */
#ifndef BP_ANALYSIS_EFFECT_H
#define BP_ANALYSIS_EFFECT_H

#include "analysis/counterfactual.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Units that are members in one of two sets of areas over the same units, and not in the other. */
typedef struct bp_effect {
    int64_t n_gained, n_lost;
    int32_t *gained; /**< gained[n_gained]: members only after, ascending */
    int32_t *lost;   /**< lost[n_lost]: members only before, ascending */
    double gained_population, lost_population;
} bp_effect;

#define BP_EFFECT_INIT                                                                                       \
    {                                                                                                        \
        0, 0, NULL, NULL, 0.0, 0.0                                                                           \
    }

/**
 * Compare two sets of areas. `except` is in neither list (-1: no such unit): the unit that is asked about.
 * population[n], 0 where it is not known. O(n).
 */
bp_status bp_effect_between(bp_context *context, const bp_areas *before, const bp_areas *after,
                            const double *population, int64_t except, bp_effect *out);

/**
 * What a change that was found does to all other units than request->unit: the rule is applied again with
 * change->to. Nothing where none was found. Complexity: that of bp_change_apply.
 */
bp_status bp_effect_of_change(bp_context *context, const bp_what_if *what_if,
                              const bp_change_request *request, const bp_change *change, bp_effect *out);
void bp_effect_clear(bp_effect *effect);

#ifdef __cplusplus
}
#endif

#endif
