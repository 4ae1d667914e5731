#include "geo/point_distance_private.h"

#include "geo/bitmap.h"
#include "geo/segment_tree_private.h"

#include <math.h>
#include <stdlib.h>

/* The boxes of the units, each by its diagonal, in a tree. */
typedef struct boxes {
    const bp_polygons *polygons;
    const bp_segment *diagonals;
    bp_segment_tree tree;
} boxes;

static double box_distance2(const bp_box *box, const double p[2])
{
    double d[2];
    for (int axis = 0; axis < 2; axis++) {
        double below = box->side[axis] - p[axis], above = p[axis] - box->side[axis + 2];
        d[axis] = below > 0.0 ? below : above > 0.0 ? above : 0.0;
    }
    return d[0] * d[0] + d[1] * d[1];
}

static double edge_distance2(const double a[2], const double b[2], const double p[2])
{
    double along[2] = {b[0] - a[0], b[1] - a[1]}, to[2] = {p[0] - a[0], p[1] - a[1]};
    double length2 = along[0] * along[0] + along[1] * along[1];
    double t = length2 > 0.0 ? (along[0] * to[0] + along[1] * to[1]) / length2 : 0.0;
    t = t < 0.0 ? 0.0 : t > 1.0 ? 1.0 : t;
    double dx = to[0] - t * along[0], dy = to[1] - t * along[1];
    return dx * dx + dy * dy;
}

static double unit_distance2(const bp_polygons *polygons, int64_t unit, const double p[2])
{
    double best = INFINITY;
    int64_t ring = polygons->part_rings[polygons->unit_parts[unit]];
    for (; ring < polygons->part_rings[polygons->unit_parts[unit + 1]]; ring++)
        for (int64_t c = polygons->ring_coords[ring]; c + 1 < polygons->ring_coords[ring + 1]; c++)
            best = fmin(best, edge_distance2(polygons->xy + 2 * c, polygons->xy + 2 * c + 2, p));
    return best;
}

/* Less the rounding of a box's distance, so that no nearer unit is passed over. */
static bool is_too_far(const bp_box *box, const double p[2], double best)
{
    return box_distance2(box, p) * (1.0 - 1e-12) > best;
}

static double search(const boxes *in, const double p[2], double best, int64_t node, int64_t lo, int64_t hi)
{
    if (is_too_far(&in->tree.boxes[node], p, best))
        return best;
    if (hi - lo <= BP_SEGMENT_LEAF) {
        for (int64_t at = lo; at < hi; at++) {
            const bp_segment *diagonal = &in->diagonals[in->tree.order[at]];
            bp_box box = bp_segment_box(diagonal, 0.0);
            if (!is_too_far(&box, p, best))
                best = fmin(best, unit_distance2(in->polygons, diagonal->unit, p));
        }
        return best;
    }
    int64_t mid = (lo + hi) / 2, first = 2 * node + 1, second = first + 1;
    bool swap = box_distance2(&in->tree.boxes[second], p) < box_distance2(&in->tree.boxes[first], p);
    if (swap) {
        best = search(in, p, best, second, mid, hi);
        return search(in, p, best, first, lo, mid);
    }
    best = search(in, p, best, first, lo, mid);
    return search(in, p, best, second, mid, hi);
}

static int64_t list_boxes(const bp_polygons *polygons, bp_segment *diagonals)
{
    int64_t n = 0;
    for (int64_t u = 0; u < polygons->n_units; u++) {
        double box[4];
        if (bp_polygons_unit_extent(polygons, u, box))
            diagonals[n++] = (bp_segment){{box[0], box[1]}, {box[2], box[3]}, (int32_t)u};
    }
    return n;
}

bp_status bp_point_distance(bp_context *context, const bp_points *points, const bp_polygons *polygons,
                            const int64_t *unit_of, double *distance)
{
    bp_segment *diagonals = (bp_segment *)malloc(((size_t)polygons->n_units + 1) * sizeof *diagonals);
    if (!diagonals)
        return bp_context_fail_memory(context, (size_t)polygons->n_units * sizeof *diagonals);
    boxes in = {polygons, diagonals, BP_SEGMENT_TREE_INIT};
    bp_status status = bp_segment_tree_build(context, diagonals, list_boxes(polygons, diagonals), &in.tree);
    if (status)
        goto done;
#pragma omp parallel for schedule(dynamic, 1024) num_threads(bp_context_threads(context))
    for (int64_t i = 0; i < points->n; i++) {
        if (!bp_bitmap_get(points->valid, i))
            distance[i] = NAN;
        else if (unit_of[i] >= 0)
            distance[i] = 0.0;
        else if (!bp_context_interrupted(context))
            distance[i] =
                in.tree.n ? sqrt(search(&in, points->xy + 2 * i, INFINITY, 0, 0, in.tree.n)) : INFINITY;
    }
    status = bp_context_check(context);
done:
    bp_segment_tree_clear(&in.tree);
    free(diagonals);
    return status;
}
