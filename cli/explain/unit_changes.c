/* Which changes of figures and settings turn the decision on a unit, and who else that touches. */
#include "cli/explain/answer.h"

#include "geo/bitmap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool bp_explain_can_change(bp_reason reason)
{
    return reason != BP_REASON_UNINHABITED && reason != BP_REASON_BRIDGE && reason != BP_REASON_EXCLUDED &&
           reason != BP_REASON_POPULATION_UNKNOWN;
}

static const char *level_of(const bp_past *past, int64_t unit, int k)
{
    const bp_column *level = past->asked[k].level;
    return level && bp_column_is_valid(level, unit) ? bp_column_text_at(level, unit) : NULL;
}

/* Mark the units whose value of an indicator is the same figure as the asked unit's. */
static bp_sharing mark_sharers(const bp_past *past, int64_t unit, int k, uint8_t *along, int64_t *n_along)
{
    const char *level = level_of(past, unit, k);
    *n_along = 1;
    memset(along, 0, bp_bitmap_bytes(past->n));
    if (!level)
        return BP_SHARING_NONE;
    if (strcmp(level, "municipality") != 0 || past->municipality[unit] < 0)
        return BP_SHARING_OTHER;
    for (int64_t i = 0; i < past->n; i++) {
        const char *other = past->municipality[i] == past->municipality[unit] ? level_of(past, i, k) : NULL;
        if (i == unit || !other || strcmp(other, level) != 0)
            continue;
        bp_bitmap_set(along, i);
        ++*n_along;
    }
    return BP_SHARING_MUNICIPALITY;
}

static bp_status find_value(const bp_explainer *explainer, int64_t unit, int k, uint8_t *along,
                            bp_value_change *out)
{
    const bp_past *past = explainer->past;
    const bp_past_indicator *asked = &past->asked[k];
    const bp_what_if what_if = bp_past_what_if(past);
    bp_change_request request = BP_CHANGE_REQUEST_INIT;
    bool is_in = past->result.areas.role[unit] == BP_ROLE_MEMBER;
    bool to_high = (past->indicators[k].worse == BP_WORSE_HIGH) != is_in;
    request.unit = request.moved = unit;
    request.indicator = k;
    request.limit = asked->has_range ? asked->range[to_high ? 1 : 0] : NAN;
    request.along = along;
    out->sharing = mark_sharers(past, unit, k, along, &out->n_along);
    if (out->sharing == BP_SHARING_OTHER) {
        out->change =
            (bp_change){.area = -1,
                        .has_from = 1,
                        .from = past->indicators[k].value[unit],
                        .to = past->indicators[k].value[unit],
                        .limit = past->indicators[k].value[unit],
                        .step = bp_change_step(past->indicators[k].value, past->indicators[k].valid, past->n),
                        .position_before = NAN,
                        .position_after = NAN};
        return BP_OK;
    }
    bp_status status = bp_change_find(explainer->context, &what_if, &request, &out->change);
    return status ? status
                  : bp_effect_of_change(explainer->context, &what_if, &request, &out->change, &out->effect);
}

static bp_status find_position(const bp_explainer *explainer, bp_unit_answer *out)
{
    const bp_what_if what_if = bp_past_what_if(explainer->past);
    bp_change_request request = BP_CHANGE_REQUEST_INIT;
    request.unit = request.moved = out->unit;
    bp_status status = bp_change_find(explainer->context, &what_if, &request, &out->position);
    return status ? status
                  : bp_effect_of_change(explainer->context, &what_if, &request, &out->position,
                                        &out->position_effect);
}

bp_status bp_explain_changes(const bp_explainer *explainer, bp_unit_answer *out)
{
    const bp_past *past = explainer->past;
    const bp_what_if what_if = bp_past_what_if(past);
    uint8_t *along = (uint8_t *)malloc(bp_bitmap_bytes(past->n));
    out->values = (bp_value_change *)calloc((size_t)past->n_indicators + 1, sizeof *out->values);
    if (!out->values || !along) {
        free(along);
        return bp_context_fail_memory(explainer->context, (size_t)past->n_indicators * sizeof *out->values);
    }
    out->n_values = past->n_indicators;
    bp_status status = find_position(explainer, out);
    for (int k = 0; !status && k < past->n_indicators; k++)
        status = find_value(explainer, out->unit, k, along, &out->values[k]);
    out->has_levers =
        past->result.areas.role[out->unit] != BP_ROLE_MEMBER && bp_explain_can_change(out->reason);
    if (!status && out->has_levers)
        status = bp_levers_find(explainer->context, &what_if, out->unit, out->levers);
    free(along);
    return status;
}
