/* Spatial joins in a study: their columns as indicators and residents, their report, and what is refused. */
#include "tests/cli/joins.h"
#include "tests/support.h"

#include <stdarg.h>

/* Lines of the study: 1 title, 2 units, 3 joins, from 4 on one join each. */
static void put_study(const char *population, const char *joins, const char *indicator)
{
    char *text = bp_text_format("study: Three squares\n"
                                "units: {source: units.geojson, id: id, population: %s}\n"
                                "joins:\n%s"
                                "indicators:\n"
                                "  - {name: some, from: %s, domain: work, worse: high}\n"
                                "areas: {floor: 0, base: 0.1}\n",
                                population, joins, indicator);
    put_file(at("study.yaml"), text);
    free(text);
}

/* All units have residents here, so that all are ranked. */
static void set_up_study(void)
{
    set_up_joins();
    put_layer("units.geojson", box("\"id\":\"A\",\"people\":200", 0, 10),
              box("\"id\":\"B\",\"people\":100", 10, 20), box("\"id\":\"C\",\"people\":50", 20, 30));
}

static program_result run_study(void)
{
    static char study[1024], out[1024];
    snprintf(study, sizeof study, "%s", at("study.yaml"));
    snprintf(out, sizeof out, "%s", at("out"));
    const char *arguments[] = {"run", study, "--output", out, "--overwrite", NULL};
    return call_program(arguments, NULL);
}

/* The raw values of the indicator `some` in the order of the units; NAN: missing. */
static void ck_values(double a, double b, double c)
{
    const double expected[] = {a, b, c};
    program_result result = run_study();
    ck_assert_msg(result.status == 0, "%s", result.err);
    free_result(&result);
    json_t *root = read_json(at("out/units.geojson"));
    for (size_t i = 0; i < 3; i++) {
        json_t *properties =
            json_object_get(json_array_get(json_object_get(root, "features"), i), "properties");
        json_t *found = json_object_get(properties, "value_some");
        ck_assert_msg(json_is_number(found) == !isnan(expected[i]), "unit %d", (int)i);
        if (!isnan(expected[i]))
            ck_assert_double_eq_tol(json_number_value(found), expected[i], 1e-6);
    }
    json_decref(root);
}

static void ck_refused(const char *err)
{
    program_result result = run_study();
    ck_ended(&result, 1, err);
    free_result(&result);
}

#define SCHOOLS "name: schools, source: points.csv, x: x, y: y, crs: EPSG:3857"

START_TEST(points_become_indicators)
{
    put_study("people", "  - {" SCHOOLS ", how: count}\n", "schools.count");
    ck_values(2, 2, 0);
    put_study("people", "  - {" SCHOOLS ", how: [count, sum, mean], column: pupils}\n", "schools.mean");
    ck_values(7, 20, NAN);
    put_study("people", "  - {" SCHOOLS ", how: count, per: [residents, km2]}\n", "schools.count_per_1000");
    ck_values(10, 20, 0);
    put_study("people", "  - {" SCHOOLS ", how: [nearest, within], radius: 6}\n", "schools.within");
    ck_values(3, 2, 0);
    put_study("people", "  - {" SCHOOLS ", how: nearest, point: surface}\n", "schools.nearest");
    ck_values(0, 0, 10);
}
END_TEST

START_TEST(other_sources_become_indicators)
{
    put_study("people", "  - {name: roads, source: lines.geojson, how: length}\n", "roads.length");
    ck_values(10, 10, 5);
    put_study("people",
              "  - {name: noise, source: grid.asc, crs: EPSG:3857, how: [zonal, above], threshold: 20}\n",
              "noise.mean");
    ck_values(25, 190.0 / 3, NAN);
    put_study(
        "people",
        "  - {name: zones, source: polygons.geojson, how: interpolate, column: amount, extensive: false}\n",
        "zones.interpolate");
    ck_values(100, 100, 30);
    put_layer("blocks.geojson", box("\"n\":8", 0, 10), box("\"n\":2", 10, 20), box("\"n\":null", 20, 30));
    put_study(
        "people",
        "  - {name: zones, source: polygons.geojson, how: interpolate, column: amount, extensive: true,\n"
        "     population: {source: blocks.geojson, column: n}}\n",
        "zones.interpolate");
    ck_values(80, 20, 30);
}
END_TEST

