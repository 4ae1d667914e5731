/* The study's keys `stability`, `significance` and `audit`, in the country of country.h. */
#include "tests/cli/country.h"

#include "geo/read.h"

/* Run the study with these lines at its end. */
static program_result run_with(const char *keys, const char *output, const char *a, const char *b)
{
    char *end = bp_text_format("output: {crs: EPSG:28992}\n%s", keys);
    write_study("output: {crs: EPSG:28992}\n", end);
    free(end);
    return run_country(output, a, b, NULL);
}

static void run_well_with(const char *keys, const char *output, const char *a, const char *b)
{
    program_result result = run_with(keys, output, a, b);
    ck_assert_msg(result.status == 0, "%s", result.err);
    free_result(&result);
}

static const bp_column *column_of(const bp_table *table, const char *name)
{
    int64_t c = bp_table_find(table, name);
    ck_assert_msg(c >= 0, "there is no column %s", name);
    return &table->columns[c];
}

static const char all_of_them[] = "stability: {variants: 60}\n"
                                  "significance: {replicates: 19}\n"
                                  "audit: {modelled: [{indicator: good_health, from: [low_income], "
                                  "why: health is estimated from income}]}\n";

/* Nothing is varied: every variant is the study itself. */
static const char nothing_varied[] = "stability: {variants: 5, weights: fixed, normalise: [percentile], "
                                     "base: [0.8, 0.8], reach: [0.65, 0.65], "
                                     "floor: [2500, 2500], ceiling: [30000, 30000], contiguity: [queen], "
                                     "leave_out: false, missing: [present], "
                                     "min_domains: [3, 3]}\n";

START_TEST(the_study_itself_is_stable)
{
    bp_layer units = BP_LAYER_INIT, layer = BP_LAYER_INIT, areas = BP_LAYER_INIT;
    write_country(NULL);
    run_well_with(nothing_varied, "out", NULL, NULL);
    ck_bp_ok(context, bp_layer_read(context, at("out/units.gpkg"), NULL, &units));
    ck_bp_ok(context, bp_layer_read(context, at("out/stability.gpkg"), NULL, &layer));
    ck_bp_ok(context, bp_layer_read(context, at("out/focus_areas.gpkg"), NULL, &areas));
    int n_members = 0;
    for (int64_t i = 0; i < units.table.n_rows; i++) {
        bool is_member = strcmp(bp_column_text_at(column_of(&units.table, "role"), i), "member") == 0;
        n_members += is_member;
        ck_assert_double_eq(column_of(&units.table, "stability")->real[i], is_member ? 1.0 : 0.0);
        ck_assert_double_eq(column_of(&layer.table, "stability")->real[i], is_member ? 1.0 : 0.0);
        ck_assert(bp_column_is_valid(column_of(&layer.table, "area_id"), i) ==
                  (strcmp(bp_column_text_at(column_of(&units.table, "role"), i), "none") != 0));
    }
    ck_assert_int_gt(n_members, 0);
    for (int64_t r = 0; r < areas.table.n_rows; r++) {
        bool is_proposed = strcmp(bp_column_text_at(column_of(&areas.table, "kind"), r), "proposed") == 0;
        ck_assert(bp_column_is_valid(column_of(&areas.table, "survival"), r) == is_proposed);
        ck_assert(bp_column_is_valid(column_of(&areas.table, "variant_overlap"), r) == is_proposed);
        if (is_proposed)
            ck_assert_double_eq(column_of(&areas.table, "survival")->real[r], 1.0);
    }
    json_t *root = read_json(at("out/run.json"));
    ck_json_number(root, "stability.variants", 5);
    ck_json_number(root, "stability.empty_variants", 0);
    ck_json_number(root, "stability.units_in_every_variant", n_members);
    ck_json_number(root, "stability.units_in_any_variant", n_members);
    ck_json_number(root, "stability.jaccard.mean", 1.0);
    ck_assert(json_is_null(json_at(root, "stability.jaccard.variance_shares")));
    ck_json_text(root, "study.stability.weights", "fixed");
    json_decref(root);
    bp_layer_clear(&units);
    bp_layer_clear(&layer);
    bp_layer_clear(&areas);
}
END_TEST

/* Where nothing is varied a method draws its own answer again, also one that draws by chance. */
START_TEST(every_method_is_stable)
{
    static const char *const methods[] = {"optimal", "hotspots", "skater", "scan", "maxp"};
    char *keys = bp_text_format("%ssignificance: {replicates: 9}\nareas: {method: %s, base: 0.80",
                                nothing_varied, methods[_i]);
    write_country(NULL);
    write_study("areas: {base: 0.80", keys);
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    free_result(&result);
    json_t *root = read_json(at("out/run.json"));
    ck_json_text(root, "settings.areas.method", methods[_i]);
    ck_json_number(root, "stability.jaccard.mean", 1.0);
    ck_json_number(root, "stability.units_in_any_variant",
                   (double)json_integer_value(json_at(root, "proposed.units")));
    json_t *tested = json_at(root, "significance.areas");
    ck_assert_int_eq((int)json_array_size(tested), (int)json_integer_value(json_at(root, "proposed.areas")));
    for (size_t a = 0; a < json_array_size(tested); a++) {
        double p = json_real_value(json_object_get(json_array_get(tested, a), "p"));
        ck_assert(p >= 0.1 && p <= 1.0);
    }
    json_decref(root);
    free(keys);
}
END_TEST

