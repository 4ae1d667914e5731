/* Units and regions whose coordinates, reference system or rows are not what they should be: what a run
 * takes, tells and refuses. tests/cli/country.h draws the map. */
#include "tests/cli/country.h"

#include "geo/write.h"

static json_t *run_and_read(const char *warnings)
{
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_ended(&result, 0, warnings);
    free_result(&result);
    return read_json(at("out/run.json"));
}

#define TABLE_CODES                                                                                          \
    "brandpunt: warning: table health: 1 of 30 units (0.0 % of the residents) without a row by key "         \
    "Codering (U06); 1 of its rows of "                                                                      \
    "the same form without a unit (U99)\n"
#define LIST_CODES                                                                                           \
    "brandpunt: warning: programme Deals: 2 of 3 codes are in this study, and the others are left out: "     \
    "GM77\n"
#define CODES_UNKNOWN TABLE_CODES LIST_CODES

static void ck_refused(const char *message)
{
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_ended(&result, 1, message);
    free_result(&result);
    ck_assert(!bp_path_exists(at("out")));
}

/* The operation noted for a layer; it must be there. */
static json_t *operation_of(json_t *root, const char *layer)
{
    size_t i;
    json_t *entry;
    json_array_foreach(json_object_get(root, "crs_operations"), i, entry)
    {
        if (strcmp(json_string_value(json_object_get(entry, "layer")), layer) == 0)
            return entry;
    }
    ck_abort_msg("no operation is noted for %s", layer);
}

/* A GeoJSON of RD numbers that says WGS84, as every GeoJSON without a word about it does. */
START_TEST(geojson_of_rd_numbers)
{
    write_country(&(country_setting){.crs = "urn:ogc:def:crs:OGC:1.3:CRS84"});
    write_study("units.geojson,", "units.geojson, crs: EPSG:28992,");
    json_t *root = run_and_read(
        "brandpunt: warning: units.geojson: taken to be in EPSG:28992 (Amersfoort / RD New) as the study "
        "says; "
        "EPSG:4326, which is that of the file or of its format, cannot be right\n" CODES_UNKNOWN);
    ck_json_text(root, "crs.code", "EPSG:28992");
    ck_json_text(root, "study.units.crs", "EPSG:28992");
    ck_json_number(root, "proposed.areas", 2);
    /* to GeoJSON, and nothing else */
    ck_assert_uint_eq(json_array_size(json_object_get(root, "crs_operations")), 1);
    json_t *geojson = operation_of(root, "GeoJSON output");
    ck_json_text(geojson, "operation", "Inverse of RD New + Amersfoort to WGS 84 (4)");
    ck_json_number(geojson, "accuracy_m", 1.0);
    ck_assert(json_is_null(json_object_get(geojson, "better")));
    json_decref(root);
}
END_TEST

/* The bare number of an EPSG code will do, and saying what the file says as well does no harm. */
START_TEST(stated_as_it_is)
{
    write_country(NULL);
    write_study("units.geojson,", "units.geojson, crs: 28992,");
    json_t *root = run_and_read(CODES_UNKNOWN);
    ck_json_text(root, "crs.code", "EPSG:28992");
    json_decref(root);
}
END_TEST

START_TEST(stated_otherwise_than_it_is)
{
    write_country(NULL);
    write_study("units.geojson,", "units.geojson, crs: EPSG:3857,");
    ck_refused(
        "brandpunt: study.yaml:2: units.crs: units.geojson is in EPSG:28992 (Amersfoort / RD New), and "
        "not in EPSG:3857 (WGS 84 / Pseudo-Mercator); leave `crs` out here, or correct the file\n");
    static const char *const spellings[] = {"RD", "RD New", "\"EPSG 28992\"", "\"28992\"",
                                            "amersfoort / rd new"};
    for (size_t s = 0; s < sizeof spellings / sizeof *spellings; s++) {
        char *line = bp_text_format("units.geojson, crs: %s,", spellings[s]);
        write_study("units.geojson,", line);
        char *folder = bp_text_format("out%zu", s);
        program_result same = run_country(folder, NULL, NULL, NULL);
        free(folder);
        ck_assert_msg(same.status == 0, "%s: %s", spellings[s], same.err);
        free_result(&same);
        free(line);
    }
    write_study("units.geojson,", "units.geojson, crs: Amersfoort,");
    ck_refused("brandpunt: study.yaml:2: units.crs: 'Amersfoort' can be metres or degrees; write EPSG:28992 "
               "for RD New, or EPSG:4289 for degrees\n");
    write_study("units.geojson,", "units.geojson, crs: EPSG:99999,");
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_int_eq(result.status, 1);
    ck_assert_ptr_nonnull(strstr(without_scratch(result.err),
                                 "study.yaml:2: units.crs: the study: unknown coordinate reference "
                                 "system 'EPSG:99999'"));
    free_result(&result);
}
END_TEST

