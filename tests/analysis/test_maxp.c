#include "analysis/maxp.h"

#include "tests/analysis/division_brute.h"

#include <signal.h>
#include <stdio.h>

enum { CASES = 200, SIDE = 20 };

static bp_context *context;
static plain_map map;
static bp_regions_options options;
static bp_regions regions;
static volatile sig_atomic_t stop;

static void setup(void)
{
    bp_context_options one = BP_CONTEXT_OPTIONS_INIT;
    one.n_threads = 1;
    ck_assert_int_eq(bp_context_new(&one, &context), BP_OK);
    options = (bp_regions_options)BP_REGIONS_OPTIONS_INIT;
    options.method = "maxp";
    regions = (bp_regions)BP_REGIONS_INIT;
    memset(&map, 0, sizeof map);
}

static void teardown(void)
{
    bp_regions_clear(&regions);
    bp_graph_clear(&map.graph);
    bp_context_free(context);
}

static void check_failure(bp_status expected, const char *message)
{
    ck_assert_int_eq(bp_regions_make(context, &map.input, &options, &regions), expected);
    ck_assert_str_eq(bp_context_message(context), message);
    ck_assert_ptr_null(regions.label);
    bp_context_clear(context);
}

/* One case with each search: is p the most there can be, and is the sum of squares the least? */
static void check_case(int number, int *n_most, int *n_least)
{
    static division_brute brute;
    uint64_t state = (uint64_t)number;
    plain_mesh(context, &state, 4 + plain_below(&state, BRUTE_UNITS - 3), number % 3 == 0, &map);
    options.floor = 3.0 + plain_below(&state, 15);
    options.search = (bp_search)(number % 3);
    options.starts = 4;
    options.leave_out_small = 1;
    division_weigh(&map, &brute);
    division_try_all(&brute, options.floor, INFINITY);
    unsigned able = division_able(&map, &brute, options.floor);
    if (able != 0) {
        int most = division_most(&brute, able);
        ck_bp_ok(context, bp_regions_make(context, &map.input, &options, &regions));
        division_check(&map, able, regions.label, regions.k, options.floor, INFINITY);
        ck_assert_int_le(regions.k, most);
        ck_assert_int_eq(regions.n_left_out, map.n - division_count(able));
        *n_most += regions.k == most;
        double least = brute.least[regions.k][able];
        ck_assert_double_ge(regions.within_ss, least - 1e-9);
        *n_least += regions.k == most && regions.within_ss <= least + 1e-9;
    } else {
        *n_most += 1;
        *n_least += 1;
    }
    bp_regions_clear(&regions);
    bp_graph_clear(&map.graph);
}

/* All divisions of small maps: p is the most there can be, and the objective nearly always the least. */
START_TEST(is_the_best_of_all_divisions)
{
    int n_most = 0, n_least = 0;
    for (int number = 1; number <= CASES; number++)
        check_case(number, &n_most, &n_least);
    printf("%d cases: most regions in %d, and of those the least squares in %d\n", CASES, n_most, n_least);
    ck_assert_int_eq(n_most, CASES);
    ck_assert_int_ge(n_least, CASES * 95 / 100);
}
END_TEST

/* 1 2 3 | 10 11 12 in a row, floor 3 of 1 each: two regions, 2 + 2 within. */
START_TEST(a_row_falls_into_halves)
{
    static const double x[] = {1.0, 2.0, 3.0, 10.0, 11.0, 12.0};
    static const int32_t expected[] = {0, 0, 0, 1, 1, 1};
    bp_maxp_limit limit = BP_MAXP_LIMIT_INIT;
    plain_path(context, 6, x, &map);
    options.floor = 3.0;
    ck_bp_ok(context, bp_regions_make(context, &map.input, &options, &regions));
    ck_assert_int_eq(regions.k, 2);
    ck_assert_mem_eq(regions.label, expected, sizeof expected);
    ck_assert_double_eq_tol(regions.within_ss, 4.0, 1e-12);
    ck_bp_ok(context, bp_maxp_bound(context, &map.input, &options, &limit));
    ck_assert_int_eq(limit.most_regions, 2);
    ck_assert_int_eq(limit.n_small, 0);
}
END_TEST

/* Rows 1 - 3 with 6 in all, rows 4 - 5 with 2, row 6 alone with 4. */
static void make_parts(void)
{
    static const double x[] = {1.0, 2.0, 3.0, 4.0, 5.0, 6.0}, size[] = {2.0, 2.0, 2.0, 1.0, 1.0, 4.0};
    map.n = 6;
    map.p = 1;
    memcpy(map.x, x, sizeof x);
    memcpy(map.size, size, sizeof size);
    plain_touch(&map, 0, 1);
    plain_touch(&map, 1, 2);
    plain_touch(&map, 3, 4);
    plain_finish(context, &map);
}

