/* What all answers about a run share: contributions, comparability, the reason of a unit and its sentence. */
#include "cli/explain/answer.h"

#include "geo/bitmap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bp_status take_apart(bp_context *context, const bp_past *past, bp_contributions *out)
{
    const bp_contribution_input input = {past->n, past->indicators, past->n_indicators, &past->rule.score,
                                         &past->result.scores};
    return bp_contributions_new(context, &input, out);
}

static bp_status find_reasons(bp_context *context, const bp_past *past, bp_verdicts *out)
{
    const bp_rule_result *result = &past->result;
    const bp_verdict_input input = {&past->ground, &past->rule, &result->scores, &result->position,
                                    &result->areas};
    return bp_verdicts_new(context, &input, out);
}

bp_status bp_explainer_new(bp_context *context, const bp_past *past, bp_words *words, bp_explainer *out)
{
    const bp_past_areas *designated = &past->areas[BP_PAST_DESIGNATED],
                        *proposed = &past->areas[BP_PAST_PROPOSED];
    bp_explainer explainer = {0};
    explainer.context = context;
    explainer.past = past;
    explainer.words = words;
    explainer.rule.unit = past->is_district ? BP_UNIT_DISTRICT : BP_UNIT_NEIGHBOURHOOD;
    explainer.rule.base = past->rule.delineate.base;
    explainer.rule.stack_at = past->rule.score.stack_at;
    explainer.rule.at_least = past->rule.stack.at_least;
    explainer.rule.stack_alone = past->rule.stack.alone != 0;
    explainer.rule.floor = llround(past->rule.delineate.floor);
    explainer.rule.min_domains = past->rule.score.min_domains;
    explainer.rule.by_residents = past->rule.score.reference_weight != NULL;
    explainer.rule.is_mixed = past->rule.threshold.local != BP_THRESHOLD_NATIONAL;
    explainer.rule.by_class = past->rule.threshold.local == BP_THRESHOLD_SIZE_CLASS;
    explainer.rule.national = past->rule.threshold.national;
    bp_status status = take_apart(context, past, &explainer.parts);
    if (!status)
        status = find_reasons(context, past, &explainer.verdicts);
    if (!status && designated->n > 0 && proposed->n > 0)
        status = bp_comparability_new(context, &proposed->profile, &designated->profile, &explainer.likeness);
    if (!status && designated->n > 0 && proposed->n > 0)
        status =
            bp_comparability_new(context, &designated->profile, &proposed->profile, &explainer.own_likeness);
    if (status)
        bp_explainer_clear(&explainer);
    else
        *out = explainer;
    return status;
}

void bp_explainer_clear(bp_explainer *explainer)
{
    bp_contributions_clear(&explainer->parts);
    bp_verdicts_clear(&explainer->verdicts);
    bp_comparability_clear(&explainer->likeness);
    bp_comparability_clear(&explainer->own_likeness);
    *explainer = (bp_explainer){0};
}

bp_status bp_explain_branches(const bp_explainer *explainer, int64_t unit, bp_branches *out)
{
    uint8_t *taken = NULL;
    bp_delineate_input input;
    bp_status status = bp_rule_field_input(explainer->context, &explainer->past->ground,
                                           &explainer->past->result.position, &input, &taken);
    if (!status)
        status = bp_branches_of(explainer->context, &input, &explainer->past->rule.delineate, unit, out);
    free(taken);
    return status;
}

bp_reason bp_explain_reason(const bp_explainer *explainer, int64_t unit)
{
    return (bp_reason)explainer->verdicts.reason[unit];
}

