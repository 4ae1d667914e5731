#include "analysis/rates.h"

#include "tests/analysis/maps.h"

static bp_context *context;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_context_free(context);
}

static bp_rates rates_of(const double *cases, const double *population, int64_t n)
{
    return (bp_rates){n, "ill", "people", cases, population, NULL};
}

/* Rates 0.1 and 0.9 of 10 each: b = 0.5, spread (10 * 0.16 + 10 * 0.16) / 20 = 0.16, a = 0.16 - 0.5 * 2 / 20
 * = 0.11, variance of each 0.11 + 0.5 / 10 = 0.16: z = -0.4 / 0.4 and 0.4 / 0.4; drawn in to 0.5 -+ 0.4 *
 * 0.11 / 0.16. */
START_TEST(two_units_by_hand)
{
    const double cases[] = {1, 9}, population[] = {10, 10};
    const bp_rates rates = rates_of(cases, population, 2);
    double z[2], smooth[2];
    for (int variance = 0; variance < 2; variance++) {
        ck_bp_ok(context, bp_rates_standardise(context, &rates, (bp_rates_variance)variance, z));
        ck_near(z[0], -1.0, 1e-14);
        ck_near(z[1], 1.0, 1e-14);
    }
    ck_bp_ok(context, bp_rates_smooth(context, &rates, smooth));
    ck_near(smooth[0], 0.225, 1e-14);
    ck_near(smooth[1], 0.775, 1e-14);
}
END_TEST

/* Rates 0.1 and 0.3 of 10: b = 0.2, spread 0.01, a = 0.01 - 0.02 = -0.01. Taken as 0, z = -0.1 / sqrt(0.02);
 * as it is, -0.1 / sqrt(0.02 - 0.01). Nothing is left of the rates' own part when they are smoothed. */
START_TEST(a_variance_below_nothing)
{
    const double cases[] = {1, 3}, population[] = {10, 10};
    const bp_rates rates = rates_of(cases, population, 2);
    double z[2];
    ck_bp_ok(context, bp_rates_standardise(context, &rates, BP_RATES_NEVER_NEGATIVE, z));
    ck_near(z[0], -0.1 / sqrt(0.02), 1e-13);
    ck_bp_ok(context, bp_rates_standardise(context, &rates, BP_RATES_AS_ESTIMATED, z));
    ck_near(z[1], 1.0, 1e-13);
    ck_bp_ok(context, bp_rates_smooth(context, &rates, z));
    ck_near(z[0], 0.2, 1e-14);
    ck_near(z[1], 0.2, 1e-14);
}
END_TEST

/* Populations 10 and 1000 with rates 0.2 and 0.21: b = 212 / 1010, a just below 0, so that a + b / 1000 is
 * below 0 while a + b / 10 is not: the large unit keeps b / 1000. */
START_TEST(only_the_large_unit_would_have_none)
{
    const double cases[] = {2, 210}, population[] = {10, 1000};
    const bp_rates rates = rates_of(cases, population, 2);
    double b = 212.0 / 1010.0,
           spread = (10.0 * (0.2 - b) * (0.2 - b) + 1000.0 * (0.21 - b) * (0.21 - b)) / 1010.0;
    double a = spread - b * 2.0 / 1010.0, z[2];
    ck_assert_double_lt(a + b / 1000.0, 0.0);
    ck_assert_double_gt(a + b / 10.0, 0.0);
    ck_bp_ok(context, bp_rates_standardise(context, &rates, BP_RATES_AS_ESTIMATED, z));
    ck_near(z[0], (0.2 - b) / sqrt(a + b / 10.0), 1e-11);
    ck_near(z[1], (0.21 - b) / sqrt(b / 1000.0), 1e-11);
}
END_TEST

/* Two groups: the two of the first test, and three whose rates are 0.1, 0.5 and 0.9 of 10, 10 and 20, so b =
 * 24 / 40, spread (10 * 0.25 + 10 * 0.01 + 20 * 0.09) / 40 = 0.11, a = 0.11 - 0.6 * 3 / 40 = 0.065. Beside
 * them one alone in its group, one in none, a missing one, and two without a case. */
START_TEST(groups_by_hand)
{
    const double cases[] = {1, 1, 9, 5, 18, 3, 4, NAN, 0, 0},
                 population[] = {10, 10, 10, 10, 20, 10, 16, 5, 7, 9};
    const int32_t group[] = {0, 1, 0, 1, 1, 2, -1, 1, 3, 3};
    const uint8_t valid[] = {0x7F, 0x03};
    const double a = 0.065, b = 0.6;
    bp_rates rates = rates_of(cases, population, 10);
    double smooth[10];
    rates.valid = valid;
    smooth[7] = 7.0;
    ck_bp_ok(context, bp_rates_smooth_groups(context, &rates, group, 4, smooth));
    ck_near(smooth[0], 0.225, 1e-14);
    ck_near(smooth[2], 0.775, 1e-14);
    ck_near(smooth[1], b - 0.5 * a / (a + b / 10), 1e-13);
    ck_near(smooth[3], b - 0.1 * a / (a + b / 10), 1e-13);
    ck_near(smooth[4], b + 0.3 * a / (a + b / 20), 1e-13);
    ck_near(smooth[5], 0.3, 1e-15);
    ck_near(smooth[6], 0.25, 1e-15);
    ck_assert_double_eq(smooth[7], 7.0);
    ck_assert_double_eq(smooth[8], 0.0);
    ck_assert_double_eq(smooth[9], 0.0);
}
END_TEST

