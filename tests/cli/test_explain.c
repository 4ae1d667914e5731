/* brandpunt explain on the country of tests/cli/country.h, whose figures can be worked out by hand. */
#include "tests/cli/country.h"

#include "geo/read.h"
#include "geo/write.h"

/* brandpunt explain scratch/`folder` PLACE, with up to two more arguments. */
static program_result explain(const char *folder, const char *place, const char *a, const char *b)
{
    char *path = bp_text_copy(at(folder));
    const char *arguments[] = {"explain", path, place, "--quiet", "--lang", "en", a, a ? b : NULL, NULL};
    program_result result = call_program(arguments, NULL);
    free(path);
    return result;
}

static json_t *explain_json(const char *folder, const char *place)
{
    json_error_t error;
    program_result result = explain(folder, place, "--format", "json");
    ck_assert_msg(result.status == 0, "%s: %s", place, result.err);
    json_t *root = json_loads(result.out, JSON_REJECT_DUPLICATES, &error);
    ck_assert_msg(root != NULL, "%d: %s", error.line, error.text);
    ck_json_text(root, "schema", "brandpunt-explain-1");
    free_result(&result);
    return root;
}

static void run_well(const char *output)
{
    program_result result = run_country(output, "--quiet", NULL, NULL);
    ck_assert_msg(result.status == 0, "exit status %d: %s", result.status, result.err);
    free_result(&result);
}

static void set_up_run(void)
{
    set_up();
    write_country(NULL);
    run_well("out");
}

/*
 * U11 scores 0.78, short of the base of 0.80 by 0.02. From 0.78 on it hangs together with U10: 2,600
 * residents, 2000 x 0.06 - 600 x 0.02 = 108. From 0.74 on with U16 and U22 as well: 4,500 and 108 - 400 x
 * 0.06 + 1500 x 0.02 = 114. From 0.70 on with U30, over the empty U29: 5,300 and 114 - 800 x 0.10 = 34. All
 * of them fit; the area drawn is the second without U11, 126. At 0.80 it would no longer be taken out.
 */
START_TEST(unit_that_is_out)
{
    json_t *root = explain_json("out", "U11");
    ck_json_text(root, "kind", "unit");
    ck_json_text(root, "reason", "below_base");
    ck_json_text(root, "obstacle", "choice");
    ck_assert(json_is_false(json_at(root, "selected")));
    ck_json_number(root, "position", 0.78);
    ck_json_number(root, "rank", 6);
    ck_json_number(root, "rule.base", 0.8);
    ck_json_number(root, "rule.floor", 2500);
    ck_assert_int_eq(json_array_size(json_at(root, "branches")), 3);
    ck_json_number(root, "branches.0.level", 0.78);
    ck_json_number(root, "branches.0.population", 2600);
    ck_json_number(root, "branches.0.units", 2);
    ck_assert_double_eq_tol(json_number_value(json_at(root, "branches.0.weight")), 108, 1e-3);
    ck_json_number(root, "branches.1.population", 4500);
    ck_assert_double_eq_tol(json_number_value(json_at(root, "branches.1.weight")), 114, 1e-3);
    ck_json_number(root, "branches.2.units", 5);
    ck_json_text(root, "branches.2.size", "fits");
    ck_json_number(root, "position_change.to", 0.8);
    ck_json_number(root, "position_change.area.units", 4);
    ck_json_number(root, "position_change.area.population", 4500);
    ck_json_number(root, "position_change.area.rank", 2);
    ck_assert_int_eq(json_array_size(json_at(root, "position_change.others_out")), 0);
    ck_assert_int_eq(json_array_size(json_at(root, "position_change.others_in")), 0);
    ck_json_text(root, "indicators.0.change.changes", "unit");
    ck_json_number(root, "indicators.0.change.units_changed", 1);
    json_decref(root);
}
END_TEST

/* U22 (0.82) is in P002. Without it U10 and U11 (2,600 residents, 108) would be the area, and U16 is short of
   the base: at 0.80 it is at the base still and not taken out, below it costs more than it joins. */
START_TEST(unit_that_is_in)
{
    json_t *root = explain_json("out", "U22");
    ck_json_text(root, "reason", "member");
    ck_json_text(root, "proposed_area", "P002");
    ck_json_text(root, "designated_area", "D2");
    ck_assert(json_is_null(json_at(root, "obstacle")));
    ck_assert(json_is_true(json_at(root, "selected")));
    ck_assert(json_is_true(json_at(root, "position_change.found")));
    ck_assert(json_is_null(json_at(root, "position_change.area")));
    json_decref(root);
}
END_TEST

