/* Segments in the plane, found by box, for the files of geo/ alone. */
#ifndef BP_GEO_SEGMENT_TREE_PRIVATE_H
#define BP_GEO_SEGMENT_TREE_PRIVATE_H

#include "geo/context.h"

#include <stdint.h>

/** A segment from a to b of the outline of a unit. */
typedef struct bp_segment {
    double a[2], b[2];
    int32_t unit;
} bp_segment;

/** Least x, least y, most x, most y. */
typedef struct bp_box {
    double side[4];
} bp_box;

/**
 * A tree of boxes over n segments, which it orders anew by place: node 0 holds segments[order[0]] .. order[n
 * - 1]; a node with more than BP_SEGMENT_LEAF of lo .. hi - 1 has the children 2 i + 1 and 2 i + 2, parted at
 * (lo + hi) / 2.
 */
typedef struct bp_segment_tree {
    int64_t n;
    const bp_segment *segments;
    int64_t *order; /**< order[n] */
    bp_box *boxes;
} bp_segment_tree;

enum { BP_SEGMENT_LEAF = 4 };

#define BP_SEGMENT_TREE_INIT                                                                                 \
    {                                                                                                        \
        0, NULL, NULL, NULL                                                                                  \
    }

/** The tree borrows segments[n]. O(n log n). */
bp_status bp_segment_tree_build(bp_context *context, const bp_segment *segments, int64_t n,
                                bp_segment_tree *out);
void bp_segment_tree_clear(bp_segment_tree *tree);

/** Called with the number of a segment; false ends the search. */
typedef bool (*bp_segment_fn)(void *user, int64_t segment);

/** Call `visit` for every segment whose box meets `box`, in the order of the tree. False when a visit was. */
bool bp_segment_tree_query(const bp_segment_tree *tree, const bp_box *box, bp_segment_fn visit, void *user);

/** The box of a segment, `by` larger on all sides. */
bp_box bp_segment_box(const bp_segment *segment, double by);

#endif
