#include "analysis/variants.h"
#include "tests/analysis/maps.h"

enum { DOMAINS = 3, INDICATORS = 5, DRAWS = 20000 };

static bp_context *context;
static const int domain_of[INDICATORS] = {0, 0, 1, 2, 2};
static const double domain_weight[DOMAINS] = {1.0, 2.0, 3.0};
static const double indicator_weight[INDICATORS] = {1.0, 3.0, 1.0, 1.0, 1.0};
static const bp_variant_weights weights = {DOMAINS, INDICATORS, domain_weight, indicator_weight, domain_of};
static const bp_normalisation all_methods[] = {BP_NORMALISE_PERCENTILE, BP_NORMALISE_ZSCORE,
                                               BP_NORMALISE_MINMAX, BP_NORMALISE_WINSORISED,
                                               BP_NORMALISE_EXPONENTIAL};
static const bp_missing_policy all_policies[] = {BP_MISSING_PRESENT, BP_MISSING_COMPLETE};

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_context_free(context);
}

static bp_variant_options usual(void)
{
    return (bp_variant_options){1000,         11, 2.0, all_methods,  5, {0.7, 0.9}, {0.6, 0.8}, {1000, 3000},
                                {2000, 9000}, 2,  1,   all_policies, 2, 1,          3};
}

START_TEST(a_variant_depends_on_its_number_and_the_seed_alone)
{
    bp_variant_options options = usual();
    bp_variant first = {0}, again = {0};
    ck_bp_ok(context, bp_variant_new(context, &weights, &first));
    ck_bp_ok(context, bp_variant_new(context, &weights, &again));
    bp_variant_draw(&options, &weights, 41, &first);
    bp_variant_draw(&options, &weights, 7, &again);
    ck_assert_double_ne(first.base, again.base);
    bp_variant_draw(&options, &weights, 41, &again);
    ck_assert_double_eq(first.base, again.base);
    ck_assert_int_eq(first.left_out, again.left_out);
    for (int d = 0; d < DOMAINS; d++)
        ck_assert_double_eq(first.domain_weight[d], again.domain_weight[d]);
    options.seed++;
    bp_variant_draw(&options, &weights, 41, &again);
    ck_assert_double_ne(first.base, again.base);
    bp_variant_clear(&first);
    bp_variant_clear(&again);
}
END_TEST

/* Every level of every choice comes up as often as it should, within five standard deviations. */
START_TEST(choices_are_equally_likely)
{
    bp_variant_options options = usual();
    bp_variant variant = {0};
    int method[5] = {0}, graph[2] = {0}, left[INDICATORS + 1] = {0}, policy[2] = {0}, domains[4] = {0};
    double base = 0.0;
    ck_bp_ok(context, bp_variant_new(context, &weights, &variant));
    for (int v = 0; v < DRAWS; v++) {
        bp_variant_draw(&options, &weights, v, &variant);
        method[variant.normalisation]++;
        graph[variant.graph]++;
        left[variant.left_out + 1]++;
        policy[variant.policy]++;
        domains[variant.min_domains]++;
        base += variant.base;
        ck_assert(variant.base >= 0.7 && variant.base <= 0.9);
        ck_assert(variant.reach >= 0.6 && variant.reach <= variant.base);
        ck_assert(variant.floor >= 1000.0 && variant.floor <= 3000.0);
        ck_assert(variant.ceiling >= variant.floor && variant.ceiling <= 9000.0);
    }
#define ck_even(counts, first, n)                                                                            \
    for (int i_ = (first); i_ < (first) + (n); i_++)                                                         \
    ck_assert_double_eq_tol((counts)[i_], (double)DRAWS / (n),                                               \
                            5.0 * sqrt((double)DRAWS / (n) * (1.0 - 1.0 / (n))))
    ck_even(method, 0, 5);
    ck_even(graph, 0, 2);
    ck_even(left, 0, INDICATORS + 1);
    ck_even(policy, 0, 2);
    ck_even(domains, 1, 3);
    ck_assert_double_eq_tol(base / DRAWS, 0.8, 5.0 * 0.2 / sqrt(12.0 * DRAWS));
    bp_variant_clear(&variant);
}
END_TEST

/* Parameters 2 x weight / mean weight = 1, 2, 3 of a sum of 6: the shares have means 1/6, 1/3, 1/2 and
   variances a (6 - a) / (36 x 7). The two indicators of domain 0 have parameters 1 and 3. */
START_TEST(weights_are_dirichlet)
{
    bp_variant_options options = usual();
    bp_variant variant = {0};
    double sum[DOMAINS] = {0.0}, squares[DOMAINS] = {0.0}, first = 0.0, first_squares = 0.0;
    ck_bp_ok(context, bp_variant_new(context, &weights, &variant));
    for (int v = 0; v < DRAWS; v++) {
        bp_variant_draw(&options, &weights, v, &variant);
        double whole = 0.0;
        for (int d = 0; d < DOMAINS; d++) {
            double share = variant.domain_weight[d] / DOMAINS;
            whole += share;
            sum[d] += share;
            squares[d] += share * share;
        }
        ck_assert_double_eq_tol(whole, 1.0, 1e-5);
        ck_assert_double_eq_tol(variant.indicator_weight[0] + variant.indicator_weight[1], 2.0, 1e-5);
        ck_assert_double_eq(variant.indicator_weight[2], 1.0);
        first += variant.indicator_weight[0] / 2.0;
        first_squares += variant.indicator_weight[0] * variant.indicator_weight[0] / 4.0;
    }
    for (int d = 0; d < DOMAINS; d++) {
        double a = d + 1.0, mean = sum[d] / DRAWS, variance = squares[d] / DRAWS - mean * mean;
        ck_assert_double_eq_tol(mean, a / 6.0, 5.0 * sqrt(variance / DRAWS));
        ck_near(variance, a * (6.0 - a) / (36.0 * 7.0), 0.06);
    }
    first /= DRAWS;
    ck_assert_double_eq_tol(first, 0.25, 0.01);
    ck_near(first_squares / DRAWS - first * first, 1.0 * 3.0 / (16.0 * 5.0), 0.06);
    bp_variant_clear(&variant);
}
END_TEST

