#include "geo/line_cuts_private.h"

#include "geo/orientation_private.h"

#include <stdlib.h>
#include <string.h>

/* A unit with no more pairs of edge and segment than this is not worth a tree of its edges. */
enum { FEW_PAIRS = 2048 };

/* What one thread works with: its findings, and the unit at hand. */
typedef struct worker {
    bp_context *context;
    const bp_segment *segments;
    const bp_polygons *polygons;
    bp_line_cuts found;
    int64_t *near; /* near[n_near]: segments that meet the unit's box */
    int64_t n_near, cap_near;
    bp_segment *edges; /* edges[n_edges] of the unit; .unit: 1 when its inside lies to the left */
    int64_t n_edges, cap_edges;
    int64_t unit, segment;
    bool no_memory;
} worker;

void bp_line_cuts_clear(bp_line_cuts *cuts)
{
    free(cuts->cuts);
    free(cuts->runs);
    *cuts = (bp_line_cuts)BP_LINE_CUTS_INIT;
}

/* Room for one more item of `size` bytes. */
static bool make_room(void **array, int64_t *cap, int64_t n, size_t size)
{
    if (n < *cap)
        return true;
    int64_t more = 2 * *cap + 256;
    void *grown = realloc(*array, (size_t)more * size);
    if (!grown)
        return false;
    *array = grown;
    *cap = more;
    return true;
}

static void add_cut(worker *w, double t)
{
    bp_line_cuts *f = &w->found;
    if (!(t > 0.0 && t < 1.0))
        return;
    if (make_room((void **)&f->cuts, &f->cap_cuts, f->n_cuts, sizeof *f->cuts))
        f->cuts[f->n_cuts++] = (bp_line_cut){w->segment, t};
    else
        w->no_memory = true;
}

static double clamp_share(double t)
{
    return t < 0.0 ? 0.0 : t > 1.0 ? 1.0 : t;
}

/* Where along the segment the foot of a point on it lies. */
static double share_of(const bp_segment *s, const double p[2])
{
    double along[2] = {s->b[0] - s->a[0], s->b[1] - s->a[1]};
    return clamp_share(((p[0] - s->a[0]) * along[0] + (p[1] - s->a[1]) * along[1]) /
                       (along[0] * along[0] + along[1] * along[1]));
}

static void add_run(worker *w, const bp_segment *s, const bp_segment *edge)
{
    bp_line_cuts *f = &w->found;
    double t = share_of(s, edge->a), u = share_of(s, edge->b);
    double from = t < u ? t : u, to = t < u ? u : t;
    if (!(from < to))
        return;
    /* Points on a border belong to the right of it, on a level one above it. */
    double dx = edge->b[0] - edge->a[0], dy = edge->b[1] - edge->a[1];
    bool left_has_it = dy < 0.0 || (dy == 0.0 && dx > 0.0);
    add_cut(w, from);
    add_cut(w, to);
    if (make_room((void **)&f->runs, &f->cap_runs, f->n_runs, sizeof *f->runs))
        f->runs[f->n_runs++] =
            (bp_line_run){w->segment, from, to, (int32_t)w->unit, left_has_it == (edge->unit == 1)};
    else
        w->no_memory = true;
}

/* The share of s at which the line of the edge crosses it, worked out from the same end of the edge whatever
 * way it runs, so that both units beside it cut in the same place. */
static double crossing(const bp_segment *s, const bp_segment *edge)
{
    bool turned = edge->a[0] > edge->b[0] || (edge->a[0] == edge->b[0] && edge->a[1] > edge->b[1]);
    const double *a = turned ? edge->b : edge->a, *b = turned ? edge->a : edge->b;
    double along[2] = {b[0] - a[0], b[1] - a[1]};
    double to_line = (a[0] - s->a[0]) * along[1] - (a[1] - s->a[1]) * along[0];
    double whole = (s->b[0] - s->a[0]) * along[1] - (s->b[1] - s->a[1]) * along[0];
    return whole != 0.0 ? clamp_share(to_line / whole) : 0.0;
}

