#include "geo/dissolve.h"

#include "geo/border_private.h"
#include "geo/geos_private.h"
#include "geo/ring_nest_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* How far the area of a union may be from the sum of its members' before they are taken to overlap, relative.
 */
static const double AREA_TOLERANCE = 1e-9;

/* What a piece of the work has: a unit for every group, and the groups of which members overlap. */
typedef struct piece {
    bp_polygons merged;
    int64_t n_overlapping, first_overlapping;
    double overlap;
} piece;

typedef struct dissolve_job {
    bp_border_job border;
    const bp_polygons *polygons; /* the same as in border */
    int32_t n_groups;
    int64_t *begin;   /* begin[n_groups + 1] into members */
    int64_t *members; /* the units of each group that have a geometry, ascending */
    double *area;     /* area[n_units] */
    piece *results;   /* results[n_pieces] */
    int64_t n_pieces, piece_size;
} dissolve_job;

/* What a thread keeps. */
typedef struct workspace {
    bp_border border;
    bp_ring_nest nest;
} workspace;

static bool has_geometry(const bp_polygons *polygons, int64_t unit)
{
    return polygons->unit_parts[unit] < polygons->unit_parts[unit + 1];
}

static bp_status check_groups(bp_context *context, const bp_polygons *polygons, const int32_t *group,
                              int32_t n_groups)
{
    if (n_groups < 0)
        return bp_context_fail(context, BP_ERROR_ARGUMENT, "%d groups were asked for", (int)n_groups);
    if (polygons->n_units > INT32_MAX || polygons->n_coords >= (int64_t)BP_NO_POINT)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "%lld units with %lld points were to be dissolved; the most is %lld and %lld",
                               (long long)polygons->n_units, (long long)polygons->n_coords,
                               (long long)INT32_MAX, (long long)BP_NO_POINT - 1);
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

/* All polygons of the members in one collection; NULL when GEOS fails. */
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

static double area_of_members(const dissolve_job *job, int64_t group)
{
    double sum = 0.0;
    for (int64_t k = job->begin[group]; k < job->begin[group + 1]; k++)
        sum += job->area[job->members[k]];
    return sum;
}

/* The union by GEOS, for members that overlap or whose borders do not match. */
static bp_status unite_group(bp_geos *geos, const dissolve_job *job, int64_t group, piece *out)
{
    GEOSGeometry *collection = collect(geos, job, group);
    GEOSGeometry *merged = collection ? GEOSUnaryUnion_r(geos->handle, collection) : NULL;
    double expected = area_of_members(job, group), area = expected;
    bp_status status = BP_ERROR_INTERNAL;
    if (merged && GEOSArea_r(geos->handle, merged, &area))
        status = bp_geos_to_unit(geos, merged, &out->merged);
    else
        bp_geos_fail(geos, "merge the group that begins with", job->members[job->begin[group]]);
    if (!status && expected - area > AREA_TOLERANCE * expected) {
        if (out->n_overlapping++ == 0)
            out->first_overlapping = group;
        out->overlap += expected - area;
    }
    if (merged)
        GEOSGeom_destroy_r(geos->handle, merged);
    if (collection)
        GEOSGeom_destroy_r(geos->handle, collection);
    return status;
}

static void free_workspace(bp_geos *geos)
{
    workspace *space = (workspace *)geos->local;
    bp_border_clear(&space->border);
    bp_ring_nest_clear(&space->nest);
    free(space);
}

/* The thread's workspace, made on first use; NULL when memory runs out. */
static workspace *workspace_of(bp_geos *geos)
{
    if (!geos->local) {
        geos->local = calloc(1, sizeof(workspace));
        geos->free_local = geos->local ? free_workspace : NULL;
    }
    return (workspace *)geos->local;
}

