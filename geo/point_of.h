/* One point for each unit: its centroid, or a point that surely lies on it. */
#ifndef BP_GEO_POINT_OF_H
#define BP_GEO_POINT_OF_H

#include "geo/geometry.h"

#ifdef __cplusplus
extern "C" {
#endif

/** n points in the units of their CRS. What stands in the place of one that is not valid means nothing. */
typedef struct bp_points {
    int64_t n;
    double *xy;     /**< xy[2 * n]: x, y */
    uint8_t *valid; /**< bitmap (geo/bitmap.h): which units have a point; NULL: all */
} bp_points;

#define BP_POINTS_INIT                                                                                       \
    {                                                                                                        \
        0, NULL, NULL                                                                                        \
    }

typedef enum bp_point_rule {
    BP_POINT_CENTROID, /**< the centre of mass: parts and holes weighted by area; may lie outside the unit */
    BP_POINT_SURFACE   /**< a point inside the unit, in the middle of a wide stretch of it */
} bp_point_rule;

void bp_points_clear(bp_points *points);

/** The points of order[n] in that order, each as it is; order[] is a permutation of 0..n-1. O(n). */
bp_status bp_points_take(bp_context *context, const bp_points *points, const int64_t *order, bp_points *out);

/** Number of units that have a point. O(n). */
int64_t bp_points_count(const bp_points *points);

/**
 * A point for every unit; a unit without geometry has none. The centroid is that of GEOS, PostGIS and sf: a
 * unit without area (all its points on a line) has the middle of its lines, one without length that of its
 * points. Sums are made about the first point of the unit, so that coordinates far from the origin lose no
 * digits. The point on the surface is GEOS's. The same points for any number of threads.
 *
 * Errors: BP_ERROR_INPUT when a coordinate of a unit is not finite. Complexity: O(points) for the centroid,
 * O(points log points) a unit for the point on the surface.
 */
bp_status bp_point_of(bp_context *context, const bp_polygons *polygons, bp_point_rule rule, bp_points *out);

#ifdef __cplusplus
}
#endif

#endif
