#include "analysis/profile.h"

#include "tests/support.h"

enum { UNITS = 7 };

static bp_context *context;
static bp_profile profile = BP_PROFILE_INIT;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_profile_clear(&profile);
    bp_context_free(context);
}

/*
 * Area 0: units 0, 1 and bridge 2. Area 1: units 3 and 4, of which 4 has no known residents. Area 2 is empty.
 * Area 3: unit 5, which has no score. Unit 6 is in none. Domain 1 is missing in units 1 and 5.
 */
static const int32_t area_of[] = {0, 0, 0, 1, 1, 3, -1};
static const uint8_t counts[] = {1, 1, 0, 1, 1, 1, 1}, known[] = {0x6f};
static const double population[] = {1000, 3000, 10, 2000, -99997, 500, 800};
static double domain[] = {0.9, 0.5, 0.1, 0.8, 1.0, 0.3, 0.2, /**/ 0.7, -1, 0.1, 0.95, 1.0, -1, 0.2};
static double score[] = {0.95, 0.85, 0.1, 0.9, 1.0, -1, 0.2};
static uint8_t domain_0[] = {0x7f}, domain_1[] = {0x5d}, scored[] = {0x5f};
static uint8_t *domain_valid[] = {domain_0, domain_1};

static bp_scores made_up_scores(void)
{
    bp_scores scores = BP_SCORES_INIT;
    scores.n = UNITS;
    scores.n_domains = 2;
    scores.domain = domain;
    scores.domain_valid = domain_valid;
    scores.score = score;
    scores.valid = scored;
    return scores;
}

START_TEST(profile_by_hand)
{
    bp_scores scores = made_up_scores();
    bp_profile_input input = {UNITS, 4, area_of, counts, population, known, &scores, 0.8, 0.7, NULL};
    const int64_t n_members[] = {2, 2, 0, 1};
    const double residents[] = {4000, 2000, 0, 500};
    /* 1000 * 0.15 + 3000 * 0.05; 2000 * 0.1. */
    const double weight[] = {300, 200, 0, 0};
    ck_bp_ok(context, bp_profile_new(context, &input, &profile));
    ck_assert_int_eq(profile.n_areas, 4);
    ck_assert_int_eq(profile.n_domains, 2);
    for (int a = 0; a < 4; a++) {
        ck_assert_int_eq(profile.n_members[a], n_members[a]);
        ck_assert_double_eq(profile.population[a], residents[a]);
        ck_assert_double_eq_tol(profile.weight[a], weight[a], 1e-9);
    }
    /* (1000 * 0.95 + 3000 * 0.85) / 4000 = 0.875; unit 3 alone has known residents in area 1. */
    ck_assert(profile.score_valid[0] && profile.score_valid[1] && !profile.score_valid[2] &&
              !profile.score_valid[3]);
    ck_assert_double_eq_tol(profile.score[0], 0.875, 1e-12);
    ck_assert_double_eq_tol(profile.score[1], 0.9, 1e-12);
}
END_TEST

START_TEST(domains_and_stack_by_hand)
{
    /* Domain 0: (1000 * 0.9 + 3000 * 0.5) / 4000 = 0.6, 0.8, -, 0.3. Domain 1: 0.7 from unit 0 alone, 0.95,
     * -, -. */
    const double expected[] = {0.6, 0.8, -1, 0.3, 0.7, 0.95, -1, -1};
    const int32_t stack[] = {1, 2, 0, 0}; /* at or past 0.7 */
    bp_scores scores = made_up_scores();
    bp_profile_input input = {UNITS, 4, area_of, counts, population, known, &scores, 0.8, 0.7, NULL};
    ck_bp_ok(context, bp_profile_new(context, &input, &profile));
    for (int k = 0; k < 8; k++) {
        ck_assert_int_eq(profile.domain_valid[k], expected[k] >= 0.0);
        if (expected[k] >= 0.0)
            ck_assert_double_eq_tol(profile.domain[k], expected[k], 1e-12);
    }
    for (int a = 0; a < 4; a++)
        ck_assert_int_eq(profile.stack[a], stack[a]);
}
END_TEST

