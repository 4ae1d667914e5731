#include "geo/segment_tree_private.h"

#include <math.h>
#include <stdlib.h>

void bp_segment_tree_clear(bp_segment_tree *tree)
{
    free(tree->order);
    free(tree->boxes);
    *tree = (bp_segment_tree)BP_SEGMENT_TREE_INIT;
}

bp_box bp_segment_box(const bp_segment *segment, double by)
{
    return (bp_box){{fmin(segment->a[0], segment->b[0]) - by, fmin(segment->a[1], segment->b[1]) - by,
                     fmax(segment->a[0], segment->b[0]) + by, fmax(segment->a[1], segment->b[1]) + by}};
}

static bool boxes_meet(const bp_box *a, const bp_box *b)
{
    return a->side[0] <= b->side[2] && b->side[0] <= a->side[2] && a->side[1] <= b->side[3] &&
           b->side[1] <= a->side[3];
}

/* Twice the middle of a segment along an axis. */
static double middle(const bp_segment_tree *tree, int64_t place, int axis)
{
    const bp_segment *segment = &tree->segments[tree->order[place]];
    return segment->a[axis] + segment->b[axis];
}

/* Order lo .. hi - 1 so far that no middle before `nth` is above it, and none after it below (Hoare). */
static void select_nth(const bp_segment_tree *tree, int64_t lo, int64_t hi, int64_t nth, int axis)
{
    int64_t *order = tree->order;
    while (hi - lo > 1) {
        uint64_t mixed = ((uint64_t)lo * UINT64_C(0x9E3779B97F4A7C15)) ^ (uint64_t)hi;
        mixed = (mixed ^ mixed >> 29) * UINT64_C(0xBF58476D1CE4E5B9);
        double pivot = middle(tree, lo + (int64_t)((mixed >> 20) % (uint64_t)(hi - lo)), axis);
        int64_t i = lo, j = hi - 1;
        while (i <= j) {
            while (middle(tree, i, axis) < pivot)
                i++;
            while (middle(tree, j, axis) > pivot)
                j--;
            if (i <= j) {
                int64_t moved = order[i];
                order[i++] = order[j];
                order[j--] = moved;
            }
        }
        if (nth <= j)
            hi = j + 1;
        else if (nth >= i)
            lo = i;
        else
            return;
    }
}

static void build_node(const bp_segment_tree *tree, int64_t node, int64_t lo, int64_t hi)
{
    bp_box *box = &tree->boxes[node];
    *box = bp_segment_box(&tree->segments[tree->order[lo]], 0.0);
    for (int64_t p = lo + 1; p < hi; p++) {
        bp_box more = bp_segment_box(&tree->segments[tree->order[p]], 0.0);
        for (int s = 0; s < 4; s++)
            box->side[s] = s < 2 ? fmin(box->side[s], more.side[s]) : fmax(box->side[s], more.side[s]);
    }
    if (hi - lo <= BP_SEGMENT_LEAF)
        return;
    int64_t mid = (lo + hi) / 2;
    int axis = box->side[3] - box->side[1] > box->side[2] - box->side[0];
    select_nth(tree, lo, hi, mid, axis);
    build_node(tree, 2 * node + 1, lo, mid);
    build_node(tree, 2 * node + 2, mid, hi);
}

bp_status bp_segment_tree_build(bp_context *context, const bp_segment *segments, int64_t n,
                                bp_segment_tree *out)
{
    size_t nodes = 1;
    for (int64_t rest = n; rest > BP_SEGMENT_LEAF; rest = (rest + 1) / 2)
        nodes = 2 * nodes + 1;
    bp_segment_tree tree = {n, segments, (int64_t *)malloc(((size_t)n + 1) * sizeof *tree.order),
                            (bp_box *)malloc(nodes * sizeof *tree.boxes)};
    if (!tree.order || !tree.boxes) {
        bp_segment_tree_clear(&tree);
        return bp_context_fail_memory(context, nodes * sizeof *tree.boxes);
    }
    for (int64_t p = 0; p < n; p++)
        tree.order[p] = p;
    if (n > 0)
        build_node(&tree, 0, 0, n);
    *out = tree;
    return BP_OK;
}

/* What a search carries down the tree. */
typedef struct search {
    const bp_segment_tree *tree;
    const bp_box *box;
    bp_segment_fn visit;
    void *user;
} search;

static bool search_node(const search *s, int64_t node, int64_t lo, int64_t hi)
{
    const bp_segment_tree *tree = s->tree;
    if (!boxes_meet(s->box, &tree->boxes[node]))
        return true;
    if (hi - lo > BP_SEGMENT_LEAF) {
        int64_t mid = (lo + hi) / 2;
        return search_node(s, 2 * node + 1, lo, mid) && search_node(s, 2 * node + 2, mid, hi);
    }
    for (int64_t p = lo; p < hi; p++) {
        bp_box own = bp_segment_box(&tree->segments[tree->order[p]], 0.0);
        if (boxes_meet(s->box, &own) && !s->visit(s->user, tree->order[p]))
            return false;
    }
    return true;
}

bool bp_segment_tree_query(const bp_segment_tree *tree, const bp_box *box, bp_segment_fn visit, void *user)
{
    search s = {tree, box, visit, user};
    return tree->n == 0 || search_node(&s, 0, 0, tree->n);
}
