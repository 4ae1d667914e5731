#include "analysis/starts_private.h"

#include "analysis/workers_private.h"

#include <stdlib.h>
#include <string.h>

enum { STREAM_OF_DRAWING = 0x6472, STREAM_OF_SEARCH = 0x7365 };

/* What one thread works with. */
typedef struct room {
    bp_swap swap;
    bp_carver carver;
} room;

typedef struct work {
    const bp_starts *starts;
    room *rooms;       /* rooms[threads] */
    int32_t *label;    /* label[starts * n] */
    int32_t *k;        /* k[starts]: regions drawn, 0: sizes do not fit */
    double *objective; /* objective[starts] */
} work;

static bp_status work_new(bp_context *context, const bp_starts *starts, work *w)
{
    int n_threads = bp_context_threads(context);
    size_t n_starts = (size_t)starts->options->starts, n = (size_t)starts->ground->n;
    bp_random none = bp_random_at(0, 0, 0);
    w->starts = starts;
    w->rooms = (room *)calloc((size_t)n_threads, sizeof *w->rooms);
    w->label = (int32_t *)malloc((n_starts * n + 1) * sizeof *w->label);
    w->k = (int32_t *)calloc(n_starts + 1, sizeof *w->k);
    w->objective = (double *)calloc(n_starts + 1, sizeof *w->objective);
    if (!w->rooms || !w->label || !w->k || !w->objective) {
        bp_context_fail_memory(context, n_starts * n * sizeof *w->label);
        return BP_ERROR_MEMORY;
    }
    bp_status status = BP_OK;
    for (int t = 0; !status && t < n_threads; t++) {
        status = bp_swap_new(context, starts->ground, none, &w->rooms[t].swap);
        if (!status)
            status = bp_carver_new(context, &w->rooms[t].swap, &w->rooms[t].carver);
        w->rooms[t].swap.exchanges = starts->ground->floor > 0.0 || starts->ground->ceiling < INFINITY;
    }
    return status;
}

static void work_clear(bp_context *context, work *w)
{
    for (int t = 0; w->rooms && t < bp_context_threads(context); t++) {
        bp_carver_clear(&w->rooms[t].carver);
        bp_swap_clear(&w->rooms[t].swap);
    }
    free(w->rooms);
    free(w->label);
    free(w->k);
    free(w->objective);
}

static bp_status draw(bp_context *context, void *user, int thread, int64_t number)
{
    work *w = (work *)user;
    bp_carver *carver = &w->rooms[thread].carver;
    bp_division *p = &carver->swap->partition;
    int32_t n = p->ground->n;
    carver->swap->random = bp_random_at(w->starts->options->seed, STREAM_OF_DRAWING, (uint64_t)number);
    carver->floor = p->ground->floor;
    bp_status status = w->starts->draw(context, carver, w->starts->user);
    if (status)
        return status;
    memcpy(w->label + number * n, p->label, (size_t)n * sizeof *w->label);
    bp_division_set(p, p->k, w->label + number * n);
    w->k[number] = bp_division_excess(p) > 0.0 ? 0 : p->k;
    return BP_OK;
}

static bp_status search(bp_context *context, void *user, int thread, int64_t number)
{
    work *w = (work *)user;
    bp_swap *swap = &w->rooms[thread].swap;
    bp_division *p = &swap->partition;
    int32_t n = p->ground->n, *label = w->label + number * n;
    swap->random = bp_random_at(w->starts->options->seed, STREAM_OF_SEARCH, (uint64_t)number);
    for (int32_t i = 0; i < n; i++)
        swap->order[i] = i;
    bp_division_set(p, w->k[number], label);
    bp_status status = bp_swap_search(context, swap, w->starts->options);
    if (status)
        return status;
    memcpy(label, p->label, (size_t)n * sizeof *label);
    bp_division_set(p, p->k, label);
    w->objective[number] = bp_division_objective(p);
    return BP_OK;
}

/* A start that drew fewer regions than another goes on from that one's, so that its work is not lost. */
static int32_t level_up(work *w)
{
    int64_t n_starts = w->starts->options->starts, n = w->starts->ground->n, from = -1;
    int32_t most = 0;
    for (int64_t s = 0; s < n_starts; s++)
        most = w->k[s] > most ? w->k[s] : most;
    for (int64_t s = 0; most > 0 && s < n_starts; s++) {
        if (w->k[s] == most)
            continue;
        /* They are dealt out in turn. */
        do
            from = (from + 1) % n_starts;
        while (w->k[from] != most);
        memcpy(w->label + s * n, w->label + from * n, (size_t)n * sizeof *w->label);
    }
    for (int64_t s = 0; s < n_starts; s++)
        w->k[s] = most;
    return most;
}

bp_status bp_starts_check(bp_context *context, const bp_regions_options *options)
{
    if (options->starts < 1)
        return bp_context_fail(context, BP_ERROR_ARGUMENT, "%d starts: there is 1 or more", options->starts);
    if (options->search == BP_SEARCH_TABU && options->tabu_length < 1)
        return bp_context_fail(context, BP_ERROR_ARGUMENT, "tabu length %d: 1 move or more stays forbidden",
                               options->tabu_length);
    if (options->search == BP_SEARCH_ANNEALING && !(options->cooling > 0.0 && options->cooling < 1.0))
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "cooling %.12g: annealing takes a number between 0 and 1", options->cooling);
    return BP_OK;
}

bp_status bp_starts_run(bp_context *context, const bp_starts *starts, int32_t *label, int32_t *k)
{
    work w = {0};
    int64_t n_starts = starts->options->starts, n = starts->ground->n, best = 0;
    int32_t most = 0;
    bp_status status = work_new(context, starts, &w);
    if (!status)
        status = bp_workers_run(context, n_starts, draw, &w);
    if (status)
        goto done;
    most = level_up(&w);
    if (most > 0)
        status = bp_workers_run(context, n_starts, search, &w);
    if (status)
        goto done;
    for (int64_t s = 1; s < n_starts; s++)
        if (w.objective[s] < w.objective[best])
            best = s;
    if (most > 0)
        memcpy(label, w.label + best * n, (size_t)n * sizeof *label);
    *k = most;
done:
    work_clear(context, &w);
    return status;
}
