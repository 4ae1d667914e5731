#include "geo/write.h"

#include "geo/folder.h"
#include "geo/gdal_private.h"
#include "geo/output_private.h"
#include "geo/text.h"
#include "geo/wkb_private.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <ogr_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_PER_TICK = 4096 };

/* What the steps of writing one layer share. */
struct writer {
    bp_context *context;
    const bp_layer *from;
    const char *path, *name;
    bool is_shapefile;
    char date[BP_OUTPUT_DATE]; /**< the date in the file, "2024-01-31T00:00:00.000Z" */
    bp_gdal_log log;
    GDALDatasetH dataset;
    OGRLayerH layer;
    uint8_t *wkb;
    size_t cap_wkb;
};

/* GDAL's own cause is enough where it gives one; a driver that says nothing while it writes has met a full
 * disk. */
static bp_status fail_write(struct writer *writer, const char *what)
{
    char cause[BP_GDAL_TEXT_BYTES + 16];
    return bp_context_fail(writer->context, BP_ERROR_OUTPUT, "%s: %s%s", writer->path, what,
                           bp_gdal_log_cause(&writer->log, cause));
}

static bp_status open_dataset(struct writer *writer)
{
    if (!writer->is_shapefile && bp_path_exists(writer->path)) {
        static const char *const drivers[] = {"GPKG", NULL};
        writer->dataset = GDALOpenEx(writer->path, GDAL_OF_VECTOR | GDAL_OF_UPDATE | GDAL_OF_VERBOSE_ERROR,
                                     drivers, NULL, NULL);
        if (writer->dataset && GDALDatasetGetLayerByName(writer->dataset, writer->name))
            return bp_context_fail(writer->context, BP_ERROR_OUTPUT, "%s: has a layer '%s' already",
                                   writer->path, writer->name);
    } else {
        GDALDriverH driver = GDALGetDriverByName(writer->is_shapefile ? "ESRI Shapefile" : "GPKG");
        if (!driver)
            return fail_write(writer, "GDAL was built without a driver for this format");
        writer->dataset = GDALCreate(driver, writer->path, 0, 0, 0, GDT_Unknown, NULL);
    }
    return writer->dataset ? BP_OK : fail_write(writer, "cannot be written");
}

static bool has_column(const bp_table *table, const char *name)
{
    for (int c = 0; c < table->n_columns; c++)
        if (EQUAL(table->columns[c].name, name))
            return true;
    return false;
}

/* SQLite's names know no case, and the key and the geometry are columns too: take names that the table leaves
 * free. */
static char **layer_options(const struct writer *writer)
{
    const bp_table *table = &writer->from->table;
    char **options = NULL;
    if (writer->is_shapefile) {
        char day[BP_OUTPUT_DATE];
        snprintf(day, sizeof day, "%.10s", writer->date);
        options = CSLSetNameValue(options, "ENCODING", "UTF-8");
        return CSLSetNameValue(options, "DBF_DATE_LAST_UPDATE", day);
    }
    options = CSLSetNameValue(options, "SPATIAL_INDEX", "YES");
    options = CSLSetNameValue(options, "GEOMETRY_NAME", has_column(table, "geom") ? "geom_of_unit" : "geom");
    return CSLSetNameValue(options, "FID", has_column(table, "fid") ? "fid_of_row" : "fid");
}

static bp_status create_layer(struct writer *writer)
{
    const bp_table *table = &writer->from->table;
    char **options = layer_options(writer);
    OGRSpatialReferenceH crs = bp_gdal_crs(&writer->from->crs);
    OGRwkbGeometryType type = writer->is_shapefile ? wkbPolygon : wkbMultiPolygon;
    writer->layer = GDALDatasetCreateLayer(writer->dataset, writer->name, crs, type, options);
    if (crs)
        OSRRelease(crs);
    CSLDestroy(options);
    if (!writer->layer)
        return fail_write(writer, "the layer cannot be made");
    for (int c = 0; c < table->n_columns; c++) {
        static const OGRFieldType types[] = {OFTReal, OFTInteger64, OFTString};
        OGRFieldDefnH field = OGR_Fld_Create(table->columns[c].name, types[table->columns[c].type]);
        OGRErr error = OGR_L_CreateField(writer->layer, field, TRUE);
        OGR_Fld_Destroy(field);
        if (error != OGRERR_NONE)
            return fail_write(writer, "a column cannot be made");
    }
    return BP_OK;
}

static void set_fields(OGRFeatureH feature, const bp_table *table, int64_t row)
{
    for (int c = 0; c < table->n_columns; c++) {
        const bp_column *column = &table->columns[c];
        if (!bp_column_is_valid(column, row))
            OGR_F_SetFieldNull(feature, c);
        else if (column->type == BP_COLUMN_TEXT)
            OGR_F_SetFieldString(feature, c, bp_column_text_at(column, row));
        else if (column->type == BP_COLUMN_INTEGER)
            OGR_F_SetFieldInteger64(feature, c, column->integer[row]);
        else if (isfinite(column->real[row]))
            OGR_F_SetFieldDouble(feature, c, column->real[row]);
        else
            OGR_F_SetFieldNull(feature, c);
    }
}

