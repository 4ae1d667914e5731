#include "analysis/stability.h"
#include "tests/analysis/rule_maps.h"

enum { SIDE = 12, VARIANTS = 120, MEMBERS_MOST = SIDE * SIDE };

static bp_context *context;
static rule_map map;
static bp_rule_result base;
static const bp_graph *graphs[2];
static const bp_normalisation all_methods[] = {BP_NORMALISE_PERCENTILE, BP_NORMALISE_ZSCORE,
                                               BP_NORMALISE_MINMAX, BP_NORMALISE_WINSORISED,
                                               BP_NORMALISE_EXPONENTIAL};
static const bp_missing_policy all_policies[] = {BP_MISSING_PRESENT, BP_MISSING_COMPLETE};

static void setup(void)
{
    uint64_t state = 2024;
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
    rule_map_make(context, SIDE, 0.1, &state, &map);
    base = (bp_rule_result)BP_RULE_RESULT_INIT;
    ck_bp_ok(context, bp_rule_apply(context, &map.ground, &map.rule, &base));
    ck_assert_int_gt(base.areas.n_areas, 3);
    graphs[0] = &map.rook;
    graphs[1] = &map.queen;
}

static void teardown(void)
{
    bp_rule_result_clear(&base);
    rule_map_clear(&map);
    bp_context_free(context);
}

static bp_stability_input input_of(void)
{
    return (bp_stability_input){&map.ground, &map.rule, &base.areas, graphs};
}

static bp_variant_options all_varied(void)
{
    return (bp_variant_options){VARIANTS,
                                3,
                                4.0,
                                all_methods,
                                5,
                                {0.75, 0.85},
                                {0.6, 0.8},
                                {1000, 2000},
                                {6000, 9000},
                                2,
                                1,
                                all_policies,
                                2,
                                1,
                                3};
}

static bp_variant_options nothing_varied(void)
{
    bp_variant_options options = all_varied();
    const bp_delineate_options *areas = &map.rule.delineate;
    options.concentration = 0.0;
    options.n_normalisations = options.n_graphs = options.n_policies = 1;
    options.leave_out = 0;
    options.base = (bp_range){areas->base, areas->base};
    options.reach = (bp_range){areas->reach, areas->reach};
    options.floor = (bp_range){areas->floor, areas->floor};
    options.ceiling = (bp_range){areas->ceiling, areas->ceiling};
    options.least_domains = options.most_domains = map.rule.score.min_domains;
    return options;
}

START_TEST(what_is_worked_out_the_same_way_comes_out_the_same)
{
    bp_stability_input input = input_of();
    bp_variant_options options = nothing_varied();
    bp_stability found = BP_STABILITY_INIT;
    ck_bp_ok(context, bp_stability_compute(context, &input, &options, &found));
    ck_assert_int_eq(found.n_variants, VARIANTS);
    ck_assert_int_eq(found.n_empty, 0);
    for (int64_t i = 0; i < map.n; i++)
        ck_assert_int_eq(found.selected[i], base.areas.role[i] == BP_ROLE_MEMBER ? VARIANTS : 0);
    for (int32_t a = 0; a < base.areas.n_areas; a++) {
        ck_assert_int_eq(found.survived[a], VARIANTS);
        ck_assert_double_eq(found.overlap[a], 1.0);
    }
    ck_assert_double_eq(found.mean[BP_MEASURE_JACCARD], 1.0);
    ck_assert_double_eq(found.low[BP_MEASURE_POPULATION], found.high[BP_MEASURE_POPULATION]);
    ck_assert_int_eq(found.has_shares, 1);
    for (int m = 0; m < BP_N_MEASURES; m++)
        ck_assert_int_eq(found.defined[m], 0);
    for (int c = 0; c < BP_N_CHOICES; c++)
        ck_assert_int_eq(found.varied[c], 0);
    bp_stability_clear(&found);
}
END_TEST

/* The units that indicator k is counted of: those that have it and, where domains must be complete, all that
   is left of its domain. To free(). */
static uint8_t *units_with(const bp_variant *variant, int k)
{
    uint8_t *valid = (uint8_t *)calloc(bp_bitmap_bytes(map.n), 1);
    for (int64_t i = 0; i < map.n; i++) {
        bool whole = bp_bitmap_get(map.valid[k], i);
        for (int j = 0; variant->policy == BP_MISSING_COMPLETE && j < RULE_MAP_INDICATORS; j++)
            if (map.indicators[j].domain == map.indicators[k].domain && j != variant->left_out)
                whole = whole && bp_bitmap_get(map.valid[j], i);
        if (whole)
            bp_bitmap_set(valid, i);
    }
    return valid;
}

