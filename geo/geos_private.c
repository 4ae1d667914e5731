#include "geo/geos_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef _OPENMP
#include <omp.h>
#endif

static void keep_message(const char *message, void *user)
{
    bp_geos *geos = (bp_geos *)user;
    snprintf(geos->message, sizeof geos->message, "%s", message);
}

static void geos_close(bp_geos *geos)
{
    if (geos->free_local)
        geos->free_local(geos);
    free(geos->buffer);
    bp_context_free(geos->context);
    if (geos->handle)
        GEOS_finish_r(geos->handle);
}

/* `geos` must stay where it is, since the handle points to it. */
static bool geos_open(bp_geos *geos)
{
    memset(geos, 0, sizeof *geos);
    geos->handle = GEOS_init_r();
    if (!geos->handle || bp_context_new(NULL, &geos->context))
        return false;
    GEOSContext_setErrorMessageHandler_r(geos->handle, keep_message, geos);
    return true;
}

/* The lowest piece that failed so far, and how. */
typedef struct failure {
    int64_t piece;
    bp_status status;
    char *message;
} failure;

static void note_failure(failure *lowest, int64_t piece, bp_status status, const bp_context *context)
{
#pragma omp critical(bp_geos_failure)
    if (piece < lowest->piece) {
        const char *text = context ? bp_context_message(context) : "out of memory";
        char *copy = (char *)malloc(strlen(text) + 1);
        if (copy)
            strcpy(copy, text);
        free(lowest->message);
        lowest->message = copy;
        lowest->status = status;
#pragma omp atomic write
        lowest->piece = piece;
    }
}

static bool goes_on(const bp_context *context, const failure *lowest, int64_t piece)
{
    int64_t failed;
#pragma omp atomic read
    failed = lowest->piece;
    return piece < failed && !bp_context_interrupted(context);
}

static void report(bp_context *context, int64_t done, int64_t n_pieces)
{
#ifdef _OPENMP
    if (omp_get_thread_num() != 0)
        return;
#endif
    bp_context_progress(context, (double)done / (double)n_pieces);
}

bp_status bp_geos_each(bp_context *context, int64_t n_pieces, bp_geos_work work, void *user)
{
    failure lowest = {INT64_MAX, BP_OK, NULL};
    int64_t done = 0;
#pragma omp parallel num_threads(bp_context_threads(context))
    {
        bp_geos geos;
        bool is_open = geos_open(&geos);
#pragma omp for schedule(dynamic, 1)
        for (int64_t piece = 0; piece < n_pieces; piece++) {
            if (!goes_on(context, &lowest, piece))
                continue;
            bp_status status = is_open ? work(&geos, piece, user) : BP_ERROR_MEMORY;
            if (status)
                note_failure(&lowest, piece, status, is_open ? geos.context : NULL);
            int64_t finished;
#pragma omp atomic capture
            finished = ++done;
            report(context, finished, n_pieces);
        }
        geos_close(&geos);
    }
    bp_status status = bp_context_check(context);
    if (!status && lowest.status)
        status =
            bp_context_fail(context, lowest.status, "%s", lowest.message ? lowest.message : "out of memory");
    free(lowest.message);
    return status;
}

int64_t bp_geos_piece_size(const bp_context *context, int64_t n_items)
{
    const int64_t pieces_per_thread = 64, most = 1024;
    int64_t size = n_items / (bp_context_threads(context) * pieces_per_thread);
    if (size > most)
        size = most;
    return size > 0 ? size : 1;
}

bp_status bp_geos_fail(bp_geos *geos, const char *what, int64_t unit)
{
    return bp_context_fail(geos->context, BP_ERROR_INTERNAL, "GEOS could not %s row %lld: %s", what,
                           (long long)unit + 1, geos->message[0] ? geos->message : "no reason given");
}

