#include "analysis/compare.h"

#include "tests/support.h"

static bp_context *context;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_context_free(context);
}

/* Five units of 100, 200, 300, 400, 500 residents; reference 0 1 2, drawn 1 2 3. */
static const double residents[] = {100, 200, 300, 400, 500};
static const double reference[] = {1, 1, 1, 0, 0}, no_reference[] = {0, 0, 0, 0, 0};
static const uint8_t drawn[] = {0, 1, 1, 1, 0}, nothing[] = {0, 0, 0, 0, 0};

START_TEST(backtest_by_hand)
{
    /* Both: 500; reference 600, drawn 900, either 1000. */
    bp_backtest result = {0};
    bp_backtest_compute(reference, drawn, residents, NULL, 5, &result);
    ck_assert_int_eq(result.reference_units, 3);
    ck_assert_int_eq(result.drawn_units, 3);
    ck_assert_int_eq(result.both_units, 2);
    ck_assert_double_eq(result.reference_population, 600.0);
    ck_assert_double_eq(result.drawn_population, 900.0);
    ck_assert_double_eq(result.both_population, 500.0);
    ck_assert(result.has_recall && result.has_precision);
    ck_assert_double_eq_tol(result.recall, 500.0 / 600.0, 1e-15);
    ck_assert_double_eq_tol(result.precision, 500.0 / 900.0, 1e-15);
    ck_assert_double_eq_tol(result.jaccard, 0.5, 1e-15);
}
END_TEST

/* Half of unit 0, a quarter of 1, all of 2: 50 + 50 + 300; both 50 + 300, either 400 + 900 - 350. */
START_TEST(backtest_of_shares_of_units)
{
    const double held[] = {0.5, 0.25, 1.0, 0.0, 0.0};
    bp_backtest result = {0};
    bp_backtest_compute(held, drawn, residents, NULL, 5, &result);
    ck_assert_int_eq(result.reference_units, 3);
    ck_assert_int_eq(result.both_units, 2);
    ck_assert_double_eq(result.reference_population, 400.0);
    ck_assert_double_eq(result.both_population, 350.0);
    ck_assert_double_eq_tol(result.recall, 0.875, 1e-15);
    ck_assert_double_eq_tol(result.precision, 350.0 / 900.0, 1e-15);
    ck_assert_double_eq_tol(result.jaccard, 350.0 / 950.0, 1e-15);
}
END_TEST

START_TEST(unknown_residents_count_as_units_only)
{
    /* Unit 2 (300) is not known: both 200, reference 300, drawn 600, either 700. */
    const uint8_t known[] = {0x1b};
    bp_backtest result = {0};
    bp_backtest_compute(reference, drawn, residents, known, 5, &result);
    ck_assert_int_eq(result.both_units, 2);
    ck_assert_double_eq(result.both_population, 200.0);
    ck_assert_double_eq_tol(result.recall, 200.0 / 300.0, 1e-15);
    ck_assert_double_eq_tol(result.precision, 200.0 / 600.0, 1e-15);
    ck_assert_double_eq_tol(result.jaccard, 200.0 / 700.0, 1e-15);
}
END_TEST

START_TEST(nothing_drawn_has_no_precision)
{
    bp_backtest result = {0};
    bp_backtest_compute(reference, nothing, residents, NULL, 5, &result);
    ck_assert(result.has_recall && !result.has_precision);
    ck_assert_double_eq(result.recall, 0.0);
    ck_assert_double_eq(result.jaccard, 0.0);
    bp_backtest_compute(no_reference, drawn, residents, NULL, 5, &result);
    ck_assert(!result.has_recall && result.has_precision);
    ck_assert_double_eq(result.precision, 0.0);
    bp_backtest_compute(no_reference, nothing, residents, NULL, 5, &result);
    ck_assert(!result.has_recall && !result.has_precision);
    ck_assert_int_eq(result.both_units, 0);
}
END_TEST

START_TEST(a_reference_nobody_is_known_to_live_in)
{
    const uint8_t nobody[] = {0};
    bp_backtest result = {0};
    bp_backtest_compute(reference, drawn, residents, nobody, 5, &result);
    ck_assert(!result.has_recall && !result.has_precision);
    ck_assert_int_eq(result.reference_units, 3);
    bp_backtest_compute(reference, drawn, residents, NULL, 0, &result);
    ck_assert_int_eq(result.reference_units, 0);
    ck_assert(!result.has_recall && !result.has_precision);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("compare");
    TCase *tests = tcase_create("compare");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, backtest_by_hand);
    tcase_add_test(tests, backtest_of_shares_of_units);
    tcase_add_test(tests, unknown_residents_count_as_units_only);
    tcase_add_test(tests, nothing_drawn_has_no_precision);
    tcase_add_test(tests, a_reference_nobody_is_known_to_live_in);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
