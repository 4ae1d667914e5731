#include "analysis/lever.h"

#include "geo/bitmap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void bp_lever_clear(bp_lever *lever)
{
    bp_effect_clear(&lever->effect);
    *lever = (bp_lever){0};
}

/* The rule with one setting changed; by_class points at copies of its own. */
typedef struct turned {
    bp_rule rule;
    bp_class_sizes sizes;
    double *limits;
} turned;

static bp_status turn(bp_context *context, const bp_rule *rule, int64_t unit, bp_lever_kind kind,
                      double value, turned *out)
{
    const bp_class_sizes *sizes = rule->delineate.by_class;
    bp_delineate_options *options = &out->rule.delineate;
    int32_t c = sizes ? sizes->class_of[unit] : -1;
    out->rule = *rule;
    if (kind == BP_LEVER_BASE)
        options->base = value;
    else if (kind == BP_LEVER_ROUNDS)
        options->rounds = (int)value;
    else if (c < 0 && kind == BP_LEVER_FLOOR)
        options->floor = value;
    else if (c < 0)
        options->ceiling = value;
    if (c < 0 || kind == BP_LEVER_BASE || kind == BP_LEVER_ROUNDS)
        return BP_OK;
    size_t n = (size_t)sizes->n;
    out->limits = (double *)malloc(2 * n * sizeof *out->limits);
    if (!out->limits)
        return bp_context_fail_memory(context, 2 * n * sizeof *out->limits);
    memcpy(out->limits, sizes->floor, n * sizeof *out->limits);
    memcpy(out->limits + n, sizes->ceiling, n * sizeof *out->limits);
    out->limits[kind == BP_LEVER_FLOOR ? (size_t)c : n + (size_t)c] = value;
    out->sizes = (bp_class_sizes){sizes->class_of, sizes->n, out->limits, out->limits + n};
    options->by_class = &out->sizes;
    return BP_OK;
}

typedef struct hand {
    const bp_what_if *what_if;
    int64_t unit;
} hand;

/* Draw again with this value; where the unit is a member then, the lever says so. */
static bp_status try_value(bp_context *context, const hand *h, double value, bp_lever *lever)
{
    const bp_rule_ground *ground = h->what_if->ground;
    turned with = {0};
    bp_position position = BP_POSITION_INIT;
    bp_areas areas = BP_AREAS_INIT;
    bp_status status = bp_context_check(context);
    if (!status)
        status = turn(context, h->what_if->rule, h->unit, lever->kind, value, &with);
    if (!status)
        status = bp_rule_place(context, ground, &with.rule, &h->what_if->result->scores, &position);
    if (!status)
        status = bp_rule_draw(context, ground, &with.rule, &position, &areas);
    if (status == BP_ERROR_INPUT) {
        bp_context_clear(context);
        status = BP_OK;
    } else if (!status && areas.role[h->unit] == BP_ROLE_MEMBER) {
        bp_effect_clear(&lever->effect);
        lever->is_found = 1;
        lever->to = value;
        lever->area = areas.areas[areas.area_of[h->unit]];
        status = bp_effect_between(context, &h->what_if->result->areas, &areas, ground->population, h->unit,
                                   &lever->effect);
    }
    lever->tried_to = value;
    free(with.limits);
    bp_position_clear(&position);
    bp_areas_clear(&areas);
    return status;
}

/* Steps of 0.01 down to the reach, then back up in steps of 0.001 while it stays in. */
static bp_status find_base(bp_context *context, const hand *h, bp_lever *lever)
{
    const bp_delineate_options *options = &h->what_if->rule->delineate;
    bp_status status = BP_OK;
    int64_t reach = (int64_t)ceil(options->reach * 1000.0 - 1e-9);
    int64_t first = (int64_t)ceil(options->base * 1000.0 - 1e-9) - 1, last = first + 1;
    for (int64_t k = first; !status && !lever->is_found && k >= reach;
         k = k > reach && k - 10 < reach ? reach : k - 10) {
        status = try_value(context, h, (double)k / 1000.0, lever);
        if (!lever->is_found)
            last = k;
    }
    int64_t found = lever->is_found ? llround(lever->to * 1000.0) : 0;
    while (!status && lever->is_found && ++found < last) {
        status = try_value(context, h, (double)found / 1000.0, lever);
        if (llround(lever->to * 1000.0) != found)
            break;
    }
    return status;
}

