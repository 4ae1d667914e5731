#include "geo/coverage_faces_private.h"

#include "geo/geos_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct face_job {
    const bp_segment *segments;
    int64_t n;
    double least_width;
    bp_segment_tree tree;
    GEOSGeometry *faces; /* a collection of polygons */
    bp_coverage_face *found;
    int64_t piece_size;
} face_job;

void bp_coverage_faces_clear(bp_coverage_faces *faces)
{
    free(faces->items);
    *faces = (bp_coverage_faces)BP_COVERAGE_FACES_INIT;
}

static bool follows(const bp_segment *a, const bp_segment *b)
{
    return a->b[0] == b->a[0] && a->b[1] == b->a[1];
}

/* Segments first .. end - 1, which follow each other, as a line. `xy` has room for them. */
static GEOSGeometry *line_of(GEOSContextHandle_t handle, const bp_segment *segments, int64_t first,
                             int64_t end, double *xy)
{
    memcpy(xy, segments[first].a, sizeof segments->a);
    for (int64_t s = first; s < end; s++)
        memcpy(xy + 2 * (s - first + 1), segments[s].b, sizeof segments->b);
    GEOSCoordSequence *points =
        GEOSCoordSeq_copyFromBuffer_r(handle, xy, (unsigned int)(end - first + 1), 0, 0);
    return points ? GEOSGeom_createLineString_r(handle, points) : NULL;
}

/* All segments as a multi-line, runs of them in one; NULL when that fails. */
static GEOSGeometry *lines_of(GEOSContextHandle_t handle, const bp_segment *segments, int64_t n)
{
    GEOSGeometry **lines = (GEOSGeometry **)malloc(((size_t)n + 1) * sizeof *lines);
    double *xy = (double *)malloc(2 * ((size_t)n + 1) * sizeof *xy);
    int64_t n_lines = 0, end = 0;
    bool complete = lines && xy;
    for (int64_t first = 0; complete && first < n; first = end) {
        end = first + 1;
        while (end < n && follows(&segments[end - 1], &segments[end]))
            end++;
        lines[n_lines] = line_of(handle, segments, first, end, xy);
        complete = lines[n_lines] != NULL;
        n_lines += complete;
    }
    GEOSGeometry *all = NULL;
    if (complete)
        all = GEOSGeom_createCollection_r(handle, GEOS_MULTILINESTRING, lines, (unsigned int)n_lines);
    for (int64_t i = 0; !complete && i < n_lines; i++)
        GEOSGeom_destroy_r(handle, lines[i]);
    free(lines);
    free(xy);
    return all;
}

/* Cut the plane along the segments. The first piece of work of its kind, on one thread. */
static bp_status cut_plane(bp_geos *geos, int64_t piece, void *user)
{
    face_job *job = (face_job *)user;
    (void)piece;
    GEOSGeometry *lines = lines_of(geos->handle, job->segments, job->n);
    GEOSGeometry *noded = lines ? GEOSUnaryUnion_r(geos->handle, lines) : NULL;
    const GEOSGeometry *const given[] = {noded};
    if (noded)
        job->faces = GEOSPolygonize_r(geos->handle, given, 1);
    if (lines)
        GEOSGeom_destroy_r(geos->handle, lines);
    if (noded)
        GEOSGeom_destroy_r(geos->handle, noded);
    return job->faces ? BP_OK
                      : bp_context_fail(geos->context, BP_ERROR_INTERNAL,
                                        "GEOS could not make faces of the borders that do not match: %s",
                                        geos->message[0] ? geos->message : "no reason given");
}

/* A ray from a point to the west. */
typedef struct ray {
    const bp_segment *segments;
    double from[2];
    int32_t n_units; /* that cover the point, as far as the ray has come */
} ray;

/* A segment that runs down has its unit to the east. */
static bool cross(void *user, int64_t number)
{
    ray *r = (ray *)user;
    const bp_segment *s = &r->segments[number];
    bool a_below = s->a[1] <= r->from[1], b_below = s->b[1] <= r->from[1];
    if (a_below != b_below &&
        s->a[0] + (r->from[1] - s->a[1]) / (s->b[1] - s->a[1]) * (s->b[0] - s->a[0]) < r->from[0])
        r->n_units += b_below ? 1 : -1;
    return true;
}

static int32_t count_units(const face_job *job, const double xy[2])
{
    ray r = {job->segments, {xy[0], xy[1]}, 0};
    const bp_box west = {{-INFINITY, xy[1], xy[0], xy[1]}};
    bp_segment_tree_query(&job->tree, &west, cross, &r);
    return r.n_units;
}

