/* The study docs/examples/nederland_2022_stabiliteit.yaml on the real data, which are not part of the
   project: the figures that docs/examples/README.md gives. */
#include "tests/cli/program.h"

#include "geo/read.h"

enum { SKIPPED = 77, UNITS = 3340 };

static const char *source_folder(void)
{
    const char *source = getenv("BRANDPUNT_SOURCE");
    return source ? source : ".";
}

/* Folder with the data of the study, to free(). */
static char *data_folder(void)
{
    const char *data = getenv("BRANDPUNT_DATA");
    return data ? bp_text_format("%s/nl", data) : bp_text_format("%s/../shared/data/nl", source_folder());
}

static void run_study(void)
{
    char *study = bp_text_format("%s/docs/examples/nederland_2022_stabiliteit.yaml", source_folder()),
         *data = data_folder(), *folder = bp_text_format("%s/out", scratch);
    const char *arguments[] = {"run", study, "--data", data, "--output", folder, NULL};
    program_result result = call_program(arguments, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    ck_assert_ptr_nonnull(strstr(result.err, "indicator 'good_health' is modelled from 'low_income' (rank "
                                             "correlation 0.46), which then counts twice"));
    free_result(&result);
    free(study);
    free(data);
    free(folder);
}

/* A figure of run.json is `expected` to as many decimals as are documented. */
static void ck_about(json_t *root, const char *path, double expected, double tolerance)
{
    double found = json_number_value(json_at(root, path));
    ck_assert_msg(fabs(found - expected) <= tolerance, "%s is %.9g, documented as %.9g", path, found,
                  expected);
}

static void ck_result(json_t *root)
{
    static const struct {
        const char *choice;
        double jaccard, population;
    } shares[] = {{"leave_out", 0.318, 0.012},  {"base", 0.186, 0.870},    {"normalise", 0.133, 0.014},
                  {"weights", 0.071, 0.016},    {"ceiling", 0.062, 0.041}, {"min_domains", 0.010, 0.0},
                  {"contiguity", 0.010, 0.004}, {"rest", 0.202, 0.042}};
    ck_json_number(root, "stability.variants", 1000);
    ck_json_number(root, "stability.empty_variants", 0);
    ck_json_number(root, "stability.units_in_every_variant", 134);
    ck_json_number(root, "stability.units_in_any_variant", 1103);
    ck_about(root, "stability.jaccard.mean", 0.79, 0.005);
    ck_about(root, "stability.jaccard.p05", 0.70, 0.005);
    ck_about(root, "stability.jaccard.p95", 0.88, 0.005);
    ck_about(root, "stability.population.mean", 3.72e6, 5e3);
    for (size_t c = 0; c < sizeof shares / sizeof *shares; c++) {
        char path[96];
        snprintf(path, sizeof path, "stability.jaccard.variance_shares.%s", shares[c].choice);
        ck_about(root, path, shares[c].jaccard, 5.01e-4);
        snprintf(path, sizeof path, "stability.population.variance_shares.%s", shares[c].choice);
        ck_about(root, path, shares[c].population, 5.01e-4);
    }
}

static void ck_chance_and_index(json_t *root)
{
    json_t *areas = json_at(root, "significance.areas");
    ck_assert_uint_eq(json_array_size(areas), 222);
    for (size_t a = 0; a < json_array_size(areas); a++)
        ck_assert_double_ge(json_number_value(json_at(json_array_get(areas, a), "p")), 0.17 - 1e-9);
    ck_json_number(root, "significance.areas.0.p", 0.17);
    ck_json_number(root, "significance.all_areas.p", 0.001);
    ck_about(root, "significance.median_maximum", 8603, 0.5);
    ck_about(root, "audit.domains.housing.effective_share", 0.227, 5.01e-4);
    ck_about(root, "audit.domains.safety.effective_share", 0.075, 5.01e-4);
    ck_assert_uint_eq(json_array_size(json_at(root, "audit.findings")), 1);
}

/* Share of the variants with each of the places that ask for it. */
static void ck_places(void)
{
    static const struct {
        const char *id;
        double stability;
    } expected[] = {{"WK030101", 1.0},   {"WK059003", 0.999}, {"WK098821", 1.0},
                    {"WK098814", 1.0},   {"WK051206", 1.0},   {"WK191602", 1.0},
                    {"WK092801", 0.970}, {"WK092800", 0.392}, {"WK092802", 0.01}};
    bp_layer layer = BP_LAYER_INIT;
    ck_bp_ok(context, bp_layer_read(context, at("out/stability.gpkg"), NULL, &layer));
    ck_assert_int_eq(layer.table.n_rows, UNITS);
    const bp_column *id = &layer.table.columns[bp_table_find(&layer.table, "unit_id")],
                    *stability = &layer.table.columns[bp_table_find(&layer.table, "stability")];
    for (size_t e = 0; e < sizeof expected / sizeof *expected; e++) {
        int64_t i = 0;
        while (i < UNITS && strcmp(bp_column_text_at(id, i), expected[e].id) != 0)
            i++;
        ck_assert_int_lt(i, UNITS);
        ck_assert_msg(fabs(stability->real[i] - expected[e].stability) < 5e-4, "%s: %g", expected[e].id,
                      stability->real[i]);
    }
    bp_layer_clear(&layer);
}

START_TEST(as_documented)
{
    run_study();
    json_t *root = read_json(at("out/run.json"));
    ck_result(root);
    ck_chance_and_index(root);
    json_decref(root);
    ck_places();
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("cli.stability_national");
    TCase *tests = tcase_create("wijken");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 300);
    tcase_add_test(tests, as_documented);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    char *data = data_folder(), *units = bp_text_format("%s/wijken_2022.gpkg", data);
    bool is_there = access(units, R_OK) == 0;
    free(data);
    free(units);
    return is_there ? run_suite(make_suite()) : SKIPPED;
}
