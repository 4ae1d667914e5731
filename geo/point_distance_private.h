/* How far points outside all units are from the nearest. */
#ifndef BP_GEO_POINT_DISTANCE_PRIVATE_H
#define BP_GEO_POINT_DISTANCE_PRIVATE_H

#include "geo/geometry.h"
#include "geo/point_of.h"

/**
 * distance[points->n] = 0 where unit_of is not -1, NaN for a row without a point, else the distance to the
 * nearest edge of all units; infinite when there is none. O((points outside) log units + vertices near by).
 */
bp_status bp_point_distance(bp_context *context, const bp_points *points, const bp_polygons *polygons,
                            const int64_t *unit_of, double *distance);

#endif
