#include "geo/wkb_private.h"

#include <math.h>
#include <string.h>

enum {
    WKB_POINT = 1,
    WKB_LINE = 2,
    WKB_POLYGON = 3,
    WKB_MULTIPOINT = 4,
    WKB_MULTILINE = 5,
    WKB_MULTIPOLYGON = 6,
    POINTS_AT_ONCE = 256
};

static const uint32_t EWKB_Z = 0x80000000u, EWKB_M = 0x40000000u, EWKB_SRID = 0x20000000u;

/* Where the parser is; `swap` holds for the geometry whose header was read last. */
struct cursor {
    bp_context *context;
    const uint8_t *at, *end;
    bool swap;
    bp_polygons *out;
    bp_wkb_outcome outcome;
};

struct header {
    uint32_t type;
    size_t dimensions;
};

static bool machine_is_little(void)
{
    const uint16_t one = 1;
    uint8_t first;
    memcpy(&first, &one, 1);
    return first == 1;
}

static size_t left(const struct cursor *cursor)
{
    return (size_t)(cursor->end - cursor->at);
}

static bool read_count(struct cursor *cursor, uint32_t *value)
{
    if (left(cursor) < 4)
        return false;
    uint8_t b[4];
    for (int i = 0; i < 4; i++)
        b[i] = cursor->at[cursor->swap ? 3 - i : i];
    memcpy(value, b, 4);
    cursor->at += 4;
    return true;
}

static bool read_header(struct cursor *cursor, struct header *header)
{
    if (left(cursor) < 5)
        return false;
    cursor->swap = (*cursor->at++ != 0) != machine_is_little();
    uint32_t type = 0, srid;
    if (!read_count(cursor, &type))
        return false;
    bool has_z = type & EWKB_Z, has_m = type & EWKB_M;
    if ((type & EWKB_SRID) && !read_count(cursor, &srid))
        return false;
    type &= 0x0fffffffu;
    has_z |= type / 1000 == 1 || type / 1000 == 3;
    has_m |= type / 1000 == 2 || type / 1000 == 3;
    header->type = type % 1000;
    header->dimensions = (size_t)(2 + has_z + has_m);
    return true;
}

static double read_ordinate(const uint8_t *at, bool swap)
{
    uint8_t b[8];
    for (int i = 0; i < 8; i++)
        b[i] = at[swap ? 7 - i : i];
    double value;
    memcpy(&value, b, 8);
    return value;
}

static bool all_finite(const double *xy, size_t n)
{
    /* x - x is 0 for a finite number and NaN otherwise: a sum that the compiler can vectorise. */
    double sum = 0.0;
    for (size_t i = 0; i < 2 * n; i++)
        sum += xy[i] - xy[i];
    return sum == 0.0;
}

/* The next n <= POINTS_AT_ONCE points, x and y of each. */
static void take_points(struct cursor *cursor, size_t n, size_t dimensions, double *xy)
{
    if (dimensions == 2 && !cursor->swap) {
        memcpy(xy, cursor->at, 16 * n);
    } else {
        for (size_t i = 0; i < n; i++) {
            xy[2 * i] = read_ordinate(cursor->at + 8 * dimensions * i, cursor->swap);
            xy[2 * i + 1] = read_ordinate(cursor->at + 8 * dimensions * i + 8, cursor->swap);
        }
    }
    cursor->at += 8 * dimensions * n;
}

static bp_status add_points(struct cursor *cursor, size_t n_points, size_t dimensions)
{
    double xy[2 * POINTS_AT_ONCE];
    while (n_points > 0) {
        size_t n = n_points < POINTS_AT_ONCE ? n_points : POINTS_AT_ONCE;
        take_points(cursor, n, dimensions, xy);
        if (!all_finite(xy, n))
            cursor->outcome = BP_WKB_NOT_FINITE;
        bp_status status = bp_polygons_add_points(cursor->context, cursor->out, xy, (int64_t)n);
        if (status)
            return status;
        n_points -= n;
    }
    return bp_polygons_end_ring(cursor->context, cursor->out);
}

