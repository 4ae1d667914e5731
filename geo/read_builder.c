#include "geo/read_private.h"

#include "geo/bitmap.h"
#include "geo/text.h"
#include "geo/wkb_private.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool grow_array(void **array, size_t bytes)
{
    void *grown = realloc(*array, bytes);
    if (grown)
        *array = grown;
    return grown != NULL;
}

static bool grow_column(bp_column *column, int64_t from, int64_t to)
{
    size_t n = (size_t)to, old_bits = from ? (size_t)from / 8 + 1 : 0;
    bool ok = grow_array((void **)&column->valid, n / 8 + 1);
    if (ok)
        memset(column->valid + old_bits, 0, n / 8 + 1 - old_bits);
    if (column->type == BP_COLUMN_REAL)
        return ok && grow_array((void **)&column->real, n * sizeof *column->real);
    if (column->type == BP_COLUMN_INTEGER)
        return ok && grow_array((void **)&column->integer, n * sizeof *column->integer);
    return ok && grow_array((void **)&column->offsets, (n + 1) * sizeof *column->offsets);
}

bp_status bp_reader_grow(bp_reader *reader, int64_t n_more)
{
    int64_t needed = reader->n_rows + n_more;
    if (needed <= reader->cap_rows)
        return BP_OK;
    int64_t cap = 2 * reader->cap_rows > needed ? 2 * reader->cap_rows : needed;
    if (cap < 64)
        cap = 64;
    for (int c = 0; c < reader->n_columns; c++)
        if (!grow_column(&reader->columns[c].column, reader->cap_rows, cap))
            return bp_context_fail_memory(reader->context, (size_t)cap * sizeof(double));
    reader->cap_rows = cap;
    return BP_OK;
}

void bp_builder_set_real(bp_column_builder *builder, int64_t row, double value)
{
    if (!isnan(value))
        bp_column_set_real(&builder->column, row, value);
    else
        builder->column.real[row] = 0.0;
}

void bp_builder_set_integer(bp_column_builder *builder, int64_t row, int64_t value)
{
    bp_column_set_integer(&builder->column, row, value);
}

bp_status bp_builder_set_text(bp_reader *reader, bp_column_builder *builder, int64_t row, const char *text,
                              size_t n)
{
    bp_column *column = &builder->column;
    if (n == 0 && reader->blank_is_missing)
        text = NULL;
    size_t needed = builder->n_bytes + n + 1;
    if (needed > builder->cap_bytes) {
        size_t cap = 2 * builder->cap_bytes > needed ? 2 * builder->cap_bytes : needed + 1024;
        if (!grow_array((void **)&column->bytes, cap))
            return bp_context_fail_memory(reader->context, cap);
        builder->cap_bytes = cap;
    }
    column->offsets[row] = (int64_t)builder->n_bytes;
    if (!text)
        return BP_OK;
    memcpy(column->bytes + builder->n_bytes, text, n);
    column->bytes[builder->n_bytes + n] = '\0';
    builder->n_bytes = needed;
    column->valid[row / 8] |= (uint8_t)(1u << (row % 8));
    return BP_OK;
}

static bp_status fail_row(const bp_reader *reader, int64_t row, const char *what, const char *more)
{
    return bp_context_fail(reader->context, BP_ERROR_INPUT, "%s, layer %s, row %" PRId64 ": %s%s",
                           reader->path, OGR_L_GetName(reader->layer), row + 1, what, more);
}

bp_status bp_reader_fail_row(const bp_reader *reader, int64_t row, const char *what, const char *more)
{
    return fail_row(reader, row, what, more);
}

/* For a taker: the geometry as WKB. */
static bp_status hand_to_taker(bp_reader *reader, int64_t row, OGRGeometryH geometry)
{
    if (!geometry || OGR_G_IsEmpty(geometry))
        return reader->taker->add(reader, row, NULL, 0);
    size_t n = (size_t)OGR_G_WkbSize(geometry);
    uint8_t *bytes = (uint8_t *)malloc(n);
    if (!bytes)
        return bp_context_fail_memory(reader->context, n);
    OGR_G_ExportToIsoWkb(geometry, wkbNDR, bytes);
    bp_status status = reader->taker->add(reader, row, bytes, n);
    free(bytes);
    return status;
}

static bp_status fail_outcome(bp_reader *reader, int64_t row, bp_wkb_outcome outcome)
{
    if (outcome == BP_WKB_READ)
        return BP_OK;
    return outcome == BP_WKB_NOT_FINITE
               ? fail_row(reader, row, "a coordinate of the geometry is not a finite number", "")
               : fail_row(reader, row, "the geometry cannot be read", "");
}

/* Append the parts of an OGR polygon or multipolygon. */
static bp_status add_plain(bp_reader *reader, int64_t row, OGRGeometryH geometry)
{
    bp_wkb_outcome outcome = BP_WKB_READ;
    size_t n = (size_t)OGR_G_WkbSize(geometry);
    uint8_t *bytes = (uint8_t *)malloc(n);
    if (!bytes)
        return bp_context_fail_memory(reader->context, n);
    OGR_G_ExportToIsoWkb(geometry, wkbNDR, bytes);
    bp_status status = bp_wkb_read(reader->context, bytes, n, &reader->polygons, &outcome);
    free(bytes);
    return status ? status : fail_outcome(reader, row, outcome);
}

