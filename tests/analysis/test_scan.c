#include "analysis/scan.h"
#include "tests/analysis/scan_maps.h"

#include <string.h>

static bp_context *context;

/* One thread: there are many small scans, and waiting for others would be most of the time. */
static void setup(void)
{
    bp_context_options options = BP_CONTEXT_OPTIONS_INIT;
    options.n_threads = 1;
    ck_assert_int_eq(bp_context_new(&options, &context), BP_OK);
}

static void teardown(void)
{
    bp_context_free(context);
}

static bp_scan_result scan(const bp_scan_input *input, const bp_scan_options *options)
{
    bp_scan_result result = BP_SCAN_RESULT_INIT;
    ck_bp_ok(context, bp_scan_make(context, input, options, &result));
    return result;
}

static bp_scan_options quick_options(void)
{
    bp_scan_options options = BP_SCAN_OPTIONS_INIT;
    options.inference.n_replicates = 0;
    return options;
}

/* The domains that the tests go through: one of each kind, weighted or not, and several together. */
static int make_domains(const scan_map *map, int which, bp_scan_domain *domains)
{
    const bp_scan_domain poisson = {"ill", BP_SCAN_POISSON, map->cases, map->population, NULL};
    const bp_scan_domain bernoulli = {"poor", BP_SCAN_BERNOULLI, map->cases, map->population, NULL};
    const bp_scan_domain normal = {"score", BP_SCAN_NORMAL, map->values, NULL, NULL};
    const bp_scan_domain weighted = {"mean", BP_SCAN_NORMAL, map->other, map->weights, NULL};
    const bp_scan_domain all[] = {poisson, bernoulli, normal, weighted};
    if (which < 4) {
        domains[0] = all[which];
        return 1;
    }
    domains[0] = all[0];
    domains[1] = all[2];
    domains[2] = all[3];
    return 3;
}

static void check_against_plain(int on_grid, const bp_scan_window_options *windows)
{
    for (int which = 0; which < 5; which++)
        for (int direction = BP_SCAN_HIGH; direction <= BP_SCAN_BOTH; direction++)
            for (uint64_t seed = 0; seed < 2; seed++) {
                scan_map map = scan_map_make(seed, 24, on_grid);
                bp_scan_domain domains[SCAN_DOMAINS];
                int n_domains = make_domains(&map, which, domains);
                bp_scan_input input = scan_map_input(&map, domains, n_domains);
                bp_scan_options options = quick_options();
                options.direction = (bp_scan_direction)direction;
                options.windows = *windows;
                bp_scan_result result = scan(&input, &options);
                double plain = plain_scan(&map, domains, n_domains, &options);
                ck_assert_msg(result.n_clusters > 0 &&
                                  fabs(result.clusters[0].statistic - plain) <= 1e-9 * plain,
                              "domains %d, direction %d, seed %d: %.15g, not %.15g", which, direction,
                              (int)seed, result.n_clusters > 0 ? result.clusters[0].statistic : 0.0, plain);
                bp_scan_result_clear(&result);
            }
}

START_TEST(circles_equal_every_window_one_by_one)
{
    const bp_scan_window_options windows = BP_SCAN_WINDOW_OPTIONS_INIT;
    check_against_plain(0, &windows);
    check_against_plain(1, &windows);
}
END_TEST

START_TEST(ellipses_equal_every_window_one_by_one)
{
    static const bp_scan_shape shapes[] = {{1.0, 1}, {2.0, 3}, {4.0, 4}};
    bp_scan_window_options windows = BP_SCAN_WINDOW_OPTIONS_INIT;
    windows.shapes = shapes;
    windows.n_shapes = 3;
    windows.penalty = BP_SCAN_PENALTY_NONE;
    check_against_plain(0, &windows);
    windows.penalty = BP_SCAN_PENALTY_STRONG;
    windows.population_share = 0.3;
    check_against_plain(1, &windows);
}
END_TEST

/* Members of a window that holds unit `unit` are 1. */
static int touches(const bp_scan_result *result, int cluster, const int *member)
{
    const bp_scan_cluster *c = &result->clusters[cluster];
    for (int64_t m = c->first; m < c->first + c->n_units; m++)
        if (member[result->members[m]])
            return 1;
    return 0;
}

