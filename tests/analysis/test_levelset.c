#include "analysis/levelset.h"

#include "tests/analysis/brute.h"

static bp_context *context;
static bp_graph graph = BP_GRAPH_INIT;
static bp_field field = BP_FIELD_INIT;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_field_clear(&field);
    bp_graph_clear(&graph);
    bp_context_free(context);
}

/* The areas that the method draws, as sets of units. */
static int draw(const brute_case *c, uint32_t sets[BRUTE_MAX])
{
    int32_t label[BRUTE_MAX], n_areas = -1;
    bp_graph_clear(&graph);
    bp_field_clear(&field);
    brute_graph(context, c, &graph);
    bp_delineate_input input = brute_input(c, &graph);
    ck_bp_ok(context, bp_field_new(context, &input, &c->options, &field));
    ck_bp_ok(context, bp_levelset_label(context, &field, &c->options, label, &n_areas));
    memset(sets, 0, BRUTE_MAX * sizeof *sets);
    for (int64_t k = 0; k < field.n; k++) {
        ck_assert(label[k] >= -1 && label[k] < n_areas);
        if (label[k] >= 0)
            sets[label[k]] |= UINT32_C(1) << field.unit[k];
    }
    for (int32_t a = 0; a < n_areas; a++)
        ck_assert_msg(sets[a] != 0, "area %d of %d has no members", (int)a, (int)n_areas);
    brute_sort(sets, n_areas);
    return n_areas;
}

static void check_one(const brute_case *c, uint32_t expected)
{
    uint32_t sets[BRUTE_MAX];
    ck_assert_int_eq(draw(c, sets), 1);
    ck_assert_uint_eq(sets[0], expected);
}

static void check_two(const brute_case *c, uint32_t first, uint32_t second)
{
    uint32_t sets[BRUTE_MAX];
    ck_assert_int_eq(draw(c, sets), 2);
    ck_assert_uint_eq(sets[0], first);
    ck_assert_uint_eq(sets[1], second);
}

static void check_nothing(const brute_case *c)
{
    uint32_t sets[BRUTE_MAX];
    ck_assert_int_eq(draw(c, sets), 0);
}

/*
 * The path that the next tests share, base 0.8, reach 0.65: scores 0.90 0.85 0.75 0.85 0.90.
 * 1000 residents at 0.90 weigh 1000 * 0.1 = 100, at 0.85 50, at 0.75 -50.
 */
static const double valley[] = {0.90, 0.85, 0.75, 0.85, 0.90};

static brute_case valley_of(double p0, double p1, double p2, double p3, double p4, double floor,
                            double ceiling)
{
    const double population[] = {p0, p1, p2, p3, p4};
    brute_case c = brute_path(5, valley, population);
    c.options.floor = floor;
    c.options.ceiling = ceiling;
    return c;
}

START_TEST(a_weaker_middle_is_not_taken_in_for_nothing)
{
    /* Both ends stand alone: 150 + 150 = 300. All five: 300 - 50 = 250. */
    brute_case c = valley_of(1000, 1000, 1000, 1000, 1000, 2000, 30000);
    check_two(&c, 0x03, 0x18);
}
END_TEST

START_TEST(a_weaker_middle_pays_when_it_joins_more)
{
    /* {3, 4} has 1200 residents, short of the floor of 1500, and weighs 0.05 * 600 + 0.1 * 600 = 90.
       {0, 1} alone: 150. All five: 150 - 0.05 * 500 + 90 = 215. */
    brute_case c = valley_of(1000, 1000, 500, 600, 600, 1500, 30000);
    check_one(&c, 0x1f);
}
END_TEST

START_TEST(a_weaker_middle_does_not_pay_when_it_costs_more)
{
    /* The same with 2000 residents in the middle: 150 - 100 + 90 = 140 < 150. */
    brute_case c = valley_of(1000, 1000, 2000, 600, 600, 1500, 30000);
    check_one(&c, 0x03);
}
END_TEST

