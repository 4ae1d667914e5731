#include "analysis/scan_flexible.h"
#include "analysis/scan_restriction_private.h"
#include "tests/analysis/flexible_maps.h"

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

/* One of each kind, weighted or not, and several together. */
static int make_domains(const scan_map *map, int which, bp_scan_domain *domains)
{
    const bp_scan_domain all[] = {{"ill", BP_SCAN_POISSON, map->cases, map->population, NULL},
                                  {"poor", BP_SCAN_BERNOULLI, map->cases, map->population, NULL},
                                  {"score", BP_SCAN_NORMAL, map->values, NULL, NULL},
                                  {"mean", BP_SCAN_NORMAL, map->other, map->weights, NULL}};
    domains[0] = all[which % 4];
    domains[1] = all[2];
    domains[2] = all[3];
    return which < 4 ? 1 : 3;
}

static uint32_t set_of(const bp_scan_result *result, int k)
{
    uint32_t set = 0;
    for (int64_t m = 0; m < result->clusters[k].n_units; m++)
        set |= UINT32_C(1) << result->members[result->clusters[k].first + m];
    return set;
}

/* The first clusters equal the best of all subsets that keep clear of those before. */
static void check_map(uint64_t seed, int which, bp_scan_direction direction, double restriction, int nearest)
{
    flexible_map map;
    bp_scan_domain domains[SCAN_DOMAINS];
    bp_scan_options options = BP_SCAN_OPTIONS_INIT;
    bp_scan_result result = BP_SCAN_RESULT_INIT;
    flexible_map_make(context, seed, 10, seed % 2 == 0, &map);
    int n_domains = make_domains(&map.map, which, domains);
    bp_scan_input input = scan_map_input(&map.map, domains, n_domains);
    const bp_scan_flexible_options flexible = {&map.graph, nearest, restriction};
    options.direction = direction;
    options.inference.n_replicates = 0;
    options.windows.population_share = seed % 3 == 0 ? 0.35 : 0.6;
    options.windows.n_units = seed % 5 == 1 ? 3 : 0;
    options.windows.least_units = seed % 4 == 3 ? 2 : 1;
    plain_flexible plain = {&map, domains, n_domains, &options, nearest, restriction, 0};
    ck_bp_ok(context, bp_scan_flexible_make(context, &input, &options, &flexible, &result));
    for (int k = 0; k <= result.n_clusters && k < 3; k++) {
        double best = plain_flexible_scan(&plain, NULL);
        double found = k < result.n_clusters ? result.clusters[k].llr : 0.0;
        ck_assert_msg(fabs(found - best) <= 1e-9 * (1.0 + best),
                      "seed %d, domains %d, direction %d, restriction %g, K %d, cluster %d: %.15g, not %.15g",
                      (int)seed, which, (int)direction, restriction, nearest, k, found, best);
        if (k < result.n_clusters) {
            ck_assert(plain_fits(&plain, set_of(&result, k)));
            plain.barred |= set_of(&result, k);
        }
    }
    bp_scan_result_clear(&result);
    bp_graph_clear(&map.graph);
}

START_TEST(equal_to_every_connected_subset)
{
    static const double restrictions[] = {1.0, 0.4, 0.2};
    for (uint64_t seed = 0; seed < 4; seed++)
        for (int which = 0; which < 5; which++)
            for (int direction = BP_SCAN_HIGH; direction <= BP_SCAN_BOTH; direction++)
                for (int r = 0; r < 3; r++)
                    check_map(seed * 7 + (uint64_t)which, which, (bp_scan_direction)direction,
                              restrictions[r], 4 + 3 * (int)(seed % 3));
}
END_TEST

/* A search by every subset on the maps that were drawn. */
typedef struct plain_search {
    plain_flexible plain;
} plain_search;

