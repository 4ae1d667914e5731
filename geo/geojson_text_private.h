/* The text of the GeoJSON writer. */
#ifndef BP_GEO_GEOJSON_TEXT_PRIVATE_H
#define BP_GEO_GEOJSON_TEXT_PRIVATE_H

#include "geo/geometry.h"
#include "geo/output_private.h"
#include "geo/table.h"

/** Append a JSON string with its quotes; bytes that are no UTF-8 become U+FFFD. False when memory runs out.
 */
bool bp_json_add_text(bp_buffer *buffer, const char *text);
/** Append the value of a cell, null when it is missing or not finite. False when memory runs out. */
bool bp_json_add_cell(bp_buffer *buffer, const bp_column *column, int64_t row);
/** Append v / 1e7 without trailing zeros. Needs 16 bytes of room, which the caller has reserved. */
void bp_json_put_degrees(bp_buffer *buffer, int64_t v);
/** Append the unit's MultiPolygon, or null when it has no parts. False when memory runs out. */
bool bp_json_add_geometry(bp_buffer *buffer, const bp_polygons *polygons, int64_t unit);

/** A longitude or latitude in whole steps of the grid. */
int64_t bp_grid_steps(double degrees);

#endif
