#include "analysis/contribution.h"

#include "geo/bitmap.h"
#include "tests/support.h"

#include <math.h>

static bp_context *context;
static bp_scores scores = BP_SCORES_INIT;
static bp_contributions parts = BP_CONTRIBUTIONS_INIT;
static bp_area_contributions areas = BP_AREA_CONTRIBUTIONS_INIT;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_area_contributions_clear(&areas);
    bp_contributions_clear(&parts);
    bp_scores_clear(&scores);
    bp_context_free(context);
}

static void ck_near(double found, double expected)
{
    ck_assert_double_eq_tol(found, expected, 1e-12);
}

/*
 * Four units. Domain 0 has a (high is worse) and b (low is worse), domain 1 has c, which unit 1 lacks. The
 * percentiles are a: 1/8 3/8 5/8 7/8; b: 1/8 3/8 7/8 5/8; c: 5/6, -, 1/6, 1/2. The means of domain 0 are 1/8,
 * 3/8, 3/4, 3/4, so its scores are 1/8, 3/8, 3/4, 3/4. Domain 1 weighs three times as much as domain 0.
 */
static const double a[] = {1, 2, 3, 4}, b[] = {40, 30, 10, 20}, c[] = {5, -1, 1, 3};
static const uint8_t without_1[] = {0x0d};
static const double weights[] = {1, 3};
static const bp_indicator indicators[] = {{"a", a, NULL, 0, BP_WORSE_HIGH, 1.0},
                                          {"b", b, NULL, 0, BP_WORSE_LOW, 1.0},
                                          {"c", c, without_1, 1, BP_WORSE_HIGH, 1.0}};

static bp_contribution_input take_apart(const bp_indicator *of, int n_indicators, int64_t n,
                                        const bp_score_options *options)
{
    const bp_contribution_input input = {n, of, n_indicators, options, &scores};
    ck_bp_ok(context, bp_score(context, of, n_indicators, n, options, &scores));
    ck_bp_ok(context, bp_contributions_new(context, &input, &parts));
    return input;
}

START_TEST(contributions_by_hand)
{
    bp_score_options options = BP_SCORE_OPTIONS_INIT;
    options.n_domains = 2;
    options.domain_weight = weights;
    take_apart(indicators, 3, 4, &options);
    const double domain_0[] = {-3.0 / 32, -1.0 / 8, 1.0 / 16, 1.0 / 16};
    const double domain_1[] = {1.0 / 4, 0, -1.0 / 4, 0};
    const double of_a[] = {-3.0 / 64, -1.0 / 16, 1.0 / 64, 3.0 / 64};
    const double of_b[] = {-3.0 / 64, -1.0 / 16, 3.0 / 64, 1.0 / 64};
    const int32_t rank_b[] = {4, 3, 1, 2}, rank_c[] = {1, 0, 3, 2}, rank_0[] = {4, 3, 1, 1};
    for (int i = 0; i < 4; i++) {
        ck_near(parts.domain[i], domain_0[i]);
        ck_near(parts.indicator[i], of_a[i]);
        ck_near(parts.indicator[4 + i], of_b[i]);
        ck_assert_int_eq(parts.rank[4 + i], rank_b[i]);
        ck_assert_int_eq(parts.rank[8 + i], rank_c[i]);
        ck_assert_int_eq(parts.domain_rank[i], rank_0[i]);
        if (i == 1)
            continue;
        ck_near(parts.domain[4 + i], domain_1[i]);
        ck_near(parts.indicator[8 + i], domain_1[i]);
    }
    ck_near(parts.percentile[4 + 2], 7.0 / 8);
    ck_near(parts.percentile[8 + 0], 5.0 / 6);
    ck_assert_int_eq(parts.indicator_of[0], 4);
    ck_assert_int_eq(parts.indicator_of[2], 3);
    ck_assert_int_eq(parts.domain_of[1], 3);
}
END_TEST

/* Unit 0 has a low a and a high b: 1/8 and 3/4, together 7/16, which is the second lowest of the four means
 * and so ranks 3/8. The rank doubles the distance from the middle, and the shares with it. */
START_TEST(ranking_stretches_the_shares)
{
    static const double few[] = {9, 4, -1, -1};
    static const uint8_t first_two[] = {0x03};
    const bp_indicator pair[] = {{"a", a, NULL, 0, BP_WORSE_HIGH, 1.0},
                                 {"few", few, first_two, 0, BP_WORSE_HIGH, 1.0}};
    bp_score_options options = BP_SCORE_OPTIONS_INIT;
    options.n_domains = 1;
    take_apart(pair, 2, 4, &options);
    ck_near(parts.domain[0], -1.0 / 8);
    ck_near(parts.indicator[0], -3.0 / 8);
    ck_near(parts.indicator[4], 1.0 / 4);
}
END_TEST

/* The mean of unit 1 lies a hair above the middle, (3/8 + 0.55 * 3/4) / 1.55 = 1/2 + h with h = 0.0125
 * / 1.55, and ranks 5/8: too steep to be shared in proportion, so what is left, 1/8 - h, goes by weight. */
START_TEST(what_is_left_over_goes_by_weight)
{
    static const double few[] = {-1, 9, 4, -1};
    static const uint8_t middle_two[] = {0x06};
    const bp_indicator pair[] = {{"a", a, NULL, 0, BP_WORSE_HIGH, 1.0},
                                 {"few", few, middle_two, 0, BP_WORSE_HIGH, 0.55}};
    const double hair = 0.0125 / 1.55;
    bp_score_options options = BP_SCORE_OPTIONS_INIT;
    options.n_domains = 1;
    take_apart(pair, 2, 4, &options);
    ck_near(parts.domain[1], 1.0 / 8);
    ck_near(parts.indicator[1], (-1.0 / 8 + 1.0 / 8 - hair) / 1.55);
    ck_near(parts.indicator[4 + 1], 0.55 * (1.0 / 4 + 1.0 / 8 - hair) / 1.55);
}
END_TEST

