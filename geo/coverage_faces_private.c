#include "geo/coverage_faces_private.h"

#include "geo/geos_private.h"
#include "geo/line_groups_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * Lines are noded together, but made into faces group by group of what hangs together: a face has then no
 * holes, which GEOS would look for among all faces. How many units cover a face is asked beside its border,
 * since another group may stand in the middle of it.
 */

/* How far beside the border, in least widths; or this part of the face's width, if that is less. */
static const double BESIDE = 256.0, BESIDE_SHARE = 0.1;

typedef struct face_job {
    const bp_coverage_ground *ground;
    bp_segment_tree tree; /* of the segments */
    GEOSGeometry *noded;
    bp_line_groups groups;
    bp_coverage_faces *found; /* found[n_pieces] */
    int64_t n_pieces, piece_size;
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

static bp_status fail(bp_geos *geos, const char *what)
{
    return bp_context_fail(geos->context, BP_ERROR_INTERNAL, "GEOS could not %s: %s", what,
                           geos->message[0] ? geos->message : "no reason given");
}

/* Node all lines and group them. A piece of work by itself, on one thread. */
static bp_status node_lines(bp_geos *geos, int64_t piece, void *user)
{
    face_job *job = (face_job *)user;
    (void)piece;
    GEOSGeometry *lines = lines_of(geos->handle, job->ground->segments, job->ground->n_segments);
    job->noded = lines ? GEOSUnaryUnion_r(geos->handle, lines) : NULL;
    if (lines)
        GEOSGeom_destroy_r(geos->handle, lines);
    return job->noded ? bp_line_groups_make(geos, job->noded, &job->groups)
                      : fail(geos, "node the borders that do not match");
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
    ray r = {job->ground->segments, {xy[0], xy[1]}, 0};
    const bp_box west = {{-INFINITY, xy[1], xy[0], xy[1]}};
    bp_segment_tree_query(&job->tree, &west, cross, &r);
    return r.n_units;
}

/* A point in the shell just beside the middle of its longest edge. */
static bool point_beside(bp_geos *geos, const GEOSGeometry *polygon, double away, double xy[2])
{
    const GEOSGeometry *ring = GEOSGetExteriorRing_r(geos->handle, polygon);
    const GEOSCoordSequence *points = ring ? GEOSGeom_getCoordSeq_r(geos->handle, ring) : NULL;
    unsigned int n = 0;
    if (!points || !GEOSCoordSeq_getSize_r(geos->handle, points, &n) || n < 4)
        return false;
    double *at = (double *)malloc(2 * (size_t)n * sizeof *at), longest = -1.0;
    bool ok = at && GEOSCoordSeq_copyToBuffer_r(geos->handle, points, at, 0, 0);
    double side = ok && bp_ring_signed_area2(at, n) < 0.0 ? -away : away;
    for (unsigned int i = 0; ok && i + 1 < n; i++) {
        double dx = at[2 * i + 2] - at[2 * i], dy = at[2 * i + 3] - at[2 * i + 1], length = hypot(dx, dy);
        if (length <= longest)
            continue;
        longest = length;
        xy[0] = 0.5 * (at[2 * i] + at[2 * i + 2]) - side * dy / length;
        xy[1] = 0.5 * (at[2 * i + 1] + at[2 * i + 3]) + side * dx / length;
    }
    free(at);
    return ok;
}

/* Area, width, box and a point on the surface; false when GEOS fails. */
static bool measure(bp_geos *geos, const GEOSGeometry *polygon, bp_coverage_face *out)
{
    GEOSContextHandle_t handle = geos->handle;
    double length = 0.0, *side = out->box.side;
    GEOSGeometry *point = NULL;
    bool ok = GEOSArea_r(handle, polygon, &out->area) && GEOSLength_r(handle, polygon, &length) &&
              GEOSGeom_getXMin_r(handle, polygon, &side[0]) &&
              GEOSGeom_getYMin_r(handle, polygon, &side[1]) &&
              GEOSGeom_getXMax_r(handle, polygon, &side[2]) && GEOSGeom_getYMax_r(handle, polygon, &side[3]);
    out->width = length > 0.0 ? 2.0 * out->area / length : 0.0;
    if (ok)
        point = GEOSPointOnSurface_r(handle, polygon);
    ok = point && GEOSGeomGetX_r(handle, point, &out->xy[0]) == 1 &&
         GEOSGeomGetY_r(handle, point, &out->xy[1]) == 1;
    if (point)
        GEOSGeom_destroy_r(handle, point);
    return ok;
}

/* The parts of units that stand within a box. */
typedef struct islands {
    bp_geos *geos;
    const bp_coverage_ground *ground;
    const bp_box *box;
    GEOSGeometry **made;
    int64_t n, cap;
} islands;

/* Part `part` of the polygons, as GEOS's polygon; NULL when that fails. */
static GEOSGeometry *part_of(bp_geos *geos, const bp_polygons *polygons, int64_t unit, int64_t part)
{
    GEOSGeometry *whole = bp_geos_from_unit(geos, polygons, unit), *made = NULL;
    if (whole) {
        int k = (int)(part - polygons->unit_parts[unit]);
        made = GEOSGeom_clone_r(geos->handle, GEOSGetGeometryN_r(geos->handle, whole, k));
        GEOSGeom_destroy_r(geos->handle, whole);
    }
    return made;
}

static bool add_island(void *user, int64_t part)
{
    islands *i = (islands *)user;
    const bp_segment *diagonal = &i->ground->boxes->segments[part];
    if (diagonal->a[0] < i->box->side[0] || diagonal->a[1] < i->box->side[1] ||
        diagonal->b[0] > i->box->side[2] || diagonal->b[1] > i->box->side[3])
        return true;
    if (i->n == i->cap) {
        int64_t cap = i->cap ? 2 * i->cap : 16;
        GEOSGeometry **grown = (GEOSGeometry **)realloc(i->made, (size_t)cap * sizeof *grown);
        if (!grown)
            return false;
        i->made = grown;
        i->cap = cap;
    }
    i->made[i->n] = part_of(i->geos, i->ground->polygons, diagonal->unit, part);
    return i->made[i->n] && ++i->n > 0;
}

/* The part of a geometry that reaches around all others; lent. */
static const GEOSGeometry *outer_part(const bp_geos *geos, const GEOSGeometry *geometry)
{
    const GEOSGeometry *best = NULL;
    double widest = -1.0, west = 0.0, east = 0.0;
    int n = GEOSGetNumGeometries_r(geos->handle, geometry);
    for (int k = 0; k < n; k++) {
        const GEOSGeometry *part = GEOSGetGeometryN_r(geos->handle, geometry, k);
        if (GEOSGeomTypeId_r(geos->handle, part) != GEOS_POLYGON ||
            !GEOSGeom_getXMin_r(geos->handle, part, &west) ||
            !GEOSGeom_getXMax_r(geos->handle, part, &east) || east - west <= widest)
            continue;
        widest = east - west;
        best = part;
    }
    return best;
}

/* Take the parts of units that stand in a gap off it. `*has_islands` tells whether there are any near enough.
 */
static bool take_islands_off(bp_geos *geos, const face_job *job, const GEOSGeometry *shell,
                             bp_coverage_face *out, bool *has_islands)
{
    GEOSContextHandle_t handle = geos->handle;
    islands found = {geos, job->ground, &out->box, NULL, 0, 0};
    bool ok = bp_segment_tree_query(job->ground->boxes, &out->box, add_island, &found);
    *has_islands = found.n > 0;
    GEOSGeometry *all = NULL, *together = NULL, *rest = NULL;
    if (ok && found.n > 0) {
        all = GEOSGeom_createCollection_r(handle, GEOS_GEOMETRYCOLLECTION, found.made, (unsigned int)found.n);
        found.n = all ? 0 : found.n;
        together = all ? GEOSUnaryUnion_r(handle, all) : NULL;
        rest = together ? GEOSDifference_r(handle, shell, together) : NULL;
        const GEOSGeometry *part = rest ? outer_part(geos, rest) : NULL;
        ok = part && measure(geos, part, out);
    }
    GEOSGeometry *const made[] = {all, together, rest};
    for (int i = 0; i < 3; i++)
        if (made[i])
            GEOSGeom_destroy_r(handle, made[i]);
    for (int64_t i = 0; i < found.n; i++)
        GEOSGeom_destroy_r(handle, found.made[i]);
    free(found.made);
    return ok;
}

/* Describe a face. One that is too narrow, or covered once, has n_units 1. */
static bool describe(bp_geos *geos, const face_job *job, const GEOSGeometry *polygon, bp_coverage_face *out)
{
    double least = job->ground->least_width, beside[2] = {0.0, 0.0};
    bool has_islands = false;
    out->n_units = 1;
    if (!measure(geos, polygon, out))
        return false;
    if (out->width <= least)
        return true;
    if (!point_beside(geos, polygon, fmin(BESIDE * least, BESIDE_SHARE * out->width), beside))
        return false;
    int32_t at_border = count_units(job, beside), in_middle = count_units(job, out->xy);
    if (at_border > 0) {
        out->n_units = at_border > in_middle ? at_border : in_middle;
        return true;
    }
    if (!take_islands_off(geos, job, polygon, out, &has_islands))
        return false;
    /* Without islands both points are in the same gap, unless rounding has put the first across its border.
     */
    out->n_units = has_islands ? 0 : in_middle;
    return true;
}

static bp_status add_face(bp_geos *geos, bp_coverage_faces *faces, int64_t *cap, const bp_coverage_face *face)
{
    if (faces->n == *cap) {
        int64_t grown_cap = *cap ? 2 * *cap : 64;
        bp_coverage_face *grown =
            (bp_coverage_face *)realloc(faces->items, (size_t)grown_cap * sizeof *grown);
        if (!grown)
            return bp_context_fail_memory(geos->context, (size_t)grown_cap * sizeof *grown);
        faces->items = grown;
        *cap = grown_cap;
    }
    faces->items[faces->n++] = *face;
    return BP_OK;
}

/* The faces of the groups of a piece. */
static bp_status make_piece(bp_geos *geos, int64_t number, void *user)
{
    face_job *job = (face_job *)user;
    const bp_line_groups *groups = &job->groups;
    int64_t first = number * job->piece_size, cap = 0;
    bp_status status = BP_OK;
    for (int64_t g = first; !status && g < first + job->piece_size && g < groups->n_groups; g++) {
        GEOSGeometry *faces = GEOSPolygonize_r(geos->handle, groups->lines + groups->starts[g],
                                               (unsigned int)(groups->starts[g + 1] - groups->starts[g]));
        int n = faces ? GEOSGetNumGeometries_r(geos->handle, faces) : 0;
        for (int f = 0; !status && f < n; f++) {
            bp_coverage_face face = {0.0, 0.0, {0.0, 0.0}, {{0.0, 0.0, 0.0, 0.0}}, 1};
            if (!describe(geos, job, GEOSGetGeometryN_r(geos->handle, faces, f), &face))
                status = fail(geos, "measure a face");
            else if (face.n_units != 1)
                status = add_face(geos, &job->found[number], &cap, &face);
        }
        if (!faces)
            status = fail(geos, "make faces of the borders that do not match");
        else
            GEOSGeom_destroy_r(geos->handle, faces);
    }
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

static bp_status put_together(bp_context *context, const face_job *job, bp_coverage_faces *out)
{
    int64_t n = 0, at = 0;
    for (int64_t i = 0; i < job->n_pieces; i++)
        n += job->found[i].n;
    bp_coverage_face *items = (bp_coverage_face *)malloc(((size_t)n + 1) * sizeof *items);
    if (!items)
        return bp_context_fail_memory(context, (size_t)n * sizeof *items);
    for (int64_t i = 0; i < job->n_pieces; i++)
        for (int64_t f = 0; f < job->found[i].n; f++)
            items[at++] = job->found[i].items[f];
    if (n > 1)
        qsort(items, (size_t)n, sizeof *items, by_place);
    *out = (bp_coverage_faces){n, items};
    return BP_OK;
}

static bp_status make_faces(bp_context *context, face_job *job, bp_coverage_faces *out)
{
    bp_status status =
        bp_segment_tree_build(context, job->ground->segments, job->ground->n_segments, &job->tree);
    if (!status)
        status = bp_geos_each(context, 1, node_lines, job);
    if (status)
        return status;
    job->piece_size = bp_geos_piece_size(context, job->groups.n_groups);
    job->n_pieces = (job->groups.n_groups + job->piece_size - 1) / job->piece_size;
    job->found = (bp_coverage_faces *)calloc((size_t)job->n_pieces + 1, sizeof *job->found);
    if (!job->found)
        return bp_context_fail_memory(context, (size_t)job->n_pieces * sizeof *job->found);
    status = bp_geos_each(context, job->n_pieces, make_piece, job);
    return status ? status : put_together(context, job, out);
}

bp_status bp_coverage_faces_make(bp_context *context, const bp_coverage_ground *ground,
                                 bp_coverage_faces *out)
{
    face_job job = {ground, BP_SEGMENT_TREE_INIT, NULL, BP_LINE_GROUPS_INIT, NULL, 0, 1};
    if (ground->n_segments == 0)
        return BP_OK;
    GEOSContextHandle_t handle = GEOS_init_r();
    bp_status status = handle ? make_faces(context, &job, out) : bp_context_fail_memory(context, 0);
    for (int64_t i = 0; job.found && i < job.n_pieces; i++)
        bp_coverage_faces_clear(&job.found[i]);
    free(job.found);
    bp_line_groups_clear(&job.groups);
    bp_segment_tree_clear(&job.tree);
    if (job.noded)
        GEOSGeom_destroy_r(handle, job.noded);
    if (handle)
        GEOS_finish_r(handle);
    return status;
}