static void meet(worker *w, const bp_segment *s, const bp_segment *edge)
{
    int a = bp_orientation(edge->a, edge->b, s->a), b = bp_orientation(edge->a, edge->b, s->b);
    if (a == 0 && b == 0)
        add_run(w, s, edge);
    else if (a * b <= 0 && bp_orientation(s->a, s->b, edge->a) * bp_orientation(s->a, s->b, edge->b) <= 0)
        add_cut(w, crossing(s, edge));
}

static bool boxes_meet(const bp_box *a, const bp_box *b)
{
    return a->side[0] <= b->side[2] && b->side[0] <= a->side[2] && a->side[1] <= b->side[3] &&
           b->side[1] <= a->side[3];
}

static bool take_near(void *user, int64_t segment)
{
    worker *w = (worker *)user;
    if (!make_room((void **)&w->near, &w->cap_near, w->n_near, sizeof *w->near)) {
        w->no_memory = true;
        return false;
    }
    w->near[w->n_near++] = segment;
    return true;
}

static bool meet_edge(void *user, int64_t edge)
{
    worker *w = (worker *)user;
    meet(w, &w->segments[w->segment], &w->edges[edge]);
    return true;
}

/* The edges of the unit, each with the side that its inside lies at. */
static void list_edges(worker *w)
{
    const bp_polygons *p = w->polygons;
    w->n_edges = 0;
    for (int64_t part = p->unit_parts[w->unit]; part < p->unit_parts[w->unit + 1]; part++)
        for (int64_t r = p->part_rings[part]; r < p->part_rings[part + 1]; r++) {
            const double *xy = p->xy + 2 * p->ring_coords[r];
            int64_t n = p->ring_coords[r + 1] - p->ring_coords[r];
            bool is_hole = r > p->part_rings[part];
            bool left = (bp_ring_signed_area2(xy, n) > 0.0) != is_hole;
            for (int64_t c = 0; c + 1 < n; c++, xy += 2) {
                if (xy[0] == xy[2] && xy[1] == xy[3])
                    continue;
                if (!make_room((void **)&w->edges, &w->cap_edges, w->n_edges, sizeof *w->edges)) {
                    w->no_memory = true;
                    return;
                }
                w->edges[w->n_edges++] = (bp_segment){{xy[0], xy[1]}, {xy[2], xy[3]}, left};
            }
        }
}

static void meet_each(worker *w)
{
    for (int64_t e = 0; e < w->n_edges; e++) {
        bp_box own = bp_segment_box(&w->edges[e], 0.0);
        for (int64_t i = 0; i < w->n_near; i++) {
            bp_box box = bp_segment_box(&w->segments[w->near[i]], 0.0);
            w->segment = w->near[i];
            if (boxes_meet(&own, &box))
                meet(w, &w->segments[w->segment], &w->edges[e]);
        }
    }
}

static void meet_by_tree(worker *w)
{
    bp_segment_tree tree = BP_SEGMENT_TREE_INIT;
    if (bp_segment_tree_build(w->context, w->edges, w->n_edges, &tree)) {
        w->no_memory = true;
        return;
    }
    for (int64_t i = 0; i < w->n_near; i++) {
        w->segment = w->near[i];
        bp_box box = bp_segment_box(&w->segments[w->segment], 0.0);
        bp_segment_tree_query(&tree, &box, meet_edge, w);
    }
    bp_segment_tree_clear(&tree);
}

static void cut_by_unit(worker *w, const bp_segment_tree *segments, int64_t unit)
{
    bp_box box;
    if (!bp_polygons_unit_extent(w->polygons, unit, box.side))
        return;
    w->unit = unit;
    w->n_near = 0;
    bp_segment_tree_query(segments, &box, take_near, w);
    if (w->n_near == 0)
        return;
    list_edges(w);
    if (w->n_near * w->n_edges <= FEW_PAIRS)
        meet_each(w);
    else
        meet_by_tree(w);
}