static GEOSGeometry *ring_geometry(bp_geos *geos, const bp_polygons *polygons, int64_t ring)
{
    int64_t first = polygons->ring_coords[ring], n = polygons->ring_coords[ring + 1] - first;
    GEOSCoordSequence *points =
        GEOSCoordSeq_copyFromBuffer_r(geos->handle, polygons->xy + 2 * first, (unsigned int)n, 0, 0);
    return points ? GEOSGeom_createLinearRing_r(geos->handle, points) : NULL;
}

/* Destroy items[n] and the array. */
static void destroy_all(bp_geos *geos, GEOSGeometry **items, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        GEOSGeom_destroy_r(geos->handle, items[i]);
    free(items);
}

static GEOSGeometry *part_geometry(bp_geos *geos, const bp_polygons *polygons, int64_t part)
{
    int64_t ring = polygons->part_rings[part], n_holes = polygons->part_rings[part + 1] - ring - 1;
    GEOSGeometry *shell = ring_geometry(geos, polygons, ring);
    if (!shell || n_holes == 0)
        return shell ? GEOSGeom_createPolygon_r(geos->handle, shell, NULL, 0) : NULL;
    GEOSGeometry **holes = (GEOSGeometry **)malloc((size_t)n_holes * sizeof *holes);
    int64_t made = 0;
    while (holes && made < n_holes && (holes[made] = ring_geometry(geos, polygons, ring + 1 + made)))
        made++;
    GEOSGeometry *polygon = NULL;
    if (made == n_holes) {
        polygon = GEOSGeom_createPolygon_r(geos->handle, shell, holes, (unsigned int)n_holes);
        free(holes);
    } else {
        GEOSGeom_destroy_r(geos->handle, shell);
        destroy_all(geos, holes, made);
    }
    return polygon;
}

GEOSGeometry *bp_geos_from_unit(bp_geos *geos, const bp_polygons *polygons, int64_t unit)
{
    int64_t part = polygons->unit_parts[unit], n_parts = polygons->unit_parts[unit + 1] - part;
    geos->message[0] = '\0';
    if (n_parts == 0)
        return GEOSGeom_createEmptyPolygon_r(geos->handle);
    if (n_parts == 1)
        return part_geometry(geos, polygons, part);
    GEOSGeometry **parts = (GEOSGeometry **)malloc((size_t)n_parts * sizeof *parts);
    int64_t made = 0;
    while (parts && made < n_parts && (parts[made] = part_geometry(geos, polygons, part + made)))
        made++;
    if (made < n_parts) {
        destroy_all(geos, parts, made);
        return NULL;
    }
    GEOSGeometry *unit_geometry =
        GEOSGeom_createCollection_r(geos->handle, GEOS_MULTIPOLYGON, parts, (unsigned int)n_parts);
    free(parts);
    return unit_geometry;
}

static void swap_points(double *xy, int64_t a, int64_t b)
{
    for (int axis = 0; axis < 2; axis++) {
        double moved = xy[2 * a + axis];
        xy[2 * a + axis] = xy[2 * b + axis];
        xy[2 * b + axis] = moved;
    }
}

void bp_geos_reverse(double *xy, int64_t n_points)
{
    for (int64_t a = 0, b = n_points - 1; a < b; a++, b--)
        swap_points(xy, a, b);
}

bool bp_geos_runs_wrong(const double *xy, int64_t n_points, bool hole)
{
    double area2 = bp_ring_signed_area2(xy, n_points);
    return hole ? area2 > 0.0 : area2 < 0.0;
}

bp_status bp_geos_add_ring(bp_context *context, bp_polygons *out, const double *xy, int64_t n_points,
                           bool hole)
{
    bp_status status = bp_polygons_add_points(context, out, xy, n_points);
    if (status)
        return status;
    if (bp_geos_runs_wrong(xy, n_points, hole))
        bp_geos_reverse(out->xy + 2 * (out->n_coords - n_points), n_points);
    return bp_polygons_end_ring(context, out);
}

