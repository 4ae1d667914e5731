/* Overlaps and gaps: by hand, beside GEOS on tessellations that were spoilt, and on real layers. */
#define _POSIX_C_SOURCE 200809L

#include "geo/coverage.h"
#include "geo/overlay.h"
#include "geo/read.h"
#include "geo/repair.h"
#include "tests/geo/tessellation.h"

#include "tests/geo/files.h"

#include <geos_c.h>
#include <math.h>

static bp_coverage_report measure(const bp_polygons *polygons, double sliver_width)
{
    bp_coverage_report report = BP_COVERAGE_REPORT_INIT;
    ck_bp_ok(context, bp_coverage_measure(context, polygons, sliver_width, &report));
    return report;
}

static void add_box(bp_polygons *polygons, double x0, double y0, double x1, double y1)
{
    const double xy[] = {x0, y0, x1, y0, x1, y1, x0, y1};
    add_ring(polygons, xy, 4);
    end_unit(polygons, true);
}

START_TEST(a_clean_coverage)
{
    tessellation_options options = {12, 9, 7, true, 500.0, 120000.0, 480000.0, 3};
    bp_polygons polygons = BP_POLYGONS_INIT;
    make_tessellation(context, &options, &polygons);
    bp_coverage_report report = measure(&polygons, 0.0);
    ck_assert_int_gt(report.n_free, 0);
    ck_assert_int_eq(report.n_overlaps, 0);
    ck_assert_int_eq(report.n_gaps, 0);
    ck_assert_int_eq(report.overlap_slivers.n + report.gap_slivers.n, 0);
    bp_coverage_report_clear(&report);
    bp_polygons_clear(&polygons);
}
END_TEST

/* Borders without common vertices, but without a slit between them either. */
START_TEST(t_junctions_are_no_gaps)
{
    bp_polygons polygons = BP_POLYGONS_INIT;
    const double slope[] = {100000.3, 400000.1, 100010.7, 400003.9, 100000.3, 400020.0};
    const double upper[] = {100000.3 + 10.4 / 3, 400000.1 + 3.8 / 3, 100015, 399990, 100010.7, 400003.9};
    const double lower[] = {100000.3, 400000.1, 100015, 399990, 100000.3 + 10.4 / 3, 400000.1 + 3.8 / 3};
    add_ring(&polygons, slope, 3);
    end_unit(&polygons, true);
    add_ring(&polygons, upper, 3);
    end_unit(&polygons, true);
    add_ring(&polygons, lower, 3);
    end_unit(&polygons, true);
    bp_coverage_report report = measure(&polygons, 0.0);
    ck_assert_int_eq(report.n_overlaps, 0);
    ck_assert_int_eq(report.n_gaps, 0);
    ck_assert_int_eq(report.overlap_slivers.n + report.gap_slivers.n, 0);
    bp_coverage_report_clear(&report);
    bp_polygons_clear(&polygons);
}
END_TEST

/* A frame with a lake in it, in the lake an island of two units with a pond, and a bay. */
START_TEST(gaps_by_hand)
{
    bp_polygons polygons = BP_POLYGONS_INIT;
    const double frame[] = {0,  0,  100, 0,  100, 100, 60, 100,
                            60, 90, 40,  90, 40,  100, 0,  100}; /* bay on top */
    const double lake[] = {20, 20, 20, 80, 80, 80, 80, 20};
    const double pond[] = {44, 44, 44, 48, 48, 48, 48, 44};
    add_ring(&polygons, frame, 8);
    add_ring(&polygons, lake, 4);
    end_unit(&polygons, true);
    const double west[] = {40, 40, 50, 40, 50, 60, 40, 60};
    add_ring(&polygons, west, 4);
    add_ring(&polygons, pond, 4);
    ck_bp_ok(context, bp_polygons_end_part(context, &polygons));
    add_box(&polygons, 200, 200, 210, 210); /* a part far away */
    add_box(&polygons, 50, 40, 60, 60);
    add_box(&polygons, 100, 0, 110, 50);
    add_box(&polygons, 100, 50.25, 110, 100); /* a slit, open to the east */
    add_box(&polygons, 110, -10, 120, 110);   /* which this closes */
    ck_assert_int_eq(polygons.n_units, 6);
    bp_coverage_report report = measure(&polygons, 0.0);
    ck_assert_int_eq(report.n_overlaps, 0);
    ck_assert_int_eq(report.n_gaps, 3);
    ck_assert_double_eq_tol(report.gaps[0].area, 3600 - 400, 1e-9);
    ck_assert_double_eq_tol(report.gaps[1].area, 16, 1e-9);
    ck_assert_double_eq_tol(report.gaps[2].area, 2.5, 1e-9);
    ck_assert_double_eq_tol(report.gap_area, 3218.5, 1e-9);
    const double *in_lake = report.gaps[0].xy, *in_pond = report.gaps[1].xy;
    ck_assert(in_lake[0] > 20 && in_lake[0] < 80 && in_lake[1] > 20 && in_lake[1] < 80);
    ck_assert(in_lake[0] < 40 || in_lake[0] > 60 || in_lake[1] < 40 || in_lake[1] > 60);
    ck_assert(in_pond[0] > 44 && in_pond[0] < 48 && in_pond[1] > 44 && in_pond[1] < 48);
    bp_coverage_report_clear(&report);
    /* The slit is 10 by 0.25: 2 x 2.5 / 20.5 = 0.244 wide. */
    report = measure(&polygons, 0.25);
    ck_assert_int_eq(report.n_gaps, 2);
    ck_assert_int_eq(report.gap_slivers.n, 1);
    ck_assert_double_eq_tol(report.gap_slivers.area, 2.5, 1e-9);
    ck_assert_double_eq_tol(report.gap_area, 3216, 1e-9);
    bp_coverage_report_clear(&report);
    bp_polygons_clear(&polygons);
}
END_TEST

