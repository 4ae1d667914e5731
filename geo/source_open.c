#include "geo/encoding_private.h"
#include "geo/folder.h"
#include "geo/read_private.h"
#include "geo/source_private.h"
#include "geo/text.h"

#include "geo/context_private.h"

#include <cpl_atomic_ops.h>
#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A database and a service have their one driver each; `drivers[0]` NULL: the allow-list of files. */
static const char *own_driver(bp_source_kind kind)
{
    switch (kind) {
    case BP_SOURCE_WFS:
        return "WFS";
    case BP_SOURCE_OAPIF:
        return "OAPIF";
    case BP_SOURCE_POSTGRES:
        return "PostgreSQL";
    case BP_SOURCE_FILE:
    case BP_SOURCE_ARCHIVE:
    case BP_SOURCE_VIRTUAL:
    case BP_SOURCE_URL:
        break;
    }
    return NULL;
}

/* Drivers that talk to something else than a file; naming a source of theirs is the way to them. */
static bool is_network_driver(const char *name)
{
    static const char *const names[] = {
        "WFS",   "OAPIF",        "PostgreSQL", "HTTP",          "CSW",        "Carto",
        "MySQL", "MSSQLSpatial", "MongoDBv3",  "Elasticsearch", "AmigoCloud", "PLSCENES",
        "NGW",   "EEDA",         "OCI",        "ODBC",          NULL};
    for (int i = 0; names[i]; i++)
        if (EQUAL(names[i], name))
            return true;
    return false;
}

static bp_status fail_driver(bp_context *context, const char *name)
{
    int n = 0, n_all = GDALGetDriverCount();
    const char **names = (const char **)malloc((size_t)(n_all + 1) * sizeof *names);
    if (!names)
        return bp_context_fail_memory(context, 0);
    for (int i = 0; i < n_all; i++) {
        GDALDriverH driver = GDALGetDriver(i);
        if (GDALGetMetadataItem(driver, GDAL_DCAP_VECTOR, NULL))
            names[n++] = GDALGetDriverShortName(driver);
    }
    const char *nearest = bp_text_nearest(name, names, n);
    bp_status status =
        bp_context_fail(context, BP_ERROR_ARGUMENT,
                        "there is no driver '%s' in this GDAL%s%s%s; ogrinfo --formats lists "
                        "them",
                        name, nearest ? "; nearest: '" : "", nearest ? nearest : "", nearest ? "'" : "");
    free((void *)names);
    return status;
}

/* Some names are taken by a driver of rasters; OGR_VRT is what everybody calls VRT. */
static GDALDriverH find_driver(const char *name)
{
    char vector_name[64];
    snprintf(vector_name, sizeof vector_name, "OGR_%.50s", name);
    GDALDriverH driver = GDALGetDriverByName(name);
    if (driver && GDALGetMetadataItem(driver, GDAL_DCAP_VECTOR, NULL))
        return driver;
    return GDALGetDriverByName(vector_name);
}

bp_status bp_source_allow_drivers(bp_context *context, const char *const *names, int n)
{
    bp_status status = BP_OK;
    bp_gdal_start();
    for (int i = 0; !status && i < n; i++) {
        GDALDriverH driver = find_driver(names[i]);
        if (!driver)
            status = fail_driver(context, names[i]);
        else if (is_network_driver(names[i]))
            status = bp_context_fail(context, BP_ERROR_ARGUMENT,
                                     "the driver '%s' opens no files, and cannot be allowed for them; name a "
                                     "source as WFS:URL, OAPIF:URL or PG:SETTINGS",
                                     GDALGetDriverShortName(driver));
        else
            status = bp_context_add_driver(context, GDALGetDriverShortName(driver));
    }
    return status;
}

/* Short names of the drivers that may open this source, to CSLDestroy(). */
static char **list_drivers(const bp_source *source)
{
    const char *own = own_driver(source->kind);
    char **drivers = NULL;
    if (own)
        return CSLAddString(NULL, own);
    if (bp_source_is_csv(source))
        return CSLAddString(NULL, "CSV");
    for (const char *const *usual = bp_gdal_drivers(); *usual; usual++)
        drivers = CSLAddString(drivers, *usual);
    int n = 0;
    char *const *more = bp_context_drivers(source->context, &n);
    for (int i = 0; i < n; i++)
        drivers = CSLAddString(drivers, more[i]);
    return drivers;
}

