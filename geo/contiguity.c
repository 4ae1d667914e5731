#include "geo/contiguity.h"

#include "geo/point_chains_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#ifdef _OPENMP
#include <omp.h>
#endif

/*
 * First all points are chained by hash. Then every unit walks along its own points and looks at the points
 * chained behind them: those at the very same place belong to a neighbour with a higher number, and the
 * border runs on if the neighbour's point before or after is the unit's own next point. Borders are walked in
 * the order they are stored in, so this step is fast, and it compares coordinates, so that two places with
 * the same hash do no harm.
 */

enum { PIECES_PER_THREAD = 32, POINTS_WORTH_A_THREAD = 4096 };

/* Share of the work, for the progress, that making the chains takes. */
static const double CHAINS_SHARE = 0.65;

typedef struct job {
    bp_context *context;
    const bp_polygons *polygons;
    bp_contiguity_rule rule;
    int n_threads;
    bp_point_chains chains;
} job;

static inline bool same_point(const double *xy, int64_t a, int64_t b)
{
    return xy[2 * a] == xy[2 * b] && xy[2 * a + 1] == xy[2 * b + 1];
}

static int thread_number(void)
{
#ifdef _OPENMP
    return omp_get_thread_num();
#else
    return 0;
#endif
}

/* A neighbour of the unit in hand, and the ring of it that was met last. */
typedef struct neighbour {
    int32_t unit;
    bool border;          /* a segment is shared, not just a point */
    int64_t ring_begin;   /* first point of that ring */
    int64_t ring_closing; /* its closing point */
    int64_t last_segment; /* the unit's own segment that was added last, so that none counts twice */
    double length;
} neighbour;

/* The neighbours of one unit. slot_of[v] is v's place in items, where items agree. */
typedef struct walker {
    neighbour *items;
    int32_t *slot_of;
    int32_t n, cap;
    int32_t current; /* the one met last */
    bp_link *links;
    int64_t n_links, cap_links;
    bool failed;
} walker;

static neighbour *add_neighbour(walker *w, int32_t unit)
{
    int32_t slot = w->slot_of[unit];
    if (slot < w->n && w->items[slot].unit == unit) {
        w->current = slot;
        return &w->items[slot];
    }
    if (w->n == w->cap) {
        int32_t cap = w->cap ? 2 * w->cap : 64;
        neighbour *grown = (neighbour *)realloc(w->items, (size_t)cap * sizeof *grown);
        if (!grown) {
            w->failed = true;
            return NULL;
        }
        w->items = grown;
        w->cap = cap;
    }
    w->slot_of[unit] = w->current = w->n;
    w->items[w->n] = (neighbour){unit, false, 0, 0, -1, 0.0};
    return &w->items[w->n++];
}

/* The neighbour that point `c` belongs to; NULL when memory runs out. Along a border it is the one met last.
 */
static neighbour *find_neighbour(const job *j, walker *w, int64_t c)
{
    if (w->current >= 0) {
        neighbour *current = &w->items[w->current];
        if (c >= current->ring_begin && c < current->ring_closing)
            return current;
    }
    int64_t ring = bp_point_chains_ring(&j->chains, j->polygons, c);
    neighbour *found = add_neighbour(w, j->chains.ring_unit[ring]);
    if (found) {
        found->ring_begin = j->polygons->ring_coords[ring];
        found->ring_closing = j->polygons->ring_coords[ring + 1] - 1;
    }
    return found;
}

/* Look at the points chained behind point `c` of a unit whose points end before `unit_end`. */
static void walk_chain(const job *j, walker *w, int64_t c, int64_t unit_end)
{
    const double *xy = j->polygons->xy;
    for (uint32_t next = j->chains.next[c]; next != BP_NO_POINT; next = j->chains.next[next]) {
        int64_t other = next;
        if (other < unit_end || !same_point(xy, c, other))
            continue;
        neighbour *found = find_neighbour(j, w, other);
        if (!found)
            return;
        if (found->last_segment == c || same_point(xy, c, c + 1))
            continue;
        int64_t before = other > found->ring_begin ? other - 1 : found->ring_closing - 1;
        if (!same_point(xy, c + 1, before) && !same_point(xy, c + 1, other + 1))
            continue;
        double dx = xy[2 * c + 2] - xy[2 * c], dy = xy[2 * c + 3] - xy[2 * c + 1];
        found->border = true;
        found->last_segment = c;
        found->length += sqrt(dx * dx + dy * dy);
    }
}

static int by_unit(const void *a, const void *b)
{
    int32_t ua = ((const neighbour *)a)->unit, ub = ((const neighbour *)b)->unit;
    return (ua > ub) - (ua < ub);
}

static void sort_neighbours(neighbour *items, int32_t n)
{
    if (n > 32) {
        qsort(items, (size_t)n, sizeof *items, by_unit);
        return;
    }
    for (int32_t i = 1; i < n; i++) {
        neighbour moved = items[i];
        int32_t at = i;
        for (; at > 0 && items[at - 1].unit > moved.unit; at--)
            items[at] = items[at - 1];
        items[at] = moved;
    }
}

/* Turn the neighbours of `unit` into links. */
static void emit_links(const job *j, walker *w, int32_t unit)
{
    if (w->n_links + w->n > w->cap_links) {
        int64_t cap = w->cap_links + w->cap_links / 2 + w->n + 256;
        bp_link *grown = (bp_link *)realloc(w->links, (size_t)cap * sizeof *grown);
        if (!grown) {
            w->failed = true;
            return;
        }
        w->links = grown;
        w->cap_links = cap;
    }
    sort_neighbours(w->items, w->n);
    for (int32_t k = 0; k < w->n; k++)
        if (w->items[k].border || j->rule == BP_CONTIGUITY_QUEEN)
            w->links[w->n_links++] = (bp_link){unit, w->items[k].unit, w->items[k].length};
}