static bp_status search_plainly(bp_context *own, void *user, int thread, const bp_scan_draws *draws,
                                double *highest)
{
    plain_search *search = (plain_search *)user;
    (void)own;
    (void)thread;
    for (int r = 0; r < BP_SCAN_BATCH; r++) {
        double value[SCAN_DOMAINS][SCAN_UNITS], base[SCAN_DOMAINS][SCAN_UNITS];
        bp_scan_domain domains[SCAN_DOMAINS];
        plain_flexible drawn = search->plain;
        for (int d = 0; d < drawn.n_domains; d++) {
            domains[d] = search->plain.domains[d];
            domains[d].value = value[d];
            domains[d].base = base[d];
            for (int i = 0; i < drawn.map->map.n; i++) {
                base[d][i] =
                    draws->base[d] ? draws->base[d][i * BP_SCAN_BATCH + r] : draws->models[d].base[i];
                value[d][i] = draws->observed[d][i * BP_SCAN_BATCH + r];
                if (domains[d].kind == BP_SCAN_NORMAL)
                    value[d][i] /= base[d][i];
            }
        }
        drawn.domains = domains;
        highest[r] = plain_flexible_scan(&drawn, NULL);
    }
    return BP_OK;
}

/* In every replicate the restriction is applied anew, and the search is exact. */
static void check_replicates(int which, bp_scan_direction direction, double restriction)
{
    flexible_map map;
    bp_scan_domain domains[SCAN_DOMAINS];
    bp_scan_options options = BP_SCAN_OPTIONS_INIT;
    bp_scan_result result = BP_SCAN_RESULT_INIT;
    bp_scan_maxima maxima = BP_SCAN_MAXIMA_INIT;
    bp_scan_model models[SCAN_DOMAINS] = {BP_SCAN_MODEL_INIT, BP_SCAN_MODEL_INIT, BP_SCAN_MODEL_INIT};
    flexible_map_make(context, 40 + (uint64_t)which, 9, 0, &map);
    int n_domains = make_domains(&map.map, which, domains);
    bp_scan_input input = scan_map_input(&map.map, domains, n_domains);
    const bp_scan_flexible_options flexible = {&map.graph, 6, restriction};
    options.direction = direction;
    options.inference.n_replicates = 16;
    plain_search search = {{&map, domains, n_domains, &options, 6, restriction, 0}};
    for (int d = 0; d < n_domains; d++)
        ck_bp_ok(context, bp_scan_model_make(context, &domains[d], map.map.n, &models[d]));
    ck_bp_ok(context, bp_scan_infer(context, models, n_domains, 0.0, search_plainly, &search,
                                    &options.inference, &maxima));
    ck_bp_ok(context, bp_scan_flexible_make(context, &input, &options, &flexible, &result));
    ck_assert_int_eq(result.maxima.n, 16);
    for (int r = 0; r < 16; r++)
        ck_assert_double_eq_tol(maxima.highest[r], result.maxima.highest[r],
                                1e-9 * (1.0 + maxima.highest[r]));
    for (int d = 0; d < n_domains; d++)
        bp_scan_model_clear(&models[d]);
    bp_scan_maxima_clear(&maxima);
    bp_scan_result_clear(&result);
    bp_graph_clear(&map.graph);
}

START_TEST(maxima_equal_every_connected_subset)
{
    for (int which = 0; which < 5; which++)
        for (int direction = BP_SCAN_HIGH; direction <= BP_SCAN_BOTH; direction++) {
            check_replicates(which, (bp_scan_direction)direction, 1.0);
            check_replicates(which, (bp_scan_direction)direction, 0.4);
        }
}
END_TEST

/* P(Y = 0, 1, 2, 3, 4) is 0.368, 0.368, 0.184, 0.061, 0.015 for Poisson with mean 1, so mid-p from above is
 * 0.448, 0.172, 0.050, 0.011 for 1, 2, 3, 4; of four coins 1, 4, 6, 4, 1 of 16, so 0.1875 and 0.03125 for
 * 3, 4. */
START_TEST(limits_of_mid_p_by_hand)
{
    const bp_scan_law poisson = {-1.0, 0.0, 1.0}, coins = {4.0, 1.0, 2.0}, nothing = {-1.0, 0.0, 0.0};
    static const struct {
        int is_coins;
        double level, least, most;
    } cases[] = {{0, 0.2, 2.0, 0.0},   {0, 0.15, 3.0, -1.0}, {0, 0.05, 3.0, -1.0},
                 {0, 0.04, 4.0, -1.0}, {0, 0.5, 1.0, 0.0},   {1, 0.2, 3.0, 1.0},
                 {1, 0.1, 4.0, 0.0},   {1, 0.03, 5.0, -1.0}, {1, 0.99, 0.0, 4.0}};
    double least = -9.0, most = -9.0;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        bp_scan_law_limits(cases[k].is_coins ? &coins : &poisson, cases[k].level, &least, &most);
        ck_assert_msg(least == cases[k].least && most == cases[k].most, "case %d: %g and %g", (int)k, least,
                      most);
    }
    bp_scan_law_limits(&nothing, 0.2, &least, &most);
    ck_assert(least > 0.0 && most < 0.0);
}
END_TEST

