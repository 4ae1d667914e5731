#include "analysis/delineate.h"

#include "analysis/components.h"
#include "analysis/hotspots.h"
#include "analysis/levelset.h"
#include "analysis/optimal.h"
#include "analysis/region_areas.h"
#include "analysis/scan_areas.h"

#include <stdlib.h>
#include <string.h>

const bp_delineation_method bp_delineation_methods[] = {
    {"levelset", "the heaviest branches of the tree of score levels, floor and ceiling kept",
     bp_levelset_label},
    {"components", "whatever hangs together past the base, floor kept", bp_components_label},
    {"optimal", "the heaviest connected areas of all, floor and ceiling kept", bp_optimal_label},
    {"skater", "regions cut from a spanning tree of the candidates, floor and ceiling kept",
     bp_region_areas_label},
    {"redcap", "regions cut from a tree by linkage of the candidates, floor and ceiling kept",
     bp_region_areas_label},
    {"schc", "regions merged from the candidates by linkage, floor and ceiling kept", bp_region_areas_label},
    {"azp", "regions of the candidates, units moved between them while that helps, floor and ceiling kept",
     bp_region_areas_label},
    {"maxp", "as many regions of the candidates as the floor allows, ceiling kept", bp_region_areas_label},
    {"scan", "significant circles of high scores, cut to what hangs together, floor and ceiling kept",
     bp_scan_areas_label},
    {"flexible", "significant connected sets of high scores (flexible scan), floor and ceiling kept",
     bp_scan_areas_label},
    {"hotspots", "grown from significant hot spots while the weight grows, floor and ceiling kept",
     bp_hotspots_label},
};
const int bp_n_delineation_methods = (int)(sizeof bp_delineation_methods / sizeof *bp_delineation_methods);

void bp_areas_clear(bp_areas *areas)
{
    free(areas->area_of);
    free(areas->role);
    free(areas->areas);
    *areas = (bp_areas)BP_AREAS_INIT;
}

static const bp_delineation_method *find_method(const char *name)
{
    for (int i = 0; i < bp_n_delineation_methods; i++)
        if (strcmp(bp_delineation_methods[i].name, name) == 0)
            return &bp_delineation_methods[i];
    return NULL;
}

static bp_status check_options(bp_context *context, const bp_delineate_options *options)
{
    if (!find_method(options->method))
        return bp_context_fail(context, BP_ERROR_ARGUMENT, "there is no delineation method '%s'",
                               options->method);
    if (options->reach > options->base)
        return bp_context_fail(context, BP_ERROR_ARGUMENT, "reach %g is above base %g", options->reach,
                               options->base);
    if (options->rounds < 1)
        return bp_context_fail(context, BP_ERROR_ARGUMENT, "rounds %d is below 1", options->rounds);
    if (options->floor > options->ceiling)
        return bp_context_fail(context, BP_ERROR_ARGUMENT, "floor %g is above ceiling %g", options->floor,
                               options->ceiling);
    return BP_OK;
}

/* Within a region an area may grow to any of its units, so they must agree on how large it can be. */
static bp_status check_classes(bp_context *context, const bp_delineate_input *input,
                               const bp_class_sizes *sizes)
{
    int32_t n_regions = 0;
    for (int k = 0; k < sizes->n; k++)
        if (sizes->floor[k] > sizes->ceiling[k])
            return bp_context_fail(context, BP_ERROR_ARGUMENT,
                                   "floor %g is above ceiling %g of size class %d", sizes->floor[k],
                                   sizes->ceiling[k], k);
    if (!input->region)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "floors by size class are for areas that stay inside one region");
    for (int64_t i = 0; i < input->graph->n; i++)
        n_regions = input->region[i] >= n_regions ? input->region[i] + 1 : n_regions;
    int32_t *first = (int32_t *)malloc(((size_t)n_regions + 1) * sizeof *first);
    if (!first)
        return bp_context_fail_memory(context, (size_t)n_regions * sizeof *first);
    bool agree = true;
    for (int32_t r = 0; r < n_regions; r++)
        first[r] = -1;
    for (int64_t i = 0; i < input->graph->n; i++) {
        int32_t r = input->region[i];
        if (r >= 0 && first[r] < 0)
            first[r] = (int32_t)i;
        agree = agree && (r < 0 || sizes->class_of[first[r]] == sizes->class_of[i]);
    }
    free(first);
    return agree ? BP_OK
                 : bp_context_fail(context, BP_ERROR_ARGUMENT,
                                   "floors by size class are for regions whose units are all of one class");
}

