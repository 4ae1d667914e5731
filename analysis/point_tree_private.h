/* A k-d tree of points in the plane with a box per node. */
#ifndef BP_ANALYSIS_POINT_TREE_PRIVATE_H
#define BP_ANALYSIS_POINT_TREE_PRIVATE_H

#include "analysis/placed_private.h"

/** Most points in a leaf. */
enum { BP_POINT_TREE_LEAF = 12 };

/** Points lo .. hi - 1 of the tree, and the box around them. A leaf has no more than BP_POINT_TREE_LEAF. */
typedef struct bp_point_node {
    double low[2], high[2];
    int64_t lo, hi;
} bp_point_node;

/**
 * The points in the order of the tree. Node 0 holds them all; one that holds more than a leaf has the
 * children 2 i + 1 and 2 i + 2.
 */
typedef struct bp_point_tree {
    int64_t n;
    bp_placed *points; /**< points[n]; `row` is the number in the array that it was built from */
    int64_t n_nodes;   /**< room in nodes; not all of the last level are there (lo == hi) */
    bp_point_node *nodes;
} bp_point_tree;

#define BP_POINT_TREE_INIT                                                                                   \
    {                                                                                                        \
        0, NULL, 0, NULL                                                                                     \
    }

/** Build from points[n], n > 0. The same for any number of threads. O(n log n). */
bp_status bp_point_tree_build(bp_context *context, const bp_placed *points, int64_t n, bp_point_tree *out);
void bp_point_tree_clear(bp_point_tree *tree);

static inline bool bp_point_node_is_leaf(const bp_point_node *node)
{
    return node->hi - node->lo <= BP_POINT_TREE_LEAF;
}

/** The least squared distance that a point of the node can have; never above a computed one. */
static inline double bp_point_node_distance2(const bp_point_node *node, double x, double y)
{
    double dx = x < node->low[0] ? node->low[0] - x : x > node->high[0] ? x - node->high[0] : 0.0;
    double dy = y < node->low[1] ? node->low[1] - y : y > node->high[1] ? y - node->high[1] : 0.0;
    return dx * dx + dy * dy;
}

/**
 * reach2[n], in the order of the tree: the squared distance of every point to the k-th nearest, itself the
 * first; 1 <= k <= n. Tells progress, ends when the user interrupts. O(n (log n + k)) expected.
 */
bp_status bp_point_tree_reach2(bp_context *context, const bp_point_tree *tree, int64_t k, double *reach2);

#endif
