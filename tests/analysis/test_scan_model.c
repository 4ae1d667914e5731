#include "analysis/scan_model.h"
#include "tests/analysis/scan_maps.h"

#include <string.h>

static bp_context *context;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_context_free(context);
}

static void check_refused(const bp_scan_domain *domain, int64_t n, const char *message)
{
    bp_scan_model model = BP_SCAN_MODEL_INIT;
    ck_assert_int_ne(bp_scan_model_make(context, domain, n, &model), BP_OK);
    ck_assert_str_eq(bp_context_message(context), message);
    ck_assert_ptr_null(model.base);
    bp_context_clear(context);
}

START_TEST(bad_cases_are_refused_by_row)
{
    double cases[] = {1.0, 2.0, 3.0}, population[] = {10.0, 10.0, 10.0};
    const uint8_t first[] = {0x01};
    bp_scan_domain domain = {"ill", BP_SCAN_POISSON, cases, population, NULL};
    cases[1] = -1.0;
    check_refused(&domain, 3, "ill, row 2: -1 cases; a count is a whole number, 0 or more");
    cases[1] = 2.5;
    check_refused(&domain, 3, "ill, row 2: 2.5 cases; a count is a whole number, 0 or more");
    cases[1] = NAN;
    check_refused(&domain, 3, "ill, row 2: nan cases; a count is a whole number, 0 or more");
    cases[1] = 2.0;
    population[2] = -4.0;
    check_refused(&domain, 3, "ill, row 3: a population of -4; it must be 0 or more");
    population[2] = 0.0;
    check_refused(&domain, 3, "ill, row 3: 3 cases where the population (or what is expected) is 0");
    population[2] = 2.0;
    domain.kind = BP_SCAN_BERNOULLI;
    check_refused(
        &domain, 3,
        "ill, row 3: 3 cases among 2 persons; the bernoulli model counts a person once (the poisson "
        "model does not)");
    population[2] = 4.5;
    check_refused(&domain, 3, "ill, row 3: 4.5 persons; the bernoulli model counts whole persons");
    population[0] = 1.0;
    population[1] = 2.0;
    population[2] = 3.0;
    check_refused(&domain, 3, "ill: every person is a case; there is nothing to find");
    cases[0] = cases[1] = cases[2] = 0.0;
    check_refused(&domain, 3, "ill: there is no case; there is nothing to find");
    domain.valid = first;
    check_refused(&domain, 3, "ill: 1 units have data; a scan needs 2 at the least");
    domain.base = NULL;
    domain.name = NULL;
    check_refused(&domain, 3, "cases: the bernoulli model needs cases and a population, or values");
}
END_TEST

/* A difference counts for what it is beside the others, however small or far from 0 the values are. */
START_TEST(values_differ_on_any_scale)
{
    const double small[] = {1e-14, 3e-14, 2e-14}, far[] = {1e13 + 1.0, 1e13 + 3.0, 1e13 + 2.0};
    const double plain[] = {1.0, 3.0, 2.0}, *const scales[] = {small, far};
    bp_scan_domain domain = {"score", BP_SCAN_NORMAL, plain, NULL, NULL};
    bp_scan_model model = BP_SCAN_MODEL_INIT;
    ck_bp_ok(context, bp_scan_model_make(context, &domain, 3, &model));
    double expected = bp_scan_llr(&model, BP_SCAN_HIGH, model.observed[1], model.base[1]);
    ck_assert_double_gt(expected, 0.1);
    bp_scan_model_clear(&model);
    for (int s = 0; s < 2; s++) {
        domain.value = scales[s];
        ck_bp_ok(context, bp_scan_model_make(context, &domain, 3, &model));
        ck_assert_double_eq_tol(bp_scan_llr(&model, BP_SCAN_HIGH, model.observed[1], model.base[1]), expected,
                                1e-9);
        bp_scan_model_clear(&model);
    }
}
END_TEST

