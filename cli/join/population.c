/* Where people are within sources and units, from polygons, points or a raster. */
#include "cli/join/parts.h"

#include "geo/bitmap.h"
#include "geo/point_join.h"
#include "geo/text.h"
#include "geo/zonal.h"

#include <inttypes.h>
#include <stdlib.h>

/* Weights under construction. */
struct weights {
    bp_piece_weight *items;
    int64_t n, n_missing;
};

static bp_status by_polygons(bp_join_work *work, const bp_polygons *sources, struct weights *out)
{
    const bp_join_population *asked = &work->request->population;
    bp_join_report report = {0};
    bp_join_columns columns = {0, {NULL}};
    bp_layer layer = BP_LAYER_INIT;
    bp_values count = BP_VALUES_INIT;
    bp_join_want(&columns, asked->column);
    bp_status status =
        bp_join_read_polygons(work->context, &asked->source, work->units->layer, &columns, &layer, &report);
    if (!status)
        status =
            bp_join_read_values(work->context, &asked->source, &layer.table, asked->column, true, &count);
    const bp_ancillary ancillary = {&layer.polygons, count.value, count.valid};
    if (!status)
        status = bp_piece_weights_of_polygons(work->context, sources, &work->units->layer->polygons,
                                              &ancillary, &out->items, &out->n, &out->n_missing);
    bp_values_clear(&count);
    bp_layer_clear(&layer);
    free(report.crs);
    free(report.operation);
    return status;
}

static bp_status weigh_points(bp_join_work *work, const bp_polygons *sources, const bp_points *points,
                              const bp_values *weight, struct weights *out)
{
    size_t bytes = (size_t)(points->n + 1) * sizeof(int64_t);
    int64_t *source_of = (int64_t *)malloc(bytes), *target_of = (int64_t *)malloc(bytes);
    bp_status status = source_of && target_of ? BP_OK : bp_context_fail_memory(work->context, bytes);
    if (!status)
        status = bp_point_join(work->context, points, sources, NULL, source_of, NULL);
    if (!status)
        status = bp_point_join(work->context, points, &work->units->layer->polygons, NULL, target_of, NULL);
    const bp_weighted_points weighted = {points->n, source_of, target_of, weight->value, weight->valid};
    if (!status)
        status = bp_piece_weights_of_points(work->context, &weighted, &out->items, &out->n, &out->n_missing);
    free(source_of);
    free(target_of);
    return status;
}

static bp_status by_points(bp_join_work *work, const bp_polygons *sources, struct weights *out)
{
    const bp_join_population *asked = &work->request->population;
    bp_join_report report = {0};
    bp_join_columns columns = {0, {NULL}};
    bp_point_layer layer = BP_POINT_LAYER_INIT;
    bp_values weight = BP_VALUES_INIT;
    bp_join_want(&columns, asked->column);
    bp_status status = bp_join_read_points(work->context, &asked->source, work->units->layer, &columns, true,
                                           &layer, &report);
    if (!status && asked->column)
        status =
            bp_join_read_values(work->context, &asked->source, &layer.table, asked->column, true, &weight);
    if (!status)
        status = weigh_points(work, sources, &layer.points, &weight, out);
    bp_values_clear(&weight);
    bp_point_layer_clear(&layer);
    free(report.crs);
    free(report.operation);
    return status;
}

static bp_status refuse_negative(bp_join_work *work, const bp_zonal *zonal)
{
    for (int64_t i = 0; i < zonal->n; i++)
        if (bp_bitmap_get(zonal->valid, i) && zonal->least[i] < 0.0)
            return bp_context_fail(
                work->context, BP_ERROR_INPUT,
                "%s: has a pixel of %.15g, expected 0 people or more; set the nodata value of "
                "the band, with gdal_edit.py -a_nodata say",
                work->request->population.source.shown, zonal->least[i]);
    return BP_OK;
}

/* Where a raster has no value, nobody is taken to live: told of the polygons that meet units. Those without
 * any value are shared out by area, and told of there. */