START_TEST(parts_short_of_the_floor_are_named_or_left_out)
{
    static const int32_t expected[] = {0, 0, 0, -1, -1, 1};
    bp_maxp_limit limit = BP_MAXP_LIMIT_INIT;
    make_parts();
    options.floor = 4.0;
    check_failure(
        BP_ERROR_INPUT,
        "the part that has row 4 (2 units, size 2) cannot reach the floor 4, and no links join it to "
        "another: lower the floor, link it or leave it out");
    ck_bp_ok(context, bp_maxp_bound(context, &map.input, &options, &limit));
    ck_assert_int_eq(limit.most_regions, 2);
    ck_assert_int_eq(limit.n_small, 1);
    ck_assert_int_eq(limit.n_small_units, 2);
    ck_assert_double_eq(limit.small_size, 2.0);
    options.leave_out_small = 1;
    ck_bp_ok(context, bp_regions_make(context, &map.input, &options, &regions));
    ck_assert_int_eq(regions.k, 2);
    ck_assert_int_eq(regions.n_left_out, 2);
    ck_assert_int_eq(regions.n_components, 2);
    ck_assert_mem_eq(regions.label, expected, sizeof expected);
    bp_regions_clear(&regions);
    options.floor = 7.0;
    check_failure(
        BP_ERROR_INPUT,
        "the part that has row 1 (3 units, size 6) cannot reach the floor 7, and no links join it to "
        "another: lower the floor, link it or leave it out");
}
END_TEST

/* Islands that reach the floor by themselves are regions; it ends. */
START_TEST(islands_are_regions)
{
    map.n = 5;
    map.p = 1;
    for (int i = 0; i < map.n; i++) {
        map.x[i] = i;
        map.size[i] = 3.0 + i;
    }
    plain_finish(context, &map);
    options.floor = 3.0;
    for (int search = BP_SEARCH_GREEDY; search <= BP_SEARCH_ANNEALING; search++) {
        options.search = (bp_search)search;
        ck_bp_ok(context, bp_regions_make(context, &map.input, &options, &regions));
        ck_assert_int_eq(regions.k, 5);
        ck_assert_double_eq(regions.within_ss, 0.0);
        bp_regions_clear(&regions);
    }
}
END_TEST

START_TEST(what_makes_no_sense_is_refused)
{
    static const double x[] = {1.0, 2.0, 3.0, 4.0, 5.0, 6.0};
    bp_maxp_limit limit = BP_MAXP_LIMIT_INIT;
    plain_path(context, 6, x, &map);
    check_failure(BP_ERROR_INPUT,
                  "max-p makes as many regions as a floor allows, and there is none: give a floor");
    ck_assert_int_eq(bp_maxp_bound(context, &map.input, &options, &limit), BP_ERROR_INPUT);
    bp_context_clear(context);
    options.floor = 2.0;
    options.k = 2;
    check_failure(BP_ERROR_INPUT,
                  "k is 2 and max-p finds the number of regions itself: leave k out, or use azp");
    options.k = 0;
    options.starts = 0;
    check_failure(BP_ERROR_ARGUMENT, "0 starts: there is 1 or more");
    options.starts = 2;
    options.search = BP_SEARCH_TABU;
    options.tabu_length = 0;
    check_failure(BP_ERROR_ARGUMENT, "tabu length 0: 1 move or more stays forbidden");
    options.search = BP_SEARCH_ANNEALING;
    options.cooling = 1.0;
    check_failure(BP_ERROR_ARGUMENT, "cooling 1: annealing takes a number between 0 and 1");
}
END_TEST

/* Units of 3 between floor 4 and ceiling 5: two are 6. */
START_TEST(a_ceiling_that_nothing_keeps_is_told)
{
    static const double x[] = {1.0, 2.0, 3.0, 4.0};
    plain_path(context, 4, x, &map);
    for (int i = 0; i < 4; i++)
        map.size[i] = 3.0;
    options.floor = 4.0;
    options.ceiling = 5.0;
    check_failure(BP_ERROR_INPUT,
                  "max-p: none of 10 starts made regions from floor 4 to ceiling 5: raise the "
                  "ceiling, lower the floor, or give more starts");
    options.ceiling = 6.0;
    ck_bp_ok(context, bp_regions_make(context, &map.input, &options, &regions));
    ck_assert_int_eq(regions.k, 2);
}
END_TEST

/* A larger mesh, whose rows go by order[]. */
typedef struct large_map {
    bp_graph graph;
    double x[2 * SIDE * SIDE], size[SIDE * SIDE];
    bp_regions_input input;
} large_map;

