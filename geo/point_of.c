#include "geo/point_of.h"

#include "geo/bitmap.h"
#include "geo/geos_private.h"

#include <math.h>
#include <stdlib.h>

void bp_points_clear(bp_points *points)
{
    free(points->xy);
    free(points->valid);
    *points = (bp_points)BP_POINTS_INIT;
}

bp_status bp_points_take(bp_context *context, const bp_points *points, const int64_t *order, bp_points *out)
{
    size_t n = (size_t)points->n;
    bp_points taken = {points->n, (double *)malloc((2 * n + 1) * sizeof *taken.xy),
                       (uint8_t *)calloc(bp_bitmap_bytes(points->n), 1)};
    if (!taken.xy || !taken.valid) {
        bp_points_clear(&taken);
        return bp_context_fail_memory(context, 2 * n * sizeof *taken.xy);
    }
    for (int64_t i = 0; i < points->n; i++) {
        taken.xy[2 * i] = points->xy[2 * order[i]];
        taken.xy[2 * i + 1] = points->xy[2 * order[i] + 1];
        if (bp_bitmap_get(points->valid, order[i]))
            bp_bitmap_set(taken.valid, i);
    }
    *out = taken;
    return BP_OK;
}

int64_t bp_points_count(const bp_points *points)
{
    int64_t count = 0;
    for (int64_t i = 0; i < points->n; i++)
        count += bp_bitmap_get(points->valid, i);
    return count;
}

/* Sums of a unit about its base point: of its area, of its lines, of its points. */
typedef struct sums {
    const double *base;
    double area, area_x, area_y; /* three times the first moments, twice the area */
    double length, length_x, length_y;
    double count, count_x, count_y;
} sums;

/* A hole takes away what a shell adds, whatever way either of them runs. */
static void add_ring(sums *s, const double *xy, int64_t n_points, bool hole)
{
    double area = 0.0, x = 0.0, y = 0.0;
    for (int64_t c = 0; c + 1 < n_points; c++) {
        double ax = xy[2 * c] - s->base[0], ay = xy[2 * c + 1] - s->base[1];
        double bx = xy[2 * c + 2] - s->base[0], by = xy[2 * c + 3] - s->base[1];
        double triangle = ax * by - bx * ay, length = sqrt((bx - ax) * (bx - ax) + (by - ay) * (by - ay));
        area += triangle;
        x += triangle * (ax + bx);
        y += triangle * (ay + by);
        s->length += length;
        s->length_x += length * (ax + bx) / 2.0;
        s->length_y += length * (ay + by) / 2.0;
        s->count += 1.0;
        s->count_x += ax;
        s->count_y += ay;
    }
    double sign = (area < 0.0) == hole ? 1.0 : -1.0;
    s->area += sign * area;
    s->area_x += sign * x;
    s->area_y += sign * y;
}

/* The centroid of a unit that has parts. */
static void centroid_of(const bp_polygons *polygons, int64_t unit, double xy[2])
{
    int64_t part = polygons->unit_parts[unit], part_end = polygons->unit_parts[unit + 1];
    sums s = {
        polygons->xy + 2 * polygons->ring_coords[polygons->part_rings[part]], 0, 0, 0, 0, 0, 0, 0, 0, 0};
    for (; part < part_end; part++)
        for (int64_t r = polygons->part_rings[part]; r < polygons->part_rings[part + 1]; r++) {
            int64_t first = polygons->ring_coords[r];
            add_ring(&s, polygons->xy + 2 * first, polygons->ring_coords[r + 1] - first,
                     r > polygons->part_rings[part]);
        }
    if (fabs(s.area) > 0.0) {
        xy[0] = s.base[0] + s.area_x / 3.0 / s.area;
        xy[1] = s.base[1] + s.area_y / 3.0 / s.area;
    } else if (s.length > 0.0) {
        xy[0] = s.base[0] + s.length_x / s.length;
        xy[1] = s.base[1] + s.length_y / s.length;
    } else {
        xy[0] = s.base[0] + s.count_x / s.count;
        xy[1] = s.base[1] + s.count_y / s.count;
    }
}

