#include "analysis/pvalue.h"

#include "tests/support.h"

#include <math.h>
#include <string.h>

START_TEST(pseudo_p_by_hand)
{
    /* 99 draws: 4 above, 1 equal, 94 below. */
    const bp_tally tally = {5, 95, 99, 0};
    ck_assert_double_eq(bp_pvalue_pseudo(&tally, BP_ALTERNATIVE_GREATER), 0.06);
    ck_assert_double_eq(bp_pvalue_pseudo(&tally, BP_ALTERNATIVE_LESS), 0.96);
    ck_assert_double_eq(bp_pvalue_pseudo(&tally, BP_ALTERNATIVE_DIRECTED), 0.06);
    ck_assert_double_eq(bp_pvalue_pseudo(&tally, BP_ALTERNATIVE_TWO_SIDED), 0.12);
}
END_TEST

START_TEST(never_nothing_and_never_past_the_bound)
{
    for (int64_t n = 1; n <= 30; n++)
        for (int64_t n_ge = 0; n_ge <= n; n_ge++)
            for (int64_t n_le = n - n_ge; n_le <= n; n_le++) {
                const bp_tally tally = {n_ge, n_le, n, 0};
                for (int a = BP_ALTERNATIVE_TWO_SIDED; a <= BP_ALTERNATIVE_DIRECTED; a++) {
                    double p = bp_pvalue_pseudo(&tally, (bp_alternative)a);
                    ck_assert_double_gt(p, 0.0);
                    ck_assert_double_le(p, a == BP_ALTERNATIVE_DIRECTED ? 0.5 : 1.0);
                }
            }
}
END_TEST

START_TEST(nothing_but_ties_is_no_evidence)
{
    const bp_tally tally = {999, 999, 999, 0};
    ck_assert_double_eq(bp_pvalue_pseudo(&tally, BP_ALTERNATIVE_GREATER), 1.0);
    ck_assert_double_eq(bp_pvalue_pseudo(&tally, BP_ALTERNATIVE_TWO_SIDED), 1.0);
    ck_assert_double_eq(bp_pvalue_pseudo(&tally, BP_ALTERNATIVE_DIRECTED), 0.5);
}
END_TEST

START_TEST(sequential_p)
{
    /* Stopped at the 10th extreme draw out of 40: 10 / 40. */
    const bp_tally tally = {10, 30, 40, 1};
    ck_assert_double_eq(bp_pvalue_pseudo(&tally, BP_ALTERNATIVE_GREATER), 0.25);
    ck_assert_double_eq(bp_pvalue_pseudo(&tally, BP_ALTERNATIVE_TWO_SIDED), 0.5);
}
END_TEST

START_TEST(normal_p)
{
    /* Quantiles of the standard normal distribution. */
    ck_assert_double_eq_tol(bp_pvalue_normal(1.6448536269514722, BP_ALTERNATIVE_GREATER), 0.05, 1e-15);
    ck_assert_double_eq_tol(bp_pvalue_normal(-1.6448536269514722, BP_ALTERNATIVE_LESS), 0.05, 1e-15);
    ck_assert_double_eq_tol(bp_pvalue_normal(-1.6448536269514722, BP_ALTERNATIVE_DIRECTED), 0.05, 1e-15);
    ck_assert_double_eq_tol(bp_pvalue_normal(-1.959963984540054, BP_ALTERNATIVE_TWO_SIDED), 0.05, 1e-15);
    ck_assert_double_eq(bp_pvalue_normal(0.0, BP_ALTERNATIVE_TWO_SIDED), 1.0);
    ck_assert_double_eq(bp_pvalue_normal(0.0, BP_ALTERNATIVE_DIRECTED), 0.5);
    ck_assert(isnan(bp_pvalue_normal(NAN, BP_ALTERNATIVE_TWO_SIDED)));
}
END_TEST

START_TEST(names)
{
    ck_assert_str_eq(bp_alternative_name(BP_ALTERNATIVE_TWO_SIDED), "two-sided");
    ck_assert_str_eq(bp_alternative_name(BP_ALTERNATIVE_GREATER), "greater");
    ck_assert_str_eq(bp_alternative_name(BP_ALTERNATIVE_LESS), "less");
    ck_assert_str_eq(bp_alternative_name(BP_ALTERNATIVE_DIRECTED), "directed");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("pvalue");
    TCase *tests = tcase_create("pvalue");
    tcase_add_test(tests, pseudo_p_by_hand);
    tcase_add_test(tests, never_nothing_and_never_past_the_bound);
    tcase_add_test(tests, nothing_but_ties_is_no_evidence);
    tcase_add_test(tests, sequential_p);
    tcase_add_test(tests, normal_p);
    tcase_add_test(tests, names);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
