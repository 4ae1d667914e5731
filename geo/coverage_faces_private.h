/* The faces that free segments cut the plane into, and how many units lie over each; for geo/ alone. */
#ifndef BP_GEO_COVERAGE_FACES_PRIVATE_H
#define BP_GEO_COVERAGE_FACES_PRIVATE_H

#include "geo/segment_tree_private.h"

/** Ground that free segments enclose. */
typedef struct bp_coverage_face {
    double area, width; /**< width: 2 area / perimeter */
    double xy[2];       /**< a point in it */
    bp_box box;
    int32_t n_units; /**< units that cover it */
} bp_coverage_face;

typedef struct bp_coverage_faces {
    int64_t n;
    bp_coverage_face *items;
} bp_coverage_faces;

#define BP_COVERAGE_FACES_INIT                                                                               \
    {                                                                                                        \
        0, NULL                                                                                              \
    }

void bp_coverage_faces_clear(bp_coverage_faces *faces);

/**
 * The faces wider than `least_width` that are not covered exactly once, in an order that does not depend on
 * the threads. segments[n] are as of bp_free_segments. O(n log n).
 */
bp_status bp_coverage_faces_make(bp_context *context, const bp_segment *segments, int64_t n,
                                 double least_width, bp_coverage_faces *out);

#endif
