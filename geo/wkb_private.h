/* Well-known binary to and from packed polygons; to points and lines. */
#ifndef BP_GEO_WKB_PRIVATE_H
#define BP_GEO_WKB_PRIVATE_H

#include "geo/geometry.h"
#include "geo/lines.h"

typedef enum bp_wkb_outcome {
    BP_WKB_READ,      /**< its parts were appended */
    BP_WKB_OTHER,     /**< not of the kind that is read; nothing was appended */
    BP_WKB_BROKEN,    /**< ends too early, or counts more than it holds */
    BP_WKB_NOT_FINITE /**< has a coordinate that is not a finite number */
} bp_wkb_outcome;

/**
 * Append the parts of a Polygon or MultiPolygon, without ending the unit. Either byte order; Z and M (ISO,
 * EWKB or the old 2.5D flag) are dropped, an SRID is passed over, empty parts and rings are left out. The
 * status is of memory only.
 */
bp_status bp_wkb_read(bp_context *context, const uint8_t *bytes, size_t n, bp_polygons *polygons,
                      bp_wkb_outcome *outcome);

/** Called with x and y of a point. */
typedef bp_status (*bp_wkb_point_fn)(void *user, const double xy[2]);

/** Call `take` for every point of a Point or MultiPoint that is not empty, whatever comes after them. The
 * status is that of `take`. */
bp_status bp_wkb_read_points(const uint8_t *bytes, size_t n, bp_wkb_point_fn take, void *user,
                             bp_wkb_outcome *outcome);

/** Append the lines of a LineString or MultiLineString, without ending the row. The status is of memory
 * only. */
bp_status bp_wkb_read_lines(bp_context *context, const uint8_t *bytes, size_t n, bp_lines *lines,
                            bp_wkb_outcome *outcome);

/** Room that a unit takes as MultiPolygon. O(rings). */
size_t bp_wkb_size(const bp_polygons *polygons, int64_t unit);
/** Write it there, in the byte order of the machine. O(points). */
void bp_wkb_write(const bp_polygons *polygons, int64_t unit, uint8_t *bytes);

#endif
