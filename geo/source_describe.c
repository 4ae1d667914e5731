#include "geo/read_private.h"
#include "geo/source_private.h"
#include "geo/text.h"

#include <cpl_string.h>
#include <cpl_vsi.h>
#include <stdlib.h>
#include <string.h>

static void clear_layer(bp_source_layer *layer)
{
    for (int f = 0; f < layer->n_fields; f++) {
        free(layer->fields[f].name);
        free(layer->fields[f].kind);
    }
    free(layer->fields);
    free(layer->name);
    free(layer->geometry);
    free(layer->encoding);
    bp_crs_clear(&layer->crs);
}

void bp_source_description_clear(bp_source_description *description)
{
    for (int i = 0; i < description->n_layers; i++)
        clear_layer(&description->layers[i]);
    free(description->layers);
    free(description->shown);
    free(description->driver);
    *description = (bp_source_description)BP_SOURCE_DESCRIPTION_INIT;
}

static bp_status allocate_fields(bp_context *context, int n, bp_source_layer *out)
{
    out->fields = (bp_source_field *)calloc((size_t)n + 1, sizeof *out->fields);
    if (!out->fields)
        return bp_context_fail_memory(context, 0);
    out->n_fields = n;
    return BP_OK;
}

static bp_status describe_fields(bp_context *context, OGRLayerH layer, bp_source_layer *out)
{
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(layer);
    bp_status status = allocate_fields(context, OGR_FD_GetFieldCount(definition), out);
    for (int f = 0; !status && f < out->n_fields; f++) {
        OGRFieldDefnH field = OGR_FD_GetFieldDefn(definition, f);
        const char *kind = OGR_GetFieldTypeName(OGR_Fld_GetType(field));
        int width = OGR_Fld_GetType(field) == OFTString ? OGR_Fld_GetWidth(field) : 0;
        out->fields[f].name = bp_text_copy(OGR_Fld_GetNameRef(field));
        out->fields[f].kind = width > 0 ? bp_text_format("%s(%d)", kind, width) : bp_text_copy(kind);
        out->fields[f].type = bp_reader_column_type(field);
        if (!out->fields[f].name || !out->fields[f].kind)
            status = bp_context_fail_memory(context, 0);
    }
    return status;
}

/* Text formats tell the geometry only when they are looked at; the first feature speaks for the others. */
static OGRwkbGeometryType geometry_type(OGRLayerH layer)
{
    OGRwkbGeometryType type = wkbFlatten(OGR_L_GetGeomType(layer));
    if (type != wkbUnknown)
        return type;
    OGR_L_ResetReading(layer);
    OGRFeatureH feature = OGR_L_GetNextFeature(layer);
    OGRGeometryH geometry = feature ? OGR_F_GetGeometryRef(feature) : NULL;
    if (geometry)
        type = wkbFlatten(OGR_G_GetGeometryType(geometry));
    OGR_F_Destroy(feature);
    OGR_L_ResetReading(layer);
    return type;
}

static bp_status describe_geometry(bp_source *source, OGRLayerH layer, bp_source_layer *out)
{
    OGREnvelope box;
    OGRwkbGeometryType type = geometry_type(layer);
    bp_reader reader = {.context = source->context, .path = source->shown, .layer = layer, .source = source};
    out->geometry = bp_text_copy(OGRGeometryTypeToName(type));
    if (!out->geometry)
        return bp_context_fail_memory(source->context, 0);
    if (type != wkbUnknown)
        out->dimension = OGR_GT_IsSurface(type) || OGR_GT_IsSubClassOf(type, wkbMultiSurface) ? 2
                         : OGR_GT_IsCurve(type) || OGR_GT_IsSubClassOf(type, wkbMultiCurve)   ? 1
                         : type == wkbPoint || type == wkbMultiPoint                          ? 0
                                                                                              : -1;
    /* The extent of a service is that of all its features, which would all have to be fetched. */
    if (!bp_source_is_service(source) && OGR_L_GetExtent(layer, &box, TRUE) == OGRERR_NONE) {
        out->has_extent = true;
        out->extent[0] = box.MinX;
        out->extent[1] = box.MinY;
        out->extent[2] = box.MaxX;
        out->extent[3] = box.MaxY;
    }
    return bp_reader_crs(&reader, &out->crs);
}

static bp_status describe_layer(bp_source *source, OGRLayerH layer, bp_source_layer *out)
{
    const char *encoding = GDALGetMetadataItem((GDALMajorObjectH)layer, "SOURCE_ENCODING", "SHAPEFILE");
    out->dimension = -1;
    source->guard.n_matched = -1;
    bp_source_count(source, layer);
    out->n_features =
        bp_source_is_service(source) ? source->guard.n_matched : (int64_t)OGR_L_GetFeatureCount(layer, TRUE);
    out->name = bp_text_copy(OGR_L_GetName(layer));
    out->encoding = bp_text_copy(encoding ? (encoding[0] ? encoding : NULL) : "UTF-8");
    if (!out->name)
        return bp_context_fail_memory(source->context, 0);
    bp_status status = describe_fields(source->context, layer, out);
    if (!status && OGR_FD_GetGeomFieldCount(OGR_L_GetLayerDefn(layer)) > 0)
        status = describe_geometry(source, layer, out);
    return status;
}

