/* The study's key `evidence`: local statistics on units and areas, in the country of country.h. */
#include "tests/cli/country.h"

#include "geo/read.h"

static const char *const statistics[] = {"moran", "geary", "gi", "gi_star"};

/* Run the study with these lines at its end. */
static program_result run_with(const char *evidence, const char *output, const char *a, const char *b)
{
    char *end = bp_text_format("output: {crs: EPSG:28992}\n%s", evidence);
    write_study("output: {crs: EPSG:28992}\n", end);
    free(end);
    return run_country(output, a, b, NULL);
}

static void run_well_with(const char *evidence, const char *output, const char *a, const char *b)
{
    program_result result = run_with(evidence, output, a, b);
    ck_assert_msg(result.status == 0, "%s", result.err);
    free_result(&result);
}

static const bp_column *column_of(const bp_table *table, const char *name)
{
    int64_t c = bp_table_find(table, name);
    ck_assert_msg(c >= 0, "there is no column %s", name);
    return &table->columns[c];
}

/* Both columns hold the same, cell by cell, numbers to the last bit. */
static void ck_same_column(const bp_table *a, const char *name_a, const bp_table *b, const char *name_b)
{
    const bp_column *one = column_of(a, name_a), *other = column_of(b, name_b);
    int64_t n_valid = 0;
    ck_assert_int_eq(a->n_rows, b->n_rows);
    for (int64_t i = 0; i < a->n_rows; i++) {
        ck_assert_msg(bp_column_is_valid(one, i) == bp_column_is_valid(other, i), "%s, row %d", name_a,
                      (int)i);
        if (!bp_column_is_valid(one, i))
            continue;
        n_valid++;
        if (one->type == BP_COLUMN_TEXT)
            ck_assert_str_eq(bp_column_text_at(one, i), bp_column_text_at(other, i));
        else
            ck_assert_double_eq(one->real[i], other->real[i]);
    }
    ck_assert_int_gt(n_valid, 0);
}

