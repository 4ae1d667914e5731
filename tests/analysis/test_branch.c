/* The branches around a unit: a case worked out by hand, and against flooding from the definition. */
#include "analysis/branch.h"

#include "tests/analysis/brute.h"

static bp_context *context;

static void set_up(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void tear_down(void)
{
    bp_context_free(context);
}

/* A row 0.9 0.7 0.5 0.8 of 100, 200, 400, 800 residents: base 0.75, reach 0.5, floor 250, ceiling 1000.
   Around the first: alone 100 (15), from 0.7 on 300 (15 - 10 = 5), from 0.5 on all, 1,500
   (5 - 100 + 40 = -55), above the ceiling. */
START_TEST(row_of_four)
{
    static const bp_link links[] = {{0, 1, 1.0}, {1, 2, 1.0}, {2, 3, 1.0}};
    const double score[] = {0.9, 0.7, 0.5, 0.8}, population[] = {100, 200, 400, 800};
    bp_graph graph = BP_GRAPH_INIT;
    bp_branches found = BP_BRANCHES_INIT;
    bp_delineate_options options = BP_DELINEATE_OPTIONS_INIT;
    options.base = 0.75;
    options.reach = 0.5;
    options.floor = 250;
    options.ceiling = 1000;
    ck_bp_ok(context, bp_graph_from_links(context, 4, links, 3, &graph));
    const bp_delineate_input input = {.graph = &graph, .score = score, .population = population};
    ck_bp_ok(context, bp_branches_of(context, &input, &options, 0, &found));
    const bp_branch expected[] = {{0.9, 1, 100, 15, 1, 0}, {0.7, 2, 300, 5, 0, 0}, {0.5, 4, 1500, -55, 0, 1}};
    ck_assert_int_eq(found.n, 3);
    for (int b = 0; b < 3; b++) {
        ck_assert_double_eq(found.list[b].level, expected[b].level);
        ck_assert_int_eq(found.list[b].n_members, expected[b].n_members);
        ck_assert_double_eq(found.list[b].population, expected[b].population);
        ck_assert_double_eq_tol(found.list[b].weight, expected[b].weight, 1e-3);
        ck_assert_int_eq(found.list[b].is_below_floor, expected[b].is_below_floor);
        ck_assert_int_eq(found.list[b].is_above_ceiling, expected[b].is_above_ceiling);
    }
    ck_assert_int_eq(found.n_largest, 4);
    bp_branches_clear(&found);
    options.reach = 0.6;
    ck_bp_ok(context, bp_branches_of(context, &input, &options, 2, &found));
    ck_assert_int_eq(found.n, 0);
    ck_assert_int_eq(found.n_largest, 0);
    bp_branches_clear(&found);
    bp_graph_clear(&graph);
}
END_TEST

/* All that hangs together with `unit` in {score >= level}, as a mask. */
static uint32_t flood(const bool touch[BRUTE_MAX][BRUTE_MAX], const double *score, int n, int unit,
                      double level)
{
    uint32_t set = UINT32_C(1) << unit;
    for (bool grew = true; grew;) {
        grew = false;
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                if (brute_has(set, i) && !brute_has(set, j) && touch[i][j] && score[j] >= level) {
                    set |= UINT32_C(1) << j;
                    grew = true;
                }
    }
    return set;
}

static void check_random(uint64_t seed)
{
    enum { N = 16 };
    bool touch[BRUTE_MAX][BRUTE_MAX] = {{false}};
    double score[N], population[N];
    bp_link links[N * N];
    int64_t m = 0;
    uint64_t state = seed;
    bp_graph graph = BP_GRAPH_INIT;
    bp_delineate_options options = BP_DELINEATE_OPTIONS_INIT;
    options.reach = 0.3;
    for (int i = 0; i < N; i++) {
        score[i] = brute_random_below(&state, 11) / 10.0;
        population[i] = 100 + brute_random_below(&state, 900);
        for (int j = 0; j < i; j++)
            if (brute_random_below(&state, 7) == 0) {
                touch[i][j] = touch[j][i] = true;
                links[m++] = (bp_link){j, i, 1.0};
            }
    }
    ck_bp_ok(context, bp_graph_from_links(context, N, links, m, &graph));
    const bp_delineate_input input = {.graph = &graph, .score = score, .population = population};
    for (int unit = 0; unit < N; unit++) {
        bp_branches found = BP_BRANCHES_INIT;
        ck_bp_ok(context, bp_branches_of(context, &input, &options, unit, &found));
        int64_t b = 0;
        uint32_t last = 0;
        for (int tenths = (int)lround(score[unit] * 10.0); score[unit] >= 0.3 && tenths >= 3; tenths--) {
            uint32_t set = flood((const bool(*)[BRUTE_MAX])touch, score, N, unit, tenths / 10.0);
            if (set == last)
                continue;
            double residents = 0.0;
            for (int i = 0; i < N; i++)
                residents += brute_has(set, i) ? population[i] : 0.0;
            ck_assert_int_lt(b, found.n);
            ck_assert_double_eq(found.list[b].level, tenths / 10.0);
            ck_assert_int_eq(found.list[b].n_members, brute_count(set));
            ck_assert_double_eq(found.list[b].population, residents);
            last = set;
            b++;
        }
        ck_assert_int_eq(b, found.n);
        ck_assert_int_eq(found.n_largest, brute_count(last));
        for (int64_t i = 0; i < found.n_largest; i++)
            ck_assert(brute_has(last, found.largest[i]));
        bp_branches_clear(&found);
    }
    bp_graph_clear(&graph);
}

START_TEST(random_graphs)
{
    for (uint64_t seed = 1; seed <= 100; seed++)
        check_random(seed);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("branch");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, row_of_four);
    tcase_add_test(tests, random_graphs);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
