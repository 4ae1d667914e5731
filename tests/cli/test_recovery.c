/* How much of what was planted in the made-up country is found again, by levelset and by the plain rule. The
 * figures stand in docs/demo.md; a run of this suite prints them. */
#include "tests/cli/program.h"

#include "geo/key_join.h"
#include "geo/read.h"

/* Seeds that nothing was chosen by: neither the country's noise nor the study's rules. */
enum { FIRST_SEED = 201, SEEDS = 20 };

typedef struct recovery {
    double recall, precision;
} recovery;

static void run_well(const char *const *arguments)
{
    program_result result = call_program(arguments, NULL);
    ck_assert_msg(result.status == 0, "%s: exit status %d: %s", arguments[0], result.status, result.err);
    free_result(&result);
}

static bp_table read_columns(const char *path, const char *const *columns, int n)
{
    bp_table table = BP_TABLE_INIT;
    bp_read_options options = BP_READ_OPTIONS_INIT;
    options.columns = columns;
    options.n_columns = n;
    ck_bp_ok(context, bp_table_read(context, path, &options, &table));
    return table;
}

/* Residents that were planted, that were drawn, and that were both; strips have no residents and no say. */
static recovery compare_with_truth(void)
{
    static const char *const of_units[] = {"unit_id", "population", "role"}, *const of_truth[] = {"unit"};
    bp_table units = read_columns(at("run/units.gpkg"), of_units, 3);
    bp_table truth = read_columns(at("demo/truth.csv"), of_truth, 1);
    bp_key_join_report report = BP_KEY_JOIN_REPORT_INIT;
    int64_t *row = (int64_t *)malloc((size_t)units.n_rows * sizeof *row);
    ck_bp_ok(context,
             bp_key_join(context, &units, bp_table_find(&units, "unit_id"), &truth, 0, row, &report));
    ck_assert_int_eq(report.matched, truth.n_rows);
    const bp_column *population = &units.columns[bp_table_find(&units, "population")];
    const bp_column *role = &units.columns[bp_table_find(&units, "role")];
    double planted = 0.0, drawn = 0.0, both = 0.0;
    for (int64_t i = 0; i < units.n_rows; i++) {
        bool is_drawn = strcmp(bp_column_text_at(role, i), "member") == 0;
        planted += row[i] >= 0 ? population->real[i] : 0.0;
        drawn += is_drawn ? population->real[i] : 0.0;
        both += is_drawn && row[i] >= 0 ? population->real[i] : 0.0;
    }
    free(row);
    bp_key_join_report_clear(&report);
    bp_table_clear(&units);
    bp_table_clear(&truth);
    ck_assert(planted > 0.0 && drawn > 0.0);
    return (recovery){both / planted, both / drawn};
}

static recovery recover(const char *method)
{
    char *study = bp_text_copy(at("demo/study.yaml")), *output = bp_text_copy(at("run"));
    const char *run[] = {"run", study, "--output", output, "--overwrite", "--quiet", NULL};
    char *line = bp_text_format("method: %s", method);
    change_file("demo/study.yaml",
                strcmp(method, "levelset") == 0 ? "method: components" : "method: levelset", line);
    free(line);
    run_well(run);
    free(study);
    free(output);
    return compare_with_truth();
}

static void recover_seed(int64_t seed, recovery *levelset, recovery *components)
{
    char text[32];
    snprintf(text, sizeof text, "%d", (int)seed);
    char *folder = bp_text_copy(at("demo"));
    const char *demo[] = {"demo", folder, "--seed", text, NULL};
    remove_tree(folder);
    run_well(demo);
    free(folder);
    *components = recover("components");
    *levelset = recover("levelset");
}

static double f_score(const recovery *r)
{
    return 2.0 * r->recall * r->precision / (r->recall + r->precision);
}

START_TEST(default_seed)
{
    recovery levelset, components;
    recover_seed(1, &levelset, &components);
    printf("seed 1: levelset recall %.3f precision %.3f, components %.3f %.3f\n", levelset.recall,
           levelset.precision, components.recall, components.precision);
    ck_assert_double_ge(levelset.recall, 0.9);
    ck_assert_double_ge(levelset.precision, 0.9);
    ck_assert_double_lt(components.recall, levelset.recall);
}
END_TEST

START_TEST(seeds_held_out)
{
    recovery levelset = {0.0, 0.0}, components = {0.0, 0.0};
    for (int i = 0; i < SEEDS; i++) {
        recovery a, b;
        recover_seed(FIRST_SEED + i, &a, &b);
        printf("seed %d: levelset recall %.3f precision %.3f, components %.3f %.3f\n", FIRST_SEED + i,
               a.recall, a.precision, b.recall, b.precision);
        levelset.recall += a.recall / SEEDS;
        levelset.precision += a.precision / SEEDS;
        components.recall += b.recall / SEEDS;
        components.precision += b.precision / SEEDS;
    }
    printf("seeds %d to %d, mean: levelset recall %.3f precision %.3f, components %.3f %.3f\n", FIRST_SEED,
           FIRST_SEED + SEEDS - 1, levelset.recall, levelset.precision, components.recall,
           components.precision);
    ck_assert_double_ge(levelset.recall, 0.85);
    ck_assert_double_ge(levelset.precision, 0.85);
    ck_assert_double_lt(f_score(&components), f_score(&levelset));
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("recovery");
    TCase *cases = tcase_create("recovery");
    tcase_set_timeout(cases, 600);
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, default_seed);
    tcase_add_test(cases, seeds_held_out);
    suite_add_tcase(suite, cases);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