static void find_centroids(const bp_context *context, const bp_polygons *polygons, double *xy)
{
#pragma omp parallel for schedule(dynamic, 512) num_threads(bp_context_threads(context))
    for (int64_t u = 0; u < polygons->n_units; u++)
        if (polygons->unit_parts[u] < polygons->unit_parts[u + 1] && !bp_context_interrupted(context))
            centroid_of(polygons, u, xy + 2 * u);
}

typedef struct surface_job {
    const bp_polygons *polygons;
    double *xy;
    int64_t piece_size;
} surface_job;

static bp_status surface_of(bp_geos *geos, const bp_polygons *polygons, int64_t unit, double xy[2])
{
    bp_status status = BP_OK;
    GEOSGeometry *geometry = bp_geos_from_unit(geos, polygons, unit);
    GEOSGeometry *point = geometry ? GEOSPointOnSurface_r(geos->handle, geometry) : NULL;
    double x = 0.0, y = 0.0;
    if (!point || GEOSGeomGetX_r(geos->handle, point, &x) != 1 ||
        GEOSGeomGetY_r(geos->handle, point, &y) != 1) {
        status = bp_geos_fail(geos, "find a point on", unit);
    } else {
        xy[0] = x;
        xy[1] = y;
    }
    GEOSGeom_destroy_r(geos->handle, point);
    GEOSGeom_destroy_r(geos->handle, geometry);
    return status;
}

static bp_status surface_piece(bp_geos *geos, int64_t piece, void *user)
{
    const surface_job *job = (const surface_job *)user;
    const bp_polygons *polygons = job->polygons;
    int64_t end = (piece + 1) * job->piece_size;
    bp_status status = BP_OK;
    for (int64_t u = piece * job->piece_size; !status && u < end && u < polygons->n_units; u++)
        if (polygons->unit_parts[u] < polygons->unit_parts[u + 1])
            status = surface_of(geos, polygons, u, job->xy + 2 * u);
    return status;
}

static bp_status find_surface_points(bp_context *context, const bp_polygons *polygons, double *xy)
{
    surface_job job = {polygons, xy, bp_geos_piece_size(context, polygons->n_units)};
    return bp_geos_each(context, (polygons->n_units + job.piece_size - 1) / job.piece_size, surface_piece,
                        &job);
}

/* A unit whose point is not finite has a coordinate that is not. */
static bp_status check_points(bp_context *context, const bp_points *points)
{
    for (int64_t u = 0; u < points->n; u++)
        if (bp_bitmap_get(points->valid, u) &&
            !(isfinite(points->xy[2 * u]) && isfinite(points->xy[2 * u + 1])))
            return bp_context_fail(context, BP_ERROR_INPUT,
                                   "unit %lld has coordinates that are not finite, or too large to add up",
                                   (long long)u + 1);
    return bp_context_check(context);
}

bp_status bp_point_of(bp_context *context, const bp_polygons *polygons, bp_point_rule rule, bp_points *out)
{
    bp_status status = BP_OK;
    size_t n = (size_t)polygons->n_units;
    bp_points points = {polygons->n_units, (double *)calloc(2 * n + 1, sizeof *points.xy),
                        (uint8_t *)calloc(bp_bitmap_bytes(polygons->n_units), 1)};
    if (!points.xy || !points.valid) {
        status = bp_context_fail_memory(context, 2 * n * sizeof *points.xy);
        goto done;
    }
    for (int64_t u = 0; u < points.n; u++)
        if (polygons->unit_parts[u] < polygons->unit_parts[u + 1])
            bp_bitmap_set(points.valid, u);
    if (rule == BP_POINT_CENTROID)
        find_centroids(context, polygons, points.xy);
    else
        status = find_surface_points(context, polygons, points.xy);
    if (!status)
        status = check_points(context, &points);
done:
    if (status)
        bp_points_clear(&points);
    else
        *out = points;
    return status;
}
