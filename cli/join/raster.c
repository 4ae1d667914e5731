/* Pixels of a raster within units. */
#include "cli/join/parts.h"

#include "cli/missing_codes.h"
#include "geo/bitmap.h"
#include "geo/text.h"
#include "geo/zonal.h"

#include <inttypes.h>
#include <stdlib.h>

static const double *statistic_of(const bp_zonal *zonal, bp_join_how how)
{
    switch (how) {
    case BP_JOIN_SUM:
        return zonal->sum;
    case BP_JOIN_MIN:
        return zonal->least;
    case BP_JOIN_MAX:
        return zonal->most;
    case BP_JOIN_STDEV:
        return zonal->deviation;
    case BP_JOIN_ABOVE:
        return zonal->share_above;
    case BP_JOIN_COVERED:
        return zonal->share_covered;
    default:
        return zonal->mean;
    }
}

static bp_status compute(bp_join_work *work, bp_raster *raster, double threshold, bp_zonal *out)
{
    bp_zonal_options options = BP_ZONAL_OPTIONS_INIT;
    const bp_layer *units = work->units->layer;
    options.threshold = threshold;
    return bp_zonal_statistics(work->context, &units->polygons, &units->crs, raster, &options, out);
}

/* What a unit's pixels say is missing where it has none, but how much of it they cover is known for every
 * unit with an area. */
static bp_status add(bp_join_work *work, int k, const bp_zonal *zonal)
{
    bp_join_how how = work->request->measures[k].how;
    if (how != BP_JOIN_COVERED)
        return bp_join_add(work, k, statistic_of(zonal, how), zonal->valid);
    uint8_t *valid = (uint8_t *)calloc(bp_bitmap_bytes(zonal->n), 1);
    if (!valid)
        return bp_context_fail_memory(work->context, bp_bitmap_bytes(zonal->n));
    for (int64_t i = 0; i < zonal->n; i++)
        if (zonal->state[i] != BP_ZONAL_EMPTY)
            bp_bitmap_set(valid, i);
    bp_status status = bp_join_add(work, k, zonal->share_covered, valid);
    free(valid);
    return status;
}

static bp_status note(bp_join_work *work, const bp_zonal *zonal)
{
    bp_join_report *report = &work->joined->report;
    const bp_join_source *source = &work->request->source;
    if (zonal->n_state[BP_ZONAL_OUTSIDE] + zonal->n_state[BP_ZONAL_EMPTY] == zonal->n)
        return bp_context_fail(work->context, BP_ERROR_INPUT,
                               "%s: lies apart from the units: none of the %" PRId64
                               " meets the raster, which is in %s; is it of the same place?",
                               source->shown, zonal->n, report->crs);
    if (zonal->operation && !(report->operation = bp_text_copy(zonal->operation)))
        return bp_context_fail_memory(work->context, 0);
    return bp_join_note_covered(work, zonal->share_covered);
}

/* A code of a missing value is the least of its unit, or hidden by another code. */
static bp_status check_codes(bp_join_work *work, const bp_zonal *zonal)
{
    for (int64_t i = 0; i < zonal->n; i++)
        if (bp_bitmap_get(zonal->valid, i) && bp_is_missing_code(zonal->least[i]))
            return bp_context_fail(
                work->context, BP_ERROR_INPUT,
                "%s: found %.15g in pixels, which is a code for a missing value; set it as "
                "such with gdal_edit.py -a_nodata",
                work->request->source.shown, zonal->least[i]);
    return BP_OK;
}

/* One pass for all but the thresholds, of which each takes its own. */
static bp_status measure(bp_join_work *work, bp_raster *raster)
{
    const bp_join_request *request = work->request;
    bp_zonal plain = BP_ZONAL_INIT;
    bp_status status = compute(work, raster, NAN, &plain);
    if (!status)
        status = check_codes(work, &plain);
    if (!status)
        status = note(work, &plain);
    for (int k = 0; !status && k < request->n_measures; k++) {
        bp_zonal zonal = BP_ZONAL_INIT;
        bool is_above = request->measures[k].how == BP_JOIN_ABOVE;
        if (is_above)
            status = compute(work, raster, request->measures[k].number, &zonal);
        if (!status)
            status = add(work, k, is_above ? &zonal : &plain);
        bp_zonal_clear(&zonal);
    }
    bp_zonal_clear(&plain);
    return status;
}

bp_status bp_join_raster(bp_join_work *work)
{
    bp_raster *raster = NULL;
    bp_status status =
        bp_join_open_raster(work->context, &work->request->source, &raster, &work->joined->report);
    if (!status)
        status = measure(work, raster);
    bp_raster_close(raster);
    return status;
}
