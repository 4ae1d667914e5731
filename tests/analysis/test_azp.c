#include "analysis/azp.h"

#include "analysis/swap_private.h"
#include "tests/analysis/division_brute.h"

#include <signal.h>
#include <stdio.h>

enum { CASES = 150, SIDE = 24, MOVES = 400 };

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
    options.method = "azp";
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

/* One case: regions that hang together within the limits, at best as good as the best of all divisions. Of
 * what could be divided, how much was, and how often as well as can be? */
static void check_case(int number, int *n_able, int *n_made, int *n_least)
{
    static division_brute brute;
    int32_t label[PLAIN_UNITS];
    uint64_t state = (uint64_t)number;
    plain_mesh(context, &state, 4 + plain_below(&state, BRUTE_UNITS - 3), number % 4 == 0, &map);
    int parts = plain_components(&map, label);
    options.k = parts + plain_below(&state, map.n - parts + 1);
    options.floor = number % 2 ? plain_below(&state, 9) : 0.0;
    options.ceiling = number % 3 ? INFINITY : 10.0 + plain_below(&state, 15);
    options.search = (bp_search)(number % 3);
    division_weigh(&map, &brute);
    division_try_all(&brute, options.floor, options.ceiling);
    unsigned all = (1u << map.n) - 1u;
    double least = brute.least[options.k][all];
    bp_status status = bp_regions_make(context, &map.input, &options, &regions);
    *n_able += isfinite(least) ? 1 : 0;
    if (status == BP_OK) {
        ck_assert_int_eq(regions.k, options.k);
        division_check(&map, all, regions.label, regions.k, options.floor, options.ceiling);
        ck_assert_double_ge(regions.within_ss, least - 1e-9);
        *n_made += 1;
        *n_least += regions.within_ss <= least + 1e-9;
    } else {
        ck_assert_int_eq(status, BP_ERROR_INPUT);
        bp_context_clear(context);
    }
    bp_regions_clear(&regions);
    bp_graph_clear(&map.graph);
}

START_TEST(is_near_the_best_of_all_divisions)
{
    int n_able = 0, n_made = 0, n_least = 0;
    for (int number = 1; number <= CASES; number++)
        check_case(number, &n_able, &n_made, &n_least);
    printf("%d cases: %d can be divided, %d were, %d of them as well as can be\n", CASES, n_able, n_made,
           n_least);
    ck_assert_int_ge(n_made, n_able * 98 / 100);
    ck_assert_int_ge(n_least, n_made * 95 / 100);
}
END_TEST

/* 1 2 3 | 10 11 | 20 in a row: 2 + 0.5 + 0. */
START_TEST(a_row_falls_where_it_jumps)
{
    static const double x[] = {1.0, 2.0, 3.0, 10.0, 11.0, 20.0};
    static const int32_t expected[] = {0, 0, 0, 1, 1, 2}, halves[] = {0, 0, 0, 1, 1, 1};
    plain_path(context, 6, x, &map);
    options.k = 3;
    for (int search = BP_SEARCH_GREEDY; search <= BP_SEARCH_ANNEALING; search++) {
        options.search = (bp_search)search;
        ck_bp_ok(context, bp_regions_make(context, &map.input, &options, &regions));
        ck_assert_mem_eq(regions.label, expected, sizeof expected);
        ck_assert_double_eq_tol(regions.within_ss, 2.5, 1e-12);
        bp_regions_clear(&regions);
    }
    options.k = 0;
    options.ceiling = 3.0;
    ck_bp_ok(context, bp_regions_make(context, &map.input, &options, &regions));
    ck_assert_int_eq(regions.k, 2);
    ck_assert_mem_eq(regions.label, halves, sizeof halves);
}
END_TEST

START_TEST(what_cannot_be_is_refused)
{
    static const double x[] = {1.0, 2.0, 3.0, 4.0};
    plain_path(context, 4, x, &map);
    check_failure(BP_ERROR_INPUT,
                  "azp needs the number of regions, or a ceiling from which it follows: give k");
    for (int i = 0; i < 4; i++)
        map.size[i] = 3.0;
    options.k = 2;
    options.floor = 4.0;
    options.ceiling = 6.0;
    map.size[0] = 1.0; /* 1 + 3 | 3 + 3 */
    ck_bp_ok(context, bp_regions_make(context, &map.input, &options, &regions));
    bp_regions_clear(&regions);
    options.floor = 5.0;
    check_failure(BP_ERROR_INPUT,
                  "azp: none of 10 starts made 2 regions from floor 5 to ceiling 6: change k, "
                  "widen the limits, or give more starts");
    options.k = 0;
    options.floor = 4.5;
    options.ceiling = 4.8;
    check_failure(
        BP_ERROR_INPUT,
        "ceiling 4.8 asks for 3 regions and floor 4.5 allows 2: raise the ceiling or lower the floor");
    options.starts = -1;
    check_failure(BP_ERROR_ARGUMENT, "-1 starts: there is 1 or more");
}
END_TEST

