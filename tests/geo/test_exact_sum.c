/* Sums that are rounded once. */
#include "geo/exact_sum.h"
#include "tests/support.h"

START_TEST(nothing_is_lost_on_the_way)
{
    bp_exact_sum sum = {0};
    ck_assert_double_eq(bp_exact_sum_get(&sum), 0.0);
    bp_exact_sum_add(&sum, 1e30);
    bp_exact_sum_add(&sum, 1.0);
    bp_exact_sum_add(&sum, -1e30);
    ck_assert_double_eq(bp_exact_sum_get(&sum), 1.0);
}
END_TEST

/* More numbers than a sum has room for parts. */
START_TEST(past_the_largest_number_a_sum_stays_what_it_is)
{
    bp_exact_sum past = {0}, unknown = {0};
    for (int i = 0; i < 4 * BP_EXACT_SUM_PARTS; i++) {
        bp_exact_sum_add(&past, 1.5e308);
        bp_exact_sum_add(&unknown, i == 3 ? NAN : 1.0);
        ck_assert_int_lt(past.n, BP_EXACT_SUM_PARTS);
        ck_assert_int_lt(unknown.n, BP_EXACT_SUM_PARTS);
    }
    ck_assert(isinf(bp_exact_sum_get(&past)) && bp_exact_sum_get(&past) > 0.0);
    ck_assert(isnan(bp_exact_sum_get(&unknown)));
    bp_exact_sum_add(&past, -1.0);
    ck_assert(isinf(bp_exact_sum_get(&past)));
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("exact_sum");
    TCase *tests = tcase_create("exact_sum");
    tcase_add_test(tests, nothing_is_lost_on_the_way);
    tcase_add_test(tests, past_the_largest_number_a_sum_stays_what_it_is);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
