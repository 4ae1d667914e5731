/* The hierarchy of single linkage, condensed to clusters of a least size. */
#ifndef BP_ANALYSIS_CONDENSED_TREE_PRIVATE_H
#define BP_ANALYSIS_CONDENSED_TREE_PRIVATE_H

#include "analysis/mutual_reach_private.h"

/** A cluster of the tree, from the density (1 / distance) where it appears to the one where it parts. */
typedef struct bp_tree_cluster {
    int32_t parent; /**< -1 of the root */
    double birth;
    double death;     /**< largest density at which a point leaves it or it parts */
    double stability; /**< sum over its points of the density where each leaves, less birth */
    int64_t size;
    int32_t first; /**< its lowest point */
} bp_tree_cluster;

/** Children have higher numbers than their parent; those of one parent follow each other by `first`. */
typedef struct bp_condensed_tree {
    int64_t n; /**< points */
    int32_t n_clusters;
    bp_tree_cluster *clusters;
    int32_t *last;   /**< last[n]: the cluster that a point leaves last, that is, the smallest it is in */
    double *density; /**< density[n]: at which it leaves */
} bp_condensed_tree;

#define BP_CONDENSED_TREE_INIT                                                                               \
    {                                                                                                        \
        0, 0, NULL, NULL, NULL                                                                               \
    }

/**
 * Condense a spanning tree of n >= 2 points, links[n - 1] shortest first. At every length all links of it are
 * cut at once: parts of fewer than min_cluster_size points drop out, one other part goes on as the same
 * cluster, several are new clusters. A length of 0 counts as the shortest above it; not all are 0. It is the
 * same for every least spanning tree. O(n log n).
 */
bp_status bp_condensed_tree_build(bp_context *context, const bp_reach_link *links, int64_t n,
                                  int64_t min_cluster_size, bp_condensed_tree *out);
void bp_condensed_tree_clear(bp_condensed_tree *tree);

#endif
