/* What the outline of a unit measures: area, perimeter, centre, and how far its ground lies from its centre.
 */
#ifndef BP_GEO_SHAPE_OF_H
#define BP_GEO_SHAPE_OF_H

#include "geo/geometry.h"

#ifdef __cplusplus
extern "C" {
#endif

/** In units of the CRS, their square and their fourth power; all 0 where a unit has no geometry or no area.
 */
typedef struct bp_shape {
    double area;      /**< holes taken off */
    double perimeter; /**< of all rings, holes among them */
    double x, y;      /**< the centre of mass */
    double inertia; /**< second moment of area about the centre: the integral of the squared distance to it */
} bp_shape;

/**
 * shape[u] of every unit, whatever way the rings run. Sums are made about a point of the unit and the second
 * moment about its centre, so that coordinates far from the origin lose no digits. O(points).
 */
void bp_shape_of(const bp_polygons *polygons, bp_shape *shape);

#ifdef __cplusplus
}
#endif

#endif
