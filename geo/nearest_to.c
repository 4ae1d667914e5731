#include "geo/nearest_to.h"

#include "geo/bitmap.h"
#include "geo/kd_tree_private.h"

#include <math.h>
#include <stdlib.h>

/* From where one looks, and what was found so far. */
typedef struct query {
    const bp_kd_tree *tree;
    double xy[2];
    double best2; /* squared distance to the nearest so far */
    int64_t nearest;
    double radius;
    int64_t within;
} query;

/* The part of the plane in which the points of a node lie: least x, least y, most x, most y. */
typedef struct cell {
    double side[4];
} cell;

void bp_nearest_to_clear(bp_nearest_to *found)
{
    free(found->distance);
    free(found->nearest);
    free(found->within);
    free(found->valid);
    *found = (bp_nearest_to)BP_NEAREST_TO_INIT;
}

/* Roundings all go the same way when numbers grow, so no point of a cell is nearer than this. */
static double least_distance2(const cell *in, const double p[2])
{
    double d[2];
    for (int axis = 0; axis < 2; axis++) {
        double below = in->side[axis] - p[axis], above = p[axis] - in->side[axis + 2];
        d[axis] = below > 0.0 ? below : above > 0.0 ? above : 0.0;
    }
    return d[0] * d[0] + d[1] * d[1];
}

static double most_distance2(const cell *in, const double p[2])
{
    double d[2];
    for (int axis = 0; axis < 2; axis++)
        d[axis] = fmax(fabs(in->side[axis] - p[axis]), fabs(in->side[axis + 2] - p[axis]));
    return d[0] * d[0] + d[1] * d[1];
}

static double distance2(const query *q, const bp_kd_point *point)
{
    double dx = point->xy[0] - q->xy[0], dy = point->xy[1] - q->xy[1];
    return dx * dx + dy * dy;
}

static void find_nearest(query *q, const cell *in, int64_t node, int64_t lo, int64_t hi)
{
    const bp_kd_tree *tree = q->tree;
    if (least_distance2(in, q->xy) > q->best2)
        return;
    if (hi - lo <= BP_KD_LEAF) {
        for (int64_t p = lo; p < hi; p++) {
            double d2 = distance2(q, &tree->points[p]);
            int64_t unit = tree->points[p].unit;
            if (d2 < q->best2 || (d2 <= q->best2 && (unit < q->nearest || q->nearest < 0))) {
                q->best2 = d2;
                q->nearest = unit;
            }
        }
        return;
    }
    int64_t mid = (lo + hi) / 2;
    int axis = tree->axis[node];
    cell low = *in, high = *in;
    low.side[axis + 2] = high.side[axis] = tree->split[node];
    if (q->xy[axis] < tree->split[node]) {
        find_nearest(q, &low, 2 * node + 1, lo, mid);
        find_nearest(q, &high, 2 * node + 2, mid, hi);
    } else {
        find_nearest(q, &high, 2 * node + 2, mid, hi);
        find_nearest(q, &low, 2 * node + 1, lo, mid);
    }
}

static void count_within(query *q, const cell *in, int64_t node, int64_t lo, int64_t hi)
{
    const bp_kd_tree *tree = q->tree;
    if (sqrt(least_distance2(in, q->xy)) > q->radius)
        return;
    if (sqrt(most_distance2(in, q->xy)) <= q->radius) {
        q->within += hi - lo;
        return;
    }
    if (hi - lo <= BP_KD_LEAF) {
        for (int64_t p = lo; p < hi; p++)
            q->within += sqrt(distance2(q, &tree->points[p])) <= q->radius;
        return;
    }
    int64_t mid = (lo + hi) / 2;
    int axis = tree->axis[node];
    cell low = *in, high = *in;
    low.side[axis + 2] = high.side[axis] = tree->split[node];
    count_within(q, &low, 2 * node + 1, lo, mid);
    count_within(q, &high, 2 * node + 2, mid, hi);
}

static cell whole(const bp_kd_tree *tree)
{
    cell all = {{INFINITY, INFINITY, -INFINITY, -INFINITY}};
    for (int64_t p = 0; p < tree->n; p++)
        for (int axis = 0; axis < 2; axis++) {
            all.side[axis] = fmin(all.side[axis], tree->points[p].xy[axis]);
            all.side[axis + 2] = fmax(all.side[axis + 2], tree->points[p].xy[axis]);
        }
    return all;
}

static void find_all(bp_context *context, const bp_points *from, const bp_kd_tree *tree, double radius,
                     bp_nearest_to *found)
{
    const cell all = whole(tree);
#pragma omp parallel for schedule(dynamic, 512) num_threads(bp_context_threads(context))
    for (int64_t i = 0; i < from->n; i++) {
        query q = {tree, {from->xy[2 * i], from->xy[2 * i + 1]}, INFINITY, -1, radius, 0};
        found->nearest[i] = -1;
        if (!bp_bitmap_get(from->valid, i) || bp_context_interrupted(context))
            continue;
        find_nearest(&q, &all, 0, 0, tree->n);
        found->distance[i] = sqrt(q.best2);
        found->nearest[i] = q.nearest;
        if (found->within) {
            count_within(&q, &all, 0, 0, tree->n);
            found->within[i] = q.within;
        }
    }
}

static bp_status make_arrays(bp_context *context, const bp_points *from, double radius, bp_nearest_to *found)
{
    size_t n = (size_t)from->n + 1;
    found->n = from->n;
    found->distance = (double *)calloc(n, sizeof *found->distance);
    found->nearest = (int64_t *)calloc(n, sizeof *found->nearest);
    found->valid = (uint8_t *)calloc(bp_bitmap_bytes(from->n), 1);
    if (radius > 0.0)
        found->within = (int64_t *)calloc(n, sizeof *found->within);
    if (!found->distance || !found->nearest || !found->valid || (radius > 0.0 && !found->within))
        return bp_context_fail_memory(context, n * sizeof *found->distance);
    for (int64_t i = 0; i < from->n; i++) {
        if (!bp_bitmap_get(from->valid, i))
            continue;
        bp_bitmap_set(found->valid, i);
        if (!isfinite(from->xy[2 * i]) || !isfinite(from->xy[2 * i + 1]))
            return bp_context_fail(context, BP_ERROR_ARGUMENT, "the point of unit %lld is not finite",
                                   (long long)i + 1);
    }
    return BP_OK;
}

bp_status bp_nearest_to_find(bp_context *context, const bp_points *from, const bp_points *to, double radius,
                             bp_nearest_to *out)
{
    bp_nearest_to found = BP_NEAREST_TO_INIT;
    bp_kd_tree tree = BP_KD_TREE_INIT;
    if (!(radius >= 0.0) || !isfinite(radius))
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "the radius is %g; a distance of 0 or more was expected", radius);
    bp_status status = make_arrays(context, from, radius, &found);
    if (!status)
        status = bp_kd_tree_build(context, to, &tree);
    if (!status && tree.n == 0)
        status = bp_context_fail(context, BP_ERROR_INPUT,
                                 "there is no point to be near to: all %lld rows lack one", (long long)to->n);
    if (!status) {
        find_all(context, from, &tree, radius, &found);
        status = bp_context_check(context);
    }
    bp_kd_tree_clear(&tree);
    if (status)
        bp_nearest_to_clear(&found);
    else
        *out = found;
    return status;
}
