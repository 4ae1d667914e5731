#include "analysis/sensitivity.h"
#include "tests/analysis/maps.h"

enum { MANY = 4000 };

static bp_context *context;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_context_free(context);
}

/* 4 x 5 levels, each pair five times; y = 2 a + 3 (b == 4). Over 100 draws a says 100 x 4 x 1.25 = 500 of the
   squares and b 100 x 9 x 0.16 = 144. */
START_TEST(levels_of_a_balanced_design_are_taken_apart_by_hand)
{
    enum { N = 100 };
    double a[N], b[N], y[N], share[2], rest = -1.0;
    int defined = 0;
    for (int v = 0; v < N; v++) {
        a[v] = v % 4;
        b[v] = (v / 4) % 5;
        y[v] = 2.0 * a[v] + (b[v] == 4.0 ? 3.0 : 0.0);
    }
    const bp_factor factors[] = {{"a", BP_FACTOR_LEVELS, 4, 1, a}, {"b", BP_FACTOR_LEVELS, 5, 1, b}};
    ck_bp_ok(context, bp_sensitivity(context, y, N, factors, 2, share, &rest, &defined));
    ck_assert_int_eq(defined, 1);
    ck_near(share[0], (500.0 - 3.0 * 144.0 / 96.0) / 644.0, 1e-12);
    ck_near(share[1], (144.0 - 4.0 * 500.0 / 95.0) / 644.0, 1e-12);
    ck_near(share[0] + share[1] + rest, 1.0, 1e-12);
}
END_TEST

/* Uniform x and z: V(x + 2 z) is 1/12 + 4/12, so a fifth and four fifths. */
START_TEST(ranges_explain_what_they_add)
{
    static double x[MANY], z[MANY], idle[MANY], y[MANY];
    double share[3], rest = 0.0;
    int defined = 0;
    uint64_t state = 7;
    for (int v = 0; v < MANY; v++) {
        x[v] = map_share(&state);
        z[v] = map_share(&state);
        idle[v] = map_share(&state);
        y[v] = x[v] + 2.0 * z[v];
    }
    const bp_factor factors[] = {{"x", BP_FACTOR_RANGE, 0, 1, x},
                                 {"z", BP_FACTOR_RANGE, 0, 1, z},
                                 {"idle", BP_FACTOR_RANGE, 0, 1, idle}};
    ck_bp_ok(context, bp_sensitivity(context, y, MANY, factors, 3, share, &rest, &defined));
    ck_assert_double_eq_tol(share[0], 0.2, 0.02);
    ck_assert_double_eq_tol(share[1], 0.8, 0.02);
    ck_assert_double_eq_tol(share[2], 0.0, 0.01);
    ck_assert_double_eq_tol(share[0] + share[1] + share[2] + rest, 1.0, 1e-12);
}
END_TEST

/* The sign of a product tells nothing about either factor: all of it is interaction. */
START_TEST(interaction_is_nobodys_own)
{
    static double x[MANY], z[MANY], y[MANY];
    double share[2], rest = 0.0;
    int defined = 0;
    uint64_t state = 8;
    for (int v = 0; v < MANY; v++) {
        x[v] = map_share(&state) - 0.5;
        z[v] = map_share(&state) - 0.5;
        y[v] = x[v] * z[v] > 0.0 ? 1.0 : -1.0;
    }
    const bp_factor factors[] = {{"x", BP_FACTOR_RANGE, 0, 1, x}, {"z", BP_FACTOR_RANGE, 0, 1, z}};
    ck_bp_ok(context, bp_sensitivity(context, y, MANY, factors, 2, share, &rest, &defined));
    ck_assert_double_lt(share[0] + share[1], 0.02);
    ck_assert_double_eq_tol(share[0] + share[1] + rest, 1.0, 1e-12);
}
END_TEST

/* y = 3 u + w^2 + level, u and w in [-1, 1]: variances 3, 4/45 and 1/4. A column that repeats another adds
   nothing. */
