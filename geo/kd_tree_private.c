#include "geo/kd_tree_private.h"

#include "geo/bitmap.h"

#include <math.h>
#include <stdlib.h>

enum { POINTS_WORTH_A_TASK = 8192 };

void bp_kd_tree_clear(bp_kd_tree *tree)
{
    free(tree->points);
    free(tree->split);
    free(tree->axis);
    *tree = (bp_kd_tree)BP_KD_TREE_INIT;
}

static void swap_points(bp_kd_point *a, bp_kd_point *b)
{
    bp_kd_point moved = *a;
    *a = *b;
    *b = moved;
}

/* A place between lo and hi - 1 that no pattern in the points can foresee, yet always the same. */
static int64_t pivot_place(int64_t lo, int64_t hi)
{
    uint64_t mixed = ((uint64_t)lo * UINT64_C(0x9E3779B97F4A7C15)) ^ (uint64_t)hi;
    mixed *= UINT64_C(0xBF58476D1CE4E5B9);
    mixed ^= mixed >> 31;
    return lo + (int64_t)(mixed % (uint64_t)(hi - lo));
}

/* Order lo .. hi - 1 so far that none before `nth` is above it along the axis, and none after it below
 * (Hoare). */
static void select_nth(bp_kd_point *points, int64_t lo, int64_t hi, int64_t nth, int axis)
{
    while (hi - lo > 1) {
        double pivot = points[pivot_place(lo, hi)].xy[axis];
        int64_t i = lo, j = hi - 1;
        while (i <= j) {
            while (points[i].xy[axis] < pivot)
                i++;
            while (points[j].xy[axis] > pivot)
                j--;
            if (i <= j)
                swap_points(&points[i++], &points[j--]);
        }
        if (nth <= j)
            hi = j + 1;
        else if (nth >= i)
            lo = i;
        else
            return;
    }
}

/* The axis along which the points lie furthest apart. */
static int widest_axis(const bp_kd_point *points, int64_t lo, int64_t hi)
{
    double least[2] = {INFINITY, INFINITY}, most[2] = {-INFINITY, -INFINITY};
    for (int64_t p = lo; p < hi; p++)
        for (int axis = 0; axis < 2; axis++) {
            double at = points[p].xy[axis];
            least[axis] = at < least[axis] ? at : least[axis];
            most[axis] = at > most[axis] ? at : most[axis];
        }
    return most[1] - least[1] > most[0] - least[0];
}

static void split_node(bp_kd_tree *tree, int64_t node, int64_t lo, int64_t hi)
{
    if (hi - lo <= BP_KD_LEAF)
        return;
    int64_t mid = (lo + hi) / 2;
    int axis = widest_axis(tree->points, lo, hi);
    select_nth(tree->points, lo, hi, mid, axis);
    tree->axis[node] = (uint8_t)axis;
    tree->split[node] = tree->points[mid].xy[axis];
#pragma omp task if (hi - lo > POINTS_WORTH_A_TASK)
    split_node(tree, 2 * node + 1, lo, mid);
    split_node(tree, 2 * node + 2, mid, hi);
}

/* Nodes of the deepest level and all above it. */
static size_t count_nodes(int64_t n)
{
    size_t nodes = 1;
    for (; n > BP_KD_LEAF; n = (n + 1) / 2)
        nodes = 2 * nodes + 1;
    return nodes;
}

bp_status bp_kd_tree_build(bp_context *context, const bp_points *points, bp_kd_tree *out)
{
    int64_t n = bp_points_count(points);
    size_t nodes = count_nodes(n);
    bp_kd_tree tree = {0, (bp_kd_point *)malloc(((size_t)n + 1) * sizeof *tree.points),
                       (double *)malloc(nodes * sizeof *tree.split), (uint8_t *)malloc(nodes)};
    bp_status status = BP_OK;
    if (!tree.points || !tree.split || !tree.axis) {
        status = bp_context_fail_memory(context, ((size_t)n + 1) * sizeof *tree.points);
        goto done;
    }
    for (int64_t i = 0; i < points->n; i++) {
        const double *xy = points->xy + 2 * i;
        if (!bp_bitmap_get(points->valid, i))
            continue;
        if (!isfinite(xy[0]) || !isfinite(xy[1])) {
            status = bp_context_fail(context, BP_ERROR_ARGUMENT, "the point of unit %lld is not finite",
                                     (long long)i + 1);
            goto done;
        }
        tree.points[tree.n++] = (bp_kd_point){{xy[0], xy[1]}, i};
    }
#pragma omp parallel num_threads(bp_context_threads(context)) if (n > POINTS_WORTH_A_TASK)
#pragma omp single
    split_node(&tree, 0, 0, tree.n);
done:
    if (status)
        bp_kd_tree_clear(&tree);
    else
        *out = tree;
    return status;
}
