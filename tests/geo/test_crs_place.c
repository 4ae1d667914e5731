/* Whether coordinates can be those of their CRS. */
#define _POSIX_C_SOURCE 200809L

#include "geo/crs_place.h"
#include "tests/geo/files.h"

#include <math.h>
#include <stdlib.h>

/* The four corners of a box and its middle, as layers of that extent have points. */
static bp_crs_placing place_box(const char *code, const double box[4])
{
    bp_crs crs = BP_CRS_INIT;
    double xy[10] = {box[0],
                     box[1],
                     box[2],
                     box[1],
                     box[2],
                     box[3],
                     box[0],
                     box[3],
                     (box[0] + box[2]) / 2,
                     (box[1] + box[3]) / 2};
    ck_bp_ok(context, bp_crs_parse(context, code, "test", &crs));
    bp_crs_placing found = bp_crs_place(&crs, xy, 5);
    bp_crs_clear(&crs);
    return found;
}

static const struct {
    const char *crs;
    double box[4];
    bp_crs_verdict verdict;
    const char *looks_like;
} cases[] = {
    /* as it should be */
    {"EPSG:28992", {13600, 306900, 278000, 619200}, BP_CRS_FITS, "EPSG:28992 (RD New):"},
    {"EPSG:4326", {3.3, 50.7, 7.2, 53.5}, BP_CRS_FITS, "EPSG:4326 (WGS84): degrees around"},
    {"EPSG:4258", {3.3, 50.7, 7.2, 53.5}, BP_CRS_FITS, "EPSG:4326 (WGS84): degrees around"},
    {"EPSG:3857", {375000, 6570000, 802000, 7070000}, BP_CRS_FITS, "EPSG:3857"},
    {"EPSG:3035", {3860000, 3070000, 4130000, 3380000}, BP_CRS_FITS, "EPSG:3035"},
    {"EPSG:25831", {520000, 5620000, 790000, 5930000}, BP_CRS_FITS, "EPSG:25831"},
    /* the grid of Great Britain has numbers like those of the Dutch one */
    {"EPSG:27700", {180000, 320000, 290000, 560000}, BP_CRS_FITS, "EPSG:28992"},
    /* longitudes to 360, and an area of use across the 180th meridian (New Zealand) */
    {"EPSG:4326", {170, -47, 184, -34}, BP_CRS_FITS, ""},
    {"EPSG:2193", {1100000, 4750000, 2080000, 6190000}, BP_CRS_FITS, ""},
    /* wrongly labelled */
    {"EPSG:28992", {3.3, 50.7, 7.2, 53.5}, BP_CRS_CONTRADICTED, "EPSG:4326 (WGS84): degrees around"},
    {"EPSG:28992", {375000, 6570000, 802000, 7070000}, BP_CRS_CONTRADICTED, "EPSG:3857 (Web Mercator)"},
    {"EPSG:28992", {520000, 5620000, 790000, 5930000}, BP_CRS_CONTRADICTED, "EPSG:25831"},
    {"EPSG:3035", {13600, 306900, 278000, 619200}, BP_CRS_CONTRADICTED, "EPSG:28992"},
    {"EPSG:3857", {13600, 306900, 278000, 619200}, BP_CRS_CONTRADICTED, "EPSG:28992"},
    {"EPSG:25831", {13600, 306900, 278000, 619200}, BP_CRS_CONTRADICTED, "EPSG:28992"},
    {"EPSG:4326", {13600, 306900, 278000, 619200}, BP_CRS_CONTRADICTED, "EPSG:28992"},
    {"EPSG:4326", {13.6, 306.9, 278, 619.2}, BP_CRS_CONTRADICTED, "EPSG:28992 (RD New) in kilometres"},
    /* axes the other way round */
    {"EPSG:4326", {50.7, 3.3, 53.5, 7.2}, BP_CRS_SWAPPED, "EPSG:4326 (WGS84) with latitude"},
    {"EPSG:4258", {50.7, 3.3, 53.5, 7.2}, BP_CRS_SWAPPED, "EPSG:4326 (WGS84) with latitude"},
    {"EPSG:4326", {24, -125, 49, -66}, BP_CRS_SWAPPED, "EPSG:4326 (WGS84) with latitude"},
    {"EPSG:28992", {306900, 13600, 619200, 278000}, BP_CRS_SWAPPED, "EPSG:28992 (RD New) with x and y"},
    /* elsewhere: the west of Norway in the zone of its east */
    {"EPSG:32635", {-600000, 6700000, -500000, 6800000}, BP_CRS_OUTSIDE, "EPSG:3857 (Web Mercator) or"},
    {"EPSG:4258", {-100, 30, -90, 40}, BP_CRS_OUTSIDE, "EPSG:4326 (WGS84): degrees"},
    /* a part of it: the east of the Netherlands and beyond in zone 31 */
    {"EPSG:32631", {520000, 5620000, 1100000, 5930000}, BP_CRS_PARTLY_OUTSIDE, ""},
};
enum { CASES = sizeof cases / sizeof *cases };

START_TEST(verdicts)
{
    bp_crs_placing found = place_box(cases[_i].crs, cases[_i].box);
    ck_assert_int_eq(found.verdict, cases[_i].verdict);
    ck_assert_ptr_eq(strstr(found.looks_like, cases[_i].looks_like), found.looks_like);
    ck_assert_mem_eq(found.box, cases[_i].box, sizeof found.box);
}
END_TEST

START_TEST(area_of_use)
{
    const double box[4] = {3.3, 50.7, 7.2, 53.5};
    bp_crs_placing found = place_box("EPSG:28992", box);
    ck_assert_double_eq(found.share_outside, 1.0);
    ck_assert_double_eq_tol(found.area[0], 3.2, 0.05);
    ck_assert_double_eq_tol(found.area[1], 50.75, 0.05);
    ck_assert_double_eq_tol(found.area[2], 7.22, 0.05);
    ck_assert_double_eq_tol(found.area[3], 53.7, 0.05);
    ck_assert_ptr_nonnull(strstr(found.area_name, "Netherlands"));
}
END_TEST

/* No area of use is known of a system that somebody wrote down: nothing speaks against it. */
START_TEST(system_without_area)
{
    const double box[4] = {3.3, 50.7, 7.2, 53.5};
    bp_crs_placing found = place_box("+proj=tmerc +lat_0=0 +lon_0=5 +ellps=bessel +type=crs", box);
    ck_assert_int_eq(found.verdict, BP_CRS_FITS);
    ck_assert_double_eq(found.share_outside, 0.0);
    ck_assert_str_eq(found.area_name, "");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("crs_place");
    TCase *test = tcase_create("crs_place");
    tcase_add_checked_fixture(test, set_up, tear_down);
    tcase_set_timeout(test, 60);
    tcase_add_loop_test(test, verdicts, 0, CASES);
    tcase_add_test(test, area_of_use);
    tcase_add_test(test, system_without_area);
    suite_add_tcase(suite, test);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