START_TEST(overlaps_by_hand)
{
    bp_polygons polygons = BP_POLYGONS_INIT;
    add_box(&polygons, 0, 0, 10, 10);
    add_box(&polygons, 9, 0, 20, 10);    /* 10 with unit 0 */
    add_box(&polygons, 2, 2, 4, 4);      /* within unit 0: 4 */
    add_box(&polygons, 100, 0, 110, 10); /* twice the same: 100 */
    add_box(&polygons, 100, 0, 110, 10);
    add_box(&polygons, 20, 0, 30, 10);   /* only beside unit 1 */
    add_box(&polygons, 29.9, 9, 40, 10); /* 0.1 with unit 5, 0.1 wide */
    end_unit(&polygons, false);
    bp_coverage_report report = measure(&polygons, 0.0);
    static const bp_coverage_overlap expected[] = {{3, 4, 100}, {0, 1, 10}, {0, 2, 4}, {5, 6, 0.1}};
    ck_assert_int_eq(report.n_overlaps, 4);
    ck_assert_int_eq(report.n_gaps, 0);
    for (int k = 0; k < 4; k++) {
        ck_assert_int_eq(report.overlaps[k].a, expected[k].a);
        ck_assert_int_eq(report.overlaps[k].b, expected[k].b);
        ck_assert_double_eq_tol(report.overlaps[k].area, expected[k].area, 1e-9);
    }
    ck_assert_double_eq_tol(report.overlap_area, 114.1, 1e-9);
    bp_coverage_report_clear(&report);
    report = measure(&polygons, 0.2);
    ck_assert_int_eq(report.n_overlaps, 3);
    ck_assert_int_eq(report.overlap_slivers.n, 1);
    ck_assert_double_eq_tol(report.overlap_slivers.area, 0.1, 1e-9);
    bp_coverage_report_clear(&report);
    bp_polygons_clear(&polygons);
}
END_TEST

/* Two clean layers in one: units that have no free border at all lie over each other. */
START_TEST(two_layers_in_one)
{
    tessellation_options fine = {14, 14, 2, true, 10.0, 1000.0, 1000.0, 3};
    tessellation_options coarse = {5, 5, 3, false, 20.0, 1020.0, 1015.0, 8};
    bp_polygons polygons = BP_POLYGONS_INIT;
    make_tessellation(context, &fine, &polygons);
    make_tessellation(context, &coarse, &polygons);
    bp_overlap_list brute = BP_OVERLAP_LIST_INIT;
    ck_bp_ok(context, bp_overlay_areas(context, &polygons, NULL, &polygons, &brute));
    bp_coverage_report report = measure(&polygons, 0.0);
    int64_t n = 0;
    double area = 0.0;
    for (int64_t k = 0; k < brute.n; k++)
        if (brute.items[k].a < brute.items[k].b) {
            n++;
            area += brute.items[k].area;
        }
    ck_assert_int_gt(n, 100);
    ck_assert_int_eq(report.n_overlaps, n);
    ck_assert_double_eq_tol(report.overlap_area / area, 1.0, 1e-9);
    bp_overlap_list_clear(&brute);
    bp_coverage_report_clear(&report);
    bp_polygons_clear(&polygons);
}
END_TEST

