/* Which operation PROJ takes, how accurate it is, and which better one is out of reach. */
#define _POSIX_C_SOURCE 200809L

#include "geo/crs_operation.h"
#include "tests/geo/files.h"

#include <stdlib.h>

static bp_crs from, to;

static void between(const char *a, const char *b)
{
    ck_bp_ok(context, bp_crs_parse(context, a, "a", &from));
    ck_bp_ok(context, bp_crs_parse(context, b, "b", &to));
}

static void tear_down_both(void)
{
    bp_crs_clear(&from);
    bp_crs_clear(&to);
    tear_down();
}

static const double in_the_netherlands[] = {155000, 463000, 95000, 435000, 250000, 590000};

/* As the EPSG registry has it: Amersfoort to WGS 84 (4), EPSG:4833, accuracy 1 m. */
START_TEST(rd_to_wgs84)
{
    bp_crs_operation found = BP_CRS_OPERATION_INIT;
    between("EPSG:28992", "EPSG:4326");
    ck_bp_ok(context, bp_crs_operation_find(context, &from, &to, in_the_netherlands, 3, &found));
    ck_assert_str_eq(found.from, "EPSG:28992");
    ck_assert_str_eq(found.to, "EPSG:4326");
    ck_assert_str_eq(found.name, "Inverse of RD New + Amersfoort to WGS 84 (4)");
    ck_assert_double_eq(found.accuracy_m, 1.0);
    ck_assert_int_eq(found.n_used, 1);
    bp_crs_operation_clear(&found);
    ck_assert_ptr_null(found.name);
}
END_TEST

/* Amersfoort to ETRS89 (9), EPSG:9282, is good to a millimetre and needs a grid; without it (8), EPSG:4830,
 * to a quarter of a metre. */
START_TEST(a_missing_grid_is_named)
{
    bp_crs_operation found = BP_CRS_OPERATION_INIT;
    between("EPSG:28992", "EPSG:4258");
    ck_bp_ok(context, bp_crs_operation_find(context, &from, &to, in_the_netherlands, 3, &found));
    if (found.accuracy_m < 0.01) {
        ck_assert_ptr_nonnull(strstr(found.name, "Amersfoort to ETRS89 (9)"));
        ck_assert_ptr_null(found.better);
    } else {
        ck_assert_str_eq(found.name, "Inverse of RD New + Amersfoort to ETRS89 (8)");
        ck_assert_double_eq(found.accuracy_m, 0.25);
        ck_assert_ptr_nonnull(strstr(found.better, "Amersfoort to ETRS89 (9)"));
        ck_assert_double_eq(found.better_accuracy_m, 0.001);
        ck_assert_ptr_nonnull(strstr(found.missing_grid, "rdtrans2018"));
    }
    bp_crs_operation_clear(&found);
}
END_TEST

/* No points to choose by: the best that is there. */
START_TEST(without_points)
{
    bp_crs_operation found = BP_CRS_OPERATION_INIT;
    between("EPSG:28992", "EPSG:4326");
    ck_bp_ok(context, bp_crs_operation_find(context, &from, &to, NULL, 0, &found));
    ck_assert_str_eq(found.name, "Inverse of RD New + Amersfoort to WGS 84 (4)");
    ck_assert_double_eq(found.accuracy_m, 1.0);
    bp_crs_operation_clear(&found);
}
END_TEST

START_TEST(nothing_to_do)
{
    bp_crs_operation found = BP_CRS_OPERATION_INIT;
    between("EPSG:28992", "EPSG:28992");
    ck_bp_ok(context, bp_crs_operation_find(context, &from, &to, in_the_netherlands, 3, &found));
    ck_assert_str_eq(found.name, "none: the same coordinate reference system");
    ck_assert_double_eq(found.accuracy_m, 0.0);
    bp_crs_operation_clear(&found);
}
END_TEST

/* NAD27 to WGS84 has a different operation for Canada, for Alaska and for the lower states: the worst of
 * those that are called for is told. */
START_TEST(several_operations)
{
    static const double spread[] = {-100, 40, -150, 65, -75, 46, -85, 10};
    bp_crs_operation found = BP_CRS_OPERATION_INIT, one = BP_CRS_OPERATION_INIT;
    double worst = 0.0;
    between("EPSG:4267", "EPSG:4326");
    ck_bp_ok(context, bp_crs_operation_find(context, &from, &to, spread, 4, &found));
    ck_assert_int_gt(found.n_used, 1);
    for (int i = 0; i < 4; i++) {
        ck_bp_ok(context, bp_crs_operation_find(context, &from, &to, spread + 2 * i, 1, &one));
        ck_assert_int_eq(one.n_used, 1);
        worst = one.accuracy_m < 0.0 || worst < 0.0 ? -1.0 : one.accuracy_m > worst ? one.accuracy_m : worst;
        bp_crs_operation_clear(&one);
    }
    ck_assert_double_eq(found.accuracy_m, worst);
    bp_crs_operation_clear(&found);
}
END_TEST

/* A transverse Mercator on a datum that is only known by its ellipsoid: how good it is, nobody says. */
START_TEST(unknown_accuracy)
{
    bp_crs_operation found = BP_CRS_OPERATION_INIT;
    between("+proj=tmerc +lat_0=0 +lon_0=5 +ellps=bessel +type=crs", "EPSG:4326");
    ck_bp_ok(context, bp_crs_operation_find(context, &from, &to, in_the_netherlands, 1, &found));
    ck_assert_double_lt(found.accuracy_m, 0.0);
    bp_crs_operation_clear(&found);
}
END_TEST

START_TEST(no_system)
{
    bp_crs_operation found = BP_CRS_OPERATION_INIT;
    between("EPSG:28992", "EPSG:4326");
    bp_crs_clear(&from);
    ck_assert_int_eq(bp_crs_operation_find(context, &from, &to, NULL, 0, &found), BP_ERROR_INPUT);
    ck_message("there is no transformation from no coordinate reference system to EPSG:4326");
    ck_assert_ptr_null(found.from);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("crs_operation");
    TCase *test = tcase_create("crs_operation");
    tcase_add_checked_fixture(test, set_up, tear_down_both);
    tcase_set_timeout(test, 60);
    tcase_add_test(test, rd_to_wgs84);
    tcase_add_test(test, a_missing_grid_is_named);
    tcase_add_test(test, without_points);
    tcase_add_test(test, nothing_to_do);
    tcase_add_test(test, several_operations);
    tcase_add_test(test, unknown_accuracy);
    tcase_add_test(test, no_system);
    suite_add_tcase(suite, test);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
