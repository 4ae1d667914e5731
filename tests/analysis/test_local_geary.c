#include "analysis/local_geary.h"

#include "tests/analysis/local_support.h"

enum { N = 7 };

static bp_context *context;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_context_free(context);
}

/* By the formula, divisor n. */
static double by_formula(const bp_weights *weights, const double *const *columns, int m, int i)
{
    double sum = 0.0;
    int n = (int)weights->n;
    for (int v = 0; v < m; v++) {
        double mean = 0.0, squares = 0.0;
        for (int j = 0; j < n; j++)
            mean += columns[v][j] / n;
        for (int j = 0; j < n; j++)
            squares += (columns[v][j] - mean) * (columns[v][j] - mean) / n;
        for (int j = 0; j < n; j++)
            sum += local_weight(weights, i, j) * (columns[v][i] - columns[v][j]) *
                   (columns[v][i] - columns[v][j]) / squares / m;
    }
    return sum;
}

START_TEST(line_of_four_by_hand)
{
    /* 2 4 6 8 on a line, row-standardised: squared differences 4, (4 + 4) / 2, 4, 4 over m2 = 5 or 20 / 3. */
    int32_t arcs[][2] = {{0, 1}, {1, 0}, {1, 2}, {2, 1}, {2, 3}, {3, 2}};
    const double x[] = {2, 4, 6, 8}, *columns[] = {x};
    bp_weights weights = local_weights(4, 6, arcs, NULL);
    bp_local local = BP_LOCAL_INIT;
    bp_local_options options = BP_LOCAL_OPTIONS_INIT;
    ck_bp_ok(context, bp_weights_style_set(context, &weights, BP_WEIGHTS_ROW));
    ck_bp_ok(context, bp_local_geary(context, &weights, columns, 1, NULL, &options, &local));
    for (int i = 0; i < 4; i++) {
        ck_assert_double_eq_tol(local.statistic[i], 0.8, 1e-15);
        ck_assert_int_eq(local.kind[i], i < 2 ? BP_LOCAL_LOW_LOW : BP_LOCAL_HIGH_HIGH);
    }
    bp_local_clear(&local);
    options.divisor = BP_DIVISOR_N_MINUS_ONE;
    ck_bp_ok(context, bp_local_geary(context, &weights, columns, 1, NULL, &options, &local));
    ck_assert_double_eq_tol(local.statistic[0], 0.6, 1e-15);
    bp_local_clear(&local);
    bp_weights_clear(&weights);
}
END_TEST

/* Over all arrangements of whole units: the values of a unit stay together. */
static void enumerate(const bp_weights *weights, const double *const *columns, int m, int i, bool total,
                      double *expectation, double *variance)
{
    int item[N], place[N], n_items = 0, count = 0;
    double sum = 0.0, squares = 0.0, moved[2][N];
    const double *moved_columns[] = {moved[0], moved[1]};
    for (int j = 0; j < N; j++)
        if (total || j != i)
            item[n_items++] = j;
    memcpy(place, item, sizeof place);
    do {
        for (int v = 0; v < m; v++) {
            memcpy(moved[v], columns[v], sizeof moved[v]);
            for (int k = 0; k < n_items; k++)
                moved[v][place[k]] = columns[v][item[k]];
        }
        double value = by_formula(weights, moved_columns, m, i);
        sum += value;
        squares += value * value;
        count++;
    } while (local_next(item, n_items));
    *expectation = sum / count;
    *variance = squares / count - *expectation * *expectation;
}

START_TEST(moments_are_those_of_all_arrangements)
{
    uint64_t state = 41;
    for (int round = 0; round < 4; round++) {
        double x[N], y[N];
        const double *columns[] = {x, y};
        for (int i = 0; i < N; i++) {
            x[i] = 50.0 + local_uniform(&state);
            y[i] = exp(3.0 * local_uniform(&state)) - x[i];
        }
        bp_weights weights = local_random_weights(N, &state, round % 2);
        bp_local_options options = BP_LOCAL_OPTIONS_INIT;
        options.inference = BP_INFERENCE_ANALYTIC;
        for (int kind = 0; kind < 3; kind++) {
            bp_local local = BP_LOCAL_INIT;
            int m = kind == 2 ? 2 : 1;
            options.moments = kind == 1 ? BP_MOMENTS_TOTAL : BP_MOMENTS_CONDITIONAL;
            ck_bp_ok(context, bp_local_geary(context, &weights, columns, m, NULL, &options, &local));
            for (int i = 0; i < N; i++) {
                if (!bp_bitmap_get(local.has, i))
                    continue;
                double expectation, variance;
                enumerate(&weights, columns, m, i, kind == 1, &expectation, &variance);
                ck_assert_double_eq_tol(local.statistic[i], by_formula(&weights, columns, m, i), 1e-11);
                ck_assert_double_eq_tol(local.expectation[i], expectation, 1e-10);
                ck_assert_double_eq_tol(local.variance[i], variance, 1e-9);
            }
            bp_local_clear(&local);
        }
        bp_weights_clear(&weights);
    }
}
END_TEST