static bp_status read_polygon(struct cursor *cursor, size_t dimensions)
{
    uint32_t n_rings = 0;
    bool has_shell = false;
    if (!read_count(cursor, &n_rings))
        cursor->outcome = BP_WKB_BROKEN;
    for (uint32_t r = 0; r < n_rings && cursor->outcome == BP_WKB_READ; r++) {
        uint32_t n_points = 0;
        if (!read_count(cursor, &n_points) || n_points > left(cursor) / (8 * dimensions)) {
            cursor->outcome = BP_WKB_BROKEN;
            break;
        }
        if (r == 0)
            has_shell = n_points > 0;
        if (n_points == 0 || !has_shell) {
            cursor->at += 8 * dimensions * n_points;
            continue;
        }
        bp_status status = add_points(cursor, n_points, dimensions);
        if (status)
            return status;
    }
    return has_shell ? bp_polygons_end_part(cursor->context, cursor->out) : BP_OK;
}

static bp_status read_multipolygon(struct cursor *cursor)
{
    uint32_t n_parts = 0;
    if (!read_count(cursor, &n_parts))
        cursor->outcome = BP_WKB_BROKEN;
    for (uint32_t p = 0; p < n_parts && cursor->outcome == BP_WKB_READ; p++) {
        struct header part;
        if (!read_header(cursor, &part) || part.type != WKB_POLYGON) {
            cursor->outcome = BP_WKB_BROKEN;
            break;
        }
        bp_status status = read_polygon(cursor, part.dimensions);
        if (status)
            return status;
    }
    return BP_OK;
}

bp_status bp_wkb_read(bp_context *context, const uint8_t *bytes, size_t n, bp_polygons *polygons,
                      bp_wkb_outcome *outcome)
{
    struct cursor cursor = {context, bytes, bytes + n, false, polygons, BP_WKB_READ};
    struct header header;
    bp_status status = BP_OK;
    if (!read_header(&cursor, &header))
        cursor.outcome = BP_WKB_BROKEN;
    else if (header.type == WKB_POLYGON)
        status = read_polygon(&cursor, header.dimensions);
    else if (header.type == WKB_MULTIPOLYGON)
        status = read_multipolygon(&cursor);
    else
        cursor.outcome = BP_WKB_OTHER;
    if (!status)
        *outcome = cursor.outcome;
    return status;
}

static void read_point(struct cursor *cursor, size_t dimensions, bp_wkb_point_fn take, void *user,
                       bp_status *status)
{
    double xy[2];
    if (left(cursor) < 8 * dimensions) {
        cursor->outcome = BP_WKB_BROKEN;
        return;
    }
    take_points(cursor, 1, dimensions, xy);
    /* An empty point is written as two that are not numbers. */
    if (isnan(xy[0]) && isnan(xy[1]))
        return;
    if (all_finite(xy, 1))
        *status = take(user, xy);
    else
        cursor->outcome = BP_WKB_NOT_FINITE;
}

bp_status bp_wkb_read_points(const uint8_t *bytes, size_t n, bp_wkb_point_fn take, void *user,
                             bp_wkb_outcome *outcome)
{
    struct cursor cursor = {NULL, bytes, bytes + n, false, NULL, BP_WKB_READ};
    struct header header;
    uint32_t n_points = 0;
    bp_status status = BP_OK;
    if (!read_header(&cursor, &header))
        cursor.outcome = BP_WKB_BROKEN;
    else if (header.type == WKB_POINT)
        read_point(&cursor, header.dimensions, take, user, &status);
    else if (header.type != WKB_MULTIPOINT)
        cursor.outcome = BP_WKB_OTHER;
    else if (!read_count(&cursor, &n_points))
        cursor.outcome = BP_WKB_BROKEN;
    for (uint32_t i = 0; i < n_points && !status && cursor.outcome == BP_WKB_READ; i++) {
        if (read_header(&cursor, &header) && header.type == WKB_POINT)
            read_point(&cursor, header.dimensions, take, user, &status);
        else
            cursor.outcome = BP_WKB_BROKEN;
    }
    if (!status)
        *outcome = cursor.outcome;
    return status;
}

