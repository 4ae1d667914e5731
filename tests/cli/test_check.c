/* brandpunt check: the whole report of a small country, all errors at once, and nothing written. */
#include "tests/cli/country.h"

static program_result check_country(const char *a, const char *b)
{
    char *study = bp_text_copy(at("study.yaml"));
    const char *arguments[] = {"check", study, a, a ? b : NULL, NULL};
    program_result result = call_program(arguments, NULL);
    free(study);
    return result;
}

/* The text from one line on to the line before another, both found by their first words. */
static void ck_part(const char *text, const char *from, const char *to, const char *expected)
{
    const char *start = strstr(text, from), *end = start ? strstr(start + 1, to) : NULL;
    ck_assert_msg(start && end, "no '%s' or no '%s' after it in:\n%s", from, to, text);
    char *part = bp_text_format("%.*s", (int)(end - start), start);
    ck_assert_str_eq(part, expected);
    free(part);
}

/* The text has this sentence, wherever its lines are broken. */
static void ck_told(const char *text, const char *sentence)
{
    char *flat = (char *)malloc(strlen(text) + 1), *to = flat;
    for (const char *c = text; *c; c++)
        if ((*c != ' ' && *c != '\n') || (to > flat && to[-1] != ' '))
            *to++ = *c == '\n' ? ' ' : *c;
    *to = '\0';
    ck_assert_msg(strstr(flat, sentence) != NULL, "no '%s' in:\n%s", sentence, text);
    free(flat);
}

START_TEST(report_of_a_country)
{
    write_country(NULL);
    program_result result = check_country(NULL, NULL);
    ck_ended(&result, 0, "");
    const char *out = without_scratch(result.out);
    /* 30 units, five without residents: 15,050 by adding them up; 5 x 5 + 6 x 4 = 49 shared sides and
       2 x 5 x 4 = 40 shared corners. */
    ck_part(out, "study.yaml", "  GeoJSON",
            "study.yaml: Papierland\n"
            "\n"
            "files\n"
            "  study             study.yaml\n"
            "  units             units.geojson, 30 rows, EPSG:28992\n"
            "  table health      health.csv, 32 rows\n"
            "  designated        list ./priority: list.yaml\n"
            "  designated        list ./priority: areas.csv\n"
            "  designated        list ./priority: members.csv\n"
            "  programme Regions regions.geojson, 3 rows, EPSG:28992\n"
            "  programme Deals   list ./deals: list.yaml\n"
            "  programme Deals   list ./deals: areas.csv\n"
            "  programme Deals   list ./deals: members.csv\n");
    ck_part(out, "\nunits", "\nwarnings",
            "\nunits\n"
            "  count             30, in 2 municipalities\n"
            "  residents         15,050, in 25 units; 5 with nobody, 0 with no number\n"
            "  geometry          0 repaired, 0 empty\n"
            "  overlaps          0 pairs, 0 km2\n"
            "  gaps              0, 0 km2\n"
            "  neighbours        89 pairs; 0 without a neighbour\n"
            "  hang together     1 component, the largest of 30 units\n"
            "  scored            25 of 30\n"
            "\n"
            "tables\n"
            "  health            29 of 30 units have a row (96.7 %), with 100.0 % of the\n"
            "                    residents\n"
            "                    1 without: U06\n"
            "                    1 row without a unit: U99\n"
            "                    2 rows of another level left aside\n"
            "\n"
            "indicators\n"
            "                        valid   missing      least     median       most  covers\n"
            "  low_income               25         0         11         23         35 100.0 %\n"
            "                    missing in all units: -99997: 5\n"
            "  employment               25         0         65         77         89 100.0 %\n"
            "                    missing in all units: -99997: 5\n"
            "  dwelling_value           25         0      275.5      335.5      395.5 100.0 %\n"
            "                    missing in all units: empty: 5\n"
            "  good_health              25         0       70.5       82.5       94.5 100.0 %\n"
            "                    missing in all units: no row: 1, .: 4\n"
            "\n"
            "regions\n"
            "  designated        2 areas; 5 of 5 codes found\n"
            "  Regions           3 areas\n"
            "  Deals             2 areas; 2 of 3 codes found; 1 with no unit of this study\n");
    ck_told(out, "Ready to run; 2 warnings to read first.");
    free_result(&result);
}
END_TEST

