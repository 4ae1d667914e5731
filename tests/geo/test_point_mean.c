#include "geo/point_mean.h"

#include "geo/bitmap.h"
#include "tests/geo/shapes.h"

#include <math.h>

/* Seven finer points: four in unit 0, one of them without weight known, one of weight 0; one in unit 1 of
 * weight 0; one in no unit; one in unit 3. */
static const double finer_xy[] = {100000, 450000, 100010, 450000, 100000, 450030, 1, 1, 5, 5, 9, 9, 2, 3};
static const int64_t finer_unit[] = {0, 0, 0, 0, 1, -1, 3};
static const double finer_weight[] = {10, 30, 60, NAN, 0, 5, 2};

static bp_points make_finer(void)
{
    return (bp_points){7, (double *)finer_xy, NULL};
}

/* Unit 0: x = 100000 + 30 x 10 / 100, y = 450000 + 60 x 30 / 100. Unit 3 had no point. */
START_TEST(means_by_hand)
{
    bp_context *context = new_context(1);
    const bp_points finer = make_finer();
    uint8_t known = 0x77, valid = 0x07;
    double xy[] = {0, 0, 11, 12, 21, 22, 0, 0};
    bp_points points = {4, xy, &valid};
    bp_point_mean_report report = BP_POINT_MEAN_REPORT_INIT;
    const bp_point_masses masses = {&finer, finer_unit, finer_weight, &known};
    ck_bp_ok(context, bp_point_mean(context, &masses, &points, &report));
    const double expected[] = {100003, 450018, 11, 12, 21, 22, 2, 3};
    for (int i = 0; i < 8; i++)
        ck_assert_double_eq_tol(xy[i], expected[i], 1e-9);
    ck_assert_uint_eq(valid, 0x0F);
    ck_assert_int_eq(report.n_used, 4);
    ck_assert_int_eq(report.n_outside, 1);
    ck_assert_int_eq(report.n_unweighted, 1);
    ck_assert_int_eq(report.n_kept, 2);
    ck_assert_int_eq(report.kept[0], 1);
    ck_assert_int_eq(report.kept[1], 2);
    bp_point_mean_report_clear(&report);
    bp_context_free(context);
}
END_TEST

/* The same to the last bit whatever the order of the finer points. */
START_TEST(order_makes_no_difference)
{
    enum { N = 999 };
    static double xy[2][2 * N], weight[2][N];
    static int64_t unit[N];
    double at[2][2] = {{0, 0}, {0, 0}};
    bp_context *context = new_context(1);
    uint64_t seed = 3;
    for (int i = 0; i < N; i++) {
        xy[0][2 * i] = random_below(&seed, 1000000) / 7.0;
        xy[0][2 * i + 1] = random_below(&seed, 50) * 0.1;
        weight[0][i] = random_below(&seed, 1000) / 3.0;
    }
    for (int i = 0; i < N; i++) {
        int from = (i * 500 + 17) % N;
        xy[1][2 * i] = xy[0][2 * from];
        xy[1][2 * i + 1] = xy[0][2 * from + 1];
        weight[1][i] = weight[0][from];
    }
    for (int turn = 0; turn < 2; turn++) {
        const bp_points finer = {N, xy[turn], NULL};
        bp_points points = {1, at[turn], NULL};
        const bp_point_masses masses = {&finer, unit, weight[turn], NULL};
        ck_bp_ok(context, bp_point_mean(context, &masses, &points, NULL));
    }
    ck_assert_mem_eq(at[0], at[1], sizeof at[0]);
    ck_assert_double_gt(at[0][0], 0.0);
    bp_context_free(context);
}
END_TEST

START_TEST(what_cannot_be_weighed_is_named)
{
    bp_context *context = new_context(1);
    const bp_points finer = make_finer();
    double xy[] = {7, 8}, weight[] = {1, 1, -2, 1, 1, 1, 1};
    bp_points points = {1, xy, NULL};
    const bp_point_masses negative = {&finer, finer_unit, weight, NULL},
                          unknown = {&finer, finer_unit, finer_weight, NULL};
    ck_assert_int_eq(bp_point_mean(context, &unknown, &points, NULL), BP_ERROR_INPUT);
    ck_assert_str_eq(bp_context_message(context),
                     "row 4 has the weight nan; it is a finite number of 0 or more");
    bp_context_clear(context);
    ck_assert_int_eq(bp_point_mean(context, &negative, &points, NULL), BP_ERROR_INPUT);
    ck_assert_str_eq(bp_context_message(context),
                     "row 3 has the weight -2; it is a finite number of 0 or more");
    bp_context_clear(context);
    weight[2] = 2;
    ck_assert_int_eq(bp_point_mean(context, &negative, &points, NULL), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "row 5 lies in unit 1, but the units are 0 to 0");
    ck_assert_double_eq(xy[0], 7);
    bp_context_free(context);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("point_mean");
    TCase *tests = tcase_create("point_mean");
    tcase_add_test(tests, means_by_hand);
    tcase_add_test(tests, order_makes_no_difference);
    tcase_add_test(tests, what_cannot_be_weighed_is_named);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
