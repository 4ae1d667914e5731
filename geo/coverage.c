#include "geo/coverage.h"

#include "geo/coverage_faces_private.h"
#include "geo/free_segments_private.h"
#include "geo/geos_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A share of the largest coordinate: what is narrower is rounding. */
static const double ROUNDING = 0x1p-48;

/* A pair that may overlap, and what was found of it. */
typedef struct pair {
    int64_t a, b;
    double area;
    bp_coverage_slivers slivers;
} pair;

typedef struct pair_job {
    const bp_polygons *polygons;
    double least_width, sliver_width;
    pair *pairs; /* by a, then b */
    int64_t n, cap;
    int64_t piece_size;
} pair_job;

/* The boxes of the parts of units as segments, their diagonals, so that a tree finds them. */
typedef struct boxes {
    bp_segment *diagonals; /* diagonals[n_parts] */
    uint8_t *suspect;      /* suspect[n_parts] */
    bp_segment_tree tree;
} boxes;

void bp_coverage_report_clear(bp_coverage_report *report)
{
    free(report->overlaps);
    free(report->gaps);
    *report = (bp_coverage_report)BP_COVERAGE_REPORT_INIT;
}

static void add_sliver(bp_coverage_slivers *slivers, double area)
{
    slivers->n++;
    slivers->area += area;
}

/* The box of a part is that of its shell. */
static bp_segment box_part(const bp_polygons *polygons, int64_t part, int32_t unit)
{
    int64_t shell = polygons->part_rings[part], first = polygons->ring_coords[shell];
    const double *start = polygons->xy + 2 * first;
    bp_segment box = {{start[0], start[1]}, {start[0], start[1]}, unit};
    for (int64_t c = first; c < polygons->ring_coords[shell + 1]; c++)
        for (int axis = 0; axis < 2; axis++) {
            box.a[axis] = fmin(box.a[axis], polygons->xy[2 * c + axis]);
            box.b[axis] = fmax(box.b[axis], polygons->xy[2 * c + axis]);
        }
    return box;
}

static bp_status box_parts(bp_context *context, const bp_polygons *polygons, boxes *out)
{
    size_t n = (size_t)polygons->n_parts + 1;
    bp_segment *diagonals = (bp_segment *)malloc(n * sizeof *diagonals);
    uint8_t *suspect = (uint8_t *)calloc(n, 1);
    if (!diagonals || !suspect) {
        free(diagonals);
        free(suspect);
        return bp_context_fail_memory(context, n * sizeof *diagonals);
    }
    for (int64_t u = 0; u < polygons->n_units; u++)
        for (int64_t p = polygons->unit_parts[u]; p < polygons->unit_parts[u + 1]; p++)
            diagonals[p] = box_part(polygons, p, (int32_t)u);
    bp_segment_tree tree = BP_SEGMENT_TREE_INIT;
    bp_status status = bp_segment_tree_build(context, diagonals, polygons->n_parts, &tree);
    *out = (boxes){diagonals, suspect, tree};
    return status;
}

static bool suspect_part(void *user, int64_t part)
{
    ((uint8_t *)user)[part] = 1;
    return true;
}

/* Collects the suspects whose boxes meet that of one suspect of `unit`. */
typedef struct collector {
    pair_job *job;
    const boxes *boxes;
    int64_t unit;
} collector;

static bool add_pair(void *user, int64_t part)
{
    collector *c = (collector *)user;
    pair_job *job = c->job;
    int64_t other = c->boxes->diagonals[part].unit;
    if (other <= c->unit || !c->boxes->suspect[part])
        return true;
    if (job->n == job->cap) {
        int64_t cap = job->cap ? 2 * job->cap : 1024;
        pair *grown = (pair *)realloc(job->pairs, (size_t)cap * sizeof *grown);
        if (!grown)
            return false;
        job->pairs = grown;
        job->cap = cap;
    }
    job->pairs[job->n++] = (pair){c->unit, other, 0.0, {0, 0.0}};
    return true;
}

static int by_units(const void *a, const void *b)
{
    const pair *p = (const pair *)a, *q = (const pair *)b;
    if (p->a != q->a)
        return p->a < q->a ? -1 : 1;
    return (p->b > q->b) - (p->b < q->b);
}

