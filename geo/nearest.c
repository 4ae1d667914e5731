#include "geo/nearest.h"

#include "geo/kd_tree_private.h"
#include "geo/text.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

enum { FEW = 24 };

/* A point found: its distance squared, and its unit. */
typedef struct found {
    double d2;
    int64_t unit;
} found;

/* What is looked for, from where, and what was found so far. */
typedef struct query {
    const bp_kd_tree *tree;
    double xy[2];
    int64_t self;
    int64_t k;   /* of the k nearest */
    found *best; /* best[k], as far as n goes: in order when k <= FEW, else a heap with the furthest on top */
    int64_t n;
    double least, most; /* of the band */
    double reach2;      /* nothing at a larger squared distance is wanted */
    int32_t *row;       /* of the band: NULL counts only */
    double *length;
} query;

static inline double squared_distance(const query *q, const bp_kd_point *point)
{
    double dx = point->xy[0] - q->xy[0], dy = point->xy[1] - q->xy[1];
    return dx * dx + dy * dy;
}

/* Ties by unit order: of two at one distance the higher number is the further. */
static inline bool is_further(const found *a, const found *b)
{
    return a->d2 > b->d2 || (a->d2 == b->d2 && a->unit > b->unit);
}

static void sift_up(found *heap, int64_t at)
{
    found item = heap[at];
    while (at > 0 && is_further(&item, &heap[(at - 1) / 2])) {
        heap[at] = heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap[at] = item;
}

/* Put `item` in the place of the top. */
static void replace_top(found *heap, int64_t n, found item)
{
    int64_t at = 0;
    for (;;) {
        int64_t child = 2 * at + 1;
        if (child >= n)
            break;
        if (child + 1 < n && is_further(&heap[child + 1], &heap[child]))
            child++;
        if (!is_further(&heap[child], &item))
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = item;
}

/* Of the k nearest, those found so far in order, the furthest last: for a few faster than a heap. */
static void insert(query *q, found item)
{
    int64_t at = q->n < q->k ? q->n++ : q->k - 1;
    for (; at > 0 && is_further(&q->best[at - 1], &item); at--)
        q->best[at] = q->best[at - 1];
    q->best[at] = item;
    if (q->n == q->k)
        q->reach2 = q->best[q->k - 1].d2;
}

/* The same by a heap with the furthest on top. */
static void push(query *q, found item)
{
    if (q->n < q->k) {
        q->best[q->n] = item;
        sift_up(q->best, q->n++);
    } else {
        replace_top(q->best, q->n, item);
    }
    if (q->n == q->k)
        q->reach2 = q->best[0].d2;
}

static inline void offer(query *q, const bp_kd_point *point)
{
    found item = {squared_distance(q, point), point->unit};
    if (item.d2 > q->reach2 || item.unit == q->self)
        return;
    bool few = q->k <= FEW;
    if (q->n == q->k && !is_further(&q->best[few ? q->k - 1 : 0], &item))
        return;
    if (few)
        insert(q, item);
    else
        push(q, item);
}

static inline void take(query *q, const bp_kd_point *point)
{
    double d2 = squared_distance(q, point);
    if (d2 > q->reach2 || point->unit == q->self)
        return;
    double distance = sqrt(d2);
    if (distance < q->least || distance > q->most)
        return;
    if (q->row) {
        q->row[q->n] = (int32_t)point->unit;
        q->length[q->n] = distance;
    }
    q->n++;
}

static void search_leaf(query *q, int64_t lo, int64_t hi)
{
    for (int64_t p = lo; p < hi; p++)
        if (q->best)
            offer(q, &q->tree->points[p]);
        else
            take(q, &q->tree->points[p]);
}

/*
 * Look through node `node` with the points lo .. hi - 1. `off` holds how far, squared, the node lies from the
 * query along each axis: rounding never makes a difference of coordinates larger than that of a point further
 * on, so a node that is passed over holds nothing that was wanted, ties included.
 */
static void search(query *q, int64_t node, int64_t lo, int64_t hi, const double off[2])
{
    if (hi - lo <= BP_KD_LEAF) {
        search_leaf(q, lo, hi);
        return;
    }
    int axis = q->tree->axis[node];
    double beyond = q->xy[axis] - q->tree->split[node];
    double far_off[2] = {off[0], off[1]};
    far_off[axis] = beyond * beyond;
    int64_t mid = (lo + hi) / 2;
    bool low_first = beyond < 0.0;
    if (low_first)
        search(q, 2 * node + 1, lo, mid, off);
    else
        search(q, 2 * node + 2, mid, hi, off);
    if (far_off[0] + far_off[1] > q->reach2)
        return;
    if (low_first)
        search(q, 2 * node + 2, mid, hi, far_off);
    else
        search(q, 2 * node + 1, lo, mid, far_off);
}

/* What lies beside the way from the root to a leaf: nodes, and where they were parted from it. */
typedef struct way {
    int64_t lo, hi; /* points of the leaf */
    int n;
    struct aside {
        int64_t node, lo, hi;
        double split;
        int axis;
    } asides[64];
} way;

/* The way to the leaf of point p of the tree. */
static void find_way(const bp_kd_tree *tree, int64_t p, way *w)
{
    int64_t node = 0;
    *w = (way){.lo = 0, .hi = tree->n, .n = 0};
    while (w->hi - w->lo > BP_KD_LEAF) {
        int64_t mid = (w->lo + w->hi) / 2;
        struct aside *aside = &w->asides[w->n++];
        aside->axis = tree->axis[node];
        aside->split = tree->split[node];
        bool low = p < mid;
        aside->node = 2 * node + (low ? 2 : 1);
        aside->lo = low ? mid : w->lo;
        aside->hi = low ? w->hi : mid;
        if (low)
            w->hi = mid;
        else
            w->lo = mid;
        node = 2 * node + (low ? 1 : 2);
    }
}

/*
 * From the point's own leaf outwards: with what lies nearest in hand, hardly any of the nodes further up need
 * a look. A node beside the way lies across one split, and the point within its range along the other axis.
 */
static void ask(query *q, way *w, int64_t p)
{
    const bp_kd_point *from = &q->tree->points[p];
    q->xy[0] = from->xy[0];
    q->xy[1] = from->xy[1];
    q->self = from->unit;
    q->n = 0;
    if (p < w->lo || p >= w->hi)
        find_way(q->tree, p, w);
    search_leaf(q, w->lo, w->hi);
    for (int i = w->n - 1; i >= 0; i--) {
        const struct aside *aside = &w->asides[i];
        double beyond = q->xy[aside->axis] - aside->split, off[2] = {0.0, 0.0};
        off[aside->axis] = beyond * beyond;
        if (off[aside->axis] <= q->reach2)
            search(q, aside->node, aside->lo, aside->hi, off);
    }
}

static int by_unit(const void *a, const void *b)
{
    int64_t ua = ((const found *)a)->unit, ub = ((const found *)b)->unit;
    return (ua > ub) - (ua < ub);
}

static void sort_by_unit(found *items, int64_t n)
{
    if (n > 32) {
        qsort(items, (size_t)n, sizeof *items, by_unit);
        return;
    }
    for (int64_t i = 1; i < n; i++) {
        found moved = items[i];
        int64_t at = i;
        for (; at > 0 && items[at - 1].unit > moved.unit; at--)
            items[at] = items[at - 1];
        items[at] = moved;
    }
}

/* Rows from the number of their links in offsets[i + 1]. */
static bp_status make_rows(bp_context *context, bp_graph *graph)
{
    for (int64_t i = 0; i < graph->n; i++)
        graph->offsets[i + 1] += graph->offsets[i];
    size_t links = (size_t)graph->offsets[graph->n] + 1;
    graph->neighbours = (int32_t *)malloc(links * sizeof *graph->neighbours);
    graph->length_m = (double *)malloc(links * sizeof *graph->length_m);
    if (graph->neighbours && graph->length_m)
        return BP_OK;
    return bp_context_fail_memory(context, links * (sizeof(int32_t) + sizeof(double)));
}

static bp_status begin_graph(bp_context *context, int64_t n, bp_graph *graph)
{
    if (n > INT32_MAX)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "neighbours of %lld units were asked for; the most is %lld", (long long)n,
                               (long long)INT32_MAX);
    graph->n = n;
    graph->offsets = (int64_t *)calloc((size_t)n + 2, sizeof *graph->offsets);
    return graph->offsets ? BP_OK : bp_context_fail_memory(context, ((size_t)n + 2) * sizeof *graph->offsets);
}

/*
 * No further, squared, than this can the k nearest of a point be: those of the point asked for before, and
 * that point itself, are k others at no more than their distance and that between the two.
 */
static double first_reach(const query *before, const bp_kd_point *point)
{
    if (before->n < before->k)
        return INFINITY;
    double reach = sqrt(before->reach2) + sqrt(squared_distance(before, point));
    return reach * reach * (1.0 + 16.0 * DBL_EPSILON) + DBL_MIN;
}

/* Ask for the k nearest of every point; rows go to `graph`, or the distance to the k-th to `distance`. */
static bp_status ask_nearest(bp_context *context, const bp_kd_tree *tree, int64_t k, bp_graph *graph,
                             double *distance)
{
    bool failed = false;
#pragma omp parallel num_threads(bp_context_threads(context)) reduction(|| : failed)
    {
        query q = {.tree = tree, .k = k};
        way w = {0, 0, 0, {{0}}};
        q.best = (found *)malloc((size_t)k * sizeof *q.best);
        failed = !q.best;
#pragma omp for schedule(dynamic, 512)
        for (int64_t p = 0; p < tree->n; p++) {
            if (!q.best || bp_context_interrupted(context))
                continue;
            q.reach2 = first_reach(&q, &tree->points[p]);
            ask(&q, &w, p);
            if (distance)
                distance[q.self] = sqrt(q.reach2);
            if (!graph)
                continue;
            sort_by_unit(q.best, q.n);
            int64_t at = graph->offsets[q.self];
            for (int64_t i = 0; i < q.n; i++) {
                graph->neighbours[at + i] = (int32_t)q.best[i].unit;
                graph->length_m[at + i] = sqrt(q.best[i].d2);
            }
        }
        free(q.best);
    }
    if (failed)
        return bp_context_fail_memory(context, (size_t)k * sizeof(found));
    return bp_context_check(context);
}

static bp_status check_k(bp_context *context, int64_t k, int64_t n)
{
    if (k < 1)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "%lld nearest neighbours were asked for; 1 is the least", (long long)k);
    if (k >= n)
        return bp_context_fail(
            context, BP_ERROR_INPUT,
            "%lld nearest neighbours were asked for, but of %lld units with a point each has "
            "%lld others only; ask for fewer",
            (long long)k, (long long)n, (long long)(n > 0 ? n - 1 : 0));
    return BP_OK;
}