static void make_large(const int32_t *order, large_map *large)
{
    static bp_link links[2 * SIDE * SIDE];
    int64_t m = 0;
    uint64_t state = 7;
    for (int i = 0; i < SIDE * SIDE; i++) {
        int at = order[i];
        large->x[at] = sin(i % SIDE * 0.4) + 0.001 * plain_below(&state, 1000);
        large->x[SIDE * SIDE + at] = cos(i / SIDE * 0.3) + 0.001 * plain_below(&state, 1000);
        large->size[at] = 50.0 + plain_below(&state, 200);
        if (i % SIDE > 0)
            links[m++] = (bp_link){order[i - 1], at, 1.0};
        if (i >= SIDE)
            links[m++] = (bp_link){order[i - SIDE], at, 1.0};
    }
    large->graph = (bp_graph)BP_GRAPH_INIT;
    ck_bp_ok(context, bp_graph_from_links(context, SIDE * SIDE, links, m, &large->graph));
    large->input = (bp_regions_input){SIDE * SIDE, &large->graph, 2, large->x, NULL, NULL, large->size};
}

static void number_rows(int32_t *order, uint64_t seed)
{
    for (int i = 0; i < SIDE * SIDE; i++)
        order[i] = i;
    for (int i = SIDE * SIDE - 1; seed > 0 && i > 0; i--) {
        int j = plain_below(&seed, i + 1);
        int32_t kept = order[i];
        order[i] = order[j];
        order[j] = kept;
    }
}

static void run_large(int n_threads, const int32_t *order, bp_regions *out)
{
    large_map large;
    bp_context *own = NULL;
    bp_context_options threads = BP_CONTEXT_OPTIONS_INIT;
    threads.n_threads = n_threads;
    ck_assert_int_eq(bp_context_new(&threads, &own), BP_OK);
    make_large(order, &large);
    options.floor = 1000.0;
    options.starts = 5;
    ck_bp_ok(own, bp_regions_make(own, &large.input, &options, out));
    bp_graph_clear(&large.graph);
    bp_context_free(own);
}

START_TEST(threads_and_rows_change_nothing)
{
    static int32_t order[SIDE * SIDE], other[SIDE * SIDE];
    number_rows(order, 0);
    number_rows(other, 5);
    for (int search = BP_SEARCH_GREEDY; search <= BP_SEARCH_ANNEALING; search++) {
        bp_regions one = BP_REGIONS_INIT, two = BP_REGIONS_INIT, mixed = BP_REGIONS_INIT;
        options.search = (bp_search)search;
        run_large(1, order, &one);
        run_large(2, order, &two);
        run_large(2, other, &mixed);
        ck_assert_mem_eq(one.label, two.label, sizeof order);
        ck_assert_double_eq(one.within_ss, mixed.within_ss);
        int32_t label[SIDE * SIDE];
        for (int i = 0; i < SIDE * SIDE; i++)
            label[i] = mixed.label[other[i]];
        ck_assert(plain_are_alike(one.label, label, SIDE * SIDE));
        bp_regions_clear(&one);
        bp_regions_clear(&two);
        bp_regions_clear(&mixed);
    }
}
END_TEST

static void stop_now(void *user, double share)
{
    (void)user;
    if (share > 0.0)
        stop = 1;
}

/* Whether at once or after the first start: no result, and nothing is left behind. */
START_TEST(an_interrupt_ends_it)
{
    static int32_t order[SIDE * SIDE];
    large_map large;
    number_rows(order, 0);
    make_large(order, &large);
    options.floor = 1000.0;
    for (int is_later = 0; is_later < 2; is_later++)
        for (int search = BP_SEARCH_GREEDY; search <= BP_SEARCH_ANNEALING; search++) {
            bp_context *own = NULL;
            bp_context_options told = BP_CONTEXT_OPTIONS_INIT;
            told.n_threads = 1;
            told.interrupt = &stop;
            told.progress = stop_now;
            stop = !is_later;
            options.search = (bp_search)search;
            ck_assert_int_eq(bp_context_new(&told, &own), BP_OK);
            ck_assert_int_eq(bp_regions_make(own, &large.input, &options, &regions), BP_ERROR_INTERRUPTED);
            ck_assert_ptr_null(regions.label);
            bp_context_free(own);
        }
    bp_graph_clear(&large.graph);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("maxp");
    TCase *tests = tcase_create("maxp");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, is_the_best_of_all_divisions);
    tcase_add_test(tests, a_row_falls_into_halves);
    tcase_add_test(tests, parts_short_of_the_floor_are_named_or_left_out);
    tcase_add_test(tests, islands_are_regions);
    tcase_add_test(tests, what_makes_no_sense_is_refused);
    tcase_add_test(tests, a_ceiling_that_nothing_keeps_is_told);
    tcase_add_test(tests, threads_and_rows_change_nothing);
    tcase_add_test(tests, an_interrupt_ends_it);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
