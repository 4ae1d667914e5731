#include "analysis/scan_inference.h"
#include "analysis/scan_report.h"
#include "tests/analysis/scan_maps.h"

#include <signal.h>
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

/* What a search sees of the draws, summed over all of them. */
typedef struct tally {
    int64_t n;
    int unit; /* the unit looked at */
    double sum, square, other_sum;
} tally;

/* Not a search at all: looks at the draws, and gives 0. */
static bp_status look(bp_context *own, void *user, int thread, const bp_scan_draws *draws, double *highest)
{
    tally *t = (tally *)user;
    (void)own;
    (void)thread;
    for (int r = 0; r < BP_SCAN_BATCH; r++) {
        double total = 0.0, base_total = 0.0, x = draws->observed[0][t->unit * BP_SCAN_BATCH + r];
        for (int64_t i = 0; i < draws->models[0].n; i++) {
            const double *base = draws->base[0];
            double observed = draws->observed[0][i * BP_SCAN_BATCH + r];
            total += observed;
            base_total += base ? base[i * BP_SCAN_BATCH + r] : draws->models[0].base[i];
            ck_assert(draws->models[0].kind == BP_SCAN_NORMAL ||
                      (observed >= 0.0 && (draws->models[0].base[i] > 0.0 || observed == 0.0)));
            ck_assert(draws->models[0].kind != BP_SCAN_BERNOULLI || observed <= draws->models[0].base[i]);
        }
        ck_assert_double_eq_tol(total, draws->models[0].total_observed, 1e-9);
        ck_assert_double_eq_tol(base_total, draws->models[0].total_base, 1e-6);
        t->n++;
        t->sum += x;
        t->square += x * x;
        if (draws->n_models > 1)
            t->other_sum += draws->observed[1][t->unit * BP_SCAN_BATCH + r] != x;
        highest[r] = 0.0;
    }
    return BP_OK;
}

static tally look_at(const bp_scan_domain *domains, int n_domains, int n, int unit)
{
    bp_scan_model models[2] = {BP_SCAN_MODEL_INIT, BP_SCAN_MODEL_INIT};
    bp_scan_inference_options options = BP_SCAN_INFERENCE_OPTIONS_INIT;
    bp_scan_maxima maxima = BP_SCAN_MAXIMA_INIT;
    tally t = {0};
    bp_context_options single = BP_CONTEXT_OPTIONS_INIT;
    bp_context *one = NULL;
    single.n_threads = 1;
    ck_assert_int_eq(bp_context_new(&single, &one), BP_OK);
    t.unit = unit;
    options.n_replicates = 4000;
    for (int d = 0; d < n_domains; d++)
        ck_bp_ok(one, bp_scan_model_make(one, &domains[d], n, &models[d]));
    ck_bp_ok(one, bp_scan_infer(one, models, n_domains, 1.0, look, &t, &options, &maxima));
    ck_assert_int_eq(maxima.n, 4000);
    for (int d = 0; d < n_domains; d++)
        bp_scan_model_clear(&models[d]);
    bp_scan_maxima_clear(&maxima);
    bp_context_free(one);
    return t;
}

static void check_moments(const tally *t, double mean, double variance)
{
    double n = (double)t->n, average = t->sum / n;
    double spread = (t->square - t->sum * average) / (n - 1.0);
    ck_assert_msg(fabs(average - mean) < 5.0 * sqrt(variance / n), "mean %g, not %g", average, mean);
    ck_assert_msg(fabs(spread / variance - 1.0) < 0.15, "variance %g, not %g", spread, variance);
}

/* Cases of one unit have the moments of the binomial (few and many cases) or hypergeometric
 * distribution; a unit without population gets none. */
START_TEST(cases_fall_as_the_models_say)
{
    const double few[] = {3.0, 7.0, 10.0, 0.0, 5.0}, many[] = {300.0, 700.0, 1000.0, 0.0, 500.0};
    const double population[] = {1000.0, 2000.0, 3000.0, 0.0, 4000.0};
    bp_scan_domain domain = {NULL, BP_SCAN_POISSON, few, population, NULL};
    tally t = look_at(&domain, 1, 5, 2);
    check_moments(&t, 25.0 * 0.3, 25.0 * 0.3 * 0.7);
    domain.value = many;
    t = look_at(&domain, 1, 5, 2);
    check_moments(&t, 2500.0 * 0.3, 2500.0 * 0.3 * 0.7);
    domain.kind = BP_SCAN_BERNOULLI;
    t = look_at(&domain, 1, 5, 2);
    check_moments(&t, 2500.0 * 0.3, 2500.0 * 0.3 * 0.7 * 7500.0 / 9999.0);
}
END_TEST

