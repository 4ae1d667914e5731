#include "analysis/field.h"

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

static void make_field(const brute_case *c)
{
    bp_graph_clear(&graph);
    bp_field_clear(&field);
    brute_graph(context, c, &graph);
    bp_delineate_input input = brute_input(c, &graph);
    ck_bp_ok(context, bp_field_new(context, &input, &c->options, &field));
}

START_TEST(worst_first_with_ties_by_unit)
{
    /* Unit 1 has no score, 3 no known residents, 5 no residents, 6 is short of the reach, 7 is in no region.
     */
    brute_case c = brute_new(10);
    const double score[] = {0.7, 0.9, 0.95, 0.9, 0.7, 0.9, 0.59, 0.9, 0.6, 0.95};
    const int32_t expected[] = {2, 9, 0, 4, 8};
    for (int i = 0; i < 10; i++) {
        c.score[i] = score[i];
        c.population[i] = i == 5 ? 0.0 : 100.0 + i;
    }
    c.scored[0] = 0xfd;
    c.known[0] = 0xf7;
    c.region[7] = -1;
    c.options.reach = 0.6;
    make_field(&c);
    ck_assert_int_eq(field.n, 5);
    ck_assert_int_eq(field.n_units, 10);
    for (int k = 0; k < 5; k++) {
        ck_assert_int_eq(field.unit[k], expected[k]);
        ck_assert_double_eq(field.score[k], score[expected[k]]);
        ck_assert_double_eq(field.population[k], 100.0 + expected[k]);
    }
    for (int i = 0; i < 10; i++)
        ck_assert_int_eq(field.is_bridge[i], 0);
}
END_TEST

START_TEST(weights_are_in_fixed_point)
{
    /* Base 0.75: 1000 * 0.25 = 250, 1000 * 0 = 0, 800 * -0.125 = -100, each times 2^20. */
    const double score[] = {1.0, 0.75, 0.625}, population[] = {1000, 1000, 800};
    brute_case c = brute_path(3, score, population);
    c.options.base = 0.75;
    c.options.reach = 0.5;
    make_field(&c);
    ck_assert_int_eq(field.weight[0], INT64_C(250) * 1048576);
    ck_assert_int_eq(field.weight[1], 0);
    ck_assert_int_eq(field.weight[2], INT64_C(-100) * 1048576);
}
END_TEST

START_TEST(who_is_a_bridge)
{
    /* 0, 30 and 50 residents are bridges, 51 is not; an unknown number is neither. */
    const double score[] = {0.9, 0.9, 0.9, 0.9, 0.9}, population[] = {0, 30, 50, 51, 10};
    const uint8_t expected[] = {1, 1, 1, 0, 0};
    brute_case c = brute_path(5, score, population);
    c.options.bridge_steps = 1;
    c.options.bridge_population = 50.0;
    c.known[0] = 0xef;
    make_field(&c);
    for (int i = 0; i < 5; i++)
        ck_assert_int_eq(field.is_bridge[i], expected[i]);
    ck_assert_int_eq(field.n, 1);
    ck_assert_int_eq(field.unit[0], 3);
}
END_TEST

START_TEST(bridges_reach_so_far_and_no_further)
{
    /* 0 - b - b - 3: two bridges in a row. */
    const double score[] = {0.9, 0.0, 0.9, 0.9}, population[] = {1000, 10, 20, 1000};
    brute_case c = brute_path(4, score, population);
    c.options.bridge_population = 50.0;
    for (int steps = 1; steps <= 3; steps++) {
        c.options.bridge_steps = steps;
        make_field(&c);
        ck_assert_int_eq(field.n, 2);
        ck_assert_int_eq(field.links.offsets[1], steps >= 2);
    }
    /* Nor through another region, nor when the bridge is in none. */
    c.region[2] = 1;
    make_field(&c);
    ck_assert_int_eq(field.links.offsets[1], 0);
    c.region[2] = -1;
    make_field(&c);
    ck_assert_int_eq(field.links.offsets[1], 0);
}
END_TEST

