/* Small polygons on a grid of 16 x 16, mended; what is mended is not mended again. A byte is a point, x in
 * its upper half and y in its lower one, but for those that end a ring, a part or a unit. */
#include "geo/repair.h"
#include "tests/fuzz/fuzz.h"

#include <math.h>
#include <string.h>

/*
 * GEOS 3.11 leaves memory behind where its mending by structure fails (geo/repair.c then takes another way).
 * The sanitizers ask for these two; seeing GEOS in a trace takes the thorough way of unwinding.
 */
const char *__asan_default_options(void);
const char *__lsan_default_suppressions(void);

const char *__asan_default_options(void)
{
    return "fast_unwind_on_malloc=0:malloc_context_size=6";
}

const char *__lsan_default_suppressions(void)
{
    return "leak:geos::operation::\n";
}

enum { RING_ENDS = 0xFF, PART_ENDS = 0xEE, UNIT_ENDS = 0xDD, MOST_BYTES = 200 };

static void add_byte(bp_context *context, bp_polygons *polygons, uint8_t byte)
{
    const double xy[2] = {byte >> 4, byte & 15};
    bp_status status = BP_OK;
    if (byte != RING_ENDS && byte != PART_ENDS && byte != UNIT_ENDS)
        status = bp_polygons_add_points(context, polygons, xy, 1);
    else
        status = bp_polygons_end_ring(context, polygons);
    if (!status && (byte == PART_ENDS || byte == UNIT_ENDS))
        status = bp_polygons_end_part(context, polygons);
    if (!status && byte == UNIT_ENDS)
        status = bp_polygons_end_unit(context, polygons);
    fuzz_check(status == BP_OK);
}

/* Shells run counter-clockwise, holes clockwise, and both enclose something. */
static void check_rings(const bp_polygons *p)
{
    for (int64_t part = 0; part < p->n_parts; part++)
        for (int64_t r = p->part_rings[part]; r < p->part_rings[part + 1]; r++) {
            int64_t first = p->ring_coords[r], n = p->ring_coords[r + 1] - first;
            double area2 = bp_ring_signed_area2(p->xy + 2 * first, n);
            fuzz_check(n >= 4 && (r == p->part_rings[part] ? area2 > 0.0 : area2 < 0.0));
        }
}

static void check_states(const bp_polygons *polygons, const bp_repair_report *report)
{
    int64_t n_empty = 0, n_mended = 0;
    for (int64_t u = 0; u < polygons->n_units; u++) {
        bool has_parts = polygons->unit_parts[u] < polygons->unit_parts[u + 1];
        fuzz_check(has_parts == (report->state[u] != BP_REPAIR_EMPTY));
        n_empty += report->state[u] == BP_REPAIR_EMPTY;
        n_mended += report->state[u] == BP_REPAIR_MENDED;
    }
    fuzz_check(report->n_empty == n_empty && report->n_mended == n_mended);
    fuzz_check(isfinite(report->area_before) && isfinite(report->area_after));
}

static void check_second(bp_context *context, bp_polygons *polygons)
{
    bp_repair_report report = BP_REPAIR_REPORT_INIT;
    size_t n = 2 * (size_t)polygons->n_coords;
    double *before = (double *)malloc((n + 1) * sizeof *before);
    fuzz_check(before);
    if (n > 0)
        memcpy(before, polygons->xy, n * sizeof *before);
    fuzz_check(fuzz_status(context, bp_polygons_repair(context, polygons, &report)) == BP_OK);
    fuzz_check(report.n_mended == 0 && report.n_holes == 0);
    fuzz_check(2 * (size_t)polygons->n_coords == n);
    fuzz_check(n == 0 || memcmp(before, polygons->xy, n * sizeof *before) == 0);
    free(before);
    bp_repair_report_clear(&report);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    if (n > MOST_BYTES)
        return 0;
    bp_context *context = fuzz_context();
    bp_polygons polygons = BP_POLYGONS_INIT;
    bp_repair_report report = BP_REPAIR_REPORT_INIT;
    for (size_t i = 0; i < n; i++)
        add_byte(context, &polygons, bytes[i]);
    add_byte(context, &polygons, UNIT_ENDS);
    fuzz_check(fuzz_status(context, bp_polygons_repair(context, &polygons, &report)) == BP_OK);
    check_states(&polygons, &report);
    check_rings(&polygons);
    check_second(context, &polygons);
    bp_repair_report_clear(&report);
    bp_polygons_clear(&polygons);
    bp_context_free(context);
    return 0;
}
