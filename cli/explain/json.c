/* Answers for programs. */
#include "cli/explain/page.h"

#include "geo/bitmap.h"

#include <math.h>

static json_t *number_or_null(bool is_there, double value)
{
    return is_there && isfinite(value) ? json_real(value) : json_null();
}

static json_t *text_or_null(const char *text)
{
    return text ? json_string(text) : json_null();
}

static json_t *describe_change(const bp_change *change)
{
    json_t *area = json_null();
    if (change->rank > 0)
        area = json_pack("{s:I, s:f, s:f, s:i, s:I}", "units", (json_int_t)change->n_members, "population",
                         change->population, "weight", change->weight, "rank", (int)change->rank, "of",
                         (json_int_t)change->n_areas_after);
    return json_pack("{s:b, s:o, s:o, s:f, s:f, s:o, s:o}", "found", change->is_found, "from",
                     number_or_null(change->has_from, change->from), "to",
                     number_or_null(change->is_found, change->to), "step", change->step, "searched_to",
                     change->limit, "position_after",
                     number_or_null(change->is_found, change->position_after), "area", area);
}

static json_t *list_units(const bp_past *past, const int32_t *units, int64_t n)
{
    json_t *array = json_array();
    for (int64_t i = 0; i < n; i++)
        json_array_append_new(array, json_string(past->id[units[i]]));
    return array;
}

/* Add who else comes in and drops out to what is said of a change. */
static json_t *with_effect(const bp_past *past, json_t *change, const bp_effect *effect)
{
    json_object_set_new(change, "others_in", list_units(past, effect->gained, effect->n_gained));
    json_object_set_new(change, "others_in_population", json_real(effect->gained_population));
    json_object_set_new(change, "others_out", list_units(past, effect->lost, effect->n_lost));
    json_object_set_new(change, "others_out_population", json_real(effect->lost_population));
    return change;
}

static json_t *describe_value_change(const bp_explainer *explainer, const bp_value_change *value)
{
    static const char *const sharings[] = {"unit", "municipality", "level_above"};
    json_t *object = with_effect(explainer->past, describe_change(&value->change), &value->effect);
    json_object_set_new(object, "changes", json_string(sharings[value->sharing]));
    json_object_set_new(object, "units_changed",
                        json_integer(value->sharing == BP_SHARING_OTHER ? 0 : value->n_along));
    return object;
}

static json_t *describe_levers(const bp_explainer *explainer, const bp_unit_answer *answer)
{
    static const char *const names[] = {"base", "floor", "ceiling", "rounds"};
    json_t *object = json_object();
    for (int k = 0; answer->has_levers && k < BP_LEVERS; k++) {
        const bp_lever *lever = &answer->levers[k];
        json_t *entry = json_pack(
            "{s:b, s:o, s:o, s:o, s:o}", "found", lever->is_found, "from", number_or_null(true, lever->from),
            "to", number_or_null(lever->is_found, lever->to), "searched_to",
            number_or_null(true, lever->tried_to), "area",
            lever->is_found ? json_pack("{s:I, s:f, s:f}", "units", (json_int_t)lever->area.n_members,
                                        "population", lever->area.population, "weight", lever->area.weight)
                            : json_null());
        json_object_set_new(object, names[k], with_effect(explainer->past, entry, &lever->effect));
    }
    return object;
}

static json_t *describe_indicator(const bp_explainer *explainer, const bp_unit_answer *answer, int k)
{
    const bp_past *past = explainer->past;
    const bp_contributions *parts = &explainer->parts;
    int64_t i = answer->unit, at = (int64_t)k * past->n + i;
    bool is_there = bp_bitmap_get(past->indicators[k].valid, i);
    bool adds = is_there && bp_bitmap_get(past->result.scores.valid, i);
    bool is_ranked = is_there && parts->rank[at] > 0;
    const bp_column *level = past->asked[k].level;
    const char *of = is_there && level ? bp_column_text_at(level, i) : NULL;
    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:I, s:o, s:o, s:o}", "name", past->asked[k].name, "domain",
                     past->domain[past->indicators[k].domain], "value",
                     number_or_null(is_there, past->indicators[k].value[i]), "value_of", text_or_null(of),
                     "rank", is_ranked ? json_integer(parts->rank[at]) : json_null(), "ranked",
                     (json_int_t)parts->indicator_of[k], "percentile",
                     number_or_null(is_ranked, parts->percentile[at]), "contribution",
                     number_or_null(adds, parts->indicator[at]), "change",
                     describe_value_change(explainer, &answer->values[k]));
}

