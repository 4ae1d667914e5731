/* Reading layers and tables of any format GDAL has, from an allow-list of drivers. What a path may be besides
 * a file (an archive, a service, a database) is told in geo/source.h. */
#ifndef BP_GEO_READ_H
#define BP_GEO_READ_H

#include "geo/aliases.h"
#include "geo/layer.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bp_read_options {
    const char *layer;          /**< NULL: the only one; a file with several then fails and lists them */
    const char *const *columns; /**< names to read; NULL: all. An unknown one fails with the nearest name */
    int n_columns;
    const char *query;     /**< of a database, in place of `layer`: a SELECT; NULL: none */
    int timeout_s;         /**< seconds that one request to a service or database may take; 0: 30 */
    bool accept_truncated; /**< take what a service gives even where it looks cut short, with a warning */
    const char *encoding; /**< of csv and dbf: "UTF-8", "Windows-1252", "ISO-8859-1", ...; NULL: what the file
                               says, else UTF-8 where it is that, else Windows-1252 with a warning */
    const bp_aliases *aliases; /**< other names of columns, tried where one is not there; NULL: none */
    int header_row; /**< line of a csv, from 1, that names the columns; those above it are passed over. 0: the
                       first */
} bp_read_options;

#define BP_READ_OPTIONS_INIT                                                                                 \
    {                                                                                                        \
        NULL, NULL, 0, NULL, 0, false, NULL, NULL, 0                                                         \
    }

/**
 * Read polygons with their attributes. Z and M are dropped, curves are made straight, a null or empty
 * geometry gives a unit without parts. Of a collection the polygons are taken; lines and points beside them
 * are left out with a warning (geometry_mixed). A geometry without any polygon fails and names the row. A
 * layer without features fails. A layer without a CRS is read with an empty crs: the caller decides. Reads
 * through OGR's Arrow stream where the driver has a fast one, else feature by feature; both give the same
 * layer. Errors: BP_ERROR_INPUT for a missing file, one that is no vector data, an unknown layer or column,
 * a service that does not answer in time, answers with an error, or gives a result that looks cut short.
 * Complexity: O(points + values).
 */
bp_status bp_layer_read(bp_context *context, const char *path, const bp_read_options *options, bp_layer *out);

/** Read the attributes only: csv, xlsx, ods, dbf, or a layer whose geometry is not wanted. CSV columns are
 * all TEXT. A column asked for by another name (bp_aliases_resolve) keeps its own and has the other in
 * `asked`; two names for one column are BP_ERROR_INPUT. A csv file in UTF-16 with a byte-order mark is read,
 * too. Its separator (comma, semicolon, tab or bar) is what a first line `sep=;` says, else the one that cuts
 * most of the first lines into equally many cells. The first row of a sheet (xlsx, ods) names its columns,
 * whatever stands in it. An encoding for a format that has its own, one that is not known, and a header_row
 * of what is no csv are BP_ERROR_INPUT. */
bp_status bp_table_read(bp_context *context, const char *path, const bp_read_options *options, bp_table *out);

/** SHA-256 of a file in lower-case hex with its closing NUL; a shapefile's companions (.dbf, .shx, .prj,
 * .cpg) go in too. Of a file in an archive (x.zip/inner.shp) it is the archive that is digested. */
bp_status bp_file_sha256(bp_context *context, const char *path, char hex[65]);

#ifdef __cplusplus
}
#endif

#endif