/* Each further cluster is the best of all windows that share no unit with those before it. */
START_TEST(further_clusters_are_the_best_of_what_is_left)
{
    for (uint64_t seed = 10; seed < 16; seed++) {
        scan_map map = scan_map_make(seed, 30, seed % 2 == 0);
        const bp_scan_domain domain = {NULL, BP_SCAN_POISSON, map.cases, map.population, NULL};
        bp_scan_input input = scan_map_input(&map, &domain, 1);
        bp_scan_options options = quick_options();
        bp_scan_result result = scan(&input, &options);
        ck_assert_int_gt(result.n_clusters, 2);
        for (int k = 0; k <= result.n_clusters; k++) {
            double best = 0.0;
            int member[SCAN_UNITS];
            for (int i = 0; i < map.n; i++)
                for (int j = 0; j < map.n; j++) {
                    int is_free = plain_window(&map, i, j, 1.0, 0.0, 0.5, member);
                    for (int before = 0; is_free && before < k; before++)
                        is_free = !touches(&result, before, member);
                    if (is_free)
                        best = fmax(best, plain_llr(&domain, 1, BP_SCAN_HIGH, map.n, member));
                }
            if (k < result.n_clusters)
                ck_assert_double_eq_tol(result.clusters[k].llr, best, 1e-9);
            else
                ck_assert_double_lt(best, 1e-9);
        }
        bp_scan_result_clear(&result);
    }
}
END_TEST

START_TEST(no_centre_is_in_another_cluster)
{
    scan_map map = scan_map_make(3, 36, 1);
    const bp_scan_domain domain = {NULL, BP_SCAN_POISSON, map.cases, map.population, NULL};
    bp_scan_input input = scan_map_input(&map, &domain, 1);
    bp_scan_options options = quick_options();
    options.overlap = BP_SCAN_OVERLAP_CENTRE;
    bp_scan_result result = scan(&input, &options);
    int n_shared = 0, seen[SCAN_UNITS] = {0};
    for (int k = 0; k < result.n_clusters; k++)
        for (int64_t m = 0; m < result.clusters[k].n_units; m++) {
            int32_t unit = result.members[result.clusters[k].first + m];
            n_shared += seen[unit]++ > 0;
            for (int other = 0; other < result.n_clusters; other++)
                ck_assert(other == k || result.clusters[other].centre != unit);
        }
    ck_assert_int_gt(n_shared, 0);
    bp_scan_result_clear(&result);
}
END_TEST

/* Four units in a row, 100 m apart: 30, 20, 5 and 5 cases of 100 each. The best window is the first two,
 * which have 50 cases where 30 are expected; outside are 10 where 30 are. */
START_TEST(figures_of_a_cluster_by_hand)
{
    const double x[] = {0.0, 100.0, 200.0, 300.0}, y[] = {0.0, 0.0, 0.0, 0.0};
    const double cases[] = {30.0, 20.0, 5.0, 5.0}, population[] = {100.0, 100.0, 100.0, 100.0};
    const bp_scan_domain domain = {NULL, BP_SCAN_POISSON, cases, population, NULL};
    const bp_scan_input input = {4, x, y, NULL, NULL, &domain, 1};
    bp_scan_options options = quick_options();
    bp_scan_result result = scan(&input, &options);
    const bp_scan_cluster *cluster = &result.clusters[0];
    ck_assert_int_eq(result.n_clusters, 1);
    ck_assert_double_eq_tol(cluster->llr, 50.0 * log(5.0 / 3.0) + 10.0 * log(1.0 / 3.0), 1e-12);
    ck_assert_int_eq(cluster->centre, 0);
    ck_assert_int_eq(cluster->direction, BP_SCAN_HIGH);
    ck_assert_double_eq(cluster->radius, 100.0);
    ck_assert_double_eq(cluster->population, 200.0);
    ck_assert_int_eq(cluster->n_units, 2);
    ck_assert_int_eq(result.members[0], 0);
    ck_assert_int_eq(result.members[1], 1);
    ck_assert_double_eq(result.figures[0].observed, 50.0);
    ck_assert_double_eq_tol(result.figures[0].expected, 30.0, 1e-12);
    ck_assert_double_eq_tol(result.figures[0].relative_risk, 5.0, 1e-12);
    ck_assert(isnan(cluster->p) && isnan(cluster->p_gumbel));
    const int32_t expected[] = {0, 0, -1, -1};
    ck_assert_mem_eq(result.cluster, expected, sizeof expected);
    /* Every unit alone; the outer two with their neighbour; the inner two have two neighbours at the same
     * distance, and three units hold more than half. */
    ck_assert_int_eq(result.n_windows, 6);
    bp_scan_result_clear(&result);
}
END_TEST