/* The pairs of units that both come near ground which is covered more than once. */
static bp_status find_pairs(bp_context *context, const bp_coverage_faces *faces, const boxes *b,
                            pair_job *job)
{
    bp_status status = BP_OK;
    for (int64_t f = 0; f < faces->n; f++)
        if (faces->items[f].n_units > 1)
            bp_segment_tree_query(&b->tree, &faces->items[f].box, suspect_part, b->suspect);
    for (int64_t p = 0; !status && p < job->polygons->n_parts; p++) {
        collector c = {job, b, b->diagonals[p].unit};
        bp_box box = bp_segment_box(&b->diagonals[p], 0.0);
        if (b->suspect[p] && !bp_segment_tree_query(&b->tree, &box, add_pair, &c))
            status = bp_context_fail_memory(context, 0);
    }
    if (job->n > 1)
        qsort(job->pairs, (size_t)job->n, sizeof *job->pairs, by_units);
    int64_t kept = 0;
    for (int64_t k = 0; k < job->n; k++)
        if (k == 0 || by_units(&job->pairs[k - 1], &job->pairs[k]) != 0)
            job->pairs[kept++] = job->pairs[k];
    job->n = kept;
    return status;
}

/* Add up the polygons of a geometry, whatever it holds beside them. False when GEOS fails. */
static bool add_polygons(const bp_geos *geos, const pair_job *job, const GEOSGeometry *geometry, pair *p)
{
    GEOSContextHandle_t handle = geos->handle;
    int type = GEOSGeomTypeId_r(handle, geometry);
    if (type == GEOS_POLYGON) {
        double area = 0.0, length = 0.0;
        if (!GEOSArea_r(handle, geometry, &area) || !GEOSLength_r(handle, geometry, &length))
            return false;
        if (2.0 * area <= job->least_width * length)
            return true;
        if (2.0 * area <= job->sliver_width * length)
            add_sliver(&p->slivers, area);
        else
            p->area += area;
        return true;
    }
    bool ok = true;
    if (type == GEOS_MULTIPOLYGON || type == GEOS_GEOMETRYCOLLECTION) {
        int n = GEOSGetNumGeometries_r(handle, geometry);
        for (int i = 0; ok && i < n; i++)
            ok = add_polygons(geos, job, GEOSGetGeometryN_r(handle, geometry, i), p);
    }
    return ok;
}

/* Measure what the unit `first` and that of the pair have in common. */
static bp_status measure_pair(bp_geos *geos, const pair_job *job, const GEOSPreparedGeometry *prepared,
                              const GEOSGeometry *first, pair *p)
{
    GEOSContextHandle_t handle = geos->handle;
    GEOSGeometry *second = bp_geos_from_unit(geos, job->polygons, p->b), *common = NULL;
    char meet = second ? GEOSPreparedIntersects_r(handle, prepared, second) : 2;
    if (meet == 1)
        common = GEOSIntersection_r(handle, first, second);
    bool ok = meet == 0 || (common && add_polygons(geos, job, common, p));
    if (common)
        GEOSGeom_destroy_r(handle, common);
    if (second)
        GEOSGeom_destroy_r(handle, second);
    return ok ? BP_OK : bp_geos_fail(geos, "measure the overlap of", p->a);
}

static bp_status measure_piece(bp_geos *geos, int64_t number, void *user)
{
    pair_job *job = (pair_job *)user;
    int64_t k = number * job->piece_size, end = k + job->piece_size;
    bp_status status = BP_OK;
    end = end < job->n ? end : job->n;
    while (!status && k < end) {
        int64_t a = job->pairs[k].a;
        GEOSGeometry *first = bp_geos_from_unit(geos, job->polygons, a);
        const GEOSPreparedGeometry *prepared = first ? GEOSPrepare_r(geos->handle, first) : NULL;
        if (!prepared)
            status = bp_geos_fail(geos, "measure the overlap of", a);
        for (; !status && k < end && job->pairs[k].a == a; k++)
            status = measure_pair(geos, job, prepared, first, &job->pairs[k]);
        if (prepared)
            GEOSPreparedGeom_destroy_r(geos->handle, prepared);
        if (first)
            GEOSGeom_destroy_r(geos->handle, first);
    }
    return status;
}

static int by_size(const void *a, const void *b)
{
    const bp_coverage_overlap *p = (const bp_coverage_overlap *)a, *q = (const bp_coverage_overlap *)b;
    if (p->area != q->area)
        return p->area > q->area ? -1 : 1;
    if (p->a != q->a)
        return p->a < q->a ? -1 : 1;
    return (p->b > q->b) - (p->b < q->b);
}