static bp_status nearest_in_tree(bp_context *context, const bp_kd_tree *tree, int64_t n_units, int64_t k,
                                 bp_graph *out)
{
    bp_graph graph = BP_GRAPH_INIT;
    bp_status status = check_k(context, k, tree->n);
    if (!status)
        status = begin_graph(context, n_units, &graph);
    if (status)
        return status;
    for (int64_t p = 0; p < tree->n; p++)
        graph.offsets[tree->points[p].unit + 1] = k;
    status = make_rows(context, &graph);
    if (!status)
        status = ask_nearest(context, tree, k, &graph, NULL);
    if (status)
        bp_graph_clear(&graph);
    else
        *out = graph;
    return status;
}

bp_status bp_nearest_k(bp_context *context, const bp_points *points, int64_t k, bp_graph *out)
{
    bp_kd_tree tree = BP_KD_TREE_INIT;
    bp_status status = bp_kd_tree_build(context, points, &tree);
    if (!status)
        status = nearest_in_tree(context, &tree, points->n, k, out);
    bp_kd_tree_clear(&tree);
    return status;
}

static bp_status largest_in_tree(bp_context *context, const bp_kd_tree *tree, double *distance,
                                 double *largest)
{
    bp_status status = ask_nearest(context, tree, 1, NULL, distance);
    double most = 0.0;
    for (int64_t p = 0; !status && p < tree->n; p++)
        most = fmax(most, distance[tree->points[p].unit]);
    if (!status)
        *largest = most;
    return status;
}

