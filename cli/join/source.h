/* Reading what is joined: points, lines, polygons or a raster, brought to where the units are. */
#ifndef BP_CLI_JOIN_SOURCE_H
#define BP_CLI_JOIN_SOURCE_H

#include "cli/join/join.h"
#include "geo/read_points.h"

/** What the source holds. Rasters are known by their name, the others by the geometry of the layer. */
bp_status bp_join_kind_of(bp_context *context, const bp_join_source *source, bp_join_kind *out);

/** Columns to be read, at most a few. None at all: every one, since some readers of GDAL lose the geometry
 * that stands alone. */
typedef struct bp_join_columns {
    int n;
    const char *names[40];
} bp_join_columns;

/** Want a column too; NULL or one that is wanted already changes nothing. */
void bp_join_want(bp_join_columns *columns, const char *name);

/**
 * Read polygons, settle their CRS, bring them to that of the units and repair them. `report` gets crs,
 * operation, n_rows, n_empty and n_repaired.
 */
bp_status bp_join_read_polygons(bp_context *context, const bp_join_source *source, const bp_layer *units,
                                const bp_join_columns *columns, bp_layer *out, bp_join_report *report);

/** The same for points; those that lie apart from the units are refused only with `must_meet`, else warned
 * of. */
bp_status bp_join_read_points(bp_context *context, const bp_join_source *source, const bp_layer *units,
                              const bp_join_columns *columns, bool must_meet, bp_point_layer *out,
                              bp_join_report *report);

/** The same for lines. */
bp_status bp_join_read_lines(bp_context *context, const bp_join_source *source, const bp_layer *units,
                             bp_line_layer *out, bp_join_report *report);

/** Open a raster; `report` gets its CRS and the number of its pixels. To be closed by bp_raster_close. */
bp_status bp_join_open_raster(bp_context *context, const bp_join_source *source, bp_raster **out,
                              bp_join_report *report);

/**
 * A column of the source as numbers. Refuses a known code for a missing value that is not listed as one and,
 * with `is_amount`, a value below 0, which cannot be shared out.
 */
bp_status bp_join_read_values(bp_context *context, const bp_join_source *source, const bp_table *table,
                              const char *column, bool is_amount, bp_values *out);

#endif
