/* The study of the Netherlands on six domains in docs/examples, on the real data, which are not part of the
   project. The figures were worked out from the files themselves with ogr2ogr and Python's csv. */
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
    char *study = bp_text_format("%s/docs/examples/nederland_2022_zes_domeinen.yaml", source_folder()),
         *data = data_folder(), *folder = bp_text_format("%s/out", scratch);
    const char *arguments[] = {"run", study, "--data", data, "--output", folder, NULL};
    program_result result = call_program(arguments, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    ck_assert_ptr_nonnull(
        strstr(result.out, "\nfallback     good health: 236 of 3,257 values are of a level above\n"));
    free_result(&result);
    free(study);
    free(data);
    free(folder);
}

static const bp_column *column_of(const bp_layer *layer, const char *name)
{
    int column = bp_table_find(&layer->table, name);
    ck_assert_msg(column >= 0, "there is no column %s", name);
    return &layer->table.columns[column];
}

static void ck_counts(void)
{
    json_t *root = read_json(at("out/run.json"));
    ck_json_number(root, "counts.units", UNITS);
    ck_json_number(root, "counts.missing.good_health.no_row", 3340 - 3044);
    json_decref(root);
}

/* Own values, those of municipalities, and none, as many as the files have. */
static void ck_levels(void)
{
    static const char *const safety[] = {"assault", "threats", "vandalism"};
    char path[64];
    json_t *root = read_json(at("out/run.json"));
    ck_json_number(root, "counts.fallback.good_health.own", 3021);
    ck_json_number(root, "counts.fallback.good_health.levels.municipality", 236);
    ck_json_number(root, "counts.fallback.good_health.missing", 83);
    for (int s = 0; s < 3; s++) {
        snprintf(path, sizeof path, "counts.fallback.%s.levels.municipality", safety[s]);
        ck_json_number(root, path, 3315);
        snprintf(path, sizeof path, "counts.fallback.%s.own", safety[s]);
        ck_json_number(root, path, 0);
        /* Four municipalities, of 25 wijken, have no figures of the police; their residents are missing too.
         */
        snprintf(path, sizeof path, "counts.missing.%s.units", safety[s]);
        ck_json_number(root, path, 25);
    }
    ck_json_number(root, "joins.1.matched", 345);
    ck_json_number(root, "joins.2.matched", 341);
    ck_json_text(root, "joins.2.level", "municipality");
    json_decref(root);
}

/* Per 1,000 residents of the municipality: Groningen 698, 385 and 1,208 of 234,950, and so on. */
static void ck_units(void)
{
    static const struct {
        const char *id, *health_of;
        double health, assault, threats, vandalism;
    } expected[] = {{"WK001400", NULL, 85.3, 1e3 * 698 / 234950, 1e3 * 385 / 234950, 1e3 * 1208 / 234950},
                    {"WK036392", NULL, 85.1, 1e3 * 3947 / 882633, 1e3 * 2425 / 882633, 1e3 * 4815 / 882633},
                    {"WK059901", NULL, 78.9, 4.589087, 3.100075, 5.853833},
                    {"WK003407", "municipality", 78.6, 2.474429, 1.335916, 3.690986},
                    {"WK196613", "municipality", 78.0, 0, 0, 0}};
    bp_layer units = BP_LAYER_INIT;
    ck_bp_ok(context, bp_layer_read(context, at("out/units.gpkg"), NULL, &units));
    for (size_t e = 0; e < sizeof expected / sizeof *expected; e++) {
        int64_t i = 0;
        while (i < UNITS && strcmp(bp_column_text_at(column_of(&units, "unit_id"), i), expected[e].id) != 0)
            i++;
        ck_assert_int_lt(i, UNITS);
        const char *level = bp_column_text_at(column_of(&units, "fallback_good_health"), i);
        ck_assert(!level == !expected[e].health_of);
        ck_assert_double_eq_tol(column_of(&units, "value_good_health")->real[i], expected[e].health, 1e-6);
        ck_assert_int_eq(column_of(&units, "n_fallback")->integer[i], level ? 4 : 3);
        if (expected[e].assault == 0)
            continue;
        ck_assert_double_eq_tol(column_of(&units, "value_assault")->real[i], expected[e].assault, 1e-6);
        ck_assert_double_eq_tol(column_of(&units, "value_threats")->real[i], expected[e].threats, 1e-6);
        ck_assert_double_eq_tol(column_of(&units, "value_vandalism")->real[i], expected[e].vandalism, 1e-6);
    }
    bp_layer_clear(&units);
}

/* Six domain scores, and the same figures as docs/examples/README.md gives. */
static void ck_documented(void)
{
    static const char *const domains[] = {"poverty", "work", "education", "health", "housing", "safety"};
    bp_layer units = BP_LAYER_INIT;
    char name[64];
    json_t *root = read_json(at("out/run.json"));
    ck_json_number(root, "counts.scored", 3213);
    ck_json_number(root, "proposed.areas", 222);
    ck_json_number(root, "proposed.units", 473);
    ck_json_number(root, "proposed.population", 3813415);
    ck_json_number(root, "backtest.recall", 0.548195);
    ck_json_number(root, "backtest.precision", 0.173134);
    json_decref(root);
    ck_bp_ok(context, bp_layer_read(context, at("out/units.gpkg"), NULL, &units));
    for (int d = 0; d < 6; d++) {
        snprintf(name, sizeof name, "domain_%s", domains[d]);
        ck_assert_int_lt(bp_column_count_missing(column_of(&units, name), UNITS), 400);
    }
    bp_layer_clear(&units);
}

START_TEST(six_domains)
{
    run_study();
    ck_counts();
    ck_levels();
    ck_units();
    ck_documented();
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("cli.six_domains");
    TCase *one = tcase_create("nederland 2022, six domains");
    tcase_set_timeout(one, 300);
    tcase_add_checked_fixture(one, set_up, tear_down);
    tcase_add_test(one, six_domains);
    suite_add_tcase(suite, one);
    return suite;
}

int main(void)
{
    char *data = data_folder(), *units = bp_text_format("%s/wijken_2022.gpkg", data);
    bool is_there = bp_path_exists(units);
    if (!is_there)
        fprintf(stderr, "there is no %s: skipped\n", units);
    free(units);
    free(data);
    return is_there ? run_suite(make_suite()) : SKIPPED;
}
