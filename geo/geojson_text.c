#include "geo/geojson_text_private.h"

#include "geo/number_private.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { NUMBER_BYTES = 40, BYTES_PER_POINT = 36, GRID_DECIMALS = 7 };

static bool is_continuation(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

/* Length of the UTF-8 sequence at `text` after RFC 3629 (no surrogates, nothing overlong), 0 when it is none.
 */
static size_t sequence_length(const unsigned char *text)
{
    unsigned char a = text[0], b = text[1];
    if (a < 0x80)
        return 1;
    if (a < 0xC2 || a > 0xF4 || !is_continuation(b))
        return 0;
    if (a < 0xE0)
        return 2;
    if ((a == 0xE0 && b < 0xA0) || (a == 0xED && b > 0x9F) || (a == 0xF0 && b < 0x90) ||
        (a == 0xF4 && b > 0x8F))
        return 0;
    if (!is_continuation(text[2]))
        return 0;
    if (a < 0xF0)
        return 3;
    return is_continuation(text[3]) ? 4 : 0;
}

static size_t escape(unsigned char c, char out[8])
{
    static const char plain[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
    const char *found = strchr(plain, c);
    if (found)
        return (size_t)snprintf(out, 8, "\\%c", letters[found - plain]);
    return (size_t)snprintf(out, 8, "\\u%04x", (unsigned int)c);
}

bool bp_json_add_text(bp_buffer *buffer, const char *text)
{
    const unsigned char *at = (const unsigned char *)text;
    bool ok = bp_buffer_add(buffer, "\"", 1);
    while (ok && *at) {
        char escaped[8];
        size_t n = sequence_length(at);
        if (n == 0)
            ok = bp_buffer_add(buffer, "\xEF\xBF\xBD", 3);
        else if (*at < 0x20 || *at == '"' || *at == '\\')
            ok = bp_buffer_add(buffer, escaped, escape(*at, escaped));
        else
            ok = bp_buffer_add(buffer, (const char *)at, n);
        at += n ? n : 1;
    }
    return ok && bp_buffer_add(buffer, "\"", 1);
}

bool bp_json_add_cell(bp_buffer *buffer, const bp_column *column, int64_t row)
{
    char number[NUMBER_BYTES];
    int n;
    if (!bp_column_is_valid(column, row))
        return bp_buffer_add(buffer, "null", 4);
    if (column->type == BP_COLUMN_TEXT)
        return bp_json_add_text(buffer, bp_column_text_at(column, row));
    if (column->type == BP_COLUMN_INTEGER) {
        n = snprintf(number, sizeof number, "%" PRId64, column->integer[row]);
    } else {
        double value = column->real[row];
        if (!isfinite(value))
            return bp_buffer_add(buffer, "null", 4);
        n = bp_number_format(value, number);
    }
    return bp_buffer_add(buffer, number, (size_t)n);
}

void bp_json_put_degrees(bp_buffer *buffer, int64_t v)
{
    char digits[24];
    int n = 0, skipped = 0;
    uint64_t rest = v < 0 ? (uint64_t)-v : (uint64_t)v;
    /* From the last digit to the first, the point included; at least one digit stands before the point. */
    while (skipped < GRID_DECIMALS && rest % 10 == 0) {
        rest /= 10;
        skipped++;
    }
    for (int decimal = GRID_DECIMALS - skipped; decimal > 0; decimal--) {
        digits[n++] = (char)('0' + rest % 10);
        rest /= 10;
    }
    if (n > 0)
        digits[n++] = '.';
    do {
        digits[n++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    char *at = buffer->bytes + buffer->n;
    if (v < 0)
        *at++ = '-';
    while (n > 0)
        *at++ = digits[--n];
    buffer->n = (size_t)(at - buffer->bytes);
}

static void put(bp_buffer *buffer, char c)
{
    buffer->bytes[buffer->n++] = c;
}

static bool add_ring(bp_buffer *buffer, const double *xy, int64_t n_points)
{
    if (!bp_buffer_reserve(buffer, (size_t)n_points * BYTES_PER_POINT + 2))
        return false;
    put(buffer, '[');
    for (int64_t i = 0; i < n_points; i++) {
        if (i > 0)
            put(buffer, ',');
        put(buffer, '[');
        bp_json_put_degrees(buffer, bp_grid_steps(xy[2 * i]));
        put(buffer, ',');
        bp_json_put_degrees(buffer, bp_grid_steps(xy[2 * i + 1]));
        put(buffer, ']');
    }
    put(buffer, ']');
    return true;
}

int64_t bp_grid_steps(double degrees)
{
    double steps = degrees * 1e7;
    return (int64_t)(steps < 0.0 ? steps - 0.5 : steps + 0.5);
}

bool bp_json_add_geometry(bp_buffer *buffer, const bp_polygons *polygons, int64_t unit)
{
    static const char start[] = "{\"type\":\"MultiPolygon\",\"coordinates\":[";
    int64_t first = polygons->unit_parts[unit], end = polygons->unit_parts[unit + 1];
    if (first == end)
        return bp_buffer_add(buffer, "null", 4);
    bool ok = bp_buffer_add(buffer, start, sizeof start - 1);
    for (int64_t p = first; ok && p < end; p++) {
        ok = bp_buffer_add(buffer, ",[", 2);
        if (p == first) {
            buffer->n -= 2;
            buffer->bytes[buffer->n++] = '[';
        }
        for (int64_t r = polygons->part_rings[p]; ok && r < polygons->part_rings[p + 1]; r++) {
            int64_t c = polygons->ring_coords[r];
            ok = r == polygons->part_rings[p] || bp_buffer_add(buffer, ",", 1);
            ok = ok && add_ring(buffer, polygons->xy + 2 * c, polygons->ring_coords[r + 1] - c);
        }
        ok = ok && bp_buffer_add(buffer, "]", 1);
    }
    return ok && bp_buffer_add(buffer, "]}", 2);
}