static json_t *describe_domain(const bp_explainer *explainer, int64_t i, int d)
{
    const bp_past *past = explainer->past;
    const bp_scores *scores = &past->result.scores;
    int64_t at = (int64_t)d * past->n + i;
    bool is_there = bp_bitmap_get(scores->domain_valid[d], i),
         adds = is_there && bp_bitmap_get(scores->valid, i);
    return json_pack("{s:s, s:o, s:o, s:I, s:o}", "name", past->domain[d], "score",
                     number_or_null(is_there, scores->domain[at]), "rank",
                     is_there ? json_integer(explainer->parts.domain_rank[at]) : json_null(), "ranked",
                     (json_int_t)explainer->parts.domain_of[d], "contribution",
                     number_or_null(adds, explainer->parts.domain[at]));
}

static json_t *describe_branch(const bp_branch *branch)
{
    return json_pack("{s:f, s:I, s:f, s:f, s:s}", "level", branch->level, "units",
                     (json_int_t)branch->n_members, "population", branch->population, "weight",
                     branch->weight, "size",
                     branch->is_below_floor     ? "below_floor"
                     : branch->is_above_ceiling ? "above_ceiling"
                                                : "fits");
}

static json_t *describe_branches(const bp_branches *branches)
{
    json_t *array = json_array();
    for (int64_t b = 0; b < branches->n; b++)
        json_array_append_new(array, describe_branch(&branches->list[b]));
    return array;
}

static json_t *describe_place(const bp_explainer *explainer, int64_t i)
{
    const bp_past *past = explainer->past;
    bool is_placed = bp_bitmap_get(past->result.position.valid, i);
    return json_pack("{s:s, s:s, s:o, s:o}", "id", past->id[i], "name", past->name[i], "position",
                     number_or_null(is_placed, is_placed ? past->result.position.value[i] : 0.0),
                     "population",
                     number_or_null(bp_bitmap_get(past->population_known, i), past->population[i]));
}

static json_t *describe_neighbours(const bp_explainer *explainer, const bp_unit_answer *answer)
{
    json_t *array = json_array();
    for (int k = 0; k < answer->n_neighbours; k++) {
        json_t *object = describe_place(explainer, answer->neighbours[k].unit);
        json_object_set_new(object, "change",
                            with_effect(explainer->past, describe_change(&answer->neighbours[k].change),
                                        &answer->neighbours[k].effect));
        json_array_append_new(array, object);
    }
    return array;
}

static const char *obstacle_name(bp_obstacle obstacle)
{
    static const char *const names[] = {NULL, "floor", "ceiling", "weight", "choice"};
    return names[obstacle];
}

static json_t *describe_rule(const bp_explainer *explainer, const bp_unit_answer *answer)
{
    const bp_rule *rule = &explainer->past->rule;
    return json_pack("{s:f, s:f, s:f, s:o, s:i, s:f}", "base", rule->delineate.base, "reach",
                     rule->delineate.reach, "floor", answer->floor, "ceiling",
                     number_or_null(true, answer->ceiling), "stack_at_least", rule->stack.at_least,
                     "stack_at", rule->score.stack_at);
}

/* The id of the area of a kind that the unit is in. */
static json_t *area_id(const bp_past *past, int kind, int64_t i)
{
    int32_t area = past->areas[kind].area_of[i];
    return text_or_null(area < 0 ? NULL : past->areas[kind].id[area]);
}