/* Rows are exchanged whole: values with their weights, and of two equal domains always the same ones. */
START_TEST(rows_are_exchanged_whole)
{
    const double values[] = {1.0, 2.0, 4.0, 8.0}, weights[] = {1.0, 2.0, 3.0, 4.0};
    bp_scan_domain domains[] = {{NULL, BP_SCAN_NORMAL, values, NULL, NULL},
                                {NULL, BP_SCAN_NORMAL, values, NULL, NULL}};
    tally t = look_at(domains, 2, 4, 1);
    ck_assert_double_eq(t.other_sum, 0.0);
    /* Deviations from the mean -2.75, -1.75, 0.25, 4.25, each as likely. */
    check_moments(&t, 0.0, 7.1875);
    domains[0].base = weights;
    t = look_at(domains, 1, 4, 1);
    ck_assert_int_eq(t.n, 4000);
}
END_TEST

/* Gives replicate r its own number from a list, to see who counts. */
static bp_status recite(bp_context *own, void *user, int thread, const bp_scan_draws *draws, double *highest)
{
    (void)own;
    (void)user;
    (void)thread;
    /* A replicate is known by its draw: the cases of the first unit. */
    for (int r = 0; r < BP_SCAN_BATCH; r++)
        highest[r] = draws->observed[0][r];
    return BP_OK;
}

static bp_scan_maxima recite_with(int n_threads, int64_t stop_at, double observed)
{
    static const double cases[] = {50.0, 50.0}, population[] = {100.0, 100.0};
    const bp_scan_domain domain = {NULL, BP_SCAN_POISSON, cases, population, NULL};
    bp_scan_model model = BP_SCAN_MODEL_INIT;
    bp_scan_inference_options options = BP_SCAN_INFERENCE_OPTIONS_INIT;
    bp_scan_maxima maxima = BP_SCAN_MAXIMA_INIT;
    bp_context_options threads = BP_CONTEXT_OPTIONS_INIT;
    bp_context *own = NULL;
    threads.n_threads = n_threads;
    ck_assert_int_eq(bp_context_new(&threads, &own), BP_OK);
    options.stop_at = stop_at;
    ck_bp_ok(own, bp_scan_model_make(own, &domain, 2, &model));
    ck_bp_ok(own, bp_scan_infer(own, &model, 1, observed, recite, NULL, &options, &maxima));
    bp_scan_model_clear(&model);
    bp_context_free(own);
    return maxima;
}

START_TEST(drawing_stops_at_the_replicate_that_settles_it)
{
    bp_scan_maxima all = recite_with(1, 0, 55.0);
    ck_assert_int_eq(all.n, 999);
    ck_assert(!all.stopped);
    int64_t n = 0, reached = 0;
    while (reached < 10)
        reached += all.highest[n++] >= 55.0;
    for (int n_threads = 1; n_threads <= 4; n_threads++) {
        bp_scan_maxima some = recite_with(n_threads, 10, 55.0);
        ck_assert(some.stopped);
        ck_assert_int_eq(some.n, n);
        ck_assert_mem_eq(some.highest, all.highest, (size_t)n * sizeof *all.highest);
        ck_assert_double_eq_tol(bp_scan_p(&some, 55.0), 10.0 / (double)n, 1e-15);
        bp_scan_maxima_clear(&some);
    }
    bp_scan_maxima never = recite_with(2, 10, 99.0);
    ck_assert_int_eq(never.n, 999);
    ck_assert(!never.stopped);
    ck_assert_double_eq_tol(bp_scan_p(&never, 99.0), 1.0 / 1000.0, 1e-15);
    bp_scan_maxima_clear(&never);
    bp_scan_maxima_clear(&all);
}
END_TEST

