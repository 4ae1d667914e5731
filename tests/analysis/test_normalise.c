#include "analysis/normalise.h"

#include "tests/support.h"

#include <math.h>

/* -23 ln(1 - r (1 - exp(-100 / 23))), worked out with 40 digits. */
#define EXPONENTIAL_AT_TENTH       2.390259732416164
#define EXPONENTIAL_AT_HALF        15.64679007260289
#define EXPONENTIAL_AT_NINE_TENTHS 50.42665427424398

static bp_context *context;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_context_free(context);
}

/* Six rows, row 2 missing; the five others are 2 4 4 4 6. */
static const double five[] = {4.0, 2.0, 777.0, 6.0, 4.0, 4.0};
static const uint8_t five_valid[] = {0x3b};

static void check_five(bp_normalisation method, bp_direction worse, double at_2, double at_4, double at_6)
{
    const double expected[] = {at_4, at_2, -1.0, at_6, at_4, at_4};
    double out[] = {-1.0, -1.0, -1.0, -1.0, -1.0, -1.0};
    ck_bp_ok(context, bp_normalise(context, method, worse, five, five_valid, NULL, 6, out));
    for (int i = 0; i < 6; i++)
        ck_assert_double_eq_tol(out[i], expected[i], 1e-12);
}

START_TEST(percentile)
{
    /* 2: 0.5 / 5; 4: (1 + 1.5) / 5; 6: 4.5 / 5. */
    check_five(BP_NORMALISE_PERCENTILE, BP_WORSE_HIGH, 0.1, 0.5, 0.9);
    check_five(BP_NORMALISE_PERCENTILE, BP_WORSE_LOW, 0.9, 0.5, 0.1);
}
END_TEST

START_TEST(zscore)
{
    /* Mean 20 / 5 = 4; squares 4 + 0 + 0 + 0 + 4 = 8; deviation sqrt(8 / 5); (6 - 4) / sqrt(1.6)
     * = 1.5811388300841898. */
    check_five(BP_NORMALISE_ZSCORE, BP_WORSE_HIGH, -1.5811388300841898, 0.0, 1.5811388300841898);
    check_five(BP_NORMALISE_ZSCORE, BP_WORSE_LOW, 1.5811388300841898, 0.0, -1.5811388300841898);
}
END_TEST

START_TEST(zscore_with_weights)
{
    /* Weights 3, 1: mean (3 * 1 + 1 * 5) / 4 = 2; variance (3 * 1 + 1 * 9) / 4 = 3. */
    const double x[] = {1.0, 5.0}, weight[] = {3.0, 1.0};
    double out[2];
    ck_bp_ok(context, bp_normalise(context, BP_NORMALISE_ZSCORE, BP_WORSE_HIGH, x, NULL, weight, 2, out));
    ck_assert_double_eq_tol(out[0], -1.0 / sqrt(3.0), 1e-15);
    ck_assert_double_eq_tol(out[1], 3.0 / sqrt(3.0), 1e-15);
}
END_TEST

START_TEST(minmax)
{
    check_five(BP_NORMALISE_MINMAX, BP_WORSE_HIGH, 0.0, 0.5, 1.0);
    check_five(BP_NORMALISE_MINMAX, BP_WORSE_LOW, 1.0, 0.5, 0.0);
}
END_TEST

START_TEST(winsorised_draws_the_tails_in)
{
    /* 1 weighs 1 of 40 (2.5 %), 1000 too; 10, 20, 30 weigh 12, 13, 13. The 5 % point (weight 2) is 10, the 95
       % point (weight 38) is 30: 1 -> 10 -> 0, 1000 -> 30 -> 1, 20 -> 0.5. */
    const double x[] = {1.0, 10.0, 20.0, 30.0, 1000.0}, weight[] = {1.0, 12.0, 13.0, 13.0, 1.0};
    const double high[] = {0.0, 0.0, 0.5, 1.0, 1.0}, low[] = {1.0, 1.0, 0.5, 0.0, 0.0};
    double out[5];
    ck_bp_ok(context, bp_normalise(context, BP_NORMALISE_WINSORISED, BP_WORSE_HIGH, x, NULL, weight, 5, out));
    for (int i = 0; i < 5; i++)
        ck_assert_double_eq_tol(out[i], high[i], 1e-15);
    ck_bp_ok(context, bp_normalise(context, BP_NORMALISE_WINSORISED, BP_WORSE_LOW, x, NULL, weight, 5, out));
    for (int i = 0; i < 5; i++)
        ck_assert_double_eq_tol(out[i], low[i], 1e-15);
}
END_TEST