/* One group is the whole: the same as without groups. More cases than people are no fault here. */
START_TEST(one_group_and_more_cases_than_people)
{
    const double cases[] = {1, 9, 4, 6}, more[] = {30, 10, 4, 6}, population[] = {10, 12, 15, 9};
    const int32_t all[] = {0, 0, 0, 0};
    const bp_rates rates = rates_of(cases, population, 4), many = rates_of(more, population, 4);
    double smooth[4], grouped[4];
    ck_bp_ok(context, bp_rates_smooth(context, &rates, smooth));
    ck_bp_ok(context, bp_rates_smooth_groups(context, &rates, all, 1, grouped));
    for (int i = 0; i < 4; i++)
        ck_near(grouped[i], smooth[i], 1e-14);
    double b = 50.0 / 46.0, spread = 0.0;
    for (int i = 0; i < 4; i++)
        spread += population[i] * (more[i] / population[i] - b) * (more[i] / population[i] - b);
    double a = spread / 46.0 - b * 4.0 / 46.0;
    ck_bp_ok(context, bp_rates_smooth_groups(context, &many, all, 1, grouped));
    ck_near(grouped[0], b + (3.0 - b) * a / (a + b / 10.0), 1e-12);
}
END_TEST

START_TEST(groups_refuse)
{
    const double cases[] = {1, 2}, negative[] = {1, -2}, people[] = {10, 10}, nobody[] = {10, 0};
    const int32_t group[] = {0, 0};
    const bp_rates a = rates_of(cases, nobody, 2), b = rates_of(negative, people, 2);
    double smooth[2] = {7, 7};
    ck_assert_int_eq(bp_rates_smooth_groups(context, &a, group, 1, smooth), BP_ERROR_INPUT);
    ck_assert_str_eq(bp_context_message(context),
                     "column 'people': row 2 is 0; a rate needs a population above 0 (leave the unit out, or "
                     "make it missing)");
    bp_context_clear(context);
    ck_assert_int_eq(bp_rates_smooth_groups(context, &b, group, 1, smooth), BP_ERROR_INPUT);
    ck_assert_str_eq(bp_context_message(context), "column 'ill': row 2 is -2; cases are counted from 0");
    ck_assert_double_eq(smooth[0], 7.0);
}
END_TEST

/* A path of three and an island. Unit 0 sees 0 and 1, which are the two of the first test. */
START_TEST(local_smoothing_by_hand)
{
    small_map map = {0};
    const double cases[] = {1, 9, 5, 2}, population[] = {10, 10, 10, 8};
    map.n = 4;
    map.w[0][1] = map.w[1][0] = map.w[1][2] = map.w[2][1] = 1.0;
    weights_of_matrix(&map);
    const bp_rates rates = rates_of(cases, population, 4);
    double smooth[4];
    ck_bp_ok(context, bp_rates_smooth_local(context, &rates, &map.weights, smooth));
    ck_near(smooth[0], 0.225, 1e-14);
    ck_near(smooth[3], 0.25, 1e-15);
    /* Unit 1 sees all three: b = 0.5, spread 3.2 / 30, a = 3.2 / 30 - 0.05. */
    double a = 3.2 / 30.0 - 0.05;
    ck_near(smooth[1], 0.5 + 0.4 * a / (a + 0.05), 1e-13);
    bp_weights_clear(&map.weights);
}
END_TEST

START_TEST(missing_rows_are_left_alone)
{
    const double cases[] = {1, NAN, 9, 7}, population[] = {10, 10, 10, -3};
    const uint8_t valid[] = {0x05};
    bp_rates rates = rates_of(cases, population, 4);
    double z[] = {7, 7, 7, 7};
    rates.valid = valid;
    ck_bp_ok(context, bp_rates_standardise(context, &rates, BP_RATES_NEVER_NEGATIVE, z));
    ck_near(z[0], -1.0, 1e-14);
    ck_near(z[2], 1.0, 1e-14);
    ck_assert_double_eq(z[1], 7.0);
    ck_assert_double_eq(z[3], 7.0);
}
END_TEST

static void ck_refused(const double *cases, const double *population, const char *message)
{
    const bp_rates rates = rates_of(cases, population, 3);
    double z[3] = {7, 7, 7};
    ck_assert_int_eq(bp_rates_standardise(context, &rates, BP_RATES_NEVER_NEGATIVE, z), BP_ERROR_INPUT);
    ck_assert_str_eq(bp_context_message(context), message);
    ck_assert_double_eq(z[0], 7.0);
    bp_context_clear(context);
    ck_assert_int_eq(bp_rates_smooth(context, &rates, z), BP_ERROR_INPUT);
    bp_context_clear(context);
}

START_TEST(what_is_refused)
{
    const double cases[] = {1, 2, 3}, people[] = {10, 10, 10}, nobody[] = {10, 0, 10}, few[] = {10, 10, 2.5},
                 negative[] = {1, -2, 3}, none[] = {0, 0, 0};
    ck_refused(cases, nobody,
               "column 'people': row 2 is 0; a rate needs a population above 0 (leave the unit out, or make "
               "it missing)");
    ck_refused(cases, few, "column 'ill': row 3 is 3, more than its population in 'people', 2.5");
    ck_refused(negative, people, "column 'ill': row 2 is -2; cases are counted from 0");
    ck_refused(none, people, "column 'ill': there are no cases at all");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("rates");
    TCase *tests = tcase_create("rates");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, two_units_by_hand);
    tcase_add_test(tests, a_variance_below_nothing);
    tcase_add_test(tests, only_the_large_unit_would_have_none);
    tcase_add_test(tests, groups_by_hand);
    tcase_add_test(tests, one_group_and_more_cases_than_people);
    tcase_add_test(tests, groups_refuse);
    tcase_add_test(tests, local_smoothing_by_hand);
    tcase_add_test(tests, missing_rows_are_left_alone);
    tcase_add_test(tests, what_is_refused);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
