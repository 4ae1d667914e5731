/* The faces that free segments cut the plane into, and how many units lie over each; for geo/ alone. */
#ifndef BP_GEO_COVERAGE_FACES_PRIVATE_H
#define BP_GEO_COVERAGE_FACES_PRIVATE_H

#include "geo/geometry.h"
#include "geo/segment_tree_private.h"

/** Ground that free segments enclose. */
typedef struct bp_coverage_face {
    double area, width; /**< width: 2 area / perimeter */
    double xy[2];       /**< a point in it */
    bp_box box;
    int32_t n_units; /**< units that cover it: 0, or the most that were found over 1 */
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

/** What faces are made of, all lent. */
typedef struct bp_coverage_ground {
    const bp_polygons *polygons;
    const bp_segment_tree *boxes; /**< of the parts of units: their boxes as segments from corner to corner */
    const bp_segment *segments;   /**< segments[n_segments], as of bp_free_segments */
    int64_t n_segments;
    double least_width; /**< narrower faces are not there */
} bp_coverage_ground;

/**
 * The faces that are not covered exactly once, by place. Of a gap the units that stand in it like islands are
 * taken off; the area of a face that is covered more than once is that within its outline. O(n log n).
 */
bp_status bp_coverage_faces_make(bp_context *context, const bp_coverage_ground *ground,
                                 bp_coverage_faces *out);

#endif