/* A generator of its own, so that the numbers do not hang on the library's. */
static double draw(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return (double)(*state >> 8) / 16777216.0;
}

enum { MANY = 400, SIX = 6 };

/* Whatever the normalisation, weights and gaps: indicators add up to their domain, domains to the mean less
 * 1/2, and a missing indicator adds nothing. */
START_TEST(parts_add_up)
{
    static double x[SIX][MANY], residents[MANY];
    static uint8_t valid[SIX][MANY / 8];
    const double domain_weights[] = {1, 0.5, 2};
    uint32_t state = 7u + (uint32_t)_i;
    bp_indicator made[SIX];
    for (int k = 0; k < SIX; k++) {
        memset(valid[k], 0, sizeof valid[k]);
        for (int i = 0; i < MANY; i++) {
            x[k][i] = floor(20.0 * draw(&state)) - 5.0;
            if (draw(&state) < 0.85)
                bp_bitmap_set(valid[k], i);
        }
        made[k] = (bp_indicator){"x", x[k], valid[k], k % 3, k % 2 ? BP_WORSE_LOW : BP_WORSE_HIGH, 0.5 + k};
    }
    for (int i = 0; i < MANY; i++)
        residents[i] = floor(1000.0 * draw(&state));
    bp_score_options options = BP_SCORE_OPTIONS_INIT;
    options.n_domains = 3;
    options.domain_weight = domain_weights;
    options.min_domains = 2;
    options.normalisation = (bp_normalisation)(_i % 5);
    options.reference_weight = _i >= 5 ? residents : NULL;
    take_apart(made, SIX, MANY, &options);
    for (int i = 0; i < MANY; i++) {
        double mean = 0.0;
        for (int d = 0; d < 3; d++) {
            double sum = 0.0;
            for (int k = d; k < SIX; k += 3) {
                sum += parts.indicator[k * MANY + i];
                if (!bp_bitmap_get(valid[k], i))
                    ck_assert_double_eq(parts.indicator[k * MANY + i], 0.0);
            }
            ck_assert_double_eq_tol(sum, parts.domain[d * MANY + i], 1e-12);
            mean += parts.domain[d * MANY + i];
        }
        if (bp_bitmap_get(scores.valid, i))
            ck_assert_double_eq_tol(mean, scores.mean[i] - 0.5, 1e-12);
    }
}
END_TEST

/* Area 0: unit 0 (100 residents) and three quarters of unit 1 (400); area 1: unit 2, whose residents are not
 * known; unit 3 is a bridge of area 0 and counts for nothing. Area 2: the rest of unit 1, which is not its.
 */
START_TEST(areas_by_hand)
{
    static const uint8_t known[] = {0x0b};
    static const double population[] = {100, 400, -9, 50};
    static const bp_holding items[] = {{0, 0, 1, 1, 1, 0},
                                       {0, 1, 0.5, 0.75, 1, 0},
                                       {0, 3, 1, 0, 0, 0},
                                       {1, 2, 1, 1, 1, 0},
                                       {2, 1, 0.5, 0.25, 0, 0}};
    bp_holdings holdings = BP_HOLDINGS_INIT;
    bp_score_options options = BP_SCORE_OPTIONS_INIT;
    options.n_domains = 2;
    options.domain_weight = weights;
    const bp_contribution_input input = take_apart(indicators, 3, 4, &options);
    ck_bp_ok(context, bp_holdings_new(context, items, 5, 4, 3, &holdings));
    ck_bp_ok(context, bp_area_contributions_new(context, &input, &parts, &holdings,
                                                (bp_holdings_residents){population, known}, &areas));
    bp_holdings_clear(&holdings);
    ck_assert_int_eq(areas.defined[0], 1);
    ck_assert_int_eq(areas.defined[1], 0);
    ck_near(areas.domain[0], (100 * -3.0 / 32 + 300 * -1.0 / 8) / 400);
    ck_near(areas.domain[3], 100 * (1.0 / 4) / 400);
    ck_near(areas.indicator[3], (100 * -3.0 / 64 + 300 * -1.0 / 16) / 400);
    /* Means 1/4 * 1/8 + 3/4 * 5/6 and 3/8. */
    ck_near(areas.mean[0], (100 * (1.0 / 32 + 5.0 / 8) + 300 * (3.0 / 8)) / 400);
    ck_near(areas.domain[0] + areas.domain[3], areas.mean[0] - 0.5);
    ck_assert_int_eq(areas.n_missing[6], 1); /* c in area 0 */
    ck_assert_int_eq(areas.n_missing[8], 0);
    ck_near(areas.mean[2], 3.0 / 8);
    ck_near(areas.missing_share[2], 1.0 / 3);
    ck_assert_int_eq(areas.n_missing[0], 0);
    ck_near(areas.missing_share[0], 300.0 / 400 / 3);
    ck_assert_int_eq(areas.share_defined[1], 0);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("contribution");
    TCase *tests = tcase_create("contribution");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, contributions_by_hand);
    tcase_add_test(tests, ranking_stretches_the_shares);
    tcase_add_test(tests, what_is_left_over_goes_by_weight);
    tcase_add_loop_test(tests, parts_add_up, 0, 10);
    tcase_add_test(tests, areas_by_hand);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
