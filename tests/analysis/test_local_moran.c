#include "analysis/local_moran.h"

#include "tests/analysis/local_support.h"

enum { N = 7, WIDE = 20, MANY = WIDE * WIDE, MAPS = 1000 };

static bp_context *context;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_context_free(context);
}

static double mean_of(const double *x, int n)
{
    double sum = 0.0;
    for (int i = 0; i < n; i++)
        sum += x[i];
    return sum / n;
}

static double spread_of(const double *x, int n)
{
    double mean = mean_of(x, n), sum = 0.0;
    for (int i = 0; i < n; i++)
        sum += (x[i] - mean) * (x[i] - mean);
    return sum / n;
}

/* By the formula, with the neighbours' values from y. */
static double by_formula(const bp_weights *weights, const double *x, const double *y, int i)
{
    double lag = 0.0;
    for (int j = 0; j < weights->n; j++)
        lag += local_weight(weights, i, j) * (y[j] - mean_of(y, (int)weights->n));
    return (x[i] - mean_of(x, (int)weights->n)) * lag /
           sqrt(spread_of(x, (int)weights->n) * spread_of(y, (int)weights->n));
}

START_TEST(line_of_four_by_hand)
{
    /* x - mean = -3 -1 1 3 on a line, row-standardised; m2 = 5. Lags: -1, (-3 + 1) / 2 = -1, 1, 1. */
    int32_t arcs[][2] = {{0, 1}, {1, 0}, {1, 2}, {2, 1}, {2, 3}, {3, 2}};
    const double x[] = {2, 4, 6, 8}, expected[] = {0.6, 0.2, 0.2, 0.6};
    bp_weights weights = local_weights(4, 6, arcs, NULL);
    bp_local local = BP_LOCAL_INIT;
    bp_local_options options = BP_LOCAL_OPTIONS_INIT;
    ck_bp_ok(context, bp_weights_style_set(context, &weights, BP_WEIGHTS_ROW));
    ck_bp_ok(context, bp_local_moran(context, &weights, x, NULL, &options, &local));
    for (int i = 0; i < 4; i++) {
        ck_assert_double_eq_tol(local.statistic[i], expected[i], 1e-15);
        ck_assert_int_eq(local.kind[i], i < 2 ? BP_LOCAL_LOW_LOW : BP_LOCAL_HIGH_HIGH);
    }
    ck_assert_int_eq(local.inference, BP_INFERENCE_PERMUTATION);
    ck_assert_int_eq(local.tally[0].n_drawn, 999);
    bp_local_clear(&local);
    options.divisor = BP_DIVISOR_N_MINUS_ONE;
    ck_bp_ok(context, bp_local_moran(context, &weights, x, NULL, &options, &local));
    ck_assert_double_eq_tol(local.statistic[0], 0.45, 1e-15);
    bp_local_clear(&local);
    bp_weights_clear(&weights);
}
END_TEST

/* Expectation and variance over every arrangement of y, all of it or all but unit i's own. */
static void enumerate(const bp_weights *weights, const double *x, const double *y, int i, bool total,
                      double *expectation, double *variance)
{
    int item[N], n_items = 0, count = 0;
    double sum = 0.0, squares = 0.0;
    for (int j = 0; j < N; j++)
        if (total || j != i)
            item[n_items++] = j;
    int place[N];
    memcpy(place, item, sizeof place);
    do {
        double moved[N], moved_x[N];
        memcpy(moved, y, sizeof moved);
        for (int k = 0; k < n_items; k++)
            moved[place[k]] = y[item[k]];
        memcpy(moved_x, total ? moved : x, sizeof moved_x);
        double value = by_formula(weights, moved_x, moved, i);
        sum += value;
        squares += value * value;
        count++;
    } while (local_next(item, n_items));
    *expectation = sum / count;
    *variance = squares / count - *expectation * *expectation;
}