static int compare_cuts(const void *a, const void *b)
{
    const bp_line_cut *x = (const bp_line_cut *)a, *y = (const bp_line_cut *)b;
    if (x->segment != y->segment)
        return x->segment < y->segment ? -1 : 1;
    return x->t < y->t ? -1 : x->t > y->t;
}

static int compare_runs(const void *a, const void *b)
{
    const bp_line_run *x = (const bp_line_run *)a, *y = (const bp_line_run *)b;
    if (x->segment != y->segment)
        return x->segment < y->segment ? -1 : 1;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return x->unit < y->unit ? -1 : x->unit > y->unit;
}

static bool append(bp_line_cuts *to, const bp_line_cuts *more)
{
    size_t n_cuts = (size_t)(to->n_cuts + more->n_cuts), n_runs = (size_t)(to->n_runs + more->n_runs);
    bp_line_cut *cuts = (bp_line_cut *)realloc(to->cuts, (n_cuts + 1) * sizeof *cuts);
    if (cuts)
        to->cuts = cuts;
    bp_line_run *runs = cuts ? (bp_line_run *)realloc(to->runs, (n_runs + 1) * sizeof *runs) : NULL;
    if (!runs)
        return false;
    to->runs = runs;
    if (more->n_cuts)
        memcpy(cuts + to->n_cuts, more->cuts, (size_t)more->n_cuts * sizeof *cuts);
    if (more->n_runs)
        memcpy(runs + to->n_runs, more->runs, (size_t)more->n_runs * sizeof *runs);
    to->n_cuts += more->n_cuts;
    to->n_runs += more->n_runs;
    return true;
}

/* Both units beside an edge cut in the same place: once is enough. */
static void put_in_order(bp_line_cuts *all)
{
    int64_t kept = 0;
    if (all->n_cuts)
        qsort(all->cuts, (size_t)all->n_cuts, sizeof *all->cuts, compare_cuts);
    if (all->n_runs)
        qsort(all->runs, (size_t)all->n_runs, sizeof *all->runs, compare_runs);
    for (int64_t i = 0; i < all->n_cuts; i++)
        if (kept == 0 || compare_cuts(&all->cuts[kept - 1], &all->cuts[i]) != 0)
            all->cuts[kept++] = all->cuts[i];
    all->n_cuts = kept;
}

/* A tree is built in every thread, and a context takes messages from one alone. */
static void cut_all(bp_context *context, const bp_segment_tree *tree, const bp_polygons *polygons,
                    bp_line_cuts *all, bool *no_memory)
{
#pragma omp parallel num_threads(bp_context_threads(context))
    {
        worker w = {.segments = tree->segments, .polygons = polygons, .found = BP_LINE_CUTS_INIT};
        w.no_memory = bp_context_new(NULL, &w.context) != BP_OK;
#pragma omp for schedule(dynamic, 64)
        for (int64_t u = 0; u < polygons->n_units; u++)
            if (!w.no_memory && !bp_context_interrupted(context))
                cut_by_unit(&w, tree, u);
#pragma omp critical(bp_line_cuts_append)
        if (w.no_memory || !append(all, &w.found))
            *no_memory = true;
        bp_line_cuts_clear(&w.found);
        free(w.near);
        free(w.edges);
        bp_context_free(w.context);
    }
}

bp_status bp_line_cuts_find(bp_context *context, const bp_segment *segments, int64_t n,
                            const bp_polygons *polygons, bp_line_cuts *out)
{
    bp_line_cuts all = BP_LINE_CUTS_INIT;
    bp_segment_tree tree = BP_SEGMENT_TREE_INIT;
    bool no_memory = false;
    bp_status status = bp_segment_tree_build(context, segments, n, &tree);
    if (!status)
        cut_all(context, &tree, polygons, &all, &no_memory);
    if (!status)
        status = no_memory ? bp_context_fail_memory(context, 0) : bp_context_check(context);
    if (!status)
        put_in_order(&all);
    bp_segment_tree_clear(&tree);
    if (status)
        bp_line_cuts_clear(&all);
    else
        *out = all;
    return status;
}
