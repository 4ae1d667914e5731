/* Rings on a grid, before they are cut into arcs. */
#ifndef BP_GEO_ARCS_PRIVATE_H
#define BP_GEO_ARCS_PRIVATE_H

#include "geo/arcs.h"

/** Ring r has the points ring_points[r] .. ring_points[r + 1] - 1, without the first repeated at its end. */
typedef struct bp_drawn {
    int64_t n_rings;
    int64_t *ring_points; /**< ring_points[n_rings + 1] */
    int32_t *point;       /**< point[2 * ring_points[n_rings]] */
} bp_drawn;

/** Fill in the rings and arcs of `arcs`. O(points) expected. */
bp_status bp_arcs_cut(bp_context *context, const bp_drawn *drawn, bp_arcs *arcs);

#endif
