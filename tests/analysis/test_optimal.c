#include "analysis/optimal.h"

#include "analysis/exact_area.h"
#include "tests/analysis/brute_areas.h"

static bp_context *context;
static bp_graph graph = BP_GRAPH_INIT;
static bp_areas areas = BP_AREAS_INIT;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_areas_clear(&areas);
    bp_graph_clear(&graph);
    bp_context_free(context);
}

static bp_status draw(const brute_case *c, const char *method)
{
    brute_case asked = *c;
    asked.options.method = method;
    bp_areas_clear(&areas);
    bp_graph_clear(&graph);
    bp_context_clear(context);
    brute_graph(context, &asked, &graph);
    bp_delineate_input input = brute_input(&asked, &graph);
    return bp_delineate(context, &input, &asked.options, &areas);
}

/* 64 times the weight less the units, of all areas together; checks what every area must be. */
static int64_t value_drawn(const brute_case *c, const uint32_t *links)
{
    uint32_t sets[BRUTE_MAX];
    int64_t value = 0;
    brute_sets_of(&areas, BP_ROLE_MEMBER, sets);
    for (int32_t a = 0; a < areas.n_areas; a++) {
        bool is_above = (sets[a] & brute_above_ceiling(c)) != 0;
        double residents = brute_population(c, sets[a]);
        ck_assert(sets[a] != 0 && brute_is_connected(links, sets[a]));
        ck_assert(is_above ? brute_count(sets[a]) == 1
                           : residents >= c->options.floor && residents <= c->options.ceiling);
        value += 64 * brute_weight(c, sets[a]) - brute_count(sets[a]);
    }
    return value;
}

/* The same for the best areas there are. */
static int64_t value_possible(const brute_case *c, const uint32_t *links)
{
    brute_sets sets;
    brute_list_sets(c, links, &sets);
    int64_t value = brute_best_areas(&sets, false);
    uint32_t above = brute_above_ceiling(c);
    for (int i = 0; i < c->n; i++)
        if (brute_has(above, i) && c->score[i] >= c->options.base)
            value += 64 * brute_weight(c, UINT32_C(1) << i) - 1;
    brute_sets_clear(&sets);
    return value;
}

static bool has_start(const brute_case *c)
{
    for (int i = 0; i < c->n; i++)
        if (brute_is_candidate(c, i) && c->score[i] >= c->options.base)
            return true;
    return false;
}

START_TEST(equals_that_levelset_cannot_break_up)
{
    /* Four equal units in a row, 0.1 past the base: {0, 1, 2} has 3400 residents, {1, 2, 3} the 3500 that the
       ceiling allows, and one unit by itself is short of the floor. */
    const double score[] = {0.9, 0.9, 0.9, 0.9}, population[] = {1000, 1200, 1200, 1100};
    brute_case c = brute_path(4, score, population);
    c.options.ceiling = 3500;
    ck_bp_ok(context, draw(&c, "levelset"));
    ck_assert_int_eq(areas.n_areas, 0);
    ck_bp_ok(context, draw(&c, "optimal"));
    ck_assert_int_eq(areas.n_areas, 1);
    ck_assert_double_eq_tol(areas.areas[0].weight, 350.0, 1e-4);
    ck_assert(areas.area_of[0] == -1 && areas.area_of[1] == 0 && areas.area_of[3] == 0);
}
END_TEST

START_TEST(areas_do_not_touch)
{
    /* Two areas of {0, 1} and {3, 4} weigh 100 + 100 and 100 + 100; unit 2 between them, of the same weight,
       would make one of them 3000 and then the other touches it. */
    const double score[] = {0.9, 0.9, 0.9, 0.9, 0.9}, population[] = {1000, 1000, 1000, 1000, 1000};
    brute_case c = brute_path(5, score, population);
    c.options.floor = 2000;
    c.options.ceiling = 3000;
    ck_bp_ok(context, draw(&c, "optimal"));
    ck_assert_int_eq(areas.n_areas, 2);
    ck_assert_int_eq(areas.area_of[2], -1);
    ck_assert(areas.area_of[0] == areas.area_of[1] && areas.area_of[3] == areas.area_of[4]);
}
END_TEST

START_TEST(a_cheaper_way_round_is_taken)
{
    /* The cores 0 and 2 of 1500 residents are joined by 1 (0.78, 2000 residents: -40) or by 3 (0.66, 100:
       -14). The level sets reach 1 first, and are pruned only of what is not needed. */
    const double score[] = {0.9, 0.78, 0.9, 0.66}, population[] = {1500, 2000, 1500, 100};
    brute_case c = brute_path(3, score, population);
    c.n = 4;
    c.score[3] = score[3];
    c.population[3] = population[3];
    brute_link(&c, 0, 3);
    brute_link(&c, 2, 3);
    c.options.ceiling = 5050;
    ck_bp_ok(context, draw(&c, "levelset"));
    ck_assert_double_eq_tol(areas.areas[0].weight, 260.0, 1e-4);
    ck_bp_ok(context, draw(&c, "optimal"));
    ck_assert_double_eq_tol(areas.areas[0].weight, 286.0, 1e-4);
    ck_assert(areas.area_of[1] == -1 && areas.area_of[3] == 0);
}
END_TEST

