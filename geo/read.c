#include "geo/read.h"

#include "geo/read_private.h"
#include "geo/read_way_private.h"
#include "geo/source_private.h"
#include "geo/text.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Styles that QGIS keeps in a GeoPackage are no data, and a table is no layer where polygons are wanted. */
bool bp_source_is_data(OGRLayerH layer)
{
    return !EQUAL(OGR_L_GetName(layer), "layer_styles");
}

static bool is_candidate(OGRLayerH layer, bool wants_geometry)
{
    if (!bp_source_is_data(layer))
        return false;
    return !wants_geometry || OGR_FD_GetGeomFieldCount(OGR_L_GetLayerDefn(layer)) > 0;
}

bp_status bp_source_fail_layer(bp_source *source, const char *name)
{
    int n = GDALDatasetGetLayerCount(source->dataset);
    const char **names = (const char **)malloc((size_t)(n > 0 ? n : 1) * sizeof *names);
    if (!names)
        return bp_context_fail_memory(source->context, 0);
    for (int i = 0; i < n; i++)
        names[i] = OGR_L_GetName(GDALDatasetGetLayer(source->dataset, i));
    bp_status status = bp_fail_name(source->context, source->shown, "layer", name, names, n);
    free((void *)names);
    return status;
}

static bp_status pick_layer(bp_reader *reader, GDALDatasetH dataset, const char *name)
{
    bp_context *context = reader->context;
    if (reader->source->result) {
        reader->layer = reader->source->result;
        return BP_OK;
    }
    if (name) {
        reader->layer = GDALDatasetGetLayerByName(dataset, name);
        return reader->layer ? BP_OK : bp_source_fail_layer(reader->source, name);
    }
    int n = GDALDatasetGetLayerCount(dataset);
    bp_name_list list = BP_NAME_LIST_INIT;
    OGRLayerH only = n == 1 ? GDALDatasetGetLayer(dataset, 0) : NULL;
    for (int i = 0; !only && i < n; i++) {
        OGRLayerH layer = GDALDatasetGetLayer(dataset, i);
        if (!is_candidate(layer, reader->wants_geometry))
            continue;
        bp_name_list_add(&list, OGR_L_GetName(layer));
        reader->layer = layer;
    }
    if (only)
        reader->layer = only;
    else if (list.n == 0)
        return bp_context_fail(context, BP_ERROR_INPUT, "%s: has no layer%s", reader->path,
                               n > 0 ? " with geometry" : "");
    else if (list.n > 1)
        return bp_context_fail(context, BP_ERROR_INPUT, "%s: has %d layers (%s): say which with `layer`",
                               reader->path, list.n, bp_name_list_end(&list));
    return BP_OK;
}

bp_column_type bp_reader_column_type(OGRFieldDefnH field)
{
    OGRFieldType type = OGR_Fld_GetType(field);
    if (type == OFTInteger || type == OFTInteger64)
        return BP_COLUMN_INTEGER;
    return type == OFTReal ? BP_COLUMN_REAL : BP_COLUMN_TEXT;
}

static bp_status add_column(bp_reader *reader, OGRFieldDefnH field, int i, const bp_column_choice *choice)
{
    bp_column_builder *builder = &reader->columns[reader->n_columns++];
    builder->field = i;
    builder->column.type = bp_reader_column_type(field);
    return bp_builder_name(reader->context, builder, OGR_Fld_GetNameRef(field), choice);
}

/* Make a builder per wanted field and have OGR pass over the others. */
static bp_status add_columns(bp_reader *reader, const bp_column_choice *choices)
{
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(reader->layer);
    int n = OGR_FD_GetFieldCount(definition);
    char **ignored = reader->wants_geometry ? NULL : CSLAddString(NULL, "OGR_GEOMETRY");
    bp_status status = BP_OK;
    for (int i = 0; !status && i < n; i++) {
        OGRFieldDefnH field = OGR_FD_GetFieldDefn(definition, i);
        if (choices[i].is_wanted)
            status = add_column(reader, field, i, &choices[i]);
        else
            ignored = CSLAddString(ignored, OGR_Fld_GetNameRef(field));
    }
    /* A service would be asked for these columns alone, and not every one can do that. */
    if (ignored && !bp_source_is_service(reader->source) &&
        OGR_L_TestCapability(reader->layer, OLCIgnoreFields))
        OGR_L_SetIgnoredFields(reader->layer, (const char **)ignored);
    CSLDestroy(ignored);
    return status;
}

