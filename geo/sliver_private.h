/* Telling slivers from other overlaps, for the files of geo/ alone. */
#ifndef BP_GEO_SLIVER_PRIVATE_H
#define BP_GEO_SLIVER_PRIVATE_H

#include "geo/geos_private.h"

/** Sum of the lengths of a unit's rings. O(points). */
double bp_unit_perimeter(const bp_polygons *polygons, int64_t unit);

/**
 * Whether what unit a and unit b have in common, of that area, is narrower than `width`: 2 area / perimeter.
 * Most pairs are decided by bounds of the perimeter; for the others GEOS makes the intersection. Where GEOS
 * cannot, the overlap is taken for wide enough.
 */
bool bp_is_narrow(bp_geos *geos, const bp_polygons *polygons_a, int64_t a, const bp_polygons *polygons_b,
                  int64_t b, double area, double width);

#endif