START_TEST(moments_are_those_of_all_arrangements)
{
    uint64_t state = 31;
    for (int round = 0; round < 4; round++) {
        double x[N], y[N];
        for (int i = 0; i < N; i++) {
            x[i] = 100.0 + local_uniform(&state);
            y[i] = exp(3.0 * local_uniform(&state));
        }
        bp_weights weights = local_random_weights(N, &state, round % 2);
        const bp_local_pair pair = {x, y, NULL};
        bp_local_options options = BP_LOCAL_OPTIONS_INIT;
        options.inference = BP_INFERENCE_ANALYTIC;
        for (int kind = 0; kind < 3; kind++) {
            bp_local local = BP_LOCAL_INIT;
            options.moments = kind == 1 ? BP_MOMENTS_TOTAL : BP_MOMENTS_CONDITIONAL;
            if (kind < 2)
                ck_bp_ok(context, bp_local_moran(context, &weights, x, NULL, &options, &local));
            else
                ck_bp_ok(context, bp_local_moran_bivariate(context, &weights, &pair, &options, &local));
            const double *of = kind < 2 ? x : y;
            for (int i = 0; i < N; i++) {
                if (!bp_bitmap_get(local.has, i))
                    continue;
                double expectation, variance;
                enumerate(&weights, x, of, i, kind == 1, &expectation, &variance);
                ck_assert_double_eq_tol(local.statistic[i], by_formula(&weights, x, of, i), 1e-12);
                ck_assert_double_eq_tol(local.expectation[i], expectation, 1e-11);
                ck_assert_double_eq_tol(local.variance[i], variance, 1e-10);
                if (bp_bitmap_get(local.has_z, i))
                    ck_assert_double_eq_tol(local.z[i], (local.statistic[i] - expectation) / sqrt(variance),
                                            1e-8 * (1.0 + fabs(local.z[i])));
            }
            bp_local_clear(&local);
        }
        bp_weights_clear(&weights);
    }
}
END_TEST

START_TEST(total_moments_of_a_pair_are_refused)
{
    const double x[] = {1, 2, 4};
    int32_t arcs[][2] = {{0, 1}};
    bp_weights weights = local_weights(3, 1, arcs, NULL);
    const bp_local_pair pair = {x, x, NULL};
    bp_local local = BP_LOCAL_INIT;
    bp_local_options options = BP_LOCAL_OPTIONS_INIT;
    options.moments = BP_MOMENTS_TOTAL;
    ck_assert_int_eq(bp_local_moran_bivariate(context, &weights, &pair, &options, &local), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context),
                     "bivariate local Moran has moments under conditional randomisation only");
    bp_weights_clear(&weights);
}
END_TEST

START_TEST(islands_and_missing_have_nothing)
{
    /* 0 - 1 - 2 - 0; 3 is missing and was 4's only neighbour, 5 has no links. */
    int32_t arcs[][2] = {{0, 1}, {1, 0}, {1, 2}, {2, 1}, {0, 2}, {2, 0}, {3, 4}, {4, 3}};
    const double x[] = {1, 2, 9, NAN, 50, -7};
    const uint8_t valid[] = {0x37};
    bp_weights raw = local_weights(6, 8, arcs, NULL), weights = BP_WEIGHTS_INIT;
    bp_local local = BP_LOCAL_INIT;
    bp_local_options options = BP_LOCAL_OPTIONS_INIT;
    ck_assert_int_eq(bp_local_moran(context, &raw, x, valid, &options, &local), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(
        bp_context_message(context),
        "the weights link units 3 and 4, one of which has no value; such links are to be dropped "
        "before the weights get their style");
    bp_context_clear(context);
    ck_bp_ok(context, bp_weights_drop_missing(context, &raw, valid, &weights));
    for (int inference = BP_INFERENCE_PERMUTATION; inference <= BP_INFERENCE_ANALYTIC; inference++) {
        options.inference = (bp_inference)inference;
        ck_bp_ok(context, bp_local_moran(context, &weights, x, valid, &options, &local));
        for (int i = 0; i < 6; i++) {
            ck_assert_int_eq(bp_bitmap_get(local.has, i), i < 3);
            ck_assert(i < 3 || !bp_bitmap_get(local.has_p, i));
            ck_assert(i < 3 || !bp_bitmap_get(local.has_z, i));
        }
        ck_assert_int_eq(local.kind[3], BP_LOCAL_MISSING);
        ck_assert_int_eq(local.kind[4], BP_LOCAL_ISLAND);
        ck_assert_int_eq(local.kind[5], BP_LOCAL_ISLAND);
        ck_assert_int_eq(local.n_missing, 1);
        ck_assert_int_eq(local.n_islands, 2);
        /* The mean is that of the five that have a value: 11. */
        ck_assert_double_eq_tol(local.lag[0], 2.0 - 11.0 + 9.0 - 11.0, 1e-12);
        bp_local_clear(&local);
    }
    bp_weights_clear(&raw);
    bp_weights_clear(&weights);
}
END_TEST

START_TEST(bad_input_is_named)
{
    int32_t arcs[][2] = {{0, 1}, {1, 0}, {2, 1}};
    double x[] = {1, 2, NAN};
    bp_weights weights = local_weights(3, 3, arcs, NULL), with = BP_WEIGHTS_INIT;
    bp_local local = BP_LOCAL_INIT;
    bp_local_options options = BP_LOCAL_OPTIONS_INIT;
    options.name = "crime";
    ck_assert_int_eq(bp_local_moran(context, &weights, x, NULL, &options, &local), BP_ERROR_INPUT);
    ck_assert_str_eq(bp_context_message(context),
                     "crime: the value of unit 2 is not a finite number; mark it as missing");
    bp_context_clear(context);
    x[2] = 1.0;
    ck_assert_int_eq(bp_local_moran(context, &weights, x, NULL, &options, &local), BP_ERROR_INPUT);
    ck_assert_str_eq(bp_context_message(context),
                     "crime has 2 distinct values; a local statistic needs at least 3");
    bp_context_clear(context);
    x[2] = 3.0;
    options.permutations = 0;
    ck_assert_int_eq(bp_local_moran(context, &weights, x, NULL, &options, &local), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context),
                     "crime: 0 permutations were asked for; at least 1 is needed");
    bp_context_clear(context);
    options.permutations = 9;
    options.stop_after = -1;
    ck_assert_int_eq(bp_local_moran(context, &weights, x, NULL, &options, &local), BP_ERROR_ARGUMENT);
    bp_context_clear(context);
    options.stop_after = 0;
    ck_bp_ok(context, bp_weights_add_self(context, &weights, 1.0, &with));
    ck_assert_int_eq(bp_local_moran(context, &with, x, NULL, &options, &local), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context),
                     "unit 0 has a weight for itself, which this statistic has no place for");
    bp_context_clear(context);
    weights.value[1] = INFINITY;
    ck_assert_int_eq(bp_local_moran(context, &weights, x, NULL, &options, &local), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context),
                     "the weight of unit 1 for unit 0 is inf; expected a number of at least 0");
    ck_assert_ptr_null(local.has);
    bp_weights_clear(&weights);
    bp_weights_clear(&with);
}
END_TEST

