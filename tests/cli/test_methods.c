/* A study that names several methods, on a country small enough to work out by hand; tests/cli/country.h
 * draws its map. By levelset P001 is U13, U15 and U19 (2,600 residents, over the bridge U14) and P002 U10,
 * U16 and U22 (3,900). By components U16 is short of the base, so that U10 and U22 do not touch and pass no
 * floor. */
#include "analysis/branch_and_cut.h"
#include "tests/cli/country.h"

static void set_up_country(void)
{
    set_up();
    write_country(NULL);
}

static void write_areas(const char *in_areas)
{
    char *to = bp_text_format(
        "areas: {base: 0.80, reach: 0.65, floor: 2500, ceiling: 30000, bridges: {}, %s}\n", in_areas);
    write_study("areas: {base: 0.80, reach: 0.65, floor: 2500, ceiling: 30000, bridges: {}}\n", to);
    free(to);
}

static void ck_file_is(const char *path, const char *expected)
{
    char *text = get_file(path, NULL);
    ck_assert_str_eq(text, expected);
    free(text);
}

static void ck_refused(const char *in_areas, const char *message)
{
    write_areas(in_areas);
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_ended(&result, 1, message);
    free_result(&result);
    ck_assert(!bp_path_exists(at("out")));
}

START_TEST(two_methods)
{
    write_areas("also: [components]");
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    ck_assert_ptr_nonnull(
        strstr(result.out, "methods                   areas   units    residents      recall   precision\n"
                           "             levelset         2       6        6,500"));
    ck_assert_ptr_nonnull(strstr(result.out, "\n             components       1       3        2,600"));
    ck_assert_ptr_nonnull(strstr(
        result.out, "\n             found by the other method (half of the residents or more): 1 of 2\n"
                    "             proposed areas\n"));
    free_result(&result);
    ck_file_is(at("out/agreement.csv"),
               "area_id,name,units,population,other_methods,found_by,found_by_all,share_components\n"
               "P001,\"\xC3\x89lisabethbuurt, Noord, \xE2\x80\x98oost\xE2\x80\x99 + 1\",3,2600,1,1,yes,1\n"
               "P002,\"Buurt 10, Buurt 22 + 1\",3,3900,1,0,no,0\n");
    char *text = get_file(at("out/methods.csv"), NULL);
    ck_assert_ptr_nonnull(strstr(text, "unit_id,name,levelset,components,methods\n"));
    ck_assert_ptr_nonnull(strstr(text, "\nU15,Buurt 15,P001,components-001,2\n"));
    ck_assert_ptr_nonnull(strstr(text, "\nU14,Buurt 14,,,0\n"));
    ck_assert_ptr_nonnull(strstr(text, "\nU16,Buurt 16,P002,,1\n"));
    free(text);
    json_t *root = read_json(at("out/run.json"));
    ck_json_number(root, "methods.areas_found_by_all", 1);
    ck_json_text(root, "methods.methods.1.method", "components");
    ck_json_number(root, "methods.methods.1.units", 3);
    ck_json_number(root, "methods.methods.1.population", 2600);
    /* 1000 x 0.18 + 900 x 0.14 + 700 x 0.10 */
    ck_json_number(root, "methods.methods.1.weight", 376);
    ck_json_text(root, "study.areas.also.0", "components");
    json_decref(root);
    ck_assert(bp_path_exists(at("out/focus_areas_by_method.gpkg")));
}
END_TEST

