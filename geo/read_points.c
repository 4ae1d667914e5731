#include "geo/read_points.h"

#include "geo/bitmap.h"
#include "geo/place_private.h"
#include "geo/read_private.h"
#include "geo/text.h"
#include "geo/values.h"
#include "geo/wkb_private.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The points while the rows come in; a row with several has as many places, one without has one of NaN. */
typedef struct point_rows {
    bp_context *context;
    double *xy;   /* xy[2 * cap] */
    int64_t *row; /* row[cap]: of the table */
    int64_t n, cap;
    int64_t n_several, n_of_several; /* rows with several points; points of such rows */
    int64_t present;                 /* the row that is being read */
} point_rows;

void bp_point_layer_clear(bp_point_layer *layer)
{
    bp_table_clear(&layer->table);
    bp_points_clear(&layer->points);
    bp_crs_clear(&layer->crs);
}

static bp_status add_place(void *user, const double xy[2])
{
    point_rows *rows = (point_rows *)user;
    if (rows->n == rows->cap) {
        size_t cap = 2 * (size_t)rows->cap + 1024;
        double *grown_xy = (double *)realloc(rows->xy, 2 * cap * sizeof *grown_xy);
        if (grown_xy)
            rows->xy = grown_xy;
        int64_t *grown_row = grown_xy ? (int64_t *)realloc(rows->row, cap * sizeof *grown_row) : NULL;
        if (!grown_row)
            return bp_context_fail_memory(rows->context, 3 * cap * sizeof *grown_xy);
        rows->row = grown_row;
        rows->cap = (int64_t)cap;
    }
    rows->xy[2 * rows->n] = xy[0];
    rows->xy[2 * rows->n + 1] = xy[1];
    rows->row[rows->n++] = rows->present;
    return BP_OK;
}

/* Say why a row's geometry is not taken: what it is, or what is wrong with it. */
static bp_status refuse(const bp_reader *reader, int64_t row, const char *expected, const uint8_t *bytes,
                        size_t n, bp_wkb_outcome outcome)
{
    OGRGeometryH geometry = NULL;
    if (outcome == BP_WKB_NOT_FINITE)
        return bp_reader_fail_row(reader, row, "a coordinate of the geometry is not a finite number", "");
    if (outcome == BP_WKB_BROKEN || n > INT32_MAX ||
        OGR_G_CreateFromWkb(bytes, NULL, &geometry, (int)n) != OGRERR_NONE)
        return bp_reader_fail_row(reader, row, "the geometry cannot be read", "");
    bp_status status = bp_reader_fail_row(reader, row, expected, OGR_G_GetGeometryName(geometry));
    OGR_G_DestroyGeometry(geometry);
    return status;
}

static bp_status take_point(bp_reader *reader, int64_t row, const uint8_t *bytes, size_t n)
{
    static const double nowhere[2] = {NAN, NAN};
    point_rows *rows = (point_rows *)reader->taker->user;
    bp_wkb_outcome outcome = BP_WKB_READ;
    int64_t before = rows->n;
    bp_status status = BP_OK;
    rows->present = row;
    if (n > 0)
        status = bp_wkb_read_points(bytes, n, add_place, rows, &outcome);
    if (!status && outcome != BP_WKB_READ)
        return refuse(reader, row, "a point was expected, the geometry is a ", bytes, n, outcome);
    if (!status && rows->n == before)
        return add_place(rows, nowhere);
    if (rows->n > before + 1) {
        rows->n_several++;
        rows->n_of_several += rows->n - before;
    }
    return status;
}

/* The bitmap of the points that are somewhere, and a word on those that lie at the very origin. */
static bp_status mark_valid(bp_context *context, const char *source, bp_points *points)
{
    int64_t n_zero = 0;
    points->valid = (uint8_t *)calloc(bp_bitmap_bytes(points->n), 1);
    if (!points->valid)
        return bp_context_fail_memory(context, bp_bitmap_bytes(points->n));
    for (int64_t i = 0; i < points->n; i++) {
        const double *xy = points->xy + 2 * i;
        if (isnan(xy[0]))
            continue;
        bp_bitmap_set(points->valid, i);
        n_zero += xy[0] == 0.0 && xy[1] == 0.0;
    }
    if (n_zero > 0)
        bp_context_warn(context, "points_at_zero",
                        "%s: %" PRId64 " point%s at exactly (0, 0), which often stands for a place not known",
                        source, n_zero, n_zero == 1 ? " lies" : "s lie");
    return BP_OK;
}

