#include "analysis/score.h"

#include "geo/bitmap.h"
#include "tests/analysis/brute.h"

enum { SIX = 6, MANY = 30, DOMAINS = 3 };

static bp_context *context;
static bp_scores scores = BP_SCORES_INIT;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_scores_clear(&scores);
    bp_context_free(context);
}

/*
 * Six units, three domains.
 *
 * Domain 0, low_income, high is worse, unit 5 missing: 10 20 20 30 40. Ranks of 5: 0.5/5 = 0.1, (1 + 1)/5 =
 * 0.4 twice, 3.5/5 = 0.7, 4.5/5 = 0.9; ranked once more they stay: 0.1 0.4 0.4 0.7 0.9 -.
 *
 * Domain 1, good_health (weight 1, low is worse): 90 80 70 60 50 40, ranks 1 3 5 7 9 11 of 12; smokers
 * (weight 2, high is worse, unit 4 missing): 30 10 20 25 - 15, ranks 0.9 0.1 0.5 0.7 - 0.3. Means: unit 0
 * (1/12 + 1.8)/3 = 0.628, 1 (3/12 + 0.2)/3 = 0.150, 2 (5/12 + 1.0)/3 = 0.472, 3 (7/12 + 1.4)/3 = 0.661, 4
 * 9/12 = 0.750, 5 (11/12 + 0.6)/3 = 0.506. In order 1 2 5 0 3 4, so the ranks are, by unit, 7 1 3 9 11 5
 * of 12.
 *
 * Domain 2, employment, low is worse, units 4 and 5 missing: 70 70 60 50. Ranks of 4: 1/4, 1/4, 2.5/4, 3.5/4.
 */
static const double low_income[] = {10, 20, 20, 30, 40, -99997};
static const double good_health[] = {90, 80, 70, 60, 50, 40};
static const double smokers[] = {30, 10, 20, 25, -99997, 15};
static const double employment[] = {70, 70, 60, 50, -99997, -99997};
static const uint8_t income_valid[] = {0x1f}, smokers_valid[] = {0x2f}, employment_valid[] = {0x0f};

static const bp_indicator six_units[] = {
    {"low_income", low_income, income_valid, 0, BP_WORSE_HIGH, 1.0},
    {"good_health", good_health, NULL, 1, BP_WORSE_LOW, 1.0},
    {"smokers", smokers, smokers_valid, 1, BP_WORSE_HIGH, 2.0},
    {"employment", employment, employment_valid, 2, BP_WORSE_LOW, 1.0},
};

static bp_score_options options_of(int n_domains, int min_domains)
{
    bp_score_options options = BP_SCORE_OPTIONS_INIT;
    options.n_domains = n_domains;
    options.min_domains = min_domains;
    return options;
}

/* Values of n units; a negative one says that the unit is to have none. */
static void check_values(const double *value, const uint8_t *valid, const double *expected, int n)
{
    for (int i = 0; i < n; i++) {
        ck_assert_msg(bp_bitmap_get(valid, i) == (expected[i] >= 0.0), "unit %d", i);
        if (expected[i] >= 0.0)
            ck_assert_double_eq_tol(value[i], expected[i], 1e-12);
    }
}

START_TEST(six_units_three_domains)
{
    const double domains[3][SIX] = {{0.1, 0.4, 0.4, 0.7, 0.9, -1},
                                    {7 / 12.0, 1 / 12.0, 3 / 12.0, 9 / 12.0, 11 / 12.0, 5 / 12.0},
                                    {0.25, 0.25, 0.625, 0.875, -1, -1}};
    /* Means: (0.1 + 7/12 + 0.25)/3, (0.4 + 1/12 + 0.25)/3, (0.4 + 0.25 + 0.625)/3, (0.7 + 0.75 + 0.875)/3,
       (0.9 + 11/12)/2; unit 5 has one domain, and two are asked for. */
    const double mean[] = {14 / 45.0, 11 / 45.0, 0.425, 0.775, 109 / 120.0, -1};
    const double score[] = {0.3, 0.1, 0.5, 0.7, 0.9, -1};
    const int32_t rank[] = {4, 5, 3, 2, 1}, stack[] = {0, 0, 0, 2, 2, 0};
    bp_score_options options = options_of(3, 2);
    options.stack_at = 0.75; /* unit 3 has 0.75 and 0.875, unit 4 has 0.9 and 11/12 */
    ck_bp_ok(context, bp_score(context, six_units, 4, SIX, &options, &scores));
    for (int d = 0; d < 3; d++)
        check_values(scores.domain + d * SIX, scores.domain_valid[d], domains[d], SIX);
    check_values(scores.mean, scores.valid, mean, SIX);
    check_values(scores.score, scores.valid, score, SIX);
    ck_assert_int_eq(scores.n, SIX);
    ck_assert_int_eq(scores.n_domains, 3);
    ck_assert_int_eq(scores.n_scored, 5);
    for (int i = 0; i < 5; i++)
        ck_assert_int_eq(scores.rank[i], rank[i]);
    for (int i = 0; i < SIX; i++)
        ck_assert_int_eq(scores.stack[i], stack[i]);
}
END_TEST