/* brandpunt lisa on the units that the run wrote, with W weights. */
static void call_lisa(const char *statistic, const char *column, const char *out)
{
    char *layer = bp_text_copy(at("out/units.gpkg")), *table = bp_text_copy(at(out));
    const char *const arguments[] = {
        "lisa",        layer,     column,   table, "--id",           "unit_id", "--style",          "W",
        "--statistic", statistic, "--seed", "7",   "--permutations", "999",     "--correction=fdr", NULL};
    program_result result = call_program(arguments, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    free_result(&result);
    free(layer);
    free(table);
}

static void ck_as_lisa(const bp_table *units, const char *statistic, const char *column, const char *of)
{
    static const char *const results[][2] = {
        {"statistic", ""}, {"p", "_p"}, {"q", "_q"}, {"cluster", "_cluster"}};
    bp_layer lisa = BP_LAYER_INIT;
    char *file = bp_text_format("%s_%s.gpkg", statistic, of);
    call_lisa(statistic, column, file);
    ck_bp_ok(context, bp_layer_read(context, at(file), NULL, &lisa));
    for (size_t r = 0; r < sizeof results / sizeof *results; r++) {
        char *name = bp_text_format("%s_%s%s", statistic, of, results[r][1]);
        ck_same_column(&lisa.table, results[r][0], units, name);
        free(name);
    }
    bp_layer_clear(&lisa);
    free(file);
}

static const char all_of_them[] = "evidence:\n"
                                  "  - {statistic: moran, permutations: 999}\n"
                                  "  - {statistic: geary, permutations: 999}\n"
                                  "  - {statistic: gi, permutations: 999}\n"
                                  "  - {statistic: gi_star, of: score, permutations: 999}\n"
                                  "  - {statistic: gi_star, of: domain_work, permutations: 999}\n"
                                  "  - {statistic: geary, of: good_health, permutations: 999}\n";

START_TEST(as_the_command_has_it)
{
    bp_layer units = BP_LAYER_INIT;
    write_country(NULL);
    run_well_with(all_of_them, "out", "--seed", "7");
    ck_bp_ok(context, bp_layer_read(context, at("out/units.gpkg"), NULL, &units));
    for (size_t s = 0; s < sizeof statistics / sizeof *statistics; s++)
        ck_as_lisa(&units.table, statistics[s], "score", "score");
    ck_as_lisa(&units.table, "gi_star", "domain_work", "domain_work");
    ck_as_lisa(&units.table, "geary", "value_good_health", "good_health");
    bp_layer_clear(&units);
}
END_TEST

/* The areas do not hang on it: all that is not evidence is what it is without. */
START_TEST(evidence_draws_nothing)
{
    bp_table with = BP_TABLE_INIT, without = BP_TABLE_INIT;
    write_country(NULL);
    run_well_with("", "plain", NULL, NULL);
    run_well_with(all_of_them, "out", NULL, NULL);
    ck_bp_ok(context, bp_table_read(context, at("plain/areas.csv"), NULL, &without));
    ck_bp_ok(context, bp_table_read(context, at("out/areas.csv"), NULL, &with));
    ck_assert_int_eq(with.n_columns, without.n_columns + 6);
    ck_same_column(&without, "unit_ids", &with, "unit_ids");
    ck_same_column(&without, "rank", &with, "rank");
    bp_table_clear(&with);
    bp_table_clear(&without);
    json_t *root = read_json(at("plain/run.json"));
    ck_assert_uint_eq(json_array_size(json_at(root, "evidence")), 0);
    json_decref(root);
}
END_TEST

/* A directed p is at most 0.5, so that at 0.5 all that have one are significant, whatever was drawn. The mean
   of k is 13; High-High are units above it whose neighbours' mean is above it, too. */
static bool is_high_high(int u)
{
    int sum = 0, n = 0;
    for (int v = 0; v < UNITS; v++) {
        bool touches = v != u && abs(v % COLUMNS - u % COLUMNS) <= 1 && abs(v / COLUMNS - u / COLUMNS) <= 1;
        if (touches && badness[v]) {
            sum += badness[v];
            n++;
        }
    }
    return badness[u] > 13 && sum > 13 * n;
}

static void ck_share(const bp_table *areas, int64_t row, const char *id, double expected)
{
    const bp_column *share = column_of(areas, "moran_score_share");
    ck_assert_str_eq(bp_column_text_at(column_of(areas, "area_id"), row), id);
    ck_assert(bp_column_is_valid(share, row));
    ck_assert_double_eq_tol(share->real[row], expected, 5e-7);
}

START_TEST(shares_by_hand)
{
    bp_layer units = BP_LAYER_INIT, areas = BP_LAYER_INIT;
    int n_high = 0;
    write_country(NULL);
    run_well_with("evidence: [{statistic: moran, permutations: 99, correction: none, alpha: 0.5, "
                  "alternative: directed}]\n",
                  "out", NULL, NULL);
    ck_bp_ok(context, bp_layer_read(context, at("out/units.gpkg"), NULL, &units));
    for (int u = 0; u < UNITS; u++) {
        const char *word = bp_column_text_at(column_of(&units.table, "moran_score_cluster"), u);
        ck_assert_msg((strcmp(word, "High-High") == 0) == is_high_high(u), "unit %d is %s", u + 1, word);
        ck_assert_msg((strcmp(word, "Missing") == 0) == (badness[u] == 0), "unit %d is %s", u + 1, word);
        n_high += is_high_high(u);
    }
    ck_bp_ok(context, bp_layer_read(context, at("out/focus_areas.gpkg"), NULL, &areas));
    /* D1 is U07 (17, 1, 4 and 24 around it: 11.5), U13 (16, 4, 25, 9: 13.5) and U19 (24, 9, 13: 15.3); D2 is
       U22 (23, 19, 7, 10, 11, 14, 15: 14.1) and U30 (11, 12). */
    ck_share(&areas.table, 0, "D1", 1900.0 / 2400.0);
    ck_share(&areas.table, 1, "D2", 1500.0 / 2300.0);
    /* P001 is U13, U15 (4, 5, 22, 19, 9, 10, 21: 12.9) and U19; P002 is U10 (2, 3, 5, 20, 23, 19, 7: 11.3),
       U16 (5, 22, 20, 23, 7, 10, 21, 11: 14.9) and U22. */
    ck_share(&areas.table, 2, "P001", 1900.0 / 2600.0);
    ck_share(&areas.table, 3, "P002", 1900.0 / 3900.0);
    bp_layer_clear(&units);
    bp_layer_clear(&areas);
    json_t *root = read_json(at("out/run.json"));
    ck_json_number(root, "evidence.0.clusters.High-High", n_high);
    ck_json_number(root, "evidence.0.clusters.Missing", UNITS - RANKED);
    ck_json_number(root, "evidence.0.clusters.Not significant", 0);
    ck_json_number(root, "evidence.0.drawn", 99);
    ck_json_number(root, "evidence.0.tests", RANKED);
    ck_json_number(root, "evidence.0.significant", RANKED);
    ck_json_number(root, "evidence.0.cutoff", 0.5);
    ck_json_text(root, "evidence.0.method", "shared");
    ck_json_text(root, "evidence.0.column", "moran_score");
    json_decref(root);
}
END_TEST

START_TEST(defaults_are_told)
{
    write_country(NULL);
    run_well_with("evidence: [{statistic: gi_star}]\n", "out", NULL, NULL);
    json_t *root = read_json(at("out/run.json"));
    for (int k = 0; k < 2; k++) {
        json_t *entry = json_at(root, k ? "evidence.0" : "study.evidence.0");
        ck_json_text(entry, "statistic", "gi_star");
        ck_json_text(entry, "of", "score");
        ck_json_number(entry, "permutations", 99999);
        ck_json_text(entry, "correction", "fdr");
        ck_json_number(entry, "alpha", 0.05);
        ck_json_text(entry, "alternative", "two-sided");
    }
    json_decref(root);
}
END_TEST

START_TEST(threads_and_order)
{
    write_country(NULL);
    run_well_with(all_of_them, "one", "--threads", "1");
    run_well_with(all_of_them, "two", "--threads", "2");
    ck_same_run(at("one"), at("two"), false);
    write_units(at("units.geojson"), &(country_setting){.shuffled = true});
    run_well_with(all_of_them, "shuffled", NULL, NULL);
    ck_same_run(at("one"), at("shuffled"), true);
}
END_TEST

START_TEST(too_few_permutations)
{
    write_country(NULL);
    program_result result = run_with("evidence: [{statistic: gi, permutations: 19}]\n", "out", NULL, NULL);
    ck_assert_int_eq(result.status, 0);
    ck_assert_msg(strstr(result.err, "evidence[0]: 19 permutations give no p below 0.1, too coarse for fdr "
                                     "over 25 units; permutations: 1000 is not\n") != NULL,
                  "%s", result.err);
    ck_assert_ptr_nonnull(
        strstr(result.out, "\nevidence     gi of score: 0 of 25 units significant (fdr, 0.05)\n"));
    free_result(&result);
}
END_TEST

#define ANY_OF                                                                                               \
    "expected one of score, domain_poverty, domain_work, domain_housing, domain_health, low_income, "        \
    "employment, dwelling_value, good_health"

static const struct {
    const char *evidence, *message;
} bad[] = {
    {"evidence: [{of: score}]\n", "evidence[0]: the key 'statistic' is missing"},
    {"evidence: [{statistic: getis}]\n",
     "evidence[0].statistic: found 'getis', expected one of moran, geary, gi, gi_star"},
    {"evidence: [{statistic: gi, of: scor}]\n", "evidence[0].of: found 'scor', " ANY_OF "; nearest: 'score'"},
    {"evidence: [{statistic: gi, of: domain_wrok}]\n",
     "evidence[0].of: found 'domain_wrok', " ANY_OF "; nearest: 'domain_work'"},
    {"evidence: [{statistic: gi, permutations: 0}]\n",
     "evidence[0].permutations: found 0, expected 1 to 10000000: the p-values come from these draws"},
    {"evidence: [{statistic: gi, permutations: 10000001}]\n",
     "evidence[0].permutations: found 10000001, expected 1 to 10000000: the p-values come from these draws"},
    {"evidence: [{statistic: gi, correction: bh}]\n",
     "evidence[0].correction: found 'bh', expected one of none, bonferroni, holm, fdr, by; nearest: 'by'"},
    {"evidence: [{statistic: gi, alpha: 1}]\n",
     "evidence[0].alpha: found 1, expected a number between 0 and 1"},
    {"evidence: [{statistic: gi, alpha: 0}]\n",
     "evidence[0].alpha: found 0, expected a number between 0 and 1"},
    {"evidence: [{statistic: gi, alternative: both}]\n",
     "evidence[0].alternative: found 'both', expected one of two-sided, greater, less, directed"},
    {"evidence: [{statistic: gi}, {statistic: moran}, {statistic: gi, of: score, alpha: 0.1}]\n",
     "evidence[2]: gi of score is asked for on line 17 already"},
};

START_TEST(bad_input)
{
    write_country(NULL);
    program_result result = run_with(bad[_i].evidence, "out", NULL, NULL);
    char *expected = bp_text_format("brandpunt: study.yaml:17: %s\n", bad[_i].message);
    ck_ended(&result, 1, expected);
    ck_nothing_left();
    free(expected);
    free_result(&result);
}
END_TEST

/* gi of star_income and gi_star of income would share a column. */
START_TEST(columns_that_clash)
{
    write_country(NULL);
    change_file("study.yaml", "name: low_income", "name: income");
    change_file("study.yaml", "name: employment", "name: Star_income");
    change_file("study.yaml", "output: {crs: EPSG:28992}\n",
                "evidence:\n  - {statistic: gi_star, of: income}\n  - {statistic: gi, of: Star_income}\n");
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_ended(&result, 1,
             "brandpunt: study.yaml:18: evidence[1]: its column 'gi_Star_income' is also one of the "
             "evidence on line 17; give one of the indicators another name\n");
    free_result(&result);
}
END_TEST

/* What can only be seen in the data is blamed on the study's line all the same. */
START_TEST(nothing_to_tell_apart)
{
    write_country(&(country_setting){.income = "15"});
    change_file("units.geojson", "\"arm\":15", "\"arm\":16");
    program_result result =
        run_with("evidence:\n  - {statistic: gi}\n  - {statistic: gi, of: low_income}\n", "out", NULL, NULL);
    ck_ended(&result, 1,
             "brandpunt: study.yaml:19: evidence[1].of: low_income has 2 distinct values; a local statistic "
             "needs at least 3\n");
    free_result(&result);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("cli.evidence");
    TCase *one = tcase_create("one");
    tcase_add_checked_fixture(one, set_up, tear_down);
    tcase_set_timeout(one, 120);
    tcase_add_test(one, as_the_command_has_it);
    tcase_add_test(one, evidence_draws_nothing);
    tcase_add_test(one, shares_by_hand);
    tcase_add_test(one, defaults_are_told);
    tcase_add_test(one, threads_and_order);
    tcase_add_test(one, too_few_permutations);
    tcase_add_loop_test(one, bad_input, 0, (int)(sizeof bad / sizeof *bad));
    tcase_add_test(one, columns_that_clash);
    tcase_add_test(one, nothing_to_tell_apart);
    suite_add_tcase(suite, one);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
