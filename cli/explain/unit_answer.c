/* Why a unit is in an area or in none, and what would change it. */
#include "cli/explain/answer.h"

#include "geo/bitmap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void bp_unit_answer_clear(bp_unit_answer *answer)
{
    for (int k = 0; k < answer->n_values; k++)
        bp_effect_clear(&answer->values[k].effect);
    for (int k = 0; k < answer->n_neighbours; k++)
        bp_effect_clear(&answer->neighbours[k].effect);
    for (int k = 0; k < BP_LEVERS; k++)
        bp_lever_clear(&answer->levers[k]);
    bp_effect_clear(&answer->position_effect);
    free(answer->sentence);
    free(answer->values);
    bp_branches_clear(&answer->branches);
    *answer = (bp_unit_answer){0};
}

static bp_obstacle find_obstacle(const bp_explainer *explainer, const bp_unit_answer *answer)
{
    const bp_past *past = explainer->past;
    const bp_branches *branches = &answer->branches;
    bool fits = false, weighs = false;
    if (past->result.areas.role[answer->unit] == BP_ROLE_MEMBER || branches->n == 0)
        return BP_OBSTACLE_NONE;
    if (branches->list[branches->n - 1].is_below_floor)
        return BP_OBSTACLE_FLOOR;
    /* The branches are what levelset chooses from: they say nothing of another method's choice. */
    if (strcmp(past->rule.delineate.method, "levelset") != 0)
        return BP_OBSTACLE_NONE;
    for (int64_t b = 0; b < branches->n; b++) {
        const bp_branch *branch = &branches->list[b];
        bool is_admissible = !branch->is_below_floor && !branch->is_above_ceiling;
        fits = fits || is_admissible;
        weighs = weighs || (is_admissible && branch->weight > 0.0);
    }
    return !fits ? BP_OBSTACLE_CEILING : !weighs ? BP_OBSTACLE_WEIGHT : BP_OBSTACLE_CHOICE;
}

/* Worse neighbours first: they have the least to go. */
typedef struct outsider {
    double position;
    int64_t unit;
} outsider;

static int nearest_first(const void *a, const void *b)
{
    const outsider *p = (const outsider *)a, *q = (const outsider *)b;
    if (p->position != q->position)
        return p->position > q->position ? -1 : 1;
    return (p->unit > q->unit) - (p->unit < q->unit);
}

/* Units that touch the largest branch from outside, have residents and may be in one area with it. */
static int64_t list_outsiders(const bp_past *past, const bp_branches *branches, uint8_t *seen, outsider *list,
                              int64_t *n_across)
{
    const bp_rule_ground *ground = &past->ground;
    int64_t n = 0;
    for (int64_t i = 0; i < branches->n_largest; i++)
        seen[branches->largest[i]] = 1;
    for (int64_t i = 0; i < branches->n_largest; i++) {
        int32_t at = branches->largest[i];
        for (int64_t k = past->graph.offsets[at]; k < past->graph.offsets[at + 1]; k++) {
            int32_t next = past->graph.neighbours[k];
            if (seen[next])
                continue;
            seen[next] = 1;
            if (!bp_bitmap_get(past->population_known, next) || past->population[next] <= 0.0)
                continue;
            if (ground->region && ground->region[next] != ground->region[at]) {
                ++*n_across;
                continue;
            }
            bool is_placed = bp_bitmap_get(past->result.position.valid, next);
            list[n++] = (outsider){is_placed ? past->result.position.value[next] : -1.0, next};
        }
    }
    qsort(list, (size_t)n, sizeof *list, nearest_first);
    return n;
}

/* How much worse the neighbour would have to be; one that is not placed has everything to go. */
static double distance_of(const bp_neighbour *neighbour)
{
    return neighbour->change.is_found
               ? neighbour->change.to - (neighbour->change.has_from ? neighbour->change.from : 0.0)
               : INFINITY;
}

static int least_change_first(const void *a, const void *b)
{
    const bp_neighbour *p = (const bp_neighbour *)a, *q = (const bp_neighbour *)b;
    double x = distance_of(p), y = distance_of(q);
    if (x != y)
        return x < y ? -1 : 1;
    return (p->unit > q->unit) - (p->unit < q->unit);
}

static bp_status try_neighbours(const bp_explainer *explainer, bp_unit_answer *out)
{
    const bp_past *past = explainer->past;
    const bp_what_if what_if = bp_past_what_if(past);
    bp_change_request request = BP_CHANGE_REQUEST_INIT;
    bp_status status = BP_OK;
    uint8_t *seen = (uint8_t *)calloc((size_t)past->n + 1, 1);
    outsider *list = (outsider *)calloc((size_t)past->n + 1, sizeof *list);
    if (!seen || !list) {
        status = bp_context_fail_memory(explainer->context, (size_t)past->n * sizeof *list);
        goto done;
    }
    int64_t n = list_outsiders(past, &out->branches, seen, list, &out->n_across);
    request.unit = out->unit;
    for (int64_t i = 0; !status && i < n && i < BP_NEIGHBOURS_TRIED; i++) {
        bp_neighbour *neighbour = &out->neighbours[out->n_neighbours++];
        neighbour->unit = request.moved = list[i].unit;
        status = bp_change_find(explainer->context, &what_if, &request, &neighbour->change);
        if (!status)
            status = bp_effect_of_change(explainer->context, &what_if, &request, &neighbour->change,
                                         &neighbour->effect);
    }
    out->n_untried = n > BP_NEIGHBOURS_TRIED ? n - BP_NEIGHBOURS_TRIED : 0;
    if (out->n_neighbours > 0)
        qsort(out->neighbours, (size_t)out->n_neighbours, sizeof *out->neighbours, least_change_first);
done:
    free(seen);
    free(list);
    return status;
}

bp_status bp_explain_unit(const bp_explainer *explainer, int64_t unit, bp_unit_answer *out)
{
    const bp_delineate_options *areas = &explainer->past->rule.delineate;
    bp_unit_answer answer = {0};
    answer.unit = unit;
    answer.floor = bp_floor_at(areas, (int32_t)unit);
    answer.ceiling = bp_ceiling_at(areas, (int32_t)unit);
    bp_status status = bp_explain_branches(explainer, unit, &answer.branches);
    if (!status) {
        answer.reason = bp_explain_reason(explainer, unit);
        answer.obstacle = find_obstacle(explainer, &answer);
        status = bp_explain_sentence(explainer, unit, &answer.sentence);
    }
    if (!status)
        status = bp_explain_changes(explainer, &answer);
    if (!status && answer.obstacle == BP_OBSTACLE_FLOOR) {
        answer.short_of_floor = answer.floor - answer.branches.list[answer.branches.n - 1].population;
        status = try_neighbours(explainer, &answer);
    }
    if (status)
        bp_unit_answer_clear(&answer);
    else
        *out = answer;
    return status;
}