/* Every unit by itself has its points moved a little: overlaps and gaps along every border. */
static void spoil(bp_polygons *polygons, uint64_t seed, double by)
{
    for (int64_t r = 0; r < polygons->n_rings; r++) {
        int64_t first = polygons->ring_coords[r], closing = polygons->ring_coords[r + 1] - 1;
        for (int64_t c = first; c < closing; c++)
            for (int axis = 0; axis < 2; axis++)
                polygons->xy[2 * c + axis] += by * tessellation_noise(seed, (int)c, (int)(c % 3), axis);
        polygons->xy[2 * closing] = polygons->xy[2 * first];
        polygons->xy[2 * closing + 1] = polygons->xy[2 * first + 1];
    }
}

static GEOSGeometry *geos_unit(GEOSContextHandle_t handle, const bp_polygons *polygons, int64_t unit)
{
    int64_t first = polygons->ring_coords[polygons->part_rings[polygons->unit_parts[unit]]];
    int64_t end = polygons->ring_coords[polygons->part_rings[polygons->unit_parts[unit]] + 1];
    GEOSCoordSequence *points =
        GEOSCoordSeq_copyFromBuffer_r(handle, polygons->xy + 2 * first, (unsigned int)(end - first), 0, 0);
    return GEOSGeom_createPolygon_r(handle, GEOSGeom_createLinearRing_r(handle, points), NULL, 0);
}

/* Area of the holes in the union of all units, by GEOS; and how many there are. */
static double holes_of_union(GEOSContextHandle_t handle, GEOSGeometry **units, int64_t n, int *n_holes)
{
    GEOSGeometry *all = GEOSGeom_createCollection_r(handle, GEOS_GEOMETRYCOLLECTION, units, (unsigned int)n);
    GEOSGeometry *together = GEOSUnaryUnion_r(handle, all);
    double area = 0.0;
    *n_holes = 0;
    for (int k = 0; k < GEOSGetNumGeometries_r(handle, together); k++) {
        const GEOSGeometry *part = GEOSGetGeometryN_r(handle, together, k);
        for (int h = 0; h < GEOSGetNumInteriorRings_r(handle, part); h++) {
            GEOSGeometry *hole = GEOSGeom_createPolygon_r(
                handle, GEOSGeom_clone_r(handle, GEOSGetInteriorRingN_r(handle, part, h)), NULL, 0);
            double one = 0.0;
            GEOSArea_r(handle, hole, &one);
            area += one;
            ++*n_holes;
            GEOSGeom_destroy_r(handle, hole);
        }
    }
    GEOSGeom_destroy_r(handle, together);
    GEOSGeom_destroy_r(handle, all);
    return area;
}

START_TEST(spoilt_tessellations_as_geos_has_them)
{
    GEOSContextHandle_t handle = GEOS_init_r();
    for (uint64_t seed = 1; seed <= 6; seed++) {
        tessellation_options options = {9, 8, 3, seed % 2 == 0, 100.0, 155000.0, 463000.0, seed};
        bp_polygons polygons = BP_POLYGONS_INIT;
        bp_repair_report repaired = BP_REPAIR_REPORT_INIT;
        GEOSGeometry *units[72];
        int n_holes = 0;
        int64_t n_pairs = 0;
        double area = 0.0, one = 0.0;
        make_tessellation(context, &options, &polygons);
        spoil(&polygons, seed, 0.003 * pow(3.0, (double)seed));
        ck_bp_ok(context, bp_polygons_repair(context, &polygons, &repaired));
        ck_assert_int_eq(repaired.n_mended, 0);
        bp_coverage_report report = measure(&polygons, 0.0);
        for (int u = 0; u < 72; u++)
            units[u] = geos_unit(handle, &polygons, u);
        for (int a = 0; a < 72; a++)
            for (int b = a + 1; b < 72; b++) {
                GEOSGeometry *common = GEOSIntersection_r(handle, units[a], units[b]);
                GEOSArea_r(handle, common, &one);
                n_pairs += one > 0.0;
                area += one;
                GEOSGeom_destroy_r(handle, common);
            }
        ck_assert_int_eq(report.n_overlaps, n_pairs);
        ck_assert_double_eq_tol(report.overlap_area / area, 1.0, 1e-9);
        area = holes_of_union(handle, units, 72, &n_holes);
        ck_assert_int_gt(n_holes, 20);
        ck_assert_int_eq(report.n_gaps, n_holes);
        ck_assert_double_eq_tol(report.gap_area / area, 1.0, 1e-9);
        bp_coverage_report_clear(&report);
        bp_repair_report_clear(&repaired);
        bp_polygons_clear(&polygons);
    }
    GEOS_finish_r(handle);
}
END_TEST

