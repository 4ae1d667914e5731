#include "geo/geometry.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void bp_polygons_clear(bp_polygons *polygons)
{
    free(polygons->unit_parts);
    free(polygons->part_rings);
    free(polygons->ring_coords);
    free(polygons->xy);
    *polygons = (bp_polygons)BP_POLYGONS_INIT;
}

/* Half as much again, so that a run of appends costs O(1) each and wastes at most a third. */
static int64_t grown_capacity(int64_t capacity, int64_t needed)
{
    int64_t grown = capacity + capacity / 2 + 16;
    return grown > needed ? grown : needed;
}

/* Room for `needed` entries and the closing one. A new array starts with its first offset, 0. */
static bp_status reserve_offsets(bp_context *context, int64_t **offsets, int64_t *capacity, int64_t needed)
{
    if (*offsets && needed <= *capacity)
        return BP_OK;
    int64_t grown = *offsets ? grown_capacity(*capacity, needed) : (needed > 0 ? needed : 1);
    size_t bytes = (size_t)(grown + 1) * sizeof **offsets;
    int64_t *moved = (int64_t *)realloc(*offsets, bytes);
    if (!moved)
        return bp_context_fail_memory(context, bytes);
    if (!*offsets)
        moved[0] = 0;
    *offsets = moved;
    *capacity = grown;
    return BP_OK;
}

static bp_status reserve_points(bp_context *context, bp_polygons *polygons, int64_t needed)
{
    if (polygons->xy && needed <= polygons->cap_coords)
        return BP_OK;
    int64_t grown = polygons->xy ? grown_capacity(polygons->cap_coords, needed) : (needed > 0 ? needed : 1);
    size_t bytes = (size_t)grown * 2 * sizeof *polygons->xy;
    double *moved = (double *)realloc(polygons->xy, bytes);
    if (!moved)
        return bp_context_fail_memory(context, bytes);
    polygons->xy = moved;
    polygons->cap_coords = grown;
    return BP_OK;
}

/* Room for that many more of each. */
static bp_status reserve(bp_context *context, bp_polygons *polygons, int64_t units, int64_t parts,
                         int64_t rings, int64_t points)
{
    bp_status status =
        reserve_offsets(context, &polygons->unit_parts, &polygons->cap_units, polygons->n_units + units);
    if (!status)
        status =
            reserve_offsets(context, &polygons->part_rings, &polygons->cap_parts, polygons->n_parts + parts);
    if (!status)
        status =
            reserve_offsets(context, &polygons->ring_coords, &polygons->cap_rings, polygons->n_rings + rings);
    if (!status)
        status = reserve_points(context, polygons, polygons->n_coords + points);
    return status;
}

bp_status bp_polygons_add_points(bp_context *context, bp_polygons *polygons, const double *xy,
                                 int64_t n_points)
{
    if (n_points <= 0)
        return BP_OK;
    bp_status status = reserve(context, polygons, 0, 0, 1, n_points);
    if (status)
        return status;
    memcpy(polygons->xy + 2 * polygons->n_coords, xy, (size_t)n_points * 2 * sizeof *xy);
    polygons->n_coords += n_points;
    return BP_OK;
}

bp_status bp_polygons_end_ring(bp_context *context, bp_polygons *polygons)
{
    bp_status status = reserve(context, polygons, 0, 1, 1, 1);
    if (status)
        return status;
    int64_t first = polygons->ring_coords[polygons->n_rings];
    if (first == polygons->n_coords)
        return BP_OK; /* no points were added: no ring was begun */
    const double *start = polygons->xy + 2 * first;
    double *end = polygons->xy + 2 * polygons->n_coords;
    if (start[0] != end[-2] || start[1] != end[-1]) {
        end[0] = start[0];
        end[1] = start[1];
        polygons->n_coords++;
    }
    polygons->ring_coords[++polygons->n_rings] = polygons->n_coords;
    return BP_OK;
}

bp_status bp_polygons_end_part(bp_context *context, bp_polygons *polygons)
{
    bp_status status = reserve(context, polygons, 1, 1, 0, 0);
    if (status)
        return status;
    if (polygons->part_rings[polygons->n_parts] == polygons->n_rings)
        return BP_OK; /* no ring was ended: no part was begun */
    polygons->part_rings[++polygons->n_parts] = polygons->n_rings;
    return BP_OK;
}

bp_status bp_polygons_end_unit(bp_context *context, bp_polygons *polygons)
{
    bp_status status = reserve(context, polygons, 1, 0, 0, 0);
    if (status)
        return status;
    polygons->unit_parts[++polygons->n_units] = polygons->n_parts;
    return BP_OK;
}

/* The parts, rings and points of consecutive units, as half-open ranges. */
typedef struct span {
    int64_t part, part_end, ring, ring_end, coord, coord_end;
} span;

static span span_of(const bp_polygons *polygons, int64_t unit)
{
    span s;
    s.part = polygons->unit_parts[unit];
    s.part_end = polygons->unit_parts[unit + 1];
    bool empty = s.part == s.part_end;
    s.ring = empty ? 0 : polygons->part_rings[s.part];
    s.ring_end = empty ? 0 : polygons->part_rings[s.part_end];
    s.coord = empty ? 0 : polygons->ring_coords[s.ring];
    s.coord_end = empty ? 0 : polygons->ring_coords[s.ring_end];
    return s;
}

