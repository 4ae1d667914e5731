#include "analysis/rank.h"

#include "tests/analysis/brute.h"

#include <math.h>

enum { MANY = 40 };

static bp_context *context;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_context_free(context);
}

START_TEST(ranks_without_ties)
{
    /* Four units: (0 + 0.5) / 4 = 0.125, then 0.375, 0.625, 0.875. */
    const double x[] = {30.0, -10.0, 20.0, 1e9}, expected[] = {0.625, 0.125, 0.375, 0.875};
    double rank[4];
    ck_bp_ok(context, bp_percentile_rank(context, x, NULL, NULL, 4, rank));
    for (int i = 0; i < 4; i++)
        ck_assert_double_eq(rank[i], expected[i]);
}
END_TEST

START_TEST(ties_share_the_middle)
{
    /* 1 | 2 2 2 | 5: (0 + 0.5) / 5 = 0.1; (1 + 1.5) / 5 = 0.5; (4 + 0.5) / 5 = 0.9. */
    const double x[] = {2.0, 5.0, 2.0, 1.0, 2.0}, expected[] = {0.5, 0.9, 0.5, 0.1, 0.5};
    double rank[5];
    ck_bp_ok(context, bp_percentile_rank(context, x, NULL, NULL, 5, rank));
    for (int i = 0; i < 5; i++)
        ck_assert_double_eq(rank[i], expected[i]);
}
END_TEST

START_TEST(weights_and_missing)
{
    /* Row 1 is missing. By value: 1 (weight 2), 3 and 3 (weights 1 and 3), 7 (weight 0), 9 (weight 4);
       total 10. 1: (0 + 1) / 10; 3: (2 + 2) / 10; 7: (6 + 0) / 10; 9: (6 + 2) / 10. */
    const double x[] = {3.0, 5.0, 1.0, 9.0, 3.0, 7.0}, weight[] = {1.0, 100.0, 2.0, 4.0, 3.0, 0.0};
    const double expected[] = {0.4, -7.0, 0.1, 0.8, 0.4, 0.6};
    const uint8_t valid[] = {0x3d};
    double rank[] = {-7.0, -7.0, -7.0, -7.0, -7.0, -7.0};
    ck_bp_ok(context, bp_percentile_rank(context, x, valid, weight, 6, rank));
    for (int i = 0; i < 6; i++)
        ck_assert_double_eq_tol(rank[i], expected[i], 1e-15);
}
END_TEST

START_TEST(one_unit_is_in_the_middle)
{
    const double x[] = {42.0};
    double rank[1];
    ck_bp_ok(context, bp_percentile_rank(context, x, NULL, NULL, 1, rank));
    ck_assert_double_eq(rank[0], 0.5);
}
END_TEST

START_TEST(no_weight_at_all_fails)
{
    const double x[] = {1.0, 2.0}, weight[] = {0.0, 0.0};
    const uint8_t nobody[] = {0};
    double rank[] = {-1.0, -1.0};
    ck_assert_int_eq(bp_percentile_rank(context, x, NULL, weight, 2, rank), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "percentile rank: the weights add up to nothing");
    ck_assert_int_eq(bp_percentile_rank(context, x, nobody, NULL, 2, rank), BP_ERROR_ARGUMENT);
    ck_assert_int_eq(bp_percentile_rank(context, x, NULL, NULL, 0, rank), BP_ERROR_ARGUMENT);
    ck_assert_double_eq(rank[0], -1.0);
    ck_assert_double_eq(rank[1], -1.0);
}
END_TEST

/* Every rank by its definition, and the mean that follows from it: each pair of units adds the same from both
 * sides. */
START_TEST(definition_and_mean)
{
    uint64_t state = 11;
    for (int round = 0; round < 200; round++) {
        int n = 1 + brute_random_below(&state, MANY);
        double x[MANY], weight[MANY], rank[MANY], total = 0.0, mean = 0.0;
        for (int i = 0; i < n; i++) {
            x[i] = brute_random_below(&state, 8);
            weight[i] = 1 + brute_random_below(&state, 5000);
            total += weight[i];
        }
        ck_bp_ok(context, bp_percentile_rank(context, x, NULL, weight, n, rank));
        for (int i = 0; i < n; i++) {
            double below = 0.0;
            for (int j = 0; j < n; j++)
                below += x[j] < x[i] ? weight[j] : x[j] == x[i] ? 0.5 * weight[j] : 0.0;
            ck_assert_double_eq_tol(rank[i], below / total, 1e-14);
            ck_assert(rank[i] > 0.0 && rank[i] < 1.0);
            mean += weight[i] * rank[i] / total;
        }
        ck_assert_double_eq_tol(mean, 0.5, 1e-12);
    }
}
END_TEST

START_TEST(order_is_ascending_with_ties_by_row)
{
    const double x[] = {2.0, 1.0, 2.0, 0.0, 1.0};
    const uint8_t valid[] = {0x17}; /* row 3 is missing */
    const int32_t expected[] = {1, 4, 0, 2};
    int32_t order[5];
    int64_t m = -1;
    ck_bp_ok(context, bp_sort_order(context, x, valid, 5, order, &m));
    ck_assert_int_eq(m, 4);
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(order[i], expected[i]);
    ck_bp_ok(context, bp_sort_order(context, x, NULL, 0, order, &m));
    ck_assert_int_eq(m, 0);
}
END_TEST

/* Both signs, both zeros, the smallest and the largest numbers, and those that differ in their last bit. */
START_TEST(order_of_all_kinds_of_numbers)
{
    const double x[] = {0.0,     1e300,    -1e-320, 1.0,  -0.0, -INFINITY, 1.0000000000000002,
                        5e-324,  INFINITY, -1e300,  -1.0, 0.0,  1.0,       -1.0000000000000002,
                        -5e-324, 1e-320};
    const int32_t expected[] = {5, 9, 13, 10, 2, 14, 0, 4, 11, 7, 15, 3, 12, 6, 1, 8};
    int32_t order[16];
    int64_t m = -1;
    ck_bp_ok(context, bp_sort_order(context, x, NULL, 16, order, &m));
    ck_assert_int_eq(m, 16);
    for (int i = 0; i < 16; i++)
        ck_assert_int_eq(order[i], expected[i]);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("rank");
    TCase *tests = tcase_create("rank");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, ranks_without_ties);
    tcase_add_test(tests, ties_share_the_middle);
    tcase_add_test(tests, weights_and_missing);
    tcase_add_test(tests, one_unit_is_in_the_middle);
    tcase_add_test(tests, no_weight_at_all_fails);
    tcase_add_test(tests, definition_and_mean);
    tcase_add_test(tests, order_is_ascending_with_ties_by_row);
    tcase_add_test(tests, order_of_all_kinds_of_numbers);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