bool bp_source_is_csv(const bp_source *source)
{
    const char *extension = source->opened ? CPLGetExtension(source->opened) : "";
    return !own_driver(source->kind) && (EQUAL(extension, "csv") || EQUAL(extension, "tsv"));
}

bool bp_source_is_service(const bp_source *source)
{
    return source->kind == BP_SOURCE_WFS || source->kind == BP_SOURCE_OAPIF;
}

/* A file in memory with this name, in a folder of its own; to free(). */
static char *memory_path(const char *name, size_t n)
{
    static int n_made;
    return bp_text_format("/vsimem/brandpunt-%d/%.*s", CPLAtomicInc(&n_made), (int)n, name);
}

/* A sheet is a zip archive itself, and GDAL does not read one inside another: it is unpacked into memory. */
static bp_status unpack_sheet(bp_source *source)
{
    GByte *bytes = NULL;
    vsi_l_offset size = 0;
    const char *extension = CPLGetExtension(source->opened);
    if (!EQUAL(extension, "xlsx") && !EQUAL(extension, "xlsm") && !EQUAL(extension, "ods"))
        return BP_OK;
    const char *name = CPLGetFilename(source->opened);
    source->unpacked = memory_path(name, strlen(name));
    if (!source->unpacked)
        return bp_context_fail_memory(source->context, 0);
    if (!VSIIngestFile(NULL, source->opened, &bytes, &size, INT32_MAX))
        return bp_source_fail(source, "cannot be unpacked; is the archive whole?");
    VSILFILE *file = VSIFileFromMemBuffer(source->unpacked, bytes, size, TRUE);
    if (!file)
        return bp_context_fail_memory(source->context, (size_t)size);
    VSIFCloseL(file);
    free(source->opened);
    source->opened = bp_text_copy(source->unpacked);
    return source->opened ? BP_OK : bp_context_fail_memory(source->context, 0);
}

/* GDAL's path to the file in an archive, from "x.zip" or "x.zip/inner". */
static bp_status look_into(bp_source *source, const char *text)
{
    size_t n = bp_source_archive_length(text);
    const char *inner = text[n] && text[n + 1] ? text + n + 1 : NULL;
    char *archive = bp_text_format("%.*s", (int)n, text);
    char *shown = inner && !source->fetched ? bp_text_copy(archive) : bp_text_copy(source->shown);
    bp_status status = BP_OK;
    if (!archive || !shown)
        status = bp_context_fail_memory(source->context, 0);
    else if (!bp_path_exists(archive))
        status = bp_context_fail(source->context, BP_ERROR_INPUT, "%s: there is no such file", shown);
    else
        status = bp_archive_find(source->context, archive, inner, shown, &source->opened);
    if (!status)
        status = unpack_sheet(source);
    free(archive);
    free(shown);
    return status;
}

/* A file in memory by the name that the URL's path ends in. */
static char *memory_name(const char *url, size_t n)
{
    const char *query = strpbrk(url, "?#");
    if (query && (size_t)(query - url) < n)
        n = (size_t)(query - url);
    size_t start = n;
    while (start > 0 && url[start - 1] != '/')
        start--;
    return memory_path(url + start, n - start);
}

/* Bytes of the URL itself in "https://.../x.zip/inner". */
static size_t url_length(const char *url)
{
    size_t n = strcspn(url, "?#");
    for (size_t i = 0; i + 5 < n; i++)
        if (EQUALN(url + i, ".zip/", 5))
            return i + 4;
    return strlen(url);
}