START_TEST(an_equal_total_goes_to_the_smaller_branches)
{
    /* Scores 0.875 0.75 0.875 on base 0.8125 are exact: 1000 * 0.0625 = 62.5 each end, short of the floor
       only on the right (500 residents, 31.25); the middle of 500 costs 31.25: 62.5 - 31.25 + 31.25 = 62.5 is
       no gain. */
    const double score[] = {0.875, 0.75, 0.875}, population[] = {1000, 500, 500};
    brute_case c = brute_path(3, score, population);
    c.options.base = 0.8125;
    c.options.floor = 1000;
    check_one(&c, 0x01);
}
END_TEST

START_TEST(the_ceiling_forbids)
{
    /* The floor of 3000 asks for all five, and they have 5000. */
    brute_case c = valley_of(1000, 1000, 1000, 1000, 1000, 3000, 4999);
    check_nothing(&c);
    c.options.ceiling = 5000;
    check_one(&c, 0x1f);
}
END_TEST

START_TEST(the_ceiling_keeps_the_core)
{
    /* Past the base all five hang together with 5000 residents; {0, 1, 2} at 0.9 is what the ceiling of 4000
       leaves: taking in unit 3 (0.88) would have been 4000, so it is in; unit 4 (0.85) not. */
    const double score[] = {0.9, 0.9, 0.9, 0.88, 0.85}, population[] = {1000, 1000, 1000, 1000, 1000};
    brute_case c = brute_path(5, score, population);
    c.options.ceiling = 4000;
    check_one(&c, 0x0f);
    c.options.ceiling = 3999;
    check_one(&c, 0x07);
}
END_TEST

START_TEST(equals_come_in_together)
{
    /* Four equal scores: the ceiling of 3000 cannot break them up, whichever comes first. */
    const double score[] = {0.9, 0.9, 0.9, 0.9}, population[] = {1000, 1000, 1000, 1000};
    brute_case c = brute_path(4, score, population);
    c.options.ceiling = 3000;
    check_nothing(&c);
}
END_TEST

START_TEST(a_unit_above_the_ceiling_stands_alone)
{
    /* Unit 1 has more residents than the ceiling: it joins nothing, and 0 and 2 on its sides are areas of
     * their own. */
    const double score[] = {0.9, 0.95, 0.9}, population[] = {3000, 9000, 3000};
    uint32_t sets[BRUTE_MAX];
    brute_case c = brute_path(3, score, population);
    c.options.ceiling = 8000;
    ck_assert_int_eq(draw(&c, sets), 3);
    ck_assert(sets[0] == 1 && sets[1] == 2 && sets[2] == 4);
    /* Short of the base it is nothing. */
    c.score[1] = 0.79;
    check_two(&c, 0x01, 0x04);
}
END_TEST

START_TEST(the_floor_is_just_met_or_just_missed)
{
    const double score[] = {0.9, 0.85}, population[] = {1000, 1500};
    brute_case c = brute_path(2, score, population);
    c.options.floor = 2500;
    check_one(&c, 0x03);
    c.options.floor = 2501;
    check_nothing(&c);
}
END_TEST

START_TEST(what_is_short_of_the_reach_is_never_in)
{
    brute_case c = valley_of(1000, 1000, 100, 600, 600, 1500, 30000);
    c.options.reach = 0.75;
    check_one(&c, 0x1f); /* at the reach is in: 150 - 5 + 90 */
    c.options.reach = 0.7501;
    check_one(&c, 0x03);
}
END_TEST

START_TEST(a_bridge_joins)
{
    /* 1000 residents on each side of an empty unit, a floor of 2000. */
    const double score[] = {0.9, 0.1, 0.9}, population[] = {1000, 0, 1000};
    brute_case c = brute_path(3, score, population);
    c.options.floor = 2000;
    check_nothing(&c);
    c.options.bridge_steps = 1;
    check_one(&c, 0x05);
}
END_TEST

START_TEST(pruning_leaves_what_is_not_needed)
{
    /* A weaker unit 3 (0.75) hangs on the same level as the middle unit that joins. 150 - 25 + 90 - 25 = 190
     * > 150. */
    brute_case c = valley_of(1000, 1000, 500, 600, 600, 1500, 30000);
    c.n = 6;
    c.score[5] = 0.75;
    c.population[5] = 500;
    brute_link(&c, 4, 5);
    c.options.keep_unpruned = 1;
    check_one(&c, 0x3f);
    c.options.keep_unpruned = 0;
    check_one(&c, 0x1f);
}
END_TEST