START_TEST(residents_may_come_from_a_join)
{
    put_study(
        "zones.interpolate",
        "  - {name: zones, source: polygons.geojson, how: interpolate, column: amount, extensive: true}\n"
        "  - {" SCHOOLS ", how: count, per: residents}\n",
        "schools.count_per_1000");
    ck_values(40, 40, 0);
    put_study(
        "zones.interpolate",
        "  - {" SCHOOLS ", how: count, per: residents}\n"
        "  - {name: zones, source: polygons.geojson, how: interpolate, column: amount, extensive: true}\n",
        "schools.count");
    ck_refused(
        "brandpunt: study.yaml:4: joins[0].per: the residents come from the join 'zones', and are not known "
        "before it is made; put this join after it\n");
}
END_TEST

START_TEST(a_run_tells_of_its_joins)
{
    put_study("people", "  - {" SCHOOLS ", how: sum, column: pupils}\n", "schools.sum");
    ck_values(14, 20, 0);
    json_t *root = read_json(at("out/run.json"));
    json_t *join = json_array_get(json_object_get(root, "spatial_joins"), 0);
    ck_json_text(join, "join", "schools");
    ck_json_text(join, "kind", "points");
    ck_json_number(join, "rows", 6);
    ck_json_number(join, "outside", 1);
    json_t *column = json_array_get(json_object_get(join, "columns"), 0);
    ck_json_text(column, "column", "sum");
    ck_json_number(column, "total", 46);
    ck_json_number(column, "inside", 34);
    json_t *input = json_array_get(json_object_get(root, "inputs"), 2);
    ck_json_text(input, "role", "join schools");
    ck_json_text(input, "file", "points.csv");
    json_t *asked = json_array_get(json_object_get(json_object_get(root, "study"), "joins"), 0);
    ck_json_text(asked, "column", "pupils");
    json_t *warning = json_array_get(json_object_get(root, "warnings"), 0);
    bool found = false;
    for (size_t i = 0; warning && !found; i++) {
        warning = json_array_get(json_object_get(root, "warnings"), i);
        const char *code = warning ? json_string_value(json_object_get(warning, "code")) : NULL;
        found = code && strcmp(code, "join_outside") == 0;
    }
    ck_assert(found);
    json_decref(root);
}
END_TEST

START_TEST(words_and_keys_are_checked)
{
    put_study("people", "  - {" SCHOOLS ", how: cuont}\n", "schools.count");
    ck_refused("brandpunt: study.yaml:4: joins[0].how: found 'cuont', expected one of count, sum, mean, "
               "median, min, "
               "max, distinct, nearest, within, length, interpolate, largest, covered, stdev, above, zonal; "
               "nearest: "
               "'count'\n");
    put_study("people", "  - {" SCHOOLS ", how: count}\n", "schools.cuont");
    ck_refused("brandpunt: study.yaml:6: indicators[0].from: found 'cuont', expected count; nearest: "
               "'count'\n");
    put_study("people", "  - {" SCHOOLS ", how: count}\n", "scools.count");
    ck_refused(
        "brandpunt: study.yaml:6: indicators[0].from: there is no table 'scools'; expected one of schools, "
        "units; nearest: 'schools' (a column of the units with a dot in its name is written units.NAME)\n");
    put_study("people", "  - {" SCHOOLS ", how: within}\n", "schools.within");
    ck_refused("brandpunt: study.yaml:4: joins[0].how: within needs the key 'radius'\n");
    put_study("people", "  - {" SCHOOLS ", how: within, radius: 0}\n", "schools.within");
    ck_refused("brandpunt: study.yaml:4: joins[0].radius: found 0, expected a number of metres above 0\n");
    put_study("people", "  - {" SCHOOLS ", how: count, radius: 5}\n", "schools.count");
    ck_refused("brandpunt: study.yaml:4: joins[0].radius: goes with how: within, which is not asked for\n");
    put_study("people", "  - {" SCHOOLS ", how: median}\n", "schools.median");
    ck_refused("brandpunt: study.yaml:4: joins[0].how: median needs the key 'column'\n");
    put_study("people", "  - {name: z, source: polygons.geojson, how: interpolate, column: amount}\n",
              "z.interpolate");
    ck_refused(
        "brandpunt: study.yaml:4: joins[0].how: interpolate needs the key 'extensive': true for counts and "
        "amounts, which add up, false for rates and means\n");
    put_study("people",
              "  - {name: z, source: polygons.geojson, how: interpolate, column: amount, extensive: yes}\n",
              "z.interpolate");
    ck_refused("brandpunt: study.yaml:4: joins[0].extensive: found 'yes', expected true or false\n");
    put_study("people", "  - {" SCHOOLS ", how: nearest, per: km2}\n", "schools.nearest");
    ck_refused(
        "brandpunt: study.yaml:4: joins[0].per: nothing under how is an amount of which there could be so "
        "much per residents or km2\n");
}
END_TEST

