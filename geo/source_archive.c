/* Finding the data file in a zip archive. */
/* Some C libraries declare the 64-bit stat that CPL works with only when asked. */
#ifndef _LARGEFILE64_SOURCE
#define _LARGEFILE64_SOURCE 1
#endif

#include "geo/read_private.h"
#include "geo/source_private.h"
#include "geo/text.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <stdlib.h>
#include <string.h>

static bool is_data(const char *name)
{
    static const char *const extensions[] = {"gpkg", "shp",    "geojson", "json", "geojsonl", "fgb", "csv",
                                             "tsv",  "xlsx",   "ods",     "gml",  "kml",      "kmz", "tab",
                                             "mif",  "sqlite", "parquet", "gdb",  NULL};
    const char *extension = CPLGetExtension(name);
    for (int i = 0; extensions[i]; i++)
        if (EQUAL(extension, extensions[i]))
            return true;
    return false;
}

/* A dbf stands for itself only where no shapefile goes with it. */
static bool is_lone_dbf(char **entries, const char *name)
{
    if (!EQUAL(CPLGetExtension(name), "dbf"))
        return false;
    size_t stem = strlen(name) - 3;
    for (int i = 0; entries[i]; i++)
        if (EQUALN(entries[i], name, stem) && EQUAL(entries[i] + stem, "shp"))
            return false;
    return true;
}

/* What computers put into archives by themselves. */
static bool is_clutter(const char *name)
{
    return STARTS_WITH(name, "__MACOSX/") || CPLGetFilename(name)[0] == '.';
}

/* The data files of the archive; a File Geodatabase is its folder. */
static char **list_data(char **entries)
{
    char **found = NULL;
    for (int i = 0; entries[i]; i++) {
        char *name = bp_text_copy(entries[i]);
        size_t n = name ? strlen(name) : 0;
        const char *folder = name ? strstr(name, ".gdb/") : NULL;
        if (folder)
            name[folder - name + 4] = '\0';
        else if (n > 0 && name[n - 1] == '/')
            name[n - 1] = '\0';
        bool wanted = name && !is_clutter(name) && (is_data(name) || is_lone_dbf(entries, name));
        if (wanted && CSLFindStringCaseSensitive(found, name) < 0)
            found = CSLAddString(found, name);
        free(name);
    }
    return found;
}

static bp_status fail_choice(bp_context *context, const char *archive, const char *inner, const char *shown,
                             char **data)
{
    int n = CSLCount(data);
    if (inner)
        return bp_fail_name(context, shown, "file", inner, (const char *const *)data, n);
    if (n == 0 || !data)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s: holds no file of a kind that can be read (GeoPackage, Shapefile, "
                               "GeoJSON, csv, xlsx and the like)",
                               shown);
    bp_name_list list = BP_NAME_LIST_INIT;
    for (int i = 0; i < n; i++)
        bp_name_list_add(&list, data[i]);
    return bp_context_fail(context, BP_ERROR_INPUT, "%s: holds %d data files (%s): say which, as in %s/%s",
                           shown, n, bp_name_list_end(&list), CPLGetFilename(archive), data[0]);
}

/* Little-endian, as all of a zip archive. */
static unsigned number_at(const GByte *bytes, int n)
{
    unsigned value = 0;
    for (int i = n - 1; i >= 0; i--)
        value = value << 8 | bytes[i];
    return value;
}

/* How many entries the end of the archive says it has, 65535 for as many or more; -1: it says nothing.
 * Looking at this record alone takes no time, whatever is in the archive. */
static int count_entries(const char *archive)
{
    enum { RECORD = 22, MOST_COMMENT = 65535 };
    int count = -1;
    GByte *tail = (GByte *)malloc(RECORD + MOST_COMMENT);
    VSILFILE *file = tail ? VSIFOpenL(archive, "rb") : NULL;
    if (file && VSIFSeekL(file, 0, SEEK_END) == 0) {
        vsi_l_offset size = VSIFTellL(file), n = RECORD + MOST_COMMENT;
        n = size < n ? size : n;
        if (VSIFSeekL(file, size - n, SEEK_SET) == 0)
            n = VSIFReadL(tail, 1, (size_t)n, file);
        for (size_t at = n >= RECORD ? (size_t)n - RECORD + 1 : 0; count < 0 && at-- > 0;)
            if (memcmp(tail + at, "PK\5\6", 4) == 0)
                count = (int)number_at(tail + at + 10, 2);
    }
    if (file)
        VSIFCloseL(file);
    free(tail);
    return count;
}

