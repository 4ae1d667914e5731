#include "analysis/hotspots.h"

#include "analysis/getis.h"
#include "analysis/local_moran.h"
#include "analysis/prune.h"
#include "geo/bitmap.h"

#include <stdlib.h>
#include <string.h>

/* Rows that sum to 1, over the neighbours that have a score; for Gi* the unit itself among them. */
static bp_status make_weights(bp_context *context, const bp_delineate_input *input, bool with_self,
                              bp_weights *out)
{
    bp_weights all = BP_WEIGHTS_INIT, known = BP_WEIGHTS_INIT, with = BP_WEIGHTS_INIT;
    bp_status status = bp_weights_from_graph(context, input->graph, &all);
    if (!status)
        status = bp_weights_drop_missing(context, &all, input->scored, &known);
    if (!status && with_self)
        status = bp_weights_add_self(context, &known, 1.0, &with);
    bp_weights *made = with_self ? &with : &known;
    if (!status)
        status = bp_weights_style_set(context, made, BP_WEIGHTS_ROW);
    if (!status) {
        *out = *made;
        *made = (bp_weights)BP_WEIGHTS_INIT;
    }
    bp_weights_clear(&all);
    bp_weights_clear(&known);
    bp_weights_clear(&with);
    return status;
}

static bp_status test_units(bp_context *context, const bp_delineate_input *input,
                            const bp_core_options *options, bp_local *out)
{
    const bool is_moran = options->statistic == BP_CORE_MORAN;
    bp_local_options local = BP_LOCAL_OPTIONS_INIT;
    bp_weights weights = BP_WEIGHTS_INIT;
    local.name = "the score";
    local.permutations = options->permutations;
    local.seed = options->seed;
    bp_status status = make_weights(context, input, !is_moran, &weights);
    if (!status)
        status = is_moran ? bp_local_moran(context, &weights, input->score, input->scored, &local, out)
                          : bp_getis(context, &weights, BP_GETIS_GI_STAR, input->score, input->scored, &local,
                                     out);
    bp_weights_clear(&weights);
    return status;
}

bp_status bp_hotspots_cores(bp_context *context, const bp_delineate_input *input,
                            const bp_core_options *options, uint8_t *core)
{
    const int64_t n = input->graph->n;
    const uint8_t wanted = options->statistic == BP_CORE_MORAN ? BP_LOCAL_HIGH_HIGH : BP_LOCAL_HOT;
    bp_local local = BP_LOCAL_INIT;
    bp_cutoff cutoff;
    double *q = (double *)malloc(((size_t)n + 1) * sizeof *q);
    if (!q)
        return bp_context_fail_memory(context, (size_t)n * sizeof *q);
    bp_status status = test_units(context, input, options, &local);
    if (!status)
        status = bp_pvalue_adjust(context, local.p, local.has_p, n, options->correction, options->alpha, q,
                                  &cutoff);
    for (int64_t i = 0; !status && i < n; i++)
        core[i] = local.kind[i] == wanted && bp_bitmap_get(local.has_p, i) && q[i] <= options->alpha;
    bp_local_clear(&local);
    free(q);
    return status;
}

/* One area while it grows, and the candidates that it touches. */
typedef struct growth {
    const bp_field *field;
    const uint8_t *core; /* core[n_units] */
    int32_t *label;
    int32_t area;
    double floor, ceiling, population;
    int64_t weight;
    int32_t *members, n_members;
    int32_t *touched, n_touched; /* some of them are in the area by now */
    int32_t *met;                /* met[c] == attempt: c is in touched */
    int32_t attempt;
} growth;

/* A unit to take in, with one behind it or -1. */
typedef struct step {
    int64_t gain;
    int32_t first, behind;
} step;

static const step no_step = {INT64_MIN, -1, -1};

static bool is_core(const growth *g, int32_t c)
{
    return g->core[g->field->unit[c]] != 0;
}

static bool fits(const growth *g, double population)
{
    return g->population + population <= g->ceiling;
}

/* More gain, then one unit rather than two, then the worse. */
static void prefer(step *best, step other)
{
    bool is_better = other.gain > best->gain;
    if (other.gain == best->gain)
        is_better = (other.behind < 0) != (best->behind < 0) ? other.behind < 0
                    : other.first != best->first             ? other.first < best->first
                                                             : other.behind < best->behind;
    if (is_better)
        *best = other;
}

static void take_in(growth *g, int32_t c)
{
    const bp_graph *links = &g->field->links;
    g->label[c] = g->area;
    g->members[g->n_members++] = c;
    g->population += g->field->population[c];
    g->weight += g->field->weight[c];
    for (int64_t e = links->offsets[c]; e < links->offsets[c + 1]; e++) {
        const int32_t next = links->neighbours[e];
        if (g->label[next] >= 0 || g->met[next] == g->attempt)
            continue;
        g->met[next] = g->attempt;
        g->touched[g->n_touched++] = next;
    }
}

static step core_step(const growth *g)
{
    step best = no_step;
    for (int32_t i = 0; i < g->n_touched; i++) {
        const int32_t c = g->touched[i];
        if (g->label[c] < 0 && is_core(g, c) && fits(g, g->field->population[c]))
            prefer(&best, (step){g->field->weight[c], c, -1});
    }
    return best;
}

