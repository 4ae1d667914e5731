#include "analysis/significance.h"

#include "analysis/random.h"
#include "analysis/rank.h"
#include "analysis/workers_private.h"
#include "geo/bitmap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STREAM_OF_EXCHANGES = 0x7369 };

void bp_significance_clear(bp_significance *significance)
{
    free(significance->at_least);
    free(significance->p);
    *significance = (bp_significance)BP_SIGNIFICANCE_INIT;
}

/* What one thread works with. */
typedef struct room {
    int32_t *source; /* source[n_slots]: the unit whose row goes to the slot's unit */
    bp_indicator *indicators;
    double *x;      /* x[n_indicators * n]: the rows as they are exchanged */
    uint8_t *valid; /* valid[n_indicators * bytes of a bitmap] */
    const double **normalised;
} room;

typedef struct job {
    const bp_rule_ground *ground;
    const bp_rule *rule;
    const bp_significance_options *options;
    const double **rows; /* rows[n_indicators]: what is exchanged, values or normalised ones */
    double *normalised;  /* normalised[n_indicators * n]; NULL: ranks go by residents, who stay in place */
    int32_t *slots;      /* slots[n_slots]: the units that exchange, group by group */
    int64_t n_slots;
    room *rooms;     /* rooms[threads] */
    double *highest; /* highest[n_replicates] */
    double *total;   /* total[n_replicates] */
    uint8_t *drew;   /* drew[n_replicates]: 1 where there was an area */
} job;

static size_t bitmap_bytes(const job *work)
{
    return bp_bitmap_bytes(work->ground->n);
}

static bool exchanges(const job *work, int64_t i)
{
    return bp_bitmap_get(work->rule->score.taking_part, i) &&
           (!work->options->within || work->options->within[i] >= 0);
}

static int32_t group_of(const job *work, int32_t i)
{
    return work->options->within ? work->options->within[i] : 0;
}

/* The units that exchange, by group and within it by number. */
static bp_status list_slots(bp_context *context, job *work)
{
    int64_t n = work->ground->n;
    uint8_t *part = (uint8_t *)calloc(bp_bitmap_bytes(n), 1);
    double *group = (double *)calloc((size_t)n + 1, sizeof *group);
    work->slots = (int32_t *)malloc(((size_t)n + 1) * sizeof *work->slots);
    bp_status status =
        part && group && work->slots ? BP_OK : bp_context_fail_memory(context, (size_t)n * sizeof *group);
    for (int64_t i = 0; !status && i < n; i++)
        if (exchanges(work, i)) {
            bp_bitmap_set(part, i);
            group[i] = group_of(work, (int32_t)i);
        }
    if (!status)
        status = bp_sort_order(context, group, part, n, work->slots, &work->n_slots);
    free(part);
    free(group);
    return status;
}

/* A normalised value goes with its row as long as ranks go by units: worked out once. */
static bp_status prepare_rows(bp_context *context, job *work)
{
    const bp_rule_ground *ground = work->ground;
    int64_t n = ground->n;
    bool by_units = work->rule->score.reference_weight == NULL;
    bp_status status = BP_OK;
    work->rows = (const double **)calloc((size_t)ground->n_indicators + 1, sizeof *work->rows);
    if (by_units)
        work->normalised =
            (double *)calloc((size_t)ground->n_indicators * (size_t)n + 1, sizeof *work->normalised);
    uint8_t *valid = (uint8_t *)malloc(bitmap_bytes(work));
    if (!work->rows || !valid || (by_units && !work->normalised))
        status = bp_context_fail_memory(context, (size_t)n * sizeof *work->normalised);
    for (int k = 0; !status && k < ground->n_indicators; k++) {
        const bp_indicator *indicator = &ground->indicators[k];
        work->rows[k] = by_units ? work->normalised + k * n : indicator->value;
        if (!by_units)
            continue;
        memset(valid, 0, bitmap_bytes(work));
        for (int64_t i = 0; i < n; i++)
            if (bp_bitmap_get(indicator->valid, i) && bp_bitmap_get(work->rule->score.taking_part, i))
                bp_bitmap_set(valid, i);
        status = bp_indicator_check(context, indicator, work->rule->score.taking_part, n);
        if (!status)
            status = bp_normalise(context, work->rule->score.normalisation, indicator->worse,
                                  indicator->value, valid, NULL, n, work->normalised + k * n);
    }
    free(valid);
    return status;
}

