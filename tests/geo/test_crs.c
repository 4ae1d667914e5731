/* Coordinate reference systems: what is known of one, when two are the same, and transformations. */
#define _POSIX_C_SOURCE 200809L

#include "geo/crs.h"
#include "tests/geo/files.h"

#include <math.h>

START_TEST(what_is_known)
{
    bp_crs crs = BP_CRS_INIT, copy = BP_CRS_INIT, again = BP_CRS_INIT;
    ck_bp_ok(context, bp_crs_parse(context, "EPSG:28992", "study", &crs));
    ck_assert_str_eq(crs.code, "EPSG:28992");
    ck_assert_str_eq(crs.name, "Amersfoort / RD New");
    ck_assert(!crs.is_geographic);
    ck_assert_double_eq(crs.metres_per_unit, 1.0);
    ck_bp_ok(context, bp_crs_copy(context, &crs, &copy));
    ck_assert(bp_crs_equal(&crs, &copy));
    ck_bp_ok(context, bp_crs_parse(context, crs.wkt, "wkt", &again));
    ck_assert_str_eq(again.code, "EPSG:28992");
    bp_crs_clear(&crs);
    bp_crs_clear(&copy);
    bp_crs_clear(&again);
    /* With heights by NAP: the map is that of RD New. */
    ck_bp_ok(context, bp_crs_parse(context, "EPSG:7415", "study", &crs));
    ck_assert_str_eq(crs.code, "EPSG:28992");
    bp_crs_clear(&crs);
    ck_bp_ok(context, bp_crs_parse(context, "EPSG:4326", "study", &crs));
    ck_assert(crs.is_geographic);
    ck_assert_double_eq(crs.metres_per_unit, 0.0);
    bp_crs_clear(&crs);
    /* US survey feet: 1200 / 3937 metre. */
    ck_bp_ok(context, bp_crs_parse(context, "EPSG:2263", "study", &crs));
    ck_assert_double_eq_tol(crs.metres_per_unit, 1200.0 / 3937.0, 1e-12);
    bp_crs_clear(&crs);
}
END_TEST

START_TEST(same_or_not)
{
    static const struct {
        const char *a, *b;
        bool equal;
    } cases[] = {{"EPSG:4326", "OGC:CRS84", true},
                 {"EPSG:4326", "EPSG:4258", false},
                 {"EPSG:28992", "EPSG:28991", false},
                 {"EPSG:28992", "EPSG:4326", false},
                 {"EPSG:3857", "EPSG:3857", true}};
    bp_crs a = BP_CRS_INIT, b = BP_CRS_INIT;
    ck_bp_ok(context, bp_crs_parse(context, cases[_i].a, "a", &a));
    ck_bp_ok(context, bp_crs_parse(context, cases[_i].b, "b", &b));
    ck_assert(bp_crs_equal(&a, &b) == cases[_i].equal);
    bp_crs_clear(&a);
    bp_crs_clear(&b);
}
END_TEST

START_TEST(unknown_is_named)
{
    bp_crs crs = BP_CRS_INIT;
    ck_assert_int_eq(bp_crs_parse(context, "EPSG:99999", "study.yaml", &crs), BP_ERROR_INPUT);
    ck_assert_ptr_nonnull(
        strstr(bp_context_message(context), "study.yaml: unknown coordinate reference system 'EPSG:99999'"));
    bp_context_clear(context);
    ck_assert_int_eq(bp_crs_parse(context, "EPSG:5709", "study.yaml", &crs), BP_ERROR_INPUT);
    ck_message("study.yaml: 'EPSG:5709' is not a geographic or projected coordinate reference system");
}
END_TEST

START_TEST(guesses)
{
    static const struct {
        double box[4];
        const char *start;
    } cases[] = {
        {{13600, 306900, 278000, 619200}, "EPSG:28992 (RD New):"},
        {{306900, 13600, 619200, 278000}, "EPSG:28992 (RD New) with x and y swapped"},
        {{3.3, 50.7, 7.2, 53.5}, "EPSG:4326 (WGS84): degrees around the Netherlands"},
        {{50.7, 3.3, 53.5, 7.2}, "EPSG:4326 (WGS84) with latitude and longitude swapped"},
        {{-125, 24, -66, 49}, "EPSG:4326 (WGS84): degrees"},
        {{375000, 6570000, 802000, 7070000}, "EPSG:3857 (Web Mercator): metres around the Netherlands"},
        {{-1.9e7, -1e7, 1.9e7, 1e7}, "EPSG:3857 (Web Mercator) or another"},
        {{3860000, 3070000, 4130000, 3380000}, "EPSG:3035 (ETRS89 / LAEA Europe)"},
        {{500000, 5600000, 790000, 5930000}, "EPSG:25831 or 32631 (UTM zone 31N):"},
        {{100000, 5620000, 370000, 5950000}, "EPSG:25832 or 32632 (UTM zone 32N):"},
        {{500000, 4600000, 790000, 4930000}, "UTM or a like projection"},
        {{13.6, 306.9, 278, 619.2}, "EPSG:28992 (RD New) in kilometres instead of metres"},
        {{0, 0, 1e9, 1e9}, "no coordinate reference system that is known"},
        {{NAN, 0, 1, 1}, "no coordinate reference system: the coordinates are not all finite"}};
    ck_assert_ptr_eq(strstr(bp_crs_guess(cases[_i].box), cases[_i].start), bp_crs_guess(cases[_i].box));
}
END_TEST

/*
 * The centre of the grid, the spire of Amersfoort: x 155000, y 463000 by definition of RD; its WGS84 place as
 * Kadaster publishes it (5.387206 E, 52.155174 N), within the metre that a transformation without grids is
 * accurate to.
 */