/* Degrees that are said to be metres. */
START_TEST(degrees_labelled_rd)
{
    write_country(&(country_setting){.degrees = true});
    change_file("units.geojson", "\"name\":\"buurten\",",
                "\"name\":\"buurten\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
                "\"urn:ogc:def:crs:EPSG::28992\"}},");
    ck_refused("brandpunt: study.yaml:2: units.source: units.geojson: its coordinate reference system is "
               "EPSG:28992 (Amersfoort / RD New), which is for Netherlands - onshore (longitude 3.2 to 7.22, "
               "latitude 50.75 "
               "to 53.7), and there it is not; coordinates (x 4.58484 to 4.67308, y 52.0356 to 52.0811) look "
               "like EPSG:4326 (WGS84): degrees around the Netherlands; say which it is with `crs: EPSG:...` "
               "beside `source`\n");
    write_study("units.geojson,", "units.geojson, crs: EPSG:4326,");
    json_t *root = run_and_read(
        "brandpunt: warning: units.geojson: taken to be in EPSG:4326 (WGS 84) as the study says; EPSG:28992, "
        "which is that of the file or of its format, cannot be right\n" CODES_UNKNOWN);
    json_t *units = operation_of(root, "units");
    ck_json_text(units, "from", "EPSG:4326");
    ck_json_text(units, "to", "EPSG:28992");
    ck_json_text(units, "operation", "Inverse of Amersfoort to WGS 84 (4) + RD New");
    ck_json_number(units, "accuracy_m", 1.0);
    ck_json_text(root, "crs.units_transformed_by", "Inverse of Amersfoort to WGS 84 (4) + RD New");
    json_decref(root);
}
END_TEST

/* Latitude first: every point lies in the sea off Somalia. */
START_TEST(latitude_first)
{
    put_file(
        at("units.geojson"),
        "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"code\":\"1\","
        "\"naam\":\"a\",\"inwoners\":5,\"arm\":1,\"werk\":1,\"woz\":1,\"gm\":\"x\",\"gm_naam\":\"x\"},"
        "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[52,5],[52.1,5],[52.1,5.1],[52,5]]]}}]}");
    write_health(at("health.csv"));
    write_boxes(at("regions.geojson"), regions, 3);
    write_lists();
    write_study(NULL, NULL);
    ck_refused(
        "brandpunt: study.yaml:2: units.source: units.geojson: its coordinates (x 52 to 52.1, y 5 to 5.1) "
        "look like EPSG:4326 (WGS84) with latitude and longitude swapped: degrees around the "
        "Netherlands; swap them, in QGIS with \"Swap X and Y coordinates\"\n");
}
END_TEST

/* The programme's layer lost its label, too. */
START_TEST(regions_state_theirs)
{
    write_country(NULL);
    change_file("regions.geojson", "urn:ogc:def:crs:EPSG::28992", "urn:ogc:def:crs:OGC:1.3:CRS84");
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_int_eq(result.status, 1);
    ck_assert_ptr_nonnull(
        strstr(without_scratch(result.err),
               "study.yaml:14: programmes[0]: regions.geojson: its coordinate reference system is in "
               "degrees, its coordinates are not; coordinates (x 100000 to 105000, y 450000 to "
               "454000) look like EPSG:28992 (RD New)"));
    free_result(&result);
    write_study("regions.geojson,", "regions.geojson, crs: EPSG:28992,");
    json_t *root = run_and_read(
        TABLE_CODES
        "brandpunt: warning: regions.geojson: taken to be in EPSG:28992 (Amersfoort / RD "
        "New) as the study says; EPSG:4326, which is that of the file or of its format, cannot be "
        "right\n" LIST_CODES);
    json_decref(root);
}
END_TEST