/* Below 1 the gamma variates are made another way: 0.1, 0.2 and 0.3 of a sum of 0.6. */
START_TEST(small_concentrations_hold_too)
{
    bp_variant_options options = usual();
    bp_variant variant = {0};
    double sum = 0.0, squares = 0.0;
    options.concentration = 0.2;
    ck_bp_ok(context, bp_variant_new(context, &weights, &variant));
    for (int v = 0; v < DRAWS; v++) {
        bp_variant_draw(&options, &weights, v, &variant);
        ck_assert_double_gt(variant.domain_weight[0], 0.0);
        sum += variant.domain_weight[2] / DOMAINS;
        squares += variant.domain_weight[2] * variant.domain_weight[2] / (DOMAINS * DOMAINS);
    }
    double mean = sum / DRAWS;
    ck_assert_double_eq_tol(mean, 0.5, 0.015);
    ck_near(squares / DRAWS - mean * mean, 0.3 * 0.3 / (0.36 * 1.6), 0.06);
    bp_variant_clear(&variant);
}
END_TEST

START_TEST(what_is_not_varied_stays)
{
    bp_variant_options options = usual();
    bp_variant variant = {0};
    options.concentration = 0.0;
    options.base = (bp_range){0.8, 0.8};
    options.ceiling = (bp_range){INFINITY, INFINITY};
    options.leave_out = 0;
    ck_bp_ok(context, bp_variant_check(context, &options, &weights));
    ck_bp_ok(context, bp_variant_new(context, &weights, &variant));
    for (int v = 0; v < 100; v++) {
        bp_variant_draw(&options, &weights, v, &variant);
        ck_assert_double_eq(variant.base, 0.8);
        ck_assert(isinf(variant.ceiling));
        ck_assert_int_eq(variant.left_out, -1);
        for (int d = 0; d < DOMAINS; d++)
            ck_near(variant.domain_weight[d], domain_weight[d] / 2.0, 1e-12);
        ck_near(variant.indicator_weight[1], 1.5, 1e-12);
    }
    bp_variant_clear(&variant);
}
END_TEST

static void refuse(bp_variant_options options, const double *domains, const double *indicators,
                   const char *message)
{
    bp_variant_weights asked = weights;
    asked.domain_weight = domains;
    asked.indicator_weight = indicators;
    ck_assert_int_eq(bp_variant_check(context, &options, &asked), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), message);
    bp_context_clear(context);
}

START_TEST(bad_options_are_named)
{
    const double negative[] = {1.0, -2.0, 1.0}, zeros[] = {0.0, 0.0, 0.0}, one_zero[] = {1.0, 1.0, 0.0};
    const double many_zeros[INDICATORS] = {0.0};
    bp_variant_options options = usual();
    ck_bp_ok(context, bp_variant_check(context, &options, &weights));
    options.n_variants = 0;
    refuse(options, domain_weight, indicator_weight,
           "stability: 0 variants are asked for, expected 1 to 1000000");
    options.n_variants = 1000001;
    refuse(options, domain_weight, indicator_weight,
           "stability: 1000001 variants are asked for, expected 1 to 1000000");
    options = usual();
    options.base = (bp_range){0.9, 0.7};
    refuse(options, domain_weight, indicator_weight,
           "stability: the range of base is empty: there is no number from 0.9 to 0.7");
    options = usual();
    options.ceiling = (bp_range){1000.0, INFINITY};
    refuse(options, domain_weight, indicator_weight,
           "stability: the range of ceiling is empty: there is no number from 1000 to inf");
    options = usual();
    options.least_domains = 4;
    refuse(options, domain_weight, indicator_weight,
           "stability: the range of min_domains is empty: there is no number from 4 to 3");
    options = usual();
    options.n_policies = 0;
    refuse(options, domain_weight, indicator_weight, "stability: nothing is left to choose for missing");
    options = usual();
    options.concentration = -1.0;
    refuse(options, domain_weight, indicator_weight,
           "stability: the concentration of the weights is -1, expected 0.01 or more, or 0 for weights that "
           "stay");
    refuse(usual(), negative, indicator_weight,
           "stability: the weight of domain 2 is -2, expected a number above 0");
    refuse(usual(), zeros, indicator_weight, "stability: the weights of all domains are 0");
    refuse(usual(), one_zero, indicator_weight,
           "stability: the weight of domain 3 is 0, expected a number above 0");
    refuse(usual(), domain_weight, many_zeros, "stability: the weights of all indicators are 0");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("variants");
    TCase *tests = tcase_create("draws");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_variant_depends_on_its_number_and_the_seed_alone);
    tcase_add_test(tests, choices_are_equally_likely);
    tcase_add_test(tests, weights_are_dirichlet);
    tcase_add_test(tests, small_concentrations_hold_too);
    tcase_add_test(tests, what_is_not_varied_stays);
    tcase_add_test(tests, bad_options_are_named);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