static int by_number(const void *a, const void *b)
{
    double p = *(const double *)a, q = *(const double *)b;
    return (p > q) - (p < q);
}

/* Residents of what could be an area around the unit if there were no limit: of the unit itself, and of every
   branch around it. */
static bp_status list_sizes(bp_context *context, const hand *h, double **out, int64_t *n)
{
    const bp_rule_ground *ground = h->what_if->ground;
    bp_delineate_options options = h->what_if->rule->delineate;
    bp_branches branches = BP_BRANCHES_INIT;
    bp_delineate_input input;
    uint8_t *taken = NULL;
    double *sizes = NULL;
    bp_status status = bp_rule_field_input(context, ground, &h->what_if->result->position, &input, &taken);
    if (status)
        return status;
    options.floor = 0.0;
    options.ceiling = INFINITY;
    options.by_class = NULL;
    status = bp_branches_of(context, &input, &options, h->unit, &branches);
    if (!status && !(sizes = (double *)malloc((size_t)(branches.n + 1) * sizeof *sizes)))
        status = bp_context_fail_memory(context, (size_t)branches.n * sizeof *sizes);
    if (sizes) {
        sizes[0] = ground->population[h->unit];
        for (int64_t b = 0; b < branches.n; b++)
            sizes[b + 1] = branches.list[b].population;
        *n = branches.n + 1;
        qsort(sizes, (size_t)*n, sizeof *sizes, by_number);
        *out = sizes;
    }
    free(taken);
    bp_branches_clear(&branches);
    return status;
}

static bp_status find_limits(bp_context *context, const hand *h, bp_lever *floor_lever, bp_lever *ceiling)
{
    double *sizes = NULL, last = NAN;
    int64_t n = 0;
    bp_status status = list_sizes(context, h, &sizes, &n);
    for (int64_t k = n - 1; !status && !floor_lever->is_found && k >= 0; k--) {
        double value = floor(sizes[k]);
        if (value < floor_lever->from && value != last)
            status = try_value(context, h, value, floor_lever);
        last = value;
    }
    last = NAN;
    for (int64_t k = 0; !status && !ceiling->is_found && k < n; k++) {
        double value = ceil(sizes[k]);
        if (value > ceiling->from && value != last)
            status = try_value(context, h, value, ceiling);
        last = value;
    }
    free(sizes);
    return status;
}

static void set_out(const bp_what_if *what_if, int64_t unit, bp_lever *out)
{
    const bp_delineate_options *options = &what_if->rule->delineate;
    const double from[BP_LEVERS] = {options->base, bp_floor_at(options, (int32_t)unit),
                                    bp_ceiling_at(options, (int32_t)unit), (double)options->rounds};
    for (int k = 0; k < BP_LEVERS; k++)
        out[k] = (bp_lever){.kind = (bp_lever_kind)k, .from = from[k], .to = from[k], .tried_to = from[k]};
}

bp_status bp_levers_find(bp_context *context, const bp_what_if *what_if, int64_t unit, bp_lever *out)
{
    bp_lever made[BP_LEVERS];
    const hand h = {what_if, unit};
    if (unit < 0 || unit >= what_if->ground->n)
        return bp_context_fail(context, BP_ERROR_ARGUMENT, "there are %lld units; levers were asked of %lld",
                               (long long)what_if->ground->n, (long long)unit);
    set_out(what_if, unit, made);
    bp_status status = find_base(context, &h, &made[BP_LEVER_BASE]);
    if (!status)
        status = find_limits(context, &h, &made[BP_LEVER_FLOOR], &made[BP_LEVER_CEILING]);
    bp_lever *rounds = &made[BP_LEVER_ROUNDS];
    for (int r = (int)rounds->from + 1; !status && !rounds->is_found && r <= BP_LEVER_MOST_ROUNDS; r++)
        status = try_value(context, &h, (double)r, rounds);
    for (int k = 0; k < BP_LEVERS; k++)
        if (status)
            bp_lever_clear(&made[k]);
        else
            out[k] = made[k];
    return status;
}
