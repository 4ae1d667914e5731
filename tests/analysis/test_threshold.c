#include "analysis/threshold.h"

#include "geo/bitmap.h"
#include "tests/support.h"

#include <math.h>
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

enum { N = 8 };

/* Group 0 holds units 0, 1, 2, 7; group 1 units 3, 4; unit 5 is in none, unit 6 has no score. */
static const double score[N] = {0.9, 0.5, 0.5, 0.8, 0.2, 0.7, 0.0, 0.1};
static const uint8_t scored[] = {0xbf};
static const int32_t group[N] = {0, 0, 0, 1, 1, -1, 0, 0};
static const bp_threshold_input input = {N, score, scored, NULL, group};

START_TEST(local_positions_by_hand)
{
    /* Of four scores 0.1 < 0.5 = 0.5 < 0.9: (0 + 0.5) / 4, (1 + 1) / 4 twice, (3 + 0.5) / 4. */
    const double expected[N] = {0.875, 0.5, 0.5, 0.75, 0.25, 0.7, -1.0, 0.125};
    const bp_threshold_options options = {BP_THRESHOLD_MUNICIPALITY, 0.0, 2};
    double position[N] = {0, 0, 0, 0, 0, 0, -1.0, 0}, local[N];
    uint8_t valid[2];
    bp_threshold_report report = {9, 9, 9};
    ck_bp_ok(context, bp_threshold_position(context, &input, &options, position, local, valid, &report));
    for (int i = 0; i < N; i++)
        ck_assert_double_eq_tol(position[i], expected[i], 1e-15);
    ck_assert_int_eq(report.n_without_group, 1);
    ck_assert_int_eq(report.n_small_groups, 0);
    ck_assert_int_eq(report.n_small, 0);
    ck_assert_int_eq(valid[0], 0x9f); /* all but 5 and 6 */
    ck_assert_double_eq_tol(local[3], 0.75, 1e-15);
}
END_TEST

START_TEST(mix_by_hand)
{
    const bp_threshold_options options = {BP_THRESHOLD_MUNICIPALITY, 0.7, 2};
    double position[N];
    bp_threshold_report report;
    ck_bp_ok(context, bp_threshold_position(context, &input, &options, position, NULL, NULL, &report));
    ck_assert_double_eq_tol(position[0], 0.7 * 0.9 + 0.3 * 0.875, 1e-15);
    ck_assert_double_eq_tol(position[4], 0.7 * 0.2 + 0.3 * 0.25, 1e-15);
    ck_assert_double_eq(position[5], 0.7); /* in no group: the national one, all of it */
}
END_TEST

START_TEST(small_groups_keep_the_national_position)
{
    const bp_threshold_options options = {BP_THRESHOLD_SIZE_CLASS, 0.0, 3};
    double position[N];
    uint8_t valid[2];
    bp_threshold_report report;
    ck_bp_ok(context, bp_threshold_position(context, &input, &options, position, NULL, valid, &report));
    ck_assert_double_eq(position[3], 0.8);
    ck_assert_double_eq(position[4], 0.2);
    ck_assert_double_eq_tol(position[0], 0.875, 1e-15);
    ck_assert_int_eq(report.n_small_groups, 1);
    ck_assert_int_eq(report.n_small, 2);
    ck_assert(!bp_bitmap_get(valid, 3) && bp_bitmap_get(valid, 0));
}
END_TEST

START_TEST(ranks_by_residents)
{
    /* Group 0 by score: 7 (100), 1 and 2 (200 + 300), 0 (400): 50, 350, 800 of 1000. Nobody lives in group 1.
     */
    const double weight[N] = {400, 200, 300, 0, 0, 100, 500, 100};
    const bp_threshold_input by_residents = {N, score, scored, weight, group};
    const bp_threshold_options options = {BP_THRESHOLD_MUNICIPALITY, 0.0, 1};
    double position[N];
    bp_threshold_report report;
    ck_bp_ok(context, bp_threshold_position(context, &by_residents, &options, position, NULL, NULL, &report));
    ck_assert_double_eq_tol(position[7], 0.05, 1e-15);
    ck_assert_double_eq_tol(position[1], 0.35, 1e-15);
    ck_assert_double_eq_tol(position[2], 0.35, 1e-15);
    ck_assert_double_eq_tol(position[0], 0.8, 1e-15);
    ck_assert_double_eq(position[3], 0.8);
    ck_assert_int_eq(report.n_small, 2);
}
END_TEST