static bp_status set_geometry(struct writer *writer, OGRFeatureH feature, int64_t row)
{
    const bp_polygons *polygons = &writer->from->polygons;
    OGRGeometryH geometry = NULL;
    if (polygons->unit_parts[row] < polygons->unit_parts[row + 1]) {
        size_t n = bp_wkb_size(polygons, row);
        if (n > writer->cap_wkb) {
            uint8_t *grown = (uint8_t *)realloc(writer->wkb, 2 * n);
            if (!grown)
                return bp_context_fail_memory(writer->context, 2 * n);
            writer->wkb = grown;
            writer->cap_wkb = 2 * n;
        }
        bp_wkb_write(polygons, row, writer->wkb);
        if (n > INT_MAX || OGR_G_CreateFromWkb(writer->wkb, NULL, &geometry, (int)n) != OGRERR_NONE)
            return fail_write(writer, "a geometry cannot be written");
    }
    OGR_F_SetGeometryDirectly(feature, geometry);
    return BP_OK;
}

static bp_status write_rows(struct writer *writer)
{
    int64_t n = writer->from->table.n_rows;
    bp_status status = BP_OK;
    OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(writer->layer));
    if (!feature)
        return bp_context_fail_memory(writer->context, 0);
    for (int64_t row = 0; !status && row < n; row++) {
        if (row % ROWS_PER_TICK == 0) {
            bp_context_progress(writer->context, (double)row / (double)n);
            status = bp_context_check(writer->context);
        }
        OGR_F_SetFID(feature, OGRNullFID);
        set_fields(feature, &writer->from->table, row);
        if (!status)
            status = set_geometry(writer, feature, row);
        if (!status && OGR_L_CreateFeature(writer->layer, feature) != OGRERR_NONE)
            status = fail_write(writer, "cannot be written");
    }
    OGR_F_Destroy(feature);
    return status;
}

/* GDAL 3.6 closes without a result: what went wrong is in the log alone. */
static bp_status close_dataset(struct writer *writer, bp_status status)
{
    if (!writer->dataset)
        return status;
    GDALClose(writer->dataset);
    writer->dataset = NULL;
    if (!status && writer->log.n_failures)
        status = fail_write(writer, "cannot be written");
    return status;
}

static bp_status write_layer(struct writer *writer)
{
    bool is_new = !bp_path_exists(writer->path);
    bp_status status = open_dataset(writer);
    bool in_transaction = false;
    if (!status && !writer->is_shapefile) {
        in_transaction = GDALDatasetStartTransaction(writer->dataset, FALSE) == OGRERR_NONE;
        if (!in_transaction)
            status = fail_write(writer, "cannot be written");
    }
    if (!status)
        status = create_layer(writer);
    if (!status)
        status = write_rows(writer);
    if (!status && in_transaction && GDALDatasetCommitTransaction(writer->dataset) != OGRERR_NONE)
        status = fail_write(writer, "cannot be written");
    else if (status && in_transaction)
        GDALDatasetRollbackTransaction(writer->dataset);
    status = close_dataset(writer, status);
    if (status && is_new)
        GDALDeleteDataset(GDALGetDriverByName(writer->is_shapefile ? "ESRI Shapefile" : "GPKG"),
                          writer->path);
    return status;
}

/* A shapefile is several files, and GDAL writes over those that are there: they may be somebody's table. */
static bp_status check_siblings(bp_context *context, const char *path)
{
    static const char *const extensions[] = {"shp", "shx", "dbf", "prj", "cpg"};
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++) {
        const char *sibling = CPLResetExtension(path, extensions[i]);
        if (bp_path_exists(sibling))
            return bp_context_fail(context, BP_ERROR_OUTPUT,
                                   "%s: %s is there already, and a shapefile of this name would be written "
                                   "over it; take another name",
                                   path, sibling);
    }
    return BP_OK;
}

bp_status bp_layer_write(bp_context *context, const bp_layer *layer, const char *path, const char *name)
{
    const char *extension = CPLGetExtension(path);
    struct writer writer = {.context = context, .from = layer, .path = path, .name = name};
    writer.is_shapefile = EQUAL(extension, "shp");
    if (!writer.is_shapefile && !EQUAL(extension, "gpkg"))
        return bp_context_fail(context, BP_ERROR_ARGUMENT, "%s: a layer is written as .gpkg or .shp", path);
    bp_status status = writer.is_shapefile ? check_siblings(context, path) : BP_OK;
    if (status)
        return status;
    char *stem = writer.is_shapefile ? bp_text_copy(CPLGetBasename(path)) : NULL;
    if (writer.is_shapefile && !stem)
        return bp_context_fail_memory(context, 0);
    if (stem)
        writer.name = stem;
    bp_gdal_start();
    bp_output_date(writer.date);
    bp_gdal_log_begin(&writer.log);
    CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", writer.date);
    status = write_layer(&writer);
    CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", NULL);
    bp_gdal_log_end();
    if (!status)
        bp_gdal_log_warn(&writer.log, context, path);
    free(writer.wkb);
    free(stem);
    return status;
}