/* Repeat the rows that have several points. */
static bp_status repeat_rows(bp_context *context, const point_rows *rows, bp_table *table)
{
    bp_table repeated = BP_TABLE_INIT;
    bp_status status = bp_table_take(context, table, rows->row, rows->n, &repeated);
    if (status)
        return status;
    bp_context_warn(
        context, "several_points",
        "%s: %" PRId64 " of %" PRId64 " rows ha%s several points; such a row is repeated for each "
        "(%" PRId64 " times in all), and counts as often",
        table->source, rows->n_several, table->n_rows, rows->n_several == 1 ? "s" : "ve", rows->n_of_several);
    bp_table_clear(table);
    *table = repeated;
    return BP_OK;
}

static bp_status read_geometry(bp_context *context, const char *path, const bp_read_options *options,
                               bp_point_layer *out)
{
    point_rows rows = {.context = context};
    const bp_row_taker taker = {"points (or name the columns that hold x and y)", take_point, &rows};
    bp_reader reader = {.context = context, .path = path, .wants_geometry = true, .taker = &taker};
    bp_layer layer = BP_LAYER_INIT;
    bp_status status = bp_reader_read(&reader, options, &layer);
    if (!status && rows.n_several > 0)
        status = repeat_rows(context, &rows, &layer.table);
    out->table = layer.table;
    out->crs = layer.crs;
    bp_polygons_clear(&layer.polygons);
    out->points = (bp_points){rows.n, rows.xy, NULL};
    free(rows.row);
    return status ? status : mark_valid(context, out->table.source, &out->points);
}

/* The columns to read: those asked for, and x and y. */
static bp_status read_table(bp_context *context, const char *path, const bp_read_points_options *options,
                            bp_table *out)
{
    bp_read_options read = options->read;
    if (!read.columns)
        return bp_table_read(context, path, &read, out);
    const char **columns = (const char **)malloc((size_t)(read.n_columns + 2) * sizeof *columns);
    if (!columns)
        return bp_context_fail_memory(context, 0);
    for (int i = 0; i < read.n_columns; i++)
        columns[i] = read.columns[i];
    columns[read.n_columns++] = options->x;
    columns[read.n_columns++] = options->y;
    read.columns = columns;
    bp_status status = bp_table_read(context, path, &read, out);
    free((void *)columns);
    return status;
}

/* A column of coordinates, by its name. */
static bp_status read_axis(bp_context *context, const bp_table *table, const char *name,
                           const bp_read_points_options *options, bp_values *out)
{
    const char *names[64];
    char place[BP_PLACE_BYTES];
    int column = bp_table_find(table, name), n = table->n_columns < 64 ? table->n_columns : 64;
    for (int c = 0; c < n; c++)
        names[c] = table->columns[c].name;
    if (column < 0) {
        bp_fail_name(context, bp_place(table, -1, place), "column", name, names, n);
        return BP_ERROR_INPUT;
    }
    return bp_values_read(context, table, column, options->missing, options->n_missing, out);
}

static void put_together(const bp_values *x, const bp_values *y, double *xy)
{
    for (int64_t i = 0; i < x->n; i++) {
        bool is_there = bp_values_is_valid(x, i) && bp_values_is_valid(y, i);
        xy[2 * i] = is_there ? x->value[i] : NAN;
        xy[2 * i + 1] = is_there ? y->value[i] : NAN;
    }
}

static void extent(const bp_points *points, double box[4])
{
    box[0] = box[1] = INFINITY;
    box[2] = box[3] = -INFINITY;
    for (int64_t i = 0; i < points->n; i++)
        for (int d = 0; d < 2; d++) {
            box[d] = fmin(box[d], points->xy[2 * i + d]);
            box[d + 2] = fmax(box[d + 2], points->xy[2 * i + d]);
        }
}