/* Eight units in a row, 100 persons each; 30 and 20 cases in the third and the fourth, 2 elsewhere. A circle
 * around the third that holds the fourth holds the second, too; a connected set need not. */
START_TEST(a_row_by_hand)
{
    const double x[] = {0, 100, 200, 300, 400, 500, 600, 700}, y[8] = {0};
    const double cases[] = {2, 2, 30, 20, 2, 2, 2, 2};
    const double population[] = {100, 100, 100, 100, 100, 100, 100, 100};
    const bp_link links[] = {{0, 1, 1}, {1, 2, 1}, {2, 3, 1}, {3, 4, 1}, {4, 5, 1}, {5, 6, 1}, {6, 7, 1}};
    const bp_scan_domain domain = {NULL, BP_SCAN_POISSON, cases, population, NULL};
    const bp_scan_input input = {8, x, y, NULL, NULL, &domain, 1};
    bp_scan_options options = BP_SCAN_OPTIONS_INIT;
    bp_scan_result result = BP_SCAN_RESULT_INIT;
    bp_graph graph = BP_GRAPH_INIT;
    ck_bp_ok(context, bp_graph_from_links(context, 8, links, 7, &graph));
    const bp_scan_flexible_options flexible = {&graph, 4, 0.2};
    ck_bp_ok(context, bp_scan_flexible_make(context, &input, &options, &flexible, &result));
    const bp_scan_cluster *cluster = &result.clusters[0];
    ck_assert_int_eq(result.n_clusters, 1);
    ck_assert_double_eq_tol(cluster->llr, 50.0 * log(50.0 / 15.5) + 12.0 * log(12.0 / 46.5), 1e-12);
    ck_assert_int_eq(cluster->centre, 2);
    ck_assert_int_eq(cluster->n_units, 2);
    ck_assert_double_eq(cluster->radius, 100.0);
    ck_assert_double_eq(cluster->population, 200.0);
    ck_assert_double_eq_tol(cluster->p, 0.001, 1e-12);
    ck_assert_double_eq_tol(result.figures[0].expected, 15.5, 1e-12);
    ck_assert_int_eq(result.members[0], 2);
    ck_assert_int_eq(result.members[1], 3);
    ck_assert_int_eq(result.n_windows, 0);
    ck_assert_int_eq(result.n_part, 8);
    bp_scan_result_clear(&result);
    bp_graph_clear(&graph);
}
END_TEST

/* Without links every window is a unit; with nobody that stands out there is none. */
START_TEST(what_does_not_hang_together_or_stand_out)
{
    flexible_map map;
    bp_scan_options options = BP_SCAN_OPTIONS_INIT;
    bp_scan_result result = BP_SCAN_RESULT_INIT;
    bp_graph none = BP_GRAPH_INIT;
    flexible_map_make(context, 2, 10, 1, &map);
    const bp_scan_domain domain = {NULL, BP_SCAN_POISSON, map.map.cases, map.map.population, NULL};
    bp_scan_input input = scan_map_input(&map.map, &domain, 1);
    ck_bp_ok(context, bp_graph_from_links(context, 10, NULL, 0, &none));
    bp_scan_flexible_options flexible = {&none, 10, 1.0};
    options.inference.n_replicates = 0;
    ck_bp_ok(context, bp_scan_flexible_make(context, &input, &options, &flexible, &result));
    ck_assert_int_gt(result.n_clusters, 1);
    for (int k = 0; k < result.n_clusters; k++)
        ck_assert_int_eq(result.clusters[k].n_units, 1);
    bp_scan_result_clear(&result);
    flexible = (bp_scan_flexible_options){&map.graph, 10, 1e-15};
    options.inference.n_replicates = 19;
    ck_bp_ok(context, bp_scan_flexible_make(context, &input, &options, &flexible, &result));
    ck_assert_int_eq(result.n_clusters, 0);
    bp_scan_result_clear(&result);
    bp_graph_clear(&none);
    bp_graph_clear(&map.graph);
}
END_TEST