START_TEST(same_for_any_threads)
{
    tessellation_options options = {20, 15, 4, true, 100.0, 155000.0, 463000.0, 5};
    bp_polygons polygons = BP_POLYGONS_INIT;
    bp_coverage_report first = BP_COVERAGE_REPORT_INIT;
    make_tessellation(context, &options, &polygons);
    spoil(&polygons, 5, 1.0);
    for (int n_threads = 1; n_threads <= 4; n_threads++) {
        open_context(n_threads);
        bp_coverage_report again = measure(&polygons, 0.5);
        if (n_threads == 1) {
            first = again;
            continue;
        }
        ck_assert_int_eq(again.n_overlaps, first.n_overlaps);
        ck_assert_int_eq(again.n_gaps, first.n_gaps);
        for (int64_t k = 0; k < first.n_overlaps; k++) {
            ck_assert_int_eq(again.overlaps[k].a, first.overlaps[k].a);
            ck_assert_int_eq(again.overlaps[k].b, first.overlaps[k].b);
            ck_assert_double_eq(again.overlaps[k].area, first.overlaps[k].area);
        }
        ck_assert_mem_eq(again.gaps, first.gaps, (size_t)first.n_gaps * sizeof *first.gaps);
        ck_assert_double_eq(again.overlap_area, first.overlap_area);
        ck_assert_double_eq(again.gap_slivers.area, first.gap_slivers.area);
        bp_coverage_report_clear(&again);
    }
    ck_assert_int_gt(first.overlap_slivers.n, 10);
    ck_assert_int_gt(first.gap_slivers.n, 10);
    bp_coverage_report_clear(&first);
    bp_polygons_clear(&polygons);
}
END_TEST

START_TEST(no_width_below_zero)
{
    bp_polygons polygons = BP_POLYGONS_INIT;
    bp_coverage_report report = BP_COVERAGE_REPORT_INIT;
    add_box(&polygons, 0, 0, 1, 1);
    ck_assert_int_eq(bp_coverage_measure(context, &polygons, -1.0, &report), BP_ERROR_ARGUMENT);
    ck_message("a width of slivers of -1 was asked for; it is 0 or more");
    bp_polygons_clear(&polygons);
}
END_TEST

/* A real layer whose polygons were simplified one by one. GEOS's intersections of all pairs add up to
 * 27.142259 km2; the faces that it makes of all unmatched borders at once, and no unit covers, to
 * 1521.540015. */
START_TEST(a_real_layer)
{
    const char *data = getenv("BRANDPUNT_DATA");
    char *path = bp_text_format("%s/nl/gemeenten_2022.geojson", data ? data : "../shared/data");
    bp_layer layer = BP_LAYER_INIT;
    bp_crs metres = BP_CRS_INIT;
    bp_repair_report repaired = BP_REPAIR_REPORT_INIT;
    if (bp_path_exists(path)) {
        ck_bp_ok(context, bp_layer_read(context, path, NULL, &layer));
        ck_bp_ok(context, bp_crs_parse(context, "EPSG:28992", "test", &metres));
        ck_bp_ok(context, bp_layer_transform(context, &layer, &metres, NULL));
        ck_bp_ok(context, bp_polygons_repair(context, &layer.polygons, &repaired));
        bp_coverage_report report = measure(&layer.polygons, 0.0);
        ck_assert_double_eq_tol(report.overlap_area * 1e-6, 27.142, 0.001);
        ck_assert_double_eq_tol(report.gap_area * 1e-6, 1521.540, 0.001);
        bp_coverage_report_clear(&report);
    }
    bp_repair_report_clear(&repaired);
    bp_crs_clear(&metres);
    bp_layer_clear(&layer);
    free(path);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("coverage");
    TCase *tests = tcase_create("coverage");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_clean_coverage);
    tcase_add_test(tests, t_junctions_are_no_gaps);
    tcase_add_test(tests, gaps_by_hand);
    tcase_add_test(tests, overlaps_by_hand);
    tcase_add_test(tests, two_layers_in_one);
    tcase_add_test(tests, spoilt_tessellations_as_geos_has_them);
    tcase_add_test(tests, same_for_any_threads);
    tcase_add_test(tests, no_width_below_zero);
    tcase_add_test(tests, a_real_layer);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