START_TEST(shares_of_the_variance_add_up_to_one)
{
    static const char *const measures[] = {"stability.jaccard.variance_shares",
                                           "stability.population.variance_shares"};
    write_country(NULL);
    run_well_with(all_of_them, "out", NULL, NULL);
    json_t *root = read_json(at("out/run.json"));
    for (int m = 0; m < 2; m++) {
        const char *key = NULL;
        json_t *share = NULL, *shares = json_at(root, measures[m]);
        double sum = 0.0;
        ck_assert_uint_gt(json_object_size(shares), 5);
        json_object_foreach(shares, key, share) sum += json_number_value(share);
        ck_assert_double_eq_tol(sum, 1.0, 1e-5);
    }
    /* The study has base 0.8: a quarter of the 0.2 past it either way. */
    ck_json_number(root, "study.stability.base.0", 0.75);
    ck_json_number(root, "study.stability.base.1", 0.85);
    ck_json_number(root, "study.stability.floor.0", 2000);
    ck_json_number(root, "study.stability.min_domains.1", 4);
    ck_json_number(root, "study.stability.concentration", 10);
    ck_json_number(root, "significance.replicates", 19);
    ck_json_text(root, "study.significance.within", "nation");
    json_decref(root);
}
END_TEST

/* p of every area is (1 + replicates at least as heavy) / 20, and stands in the table of areas as well. */
START_TEST(significance_is_told_with_its_replicates)
{
    bp_table areas = BP_TABLE_INIT;
    write_country(NULL);
    run_well_with(all_of_them, "out", NULL, NULL);
    ck_bp_ok(context, bp_table_read(context, at("out/areas.csv"), NULL, &areas));
    json_t *root = read_json(at("out/run.json")), *list = json_at(root, "significance.areas");
    size_t n = json_array_size(list);
    ck_assert_uint_gt(n, 0);
    for (size_t a = 0; a < n; a++) {
        json_t *area = json_array_get(list, a);
        double at_least = json_number_value(json_at(area, "replicates_at_least"));
        ck_json_number(area, "p", (1.0 + at_least) / 20.0);
        int64_t row = areas.n_rows - (int64_t)n + (int64_t)a;
        char *p = bp_text_copy(bp_column_text_at(column_of(&areas, "significance_p"), row));
        ck_assert_double_eq_tol(strtod(p, NULL), (1.0 + at_least) / 20.0, 1e-12);
        free(p);
    }
    ck_assert_ptr_nonnull(strstr(json_string_value(json_at(root, "significance.meaning")),
                                 "A large p does not say that its problems are not real"));
    json_decref(root);
    bp_table_clear(&areas);
}
END_TEST

START_TEST(audit_warns_of_what_counts_twice)
{
    bp_table audit = BP_TABLE_INIT, correlations = BP_TABLE_INIT;
    write_country(NULL);
    program_result result = run_with(all_of_them, "out", NULL, NULL);
    ck_assert_int_eq(result.status, 0);
    ck_assert_msg(strstr(result.err,
                         "indicator 'good_health' is modelled from 'low_income' (rank correlation ") != NULL,
                  "%s", result.err);
    ck_assert_ptr_nonnull(
        strstr(result.err, "), which then counts twice: health is estimated from income\n"));
    ck_assert_ptr_nonnull(strstr(result.out, "(see audit.csv)"));
    free_result(&result);
    ck_bp_ok(context, bp_table_read(context, at("out/audit.csv"), NULL, &audit));
    ck_bp_ok(context, bp_table_read(context, at("out/correlations.csv"), NULL, &correlations));
    ck_assert_int_eq(audit.n_rows, 4 + 4);
    ck_assert_int_eq(correlations.n_rows, 2 * 9);
    ck_assert_int_eq(correlations.n_columns, 2 + 9);
    ck_assert_str_eq(bp_column_text_at(column_of(&correlations, "value_low_income"), 0), "1");
    json_t *root = read_json(at("out/run.json"));
    json_t *findings = json_at(root, "audit.findings");
    bool found = false;
    for (size_t f = 0; f < json_array_size(findings); f++) {
        json_t *finding = json_array_get(findings, f);
        if (strcmp(json_string_value(json_at(finding, "kind")), "modelled") != 0)
            continue;
        found = true;
        ck_json_text(finding, "indicator", "good_health");
        ck_json_text(finding, "other", "low_income");
    }
    ck_assert(found);
    ck_json_text(root, "study.audit.modelled.0.why", "health is estimated from income");
    json_decref(root);
    bp_table_clear(&audit);
    bp_table_clear(&correlations);
}
END_TEST

