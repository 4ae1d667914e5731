#include "analysis/significance.h"
#include "tests/analysis/rule_maps.h"

static bp_context *context;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_context_free(context);
}

/* p of the areas that the rule draws on this map. */
static bp_significance test_map(const rule_map *map, const bp_significance_options *options)
{
    bp_rule_result result = BP_RULE_RESULT_INIT;
    bp_significance found = BP_SIGNIFICANCE_INIT;
    ck_bp_ok(context, bp_rule_apply(context, &map->ground, &map->rule, &result));
    ck_bp_ok(context,
             bp_significance_compute(context, &map->ground, &map->rule, &result.areas, options, &found));
    ck_assert_int_eq(found.n_areas, result.areas.n_areas);
    bp_rule_result_clear(&result);
    return found;
}

/* Maps of pure chance: p of the heaviest area is at most a with a chance of about a, and no more. */
START_TEST(p_is_uniform_where_nothing_is_there)
{
    enum { MAPS = 200, REPLICATES = 39, SIDE = 7 };
    static const double levels[] = {0.05, 0.1, 0.25, 0.5, 0.75};
    int at_most[5] = {0};
    uint64_t state = 99;
    bp_significance_options options = BP_SIGNIFICANCE_OPTIONS_INIT;
    options.n_replicates = REPLICATES;
    for (int m = 0; m < MAPS; m++) {
        rule_map map;
        rule_map_make(context, SIDE, 0.05, &state, &map);
        options.seed = (uint64_t)m;
        bp_significance found = test_map(&map, &options);
        for (int l = 0; l < 5; l++)
            at_most[l] += found.n_areas > 0 && found.p[0] <= levels[l];
        bp_significance_clear(&found);
        rule_map_clear(&map);
    }
    for (int l = 0; l < 5; l++) {
        double expected = levels[l] * MAPS, spread = sqrt(expected * (1.0 - levels[l]));
        ck_assert_msg(fabs(at_most[l] - expected) <= 3.5 * spread, "p <= %g in %d of %d maps", levels[l],
                      at_most[l], MAPS);
    }
}
END_TEST

/* Sixteen neighbours that are worst on everything: no exchange of rows comes near it. */
START_TEST(a_planted_cluster_is_found)
{
    enum { SIDE = 12 };
    rule_map map;
    uint64_t state = 5;
    bp_significance_options options = BP_SIGNIFICANCE_OPTIONS_INIT;
    options.n_replicates = 199;
    rule_map_make(context, SIDE, 0.0, &state, &map);
    map.rule.delineate.ceiling = 50000.0;
    for (int r = 4; r < 8; r++)
        for (int c = 4; c < 8; c++)
            for (int k = 0; k < RULE_MAP_INDICATORS; k++)
                map.value[k][r * SIDE + c] = k == 1 ? -1.0 - map_share(&state) : 2.0 + map_share(&state);
    bp_significance found = test_map(&map, &options);
    ck_assert_int_gt(found.n_areas, 0);
    ck_assert_int_eq(found.at_least[0], 0);
    ck_assert_double_eq(found.p[0], 1.0 / 200.0);
    ck_assert_double_eq(found.total_p, (1.0 + (double)found.total_at_least) / 200.0);
    ck_assert_double_ge(found.total, found.highest);
    ck_assert_double_gt(found.median, 0.0);
    ck_assert_double_ge(found.highest, found.median);
    for (int32_t a = 1; a < found.n_areas; a++)
        ck_assert_double_ge(found.p[a], found.p[a - 1]);
    bp_significance_clear(&found);
    rule_map_clear(&map);
}
END_TEST

/* Where nobody has anybody to exchange with every replicate is the map itself. */
START_TEST(exchange_stays_within_the_group)
{
    enum { SIDE = 8 };
    rule_map map;
    int32_t within[SIDE * SIDE];
    uint64_t state = 6;
    bp_significance_options options = BP_SIGNIFICANCE_OPTIONS_INIT;
    options.n_replicates = 20;
    options.within = within;
    rule_map_make(context, SIDE, 0.1, &state, &map);
    for (int i = 0; i < SIDE * SIDE; i++)
        within[i] = i % 3 == 0 ? -1 : i;
    bp_significance found = test_map(&map, &options);
    for (int32_t a = 0; a < found.n_areas; a++) {
        ck_assert_int_eq(found.at_least[a], 20);
        ck_assert_double_eq(found.p[a], 1.0);
    }
    ck_assert_double_eq(found.median, found.highest);
    ck_assert_double_eq(found.median_total, found.total);
    ck_assert_int_eq(found.total_at_least, 20);
    bp_significance_clear(&found);
    rule_map_clear(&map);
}
END_TEST

