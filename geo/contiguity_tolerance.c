#include "geo/contiguity_tolerance.h"

#include "geo/point_chains_private.h"
#include "geo/segment_tree_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * The exact contiguity is made first. A segment that some ring has a second time, from whichever end, has its
 * border settled and is left alone; the others, the free ones, go into a tree of boxes. Every free segment
 * then asks for those of other units nearby, and notes per unit that it touches, and how much of it runs
 * along that unit.
 */

enum { PIECES_PER_THREAD = 16 };

/* Of the angle that two segments of one border make at most: 45 degrees. */
static const double LEAST_COSINE = 0.70710678118654752;

/* Stretches shorter than this part of the tolerance are rounding: segments that follow on each other overlap
 * by it. */
static const double LEAST_STRETCH = 1e-6;

void bp_tolerance_report_clear(bp_tolerance_report *report)
{
    free(report->added);
    *report = (bp_tolerance_report)BP_TOLERANCE_REPORT_INIT;
}

static bool same_point(const double *a, const double *b)
{
    return a[0] == b[0] && a[1] == b[1];
}

static void mark(uint8_t *settled, int64_t segment)
{
#pragma omp atomic write
    settled[segment] = 1;
}

/* Mark segment c and those behind it in the order of the polygons that run between the same two points. */
static void settle_twins(const bp_polygons *polygons, const bp_point_chains *chains, int64_t c,
                         uint8_t *settled)
{
    const double *xy = polygons->xy;
    if (same_point(xy + 2 * c, xy + 2 * c + 2)) {
        mark(settled, c);
        return;
    }
    for (uint32_t next = chains->next[c]; next != BP_NO_POINT; next = chains->next[next]) {
        int64_t other = next, ring = bp_point_chains_ring(chains, polygons, other);
        if (!same_point(xy + 2 * c, xy + 2 * other))
            continue;
        int64_t first = polygons->ring_coords[ring], closing = polygons->ring_coords[ring + 1] - 1;
        int64_t before = other > first ? other - 1 : closing - 1;
        bool back = same_point(xy + 2 * c + 2, xy + 2 * before);
        bool forth = same_point(xy + 2 * c + 2, xy + 2 * other + 2);
        if (back || forth)
            mark(settled, c);
        if (back)
            mark(settled, before);
        if (forth)
            mark(settled, other);
    }
}

static bp_status mark_settled(bp_context *context, const bp_polygons *polygons, uint8_t *settled)
{
    bp_point_chains chains = BP_POINT_CHAINS_INIT;
    int n_threads = bp_context_threads(context);
    bp_status status = bp_point_chains_make(context, polygons, n_threads, &chains);
    if (status)
        return status;
#pragma omp parallel for schedule(dynamic, 256) num_threads(n_threads)
    for (int64_t r = 0; r < polygons->n_rings; r++)
        for (int64_t c = polygons->ring_coords[r]; c + 1 < polygons->ring_coords[r + 1]; c++)
            settle_twins(polygons, &chains, c, settled);
    bp_point_chains_clear(&chains);
    return bp_context_check(context);
}

/* The free segments of a ring, turned so that the unit lies to their left; returns how many. */
static int64_t collect_ring(const bp_polygons *polygons, const uint8_t *settled, int64_t ring, bool hole,
                            bp_segment *segments)
{
    int64_t n = 0, first = polygons->ring_coords[ring], end = polygons->ring_coords[ring + 1];
    bool wrong = (bp_ring_signed_area2(polygons->xy + 2 * first, end - first) < 0.0) != hole;
    for (int64_t c = first; c + 1 < end; c++) {
        const double *from = polygons->xy + 2 * (wrong ? c + 1 : c),
                     *to = polygons->xy + 2 * (wrong ? c : c + 1);
        if (settled[c])
            continue;
        if (segments)
            segments[n] = (bp_segment){{from[0], from[1]}, {to[0], to[1]}, 0};
        n++;
    }
    return n;
}

/* The free segments, in the order of the polygons; NULL counts only. */
static int64_t collect_free(const bp_polygons *polygons, const uint8_t *settled, bp_segment *segments)
{
    int64_t n = 0;
    for (int64_t u = 0; u < polygons->n_units; u++)
        for (int64_t p = polygons->unit_parts[u]; p < polygons->unit_parts[u + 1]; p++)
            for (int64_t r = polygons->part_rings[p]; r < polygons->part_rings[p + 1]; r++) {
                int64_t more = collect_ring(polygons, settled, r, r > polygons->part_rings[p],
                                            segments ? segments + n : NULL);
                for (int64_t s = n; segments && s < n + more; s++)
                    segments[s].unit = (int32_t)u;
                n += more;
            }
    return n;
}

