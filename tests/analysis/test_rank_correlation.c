#include "analysis/rank_correlation.h"

#include "geo/bitmap.h"
#include "tests/support.h"

#include <math.h>

static bp_context *context;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_context_free(context);
}

static double correlate(const double *x, const double *y, int64_t n, const uint8_t *valid_y, int64_t *pairs)
{
    const bp_rank_pair pair = {n, x, y, NULL, valid_y, NULL};
    double r = 9.0;
    ck_assert_int_eq(bp_rank_correlation(context, &pair, &r, pairs), BP_OK);
    return r;
}

/* Ranks 1 2 3 4 5 against 2 1 4 3 5: 1 - 6 (1 + 1 + 1 + 1 + 0) / (5 (25 - 1)) = 0.8. */
START_TEST(by_hand)
{
    const double x[] = {1.0, 10.0, 100.0, 1e6, 1e9}, y[] = {-4.0, -5.0, 7.0, 6.0, 8.0};
    double turned[5];
    int64_t n = 0;
    for (int i = 0; i < 5; i++)
        turned[i] = -y[i];
    ck_assert_double_eq_tol(correlate(x, y, 5, NULL, &n), 0.8, 1e-12);
    ck_assert_int_eq(n, 5);
    ck_assert_double_eq_tol(correlate(x, turned, 5, NULL, &n), -0.8, 1e-12);
}
END_TEST

/* Ranks 1.5 1.5 3 against 1 2 3: deviations -0.5 -0.5 1 and -1 0 1, so 1.5 / sqrt(1.5 x 2). */
START_TEST(ties_and_missing)
{
    const double x[] = {5.0, 5.0, 0.0, 6.0}, y[] = {1.0, 2.0, 1e9, 3.0}, same[] = {1.0, 1.0, 1.0, 1.0};
    uint8_t valid[1] = {0};
    int64_t n = 0;
    bp_bitmap_set(valid, 0);
    bp_bitmap_set(valid, 1);
    bp_bitmap_set(valid, 3);
    ck_assert_double_eq_tol(correlate(x, y, 4, valid, &n), 1.5 / sqrt(3.0), 1e-12);
    ck_assert_int_eq(n, 3);
    ck_assert(isnan(correlate(x, same, 4, NULL, &n)));
    ck_assert(isnan(correlate(x, y, 2, NULL, &n)));
    ck_assert(isnan(correlate(x, y, 0, NULL, &n)));
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("rank_correlation");
    TCase *tcase = tcase_create("rank_correlation");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, by_hand);
    tcase_add_test(tcase, ties_and_missing);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
