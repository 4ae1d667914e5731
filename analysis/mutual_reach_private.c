#include "analysis/mutual_reach_private.h"

#include "analysis/point_tree_private.h"
#include "analysis/workers_private.h"

#include <math.h>
#include <stdlib.h>

enum { POINTS_A_PIECE = 2048, DEEPEST = 64 };

/* What a point found outside its component, in one round or an earlier one. */
typedef struct found {
    double d2;     /* once `other` is in its own component: a bound from below */
    int32_t other; /* -1: nothing yet */
} found;

/* Arrays by point are in the order of the tree. */
typedef struct rounds {
    bp_point_tree tree;
    double *core2;      /* core2[n] */
    double *node_core2; /* node_core2[nodes]: the least of the points below */
    int32_t *node_set;  /* node_set[nodes]: the component of all of its points, -1: of several */
    int32_t *set;       /* set[n]: component, the number of one of its points */
    found *found;       /* found[n] */
    double *best2;      /* best2[n], by component: no point needs to look further */
    int32_t *best;      /* best[n], by component: the point that found it, -1: none */
} rounds;

static void clear_rounds(rounds *r)
{
    bp_point_tree_clear(&r->tree);
    free(r->core2);
    free(r->node_core2);
    free(r->node_set);
    free(r->set);
    free(r->found);
    free(r->best2);
    free(r->best);
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

static int32_t find_set(int32_t *set, int32_t p)
{
    for (; set[p] != p; p = set[p])
        set[p] = set[set[p]];
    return p;
}

static double read_bound(const double *bound)
{
    double now = 0.0;
#pragma omp atomic read
    now = *bound;
    return now;
}

/* Another thread may come between and leave a larger bound: one that holds all the same, for who found it
 * keeps what was found. */
static void lower(double *bound, double d2)
{
    if (d2 >= read_bound(bound))
        return;
#pragma omp atomic write
    *bound = d2;
}

/* Flatten the components and say of every node whether it lies in one. */
static void sum_up_nodes(rounds *r)
{
    for (int64_t p = 0; p < r->tree.n; p++) {
        r->set[p] = find_set(r->set, (int32_t)p);
        r->best[p] = -1;
        r->best2[p] = INFINITY;
    }
    for (int64_t at = r->tree.n_nodes - 1; at >= 0; at--) {
        const bp_point_node *node = &r->tree.nodes[at];
        if (node->lo == node->hi)
            continue;
        double core2 = INFINITY;
        int32_t set = r->set[node->lo];
        if (bp_point_node_is_leaf(node)) {
            for (int64_t p = node->lo; p < node->hi; p++) {
                core2 = r->core2[p] < core2 ? r->core2[p] : core2;
                set = r->set[p] == set ? set : -1;
            }
        } else {
            int64_t low = 2 * at + 1, high = 2 * at + 2;
            core2 = fmin(r->node_core2[low], r->node_core2[high]);
            set = r->node_set[low] == r->node_set[high] ? r->node_set[low] : -1;
        }
        r->node_core2[at] = core2;
        r->node_set[at] = set;
    }
}

static void look_in_leaf(const rounds *r, const bp_point_node *node, int32_t p, found *best)
{
    const bp_placed *from = &r->tree.points[p];
    for (int64_t q = node->lo; q < node->hi; q++) {
        if (r->set[q] == r->set[p] || r->core2[q] >= best->d2)
            continue;
        double d2 = larger(bp_placed_distance2(&r->tree.points[q], from->x, from->y),
                           larger(r->core2[p], r->core2[q]));
        if (d2 < best->d2)
            *best = (found){d2, (int32_t)q};
    }
}

/* The nearest outside, if it is nearer than `bound2`. Nothing is nearer than the core distance. */
static found look_outside(const rounds *r, int32_t p, double bound2)
{
    struct {
        int64_t node;
        double d2;
    } stack[DEEPEST];
    const bp_placed *from = &r->tree.points[p];
    const double core2 = r->core2[p];
    found best = {bound2, -1};
    int depth = 0;
    stack[depth].node = 0;
    stack[depth++].d2 = core2;
    while (depth > 0 && (best.other < 0 || best.d2 > core2)) {
        int64_t at = stack[--depth].node;
        const bp_point_node *node = &r->tree.nodes[at];
        if (stack[depth].d2 >= best.d2 || r->node_set[at] == r->set[p])
            continue;
        if (bp_point_node_is_leaf(node)) {
            look_in_leaf(r, node, p, &best);
            continue;
        }
        int64_t child = 2 * at + 1;
        double low = bp_point_node_distance2(&r->tree.nodes[child], from->x, from->y);
        double high = bp_point_node_distance2(&r->tree.nodes[child + 1], from->x, from->y);
        int first = low <= high ? 0 : 1;
        stack[depth].node = child + 1 - first;
        stack[depth++].d2 = larger(first ? low : high, r->node_core2[child + 1 - first]);
        stack[depth].node = child + first;
        stack[depth++].d2 = larger(first ? high : low, r->node_core2[child + first]);
    }
    return best;
}

/* Those whose find of an earlier round still lies outside: it is still the nearest. */
static bp_status offer_known(bp_context *context, void *user, int thread, int64_t number)
{
    rounds *r = (rounds *)user;
    int64_t p = number * POINTS_A_PIECE, end = p + POINTS_A_PIECE;
    (void)context, (void)thread;
    for (; p < end && p < r->tree.n; p++)
        if (r->found[p].other >= 0 && r->set[r->found[p].other] != r->set[p])
            lower(&r->best2[r->set[p]], r->found[p].d2);
    return BP_OK;
}

static bp_status look_anew(bp_context *context, void *user, int thread, int64_t number)
{
    rounds *r = (rounds *)user;
    int64_t first = number * POINTS_A_PIECE, end = first + POINTS_A_PIECE;
    (void)context, (void)thread;
    for (int64_t p = first; p < end && p < r->tree.n; p++) {
        found *mine = &r->found[p];
        int32_t set = r->set[p];
        if (mine->other >= 0 && r->set[mine->other] != set)
            continue;
        double bound2 = read_bound(&r->best2[set]);
        mine->other = -1;
        if (mine->d2 >= bound2)
            continue;
        found now = look_outside(r, (int32_t)p, bound2);
        mine->d2 = now.d2;
        mine->other = now.other;
        if (now.other >= 0)
            lower(&r->best2[set], now.d2);
    }
    return BP_OK;
}

static bool is_better(const rounds *r, int32_t p, int32_t than)
{
    return than < 0 || r->found[p].d2 < r->found[than].d2;
}

/* Join every component with what it found. Links of one length may close a ring: the last of them is left
 * out, and the tree is still a least one. Returns how many were added. */
static int64_t join_found(rounds *r, bp_reach_link *links)
{
    int64_t n = 0;
    for (int32_t p = 0; p < r->tree.n; p++) {
        int32_t other = r->found[p].other, *best = &r->best[r->set[p]];
        if (other >= 0 && r->set[other] != r->set[p] && is_better(r, p, *best))
            *best = p;
    }
    for (int32_t c = 0; c < r->tree.n; c++) {
        int32_t p = r->best[c];
        if (p < 0)
            continue;
        int32_t other = r->found[p].other, a = find_set(r->set, p), b = find_set(r->set, other);
        if (a == b)
            continue;
        r->set[b] = a;
        links[n++] = (bp_reach_link){r->found[p].d2, (int32_t)r->tree.points[p].row,
                                     (int32_t)r->tree.points[other].row};
    }
    return n;
}

static bp_status prepare(bp_context *context, const bp_placed *points, int64_t n, int64_t k, rounds *r)
{
    bp_status status = bp_point_tree_build(context, points, n, &r->tree);
    if (status)
        return status;
    size_t count = (size_t)n, nodes = (size_t)r->tree.n_nodes;
    r->core2 = (double *)malloc(count * sizeof *r->core2);
    r->node_core2 = (double *)calloc(nodes, sizeof *r->node_core2);
    r->node_set = (int32_t *)calloc(nodes, sizeof *r->node_set);
    r->set = (int32_t *)malloc(count * sizeof *r->set);
    r->found = (found *)malloc(count * sizeof *r->found);
    r->best2 = (double *)malloc(count * sizeof *r->best2);
    r->best = (int32_t *)malloc(count * sizeof *r->best);
    if (!r->core2 || !r->node_core2 || !r->node_set || !r->set || !r->found || !r->best2 || !r->best)
        return bp_context_fail_memory(context, count * sizeof *r->found);
    status = bp_point_tree_reach2(context, &r->tree, k, r->core2);
    for (int64_t p = 0; !status && p < n; p++) {
        r->set[p] = (int32_t)p;
        r->found[p] = (found){r->core2[p], -1};
    }
    return status;
}

static int by_length(const void *a, const void *b)
{
    double first = ((const bp_reach_link *)a)->d2, second = ((const bp_reach_link *)b)->d2;
    return (first > second) - (first < second);
}

bp_status bp_mutual_reach_tree(bp_context *context, const bp_placed *points, int64_t n, int64_t k,
                               bp_reach_link *links)
{
    rounds r = {.tree = BP_POINT_TREE_INIT};
    int64_t pieces = (n + POINTS_A_PIECE - 1) / POINTS_A_PIECE, n_links = 0;
    bp_status status = prepare(context, points, n, k, &r);
    while (!status && n_links < n - 1) {
        sum_up_nodes(&r);
        status = bp_workers_run(context, pieces, offer_known, &r);
        if (!status)
            status = bp_workers_run(context, pieces, look_anew, &r);
        if (!status)
            n_links += join_found(&r, links + n_links);
    }
    clear_rounds(&r);
    if (!status)
        qsort(links, (size_t)(n - 1), sizeof *links, by_length);
    return status;
}