static bp_status find_free(bp_context *context, const bp_polygons *polygons, bp_segment **segments,
                           int64_t *n)
{
    uint8_t *settled = (uint8_t *)calloc((size_t)polygons->n_coords + 1, 1);
    bp_status status = settled ? mark_settled(context, polygons, settled)
                               : bp_context_fail_memory(context, (size_t)polygons->n_coords);
    if (!status) {
        *n = collect_free(polygons, settled, NULL);
        *segments = (bp_segment *)malloc(((size_t)*n + 1) * sizeof **segments);
        if (*segments)
            collect_free(polygons, settled, *segments);
        else
            status = bp_context_fail_memory(context, ((size_t)*n + 1) * sizeof **segments);
    }
    free(settled);
    return status;
}

/* Distance of point p from a segment. */
static double point_distance(const double p[2], const bp_segment *s)
{
    double dx = s->b[0] - s->a[0], dy = s->b[1] - s->a[1];
    double t = ((p[0] - s->a[0]) * dx + (p[1] - s->a[1]) * dy) / (dx * dx + dy * dy);
    t = fmin(fmax(t, 0.0), 1.0);
    return hypot(p[0] - (s->a[0] + t * dx), p[1] - (s->a[1] + t * dy));
}

/* Twice the area of the triangle of a segment and a point, with the sign of its turn. */
static double turn(const bp_segment *s, const double p[2])
{
    return (s->b[0] - s->a[0]) * (p[1] - s->a[1]) - (s->b[1] - s->a[1]) * (p[0] - s->a[0]);
}

static bool within(const bp_segment *e, const bp_segment *f, double tolerance)
{
    double ea = turn(f, e->a), eb = turn(f, e->b), fa = turn(e, f->a), fb = turn(e, f->b);
    if (((ea > 0.0 && eb < 0.0) || (ea < 0.0 && eb > 0.0)) &&
        ((fa > 0.0 && fb < 0.0) || (fa < 0.0 && fb > 0.0)))
        return true; /* they cross */
    return point_distance(e->a, f) <= tolerance || point_distance(e->b, f) <= tolerance ||
           point_distance(f->a, e) <= tolerance || point_distance(f->b, e) <= tolerance;
}

/* A stretch of a segment, from 0 at its beginning to 1 at its end, that runs along another unit. */
typedef struct stretch {
    int32_t unit;
    double from, to; /* the same: it only touches */
} stretch;

/* The stretch of `e` that stands square to `f`, if the two run side by side there. */
static stretch side_by_side(const bp_segment *e, const bp_segment *f, double tolerance)
{
    stretch none = {f->unit, 0.0, 0.0};
    double fx = f->b[0] - f->a[0], fy = f->b[1] - f->a[1], f_length = hypot(fx, fy);
    double ex = e->b[0] - e->a[0], ey = e->b[1] - e->a[1], e_length = hypot(ex, ey);
    fx /= f_length;
    fy /= f_length;
    double along = ex * fx + ey * fy, across = ex * fy - ey * fx;
    /* A border has its units on either side, so their outlines run against each other along it. */
    if (-along < LEAST_COSINE * e_length)
        return none;
    double start = (e->a[0] - f->a[0]) * fx + (e->a[1] - f->a[1]) * fy;
    double off = (e->a[0] - f->a[0]) * fy - (e->a[1] - f->a[1]) * fx;
    double at_a = (0.0 - start) / along, at_b = (f_length - start) / along;
    double from = fmax(fmin(at_a, at_b), 0.0), to = fmin(fmax(at_a, at_b), 1.0);
    if ((to - from) * e_length <= LEAST_STRETCH * tolerance)
        return none;
    /* Along a straight line it is furthest off at one of the ends. */
    if (fabs(off + from * across) > tolerance || fabs(off + to * across) > tolerance)
        return none;
    return (stretch){f->unit, from, to};
}

/* What one segment finds around it, and the links made of it. */
typedef struct finder {
    const bp_segment *segments;
    double tolerance;
    const bp_segment *own;
    stretch *items;
    int64_t n, cap;
    bp_link *links;
    int64_t n_links, cap_links;
} finder;

