#include "analysis/exact_area.h"

#include "analysis/branch_and_cut.h"
#include "analysis/local_search.h"
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

/* The pieces of a case, as the library makes them. */
static void make_problems(const brute_case *c, int may_touch, bp_field *field, bp_area_problems *out)
{
    bp_graph graph = BP_GRAPH_INIT;
    brute_graph(context, c, &graph);
    bp_delineate_input input = brute_input(c, &graph);
    ck_bp_ok(context, bp_field_new(context, &input, &c->options, field));
    ck_bp_ok(context, bp_area_problems_new(context, field, &c->options, may_touch, out));
    bp_graph_clear(&graph);
}

/* The sets of units that the labels of a piece stand for; checks that each is what it must be. */
static int64_t check_areas(const brute_case *c, const uint32_t *links, const bp_field *field,
                           const bp_area_problem *problem, const int32_t *label)
{
    uint32_t areas[BRUTE_MAX] = {0};
    int64_t value = 0;
    for (int32_t i = 0; i < problem->n; i++) {
        ck_assert(label[i] >= -1 && label[i] < BRUTE_MAX);
        if (label[i] >= 0)
            areas[label[i]] |= UINT32_C(1) << field->unit[problem->candidate[i]];
    }
    for (int a = 0; a < BRUTE_MAX; a++) {
        double residents = brute_population(c, areas[a]);
        if (areas[a] == 0)
            continue;
        ck_assert(brute_is_connected(links, areas[a]));
        ck_assert(residents >= c->options.floor && residents <= c->options.ceiling);
        value += 64 * brute_weight(c, areas[a]) - brute_count(areas[a]);
        for (int i = 0; i < c->n; i++)
            for (int b = 0; !problem->may_touch && brute_has(areas[a], i) && b < BRUTE_MAX; b++)
                ck_assert(b == a || (links[i] & areas[b]) == 0);
    }
    return value;
}

/* What all pieces come to together. Local search alone is held to the bound and to what it must keep. */
static int64_t solve_all(const brute_case *c, const uint32_t *links, int may_touch, bool with_local)
{
    bp_field field = BP_FIELD_INIT;
    bp_area_problems problems = BP_AREA_PROBLEMS_INIT;
    int64_t total = 0;
    make_problems(c, may_touch, &field, &problems);
    for (int32_t p = 0; p < problems.n; p++) {
        const bp_area_problem *problem = &problems.items[p];
        bp_area_answer answer = BP_AREA_ANSWER_INIT;
        int32_t label[BRUTE_MAX], n_areas = 0;
        int64_t bound = 0, local = 0;
        for (int i = 0; i < BRUTE_MAX; i++)
            label[i] = -1;
        if (with_local) {
            ck_bp_ok(context, bp_local_search(context, problem, label, &n_areas));
            local = check_areas(c, links, &field, problem, label);
            ck_assert_int_ge(local, 0);
        }
        ck_bp_ok(context, bp_exact_areas(context, problem, INT64_MAX, label, &answer));
        ck_bp_ok(context, bp_area_bound(context, problem, &bound));
        ck_assert(answer.is_proved && answer.bound == answer.weight && answer.weight <= bound);
        int64_t value = check_areas(c, links, &field, problem, label);
        ck_assert_int_ge(value, local);
        total += value;
    }
    bp_area_problems_clear(&problems);
    bp_field_clear(&field);
    return total;
}

START_TEST(equals_every_family_of_areas)
{
    uint64_t state = 77 + (uint64_t)_i;
    for (int round = 0; round < 150; round++) {
        uint32_t links[BRUTE_MAX];
        brute_sets sets;
        brute_case c = brute_any_case(&state, round, 2 + brute_random_below(&state, 7), _i % 3);
        brute_links(&c, links);
        brute_list_sets(&c, links, &sets);
        for (int may_touch = 0; may_touch < 2; may_touch++) {
            int64_t best = brute_best_family(&sets, may_touch, 1, 0);
            ck_assert_int_eq(best, brute_best_areas(&sets, may_touch));
            ck_assert_int_eq(solve_all(&c, links, may_touch, round % 3 == 0), best);
        }
        brute_sets_clear(&sets);
    }
}
END_TEST