/* U01 scores 0.66 and has 300 residents; nothing past the reach touches it: 2,200 short of the floor. */
START_TEST(unit_short_of_the_floor)
{
    json_t *root = explain_json("out", "U01");
    ck_json_text(root, "obstacle", "floor");
    ck_json_number(root, "short_of_floor", 2200);
    ck_assert_int_eq(json_array_size(json_at(root, "neighbours")), 3); /* U02, U07, U08 */
    ck_json_number(root, "neighbours_in_other_municipalities", 0);
    json_decref(root);
}
END_TEST

START_TEST(unit_that_nobody_lives_in)
{
    program_result result = explain("out", "u25", NULL, NULL);
    ck_assert_int_eq(result.status, 0);
    ck_assert_ptr_nonnull(strstr(result.out, "No figure of its own would bring it in."));
    free_result(&result);
}
END_TEST

/* P001: U13, U15, U19 joined by U14, weight 376. D2 is U22, found, and U30 (0.70), short of the base. */
START_TEST(areas)
{
    json_t *root = explain_json("out", "P001");
    ck_json_text(root, "kind", "proposed_area");
    ck_assert_int_eq(json_array_size(json_at(root, "members")), 3);
    ck_assert_int_eq(json_array_size(json_at(root, "bridges")), 1);
    ck_json_text(root, "bridges.0.id", "U14");
    ck_assert_double_eq_tol(json_number_value(json_at(root, "weight")), 376, 1e-6);
    ck_json_number(root, "members_in_other_kind", 2); /* U13 and U19 are in D1 */
    ck_json_text(root, "nearest.0.id", "D1");
    ck_json_text(root, "programmes", "Regio \xC3\xA9\xC3\xA9n; Regio 2; Both sides");
    json_decref(root);
    root = explain_json("out", "D2");
    ck_json_text(root, "kind", "designated_area");
    ck_json_number(root, "reasons.member", 1);
    ck_json_number(root, "reasons.below_base", 1);
    ck_json_number(root, "members_in_other_kind", 1);
    ck_json_number(root, "population_in_other_kind", 1500);
    json_decref(root);
}
END_TEST

/* GM02: fifteen units, 300 to 2,000 residents each; U10, U22 past the base, with U16 in P002. */
START_TEST(municipality)
{
    json_t *root = explain_json("out", "GM02");
    double people = 0.0;
    for (int u = 0; u < UNITS; u++)
        people += strcmp(municipality_of(u), "GM02") == 0 ? residents[u] : 0.0;
    ck_json_text(root, "kind", "municipality");
    ck_json_number(root, "units", 15);
    ck_json_number(root, "population", people);
    ck_json_number(root, "past_base", 2);
    ck_json_number(root, "selected", 3);
    ck_json_number(root, "selected_population", 3900);
    ck_json_text(root, "proposed_areas.0.id", "P002");
    ck_json_text(root, "designated_areas.0.id", "D2");
    ck_json_text(root, "highest_outside.0.id", "U11");
    ck_json_text(root, "first_of_them.id", "U11");
    json_decref(root);
}
END_TEST

static void ck_narrow(const char *text)
{
    for (int columns = 0; *text; text++) {
        columns = *text == '\n' ? 0 : columns + (((unsigned char)*text & 0xC0) != 0x80);
        ck_assert_int_le(columns, 80);
    }
}

/* Every kind of place, in both languages, fits a terminal; Dutch leaves no English line. */
START_TEST(text_fits)
{
    static const char *const places[] = {"U11", "U22", "U01", "U25", "P001", "D1", "GM01"};
    for (size_t p = 0; p < sizeof places / sizeof *places; p++)
        for (int dutch = 0; dutch < 2; dutch++) {
            program_result result = explain("out", places[p], dutch ? "--lang=nl" : NULL, NULL);
            ck_assert_msg(result.status == 0, "%s: %s", places[p], result.err);
            ck_narrow(result.out);
            ck_assert(!dutch || !strstr(result.out, "residents"));
            ck_assert(!dutch || !strstr(result.out, " would "));
            free_result(&result);
        }
}
END_TEST

/* What a list says of a region, in the reader's language. */
START_TEST(regions_in_dutch)
{
    program_result result = explain("out", "D2", "--lang=nl", NULL);
    ck_assert_ptr_nonnull(strstr(result.out, "Both sides (mogelijk)"));
    ck_assert_ptr_null(strstr(result.out, "possibly"));
    free_result(&result);
}
END_TEST