static bool visit_segment(void *user, int64_t number)
{
    finder *f = (finder *)user;
    const bp_segment *other = &f->segments[number];
    if (other->unit == f->own->unit || !within(f->own, other, f->tolerance))
        return true;
    if (f->n == f->cap) {
        int64_t cap = f->cap ? 2 * f->cap : 64;
        stretch *grown = (stretch *)realloc(f->items, (size_t)cap * sizeof *grown);
        if (!grown)
            return false;
        f->items = grown;
        f->cap = cap;
    }
    f->items[f->n++] = side_by_side(f->own, other, f->tolerance);
    return true;
}

static int by_unit_and_place(const void *a, const void *b)
{
    const stretch *p = (const stretch *)a, *q = (const stretch *)b;
    if (p->unit != q->unit)
        return p->unit < q->unit ? -1 : 1;
    if (p->from != q->from)
        return p->from < q->from ? -1 : 1;
    return (p->to > q->to) - (p->to < q->to);
}

/* Half the length that a unit's stretches, `first` .. `end` - 1, cover together: the other half comes from
 * its side. */
static double covered_half(const finder *f, int64_t first, int64_t end)
{
    double covered = 0.0, reached = 0.0;
    for (int64_t i = first; i < end; i++) {
        covered += fmax(0.0, f->items[i].to - fmax(f->items[i].from, reached));
        reached = fmax(reached, f->items[i].to);
    }
    return covered * hypot(f->own->b[0] - f->own->a[0], f->own->b[1] - f->own->a[1]) / 2.0;
}

static bool emit_links(finder *f)
{
    if (f->n > 1)
        qsort(f->items, (size_t)f->n, sizeof *f->items, by_unit_and_place);
    for (int64_t first = 0, end = 0; first < f->n; first = end) {
        while (end < f->n && f->items[end].unit == f->items[first].unit)
            end++;
        if (f->n_links == f->cap_links) {
            int64_t cap = f->cap_links ? 2 * f->cap_links : 256;
            bp_link *grown = (bp_link *)realloc(f->links, (size_t)cap * sizeof *grown);
            if (!grown)
                return false;
            f->links = grown;
            f->cap_links = cap;
        }
        f->links[f->n_links++] = (bp_link){f->own->unit, f->items[first].unit, covered_half(f, first, end)};
    }
    return true;
}

/* The links of segments first .. end - 1; false when memory runs out. */
static bool find_links(const bp_context *context, const bp_segment_tree *tree, finder *f, int64_t first,
                       int64_t end)
{
    bool ok = true;
    for (int64_t s = first; ok && s < end && !bp_context_interrupted(context); s++) {
        f->own = &f->segments[s];
        f->n = 0;
        bp_box box = bp_segment_box(f->own, f->tolerance);
        ok = bp_segment_tree_query(tree, &box, visit_segment, f) && emit_links(f);
    }
    free(f->items);
    f->items = NULL;
    return ok;
}

static bp_status join_links(bp_context *context, const finder *finders, int64_t n_pieces, int64_t n_units,
                            bp_graph *out)
{
    int64_t n_links = 0;
    for (int64_t piece = 0; piece < n_pieces; piece++)
        n_links += finders[piece].n_links;
    bp_link *links = (bp_link *)malloc(((size_t)n_links + 1) * sizeof *links);
    if (!links)
        return bp_context_fail_memory(context, ((size_t)n_links + 1) * sizeof *links);
    int64_t at = 0;
    for (int64_t piece = 0; piece < n_pieces; piece++) {
        if (finders[piece].n_links > 0)
            memcpy(links + at, finders[piece].links, (size_t)finders[piece].n_links * sizeof *links);
        at += finders[piece].n_links;
    }
    bp_status status = bp_graph_from_links(context, n_units, links, n_links, out);
    free(links);
    return status;
}

/* What free segments have in common within the tolerance. */
static bp_status match_free(bp_context *context, const bp_segment_tree *tree, double tolerance,
                            int64_t n_units, bp_graph *out)
{
    int n_threads = bp_context_threads(context);
    int64_t n_pieces = (int64_t)n_threads * PIECES_PER_THREAD;
    finder *finders = (finder *)calloc((size_t)n_pieces, sizeof *finders);
    bool failed = false;
    if (!finders)
        return bp_context_fail_memory(context, (size_t)n_pieces * sizeof *finders);
#pragma omp parallel for schedule(dynamic, 1) num_threads(n_threads) reduction(|| : failed)
    for (int64_t piece = 0; piece < n_pieces; piece++) {
        finders[piece].segments = tree->segments;
        finders[piece].tolerance = tolerance;
        if (!find_links(context, tree, &finders[piece], tree->n * piece / n_pieces,
                        tree->n * (piece + 1) / n_pieces))
            failed = true;
    }
    bp_status status = failed ? bp_context_fail_memory(context, 0) : bp_context_check(context);
    if (!status)
        status = join_links(context, finders, n_pieces, n_units, out);
    for (int64_t piece = 0; piece < n_pieces; piece++)
        free(finders[piece].links);
    free(finders);
    return status;
}