static bp_status read_line(struct cursor *cursor, size_t dimensions, bp_lines *lines)
{
    double xy[2 * POINTS_AT_ONCE];
    uint32_t n_points = 0;
    bp_status status = BP_OK;
    if (!read_count(cursor, &n_points) || n_points > left(cursor) / (8 * dimensions)) {
        cursor->outcome = BP_WKB_BROKEN;
        return BP_OK;
    }
    while (n_points > 0 && !status) {
        size_t n = n_points < POINTS_AT_ONCE ? n_points : POINTS_AT_ONCE;
        take_points(cursor, n, dimensions, xy);
        if (!all_finite(xy, n))
            cursor->outcome = BP_WKB_NOT_FINITE;
        status = bp_lines_add_points(cursor->context, lines, xy, (int64_t)n);
        n_points -= (uint32_t)n;
    }
    return status ? status : bp_lines_end_line(cursor->context, lines);
}

bp_status bp_wkb_read_lines(bp_context *context, const uint8_t *bytes, size_t n, bp_lines *lines,
                            bp_wkb_outcome *outcome)
{
    struct cursor cursor = {context, bytes, bytes + n, false, NULL, BP_WKB_READ};
    struct header header;
    uint32_t n_lines = 0;
    bp_status status = BP_OK;
    if (!read_header(&cursor, &header))
        cursor.outcome = BP_WKB_BROKEN;
    else if (header.type == WKB_LINE)
        status = read_line(&cursor, header.dimensions, lines);
    else if (header.type != WKB_MULTILINE)
        cursor.outcome = BP_WKB_OTHER;
    else if (!read_count(&cursor, &n_lines))
        cursor.outcome = BP_WKB_BROKEN;
    for (uint32_t i = 0; i < n_lines && !status && cursor.outcome == BP_WKB_READ; i++) {
        if (read_header(&cursor, &header) && header.type == WKB_LINE)
            status = read_line(&cursor, header.dimensions, lines);
        else
            cursor.outcome = BP_WKB_BROKEN;
    }
    if (!status)
        *outcome = cursor.outcome;
    return status;
}

size_t bp_wkb_size(const bp_polygons *polygons, int64_t unit)
{
    int64_t first = polygons->unit_parts[unit], end = polygons->unit_parts[unit + 1];
    int64_t ring = polygons->part_rings[first], ring_end = polygons->part_rings[end];
    int64_t points = polygons->ring_coords[ring_end] - polygons->ring_coords[ring];
    return (size_t)(9 + 9 * (end - first) + 4 * (ring_end - ring) + 16 * points);
}

static uint8_t *put_header(uint8_t *at, uint32_t type, int64_t count)
{
    uint32_t n = (uint32_t)count;
    *at = machine_is_little() ? 1 : 0;
    memcpy(at + 1, &type, 4);
    memcpy(at + 5, &n, 4);
    return at + 9;
}

void bp_wkb_write(const bp_polygons *polygons, int64_t unit, uint8_t *bytes)
{
    int64_t first = polygons->unit_parts[unit], end = polygons->unit_parts[unit + 1];
    uint8_t *at = put_header(bytes, WKB_MULTIPOLYGON, end - first);
    for (int64_t p = first; p < end; p++) {
        at = put_header(at, WKB_POLYGON, polygons->part_rings[p + 1] - polygons->part_rings[p]);
        for (int64_t r = polygons->part_rings[p]; r < polygons->part_rings[p + 1]; r++) {
            int64_t c = polygons->ring_coords[r];
            uint32_t n = (uint32_t)(polygons->ring_coords[r + 1] - c);
            memcpy(at, &n, 4);
            memcpy(at + 4, polygons->xy + 2 * c, 16 * (size_t)n);
            at += 4 + 16 * (size_t)n;
        }
    }
}