START_TEST(min_domains_decides_who_is_scored)
{
    bp_score_options options = options_of(3, 1);
    ck_bp_ok(context, bp_score(context, six_units, 4, SIX, &options, &scores));
    ck_assert_int_eq(scores.n_scored, 6);
    ck_assert_double_eq_tol(scores.mean[5], 5 / 12.0, 1e-12); /* its one domain */
    bp_scores_clear(&scores);
    options.min_domains = 3;
    ck_bp_ok(context, bp_score(context, six_units, 4, SIX, &options, &scores));
    ck_assert_int_eq(scores.n_scored, 4);
    ck_assert(!bp_bitmap_get(scores.valid, 4));
    /* Of four: means 0.244 0.311 0.425 0.775 of units 1 0 2 3. */
    const double score[] = {0.375, 0.125, 0.625, 0.875, -1, -1};
    check_values(scores.score, scores.valid, score, SIX);
}
END_TEST

START_TEST(domain_weights)
{
    /* Weights 1, 2, 5: unit 0 (0.1 + 14/12 + 1.25)/8, unit 4 has domains 0 and 1 only: (0.9 + 22/12)/3. */
    const double weight[] = {1.0, 2.0, 5.0};
    bp_score_options options = options_of(3, 2);
    options.domain_weight = weight;
    ck_bp_ok(context, bp_score(context, six_units, 4, SIX, &options, &scores));
    ck_assert_double_eq_tol(scores.mean[0], (0.1 + 14 / 12.0 + 1.25) / 8.0, 1e-12);
    ck_assert_double_eq_tol(scores.mean[4], (0.9 + 22 / 12.0) / 3.0, 1e-12);
}
END_TEST

START_TEST(equal_scores_share_a_rank)
{
    /* 5 | 7 7 | 9 9: scores 0.1, 0.4, 0.4, 0.8, 0.8; ranks 5, 3, 3, 1, 1. */
    const double x[] = {7, 9, 5, 9, 7};
    const int32_t rank[] = {3, 1, 5, 1, 3};
    const double score[] = {0.4, 0.8, 0.1, 0.8, 0.4};
    bp_indicator indicator = {"x", x, NULL, 0, BP_WORSE_HIGH, 1.0};
    bp_score_options options = options_of(1, 1);
    ck_bp_ok(context, bp_score(context, &indicator, 1, 5, &options, &scores));
    check_values(scores.score, scores.valid, score, 5);
    for (int i = 0; i < 5; i++)
        ck_assert_int_eq(scores.rank[i], rank[i]);
}
END_TEST

/* Means that are equal on paper are a tie, though adding 0.1 + 0.7 and 0.3 + 0.5 in doubles does not give the
 * same. */
START_TEST(equal_means_are_ties)
{
    /* Ranks of a 0.1 0.3 0.5 0.7 0.9, of b 0.7 0.5 0.1 0.9 0.3: the sums are 0.8 0.8 0.6 1.6 1.2. */
    const double a[] = {1, 2, 3, 4, 5}, b[] = {4, 3, 1, 5, 2};
    const double score[] = {0.4, 0.4, 0.1, 0.9, 0.7};
    const bp_indicator one_domain[] = {{"a", a, NULL, 0, BP_WORSE_HIGH, 1.0},
                                       {"b", b, NULL, 0, BP_WORSE_HIGH, 1.0}};
    const bp_indicator two_domains[] = {{"a", a, NULL, 0, BP_WORSE_HIGH, 1.0},
                                        {"b", b, NULL, 1, BP_WORSE_HIGH, 1.0}};
    bp_score_options options = options_of(1 + _i, 1);
    ck_bp_ok(context, bp_score(context, _i ? two_domains : one_domain, 2, 5, &options, &scores));
    check_values(scores.score, scores.valid, score, 5);
    ck_assert_int_eq(scores.rank[0], 3);
    ck_assert_int_eq(scores.rank[1], 3);
}
END_TEST

