/* Why an area was drawn as it is, what it could have been instead, and what it is like. */
#include "cli/explain/answer.h"

#include "geo/bitmap.h"

#include <math.h>
#include <stdlib.h>

void bp_area_answer_clear(bp_area_answer *answer)
{
    free(answer->sentence);
    free(answer->likeness);
    free(answer->reasons);
    bp_branches_clear(&answer->branches);
    *answer = (bp_area_answer){0};
}

static bool is_member(const bp_past_areas *areas, int64_t unit, int32_t area)
{
    return areas->area_of[unit] == area && areas->is_member[unit];
}

/* Counts and sums over the members, and the worst of them. */
static void look_at_members(const bp_explainer *explainer, bp_area_answer *out)
{
    const bp_past *past = explainer->past;
    const bp_position *position = &past->result.position;
    const bp_past_areas *own = &past->areas[out->kind], *other = &past->areas[1 - out->kind];
    double worst = -1.0;
    out->worst = -1;
    for (int64_t i = 0; i < past->n; i++) {
        if (!is_member(own, i, out->area))
            continue;
        bool is_placed = bp_bitmap_get(position->valid, i);
        if (is_placed && position->value[i] > worst) {
            worst = position->value[i];
            out->worst = i;
        }
        if (bp_rule_is_past(&past->rule, position, i))
            out->past_base += past->population[i];
        if (other->is_member[i]) {
            out->n_found++;
            out->found += past->population[i];
        }
        out->reasons[bp_explain_reason(explainer, i)]++;
    }
}

/* The branch that the area came from is the smallest with as many members or more (pruning takes some out);
   the ones beside it are what it could have been. */
static void find_alternatives(const bp_explainer *explainer, bp_area_answer *out)
{
    const bp_profile *profile = &explainer->past->areas[out->kind].profile;
    int64_t at = 0;
    while (at < out->branches.n && out->branches.list[at].n_members < profile->n_members[out->area])
        at++;
    out->smaller = at > 0 && at <= out->branches.n ? at - 1 : -1;
    out->larger = at + 1 < out->branches.n ? at + 1 : -1;
}

/* The two domains with the highest means. */
static void name_worst(const bp_explainer *explainer, const bp_profile *profile, int32_t area,
                       bp_sentence_area *out)
{
    const bp_past *past = explainer->past;
    int first = -1;
    for (int slot = 0; slot < BP_SENTENCE_DOMAINS; slot++) {
        int chosen = -1;
        for (int d = 0; d < past->n_domains; d++) {
            int64_t at = (int64_t)d * profile->n_areas + area;
            if (d != first && profile->domain_valid[at] &&
                (chosen < 0 ||
                 profile->domain[at] > profile->domain[(int64_t)chosen * profile->n_areas + area]))
                chosen = d;
        }
        if (chosen < 0)
            return;
        first = slot == 0 ? chosen : first;
        out->worst[out->n_worst++] = (bp_sentence_domain){
            past->domain[chosen], profile->domain[(int64_t)chosen * profile->n_areas + area], 0, 0};
    }
}

static void count_missing(const bp_past *past, const bp_past_areas *areas, int32_t area,
                          bp_sentence_area *out)
{
    double filled = 0.0;
    for (int k = 0; k < past->n_indicators; k++) {
        int64_t n = 0;
        for (int64_t i = 0; i < past->n; i++)
            n += is_member(areas, i, area) && !bp_bitmap_get(past->indicators[k].valid, i);
        if (n > 0 && out->n_missing < BP_SENTENCE_MISSING)
            out->missing[out->n_missing] = (bp_sentence_missing){past->asked[k].name, n};
        out->n_missing += n > 0;
    }
    for (int64_t i = 0; i < past->n; i++) {
        bool is_filled = false;
        for (int k = 0; k < past->n_indicators; k++)
            is_filled = is_filled || (past->asked[k].level && bp_column_is_valid(past->asked[k].level, i));
        if (is_filled && is_member(areas, i, area))
            filled += past->population[i];
    }
    out->fallback_share = out->population > 0.0 ? filled / out->population : 0.0;
}

static bp_status make_sentence(const bp_explainer *explainer, bp_area_answer *out)
{
    const bp_past *past = explainer->past;
    const bp_past_areas *areas = &past->areas[out->kind];
    bp_sentence_area about = {0};
    about.is_designated = out->kind == BP_PAST_DESIGNATED;
    about.units = areas->profile.n_members[out->area];
    about.population = areas->profile.population[out->area];
    about.population_past_base = out->past_base;
    about.has_score = areas->profile.score_valid[out->area] != 0;
    name_worst(explainer, &areas->profile, out->area, &about);
    count_missing(past, areas, out->area, &about);
    return bp_sentence_of_area(explainer->context, explainer->words, &explainer->rule, &about,
                               &out->sentence);
}

/* Most like which of the other kind; of a proposed area also the domain on which it is worse than most. */
static bp_status compare(const bp_explainer *explainer, bp_area_answer *out)
{
    const bp_past *past = explainer->past;
    const bp_comparability *likeness = &explainer->likeness;
    bp_sentence_likeness about = {0};
    if (out->kind != BP_PAST_PROPOSED || likeness->n_areas == 0)
        return BP_OK;
    int32_t nearest = likeness->nearest[BP_NEAREST_AREAS * out->area].area;
    if (nearest >= 0)
        about.nearest = past->areas[BP_PAST_DESIGNATED].name[nearest];
    for (int d = 0; d < past->n_domains; d++) {
        int64_t at = (int64_t)d * likeness->n_areas + out->area;
        if (likeness->of[at] > 0 && (!about.domain || likeness->worse_than[at] > about.worse_than)) {
            about.domain = past->domain[d];
            about.worse_than = likeness->worse_than[at];
            about.of = likeness->of[at];
        }
    }
    return bp_sentence_of_likeness(explainer->context, explainer->words, &about, &out->likeness);
}

bp_status bp_explain_area(const bp_explainer *explainer, int kind, int32_t area, bp_area_answer *out)
{
    bp_area_answer answer = {.kind = kind, .area = area, .worst = -1, .smaller = -1, .larger = -1};
    answer.reasons = (int64_t *)calloc(BP_REASON_OTHER + 1, sizeof *answer.reasons);
    bp_status status = answer.reasons ? BP_OK : bp_context_fail_memory(explainer->context, 0);
    if (!status)
        look_at_members(explainer, &answer);
    if (!status && answer.worst >= 0)
        status = bp_explain_branches(explainer, answer.worst, &answer.branches);
    if (!status && kind == BP_PAST_PROPOSED)
        find_alternatives(explainer, &answer);
    if (!status)
        status = make_sentence(explainer, &answer);
    if (!status)
        status = compare(explainer, &answer);
    if (status)
        bp_area_answer_clear(&answer);
    else
        *out = answer;
    return status;
}