START_TEST(equals_every_set_of_up_to_sixteen)
{
    uint64_t state = 1234 + (uint64_t)_i;
    int n_gains = 0;
    for (int round = 0; round < 40; round++) {
        uint32_t links[BRUTE_MAX];
        brute_sets sets;
        int n = round < 38 ? 8 + brute_random_below(&state, 5) : 13 + brute_random_below(&state, 4);
        brute_case c = brute_any_case(&state, round, n, _i % 3);
        brute_links(&c, links);
        brute_list_sets(&c, links, &sets);
        for (int may_touch = 0; may_touch < 2; may_touch++) {
            int64_t best = brute_best_areas(&sets, may_touch);
            ck_assert_int_eq(solve_all(&c, links, may_touch, round % 3 != 0), best);
            n_gains += best > 0;
        }
        brute_sets_clear(&sets);
    }
    ck_assert_int_gt(n_gains, 20); /* the cases are not empty ones */
}
END_TEST

/* The heaviest single area with a needed unit, against all sets. */
START_TEST(single_equals_every_set)
{
    uint64_t state = 99 + (uint64_t)_i;
    for (int round = 0; round < 100; round++) {
        uint32_t links[BRUTE_MAX];
        brute_sets sets;
        bp_field field = BP_FIELD_INIT;
        bp_area_problems problems = BP_AREA_PROBLEMS_INIT;
        brute_case c = brute_any_case(&state, round, 2 + brute_random_below(&state, 10), _i % 3);
        brute_links(&c, links);
        brute_list_sets(&c, links, &sets);
        make_problems(&c, 0, &field, &problems);
        for (int32_t p = 0; p < problems.n; p++) {
            const bp_area_problem *problem = &problems.items[p];
            bp_area_answer answer = BP_AREA_ANSWER_INIT;
            uint8_t is_needed[BRUTE_MAX] = {0}, is_in[BRUTE_MAX];
            uint32_t needed = 0, found = 0;
            int64_t best = INT64_MIN;
            for (int32_t i = 0; i < problem->n; i++) {
                is_needed[i] = i == 0 || brute_random_below(&state, 4) == 0;
                needed |= (uint32_t)is_needed[i] << field.unit[problem->candidate[i]];
            }
            for (uint32_t set = 1; set < UINT32_C(1) << sets.n; set++)
                if (sets.is_area[set] && (brute_units_of(&sets, set) & needed) && sets.value[set] > best)
                    best = sets.value[set];
            ck_bp_ok(context, bp_exact_single(context, problem, is_needed, INT64_MAX, is_in, &answer));
            ck_assert(answer.is_proved);
            ck_assert_int_eq(answer.weight == INT64_MIN, best == INT64_MIN);
            for (int32_t i = 0; i < problem->n; i++)
                found |= (uint32_t)is_in[i] << field.unit[problem->candidate[i]];
            if (best > INT64_MIN) {
                ck_assert_int_eq(64 * brute_weight(&c, found) - brute_count(found), best);
                ck_assert_int_eq(answer.weight, brute_weight(&c, found));
                ck_assert(brute_is_connected(links, found) && (found & needed));
            } else {
                ck_assert_uint_eq(found, 0);
            }
        }
        bp_area_problems_clear(&problems);
        bp_field_clear(&field);
        brute_sets_clear(&sets);
    }
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("exact_area");
    TCase *tests = tcase_create("exact_area");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, equals_every_family_of_areas, 0, 3);
    tcase_add_loop_test(tests, equals_every_set_of_up_to_sixteen, 0, 3);
    tcase_add_loop_test(tests, single_equals_every_set, 0, 3);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