/* The country moved 400 km to the east, where nobody uses RD New. */
START_TEST(outside_the_area_of_use)
{
    write_country(&(country_setting){.east = 400000});
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_ptr_nonnull(strstr(
        without_scratch(result.err),
        "brandpunt: warning: units.geojson: all of it lies outside the area that EPSG:28992 (Amersfoort / "
        "RD New) is for: Netherlands - onshore (longitude 3.2 to 7.22, latitude 50.75 to 53.7); is it the "
        "right "
        "coordinate reference system? distances and areas may be off\n"));
    free_result(&result);
}
END_TEST

/* A system that somebody wrote down, on an ellipsoid of which only the size is told: nobody can say how far
 * off it is. */
START_TEST(accuracy_unknown)
{
    write_country(&(country_setting){.crs = "urn:ogc:def:crs:OGC:1.3:CRS84"});
    write_study(
        "units.geojson,",
        "units.geojson, crs: \"+proj=sterea +lat_0=52.1561605555556 +lon_0=5.38763888888889 +k=0.9999079 "
        "+x_0=155000 +y_0=463000 +ellps=bessel +units=m +type=crs\",");
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_ptr_nonnull(strstr(without_scratch(result.err),
                                 "brandpunt: warning: units: brought from unknown to EPSG:28992 by "
                                 "'"));
    ck_assert_ptr_nonnull(strstr(without_scratch(result.err), "', of an accuracy that nobody states"));
    free_result(&result);
    json_t *root = read_json(at("out/run.json"));
    ck_assert(json_is_null(json_object_get(operation_of(root, "units"), "accuracy_m")));
    json_decref(root);
}
END_TEST

/* The British grid goes to WGS84 by OSTN15, EPSG:7710, to a metre, or without its file to 2 m by EPSG:1314.
 */
START_TEST(a_missing_grid_is_told)
{
    write_country(&(country_setting){.crs = "urn:ogc:def:crs:EPSG::27700", .east = 300000});
    write_study("EPSG:28992", "EPSG:27700");
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_int_eq(result.status, 0);
    json_t *root = read_json(at("out/run.json"));
    json_t *used = operation_of(root, "GeoJSON output");
    if (!json_is_null(json_object_get(used, "better"))) {
        ck_json_number(used, "accuracy_m", 2.0);
        ck_json_number(used, "better.accuracy_m", 1.0);
        ck_assert_ptr_nonnull(strstr(
            result.err,
            "brandpunt: warning: GeoJSON output: brought from EPSG:27700 to EPSG:4326 by 'Inverse of British "
            "National Grid + OSGB36 to WGS 84 (6)', good to 2 m; 'Inverse of British National Grid + OSGB36 "
            "to WGS 84 (9)' is good to 1 m but needs the file uk_os_OSTN15_NTv2_OSGBtoETRS.tif, which is not "
            "installed\n"));
    } else {
        ck_json_number(used, "accuracy_m", 1.0);
        ck_assert_ptr_null(strstr(result.err, "GeoJSON output: brought"));
    }
    json_decref(root);
    free_result(&result);
}
END_TEST

/* U02 in two halves on two rows. */
static void halve_u02(const char *people)
{
    char *half = bp_text_format(
        "{\"type\":\"Feature\",\"properties\":{\"code\":\"U02\",\"naam\":\"Buurt "
        "2\",\"gm\":\"GM01\",\"gm_naam\":"
        "\"W\xC3\xA9sterhaar\",\"inwoners\":%s,\"arm\":11,\"werk\":88,\"woz\":395.5},\"geometry\":{\"type\":"
        "\"Polygon\",\"coordinates\":[[[101500,450000],[102000,450000],[102000,451000],[101500,451000],"
        "[101500,450000]]]}}\n]}\n",
        people);
    char *tail = bp_text_format(",\n%s", half);
    write_country(NULL);
    change_file("units.geojson",
                "[[[101000,450000],[102000,450000],[102000,451000],[101000,451000],[101000,450000]]]",
                "[[[101000,450000],[101500,450000],[101500,451000],[101000,451000],[101000,450000]]]");
    change_file("units.geojson", "\n]}\n", tail);
    free(half);
    free(tail);
}

