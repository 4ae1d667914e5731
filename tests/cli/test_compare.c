/* Two runs of the country on paper, side by side. Expected figures are worked out by hand from its sketch,
 * those of agreement by residents with another program on a label per resident. */
#include "tests/cli/calls.h"
#include "tests/cli/country.h"

static void run_well(const char *output)
{
    char *text = get_file(at("study.yaml"), NULL);
    if (!strstr(text, "report: false"))
        change_file("study.yaml", "EPSG:28992", "EPSG:28992, report: false, map: false");
    free(text);
    program_result result = run_country(output, "--quiet", NULL, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    free_result(&result);
}

static void make_runs(const char *from, const char *to)
{
    write_country(NULL);
    run_well("one");
    write_study(from, to);
    run_well("two");
}

static json_t *compared(void)
{
    program_result result = CALL("compare", "@one", "@two", "--format", "json");
    json_error_t error;
    json_t *root = json_loads(result.out, 0, &error);
    ck_assert_msg(result.status == 0 && root != NULL, "%s%s", result.err, result.out);
    free_result(&result);
    return root;
}

static void ck_near(json_t *root, const char *path, double expected)
{
    ck_assert_double_eq_tol(json_number_value(json_at(root, path)), expected, 1e-9);
}

static void ck_page(void)
{
    program_result result = CALL("compare", "@one", "@two", "--lang", "en");
    ck_ended(&result, 0, "");
    ck_assert_str_eq(without_scratch(result.out),
                     "First:  one\n"
                     "Second: two\n"
                     "30 neighbourhoods in both, 0 in the first only, 0 in the second only.\n"
                     "\n"
                     "Settings that differ               first                  second\n"
                     "  areas.method                     levelset               components\n"
                     "All data that went in are the same.\n"
                     "\n"
                     "Agreement                                               neighbourhoods residents\n"
                     "  in an area of both                                               3       2,600\n"
                     "  in an area of the first only                                     3       3,900\n"
                     "  in an area of the second only                                    0           0\n"
                     "  both of either (Jaccard)                                     0.500       0.400\n"
                     "  of those in an area of both:\n"
                     "    adjusted Rand index                                        1.000       1.000\n"
                     "    normalised mutual information                              1.000       1.000\n"
                     "    variation of information (nats)                            0.000       0.000\n"
                     "  of all, those in no area as one group:\n"
                     "    adjusted Rand index                                        0.593       0.449\n"
                     "    normalised mutual information                              0.674       0.642\n"
                     "    variation of information (nats)                            0.314       0.514\n"
                     "\n"
                     "Areas        first         second            before     after   in both Jaccard\n"
                     "  gone       P002                             3,900         0         0    0.00\n"
                     "  the same   P001          P001               2,600     2,600     2,600    1.00\n"
                     "Residents; of several areas in one line the sum.\n"
                     "\n"
                     "Scores                         that differ      mean      most  of\n"
                     "  score                             0 / 25\n"
                     "  poverty                           0 / 25\n"
                     "  work                              0 / 25\n"
                     "  housing                           0 / 25\n"
                     "  health                            0 / 25\n");
    free_result(&result);
    program_result dutch = CALL("compare", "@one", "@one", "--lang", "nl");
    ck_ended(&dutch, 0, "");
    ck_assert_ptr_nonnull(strstr(dutch.out, "\nGeen instelling verschilt.\n"));
    ck_assert_ptr_nonnull(strstr(dutch.out,
                                 "  gelijk     P002          P002               3.900     3.900     "
                                 "3.900    1,00\n"));
    free_result(&dutch);
}

/* {U13 U15 U19} and {U10 U16 U22} against {U13 U15 U19}: of 435 pairs of units 282 and 354 are together in
   the one and the other, 282 in both. */
START_TEST(a_method_that_finds_less)
{
    make_runs("base: 0.80", "method: components, base: 0.80");
    json_t *root = compared();
    ck_json_number(root, "units.both", UNITS);
    ck_json_number(root, "units.other_residents", 0);
    ck_assert_int_eq((int)json_array_size(json_object_get(root, "settings")), 1);
    ck_json_text(root, "settings.0.key", "areas.method");
    ck_json_text(root, "settings.0.first", "levelset");
    ck_json_text(root, "settings.0.second", "components");
    ck_assert_int_eq((int)json_array_size(json_object_get(root, "data")), 0);
    ck_json_number(root, "agreement.units.both", 3);
    ck_json_number(root, "agreement.units.first_only", 3);
    ck_json_number(root, "agreement.residents.first_only", 3900);
    ck_near(root, "agreement.residents.jaccard", 2600.0 / 6500.0);
    ck_near(root, "agreement.all_units.by_units.rand", 363.0 / 435.0);
    ck_near(root, "agreement.all_units.by_units.adjusted_rand", 0.5932678821879382);
    ck_near(root, "agreement.all_units.by_units.variation_of_information", 0.3139488862587291);
    ck_near(root, "agreement.all_units.by_residents.adjusted_rand", 0.4489938755188268);
    ck_near(root, "agreement.all_units.by_residents.normalised_mutual_information", 0.6415530288079886);
    ck_near(root, "agreement.in_an_area_of_both.by_units.adjusted_rand", 1.0);
    ck_json_text(root, "areas.0.change", "gone");
    ck_json_text(root, "areas.0.first.0.area_id", "P002");
    ck_near(root, "areas.0.first.0.domains.health", 0.833333);
    ck_json_text(root, "areas.1.change", "same");
    ck_json_text(root, "areas.1.first.0.most_like_by_residents.area_id", "P001");
    ck_near(root, "areas.1.jaccard", 1.0);
    ck_json_number(root, "scores.0.differ", 0);
    json_decref(root);
    ck_page();
}
END_TEST

/* Without borders of municipalities both areas and all their members but U16 are one. */
START_TEST(budgets_and_long_titles)
{
    write_country(NULL);
    write_study("study: Papierland",
                "study: Papierland, de wijken van het jaar 2022\nbudget: {total: 5000, rule: per_area}");
    run_well("one");
    change_file("study.yaml", "jaar 2022", "jaar 2023");
    change_file("study.yaml", "total: 5000", "total: 6000, scenarios: {half: {total: 3000}}");
    run_well("two");
    program_result result = CALL("compare", "@one", "@two", "--lang", "en");
    ck_assert_msg(strstr(result.out,
                         "Settings that differ               first                  second\n"
                         "  title                            Papierland, de wijken  Papierland, de wijken\n"
                         "                                   van het jaar 2022      van het jaar 2023\n"
                         "  budget.total                     5000                   6000\n"),
                  "%s", result.out);
    ck_assert_msg(strstr(result.out, "\n  budget.scenarios  "), "%s", result.out);
    free_result(&result);
}
END_TEST

START_TEST(two_areas_become_one)
{
    make_runs("ceiling: 30000", "ceiling: 30000, within: none");
    program_result csv = CALL("compare", "@one", "@two", "--format", "csv");
    ck_assert_str_eq(csv.out, "change,first,second,units_first,units_second,units_both,residents_first,"
                              "residents_second,residents_both,units_population_unknown,jaccard\n"
                              "merged,P001;P002,P001,6,5,5,6500,6100,6100,0,0.938462\n");
    ck_ended(&csv, 0, "");
    free_result(&csv);
    json_t *root = compared();
    ck_near(root, "agreement.all_units.by_units.adjusted_rand", 0.8316400580551524);
    ck_near(root, "agreement.all_units.by_residents.variation_of_information", 0.47078529934473323);
    ck_near(root, "agreement.in_an_area_of_both.by_units.variation_of_information", 0.6730116670092565);
    ck_near(root, "agreement.in_an_area_of_both.by_residents.variation_of_information", 0.6822231733423599);
    /* Of the one area 2,600 of 6,100 residents are P001's and 3,500 P002's, which has 3,900. */
    ck_json_text(root, "areas.0.second.0.most_like_by_residents.area_id", "P002");
    ck_near(root, "areas.0.second.0.most_like_by_residents.jaccard", 3500.0 / 6500.0);
    ck_json_text(root, "areas.0.second.0.most_like_by_units.area_id", "P001");
    ck_near(root, "areas.0.second.0.most_like_by_units.jaccard", 3.0 / 5.0);
    json_decref(root);
}
END_TEST

/* U19, second worst in health, becomes the best, and the file another. */
START_TEST(other_data)
{
    write_country(NULL);
    run_well("one");
    change_file("health.csv", "U19       ; 71,5", "U19       ; 99,5");
    change_file("units.geojson", "\"inwoners\":2000", "\"inwoners\":2001");
    run_well("two");
    json_t *root = compared();
    ck_assert_int_eq((int)json_array_size(json_object_get(root, "data")), 2);
    ck_json_text(root, "data.0.role", "units");
    ck_json_text(root, "data.1.role", "table health");
    ck_json_text(root, "data.1.second", "health.csv");
    ck_json_number(root, "units.other_residents", 1);
    /* U19 goes from place 24 to 1 and those below it one up; U13 stays the worst. */
    ck_json_text(root, "scores.4.score", "domain_health");
    ck_json_number(root, "scores.4.differ", 24);
    ck_json_text(root, "scores.4.differs_most.unit_id", "U19");
    ck_near(root, "scores.4.largest_difference", 0.92);
    ck_near(root, "scores.4.mean_difference", 2 * 0.92 / 25);
    ck_json_number(root, "scores.1.differ", 0);
    json_decref(root);
    program_result result = CALL("compare", "@one", "@two", "--lang", "en");
    ck_assert_ptr_nonnull(strstr(result.out, "1 neighbourhoods have other residents in the first;"));
    ck_assert_ptr_nonnull(strstr(result.out, "\nNo setting differs.\n"));
    ck_assert_ptr_nonnull(strstr(result.out, "  table health                     health.csv             "
                                             "health.csv\n"));
    free_result(&result);
}
END_TEST

/* Codes of the units from the `from`-th on begin with an X. */
static void rename_codes(const char *name, const char *front, int from)
{
    for (int u = from; u <= UNITS; u++) {
        char *code = bp_text_format("%sU%02d", front, u), *other = bp_text_format("%sX%02d", front, u);
        char *text = get_file(at(name), NULL);
        const bool is_there = strstr(text, code) != NULL;
        if (is_there)
            change_file(name, code, other);
        free(text);
        free(code);
        free(other);
    }
}

START_TEST(units_in_one_run_only)
{
    write_country(NULL);
    run_well("one");
    rename_codes("units.geojson", "\"", 22);
    rename_codes("health.csv", "\n", 22);
    run_well("two");
    json_t *root = compared();
    ck_json_number(root, "units.both", 21);
    ck_json_number(root, "units.first_only", 9);
    ck_json_number(root, "units.second_only", 9);
    ck_json_number(root, "units.first_only_in_an_area", 1);
    ck_json_number(root, "agreement.units.both", 5);
    json_decref(root);
    program_result result = CALL("compare", "@one", "@two", "--lang", "en");
    ck_assert_ptr_nonnull(strstr(result.out,
                                 "21 neighbourhoods in both, 9 in the first only, 9 in the second "
                                 "only.\nOf those in one only, 1 and 1 are in an area; nothing "
                                 "below counts them.\n"));
    free_result(&result);
}
END_TEST

static void ck_refused(const char *first, const char *second, const char *expected)
{
    program_result result = CALL("compare", first, second);
    ck_ended(&result, 1, expected);
    ck_assert_str_eq(result.out, "");
    free_result(&result);
}

START_TEST(no_unit_in_common)
{
    write_country(NULL);
    run_well("one");
    rename_codes("units.geojson", "\"", 1);
    rename_codes("health.csv", "\n", 1);
    rename_codes("priority/members.csv", ",", 1);
    run_well("two");
    ck_refused(
        "@one", "@two",
        "brandpunt: one and two have no unit in common: codes are like U01 in the one and like X01 in the "
        "other; runs can be compared where units have the same codes, so run one of the two studies on the "
        "units of the other\n");
}
END_TEST

START_TEST(folders_that_are_no_run_or_changed)
{
    write_country(NULL);
    run_well("one");
    ck_refused("@one", "@none", "brandpunt: none: there is no such folder\n");
    make_folder(at("empty"));
    ck_refused(
        "@empty", "@one",
        "brandpunt: empty: is no run: it has no run.json; name the folder that 'brandpunt run --output' "
        "wrote\n");
    run_well("two");
    change_file("two/run.json", "brandpunt-run-1", "brandpunt-run-9");
    ck_refused("@one", "@two",
               "brandpunt: two/run.json: its schema is 'brandpunt-run-9', expected 'brandpunt-run-1'; it was "
               "written by brandpunt 0.1.0: run the study again with this one\n");
    change_file("two/run.json", "brandpunt-run-9", "brandpunt-run-1");
    change_file("two/areas.csv", "P002,proposed", "P003,proposed");
    ck_refused(
        "@one", "@two",
        "brandpunt: two/units.gpkg: unit U10 lies in area P002, which areas.csv does not have; one of the "
        "two was changed: run the study again\n");
    ck_assert_int_eq(remove(at("two/areas.csv")), 0);
    ck_refused("@two", "@one", "brandpunt: two: has no areas.csv, which a run writes; run the study again\n");
    ck_assert_int_eq(remove(at("two/units.gpkg")), 0);
    ck_refused("@one", "@two",
               "brandpunt: two: has no units.gpkg, which a run writes; run the study again\n");
}
END_TEST

START_TEST(words_that_are_not_right)
{
    program_result one = CALL("compare", "@one");
    ck_ended(&one, 2,
             "brandpunt: compare: an argument is missing; usage: brandpunt compare RUN RUN [--lang nl|en] "
             "[--format text|json|csv]\n");
    free_result(&one);
    program_result format = CALL("compare", "@one", "@two", "--format", "xml");
    ck_ended(&format, 2, "brandpunt: compare: --format: found 'xml', expected text, json or csv\n");
    free_result(&format);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("compare");
    TCase *tests = tcase_create("compare");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, a_method_that_finds_less);
    tcase_add_test(tests, budgets_and_long_titles);
    tcase_add_test(tests, two_areas_become_one);
    tcase_add_test(tests, other_data);
    tcase_add_test(tests, units_in_one_run_only);
    tcase_add_test(tests, no_unit_in_common);
    tcase_add_test(tests, folders_that_are_no_run_or_changed);
    tcase_add_test(tests, words_that_are_not_right);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
