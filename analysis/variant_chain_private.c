#include "analysis/variant_chain_private.h"

#include "geo/bitmap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void bp_variant_chain_clear(bp_variant_chain *chain)
{
    int n_lists = chain->options ? chain->options->n_normalisations * chain->weights.n_indicators : 0;
    for (int k = 0; chain->normalised && k < n_lists; k++)
        free(chain->normalised[k]);
    for (int k = 0; chain->valid && k < chain->weights.n_indicators; k++)
        free(chain->valid[k]);
    free(chain->normalised);
    free(chain->valid);
    free(chain->indicator_weight);
    free(chain->domain_of);
    *chain = (bp_variant_chain)BP_VARIANT_CHAIN_INIT;
}

static bp_status take_weights(bp_context *context, bp_variant_chain *chain)
{
    const bp_rule_ground *ground = chain->input->ground;
    size_t n = (size_t)ground->n_indicators + 1;
    chain->indicator_weight = (double *)calloc(n, sizeof *chain->indicator_weight);
    chain->domain_of = (int *)calloc(n, sizeof *chain->domain_of);
    if (!chain->indicator_weight || !chain->domain_of)
        return bp_context_fail_memory(context, n * sizeof *chain->indicator_weight);
    for (int k = 0; k < ground->n_indicators; k++) {
        chain->indicator_weight[k] = ground->indicators[k].weight;
        chain->domain_of[k] = ground->indicators[k].domain;
    }
    chain->weights = (bp_variant_weights){chain->input->rule->score.n_domains, ground->n_indicators,
                                          chain->input->rule->score.domain_weight, chain->indicator_weight,
                                          chain->domain_of};
    return BP_OK;
}

/* The units that take part and have the indicator. */
static bp_status restrict_indicator(bp_context *context, bp_variant_chain *chain, int k)
{
    const bp_rule_ground *ground = chain->input->ground;
    const uint8_t *taking_part = chain->input->rule->score.taking_part;
    bp_status status = bp_indicator_check(context, &ground->indicators[k], taking_part, ground->n);
    if (status)
        return status;
    chain->valid[k] = (uint8_t *)calloc(bp_bitmap_bytes(ground->n), 1);
    if (!chain->valid[k])
        return bp_context_fail_memory(context, bp_bitmap_bytes(ground->n));
    for (int64_t i = 0; i < ground->n; i++)
        if (bp_bitmap_get(ground->indicators[k].valid, i) && bp_bitmap_get(taking_part, i))
            bp_bitmap_set(chain->valid[k], i);
    return BP_OK;
}

static bp_status normalise_indicator(bp_context *context, bp_variant_chain *chain, int method, int k)
{
    const bp_rule_ground *ground = chain->input->ground;
    const bp_indicator *indicator = &ground->indicators[k];
    double *out = (double *)calloc((size_t)ground->n + 1, sizeof *out);
    chain->normalised[method * ground->n_indicators + k] = out;
    if (!out)
        return bp_context_fail_memory(context, (size_t)ground->n * sizeof *out);
    return bp_normalise(context, chain->options->normalisations[method], indicator->worse, indicator->value,
                        chain->valid[k], chain->input->rule->score.reference_weight, ground->n, out);
}

static bp_status fill(bp_context *context, bp_variant_chain *chain)
{
    int n = chain->input->ground->n_indicators;
    bp_status status = take_weights(context, chain);
    if (!status)
        status = bp_variant_check(context, chain->options, &chain->weights);
    if (status)
        return status;
    chain->valid = (uint8_t **)calloc((size_t)n + 1, sizeof *chain->valid);
    chain->normalised = (double **)calloc((size_t)n * (size_t)chain->options->n_normalisations + 1,
                                          sizeof *chain->normalised);
    if (!chain->valid || !chain->normalised)
        return bp_context_fail_memory(context, (size_t)n * sizeof *chain->valid);
    for (int k = 0; !status && k < n; k++)
        status = restrict_indicator(context, chain, k);
    for (int m = 0; !status && m < chain->options->n_normalisations; m++)
        for (int k = 0; !status && k < n; k++)
            status = normalise_indicator(context, chain, m, k);
    return status;
}

bp_status bp_variant_chain_new(bp_context *context, const bp_stability_input *input,
                               const bp_variant_options *options, bp_variant_chain *out)
{
    bp_variant_chain chain = BP_VARIANT_CHAIN_INIT;
    chain.input = input;
    chain.options = options;
    bp_status status = fill(context, &chain);
    if (status)
        bp_variant_chain_clear(&chain);
    else
        *out = chain;
    return status;
}

void bp_variant_room_clear(const bp_variant_chain *chain, bp_variant_room *room)
{
    for (int d = 0; room->complete && d < chain->weights.n_domains; d++)
        free(room->complete[d]);
    free(room->complete);
    free(room->class_floor);
    free(room->class_ceiling);
    free(room->indicators);
    free((void *)room->normalised);
    free(room->domain_weight);
    free(room->domain);
    bp_variant_clear(&room->variant);
    *room = (bp_variant_room)BP_VARIANT_ROOM_INIT;
}