/* The exact contiguity and what the tolerance found, put together. */
typedef struct merge {
    const bp_graph *exact, *near;
    bp_contiguity_rule rule;
    double tolerance;
    bp_link *links;
    int64_t n_links;
    bp_tolerance_report report;
} merge;

/* `exact`, `near`: border of each kind, -1 when there is no link of that kind. */
static void merge_link(merge *m, int32_t a, int32_t b, double exact, double near)
{
    double more = near > 0.0 && (exact > 0.0 || near > m->tolerance) ? near : 0.0;
    bp_link link = {a, b, fmax(exact, 0.0) + more};
    bool rook = m->rule == BP_CONTIGUITY_ROOK;
    if (rook && link.length_m <= 0.0)
        return;
    m->links[m->n_links++] = link;
    if (exact < 0.0 || (rook && exact <= 0.0)) {
        m->report.added[m->report.n_added++] = link;
    } else if (more > 0.0) {
        m->report.n_widened++;
        m->report.widened_by += more;
    }
}

static void merge_rows(merge *m)
{
    const bp_graph *exact = m->exact, *near = m->near;
    for (int64_t i = 0; i < exact->n; i++) {
        int64_t ke = exact->offsets[i], kn = near->offsets[i];
        while (ke < exact->offsets[i + 1] || kn < near->offsets[i + 1]) {
            int64_t je = ke < exact->offsets[i + 1] ? exact->neighbours[ke] : INT64_MAX;
            int64_t jn = kn < near->offsets[i + 1] ? near->neighbours[kn] : INT64_MAX;
            int64_t j = je < jn ? je : jn;
            if (j > i)
                merge_link(m, (int32_t)i, (int32_t)j, je == j ? exact->length_m[ke] : -1.0,
                           jn == j ? near->length_m[kn] : -1.0);
            ke += je == j;
            kn += jn == j;
        }
    }
}

static bp_status merge_graphs(bp_context *context, merge *m, bp_graph *out)
{
    size_t most = (size_t)(m->exact->offsets[m->exact->n] + m->near->offsets[m->near->n]) / 2 + 1;
    bp_status status = BP_OK;
    m->links = (bp_link *)malloc(most * sizeof *m->links);
    m->report.added = (bp_link *)malloc(most * sizeof *m->report.added);
    if (!m->links || !m->report.added) {
        status = bp_context_fail_memory(context, most * sizeof *m->links);
    } else {
        merge_rows(m);
        status = bp_graph_from_links(context, m->exact->n, m->links, m->n_links, out);
    }
    free(m->links);
    return status;
}

bp_status bp_contiguity_tolerant(bp_context *context, const bp_polygons *polygons, bp_contiguity_rule rule,
                                 double tolerance, bp_graph *out, bp_tolerance_report *report)
{
    bp_graph exact = BP_GRAPH_INIT, near = BP_GRAPH_INIT;
    bp_segment *segments = NULL;
    bp_segment_tree tree = BP_SEGMENT_TREE_INIT;
    merge m = {&exact, &near, rule, tolerance, NULL, 0, BP_TOLERANCE_REPORT_INIT};
    if (!(tolerance > 0.0 && isfinite(tolerance)))
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "a tolerance of %g was asked for; it is a length above 0", tolerance);
    bp_status status = bp_contiguity(context, polygons, BP_CONTIGUITY_QUEEN, &exact);
    if (!status)
        status = find_free(context, polygons, &segments, &m.report.n_free);
    if (!status)
        status = bp_segment_tree_build(context, segments, m.report.n_free, &tree);
    if (!status)
        status = match_free(context, &tree, tolerance, polygons->n_units, &near);
    if (!status)
        status = merge_graphs(context, &m, out);
    if (!status && report)
        *report = m.report;
    else
        bp_tolerance_report_clear(&m.report);
    bp_segment_tree_clear(&tree);
    free(segments);
    bp_graph_clear(&near);
    bp_graph_clear(&exact);
    return status;
}
