#include "analysis/verdict.h"

#include "geo/bitmap.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const char *const reason_names[] = {
    "member",   "member_below_base", "bridge",      "uninhabited", "no_score",      "population_unknown",
    "excluded", "below_base",        "below_stack", "below_floor", "above_ceiling", "other"};

const char *bp_reason_name(bp_reason reason)
{
    return reason_names[reason];
}

void bp_verdicts_clear(bp_verdicts *verdicts)
{
    free(verdicts->reason);
    free(verdicts->threshold);
    free(verdicts->around);
    free(verdicts->beside);
    *verdicts = (bp_verdicts)BP_VERDICTS_INIT;
}

static bool can_take_part(const bp_rule_ground *ground, int64_t i)
{
    return bp_bitmap_get(ground->candidate, i) && (!ground->region || ground->region[i] >= 0);
}

/* The residents of every component of the field's links, told to its units. */
static bp_status add_up_components(bp_context *context, const bp_field *field, double *around)
{
    int32_t n_components = 0;
    bp_status status = BP_OK;
    int32_t *label = (int32_t *)calloc((size_t)field->n + 1, sizeof *label);
    double *sum = (double *)calloc((size_t)field->n + 1, sizeof *sum);
    if (!label || !sum) {
        status = bp_context_fail_memory(context, (size_t)field->n * sizeof *sum);
        goto done;
    }
    status = bp_graph_components(context, &field->links, label, &n_components);
    if (status)
        goto done;
    for (int64_t c = 0; c < field->n; c++)
        sum[label[c]] += field->population[c];
    for (int64_t c = 0; c < field->n; c++)
        around[field->unit[c]] = sum[label[c]];
done:
    free(label);
    free(sum);
    return status;
}

static bp_status find_around(bp_context *context, const bp_verdict_input *input, double *around)
{
    const bp_rule_ground *ground = input->ground;
    bp_field field = BP_FIELD_INIT;
    uint8_t *taken = (uint8_t *)calloc((size_t)ground->n + 1, 1);
    if (!taken)
        return bp_context_fail_memory(context, (size_t)ground->n);
    for (int64_t i = 0; i < ground->n; i++) {
        taken[i] = !bp_bitmap_get(ground->candidate, i);
        around[i] = bp_bitmap_get(ground->population_known, i) ? ground->population[i] : 0.0;
    }
    const bp_delineate_input drawn = {ground->graph,
                                      input->position->value,
                                      input->position->valid,
                                      ground->population,
                                      ground->population_known,
                                      ground->region,
                                      taken,
                                      ground->x,
                                      ground->y};
    bp_status status = bp_field_new(context, &drawn, &input->rule->delineate, &field);
    if (!status)
        status = add_up_components(context, &field, around);
    bp_field_clear(&field);
    free(taken);
    return status;
}

/* The threshold's position of a scored unit, which a stack rule may have moved. */
static double threshold_of(const bp_verdict_input *input, int64_t i)
{
    const bp_threshold_options *threshold = &input->rule->threshold;
    double score = input->scores->score[i];
    if (threshold->local == BP_THRESHOLD_NATIONAL || !input->position->local_valid ||
        !bp_bitmap_get(input->position->local_valid, i))
        return score;
    return threshold->national * score + (1.0 - threshold->national) * input->position->local[i];
}

/* The smallest of the areas of its region that unit i touches. */
static int32_t area_beside(const bp_verdict_input *input, int64_t i)
{
    const bp_graph *graph = input->ground->graph;
    const int32_t *region = input->ground->region;
    int32_t found = -1;
    if (input->areas->role[i] != BP_ROLE_NONE)
        return -1;
    for (int64_t e = graph->offsets[i]; e < graph->offsets[i + 1]; e++) {
        int32_t j = graph->neighbours[e];
        int32_t area = input->areas->area_of[j];
        if (area < 0 || (region && region[i] != region[j]))
            continue;
        double residents = input->areas->areas[area].population;
        if (found < 0 || residents < input->areas->areas[found].population ||
            (residents == input->areas->areas[found].population && area < found))
            found = area;
    }
    return found;
}

/* Would the method have drawn a unit into the area beside it, but for the ceiling? */
static bool grows_areas(const char *method)
{
    return strcmp(method, "levelset") == 0 || strcmp(method, "optimal") == 0 ||
           strcmp(method, "hotspots") == 0;
}

static bp_reason reason_of(const bp_verdict_input *input, const bp_verdicts *verdicts, int64_t i)
{
    const bp_rule_ground *ground = input->ground;
    const bp_rule *rule = input->rule;
    bool is_past = bp_rule_is_past(rule, input->position, i);
    bool is_known = bp_bitmap_get(ground->population_known, i);
    if (input->areas->role[i] == BP_ROLE_MEMBER)
        return is_past ? BP_REASON_MEMBER : BP_REASON_MEMBER_BELOW_BASE;
    if (input->areas->role[i] == BP_ROLE_BRIDGE)
        return BP_REASON_BRIDGE;
    if (is_known && !(ground->population[i] > 0.0))
        return BP_REASON_UNINHABITED;
    if (!bp_bitmap_get(input->scores->valid, i))
        return BP_REASON_NO_SCORE;
    if (!is_known)
        return BP_REASON_POPULATION_UNKNOWN;
    if (!can_take_part(ground, i))
        return BP_REASON_EXCLUDED;
    if (!is_past)
        return rule->stack.at_least > 0 &&
                       (rule->stack.alone || verdicts->threshold[i] >= rule->delineate.base)
                   ? BP_REASON_BELOW_STACK
                   : BP_REASON_BELOW_BASE;
    if (verdicts->around[i] < bp_floor_at(&rule->delineate, (int32_t)i))
        return BP_REASON_BELOW_FLOOR;
    bool is_too_many = grows_areas(rule->delineate.method) && verdicts->beside[i] >= 0 &&
                       input->areas->areas[verdicts->beside[i]].population + ground->population[i] >
                           bp_ceiling_at(&rule->delineate, (int32_t)i);
    return is_too_many ? BP_REASON_ABOVE_CEILING : BP_REASON_OTHER;
}

static bp_status allocate(bp_context *context, int64_t n, bp_verdicts *out)
{
    size_t rows = (size_t)n + 1;
    out->n = n;
    out->reason = (uint8_t *)calloc(rows, 1);
    out->threshold = (double *)calloc(rows, sizeof *out->threshold);
    out->around = (double *)calloc(rows, sizeof *out->around);
    out->beside = (int32_t *)calloc(rows, sizeof *out->beside);
    if (out->reason && out->threshold && out->around && out->beside)
        return BP_OK;
    bp_context_fail_memory(context, rows * sizeof *out->around);
    return BP_ERROR_MEMORY;
}

bp_status bp_verdicts_new(bp_context *context, const bp_verdict_input *input, bp_verdicts *out)
{
    bp_verdicts made = BP_VERDICTS_INIT;
    bp_status status = allocate(context, input->ground->n, &made);
    if (!status)
        status = find_around(context, input, made.around);
    for (int64_t i = 0; !status && i < made.n; i++) {
        if (bp_bitmap_get(input->scores->valid, i))
            made.threshold[i] = threshold_of(input, i);
        made.beside[i] = area_beside(input, i);
        made.reason[i] = (uint8_t)reason_of(input, &made, i);
    }
    if (status)
        bp_verdicts_clear(&made);
    else
        *out = made;
    return status;
}