/* The rings of the border with their coordinates. */
static bool fetch_rings(const bp_polygons *polygons, const bp_border *border, bp_ring_nest *nest)
{
    if (!bp_ring_nest_reserve(nest, border->n_rings, border->n_edges + border->n_rings))
        return false;
    int64_t n_points = 0;
    for (int64_t r = 0; r < border->n_rings; r++) {
        int64_t first = n_points;
        for (int64_t k = border->ring_begin[r]; k < border->ring_begin[r + 1]; k++)
            memcpy(nest->xy + 2 * n_points++, polygons->xy + 2 * (size_t)border->ring_edges[k],
                   2 * sizeof *nest->xy);
        memcpy(nest->xy + 2 * n_points++, nest->xy + 2 * first, 2 * sizeof *nest->xy);
        nest->begin[r + 1] = n_points;
    }
    nest->n = border->n_rings;
    return true;
}

/* Merge by cancelling the edges that members share; *done false when that does not do. */
static bp_status merge_group(bp_geos *geos, dissolve_job *job, int64_t group, bp_polygons *out, bool *done)
{
    workspace *space = workspace_of(geos);
    if (!space)
        return bp_context_fail_memory(geos->context, sizeof *space);
    int64_t first = job->begin[group];
    bp_border_result found = bp_border_find(geos->context, &job->border, job->members + first,
                                            job->begin[group + 1] - first, &space->border);
    if (found == BP_BORDER_DOUBTFUL)
        return BP_OK;
    if (found == BP_BORDER_NO_MEMORY || !fetch_rings(job->polygons, &space->border, &space->nest))
        return bp_context_fail_memory(geos->context, 0);
    bp_ring_nest_result nested = bp_ring_nest_find(geos->context, &space->nest);
    if (nested != BP_RING_NEST_DONE)
        return nested == BP_RING_NEST_DOUBTFUL ? BP_OK : BP_ERROR_MEMORY;
    double expected = area_of_members(job, group), area = 0.0;
    for (int64_t r = 0; r < space->nest.n; r++)
        area += 0.5 * space->nest.area2[r];
    if (!(fabs(area - expected) <= AREA_TOLERANCE * expected))
        return BP_OK;
    *done = true;
    bp_status status = bp_ring_nest_append(geos->context, &space->nest, out);
    return status ? status : bp_polygons_end_unit(geos->context, out);
}

static bp_status dissolve_piece(bp_geos *geos, int64_t number, void *user)
{
    dissolve_job *job = (dissolve_job *)user;
    piece *out = &job->results[number];
    int64_t first = number * job->piece_size, end = first + job->piece_size;
    bp_status status = BP_OK;
    for (int64_t g = first; !status && g < end && g < job->n_groups; g++) {
        int64_t n_members = job->begin[g + 1] - job->begin[g];
        bool done = n_members < 2;
        if (n_members == 0)
            status = bp_polygons_end_unit(geos->context, &out->merged);
        else if (n_members == 1)
            status =
                bp_geos_add_turned(geos->context, &out->merged, job->polygons, job->members[job->begin[g]]);
        else
            status = merge_group(geos, job, g, &out->merged, &done);
        if (!status && !done)
            status = unite_group(geos, job, g, out);
    }
    return status;
}

/* Members overlap where their union is smaller than they are together. */
static bp_dissolve_report sum_overlaps(const dissolve_job *job)
{
    bp_dissolve_report report = BP_DISSOLVE_REPORT_INIT;
    for (int64_t i = 0; i < job->n_pieces; i++) {
        if (report.n_overlapping == 0 && job->results[i].n_overlapping > 0)
            report.first = job->results[i].first_overlapping;
        report.n_overlapping += job->results[i].n_overlapping;
        report.overlap += job->results[i].overlap;
    }
    return report;
}

static bp_status put_together(bp_context *context, const dissolve_job *job, bp_polygons *out)
{
    bp_polygons whole = BP_POLYGONS_INIT;
    bp_status status = BP_OK;
    for (int64_t i = 0; !status && i < job->n_pieces; i++)
        for (int64_t u = 0; !status && u < job->results[i].merged.n_units; u++)
            status = bp_polygons_add_unit(context, &whole, &job->results[i].merged, u);
    if (status)
        bp_polygons_clear(&whole);
    else
        *out = whole;
    return status;
}