START_TEST(no_region_means_no_limit)
{
    const double score[] = {0.9, 0.9}, population[] = {1000, 1000};
    brute_case c = brute_path(2, score, population);
    brute_graph(context, &c, &graph);
    bp_delineate_input input = {&graph, c.score, NULL, c.population, NULL, NULL, NULL, NULL, NULL};
    ck_bp_ok(context, bp_field_new(context, &input, &c.options, &field));
    ck_assert_int_eq(field.n, 2);
    ck_assert_int_eq(field.links.offsets[2], 2);
}
END_TEST

/* Candidates, bridges, weights and links of random cases against their definitions. */
START_TEST(field_by_definition)
{
    uint64_t state = 100 + (uint64_t)_i;
    for (int round = 0; round < 200; round++) {
        uint32_t links[BRUTE_MAX], seen = 0;
        brute_case c = brute_random_case(&state, 2 + brute_random_below(&state, 13), _i);
        make_field(&c);
        brute_links(&c, links);
        for (int64_t k = 0; k < field.n; k++) {
            int32_t unit = field.unit[k];
            uint32_t linked = 0;
            for (int64_t j = field.links.offsets[k]; j < field.links.offsets[k + 1]; j++)
                linked |= UINT32_C(1) << field.unit[field.links.neighbours[j]];
            ck_assert_uint_eq(linked, links[unit]);
            ck_assert_int_eq(field.weight[k], brute_weight(&c, UINT32_C(1) << unit));
            ck_assert(k == 0 || field.score[k - 1] > field.score[k] ||
                      (field.score[k - 1] == field.score[k] && field.unit[k - 1] < unit));
            seen |= UINT32_C(1) << unit;
        }
        ck_assert_uint_eq(seen, brute_candidates(&c));
        for (int i = 0; i < c.n; i++)
            ck_assert_int_eq(field.is_bridge[i], brute_is_bridge(&c, i));
    }
}
END_TEST

/* The bridges that bp_field_bridges chooses for `members`, as a set; the scratch must come back clean. */
static uint32_t bridges_of(const brute_case *c, uint32_t members)
{
    int32_t list[BRUTE_MAX], stamp[BRUTE_MAX] = {0}, bridges[BRUTE_MAX];
    int64_t n = 0, n_bridges = -1;
    uint32_t chosen = 0;
    for (int i = 0; i < c->n; i++)
        if (brute_has(members, i))
            list[n++] = i;
    bp_delineate_input input = brute_input(c, &graph);
    ck_bp_ok(context,
             bp_field_bridges(context, &field, &input, &c->options, list, n, stamp, bridges, &n_bridges));
    for (int i = 0; i < c->n; i++)
        ck_assert_int_eq(stamp[i], 0);
    for (int64_t k = 0; k < n_bridges; k++) {
        ck_assert(k == 0 || bridges[k] > bridges[k - 1]);
        chosen |= UINT32_C(1) << bridges[k];
    }
    return chosen;
}

/* n units of 1000 residents and a score of 0.9, the last n_bridges of which are bridges without. */
static brute_case with_bridges(int n, int n_bridges, int steps)
{
    brute_case c = brute_new(n);
    for (int i = 0; i < n; i++) {
        c.score[i] = 0.9;
        c.population[i] = i < n - n_bridges ? 1000.0 : 0.0;
    }
    c.options.bridge_steps = steps;
    return c;
}

START_TEST(one_bridge_joins_many)
{
    /* Units 0, 1, 2, 3 touch nothing but bridge 4. */
    brute_case c = with_bridges(5, 1, 1);
    for (int i = 0; i < 4; i++)
        brute_link(&c, i, 4);
    make_field(&c);
    ck_assert_uint_eq(bridges_of(&c, 0x0f), 0x10);
}
END_TEST