static void ck_fails(const char *folder, const char *place, int status, const char *message)
{
    program_result result = explain(folder, place, NULL, NULL);
    ck_ended(&result, status, message);
    ck_assert_str_eq(result.out, "");
    free_result(&result);
}

START_TEST(places_that_are_not_there)
{
    ck_fails(
        "out", "U1", 1,
        "brandpunt: out: has no unit, area or municipality with the code or name 'U1'; did you mean U01 "
        "(unit Buurt 1, W\xC3\xA9sterhaar); U10 (unit Buurt 10, Oost); U11 (unit Buurt 11, Oost); U12 (unit "
        "Buurt 12, Oost); U13 (unit Noord, \xE2\x80\x98oost\xE2\x80\x99, W\xC3\xA9sterhaar)?\n");
    ck_fails("out", "Somewhere else", 1,
             "brandpunt: out: has no unit, area or municipality with the code or name 'Somewhere else'; "
             "units.gpkg and areas.csv list them\n");
    ck_fails("out", "oost", 1,
             "brandpunt: out: 'oost' can be several places: D2 (designated area Oost, Oost); GM02 "
             "(municipality Oost); give the code, or 'name, municipality'\n");
}
END_TEST

START_TEST(names_with_a_municipality)
{
    json_t *root = explain_json("out", "buurt 11, OOST");
    ck_json_text(root, "id", "U11");
    json_decref(root);
    root = explain_json("out", "oost 11");
    ck_json_text(root, "id", "U11");
    json_decref(root);
    root = explain_json("out", "11, oost");
    ck_json_text(root, "id", "U11");
    json_decref(root);
}
END_TEST

/* What is found by its words is said. */
START_TEST(place_that_is_taken_for_another)
{
    char *path = bp_text_copy(at("out"));
    program_result result = call_program(
        (const char *[]){"explain", path, "11, oost", "--lang", "en", "--format", "json", NULL}, NULL);
    ck_assert_int_eq(result.status, 0);
    ck_assert_ptr_nonnull(strstr(result.err, "note: '11, oost' is taken for U11 (unit Buurt 11, Oost)\n"));
    free_result(&result);
    free(path);
}
END_TEST

START_TEST(folders_that_are_no_run)
{
    ck_fails("nowhere", "U11", 1, "brandpunt: nowhere: there is no such folder\n");
    make_folder(at("empty"));
    ck_fails("empty", "U11", 1,
             "brandpunt: empty: is no run: it has no run.json; name the folder that 'brandpunt run --output' "
             "wrote\n");
    put_file(at("empty/run.json"), "{\"schema\": ");
    ck_fails("empty", "U11", 1,
             "brandpunt: empty/run.json:1: unexpected token near end of file; expected what 'brandpunt run' "
             "wrote\n");
    put_file(at("empty/run.json"),
             "{\"schema\": \"brandpunt-run-0\", \"program\": {\"version\": \"0.0.9\"}}\n");
    ck_fails("empty", "U11", 1,
             "brandpunt: empty/run.json: its schema is 'brandpunt-run-0', expected 'brandpunt-run-1'; it was "
             "written by brandpunt 0.0.9: run the study again with this one\n");
    put_file(at("empty/run.json"), "{\"schema\": \"brandpunt-run-1\"}\n");
    ck_fails("empty", "U11", 1,
             "brandpunt: empty/run.json: it has no `study.title` or no `settings.score`; it was changed, or "
             "written by another version of brandpunt: run the study again\n");
}
END_TEST

START_TEST(runs_with_a_file_less)
{
    ck_assert_int_eq(remove(at("out/areas.csv")), 0);
    ck_fails("out", "U11", 1,
             "brandpunt: out: has no areas.csv, in which a run lists its areas; run the study again\n");
    ck_assert_int_eq(remove(at("out/units.gpkg")), 0);
    ck_fails("out", "U11", 1,
             "brandpunt: out: has no units.gpkg, in which a run keeps its units; run the study again\n");
}
END_TEST

/* Another base gives other areas than those that stand there. */
START_TEST(changed_settings)
{
    char *text = get_file(at("out/run.json"), NULL);
    char *settings = strstr(text, "\"settings\""), *base = strstr(settings, "\"base\": 0.8");
    ck_assert_ptr_nonnull(base);
    base[strlen("\"base\": 0.")] = '9';
    put_file(at("out/run.json"), text);
    free(text);
    program_result result = explain("out", "U11", NULL, NULL);
    ck_assert_int_eq(result.status, 1);
    ck_assert_ptr_nonnull(strstr(without_scratch(result.err),
                                 "the run was changed after it was written, or another version of "
                                 "brandpunt wrote it; run the study again\n"));
    free_result(&result);
}
END_TEST