static bp_status check_field(bp_context *context, const bp_field *field, const bp_delineate_options *options)
{
    if (field->n > 0 && field->score[0] >= options->base)
        return BP_OK;
    if (field->n > 0)
        return bp_context_fail(
            context, BP_ERROR_INPUT,
            "no unit with residents has a score of %g (areas.base) or more; the highest is %.4f: "
            "lower the base",
            options->base, field->score[0]);
    return bp_context_fail(
        context, BP_ERROR_INPUT,
        "no unit with residents has a score of %g (areas.base) or more, nor of %g (areas.reach)",
        options->base, options->reach);
}

/* An area while the areas are put in their order. */
typedef struct placed {
    int64_t weight;
    int32_t first_unit, label;
} placed;

static int heaviest_first(const void *a, const void *b)
{
    const placed *p = (const placed *)a, *q = (const placed *)b;
    if (p->weight != q->weight)
        return p->weight > q->weight ? -1 : 1;
    return (p->first_unit > q->first_unit) - (p->first_unit < q->first_unit);
}

static bp_status order_areas(bp_context *context, const bp_field *field, int32_t *label, int32_t n_areas)
{
    placed *order = (placed *)calloc((size_t)n_areas + 1, sizeof *order);
    int32_t *place = (int32_t *)calloc((size_t)n_areas + 1, sizeof *place);
    if (!order || !place) {
        free(order);
        free(place);
        return bp_context_fail_memory(context, (size_t)n_areas * sizeof *order);
    }
    for (int32_t a = 0; a < n_areas; a++)
        order[a] = (placed){0, INT32_MAX, a};
    for (int64_t c = 0; c < field->n; c++) {
        if (label[c] < 0)
            continue;
        placed *at = &order[label[c]];
        at->weight += field->weight[c];
        at->first_unit = field->unit[c] < at->first_unit ? field->unit[c] : at->first_unit;
    }
    qsort(order, (size_t)n_areas, sizeof *order, heaviest_first);
    for (int32_t i = 0; i < n_areas; i++)
        place[order[i].label] = i;
    for (int64_t c = 0; c < field->n; c++)
        if (label[c] >= 0)
            label[c] = place[label[c]];
    free(order);
    free(place);
    return BP_OK;
}

static bp_status allocate(bp_context *context, int64_t n, int32_t n_areas, bp_areas *out)
{
    out->n = n;
    out->n_areas = n_areas;
    out->area_of = (int32_t *)malloc((size_t)(n + 1) * sizeof *out->area_of);
    out->role = (uint8_t *)calloc((size_t)n + 1, 1);
    out->areas = (bp_area *)calloc((size_t)n_areas + 1, sizeof *out->areas);
    if (!out->area_of || !out->role || !out->areas)
        return bp_context_fail_memory(context, (size_t)n * sizeof *out->area_of);
    for (int64_t i = 0; i < n; i++)
        out->area_of[i] = -1;
    return BP_OK;
}

/* The ceiling is the same for all members of an area. */
static void mark_above_ceiling(const bp_delineate_options *options, bp_areas *areas)
{
    for (int64_t i = 0; i < areas->n; i++)
        if (areas->role[i] == BP_ROLE_MEMBER) {
            bp_area *area = &areas->areas[areas->area_of[i]];
            area->is_above_ceiling = area->population > bp_ceiling_at(options, (int32_t)i);
        }
}

