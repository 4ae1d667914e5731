/* Finding the data file in a zip archive. */
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
    if (n == 0)
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

bp_status bp_archive_find(bp_context *context, const char *archive, const char *inner, const char *shown,
                          char **out)
{
    bp_status status = BP_OK;
    char *root = bp_text_format("/vsizip/{%s}", archive), **entries = NULL, **data = NULL;
    if (!root)
        return bp_context_fail_memory(context, 0);
    entries = VSIReadDirRecursive(root);
    data = entries ? list_data(entries) : NULL;
    int chosen = inner ? CSLFindStringCaseSensitive(data, inner) : CSLCount(data) == 1 ? 0 : -1;
    /* Named in so many words, an entry of any kind will do. */
    bool is_entry = chosen < 0 && inner && CSLFindStringCaseSensitive(entries, inner) >= 0;
    if (!entries)
        status = bp_context_fail(context, BP_ERROR_INPUT,
                                 "%s: not a zip archive that can be read; is it whole?", shown);
    else if (chosen < 0 && !is_entry)
        status = fail_choice(context, archive, inner, shown, data);
    if (!status) {
        const char *name = data && chosen >= 0 ? data[chosen] : inner;
        *out = bp_text_format("%s/%s", root, name);
        if (!*out)
            status = bp_context_fail_memory(context, 0);
    }
    CSLDestroy(data);
    CSLDestroy(entries);
    free(root);
    return status;
}