static void walk_unit(const job *j, walker *w, int64_t unit)
{
    const bp_polygons *polygons = j->polygons;
    int64_t ring = polygons->part_rings[polygons->unit_parts[unit]];
    int64_t ring_end = polygons->part_rings[polygons->unit_parts[unit + 1]];
    int64_t unit_end = polygons->ring_coords[ring_end];
    w->n = 0;
    w->current = -1;
    for (; ring < ring_end; ring++) {
        int64_t closing = polygons->ring_coords[ring + 1] - 1;
        for (int64_t c = polygons->ring_coords[ring]; c < closing; c++)
            if (j->chains.next[c] != BP_NO_POINT)
                walk_chain(j, w, c, unit_end);
    }
    if (w->n > 0)
        emit_links(j, w, (int32_t)unit);
}

/* The links of the units first .. end - 1 to higher units. */
static void walk_units(const job *j, walker *w, int64_t first, int64_t end)
{
    for (int64_t u = first; u < end && !w->failed; u++) {
        if (u % 256 == 0 && bp_context_interrupted(j->context))
            return;
        if (j->polygons->unit_parts[u] < j->polygons->unit_parts[u + 1])
            walk_unit(j, w, u);
    }
}

/* Put the links of the pieces together, in their order. */
static bp_status join_links(const job *j, walker *walkers, int64_t n_pieces, bp_graph *out)
{
    int64_t n_links = 0;
    for (int64_t piece = 0; piece < n_pieces; piece++)
        n_links += walkers[piece].n_links;
    bp_link *links = (bp_link *)malloc((size_t)(n_links + 1) * sizeof *links);
    if (!links)
        return bp_context_fail_memory(j->context, (size_t)n_links * sizeof *links);
    int64_t at = 0;
    for (int64_t piece = 0; piece < n_pieces; piece++) {
        if (walkers[piece].n_links > 0)
            memcpy(links + at, walkers[piece].links, (size_t)walkers[piece].n_links * sizeof *links);
        at += walkers[piece].n_links;
        free(walkers[piece].links);
        walkers[piece].links = NULL;
    }
    bp_status status = bp_graph_from_links(j->context, j->polygons->n_units, links, n_links, out);
    free(links);
    return status;
}

/* Walk pieces of the units in parallel. A thread lends its table of slots to the piece in hand. */
static bool walk_pieces(const job *j, walker *walkers, int64_t n_pieces)
{
    int64_t n = j->polygons->n_units, done = 0;
    bool failed = false;
#pragma omp parallel num_threads(j->n_threads) reduction(|| : failed)
    {
        int32_t *slot_of = (int32_t *)calloc((size_t)n + 1, sizeof *slot_of);
        failed = !slot_of;
#pragma omp for schedule(dynamic, 1)
        for (int64_t piece = 0; piece < n_pieces; piece++) {
            walker *w = &walkers[piece];
            w->slot_of = slot_of;
            if (slot_of)
                walk_units(j, w, n * piece / n_pieces, n * (piece + 1) / n_pieces);
            free(w->items);
            w->items = NULL;
            failed = failed || w->failed;
            int64_t finished;
#pragma omp atomic capture
            finished = ++done;
            if (thread_number() == 0)
                bp_context_progress(j->context, CHAINS_SHARE + (0.95 - CHAINS_SHARE) * (double)finished /
                                                                   (double)n_pieces);
        }
        free(slot_of);
    }
    return !failed;
}

static bp_status make_links(const job *j, bp_graph *out)
{
    int64_t n_pieces = (int64_t)j->n_threads * PIECES_PER_THREAD;
    walker *walkers = (walker *)calloc((size_t)n_pieces, sizeof *walkers);
    if (!walkers)
        return bp_context_fail_memory(j->context, (size_t)n_pieces * sizeof *walkers);
    bp_status status = BP_OK;
    if (!walk_pieces(j, walkers, n_pieces))
        status = bp_context_fail_memory(j->context, 0);
    if (!status)
        status = bp_context_check(j->context);
    if (!status)
        status = join_links(j, walkers, n_pieces, out);
    for (int64_t piece = 0; piece < n_pieces; piece++)
        free(walkers[piece].links);
    free(walkers);
    return status;
}

bp_status bp_contiguity(bp_context *context, const bp_polygons *polygons, bp_contiguity_rule rule,
                        bp_graph *out)
{
    if (polygons->n_units > INT32_MAX || polygons->n_coords >= (int64_t)BP_NO_POINT)
        return bp_context_fail(
            context, BP_ERROR_ARGUMENT,
            "contiguity of %lld units with %lld points was asked for; the most is %lld and %lld",
            (long long)polygons->n_units, (long long)polygons->n_coords, (long long)INT32_MAX,
            (long long)BP_NO_POINT - 1);
    job j = {context, polygons, rule, bp_context_threads(context), BP_POINT_CHAINS_INIT};
    if (j.n_threads > polygons->n_coords / POINTS_WORTH_A_THREAD + 1)
        j.n_threads = (int)(polygons->n_coords / POINTS_WORTH_A_THREAD + 1);
    bp_status status = bp_point_chains_make(context, polygons, j.n_threads, &j.chains);
    if (!status)
        status = make_links(&j, out);
    bp_point_chains_clear(&j.chains);
    if (!status)
        bp_context_progress(context, 1.0);
    return status;
}
