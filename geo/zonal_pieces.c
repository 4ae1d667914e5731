#include "geo/zonal.h"

#include "geo/geos_private.h"
#include "geo/overlay.h"

#include <stdlib.h>

typedef struct cut_job {
    const bp_polygons *source, *target;
    const bp_overlap_list *pairs;
    int64_t piece_size, n_pieces;
    bp_polygons *cut; /* cut[n_pieces]: the common ground of each pair */
} cut_job;

void bp_zonal_pieces_clear(bp_zonal_pieces *pieces)
{
    free(pieces->items);
    free(pieces->operation);
    *pieces = (bp_zonal_pieces)BP_ZONAL_PIECES_INIT;
}

static bp_status cut_pair(bp_geos *geos, const cut_job *job, const bp_overlap *pair, bp_polygons *out)
{
    GEOSGeometry *a = bp_geos_from_unit(geos, job->source, pair->a);
    GEOSGeometry *b = a ? bp_geos_from_unit(geos, job->target, pair->b) : NULL;
    GEOSGeometry *common = b ? GEOSIntersection_r(geos->handle, a, b) : NULL;
    bp_status status =
        common ? bp_geos_to_unit(geos, common, out) : bp_geos_fail(geos, "cut the polygon of", pair->a);
    GEOSGeometry *const made[] = {a, b, common};
    for (int i = 0; i < 3; i++)
        if (made[i])
            GEOSGeom_destroy_r(geos->handle, made[i]);
    return status;
}

static bp_status cut_piece(bp_geos *geos, int64_t number, void *user)
{
    cut_job *job = (cut_job *)user;
    int64_t first = number * job->piece_size, end = first + job->piece_size;
    bp_status status = BP_OK;
    for (int64_t k = first; !status && k < end && k < job->pairs->n; k++)
        status = cut_pair(geos, job, &job->pairs->items[k], &job->cut[number]);
    return status;
}

/* The common ground of every pair, in their order. */
static bp_status cut_all(bp_context *context, cut_job *job, bp_polygons *out)
{
    job->piece_size = bp_geos_piece_size(context, job->pairs->n);
    job->n_pieces = (job->pairs->n + job->piece_size - 1) / job->piece_size;
    job->cut = (bp_polygons *)calloc((size_t)job->n_pieces + 1, sizeof *job->cut);
    bp_status status =
        job->cut ? bp_geos_each(context, job->n_pieces, cut_piece, job) : bp_context_fail_memory(context, 0);
    for (int64_t i = 0; job->cut && i < job->n_pieces; i++) {
        for (int64_t k = 0; !status && k < job->cut[i].n_units; k++)
            status = bp_polygons_add_unit(context, out, &job->cut[i], k);
        bp_polygons_clear(&job->cut[i]);
    }
    free(job->cut);
    return status;
}

bp_status bp_zonal_pieces_make(bp_context *context, const bp_polygons *source, const bp_polygons *target,
                               const bp_crs *crs, bp_raster *raster, bp_zonal_pieces *out)
{
    bp_overlap_list pairs = BP_OVERLAP_LIST_INIT;
    bp_polygons cut = BP_POLYGONS_INIT;
    bp_zonal zonal = BP_ZONAL_INIT;
    bp_zonal_piece *items = NULL;
    bp_status status = bp_overlay_areas(context, source, NULL, target, &pairs);
    cut_job job = {source, target, &pairs, 0, 0, NULL};
    if (!status)
        status = cut_all(context, &job, &cut);
    if (!status)
        status = bp_zonal_statistics(context, &cut, crs, raster, NULL, &zonal);
    if (!status) {
        items = (bp_zonal_piece *)malloc(((size_t)pairs.n + 1) * sizeof *items);
        status = items ? BP_OK : bp_context_fail_memory(context, (size_t)pairs.n * sizeof *items);
    }
    if (!status && items) {
        for (int64_t k = 0; k < pairs.n; k++)
            items[k] = (bp_zonal_piece){pairs.items[k].a, pairs.items[k].b, pairs.items[k].area, zonal.sum[k],
                                        zonal.share_covered[k]};
        *out = (bp_zonal_pieces){pairs.n, items, zonal.operation};
        zonal.operation = NULL;
    }
    bp_zonal_clear(&zonal);
    bp_polygons_clear(&cut);
    bp_overlap_list_clear(&pairs);
    return status;
}