static bp_status fail_without_crs(bp_context *context, const bp_read_points_options *options,
                                  const bp_point_layer *layer)
{
    double box[4];
    char place[BP_PLACE_BYTES];
    extent(&layer->points, box);
    return bp_context_fail(context, BP_ERROR_INPUT,
                           "%s: the coordinate reference system of columns '%s' and '%s' must be given; they "
                           "look like %s",
                           bp_place(&layer->table, -1, place), options->x, options->y, bp_crs_guess(box));
}

/* Degrees past the poles or twice round are no degrees, or x and y are swapped. */
static bp_status check_degrees(bp_context *context, const bp_read_points_options *options,
                               const bp_point_layer *layer)
{
    double box[4];
    char place[BP_PLACE_BYTES], number[40];
    if (!layer->crs.is_geographic)
        return BP_OK;
    for (int64_t i = 0; i < layer->points.n; i++)
        for (int d = 0; d < 2; d++) {
            double degrees = layer->points.xy[2 * i + d];
            if (!(fabs(degrees) > (d ? 90.0 : 180.0)))
                continue;
            extent(&layer->points, box);
            bp_text_number(degrees, number);
            return bp_context_fail(context, BP_ERROR_INPUT,
                                   "%s, column '%s', row %" PRId64
                                   ": %s is no %s, yet %s is in degrees; the columns look like %s",
                                   bp_place(&layer->table, -1, place), d ? options->y : options->x, i + 1,
                                   number, d ? "latitude" : "longitude",
                                   layer->crs.code ? layer->crs.code : layer->crs.name, bp_crs_guess(box));
        }
    return BP_OK;
}

static bp_status read_columns(bp_context *context, const char *path, const bp_read_points_options *options,
                              bp_point_layer *out)
{
    bp_values x = BP_VALUES_INIT, y = BP_VALUES_INIT;
    bp_status status = read_table(context, path, options, &out->table);
    if (!status)
        status = read_axis(context, &out->table, options->x, options, &x);
    if (!status)
        status = read_axis(context, &out->table, options->y, options, &y);
    if (status)
        goto done;
    out->points = (bp_points){x.n, (double *)malloc(2 * ((size_t)x.n + 1) * sizeof(double)), NULL};
    if (!out->points.xy) {
        status = bp_context_fail_memory(context, 2 * ((size_t)x.n + 1) * sizeof(double));
        goto done;
    }
    put_together(&x, &y, out->points.xy);
    if (options->crs)
        status = bp_crs_parse(context, options->crs, path, &out->crs);
    else
        status = fail_without_crs(context, options, out);
    if (!status)
        status = check_degrees(context, options, out);
    if (!status)
        status = mark_valid(context, out->table.source, &out->points);
done:
    bp_values_clear(&x);
    bp_values_clear(&y);
    return status;
}

bp_status bp_point_layer_read(bp_context *context, const char *path, const bp_read_points_options *options,
                              bp_point_layer *out)
{
    static const bp_read_points_options geometry = BP_READ_POINTS_OPTIONS_INIT;
    const bp_read_points_options *given = options ? options : &geometry;
    bp_point_layer layer = BP_POINT_LAYER_INIT;
    bp_status status = BP_OK;
    if (!given->x != !given->y)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "%s: of the columns with x and y only '%s' is given; name both", path,
                               given->x ? given->x : given->y);
    if (given->crs && !given->x)
        return bp_context_fail(
            context, BP_ERROR_ARGUMENT,
            "%s: a coordinate reference system is given with columns for x and y only; the "
            "geometry of a layer has its own",
            path);
    if (given->x)
        status = read_columns(context, path, given, &layer);
    else
        status = read_geometry(context, path, &given->read, &layer);
    if (status)
        bp_point_layer_clear(&layer);
    else
        *out = layer;
    return status;
}