/* The domains that add most, worst first. */
static void name_worst(const bp_explainer *explainer, int64_t unit, bp_sentence_unit *out)
{
    const bp_past *past = explainer->past;
    const bp_scores *scores = &past->result.scores;
    int chosen[BP_SENTENCE_DOMAINS] = {-1, -1};
    for (int slot = 0; slot < BP_SENTENCE_DOMAINS; slot++) {
        double most = -INFINITY;
        for (int d = 0; d < past->n_domains; d++) {
            double part = explainer->parts.domain[(int64_t)d * past->n + unit];
            if (!bp_bitmap_get(scores->domain_valid[d], unit) || d == chosen[0] || part <= most)
                continue;
            most = part;
            chosen[slot] = d;
        }
        if (chosen[slot] < 0)
            return;
        int64_t at = (int64_t)chosen[slot] * past->n + unit;
        out->worst[out->n_worst++] =
            (bp_sentence_domain){past->domain[chosen[slot]], scores->domain[at],
                                 explainer->parts.domain_rank[at], explainer->parts.domain_of[chosen[slot]]};
    }
}

static void count_values(const bp_past *past, int64_t unit, bp_sentence_unit *out)
{
    for (int k = 0; k < past->n_indicators; k++) {
        bool has_level = past->asked[k].level && bp_column_is_valid(past->asked[k].level, unit);
        if (!bp_bitmap_get(past->indicators[k].valid, unit)) {
            if (out->n_missing < BP_SENTENCE_MISSING)
                out->missing[out->n_missing] = (bp_sentence_missing){past->asked[k].name, 1};
            out->n_missing++;
        } else if (has_level) {
            out->n_fallback++;
        }
    }
    for (int d = 0; d < past->n_domains; d++)
        out->domains_present += bp_bitmap_get(past->result.scores.domain_valid[d], unit);
}

/* Residents around a unit that fell to the floor, or of the area beside it with the unit in. */
static void tell_around(const bp_explainer *explainer, int64_t unit, bp_sentence_unit *out)
{
    const bp_past *past = explainer->past;
    int32_t beside = explainer->verdicts.beside[unit];
    out->population_around = explainer->verdicts.around[unit];
    if (out->reason != BP_REASON_ABOVE_CEILING || beside < 0)
        return;
    out->beside = past->areas[BP_PAST_PROPOSED].id[beside];
    out->population_around = past->result.areas.areas[beside].population + past->population[unit];
}

bp_status bp_explain_sentence(const bp_explainer *explainer, int64_t unit, char **out)
{
    const bp_past *past = explainer->past;
    const bp_scores *scores = &past->result.scores;
    const bp_past_areas *proposed = &past->areas[BP_PAST_PROPOSED],
                        *designated = &past->areas[BP_PAST_DESIGNATED];
    bp_sentence_rule rule = explainer->rule;
    bp_sentence_unit about = {0};
    rule.method = past->rule.delineate.method;
    bool has_score = bp_bitmap_get(scores->valid, unit);
    rule.floor = llround(bp_floor_at(&past->rule.delineate, (int32_t)unit));
    rule.ceiling = llround(bp_ceiling_at(&past->rule.delineate, (int32_t)unit));
    about.reason = bp_explain_reason(explainer, unit);
    about.area = proposed->area_of[unit] < 0 ? NULL : proposed->id[proposed->area_of[unit]];
    about.designated = designated->area_of[unit] < 0 ? NULL : designated->id[designated->area_of[unit]];
    about.designated_name = about.designated ? designated->name[designated->area_of[unit]] : NULL;
    if (about.designated && strcmp(about.designated, about.designated_name) == 0)
        about.designated_name = NULL;
    about.population = past->population[unit];
    about.domains_in_all = past->n_domains;
    about.of = scores->n_scored;
    if (has_score) {
        about.score = scores->score[unit];
        about.position = explainer->verdicts.threshold[unit];
        about.has_no_local = rule.is_mixed && !bp_position_has_local(&past->result.position, unit);
        about.rank = scores->rank[unit];
        about.stack = scores->stack[unit];
        name_worst(explainer, unit, &about);
    }
    tell_around(explainer, unit, &about);
    count_values(past, unit, &about);
    return bp_sentence_of_unit(explainer->context, explainer->words, &rule, &about, out);
}