/* A unit above the cap is a window by itself where the options let it. */
START_TEST(a_unit_above_the_cap_stands_alone)
{
    flexible_map map;
    bp_scan_options options = BP_SCAN_OPTIONS_INIT;
    bp_scan_result result = BP_SCAN_RESULT_INIT;
    flexible_map_make(context, 2, 10, 1, &map);
    map.map.population[4] = 500.0;
    map.map.cases[4] = 400.0;
    const bp_scan_domain domain = {NULL, BP_SCAN_BERNOULLI, map.map.cases, map.map.population, NULL};
    bp_scan_input input = scan_map_input(&map.map, &domain, 1);
    const bp_scan_flexible_options flexible = {&map.graph, 10, 1.0};
    options.inference.n_replicates = 0;
    options.windows.population = 200.0;
    options.windows.oversize = BP_SCAN_OVERSIZE_ALONE;
    ck_bp_ok(context, bp_scan_flexible_make(context, &input, &options, &flexible, &result));
    ck_assert_int_eq(result.clusters[0].centre, 4);
    for (int k = 0; k < result.n_clusters; k++)
        ck_assert(k == 0 ? result.clusters[k].n_units == 1 : result.clusters[k].population <= 200.0);
    bp_scan_result_clear(&result);
    bp_graph_clear(&map.graph);
}
END_TEST

/* The same map with its rows the other way round gives the same clusters. */
START_TEST(the_order_of_rows_does_not_matter)
{
    for (uint64_t seed = 0; seed < 6; seed++) {
        flexible_map map;
        flexible_map_make(context, seed, 30, seed % 2 == 0, &map);
        scan_map turned = map.map;
        bp_link links[SCAN_UNITS * SCAN_UNITS];
        bp_graph graph = BP_GRAPH_INIT;
        int64_t m = 0;
        for (int i = 0; i < 30; i++) {
            turned.x[29 - i] = map.map.x[i];
            turned.y[29 - i] = map.map.y[i];
            turned.population[29 - i] = map.map.population[i];
            turned.cases[29 - i] = map.map.cases[i];
            for (int j = 0; j < i; j++)
                if (map.touch[i] >> j & 1)
                    links[m++] = (bp_link){29 - i, 29 - j, 1.0};
        }
        ck_bp_ok(context, bp_graph_from_links(context, 30, links, m, &graph));
        const bp_scan_domain one = {NULL, BP_SCAN_POISSON, map.map.cases, map.map.population, NULL};
        const bp_scan_domain two = {NULL, BP_SCAN_POISSON, turned.cases, turned.population, NULL};
        bp_scan_input input = scan_map_input(&map.map, &one, 1), other = scan_map_input(&turned, &two, 1);
        const bp_scan_flexible_options flexible = {&map.graph, 9, seed % 3 == 0 ? 1.0 : 0.3},
                                       other_way = {&graph, 9, flexible.restriction};
        bp_scan_options options = BP_SCAN_OPTIONS_INIT;
        bp_scan_result a = BP_SCAN_RESULT_INIT, b = BP_SCAN_RESULT_INIT;
        options.inference.n_replicates = 0;
        ck_bp_ok(context, bp_scan_flexible_make(context, &input, &options, &flexible, &a));
        ck_bp_ok(context, bp_scan_flexible_make(context, &other, &options, &other_way, &b));
        ck_assert_int_eq(a.n_clusters, b.n_clusters);
        for (int k = 0; k < a.n_clusters; k++) {
            ck_assert_int_eq(a.clusters[k].centre, 29 - b.clusters[k].centre);
            ck_assert_double_eq(a.clusters[k].radius, b.clusters[k].radius);
        }
        for (int i = 0; i < 30; i++)
            ck_assert_int_eq(a.cluster[i], b.cluster[29 - i]);
        bp_scan_result_clear(&a);
        bp_scan_result_clear(&b);
        bp_graph_clear(&graph);
        bp_graph_clear(&map.graph);
    }
}
END_TEST

