/* Borders on a grid, each stored once: the arcs between the points where borders meet, and the rings made of
 * them. Neighbours that share a border share its arcs, so whatever is drawn of them has no gaps between. */
#ifndef BP_GEO_ARCS_H
#define BP_GEO_ARCS_H

#include "geo/geometry.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Rings of n_units units as in bp_polygons, made of arcs instead of points. Ring r consists of the arcs
 * ring_arcs[ring_offsets[r]] .. ring_arcs[ring_offsets[r + 1] - 1], the end of each being the start of the
 * next: a >= 0 is arc a as it runs, ~a (= -1 - a) the same backwards. Arc a has the points arc_offsets[a] ..
 * arc_offsets[a + 1] - 1 of `point`, whole numbers of grid steps from the origin.
 */
typedef struct bp_arcs {
    int64_t n_units, n_parts, n_rings, n_refs, n_arcs, n_points;
    int64_t *unit_parts;   /**< unit_parts[n_units + 1] */
    int64_t *part_rings;   /**< part_rings[n_parts + 1] */
    int64_t *ring_offsets; /**< ring_offsets[n_rings + 1] */
    int64_t *ring_arcs;    /**< ring_arcs[n_refs] */
    int64_t *arc_offsets;  /**< arc_offsets[n_arcs + 1] */
    int32_t *point;        /**< point[2 * n_points]: x, y in grid steps, at least 0 */
    double origin[2];      /**< of the grid, in the units of the polygons */
    double step[2];        /**< width and height of a grid cell */
} bp_arcs;

#define BP_ARCS_INIT                                                                                         \
    {                                                                                                        \
        0, 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, {0.0, 0.0}, {0.0, 0.0}                         \
    }

void bp_arcs_clear(bp_arcs *arcs);

/**
 * Round the points to a grid with cells of step[0] x step[1] that begins at the lower left of all points, drop
 * points that fall on the one before and rings of fewer than three different points, and cut the rings into
 * arcs where borders meet or part. A unit of which nothing is left has no parts. Borders with the same points
 * share their arcs, also those of a unit that lies over others. BP_ERROR_INPUT when a coordinate is not finite,
 * when a step is not positive, or when the grid would have more than 2^30 cells in a row. Complexity: O(points)
 * expected.
 */
bp_status bp_arcs_make(bp_context *context, const bp_polygons *polygons, const double step[2], bp_arcs *out);

#ifdef __cplusplus
}
#endif

#endif
