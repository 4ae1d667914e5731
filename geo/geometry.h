/* Polygons as packed coordinate arrays (the GeoArrow multipolygon layout). */
#ifndef BP_GEO_GEOMETRY_H
#define BP_GEO_GEOMETRY_H

#include "geo/context.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * n_units multipolygons. Unit u has the parts unit_parts[u] .. unit_parts[u + 1] - 1, part p the rings
 * part_rings[p] .. (the first is the shell, the others are holes), ring r the points ring_coords[r] .. as
 * xy[2 * c], xy[2 * c + 1]. Rings are closed: the last point repeats the first. A unit without parts has no
 * geometry. Once through bp_polygons_repair, shells run counter-clockwise and holes clockwise.
 */
typedef struct bp_polygons {
    int64_t n_units, n_parts, n_rings, n_coords;
    int64_t *unit_parts;  /**< unit_parts[n_units + 1] */
    int64_t *part_rings;  /**< part_rings[n_parts + 1] */
    int64_t *ring_coords; /**< ring_coords[n_rings + 1] */
    double *xy;           /**< xy[2 * n_coords] */
    int64_t cap_units, cap_parts, cap_rings,
        cap_coords; /**< room in the arrays; for the functions that append */
} bp_polygons;

/** No units; safe to clear and to append to. */
#define BP_POLYGONS_INIT                                                                                     \
    {                                                                                                        \
        0, 0, 0, 0, NULL, NULL, NULL, NULL, 0, 0, 0, 0                                                       \
    }

void bp_polygons_clear(bp_polygons *polygons);

/**
 * Append: points to the open ring, then end the ring, the part, the unit. A unit that is ended without parts
 * is one without geometry; ending a ring without points or a part without rings does nothing.
 * bp_polygons_end_ring closes the ring if its last point differs from its first. Amortised O(1).
 */
bp_status bp_polygons_add_points(bp_context *context, bp_polygons *polygons, const double *xy,
                                 int64_t n_points);
bp_status bp_polygons_end_ring(bp_context *context, bp_polygons *polygons);
bp_status bp_polygons_end_part(bp_context *context, bp_polygons *polygons);
bp_status bp_polygons_end_unit(bp_context *context, bp_polygons *polygons);

/** Append unit `unit` of `from` to `to`. */
bp_status bp_polygons_add_unit(bp_context *context, bp_polygons *to, const bp_polygons *from, int64_t unit);

/** Keep units[m] in that order, into an empty `out`. O(points kept). */
bp_status bp_polygons_take(bp_context *context, const bp_polygons *polygons, const int64_t *units, int64_t m,
                           bp_polygons *out);

/** Twice the signed area of a closed ring of n_points points, about its first point; positive
 * counter-clockwise. */
double bp_ring_signed_area2(const double *xy, int64_t n_points);

/** area[u] = area of unit u in square units of the CRS, holes taken off, whatever way the rings run.
 * O(points). */
void bp_polygons_area(const bp_polygons *polygons, double *area);

/** box = {min x, min y, max x, max y} over all points; false (box untouched) when there are none. */
bool bp_polygons_extent(const bp_polygons *polygons, double box[4]);

/** The same for one unit. */
bool bp_polygons_unit_extent(const bp_polygons *polygons, int64_t unit, double box[4]);

#ifdef __cplusplus
}
#endif

#endif
