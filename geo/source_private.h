/* Opening a source, of whatever kind, for the files that read and describe. */
#ifndef BP_GEO_SOURCE_PRIVATE_H
#define BP_GEO_SOURCE_PRIVATE_H

#include "geo/gdal_private.h"
#include "geo/http_private.h"
#include "geo/read.h"
#include "geo/source.h"

#include <ogr_api.h>

enum { BP_SOURCE_TIMEOUT_S = 30, BP_ARCHIVE_MOST_ENTRIES = 10000 };

/** Of a text file in an archive, unpacked. */
#define BP_ARCHIVE_MOST_BYTES UINT64_C(4000000000)

/** Bytes of the archive's own path in "x.zip" or "x.zip/inner"; 0 for what is none. */
size_t bp_source_archive_length(const char *source);

/** A source in use, from begin to end on one thread. */
typedef struct bp_source {
    bp_context *context;
    bp_source_kind kind;
    char *shown;   /**< how messages name it */
    char *opened;  /**< what GDAL opens */
    char *fetched; /**< a file in memory that holds what a URL gave; NULL: none */
    char
        *unpacked; /**< a file in memory: a sheet out of an archive, which is an archive itself; NULL: none */
    int timeout_s;
    bp_http_guard guard;
    bool is_guarded;
    bp_gdal_log log; /**< GDAL's messages from begin to end */
    GDALDatasetH dataset;
    OGRLayerH result; /**< of a query; NULL: none */
} bp_source;

/**
 * Find out what the source is, fetch a URL, look into an archive, and watch over the network until the end:
 * files get none. `out` is to be ended after a failure, too.
 */
bp_status bp_source_begin(bp_context *context, const char *source, const bp_read_options *options,
                          bp_source *out);
void bp_source_end(bp_source *source);

/** Open it with the drivers that may, and run the query if there is one. */
bp_status bp_source_open(bp_source *source, const bp_read_options *options);

/** True for csv and tsv, by the name of the file itself. */
bool bp_source_is_csv(const bp_source *source);

/** False for the styles that QGIS keeps in a GeoPackage: they are no data. */
bool bp_source_is_data(OGRLayerH layer);

/** Fail because there is no layer `name`, with the nearest or all. */
bp_status bp_source_fail_layer(bp_source *source, const char *name);

/** True for a service that hands out features in pages. */
bool bp_source_is_service(const bp_source *source);

/** Fail with what the service, the database or GDAL had to say, and what to do about it. */
bp_status bp_source_fail(bp_source *source, const char *what);

/** Have a service tell how many features a layer has: source->guard.n_matched, -1 where it does not. To be
 * called before the layer is read. */
void bp_source_count(bp_source *source, OGRLayerH layer);

/** For a service: fail, or warn where the options accept it, when n_rows is not all that there is. */
bp_status bp_source_check_whole(bp_source *source, OGRLayerH layer, int64_t n_rows, bool accept_truncated);

/** A PostgreSQL source with limits to the time that connecting, and a link that says nothing, may take; those
 * that it has itself stay. To free(); NULL when memory runs out. */
char *bp_postgres_limit(const char *text, int timeout_s);

/** Where a second statement of a query begins, after a ';' that is no part of a text, a name or a comment;
 * NULL: there is but one. */
const char *bp_postgres_second(const char *query);

/**
 * The one data file in an archive: GDAL's path to it, to free(). `shown` names it in messages. An archive of
 * more than BP_ARCHIVE_MOST_ENTRIES is not looked through: its file is to be named. Refuses a text file (csv,
 * GeoJSON, GML and the like) that unpacks to more than BP_ARCHIVE_MOST_BYTES.
 */
bp_status bp_archive_find(bp_context *context, const char *archive, const char *inner, const char *shown,
                          char **out);

#endif
