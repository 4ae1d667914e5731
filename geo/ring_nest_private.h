/* Rings put together to polygons with holes, for the files of geo/ alone. */
#ifndef BP_GEO_RING_NEST_PRIVATE_H
#define BP_GEO_RING_NEST_PRIVATE_H

#include "geo/geometry.h"

/** Closed rings that do not cross, and the room that nesting them takes. Starts as zeroes. */
typedef struct bp_ring_nest {
    double *xy;          /**< xy[2 * begin[n]] */
    int64_t *begin;      /**< begin[n + 1]: points of ring r are begin[r] .. begin[r + 1] - 1, closed */
    int64_t n;           /**< number of rings */
    double *area2;       /**< area2[n]: twice the signed area */
    int64_t *parent;     /**< parent[n]: the shell that a hole is in, or -1 */
    int64_t cap, cap_xy; /**< room in the arrays, in rings and in points */
} bp_ring_nest;

typedef enum bp_ring_nest_result {
    BP_RING_NEST_DONE,
    BP_RING_NEST_DOUBTFUL, /**< the rings are not those of shells with holes, or rounding leaves it open */
    BP_RING_NEST_NO_MEMORY /**< the context has the message */
} bp_ring_nest_result;

/** Room for n rings of n_points points in all, and n = 0. False when memory runs out. */
bool bp_ring_nest_reserve(bp_ring_nest *nest, int64_t n, int64_t n_points);

/**
 * Find the shell (counter-clockwise) that each hole (clockwise) is in. DONE only when they take turns from
 * the outside in: a shell in no ring or in a hole, a hole in a shell, none without area. Complexity:
 * O(points) when there is one ring, else O(n log n) and O(points) for each box that a ring's box is in.
 */
bp_ring_nest_result bp_ring_nest_find(bp_context *context, bp_ring_nest *nest);

/** Append the shells with their holes to `out` as parts, in their order. Not the end of the unit. */
bp_status bp_ring_nest_append(bp_context *context, const bp_ring_nest *nest, bp_polygons *out);

void bp_ring_nest_clear(bp_ring_nest *nest);

#endif
