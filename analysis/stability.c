#include "analysis/stability.h"

#include "analysis/rank.h"
#include "analysis/stability_private.h"
#include "analysis/variant_chain_private.h"
#include "analysis/workers_private.h"
#include "geo/bitmap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const bp_measure_names[BP_N_MEASURES] = {"jaccard", "population"};

/* Overlaps are added up in fixed point, so that the sum does not depend on which thread added what. */
#define OVERLAP_ONE 1099511627776.0

void bp_stability_clear(bp_stability *stability)
{
    free(stability->selected);
    free(stability->survived);
    free(stability->overlap);
    *stability = (bp_stability)BP_STABILITY_INIT;
}

/* The areas that every variant is held against. */
typedef struct base_set {
    const bp_areas *areas;
    double *residents;  /* residents[n], 0 where not known */
    double *population; /* population[n_areas] of their members */
    double total;
    int64_t *start; /* start[n_areas + 1] into members */
    int32_t *members;
} base_set;

/* What one thread has counted, and its room. */
typedef struct counter {
    bp_variant_room room;
    int64_t *selected; /* selected[n] */
    int64_t *survived; /* survived[n_areas] */
    int64_t *overlap;  /* overlap[n_areas], in fixed point */
    double *shared;    /* shared[n]: residents of the present area in each of the variant's; 0 in between */
    int64_t n_empty;
} counter;

typedef struct job {
    const bp_variant_chain *chain;
    base_set base;
    counter *counters;              /* counters[threads] */
    double *measure[BP_N_MEASURES]; /* measure[.][n_variants] */
} job;

static void clear_base(base_set *base)
{
    free(base->residents);
    free(base->population);
    free(base->start);
    free(base->members);
}

static bp_status make_base(bp_context *context, const bp_stability_input *input, base_set *base)
{
    const bp_areas *areas = base->areas = input->base;
    size_t n = (size_t)areas->n + 1, m = (size_t)areas->n_areas + 2;
    base->residents = (double *)calloc(n, sizeof *base->residents);
    base->population = (double *)calloc(m, sizeof *base->population);
    base->start = (int64_t *)calloc(m, sizeof *base->start);
    base->members = (int32_t *)calloc(n, sizeof *base->members);
    if (!base->residents || !base->population || !base->start || !base->members)
        return bp_context_fail_memory(context, n * sizeof *base->residents);
    for (int64_t i = 0; i < areas->n; i++) {
        if (bp_bitmap_get(input->ground->population_known, i))
            base->residents[i] = input->ground->population[i];
        if (areas->role[i] != BP_ROLE_MEMBER)
            continue;
        base->population[areas->area_of[i]] += base->residents[i];
        base->total += base->residents[i];
        base->start[areas->area_of[i] + 2]++;
    }
    for (int32_t a = 2; a <= areas->n_areas; a++)
        base->start[a] += base->start[a - 1];
    for (int64_t i = 0; i < areas->n; i++)
        if (areas->role[i] == BP_ROLE_MEMBER)
            base->members[base->start[areas->area_of[i] + 1]++] = (int32_t)i;
    return BP_OK;
}

static void clear_counter(const bp_variant_chain *chain, counter *c)
{
    bp_variant_room_clear(chain, &c->room);
    free(c->selected);
    free(c->survived);
    free(c->overlap);
    free(c->shared);
}

static bp_status make_counter(bp_context *context, const job *work, counter *c)
{
    size_t n = (size_t)work->base.areas->n + 1, m = (size_t)work->base.areas->n_areas + 1;
    bp_status status = bp_variant_room_new(context, work->chain, &c->room);
    c->selected = (int64_t *)calloc(n, sizeof *c->selected);
    c->survived = (int64_t *)calloc(m, sizeof *c->survived);
    c->overlap = (int64_t *)calloc(m, sizeof *c->overlap);
    c->shared = (double *)calloc(n, sizeof *c->shared);
    if (!status && (!c->selected || !c->survived || !c->overlap || !c->shared))
        status = bp_context_fail_memory(context, n * sizeof *c->selected);
    return status;
}

/* Find the area of the variant that matches base area a best. */
static void match_area(const base_set *base, const bp_areas *drawn, int32_t a, counter *c)
{
    double best = 0.0, most = 0.0;
    for (int pass = 0; pass < 2; pass++)
        for (int64_t k = base->start[a]; k < base->start[a + 1]; k++) {
            int32_t i = base->members[k];
            if (drawn->role[i] != BP_ROLE_MEMBER)
                continue;
            double *shared = &c->shared[drawn->area_of[i]];
            if (pass == 0) {
                *shared += base->residents[i];
                continue;
            }
            double either = base->population[a] + drawn->areas[drawn->area_of[i]].population - *shared;
            most = fmax(most, *shared);
            best = fmax(best, *shared / either);
            *shared = 0.0;
        }
    c->survived[a] += most > 0.0 && 2.0 * most >= base->population[a];
    c->overlap[a] += llround(best * OVERLAP_ONE);
}

/* Residents of the variant's areas, and the share of them in the base's. */
static void measure(const job *work, const bp_areas *drawn, int64_t number)
{
    const base_set *base = &work->base;
    double total = 0.0, both = 0.0;
    for (int64_t i = 0; drawn->n_areas > 0 && i < drawn->n; i++) {
        if (drawn->role[i] != BP_ROLE_MEMBER)
            continue;
        total += base->residents[i];
        both += base->areas->role[i] == BP_ROLE_MEMBER ? base->residents[i] : 0.0;
    }
    double either = total + base->total - both;
    work->measure[BP_MEASURE_JACCARD][number] = either > 0.0 ? both / either : 1.0;
    work->measure[BP_MEASURE_POPULATION][number] = total;
}

