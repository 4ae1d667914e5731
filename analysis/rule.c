#include "analysis/rule.h"

#include "analysis/rank.h"
#include "geo/bitmap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool bp_position_has_local(const bp_position *position, int64_t i)
{
    return position->local_valid && bp_bitmap_get(position->local_valid, i);
}

void bp_position_clear(bp_position *position)
{
    free(position->value);
    free(position->valid);
    free(position->local);
    free(position->local_valid);
    *position = (bp_position)BP_POSITION_INIT;
}

void bp_rule_result_clear(bp_rule_result *result)
{
    bp_scores_clear(&result->scores);
    bp_position_clear(&result->position);
    bp_areas_clear(&result->areas);
}

bool bp_rule_is_past(const bp_rule *rule, const bp_position *position, int64_t i)
{
    return bp_bitmap_get(position->valid, i) && position->value[i] >= rule->delineate.base;
}

static bp_status allocate(bp_context *context, int64_t n, bp_position *out)
{
    size_t rows = (size_t)n + 1;
    out->n = n;
    out->value = (double *)calloc(rows, sizeof *out->value);
    out->valid = (uint8_t *)calloc(bp_bitmap_bytes(n), 1);
    out->local = (double *)calloc(rows, sizeof *out->local);
    out->local_valid = (uint8_t *)calloc(bp_bitmap_bytes(n), 1);
    if (out->value && out->valid && out->local && out->local_valid)
        return BP_OK;
    return bp_context_fail_memory(context, rows * sizeof *out->value);
}

static bp_status check_stack(bp_context *context, const bp_rule *rule, int n_domains)
{
    const bp_stack_rule *stack = &rule->stack;
    if (stack->at_least < 0 || stack->at_least > n_domains)
        return bp_context_fail(context, BP_ERROR_ARGUMENT, "a stack of %d domains is asked for; there are %d",
                               stack->at_least, n_domains);
    if (!stack->alone)
        return BP_OK;
    if (stack->at_least == 0)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "the stack is to decide alone and no number of domains is asked for");
    if (rule->threshold.local != BP_THRESHOLD_NATIONAL)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "where the stack decides alone there is no local threshold");
    if (!(rule->delineate.base > 0.0))
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "where the stack decides alone the base must be above 0");
    return BP_OK;
}

/* What a unit that lacks domains is placed at, at the most: the more it lacks, the nearer to the reach. It is
   below the base even where the reach is not. */
static double cap_of(const bp_rule *rule, int32_t stack)
{
    const bp_delineate_options *areas = &rule->delineate;
    int lacks = rule->stack.at_least - stack;
    if (stack == 0 && areas->reach < areas->base)
        return areas->reach;
    double cap = areas->base - (areas->base - areas->reach) * lacks / rule->stack.at_least;
    return fmin(cap, nextafter(areas->base, -1.0));
}

static void cap_positions(const bp_rule *rule, const bp_scores *scores, double *position)
{
    for (int64_t i = 0; i < scores->n; i++)
        if (bp_bitmap_get(scores->valid, i) && scores->stack[i] < rule->stack.at_least)
            position[i] = fmin(position[i], cap_of(rule, scores->stack[i]));
}

static double weight_of(const double *weight, int64_t i)
{
    return weight ? weight[i] : 1.0;
}

/* The share of the scored units, or of their residents, that lack the stack. */
static double share_without(const bp_rule *rule, const bp_scores *scores)
{
    double without = 0.0, all = 0.0;
    for (int64_t i = 0; i < scores->n; i++) {
        if (!bp_bitmap_get(scores->valid, i))
            continue;
        double weight = weight_of(rule->score.reference_weight, i);
        all += weight;
        without += scores->stack[i] < rule->stack.at_least ? weight : 0.0;
    }
    return all > 0.0 ? without / all : 0.0;
}

/* Which side of the base a unit is on follows from its stack and not from how a product was rounded;
   residents that are not known weigh nothing and would leave a unit on the edge. */
static double stretched(double rank, double without, double base, bool has_stack)
{
    if (has_stack)
        return without < 1.0 ? fmin(1.0, base + fmax(0.0, rank - without) * (1.0 - base) / (1.0 - without))
                             : base;
    return without > 0.0 ? fmin(rank * base / without, nextafter(base, -1.0)) : nextafter(base, -1.0);
}

static bp_status place_by_stack(bp_context *context, const bp_rule *rule, const bp_scores *scores,
                                double *position)
{
    int64_t n = scores->n;
    double *key = (double *)calloc((size_t)n + 1, sizeof *key);
    if (!key)
        return bp_context_fail_memory(context, (size_t)n * sizeof *key);
    /* Scores lie between 0 and 1, so the stack goes first. */
    for (int64_t i = 0; i < n; i++)
        if (bp_bitmap_get(scores->valid, i))
            key[i] = scores->stack[i] + scores->score[i];
    double without = share_without(rule, scores);
    bp_status status =
        bp_percentile_rank(context, key, scores->valid, rule->score.reference_weight, n, position);
    for (int64_t i = 0; !status && i < n; i++)
        if (bp_bitmap_get(scores->valid, i))
            position[i] = stretched(position[i], without, rule->delineate.base,
                                    scores->stack[i] >= rule->stack.at_least);
    free(key);
    return status;
}

