#include "analysis/permute.h"

#include "analysis/population_private.h"
#include "analysis/random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What all units share. */
typedef struct permuter {
    const bp_draw_input *input;
    const bp_draw_options *options;
    bp_population population;
    double *u;    /* u[columns * m] by place: standardised for distances, in fixed point for sums */
    double *step; /* step[columns]: the rounding of u */
    int64_t k_max;
} permuter;

typedef struct weighted {
    double weight;
    int32_t place;
} weighted;

/* What one thread needs. */
typedef struct worker {
    weighted *row; /* row[k_max] */
    int32_t *sample;
    bp_sampler sampler;
} worker;

static void permuter_clear(permuter *all)
{
    bp_population_clear(&all->population);
    free(all->u);
    free(all->step);
}

static bp_status permuter_new(bp_context *context, permuter *all)
{
    for (int64_t i = 0; i < all->input->weights->n; i++) {
        int32_t k = bp_population_count_drawn(all->input->weights, i);
        all->k_max = k > all->k_max ? k : all->k_max;
    }
    bp_status status = bp_population_new(context, all->input, all->k_max, &all->population);
    if (status)
        return status;
    size_t columns = (size_t)all->population.m_columns, m = (size_t)all->population.m + 1;
    all->u = (double *)malloc(columns * m * sizeof *all->u);
    all->step = (double *)malloc(columns * sizeof *all->step);
    if (!all->u || !all->step)
        return bp_context_fail_memory(context, columns * m * sizeof *all->u);
    for (int v = 0; v < all->population.m_columns; v++) {
        double *u = all->u + v * all->population.m;
        all->step[v] = bp_population_standardise(&all->population, v, u);
        for (int64_t p = 0; all->input->of == BP_DRAW_SUM && p < all->population.m; p++)
            u[p] = (double)all->population.q[v * all->population.m + p];
        if (all->input->of == BP_DRAW_SUM)
            all->step[v] = 1.0;
    }
    return BP_OK;
}

static int by_weight(const void *a, const void *b)
{
    const weighted *p = (const weighted *)a, *q = (const weighted *)b;
    if (p->weight != q->weight)
        return p->weight < q->weight ? -1 : 1;
    return (p->place > q->place) - (p->place < q->place);
}

/* The neighbours of unit i in an order that the order of the rows has no part in. */
static int32_t take_row(const permuter *all, int64_t i, weighted *row)
{
    const bp_weights *weights = all->input->weights;
    int32_t k = 0;
    for (int64_t at = weights->offsets[i]; at < weights->offsets[i + 1]; at++)
        if (weights->neighbours[at] != i) {
            int32_t place = all->population.place[weights->neighbours[at]];
            row[k++] = (weighted){weights->value[at], all->population.first[place]};
        }
    qsort(row, (size_t)k, sizeof *row, by_weight);
    return k;
}

/* What a unit at one place adds for the unit at `own`. */
static double term(const permuter *all, int32_t own, int32_t place)
{
    if (all->input->of == BP_DRAW_SUM)
        return all->u[place];
    double distance = 0.0;
    for (int v = 0; v < all->population.m_columns; v++) {
        const double *u = all->u + v * all->population.m;
        distance += (u[own] - u[place]) * (u[own] - u[place]);
    }
    return distance;
}

/* How exactly the observed value is known: to the steps of the fixed point and the bits of its terms. */
static double tolerance_of(const permuter *all, int32_t own, const weighted *row, int32_t k)
{
    double tolerance = 0.0;
    for (int32_t t = 0; t < k; t++) {
        double size = 0.0;
        for (int v = 0; v < all->population.m_columns; v++) {
            const double *u = all->u + v * all->population.m;
            size += all->input->of == BP_DRAW_SUM
                        ? 2.0 * all->step[v] + 1e-15 * k * fabs(u[row[t].place])
                        : 8.0 * all->step[v] * (fabs(u[own]) + fabs(u[row[t].place])) +
                              1e-15 * k * (u[own] * u[own] + u[row[t].place] * u[row[t].place]);
        }
        tolerance += row[t].weight * size;
    }
    return tolerance;
}

