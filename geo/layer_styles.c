#include "geo/layer_styles.h"

#include "geo/gdal_private.h"
#include "geo/output_private.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <ogr_api.h>

/* A letter takes four bytes at most. */
enum { NAME_LETTERS = 30, NAME_BYTES = 4 * NAME_LETTERS + 1 };

static const char table_name[] = "layer_styles";

/* What the steps share. */
struct styling {
    bp_context *context;
    const char *path, *layer;
    char date[BP_OUTPUT_DATE];
    bp_gdal_log log;
    GDALDatasetH dataset;
};

static bp_status fail_styling(struct styling *styling, const char *what)
{
    char cause[BP_GDAL_TEXT_BYTES + 16];
    return bp_context_fail(styling->context, BP_ERROR_OUTPUT, "%s: %s%s", styling->path, what,
                           bp_gdal_log_cause(&styling->log, cause));
}

/* The columns as QGIS 3 makes them. */
static const struct {
    const char *name;
    OGRFieldType type;
    int width;
} fields[] = {
    {"f_table_catalog", OFTString, 256},
    {"f_table_schema", OFTString, 256},
    {"f_table_name", OFTString, 256},
    {"f_geometry_column", OFTString, 256},
    {"styleName", OFTString, NAME_LETTERS},
    {"styleQML", OFTString, 0},
    {"styleSLD", OFTString, 0},
    {"useAsDefault", OFTInteger, 0},
    {"description", OFTString, 0},
    {"owner", OFTString, 30},
    {"ui", OFTString, 30},
    {"update_time", OFTDateTime, 0},
};

static bp_status make_table(struct styling *styling, OGRLayerH *out)
{
    char **options = CSLSetNameValue(NULL, "FID", "id");
    OGRLayerH table = GDALDatasetCreateLayer(styling->dataset, table_name, NULL, wkbNone, options);
    CSLDestroy(options);
    if (!table)
        return fail_styling(styling, "the table of styles cannot be made");
    for (size_t f = 0; f < sizeof fields / sizeof *fields; f++) {
        OGRFieldDefnH field = OGR_Fld_Create(fields[f].name, fields[f].type);
        OGR_Fld_SetWidth(field, fields[f].width);
        if (fields[f].type == OFTInteger)
            OGR_Fld_SetSubType(field, OFSTBoolean);
        if (fields[f].type == OFTDateTime)
            OGR_Fld_SetDefault(field, "CURRENT_TIMESTAMP");
        OGRErr error = OGR_L_CreateField(table, field, TRUE);
        OGR_Fld_Destroy(field);
        if (error != OGRERR_NONE)
            return fail_styling(styling, "the table of styles cannot be made");
    }
    *out = table;
    return BP_OK;
}

/* A layer has one default: those of earlier calls are none any more. */
static bp_status take_default_back(struct styling *styling)
{
    char *name = CPLEscapeString(styling->layer, -1, CPLES_SQL);
    char *statement =
        CPLStrdup(CPLSPrintf("UPDATE layer_styles SET useAsDefault = 0 WHERE f_table_name = '%s'", name));
    GDALDatasetReleaseResultSet(styling->dataset,
                                GDALDatasetExecuteSQL(styling->dataset, statement, NULL, NULL));
    CPLFree(statement);
    CPLFree(name);
    return styling->log.n_failures ? fail_styling(styling, "the table of styles cannot be changed") : BP_OK;
}

/* As many letters as there is room for; one of several bytes goes as a whole. */
static const char *short_name(const char *name, char out[NAME_BYTES])
{
    size_t n = 0, letters = 0;
    while (name[n] && n + 1 < NAME_BYTES) {
        letters += ((unsigned char)name[n] & 0xc0) != 0x80;
        if (letters > NAME_LETTERS)
            break;
        out[n] = name[n];
        n++;
    }
    out[n] = '\0';
    return out;
}

static bp_status add_style(struct styling *styling, OGRLayerH table, const char *geometry,
                           const bp_layer_style *style, bool is_default)
{
    char name[NAME_BYTES];
    OGRFeatureH row = OGR_F_Create(OGR_L_GetLayerDefn(table));
    const struct {
        const char *field, *text;
    } texts[] = {
        {"f_table_catalog", ""},
        {"f_table_schema", ""},
        {"f_table_name", styling->layer},
        {"f_geometry_column", geometry},
        {"styleName", short_name(style->name, name)},
        {"styleQML", style->qml},
        {"styleSLD", style->sld},
        {"description", style->description ? style->description : ""},
        {"owner", ""},
        {"update_time", styling->date},
    };
    if (!row)
        return bp_context_fail_memory(styling->context, 0);
    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++)
        OGR_F_SetFieldString(row, OGR_F_GetFieldIndex(row, texts[t].field), texts[t].text);
    OGR_F_SetFieldInteger(row, OGR_F_GetFieldIndex(row, "useAsDefault"), is_default);
    OGRErr error = OGR_L_CreateFeature(table, row);
    OGR_F_Destroy(row);
    return error == OGRERR_NONE ? BP_OK : fail_styling(styling, "a style cannot be written");
}

static bp_status add_styles(struct styling *styling, const bp_layer_style *styles, int n)
{
    OGRLayerH layer = GDALDatasetGetLayerByName(styling->dataset, styling->layer);
    OGRLayerH table = GDALDatasetGetLayerByName(styling->dataset, table_name);
    if (!layer)
        return bp_context_fail(styling->context, BP_ERROR_OUTPUT, "%s: has no layer '%s' to add styles to",
                               styling->path, styling->layer);
    bp_status status = table ? take_default_back(styling) : make_table(styling, &table);
    for (int s = 0; !status && s < n; s++)
        status = add_style(styling, table, OGR_L_GetGeometryColumn(layer), &styles[s], s == 0);
    return status;
}

static bp_status write_styles(struct styling *styling, const bp_layer_style *styles, int n)
{
    static const char *const drivers[] = {"GPKG", NULL};
    styling->dataset = GDALOpenEx(styling->path, GDAL_OF_VECTOR | GDAL_OF_UPDATE | GDAL_OF_VERBOSE_ERROR,
                                  drivers, NULL, NULL);
    if (!styling->dataset)
        return fail_styling(styling, "cannot be opened to write");
    if (GDALDatasetStartTransaction(styling->dataset, FALSE) != OGRERR_NONE)
        return fail_styling(styling, "cannot be written");
    bp_status status = add_styles(styling, styles, n);
    if (status)
        GDALDatasetRollbackTransaction(styling->dataset);
    else if (GDALDatasetCommitTransaction(styling->dataset) != OGRERR_NONE)
        status = fail_styling(styling, "cannot be written");
    return status;
}

bp_status bp_layer_styles_write(bp_context *context, const char *path, const char *layer,
                                const bp_layer_style *styles, int n)
{
    struct styling styling = {.context = context, .path = path, .layer = layer};
    bp_gdal_start();
    bp_output_date(styling.date);
    bp_gdal_log_begin(&styling.log);
    CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", styling.date);
    bp_status status = write_styles(&styling, styles, n);
    if (styling.dataset)
        GDALClose(styling.dataset);
    CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", NULL);
    bp_gdal_log_end();
    /* GDAL 3.6 closes without a result: what went wrong is in the log alone. */
    if (!status && styling.log.n_failures)
        status = fail_styling(&styling, "cannot be written");
    return status;
}