static bp_status choose_columns(bp_reader *reader, const bp_read_options *options)
{
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(reader->layer);
    int n = OGR_FD_GetFieldCount(definition);
    const char **names = (const char **)malloc((size_t)(n + 1) * sizeof *names);
    bp_column_choice *choices = (bp_column_choice *)calloc((size_t)n + 1, sizeof *choices);
    char *where = bp_text_format("%s, layer %s", reader->path, OGR_L_GetName(reader->layer));
    bp_status status = BP_OK;
    reader->columns = (bp_column_builder *)calloc((size_t)n + 1, sizeof *reader->columns);
    if (!names || !choices || !where || !reader->columns) {
        status = bp_context_fail_memory(reader->context, 0);
        goto done;
    }
    for (int i = 0; i < n; i++)
        names[i] = OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, i));
    const bp_column_place place = {where, reader->is_cut, names, n};
    status = bp_columns_choose(reader->context, &place, options, choices);
    if (!status)
        status = add_columns(reader, choices);
done:
    free((void *)names);
    free(choices);
    free(where);
    return status;
}

static bool crs_says_something(OGRSpatialReferenceH reference)
{
    const char *name = OSRGetName(reference);
    return !OSRIsLocal(reference) && name && !STARTS_WITH_CI(name, "Undefined") && !EQUAL(name, "unknown");
}

bp_status bp_reader_crs(const bp_reader *reader, bp_crs *out)
{
    OGRSpatialReferenceH reference = OGR_L_GetSpatialRef(reader->layer);
    if (!reference || !crs_says_something(reference))
        return BP_OK;
    static const char *const options[] = {"FORMAT=WKT2_2019", NULL};
    char *wkt = NULL, *source = bp_text_format("%s, layer %s", reader->path, OGR_L_GetName(reader->layer));
    bp_status status = BP_OK;
    if (!source)
        status = bp_context_fail_memory(reader->context, 0);
    else if (OSRExportToWktEx(reference, &wkt, options) == OGRERR_NONE)
        status = bp_crs_parse(reader->context, wkt, source, out);
    else
        status = bp_context_fail(reader->context, BP_ERROR_INPUT,
                                 "%s: its coordinate reference system cannot be read", source);
    CPLFree(wkt);
    free(source);
    return status;
}

static bp_status fail_empty(const bp_reader *reader)
{
    return bp_context_fail(reader->context, BP_ERROR_INPUT, "%s, layer %s: the layer is empty (0 features)",
                           reader->path, OGR_L_GetName(reader->layer));
}

/* A GeoJSON without features has no columns either; that it is empty is the better news. */
static bp_status check_some_features(const bp_reader *reader)
{
    if (!bp_source_is_service(reader->source) && OGR_L_TestCapability(reader->layer, OLCFastFeatureCount) &&
        OGR_L_GetFeatureCount(reader->layer, FALSE) == 0)
        return fail_empty(reader);
    return BP_OK;
}

static bp_status read_rows(bp_reader *reader, bp_read_way way, bool *by_arrow)
{
    const char *name = OGR_L_GetName(reader->layer);
    if (reader->wants_geometry && OGR_FD_GetGeomFieldCount(OGR_L_GetLayerDefn(reader->layer)) == 0)
        return bp_context_fail(reader->context, BP_ERROR_INPUT,
                               "%s, layer %s: has no geometry; %s were expected", reader->path, name,
                               reader->taker ? reader->taker->wanted : "polygons");
    if (!bp_source_is_service(reader->source) && OGR_L_TestCapability(reader->layer, OLCFastFeatureCount))
        reader->n_expected = OGR_L_GetFeatureCount(reader->layer, FALSE);
    bp_status status = way == BP_READ_FASTEST ? bp_read_arrow(reader, by_arrow) : BP_OK;
    if (!status && !*by_arrow)
        status = bp_read_features(reader);
    if (!status && reader->n_rows == 0)
        status = fail_empty(reader);
    return status;
}

