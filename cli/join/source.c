#include "cli/join/source.h"

#include "cli/join/place.h"
#include "cli/missing_codes.h"
#include "geo/bitmap.h"
#include "geo/repair.h"
#include "geo/source.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* The kinds that geo/raster.h opens, by the end of their names. */
static bool is_raster(const char *path)
{
    static const char *const endings[] = {".tif", ".tiff", ".asc", ".img"};
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
        if (strlen(dot) == strlen(endings[i]) && bp_text_distance(dot, endings[i]) == 0)
            return true;
    return false;
}

bp_status bp_join_kind_of(bp_context *context, const bp_join_source *source, bp_join_kind *out)
{
    bp_source_description description = BP_SOURCE_DESCRIPTION_INIT;
    if (source->x || source->y || is_raster(source->path)) {
        *out = source->x || source->y ? BP_JOIN_POINTS : BP_JOIN_RASTER;
        return BP_OK;
    }
    bp_status status = bp_source_describe(context, source->path, &source->read, &description);
    if (status)
        return status;
    const bp_source_layer *layer = description.n_layers > 0 ? &description.layers[0] : NULL;
    if (!layer || (layer->dimension < 0 && !layer->geometry))
        status = bp_context_fail(
            context, BP_ERROR_INPUT,
            "%s: has no geometry; name the columns that hold coordinates as x and y, and their "
            "coordinate reference system as crs",
            source->shown);
    else if (layer->dimension < 0)
        status = bp_context_fail(context, BP_ERROR_INPUT,
                                 "%s: has geometry of the kind '%s'; expected points, lines or polygons",
                                 source->shown, layer->geometry);
    else
        *out = layer->dimension == 0   ? BP_JOIN_POINTS
               : layer->dimension == 1 ? BP_JOIN_LINES
                                       : BP_JOIN_POLYGONS;
    bp_source_description_clear(&description);
    return status;
}

void bp_join_want(bp_join_columns *columns, const char *name)
{
    for (int i = 0; i < columns->n; i++)
        if (name && strcmp(columns->names[i], name) == 0)
            return;
    if (name && columns->n < (int)(sizeof columns->names / sizeof *columns->names))
        columns->names[columns->n++] = name;
}

static bp_read_options read_options(const bp_join_source *source, const bp_join_columns *columns)
{
    bp_read_options options = source->read;
    options.columns = columns->n > 0 ? columns->names : NULL;
    options.n_columns = columns->n;
    return options;
}

static bp_status note_crs(bp_context *context, const bp_crs *crs, bp_join_report *report)
{
    report->crs = bp_text_copy(crs->code ? crs->code : crs->name);
    return report->crs ? BP_OK : bp_context_fail_memory(context, 0);
}

/* Coordinates as a source holds them, and the one step that brings them to the units. */
struct moving {
    const bp_join_source *source;
    const bp_layer *units;
    bp_crs *crs;
    double *xy;
    int64_t n;
    bool must_meet;
};

static bp_status move(bp_context *context, const struct moving *m, bp_join_report *report)
{
    bp_crs target = BP_CRS_INIT;
    bp_join_place place = {{0, 0, 0, 0}, {0, 0, 0, 0}, &target, m->must_meet};
    bool has_extent = bp_join_extent(m->xy, m->n, place.before);
    bp_status status = bp_join_settle_crs(context, m->source, place.before, m->crs);
    if (!status)
        status = note_crs(context, m->crs, report);
    if (status || bp_crs_equal(m->crs, &m->units->crs)) {
        place.crs = m->crs;
        memcpy(place.after, place.before, sizeof place.after);
        return status || !has_extent ? status : bp_join_check_place(context, m->source, m->units, &place);
    }
    status = bp_crs_copy(context, &m->units->crs, &target);
    if (!status)
        status =
            bp_crs_transform(context, m->crs, &target, m->source->shown, m->xy, m->n, &report->operation);
    if (status) {
        bp_crs_clear(&target);
        return status;
    }
    bp_crs own = *m->crs;
    *m->crs = target;
    place.crs = &own;
    if (bp_join_extent(m->xy, m->n, place.after))
        status = bp_join_check_place(context, m->source, m->units, &place);
    bp_crs_clear(&own);
    return status;
}

bp_status bp_join_read_polygons(bp_context *context, const bp_join_source *source, const bp_layer *units,
                                const bp_join_columns *columns, bp_layer *out, bp_join_report *report)
{
    const bp_read_options options = read_options(source, columns);
    bp_repair_report repair = BP_REPAIR_REPORT_INIT;
    bp_status status = bp_layer_read(context, source->path, &options, out);
    if (status)
        return status;
    const struct moving moving = {source, units, &out->crs, out->polygons.xy, out->polygons.n_coords, true};
    status = move(context, &moving, report);
    if (!status)
        status = bp_polygons_repair(context, &out->polygons, &repair);
    report->n_rows = out->table.n_rows;
    report->n_repaired = repair.n_mended;
    report->n_empty = repair.n_empty;
    if (!status && repair.n_mended > 0)
        bp_context_warn(context, "join_repaired",
                        "%s: the invalid geometry of %" PRId64 " of %" PRId64 " polygons was repaired",
                        source->shown, repair.n_mended, out->table.n_rows);
    bp_repair_report_clear(&repair);
    return status;
}

