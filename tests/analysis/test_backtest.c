#include "analysis/backtest.h"

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

/*
 * Eight units of 100, 200, ... 800 residents. Own areas: A = 0 1 2 (600), B = 3 4 (900), C = 7 (800).
 * Other areas: X = 2 3 (700), Y = 4 5 (1100), Z = 0 1 (300). Unit 7 is in no other area.
 * A shares 300 with X (of 1000), 300 with Z (of 600): Z. B shares 400 with X (of 1200), 500 with Y (of 1500):
 * both a third, so the smaller number, X. C shares nobody.
 */
enum { N = 8 };
static const double residents[N] = {100, 200, 300, 400, 500, 600, 700, 800};
static const int32_t own[N] = {0, 0, 0, 1, 1, -1, -1, 2}, other[N] = {2, 2, 0, 0, 1, 1, -1, -1};

START_TEST(best_matches_by_hand)
{
    const bp_match_input input = {N, {3, own, NULL}, {3, other, NULL}, residents, NULL};
    bp_match match = BP_MATCH_INIT;
    ck_bp_ok(context, bp_match_new(context, &input, &match));
    ck_assert_int_eq(match.n_areas, 3);
    ck_assert_int_eq(match.best[0], 2);
    ck_assert_double_eq(match.shared[0], 300.0);
    ck_assert_double_eq_tol(match.jaccard[0], 0.5, 1e-15);
    ck_assert_int_eq(match.best[1], 0);
    ck_assert_double_eq(match.shared[1], 400.0);
    ck_assert_double_eq_tol(match.jaccard[1], 1.0 / 3.0, 1e-15);
    ck_assert_int_eq(match.best[2], -1);
    ck_assert_double_eq(match.jaccard[2], 0.0);
    ck_assert_int_eq(match.in_other[0], 3);
    ck_assert_int_eq(match.in_other[1], 2);
    ck_assert_int_eq(match.in_other[2], 0);
    bp_match_clear(&match);
}
END_TEST

START_TEST(bridges_and_unknown_residents_add_nobody)
{
    /* Unit 4 is a bridge of B, unit 2's residents are not known: A = 300 with Z 300 of 300; B = 400 with X
       400 of 400. */
    const uint8_t counts[N] = {1, 1, 1, 1, 0, 1, 1, 1}, known[] = {0xfb};
    const bp_match_input input = {N, {3, own, counts}, {3, other, NULL}, residents, known};
    bp_match match = BP_MATCH_INIT;
    ck_bp_ok(context, bp_match_new(context, &input, &match));
    ck_assert_int_eq(match.best[0], 2);
    ck_assert_double_eq_tol(match.jaccard[0], 1.0, 1e-15);
    ck_assert_int_eq(match.best[1], 0);
    ck_assert_double_eq_tol(match.jaccard[1], 1.0, 1e-15);
    ck_assert_int_eq(match.in_other[0], 3);
    ck_assert_int_eq(match.in_other[1], 1);
    bp_match_clear(&match);
}
END_TEST

START_TEST(no_areas_at_all)
{
    const int32_t none[N] = {-1, -1, -1, -1, -1, -1, -1, -1};
    const bp_match_input empty = {N, {0, none, NULL}, {0, none, NULL}, residents, NULL};
    bp_match match = BP_MATCH_INIT;
    ck_bp_ok(context, bp_match_new(context, &empty, &match));
    ck_assert_int_eq(match.n_areas, 0);
    bp_match_clear(&match);
}
END_TEST

/* Areas of 500, 300 and 400 residents, of which 400, 0 and 200 in a reference of 1,000. */
static const double population[] = {500, 300, 400}, both[] = {400, 0, 200};

START_TEST(same_total_by_hand)
{
    bp_backtest_equal result;
    bp_backtest_at_total(population, both, 3, 1000.0, &result);
    ck_assert(result.is_defined && result.reaches);
    /* 800 and 1200 are as near to 1000: the fewer areas. */
    ck_assert_int_eq(result.nearest.n_areas, 2);
    ck_assert_double_eq(result.nearest.population, 800.0);
    ck_assert_double_eq(result.nearest.both, 400.0);
    ck_assert_double_eq_tol(result.nearest.recall, 0.4, 1e-15);
    ck_assert_double_eq_tol(result.nearest.precision, 0.5, 1e-15);
    ck_assert_double_eq_tol(result.nearest.jaccard, 400.0 / 1400.0, 1e-15);
    /* Half of the third: 200 residents, 100 of them in the reference. */
    ck_assert_int_eq(result.exact.n_areas, 2);
    ck_assert_double_eq_tol(result.exact.partial, 0.5, 1e-15);
    ck_assert_double_eq_tol(result.exact.population, 1000.0, 1e-12);
    ck_assert_double_eq_tol(result.exact.both, 500.0, 1e-12);
    ck_assert_double_eq_tol(result.exact.recall, 0.5, 1e-15);
    ck_assert_double_eq_tol(result.exact.precision, 0.5, 1e-15);
    ck_assert_double_eq_tol(result.exact.jaccard, 500.0 / 1500.0, 1e-15);
}
END_TEST

START_TEST(total_on_the_edge_of_an_area)
{
    bp_backtest_equal result;
    bp_backtest_at_total(population, both, 3, 800.0, &result);
    ck_assert_int_eq(result.nearest.n_areas, 2);
    ck_assert_int_eq(result.exact.n_areas, 1);
    ck_assert_double_eq(result.exact.partial, 1.0);
    ck_assert_double_eq_tol(result.exact.recall, 0.5, 1e-15);
    ck_assert_double_eq_tol(result.nearest.recall, result.exact.recall, 1e-15);
}
END_TEST

START_TEST(too_few_residents_drawn)
{
    bp_backtest_equal result;
    bp_backtest_at_total(population, both, 3, 2000.0, &result);
    ck_assert(result.is_defined && !result.reaches);
    ck_assert_int_eq(result.nearest.n_areas, 3);
    ck_assert_double_eq_tol(result.nearest.recall, 0.3, 1e-15);
    bp_backtest_at_total(population, both, 0, 2000.0, &result);
    ck_assert(!result.is_defined);
    bp_backtest_at_total(population, both, 3, 0.0, &result);
    ck_assert(!result.is_defined);
}
END_TEST

START_TEST(first_area_far_too_large)
{
    /* 5,000 against 1,000: no area at all is nearer, and nothing of it has a precision. */
    const double large[] = {5000}, inside[] = {1000};
    bp_backtest_equal result;
    bp_backtest_at_total(large, inside, 1, 1000.0, &result);
    ck_assert_int_eq(result.nearest.n_areas, 0);
    ck_assert_double_eq(result.nearest.recall, 0.0);
    ck_assert_double_eq_tol(result.exact.partial, 0.2, 1e-15);
    ck_assert_double_eq_tol(result.exact.recall, 0.2, 1e-15);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("backtest");
    TCase *tcase = tcase_create("backtest");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, best_matches_by_hand);
    tcase_add_test(tcase, bridges_and_unknown_residents_add_nobody);
    tcase_add_test(tcase, no_areas_at_all);
    tcase_add_test(tcase, same_total_by_hand);
    tcase_add_test(tcase, total_on_the_edge_of_an_area);
    tcase_add_test(tcase, too_few_residents_drawn);
    tcase_add_test(tcase, first_area_far_too_large);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