static bp_status fill_members(bp_context *context, const bp_field *field, const bp_delineate_options *options,
                              const int32_t *label, bp_areas *out)
{
    int64_t *weight = (int64_t *)calloc((size_t)out->n_areas + 1, sizeof *weight);
    if (!weight)
        return bp_context_fail_memory(context, (size_t)out->n_areas * sizeof *weight);
    for (int64_t c = 0; c < field->n; c++) {
        if (label[c] < 0)
            continue;
        bp_area *area = &out->areas[label[c]];
        area->n_members++;
        area->n_below_base += field->score[c] < options->base;
        area->population += field->population[c];
        weight[label[c]] += field->weight[c];
        out->area_of[field->unit[c]] = label[c];
        out->role[field->unit[c]] = BP_ROLE_MEMBER;
    }
    for (int32_t a = 0; a < out->n_areas; a++)
        out->areas[a].weight = (double)weight[a] / BP_WEIGHT_ONE;
    mark_above_ceiling(options, out);
    free(weight);
    return BP_OK;
}

/* start[a] .. start[a + 1]: the members of area a in `members`, ascending. */
static void list_members(const bp_areas *areas, int64_t *start, int32_t *members)
{
    for (int32_t a = 0; a < areas->n_areas; a++)
        start[a + 1] = start[a] + areas->areas[a].n_members;
    int64_t *at = start + areas->n_areas + 1;
    memcpy(at, start, (size_t)areas->n_areas * sizeof *at);
    for (int64_t i = 0; i < areas->n; i++)
        if (areas->role[i] == BP_ROLE_MEMBER)
            members[at[areas->area_of[i]]++] = (int32_t)i;
}

static bp_status fill_bridges(bp_context *context, const bp_field *field, const bp_delineate_input *input,
                              const bp_delineate_options *options, bp_areas *out)
{
    bp_status status = BP_OK;
    size_t rows = (size_t)out->n + 1;
    int32_t *scratch = (int32_t *)calloc(3 * rows, sizeof *scratch);
    int64_t *start = (int64_t *)calloc(2 * ((size_t)out->n_areas + 1), sizeof *start);
    if (!scratch || !start) {
        status = bp_context_fail_memory(context, 3 * rows * sizeof *scratch);
        goto done;
    }
    int32_t *members = scratch, *stamp = scratch + rows, *bridges = stamp + rows;
    list_members(out, start, members);
    for (int32_t a = 0; !status && a < out->n_areas; a++) {
        int64_t n_bridges = 0;
        status = bp_field_bridges(context, field, input, options, members + start[a], start[a + 1] - start[a],
                                  stamp, bridges, &n_bridges);
        for (int64_t i = 0; !status && i < n_bridges; i++) {
            out->area_of[bridges[i]] = a;
            out->role[bridges[i]] = BP_ROLE_BRIDGE;
        }
        out->areas[a].n_bridges = n_bridges;
    }
done:
    free(scratch);
    free(start);
    return status;
}

/* One round: areas from what is not taken, heaviest first. */
static bp_status draw_round(bp_context *context, const bp_delineate_input *input,
                            const bp_delineate_options *options, bool is_first, bp_areas *out)
{
    bp_field field = BP_FIELD_INIT;
    bp_areas areas = BP_AREAS_INIT;
    int32_t *label = NULL, n_areas = 0;
    bp_status status = bp_field_new(context, input, options, &field);
    if (!status && is_first)
        status = check_field(context, &field, options);
    if (status)
        goto done;
    label = (int32_t *)malloc((size_t)(field.n + 1) * sizeof *label);
    if (!label) {
        status = bp_context_fail_memory(context, (size_t)field.n * sizeof *label);
        goto done;
    }
    status = find_method(options->method)->label(context, &field, options, label, &n_areas);
    if (!status)
        status = order_areas(context, &field, label, n_areas);
    if (!status)
        status = allocate(context, input->graph->n, n_areas, &areas);
    if (!status)
        status = fill_members(context, &field, options, label, &areas);
    if (!status)
        status = fill_bridges(context, &field, input, options, &areas);
done:
    if (status)
        bp_areas_clear(&areas);
    else
        *out = areas;
    free(label);
    bp_field_clear(&field);
    return status;
}