/* Maxima 1, 2, 3, 4: mean 2.5, variance 5/3. */
START_TEST(p_values_by_hand)
{
    double highest[] = {1.0, 2.0, 3.0, 4.0};
    bp_scan_maxima maxima = {4, 0, highest, 0.0, 0.0};
    ck_assert_int_eq(bp_scan_at_least(&maxima, 3.0), 2);
    ck_assert_int_eq(bp_scan_at_least(&maxima, 3.0 * (1.0 + 1e-12)), 2);
    ck_assert_double_eq_tol(bp_scan_p(&maxima, 3.0), 0.6, 1e-15);
    ck_assert_double_eq(bp_scan_p(&maxima, 0.0), 1.0);
    ck_assert_double_eq(bp_scan_p_gumbel(&maxima, 0.0), 1.0);
    ck_assert_double_eq(bp_scan_p_gumbel(&maxima, 1.0), 0.0);
    bp_scan_maxima drawn = recite_with(2, 0, 99.0);
    double mean = 0.0, square = 0.0;
    for (int64_t r = 0; r < drawn.n; r++) {
        mean += drawn.highest[r];
        square += drawn.highest[r] * drawn.highest[r];
    }
    mean /= (double)drawn.n;
    double variance = (square - (double)drawn.n * mean * mean) / ((double)drawn.n - 1.0);
    double scale = sqrt(6.0 * variance) / acos(-1.0), location = mean - 0.5772156649015329 * scale;
    ck_assert_double_eq_tol(drawn.scale, scale, 1e-9);
    ck_assert_double_eq_tol(drawn.location, location, 1e-9);
    ck_assert_double_eq_tol(bp_scan_p_gumbel(&drawn, 60.0), 1.0 - exp(-exp(-(60.0 - location) / scale)),
                            1e-12);
    bp_scan_maxima_clear(&drawn);
}
END_TEST

/* Every kind alone and together; two threads against one. */
START_TEST(threads_do_not_change_the_maxima)
{
    bp_context_options options = BP_CONTEXT_OPTIONS_INIT;
    scan_map map = scan_map_make(1, 36, 0);
    const bp_scan_domain domains[] = {{"a", BP_SCAN_POISSON, map.cases, map.population, NULL},
                                      {"b", BP_SCAN_BERNOULLI, map.cases, map.population, NULL},
                                      {"c", BP_SCAN_NORMAL, map.values, map.weights, NULL}};
    for (int first = 0; first < 4; first++) {
        bp_scan_input input = scan_map_input(&map, domains + first % 3, first < 3 ? 1 : 3);
        bp_scan_options scan_options = BP_SCAN_OPTIONS_INIT;
        bp_scan_result results[3] = {BP_SCAN_RESULT_INIT, BP_SCAN_RESULT_INIT, BP_SCAN_RESULT_INIT};
        scan_options.direction = BP_SCAN_BOTH;
        scan_options.inference.n_replicates = 203;
        for (int t = 0; t < 3; t++) {
            bp_context *own = NULL;
            options.n_threads = t + 1;
            ck_assert_int_eq(bp_context_new(&options, &own), BP_OK);
            ck_bp_ok(own, bp_scan_make(own, &input, &scan_options, &results[t]));
            bp_context_free(own);
            ck_assert_int_eq(results[t].maxima.n, 203);
            ck_assert_mem_eq(results[t].maxima.highest, results[0].maxima.highest, 203 * sizeof(double));
        }
        ck_assert_double_eq(results[0].clusters[0].p, results[2].clusters[0].p);
        for (int t = 0; t < 3; t++)
            bp_scan_result_clear(&results[t]);
    }
}
END_TEST

/* The maximum of every replicate is that of every window one by one on the map that was drawn. */
typedef struct plain_search {
    const scan_map *map;
    const bp_scan_domain *domains;
    int n_domains;
    bp_scan_options options;
} plain_search;