/* Random cases, 0 to 3 bridges in a row: the selection is exactly the best of all there are, before pruning.
 */
START_TEST(selection_equals_brute_force)
{
    uint64_t state = 2022 + (uint64_t)_i;
    int n_areas = 0;
    for (int round = 0; round < 400; round++) {
        uint32_t links[BRUTE_MAX], sets[BRUTE_MAX];
        int n = 2 + brute_random_below(&state, 13);
        brute_case c = round % 2 ? brute_random_valleys(&state, n, _i) : brute_random_case(&state, n, _i);
        c.options.keep_unpruned = 1;
        brute_links(&c, links);
        brute_choice best = brute_levelset(&c, links);
        int64_t weight = 0;
        int n_sets = draw(&c, sets);
        for (int a = 0; a < n_sets; a++)
            weight += brute_weight(&c, sets[a]);
        ck_assert_msg(weight == best.weight, "round %d: %g against the best of %g", round,
                      (double)weight / 1048576.0, (double)best.weight / 1048576.0);
        brute_sort(best.sets, best.n_sets);
        ck_assert_int_eq(n_sets, best.n_sets);
        for (int a = 0; a < n_sets; a++)
            ck_assert_uint_eq(sets[a], best.sets[a]);
        n_areas += n_sets;
    }
    ck_assert_int_gt(n_areas, 200); /* the cases are not empty ones */
}
END_TEST

/* The same with pruning: every area is the heaviest part of its branch that may stay. */
START_TEST(pruned_selection_equals_brute_force)
{
    uint64_t state = 5022 + (uint64_t)_i;
    int n_pruned = 0;
    for (int round = 0; round < 1200; round++) {
        uint32_t links[BRUTE_MAX], sets[BRUTE_MAX], expected[BRUTE_MAX];
        int n = 2 + brute_random_below(&state, 13);
        brute_case c = round % 4 ? brute_random_valleys(&state, n, _i) : brute_random_case(&state, n, _i);
        brute_links(&c, links);
        brute_choice best = brute_levelset(&c, links);
        int64_t weight = 0, best_weight = 0;
        int n_units = 0, best_units = 0, n_sets = draw(&c, sets);
        bool is_unique = true;
        for (int a = 0; a < best.n_sets; a++) {
            brute_choice part = brute_prune(&c, links, best.sets[a]);
            expected[a] = part.sets[0];
            best_weight += part.weight;
            best_units += part.n_units;
            is_unique = is_unique && part.n_equal == 1;
            n_pruned += part.sets[0] != best.sets[a];
        }
        brute_sort(expected, best.n_sets);
        ck_assert_int_eq(n_sets, best.n_sets);
        for (int a = 0; a < n_sets; a++) {
            weight += brute_weight(&c, sets[a]);
            n_units += brute_count(sets[a]);
            ck_assert(!is_unique || sets[a] == expected[a]);
        }
        ck_assert_int_eq(weight, best_weight);
        ck_assert_int_eq(n_units, best_units);
    }
    ck_assert_int_gt(n_pruned, 40);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("levelset");
    TCase *tests = tcase_create("levelset");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, a_weaker_middle_is_not_taken_in_for_nothing);
    tcase_add_test(tests, a_weaker_middle_pays_when_it_joins_more);
    tcase_add_test(tests, a_weaker_middle_does_not_pay_when_it_costs_more);
    tcase_add_test(tests, an_equal_total_goes_to_the_smaller_branches);
    tcase_add_test(tests, the_ceiling_forbids);
    tcase_add_test(tests, the_ceiling_keeps_the_core);
    tcase_add_test(tests, equals_come_in_together);
    tcase_add_test(tests, a_unit_above_the_ceiling_stands_alone);
    tcase_add_test(tests, the_floor_is_just_met_or_just_missed);
    tcase_add_test(tests, what_is_short_of_the_reach_is_never_in);
    tcase_add_test(tests, a_bridge_joins);
    tcase_add_test(tests, pruning_leaves_what_is_not_needed);
    tcase_add_loop_test(tests, selection_equals_brute_force, 0, 4);
    tcase_add_loop_test(tests, pruned_selection_equals_brute_force, 0, 4);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