/* A unit at the mean has I = 0 whatever is drawn: no evidence, not the smallest p there is. */
START_TEST(unit_at_the_mean)
{
    int32_t arcs[][2] = {{0, 1}, {1, 2}, {2, 1}, {3, 2}, {4, 0}, {0, 4}};
    /* The mean, 0.3, is not quite what the sum of the five over 5 is in binary. */
    const double x[] = {0.3, 0.1, 0.5, 0.2, 0.4};
    bp_weights weights = local_weights(5, 6, arcs, NULL);
    bp_local local = BP_LOCAL_INIT;
    bp_local_options options = BP_LOCAL_OPTIONS_INIT;
    for (int plain = 0; plain < 2; plain++) {
        options.inference = plain ? BP_INFERENCE_PLAIN : BP_INFERENCE_PERMUTATION;
        options.alternative = BP_ALTERNATIVE_TWO_SIDED;
        ck_bp_ok(context, bp_local_moran(context, &weights, x, NULL, &options, &local));
        ck_assert_double_eq(local.p[0], 1.0);
        ck_assert(!bp_bitmap_get(local.has_z, 0));
        bp_local_clear(&local);
        options.alternative = BP_ALTERNATIVE_DIRECTED;
        ck_bp_ok(context, bp_local_moran(context, &weights, x, NULL, &options, &local));
        ck_assert_double_eq(local.p[0], 0.5);
        bp_local_clear(&local);
    }
    bp_weights_clear(&weights);
}
END_TEST

/* Large I is the side of `greater`, for units above the mean and below it. */
START_TEST(sides)
{
    enum { LINE = 40 };
    int32_t arcs[2 * LINE][2];
    double x[LINE];
    for (int i = 0; i < LINE; i++) {
        arcs[2 * i][0] = arcs[2 * i + 1][0] = i;
        arcs[2 * i][1] = (i + 1) % LINE;
        arcs[2 * i + 1][1] = (i + LINE - 1) % LINE;
        x[i] = i < LINE / 2 ? i : 100 + i;
    }
    bp_weights weights = local_weights(LINE, 2 * LINE, arcs, NULL);
    bp_local local = BP_LOCAL_INIT;
    bp_local_options options = BP_LOCAL_OPTIONS_INIT;
    for (int inference = BP_INFERENCE_PERMUTATION; inference <= BP_INFERENCE_ANALYTIC; inference++)
        for (int less = 0; less < 2; less++) {
            options.inference = (bp_inference)inference;
            options.alternative = less ? BP_ALTERNATIVE_LESS : BP_ALTERNATIVE_GREATER;
            options.stop_after = 15;
            ck_bp_ok(context, bp_local_moran(context, &weights, x, NULL, &options, &local));
            for (int i = 2; i < LINE - 2; i++)
                if (abs(i - LINE / 2) > 2)
                    ck_assert_int_eq(local.p[i] > 0.5, less);
            bp_local_clear(&local);
        }
    bp_weights_clear(&weights);
}
END_TEST

static int ascending(const void *a, const void *b)
{
    double p = *(const double *)a, q = *(const double *)b;
    return (p > q) - (p < q);
}