START_TEST(lines_keep_to_eighty_columns)
{
    write_country(NULL);
    program_result result = check_country(NULL, NULL);
    for (const char *line = result.out; *line;) {
        size_t bytes = strcspn(line, "\n"), columns = 0;
        for (size_t i = 0; i < bytes; i++)
            columns += ((unsigned char)line[i] & 0xC0) != 0x80;
        ck_assert_msg(columns <= 80 || strstr(line, scratch), "%.*s", (int)bytes, line);
        line += bytes + (line[bytes] == '\n');
    }
    free_result(&result);
}
END_TEST

START_TEST(report_as_json)
{
    write_country(NULL);
    program_result result = check_country("--format", "json");
    ck_ended(&result, 0, "");
    put_file(at("check.json"), result.out);
    json_t *root = read_json(at("check.json"));
    ck_json_text(root, "schema", "brandpunt-check-1");
    ck_json_text(root, "files.1.role", "units");
    ck_json_number(root, "files.1.rows", 30);
    ck_json_text(root, "files.1.crs", "EPSG:28992");
    ck_json_number(root, "units.count", 30);
    ck_json_number(root, "units.population.total", 15050);
    ck_json_number(root, "units.neighbours.pairs", 89);
    ck_json_number(root, "units.neighbours.components", 1);
    ck_json_number(root, "tables.0.matched", 29);
    ck_json_text(root, "indicators.3.name", "good_health");
    ck_json_number(root, "indicators.3.median", 82.5);
    ck_json_number(root, "indicators.3.no_row", 1);
    ck_json_number(root, "indicators.3.share_of_population", 1);
    ck_json_number(root, "regions.programmes.1.codes_unknown", 1);
    ck_assert(json_is_true(json_at(root, "ready")));
    ck_assert_uint_eq(json_array_size(json_at(root, "errors")), 0);
    json_decref(root);
    free_result(&result);
}
END_TEST

START_TEST(errors_of_the_study_at_once)
{
    put_file(at("study.yaml"), "study: T\n"
                               "units: {source: u.gpkg, id: code, popul: x}\n"
                               "indicators:\n"
                               "  - {name: a, from: x, domain: d, worse: hig}\n"
                               "  - {name: b, from: x, domain: d, worse: low, weight: heavy}\n");
    program_result result = check_country(NULL, NULL);
    ck_ended(&result, 1, "brandpunt: study.yaml: not ready to run, 4 errors\n");
    const char *out = without_scratch(result.out);
    ck_told(out, ":2: units: unknown key 'popul'");
    ck_told(out, ":2: units: the key 'population' is missing");
    ck_told(out, ":4: indicators[0].worse: found 'hig'");
    ck_told(out, ":5: indicators[1].weight: found 'heavy'");
    ck_told(out, "Not ready to run: 4 errors to mend; the data are looked at once the study is right.");
    free_result(&result);
}
END_TEST

START_TEST(meanings_that_are_wrong_at_once)
{
    write_country(NULL);
    change_file("study.yaml", "base: 0.80, reach: 0.65", "base: 0.50, reach: 0.65");
    change_file("study.yaml", "from: health.Gezond", "from: helth.Gezond");
    change_file("study.yaml", "name: employment", "name: low_income");
    program_result result = check_country(NULL, NULL);
    ck_ended(&result, 1, "brandpunt: study.yaml: not ready to run, 3 errors\n");
    const char *out = without_scratch(result.out);
    ck_told(out, "the name 'low_income' is taken on line 7 already");
    ck_told(out, "there is no table 'helth'");
    ck_told(out, "reach 0.65 is above base 0.5");
    free_result(&result);
}
END_TEST

START_TEST(errors_of_the_data_at_once)
{
    write_country(&(country_setting){.income = "7"});
    change_file("study.yaml", "from: woz", "from: naam");
    change_file("study.yaml", "source: health.csv", "source: helth.csv");
    change_file("study.yaml", "id: nr", "id: naam, layer: nowhere");
    change_file("priority/members.csv", "1,U19", "7,U19");
    program_result result = check_country(NULL, NULL);
    ck_ended(&result, 1, "brandpunt: study.yaml: not ready to run, 5 errors\n");
    const char *out = without_scratch(result.out);
    ck_told(out, "errors (5)");
    ck_told(out, ":5: tables[0].source: there is no file 'helth.csv'");
    ck_told(out, ":9: indicators[2].from:");
    ck_told(out, ":7: indicators[0]:");
    ck_told(out, ":12: designated:");
    ck_told(out, ":14: programmes[0]");
    /* What is right is told as ever. */
    ck_told(out, "count 30, in 2 municipalities");
    ck_told(out, "health not joined: see the errors below");
    ck_told(out, "dwelling_value not there: see the errors below");
    ck_told(out, "constant: 7 everywhere, so it tells no unit from another");
    free_result(&result);
}
END_TEST