START_TEST(all_count_and_all_are_known)
{
    /* With the bridge of 10 residents counted area 0 has 4010. */
    const double all_known[] = {1000, 3000, 10, 2000, 2000, 500, 800};
    bp_scores scores = made_up_scores();
    bp_profile_input input = {UNITS, 4, area_of, NULL, all_known, NULL, &scores, 0.8, 0.7, NULL};
    ck_bp_ok(context, bp_profile_new(context, &input, &profile));
    ck_assert_int_eq(profile.n_members[0], 3);
    ck_assert_double_eq(profile.population[0], 4010.0);
    ck_assert_double_eq_tol(profile.weight[0], 293.0, 1e-9); /* 300 - 10 * 0.7 */
    ck_assert_double_eq_tol(profile.score[1], 0.95, 1e-12);
}
END_TEST

START_TEST(no_areas)
{
    const int32_t none[] = {-1, -1, -1, -1, -1, -1, -1};
    bp_scores scores = made_up_scores();
    bp_profile_input input = {UNITS, 0, none, counts, population, known, &scores, 0.8, 0.7, NULL};
    ck_bp_ok(context, bp_profile_new(context, &input, &profile));
    ck_assert_int_eq(profile.n_areas, 0);
    bp_profile_clear(&profile);
    bp_profile_clear(&profile);
    ck_assert_ptr_null(profile.score);
}
END_TEST

/* Area 0: all of unit 0 and a quarter of unit 1. Area 1: the other three quarters, and unit 4, whose
 * residents are not known. Area 2: a tenth of unit 3, which is not one of its units. Area 3: unit 5, without
 * a score. */
START_TEST(shares_of_units)
{
    bp_scores scores = made_up_scores();
    bp_profile_input input = {UNITS, 4, NULL, NULL, population, known, &scores, 0.8, 0.7, NULL};
    const bp_holding items[] = {{0, 1, 0.5, 0.25, 0, 0}, {3, 5, 1, 1, 1, 0}, {0, 0, 1, 1, 1, 0},
                                {1, 1, 0.5, 0.75, 1, 0}, {1, 4, 1, 1, 1, 0}, {2, 3, 0.1, 0.1, 0, 0},
                                {1, 2, 1, 0, 0, 0}};
    bp_holdings holdings = BP_HOLDINGS_INIT;
    const int64_t n_members[] = {1, 2, 0, 1}, n_unknown[] = {0, 1, 0, 0};
    const double residents[] = {1750, 2250, 200, 500};
    /* 1000 * 0.15 + 750 * 0.05; 2250 * 0.05; 200 * 0.1. */
    const double weight[] = {187.5, 112.5, 20, 0};
    /* (1000 * 0.95 + 750 * 0.85) / 1750. */
    const double mean[] = {1587.5 / 1750, 0.85, 0.9, -1};
    ck_bp_ok(context, bp_holdings_new(context, items, 7, UNITS, 4, &holdings));
    ck_bp_ok(context, bp_profile_of_holdings(context, &input, &holdings, &profile));
    bp_holdings_clear(&holdings);
    for (int a = 0; a < 4; a++) {
        ck_assert_int_eq(profile.n_members[a], n_members[a]);
        ck_assert_int_eq(profile.n_unknown[a], n_unknown[a]);
        ck_assert_double_eq_tol(profile.population[a], residents[a], 1e-9);
        ck_assert_double_eq_tol(profile.weight[a], weight[a], 1e-9);
        ck_assert_int_eq(profile.score_valid[a], mean[a] >= 0);
        if (mean[a] >= 0)
            ck_assert_double_eq_tol(profile.score[a], mean[a], 1e-12);
    }
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("profile");
    TCase *tests = tcase_create("profile");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, profile_by_hand);
    tcase_add_test(tests, shares_of_units);
    tcase_add_test(tests, domains_and_stack_by_hand);
    tcase_add_test(tests, all_count_and_all_are_known);
    tcase_add_test(tests, no_areas);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