/* Unequal weights and equal ones, drawn either way, come to p-values within their error. */
START_TEST(both_ways_to_draw_agree)
{
    enum { WIDE = 12, MANY = WIDE * WIDE };
    static double x[MANY], y[MANY];
    const double *columns[] = {x, y};
    uint64_t state = 6;
    for (int i = 0; i < MANY; i++) {
        x[i] = local_uniform(&state);
        y[i] = 3.0 * x[i] + brute_random_below(&state, 5);
    }
    bp_weights weights = local_grid(WIDE, WIDE, 9);
    bp_local_options options = BP_LOCAL_OPTIONS_INIT;
    bp_local shared = BP_LOCAL_INIT, plain = BP_LOCAL_INIT;
    options.permutations = 9999;
    options.alternative = BP_ALTERNATIVE_LESS;
    ck_bp_ok(context, bp_weights_style_set(context, &weights, BP_WEIGHTS_ROW));
    ck_bp_ok(context, bp_local_geary(context, &weights, columns, 2, NULL, &options, &shared));
    options.inference = BP_INFERENCE_PLAIN;
    ck_bp_ok(context, bp_local_geary(context, &weights, columns, 2, NULL, &options, &plain));
    ck_assert_int_eq(shared.inference, BP_INFERENCE_PERMUTATION);
    ck_assert_int_eq(plain.inference, BP_INFERENCE_PLAIN);
    for (int i = 0; i < MANY; i++) {
        double p = 0.5 * (shared.p[i] + plain.p[i]);
        ck_assert_double_lt(fabs(shared.p[i] - plain.p[i]),
                            5.0 * sqrt(2.0 * fmax(p * (1.0 - p), 1e-4) / 9999.0));
    }
    bp_local_clear(&shared);
    bp_local_clear(&plain);
    /* One weight that differs is enough to draw unit by unit. */
    weights.value[0] *= 1.5;
    options.inference = BP_INFERENCE_PERMUTATION;
    ck_bp_ok(context, bp_local_geary(context, &weights, columns, 2, NULL, &options, &plain));
    ck_assert_int_eq(plain.inference, BP_INFERENCE_PLAIN);
    bp_local_clear(&plain);
    bp_weights_clear(&weights);
}
END_TEST

START_TEST(classes_and_refusals)
{
    int32_t arcs[][2] = {{0, 1}, {1, 0}, {2, 0}, {4, 3}};
    const double x[] = {1, 2, 9, 9, NAN}, *columns[] = {x, x};
    const uint8_t valid[] = {0x0f};
    bp_weights weights = local_weights(5, 3, arcs, NULL);
    bp_local local = BP_LOCAL_INIT;
    bp_local_options options = BP_LOCAL_OPTIONS_INIT;
    ck_bp_ok(context, bp_local_geary(context, &weights, columns, 1, valid, &options, &local));
    ck_assert_int_eq(local.kind[0], BP_LOCAL_LOW_LOW);
    ck_assert_int_eq(local.kind[2], BP_LOCAL_NEGATIVE);
    ck_assert_int_eq(local.kind[3], BP_LOCAL_ISLAND);
    ck_assert_int_eq(local.kind[4], BP_LOCAL_MISSING);
    bp_local_clear(&local);
    ck_bp_ok(context, bp_local_geary(context, &weights, columns, 2, valid, &options, &local));
    ck_assert_int_eq(local.kind[0], BP_LOCAL_POSITIVE);
    bp_local_clear(&local);
    options.moments = BP_MOMENTS_TOTAL;
    ck_assert_int_eq(bp_local_geary(context, &weights, columns, 2, valid, &options, &local),
                     BP_ERROR_ARGUMENT);
    bp_context_clear(context);
    ck_assert_int_eq(bp_local_geary(context, &weights, columns, 0, valid, &options, &local),
                     BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "local Geary needs at least one variable");
    bp_weights_clear(&weights);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("local_geary");
    TCase *tests = tcase_create("local_geary");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, line_of_four_by_hand);
    tcase_add_test(tests, moments_are_those_of_all_arrangements);
    tcase_add_test(tests, both_ways_to_draw_agree);
    tcase_add_test(tests, classes_and_refusals);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
