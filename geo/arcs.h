/* The borders of polygons as arcs, each of which is there once. */
#ifndef BP_GEO_ARCS_H
#define BP_GEO_ARCS_H

#include "geo/geometry.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Rings as chains of arcs: a border that two units share is one arc, which one of them follows from its first
 * point to its last and the other the opposite way. Unit u has the parts unit_parts[u] .. , part p the rings
 * part_rings[p] .. , ring r the arcs refs[ring_refs[r]] .. refs[ring_refs[r + 1] - 1]: the number a of an arc
 * followed forwards, ~a (below 0) of one followed backwards. Arc a has the points arc_points[a] .. as
 * xy[2 * c], xy[2 * c + 1], two or more, its ends included. Within a ring an arc starts where the one before
 * ends.
 */
typedef struct bp_arcs {
    int64_t n_units, n_parts, n_rings, n_refs, n_arcs, n_points;
    int64_t *unit_parts; /**< unit_parts[n_units + 1] */
    int64_t *part_rings; /**< part_rings[n_parts + 1] */
    int64_t *ring_refs;  /**< ring_refs[n_rings + 1] */
    int64_t *refs;       /**< refs[n_refs] */
    int64_t *arc_points; /**< arc_points[n_arcs + 1] */
    double *xy;          /**< xy[2 * n_points] */
} bp_arcs;

#define BP_ARCS_INIT                                                                                         \
    {                                                                                                        \
        0, 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL                                                 \
    }

void bp_arcs_clear(bp_arcs *arcs);

/**
 * Cut the rings of valid polygons (see bp_polygons_repair) where borders part: at a point that does not have
 * the same two neighbours in every ring that it is on. A ring without such a point is one arc from its
 * smallest point (by x, then y) back to it. Borders are shared where their points are the same, bit for bit.
 * The same arcs for any number of threads. Errors: BP_ERROR_ARGUMENT for more points than chains can hold,
 * BP_ERROR_MEMORY. Complexity: O(points) expected.
 * Source: Bostock (2013), How to infer topology, the arcs of TopoJSON.
 */
bp_status bp_arcs_make(bp_context *context, const bp_polygons *polygons, bp_arcs *out);

/** The polygons that the arcs bound. O(points). */
bp_status bp_arcs_polygons(bp_context *context, const bp_arcs *arcs, bp_polygons *out);

#ifdef __cplusplus
}
#endif

#endif
