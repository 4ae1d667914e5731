#include "analysis/point_tree_private.h"

#include "analysis/workers_private.h"

#include <math.h>
#include <stdlib.h>

enum { POINTS_WORTH_A_TASK = 8192, POINTS_A_PIECE = 1024, DEEPEST = 64 };

void bp_point_tree_clear(bp_point_tree *tree)
{
    free(tree->points);
    free(tree->nodes);
    *tree = (bp_point_tree)BP_POINT_TREE_INIT;
}

static inline double along(const bp_placed *point, int axis)
{
    return axis ? point->y : point->x;
}

/* A place between lo and hi - 1 that no pattern in the points can foresee, yet always the same. */
static int64_t pivot_place(int64_t lo, int64_t hi)
{
    uint64_t mixed = ((uint64_t)lo * UINT64_C(0x9E3779B97F4A7C15)) ^ (uint64_t)hi;
    mixed *= UINT64_C(0xBF58476D1CE4E5B9);
    mixed ^= mixed >> 31;
    return lo + (int64_t)(mixed % (uint64_t)(hi - lo));
}

/* None before `nth` is then above it along the axis, none after it below (Hoare). */
static void select_nth(bp_placed *points, int64_t lo, int64_t hi, int64_t nth, int axis)
{
    while (hi - lo > 1) {
        double pivot = along(&points[pivot_place(lo, hi)], axis);
        int64_t i = lo, j = hi - 1;
        while (i <= j) {
            while (along(&points[i], axis) < pivot)
                i++;
            while (along(&points[j], axis) > pivot)
                j--;
            if (i > j)
                break;
            bp_placed moved = points[i];
            points[i++] = points[j];
            points[j--] = moved;
        }
        if (nth <= j)
            hi = j + 1;
        else if (nth >= i)
            lo = i;
        else
            return;
    }
}

static void bound(const bp_placed *points, bp_point_node *node)
{
    node->low[0] = node->low[1] = INFINITY;
    node->high[0] = node->high[1] = -INFINITY;
    for (int64_t p = node->lo; p < node->hi; p++) {
        node->low[0] = points[p].x < node->low[0] ? points[p].x : node->low[0];
        node->low[1] = points[p].y < node->low[1] ? points[p].y : node->low[1];
        node->high[0] = points[p].x > node->high[0] ? points[p].x : node->high[0];
        node->high[1] = points[p].y > node->high[1] ? points[p].y : node->high[1];
    }
}

static void split_node(bp_point_tree *tree, int64_t at, int64_t lo, int64_t hi)
{
    bp_point_node *node = &tree->nodes[at];
    node->lo = lo;
    node->hi = hi;
    bound(tree->points, node);
    if (bp_point_node_is_leaf(node))
        return;
    int64_t mid = (lo + hi) / 2;
    int axis = node->high[1] - node->low[1] > node->high[0] - node->low[0];
    select_nth(tree->points, lo, hi, mid, axis);
#pragma omp task if (hi - lo > POINTS_WORTH_A_TASK)
    split_node(tree, 2 * at + 1, lo, mid);
    split_node(tree, 2 * at + 2, mid, hi);
}

/* Nodes of the deepest level and all above it. */
static int64_t count_nodes(int64_t n)
{
    int64_t nodes = 1;
    for (; n > BP_POINT_TREE_LEAF; n = (n + 1) / 2)
        nodes = 2 * nodes + 1;
    return nodes;
}

bp_status bp_point_tree_build(bp_context *context, const bp_placed *points, int64_t n, bp_point_tree *out)
{
    bp_point_tree tree = {n, (bp_placed *)malloc((size_t)n * sizeof *tree.points), count_nodes(n), NULL};
    tree.nodes = (bp_point_node *)calloc((size_t)tree.n_nodes, sizeof *tree.nodes);
    if (!tree.points || !tree.nodes) {
        bp_point_tree_clear(&tree);
        return bp_context_fail_memory(context, (size_t)n * sizeof *tree.points);
    }
    for (int64_t p = 0; p < n; p++) {
        tree.points[p] = points[p];
        tree.points[p].row = p;
    }
#pragma omp parallel num_threads(bp_context_threads(context)) if (n > POINTS_WORTH_A_TASK)
#pragma omp single
    split_node(&tree, 0, 0, n);
    *out = tree;
    return BP_OK;
}

typedef struct reach_work {
    const bp_point_tree *tree;
    int64_t k;
    double *reach2;
    double **best; /* best[threads][k]: squared distances found, in order */
} reach_work;

/* Put a distance in its place among the k least so far. */
static void keep(double *best, int64_t k, double d2)
{
    int64_t at = k - 1;
    for (; at > 0 && best[at - 1] > d2; at--)
        best[at] = best[at - 1];
    best[at] = d2;
}

static void search_nearest(const reach_work *work, const bp_placed *from, double *best)
{
    struct {
        int64_t node;
        double d2;
    } stack[DEEPEST];
    const bp_point_tree *tree = work->tree;
    int depth = 0;
    stack[depth].node = 0;
    stack[depth++].d2 = 0.0;
    while (depth > 0) {
        int64_t at = stack[--depth].node;
        if (stack[depth].d2 >= best[work->k - 1])
            continue;
        const bp_point_node *node = &tree->nodes[at];
        if (bp_point_node_is_leaf(node)) {
            for (int64_t p = node->lo; p < node->hi; p++) {
                double d2 = bp_placed_distance2(&tree->points[p], from->x, from->y);
                if (d2 < best[work->k - 1])
                    keep(best, work->k, d2);
            }
            continue;
        }
        double low = bp_point_node_distance2(&tree->nodes[2 * at + 1], from->x, from->y);
        double high = bp_point_node_distance2(&tree->nodes[2 * at + 2], from->x, from->y);
        bool low_first = low <= high;
        stack[depth].node = 2 * at + (low_first ? 2 : 1);
        stack[depth++].d2 = low_first ? high : low;
        stack[depth].node = 2 * at + (low_first ? 1 : 2);
        stack[depth++].d2 = low_first ? low : high;
    }
}

static bp_status reach_piece(bp_context *context, void *user, int thread, int64_t number)
{
    reach_work *work = (reach_work *)user;
    int64_t first = number * POINTS_A_PIECE, end = first + POINTS_A_PIECE;
    if (!work->best[thread])
        work->best[thread] = (double *)malloc((size_t)work->k * sizeof(double));
    double *best = work->best[thread];
    if (!best)
        return bp_context_fail_memory(context, (size_t)work->k * sizeof(double));
    for (int64_t p = first; p < end && p < work->tree->n; p++) {
        for (int64_t i = 0; i < work->k; i++)
            best[i] = INFINITY;
        search_nearest(work, &work->tree->points[p], best);
        work->reach2[p] = best[work->k - 1];
    }
    return BP_OK;
}

bp_status bp_point_tree_reach2(bp_context *context, const bp_point_tree *tree, int64_t k, double *reach2)
{
    int threads = bp_context_threads(context);
    reach_work work = {tree, k, reach2, (double **)calloc((size_t)threads, sizeof(double *))};
    if (!work.best)
        return bp_context_fail_memory(context, (size_t)threads * sizeof(double *));
    bp_status status =
        bp_workers_run(context, (tree->n + POINTS_A_PIECE - 1) / POINTS_A_PIECE, reach_piece, &work);
    for (int t = 0; t < threads; t++)
        free(work.best[t]);
    free((void *)work.best);
    return status;
}