bp_status bp_nearest_distance(bp_context *context, const bp_points *points, double *distance, double *largest)
{
    bp_kd_tree tree = BP_KD_TREE_INIT;
    double *own = NULL;
    bp_status status = bp_kd_tree_build(context, points, &tree);
    if (!status && tree.n < 2)
        status = bp_context_fail(
            context, BP_ERROR_INPUT,
            "a distance to the nearest unit takes two units with a point; there are %lld", (long long)tree.n);
    if (!status && !distance) {
        own = (double *)malloc((size_t)points->n * sizeof *own);
        if (!own)
            status = bp_context_fail_memory(context, (size_t)points->n * sizeof *own);
    }
    if (!status)
        status = largest_in_tree(context, &tree, distance ? distance : own, largest);
    free(own);
    bp_kd_tree_clear(&tree);
    return status;
}

typedef struct band {
    double least, most;
} band;

/* Count the links of every row in offsets[i + 1], or, once there are rows, fill them. */
static void ask_band(const bp_context *context, const bp_kd_tree *tree, band width, bp_graph *graph)
{
#pragma omp parallel num_threads(bp_context_threads(context))
    {
        way w = {0, 0, 0, {{0}}};
#pragma omp for schedule(dynamic, 256)
        for (int64_t p = 0; p < tree->n; p++) {
            if (bp_context_interrupted(context))
                continue;
            int64_t unit = tree->points[p].unit, at = graph->offsets[unit];
            query q = {.tree = tree, .least = width.least, .most = width.most};
            /* A little more than the band: whether a point is in it is decided on the distance itself. */
            q.reach2 = width.most * width.most * (1.0 + 8.0 * DBL_EPSILON) + DBL_MIN;
            q.row = graph->neighbours ? graph->neighbours + at : NULL;
            q.length = graph->neighbours ? graph->length_m + at : NULL;
            ask(&q, &w, p);
            if (!graph->neighbours)
                graph->offsets[unit + 1] = q.n;
        }
    }
}