/* The low side of the same: the last two have 10 cases where 30 are expected. */
START_TEST(a_low_cluster_by_hand)
{
    const double x[] = {0.0, 100.0, 200.0, 300.0}, y[] = {0.0, 0.0, 0.0, 0.0};
    const double cases[] = {30.0, 20.0, 5.0, 5.0}, population[] = {100.0, 100.0, 100.0, 100.0};
    const bp_scan_domain domain = {NULL, BP_SCAN_POISSON, cases, population, NULL};
    const bp_scan_input input = {4, x, y, NULL, NULL, &domain, 1};
    bp_scan_options options = quick_options();
    options.direction = BP_SCAN_LOW;
    bp_scan_result result = scan(&input, &options);
    ck_assert_int_eq(result.clusters[0].centre, 3);
    ck_assert_int_eq(result.clusters[0].direction, BP_SCAN_LOW);
    ck_assert_double_eq_tol(result.figures[0].relative_risk, 0.2, 1e-12);
    bp_scan_result_clear(&result);
    options.direction = BP_SCAN_BOTH;
    result = scan(&input, &options);
    ck_assert_int_eq(result.n_clusters, 2);
    ck_assert_int_ne(result.clusters[0].direction, result.clusters[1].direction);
    bp_scan_result_clear(&result);
}
END_TEST

/* A unit without data in one domain adds nothing there; one without any takes no part. */
START_TEST(missing_data_are_no_zeros)
{
    scan_map map = scan_map_make(5, 24, 0), less = map;
    const uint8_t valid[] = {0xff, 0xfe, 0xff}, first_valid[] = {0xfe, 0xfe, 0xff};
    bp_scan_domain domains[] = {{"a", BP_SCAN_NORMAL, map.values, NULL, first_valid},
                                {"b", BP_SCAN_NORMAL, map.other, NULL, valid}};
    bp_scan_input input = scan_map_input(&map, domains, 2);
    bp_scan_options options = quick_options();
    bp_scan_result result = scan(&input, &options);
    ck_assert_int_eq(result.n_part, 23);
    ck_assert_int_eq(result.cluster[8], -1);
    bp_scan_result_clear(&result);

    /* The same with the row of unit 8 taken out. */
    domains[0] = (bp_scan_domain){"a", BP_SCAN_NORMAL, map.values, NULL, valid};
    input = scan_map_input(&map, domains, 1);
    result = scan(&input, &options);
    less.n = 23;
    for (int i = 8; i < 23; i++) {
        less.x[i] = map.x[i + 1];
        less.y[i] = map.y[i + 1];
        less.population[i] = map.population[i + 1];
        less.values[i] = map.values[i + 1];
    }
    const bp_scan_domain left = {"a", BP_SCAN_NORMAL, less.values, NULL, NULL};
    ck_assert_double_eq_tol(result.clusters[0].llr, plain_scan(&less, &left, 1, &options), 1e-9);
    bp_scan_result_clear(&result);
}
END_TEST

/* Rows in another order give the same clusters. */
START_TEST(the_order_of_rows_does_not_matter)
{
    for (uint64_t seed = 0; seed < 8; seed++) {
        scan_map map = scan_map_make(seed, 36, 1), turned = map;
        for (int i = 0; i < map.n; i++) {
            int j = map.n - 1 - i;
            turned.x[j] = map.x[i];
            turned.y[j] = map.y[i];
            turned.population[j] = map.population[i];
            turned.cases[j] = map.cases[i];
        }
        const bp_scan_domain one = {NULL, BP_SCAN_POISSON, map.cases, map.population, NULL};
        const bp_scan_domain two = {NULL, BP_SCAN_POISSON, turned.cases, turned.population, NULL};
        bp_scan_input input = scan_map_input(&map, &one, 1), other = scan_map_input(&turned, &two, 1);
        bp_scan_options options = quick_options();
        bp_scan_result a = scan(&input, &options), b = scan(&other, &options);
        ck_assert_int_eq(a.n_clusters, b.n_clusters);
        for (int k = 0; k < a.n_clusters; k++) {
            ck_assert_int_eq(a.clusters[k].centre, map.n - 1 - b.clusters[k].centre);
            ck_assert_int_eq(a.clusters[k].n_units, b.clusters[k].n_units);
            ck_assert_double_eq(a.clusters[k].radius, b.clusters[k].radius);
        }
        for (int i = 0; i < map.n; i++)
            ck_assert_int_eq(a.cluster[i], b.cluster[map.n - 1 - i]);
        bp_scan_result_clear(&a);
        bp_scan_result_clear(&b);
    }
}
END_TEST