START_TEST(repeated_codes)
{
    halve_u02("400");
    ck_refused(
        "brandpunt: study.yaml:2: units.id: units.geojson, column 'code': 1 id occurs more than once: 'U02' "
        "(2 times: rows 2, 31)\n");
    write_study("id: code,", "id: code, repeats: dissolve,");
    json_t *root =
        run_and_read("brandpunt: warning: 1 code stands on several rows, 2 in all, dissolved into one "
                     "unit each; the first is U02, on 2 rows\n" CODES_UNKNOWN);
    ck_json_number(root, "counts.units", 30);
    ck_json_number(root, "counts.links", 89); /* as without the cut */
    ck_json_text(root, "study.units.repeats", "dissolve");
    ck_json_number(root, "proposed.areas", 2);
    json_decref(root);
}
END_TEST

START_TEST(repeated_codes_that_disagree)
{
    halve_u02("401");
    write_study("id: code,", "id: code, repeats: dissolve,");
    ck_refused(
        "brandpunt: study.yaml:2: units.repeats: units.geojson, column 'inwoners': the rows of 'U02' "
        "cannot be dissolved: row 2 has 400, row 31 has 401; make them the same, or sum them up in the "
        "file\n");
}
END_TEST

/* U30 with a pond that was written as an outer ring, and U02 as a bow tie: 1 km2 with a hole of 0.04, and two
 * triangles of a quarter. */
START_TEST(repairs_are_told)
{
    write_country(NULL);
    change_file(
        "units.geojson",
        "{\"type\":\"Polygon\",\"coordinates\":[[[105000,454000],[106000,454000],[106000,455000],"
        "[105000,455000],[105000,454000]]]}",
        "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[105000,454000],[106000,454000],[106000,455000],"
        "[105000,455000],[105000,454000]]],[[[105400,454400],[105600,454400],[105600,454600],"
        "[105400,454600],[105400,454400]]]]}");
    change_file("units.geojson", "[102000,450000],[102000,451000],[101000,451000],[101000,450000]]",
                "[102000,451000],[102000,450000],[101000,451000],[101000,450000]]");
    json_t *root = run_and_read("brandpunt: warning: the invalid geometry of 2 of 30 units was repaired "
                                "(1.040000 km2 before, 1.460000 "
                                "after); the first is U02: Self-intersection[101500 450500]; most changed in "
                                "km2: U02 (0.000000 before, "
                                "0.500000 after), U30 (1.040000 before, 0.960000 after)\n"
                                "brandpunt: warning: 1 part of units inside another part of the same unit "
                                "was taken as a hole in it; the "
                                "first unit is U30\n" CODES_UNKNOWN);
    ck_json_number(root, "repair.units", 2);
    ck_json_number(root, "repair.km2_before", 1.04);
    ck_json_number(root, "repair.km2_after", 1.46);
    ck_json_number(root, "repair.outer_rings_taken_as_holes", 1);
    json_t *worst = json_array_get(json_object_get(json_object_get(root, "repair"), "largest_changes"), 1);
    ck_json_text(worst, "id", "U30");
    ck_json_number(worst, "km2_after", 0.96);
    json_decref(root);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("cli.run_geometry");
    TCase *test = tcase_create("geometry");
    tcase_set_timeout(test, 120);
    tcase_add_checked_fixture(test, set_up, tear_down);
    tcase_add_test(test, geojson_of_rd_numbers);
    tcase_add_test(test, stated_as_it_is);
    tcase_add_test(test, stated_otherwise_than_it_is);
    tcase_add_test(test, degrees_labelled_rd);
    tcase_add_test(test, latitude_first);
    tcase_add_test(test, regions_state_theirs);
    tcase_add_test(test, outside_the_area_of_use);
    tcase_add_test(test, accuracy_unknown);
    tcase_add_test(test, a_missing_grid_is_told);
    tcase_add_test(test, repeated_codes);
    tcase_add_test(test, repeated_codes_that_disagree);
    tcase_add_test(test, repairs_are_told);
    suite_add_tcase(suite, test);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