START_TEST(a_chosen_bridge_leads_on)
{
    /* 0 - 4 - 1, and 2 hangs on bridge 5 that touches bridge 4 only: 0 - 4 - 5 - 2 takes two steps. */
    brute_case c = with_bridges(6, 2, 2);
    brute_link(&c, 0, 4);
    brute_link(&c, 1, 4);
    brute_link(&c, 4, 5);
    brute_link(&c, 5, 2);
    make_field(&c);
    ck_assert_uint_eq(bridges_of(&c, 0x07), 0x30);
}
END_TEST

START_TEST(no_bridge_where_none_is_needed)
{
    /* 0 and 1 touch; bridge 2 touches both. 3 is joined by bridge 4 and not by the longer way over 5 and 6.
     */
    brute_case c = with_bridges(7, 3, 2);
    c.population[2] = 0.0;
    brute_link(&c, 0, 1);
    brute_link(&c, 0, 2);
    brute_link(&c, 1, 2);
    brute_link(&c, 1, 5);
    brute_link(&c, 5, 6);
    brute_link(&c, 6, 3);
    brute_link(&c, 0, 4);
    brute_link(&c, 4, 3);
    make_field(&c);
    ck_assert_uint_eq(bridges_of(&c, 0x03), 0);
    ck_assert_uint_eq(bridges_of(&c, 0x0b), 0x10);
    ck_assert_uint_eq(bridges_of(&c, 0x01), 0);
    ck_assert_uint_eq(bridges_of(&c, 0), 0);
}
END_TEST

START_TEST(members_apart_are_refused)
{
    brute_case c = with_bridges(2, 0, 1);
    int32_t members[] = {0, 1}, stamp[2] = {0}, bridges[2];
    int64_t n_bridges = -9;
    make_field(&c);
    bp_delineate_input input = brute_input(&c, &graph);
    ck_assert_int_eq(
        bp_field_bridges(context, &field, &input, &c.options, members, 2, stamp, bridges, &n_bridges),
        BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "the members of an area do not hang together");
    ck_assert_int_eq(n_bridges, -9);
    ck_assert(stamp[0] == 0 && stamp[1] == 0);
}
END_TEST

/* Any component of the links: its bridges make it hang together by plain touching, inside its region. */
START_TEST(bridges_hold_components_together)
{
    uint64_t state = 900 + (uint64_t)_i;
    for (int round = 0; round < 300; round++) {
        uint32_t links[BRUTE_MAX], touching[BRUTE_MAX] = {0};
        brute_case c = brute_random_case(&state, 6 + brute_random_below(&state, 15), _i);
        uint32_t left = brute_candidates(&c);
        make_field(&c);
        brute_links(&c, links);
        for (int i = 0; i < c.n; i++)
            for (int j = 0; j < c.n; j++)
                touching[i] |= (uint32_t)c.touch[i][j] << j;
        for (int i = 0; i < c.n; i++) {
            if (!brute_has(left, i))
                continue;
            uint32_t members = brute_component(links, left, i), bridges = bridges_of(&c, members);
            left &= ~members;
            ck_assert(brute_is_connected(touching, members | bridges));
            ck_assert(bridges == 0 || !brute_is_connected(touching, members));
            for (int j = 0; j < c.n; j++)
                ck_assert(!brute_has(bridges, j) || (brute_is_bridge(&c, j) && c.region[j] == c.region[i]));
        }
    }
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("field");
    TCase *tests = tcase_create("field");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, worst_first_with_ties_by_unit);
    tcase_add_test(tests, weights_are_in_fixed_point);
    tcase_add_test(tests, who_is_a_bridge);
    tcase_add_test(tests, bridges_reach_so_far_and_no_further);
    tcase_add_test(tests, no_region_means_no_limit);
    tcase_add_loop_test(tests, field_by_definition, 0, 4);
    tcase_add_test(tests, one_bridge_joins_many);
    tcase_add_test(tests, a_chosen_bridge_leads_on);
    tcase_add_test(tests, no_bridge_where_none_is_needed);
    tcase_add_test(tests, members_apart_are_refused);
    tcase_add_loop_test(tests, bridges_hold_components_together, 1, 4);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
