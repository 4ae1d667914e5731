/* A quick proof that a ring does not meet itself, for the files of geo/ alone. */
#ifndef BP_GEO_RING_PRIVATE_H
#define BP_GEO_RING_PRIVATE_H

#include "geo/context.h"

#include <stdint.h>

/** Room for the proof, to be used again for the next ring. Starts as zeroes. */
typedef struct bp_ring_workspace {
    struct bp_ring_edge *edges; /**< edges[cap] */
    int64_t cap;
} bp_ring_workspace;

void bp_ring_workspace_clear(bp_ring_workspace *space);

/**
 * True when the closed ring xy[2 * n_points] certainly does not touch or cross itself: a polygon of that ring
 * alone is then valid. False means that it does, or that rounding, size or lack of memory leaves it open, and
 * a slower check must decide. Coordinates are finite and no point repeats the one before. Orientations are
 * trusted only where they are past the error bound of Shewchuk (1997, doi:10.1007/PL00009321). Complexity:
 * O(n log n) for rings that few segments of overlap in x; gives up after O(n) pairs of segments.
 */
bool bp_ring_is_simple(bp_ring_workspace *space, const double *xy, int64_t n_points);

/**
 * True when of the segments edges[n], number c from point c of xy to point c + 1, certainly no two have more
 * in common than an end of both. False as above; in want of memory for many of them, with the context's
 * message. Complexity: O(n log n) for segments of which few are very long.
 */
bool bp_edges_meet_in_ends(bp_context *context, bp_ring_workspace *space, const double *xy,
                           const uint32_t *edges, int64_t n);

/** Which side of a closed ring point p is on: 1 inside, -1 outside, 0 when it is on the ring or rounding
 * leaves it open. O(n_points). */
int bp_ring_side(const double *xy, int64_t n_points, const double p[2]);

#endif
