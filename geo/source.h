/* Where data comes from: what a source string means, which drivers may open it, and what is in it. */
#ifndef BP_GEO_SOURCE_H
#define BP_GEO_SOURCE_H

#include "geo/crs.h"
#include "geo/read.h"
#include "geo/table.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum bp_source_kind {
    BP_SOURCE_FILE,     /**< a file, or a folder that is one data set (a File Geodatabase) */
    BP_SOURCE_ARCHIVE,  /**< "x.zip", or "x.zip/inner.shp" */
    BP_SOURCE_VIRTUAL,  /**< "/vsi...": a path of GDAL's own */
    BP_SOURCE_URL,      /**< "https://.../x.gpkg": fetched whole, then read as a file */
    BP_SOURCE_WFS,      /**< "WFS:https://..." */
    BP_SOURCE_OAPIF,    /**< "OAPIF:https://...": OGC API - Features */
    BP_SOURCE_POSTGRES, /**< "PG:dbname=..." */
} bp_source_kind;

/** What the text means. Only looks at the text, but for "x.zip/inner", which is an archive where x.zip is a
 * file. */
bp_source_kind bp_source_kind_of(const char *source);

/** "file", "archive", "virtual", "url", "wfs", "oapif" or "postgres". Static. */
const char *bp_source_kind_name(bp_source_kind kind);

/** True for what stands on this machine and has bytes of its own: a file or an archive. */
bool bp_source_is_local(const char *source);

/** False for a file or archive that is not there; true for all else, which only opening it can tell. */
bool bp_source_exists(const char *source);

/** `source` against the folder `base` where it is a relative path of a file or archive, else as it is; to
 * free(). NULL when memory runs out. */
char *bp_source_join(const char *base, const char *source);

/**
 * A copy of `text` with everything secret replaced by "***": passwords, tokens and keys in URLs and in the
 * settings of a database, wherever in the text they stand. What is printed or written goes through this. To
 * free(); NULL when memory runs out. O(bytes).
 */
char *bp_source_shown(const char *text);

/**
 * Let files also be opened by these drivers of GDAL (names[n], short names, in any case) in this context. May
 * be called again for more. Services and databases are not opened by drivers but by their prefix. Errors:
 * BP_ERROR_ARGUMENT for a name GDAL does not have (with the nearest) and for the driver of a service.
 */
bp_status bp_source_allow_drivers(bp_context *context, const char *const *names, int n);

typedef struct bp_source_field {
    char *name;
    bp_column_type type; /**< what it becomes when it is read */
    char *kind;          /**< as the file says it: "Integer64", "Date", "String(10)" */
} bp_source_field;

typedef struct bp_source_layer {
    char *name;
    char *geometry;     /**< "Polygon", "Multi Polygon", "Point", "Unknown (any)"; NULL: a table */
    int dimension;      /**< of the geometry: 2 areas, 1 lines, 0 points, -1 a table or not told */
    int64_t n_features; /**< -1: the source does not tell without being read */
    bp_crs crs;         /**< crs.wkt NULL: it has none */
    bool has_extent;
    double extent[4]; /**< x and y least, x and y most, in crs */
    char *encoding;   /**< of its texts in the file; NULL: not told */
    int n_fields;
    bp_source_field *fields;
} bp_source_layer;

typedef struct bp_source_description {
    char *shown; /**< the source without what is secret in it */
    bp_source_kind kind;
    char *driver; /**< GDAL's short name */
    int n_layers;
    bp_source_layer *layers;
} bp_source_description;

#define BP_SOURCE_DESCRIPTION_INIT                                                                           \
    {                                                                                                        \
        NULL, BP_SOURCE_FILE, NULL, 0, NULL                                                                  \
    }

/**
 * What is in a source: its layers with their fields, geometry, CRS and extent. `options->layer` limits it to
 * one layer; columns are not looked at. Values are not read; that is bp_table_read's part. Errors as of
 * bp_layer_read, but a layer without features or without geometry is no error here.
 * Complexity: O(layers + fields) where the format knows its number of features and extent, else O(points).
 */
bp_status bp_source_describe(bp_context *context, const char *source, const bp_read_options *options,
                             bp_source_description *out);
void bp_source_description_clear(bp_source_description *description);

/**
 * SHA-256 of what was read, for a source that has no bytes of its own to digest (a database, a service): the
 * names and types of the columns, and every row's values and coordinates. The order of rows and columns does
 * not matter. `polygons` and `crs` may be NULL. Lower-case hex with its closing NUL.
 * Complexity: O(bytes + rows log rows).
 */
bp_status bp_content_sha256(bp_context *context, const bp_table *table, const bp_polygons *polygons,
                            const bp_crs *crs, char hex[65]);

#ifdef __cplusplus
}
#endif

#endif