static bp_status count_variant(bp_context *context, void *user, int thread, int64_t number)
{
    const job *work = (const job *)user;
    counter *c = &work->counters[thread];
    bp_rule_result result = BP_RULE_RESULT_INIT;
    bp_status status = bp_variant_apply(context, work->chain, number, &c->room, &result);
    if (status && status != BP_ERROR_INPUT)
        return status;
    const bp_areas *drawn = &result.areas;
    c->n_empty += drawn->n_areas == 0;
    measure(work, drawn, number);
    for (int64_t i = 0; drawn->n_areas > 0 && i < drawn->n; i++)
        c->selected[i] += drawn->role[i] == BP_ROLE_MEMBER;
    for (int32_t a = 0; drawn->n_areas > 0 && a < work->base.areas->n_areas; a++)
        match_area(&work->base, drawn, a, c);
    bp_rule_result_clear(&result);
    return BP_OK;
}

static bp_status add_up(bp_context *context, const job *work, int n_threads, bp_stability *out)
{
    int64_t n = work->base.areas->n;
    int32_t n_areas = work->base.areas->n_areas;
    out->n = n;
    out->n_areas = n_areas;
    out->n_variants = work->chain->options->n_variants;
    out->selected = (int64_t *)calloc((size_t)n + 1, sizeof *out->selected);
    out->survived = (int64_t *)calloc((size_t)n_areas + 1, sizeof *out->survived);
    out->overlap = (double *)calloc((size_t)n_areas + 1, sizeof *out->overlap);
    if (!out->selected || !out->survived || !out->overlap)
        return bp_context_fail_memory(context, (size_t)n * sizeof *out->selected);
    for (int t = 0; t < n_threads; t++) {
        const counter *c = &work->counters[t];
        out->n_empty += c->n_empty;
        for (int64_t i = 0; i < n; i++)
            out->selected[i] += c->selected[i];
        for (int32_t a = 0; a < n_areas; a++)
            out->survived[a] += c->survived[a];
    }
    for (int32_t a = 0; a < n_areas; a++) {
        int64_t sum = 0;
        for (int t = 0; t < n_threads; t++)
            sum += work->counters[t].overlap[a];
        out->overlap[a] = (double)sum / OVERLAP_ONE / (double)out->n_variants;
    }
    return BP_OK;
}

/* Mean of a measure, and what leaves a twentieth of the variants out on either side. */
static bp_status summarise(bp_context *context, const double *y, int64_t n, int measure, bp_stability *out)
{
    int64_t m = 0, tail = n / 20;
    double sum = 0.0;
    int32_t *order = (int32_t *)malloc((size_t)n * sizeof *order);
    if (!order)
        return bp_context_fail_memory(context, (size_t)n * sizeof *order);
    bp_status status = bp_sort_order(context, y, NULL, n, order, &m);
    for (int64_t v = 0; v < n; v++)
        sum += y[v];
    if (!status) {
        out->mean[measure] = sum / (double)n;
        out->low[measure] = y[order[tail]];
        out->high[measure] = y[order[n - 1 - tail]];
    }
    free(order);
    return status;
}

static bp_status compute(bp_context *context, job *work, const bp_stability_input *input, int n_threads,
                         bp_stability *out)
{
    int64_t n_variants = work->chain->options->n_variants;
    bp_status status = make_base(context, input, &work->base);
    work->counters = (counter *)calloc((size_t)n_threads, sizeof *work->counters);
    if (!status && !work->counters)
        status = bp_context_fail_memory(context, (size_t)n_threads * sizeof *work->counters);
    for (int t = 0; !status && t < n_threads; t++)
        status = make_counter(context, work, &work->counters[t]);
    for (int k = 0; !status && k < BP_N_MEASURES; k++) {
        work->measure[k] = (double *)calloc((size_t)n_variants, sizeof *work->measure[k]);
        if (!work->measure[k])
            status = bp_context_fail_memory(context, (size_t)n_variants * sizeof *work->measure[k]);
    }
    if (!status)
        status = bp_workers_run(context, n_variants, count_variant, work);
    if (!status)
        status = add_up(context, work, n_threads, out);
    for (int k = 0; !status && k < BP_N_MEASURES; k++)
        status = summarise(context, work->measure[k], n_variants, k, out);
    if (!status)
        status = bp_stability_find_shares(context, work->chain, work->measure, out);
    return status;
}

bp_status bp_stability_compute(bp_context *context, const bp_stability_input *input,
                               const bp_variant_options *options, bp_stability *out)
{
    int n_threads = bp_context_threads(context);
    bp_variant_chain chain = BP_VARIANT_CHAIN_INIT;
    bp_stability found = BP_STABILITY_INIT;
    job work = {0};
    bp_status status = bp_variant_chain_new(context, input, options, &chain);
    work.chain = &chain;
    if (!status)
        status = compute(context, &work, input, n_threads, &found);
    if (status)
        bp_stability_clear(&found);
    else
        *out = found;
    for (int t = 0; work.counters && t < n_threads; t++)
        clear_counter(&chain, &work.counters[t]);
    free(work.counters);
    for (int k = 0; k < BP_N_MEASURES; k++)
        free(work.measure[k]);
    clear_base(&work.base);
    bp_variant_chain_clear(&chain);
    return status;
}
