/* The twenty areas carried over between years, on the real data, which are not part of the project. */
#include "tests/cli/program.h"

enum { SKIPPED = 77 };

static const char *source_folder(void)
{
    const char *source = getenv("BRANDPUNT_SOURCE");
    return source ? source : ".";
}

/* Folder with the data of the studies, to free(). */
static char *data_folder(void)
{
    const char *data = getenv("BRANDPUNT_DATA");
    return data ? bp_text_format("%s/nl", data) : bp_text_format("%s/../shared/data/nl", source_folder());
}

static json_t *run_study(const char *study)
{
    char *data = data_folder(), *folder = bp_text_copy(at("out"));
    const char *arguments[] = {"run", study, "--data", data, "--output", folder, NULL};
    program_result result = call_program(arguments, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    free_result(&result);
    free(data);
    free(folder);
    return read_json(at("out/run.json"));
}

/* What docs/methods/crosswalk.md and the README of the examples say. */
START_TEST(onto_2024)
{
    char *study = bp_text_format("%s/docs/examples/lijst_2022_op_wijken_2024.yaml", source_folder());
    json_t *root = run_study(study);
    ck_json_number(root, "crosswalk.codes", 3340);
    ck_json_number(root, "crosswalk.lists.0.codes", 105);
    ck_json_number(root, "crosswalk.lists.0.one_to_one", 96);
    ck_json_number(root, "crosswalk.lists.0.merged", 4);
    ck_json_number(root, "crosswalk.lists.0.split", 5);
    ck_json_number(root, "crosswalk.lists.0.lost", 0);
    ck_json_number(root, "designated.areas", 20);
    ck_json_number(root, "designated.units", 111);
    ck_json_number(root, "designated.codes_unknown", 0);
    ck_assert_double_eq_tol(json_number_value(json_at(root, "designated.population")), 1226115, 1);
    json_decref(root);
    free(study);
}
END_TEST

/* The wijken of 2022 under another year are themselves: every code becomes its own unit, and the residents
 * are those of the list, which tests/cli/test_national.c adds up. */
START_TEST(onto_themselves)
{
    put_file(at("study.yaml"),
             "study: Themselves\n"
             "units: {source: wijken_2022.gpkg, id: code, population: population, vintage: \"2021\"}\n"
             "indicators:\n"
             "  - {name: low_income, from: income_low, domain: poverty, worse: high}\n"
             "designated: {list: nplv}\n"
             "crosswalk: {source: wijken_2022.gpkg, id: code, from: \"2022\"}\n"
             "output: {crs: EPSG:28992}\n");
    json_t *root = run_study(at("study.yaml"));
    ck_json_number(root, "crosswalk.links", 3340);
    ck_json_number(root, "crosswalk.lists.0.one_to_one", 105);
    ck_json_number(root, "crosswalk.lists.0.partly_lost", 0);
    ck_json_number(root, "designated.units", 105);
    ck_json_number(root, "designated.population", 1204370);
    json_decref(root);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("lists_national");
    TCase *one = tcase_create("lists_national");
    tcase_add_checked_fixture(one, set_up, tear_down);
    tcase_add_test(one, onto_2024);
    tcase_add_test(one, onto_themselves);
    suite_add_tcase(suite, one);
    return suite;
}

int main(void)
{
    char *data = data_folder(), *old = bp_text_format("%s/wijken_2022.gpkg", data),
         *new = bp_text_format("%s/wijken_2024.geojson", data);
    bool is_there = bp_path_exists(old) && bp_path_exists(new);
    if (!is_there)
        printf("SKIPPED: the wijken are not in %s (set BRANDPUNT_DATA)\n", data);
    free(data);
    free(old);
    free(new);
    return is_there ? run_suite(make_suite()) : SKIPPED;
}
