/* The geometry of the GeoJSON writer, on a grid of 1e-7 degree. */
#ifndef BP_GEO_GEOJSON_PRIVATE_H
#define BP_GEO_GEOJSON_PRIVATE_H

#include "geo/geojson_text_private.h"
#include "geo/geos_private.h"

/**
 * Append unit `unit` of `from` to `out` with its points on the grid: repeated points dropped, rings without
 * area dropped, valid, shells counter-clockwise. geos->local is this function's.
 */
bp_status bp_grid_add_unit(bp_geos *geos, const bp_polygons *from, int64_t unit, bp_polygons *out);

#endif