/* Rows in ascending order of the neighbours. */
static bp_status sort_rows(bp_context *context, bp_graph *graph)
{
    int64_t longest = 0;
    for (int64_t i = 0; i < graph->n; i++)
        if (graph->offsets[i + 1] - graph->offsets[i] > longest)
            longest = graph->offsets[i + 1] - graph->offsets[i];
    bool failed = false;
#pragma omp parallel num_threads(bp_context_threads(context)) reduction(|| : failed)
    {
        found *items = (found *)malloc((size_t)(longest + 1) * sizeof *items);
        failed = !items;
#pragma omp for schedule(dynamic, 256)
        for (int64_t i = 0; i < graph->n; i++) {
            int64_t at = graph->offsets[i], n = items ? graph->offsets[i + 1] - at : 0;
            for (int64_t k = 0; k < n; k++)
                items[k] = (found){graph->length_m[at + k], graph->neighbours[at + k]};
            sort_by_unit(items, n);
            for (int64_t k = 0; k < n; k++) {
                graph->length_m[at + k] = items[k].d2;
                graph->neighbours[at + k] = (int32_t)items[k].unit;
            }
        }
        free(items);
    }
    return failed ? bp_context_fail_memory(context, (size_t)(longest + 1) * sizeof(found)) : BP_OK;
}

static bp_status fail_lonely(bp_context *context, const bp_kd_tree *tree, const bp_points *points, band width)
{
    double *distance = (double *)malloc(((size_t)points->n + 1) * sizeof *distance), largest = 0.0;
    if (!distance)
        return bp_context_fail_memory(context, ((size_t)points->n + 1) * sizeof *distance);
    bp_status status = tree->n < 2 ? BP_OK : largest_in_tree(context, tree, distance, &largest);
    free(distance);
    if (status)
        return status;
    if (tree->n < 2)
        return bp_context_fail(context, BP_ERROR_INPUT, "a band takes two units with a point; there are %lld",
                               (long long)tree->n);
    char from[32], to[32], needed[32];
    bp_text_number(width.least, from);
    bp_text_number(width.most, to);
    bp_text_number(largest, needed);
    return bp_context_fail(
        context, BP_ERROR_INPUT,
        "in a band from %s to %s every unit is alone; everybody has a neighbour from a band of %s on", from,
        to, needed);
}

bp_status bp_nearest_band(bp_context *context, const bp_points *points, double least, double most,
                          bp_graph *out)
{
    bp_kd_tree tree = BP_KD_TREE_INIT;
    bp_graph graph = BP_GRAPH_INIT;
    band width = {least, most};
    if (!(least >= 0.0 && least <= most && most > 0.0 && isfinite(most)))
        return bp_context_fail(
            context, BP_ERROR_ARGUMENT,
            "a band from %g to %g was asked for; it runs from 0 or more to a distance above 0", least, most);
    bp_status status = bp_kd_tree_build(context, points, &tree);
    if (!status)
        status = begin_graph(context, points->n, &graph);
    if (!status) {
        ask_band(context, &tree, width, &graph);
        status = bp_context_check(context);
    }
    if (!status)
        status = make_rows(context, &graph);
    if (!status && graph.offsets[graph.n] == 0)
        status = fail_lonely(context, &tree, points, width);
    if (!status) {
        ask_band(context, &tree, width, &graph);
        status = bp_context_check(context);
    }
    if (!status)
        status = sort_rows(context, &graph);
    bp_kd_tree_clear(&tree);
    if (status)
        bp_graph_clear(&graph);
    else
        *out = graph;
    return status;
}