static bp_status list_overlaps(bp_context *context, const pair_job *job, bp_coverage_report *out)
{
    out->overlaps = (bp_coverage_overlap *)malloc(((size_t)job->n + 1) * sizeof *out->overlaps);
    if (!out->overlaps)
        return bp_context_fail_memory(context, (size_t)job->n * sizeof *out->overlaps);
    for (int64_t k = 0; k < job->n; k++) {
        const pair *p = &job->pairs[k];
        out->overlap_slivers.n += p->slivers.n;
        out->overlap_slivers.area += p->slivers.area;
        out->overlap_area += p->area;
        if (p->area > 0.0)
            out->overlaps[out->n_overlaps++] = (bp_coverage_overlap){p->a, p->b, p->area};
    }
    if (out->n_overlaps > 1)
        qsort(out->overlaps, (size_t)out->n_overlaps, sizeof *out->overlaps, by_size);
    return BP_OK;
}

static bp_status measure_overlaps(bp_context *context, const bp_coverage_faces *faces, const boxes *b,
                                  pair_job *job, bp_coverage_report *out)
{
    bp_status status = find_pairs(context, faces, b, job);
    job->piece_size = bp_geos_piece_size(context, job->n);
    if (!status)
        status = bp_geos_each(context, (job->n + job->piece_size - 1) / job->piece_size, measure_piece, job);
    if (!status)
        status = list_overlaps(context, job, out);
    free(job->pairs);
    return status;
}

static int by_size_of_gap(const void *a, const void *b)
{
    const bp_coverage_gap *p = (const bp_coverage_gap *)a, *q = (const bp_coverage_gap *)b;
    if (p->area != q->area)
        return p->area > q->area ? -1 : 1;
    for (int axis = 0; axis < 2; axis++)
        if (p->xy[axis] != q->xy[axis])
            return p->xy[axis] < q->xy[axis] ? -1 : 1;
    return 0;
}

static bp_status list_gaps(bp_context *context, const bp_coverage_faces *faces, double sliver_width,
                           bp_coverage_report *out)
{
    out->gaps = (bp_coverage_gap *)malloc(((size_t)faces->n + 1) * sizeof *out->gaps);
    if (!out->gaps)
        return bp_context_fail_memory(context, (size_t)faces->n * sizeof *out->gaps);
    for (int64_t f = 0; f < faces->n; f++) {
        const bp_coverage_face *face = &faces->items[f];
        if (face->n_units > 0)
            continue;
        if (face->width <= sliver_width) {
            add_sliver(&out->gap_slivers, face->area);
            continue;
        }
        out->gaps[out->n_gaps++] = (bp_coverage_gap){face->area, face->width, {face->xy[0], face->xy[1]}};
        out->gap_area += face->area;
    }
    if (out->n_gaps > 1)
        qsort(out->gaps, (size_t)out->n_gaps, sizeof *out->gaps, by_size_of_gap);
    return BP_OK;
}

static double largest_coordinate(const bp_polygons *polygons)
{
    double box[4] = {0.0, 0.0, 0.0, 0.0}, largest = 0.0;
    bp_polygons_extent(polygons, box);
    for (int i = 0; i < 4; i++)
        largest = fmax(largest, fabs(box[i]));
    return largest;
}

bp_status bp_coverage_measure(bp_context *context, const bp_polygons *polygons, double sliver_width,
                              bp_coverage_report *out)
{
    bp_coverage_report report = BP_COVERAGE_REPORT_INIT;
    bp_coverage_faces faces = BP_COVERAGE_FACES_INIT;
    bp_segment *segments = NULL;
    if (!(sliver_width >= 0.0 && isfinite(sliver_width)))
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "a width of slivers of %g was asked for; it is 0 or more", sliver_width);
    pair_job job = {polygons, ROUNDING * largest_coordinate(polygons), sliver_width, NULL, 0, 0, 1};
    boxes parts = {NULL, NULL, BP_SEGMENT_TREE_INIT};
    bp_status status = box_parts(context, polygons, &parts);
    if (!status)
        status = bp_free_segments(context, polygons, &segments, &report.n_free);
    const bp_coverage_ground ground = {polygons, &parts.tree, segments, report.n_free, job.least_width};
    if (!status)
        status = bp_coverage_faces_make(context, &ground, &faces);
    free(segments);
    if (!status)
        status = measure_overlaps(context, &faces, &parts, &job, &report);
    if (!status)
        status = list_gaps(context, &faces, sliver_width, &report);
    bp_segment_tree_clear(&parts.tree);
    free(parts.diagonals);
    free(parts.suspect);
    bp_coverage_faces_clear(&faces);
    if (status)
        bp_coverage_report_clear(&report);
    else
        *out = report;
    return status;
}