json_t *bp_json_unit(const bp_explainer *explainer, const bp_unit_answer *answer)
{
    const bp_past *past = explainer->past;
    const bp_scores *scores = &past->result.scores;
    int64_t i = answer->unit;
    bool has_score = bp_bitmap_get(scores->valid, i);
    json_t *domains = json_array(), *indicators = json_array(), *root = describe_place(explainer, i);
    for (int d = 0; d < past->n_domains; d++)
        json_array_append_new(domains, describe_domain(explainer, i, d));
    for (int k = 0; k < past->n_indicators; k++)
        json_array_append_new(indicators, describe_indicator(explainer, answer, k));
    json_object_set_new(root, "schema", json_string("brandpunt-explain-1"));
    json_object_set_new(root, "kind", json_string("unit"));
    json_object_set_new(root, "municipality", text_or_null(bp_past_municipality_of(past, i)));
    json_object_set_new(root, "proposed_area", area_id(past, BP_PAST_PROPOSED, i));
    json_object_set_new(root, "designated_area", area_id(past, BP_PAST_DESIGNATED, i));
    json_object_set_new(root, "selected", json_boolean(past->result.areas.role[i] == BP_ROLE_MEMBER));
    json_object_set_new(root, "reason", json_string(bp_reason_name(answer->reason)));
    json_object_set_new(root, "obstacle", text_or_null(obstacle_name(answer->obstacle)));
    json_object_set_new(root, "sentence", json_string(answer->sentence));
    json_object_set_new(root, "rule", describe_rule(explainer, answer));
    json_object_set_new(root, "score", number_or_null(has_score, scores->score[i]));
    json_object_set_new(root, "rank", has_score ? json_integer(scores->rank[i]) : json_null());
    json_object_set_new(root, "ranked", json_integer(scores->n_scored));
    json_object_set_new(root, "stack", has_score ? json_integer(scores->stack[i]) : json_null());
    json_object_set_new(root, "domains", domains);
    json_object_set_new(root, "indicators", indicators);
    json_object_set_new(root, "position_change",
                        with_effect(past, describe_change(&answer->position), &answer->position_effect));
    json_object_set_new(root, "settings", describe_levers(explainer, answer));
    json_object_set_new(root, "branches", describe_branches(&answer->branches));
    json_object_set_new(root, "short_of_floor",
                        number_or_null(answer->obstacle == BP_OBSTACLE_FLOOR, answer->short_of_floor));
    json_object_set_new(root, "neighbours", describe_neighbours(explainer, answer));
    json_object_set_new(root, "neighbours_in_other_municipalities", json_integer(answer->n_across));
    return root;
}

static json_t *describe_members(const bp_explainer *explainer, const bp_past_areas *areas, int32_t area,
                                bool are_members)
{
    json_t *array = json_array();
    for (int64_t i = 0; i < explainer->past->n; i++)
        if (areas->area_of[i] == area && (areas->is_member[i] != 0) == are_members)
            json_array_append_new(array, describe_place(explainer, i));
    return array;
}

static json_t *describe_area_domains(const bp_explainer *explainer, const bp_area_answer *answer)
{
    const bp_past *past = explainer->past;
    const bp_profile *profile = &past->areas[answer->kind].profile;
    const bp_comparability *likeness =
        answer->kind == BP_PAST_PROPOSED ? &explainer->likeness : &explainer->own_likeness;
    json_t *array = json_array();
    for (int d = 0; d < past->n_domains; d++) {
        int64_t at = (int64_t)d * profile->n_areas + answer->area;
        bool is_compared = likeness->n_areas > 0 && likeness->of[at] > 0;
        json_array_append_new(
            array, json_pack("{s:s, s:o, s:o, s:o}", "name", past->domain[d], "mean",
                             number_or_null(profile->domain_valid[at] != 0, profile->domain[at]),
                             "worse_than", is_compared ? json_integer(likeness->worse_than[at]) : json_null(),
                             "of", is_compared ? json_integer(likeness->of[at]) : json_null()));
    }
    return array;
}

static json_t *describe_nearest(const bp_explainer *explainer, const bp_area_answer *answer)
{
    const bp_past_areas *other = &explainer->past->areas[1 - answer->kind];
    const bp_comparability *likeness =
        answer->kind == BP_PAST_PROPOSED ? &explainer->likeness : &explainer->own_likeness;
    json_t *array = json_array();
    for (int k = 0; k < BP_NEAREST_AREAS && likeness->n_areas > 0; k++) {
        const bp_near_area *near = &likeness->nearest[BP_NEAREST_AREAS * answer->area + k];
        if (near->area >= 0)
            json_array_append_new(array, json_pack("{s:s, s:s, s:f}", "id", other->id[near->area], "name",
                                                   other->name[near->area], "distance", near->distance));
    }
    return array;
}

