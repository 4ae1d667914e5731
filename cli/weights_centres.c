#include "cli/weights_centres.h"

#include "geo/bitmap.h"
#include "geo/point_join.h"
#include "geo/point_mean.h"
#include "geo/read_points.h"
#include "geo/text.h"
#include "geo/values.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_CODES = 16, MOST_SHOWN = 5 };

/* The finer layer as points, with the column that weighs. */
typedef struct finer {
    bp_table table;
    bp_points points;
    bp_crs crs;
    bp_values weight;
    int64_t *unit;
} finer;

static void clear_finer(finer *f)
{
    bp_table_clear(&f->table);
    bp_points_clear(&f->points);
    bp_crs_clear(&f->crs);
    bp_values_clear(&f->weight);
    free(f->unit);
}

/* Of polygons the points on them; table and coordinate system change hands. */
static bp_status read_polygons(bp_context *context, const char *path, const bp_read_options *read, finer *f)
{
    bp_layer layer = BP_LAYER_INIT;
    bp_status status = bp_layer_read(context, path, read, &layer);
    if (!status)
        status = bp_point_of(context, &layer.polygons, BP_POINT_SURFACE, &f->points);
    if (!status) {
        f->table = layer.table;
        f->crs = layer.crs;
        layer.table = (bp_table)BP_TABLE_INIT;
        layer.crs = (bp_crs)BP_CRS_INIT;
    }
    bp_layer_clear(&layer);
    return status;
}

static bp_status read_points(bp_context *context, const char *path, const bp_read_options *read, finer *f)
{
    bp_point_layer layer = BP_POINT_LAYER_INIT;
    bp_read_points_options options = BP_READ_POINTS_OPTIONS_INIT;
    options.read = *read;
    bp_status status = bp_point_layer_read(context, path, &options, &layer);
    if (status)
        return status;
    f->table = layer.table;
    f->crs = layer.crs;
    f->points = layer.points;
    return BP_OK;
}

/* Points when they are points; else what reading them as polygons has to say. */
static bp_status read_finer(bp_context *context, const bp_centres_request *r, finer *f)
{
    bp_read_options read = BP_READ_OPTIONS_INIT;
    read.layer = r->layer;
    read.columns = &r->weight;
    read.n_columns = 1;
    if (read_points(context, r->file, &read, f) == BP_OK)
        return BP_OK;
    bp_status status = bp_context_check(context);
    if (status)
        return status;
    bp_context_clear(context);
    return read_polygons(context, r->file, &read, f);
}

static bp_status read_weights(bp_context *context, const bp_centres_request *r, finer *f)
{
    const char *codes[MOST_CODES];
    int column = bp_table_find(&f->table, r->weight), n = 0;
    char *text = bp_text_copy(r->missing ? r->missing : "");
    if (!text)
        return bp_context_fail_memory(context, 0);
    for (char *at = text; *at && n < MOST_CODES;) {
        codes[n++] = at;
        at += strcspn(at, ",");
        if (*at)
            *at++ = '\0';
    }
    bp_status status = bp_values_read(context, &f->table, column, codes, n, &f->weight);
    free(text);
    for (int64_t i = 0; !status && i < f->weight.n; i++)
        if (bp_values_is_valid(&f->weight, i) && f->weight.value[i] < 0.0)
            status = bp_context_fail(context, BP_ERROR_INPUT,
                                     "%s, column '%s', row %" PRId64
                                     ": found the weight %.15g, expected 0 or more; a code for a missing "
                                     "value is named with --missing",
                                     r->file, r->weight, i + 1, f->weight.value[i]);
    return status;
}