/* Append a unit for which there is room. */
static void append_unit(bp_polygons *to, const bp_polygons *from, int64_t unit)
{
    span s = span_of(from, unit);
    if (s.coord < s.coord_end)
        memcpy(to->xy + 2 * to->n_coords, from->xy + 2 * s.coord,
               (size_t)(s.coord_end - s.coord) * 2 * sizeof *to->xy);
    for (int64_t r = s.ring; r < s.ring_end; r++)
        to->ring_coords[to->n_rings + r - s.ring + 1] = to->n_coords + from->ring_coords[r + 1] - s.coord;
    for (int64_t p = s.part; p < s.part_end; p++)
        to->part_rings[to->n_parts + p - s.part + 1] = to->n_rings + from->part_rings[p + 1] - s.ring;
    to->n_coords += s.coord_end - s.coord;
    to->n_rings += s.ring_end - s.ring;
    to->n_parts += s.part_end - s.part;
    to->unit_parts[++to->n_units] = to->n_parts;
}

bp_status bp_polygons_add_unit(bp_context *context, bp_polygons *to, const bp_polygons *from, int64_t unit)
{
    if (unit < 0 || unit >= from->n_units)
        return bp_context_fail(context, BP_ERROR_ARGUMENT, "unit %lld of %lld polygons does not exist",
                               (long long)unit, (long long)from->n_units);
    span s = span_of(from, unit);
    bp_status status =
        reserve(context, to, 1, s.part_end - s.part, s.ring_end - s.ring, s.coord_end - s.coord);
    if (!status)
        append_unit(to, from, unit);
    return status;
}

bp_status bp_polygons_take(bp_context *context, const bp_polygons *polygons, const int64_t *units, int64_t m,
                           bp_polygons *out)
{
    int64_t n_parts = 0, n_rings = 0, n_coords = 0;
    for (int64_t i = 0; i < m; i++) {
        if (units[i] < 0 || units[i] >= polygons->n_units)
            return bp_context_fail(context, BP_ERROR_ARGUMENT, "unit %lld of %lld polygons does not exist",
                                   (long long)units[i], (long long)polygons->n_units);
        span s = span_of(polygons, units[i]);
        n_parts += s.part_end - s.part;
        n_rings += s.ring_end - s.ring;
        n_coords += s.coord_end - s.coord;
    }
    bp_polygons taken = BP_POLYGONS_INIT;
    bp_status status = reserve(context, &taken, m, n_parts, n_rings, n_coords);
    if (status) {
        bp_polygons_clear(&taken);
        return status;
    }
    for (int64_t i = 0; i < m; i++)
        append_unit(&taken, polygons, units[i]);
    *out = taken;
    return BP_OK;
}

double bp_ring_signed_area2(const double *xy, int64_t n_points)
{
    /* About the first point: with coordinates in the millions of metres the plain shoelace loses its last
     * digits. */
    double sum = 0.0;
    for (int64_t i = 1; i + 2 < n_points; i++) {
        double ax = xy[2 * i] - xy[0], ay = xy[2 * i + 1] - xy[1];
        double bx = xy[2 * i + 2] - xy[0], by = xy[2 * i + 3] - xy[1];
        sum += ax * by - ay * bx;
    }
    return sum;
}

static double ring_area(const bp_polygons *polygons, int64_t ring)
{
    int64_t first = polygons->ring_coords[ring];
    return 0.5 *
           fabs(bp_ring_signed_area2(polygons->xy + 2 * first, polygons->ring_coords[ring + 1] - first));
}

void bp_polygons_area(const bp_polygons *polygons, double *area)
{
    for (int64_t u = 0; u < polygons->n_units; u++) {
        area[u] = 0.0;
        for (int64_t p = polygons->unit_parts[u]; p < polygons->unit_parts[u + 1]; p++) {
            int64_t shell = polygons->part_rings[p];
            double part = ring_area(polygons, shell);
            for (int64_t r = shell + 1; r < polygons->part_rings[p + 1]; r++)
                part -= ring_area(polygons, r);
            area[u] += part;
        }
    }
}

static bool points_extent(const double *xy, int64_t n_points, double box[4])
{
    if (n_points <= 0)
        return false;
    double found[4] = {xy[0], xy[1], xy[0], xy[1]};
    for (int64_t i = 1; i < n_points; i++) {
        double x = xy[2 * i], y = xy[2 * i + 1];
        found[0] = x < found[0] ? x : found[0];
        found[1] = y < found[1] ? y : found[1];
        found[2] = x > found[2] ? x : found[2];
        found[3] = y > found[3] ? y : found[3];
    }
    memcpy(box, found, sizeof found);
    return true;
}

bool bp_polygons_extent(const bp_polygons *polygons, double box[4])
{
    return points_extent(polygons->xy, polygons->n_coords, box);
}

bool bp_polygons_unit_extent(const bp_polygons *polygons, int64_t unit, double box[4])
{
    span s = span_of(polygons, unit);
    if (s.coord == s.coord_end)
        return false;
    return points_extent(polygons->xy + 2 * s.coord, s.coord_end - s.coord, box);
}
