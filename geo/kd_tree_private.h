/* A k-d tree of points in the plane, for the files of geo/ alone. */
#ifndef BP_GEO_KD_TREE_PRIVATE_H
#define BP_GEO_KD_TREE_PRIVATE_H

#include "geo/point_of.h"

/** A point as it stands in the tree. */
typedef struct bp_kd_point {
    double xy[2];
    int64_t unit;
} bp_kd_point;

/** Most points in a leaf. */
enum { BP_KD_LEAF = 16 };

/**
 * The points in the order of the tree. Node 0 holds points 0 .. n - 1; a node that holds more than BP_KD_LEAF
 * points lo .. hi - 1 has the children 2 i + 1 with lo .. mid - 1 and 2 i + 2 with mid .. hi - 1, mid = (lo +
 * hi) / 2. Along axis[i] no point of the first is above split[i], none of the second below.
 */
typedef struct bp_kd_tree {
    int64_t n; /**< points in it */
    bp_kd_point *points;
    double *split;
    uint8_t *axis;
} bp_kd_tree;

#define BP_KD_TREE_INIT                                                                                      \
    {                                                                                                        \
        0, NULL, NULL, NULL                                                                                  \
    }

/** Build from the valid points; BP_ERROR_ARGUMENT when one is not finite. O(n log n), in parallel. */
bp_status bp_kd_tree_build(bp_context *context, const bp_points *points, bp_kd_tree *out);
void bp_kd_tree_clear(bp_kd_tree *tree);

#endif