/* A copy with the rings the right way round, when there is one that is not; else *turned stays as it is. */
static bp_status turn_rings(bp_context *context, const bp_polygons *polygons, bp_polygons *turned)
{
    bool wrong = false;
    for (int64_t p = 0; !wrong && p < polygons->n_parts; p++)
        for (int64_t r = polygons->part_rings[p]; !wrong && r < polygons->part_rings[p + 1]; r++) {
            int64_t first = polygons->ring_coords[r];
            wrong = bp_geos_runs_wrong(polygons->xy + 2 * first, polygons->ring_coords[r + 1] - first,
                                       r > polygons->part_rings[p]);
        }
    bp_status status = BP_OK;
    for (int64_t u = 0; wrong && !status && u < polygons->n_units; u++)
        status = bp_geos_add_turned(context, turned, polygons, u);
    return status;
}

static bp_status allocate_job(bp_context *context, dissolve_job *job)
{
    size_t n = (size_t)job->polygons->n_units + 1;
    job->n_pieces = (job->n_groups + job->piece_size - 1) / job->piece_size;
    job->begin = (int64_t *)calloc((size_t)job->n_groups + 2, sizeof *job->begin);
    job->members = (int64_t *)malloc(n * sizeof *job->members);
    job->area = (double *)malloc(n * sizeof *job->area);
    job->results = (piece *)calloc((size_t)job->n_pieces + 1, sizeof *job->results);
    job->border.inner = (uint8_t *)calloc((size_t)job->polygons->n_coords + 1, 1);
    if (!job->begin || !job->members || !job->area || !job->results || !job->border.inner)
        return bp_context_fail_memory(context, n * sizeof *job->members);
    return BP_OK;
}

static void clear_job(dissolve_job *job)
{
    for (int64_t i = 0; job->results && i < job->n_pieces; i++)
        bp_polygons_clear(&job->results[i].merged);
    bp_point_chains_clear(&job->border.chains);
    free(job->border.inner);
    free(job->results);
    free(job->area);
    free(job->members);
    free(job->begin);
}

bp_status bp_polygons_dissolve_report(bp_context *context, const bp_polygons *polygons, const int32_t *group,
                                      int32_t n_groups, bp_polygons *out, bp_dissolve_report *report)
{
    bp_polygons turned = BP_POLYGONS_INIT;
    dissolve_job job = {.border = {.group = group, .chains = BP_POINT_CHAINS_INIT}, .n_groups = n_groups};
    bp_status status = check_groups(context, polygons, group, n_groups);
    if (!status)
        status = turn_rings(context, polygons, &turned);
    job.polygons = job.border.polygons = turned.n_units > 0 ? &turned : polygons;
    job.piece_size = bp_geos_piece_size(context, n_groups);
    if (!status)
        status = allocate_job(context, &job);
    if (!status)
        status = bp_point_chains_make(context, job.polygons, bp_context_threads(context), &job.border.chains);
    if (status)
        goto done;
    list_members(&job, group);
    bp_polygons_area(job.polygons, job.area);
    status = bp_geos_each(context, job.n_pieces, dissolve_piece, &job);
    if (!status)
        status = put_together(context, &job, out);
    if (!status)
        *report = sum_overlaps(&job);
done:
    clear_job(&job);
    bp_polygons_clear(&turned);
    return status;
}

bp_status bp_polygons_dissolve(bp_context *context, const bp_polygons *polygons, const int32_t *group,
                               int32_t n_groups, bp_polygons *out)
{
    bp_dissolve_report report = BP_DISSOLVE_REPORT_INIT;
    bp_status status = bp_polygons_dissolve_report(context, polygons, group, n_groups, out, &report);
    if (!status && report.n_overlapping > 0)
        bp_context_warn(
            context, "dissolve.overlap",
            "members of %lld of %lld areas overlap each other (%.6g square units in all, first in "
            "area %lld); what they share counts once in the area's outline",
            (long long)report.n_overlapping, (long long)n_groups, report.overlap,
            (long long)report.first + 1);
    return status;
}