START_TEST(a_group_is_fitted_with_its_squares)
{
    static double x[3 * MANY], level[MANY], y[MANY];
    double share[2], rest = 0.0, total = 3.0 + 4.0 / 45.0 + 0.25;
    int defined = 0;
    uint64_t state = 9;
    for (int v = 0; v < MANY; v++) {
        double u = 2.0 * map_share(&state) - 1.0, w = 2.0 * map_share(&state) - 1.0;
        x[v] = u;
        x[MANY + v] = w;
        x[2 * MANY + v] = 5.0 - u;
        level[v] = (double)(map_random(&state) % 2);
        y[v] = 3.0 * u + w * w + level[v];
    }
    const bp_factor factors[] = {{"group", BP_FACTOR_GROUP, 0, 3, x},
                                 {"level", BP_FACTOR_LEVELS, 2, 1, level}};
    ck_bp_ok(context, bp_sensitivity(context, y, MANY, factors, 2, share, &rest, &defined));
    ck_assert_double_eq_tol(share[0], (3.0 + 4.0 / 45.0) / total, 0.01);
    ck_assert_double_eq_tol(share[1], 0.25 / total, 0.01);
    ck_assert_double_eq_tol(share[0] + share[1] + rest, 1.0, 1e-12);
}
END_TEST

/* By chance the parts can say more than there is; they are then brought back to 1. */
START_TEST(shares_never_pass_one)
{
    enum { N = 60 };
    double x[N], y[N], share[3], rest = -1.0;
    int defined = 0;
    for (int v = 0; v < N; v++)
        x[v] = y[v] = v % 3;
    const bp_factor same = {"same", BP_FACTOR_LEVELS, 3, 1, x};
    const bp_factor factors[] = {same, same, same};
    ck_bp_ok(context, bp_sensitivity(context, y, N, factors, 3, share, &rest, &defined));
    for (int f = 0; f < 3; f++)
        ck_near(share[f], 1.0 / 3.0, 1e-12);
    ck_assert_double_eq_tol(rest, 0.0, 1e-12);
}
END_TEST

START_TEST(what_does_not_vary_has_no_shares)
{
    double x[BP_SENSITIVITY_LEAST], y[BP_SENSITIVITY_LEAST], share = -1.0, rest = -1.0;
    int defined = -1;
    for (int v = 0; v < BP_SENSITIVITY_LEAST; v++) {
        x[v] = v;
        y[v] = 4.0;
    }
    const bp_factor factor = {"x", BP_FACTOR_RANGE, 0, 1, x};
    ck_bp_ok(context, bp_sensitivity(context, y, BP_SENSITIVITY_LEAST, &factor, 1, &share, &rest, &defined));
    ck_assert_int_eq(defined, 0);
    ck_assert_double_eq(share, 0.0);
    ck_assert_double_eq(rest, 0.0);
}
END_TEST

START_TEST(too_few_draws_are_refused)
{
    double x[49] = {0.0}, share = -1.0, rest = -1.0;
    int defined = -1;
    const bp_factor factor = {"x", BP_FACTOR_RANGE, 0, 1, x};
    ck_assert_int_eq(bp_sensitivity(context, x, 49, &factor, 1, &share, &rest, &defined), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "sensitivity: 49 draws are too few, 50 are needed");
    ck_assert_double_eq(share, -1.0);
    ck_assert_int_eq(defined, -1);
}
END_TEST

/* y = x^2 over a symmetric x: no correlation, and yet x says all. Rows that are not valid would spoil it. */
START_TEST(correlation_ratio_sees_what_a_line_does_not)
{
    enum { N = 2002 };
    static double x[N], y[N];
    uint8_t valid[N / 8 + 1];
    double ratio = -1.0;
    int defined = 0;
    memset(valid, 0, sizeof valid);
    for (int i = 0; i < N; i++) {
        x[i] = i - 1000;
        y[i] = i < 2001 ? x[i] * x[i] : 1e12;
        if (i < 2001)
            valid[i / 8] |= (uint8_t)(1u << (i % 8));
    }
    ck_bp_ok(context, bp_correlation_ratio(context, x, y, valid, N, &ratio, &defined));
    ck_assert_int_eq(defined, 1);
    ck_assert_double_gt(ratio, 0.98);
    ck_assert_double_le(ratio, 1.0);
    for (int i = 0; i < N; i++)
        x[i] = 1.0;
    ck_bp_ok(context, bp_correlation_ratio(context, x, y, valid, N, &ratio, &defined));
    ck_assert_int_eq(defined, 0);
    ck_assert_double_eq(ratio, 0.0);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("sensitivity");
    TCase *tests = tcase_create("shares");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, levels_of_a_balanced_design_are_taken_apart_by_hand);
    tcase_add_test(tests, ranges_explain_what_they_add);
    tcase_add_test(tests, interaction_is_nobodys_own);
    tcase_add_test(tests, a_group_is_fitted_with_its_squares);
    tcase_add_test(tests, shares_never_pass_one);
    tcase_add_test(tests, what_does_not_vary_has_no_shares);
    tcase_add_test(tests, too_few_draws_are_refused);
    tcase_add_test(tests, correlation_ratio_sees_what_a_line_does_not);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
