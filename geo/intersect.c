#include "geo/intersect.h"

#include "geo/geos_private.h"

#include <inttypes.h>
#include <stdlib.h>

typedef struct intersecting {
    const bp_polygons *a, *b;
    const bp_pair *pairs;
    bp_polygons *common; /* common[n], one unit each */
} intersecting;

static bp_status intersect_pair(bp_geos *geos, int64_t k, void *user)
{
    intersecting *work = (intersecting *)user;
    GEOSContextHandle_t handle = geos->handle;
    bp_pair pair = work->pairs[k];
    GEOSGeometry *a = bp_geos_from_unit(geos, work->a, pair.a);
    GEOSGeometry *b = bp_geos_from_unit(geos, work->b, pair.b);
    GEOSGeometry *common = a && b ? GEOSIntersection_r(handle, a, b) : NULL;
    bp_status status =
        common ? bp_geos_to_unit(geos, common, &work->common[k]) : bp_geos_fail(geos, "intersecting", pair.a);
    if (common)
        GEOSGeom_destroy_r(handle, common);
    if (b)
        GEOSGeom_destroy_r(handle, b);
    if (a)
        GEOSGeom_destroy_r(handle, a);
    return status;
}

bp_status bp_polygons_intersect(bp_context *context, const bp_polygons *a, const bp_polygons *b,
                                const bp_pair *pairs, int64_t n, bp_polygons *out)
{
    bp_polygons result = BP_POLYGONS_INIT;
    for (int64_t k = 0; k < n; k++)
        if (pairs[k].a < 0 || pairs[k].a >= a->n_units || pairs[k].b < 0 || pairs[k].b >= b->n_units)
            return bp_context_fail(context, BP_ERROR_ARGUMENT,
                                   "pair %" PRId64 " is of units %" PRId64 " and %" PRId64
                                   "; there are %" PRId64 " and %" PRId64,
                                   k, pairs[k].a, pairs[k].b, a->n_units, b->n_units);
    intersecting work = {a, b, pairs, (bp_polygons *)calloc((size_t)n + 1, sizeof *work.common)};
    if (!work.common)
        return bp_context_fail_memory(context, (size_t)n * sizeof *work.common);
    bp_status status = bp_geos_each(context, n, intersect_pair, &work);
    for (int64_t k = 0; !status && k < n; k++)
        status = bp_polygons_add_unit(context, &result, &work.common[k], 0);
    for (int64_t k = 0; k < n; k++)
        bp_polygons_clear(&work.common[k]);
    free(work.common);
    if (status)
        bp_polygons_clear(&result);
    else
        *out = result;
    return status;
}