bp_status bp_rule_place(bp_context *context, const bp_rule_ground *ground, const bp_rule *rule,
                        const bp_scores *scores, bp_position *out)
{
    bp_position position = BP_POSITION_INIT;
    const bp_threshold_input input = {
        scores->n, scores->score, scores->valid, rule->score.reference_weight,
        rule->threshold.local == BP_THRESHOLD_SIZE_CLASS ? ground->size_class : ground->municipality};
    bp_status status = check_stack(context, rule, scores->n_domains);
    if (!status)
        status = allocate(context, scores->n, &position);
    if (!status)
        status = bp_threshold_position(context, &input, &rule->threshold, position.value, position.local,
                                       position.local_valid, &position.report);
    if (!status) {
        memcpy(position.valid, scores->valid, bp_bitmap_bytes(scores->n));
        if (rule->stack.alone)
            status = place_by_stack(context, rule, scores, position.value);
        else if (rule->stack.at_least > 0)
            cap_positions(rule, scores, position.value);
    }
    if (status)
        bp_position_clear(&position);
    else
        *out = position;
    return status;
}

static bool can_count(const bp_rule_ground *ground, int64_t i)
{
    return bp_bitmap_get(ground->candidate, i) && bp_bitmap_get(ground->population_known, i) &&
           ground->population[i] > 0.0 && (!ground->region || ground->region[i] >= 0);
}

bool bp_rule_has_any(const bp_rule_ground *ground, const bp_rule *rule, const bp_position *position)
{
    const bp_delineate_options *areas = &rule->delineate;
    for (int64_t i = 0; i < ground->n; i++) {
        bool is_bridge = areas->bridge_steps > 0 && ground->population[i] <= areas->bridge_population;
        if (can_count(ground, i) && !is_bridge && bp_rule_is_past(rule, position, i))
            return true;
    }
    return false;
}

/* Without a stack rule bp_delineate says it better. */
static bp_status check_stack_met(bp_context *context, const bp_rule_ground *ground, const bp_rule *rule,
                                 const bp_position *position)
{
    if (rule->stack.at_least == 0 || bp_rule_has_any(ground, rule, position))
        return BP_OK;
    if (rule->stack.alone)
        return bp_context_fail(
            context, BP_ERROR_INPUT,
            "no unit with residents has %d domains at or past %g: ask for fewer domains or "
            "lower score.stack_at",
            rule->stack.at_least, rule->score.stack_at);
    return bp_context_fail(context, BP_ERROR_INPUT,
                           "no unit with residents has a position of %g (areas.base) or more and %d domains "
                           "at or past %g: lower the base, ask for fewer domains or lower score.stack_at",
                           rule->delineate.base, rule->stack.at_least, rule->score.stack_at);
}

bp_status bp_rule_field_input(bp_context *context, const bp_rule_ground *ground, const bp_position *position,
                              bp_delineate_input *out, uint8_t **taken)
{
    uint8_t *marked = NULL;
    if (ground->candidate) {
        marked = (uint8_t *)calloc((size_t)ground->n + 1, 1);
        if (!marked)
            return bp_context_fail_memory(context, (size_t)ground->n);
        for (int64_t i = 0; i < ground->n; i++)
            marked[i] = !bp_bitmap_get(ground->candidate, i);
    }
    *out = (bp_delineate_input){
        ground->graph,  position->value, position->valid, ground->population, ground->population_known,
        ground->region, marked,          ground->x,       ground->y};
    *taken = marked;
    return BP_OK;
}

bp_status bp_rule_draw(bp_context *context, const bp_rule_ground *ground, const bp_rule *rule,
                       const bp_position *position, bp_areas *out)
{
    uint8_t *taken = NULL;
    bp_delineate_input input;
    bp_status status = check_stack_met(context, ground, rule, position);
    if (!status)
        status = bp_rule_field_input(context, ground, position, &input, &taken);
    if (!status)
        status = bp_delineate(context, &input, &rule->delineate, out);
    free(taken);
    return status;
}

bp_status bp_rule_apply(bp_context *context, const bp_rule_ground *ground, const bp_rule *rule,
                        bp_rule_result *out)
{
    bp_rule_result result = BP_RULE_RESULT_INIT;
    bp_status status =
        bp_score(context, ground->indicators, ground->n_indicators, ground->n, &rule->score, &result.scores);
    if (!status)
        status = bp_rule_place(context, ground, rule, &result.scores, &result.position);
    if (!status)
        status = bp_rule_draw(context, ground, rule, &result.position, &result.areas);
    if (status)
        bp_rule_result_clear(&result);
    else
        *out = result;
    return status;
}