START_TEST(threads_do_not_change_anything)
{
    flexible_map map;
    flexible_map_make(context, 5, 30, 0, &map);
    const bp_scan_domain domains[] = {{"a", BP_SCAN_POISSON, map.map.cases, map.map.population, NULL},
                                      {"b", BP_SCAN_NORMAL, map.map.values, map.map.weights, NULL}};
    bp_scan_input input = scan_map_input(&map.map, domains, 2);
    bp_scan_result results[3] = {BP_SCAN_RESULT_INIT, BP_SCAN_RESULT_INIT, BP_SCAN_RESULT_INIT};
    for (int t = 0; t < 3; t++) {
        bp_context *own = NULL;
        bp_context_options how = BP_CONTEXT_OPTIONS_INIT;
        bp_scan_options options = BP_SCAN_OPTIONS_INIT;
        const bp_scan_flexible_options flexible = {&map.graph, 8, 0.3};
        how.n_threads = t + 1;
        options.direction = BP_SCAN_BOTH;
        options.p_limit = 1.0;
        options.inference.n_replicates = 203;
        ck_assert_int_eq(bp_context_new(&how, &own), BP_OK);
        ck_bp_ok(own, bp_scan_flexible_make(own, &input, &options, &flexible, &results[t]));
        bp_context_free(own);
        ck_assert_mem_eq(results[t].maxima.highest, results[0].maxima.highest, 203 * sizeof(double));
        ck_assert_int_eq(results[t].n_clusters, results[0].n_clusters);
        ck_assert_mem_eq(results[t].cluster, results[0].cluster, 30 * sizeof(int32_t));
    }
    for (int t = 0; t < 3; t++)
        bp_scan_result_clear(&results[t]);
    bp_graph_clear(&map.graph);
}
END_TEST

/* Maps of pure chance: p of the most likely cluster is at most a with a chance of a. */
START_TEST(p_is_uniform_where_nothing_is_there)
{
    enum { MAPS = 300, REPLICATES = 99, CLASSES = 10 };
    for (int round = 0; round < 2; round++) {
        int counts[CLASSES] = {0};
        double square = 0.0;
        flexible_map map;
        flexible_map_make(context, 6, 25, 0, &map);
        for (uint64_t seed = 0; seed < MAPS; seed++) {
            bp_random random = bp_random_at(seed, 80, 0);
            for (int i = 0; i < map.map.n; i++)
                map.map.cases[i] =
                    (double)bp_random_binomial(&random, 1000 * (int64_t)map.map.population[i], 1e-4);
            const bp_scan_domain domain = {NULL, BP_SCAN_POISSON, map.map.cases, map.map.population, NULL};
            bp_scan_input input = scan_map_input(&map.map, &domain, 1);
            const bp_scan_flexible_options flexible = {&map.graph, 6, round == 0 ? 0.2 : 1.0};
            bp_scan_options options = BP_SCAN_OPTIONS_INIT;
            bp_scan_result result = BP_SCAN_RESULT_INIT;
            options.n_clusters = 1;
            options.inference.n_replicates = REPLICATES;
            options.inference.seed = seed;
            ck_bp_ok(context, bp_scan_flexible_make(context, &input, &options, &flexible, &result));
            double p = result.n_clusters > 0 ? result.clusters[0].p : 1.0;
            counts[(int)ceil(p * CLASSES - 1e-9) - 1]++;
            bp_scan_result_clear(&result);
        }
        bp_graph_clear(&map.graph);
        for (int c = 0; c < CLASSES; c++)
            square += (counts[c] - MAPS / CLASSES) * (counts[c] - MAPS / CLASSES) / (double)(MAPS / CLASSES);
        /* 9 degrees of freedom: exceeded by chance once in 10,000. */
        ck_assert_msg(square < 33.7, "round %d: chi-square %g", round, square);
    }
}
END_TEST

static volatile sig_atomic_t stop;

static void stop_halfway(void *user, double share)
{
    (void)user;
    stop = share > 0.3;
}

