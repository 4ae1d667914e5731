/* A quick proof that a ring does not meet itself, for the files of geo/ alone. */
#ifndef BP_GEO_RING_PRIVATE_H
#define BP_GEO_RING_PRIVATE_H

#include <stdbool.h>
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

#endif