static void warn_partly(bp_join_work *work, const bp_zonal *of_sources, const bp_zonal_pieces *pieces)
{
    int64_t n = 0, n_partly = 0;
    for (int64_t k = 0; k < pieces->n; k++) {
        int64_t source = pieces->items[k].source;
        if (k > 0 && pieces->items[k - 1].source == source)
            continue;
        n++;
        n_partly += of_sources->state[source] == BP_ZONAL_PARTLY;
    }
    if (n_partly > 0)
        bp_context_warn(work->context, "join_population_partly",
                        "%s: has values in a part only of %" PRId64 " of %" PRId64
                        " polygons of %s; nobody is taken to live in the rest",
                        work->request->population.source.shown, n_partly, n, work->request->source.shown);
}

static bp_status by_raster(bp_join_work *work, const bp_polygons *sources, struct weights *out)
{
    const bp_layer *units = work->units->layer;
    bp_join_report report = {0};
    bp_raster *raster = NULL;
    bp_zonal of_sources = BP_ZONAL_INIT, of_units = BP_ZONAL_INIT;
    bp_zonal_pieces pieces = BP_ZONAL_PIECES_INIT;
    bp_status status =
        bp_join_open_raster(work->context, &work->request->population.source, &raster, &report);
    if (!status)
        status = bp_zonal_statistics(work->context, sources, &units->crs, raster, NULL, &of_sources);
    if (!status)
        status = refuse_negative(work, &of_sources);
    if (!status)
        status = bp_zonal_statistics(work->context, &units->polygons, &units->crs, raster, NULL, &of_units);
    if (!status)
        status = refuse_negative(work, &of_units);
    if (!status)
        status = bp_zonal_pieces_make(work->context, sources, &units->polygons, &units->crs, raster, &pieces);
    if (!status)
        status = bp_zonal_piece_weights(work->context, &pieces, &of_sources, &of_units, &out->items, &out->n);
    if (!status)
        warn_partly(work, &of_sources, &pieces);
    bp_zonal_pieces_clear(&pieces);
    bp_zonal_clear(&of_units);
    bp_zonal_clear(&of_sources);
    bp_raster_close(raster);
    free(report.crs);
    free(report.operation);
    return status;
}

static bp_status make_weights(bp_join_work *work, const bp_polygons *sources, struct weights *out)
{
    const bp_join_population *asked = &work->request->population;
    bp_join_kind kind = BP_JOIN_POLYGONS;
    bp_status status = bp_join_kind_of(work->context, &asked->source, &kind);
    if (status)
        return status;
    if (kind == BP_JOIN_LINES)
        return bp_context_fail(work->context, BP_ERROR_INPUT,
                               "%s: holds lines; where people are is told by polygons, points or a raster",
                               asked->source.shown);
    if (kind == BP_JOIN_POLYGONS && !asked->column)
        return bp_context_fail(work->context, BP_ERROR_INPUT,
                               "%s: holds polygons; name their column with the number of people",
                               asked->source.shown);
    return kind == BP_JOIN_RASTER   ? by_raster(work, sources, out)
           : kind == BP_JOIN_POINTS ? by_points(work, sources, out)
                                    : by_polygons(work, sources, out);
}

bp_status bp_join_by_population(bp_join_work *work, const bp_polygons *sources, const bp_pieces *by_area,
                                bp_pieces *out)
{
    struct weights weights = {NULL, 0, 0};
    bp_status status = make_weights(work, sources, &weights);
    if (!status && weights.n == 0)
        status = bp_context_fail(work->context, BP_ERROR_INPUT,
                                 "%s: nobody of it lies in the polygons of %s; is it of the same place?",
                                 work->request->population.source.shown, work->request->source.shown);
    if (!status && weights.n_missing > 0)
        bp_context_warn(work->context, "join_population_missing",
                        "%s: %" PRId64 " rows have no number of people and count for none",
                        work->request->population.source.shown, weights.n_missing);
    if (!status)
        status = bp_pieces_by_weights(work->context, by_area, weights.items, weights.n, out);
    free(weights.items);
    return status;
}