START_TEST(tables_are_read_without_units)
{
    write_country(NULL);
    change_file("study.yaml", "source: units.geojson", "source: unit.geojson");
    change_file("study.yaml", "key: Codering", "key: Code");
    program_result result = check_country(NULL, NULL);
    ck_ended(&result, 1, "brandpunt: study.yaml: not ready to run, 2 errors\n");
    ck_told(result.out, "units.source: there is no file 'unit.geojson'");
    ck_told(result.out, "tables[0].key:");
    ck_told(result.out, "units not read see the errors below");
    free_result(&result);
}
END_TEST

START_TEST(errors_as_json)
{
    write_country(NULL);
    change_file("study.yaml", "source: health.csv", "source: helth.csv");
    program_result result = check_country("--format", "json");
    ck_ended(&result, 1, "brandpunt: study.yaml: not ready to run, 1 error\n");
    put_file(at("check.json"), result.out);
    json_t *root = read_json(at("check.json"));
    ck_assert(json_is_false(json_at(root, "ready")));
    ck_assert_uint_eq(json_array_size(json_at(root, "errors")), 1);
    ck_assert(json_is_false(json_at(root, "indicators.3.found")));
    ck_assert(json_is_true(json_at(root, "indicators.0.found")));
    json_decref(root);
    free_result(&result);
}
END_TEST

START_TEST(almost_constant_is_told)
{
    write_country(NULL);
    char *text = get_file(at("units.geojson"), NULL);
    /* The income of all units but three becomes 20: 22 of 25, and no more than that, have it. */
    int n = 0;
    for (char *c = text; (c = strstr(c, "\"arm\":")) != NULL; c += 6)
        if (c[6] != '-' && ++n > 2)
            memcpy(c + 6, "20", 2);
    put_file(at("units.geojson"), text);
    free(text);
    program_result result = check_country(NULL, NULL);
    ck_ended(&result, 0, "");
    ck_told(result.out, "almost constant: 20 in 92.0 % of the units");
    free_result(&result);
}
END_TEST

START_TEST(nothing_is_written)
{
    write_country(NULL);
    make_folder(at("data"));
    rename(at("units.geojson"), at("data/units.geojson"));
    char *data = bp_text_copy(at("data"));
    folder_image before = take_image(data);
    program_result result = check_country("--data", data);
    ck_ended(&result, 0, "");
    ck_untouched(&before, data);
    int n = 0;
    char **names = list_folder(scratch, &n);
    /* data, deals, health.csv, priority, regions.geojson, study.yaml and the two texts of the call. */
    ck_assert_int_eq(n, 8);
    free_names(names, n);
    free_image(&before);
    free(data);
    free_result(&result);
}
END_TEST

START_TEST(what_cannot_be_asked)
{
    write_country(NULL);
    program_result result = check_country("--format", "xml");
    ck_ended(&result, 2, "brandpunt: check: --format: found 'xml', expected text or json\n");
    free_result(&result);
    remove(at("study.yaml"));
    result = check_country(NULL, NULL);
    ck_ended(&result, 1, "brandpunt: study.yaml: not ready to run, 1 error\n");
    ck_told(without_scratch(result.out), "- study.yaml: there is no such file");
    free_result(&result);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("check");
    TCase *tests = tcase_create("check");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, report_of_a_country);
    tcase_add_test(tests, lines_keep_to_eighty_columns);
    tcase_add_test(tests, report_as_json);
    tcase_add_test(tests, errors_of_the_study_at_once);
    tcase_add_test(tests, meanings_that_are_wrong_at_once);
    tcase_add_test(tests, errors_of_the_data_at_once);
    tcase_add_test(tests, tables_are_read_without_units);
    tcase_add_test(tests, errors_as_json);
    tcase_add_test(tests, almost_constant_is_told);
    tcase_add_test(tests, nothing_is_written);
    tcase_add_test(tests, what_cannot_be_asked);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