START_TEST(amersfoort)
{
    bp_crs rd = BP_CRS_INIT, wgs = BP_CRS_INIT;
    double xy[] = {155000.0, 463000.0};
    char *operation = NULL;
    ck_bp_ok(context, bp_crs_parse(context, "EPSG:28992", "a", &rd));
    ck_bp_ok(context, bp_crs_parse(context, "EPSG:4326", "b", &wgs));
    ck_bp_ok(context, bp_crs_transform(context, &rd, &wgs, "test", xy, 1, &operation));
    ck_assert_double_eq_tol(xy[0], 5.387206, 1.5e-5);
    ck_assert_double_eq_tol(xy[1], 52.155174, 1e-5);
    ck_assert_ptr_nonnull(strstr(operation, "RD New"));
    free(operation);
    ck_bp_ok(context, bp_crs_transform(context, &wgs, &rd, "test", xy, 1, NULL));
    ck_assert_double_eq_tol(xy[0], 155000.0, 0.01);
    ck_assert_double_eq_tol(xy[1], 463000.0, 0.01);
    bp_crs_clear(&rd);
    bp_crs_clear(&wgs);
}
END_TEST

START_TEST(threads_make_no_difference)
{
    enum { POINTS = 30000 };
    bp_crs rd = BP_CRS_INIT, wgs = BP_CRS_INIT;
    double *one = (double *)malloc(2 * POINTS * sizeof *one),
           *three = (double *)malloc(2 * POINTS * sizeof *three);
    /* Points in and far out of the area of use, so that PROJ has candidates to choose from. */
    for (int i = 0; i < POINTS; i++) {
        one[2 * i] = -100000.0 + 17.0 * i;
        one[2 * i + 1] = 250000.0 + (i * 7919) % 500000;
    }
    memcpy(three, one, 2 * POINTS * sizeof *one);
    ck_bp_ok(context, bp_crs_parse(context, "EPSG:28992", "a", &rd));
    ck_bp_ok(context, bp_crs_parse(context, "EPSG:4326", "b", &wgs));
    open_context(1);
    ck_bp_ok(context, bp_crs_transform(context, &rd, &wgs, "test", one, POINTS, NULL));
    open_context(3);
    ck_bp_ok(context, bp_crs_transform(context, &rd, &wgs, "test", three, POINTS, NULL));
    ck_assert_mem_eq(one, three, 2 * POINTS * sizeof *one);
    free(one);
    free(three);
    bp_crs_clear(&rd);
    bp_crs_clear(&wgs);
}
END_TEST

/* A point that comes again, soon or late, goes where it went before, and where it goes by itself. */
START_TEST(points_that_come_again)
{
    enum { N = 60000 };
    double *many = (double *)malloc(2 * N * sizeof *many);
    bp_crs rd = BP_CRS_INIT, wgs = BP_CRS_INIT;
    ck_bp_ok(context, bp_crs_parse(context, "EPSG:28992", "a", &rd));
    ck_bp_ok(context, bp_crs_parse(context, "EPSG:4326", "b", &wgs));
    for (int i = 0; i < N; i++) {
        int k = i % 3 == 0 ? i : i % 3 == 1 ? i - 1 : i % 1000;
        many[2 * i] = 20000.0 + 4.0 * k;
        many[2 * i + 1] = 600000.0 - 5.0 * k;
    }
    ck_bp_ok(context, bp_crs_transform(context, &rd, &wgs, "units", many, N, NULL));
    for (int i = 0; i < N; i += 2003) {
        int k = i % 3 == 0 ? i : i % 3 == 1 ? i - 1 : i % 1000;
        double one[2] = {20000.0 + 4.0 * k, 600000.0 - 5.0 * k};
        ck_bp_ok(context, bp_crs_transform(context, &rd, &wgs, "units", one, 1, NULL));
        ck_assert(many[2 * i] == one[0] && many[2 * i + 1] == one[1]);
    }
    free(many);
    bp_crs_clear(&rd);
    bp_crs_clear(&wgs);
}
END_TEST

START_TEST(failures)
{
    bp_crs wgs = BP_CRS_INIT, mercator = BP_CRS_INIT, none = BP_CRS_INIT;
    double xy[] = {5.0, 52.0, 5.0, 900.0};
    ck_bp_ok(context, bp_crs_parse(context, "EPSG:4326", "a", &wgs));
    ck_bp_ok(context, bp_crs_parse(context, "EPSG:28992", "b", &mercator));
    ck_assert_int_eq(bp_crs_transform(context, &wgs, &mercator, "units.gpkg", xy, 2, NULL), BP_ERROR_INPUT);
    ck_message("units.gpkg: point (5, 900) cannot be transformed from EPSG:4326 to EPSG:28992");
    ck_assert_int_eq(bp_crs_transform(context, &none, &wgs, "units.gpkg", xy, 1, NULL), BP_ERROR_INPUT);
    ck_message("units.gpkg: has no coordinate reference system to transform from or to");
    bp_crs_clear(&wgs);
    bp_crs_clear(&mercator);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("crs");
    TCase *test = tcase_create("crs");
    tcase_add_checked_fixture(test, set_up, tear_down);
    tcase_set_timeout(test, 60);
    tcase_add_test(test, what_is_known);
    tcase_add_loop_test(test, same_or_not, 0, 5);
    tcase_add_test(test, unknown_is_named);
    tcase_add_loop_test(test, guesses, 0, 14);
    tcase_add_test(test, amersfoort);
    tcase_add_test(test, threads_make_no_difference);
    tcase_add_test(test, points_that_come_again);
    tcase_add_test(test, failures);
    suite_add_tcase(suite, test);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