/* A page for people, or the service itself where its data was meant. */
static bp_status check_fetched(bp_source *source)
{
    char head[1024] = "";
    VSILFILE *file = VSIFOpenL(source->fetched, "rb");
    size_t n = file ? VSIFReadL(head, 1, sizeof head - 1, file) : 0;
    if (file)
        VSIFCloseL(file);
    head[n] = '\0';
    bool is_capabilities = strstr(head, "WFS_Capabilities") != NULL;
    const char *said = is_capabilities ? "it is a Web Feature Service" : source->guard.said;
    if (!said[0])
        return BP_OK;
    bool is_service = is_capabilities || strstr(said, "the service says");
    return bp_context_fail(source->context, BP_ERROR_INPUT, "%s: cannot be read: %s; %s", source->shown, said,
                           is_service
                               ? "for a Web Feature Service write WFS: before its address, without the "
                                 "query, and name a `layer`"
                               : "is the address right?");
}

/* After the prefixes that tell GDAL to reach out by itself, past the guard. */
static const char *skip_curl(const char *text)
{
    static const char *const prefixes[] = {"/vsicurl/", "/vsicurl_streaming/"};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (STARTS_WITH(text, prefixes[i]))
            return text + strlen(prefixes[i]);
    return text;
}

static bp_status fetch(bp_source *source, const char *url)
{
    url = skip_curl(url);
    size_t n = url_length(url);
    char *whole = bp_text_format("%.*s", (int)n, url);
    source->fetched = memory_name(url, n);
    if (!source->fetched || !whole) {
        free(whole);
        return bp_context_fail_memory(source->context, 0);
    }
    bool ok = bp_http_fetch(&source->guard, whole, source->fetched);
    free(whole);
    if (!ok) {
        bp_status interrupted = bp_context_check(source->context);
        return interrupted ? interrupted : bp_source_fail(source, "cannot be fetched");
    }
    bp_status readable = check_fetched(source);
    if (readable)
        return readable;
    source->opened = bp_text_format("%s%s", source->fetched, url[n] ? url + n : "");
    if (!source->opened)
        return bp_context_fail_memory(source->context, 0);
    if (bp_source_archive_length(source->opened) == 0)
        return BP_OK;
    char *archive = source->opened;
    source->opened = NULL;
    bp_status status = look_into(source, archive);
    free(archive);
    return status;
}

/* The settings with limits to the time that the connection may take. */
static bp_status limit_connection(bp_source *source, const char *text)
{
    source->opened = bp_postgres_limit(text, source->timeout_s);
    return source->opened ? BP_OK : bp_context_fail_memory(source->context, 0);
}

static bp_status check_query(bp_source *source, const bp_read_options *options)
{
    static const char *const starts[] = {"SELECT", "WITH", "TABLE", "VALUES", "("};
    const char *query = options ? options->query : NULL;
    if (!query)
        return BP_OK;
    if (source->kind != BP_SOURCE_POSTGRES)
        return bp_context_fail(source->context, BP_ERROR_INPUT,
                               "%s: a query is for databases (PG:) only; name a layer", source->shown);
    if (options->layer)
        return bp_context_fail(source->context, BP_ERROR_INPUT,
                               "%s: both a layer ('%s') and a query are asked for; keep one of the two",
                               source->shown, options->layer);
    const char *second = bp_postgres_second(query);
    if (second)
        return bp_context_fail(source->context, BP_ERROR_INPUT,
                               "%s: found a query of several statements, the second of which starts with "
                               "'%.20s', expected one SELECT or WITH; keep one of them",
                               source->shown, second);
    query += strspn(query, " \t\r\n");
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (EQUALN(query, starts[i], strlen(starts[i])))
            return BP_OK;
    return bp_context_fail(source->context, BP_ERROR_INPUT,
                           "%s: found a query that starts with '%.20s', expected one that only reads: "
                           "SELECT or WITH",
                           source->shown, query);
}

static bool is_shapefile(const char *path)
{
    const char *extension = CPLGetExtension(path);
    return EQUAL(extension, "shp") || EQUAL(extension, "dbf");
}

/* What only says how a text file is written is refused where it would mean nothing. */
static bp_status check_text_options(bp_source *source, const bp_read_options *options)
{
    bp_context *context = source->context;
    if (options && options->header_row > 0 && !bp_source_is_csv(source))
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s: `header_row` is for csv, and this is none; leave it out", source->shown);
    if (!options || !options->encoding)
        return BP_OK;
    if (!bp_source_is_csv(source) && !is_shapefile(source->opened))
        return bp_context_fail(
            context, BP_ERROR_INPUT,
            "%s: `encoding` is for csv, shapefiles and dbf; this format says itself how its "
            "texts are written, so leave it out",
            source->shown);
    const bp_encoding encoding = {source->shown, options->encoding};
    return bp_encoding_check(context, &encoding);
}