START_TEST(names_and_sources_are_checked)
{
    put_file(at("table.csv"), "id,n\nA,1\nB,2\nC,3\n");
    put_study("people",
              "  - {" SCHOOLS ", how: count}\n"
              "tables:\n  - {name: Schools, source: table.csv, key: id}\n",
              "schools.count");
    ck_refused(
        "brandpunt: study.yaml:4: joins[0].name: 'schools' is the name of the table on line 6 already\n");
    put_study("people", "  - {name: s, source: nowhere.csv, how: count}\n", "s.count");
    program_result result = run_study();
    ck_assert_int_eq(result.status, 1);
    ck_assert_ptr_nonnull(
        strstr(result.err, "study.yaml:4: joins[0].source: there is no file 'nowhere.csv'"));
    free_result(&result);
    put_study("people", "  - {name: s, source: lines.geojson, how: count}\n", "s.count");
    ck_refused(
        "brandpunt: study.yaml:4: joins[0].source: lines.geojson: holds lines, and count goes with points; "
        "with lines go length\n");
    put_study("people", "  - {" SCHOOLS ", how: sum}\n", "schools.sum");
    ck_refused(
        "brandpunt: study.yaml:4: joins[0].source: points.csv: sum of points needs a column; name the one to "
        "take\n");
}
END_TEST

/* The report of a check names the rows of the file, six here, not those of the three units. */
START_TEST(a_check_tells_of_the_files_of_joins)
{
    static char study[1024];
    put_study("people", "  - {" SCHOOLS ", how: count}\n", "schools.count");
    snprintf(study, sizeof study, "%s", at("study.yaml"));
    program_result result = call_program((const char *[]){"check", study, NULL}, NULL);
    ck_assert_int_eq(result.status, 0);
    ck_assert_ptr_nonnull(strstr(result.out, "  join schools      points.csv, 6 rows\n"));
    free_result(&result);
    result = call_program((const char *[]){"check", study, "--quiet", NULL}, NULL);
    ck_assert_int_eq(result.status, 0);
    ck_assert_str_eq(result.out, "");
    free_result(&result);
    put_study("people", "  - {" SCHOOLS ", how: count}\n", "schools.sum");
    result = call_program((const char *[]){"check", study, "--quiet", NULL}, NULL);
    ck_assert_int_eq(result.status, 1);
    ck_assert_msg(strstr(result.out, "errors (1)\n") != NULL, "%s", result.out);
    free_result(&result);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("study_joins");
    TCase *cases = tcase_create("joins");
    tcase_add_checked_fixture(cases, set_up_study, tear_down);
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, points_become_indicators);
    tcase_add_test(cases, other_sources_become_indicators);
    tcase_add_test(cases, residents_may_come_from_a_join);
    tcase_add_test(cases, a_run_tells_of_its_joins);
    tcase_add_test(cases, a_check_tells_of_the_files_of_joins);
    tcase_add_test(cases, words_and_keys_are_checked);
    tcase_add_test(cases, names_and_sources_are_checked);
    suite_add_tcase(suite, cases);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
