/* Polygons brought to another CRS with the bends that their straight edges get there, for geo/ alone. */
#ifndef BP_GEO_REPROJECT_PRIVATE_H
#define BP_GEO_REPROJECT_PRIVATE_H

#include "geo/crs.h"

/**
 * `out` gets the polygons in CRS `to`. An edge is halved, in the CRS it comes from, until the middle of each
 * piece lies within `tolerance`, in units of `to`, of where a straight line has it; 16 times at most. An edge
 * that two units share gets the same points in both. `source` names the data in messages; `*operation` gets
 * the description of the PROJ operation, to free(). Errors: BP_ERROR_INPUT as of bp_crs_transform. O(points
 * that come out).
 */
bp_status bp_polygons_reproject(bp_context *context, const bp_polygons *polygons, const bp_crs *from,
                                const bp_crs *to, double tolerance, bp_polygons *out, char **operation);

#endif