/* Ranks by residents are worked out anew in every replicate, ranks by units once: where every unit has as
   many residents both are the same. */
START_TEST(ranks_made_once_are_those_made_every_time)
{
    enum { SIDE = 9 };
    rule_map map;
    uint64_t state = 12;
    bp_significance_options options = BP_SIGNIFICANCE_OPTIONS_INIT;
    options.n_replicates = 50;
    rule_map_make(context, SIDE, 0.15, &state, &map);
    for (int64_t i = 0; i < map.n; i++)
        map.population[i] = 1024.0;
    bp_significance by_units = test_map(&map, &options);
    map.rule.score.reference_weight = map.population;
    bp_significance by_residents = test_map(&map, &options);
    ck_assert_int_gt(by_units.n_areas, 0);
    ck_assert_int_eq(by_units.n_areas, by_residents.n_areas);
    for (int32_t a = 0; a < by_units.n_areas; a++)
        ck_assert_int_eq(by_units.at_least[a], by_residents.at_least[a]);
    ck_assert_double_eq(by_units.median, by_residents.median);
    bp_significance_clear(&by_units);
    bp_significance_clear(&by_residents);
    rule_map_clear(&map);
}
END_TEST

START_TEST(threads_change_nothing)
{
    enum { SIDE = 10 };
    rule_map map;
    uint64_t state = 13;
    bp_rule_result result = BP_RULE_RESULT_INIT;
    bp_significance found[2] = {BP_SIGNIFICANCE_INIT, BP_SIGNIFICANCE_INIT};
    bp_significance_options options = BP_SIGNIFICANCE_OPTIONS_INIT;
    options.n_replicates = 60;
    rule_map_make(context, SIDE, 0.1, &state, &map);
    ck_bp_ok(context, bp_rule_apply(context, &map.ground, &map.rule, &result));
    for (int t = 0; t < 2; t++) {
        bp_context *own = NULL;
        bp_context_options how = BP_CONTEXT_OPTIONS_INIT;
        how.n_threads = t == 0 ? 1 : 3;
        ck_assert_int_eq(bp_context_new(&how, &own), BP_OK);
        ck_bp_ok(own,
                 bp_significance_compute(own, &map.ground, &map.rule, &result.areas, &options, &found[t]));
        bp_context_free(own);
    }
    ck_assert_mem_eq(found[0].p, found[1].p, (size_t)found[0].n_areas * sizeof(double));
    ck_assert_double_eq(found[0].median, found[1].median);
    bp_significance_clear(&found[0]);
    bp_significance_clear(&found[1]);
    bp_rule_result_clear(&result);
    rule_map_clear(&map);
}
END_TEST

START_TEST(no_replicates_are_refused)
{
    rule_map map;
    uint64_t state = 1;
    bp_areas none = BP_AREAS_INIT;
    bp_significance found = BP_SIGNIFICANCE_INIT;
    bp_significance_options options = BP_SIGNIFICANCE_OPTIONS_INIT;
    options.n_replicates = 0;
    rule_map_make(context, 4, 0.0, &state, &map);
    ck_assert_int_eq(bp_significance_compute(context, &map.ground, &map.rule, &none, &options, &found),
                     BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context),
                     "significance: there must be 1 replicate at the least; 999 say something");
    rule_map_clear(&map);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("significance");
    TCase *tests = tcase_create("maximum");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, p_is_uniform_where_nothing_is_there);
    tcase_add_test(tests, a_planted_cluster_is_found);
    tcase_add_test(tests, exchange_stays_within_the_group);
    tcase_add_test(tests, ranks_made_once_are_those_made_every_time);
    tcase_add_test(tests, threads_change_nothing);
    tcase_add_test(tests, no_replicates_are_refused);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
