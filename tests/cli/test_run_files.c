/* What a run leaves on the disk and on the screen: files that other programs can read, and nothing that it
 * should not. */
#include "tests/cli/country.h"
#include "tests/cli/geojson.h"

#include "geo/read.h"

static const char *const outputs[] = {
    "areas.csv",        "backtest.csv",    "comparability.csv", "explanations.csv",     "focus_areas.geojson",
    "focus_areas.gpkg", "focus_areas.qml", "focus_areas.sld",   "overlap.csv",          "overlap.geojson",
    "overlap.gpkg",     "overlap.qml",     "overlap.sld",       "programme_matrix.csv", "programmes.csv",
    "project.qgz",      "report.html",     "run.json",          "units.geojson",        "units.gpkg",
    "units.qml",        "units.sld"};
enum { OUTPUTS = sizeof outputs / sizeof *outputs };

/* A designated area with a hole and one of two parts, the rings the wrong way round; Z values besides. */
static const char with_hole[] =
    "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
    "\"urn:ogc:def:crs:EPSG::28992\"}},\"features\":["
    "{\"type\":\"Feature\",\"properties\":{\"nr\":1},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":["
    "[[100000,451000,3],[100000,455000,3],[103000,455000,3],[103000,451000,3],[100000,451000,3]],"
    "[[101000,452000,3],[102000,452000,3],[102000,453000,3],[101000,453000,3],[101000,452000,3]]]}},"
    "{\"type\":\"Feature\",\"properties\":{\"nr\":2},\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":"
    "["
    "[[[103000,453000],[103000,454000],[104000,454000],[104000,453000],[103000,453000]]],"
    "[[[105000,454000],[105000,455000],[106000,455000],[106000,454000],[105000,454000]]]]}}]}";

static void run_well(const char *output)
{
    program_result result = run_country(output, NULL, NULL, NULL);
    ck_assert_msg(result.status == 0, "exit status %d: %s", result.status, result.err);
    free_result(&result);
}

static void run_with_hole(void)
{
    write_country(NULL);
    put_file(at("named.geojson"), with_hole);
    write_study("{list: ./priority}", "{source: named.geojson, id: nr}");
    run_well("out");
}

START_TEST(files_and_no_others)
{
    int n = 0;
    write_country(NULL);
    run_well("out");
    char **names = list_folder(at("out"), &n);
    ck_assert_int_eq(n, OUTPUTS);
    for (int i = 0; i < n; i++)
        ck_assert_str_eq(names[i], outputs[i]);
    free_names(names, n);
    ck_nothing_left();
}
END_TEST

START_TEST(geojson_after_rfc_7946)
{
    run_with_hole();
    /* The country lies a little south-west of Utrecht. */
    static const double around[4] = {4.5, 52.0, 4.8, 52.1};
    ck_assert_int_eq(ck_geojson(at("out/units.geojson"), UNITS, around), 0);
    ck_assert_int_eq(ck_geojson(at("out/focus_areas.geojson"), 4, around), 1);
}
END_TEST

/* GeoJSON and GeoPackage say the same of every unit and area: number for number, missing for missing. */
static void ck_same_attributes(const char *geojson, const char *gpkg)
{
    json_t *root = read_json(geojson), *feature;
    bp_layer layer = BP_LAYER_INIT;
    size_t i;
    ck_bp_ok(context, bp_layer_read(context, gpkg, NULL, &layer));
    ck_assert_uint_eq(json_array_size(json_at(root, "features")), (size_t)layer.table.n_rows);
    json_array_foreach(json_at(root, "features"), i, feature)
    {
        json_t *properties = json_object_get(feature, "properties");
        ck_assert_uint_eq(json_object_size(properties), (size_t)layer.table.n_columns);
        for (int c = 0; c < layer.table.n_columns; c++) {
            const bp_column *column = &layer.table.columns[c];
            json_t *value = json_object_get(properties, column->name);
            ck_assert_msg(value && json_is_null(value) == !bp_column_is_valid(column, (int64_t)i),
                          "%s of row %d", column->name, (int)i);
            if (json_is_string(value))
                ck_assert_str_eq(json_string_value(value), bp_column_text_at(column, (int64_t)i));
            else if (json_is_number(value))
                ck_assert_double_eq(json_number_value(value), column->type == BP_COLUMN_REAL
                                                                  ? column->real[i]
                                                                  : (double)column->integer[i]);
        }
    }
    bp_layer_clear(&layer);
    json_decref(root);
}

START_TEST(both_formats_say_the_same)
{
    write_country(NULL);
    run_well("out");
    ck_same_attributes(at("out/units.geojson"), at("out/units.gpkg"));
    ck_same_attributes(at("out/focus_areas.geojson"), at("out/focus_areas.gpkg"));
}
END_TEST

/* ogrinfo lists the layer and has nothing to say on stderr. */
START_TEST(ogrinfo_without_a_warning)
{
    static const char *const layers[] = {"units.gpkg", "units.geojson", "focus_areas.gpkg",
                                         "focus_areas.geojson"};
    if (system("command -v ogrinfo >/dev/null 2>&1") != 0) {
        fputs("ogrinfo is not installed: not checked\n", stderr);
        return;
    }
    run_with_hole();
    char *command =
        bp_text_format("cd '%s/out' && ogrinfo -so -al %s >../info.txt 2>../info.err", scratch, layers[_i]);
    ck_assert_int_eq(system(command), 0);
    free(command);
    char *out = get_file(at("info.txt"), NULL), *err = get_file(at("info.err"), NULL);
    ck_assert_str_eq(err, "");
    ck_assert_ptr_null(strstr(out, "arning"));
    ck_assert_ptr_nonnull(strstr(out, _i < 2 ? "Layer name: units\n" : "Layer name: focus_areas\n"));
    ck_assert_ptr_nonnull(strstr(out, _i < 2 ? "Feature Count: 30\n" : "Feature Count: 4\n"));
    ck_assert_ptr_nonnull(strstr(out, _i % 2 ? "WGS 84" : "Amersfoort / RD New"));
    free(out);
    free(err);
}
END_TEST

START_TEST(every_geometry_is_valid)
{
    static const char *const layers[] = {"out/units.gpkg", "out/units.geojson", "out/focus_areas.gpkg",
                                         "out/focus_areas.geojson"};
    run_with_hole();
    for (size_t i = 0; i < sizeof layers / sizeof *layers; i++)
        ck_layer_is_valid(at(layers[i]), 0);
}
END_TEST

/* Outlines of areas drawn from units cover what their units cover, bridges too. */
START_TEST(area_is_the_sum_of_its_units)
{
    bp_layer layer = BP_LAYER_INIT;
    double area[4];
    write_country(NULL);
    run_well("out");
    ck_bp_ok(context, bp_layer_read(context, at("out/focus_areas.gpkg"), NULL, &layer));
    ck_assert_int_eq(layer.polygons.n_units, 4);
    bp_polygons_area(&layer.polygons, area);
    static const double expected[] = {3e6, 2e6, 4e6, 3e6};
    for (int i = 0; i < 4; i++)
        ck_assert_double_eq_tol(area[i], expected[i], 1e-9 * expected[i]);
    bp_layer_clear(&layer);
}
END_TEST

static void ck_lines_fit(const char *text)
{
    for (const char *line = text; *line;) {
        size_t n = strcspn(line, "\n");
        int columns = 0;
        for (size_t i = 0; i < n; i++)
            columns += ((unsigned char)line[i] & 0xC0) != 0x80;
        /* A path is as long as it is, and is not to be cut. */
        if (strncmp(line, "Written to ", 11) != 0)
            ck_assert_msg(columns <= 80, "%d columns: %.*s", columns, (int)n, line);
        line += n + (line[n] == '\n');
    }
}

/* Nobody sits at a pipe: no colours, no bars, no carriage returns. Lines fit a terminal, however long the
 * names. */
START_TEST(screen)
{
    write_country(NULL);
    for (int longest = 0; longest < 2; longest++) {
        if (longest)
            write_study("study: Papierland", "study: A title that goes on and on, as titles of council "
                                             "papers do, \xC3\xA9\xC3\xA9n regel vol");
        program_result result = run_country(longest ? "two" : "one", NULL, NULL, NULL);
        ck_assert_int_eq(result.status, 0);
        ck_assert_ptr_null(strchr(result.out, '\033'));
        ck_assert_ptr_null(strchr(result.err, '\033'));
        ck_assert_ptr_null(strchr(result.out, '\r'));
        ck_assert_ptr_null(strchr(result.err, '\r'));
        ck_lines_fit(result.out);
        free_result(&result);
    }
}
END_TEST

START_TEST(summary)
{
    write_country(NULL);
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_ended(&result, 0,
             "brandpunt: warning: table health: 1 of 30 units (0.0 % of the residents) without a row by key "
             "Codering (U06); 1 "
             "of its rows of the same form without a unit (U99)\n"
             "brandpunt: warning: programme Deals: 2 of 3 codes are in this study, and the others are left "
             "out: GM77\n");
    static const char first_area[] =
        "\nP001   \xC3\x89lisabethbuurt, Noord, \xE2\x80\x98oost\xE2\x80\x99 + 1  "
        "W\xC3\xA9sterhaar         2,600  0.945     4\n";
    static const char *const lines[] = {
        "Papierland\nunits        30, 25 of them scored\n",
        "\ndesignated   2 areas, 5 units, 4,700 residents\n",
        "\nproposed     2 areas, 6 units, 6,500 residents\n",
        "72.3 %",
        "52.3 %",
        first_area,
        "\nP002   Buurt 10, Buurt 22 + 1             Oost               3,900  0.832     0\n"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        ck_assert_msg(strstr(result.out, lines[i]) != NULL, "'%s' is not in\n%s", lines[i], result.out);
    free_result(&result);
}
END_TEST

START_TEST(quiet)
{
    write_country(NULL);
    program_result result = run_country("out", "--quiet", NULL, NULL);
    ck_ended(&result, 0, "");
    ck_assert_str_eq(result.out, "");
    free_result(&result);
    ck_assert(bp_path_exists(at("out/run.json")));
    result = run_country("out", "--quiet", NULL, NULL);
    ck_assert_int_eq(result.status, 3);
    ck_assert_str_ne(result.err, ""); /* a failure is told in any case */
    free_result(&result);
}
END_TEST

START_TEST(overwriting)
{
    write_country(NULL);
    run_well("out");
    write_study("study: Papierland", "study: Second");
    program_result result = run_country("out", "--overwrite", NULL, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    free_result(&result);
    json_t *root = read_json(at("out/run.json"));
    ck_json_text(root, "study.title", "Second");
    json_decref(root);
    ck_nothing_left();
    /* Where there is nothing yet it may be given as well, and an empty folder is as good as none. */
    make_folder(at("empty"));
    result = run_country("empty", "--overwrite", NULL, NULL);
    ck_assert_int_eq(result.status, 0);
    free_result(&result);
    result = run_country("fresh", "--overwrite", NULL, NULL);
    ck_assert_int_eq(result.status, 0);
    free_result(&result);
    ck_same_run(at("empty"), at("fresh"), false);
}
END_TEST

/* Spaces, quotes and accents in every path. The result is that of the plain names, the paths in run.json
 * aside. */
START_TEST(names_as_people_give_them)
{
    static const char *const folder = "Mijn studie\xC3\xABn '24", *const files[] = {"health.csv",
                                                                                    "regions.geojson"};
    char name[64], target[64];
    write_country(NULL);
    run_well("plain");
    make_folder(at(folder));
    snprintf(name, sizeof name, "%s/units \xC3\xA9\xC3\xA9n.geojson", folder);
    write_units(at(name), NULL);
    for (size_t i = 0; i < 2; i++) {
        snprintf(target, sizeof target, "%s/%s", folder, files[i]);
        ck_assert_int_eq(rename(at(files[i]), at(target)), 0);
    }
    ck_assert_int_eq(rename(at("priority"), at("Mijn studie\xC3\xABn '24/priority")), 0);
    ck_assert_int_eq(rename(at("deals"), at("Mijn studie\xC3\xABn '24/deals")), 0);
    write_study("units.geojson", "\"units \xC3\xA9\xC3\xA9n.geojson\"");
    snprintf(target, sizeof target, "%s/de studie.yaml", folder);
    ck_assert_int_eq(rename(at("study.yaml"), at(target)), 0);
    char *study = bp_text_copy(at(target)), *output = bp_text_format("%s/uit komst \xC3\xBC", scratch);
    const char *arguments[] = {"run", study, "-o", output, NULL};
    program_result result = call_program(arguments, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    free_result(&result);
    /* Those three name the file of the units, which is called otherwise here. */
    for (int i = 0; i < OUTPUTS; i++)
        if (strcmp(outputs[i], "run.json") != 0 && strcmp(outputs[i], "project.qgz") != 0 &&
            strcmp(outputs[i], "report.html") != 0) {
            char *plain = bp_text_format("%s/plain/%s", scratch, outputs[i]);
            char *other = bp_text_format("%s/%s", output, outputs[i]);
            ck_same_files(plain, other);
            free(plain);
            free(other);
        }
    free(study);
    free(output);
}
END_TEST

/* Where a study stands and how it is named on the command line is no part of the result. */
START_TEST(from_another_folder)
{
    write_country(NULL);
    run_well("one");
    ck_assert_int_eq(chdir(scratch), 0);
    const char *arguments[] = {"run", "./study.yaml", "--output", "two/", NULL};
    program_result result = call_program(arguments, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    free_result(&result);
    ck_same_run(at("one"), at("two"), false);
    char *text = get_file(at("one/run.json"), NULL);
    ck_assert_msg(strstr(text, scratch) == NULL, "run.json names the folder of this machine");
    free(text);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("cli.run_files");
    TCase *one = tcase_create("files");
    tcase_set_timeout(one, 120);
    tcase_add_checked_fixture(one, set_up, tear_down);
    tcase_add_test(one, files_and_no_others);
    tcase_add_test(one, geojson_after_rfc_7946);
    tcase_add_test(one, both_formats_say_the_same);
    tcase_add_loop_test(one, ogrinfo_without_a_warning, 0, 4);
    tcase_add_test(one, every_geometry_is_valid);
    tcase_add_test(one, area_is_the_sum_of_its_units);
    tcase_add_test(one, screen);
    tcase_add_test(one, summary);
    tcase_add_test(one, quiet);
    tcase_add_test(one, overwriting);
    tcase_add_test(one, names_as_people_give_them);
    tcase_add_test(one, from_another_folder);
    suite_add_tcase(suite, one);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