START_TEST(bad_values_are_refused_by_row)
{
    double values[] = {0.5, 0.5, 0.5}, weights[] = {1.0, 1.0, 1.0};
    bp_scan_domain domain = {"score", BP_SCAN_NORMAL, values, weights, NULL};
    check_refused(&domain, 3, "score: all values are the same; there is nothing to find");
    values[1] = -1.5e300;
    check_refused(
        &domain, 3,
        "score: the values are too large to be squared; does one of them stand for a missing value?");
    values[1] = 0.5;
    weights[1] = 0.0;
    check_refused(&domain, 3, "score, row 2: the weight is 0; it must be above 0, or the row be missing");
    values[0] = INFINITY;
    check_refused(&domain, 3, "score, row 1: the value is not a finite number");
}
END_TEST

/* Ratios and bounds of random windows against the likelihood written out. */
START_TEST(ratios_equal_the_likelihood_written_out)
{
    for (uint64_t seed = 0; seed < 40; seed++) {
        scan_map map = scan_map_make(seed, 20, 0);
        const bp_scan_domain domains[] = {{"a", BP_SCAN_POISSON, map.cases, map.population, NULL},
                                          {"b", BP_SCAN_BERNOULLI, map.cases, map.population, NULL},
                                          {"c", BP_SCAN_NORMAL, map.values, NULL, NULL},
                                          {"d", BP_SCAN_NORMAL, map.values, map.weights, NULL}};
        bp_random random = bp_random_at(seed, 3, 0);
        int member[SCAN_UNITS];
        for (int i = 0; i < map.n; i++)
            member[i] = (int)bp_random_below(&random, 2);
        for (int d = 0; d < 4; d++) {
            bp_scan_model model = BP_SCAN_MODEL_INIT;
            double observed = 0.0, base = 0.0;
            ck_bp_ok(context, bp_scan_model_make(context, &domains[d], map.n, &model));
            for (int i = 0; i < map.n; i++) {
                observed += member[i] * model.observed[i];
                base += member[i] * model.base[i];
            }
            double high = bp_scan_llr(&model, BP_SCAN_HIGH, observed, base);
            double low = bp_scan_llr(&model, BP_SCAN_LOW, observed, base);
            ck_assert_double_eq_tol(high, plain_llr(&domains[d], 1, BP_SCAN_HIGH, map.n, member), 1e-9);
            ck_assert_double_eq_tol(low, plain_llr(&domains[d], 1, BP_SCAN_LOW, map.n, member), 1e-9);
            ck_assert(high == 0.0 || low == 0.0);
            ck_assert_double_eq(bp_scan_llr(&model, BP_SCAN_BOTH, observed, base), fmax(high, low));
            ck_assert_double_ge(bp_scan_llr_bound(&model, observed, base) * (1.0 + 1e-12), fmax(high, low));
            bp_scan_model_clear(&model);
        }
    }
}
END_TEST

/* Far out in the tails, where nearly all cases are in one window. */
START_TEST(the_bound_holds_for_extreme_windows)
{
    const double cases[] = {50.0, 50.0}, population[] = {1000.0, 3000.0}, values[] = {0.0, 1.0};
    for (int kind = BP_SCAN_POISSON; kind <= BP_SCAN_NORMAL; kind++) {
        const bp_scan_domain domain = {NULL, (bp_scan_kind)kind, kind == BP_SCAN_NORMAL ? values : cases,
                                       kind == BP_SCAN_NORMAL ? NULL : population, NULL};
        bp_scan_model model = BP_SCAN_MODEL_INIT;
        ck_bp_ok(context, bp_scan_model_make(context, &domain, 2, &model));
        for (int b = 1; b < 100; b++)
            for (int c = 0; c <= 100; c++) {
                double base = model.total_base * b / 100.0;
                double observed = kind == BP_SCAN_NORMAL ? c / 200.0 - 0.25 : c;
                if (kind == BP_SCAN_BERNOULLI && (observed > base || 100.0 - observed > 4000.0 - base))
                    continue;
                double llr = bp_scan_llr(&model, BP_SCAN_BOTH, observed, base);
                ck_assert(isfinite(llr) || kind == BP_SCAN_NORMAL);
                ck_assert_double_ge(bp_scan_llr_bound(&model, observed, base) * (1.0 + 1e-12), llr);
            }
        ck_assert_double_eq(bp_scan_llr(&model, BP_SCAN_BOTH, 0.0, 0.0), 0.0);
        ck_assert_double_eq(bp_scan_llr(&model, BP_SCAN_BOTH, model.total_observed + 1e-9, model.total_base),
                            0.0);
        bp_scan_model_clear(&model);
    }
}
END_TEST