bp_status bp_point_layer_transform(bp_context *context, bp_point_layer *layer, const bp_crs *to,
                                   char **operation)
{
    bp_crs copy = BP_CRS_INIT;
    int64_t n = 0;
    double *xy = (double *)malloc(2 * ((size_t)layer->points.n + 1) * sizeof *xy);
    if (!xy)
        return bp_context_fail_memory(context, 2 * ((size_t)layer->points.n + 1) * sizeof *xy);
    /* What stands in the place of a point that is not there must not stop the others. */
    for (int64_t i = 0; i < layer->points.n; i++)
        if (bp_bitmap_get(layer->points.valid, i))
            memcpy(xy + 2 * n++, layer->points.xy + 2 * i, 2 * sizeof *xy);
    bp_status status = bp_crs_copy(context, to, &copy);
    if (!status)
        status = bp_crs_transform(context, &layer->crs, to, layer->table.source, xy, n, operation);
    if (status) {
        bp_crs_clear(&copy);
    } else {
        bp_crs_clear(&layer->crs);
        layer->crs = copy;
        for (int64_t i = layer->points.n - 1; i >= 0; i--)
            if (bp_bitmap_get(layer->points.valid, i))
                memcpy(layer->points.xy + 2 * i, xy + 2 * --n, 2 * sizeof *xy);
    }
    free(xy);
    return status;
}

void bp_line_layer_clear(bp_line_layer *layer)
{
    bp_table_clear(&layer->table);
    bp_lines_clear(&layer->lines);
    bp_crs_clear(&layer->crs);
}

/* Curves become straight on their way. */
static bp_status take_curve(bp_reader *reader, int64_t row, const uint8_t *bytes, size_t n, bp_lines *lines)
{
    bp_status status = BP_OK;
    bp_wkb_outcome outcome = BP_WKB_OTHER;
    OGRGeometryH geometry = NULL, plain = NULL;
    uint8_t *straight = NULL;
    if (n <= INT32_MAX && OGR_G_CreateFromWkb(bytes, NULL, &geometry, (int)n) == OGRERR_NONE)
        plain = OGR_G_GetLinearGeometry(geometry, 0.0, NULL);
    size_t size = plain ? (size_t)OGR_G_WkbSize(plain) : 0;
    straight = (uint8_t *)malloc(size + 1);
    if (!straight) {
        status = bp_context_fail_memory(reader->context, size);
    } else if (plain) {
        OGR_G_ExportToIsoWkb(plain, wkbNDR, straight);
        status = bp_wkb_read_lines(reader->context, straight, size, lines, &outcome);
    }
    if (!status && outcome != BP_WKB_READ)
        status = refuse(reader, row, "a line was expected, the geometry is a ", bytes, n, outcome);
    free(straight);
    OGR_G_DestroyGeometry(plain);
    OGR_G_DestroyGeometry(geometry);
    return status;
}

static bp_status take_line(bp_reader *reader, int64_t row, const uint8_t *bytes, size_t n)
{
    bp_lines *lines = (bp_lines *)reader->taker->user;
    bp_wkb_outcome outcome = BP_WKB_READ;
    bp_status status = BP_OK;
    if (n > 0)
        status = bp_wkb_read_lines(reader->context, bytes, n, lines, &outcome);
    if (!status && outcome == BP_WKB_OTHER)
        status = take_curve(reader, row, bytes, n, lines);
    else if (!status && outcome != BP_WKB_READ)
        status = refuse(reader, row, "", bytes, n, outcome);
    return status ? status : bp_lines_end_row(reader->context, lines);
}

bp_status bp_line_layer_read(bp_context *context, const char *path, const bp_read_options *options,
                             bp_line_layer *out)
{
    bp_line_layer made = BP_LINE_LAYER_INIT;
    const bp_row_taker taker = {"lines", take_line, &made.lines};
    bp_reader reader = {.context = context, .path = path, .wants_geometry = true, .taker = &taker};
    bp_layer layer = BP_LAYER_INIT;
    bp_status status = bp_reader_read(&reader, options, &layer);
    made.table = layer.table;
    made.crs = layer.crs;
    bp_polygons_clear(&layer.polygons);
    if (status)
        bp_line_layer_clear(&made);
    else
        *out = made;
    return status;
}

bp_status bp_line_layer_transform(bp_context *context, bp_line_layer *layer, const bp_crs *to,
                                  char **operation)
{
    bp_crs copy = BP_CRS_INIT;
    bp_status status = bp_crs_copy(context, to, &copy);
    if (!status)
        status = bp_crs_transform(context, &layer->crs, to, layer->table.source, layer->lines.xy,
                                  layer->lines.n_coords, operation);
    if (status) {
        bp_crs_clear(&copy);
        return status;
    }
    bp_crs_clear(&layer->crs);
    layer->crs = copy;
    return BP_OK;
}
