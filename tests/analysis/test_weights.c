#include "analysis/weights.h"

#include "tests/analysis/local_support.h"

static bp_context *context;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_context_free(context);
}

/* 0 - 1, 1 - 2, 0 -> 2; 3 is an island. */
static bp_weights small(void)
{
    int32_t arcs[][2] = {{0, 1}, {1, 0}, {1, 2}, {2, 1}, {0, 2}};
    return local_weights(4, 5, arcs, NULL);
}

START_TEST(from_a_directed_graph)
{
    int64_t offsets[] = {0, 2, 3, 3};
    int32_t neighbours[] = {1, 2, 0};
    const bp_graph graph = {3, offsets, neighbours, NULL};
    bp_weights weights = BP_WEIGHTS_INIT;
    ck_bp_ok(context, bp_weights_from_graph(context, &graph, &weights));
    ck_assert_double_eq(local_weight(&weights, 0, 2), 1.0);
    ck_assert_double_eq(local_weight(&weights, 2, 0), 0.0);
    ck_assert_int_eq(bp_weights_is_symmetric(&weights), 0);
    ck_assert_int_eq(bp_weights_count_islands(&weights), 1);
    bp_weights_clear(&weights);
    neighbours[0] = 2;
    neighbours[1] = 1;
    ck_assert_int_eq(bp_weights_from_graph(context, &graph, &weights), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context),
                     "weights: the neighbours of unit 0 are not in ascending order");
    bp_context_clear(context);
    neighbours[0] = 0;
    ck_assert_int_eq(bp_weights_from_graph(context, &graph, &weights), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context),
                     "weights: unit 0 has neighbour 0; expected another of the units 0 to 2");
}
END_TEST

START_TEST(styles_by_hand)
{
    /* Rows 0: 1, 1; 1: 1, 1; 2: 1. Five links, three units with links. */
    static const struct {
        bp_weights_style style;
        double of_0, of_2;
    } expected[] = {{BP_WEIGHTS_BINARY, 1.0, 1.0},
                    {BP_WEIGHTS_ROW, 0.5, 1.0},
                    {BP_WEIGHTS_GLOBAL, 0.6, 0.6},
                    /* 1/sqrt(2) four times and 1: scaled by 3 / (1 + 2 sqrt(2)). */
                    {BP_WEIGHTS_VARIANCE, 0.55409709377719396, 0.78361162489122504}};
    for (size_t s = 0; s < sizeof expected / sizeof *expected; s++) {
        bp_weights weights = small();
        ck_bp_ok(context, bp_weights_style_set(context, &weights, expected[s].style));
        ck_assert_double_eq_tol(local_weight(&weights, 0, 1), expected[s].of_0, 1e-12);
        ck_assert_double_eq_tol(local_weight(&weights, 2, 1), expected[s].of_2, 1e-12);
        ck_assert_int_eq(weights.offsets[3], weights.offsets[4]);
        ck_assert_int_eq(bp_weights_equal_in_row(&weights), 1);
        bp_weights_clear(&weights);
    }
}
END_TEST

START_TEST(a_row_of_nothing_stays)
{
    int32_t arcs[][2] = {{0, 1}, {1, 0}};
    const double value[] = {0.0, 4.0};
    bp_weights weights = local_weights(2, 2, arcs, value);
    ck_bp_ok(context, bp_weights_style_set(context, &weights, BP_WEIGHTS_ROW));
    ck_assert_double_eq(weights.value[0], 0.0);
    ck_assert_double_eq(weights.value[1], 1.0);
    ck_assert_int_eq(bp_weights_style_set(context, &weights, BP_WEIGHTS_ROW), BP_ERROR_ARGUMENT);
    bp_context_clear(context);
    weights.style = BP_WEIGHTS_BINARY;
    weights.value[0] = -1.0;
    ck_assert_int_eq(bp_weights_style_set(context, &weights, BP_WEIGHTS_ROW), BP_ERROR_INPUT);
    ck_assert_str_eq(bp_context_message(context),
                     "weights: the weight of unit 0 for unit 1 is -1; expected a number of at least 0");
    bp_weights_clear(&weights);
}
END_TEST

