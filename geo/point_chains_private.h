/* Points of polygons that lie at the same place, for the files of geo/ alone. */
#ifndef BP_GEO_POINT_CHAINS_PRIVATE_H
#define BP_GEO_POINT_CHAINS_PRIVATE_H

#include "geo/geometry.h"

enum { BP_RING_BLOCK = 32 };

/** Most points that chains can be made of, one less than the number that stands for no point. */
#define BP_NO_POINT UINT32_MAX

/**
 * next[c] is the next point, in the order of the polygons, with the hash of point c, or BP_NO_POINT. Points
 * at the same place are always in one chain; a chain may hold others, so compare coordinates. The closing
 * point of a ring repeats its first and is in no chain.
 */
typedef struct bp_point_chains {
    uint32_t *next;     /**< next[n_coords]; that of a closing point means nothing */
    int32_t *ring_unit; /**< ring_unit[n_rings]: the unit of a ring */
    uint32_t
        *block_ring; /**< block_ring[c / BP_RING_BLOCK] = ring of point c, for every BP_RING_BLOCK-th point */
} bp_point_chains;

#define BP_POINT_CHAINS_INIT                                                                                 \
    {                                                                                                        \
        NULL, NULL, NULL                                                                                     \
    }

/**
 * Chain the points of at most INT32_MAX units and fewer than BP_NO_POINT points, on n_threads threads. The
 * chains do not depend on the threads. Complexity: O(points) expected; 12 bytes a point, of which 4 stay.
 */
bp_status bp_point_chains_make(bp_context *context, const bp_polygons *polygons, int n_threads,
                               bp_point_chains *out);
void bp_point_chains_clear(bp_point_chains *chains);

/** The ring that holds point c. O(1). */
static inline int64_t bp_point_chains_ring(const bp_point_chains *chains, const bp_polygons *polygons,
                                           int64_t c)
{
    int64_t ring = chains->block_ring[c / BP_RING_BLOCK];
    while (polygons->ring_coords[ring + 1] <= c)
        ring++;
    return ring;
}

#endif