/* Append the polygons in a geometry without curves, however deep; `*n_others` counts what is no polygon. */
static bp_status add_polygons_of(bp_reader *reader, int64_t row, OGRGeometryH geometry, int *n_others)
{
    OGRwkbGeometryType type = wkbFlatten(OGR_G_GetGeometryType(geometry));
    bp_status status = BP_OK;
    if (OGR_G_IsEmpty(geometry))
        return BP_OK;
    if (type == wkbPolygon || type == wkbMultiPolygon)
        return add_plain(reader, row, geometry);
    if (type == wkbPolyhedralSurface || type == wkbTIN || type == wkbTriangle) {
        OGRGeometryH faces = OGR_G_ForceToMultiPolygon(OGR_G_Clone(geometry));
        if (wkbFlatten(OGR_G_GetGeometryType(faces)) == wkbMultiPolygon)
            status = add_plain(reader, row, faces);
        else
            ++*n_others;
        OGR_G_DestroyGeometry(faces);
        return status;
    }
    if (type != wkbGeometryCollection) {
        ++*n_others;
        return BP_OK;
    }
    for (int i = 0; !status && i < OGR_G_GetGeometryCount(geometry); i++)
        status = add_polygons_of(reader, row, OGR_G_GetGeometryRef(geometry, i), n_others);
    return status;
}

/* A geometry that is no plain Polygon or MultiPolygon: of a collection the polygons are taken, and that there
 * was more is remembered. */
static bp_status add_converted(bp_reader *reader, int64_t row, OGRGeometryH geometry)
{
    int n_others = 0;
    int64_t before = reader->polygons.n_parts;
    OGRGeometryH plain = OGR_G_GetLinearGeometry(geometry, 0.0, NULL);
    if (!plain)
        return fail_row(reader, row, "the geometry cannot be read", "");
    bp_status status = add_polygons_of(reader, row, plain, &n_others);
    OGR_G_DestroyGeometry(plain);
    if (status || n_others == 0)
        return status;
    if (reader->polygons.n_parts == before)
        return fail_row(reader, row, "a polygon was expected, the geometry is a ",
                        OGR_G_GetGeometryName(geometry));
    if (reader->n_mixed++ == 0)
        reader->first_mixed = row;
    return BP_OK;
}

bp_status bp_reader_add_geometry(bp_reader *reader, int64_t row, OGRGeometryH geometry)
{
    bp_status status = BP_OK;
    if (reader->taker)
        return hand_to_taker(reader, row, geometry);
    if (geometry && !OGR_G_IsEmpty(geometry))
        status = add_converted(reader, row, geometry);
    return status ? status : bp_polygons_end_unit(reader->context, &reader->polygons);
}

bp_status bp_reader_add_wkb(bp_reader *reader, int64_t row, const uint8_t *bytes, size_t n)
{
    if (reader->taker)
        return reader->taker->add(reader, row, bytes, bytes ? n : 0);
    if (!bytes || n == 0)
        return bp_polygons_end_unit(reader->context, &reader->polygons);
    bp_wkb_outcome outcome = BP_WKB_READ;
    bp_status status = bp_wkb_read(reader->context, bytes, n, &reader->polygons, &outcome);
    if (status)
        return status;
    if (outcome == BP_WKB_READ)
        return bp_polygons_end_unit(reader->context, &reader->polygons);
    if (outcome == BP_WKB_NOT_FINITE)
        return fail_outcome(reader, row, outcome);
    OGRGeometryH geometry = NULL;
    if (outcome == BP_WKB_BROKEN || n > INT32_MAX ||
        OGR_G_CreateFromWkb(bytes, NULL, &geometry, (int)n) != OGRERR_NONE)
        return fail_row(reader, row, "the geometry cannot be read", "");
    status = bp_reader_add_geometry(reader, row, geometry);
    OGR_G_DestroyGeometry(geometry);
    return status;
}

bp_status bp_reader_tick(bp_reader *reader)
{
    if (reader->n_expected > 0)
        bp_context_progress(reader->context, (double)reader->n_rows / (double)reader->n_expected);
    return bp_context_check(reader->context);
}

bp_status bp_reader_hand_over(bp_reader *reader, const char *layer_name, bp_table *table)
{
    char *source = bp_text_copy(reader->path);
    char *layer = bp_text_copy(layer_name);
    bp_column *columns =
        (bp_column *)calloc((size_t)(reader->n_columns ? reader->n_columns : 1), sizeof *columns);
    if (!source || (layer_name && !layer) || !columns) {
        free(source);
        free(layer);
        free(columns);
        return bp_context_fail_memory(reader->context, 0);
    }
    for (int c = 0; c < reader->n_columns; c++) {
        bp_column_builder *builder = &reader->columns[c];
        if (builder->column.type == BP_COLUMN_TEXT)
            builder->column.offsets[reader->n_rows] = (int64_t)builder->n_bytes;
        columns[c] = builder->column;
        builder->column = (bp_column){0};
    }
    *table = (bp_table){source, layer, reader->n_rows, reader->n_columns, columns};
    return BP_OK;
}

void bp_reader_clear(bp_reader *reader)
{
    bp_table rest = BP_TABLE_INIT;
    for (int c = 0; c < reader->n_columns; c++) {
        /* What was not handed over; a table of one column knows how to free it. */
        rest.columns = (bp_column *)malloc(sizeof *rest.columns);
        if (!rest.columns)
            continue;
        rest.columns[0] = reader->columns[c].column;
        rest.n_columns = 1;
        bp_table_clear(&rest);
    }
    free(reader->columns);
    bp_polygons_clear(&reader->polygons);
}