/* 30 cases of 100 expected 60 x 1/4: c/e = 2, outside 30/45; RR 3. Expected cases of whatever total. */
START_TEST(figures_by_hand)
{
    const double cases[] = {30.0, 10.0, 20.0}, expected[] = {2.0, 3.0, 3.0};
    const bp_scan_domain domain = {NULL, BP_SCAN_POISSON, cases, expected, NULL};
    bp_scan_model model = BP_SCAN_MODEL_INIT;
    ck_bp_ok(context, bp_scan_model_make(context, &domain, 3, &model));
    ck_assert_double_eq_tol(model.base[0], 15.0, 1e-12);
    ck_assert_double_eq_tol(bp_scan_expected(&model, 15.0), 15.0, 1e-12);
    ck_assert_double_eq_tol(bp_scan_relative_risk(&model, 30.0, 15.0), 3.0, 1e-12);
    ck_assert_double_eq_tol(bp_scan_mean_inside(&model, 30.0, 15.0), 2.0, 1e-12);
    ck_assert_double_eq_tol(bp_scan_mean_outside(&model, 30.0, 15.0), 2.0 / 3.0, 1e-12);
    ck_assert(isinf(bp_scan_relative_risk(&model, 60.0, 15.0)));
    ck_assert(isnan(bp_scan_relative_risk(&model, 0.0, 0.0)));
    bp_scan_model_clear(&model);

    /* Values 1, 2, 6 with weights 1, 1, 2: mean 15 / 4; of the first two 3 / 2; between sum of squares
     * 4 x 2 x 2 / 4 ... = 2 (1.5 - 3.75)^2 + 2 (6 - 3.75)^2 = 20.25 of 20.75. */
    const double values[] = {1.0, 2.0, 6.0}, weights[] = {1.0, 1.0, 2.0};
    const bp_scan_domain normal = {NULL, BP_SCAN_NORMAL, values, weights, NULL};
    ck_bp_ok(context, bp_scan_model_make(context, &normal, 3, &model));
    double sum = model.observed[0] + model.observed[1];
    ck_assert_double_eq_tol(model.mean, 3.75, 1e-12);
    ck_assert_double_eq_tol(model.squares, 20.75, 1e-12);
    ck_assert_double_eq_tol(bp_scan_llr(&model, BP_SCAN_LOW, sum, 2.0), -1.5 * log(0.5 / 20.75), 1e-12);
    ck_assert_double_eq(bp_scan_llr(&model, BP_SCAN_HIGH, sum, 2.0), 0.0);
    ck_assert_double_eq_tol(bp_scan_mean_inside(&model, sum, 2.0), 1.5, 1e-12);
    ck_assert_double_eq_tol(bp_scan_mean_outside(&model, sum, 2.0), 6.0, 1e-12);
    ck_assert(isnan(bp_scan_relative_risk(&model, sum, 2.0)));
    bp_scan_model_clear(&model);
}
END_TEST

START_TEST(names_are_as_users_write_them)
{
    ck_assert_str_eq(bp_scan_kind_name(BP_SCAN_POISSON), "poisson");
    ck_assert_str_eq(bp_scan_kind_name(BP_SCAN_BERNOULLI), "bernoulli");
    ck_assert_str_eq(bp_scan_kind_name(BP_SCAN_NORMAL), "normal");
    ck_assert_str_eq(bp_scan_direction_name(BP_SCAN_HIGH), "high");
    ck_assert_str_eq(bp_scan_direction_name(BP_SCAN_LOW), "low");
    ck_assert_str_eq(bp_scan_direction_name(BP_SCAN_BOTH), "both");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("scan_model");
    TCase *tests = tcase_create("scan_model");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, bad_cases_are_refused_by_row);
    tcase_add_test(tests, values_differ_on_any_scale);
    tcase_add_test(tests, bad_values_are_refused_by_row);
    tcase_add_test(tests, ratios_equal_the_likelihood_written_out);
    tcase_add_test(tests, the_bound_holds_for_extreme_windows);
    tcase_add_test(tests, figures_by_hand);
    tcase_add_test(tests, names_are_as_users_write_them);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