static bp_status describe_layers(bp_source *source, const bp_read_options *options,
                                 bp_source_description *out)
{
    bp_context *context = source->context;
    GDALDatasetH dataset = source->dataset;
    const char *only = options ? options->layer : NULL;
    OGRLayerH asked = source->result;
    if (only && !asked) {
        asked = GDALDatasetGetLayerByName(dataset, only);
        if (!asked)
            return bp_source_fail_layer(source, only);
    }
    int n = asked ? 1 : GDALDatasetGetLayerCount(dataset);
    bp_status status = BP_OK;
    out->layers = (bp_source_layer *)calloc((size_t)n + 1, sizeof *out->layers);
    if (!out->layers)
        return bp_context_fail_memory(context, 0);
    for (int i = 0; !status && i < n; i++) {
        OGRLayerH layer = asked ? asked : GDALDatasetGetLayer(dataset, i);
        if (!asked && !bp_source_is_data(layer))
            continue;
        status = describe_layer(source, layer, &out->layers[out->n_layers++]);
        if (!status && source->guard.has_failed && out->layers[out->n_layers - 1].n_fields == 0)
            status = bp_source_fail(source, "the service cannot be read");
        if (!status)
            status = bp_context_check(context);
    }
    return status;
}

/* The encoding of a text file as far as its bytes tell. */
static const char *find_encoding(const char *path)
{
    GByte *bytes = NULL;
    vsi_l_offset size = 0;
    const char *found = NULL;
    if (VSIIngestFile(NULL, path, &bytes, &size, INT32_MAX))
        found = size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? "UTF-8 with a byte order mark"
                : CPLIsUTF8((const char *)bytes, (int)size)        ? "UTF-8"
                                                                   : "not UTF-8 (Windows-1252 is assumed)";
    VSIFree(bytes);
    return found;
}

/* Tables of texts are described by the reader that reads them. */
static bp_status describe_csv(bp_source *source, bp_source_description *out)
{
    bp_context *context = source->context;
    bp_table table = BP_TABLE_INIT;
    bp_reader reader = {.context = context,
                        .path = source->shown,
                        .opened = source->opened,
                        .source = source,
                        .log = &source->log,
                        .blank_is_missing = true};
    bp_status status = bp_read_csv(&reader, NULL, &table);
    bp_reader_clear(&reader);
    if (status)
        return status;
    out->layers = (bp_source_layer *)calloc(1, sizeof *out->layers);
    if (!out->layers) {
        status = bp_context_fail_memory(context, 0);
        goto done;
    }
    bp_source_layer *layer = &out->layers[0];
    out->n_layers = 1;
    layer->dimension = -1;
    layer->n_features = table.n_rows;
    layer->name = bp_text_copy(CPLGetBasename(source->opened));
    layer->encoding = bp_text_copy(find_encoding(source->opened));
    status = layer->name ? allocate_fields(context, table.n_columns, layer) : BP_ERROR_MEMORY;
    for (int c = 0; !status && c < table.n_columns; c++) {
        layer->fields[c].type = BP_COLUMN_TEXT;
        layer->fields[c].name = bp_text_copy(table.columns[c].name);
        layer->fields[c].kind = bp_text_copy("String");
        if (!layer->fields[c].name || !layer->fields[c].kind)
            status = BP_ERROR_MEMORY;
    }
    if (status == BP_ERROR_MEMORY)
        bp_context_fail_memory(context, 0);
done:
    bp_table_clear(&table);
    return status;
}

bp_status bp_source_describe(bp_context *context, const char *text, const bp_read_options *options,
                             bp_source_description *out)
{
    bp_source source;
    bp_source_description made = BP_SOURCE_DESCRIPTION_INIT;
    bp_status status = bp_source_begin(context, text, options, &source);
    bool is_csv = bp_source_is_csv(&source);
    if (!status)
        status = is_csv ? describe_csv(&source, &made) : bp_source_open(&source, options);
    if (!status && !is_csv)
        status = describe_layers(&source, options, &made);
    if (!status) {
        made.kind = source.kind;
        made.shown = bp_text_copy(source.shown);
        made.driver =
            bp_text_copy(is_csv ? "CSV" : GDALGetDriverShortName(GDALGetDatasetDriver(source.dataset)));
        if (!made.shown || !made.driver)
            status = bp_context_fail_memory(context, 0);
    }
    if (status)
        bp_source_description_clear(&made);
    else
        *out = made;
    bp_source_end(&source);
    return status;
}