static bp_status fail_many(bp_context *context, const char *archive, const char *inner, const char *shown,
                           int n_entries)
{
    const char *name = CPLGetFilename(archive), *more = n_entries == UINT16_MAX ? " or more" : "";
    if (inner)
        return bp_context_fail(
            context, BP_ERROR_INPUT,
            "%s: there is no file '%s' among its %d%s entries; is the name right, with its "
            "folders?",
            shown, inner, n_entries, more);
    return bp_context_fail(
        context, BP_ERROR_INPUT,
        "%s: holds %d%s entries, and no more than %d are looked through: say which file, as "
        "in %s/folder/file.gpkg",
        shown, n_entries, more, BP_ARCHIVE_MOST_ENTRIES, name);
}

/* Texts, which are read from end to end: a small archive may unpack to more than there is room for. */
static bool is_text(const char *name)
{
    static const char *const extensions[] = {"csv", "tsv", "geojson", "json", "geojsonl", "gml", "kml", NULL};
    for (int i = 0; extensions[i]; i++)
        if (EQUAL(CPLGetExtension(name), extensions[i]))
            return true;
    return false;
}

static bp_status check_size(bp_context *context, const char *path, const char *name, const char *shown)
{
    VSIStatBufL info;
    if (!is_text(name) || VSIStatL(path, &info) != 0 || (uint64_t)info.st_size <= BP_ARCHIVE_MOST_BYTES)
        return BP_OK;
    return bp_context_fail(
        context, BP_ERROR_INPUT,
        "%s: the file '%s' unpacks to %.1f GB, and from an archive no more than %.0f GB of a "
        "text are read; unpack it and name the file, or make it a GeoPackage",
        shown, name, (double)info.st_size / 1e9, (double)BP_ARCHIVE_MOST_BYTES / 1e9);
}

/* A file that is named in so many words is there, of whatever kind; of folders only those that are data. */
static bool is_there(const char *root, const char *inner)
{
    VSIStatBufL info;
    char *path = bp_text_format("%s/%s", root, inner);
    bool found = path && VSIStatL(path, &info) == 0 && (VSI_ISREG(info.st_mode) || is_data(inner));
    free(path);
    return found;
}

/* The name of the one data file in an archive, to free(). */
static bp_status choose(bp_context *context, const char *archive, const char *inner, const char *shown,
                        char **out)
{
    bp_status status = BP_OK;
    char *root = bp_text_format("/vsizip/{%s}", archive), **entries = NULL, **data = NULL;
    int n_entries = count_entries(archive);
    if (!root)
        return bp_context_fail_memory(context, 0);
    bool is_many = n_entries > BP_ARCHIVE_MOST_ENTRIES, is_found = inner && is_there(root, inner);
    if (is_many && !is_found) {
        status = fail_many(context, archive, inner, shown, n_entries);
    } else if (!is_found) {
        entries = VSIReadDirRecursive(root);
        data = entries ? list_data(entries) : NULL;
        if (!entries)
            status = bp_context_fail(context, BP_ERROR_INPUT,
                                     "%s: not a zip archive that can be read; is it whole?", shown);
        else if (inner || !data || CSLCount(data) != 1)
            status = fail_choice(context, archive, inner, shown, data);
    }
    if (!status) {
        *out = bp_text_copy(data ? data[0] : inner);
        status = *out ? BP_OK : bp_context_fail_memory(context, 0);
    }
    CSLDestroy(data);
    CSLDestroy(entries);
    free(root);
    return status;
}

bp_status bp_archive_find(bp_context *context, const char *archive, const char *inner, const char *shown,
                          char **out)
{
    char *name = NULL, *path = NULL;
    bp_status status = choose(context, archive, inner, shown, &name);
    if (status)
        return status;
    path = bp_text_format("/vsizip/{%s}/%s", archive, name);
    status = path ? check_size(context, path, name, shown) : bp_context_fail_memory(context, 0);
    if (!status) {
        *out = path;
        path = NULL;
    }
    free(path);
    free(name);
    return status;
}