static bp_status make_room(bp_context *context, const job *work, room *r)
{
    size_t k = (size_t)work->ground->n_indicators + 1, n = (size_t)work->ground->n;
    r->source = (int32_t *)malloc(((size_t)work->n_slots + 1) * sizeof *r->source);
    r->indicators = (bp_indicator *)calloc(k, sizeof *r->indicators);
    r->x = (double *)calloc(k * n + 1, sizeof *r->x);
    r->valid = (uint8_t *)calloc(k, bitmap_bytes(work));
    r->normalised = (const double **)calloc(k, sizeof *r->normalised);
    if (!r->source || !r->indicators || !r->x || !r->valid || !r->normalised)
        return bp_context_fail_memory(context, k * n * sizeof *r->x);
    for (int i = 0; i < work->ground->n_indicators; i++) {
        double *x = r->x + (size_t)i * n;
        r->indicators[i] = work->ground->indicators[i];
        r->indicators[i].value = x;
        r->indicators[i].valid = r->valid + (size_t)i * bitmap_bytes(work);
        r->normalised[i] = x;
        memcpy(x, work->rows[i], n * sizeof *x);
    }
    return BP_OK;
}

static void clear_room(room *r)
{
    free(r->source);
    free(r->indicators);
    free(r->x);
    free(r->valid);
    free((void *)r->normalised);
}

/* Every arrangement of the rows within each group is equally likely (Fisher & Yates). */
static void exchange(const job *work, int64_t number, int32_t *source)
{
    bp_random random = bp_random_at(work->options->seed, STREAM_OF_EXCHANGES, (uint64_t)number);
    memcpy(source, work->slots, (size_t)work->n_slots * sizeof *source);
    for (int64_t first = 0, end = 0; first < work->n_slots; first = end) {
        while (end < work->n_slots && group_of(work, work->slots[end]) == group_of(work, work->slots[first]))
            end++;
        for (int64_t a = end - 1; a > first; a--) {
            int64_t b = first + bp_random_below(&random, (uint32_t)(a - first) + 1);
            int32_t moved = source[a];
            source[a] = source[b];
            source[b] = moved;
        }
    }
}

static void move_rows(const job *work, const room *r)
{
    int64_t n = work->ground->n;
    for (int k = 0; k < work->ground->n_indicators; k++) {
        const uint8_t *from = work->ground->indicators[k].valid;
        double *x = r->x + k * n;
        uint8_t *valid = r->valid + (size_t)k * bitmap_bytes(work);
        memset(valid, 0, bitmap_bytes(work));
        for (int64_t i = 0; work->n_slots < n && i < n; i++)
            if (bp_bitmap_get(from, i) && !exchanges(work, i))
                bp_bitmap_set(valid, i);
        for (int64_t s = 0; s < work->n_slots; s++) {
            if (!bp_bitmap_get(from, r->source[s]))
                continue;
            x[work->slots[s]] = work->rows[k][r->source[s]];
            bp_bitmap_set(valid, work->slots[s]);
        }
    }
}

static bp_status replicate(bp_context *context, void *user, int thread, int64_t number)
{
    const job *work = (const job *)user;
    const room *r = &work->rooms[thread];
    bp_rule_ground ground = *work->ground;
    bp_rule rule = *work->rule;
    bp_rule_result result = BP_RULE_RESULT_INIT;
    exchange(work, number, r->source);
    move_rows(work, r);
    ground.indicators = r->indicators;
    rule.score.normalised = work->normalised ? r->normalised : NULL;
    bp_status status = bp_rule_apply(context, &ground, &rule, &result);
    if (status && status != BP_ERROR_INPUT)
        return status;
    work->drew[number] = result.areas.n_areas > 0;
    for (int32_t a = 0; a < result.areas.n_areas; a++) {
        work->highest[number] = fmax(work->highest[number], result.areas.areas[a].weight);
        work->total[number] += result.areas.areas[a].weight;
    }
    bp_rule_result_clear(&result);
    return BP_OK;
}