START_TEST(missing_units_lose_their_links)
{
    const uint8_t valid[] = {0x0d}; /* 1 is missing */
    bp_weights weights = small(), kept = BP_WEIGHTS_INIT;
    ck_bp_ok(context, bp_weights_drop_missing(context, &weights, valid, &kept));
    ck_assert_int_eq(kept.offsets[4], 1);
    ck_assert_double_eq(local_weight(&kept, 0, 2), 1.0);
    /* 1 is missing, 2 has nobody left, 3 never had. */
    ck_assert_int_eq(bp_weights_count_islands(&kept), 3);
    bp_weights_clear(&weights);
    bp_weights_clear(&kept);
}
END_TEST

START_TEST(links_to_oneself)
{
    bp_weights weights = small(), with = BP_WEIGHTS_INIT, again = BP_WEIGHTS_INIT;
    ck_bp_ok(context, bp_weights_add_self(context, &weights, 0.5, &with));
    ck_assert_int_eq(with.has_self, 1);
    for (int i = 0; i < 4; i++) {
        ck_assert_double_eq(local_weight(&with, i, i), 0.5);
        ck_assert_int_eq(bp_weights_count_neighbours(&with, i), bp_weights_count_neighbours(&weights, i));
        for (int64_t at = with.offsets[i] + 1; at < with.offsets[i + 1]; at++)
            ck_assert_int_lt(with.neighbours[at - 1], with.neighbours[at]);
    }
    ck_assert_int_eq(bp_weights_count_islands(&with), 1);
    ck_assert_int_eq(bp_weights_equal_in_row(&with), 1);
    ck_bp_ok(context, bp_weights_add_self(context, &with, 2.0, &again));
    ck_assert_int_eq(again.offsets[4], with.offsets[4]);
    ck_assert_double_eq(local_weight(&again, 1, 1), 2.0);
    bp_weights_clear(&weights);
    bp_weights_clear(&with);
    bp_weights_clear(&again);
}
END_TEST

START_TEST(sums_by_their_definition)
{
    uint64_t state = 3;
    for (int round = 0; round < 300; round++) {
        int n = 2 + brute_random_below(&state, 10);
        bp_weights raw = local_random_weights(n, &state, round % 2), weights = BP_WEIGHTS_INIT;
        if (round % 3)
            ck_bp_ok(context, bp_weights_drop_missing(context, &raw, NULL, &weights));
        else
            ck_bp_ok(context, bp_weights_add_self(context, &raw, 0.7, &weights));
        double s0 = 0.0, s1 = 0.0, s2 = 0.0;
        bool symmetric = true;
        for (int i = 0; i < n; i++) {
            double both = 0.0;
            for (int j = 0; j < n; j++) {
                double there = local_weight(&weights, i, j), back = local_weight(&weights, j, i);
                s0 += there;
                s1 += 0.5 * (there + back) * (there + back);
                both += there + back;
                symmetric = symmetric && there == back;
            }
            s2 += both * both;
        }
        bp_weights_sums sums;
        ck_bp_ok(context, bp_weights_sums_compute(context, &weights, &sums));
        ck_assert_double_eq_tol(sums.s0, s0, 1e-12 * (1.0 + s0));
        ck_assert_double_eq_tol(sums.s1, s1, 1e-12 * (1.0 + s1));
        ck_assert_double_eq_tol(sums.s2, s2, 1e-12 * (1.0 + s2));
        ck_assert_int_eq(sums.n_linked, n - bp_weights_count_islands(&raw));
        ck_assert_int_eq(bp_weights_is_symmetric(&weights), symmetric);
        bp_weights_clear(&raw);
        bp_weights_clear(&weights);
    }
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("weights");
    TCase *tests = tcase_create("weights");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, from_a_directed_graph);
    tcase_add_test(tests, styles_by_hand);
    tcase_add_test(tests, a_row_of_nothing_stays);
    tcase_add_test(tests, missing_units_lose_their_links);
    tcase_add_test(tests, links_to_oneself);
    tcase_add_test(tests, sums_by_their_definition);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