static int is_done(const bp_tally *tally, int64_t stop_after, int8_t side)
{
    if (stop_after <= 0)
        return 0;
    if (side > 0)
        return tally->n_ge >= stop_after;
    if (side < 0)
        return tally->n_le >= stop_after;
    return tally->n_ge >= stop_after && tally->n_le >= stop_after;
}

static void permute_unit(const permuter *all, worker *own, int64_t i, bp_tally *tally)
{
    const bp_draw_options *options = all->options;
    int32_t place = all->population.first[all->population.place[i]];
    int32_t k = take_row(all, i, own->row);
    int8_t side = options->side ? options->side[i] : 0;
    double observed = 0.0, tolerance = tolerance_of(all, place, own->row, k);
    for (int32_t t = 0; t < k; t++)
        observed += own->row[t].weight * term(all, place, own->row[t].place);
    bp_tally found = {0, 0, 0, 0};
    while (!found.stopped && found.n_drawn < options->permutations) {
        bp_random random = bp_random_at(options->seed, (uint32_t)place, (uint64_t)found.n_drawn);
        bp_sampler_draw(&own->sampler, &random, (uint32_t)k, own->sample);
        double drawn = 0.0;
        for (int32_t t = 0; t < k; t++) {
            int32_t other = own->sample[t] + (own->sample[t] >= place);
            drawn += own->row[t].weight * term(all, place, other);
        }
        found.n_ge += drawn >= observed - tolerance;
        found.n_le += drawn <= observed + tolerance;
        found.n_drawn++;
        found.stopped = is_done(&found, options->stop_after, side);
    }
    *tally = found;
}

static bp_status worker_new(bp_context *context, const permuter *all, worker *own)
{
    size_t room = (size_t)all->k_max + 1;
    own->row = (weighted *)malloc(room * sizeof *own->row);
    own->sample = (int32_t *)malloc(room * sizeof *own->sample);
    if (!own->row || !own->sample)
        return bp_context_fail_memory(context, room * sizeof *own->row);
    return bp_sampler_new(context, all->population.m > 0 ? (uint32_t)all->population.m - 1 : 0,
                          (uint32_t)all->k_max, &own->sampler);
}

static void worker_clear(worker *own)
{
    free(own->row);
    free(own->sample);
    bp_sampler_clear(&own->sampler);
}

static bp_status permute_all(bp_context *context, const permuter *all, bp_tally *tally)
{
    bp_status status = BP_OK;
#pragma omp parallel num_threads(bp_context_threads(context))
    {
        worker own = {NULL, NULL, BP_SAMPLER_INIT};
        bp_status ready;
#pragma omp critical(bp_permute_workers)
        {
            ready = worker_new(context, all, &own);
            if (ready)
                status = ready;
        }
#pragma omp for schedule(dynamic, 16)
        for (int64_t p = 0; p < all->population.m; p++) {
            int32_t i = all->population.unit[p];
            if (!ready && bp_population_count_drawn(all->input->weights, i) > 0 &&
                !bp_context_interrupted(context))
                permute_unit(all, &own, i, &tally[i]);
        }
        worker_clear(&own);
    }
    return status ? status : bp_context_check(context);
}

bp_status bp_permute_count(bp_context *context, const bp_draw_input *input, const bp_draw_options *options,
                           bp_tally *tally)
{
    permuter all;
    memset(&all, 0, sizeof all);
    all.input = input;
    all.options = options;
    if (options->permutations < 1)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "%lld permutations were asked for; at least 1 is needed",
                               (long long)options->permutations);
    bp_status status = permuter_new(context, &all);
    if (!status)
        status = permute_all(context, &all, tally);
    permuter_clear(&all);
    return status;
}