/* Put the areas of a round behind those of the rounds before. */
static bp_status append_round(bp_context *context, const bp_areas *round, bp_areas *total, uint8_t *taken)
{
    int32_t n = total->n_areas;
    bp_area *grown = (bp_area *)realloc(total->areas, (size_t)(n + round->n_areas + 1) * sizeof *grown);
    if (!grown)
        return bp_context_fail_memory(context, (size_t)(n + round->n_areas) * sizeof *grown);
    total->areas = grown;
    if (round->n_areas > 0)
        memcpy(grown + n, round->areas, (size_t)round->n_areas * sizeof *grown);
    total->n_areas = n + round->n_areas;
    for (int64_t i = 0; i < round->n; i++) {
        if (round->area_of[i] < 0)
            continue;
        total->area_of[i] = n + round->area_of[i];
        total->role[i] = round->role[i];
        taken[i] = 1;
    }
    return BP_OK;
}

/* An area while the areas of all rounds are put in their order. */
typedef struct ranked {
    bp_area area;
    int32_t first_unit, number;
} ranked;

static int by_weight(const void *a, const void *b)
{
    const ranked *p = (const ranked *)a, *q = (const ranked *)b;
    if (p->area.weight != q->area.weight)
        return p->area.weight > q->area.weight ? -1 : 1;
    return (p->first_unit > q->first_unit) - (p->first_unit < q->first_unit);
}

static bp_status order_rounds(bp_context *context, bp_areas *areas)
{
    ranked *order = (ranked *)calloc((size_t)areas->n_areas + 1, sizeof *order);
    int32_t *place = (int32_t *)calloc((size_t)areas->n_areas + 1, sizeof *place);
    bp_status status = order && place ? BP_OK : bp_context_fail_memory(context, 0);
    for (int32_t a = 0; !status && a < areas->n_areas; a++)
        order[a] = (ranked){areas->areas[a], INT32_MAX, a};
    for (int64_t i = areas->n - 1; !status && i >= 0; i--)
        if (areas->role[i] == BP_ROLE_MEMBER)
            order[areas->area_of[i]].first_unit = (int32_t)i;
    if (!status) {
        qsort(order, (size_t)areas->n_areas, sizeof *order, by_weight);
        for (int32_t a = 0; a < areas->n_areas; a++) {
            areas->areas[a] = order[a].area;
            place[order[a].number] = a;
        }
        for (int64_t i = 0; i < areas->n; i++)
            if (areas->area_of[i] >= 0)
                areas->area_of[i] = place[areas->area_of[i]];
    }
    free(order);
    free(place);
    return status;
}

/* Members and bridges of one round are taken out of the next, so that no later area leans on an earlier one's
 * bridge. */
static bp_status draw_rounds(bp_context *context, const bp_delineate_input *input,
                             const bp_delineate_options *options, uint8_t *taken, bp_areas *total)
{
    bp_status status = allocate(context, input->graph->n, 0, total);
    bp_delineate_input left = *input;
    left.taken = taken;
    for (int round = 0, fresh = 1; !status && round < options->rounds && fresh > 0; round++) {
        bp_areas areas = BP_AREAS_INIT;
        status = draw_round(context, &left, options, round == 0, &areas);
        if (!status)
            status = append_round(context, &areas, total, taken);
        fresh = areas.n_areas;
        bp_areas_clear(&areas);
    }
    return status ? status : order_rounds(context, total);
}

bp_status bp_delineate(bp_context *context, const bp_delineate_input *input,
                       const bp_delineate_options *options, bp_areas *out)
{
    bp_areas areas = BP_AREAS_INIT;
    int64_t n = input->graph->n;
    bp_status status = check_options(context, options);
    if (!status && options->by_class)
        status = check_classes(context, input, options->by_class);
    if (status)
        return status;
    uint8_t *taken = (uint8_t *)calloc((size_t)n + 1, 1);
    if (!taken)
        return bp_context_fail_memory(context, (size_t)n);
    if (input->taken)
        memcpy(taken, input->taken, (size_t)n);
    status = draw_rounds(context, input, options, taken, &areas);
    if (status)
        bp_areas_clear(&areas);
    else
        *out = areas;
    free(taken);
    return status;
}