START_TEST(an_interrupted_scan_leaves_nothing)
{
    flexible_map map;
    flexible_map_make(context, 5, 30, 0, &map);
    const bp_scan_domain domain = {NULL, BP_SCAN_POISSON, map.map.cases, map.map.population, NULL};
    bp_scan_input input = scan_map_input(&map.map, &domain, 1);
    const bp_scan_flexible_options flexible = {&map.graph, 12, 1.0};
    for (int at_once = 0; at_once < 2; at_once++) {
        bp_scan_options options = BP_SCAN_OPTIONS_INIT;
        bp_scan_result result = BP_SCAN_RESULT_INIT;
        bp_context_options how = BP_CONTEXT_OPTIONS_INIT;
        bp_context *own = NULL;
        stop = at_once;
        how.interrupt = &stop;
        how.progress = at_once ? NULL : stop_halfway;
        ck_assert_int_eq(bp_context_new(&how, &own), BP_OK);
        ck_assert_int_eq(bp_scan_flexible_make(own, &input, &options, &flexible, &result),
                         BP_ERROR_INTERRUPTED);
        ck_assert_ptr_null(result.clusters);
        ck_assert_ptr_null(result.maxima.highest);
        bp_context_free(own);
    }
    bp_graph_clear(&map.graph);
}
END_TEST

static void check_refused(const bp_scan_input *input, const bp_scan_options *options,
                          const bp_scan_flexible_options *flexible, const char *message)
{
    bp_scan_result result = BP_SCAN_RESULT_INIT;
    ck_assert_int_ne(bp_scan_flexible_make(context, input, options, flexible, &result), BP_OK);
    ck_assert_str_eq(bp_context_message(context), message);
    ck_assert_ptr_null(result.clusters);
    bp_context_clear(context);
}

START_TEST(what_cannot_be_scanned_is_refused)
{
    flexible_map map;
    flexible_map_make(context, 1, 12, 1, &map);
    bp_scan_domain domain = {NULL, BP_SCAN_POISSON, map.map.cases, map.map.population, NULL};
    bp_scan_input input = scan_map_input(&map.map, &domain, 1);
    bp_scan_options options = BP_SCAN_OPTIONS_INIT;
    bp_scan_flexible_options flexible = BP_SCAN_FLEXIBLE_OPTIONS_INIT;
    check_refused(&input, &options, &flexible, "flexible scan: links between the same units are needed");
    flexible.graph = &map.graph;
    flexible.nearest = 31;
    check_refused(&input, &options, &flexible,
                  "flexible scan: windows among the 31 nearest units; give 1 to 30");
    flexible.nearest = 0;
    check_refused(&input, &options, &flexible,
                  "flexible scan: windows among the 0 nearest units; give 1 to 30");
    flexible.nearest = 5;
    flexible.restriction = 0.0;
    check_refused(&input, &options, &flexible,
                  "flexible scan: a restriction to units with a mid-p below 0; it must be above 0, up to 1 "
                  "(none)");
    flexible.restriction = 0.2;
    options.windows.shapes = bp_scan_ellipses;
    options.windows.n_shapes = 1;
    check_refused(&input, &options, &flexible,
                  "flexible scan: windows have any connected form; shapes are for circles and ellipses");
    options.windows.n_shapes = 0;
    options.windows.population = 10.0;
    map.map.population[4] = 200.0;
    check_refused(&input, &options, &flexible,
                  "row 5 has a population of 200, above the cap of 10 on a window; raise the cap, or "
                  "say what becomes of such units (--oversize alone or skip)");
    bp_graph_clear(&map.graph);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("scan_flexible");
    TCase *tests = tcase_create("scan_flexible");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, equal_to_every_connected_subset);
    tcase_add_test(tests, maxima_equal_every_connected_subset);
    tcase_add_test(tests, limits_of_mid_p_by_hand);
    tcase_add_test(tests, a_row_by_hand);
    tcase_add_test(tests, what_does_not_hang_together_or_stand_out);
    tcase_add_test(tests, a_unit_above_the_cap_stands_alone);
    tcase_add_test(tests, the_order_of_rows_does_not_matter);
    tcase_add_test(tests, threads_do_not_change_anything);
    tcase_add_test(tests, p_is_uniform_where_nothing_is_there);
    tcase_add_test(tests, an_interrupted_scan_leaves_nothing);
    tcase_add_test(tests, what_cannot_be_scanned_is_refused);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