/* Kolmogorov-Smirnov of the p-values of some units over maps without any pattern. */
static void check_null(bp_inference inference, const bp_weights *weights)
{
    static double p[8][MAPS], x[MANY];
    uint64_t state = 77;
    int n = (int)weights->n;
    for (int map = 0; map < MAPS; map++) {
        bp_local local = BP_LOCAL_INIT;
        bp_local_options options = BP_LOCAL_OPTIONS_INIT;
        options.inference = inference;
        options.alternative = BP_ALTERNATIVE_GREATER;
        options.seed = (uint64_t)map;
        for (int i = 0; i < n; i++)
            x[i] = exp(local_uniform(&state));
        ck_bp_ok(context, bp_local_moran(context, weights, x, NULL, &options, &local));
        for (int u = 0; u < 8; u++)
            p[u][map] = local.p[u * (n / 8) + 1];
        bp_local_clear(&local);
    }
    for (int u = 0; u < 8; u++) {
        double largest = 0.0;
        qsort(p[u], MAPS, sizeof p[u][0], ascending);
        for (int map = 0; map < MAPS; map++)
            largest =
                fmax(largest, fmax(p[u][map] - (double)map / MAPS - 0.001, (map + 1.0) / MAPS - p[u][map]));
        /* 1.95 / sqrt(1000) is passed once in 1,000 times, 2.3 once in 50,000. */
        ck_assert_double_lt(largest, 2.3 / sqrt(MAPS));
    }
}

START_TEST(p_is_uniform_under_the_null)
{
    bp_weights weights = local_grid(WIDE, WIDE, 9);
    check_null(BP_INFERENCE_PERMUTATION, &weights);
    bp_weights_clear(&weights);
    weights = local_grid(6, 6, 9);
    check_null(BP_INFERENCE_PLAIN, &weights);
    bp_weights_clear(&weights);
}
END_TEST

/* The same to 1e-12 for rows in another order, p and class to the last bit. */
START_TEST(order_of_rows_does_not_matter)
{
    static double x[MANY], moved_x[MANY];
    static int32_t order[MANY];
    uint64_t state = 13;
    bp_weights weights = local_grid(WIDE, WIDE, 2);
    ck_bp_ok(context, bp_weights_style_set(context, &weights, BP_WEIGHTS_ROW));
    local_shuffle(order, MANY, &state);
    for (int i = 0; i < MANY; i++)
        x[i] = 1000.0 + floor(50.0 * local_uniform(&state)) / 10.0;
    for (int i = 0; i < MANY; i++)
        moved_x[i] = x[order[i]];
    bp_weights moved = local_reorder(&weights, order);
    bp_local here = BP_LOCAL_INIT, there = BP_LOCAL_INIT;
    bp_local_options options = BP_LOCAL_OPTIONS_INIT;
    ck_bp_ok(context, bp_local_moran(context, &weights, x, NULL, &options, &here));
    ck_bp_ok(context, bp_local_moran(context, &moved, moved_x, NULL, &options, &there));
    for (int i = 0; i < MANY; i++) {
        int32_t was = order[i];
        ck_assert_double_eq_tol(there.statistic[i], here.statistic[was], 1e-12);
        ck_assert_double_eq_tol(there.expectation[i], here.expectation[was], 1e-12);
        ck_assert_double_eq_tol(there.variance[i], here.variance[was], 1e-12);
        ck_assert_double_eq_tol(there.z[i], here.z[was], 1e-12);
        ck_assert_double_eq(there.p[i], here.p[was]);
        ck_assert_int_eq(there.kind[i], here.kind[was]);
    }
    bp_local_clear(&here);
    bp_local_clear(&there);
    bp_weights_clear(&weights);
    bp_weights_clear(&moved);
}
END_TEST

START_TEST(class_names)
{
    ck_assert_str_eq(bp_local_class_name(BP_LOCAL_MISSING), "Missing");
    ck_assert_str_eq(bp_local_class_name(BP_LOCAL_ISLAND), "Island");
    ck_assert_str_eq(bp_local_class_name(BP_LOCAL_HIGH_LOW), "High-Low");
    ck_assert_str_eq(bp_local_class_name(BP_LOCAL_COLD), "Cold");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("local_moran");
    TCase *tests = tcase_create("local_moran");
    tcase_set_timeout(tests, 300);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, line_of_four_by_hand);
    tcase_add_test(tests, moments_are_those_of_all_arrangements);
    tcase_add_test(tests, total_moments_of_a_pair_are_refused);
    tcase_add_test(tests, islands_and_missing_have_nothing);
    tcase_add_test(tests, bad_input_is_named);
    tcase_add_test(tests, unit_at_the_mean);
    tcase_add_test(tests, sides);
    tcase_add_test(tests, p_is_uniform_under_the_null);
    tcase_add_test(tests, order_of_rows_does_not_matter);
    tcase_add_test(tests, class_names);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
