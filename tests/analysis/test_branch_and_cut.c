#include "analysis/branch_and_cut.h"

#include "analysis/exact_area.h"
#include "analysis/node_cut_private.h"
#include "tests/analysis/brute_areas.h"

static bp_context *context;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_context_free(context);
}

static void make_problems(const brute_case *c, int may_touch, bp_area_problems *out)
{
    bp_graph graph = BP_GRAPH_INIT;
    bp_field field = BP_FIELD_INIT;
    brute_graph(context, c, &graph);
    bp_delineate_input input = brute_input(c, &graph);
    ck_bp_ok(context, bp_field_new(context, &input, &c->options, &field));
    ck_bp_ok(context, bp_area_problems_new(context, &field, &c->options, may_touch, out));
    bp_field_clear(&field);
    bp_graph_clear(&graph);
}

/* What the labels of a piece weigh; checks that they keep to the problem. */
static int64_t check_labels(const bp_area_problem *problem, const int32_t *label)
{
    uint32_t links[BRUTE_MAX] = {0}, sets[BRUTE_MAX] = {0};
    double residents[BRUTE_MAX] = {0.0};
    int64_t weight = 0;
    for (int32_t i = 0; i < problem->n; i++)
        for (int64_t k = problem->links.offsets[i]; k < problem->links.offsets[i + 1]; k++)
            links[i] |= UINT32_C(1) << problem->links.neighbours[k];
    for (int32_t i = 0; i < problem->n; i++) {
        if (label[i] < 0)
            continue;
        weight += problem->weight[i];
        sets[label[i]] |= UINT32_C(1) << i;
        residents[label[i]] += problem->population[i];
    }
    for (int a = 0; a < BRUTE_MAX; a++) {
        ck_assert(sets[a] == 0 || brute_is_connected(links, sets[a]));
        ck_assert(sets[a] == 0 || (residents[a] >= problem->floor && residents[a] <= problem->ceiling));
        for (int32_t i = 0; i < problem->n; i++)
            for (int b = 0; brute_has(sets[a], i) && b < BRUTE_MAX; b++)
                ck_assert(b == a || problem->may_touch || (links[i] & sets[b]) == 0);
    }
    return weight;
}

/* Both searches from nothing: where both have a proof they agree, and no bound is below the truth. */
START_TEST(equals_the_other_search)
{
    uint64_t state = 400 + (uint64_t)_i;
    int n_proved = 0;
    for (int round = 0; round < 40; round++) {
        brute_case c =
            brute_any_case(&state, round, 4 + brute_random_below(&state, 13), brute_random_below(&state, 3));
        bp_area_problems problems = BP_AREA_PROBLEMS_INIT;
        make_problems(&c, round % 2, &problems);
        for (int32_t p = 0; p < problems.n; p++) {
            const bp_area_problem *problem = &problems.items[p];
            bp_area_answer exact = BP_AREA_ANSWER_INIT, cut = BP_AREA_ANSWER_INIT;
            int32_t label[BRUTE_MAX], other[BRUTE_MAX];
            memset(label, 0xff, sizeof label);
            memset(other, 0xff, sizeof other);
            ck_bp_ok(context, bp_exact_areas(context, problem, INT64_MAX, label, &exact));
            ck_bp_ok(context, bp_branch_and_cut(context, problem, 100000, other, &cut));
            ck_assert_int_eq(check_labels(problem, other), cut.weight);
            ck_assert_int_le(cut.weight, exact.weight);
            ck_assert_int_ge(cut.bound, exact.weight);
            ck_assert_int_eq(cut.is_proved, 1);
            ck_assert_int_eq(cut.weight, exact.weight);
            n_proved += exact.weight > 0;
        }
        bp_area_problems_clear(&problems);
    }
    ck_assert_int_gt(n_proved, 10);
}
END_TEST

/* The least that parts two units, against every set of units that does. */
START_TEST(a_node_cut_is_the_least)
{
    uint64_t state = 12;
    for (int round = 0; round < 200; round++) {
        int n = 3 + brute_random_below(&state, 7);
        brute_case c = brute_new(n);
        bp_graph graph = BP_GRAPH_INIT;
        bp_node_cutter cutter = BP_NODE_CUTTER_INIT;
        uint32_t links[BRUTE_MAX] = {0};
        double capacity[BRUTE_MAX], best = HUGE_VAL;
        int32_t cut[BRUTE_MAX], n_cut = 0;
        brute_random_links(&c, &state);
        c.touch[0][1] = c.touch[1][0] = false;
        for (int i = 0; i < n; i++) {
            capacity[i] = brute_random_below(&state, 9) / 8.0;
            for (int j = 0; j < n; j++)
                links[i] |= (uint32_t)c.touch[i][j] << j;
        }
        for (uint32_t set = 0; set < UINT32_C(1) << n; set++) {
            double sum = 0.0;
            for (int i = 0; i < n; i++)
                sum += brute_has(set, i) ? capacity[i] : 0.0;
            if (!(set & 3) && !brute_has(brute_component(links, (UINT32_C(1) << n) - 1 - set, 0), 1) &&
                sum < best)
                best = sum;
        }
        brute_graph(context, &c, &graph);
        ck_bp_ok(context, bp_node_cutter_new(context, &graph, &cutter));
        ck_assert_double_eq_tol(bp_node_cut(&cutter, capacity, 0, 1, cut, &n_cut), best, 1e-9);
        uint32_t left = (UINT32_C(1) << n) - 1;
        for (int32_t i = 0; i < n_cut; i++)
            left &= ~(UINT32_C(1) << cut[i]);
        ck_assert((left & 3) == 3 && !brute_has(brute_component(links, left, 0), 1));
        bp_node_cutter_clear(&cutter);
        bp_graph_clear(&graph);
    }
}
END_TEST

START_TEST(a_piece_that_is_too_large_is_refused)
{
    bp_area_problem problem = BP_AREA_PROBLEM_INIT;
    bp_area_answer answer = BP_AREA_ANSWER_INIT;
    int32_t label[1] = {-1};
    problem.n = BP_CUT_MAX + 1;
    ck_assert_int_eq(bp_branch_and_cut(context, &problem, 1, label, &answer), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context),
                     "a piece of 161 units is too large for an integer program (at most 160)");
}
END_TEST

START_TEST(without_a_solver_it_says_so)
{
    bp_area_problem problem = BP_AREA_PROBLEM_INIT;
    bp_area_answer answer = BP_AREA_ANSWER_INIT;
    int32_t label[1] = {-1};
    ck_assert_int_eq(bp_branch_and_cut(context, &problem, 1, label, &answer), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context),
                     "this build has no solver of integer programs: build it with CBC");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("branch_and_cut");
    TCase *tests = tcase_create("branch_and_cut");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, a_node_cut_is_the_least);
    if (bp_branch_and_cut_solver()) {
        tcase_add_loop_test(tests, equals_the_other_search, 0, 2);
        tcase_add_test(tests, a_piece_that_is_too_large_is_refused);
    } else {
        tcase_add_test(tests, without_a_solver_it_says_so);
    }
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
