#include "analysis/effect.h"

#include <stdlib.h>

void bp_effect_clear(bp_effect *effect)
{
    free(effect->gained);
    free(effect->lost);
    *effect = (bp_effect)BP_EFFECT_INIT;
}

bp_status bp_effect_between(bp_context *context, const bp_areas *before, const bp_areas *after,
                            const double *population, int64_t except, bp_effect *out)
{
    bp_effect made = BP_EFFECT_INIT;
    size_t rows = (size_t)before->n + 1;
    made.gained = (int32_t *)malloc(rows * sizeof *made.gained);
    made.lost = (int32_t *)malloc(rows * sizeof *made.lost);
    if (!made.gained || !made.lost) {
        bp_effect_clear(&made);
        return bp_context_fail_memory(context, rows * sizeof *made.lost);
    }
    for (int64_t i = 0; i < before->n; i++) {
        int was_in = before->role[i] == BP_ROLE_MEMBER, is_in = after->role[i] == BP_ROLE_MEMBER;
        if (i == except || was_in == is_in)
            continue;
        if (is_in) {
            made.gained[made.n_gained++] = (int32_t)i;
            made.gained_population += population[i];
        } else {
            made.lost[made.n_lost++] = (int32_t)i;
            made.lost_population += population[i];
        }
    }
    *out = made;
    return BP_OK;
}

bp_status bp_effect_of_change(bp_context *context, const bp_what_if *what_if,
                              const bp_change_request *request, const bp_change *change, bp_effect *out)
{
    bp_areas after = BP_AREAS_INIT;
    if (!change->is_found)
        return BP_OK;
    bp_status status = bp_change_apply(context, what_if, request, change->to, &after, NULL);
    if (!status)
        status = bp_effect_between(context, &what_if->result->areas, &after, what_if->ground->population,
                                   request->unit, out);
    bp_areas_clear(&after);
    return status;
}