/* A mesh of SIDE * SIDE with k regions grown by turns, and room to move units about in it. */
typedef struct field_map {
    bp_graph graph;
    double x[2 * SIDE * SIDE], size[SIDE * SIDE];
    bp_regions_input input;
    bp_ground ground;
    bp_swap swap;
} field_map;

static void make_field(int32_t k, bp_objective objective, field_map *f)
{
    static bp_link links[2 * SIDE * SIDE];
    int32_t label[SIDE * SIDE];
    int64_t m = 0;
    uint64_t state = 11;
    for (int i = 0; i < SIDE * SIDE; i++) {
        f->x[i] = 1000.0 + sin(i % SIDE * 0.4) + 0.001 * plain_below(&state, 1000);
        f->x[SIDE * SIDE + i] = cos(i / SIDE * 0.3) + 0.001 * plain_below(&state, 1000);
        f->size[i] = 1.0;
        label[i] = i / SIDE * k / SIDE;
        if (i % SIDE > 0)
            links[m++] = (bp_link){i - 1, i, 1.0};
        if (i >= SIDE)
            links[m++] = (bp_link){i - SIDE, i, 1.0};
    }
    f->graph = (bp_graph)BP_GRAPH_INIT;
    ck_bp_ok(context, bp_graph_from_links(context, SIDE * SIDE, links, m, &f->graph));
    f->input = (bp_regions_input){SIDE * SIDE, &f->graph, 2, f->x, NULL, NULL, f->size};
    options.objective = objective;
    ck_bp_ok(context, bp_ground_make(context, &f->input, &options, &f->ground));
    ck_bp_ok(context, bp_swap_new(context, &f->ground, bp_random_at(1, 2, 3), &f->swap));
    bp_division_set(&f->swap.partition, k, label);
}

static void clear_field(field_map *f)
{
    bp_swap_clear(&f->swap);
    bp_ground_clear(&f->ground);
    bp_graph_clear(&f->graph);
}

/* Is what unit i's region has besides it in one piece, by going through all of it? */
static bool stays_whole(const field_map *f, int32_t i)
{
    static int32_t queue[SIDE * SIDE];
    bool seen[SIDE * SIDE] = {false};
    const int32_t *label = f->swap.partition.label;
    int32_t end = 0, n = 0;
    for (int32_t j = 0; j < SIDE * SIDE; j++)
        if (j != i && label[j] == label[i]) {
            if (n++ == 0)
                queue[end++] = j;
            seen[j] = n == 1;
        }
    for (int32_t at = 0; at < end; at++)
        for (int64_t l = f->graph.offsets[queue[at]]; l < f->graph.offsets[queue[at] + 1]; l++) {
            int32_t j = f->graph.neighbours[l];
            if (j != i && label[j] == label[i] && !seen[j]) {
                seen[j] = true;
                queue[end++] = j;
            }
        }
    return n > 0 && end == n;
}

/* Into how many pieces the regions fall, all together. */
static int count_pieces(const field_map *f)
{
    static int32_t queue[SIDE * SIDE];
    bool seen[SIDE * SIDE] = {false};
    const int32_t *label = f->swap.partition.label;
    int n_pieces = 0;
    for (int32_t i = 0; i < SIDE * SIDE; i++) {
        int32_t end = 0;
        n_pieces += !seen[i];
        if (!seen[i])
            queue[end++] = i;
        seen[i] = true;
        for (int32_t at = 0; at < end; at++)
            for (int64_t l = f->graph.offsets[queue[at]]; l < f->graph.offsets[queue[at] + 1]; l++) {
                int32_t j = f->graph.neighbours[l];
                if (label[j] == label[i] && !seen[j]) {
                    seen[j] = true;
                    queue[end++] = j;
                }
            }
    }
    return n_pieces;
}

/* The sum of squares, or of absolute differences of pairs, from the values alone. */
static double plain_objective(const field_map *f)
{
    const int32_t *label = f->swap.partition.label;
    double total = 0.0;
    for (int32_t i = 0; i < SIDE * SIDE; i++)
        for (int32_t j = 0; j < i; j++)
            for (int v = 0; label[i] == label[j] && v < 2; v++) {
                double off = f->x[v * SIDE * SIDE + i] - f->x[v * SIDE * SIDE + j];
                int32_t n = f->swap.partition.count[label[i]];
                total += options.objective == BP_OBJECTIVE_PAIRWISE ? fabs(off) : off * off / n;
            }
    return total;
}

