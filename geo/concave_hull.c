#include "geo/concave_hull.h"

#include "geo/bitmap.h"
#include "geo/geos_private.h"

#include <math.h>
#include <stdlib.h>

#if GEOS_VERSION_MAJOR > 3 || (GEOS_VERSION_MAJOR == 3 && GEOS_VERSION_MINOR >= 11)
#define HAS_CONCAVE_HULL 1
#else
#define HAS_CONCAVE_HULL 0
#endif

enum { ARC_SEGMENTS = 8 };

/* The points of all groups, one group after the other. */
typedef struct job {
    const bp_concave_hull_options *options;
    int64_t *first;     /* first[n_groups + 1] */
    double *xy;         /* xy[2 * first[n_groups]] */
    bp_polygons *hulls; /* hulls[n_groups], of one unit each */
} job;

static bp_status check_input(bp_context *context, const bp_points *points, const int32_t *group,
                             int32_t n_groups, const bp_concave_hull_options *options)
{
    if (!(options->ratio >= 0.0 && options->ratio <= 1.0))
        return bp_context_fail(
            context, BP_ERROR_ARGUMENT,
            "a hull with ratio %g was asked for; it lies between 0, the tightest, and 1, the "
            "convex hull",
            options->ratio);
    if (!(options->margin >= 0.0) || !isfinite(options->margin))
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "a hull with a margin of %g was asked for; it is 0 or more", options->margin);
    for (int64_t i = 0; i < points->n; i++) {
        if (group[i] < -1 || group[i] >= n_groups)
            return bp_context_fail(context, BP_ERROR_ARGUMENT, "point %lld is in group %d; there are %d",
                                   (long long)i + 1, group[i], n_groups);
        if (group[i] >= 0 && (!bp_bitmap_get(points->valid, i) || !isfinite(points->xy[2 * i]) ||
                              !isfinite(points->xy[2 * i + 1])))
            return bp_context_fail(context, BP_ERROR_ARGUMENT,
                                   "point %lld is in group %d and has no finite place", (long long)i + 1,
                                   group[i]);
    }
    return BP_OK;
}

static int by_place(const void *a, const void *b)
{
    const double *first = (const double *)a, *second = (const double *)b;
    int axis = first[0] == second[0];
    return (first[axis] > second[axis]) - (first[axis] < second[axis]);
}

static bp_status gather(bp_context *context, const bp_points *points, const int32_t *group, int32_t n_groups,
                        job *j)
{
    size_t groups = (size_t)n_groups;
    j->first = (int64_t *)calloc(groups + 2, sizeof *j->first);
    j->xy = (double *)malloc((2 * (size_t)points->n + 1) * sizeof *j->xy);
    j->hulls = (bp_polygons *)calloc(groups + 1, sizeof *j->hulls);
    if (!j->first || !j->xy || !j->hulls)
        return bp_context_fail_memory(context, (2 * (size_t)points->n + 1) * sizeof *j->xy);
    for (int64_t i = 0; i < points->n; i++)
        if (group[i] >= 0)
            j->first[group[i] + 2]++;
    for (int32_t g = 0; g < n_groups; g++)
        j->first[g + 2] += j->first[g + 1];
    /* first[g + 1] is where the next point of group g goes, and in the end where g + 1 begins. */
    for (int64_t i = 0; i < points->n; i++) {
        if (group[i] < 0)
            continue;
        int64_t at = j->first[group[i] + 1]++;
        j->xy[2 * at] = points->xy[2 * i];
        j->xy[2 * at + 1] = points->xy[2 * i + 1];
    }
    return BP_OK;
}

static GEOSGeometry *make_points(bp_geos *geos, const double *xy, int64_t n)
{
    GEOSGeometry **items = (GEOSGeometry **)malloc((size_t)n * sizeof *items);
    for (int64_t i = 0; items && i < n; i++)
        items[i] = GEOSGeom_createPointFromXY_r(geos->handle, xy[2 * i], xy[2 * i + 1]);
    GEOSGeometry *all =
        items ? GEOSGeom_createCollection_r(geos->handle, GEOS_MULTIPOINT, items, (unsigned int)n) : NULL;
    free(items);
    return all;
}