static json_t *describe_reasons(const bp_area_answer *answer)
{
    json_t *object = json_object();
    for (int r = 0; r <= BP_REASON_OTHER; r++)
        if (answer->reasons[r] > 0)
            json_object_set_new(object, bp_reason_name((bp_reason)r), json_integer(answer->reasons[r]));
    return object;
}

json_t *bp_json_area(const bp_explainer *explainer, const bp_area_answer *answer)
{
    const bp_past *past = explainer->past;
    const bp_past_areas *areas = &past->areas[answer->kind];
    const bp_profile *profile = &areas->profile;
    int32_t a = answer->area;
    json_t *root = json_object();
    json_object_set_new(root, "schema", json_string("brandpunt-explain-1"));
    json_object_set_new(root, "kind",
                        json_string(answer->kind == BP_PAST_PROPOSED ? "proposed_area" : "designated_area"));
    json_object_set_new(root, "id", json_string(areas->id[a]));
    json_object_set_new(root, "name", json_string(areas->name[a]));
    json_object_set_new(root, "sentence", json_string(answer->sentence));
    json_object_set_new(root, "likeness", text_or_null(answer->likeness));
    json_object_set_new(root, "population", json_real(profile->population[a]));
    json_object_set_new(root, "weight", number_or_null(profile->score_valid[a] != 0, profile->weight[a]));
    json_object_set_new(root, "members", describe_members(explainer, areas, a, true));
    json_object_set_new(root, "bridges", describe_members(explainer, areas, a, false));
    json_object_set_new(root, "reasons", describe_reasons(answer));
    json_object_set_new(root, "smaller",
                        answer->smaller < 0 ? json_null()
                                            : describe_branch(&answer->branches.list[answer->smaller]));
    json_object_set_new(root, "larger",
                        answer->larger < 0 ? json_null()
                                           : describe_branch(&answer->branches.list[answer->larger]));
    json_object_set_new(root, "domains", describe_area_domains(explainer, answer));
    json_object_set_new(root, "nearest", describe_nearest(explainer, answer));
    json_object_set_new(root, "members_in_other_kind", json_integer(answer->n_found));
    json_object_set_new(root, "population_in_other_kind", json_real(answer->found));
    json_object_set_new(root, "programmes",
                        json_string(bp_past_area_text(past, areas->row[a], "programmes")));
    return root;
}

static json_t *areas_in(const bp_past *past, int32_t municipality, int kind)
{
    const bp_past_areas *areas = &past->areas[kind];
    json_t *array = json_array();
    for (int32_t a = 0; a < areas->n; a++)
        for (int64_t i = 0; i < past->n; i++)
            if (past->municipality[i] == municipality && areas->area_of[i] == a && areas->is_member[i]) {
                json_array_append_new(array,
                                      json_pack("{s:s, s:s, s:f}", "id", areas->id[a], "name", areas->name[a],
                                                "population", areas->profile.population[a]));
                break;
            }
    return array;
}

json_t *bp_json_municipality(const bp_explainer *explainer, const bp_municipality_answer *answer)
{
    const bp_past *past = explainer->past;
    json_t *worst = json_array();
    for (int k = 0; k < answer->n_worst; k++)
        json_array_append_new(worst, describe_place(explainer, answer->worst[k]));
    json_t *root =
        json_pack("{s:s, s:s, s:s, s:o, s:I, s:f, s:I, s:I, s:I, s:f}", "schema", "brandpunt-explain-1",
                  "kind", "municipality", "id", past->municipality_code[answer->municipality], "name",
                  text_or_null(past->municipality_name[answer->municipality]), "units",
                  (json_int_t)answer->n_units, "population", answer->population, "scored",
                  (json_int_t)answer->n_scored, "past_base", (json_int_t)answer->n_past_base, "selected",
                  (json_int_t)answer->n_selected, "selected_population", answer->selected_population);
    json_object_set_new(root, "proposed_areas", areas_in(past, answer->municipality, BP_PAST_PROPOSED));
    json_object_set_new(root, "designated_areas", areas_in(past, answer->municipality, BP_PAST_DESIGNATED));
    json_object_set_new(root, "highest_outside", worst);
    json_object_set_new(root, "first_of_them",
                        answer->n_worst > 0 ? bp_json_unit(explainer, &answer->answer) : json_null());
    return root;
}
