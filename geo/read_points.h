/* Reading points and lines: of any layer, and points from columns with coordinates. */
#ifndef BP_GEO_READ_POINTS_H
#define BP_GEO_READ_POINTS_H

#include "geo/crs.h"
#include "geo/lines.h"
#include "geo/point_of.h"
#include "geo/read.h"
#include "geo/table.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A table with a point per row. */
typedef struct bp_point_layer {
    bp_table table;
    bp_points points; /**< points.n == table.n_rows; rows without a point are not valid */
    bp_crs crs;       /**< crs.wkt is NULL when the file has none */
} bp_point_layer;

#define BP_POINT_LAYER_INIT                                                                                  \
    {                                                                                                        \
        BP_TABLE_INIT, BP_POINTS_INIT, BP_CRS_INIT                                                           \
    }

/** A table with lines per row. */
typedef struct bp_line_layer {
    bp_table table;
    bp_lines lines; /**< lines.n_rows == table.n_rows */
    bp_crs crs;     /**< crs.wkt is NULL when the file has none */
} bp_line_layer;

#define BP_LINE_LAYER_INIT                                                                                   \
    {                                                                                                        \
        BP_TABLE_INIT, BP_LINES_INIT, BP_CRS_INIT                                                            \
    }

typedef struct bp_read_points_options {
    bp_read_options read; /**< layer and columns; x and y are read along with them */
    const char *x, *y;    /**< columns with the coordinates, x to the east (longitude); NULL both: geometry */
    const char *crs;      /**< of x and y, "EPSG:4326"; must be given with them, and only then */
    const char *const *missing; /**< missing[n_missing]: texts that stand for no coordinate, "-" */
    int n_missing;
} bp_read_points_options;

#define BP_READ_POINTS_OPTIONS_INIT                                                                          \
    {                                                                                                        \
        BP_READ_OPTIONS_INIT, NULL, NULL, NULL, NULL, 0                                                      \
    }

/**
 * Read points with their attributes, of a layer of points (any driver that bp_layer_read takes) or, with `x`
 * and `y`, from two columns of a table (csv, xlsx, ods, dbf, ...) in the CRS `crs`.
 *
 * Z and M are dropped. A row without geometry, with an empty point, or with x or y missing has no point and
 * stays in the table. A row with several points is repeated, once for each, in their order, and the warning
 * `several_points` tells how many rows that were: a sum over such points counts the row's value every time.
 * Points at exactly (0, 0) are kept, and the warning `points_at_zero` tells how many they are, since that
 * often stands for a place not known. Columns may have a decimal comma; what cannot be read as a number is
 * refused as bp_values_read does.
 *
 * Errors: BP_ERROR_INPUT as bp_layer_read; a geometry that is no point, naming row and type; x and y without
 * a CRS (the message says what they look like); x and y of a geographic CRS outside 180 and 90 degrees, with
 * row and value. BP_ERROR_ARGUMENT when of x and y one is given only. Complexity: O(points + values).
 */
bp_status bp_point_layer_read(bp_context *context, const char *path, const bp_read_points_options *options,
                              bp_point_layer *out);
void bp_point_layer_clear(bp_point_layer *layer);

/** Transform the valid points to another CRS in place and set the layer's. The layer must have a CRS. */
bp_status bp_point_layer_transform(bp_context *context, bp_point_layer *layer, const bp_crs *to,
                                   char **operation);

/**
 * Read lines with their attributes. Z and M are dropped, curves are made straight, a null or empty geometry
 * gives a row without lines. Errors: BP_ERROR_INPUT as bp_layer_read; a geometry that is no line, naming row
 * and type. Complexity: O(points + values).
 */
bp_status bp_line_layer_read(bp_context *context, const char *path, const bp_read_options *options,
                             bp_line_layer *out);
void bp_line_layer_clear(bp_line_layer *layer);

/** Transform the lines to another CRS in place and set the layer's. The layer must have a CRS. */
bp_status bp_line_layer_transform(bp_context *context, bp_line_layer *layer, const bp_crs *to,
                                  char **operation);

#ifdef __cplusplus
}
#endif

#endif
