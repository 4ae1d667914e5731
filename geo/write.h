/* Writing layers and tables. */
#ifndef BP_GEO_WRITE_H
#define BP_GEO_WRITE_H

#include "geo/layer.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Write a layer as GeoPackage (.gpkg) or Shapefile (.shp), chosen by the extension; `name` is the layer's
 * name in a GeoPackage. Several layers may be written to one GeoPackage by further calls. Texts are UTF-8.
 * The file is the same byte for byte for the same layer: a GeoPackage's last_change is a fixed date (see
 * docs/decisions). Errors: BP_ERROR_OUTPUT with the file and the cause (a full disk included; checked up to
 * and including the close); when any file of a shapefile of that name (.shp, .shx, .dbf, .prj, .cpg) is there
 * already.
 */
bp_status bp_layer_write(bp_context *context, const bp_layer *layer, const char *path, const char *name);

/**
 * Write a layer as GeoJSON after RFC 7946: WGS84, longitude first, right-hand rule, 7 decimals, no crs
 * member, a bbox. Rings that rounding makes degenerate are dropped, geometries that it makes invalid are
 * rebuilt on the same grid. A unit without geometry gets a null geometry. Complexity: O(points), transformed
 * in parallel.
 */
bp_status bp_layer_write_geojson(bp_context *context, const bp_layer *layer, const char *path);

typedef struct bp_csv_options {
    char separator;
    bool byte_order_mark; /**< start with U+FEFF, as Excel and StatLine do */
} bp_csv_options;

#define BP_CSV_OPTIONS_INIT                                                                                  \
    {                                                                                                        \
        ',', false                                                                                           \
    }

/** Write a table as csv (RFC 4180 quoting, "\n" line ends); a missing value is an empty cell. */
bp_status bp_table_write_csv(bp_context *context, const bp_table *table, const char *path,
                             const bp_csv_options *options);

/** Write bytes[n] to a new file, all or an error. */
bp_status bp_file_write(bp_context *context, const char *path, const char *bytes, size_t n);

#ifdef __cplusplus
}
#endif

#endif