bp_status bp_variant_room_new(bp_context *context, const bp_variant_chain *chain, bp_variant_room *out)
{
    bp_variant_room room = BP_VARIANT_ROOM_INIT;
    size_t n = (size_t)chain->weights.n_indicators + 1, d = (size_t)chain->weights.n_domains + 1;
    bp_status status = bp_variant_new(context, &chain->weights, &room.variant);
    room.indicators = (bp_indicator *)calloc(n, sizeof *room.indicators);
    room.normalised = (const double **)calloc(n, sizeof *room.normalised);
    room.domain_weight = (double *)calloc(d, sizeof *room.domain_weight);
    room.domain = (int *)calloc(d, sizeof *room.domain);
    room.complete = (uint8_t **)calloc(d, sizeof *room.complete);
    const bp_class_sizes *sizes = chain->input->rule->delineate.by_class;
    size_t n_classes = sizes ? (size_t)sizes->n + 1 : 1;
    room.class_floor = (double *)calloc(n_classes, sizeof *room.class_floor);
    room.class_ceiling = (double *)calloc(n_classes, sizeof *room.class_ceiling);
    bool whole = room.class_floor && room.class_ceiling && room.indicators && room.normalised &&
                 room.domain_weight && room.domain && room.complete;
    for (int k = 0; whole && k < chain->weights.n_domains; k++) {
        room.complete[k] = (uint8_t *)calloc(bp_bitmap_bytes(chain->input->ground->n), 1);
        whole = room.complete[k] != NULL;
    }
    if (!status && !whole)
        status = bp_context_fail_memory(context, n * sizeof *room.indicators);
    if (status)
        bp_variant_room_clear(chain, &room);
    else
        *out = room;
    return status;
}

/* The units that have every indicator of domain d that is not left out. */
static void find_complete(const bp_variant_chain *chain, int d, bp_variant_room *room)
{
    size_t bytes = bp_bitmap_bytes(chain->input->ground->n);
    memset(room->complete[d], 0xFF, bytes);
    for (int k = 0; k < chain->weights.n_indicators; k++)
        if (chain->domain_of[k] == d && k != room->variant.left_out)
            for (size_t b = 0; b < bytes; b++)
                room->complete[d][b] &= chain->valid[k][b];
}

/* Whether anybody is scored, by number or by residents, on an indicator that these units have. */
static bool counts_anybody(const bp_variant_chain *chain, const uint8_t *valid)
{
    const double *residents = chain->input->rule->score.reference_weight;
    for (int64_t i = 0; i < chain->input->ground->n; i++)
        if (bp_bitmap_get(valid, i) && (!residents || residents[i] > 0.0))
            return true;
    return false;
}

/* The domains and indicators that are left in this variant, numbered anew; returns how many indicators. */
static int choose_indicators(const bp_variant_chain *chain, bp_variant_room *room, int *n_domains)
{
    const bp_variant *variant = &room->variant;
    bool is_complete = variant->policy == BP_MISSING_COMPLETE;
    int n = 0;
    *n_domains = 0;
    for (int d = 0; d < chain->weights.n_domains; d++) {
        room->domain[d] = -1;
        if (is_complete)
            find_complete(chain, d, room);
    }
    for (int k = 0; k < chain->weights.n_indicators; k++) {
        int d = chain->domain_of[k];
        const uint8_t *valid = is_complete ? room->complete[d] : chain->valid[k];
        if (k == variant->left_out || !counts_anybody(chain, valid))
            continue;
        if (room->domain[d] < 0) {
            room->domain_weight[*n_domains] = variant->domain_weight[d];
            room->domain[d] = (*n_domains)++;
        }
        room->indicators[n] = chain->input->ground->indicators[k];
        room->indicators[n].valid = valid;
        room->indicators[n].domain = room->domain[d];
        room->indicators[n].weight = variant->indicator_weight[k];
        room->normalised[n++] =
            chain->normalised[variant->normalisation_index * chain->weights.n_indicators + k];
    }
    return n;
}

/* Floors and ceilings of size classes in the proportion in which the study's own go up or down. */
static void scale_classes(const bp_delineate_options *asked, const bp_variant *variant, bp_variant_room *room)
{
    const bp_class_sizes *sizes = asked->by_class;
    double lower = asked->floor > 0.0 ? variant->floor / asked->floor : 1.0;
    double upper = asked->ceiling < INFINITY ? variant->ceiling / asked->ceiling : 1.0;
    for (int c = 0; c < sizes->n; c++) {
        room->class_floor[c] = sizes->floor[c] * lower;
        room->class_ceiling[c] = fmax(sizes->ceiling[c] * upper, room->class_floor[c]);
    }
    room->sizes = (bp_class_sizes){sizes->class_of, sizes->n, room->class_floor, room->class_ceiling};
}

bp_status bp_variant_apply(bp_context *context, const bp_variant_chain *chain, int64_t number,
                           bp_variant_room *room, bp_rule_result *out)
{
    const bp_variant *variant = &room->variant;
    bp_rule_ground ground = *chain->input->ground;
    bp_rule rule = *chain->input->rule;
    bp_variant_draw(chain->options, &chain->weights, number, &room->variant);
    ground.n_indicators = choose_indicators(chain, room, &rule.score.n_domains);
    if (ground.n_indicators == 0)
        return bp_context_fail(context, BP_ERROR_INPUT, "a variant has no indicator left");
    ground.indicators = room->indicators;
    ground.graph = chain->input->graphs[variant->graph];
    rule.score.normalisation = variant->normalisation;
    rule.score.normalised = room->normalised;
    rule.score.domain_weight = room->domain_weight;
    rule.score.min_domains =
        variant->min_domains < rule.score.n_domains ? variant->min_domains : rule.score.n_domains;
    if (rule.stack.at_least > rule.score.n_domains)
        rule.stack.at_least = rule.score.n_domains;
    rule.delineate.base = variant->base;
    rule.delineate.reach = variant->reach;
    rule.delineate.floor = variant->floor;
    rule.delineate.ceiling = variant->ceiling;
    if (rule.delineate.by_class) {
        scale_classes(&chain->input->rule->delineate, variant, room);
        rule.delineate.by_class = &room->sizes;
    }
    return bp_rule_apply(context, &ground, &rule, out);
}