/* The answer is the same with other methods beside it and without. */
START_TEST(answer_stays)
{
    write_areas("also: [components]");
    program_result result = run_country("with", NULL, NULL, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    free_result(&result);
    write_areas("rounds: 1");
    result = run_country("without", NULL, NULL, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    free_result(&result);
    char *without = get_file(at("without/areas.csv"), NULL);
    ck_file_is(at("with/areas.csv"), without);
    free(without);
    ck_assert(!bp_path_exists(at("without/methods.csv")));
    json_t *root = read_json(at("without/run.json"));
    ck_assert(json_is_null(json_object_get(root, "methods")));
    json_decref(root);
}
END_TEST

/* Each method draws the answer, and what it drew is what run.json says it was drawn by. */
START_TEST(every_method)
{
    static const char *const methods[] = {"components", "optimal", "skater", "redcap",   "schc",
                                          "azp",        "maxp",    "scan",   "flexible", "hotspots"};
    char *in_areas = bp_text_format("method: %s, also: [levelset]", methods[_i]);
    write_areas(in_areas);
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    free_result(&result);
    json_t *root = read_json(at("out/run.json"));
    ck_json_text(root, "settings.areas.method", methods[_i]);
    ck_json_text(root, "methods.methods.0.method", methods[_i]);
    ck_json_number(root, "methods.methods.1.population", 6500);
    json_decref(root);
    free(in_areas);
}
END_TEST

/* Where the search for the heaviest areas may take no step, it says what it could not see to. U13, U15 and
 * U19 are too many for one area: U13 and U19 weigh 306 of their 376 together, which only a search can prove.
 * U10 is an area of 120, and U22 one of 30: 456 of 526. */
START_TEST(areas_that_are_not_proved)
{
    write_study("areas: {base: 0.80, reach: 0.65, floor: 2500, ceiling: 30000, bridges: {}}\n",
                "areas: {base: 0.80, reach: 0.65, floor: 1500, ceiling: 2400, bridges: {}, method: optimal, "
                "optimal: {steps: 0}}\n");
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    char *warning = bp_text_format(
        "brandpunt: warning: areas.method: optimal: 1 of 3 groups of units that hang together may have "
        "heavier areas than those found: the gap is at most 13 %%. A larger areas.optimal.steps could prove "
        "groups of up to 64 units, areas.optimal.cut_nodes groups of up to 160%s\n",
        bp_branch_and_cut_solver() ? "" : ", with a build that has CBC");
    ck_assert_msg(strstr(result.err, warning) != NULL, "%s", result.err);
    ck_assert_ptr_nonnull(strstr(result.out, "\noptimality   no list of such areas weighs more than 526: at "
                                             "most 15.4 % more\n             than this one\n"));
    free_result(&result);
    free(warning);
    json_t *root = read_json(at("out/run.json"));
    ck_json_number(root, "settings.areas.optimal.steps", 0);
    ck_json_number(root, "study.areas.optimal.cut_nodes", 0);
    json_decref(root);
    /* What is explained is drawn again by the settings of the run. */
    result = call_program((const char *[]){"explain", at("out"), "P001", NULL}, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    /* 180 + 126, and of the 70 of U15's 700 residents what 500 hold: 356, of which 50 are 14.04 %. */
    ck_assert_msg(strstr(result.out, "no area in its place weighs more than 356.0;\n"
                                     "  its own weight is 14.04 % short of that.\n") != NULL,
                  "%s", result.out);
    free_result(&result);
}
END_TEST

START_TEST(names_that_cannot_be)
{
    ck_refused("also: [levelset]", "brandpunt: study.yaml:11: areas.also[0]: 'levelset' is the method of the "
                                   "answer (areas.method); name the other ones here\n");
    ck_refused(
        "also: [components, components]",
        "brandpunt: study.yaml:11: areas.also[1]: 'components' is named twice; leave one of them out\n");
    write_areas("also: [componets]");
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_int_eq(result.status, 1);
    ck_assert_ptr_nonnull(
        strstr(result.err, "study.yaml:11: areas.also[0]: found 'componets', expected one of"));
    ck_assert_ptr_nonnull(strstr(result.err, "'components'"));
    free_result(&result);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("cli.methods");
    TCase *one = tcase_create("study");
    tcase_set_timeout(one, 60);
    tcase_add_checked_fixture(one, set_up_country, tear_down);
    tcase_add_test(one, two_methods);
    tcase_add_test(one, answer_stays);
    tcase_add_loop_test(one, every_method, 0, 10);
    tcase_add_test(one, areas_that_are_not_proved);
    tcase_add_test(one, names_that_cannot_be);
    suite_add_tcase(suite, one);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