static bp_status fail_without_crs(bp_context *context, const bp_centres_request *r, const bp_layer *units,
                                  const finer *f)
{
    const char *source = units->table.source ? units->table.source : "the layer";
    double box[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    if (f->crs.wkt)
        bp_polygons_extent(&units->polygons, box);
    for (int64_t i = 0; !f->crs.wkt && i < f->points.n; i++)
        for (int axis = 0; bp_bitmap_get(f->points.valid, i) && axis < 2; axis++) {
            box[axis] = fmin(box[axis], f->points.xy[2 * i + axis]);
            box[axis + 2] = fmax(box[axis + 2], f->points.xy[2 * i + axis]);
        }
    return bp_context_fail(
        context, BP_ERROR_INPUT,
        "%s has no coordinate system, and %s has one; the coordinates of the first look like "
        "%s: give it its own (ogr2ogr -a_srs EPSG:CODE OUT IN), or add --planar to take the "
        "coordinates as they are",
        f->crs.wkt ? source : r->file, f->crs.wkt ? r->file : source, bp_crs_guess(box));
}

/* Into the system of the units. */
static bp_status transform(bp_context *context, const bp_centres_request *r, const bp_layer *units, finer *f)
{
    if (r->planar || (!f->crs.wkt && !units->crs.wkt))
        return BP_OK;
    if (!f->crs.wkt || !units->crs.wkt)
        return fail_without_crs(context, r, units, f);
    if (bp_crs_equal(&f->crs, &units->crs))
        return BP_OK;
    bp_point_layer layer = {f->table, f->points, f->crs};
    bp_status status = bp_point_layer_transform(context, &layer, &units->crs, NULL);
    f->table = layer.table;
    f->points = layer.points;
    f->crs = layer.crs;
    return status;
}

static void warn_kept(bp_context *context, const bp_centres_request *r, const bp_unit_ids *ids,
                      const bp_point_mean_report *mean)
{
    char list[512] = "";
    size_t used = 0;
    for (int64_t k = 0; k < mean->n_kept && k < MOST_SHOWN && used < sizeof list; k++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%.80s", k ? ", " : "",
                                 ids->text[mean->kept[k]]);
    if (mean->n_kept > 0)
        bp_context_warn(
            context, "centres_kept",
            "%s: %" PRId64 " of %" PRId64 " units hold nothing of '%s' and keep their centroid: %s%s",
            r->file, mean->n_kept, ids->n, r->weight, list, mean->n_kept > MOST_SHOWN ? ", ..." : "");
}

static void warn_rows(bp_context *context, const bp_centres_request *r, const bp_centres_report *report,
                      int64_t n_overlap)
{
    if (report->n_outside > 0)
        bp_context_warn(context, "centres_outside",
                        "%s: %" PRId64 " of %" PRId64 " rows lie in no unit and count for none", r->file,
                        report->n_outside, report->n);
    if (report->n_unweighted > 0)
        bp_context_warn(context, "centres_missing",
                        "%s: %" PRId64 " of %" PRId64 " rows have no value in '%s' and do not count", r->file,
                        report->n_unweighted, report->n, r->weight);
    if (n_overlap > 0)
        bp_context_warn(context, "centres_overlap",
                        "%s: %" PRId64 " of %" PRId64
                        " rows lie where units overlap; they count for the first of those",
                        r->file, n_overlap, report->n);
}

static bp_status move_points(bp_context *context, const bp_centres_request *r, const finer *f,
                             const bp_unit_ids *ids, int64_t n_overlap, bp_points *points,
                             bp_centres_report *report)
{
    const bp_point_masses masses = {&f->points, f->unit, f->weight.value, f->weight.valid};
    bp_point_mean_report mean = BP_POINT_MEAN_REPORT_INIT;
    bp_status status = bp_point_mean(context, &masses, points, &mean);
    if (!status && mean.n_used == 0)
        status =
            bp_context_fail(context, BP_ERROR_INPUT,
                            "%s: none of its %" PRId64
                            " rows lies in a unit and has a '%s' above 0; is it of the same place, in the "
                            "coordinate system that it says?",
                            r->file, f->points.n, r->weight);
    if (!status) {
        *report =
            (bp_centres_report){f->points.n, mean.n_used, mean.n_outside, mean.n_unweighted, mean.n_kept};
        warn_rows(context, r, report, n_overlap);
        warn_kept(context, r, ids, &mean);
    }
    bp_point_mean_report_clear(&mean);
    return status;
}

bp_status bp_centres_make(bp_context *context, const bp_centres_request *r, const bp_layer *units,
                          const bp_unit_ids *ids, bp_points *out, bp_centres_report *report)
{
    finer f = {.table = BP_TABLE_INIT, .weight = BP_VALUES_INIT};
    bp_points points = BP_POINTS_INIT;
    bp_point_join_report joined = BP_POINT_JOIN_REPORT_INIT;
    bp_status status = read_finer(context, r, &f);
    if (!status)
        status = read_weights(context, r, &f);
    if (!status)
        status = transform(context, r, units, &f);
    if (!status && !(f.unit = (int64_t *)malloc(((size_t)f.points.n + 1) * sizeof *f.unit)))
        status = bp_context_fail_memory(context, ((size_t)f.points.n + 1) * sizeof *f.unit);
    if (!status)
        status = bp_point_join(context, &f.points, &units->polygons, NULL, f.unit, &joined);
    if (!status)
        status = bp_point_of(context, &units->polygons, BP_POINT_CENTROID, &points);
    if (!status)
        status = move_points(context, r, &f, ids, joined.n_overlap, &points, report);
    clear_finer(&f);
    if (status)
        bp_points_clear(&points);
    else
        *out = points;
    return status;
}