static bp_status find_source(bp_source *out, const char *text)
{
    if (out->kind == BP_SOURCE_ARCHIVE)
        return look_into(out, text);
    if (out->kind == BP_SOURCE_URL || skip_curl(text) != text)
        return fetch(out, text);
    if (out->kind == BP_SOURCE_POSTGRES)
        return limit_connection(out, text);
    if (out->kind == BP_SOURCE_FILE && !bp_path_exists(text))
        return bp_context_fail(out->context, BP_ERROR_INPUT, "%s: there is no such file", text);
    out->opened = bp_text_copy(text);
    return out->opened ? BP_OK : bp_context_fail_memory(out->context, 0);
}

bp_status bp_source_begin(bp_context *context, const char *text, const bp_read_options *options,
                          bp_source *out)
{
    bp_source_kind kind = bp_source_kind_of(text);
    int timeout_s = options && options->timeout_s > 0 ? options->timeout_s : BP_SOURCE_TIMEOUT_S;
    bool is_named = kind != BP_SOURCE_FILE && kind != BP_SOURCE_ARCHIVE &&
                    (kind != BP_SOURCE_VIRTUAL || strstr(text, "/vsizip/") != text);
    *out = (bp_source){.context = context, .kind = kind, .timeout_s = timeout_s};
    bp_gdal_start();
    bp_gdal_log_begin(&out->log);
    bp_http_begin(&out->guard, context, is_named, timeout_s);
    out->is_guarded = true;
    out->shown = is_named ? bp_source_shown(text) : bp_text_copy(text);
    if (!out->shown)
        return bp_context_fail_memory(context, 0);
    bp_status status = check_query(out, options);
    if (!status)
        status = find_source(out, text);
    return status ? status : check_text_options(out, options);
}

/* The first row of a sheet names the columns, also where all that is below it is text, or it holds years. */
static void say_headers(const char *choice)
{
    CPLSetThreadLocalConfigOption("OGR_XLSX_HEADERS", choice);
    CPLSetThreadLocalConfigOption("OGR_ODS_HEADERS", choice);
}

void bp_source_end(bp_source *source)
{
    if (source->result)
        GDALDatasetReleaseResultSet(source->dataset, source->result);
    if (source->dataset)
        GDALClose(source->dataset);
    if (source->fetched)
        VSIUnlink(source->fetched);
    if (source->unpacked)
        VSIUnlink(source->unpacked);
    if (source->is_guarded) {
        say_headers(NULL);
        bp_http_end(&source->guard);
        bp_gdal_log_end();
    }
    free(source->shown);
    free(source->opened);
    free(source->fetched);
    free(source->unpacked);
    *source = (bp_source){0};
}

/* A database that ran out of its time says so in its own words. */
static const char *time_advice(const bp_source *source, char *buffer, size_t size)
{
    const char *said = source->log.failure;
    buffer[0] = '\0';
    if (source->kind == BP_SOURCE_POSTGRES && (strstr(said, "timeout") || strstr(said, "timed out")))
        snprintf(buffer, size, "; it had %d second%s, give more with `timeout`", source->timeout_s,
                 source->timeout_s == 1 ? "" : "s");
    return buffer;
}

bp_status bp_source_fail(bp_source *source, const char *what)
{
    char cause[BP_GDAL_TEXT_BYTES + 16], advice[96];
    const bp_http_guard *guard = &source->guard;
    if (guard->has_failed)
        return bp_context_fail(source->context, BP_ERROR_INPUT, "%s: %s: %s%s", source->shown, what,
                               guard->failure, bp_http_advice(guard, advice, sizeof advice));
    if (guard->said[0])
        return bp_context_fail(source->context, BP_ERROR_INPUT, "%s: %s: %s%s", source->shown, what,
                               guard->said, strstr(guard->said, "HTML") ? "; is the address right?" : "");
    return bp_context_fail(source->context, BP_ERROR_INPUT, "%s: %s%s%s", source->shown, what,
                           bp_gdal_log_cause(&source->log, cause),
                           time_advice(source, advice, sizeof advice));
}