/* From the open data set to the table, and to the polygons where they are wanted. */
static bp_status read_dataset(bp_reader *reader, const bp_read_options *options, bp_read_way way,
                              bp_layer *out, bool *by_arrow)
{
    GDALDatasetH dataset = reader->source->dataset;
    bp_status status = pick_layer(reader, dataset, options->layer);
    if (!status && bp_source_is_service(reader->source)) {
        bp_source_count(reader->source, reader->layer);
        reader->n_expected = reader->source->guard.n_matched;
    }
    if (!status)
        status = check_some_features(reader);
    if (!status)
        status = choose_columns(reader, options);
    if (!status && reader->wants_geometry)
        status = bp_reader_crs(reader, &out->crs);
    if (!status)
        status = read_rows(reader, way, by_arrow);
    if (!status)
        status =
            bp_source_check_whole(reader->source, reader->layer, reader->n_rows, options->accept_truncated);
    bool is_only = reader->source->result || GDALDatasetGetLayerCount(dataset) == 1;
    if (!status)
        status = bp_reader_hand_over(reader, is_only ? NULL : OGR_L_GetName(reader->layer), &out->table);
    if (!status && reader->n_mixed > 0)
        bp_context_warn(
            reader->context, "geometry_mixed",
            "%s, layer %s: %" PRId64
            " row%s lines or points beside polygons, which were left out; the first is row %" PRId64,
            reader->path, OGR_L_GetName(reader->layer), reader->n_mixed,
            reader->n_mixed == 1 ? " has" : "s have", reader->first_mixed + 1);
    if (!status) {
        out->polygons = reader->polygons;
        reader->polygons = (bp_polygons)BP_POLYGONS_INIT;
    }
    return status;
}

/* What GDAL said in passing, and texts that were taken for another encoding. */
static void tell_log(const bp_reader *reader, const bp_source *source, int64_t n_recoded)
{
    bp_gdal_log_warn(&source->log, reader->context, source->shown);
    if (n_recoded > 0)
        bp_context_warn(reader->context, "encoding",
                        "%s: %" PRId64
                        " %s not UTF-8, though nothing says otherwise; %s read as Windows-1252",
                        source->shown, n_recoded, n_recoded == 1 ? "text is" : "texts are",
                        n_recoded == 1 ? "it was" : "they were");
}

/* The reader's path is the source as it was given; while it is read, messages have it as it may be shown. */
static bp_status read_source(bp_reader *reader, const bp_read_options *options, bp_read_way way,
                             bp_layer *out, bool *by_arrow)
{
    const char *path = reader->path;
    static const bp_read_options all = BP_READ_OPTIONS_INIT;
    bp_source source;
    bp_layer made = BP_LAYER_INIT;
    options = options ? options : &all;
    bp_status status = bp_source_begin(reader->context, path, options, &source);
    reader->source = &source;
    reader->log = &source.log;
    reader->path = source.shown;
    reader->opened = source.opened;
    reader->blank_is_missing = bp_source_is_csv(&source);
    bool as_text = !reader->wants_geometry && bp_source_is_csv(&source);
    if (!status && as_text)
        status = bp_read_csv(reader, options, &made.table);
    if (!status && !as_text)
        status = bp_source_open(&source, options);
    if (!status && !as_text) {
        reader->is_cut =
            EQUAL(GDALGetDriverShortName(GDALGetDatasetDriver(source.dataset)), "ESRI Shapefile");
        status = read_dataset(reader, options, way, &made, by_arrow);
    }
    int64_t n_recoded = reader->n_recoded;
    bp_reader_clear(reader);
    if (status)
        bp_layer_clear(&made);
    else
        tell_log(reader, &source, n_recoded);
    bp_source_end(&source);
    reader->path = path;
    reader->opened = NULL;
    reader->source = NULL;
    reader->log = NULL;
    if (!status)
        *out = made;
    return status;
}

bp_status bp_reader_read(bp_reader *reader, const bp_read_options *options, bp_layer *out)
{
    bool by_arrow = false;
    return read_source(reader, options, BP_READ_FASTEST, out, &by_arrow);
}

bp_status bp_layer_read_by(bp_context *context, const char *path, const bp_read_options *options,
                           bp_read_way way, bp_layer *out, bool *by_arrow)
{
    bp_reader reader = {.context = context, .path = path, .wants_geometry = true};
    bool unused = false;
    if (by_arrow)
        *by_arrow = false;
    return read_source(&reader, options, way, out, by_arrow ? by_arrow : &unused);
}

bp_status bp_layer_read(bp_context *context, const char *path, const bp_read_options *options, bp_layer *out)
{
    return bp_layer_read_by(context, path, options, BP_READ_FASTEST, out, NULL);
}

bp_status bp_table_read(bp_context *context, const char *path, const bp_read_options *options, bp_table *out)
{
    bp_reader reader = {.context = context, .path = path, .wants_geometry = false};
    bp_layer layer = BP_LAYER_INIT;
    bool by_arrow = false;
    bp_status status = read_source(&reader, options, BP_READ_FASTEST, &layer, &by_arrow);
    if (!status)
        *out = layer.table;
    return status;
}