static bp_status find_median(bp_context *context, const double *x, int64_t n, double *median, double *highest)
{
    int64_t m = 0;
    int32_t *order = (int32_t *)malloc((size_t)n * sizeof *order);
    if (!order)
        return bp_context_fail_memory(context, (size_t)n * sizeof *order);
    bp_status status = bp_sort_order(context, x, NULL, n, order, &m);
    if (!status) {
        *median = 0.5 * (x[order[(n - 1) / 2]] + x[order[n / 2]]);
        *highest = x[order[n - 1]];
    }
    free(order);
    return status;
}

static int64_t count_at_least(const double *x, int64_t n, double least)
{
    int64_t count = 0;
    for (int64_t r = 0; r < n; r++)
        count += x[r] >= least;
    return count;
}

static bp_status count_up(bp_context *context, const job *work, const bp_areas *drawn, bp_significance *out)
{
    int64_t n = work->options->n_replicates;
    double highest_total = 0.0;
    out->n_replicates = n;
    out->n_areas = drawn->n_areas;
    out->at_least = (int64_t *)calloc((size_t)drawn->n_areas + 1, sizeof *out->at_least);
    out->p = (double *)calloc((size_t)drawn->n_areas + 1, sizeof *out->p);
    if (!out->at_least || !out->p)
        return bp_context_fail_memory(context, (size_t)drawn->n_areas * sizeof *out->p);
    for (int64_t r = 0; r < n; r++)
        out->n_empty += !work->drew[r];
    for (int32_t a = 0; a < drawn->n_areas; a++) {
        out->at_least[a] = count_at_least(work->highest, n, drawn->areas[a].weight);
        out->p[a] = (1.0 + (double)out->at_least[a]) / (1.0 + (double)n);
        out->total += drawn->areas[a].weight;
    }
    out->total_at_least = count_at_least(work->total, n, out->total);
    out->total_p = (1.0 + (double)out->total_at_least) / (1.0 + (double)n);
    bp_status status = find_median(context, work->highest, n, &out->median, &out->highest);
    return status ? status : find_median(context, work->total, n, &out->median_total, &highest_total);
}

static bp_status prepare(bp_context *context, job *work, int n_threads)
{
    size_t n = (size_t)work->options->n_replicates;
    work->rooms = (room *)calloc((size_t)n_threads, sizeof *work->rooms);
    work->highest = (double *)calloc(n, sizeof *work->highest);
    work->total = (double *)calloc(n, sizeof *work->total);
    work->drew = (uint8_t *)calloc(n, 1);
    bp_status status = work->rooms && work->highest && work->total && work->drew
                           ? list_slots(context, work)
                           : bp_context_fail_memory(context, n * sizeof *work->highest);
    if (!status)
        status = prepare_rows(context, work);
    for (int t = 0; !status && t < n_threads; t++)
        status = make_room(context, work, &work->rooms[t]);
    return status;
}

bp_status bp_significance_compute(bp_context *context, const bp_rule_ground *ground, const bp_rule *rule,
                                  const bp_areas *drawn, const bp_significance_options *options,
                                  bp_significance *out)
{
    int n_threads = bp_context_threads(context);
    bp_significance found = BP_SIGNIFICANCE_INIT;
    job work = {0};
    work.ground = ground;
    work.rule = rule;
    work.options = options;
    if (options->n_replicates < 1)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "significance: there must be 1 replicate at the least; 999 say something");
    bp_status status = prepare(context, &work, n_threads);
    if (!status)
        status = bp_workers_run(context, options->n_replicates, replicate, &work);
    if (!status)
        status = count_up(context, &work, drawn, &found);
    if (status)
        bp_significance_clear(&found);
    else
        *out = found;
    for (int t = 0; work.rooms && t < n_threads; t++)
        clear_room(&work.rooms[t]);
    free(work.rooms);
    free(work.highest);
    free(work.total);
    free(work.drew);
    free((void *)work.rows);
    free(work.normalised);
    free(work.slots);
    return status;
}