/* Describe a face; one that is too narrow keeps the width 0. */
static bp_status describe(bp_geos *geos, const face_job *job, const GEOSGeometry *polygon,
                          bp_coverage_face *out)
{
    GEOSContextHandle_t handle = geos->handle;
    double area = 0.0, length = 0.0, *side = out->box.side;
    bool ok = GEOSArea_r(handle, polygon, &area) && GEOSLength_r(handle, polygon, &length);
    if (ok && 2.0 * area <= job->least_width * length)
        return BP_OK;
    GEOSGeometry *point = ok ? GEOSPointOnSurface_r(handle, polygon) : NULL;
    ok = point && GEOSGeomGetX_r(handle, point, &out->xy[0]) == 1 &&
         GEOSGeomGetY_r(handle, point, &out->xy[1]) == 1 && GEOSGeom_getXMin_r(handle, polygon, &side[0]) &&
         GEOSGeom_getYMin_r(handle, polygon, &side[1]) && GEOSGeom_getXMax_r(handle, polygon, &side[2]) &&
         GEOSGeom_getYMax_r(handle, polygon, &side[3]);
    if (point)
        GEOSGeom_destroy_r(handle, point);
    if (!ok)
        return bp_context_fail(geos->context, BP_ERROR_INTERNAL, "GEOS could not measure a face: %s",
                               geos->message[0] ? geos->message : "no reason given");
    out->area = area;
    out->width = 2.0 * area / length;
    out->n_units = count_units(job, out->xy);
    return BP_OK;
}

static bp_status describe_piece(bp_geos *geos, int64_t number, void *user)
{
    face_job *job = (face_job *)user;
    int64_t n = GEOSGetNumGeometries_r(geos->handle, job->faces), first = number * job->piece_size;
    bp_status status = BP_OK;
    for (int64_t f = first; !status && f < first + job->piece_size && f < n; f++)
        status = describe(geos, job, GEOSGetGeometryN_r(geos->handle, job->faces, (int)f), &job->found[f]);
    return status;
}

static int by_place(const void *a, const void *b)
{
    const bp_coverage_face *p = (const bp_coverage_face *)a, *q = (const bp_coverage_face *)b;
    for (int axis = 0; axis < 2; axis++)
        if (p->xy[axis] != q->xy[axis])
            return p->xy[axis] < q->xy[axis] ? -1 : 1;
    return (p->area > q->area) - (p->area < q->area);
}

/* Keep the faces that count, in the order of their places. */
static void keep_faces(face_job *job, int64_t n, bp_coverage_faces *out)
{
    int64_t kept = 0;
    for (int64_t f = 0; f < n; f++)
        if (job->found[f].width > 0.0 && job->found[f].n_units != 1)
            job->found[kept++] = job->found[f];
    if (kept > 1)
        qsort(job->found, (size_t)kept, sizeof *job->found, by_place);
    *out = (bp_coverage_faces){kept, job->found};
    job->found = NULL;
}

bp_status bp_coverage_faces_make(bp_context *context, const bp_segment *segments, int64_t n,
                                 double least_width, bp_coverage_faces *out)
{
    face_job job = {segments, n, least_width, BP_SEGMENT_TREE_INIT, NULL, NULL, 1};
    GEOSContextHandle_t handle = GEOS_init_r();
    bp_status status =
        handle ? bp_segment_tree_build(context, segments, n, &job.tree) : bp_context_fail_memory(context, 0);
    if (!status)
        status = bp_geos_each(context, 1, cut_plane, &job);
    int64_t n_faces = status ? 0 : GEOSGetNumGeometries_r(handle, job.faces);
    if (!status) {
        job.found = (bp_coverage_face *)calloc((size_t)n_faces + 1, sizeof *job.found);
        status = job.found ? BP_OK : bp_context_fail_memory(context, (size_t)n_faces * sizeof *job.found);
    }
    job.piece_size = bp_geos_piece_size(context, n_faces);
    if (!status)
        status = bp_geos_each(context, (n_faces + job.piece_size - 1) / job.piece_size, describe_piece, &job);
    if (!status)
        keep_faces(&job, n_faces, out);
    free(job.found);
    if (job.faces)
        GEOSGeom_destroy_r(handle, job.faces);
    bp_segment_tree_clear(&job.tree);
    if (handle)
        GEOS_finish_r(handle);
    return status;
}