/* The variant as somebody would set it up who knows nothing of what variants share: with indicators and
   domains struck out of the list, and every score worked out from the values. Units that a complete domain
   does not score lose all its indicators; the ranks of the others rest on all units that have them, so these
   are given as they were normalised. */
static bp_status apply_plainly(const bp_variant *variant, bp_rule_result *out)
{
    bp_indicator indicators[RULE_MAP_INDICATORS];
    double weight[RULE_MAP_DOMAINS], *normalised[RULE_MAP_INDICATORS] = {NULL};
    uint8_t *valid[RULE_MAP_INDICATORS] = {NULL};
    bool is_complete = variant->policy == BP_MISSING_COMPLETE;
    bp_rule_ground ground = map.ground;
    bp_rule rule = map.rule;
    int n = 0, n_domains = 0;
    for (int d = 0; d < RULE_MAP_DOMAINS; d++) {
        int before = n;
        for (int k = 0; k < RULE_MAP_INDICATORS; k++) {
            if (map.indicators[k].domain != d || k == variant->left_out)
                continue;
            valid[n] = units_with(variant, k);
            normalised[n] = (double *)calloc((size_t)map.n, sizeof(double));
            ck_bp_ok(context, bp_normalise(context, variant->normalisation, map.indicators[k].worse,
                                           map.value[k], map.valid[k], NULL, map.n, normalised[n]));
            indicators[n] = map.indicators[k];
            indicators[n].domain = n_domains;
            indicators[n].valid = valid[n];
            indicators[n++].weight = variant->indicator_weight[k];
        }
        if (n > before)
            weight[n_domains++] = variant->domain_weight[d];
    }
    ground.indicators = indicators;
    ground.n_indicators = n;
    ground.graph = graphs[variant->graph];
    rule.score.normalisation = variant->normalisation;
    rule.score.normalised = is_complete ? (const double *const *)normalised : NULL;
    rule.score.n_domains = n_domains;
    rule.score.domain_weight = weight;
    rule.score.min_domains = variant->min_domains < n_domains ? variant->min_domains : n_domains;
    rule.delineate.base = variant->base;
    rule.delineate.reach = variant->reach;
    rule.delineate.floor = variant->floor;
    rule.delineate.ceiling = variant->ceiling;
    bp_status status = bp_rule_apply(context, &ground, &rule, out);
    for (int k = 0; k < n; k++) {
        free(valid[k]);
        free(normalised[k]);
    }
    return status;
}

static double residents_of(const bp_areas *areas, int32_t a, const bp_areas *other, int32_t b)
{
    double sum = 0.0;
    for (int64_t i = 0; i < map.n; i++)
        if (areas->role[i] == BP_ROLE_MEMBER && (a < 0 || areas->area_of[i] == a) &&
            (!other || (other->role[i] == BP_ROLE_MEMBER && (b < 0 || other->area_of[i] == b))))
            sum += map.population[i];
    return sum;
}

/* What all variants together come to. */
typedef struct plain_count {
    int64_t selected[SIDE * SIDE], survived[MEMBERS_MOST], n_empty;
    double overlap[MEMBERS_MOST], jaccard, population;
} plain_count;

static void count_plainly(const bp_areas *drawn, plain_count *out)
{
    double total = residents_of(drawn, -1, NULL, -1), whole = residents_of(&base.areas, -1, NULL, -1);
    double both = residents_of(&base.areas, -1, drawn, -1);
    out->n_empty += drawn->n_areas == 0;
    for (int64_t i = 0; i < map.n; i++)
        out->selected[i] += drawn->role[i] == BP_ROLE_MEMBER;
    out->jaccard += both / (total + whole - both) / VARIANTS;
    out->population += total / VARIANTS;
    for (int32_t a = 0; a < base.areas.n_areas; a++) {
        double best = 0.0, own = residents_of(&base.areas, a, NULL, -1);
        int is_there = 0;
        for (int32_t b = 0; b < drawn->n_areas; b++) {
            double shared = residents_of(&base.areas, a, drawn, b);
            best = fmax(best, shared / (own + residents_of(drawn, b, NULL, -1) - shared));
            is_there |= shared >= 0.5 * own;
        }
        out->survived[a] += is_there;
        out->overlap[a] += best / VARIANTS;
    }
}