bp_status bp_geos_add_turned(bp_context *context, bp_polygons *out, const bp_polygons *from, int64_t unit)
{
    bp_status status = BP_OK;
    for (int64_t p = from->unit_parts[unit]; !status && p < from->unit_parts[unit + 1]; p++) {
        for (int64_t r = from->part_rings[p]; !status && r < from->part_rings[p + 1]; r++) {
            int64_t first = from->ring_coords[r];
            status = bp_geos_add_ring(context, out, from->xy + 2 * first, from->ring_coords[r + 1] - first,
                                      r > from->part_rings[p]);
        }
        if (!status)
            status = bp_polygons_end_part(context, out);
    }
    if (!status)
        status = bp_polygons_end_unit(context, out);
    return status;
}

/* The points of a ring in geos->buffer. */
static bp_status fetch_ring(bp_geos *geos, const GEOSGeometry *ring, int64_t *n_points)
{
    const GEOSCoordSequence *points = GEOSGeom_getCoordSeq_r(geos->handle, ring);
    unsigned int n = 0;
    if (!points || !GEOSCoordSeq_getSize_r(geos->handle, points, &n))
        return bp_context_fail(geos->context, BP_ERROR_INTERNAL, "GEOS gave no points: %s", geos->message);
    if (n > geos->cap_points) {
        size_t bytes = (size_t)n * 2 * sizeof *geos->buffer;
        double *grown = (double *)realloc(geos->buffer, bytes);
        if (!grown)
            return bp_context_fail_memory(geos->context, bytes);
        geos->buffer = grown;
        geos->cap_points = n;
    }
    if (n > 0 && !GEOSCoordSeq_copyToBuffer_r(geos->handle, points, geos->buffer, 0, 0))
        return bp_context_fail(geos->context, BP_ERROR_INTERNAL, "GEOS gave no points: %s", geos->message);
    *n_points = n;
    return BP_OK;
}

static bp_status add_polygon(bp_geos *geos, const GEOSGeometry *polygon, bp_polygons *out)
{
    int n_holes = GEOSGetNumInteriorRings_r(geos->handle, polygon);
    bp_status status = BP_OK;
    for (int i = -1; !status && i < n_holes; i++) {
        const GEOSGeometry *ring = i < 0 ? GEOSGetExteriorRing_r(geos->handle, polygon)
                                         : GEOSGetInteriorRingN_r(geos->handle, polygon, i);
        int64_t n = 0;
        if (!ring)
            return bp_context_fail(geos->context, BP_ERROR_INTERNAL, "GEOS gave no ring: %s", geos->message);
        status = fetch_ring(geos, ring, &n);
        bool flat = !status && bp_ring_signed_area2(geos->buffer, n) == 0.0;
        if (flat && i < 0)
            break;
        if (!status && !flat)
            status = bp_geos_add_ring(geos->context, out, geos->buffer, n, i >= 0);
    }
    if (!status)
        status = bp_polygons_end_part(geos->context, out);
    return status;
}

static bp_status add_polygons(bp_geos *geos, const GEOSGeometry *geometry, bp_polygons *out)
{
    int type = GEOSGeomTypeId_r(geos->handle, geometry);
    if (type == GEOS_POLYGON)
        return add_polygon(geos, geometry, out);
    if (type != GEOS_MULTIPOLYGON && type != GEOS_GEOMETRYCOLLECTION)
        return BP_OK;
    bp_status status = BP_OK;
    int n = GEOSGetNumGeometries_r(geos->handle, geometry);
    for (int i = 0; !status && i < n; i++)
        status = add_polygons(geos, GEOSGetGeometryN_r(geos->handle, geometry, i), out);
    return status;
}

bp_status bp_geos_to_unit(bp_geos *geos, const GEOSGeometry *geometry, bp_polygons *out)
{
    bp_status status = add_polygons(geos, geometry, out);
    if (!status)
        status = bp_polygons_end_unit(geos->context, out);
    return status;
}
