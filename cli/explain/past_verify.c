/* The rule applied again, and held against what the run wrote. */
#include "cli/explain/past.h"

#include "geo/bitmap.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Scores stand in the file with six decimals. */
static const double half_unit = 0.5000001e-6;

static bp_status fail_unit(bp_context *context, const bp_past *past, int64_t i, const char *what,
                           const char *stored, const char *now)
{
    return bp_context_fail(context, BP_ERROR_INPUT,
                           "%s: unit %s has %s %s there, and its settings and values give %s: the run was "
                           "changed after it was written, or another version of brandpunt wrote it; run the "
                           "study again",
                           past->directory, past->id[i], what, stored, now);
}

static void print_score(double value, bool is_there, char text[32])
{
    if (is_there)
        snprintf(text, 32, "%.6f", value);
    else
        snprintf(text, 32, "none");
}

static bp_status verify_scores(bp_context *context, const bp_past *past)
{
    const bp_column *stored = bp_past_column(past, "score");
    const bp_scores *scores = &past->result.scores;
    char was[32], now[32];
    if (!stored || stored->type != BP_COLUMN_REAL)
        return bp_context_fail(
            context, BP_ERROR_INPUT,
            "%s/units.gpkg: has no column 'score' of the kind that a run writes; the layer "
            "was changed, or written by another version of brandpunt: run the study again",
            past->directory);
    for (int64_t i = 0; i < past->n; i++) {
        bool has_stored = bp_column_is_valid(stored, i), has = bp_bitmap_get(scores->valid, i);
        if (has_stored == has && (!has || fabs(stored->real[i] - scores->score[i]) <= half_unit))
            continue;
        print_score(has_stored ? stored->real[i] : 0.0, has_stored, was);
        print_score(has ? scores->score[i] : 0.0, has, now);
        return fail_unit(context, past, i, "the score", was, now);
    }
    return BP_OK;
}

/* Proposed areas stand in areas.csv by weight, as the rule numbers them. */
static bp_status verify_areas(bp_context *context, const bp_past *past)
{
    const bp_past_areas *stored = &past->areas[BP_PAST_PROPOSED];
    const bp_areas *areas = &past->result.areas;
    for (int64_t i = 0; i < past->n; i++) {
        bool is_member = areas->role[i] == BP_ROLE_MEMBER;
        if (stored->area_of[i] == areas->area_of[i] && stored->is_member[i] == is_member)
            continue;
        int32_t was = stored->area_of[i], now = areas->area_of[i];
        return fail_unit(context, past, i, "the area", was < 0 ? "none" : stored->id[was],
                         now < 0           ? "none"
                         : now < stored->n ? stored->id[now]
                                           : "one more");
    }
    return BP_OK;
}

/* Residents decide on weights, and weights on the order of the areas; a weight stands there with three
   decimals. */
static bp_status verify_weights(bp_context *context, const bp_past *past)
{
    const bp_past_areas *stored = &past->areas[BP_PAST_PROPOSED];
    for (int32_t a = 0; a < stored->n; a++) {
        const char *text = bp_past_area_text(past, stored->row[a], "weight");
        double was = strtod(text, NULL), now = past->result.areas.areas[a].weight;
        if (fabs(was - now) > 0.0006 + 1e-9 * fabs(now))
            return bp_context_fail(
                context, BP_ERROR_INPUT,
                "%s: area %s has the weight %s in areas.csv, and units.gpkg gives %.3f: the "
                "run was changed after it was written, or another version of brandpunt "
                "wrote it; run the study again",
                past->directory, stored->id[a], text, now);
    }
    return BP_OK;
}

static bp_status profile(bp_context *context, bp_past *past, int kind)
{
    bp_past_areas *areas = &past->areas[kind];
    const bp_profile_input input = {.n = past->n,
                                    .n_areas = areas->n,
                                    .area_of = areas->area_of,
                                    .counts = areas->is_member,
                                    .population = past->population,
                                    .population_known = past->population_known,
                                    .scores = &past->result.scores,
                                    .position = past->result.position.value,
                                    .base = past->rule.delineate.base,
                                    .stack_at = past->rule.score.stack_at};
    return bp_profile_new(context, &input, &areas->profile);
}

bp_status bp_past_verify(bp_context *context, bp_past *past)
{
    past->ground = (bp_rule_ground)BP_RULE_GROUND_INIT;
    past->ground.n = past->n;
    past->ground.indicators = past->indicators;
    past->ground.n_indicators = past->n_indicators;
    past->ground.graph = &past->graph;
    past->ground.population = past->population;
    past->ground.population_known = past->population_known;
    past->ground.region = past->is_within ? past->municipality : NULL;
    past->ground.municipality = past->municipality;
    past->ground.size_class = past->size_class;
    past->ground.candidate = past->candidate;
    past->ground.x = past->points;
    past->ground.y = past->points + past->n;
    bp_status status = bp_rule_apply(context, &past->ground, &past->rule, &past->result);
    if (!status)
        status = verify_scores(context, past);
    if (!status)
        status = verify_areas(context, past);
    if (!status)
        status = verify_weights(context, past);
    if (!status)
        status = profile(context, past, BP_PAST_DESIGNATED);
    return status ? status : profile(context, past, BP_PAST_PROPOSED);
}