/* Every unit, area and measure, counted one variant after another by looking at everything. */
START_TEST(variants_are_those_of_the_whole_rule_applied_plainly)
{
    bp_stability_input input = input_of();
    bp_variant_options options = all_varied();
    bp_stability found = BP_STABILITY_INIT;
    int domain_of[RULE_MAP_INDICATORS];
    double weight[RULE_MAP_INDICATORS];
    plain_count expected = {{0}, {0}, 0, {0.0}, 0.0, 0.0};
    bp_variant variant = {0};
    for (int k = 0; k < RULE_MAP_INDICATORS; k++) {
        domain_of[k] = map.indicators[k].domain;
        weight[k] = map.indicators[k].weight;
    }
    const bp_variant_weights weights = {RULE_MAP_DOMAINS, RULE_MAP_INDICATORS, map.domain_weight, weight,
                                        domain_of};
    ck_bp_ok(context, bp_variant_new(context, &weights, &variant));
    for (int v = 0; v < VARIANTS; v++) {
        bp_rule_result result = BP_RULE_RESULT_INIT;
        bp_variant_draw(&options, &weights, v, &variant);
        ck_bp_ok(context, apply_plainly(&variant, &result));
        count_plainly(&result.areas, &expected);
        bp_rule_result_clear(&result);
    }
    bp_variant_clear(&variant);
    ck_bp_ok(context, bp_stability_compute(context, &input, &options, &found));
    ck_assert_int_eq(found.n_empty, expected.n_empty);
    for (int64_t i = 0; i < map.n; i++)
        ck_assert_int_eq(found.selected[i], expected.selected[i]);
    for (int32_t a = 0; a < base.areas.n_areas; a++) {
        ck_assert_int_eq(found.survived[a], expected.survived[a]);
        ck_assert_double_eq_tol(found.overlap[a], expected.overlap[a], 1e-9);
    }
    ck_assert_double_eq_tol(found.mean[BP_MEASURE_JACCARD], expected.jaccard, 1e-9);
    ck_near(found.mean[BP_MEASURE_POPULATION], expected.population, 1e-9);
    bp_stability_clear(&found);
}
END_TEST

START_TEST(shares_of_the_variance_add_up_to_one)
{
    bp_stability_input input = input_of();
    bp_variant_options options = all_varied();
    bp_stability found = BP_STABILITY_INIT;
    ck_bp_ok(context, bp_stability_compute(context, &input, &options, &found));
    for (int m = 0; m < BP_N_MEASURES; m++) {
        double sum = found.rest[m];
        ck_assert_int_eq(found.defined[m], 1);
        for (int c = 0; c < BP_N_CHOICES; c++) {
            ck_assert_double_ge(found.share[m][c], 0.0);
            sum += found.share[m][c];
        }
        ck_assert_double_eq_tol(sum, 1.0, 1e-12);
        ck_assert_double_le(found.low[m], found.mean[m]);
        ck_assert_double_ge(found.high[m], found.mean[m]);
    }
    for (int c = 0; c < BP_N_CHOICES; c++)
        ck_assert_int_eq(found.varied[c], 1);
    bp_stability_clear(&found);
}
END_TEST

/* Only the base is varied, far: the residents chosen can come from nothing else. */
START_TEST(the_choice_that_is_varied_is_the_one_it_is_sensitive_to)
{
    bp_stability_input input = input_of();
    bp_variant_options options = nothing_varied();
    bp_stability found = BP_STABILITY_INIT;
    options.n_variants = 400;
    options.base = (bp_range){0.66, 0.95};
    options.n_graphs = 2;
    ck_bp_ok(context, bp_stability_compute(context, &input, &options, &found));
    ck_assert_int_eq(found.varied[BP_CHOICE_BASE], 1);
    ck_assert_int_eq(found.varied[BP_CHOICE_CONTIGUITY], 1);
    ck_assert_int_eq(found.varied[BP_CHOICE_WEIGHTS], 0);
    ck_assert_double_gt(found.share[BP_MEASURE_POPULATION][BP_CHOICE_BASE], 0.8);
    ck_assert_double_lt(found.share[BP_MEASURE_POPULATION][BP_CHOICE_CONTIGUITY], 0.1);
    bp_stability_clear(&found);
}
END_TEST

