#include "analysis/scan_neighbourhoods_private.h"

#include "analysis/scan_grid_private.h"

#include <math.h>
#include <stdlib.h>

/* Squares of distances that differ by less than this share are one distance. */
static const double SAME_DISTANCE = 1e-9;

typedef struct job {
    const bp_scan_places *places;
    const bp_scan_window_options *windows;
    const bp_scan_flexible_options *flexible;
    bp_scan_takers takers;
    bp_scan_grid grid;
    bp_scan_near *near; /* near[takers.n] */
    int32_t *place; /* place[places->n]: where a unit stands among the nearest of the centre, -1: nowhere */
} job;

void bp_scan_neighbourhoods_clear(bp_scan_neighbourhoods *neighbourhoods)
{
    free(neighbourhoods->offsets);
    free(neighbourhoods->unit);
    free(neighbourhoods->adjacent);
    *neighbourhoods = (bp_scan_neighbourhoods){0, NULL, NULL, NULL, 0.0};
}

static bool is_nearer(const bp_scan_places *places, int32_t centre, int32_t a, int32_t b)
{
    if (a == centre || b == centre)
        return a == centre;
    if (places->x[a] != places->x[b])
        return places->x[a] < places->x[b];
    if (places->y[a] != places->y[b])
        return places->y[a] < places->y[b];
    return a < b;
}

/* Units at one distance stand by distance up to rounding: put them in an order that rows do not change. */
static void settle_ties(const bp_scan_places *places, int32_t centre, bp_scan_near *near, int64_t n)
{
    for (int64_t first = 0, end = 0; first < n; first = end) {
        double limit = near[first].square * (1.0 + SAME_DISTANCE);
        for (end = first + 1; end < n && near[end].square <= limit; end++)
            for (int64_t k = end; k > first && is_nearer(places, centre, near[k].unit, near[k - 1].unit);
                 k--) {
                bp_scan_near moved = near[k];
                near[k] = near[k - 1];
                near[k - 1] = moved;
            }
    }
}

/* The units nearest to a centre, at most K of them; job->near has them. */
static int64_t find_nearest(const job *work, int32_t centre)
{
    int64_t found = 0, most = work->flexible->nearest;
    double radius = work->windows->radius;
    bool all = false, enough = false;
    for (int64_t ring = 1; !all && !enough; ring *= 2) {
        found = bp_scan_grid_near(&work->grid, centre, ring, SAME_DISTANCE, work->near, &all);
        /* Whatever is as far as the last that counts must be there, too. */
        enough = found > most &&
                 work->near[found - 1].square > work->near[most - 1].square * (1.0 + 2.0 * SAME_DISTANCE);
    }
    settle_ties(work->places, centre, work->near, found);
    if (found > most)
        found = most;
    while (radius > 0.0 && found > 1 && sqrt(work->near[found - 1].square) > radius)
        found--;
    return found;
}

/* Whom each of units[n] touches, as bits. */
static void find_links(const job *work, const int32_t *units, int n, uint32_t *adjacent)
{
    const bp_graph *graph = work->flexible->graph;
    for (int a = 0; a < n; a++)
        work->place[units[a]] = a;
    for (int a = 0; a < n; a++) {
        adjacent[a] = 0;
        for (int64_t k = graph->offsets[units[a]]; k < graph->offsets[units[a] + 1]; k++)
            if (work->place[graph->neighbours[k]] >= 0)
                adjacent[a] |= UINT32_C(1) << work->place[graph->neighbours[k]];
    }
    for (int a = 0; a < n; a++)
        work->place[units[a]] = -1;
}

/* The units among them that hang together with the first. */
static uint32_t reach_of(const uint32_t *adjacent, int n)
{
    uint32_t reached = 1, before = 0;
    while (reached != before) {
        before = reached;
        for (int a = 0; a < n; a++)
            if (reached >> a & 1)
                reached |= adjacent[a];
    }
    return reached;
}

/* The neighbourhood of one centre: who is near and can be reached; returns how many. */
static int add_neighbourhood(const job *work, int32_t centre, int32_t *units, uint32_t *adjacent)
{
    int32_t near[BP_SCAN_MOST_NEAREST];
    int n = 1, kept = 0;
    near[0] = centre;
    if (work->places->population[centre] <= work->takers.cap) {
        n = (int)find_nearest(work, centre);
        for (int a = 0; a < n; a++)
            near[a] = work->near[a].unit;
    }
    find_links(work, near, n, adjacent);
    uint32_t reached = reach_of(adjacent, n);
    for (int a = 0; a < n; a++)
        if (reached >> a & 1)
            units[kept++] = near[a];
    find_links(work, units, kept, adjacent);
    return kept;
}

static bp_status prepare(bp_context *context, job *work, bp_scan_neighbourhoods *out)
{
    size_t n = (size_t)work->takers.n, room = n * (size_t)work->flexible->nearest;
    out->n = work->takers.n;
    out->cap = work->takers.cap;
    out->offsets = (int64_t *)calloc(n + 1, sizeof *out->offsets);
    out->unit = (int32_t *)malloc((room + 1) * sizeof *out->unit);
    out->adjacent = (uint32_t *)malloc((room + 1) * sizeof *out->adjacent);
    work->near = (bp_scan_near *)malloc((n + 1) * sizeof *work->near);
    work->place = (int32_t *)malloc(((size_t)work->places->n + 1) * sizeof *work->place);
    if (!out->offsets || !out->unit || !out->adjacent || !work->near || !work->place)
        return bp_context_fail_memory(context, (room + 1) * sizeof *out->unit);
    for (int64_t i = 0; i < work->places->n; i++)
        work->place[i] = -1;
    return bp_scan_grid_make(context, work->places, work->takers.unit, work->takers.n, 1.0, 0.0, &work->grid);
}

bp_status bp_scan_neighbourhoods_make(bp_context *context, const bp_scan_places *places,
                                      const bp_scan_window_options *windows,
                                      const bp_scan_flexible_options *flexible, bp_scan_neighbourhoods *out)
{
    bp_scan_neighbourhoods made = {0, NULL, NULL, NULL, 0.0};
    job work = {places, windows, flexible, {NULL, 0, 0.0}, {0}, NULL, NULL};
    bp_status status = bp_scan_caps_check(context, windows);
    if (!status)
        status = bp_scan_places_take_part(context, places, windows, &work.takers);
    if (!status)
        status = prepare(context, &work, &made);
    for (int64_t c = 0; !status && c < made.n; c++) {
        int64_t first = made.offsets[c];
        made.offsets[c + 1] =
            first + add_neighbourhood(&work, work.takers.unit[c], made.unit + first, made.adjacent + first);
        if ((c & 0xfff) == 0 && bp_context_interrupted(context))
            status = bp_context_check(context);
    }
    bp_scan_takers_clear(&work.takers);
    bp_scan_grid_clear(&work.grid);
    free(work.near);
    free(work.place);
    if (status)
        bp_scan_neighbourhoods_clear(&made);
    else
        *out = made;
    return status;
}
