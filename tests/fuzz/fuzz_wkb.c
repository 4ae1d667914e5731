/* Well-known binary: polygons, lines and points of it; polygons written and read again. */
#include "geo/wkb_private.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

static void check_polygons(const bp_polygons *p)
{
    fuzz_check(p->n_units == 1 && p->unit_parts[1] == p->n_parts);
    for (int64_t i = 0; i < p->n_parts; i++)
        fuzz_check(p->part_rings[i] < p->part_rings[i + 1]);
    for (int64_t r = 0; r < p->n_rings; r++) {
        int64_t first = p->ring_coords[r], last = p->ring_coords[r + 1] - 1;
        fuzz_check(first <= last && last < p->n_coords);
        fuzz_check(p->xy[2 * first] == p->xy[2 * last] && p->xy[2 * first + 1] == p->xy[2 * last + 1]);
    }
}

static void check_round_trip(bp_context *context, const bp_polygons *polygons)
{
    bp_polygons again = BP_POLYGONS_INIT;
    bp_wkb_outcome outcome = BP_WKB_OTHER;
    size_t size = bp_wkb_size(polygons, 0);
    uint8_t *bytes = (uint8_t *)malloc(size);
    fuzz_check(bytes);
    bp_wkb_write(polygons, 0, bytes);
    fuzz_check(bp_wkb_read(context, bytes, size, &again, &outcome) == BP_OK && outcome == BP_WKB_READ);
    fuzz_check(bp_polygons_end_unit(context, &again) == BP_OK);
    fuzz_check(again.n_parts == polygons->n_parts && again.n_rings == polygons->n_rings &&
               again.n_coords == polygons->n_coords);
    fuzz_check(again.n_coords == 0 ||
               memcmp(again.xy, polygons->xy, 2 * (size_t)again.n_coords * sizeof *again.xy) == 0);
    free(bytes);
    bp_polygons_clear(&again);
}

static bp_status count_point(void *user, const double xy[2])
{
    fuzz_check(xy[0] - xy[0] == 0.0 && xy[1] - xy[1] == 0.0);
    ++*(int *)user;
    return BP_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    bp_context *context = fuzz_context();
    bp_polygons polygons = BP_POLYGONS_INIT;
    bp_lines lines = BP_LINES_INIT;
    bp_wkb_outcome outcome = BP_WKB_OTHER;
    int n_points = 0;
    fuzz_check(bp_wkb_read(context, bytes, n, &polygons, &outcome) == BP_OK);
    if (outcome == BP_WKB_READ) {
        fuzz_check(bp_polygons_end_unit(context, &polygons) == BP_OK);
        check_polygons(&polygons);
        check_round_trip(context, &polygons);
    }
    fuzz_check(outcome != BP_WKB_OTHER || polygons.n_coords == 0);
    fuzz_check(bp_wkb_read_lines(context, bytes, n, &lines, &outcome) == BP_OK);
    fuzz_check(bp_lines_end_row(context, &lines) == BP_OK);
    fuzz_check(bp_wkb_read_points(bytes, n, count_point, &n_points, &outcome) == BP_OK);
    bp_polygons_clear(&polygons);
    bp_lines_clear(&lines);
    bp_context_free(context);
    return 0;
}