START_TEST(threads_change_nothing)
{
    bp_stability_input input = input_of();
    bp_variant_options options = all_varied();
    bp_stability found[2] = {BP_STABILITY_INIT, BP_STABILITY_INIT};
    for (int t = 0; t < 2; t++) {
        bp_context *own = NULL;
        bp_context_options how = BP_CONTEXT_OPTIONS_INIT;
        how.n_threads = t == 0 ? 1 : 4;
        ck_assert_int_eq(bp_context_new(&how, &own), BP_OK);
        ck_bp_ok(own, bp_stability_compute(own, &input, &options, &found[t]));
        bp_context_free(own);
    }
    ck_assert_mem_eq(found[0].selected, found[1].selected, (size_t)map.n * sizeof(int64_t));
    ck_assert_mem_eq(found[0].overlap, found[1].overlap, (size_t)base.areas.n_areas * sizeof(double));
    ck_assert_mem_eq(found[0].share, found[1].share, sizeof found[0].share);
    ck_assert_mem_eq(found[0].mean, found[1].mean, sizeof found[0].mean);
    bp_stability_clear(&found[0]);
    bp_stability_clear(&found[1]);
}
END_TEST

/* No unit is past 0.9999 of 144: nothing is selected, and that is counted. */
START_TEST(variants_that_select_nothing_are_counted)
{
    bp_stability_input input = input_of();
    bp_variant_options options = nothing_varied();
    bp_stability found = BP_STABILITY_INIT;
    options.n_variants = 10;
    options.base = (bp_range){0.9999, 0.9999};
    ck_bp_ok(context, bp_stability_compute(context, &input, &options, &found));
    ck_assert_int_eq(found.n_empty, 10);
    ck_assert_int_eq(found.has_shares, 0);
    ck_assert_double_eq(found.mean[BP_MEASURE_POPULATION], 0.0);
    ck_assert_double_eq(found.mean[BP_MEASURE_JACCARD], 0.0);
    for (int64_t i = 0; i < map.n; i++)
        ck_assert_int_eq(found.selected[i], 0);
    bp_stability_clear(&found);
}
END_TEST

/* All units in one size class whose floor and ceiling are those of the rule: they go up and down with them.
 */
START_TEST(sizes_by_class_move_with_the_floor_and_ceiling)
{
    bp_stability_input input = input_of();
    bp_variant_options options = all_varied();
    bp_stability found[2] = {BP_STABILITY_INIT, BP_STABILITY_INIT};
    int32_t class_of[SIDE * SIDE] = {0};
    double floor = map.rule.delineate.floor, ceiling = map.rule.delineate.ceiling;
    const bp_class_sizes sizes = {class_of, 1, &floor, &ceiling};
    options.floor = (bp_range){500.0, 3500.0};
    ck_bp_ok(context, bp_stability_compute(context, &input, &options, &found[0]));
    map.ground.region = class_of;
    map.rule.delineate.by_class = &sizes;
    ck_bp_ok(context, bp_stability_compute(context, &input, &options, &found[1]));
    ck_assert_mem_eq(found[0].selected, found[1].selected, (size_t)map.n * sizeof(int64_t));
    ck_assert_double_eq(found[0].mean[BP_MEASURE_JACCARD], found[1].mean[BP_MEASURE_JACCARD]);
    bp_stability_clear(&found[0]);
    bp_stability_clear(&found[1]);
}
END_TEST

START_TEST(a_bad_option_is_refused_and_nothing_is_made)
{
    bp_stability_input input = input_of();
    bp_variant_options options = all_varied();
    bp_stability found = BP_STABILITY_INIT;
    options.n_variants = 0;
    ck_assert_int_eq(bp_stability_compute(context, &input, &options, &found), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context),
                     "stability: 0 variants are asked for, expected 1 to 1000000");
    ck_assert_ptr_null(found.selected);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("stability");
    TCase *tests = tcase_create("variants");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, what_is_worked_out_the_same_way_comes_out_the_same);
    tcase_add_test(tests, variants_are_those_of_the_whole_rule_applied_plainly);
    tcase_add_test(tests, shares_of_the_variance_add_up_to_one);
    tcase_add_test(tests, the_choice_that_is_varied_is_the_one_it_is_sensitive_to);
    tcase_add_test(tests, threads_change_nothing);
    tcase_add_test(tests, variants_that_select_nothing_are_counted);
    tcase_add_test(tests, sizes_by_class_move_with_the_floor_and_ceiling);
    tcase_add_test(tests, a_bad_option_is_refused_and_nothing_is_made);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