START_TEST(equals_brute_force_and_is_never_below_levelset)
{
    uint64_t state = 31 + (uint64_t)_i;
    int n_better = 0;
    for (int round = 0; round < 200; round++) {
        uint32_t links[BRUTE_MAX];
        int n = 2 + brute_random_below(&state, 11);
        brute_case c = brute_any_case(&state, round, n, _i % 3);
        if (!has_start(&c))
            continue;
        brute_links(&c, links);
        ck_bp_ok(context, draw(&c, "levelset"));
        int64_t before = value_drawn(&c, links);
        ck_bp_ok(context, draw(&c, "optimal"));
        int64_t value = value_drawn(&c, links);
        ck_assert_int_eq(value, value_possible(&c, links));
        ck_assert_int_ge(value, before);
        n_better += value > before;
    }
    ck_assert_int_gt(n_better, 10);
}
END_TEST

/* A larger case of distinct weights: more than brute force can do. */
static brute_case large_case(uint64_t *state)
{
    brute_case c = brute_random_case(state, BRUTE_MAX, 1);
    for (int i = 0; i < c.n; i++) {
        c.region[i] = 0;
        c.score[i] = 0.65 + 0.35 * (double)(brute_random(state) >> 11) / 9007199254740992.0;
        if (c.population[i] > c.options.bridge_population)
            c.population[i] = 200 + brute_random_below(state, 2000);
    }
    c.options.base = 0.8;
    c.options.reach = 0.65;
    c.options.floor = 2000.0;
    c.options.ceiling = 5000.0;
    return c;
}

START_TEST(threads_and_order_of_rows_do_not_matter)
{
    uint64_t state = 8;
    for (int round = 0; round < 30; round++) {
        uint32_t sets[BRUTE_MAX], again[BRUTE_MAX], moved[BRUTE_MAX] = {0};
        brute_case c = large_case(&state), other = c;
        int place[BRUTE_MAX];
        ck_bp_ok(context, draw(&c, "optimal"));
        brute_sets_of(&areas, BP_ROLE_MEMBER, sets);
        bp_context *one = NULL, *many = context;
        bp_context_options options = BP_CONTEXT_OPTIONS_INIT;
        options.n_threads = 1 + 3 * (round % 2);
        ck_assert_int_eq(bp_context_new(&options, &one), BP_OK);
        context = one;
        ck_bp_ok(one, draw(&c, "optimal"));
        context = many;
        bp_context_free(one);
        brute_sets_of(&areas, BP_ROLE_MEMBER, again);
        ck_assert_int_eq(memcmp(sets, again, sizeof sets), 0);
        for (int i = 0; i < c.n; i++)
            place[i] = (7 * i + round) % c.n; /* 7 and 24 have no common factor */
        for (int i = 0; i < c.n; i++) {
            other.score[place[i]] = c.score[i];
            other.population[place[i]] = c.population[i];
            for (int j = 0; j < c.n; j++)
                other.touch[place[i]][place[j]] = c.touch[i][j];
        }
        memset(c.scored, 0xff, sizeof c.scored);
        memset(c.known, 0xff, sizeof c.known);
        memset(other.scored, 0xff, sizeof other.scored);
        memset(other.known, 0xff, sizeof other.known);
        ck_bp_ok(context, draw(&c, "optimal"));
        int32_t n_areas = areas.n_areas;
        brute_sets_of(&areas, BP_ROLE_MEMBER, sets);
        ck_bp_ok(context, draw(&other, "optimal"));
        ck_assert_int_eq(areas.n_areas, n_areas);
        brute_sets_of(&areas, BP_ROLE_MEMBER, again);
        for (int a = 0; a < n_areas; a++)
            for (int i = 0; i < c.n; i++)
                moved[a] |= (uint32_t)brute_has(sets[a], i) << place[i];
        ck_assert_int_eq(memcmp(moved, again, (size_t)n_areas * sizeof *moved), 0);
    }
}
END_TEST

START_TEST(an_interrupt_ends_it)
{
    uint64_t state = 5;
    volatile sig_atomic_t stop = 1;
    bp_context_options options = BP_CONTEXT_OPTIONS_INIT;
    bp_context *stopped = NULL, *before = context;
    options.interrupt = &stop;
    ck_assert_int_eq(bp_context_new(&options, &stopped), BP_OK);
    context = stopped;
    brute_case c = large_case(&state);
    ck_assert_int_eq(draw(&c, "optimal"), BP_ERROR_INTERRUPTED);
    context = before;
    bp_context_free(stopped);
    ck_assert_ptr_null(areas.area_of);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("optimal");
    TCase *tests = tcase_create("optimal");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, equals_that_levelset_cannot_break_up);
    tcase_add_test(tests, areas_do_not_touch);
    tcase_add_test(tests, a_cheaper_way_round_is_taken);
    tcase_add_loop_test(tests, equals_brute_force_and_is_never_below_levelset, 0, 3);
    tcase_add_test(tests, threads_and_order_of_rows_do_not_matter);
    tcase_add_test(tests, an_interrupt_ends_it);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
