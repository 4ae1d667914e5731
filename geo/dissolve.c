#include "geo/dissolve.h"

#include "geo/geos_private.h"

#include <math.h>
#include <stdlib.h>

/* How far the area of a union may be from the sum of its members' before it is taken for wrong, relative. */
static const double AREA_TOLERANCE = 1e-9;

typedef struct dissolve_job {
    const bp_polygons *polygons;
    int32_t n_groups;
    int64_t *begin;       /* begin[n_groups + 1] into members */
    int64_t *members;     /* the units of each group that have a geometry, ascending */
    double *area;         /* area[n_units] */
    bp_polygons *results; /* results[n_pieces], with a unit for every group of the piece */
    int64_t n_pieces, piece_size;
} dissolve_job;

static bool has_geometry(const bp_polygons *polygons, int64_t unit)
{
    return polygons->unit_parts[unit] < polygons->unit_parts[unit + 1];
}

static bp_status check_groups(bp_context *context, const bp_polygons *polygons, const int32_t *group,
                              int32_t n_groups)
{
    if (n_groups < 0)
        return bp_context_fail(context, BP_ERROR_ARGUMENT, "%d groups were asked for", (int)n_groups);
    for (int64_t u = 0; u < polygons->n_units; u++)
        if (group[u] < -1 || group[u] >= n_groups)
            return bp_context_fail(context, BP_ERROR_ARGUMENT,
                                   "unit %lld is in group %d, but the groups are 0 to %d", (long long)u,
                                   (int)group[u], (int)n_groups - 1);
    return BP_OK;
}

/* List the members by counting sort. */
static void list_members(dissolve_job *job, const int32_t *group)
{
    const bp_polygons *polygons = job->polygons;
    for (int64_t u = 0; u < polygons->n_units; u++)
        if (group[u] >= 0 && has_geometry(polygons, u))
            job->begin[group[u] + 2]++;
    for (int64_t g = 1; g <= job->n_groups; g++)
        job->begin[g + 1] += job->begin[g];
    for (int64_t u = 0; u < polygons->n_units; u++)
        if (group[u] >= 0 && has_geometry(polygons, u))
            job->members[job->begin[group[u] + 1]++] = u;
}

/* All polygons of the members in one multipolygon; NULL when GEOS fails. */
static GEOSGeometry *collect(bp_geos *geos, const dissolve_job *job, int64_t group)
{
    int64_t first = job->begin[group], n = job->begin[group + 1] - first, made = 0;
    GEOSGeometry **items = (GEOSGeometry **)malloc((size_t)n * sizeof *items);
    while (items && made < n &&
           (items[made] = bp_geos_from_unit(geos, job->polygons, job->members[first + made])))
        made++;
    GEOSGeometry *collection = NULL;
    if (made == n)
        collection =
            GEOSGeom_createCollection_r(geos->handle, GEOS_GEOMETRYCOLLECTION, items, (unsigned int)n);
    else
        for (int64_t i = 0; i < made; i++)
            GEOSGeom_destroy_r(geos->handle, items[i]);
    free(items);
    return collection;
}

/* Members that overlap, or whose borders do not match, give a coverage union that is wrong or none at all. */
static bool is_right(bp_geos *geos, const dissolve_job *job, int64_t group, const GEOSGeometry *merged)
{
    double expected = 0.0, area = 0.0;
    for (int64_t k = job->begin[group]; k < job->begin[group + 1]; k++)
        expected += job->area[job->members[k]];
    return GEOSArea_r(geos->handle, merged, &area) && fabs(area - expected) <= AREA_TOLERANCE * expected &&
           GEOSisValid_r(geos->handle, merged) == 1;
}

static bp_status merge_group(bp_geos *geos, const dissolve_job *job, int64_t group, bp_polygons *out)
{
    GEOSGeometry *collection = collect(geos, job, group);
    GEOSGeometry *merged = collection ? GEOSCoverageUnion_r(geos->handle, collection) : NULL;
    if (collection && (!merged || !is_right(geos, job, group, merged))) {
        if (merged)
            GEOSGeom_destroy_r(geos->handle, merged);
        geos->message[0] = '\0';
        merged = GEOSUnaryUnion_r(geos->handle, collection);
    }
    bp_status status = merged ? bp_geos_to_unit(geos, merged, out) : BP_ERROR_INTERNAL;
    if (!merged)
        bp_geos_fail(geos, "merge the group that begins with", job->members[job->begin[group]]);
    if (merged)
        GEOSGeom_destroy_r(geos->handle, merged);
    if (collection)
        GEOSGeom_destroy_r(geos->handle, collection);
    return status;
}

static bp_status dissolve_piece(bp_geos *geos, int64_t number, void *user)
{
    dissolve_job *job = (dissolve_job *)user;
    bp_polygons *out = &job->results[number];
    int64_t first = number * job->piece_size, end = first + job->piece_size;
    bp_status status = BP_OK;
    for (int64_t g = first; !status && g < end && g < job->n_groups; g++) {
        int64_t n_members = job->begin[g + 1] - job->begin[g];
        if (n_members == 0)
            status = bp_polygons_end_unit(geos->context, out);
        else if (n_members == 1)
            status = bp_geos_add_turned(geos->context, out, job->polygons, job->members[job->begin[g]]);
        else
            status = merge_group(geos, job, g, out);
    }
    return status;
}

static bp_status put_together(bp_context *context, const dissolve_job *job, bp_polygons *out)
{
    bp_polygons whole = BP_POLYGONS_INIT;
    bp_status status = BP_OK;
    for (int64_t i = 0; !status && i < job->n_pieces; i++)
        for (int64_t u = 0; !status && u < job->results[i].n_units; u++)
            status = bp_polygons_add_unit(context, &whole, &job->results[i], u);
    if (status)
        bp_polygons_clear(&whole);
    else
        *out = whole;
    return status;
}

bp_status bp_polygons_dissolve(bp_context *context, const bp_polygons *polygons, const int32_t *group,
                               int32_t n_groups, bp_polygons *out)
{
    bp_status status = check_groups(context, polygons, group, n_groups);
    if (status)
        return status;
    size_t n = (size_t)polygons->n_units + 1;
    dissolve_job job = {polygons, n_groups, NULL, NULL, NULL, NULL, 0, bp_geos_piece_size(context, n_groups)};
    job.n_pieces = (n_groups + job.piece_size - 1) / job.piece_size;
    job.begin = (int64_t *)calloc((size_t)n_groups + 2, sizeof *job.begin);
    job.members = (int64_t *)malloc(n * sizeof *job.members);
    job.area = (double *)malloc(n * sizeof *job.area);
    job.results = (bp_polygons *)calloc((size_t)job.n_pieces + 1, sizeof *job.results);
    if (!job.begin || !job.members || !job.area || !job.results) {
        status = bp_context_fail_memory(context, n * sizeof *job.members);
        goto done;
    }
    list_members(&job, group);
    bp_polygons_area(polygons, job.area);
    status = bp_geos_each(context, job.n_pieces, dissolve_piece, &job);
    if (!status)
        status = put_together(context, &job, out);
done:
    for (int64_t i = 0; job.results && i < job.n_pieces; i++)
        bp_polygons_clear(&job.results[i]);
    free(job.results);
    free(job.area);
    free(job.members);
    free(job.begin);
    return status;
}
