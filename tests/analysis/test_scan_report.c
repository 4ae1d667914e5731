#include "analysis/scan_report.h"
#include "tests/analysis/scan_maps.h"

#include <string.h>

static bp_context *context;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_context_free(context);
}

/* Half of 60 cases in a quarter of the base: the curve goes through (1/4, 1/2), the area beside the diagonal
 * is 1/8. A group without cases bends it as much at the other end. */
START_TEST(gini_by_hand)
{
    const double cases[] = {30.0, 0.0}, base[] = {15.0, 15.0};
    double gini = -1.0;
    ck_bp_ok(context, bp_scan_gini(context, cases, base, 1, 60.0, 60.0, &gini));
    ck_assert_double_eq_tol(gini, 0.25, 1e-12);
    ck_bp_ok(context, bp_scan_gini(context, cases + 1, base, 1, 60.0, 60.0, &gini));
    ck_assert_double_eq_tol(gini, 0.25, 1e-12);
    /* Both: (1/4, 1/2), (3/4, 1), (1, 1). */
    ck_bp_ok(context, bp_scan_gini(context, cases, base, 2, 60.0, 60.0, &gini));
    ck_assert_double_eq_tol(gini, 0.375, 1e-12);
    ck_bp_ok(context, bp_scan_gini(context, cases, base, 0, 60.0, 60.0, &gini));
    ck_assert_double_eq_tol(gini, 0.0, 1e-12);
}
END_TEST

/* Two units with many cases, and between them a row of ordinary ones: one window over all of it, or two. */
static scan_map two_hearts(void)
{
    scan_map map = scan_map_make(4, 36, 1);
    for (int i = 0; i < map.n; i++) {
        map.population[i] = 1000.0;
        map.cases[i] = 10.0;
    }
    map.cases[13] = map.cases[15] = 60.0;
    return map;
}

/* The coefficient from the units themselves: every unit of a cluster stands with its cluster. */
static double plain_gini(const scan_map *map, const bp_scan_result *result)
{
    double area = 0.0, total = 0.0, below = 0.0, everybody = 0.0;
    for (int i = 0; i < map->n; i++) {
        total += map->cases[i];
        everybody += map->population[i];
    }
    /* The mean absolute difference of the risks of two persons, by twice the mean risk. */
    for (int i = 0; i < map->n; i++)
        for (int j = 0; j < map->n; j++) {
            double risk[2] = {0.0, 0.0};
            for (int side = 0; side < 2; side++) {
                double cases = 0.0, persons = 0.0;
                for (int k = 0; k < map->n; k++)
                    if (result->cluster[k] == result->cluster[side ? j : i]) {
                        cases += map->cases[k];
                        persons += map->population[k];
                    }
                risk[side] = cases / persons;
            }
            area += map->population[i] * map->population[j] * fabs(risk[0] - risk[1]);
            below += map->population[i] * map->population[j];
        }
    return area / below / (2.0 * total / everybody);
}

START_TEST(the_size_with_the_largest_coefficient_is_reported)
{
    scan_map map = two_hearts();
    const bp_scan_domain domain = {NULL, BP_SCAN_POISSON, map.cases, map.population, NULL};
    bp_scan_input input = scan_map_input(&map, &domain, 1);
    bp_scan_options options = BP_SCAN_OPTIONS_INIT;
    bp_scan_result result = BP_SCAN_RESULT_INIT;
    options.gini = 1;
    ck_bp_ok(context, bp_scan_make(context, &input, &options, &result));
    /* 1 % and 2 % of the population hold no unit of 1/36; from 3 % on each heart is a window. */
    ck_assert_int_eq(result.n_sizes, 15);
    ck_assert_int_eq(result.sizes[0].n_clusters, 0);
    ck_assert_int_eq(result.sizes[1].n_clusters, 0);
    ck_assert_double_eq_tol(result.reported_share, 0.03, 1e-12);
    ck_assert_int_eq(result.n_clusters, 2);
    ck_assert_int_eq(result.cluster[13] + result.cluster[15], 1);
    double best = 0.0;
    for (int s = 0; s < result.n_sizes; s++)
        best = fmax(best, result.sizes[s].gini);
    ck_assert_double_eq_tol(best, plain_gini(&map, &result), 1e-9);
    ck_assert_double_eq_tol(best, result.sizes[2].gini, 1e-12);
    /* Two units of 36 with 120 of 460 cases. */
    ck_assert_double_eq_tol(best, 120.0 / 460.0 - 2.0 / 36.0, 1e-9);
    bp_scan_result_clear(&result);
}
END_TEST

START_TEST(no_more_clusters_than_asked_for_and_as_significant)
{
    scan_map map = two_hearts();
    const bp_scan_domain domain = {NULL, BP_SCAN_POISSON, map.cases, map.population, NULL};
    bp_scan_input input = scan_map_input(&map, &domain, 1);
    bp_scan_options options = BP_SCAN_OPTIONS_INIT;
    bp_scan_result result = BP_SCAN_RESULT_INIT;
    options.windows.population_share = 0.03;
    ck_bp_ok(context, bp_scan_make(context, &input, &options, &result));
    ck_assert_int_eq(result.n_clusters, 2);
    bp_scan_result_clear(&result);
    options.n_clusters = 1;
    ck_bp_ok(context, bp_scan_make(context, &input, &options, &result));
    ck_assert_int_eq(result.n_clusters, 1);
    bp_scan_result_clear(&result);
    /* Nothing is significant at 0.0005 with 999 replicates; the most likely one is told all the same. */
    options.n_clusters = 0;
    options.p_limit = 0.0005;
    ck_bp_ok(context, bp_scan_make(context, &input, &options, &result));
    ck_assert_int_eq(result.n_clusters, 1);
    bp_scan_result_clear(&result);
    /* By Gumbel's distribution both are. */
    options.gumbel = 1;
    ck_bp_ok(context, bp_scan_make(context, &input, &options, &result));
    ck_assert_int_eq(result.n_clusters, 2);
    ck_assert_double_lt(result.clusters[1].p_gumbel, 0.0005);
    bp_scan_result_clear(&result);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("scan_report");
    TCase *tests = tcase_create("scan_report");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, gini_by_hand);
    tcase_add_test(tests, the_size_with_the_largest_coefficient_is_reported);
    tcase_add_test(tests, no_more_clusters_than_asked_for_and_as_significant);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
