/* What a municipality has: units, areas, and what is nearest to becoming one. */
#include "cli/explain/answer.h"

#include "geo/bitmap.h"

#include <string.h>

void bp_municipality_answer_clear(bp_municipality_answer *answer)
{
    bp_unit_answer_clear(&answer->answer);
    *answer = (bp_municipality_answer){0};
}

/* Keep the units outside of areas that have the highest positions; equal ones by their order. */
static void keep_worst(const bp_past *past, int64_t unit, bp_municipality_answer *out)
{
    const double *position = past->result.position.value;
    int at = out->n_worst;
    if (!bp_bitmap_get(past->result.position.valid, unit))
        return;
    while (at > 0 && position[out->worst[at - 1]] < position[unit])
        at--;
    if (at == BP_UNITS_LISTED)
        return;
    if (out->n_worst < BP_UNITS_LISTED)
        out->n_worst++;
    memmove(&out->worst[at + 1], &out->worst[at], (size_t)(out->n_worst - at - 1) * sizeof *out->worst);
    out->worst[at] = unit;
}

bp_status bp_explain_municipality(const bp_explainer *explainer, int32_t municipality,
                                  bp_municipality_answer *out)
{
    const bp_past *past = explainer->past;
    bp_municipality_answer answer = {.municipality = municipality};
    for (int64_t i = 0; i < past->n; i++) {
        if (past->municipality[i] != municipality)
            continue;
        answer.n_units++;
        answer.population += past->population[i];
        answer.n_scored += bp_bitmap_get(past->result.position.valid, i);
        answer.n_past_base += bp_rule_is_past(&past->rule, &past->result.position, i);
        if (past->result.areas.role[i] == BP_ROLE_MEMBER) {
            answer.n_selected++;
            answer.selected_population += past->population[i];
        } else {
            keep_worst(past, i, &answer);
        }
    }
    bp_status status =
        answer.n_worst > 0 ? bp_explain_unit(explainer, answer.worst[0], &answer.answer) : BP_OK;
    if (status)
        bp_municipality_answer_clear(&answer);
    else
        *out = answer;
    return status;
}