/* Only points that are there can be transformed: they are taken apart and put back. */
static bp_status move_points(bp_context *context, struct moving *m, const bp_points *points,
                             bp_join_report *report)
{
    int64_t n = 0;
    double *there = (double *)malloc((size_t)(2 * points->n + 1) * sizeof *there);
    if (!there)
        return bp_context_fail_memory(context, (size_t)(2 * points->n) * sizeof *there);
    for (int64_t i = 0; i < points->n; i++)
        if (bp_bitmap_get(points->valid, i))
            memcpy(there + 2 * n++, points->xy + 2 * i, 2 * sizeof *there);
    m->xy = there;
    m->n = n;
    report->n_rows = points->n;
    report->n_empty = points->n - n;
    bp_status status = move(context, m, report);
    for (int64_t i = points->n; i-- > 0;)
        if (bp_bitmap_get(points->valid, i))
            memcpy(points->xy + 2 * i, there + 2 * --n, 2 * sizeof *there);
    free(there);
    return status;
}

bp_status bp_join_read_points(bp_context *context, const bp_join_source *source, const bp_layer *units,
                              const bp_join_columns *columns, bool must_meet, bp_point_layer *out,
                              bp_join_report *report)
{
    bp_read_points_options options = BP_READ_POINTS_OPTIONS_INIT;
    if (!source->x != !source->y)
        return bp_context_fail(context, BP_ERROR_INPUT, "%s: %s is named and %s is not; name both",
                               source->shown, source->x ? "x" : "y", source->x ? "y" : "x");
    char *crs = source->x && source->crs ? bp_join_crs_text(source->crs) : NULL;
    if (source->x && source->crs && !crs)
        return bp_context_fail_memory(context, 0);
    options.read = read_options(source, columns);
    options.x = source->x;
    options.y = source->y;
    options.crs = crs;
    options.missing = source->missing.texts;
    options.n_missing = source->missing.n;
    bp_status status = bp_point_layer_read(context, source->path, &options, out);
    free(crs);
    struct moving moving = {source, units, &out->crs, NULL, 0, must_meet};
    return status ? status : move_points(context, &moving, &out->points, report);
}

bp_status bp_join_read_lines(bp_context *context, const bp_join_source *source, const bp_layer *units,
                             bp_line_layer *out, bp_join_report *report)
{
    const bp_join_columns none = {0, {NULL}};
    const bp_read_options options = read_options(source, &none);
    bp_status status = bp_line_layer_read(context, source->path, &options, out);
    if (status)
        return status;
    report->n_rows = out->lines.n_rows;
    for (int64_t i = 0; i < out->lines.n_rows; i++)
        report->n_empty += out->lines.row_lines[i] == out->lines.row_lines[i + 1];
    const struct moving moving = {source, units, &out->crs, out->lines.xy, out->lines.n_coords, true};
    return move(context, &moving, report);
}

bp_status bp_join_open_raster(bp_context *context, const bp_join_source *source, bp_raster **out,
                              bp_join_report *report)
{
    bp_crs named = BP_CRS_INIT;
    bp_raster *raster = NULL;
    const double nowhere[4] = {0, 0, 0, 0};
    bp_status status = source->crs ? bp_join_settle_crs(context, source, nowhere, &named) : BP_OK;
    const bp_raster_options options = {source->band, source->crs ? &named : NULL};
    if (!status)
        status = bp_raster_open(context, source->path, &options, &raster);
    if (!status) {
        const bp_raster_grid *grid = bp_raster_grid_of(raster);
        report->n_rows = grid->n_columns * grid->n_rows;
        status = note_crs(context, bp_raster_crs_of(raster), report);
    }
    bp_crs_clear(&named);
    if (status)
        bp_raster_close(raster);
    else
        *out = raster;
    return status;
}

bp_status bp_join_read_values(bp_context *context, const bp_join_source *source, const bp_table *table,
                              const char *column, bool is_amount, bp_values *out)
{
    bp_values values = BP_VALUES_INIT;
    bp_status status = bp_values_read(context, table, bp_table_find(table, column), source->missing.texts,
                                      source->missing.n, &values);
    for (int64_t i = 0; !status && i < values.n; i++) {
        double value = values.value[i];
        if (!bp_values_is_valid(&values, i) || !(bp_is_missing_code(value) || (is_amount && value < 0.0)))
            continue;
        bool is_code = bp_is_missing_code(value);
        status = bp_context_fail(
            context, BP_ERROR_INPUT, "%s, column '%s', row %" PRId64 ": found %.15g, %s", source->shown,
            column, i + 1, value,
            is_code ? "which is a code for a missing value; list it as missing"
                    : "expected 0 or more: it is an amount to be shared out; if it is a code for "
                      "a missing value, list it as missing");
    }
    if (status)
        bp_values_clear(&values);
    else
        *out = values;
    return status;
}