START_TEST(reference_by_residents)
{
    /* Residents 1, 2, 3, 4 of ten in the order of x: 0.5/10, (1 + 1)/10, (3 + 1.5)/10, (6 + 2)/10. */
    const double x[] = {40, 10, 30, 20}, residents[] = {4, 1, 3, 2}, score[] = {0.8, 0.05, 0.45, 0.2};
    bp_indicator indicator = {"x", x, NULL, 0, BP_WORSE_HIGH, 1.0};
    bp_score_options options = options_of(1, 1);
    options.reference_weight = residents;
    ck_bp_ok(context, bp_score(context, &indicator, 1, 4, &options, &scores));
    check_values(scores.domain, scores.domain_valid[0], score, 4);
    check_values(scores.score, scores.valid, score, 4);
}
END_TEST

START_TEST(who_does_not_take_part_is_not_there)
{
    /* Units 1 and 3 do not take part: 10, 30, 50 of units 0, 2, 4 have ranks 1/6, 3/6, 5/6. */
    const double x[] = {10, 1000, 30, -1000, 50}, score[] = {1 / 6.0, -1, 3 / 6.0, -1, 5 / 6.0};
    const uint8_t taking_part[] = {0x15};
    bp_indicator indicator = {"x", x, NULL, 0, BP_WORSE_HIGH, 1.0};
    bp_score_options options = options_of(1, 1);
    options.taking_part = taking_part;
    ck_bp_ok(context, bp_score(context, &indicator, 1, 5, &options, &scores));
    check_values(scores.domain, scores.domain_valid[0], score, 5);
    check_values(scores.score, scores.valid, score, 5);
    ck_assert_int_eq(scores.n_scored, 3);
}
END_TEST

START_TEST(exponential_domains_enter_transformed)
{
    /* The best in one domain and the worst in the other beats twice the middle, as IMD means it to: of ranks
       1/6, 3/6 and 5/6 the transforms are 4.1 + 40.7 against 2 * 15.6. The plain mean is 0.5 for each. */
    const double a[] = {1, 2, 3}, b[] = {3, 2, 1}, score[] = {4 / 6.0, 1 / 6.0, 4 / 6.0};
    const bp_indicator indicators[] = {{"a", a, NULL, 0, BP_WORSE_HIGH, 1.0},
                                       {"b", b, NULL, 1, BP_WORSE_HIGH, 1.0}};
    bp_score_options options = options_of(2, 2);
    options.normalisation = BP_NORMALISE_EXPONENTIAL;
    ck_bp_ok(context, bp_score(context, indicators, 2, 3, &options, &scores));
    check_values(scores.score, scores.valid, score, 3);
    for (int i = 0; i < 3; i++)
        ck_assert_double_eq_tol(scores.mean[i], 0.5, 1e-12);
}
END_TEST

/* A failing call leaves what it was given alone and says why. */
static void check_refused(const bp_indicator *indicators, int n, const bp_score_options *options,
                          const char *message)
{
    bp_scores untouched = BP_SCORES_INIT;
    untouched.n_scored = -5;
    bp_context_clear(context);
    ck_assert_int_eq(bp_score(context, indicators, n, SIX, options, &untouched), BP_ERROR_INPUT);
    ck_assert_str_eq(bp_context_message(context), message);
    ck_assert_int_eq(untouched.n_scored, -5);
    ck_assert_ptr_null(untouched.score);
}

START_TEST(useless_indicators_are_named)
{
    const double same[] = {1.5, 1.5, 1.5, 1.5, 9.0, 1.5};
    const uint8_t nobody[] = {0}, all_but_four[] = {0x2f}, one[] = {0x02};
    bp_score_options options = options_of(3, 1);
    bp_indicator pair[] = {six_units[0], {"rent", same, nobody, 1, BP_WORSE_HIGH, 1.0}};
    check_refused(
        pair, 2, &options,
        "indicator 'rent' is missing in every unit that takes part; check its column, its missing codes and "
        "its key");
    pair[1].valid = all_but_four;
    check_refused(pair, 2, &options,
                  "indicator 'rent' is 1.5 in all 5 units that have it; a constant tells no unit from "
                  "another: leave it "
                  "out");
    pair[1].valid = one;
    check_refused(pair, 2, &options,
                  "indicator 'rent' is 1.5 in all 1 units that have it; a constant tells no unit from "
                  "another: leave it "
                  "out");
    /* Unit 4, which differs, does not take part. */
    pair[1].valid = NULL;
    options.taking_part = all_but_four;
    check_refused(pair, 2, &options,
                  "indicator 'rent' is 1.5 in all 5 units that have it; a constant tells no unit from "
                  "another: leave it "
                  "out");
}
END_TEST