START_TEST(national_is_the_score_itself)
{
    const bp_threshold_input no_groups = {N, score, scored, NULL, NULL};
    const bp_threshold_options national = BP_THRESHOLD_OPTIONS_INIT;
    const bp_threshold_options whole = {BP_THRESHOLD_MUNICIPALITY, 1.0, 1};
    double position[N];
    bp_threshold_report report;
    ck_bp_ok(context, bp_threshold_position(context, &no_groups, &national, position, NULL, NULL, &report));
    for (int i = 0; i < N; i++)
        if (i != 6)
            ck_assert(position[i] == score[i]);
    ck_bp_ok(context, bp_threshold_position(context, &input, &whole, position, NULL, NULL, &report));
    for (int i = 0; i < N; i++)
        if (i != 6)
            ck_assert(position[i] == score[i]);
}
END_TEST

/* The definition, unit by unit: the share of the group below, and half of those equal. */
static double slow_local(const double *x, const int32_t *g, int n, int i)
{
    double below = 0.0, equal = 0.0, all = 0.0;
    for (int j = 0; j < n; j++) {
        if (g[j] != g[i])
            continue;
        all += 1.0;
        below += x[j] < x[i];
        equal += x[j] == x[i];
    }
    return (below + 0.5 * equal) / all;
}

START_TEST(many_units_by_brute_force)
{
    enum { MANY = 500 };
    static double x[MANY], position[MANY];
    static int32_t g[MANY];
    uint64_t state = 7;
    for (int i = 0; i < MANY; i++) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        x[i] = (double)((state >> 33) % 97) / 97.0;
        g[i] = (int32_t)((state >> 45) % 23);
    }
    const bp_threshold_input many = {MANY, x, NULL, NULL, g};
    const bp_threshold_options options = {BP_THRESHOLD_MUNICIPALITY, 0.25, 1};
    bp_threshold_report report;
    ck_bp_ok(context, bp_threshold_position(context, &many, &options, position, NULL, NULL, &report));
    for (int i = 0; i < MANY; i++)
        ck_assert_double_eq_tol(position[i], 0.25 * x[i] + 0.75 * slow_local(x, g, MANY, i), 1e-12);
}
END_TEST

START_TEST(refusals)
{
    double position[N];
    bp_threshold_report report = {1, 2, 3};
    bp_threshold_options options = {BP_THRESHOLD_MUNICIPALITY, 1.5, 1};
    ck_assert_int_eq(bp_threshold_position(context, &input, &options, position, NULL, NULL, &report),
                     BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context),
                     "the share of the national position is 1.5, expected 0 to 1");
    bp_context_clear(context);
    options.national = NAN;
    ck_assert_int_eq(bp_threshold_position(context, &input, &options, position, NULL, NULL, &report),
                     BP_ERROR_ARGUMENT);
    bp_context_clear(context);
    options.national = 0.5;
    const bp_threshold_input no_groups = {N, score, scored, NULL, NULL};
    ck_assert_int_eq(bp_threshold_position(context, &no_groups, &options, position, NULL, NULL, &report),
                     BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context),
                     "a local position needs the municipality or the size class of every unit");
    ck_assert_int_eq(report.n_small, 3); /* untouched */
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("threshold");
    TCase *tcase = tcase_create("threshold");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, local_positions_by_hand);
    tcase_add_test(tcase, mix_by_hand);
    tcase_add_test(tcase, small_groups_keep_the_national_position);
    tcase_add_test(tcase, ranks_by_residents);
    tcase_add_test(tcase, national_is_the_score_itself);
    tcase_add_test(tcase, many_units_by_brute_force);
    tcase_add_test(tcase, refusals);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