static bp_status search_plainly(bp_context *own, void *user, int thread, const bp_scan_draws *draws,
                                double *highest)
{
    const plain_search *search = (const plain_search *)user;
    (void)own;
    (void)thread;
    for (int r = 0; r < BP_SCAN_BATCH; r++) {
        double value[SCAN_DOMAINS][SCAN_UNITS], base[SCAN_DOMAINS][SCAN_UNITS];
        bp_scan_domain domains[SCAN_DOMAINS];
        for (int d = 0; d < search->n_domains; d++) {
            domains[d] = search->domains[d];
            domains[d].value = value[d];
            domains[d].base = base[d];
            for (int i = 0; i < search->map->n; i++) {
                base[d][i] =
                    draws->base[d] ? draws->base[d][i * BP_SCAN_BATCH + r] : draws->models[d].base[i];
                value[d][i] = draws->observed[d][i * BP_SCAN_BATCH + r];
                if (domains[d].kind == BP_SCAN_NORMAL)
                    value[d][i] /= base[d][i];
            }
        }
        highest[r] = plain_scan(search->map, domains, search->n_domains, &search->options);
    }
    return BP_OK;
}

START_TEST(maxima_equal_every_window_one_by_one)
{
    for (int which = 0; which < 5; which++) {
        scan_map map = scan_map_make(2, 16, 1);
        const bp_scan_domain domains[] = {{"a", BP_SCAN_POISSON, map.cases, map.population, NULL},
                                          {"b", BP_SCAN_BERNOULLI, map.cases, map.population, NULL},
                                          {"c", BP_SCAN_NORMAL, map.values, NULL, NULL},
                                          {"d", BP_SCAN_NORMAL, map.other, map.weights, NULL}};
        int n_domains = which == 4 ? 3 : 1;
        const bp_scan_domain *chosen = domains + which % 4;
        plain_search search = {&map, chosen, n_domains, BP_SCAN_OPTIONS_INIT};
        bp_scan_input input = scan_map_input(&map, chosen, n_domains);
        search.options.inference.n_replicates = 16;
        for (int direction = BP_SCAN_HIGH; direction <= BP_SCAN_BOTH; direction++) {
            bp_scan_model models[SCAN_DOMAINS] = {BP_SCAN_MODEL_INIT, BP_SCAN_MODEL_INIT, BP_SCAN_MODEL_INIT};
            bp_scan_maxima maxima = BP_SCAN_MAXIMA_INIT;
            bp_scan_result result = BP_SCAN_RESULT_INIT;
            search.options.direction = (bp_scan_direction)direction;
            for (int d = 0; d < n_domains; d++)
                ck_bp_ok(context, bp_scan_model_make(context, &chosen[d], map.n, &models[d]));
            ck_bp_ok(context, bp_scan_infer(context, models, n_domains, 0.0, search_plainly, &search,
                                            &search.options.inference, &maxima));
            ck_bp_ok(context, bp_scan_make(context, &input, &search.options, &result));
            for (int r = 0; r < 16; r++)
                ck_assert_double_eq_tol(maxima.highest[r], result.maxima.highest[r],
                                        1e-9 * (1.0 + maxima.highest[r]));
            for (int d = 0; d < n_domains; d++)
                bp_scan_model_clear(&models[d]);
            bp_scan_maxima_clear(&maxima);
            bp_scan_result_clear(&result);
        }
    }
}
END_TEST

/* Maps of pure chance: p of the most likely cluster is at most a with a chance of a. */
START_TEST(p_is_uniform_where_nothing_is_there)
{
    enum { MAPS = 300, REPLICATES = 99, CLASSES = 10 };
    for (int kind = BP_SCAN_POISSON; kind <= BP_SCAN_NORMAL; kind++) {
        int counts[CLASSES] = {0};
        double square = 0.0;
        for (uint64_t seed = 0; seed < MAPS; seed++) {
            scan_map map = scan_map_make(seed, 25, 0);
            bp_random random = bp_random_at(seed, 78, 0);
            /* The Poisson model holds where cases are few among many; here one in ten thousand. */
            for (int i = 0; kind == BP_SCAN_POISSON && i < map.n; i++)
                map.cases[i] = (double)bp_random_binomial(&random, 1000 * (int64_t)map.population[i], 1e-4);
            bp_scan_domain domain = {NULL, (bp_scan_kind)kind, map.cases, map.population, NULL};
            if (kind == BP_SCAN_NORMAL) {
                domain.value = map.values;
                domain.base = NULL;
            }
            bp_scan_input input = scan_map_input(&map, &domain, 1);
            bp_scan_options options = BP_SCAN_OPTIONS_INIT;
            bp_scan_result result = BP_SCAN_RESULT_INIT;
            options.n_clusters = 1;
            options.inference.n_replicates = REPLICATES;
            options.inference.seed = seed;
            options.windows.least_units = 2;
            ck_bp_ok(context, bp_scan_make(context, &input, &options, &result));
            counts[(int)ceil(result.clusters[0].p * CLASSES - 1e-9) - 1]++;
            bp_scan_result_clear(&result);
        }
        for (int c = 0; c < CLASSES; c++)
            square += (counts[c] - MAPS / CLASSES) * (counts[c] - MAPS / CLASSES) / (double)(MAPS / CLASSES);
        /* 9 degrees of freedom: exceeded by chance once in 10,000. */
        ck_assert_msg(square < 33.7, "kind %d: chi-square %g", kind, square);
    }
}
END_TEST