/* Put another number in a cell of units.gpkg. */
static void change_cell(const char *column, int row, double value)
{
    bp_layer layer = BP_LAYER_INIT;
    bp_read_options options = BP_READ_OPTIONS_INIT;
    ck_bp_ok(context, bp_layer_read(context, at("out/units.gpkg"), &options, &layer));
    layer.table.columns[bp_table_find(&layer.table, column)].real[row] = value;
    ck_assert_int_eq(remove(at("out/units.gpkg")), 0);
    ck_bp_ok(context, bp_layer_write(context, &layer, at("out/units.gpkg"), "units"));
    bp_layer_clear(&layer);
}

/* P002 has 3,900 residents and weighs 126: with 100 more in U22 (0.82) it is 128. */
START_TEST(changed_residents)
{
    change_cell("population", 21, 1600);
    ck_fails(
        "out", "U05", 1,
        "brandpunt: out: area P002 has the weight 126 in areas.csv, and units.gpkg gives 128.000: the run "
        "was changed after it was written, or another version of brandpunt wrote it; run the study "
        "again\n");
}
END_TEST

/* U01 stands at 0.66 = 16.5 / 25. With health far better than anybody's it is passed by one unit (U30 has
   0.70) and stands at 15.5 / 25 or lower. */
START_TEST(changed_values)
{
    change_cell("value_good_health", 0, 99.0);
    program_result result = explain("out", "U05", NULL, NULL);
    const char *start =
        "brandpunt: out: unit U01 has the score 0.660000 there, and its settings and values give ";
    ck_assert_int_eq(result.status, 1);
    ck_assert_msg(strncmp(without_scratch(result.err), start, strlen(start)) == 0, "%s", result.err);
    free_result(&result);
}
END_TEST

START_TEST(column_that_is_not_there)
{
    char *text = get_file(at("out/run.json"), NULL);
    char *settings = strstr(text, "\"settings\""), *name = strstr(settings, "\"good_health\"");
    ck_assert_ptr_nonnull(name);
    name[1] = 'f';
    put_file(at("out/run.json"), text);
    free(text);
    ck_fails(
        "out", "U05", 1,
        "brandpunt: out/units.gpkg: has no column 'value_food_health' of the kind that a run writes; the "
        "layer was changed, or written by another version of brandpunt: run the study again\n");
}
END_TEST

START_TEST(read_only_folder)
{
    folder_image before = take_image(at("out"));
    ck_assert_int_eq(chmod(at("out"), 0500), 0);
    json_t *root = explain_json("out", "U11");
    ck_untouched(&before, at("out"));
    ck_assert_int_eq(chmod(at("out"), 0700), 0);
    json_decref(root);
    free_image(&before);
}
END_TEST

START_TEST(options_that_cannot_be)
{
    program_result result = explain("out", "U11", "--format", "xml");
    ck_ended(&result, 2, "brandpunt: explain: --format: found 'xml', expected text or json\n");
    free_result(&result);
    result = explain("out", "U11", "--lang=fr", NULL);
    ck_assert_int_eq(result.status, 2);
    free_result(&result);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("explain");
    TCase *tests = tcase_create("answers"), *changes = tcase_create("changed runs");
    tcase_add_unchecked_fixture(tests, set_up_run, tear_down);
    tcase_add_checked_fixture(changes, set_up_run, tear_down);
    tcase_add_test(tests, unit_that_is_out);
    tcase_add_test(tests, unit_that_is_in);
    tcase_add_test(tests, unit_short_of_the_floor);
    tcase_add_test(tests, unit_that_nobody_lives_in);
    tcase_add_test(tests, areas);
    tcase_add_test(tests, municipality);
    tcase_add_test(tests, text_fits);
    tcase_add_test(tests, regions_in_dutch);
    tcase_add_test(tests, places_that_are_not_there);
    tcase_add_test(tests, names_with_a_municipality);
    tcase_add_test(tests, place_that_is_taken_for_another);
    tcase_add_test(tests, folders_that_are_no_run);
    tcase_add_test(changes, runs_with_a_file_less);
    tcase_add_test(changes, changed_settings);
    tcase_add_test(changes, changed_residents);
    tcase_add_test(changes, changed_values);
    tcase_add_test(changes, column_that_is_not_there);
    tcase_add_test(tests, read_only_folder);
    tcase_add_test(tests, options_that_cannot_be);
    suite_add_tcase(suite, tests);
    suite_add_tcase(suite, changes);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