/* Units that wander about: the answers about connection and the changes of the objective are those of slow
 * ways. */
START_TEST(moves_are_what_they_say)
{
    static field_map f;
    for (int objective = 0; objective < 2; objective++) {
        uint64_t state = 3;
        int n_moved = 0, n_stuck = 0;
        make_field(3, (bp_objective)objective, &f);
        double at = plain_objective(&f);
        for (int attempt = 0; n_moved < MOVES && attempt < 100 * MOVES; attempt++) {
            int32_t i = plain_below(&state, SIDE * SIDE);
            bp_move move = bp_swap_best(&f.swap, i);
            if (move.to < 0)
                continue;
            bool is_whole = stays_whole(&f, i);
            ck_assert_int_eq(bp_swap_can_leave(&f.swap, i), is_whole);
            n_stuck += !is_whole;
            if (!is_whole)
                continue;
            bp_swap_apply(&f.swap, i, move.to);
            at += move.change;
            n_moved++;
        }
        ck_assert_int_eq(n_moved, MOVES);
        ck_assert_int_gt(n_stuck, 10);
        double now = plain_objective(&f);
        ck_assert_double_eq_tol(at, now, 1e-8 * now);
        ck_assert_double_eq_tol(bp_division_objective(&f.swap.partition), now, 1e-9 * now);
        clear_field(&f);
    }
}
END_TEST

/* From stripes on, each search ends no worse than it began, the other two no worse than the greedy one. */
START_TEST(a_search_makes_nothing_worse)
{
    static field_map f;
    for (int objective = 0; objective < 2; objective++) {
        double greedy = INFINITY;
        for (int search = BP_SEARCH_GREEDY; search <= BP_SEARCH_ANNEALING; search++) {
            options.search = (bp_search)search;
            make_field(6, (bp_objective)objective, &f);
            double before = plain_objective(&f);
            ck_bp_ok(context, bp_swap_search(context, &f.swap, &options));
            double after = plain_objective(&f);
            ck_assert_double_lt(after, before);
            greedy = search == BP_SEARCH_GREEDY ? after : greedy;
            ck_assert_double_le(after, greedy * (1.0 + 1e-12));
            ck_assert_int_eq(count_pieces(&f), 6);
            clear_field(&f);
        }
    }
}
END_TEST

static void stop_now(void *user, double share)
{
    (void)user;
    if (share > 0.0)
        stop = 1;
}

START_TEST(threads_change_nothing_and_an_interrupt_ends_it)
{
    static field_map f;
    make_field(6, BP_OBJECTIVE_WITHIN_SS, &f);
    options.k = 8;
    options.starts = 6;
    options.floor = 40.0;
    for (int search = BP_SEARCH_GREEDY; search <= BP_SEARCH_ANNEALING; search++) {
        bp_regions two = BP_REGIONS_INIT;
        bp_context *own = NULL;
        bp_context_options told = BP_CONTEXT_OPTIONS_INIT;
        options.search = (bp_search)search;
        told.n_threads = 2;
        ck_assert_int_eq(bp_context_new(&told, &own), BP_OK);
        ck_bp_ok(own, bp_regions_make(own, &f.input, &options, &two));
        ck_bp_ok(context, bp_regions_make(context, &f.input, &options, &regions));
        ck_assert_mem_eq(regions.label, two.label, SIDE * SIDE * sizeof *two.label);
        ck_assert_int_eq(regions.k, 8);
        bp_context_free(own);
        bp_regions_clear(&regions);
        bp_regions_clear(&two);
        stop = 0;
        told.n_threads = 1;
        told.interrupt = &stop;
        told.progress = stop_now;
        ck_assert_int_eq(bp_context_new(&told, &own), BP_OK);
        ck_assert_int_eq(bp_regions_make(own, &f.input, &options, &regions), BP_ERROR_INTERRUPTED);
        ck_assert_ptr_null(regions.label);
        bp_context_free(own);
    }
    clear_field(&f);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("azp");
    TCase *tests = tcase_create("azp");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, is_near_the_best_of_all_divisions);
    tcase_add_test(tests, a_row_falls_where_it_jumps);
    tcase_add_test(tests, what_cannot_be_is_refused);
    tcase_add_test(tests, moves_are_what_they_say);
    tcase_add_test(tests, a_search_makes_nothing_worse);
    tcase_add_test(tests, threads_change_nothing_and_an_interrupt_ends_it);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