START_TEST(nobody_scored_fails)
{
    bp_score_options options = options_of(3, 4);
    check_refused(six_units, 4, &options, "no unit has the 4 domain scores that min_domains asks for");
}
END_TEST

/* One indicator a domain: to worsen it in one unit never lowers that unit's score, whatever the
 * normalisation. */
START_TEST(worse_is_never_better)
{
    uint64_t state = 5;
    for (int round = 0; round < 400; round++) {
        double value[DOMAINS][MANY];
        uint8_t valid[DOMAINS][MANY / 8 + 1];
        bp_indicator indicators[DOMAINS];
        bp_scores after = BP_SCORES_INIT;
        bp_score_options options = options_of(DOMAINS, 1 + brute_random_below(&state, 2));
        options.normalisation = (bp_normalisation)(round % 5);
        int n = 6 + brute_random_below(&state, MANY - 5), chosen = brute_random_below(&state, n);
        for (int d = 0; d < DOMAINS; d++) {
            memset(valid[d], 0, sizeof valid[d]);
            for (int i = 0; i < n; i++) {
                value[d][i] = i < 2 ? i : brute_random_below(&state, 12);
                if (i < 2 || i == chosen || brute_random_below(&state, 6) > 0)
                    bp_bitmap_set(valid[d], i);
            }
            indicators[d] = (bp_indicator){"x", value[d], valid[d], d, (bp_direction)(d % 2), 1.0};
        }
        ck_bp_ok(context, bp_score(context, indicators, DOMAINS, n, &options, &scores));
        int d = brute_random_below(&state, DOMAINS);
        value[d][chosen] += (d % 2 ? -1 : 1) * (1 + brute_random_below(&state, 6));
        bp_status status = bp_score(context, indicators, DOMAINS, n, &options, &after);
        ck_bp_ok(context, status);
        ck_assert_msg(after.score[chosen] >= scores.score[chosen], "round %d: %.17g fell to %.17g", round,
                      scores.score[chosen], after.score[chosen]);
        bp_scores_clear(&scores);
        bp_scores_clear(&after);
    }
}
END_TEST

/* The scores of the units do not depend on their order, ties included. */
START_TEST(order_of_units_does_not_matter)
{
    static const int shuffled[] = {3, 5, 0, 4, 1, 2};
    double value[4][SIX];
    uint8_t valid[4] = {0};
    bp_indicator indicators[4];
    bp_scores moved = BP_SCORES_INIT;
    for (int k = 0; k < 4; k++) {
        for (int i = 0; i < SIX; i++) {
            value[k][i] = six_units[k].value[shuffled[i]];
            valid[k] |= (uint8_t)(bp_bitmap_get(six_units[k].valid, shuffled[i]) << i);
        }
        indicators[k] = six_units[k];
        indicators[k].value = value[k];
        indicators[k].valid = &valid[k];
    }
    bp_score_options options = options_of(3, 1);
    options.normalisation = (bp_normalisation)_i;
    ck_bp_ok(context, bp_score(context, six_units, 4, SIX, &options, &scores));
    ck_bp_ok(context, bp_score(context, indicators, 4, SIX, &options, &moved));
    for (int i = 0; i < SIX; i++) {
        ck_assert_double_eq(moved.score[i], scores.score[shuffled[i]]);
        ck_assert_int_eq(moved.rank[i], scores.rank[shuffled[i]]);
        ck_assert_int_eq(moved.stack[i], scores.stack[shuffled[i]]);
    }
    bp_scores_clear(&moved);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("score");
    TCase *tests = tcase_create("score");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, six_units_three_domains);
    tcase_add_test(tests, min_domains_decides_who_is_scored);
    tcase_add_test(tests, domain_weights);
    tcase_add_test(tests, equal_scores_share_a_rank);
    tcase_add_loop_test(tests, equal_means_are_ties, 0, 2);
    tcase_add_test(tests, reference_by_residents);
    tcase_add_test(tests, who_does_not_take_part_is_not_there);
    tcase_add_test(tests, exponential_domains_enter_transformed);
    tcase_add_test(tests, useless_indicators_are_named);
    tcase_add_test(tests, nobody_scored_fails);
    tcase_add_test(tests, worse_is_never_better);
    tcase_add_loop_test(tests, order_of_units_does_not_matter, 0, 5);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