static void check_refused(const bp_scan_input *input, const bp_scan_options *options, const char *message)
{
    bp_scan_result result = BP_SCAN_RESULT_INIT;
    ck_assert_int_ne(bp_scan_make(context, input, options, &result), BP_OK);
    ck_assert_str_eq(bp_context_message(context), message);
    ck_assert_ptr_null(result.clusters);
    bp_context_clear(context);
}

START_TEST(what_cannot_be_scanned_is_refused)
{
    scan_map map = scan_map_make(1, 12, 1);
    bp_scan_domain domain = {NULL, BP_SCAN_NORMAL, map.values, NULL, NULL};
    bp_scan_input input = scan_map_input(&map, &domain, 0);
    bp_scan_options options = BP_SCAN_OPTIONS_INIT;
    check_refused(&input, &options,
                  "scan: a point per unit and one column of cases or values at the least are needed");
    input.n_domains = 1;
    options.gini = 1;
    check_refused(
        &input, &options,
        "scan: the Gini coefficient chooses among significant clusters of one column of cases, apart "
        "from each other; give one poisson or bernoulli column, replicates, and no overlap");
    options.gini = 0;
    options.p_limit = 0.0;
    check_refused(&input, &options, "scan: a limit of 0 on p; it must be above 0, up to 1");
    options.p_limit = 1.0;
    options.inference.n_replicates = -1;
    check_refused(&input, &options, "scan: the numbers of replicates and of clusters must be 0 or more");
    options.inference.n_replicates = 9;
    options.windows.population = 10.0;
    map.population[4] = 200.0;
    check_refused(&input, &options,
                  "row 5 has a population of 200, above the cap of 10 on a window; raise the cap, or "
                  "say what becomes of such units (--oversize alone or skip)");
    options.windows.population = 0.0;
    domain.kind = BP_SCAN_BERNOULLI;
    domain.value = map.cases;
    domain.base = map.population;
    map.population[6] = 30.0;
    map.cases[6] = 31.0;
    check_refused(&input, &options,
                  "cases, row 7: 31 cases among 30 persons; the bernoulli model counts a person once (the "
                  "poisson model does not)");
}
END_TEST

/* A single unit among others who have nothing: nothing is sought below, so nothing is found. */
START_TEST(nothing_in_the_direction_sought_is_no_cluster)
{
    const double x[] = {0.0, 10.0, 30.0}, y[] = {0.0, 0.0, 0.0}, cases[] = {9.0, 0.0, 0.0};
    const double population[] = {100.0, 100.0, 1000.0};
    const uint8_t first_two[] = {0x03};
    const bp_scan_domain domain = {NULL, BP_SCAN_POISSON, cases, population, NULL};
    bp_scan_input input = {3, x, y, NULL, first_two, &domain, 1};
    bp_scan_options options = quick_options();
    options.windows.population_share = 1.0;
    options.windows.least_units = 2;
    bp_scan_result result = scan(&input, &options);
    ck_assert_int_eq(result.n_clusters, 0);
    ck_assert_int_eq(result.n_part, 2);
    ck_assert_int_eq(result.cluster[0], -1);
    bp_scan_result_clear(&result);
    options.inference.n_replicates = 9;
    result = scan(&input, &options);
    ck_assert_int_eq(result.n_clusters, 0);
    ck_assert_int_eq(result.maxima.n, 0);
    bp_scan_result_clear(&result);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("scan");
    TCase *tests = tcase_create("scan");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, circles_equal_every_window_one_by_one);
    tcase_add_test(tests, ellipses_equal_every_window_one_by_one);
    tcase_add_test(tests, further_clusters_are_the_best_of_what_is_left);
    tcase_add_test(tests, no_centre_is_in_another_cluster);
    tcase_add_test(tests, figures_of_a_cluster_by_hand);
    tcase_add_test(tests, a_low_cluster_by_hand);
    tcase_add_test(tests, missing_data_are_no_zeros);
    tcase_add_test(tests, the_order_of_rows_does_not_matter);
    tcase_add_test(tests, what_cannot_be_scanned_is_refused);
    tcase_add_test(tests, nothing_in_the_direction_sought_is_no_cluster);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