/* Why GDAL could not open it, as far as that can be told. */
static bp_status fail_open(bp_source *source)
{
    const char *own = own_driver(source->kind);
    char cause[BP_GDAL_TEXT_BYTES + 16];
    bp_status interrupted = bp_context_check(source->context);
    if (interrupted)
        return interrupted;
    if (own && !GDALGetDriverByName(own))
        return bp_context_fail(source->context, BP_ERROR_INPUT,
                               "%s: this GDAL was built without its driver %s; install one that has it",
                               source->shown, own);
    if (source->kind == BP_SOURCE_POSTGRES)
        return bp_source_fail(source, "the database cannot be opened");
    if (own)
        return bp_source_fail(source, "the service cannot be read");
    return bp_context_fail(
        source->context, BP_ERROR_INPUT,
        "%s: not a file with vector data that can be read%s; GeoPackage, Shapefile, GeoJSON, "
        "FlatGeobuf, File Geodatabase, GML, KML, csv, xlsx and ods can",
        source->shown, bp_gdal_log_cause(&source->log, cause));
}

static char **open_options(const bp_source *source, const bp_read_options *options)
{
    /* Cells stay text, so that a code keeps its leading zeros; a first line of years is still a header. */
    if (bp_source_is_csv(source))
        return CSLSetNameValue(CSLSetNameValue(NULL, "AUTODETECT_TYPE", "NO"), "HEADERS", "YES");
    if (source->kind == BP_SOURCE_OAPIF)
        return CSLSetNameValue(NULL, "PAGE_SIZE", "1000");
    if (options && options->encoding && is_shapefile(source->opened))
        return CSLSetNameValue(NULL, "ENCODING", options->encoding);
    if (source->kind != BP_SOURCE_POSTGRES)
        return NULL;
    char statements[192];
    snprintf(statements, sizeof statements,
             "SET statement_timeout = '%ds'; SET default_transaction_read_only = on; "
             "SET standard_conforming_strings = on",
             source->timeout_s);
    return CSLSetNameValue(CSLSetNameValue(NULL, "PRELUDE_STATEMENTS", statements), "LIST_ALL_TABLES", "YES");
}

/* A shapefile's .cpg or the code in its dbf may say another encoding than the study, which is followed. */
static void tell_other_encoding(bp_source *source, const char *encoding)
{
    OGRLayerH layer = GDALDatasetGetLayer(source->dataset, 0);
    static const char *const keys[] = {"ENCODING_FROM_CPG", "ENCODING_FROM_LDID"};
    for (size_t i = 0; layer && is_shapefile(source->opened) && i < 2; i++) {
        const char *said = GDALGetMetadataItem((GDALMajorObjectH)layer, keys[i], "SHAPEFILE");
        if (!said || !said[0])
            continue;
        if (!bp_encoding_same(said, encoding))
            bp_context_warn(source->context, "encoding",
                            "%s: its %s says that its texts are %s; they were read as %s, which `encoding` "
                            "says",
                            source->shown, i == 0 ? ".cpg" : "dbf", said, encoding);
        return;
    }
}

bp_status bp_source_open(bp_source *source, const bp_read_options *options)
{
    say_headers("FORCE");
    char **drivers = list_drivers(source), **open = open_options(source, options);
    source->dataset = GDALOpenEx(source->opened, GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR,
                                 (const char *const *)drivers, (const char *const *)open, NULL);
    CSLDestroy(drivers);
    CSLDestroy(open);
    if (!source->dataset)
        return fail_open(source);
    if (options && options->encoding)
        tell_other_encoding(source, options->encoding);
    if (!options || !options->query)
        return BP_OK;
    source->result = GDALDatasetExecuteSQL(source->dataset, options->query, NULL, NULL);
    return source->result ? BP_OK : bp_source_fail(source, "the query cannot be run");
}
