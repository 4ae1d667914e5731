#include "geo/gdal_private.h"

#include "geo/source.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void bp_gdal_start(void)
{
    OSRSetPROJEnableNetwork(0);
    if (GDALGetDriverCount() == 0)
        GDALAllRegister();
}

/* Files in memory are named by what they hold; where they stand differs from run to run. */
static void drop_memory_paths(char *text)
{
    static const char memory[] = "/vsimem/brandpunt-";
    for (char *at = strstr(text, memory); at; at = strstr(at, memory)) {
        char *end = strchr(at + sizeof memory - 1, '/');
        end = end ? end + 1 : at + strlen(at);
        memmove(at, end, strlen(end) + 1);
    }
}

static void copy_line(char *to, const char *from)
{
    char *shown = bp_source_shown(from);
    if (shown)
        drop_memory_paths(shown);
    snprintf(to, BP_GDAL_TEXT_BYTES, "%s", shown ? shown : "out of memory");
    free(shown);
    for (char *c = to; *c; c++)
        if (*c == '\n' || *c == '\r' || *c == '\t')
            *c = ' ';
    for (size_t n = strlen(to); n > 0 && (to[n - 1] == ' ' || to[n - 1] == '.'); n--)
        to[n - 1] = '\0';
}

static void CPL_STDCALL take_message(CPLErr kind, CPLErrorNum number, const char *text)
{
    (void)number;
    bp_gdal_log *log = (bp_gdal_log *)CPLGetErrorHandlerUserData();
    if (kind == CE_Warning && log->n_warnings++ == 0)
        copy_line(log->warning, text);
    if (kind >= CE_Failure && log->n_failures++ == 0)
        copy_line(log->failure, text);
}

void bp_gdal_log_begin(bp_gdal_log *log)
{
    memset(log, 0, sizeof *log);
    CPLErrorReset();
    CPLPushErrorHandlerEx(take_message, log);
}

void bp_gdal_log_end(void)
{
    CPLPopErrorHandler();
    CPLErrorReset();
}

const char *bp_gdal_log_cause(const bp_gdal_log *log, char buffer[BP_GDAL_TEXT_BYTES + 16])
{
    const char *text = log->n_failures ? log->failure : log->warning;
    if (!text[0])
        return "";
    snprintf(buffer, BP_GDAL_TEXT_BYTES + 16, " (GDAL: %s)", text);
    return buffer;
}

void bp_gdal_log_warn(const bp_gdal_log *log, bp_context *context, const char *path)
{
    if (log->n_warnings == 1)
        bp_context_warn(context, "gdal", "%s: %s", path, log->warning);
    else if (log->n_warnings > 1)
        bp_context_warn(context, "gdal", "%s: %s (and %d more like it)", path, log->warning,
                        log->n_warnings - 1);
}

const char *const *bp_gdal_drivers(void)
{
    static const char *const names[] = {
        "GPKG",    "ESRI Shapefile", "GeoJSON", "GeoJSONSeq", "FlatGeobuf", "CSV",    "XLSX",
        "ODS",     "OpenFileGDB",    "SQLite",  "GML",        "KML",        "LIBKML", "MapInfo File",
        "Parquet", "Arrow",          NULL};
    return names;
}

OGRSpatialReferenceH bp_gdal_crs(const bp_crs *crs)
{
    const char *text = crs->code ? crs->code : crs->wkt;
    if (!text)
        return NULL;
    OGRSpatialReferenceH reference = OSRNewSpatialReference(NULL);
    if (OSRSetFromUserInput(reference, text) != OGRERR_NONE) {
        OSRRelease(reference);
        return NULL;
    }
    OSRSetAxisMappingStrategy(reference, OAMS_TRADITIONAL_GIS_ORDER);
    return reference;
}