START_TEST(winsorised_of_few_units_is_minmax)
{
    /* Of five units the lowest weighs 20 %: there are no tails to draw in. */
    check_five(BP_NORMALISE_WINSORISED, BP_WORSE_HIGH, 0.0, 0.5, 1.0);
    check_five(BP_NORMALISE_WINSORISED, BP_WORSE_LOW, 1.0, 0.5, 0.0);
}
END_TEST

START_TEST(winsorised_of_nearly_constant_still_tells_apart)
{
    /* 98 of 100 weigh in at 3: the span between the percentiles is empty, so the full one serves: (3 - 1) /
     * (5 - 1). */
    const double x[] = {1.0, 3.0, 5.0}, weight[] = {1.0, 98.0, 1.0}, expected[] = {0.0, 0.5, 1.0};
    double out[3];
    ck_bp_ok(context, bp_normalise(context, BP_NORMALISE_WINSORISED, BP_WORSE_HIGH, x, NULL, weight, 3, out));
    for (int i = 0; i < 3; i++)
        ck_assert_double_eq_tol(out[i], expected[i], 1e-15);
}
END_TEST

START_TEST(exponential_transform)
{
    /* Rank 1 leaves -23 ln(exp(-100 / 23)) = 100. At 0.5: exp(-100 / 23) = 0.012934..., 1 - 0.5 * 0.987065...
       = 0.506467..., -23 ln of it = 15.6467... */
    ck_assert_double_eq(bp_exponential_transform(0.0), 0.0);
    ck_assert_double_eq_tol(bp_exponential_transform(0.5), EXPONENTIAL_AT_HALF, 1e-12);
    ck_assert_double_eq_tol(bp_exponential_transform(1.0), 100.0, 1e-10);
}
END_TEST

START_TEST(exponential)
{
    /* The ranks are 0.1, 0.5 and 0.9. */
    check_five(BP_NORMALISE_EXPONENTIAL, BP_WORSE_HIGH, EXPONENTIAL_AT_TENTH, EXPONENTIAL_AT_HALF,
               EXPONENTIAL_AT_NINE_TENTHS);
    check_five(BP_NORMALISE_EXPONENTIAL, BP_WORSE_LOW, EXPONENTIAL_AT_NINE_TENTHS, EXPONENTIAL_AT_HALF,
               EXPONENTIAL_AT_TENTH);
}
END_TEST

static void check_refused(bp_normalisation method, const double *x, const uint8_t *valid,
                          const double *weight, int n)
{
    double out[] = {-1.0, -1.0, -1.0};
    bp_context_clear(context);
    ck_assert_int_eq(bp_normalise(context, method, BP_WORSE_HIGH, x, valid, weight, n, out),
                     BP_ERROR_ARGUMENT);
    ck_assert_str_ne(bp_context_message(context), "");
    for (int i = 0; i < 3; i++)
        ck_assert_double_eq(out[i], -1.0);
}

START_TEST(two_distinct_values_are_needed)
{
    const double same[] = {3.0, 3.0, 3.0}, apart[] = {1.0, 2.0, 3.0};
    const uint8_t one[] = {0x2}, none[] = {0};
    bp_normalisation method = (bp_normalisation)_i;
    check_refused(method, same, NULL, NULL, 3);
    check_refused(method, apart, one, NULL, 3);
    check_refused(method, apart, none, NULL, 3);
    check_refused(method, apart, NULL, NULL, 0);
}
END_TEST

/* A deviation over units that carry no weight is 0 / 0: it must be refused, not handed on as no number. */
START_TEST(zscore_needs_two_values_that_weigh)
{
    const double x[] = {1.0, 2.0, 3.0}, one_weighs[] = {0.0, 5.0, 0.0}, none_weighs[] = {0.0, 0.0, 0.0};
    check_refused(BP_NORMALISE_ZSCORE, x, NULL, one_weighs, 3);
    check_refused(BP_NORMALISE_ZSCORE, x, NULL, none_weighs, 3);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("normalise");
    TCase *tests = tcase_create("normalise");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, percentile);
    tcase_add_test(tests, zscore);
    tcase_add_test(tests, zscore_with_weights);
    tcase_add_test(tests, minmax);
    tcase_add_test(tests, winsorised_draws_the_tails_in);
    tcase_add_test(tests, winsorised_of_few_units_is_minmax);
    tcase_add_test(tests, winsorised_of_nearly_constant_still_tells_apart);
    tcase_add_test(tests, exponential_transform);
    tcase_add_test(tests, exponential);
    tcase_add_loop_test(tests, two_distinct_values_are_needed, 0, 5);
    tcase_add_test(tests, zscore_needs_two_values_that_weigh);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