/* What lies behind a candidate that adds nothing itself. */
static void look_behind(const growth *g, int32_t c, step *best)
{
    const bp_field *field = g->field;
    for (int64_t e = field->links.offsets[c]; e < field->links.offsets[c + 1]; e++) {
        const int32_t behind = field->links.neighbours[e];
        const int64_t gain = field->weight[c] + field->weight[behind];
        if (g->label[behind] < 0 && gain > 0 && fits(g, field->population[c] + field->population[behind]))
            prefer(best, (step){gain, c, behind});
    }
}

static step gaining_step(const growth *g)
{
    step best = no_step;
    for (int32_t i = 0; i < g->n_touched; i++) {
        const int32_t c = g->touched[i];
        if (g->label[c] >= 0)
            continue;
        if (g->field->weight[c] <= 0)
            look_behind(g, c, &best);
        else if (fits(g, g->field->population[c]))
            prefer(&best, (step){g->field->weight[c], c, -1});
    }
    return best;
}

/* Short of the floor what costs least is taken in, as long as something is left. */
static step floor_step(const growth *g)
{
    step best = no_step;
    for (int32_t i = 0; i < g->n_touched && g->population < g->floor; i++) {
        const int32_t c = g->touched[i];
        if (g->label[c] < 0 && g->weight + g->field->weight[c] > 0 && fits(g, g->field->population[c]))
            prefer(&best, (step){g->field->weight[c], c, -1});
    }
    return best;
}

static bp_status grow(bp_context *context, growth *g, int32_t seed)
{
    bp_status status = BP_OK;
    g->attempt++;
    g->n_members = g->n_touched = 0;
    g->population = 0.0;
    g->weight = 0;
    take_in(g, seed);
    while (!status && g->population <= g->ceiling) {
        step next = core_step(g);
        if (next.first < 0)
            next = gaining_step(g);
        if (next.first < 0)
            next = floor_step(g);
        if (next.first < 0)
            break;
        take_in(g, next.first);
        if (next.behind >= 0)
            take_in(g, next.behind);
        status = bp_context_check(context);
    }
    return status;
}

typedef struct seed {
    int64_t weight;
    int32_t candidate;
} seed;

static int heaviest_first(const void *a, const void *b)
{
    const seed *p = (const seed *)a, *q = (const seed *)b;
    if (p->weight != q->weight)
        return p->weight > q->weight ? -1 : 1;
    return (p->candidate > q->candidate) - (p->candidate < q->candidate);
}

/* spent[c]: its area was not drawn. */
static bp_status grow_all(bp_context *context, const bp_delineate_options *options, growth *g, seed *seeds,
                          uint8_t *spent, int32_t *n_areas)
{
    const bp_field *field = g->field;
    bp_status status = BP_OK;
    int64_t n = 0;
    for (int64_t c = 0; c < field->n; c++)
        if (is_core(g, (int32_t)c))
            seeds[n++] = (seed){field->weight[c], (int32_t)c};
    qsort(seeds, (size_t)n, sizeof *seeds, heaviest_first);
    for (int64_t k = 0; !status && k < n; k++) {
        const int32_t first = seeds[k].candidate;
        if (g->label[first] >= 0 || spent[first])
            continue;
        g->floor = bp_floor_at(options, field->unit[first]);
        g->ceiling = bp_ceiling_at(options, field->unit[first]);
        status = grow(context, g, first);
        if (g->population >= g->floor && g->weight > 0) {
            g->area++;
            continue;
        }
        for (int32_t i = 0; i < g->n_members; i++) {
            g->label[g->members[i]] = -1;
            spent[g->members[i]] = 1;
        }
    }
    *n_areas = g->area;
    return status;
}

bp_status bp_hotspots_grow(bp_context *context, const bp_field *field, const bp_delineate_options *options,
                           const uint8_t *core, int32_t *label, int32_t *n_areas)
{
    const size_t rows = (size_t)field->n + 1;
    int32_t found = 0;
    growth g = {.field = field, .core = core, .label = label};
    int32_t *numbers = (int32_t *)calloc(3 * rows, sizeof *numbers);
    seed *seeds = (seed *)malloc(rows * sizeof *seeds);
    uint8_t *spent = (uint8_t *)calloc(rows, 1);
    bp_status status = BP_OK;
    if (!numbers || !seeds || !spent) {
        status = bp_context_fail_memory(context, 3 * rows * sizeof *numbers);
        goto done;
    }
    g.members = numbers;
    g.touched = numbers + rows;
    g.met = g.touched + rows;
    for (int64_t c = 0; c < field->n; c++)
        label[c] = -1;
    status = grow_all(context, options, &g, seeds, spent, &found);
    if (!status && !options->keep_unpruned)
        status = bp_prune(context, field, options, found, label);
    if (!status)
        *n_areas = found;
done:
    free(numbers);
    free(seeds);
    free(spent);
    return status;
}

bp_status bp_hotspots_label(bp_context *context, const bp_field *field, const bp_delineate_options *options,
                            int32_t *label, int32_t *n_areas)
{
    uint8_t *core = (uint8_t *)calloc((size_t)field->n_units + 1, 1);
    if (!core)
        return bp_context_fail_memory(context, (size_t)field->n_units);
    bp_status status = bp_hotspots_cores(context, field->input, &options->core, core);
    if (!status)
        status = bp_hotspots_grow(context, field, options, core, label, n_areas);
    free(core);
    return status;
}