#if HAS_CONCAVE_HULL
/* A valid polygon that holds all the points, which rounding may keep the triangulation from giving. */
static bool holds_all(bp_geos *geos, const GEOSGeometry *hull, const GEOSGeometry *points)
{
    if (!hull || GEOSGeomTypeId_r(geos->handle, hull) != GEOS_POLYGON ||
        GEOSisValid_r(geos->handle, hull) != 1)
        return false;
    const GEOSPreparedGeometry *prepared = GEOSPrepare_r(geos->handle, hull);
    bool holds = prepared && GEOSPreparedCovers_r(geos->handle, prepared, points) == 1;
    GEOSPreparedGeom_destroy_r(geos->handle, prepared);
    return holds;
}
#endif

static GEOSGeometry *hull_of(bp_geos *geos, const GEOSGeometry *points, double ratio)
{
    GEOSGeometry *convex = GEOSConvexHull_r(geos->handle, points);
#if HAS_CONCAVE_HULL
    if (convex && ratio < 1.0 && GEOSGeomTypeId_r(geos->handle, convex) == GEOS_POLYGON) {
        GEOSGeometry *concave = GEOSConcaveHull_r(geos->handle, points, ratio, 0);
        bool holds = holds_all(geos, concave, points);
        GEOSGeom_destroy_r(geos->handle, holds ? convex : concave);
        return holds ? concave : convex;
    }
#else
    (void)ratio;
#endif
    return convex;
}

static bp_status outline_group(bp_geos *geos, int64_t group, void *user)
{
    job *j = (job *)user;
    int64_t first = j->first[group], n = j->first[group + 1] - first;
    bp_polygons *out = &j->hulls[group];
    if (n == 0)
        return bp_polygons_end_unit(geos->context, out);
    /* In one order, so that the triangulation is the same whatever that of the rows. */
    qsort(j->xy + 2 * first, (size_t)n, 2 * sizeof *j->xy, by_place);
    GEOSGeometry *points = make_points(geos, j->xy + 2 * first, n);
    GEOSGeometry *hull = points ? hull_of(geos, points, j->options->ratio) : NULL;
    if (hull && j->options->margin > 0.0) {
        GEOSGeometry *wide = GEOSBuffer_r(geos->handle, hull, j->options->margin, ARC_SEGMENTS);
        GEOSGeom_destroy_r(geos->handle, hull);
        hull = wide;
    }
    bp_status status =
        hull ? bp_geos_to_unit(geos, hull, out) : bp_geos_fail(geos, "outline the points of group", group);
    GEOSGeom_destroy_r(geos->handle, hull);
    GEOSGeom_destroy_r(geos->handle, points);
    return status;
}

static void warn_convex(bp_context *context, double ratio)
{
    if (!HAS_CONCAVE_HULL && ratio < 1.0)
        bp_context_warn(context, "hull_convex",
                        "outlines are convex hulls: GEOS %s is older than 3.11, which has concave ones",
                        GEOS_VERSION);
}

bp_status bp_concave_hulls(bp_context *context, const bp_points *points, const int32_t *group,
                           int32_t n_groups, const bp_concave_hull_options *options, bp_polygons *out)
{
    job j = {options, NULL, NULL, NULL};
    bp_polygons hulls = BP_POLYGONS_INIT;
    bp_status status = check_input(context, points, group, n_groups, options);
    if (!status)
        status = gather(context, points, group, n_groups, &j);
    if (!status)
        status = bp_geos_each(context, n_groups, outline_group, &j);
    for (int32_t g = 0; !status && g < n_groups; g++)
        status = bp_polygons_add_unit(context, &hulls, &j.hulls[g], 0);
    for (int32_t g = 0; j.hulls && g < n_groups; g++)
        bp_polygons_clear(&j.hulls[g]);
    free(j.hulls);
    free(j.first);
    free(j.xy);
    if (status) {
        bp_polygons_clear(&hulls);
    } else {
        warn_convex(context, options->ratio);
        *out = hulls;
    }
    return status;
}