START_TEST(a_planted_cluster_is_found_and_chance_is_not)
{
    scan_map map = scan_map_make(8, 36, 1);
    const int planted[] = {14, 15, 20, 21};
    for (int k = 0; k < 4; k++)
        map.cases[planted[k]] = floor(0.5 * map.population[planted[k]]);
    const bp_scan_domain domain = {NULL, BP_SCAN_BERNOULLI, map.cases, map.population, NULL};
    bp_scan_input input = scan_map_input(&map, &domain, 1);
    bp_scan_options options = BP_SCAN_OPTIONS_INIT;
    bp_scan_result result = BP_SCAN_RESULT_INIT;
    ck_bp_ok(context, bp_scan_make(context, &input, &options, &result));
    ck_assert_double_eq_tol(result.clusters[0].p, 0.001, 1e-12);
    ck_assert_double_lt(result.clusters[0].p_gumbel, 1e-6);
    int n_found = 0;
    for (int k = 0; k < 4; k++)
        n_found += result.cluster[planted[k]] == 0;
    ck_assert_int_ge(n_found, 3);
    for (int k = 1; k < result.n_clusters; k++)
        ck_assert_double_le(result.clusters[k].p, 0.05);
    bp_scan_result_clear(&result);
}
END_TEST

START_TEST(an_interrupted_scan_leaves_nothing)
{
    static volatile sig_atomic_t stop = 1;
    scan_map map = scan_map_make(1, 36, 0);
    const bp_scan_domain domain = {NULL, BP_SCAN_POISSON, map.cases, map.population, NULL};
    bp_scan_input input = scan_map_input(&map, &domain, 1);
    bp_scan_options options = BP_SCAN_OPTIONS_INIT;
    bp_scan_result result = BP_SCAN_RESULT_INIT;
    bp_context_options interrupted = BP_CONTEXT_OPTIONS_INIT;
    bp_context *own = NULL;
    interrupted.interrupt = &stop;
    ck_assert_int_eq(bp_context_new(&interrupted, &own), BP_OK);
    ck_assert_int_eq(bp_scan_make(own, &input, &options, &result), BP_ERROR_INTERRUPTED);
    ck_assert_ptr_null(result.clusters);
    ck_assert_ptr_null(result.maxima.highest);
    bp_context_free(own);
}
END_TEST

START_TEST(no_replicates_are_refused)
{
    bp_scan_inference_options options = BP_SCAN_INFERENCE_OPTIONS_INIT;
    bp_scan_maxima maxima = BP_SCAN_MAXIMA_INIT;
    options.n_replicates = 0;
    ck_assert_int_eq(bp_scan_infer(context, NULL, 0, 1.0, recite, NULL, &options, &maxima),
                     BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context),
                     "scan: there must be 1 replicate at the least; 999 say something");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("scan_inference");
    TCase *tests = tcase_create("scan_inference");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, cases_fall_as_the_models_say);
    tcase_add_test(tests, rows_are_exchanged_whole);
    tcase_add_test(tests, drawing_stops_at_the_replicate_that_settles_it);
    tcase_add_test(tests, p_values_by_hand);
    tcase_add_test(tests, threads_do_not_change_the_maxima);
    tcase_add_test(tests, maxima_equal_every_window_one_by_one);
    tcase_add_test(tests, p_is_uniform_where_nothing_is_there);
    tcase_add_test(tests, a_planted_cluster_is_found_and_chance_is_not);
    tcase_add_test(tests, an_interrupted_scan_leaves_nothing);
    tcase_add_test(tests, no_replicates_are_refused);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