START_TEST(nothing_is_added_unless_asked)
{
    write_country(NULL);
    run_well_with("", "out", NULL, NULL);
    json_t *root = read_json(at("out/run.json"));
    ck_assert(json_is_null(json_at(root, "stability")));
    ck_assert(json_is_null(json_at(root, "significance")));
    ck_assert(json_is_null(json_at(root, "audit")));
    ck_assert_ptr_null(json_object_get(json_at(root, "study"), "stability"));
    json_decref(root);
    int n = 0;
    char **names = list_folder(at("out"), &n);
    for (int i = 0; i < n; i++)
        ck_assert(strcmp(names[i], "stability.gpkg") != 0 && strcmp(names[i], "audit.csv") != 0);
    free_names(names, n);
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

#define ANY_INDICATOR "expected one of low_income, employment, dwelling_value, good_health"

static const struct {
    const char *keys, *message;
} bad[] = {
    {"stability: {variants: 0}\n", "stability.variants: found 0, expected 1 to 1000000"},
    {"stability: {variants: 1000001}\n", "stability.variants: found 1000001, expected 1 to 1000000"},
    {"stability: {weights: equal}\n", "stability.weights: found 'equal', expected one of dirichlet, fixed"},
    {"stability: {concentration: 0}\n", "stability.concentration: found 0, expected 0.01 or more: 1 draws "
                                        "any weights, 10 keeps near the study's"},
    {"stability: {concentration: -3}\n",
     "stability.concentration: found -3, expected 0.01 or more: 1 draws any weights, 10 keeps near the "
     "study's"},
    {"stability: {weights: fixed, concentration: 5}\n",
     "stability.concentration: stability.weights says fixed (line 17); leave one of the two out"},
    {"stability: {base: [0.9, 0.7]}\n",
     "stability.base: found [0.9, 0.7], an empty range; expected the lowest and the highest value"},
    {"stability: {base: [0.9, 1.7]}\n", "stability.base: found [0.9, 1.7], expected 0 to 1"},
    {"stability: {reach: [0.95, 1]}\n",
     "stability.reach: the reach, 0.95 or more, is above the base, 0.85 at the most"},
    {"stability: {floor: [-5, 100]}\n", "stability.floor: found [-5, 100], expected residents from 0 up"},
    {"stability: {floor: [5000, 6000], ceiling: [3000, 4000]}\n",
     "stability.floor: the floor, 5000 or more, is above the ceiling, 4000 at the most"},
    {"stability: {min_domains: [1, 9]}\n", "stability.min_domains: found [1, 9], expected 1 to 4"},
    {"stability: {normalise: [percentile, rank]}\n",
     "stability.normalise[1]: found 'rank', expected one of percentile, zscore, minmax, winsorised, "
     "exponential"},
    {"stability: {contiguity: [rook, rook]}\n",
     "stability.contiguity[1]: stands in the list already; leave it out"},
    {"stability: {missing: []}\n", "stability.missing: the list is empty, expected at least one entry"},
    {"significance: {replicates: 0}\n",
     "significance.replicates: found 0, expected 1 to 1000000: p comes from these draws"},
    {"significance: {within: country}\n",
     "significance.within: found 'country', expected one of nation, municipality"},
    {"audit: {modelled: [{indicator: helth, from: [low_income]}]}\n",
     "audit.modelled[0].indicator: found 'helth', " ANY_INDICATOR},
    {"audit: {modelled: [{indicator: good_health, from: [low_incom]}]}\n",
     "audit.modelled[0].from[0]: found 'low_incom', " ANY_INDICATOR "; nearest: 'low_income'"},
    {"audit: {modelled: [{indicator: good_health, from: [good_health]}]}\n",
     "audit.modelled[0].from[0]: 'good_health' cannot be modelled from itself"},
};

START_TEST(bad_input)
{
    write_country(NULL);
    program_result result = run_with(bad[_i].keys, "out", NULL, NULL);
    char *expected = bp_text_format("brandpunt: study.yaml:17: %s\n", bad[_i].message);
    ck_ended(&result, 1, expected);
    ck_nothing_left();
    free(expected);
    free_result(&result);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("cli.stability");
    TCase *one = tcase_create("one");
    tcase_add_checked_fixture(one, set_up, tear_down);
    tcase_set_timeout(one, 120);
    tcase_add_test(one, the_study_itself_is_stable);
    tcase_add_loop_test(one, every_method_is_stable, 0, 5);
    tcase_add_test(one, shares_of_the_variance_add_up_to_one);
    tcase_add_test(one, significance_is_told_with_its_replicates);
    tcase_add_test(one, audit_warns_of_what_counts_twice);
    tcase_add_test(one, nothing_is_added_unless_asked);
    tcase_add_test(one, threads_and_order);
    tcase_add_loop_test(one, bad_input, 0, (int)(sizeof bad / sizeof *bad));
    suite_add_tcase(suite, one);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
