/* Well-known binary to and from packed polygons. */
#ifndef BP_GEO_WKB_PRIVATE_H
#define BP_GEO_WKB_PRIVATE_H

#include "geo/geometry.h"

typedef enum bp_wkb_outcome {
    BP_WKB_READ,      /**< its parts were appended */
    BP_WKB_OTHER,     /**< not a Polygon or MultiPolygon; nothing was appended */
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

/** Room that a unit takes as MultiPolygon. O(rings). */
size_t bp_wkb_size(const bp_polygons *polygons, int64_t unit);
/** Write it there, in the byte order of the machine. O(points). */
void bp_wkb_write(const bp_polygons *polygons, int64_t unit, uint8_t *bytes);

#endif
