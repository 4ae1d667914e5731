#include "analysis/classify.h"

#include "tests/support.h"

#include <math.h>
#include <stdio.h>

static bp_context *context;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_context_free(context);
}

static bp_classes classify(const double *x, int64_t n, bp_class_method method, int k)
{
    const bp_class_options options = {method, k, NULL};
    bp_classes classes;
    ck_bp_ok(context, bp_classify(context, x, NULL, n, &options, &classes));
    return classes;
}

static void ck_limits(const bp_classes *classes, const double *limits, const int64_t *counts, int n)
{
    ck_assert_int_eq(classes->n, n);
    for (int c = 0; c <= n; c++)
        ck_assert_double_eq(classes->limit[c], limits[c]);
    for (int c = 0; c < n; c++)
        ck_assert_int_eq(classes->count[c], counts[c]);
}

START_TEST(quantile_by_hand)
{
    const double x[] = {9, 1, 8, 2, 7, 3, 6, 4, 5, 10};
    const bp_classes classes = classify(x, 10, BP_CLASSES_QUANTILE, 4);
    /* Shares of 2.5 rows: the rows 3, 5, 8 and 10 end them. */
    ck_limits(&classes, (const double[]){1, 3, 5, 8, 10}, (const int64_t[]){3, 2, 3, 2}, 4);
}
END_TEST

START_TEST(quantile_ties_are_never_cut)
{
    const double x[] = {0, 0, 0, 0, 0, 0, 1, 2};
    const bp_classes classes = classify(x, 8, BP_CLASSES_QUANTILE, 4);
    /* The zeros take the shares of rows 2, 4 and 6 with them. */
    ck_limits(&classes, (const double[]){0, 0, 2}, (const int64_t[]){6, 2}, 2);
}
END_TEST

START_TEST(equal_by_hand)
{
    const double x[] = {0, 1, 2, 10};
    const bp_classes classes = classify(x, 4, BP_CLASSES_EQUAL, 4);
    ck_limits(&classes, (const double[]){0, 2.5, 5, 7.5, 10}, (const int64_t[]){3, 0, 0, 1}, 4);
}
END_TEST

START_TEST(jenks_by_hand)
{
    const double x[] = {1, 2, 3, 11, 12, 13, 31, 32, 33};
    const bp_classes classes = classify(x, 9, BP_CLASSES_JENKS, 3);
    ck_limits(&classes, (const double[]){1, 3, 13, 33}, (const int64_t[]){3, 3, 3}, 3);
    ck_assert_double_eq_tol(classes.within, 6.0, 1e-9);
}
END_TEST

/* Sum of squared deviations of sorted x[from..to-1]. */
static double deviation(const double *x, int from, int to)
{
    double mean = 0.0, sum = 0.0;
    for (int i = from; i < to; i++)
        mean += x[i] / (to - from);
    for (int i = from; i < to; i++)
        sum += (x[i] - mean) * (x[i] - mean);
    return sum;
}

/* The least deviation of sorted x[from..n-1] in k classes, every cut between unlike values tried. */
static double least_deviation(const double *x, int from, int n, int k)
{
    double least = INFINITY;
    if (k == 1)
        return deviation(x, from, n);
    for (int cut = from + 1; cut < n; cut++) {
        if (x[cut] == x[cut - 1])
            continue;
        double rest = least_deviation(x, cut, n, k - 1);
        least = fmin(least, deviation(x, from, cut) + rest);
    }
    return least;
}

static uint32_t state;

static uint32_t draw(void)
{
    state = state * 1664525u + 1013904223u;
    return state >> 16;
}

START_TEST(jenks_equals_brute_force)
{
    enum { MOST = 14 };
    state = (uint32_t)_i + 1;
    for (int round = 0; round < 60; round++) {
        double sorted[MOST], x[MOST];
        int n = 1 + (int)(draw() % MOST), distinct = 1;
        /* Far from zero, as incomes are, so that sums of squares have little left of the differences. */
        for (int i = 0; i < n; i++)
            sorted[i] = 1e6 + (double)(draw() % (_i % 2 ? 9 : 1000)) / 8.0;
        for (int i = 1; i < n; i++)
            for (int j = i; j > 0 && sorted[j] < sorted[j - 1]; j--) {
                double other = sorted[j];
                sorted[j] = sorted[j - 1];
                sorted[j - 1] = other;
            }
        for (int i = 1; i < n; i++)
            distinct += sorted[i] > sorted[i - 1];
        for (int i = 0; i < n; i++)
            x[i] = sorted[n - 1 - i];
        for (int k = 1; k <= 5; k++) {
            int expected = k < distinct ? k : distinct;
            const bp_classes classes = classify(x, n, BP_CLASSES_JENKS, k);
            ck_assert_int_eq(classes.n, expected);
            ck_assert_double_eq_tol(classes.within, least_deviation(sorted, 0, n, expected), 1e-6);
        }
    }
}
END_TEST

START_TEST(every_value_is_in_the_class_that_counts_it)
{
    enum { N = 500 };
    double x[N];
    state = 7;
    for (int i = 0; i < N; i++)
        x[i] = (double)(draw() % 97) / 7.0;
    for (int method = BP_CLASSES_QUANTILE; method <= BP_CLASSES_EQUAL; method++) {
        const bp_classes classes = classify(x, N, (bp_class_method)method, 6);
        int64_t count[BP_CLASSES_MOST] = {0};
        for (int i = 0; i < N; i++) {
            int c = bp_class_of(&classes, x[i]);
            ck_assert_int_ge(c, 0);
            ck_assert(x[i] <= classes.limit[c + 1]);
            ck_assert(c == 0 ? x[i] >= classes.limit[0] : x[i] > classes.limit[c]);
            count[c]++;
        }
        for (int c = 0; c < classes.n; c++)
            ck_assert_int_eq(count[c], classes.count[c]);
    }
}
END_TEST

START_TEST(order_of_rows_does_not_matter)
{
    enum { N = 301 };
    double x[N], reversed[N];
    state = 99;
    for (int i = 0; i < N; i++)
        reversed[N - 1 - i] = x[i] = (double)draw() / 3.0;
    for (int method = BP_CLASSES_QUANTILE; method <= BP_CLASSES_EQUAL; method++) {
        const bp_classes a = classify(x, N, (bp_class_method)method, 7);
        const bp_classes b = classify(reversed, N, (bp_class_method)method, 7);
        ck_limits(&a, b.limit, b.count, b.n);
    }
}
END_TEST

START_TEST(missing_is_in_no_class)
{
    const double x[] = {NAN, 1, 0, 2, INFINITY, 3};
    const uint8_t valid = 1u << 1 | 1u << 3 | 1u << 5;
    for (int method = BP_CLASSES_QUANTILE; method <= BP_CLASSES_EQUAL; method++) {
        const bp_class_options options = {(bp_class_method)method, 3, NULL};
        bp_classes classes;
        ck_bp_ok(context, bp_classify(context, x, &valid, 6, &options, &classes));
        ck_assert_int_eq(classes.n_missing, 3);
        ck_assert_int_eq(classes.n, 3);
        ck_assert_double_eq(classes.limit[0], 1);
        ck_assert_double_eq(classes.limit[3], 3);
        ck_assert_int_eq(classes.count[0] + classes.count[1] + classes.count[2], 3);
        ck_assert_int_eq(bp_class_of(&classes, 0.5), -1);
        ck_assert_int_eq(bp_class_of(&classes, NAN), -1);
    }
}
END_TEST

START_TEST(nothing_but_missing)
{
    const double x[] = {1, 2};
    const uint8_t valid = 0;
    const bp_class_options options = {BP_CLASSES_JENKS, 3, NULL};
    bp_classes classes;
    ck_bp_ok(context, bp_classify(context, x, &valid, 2, &options, &classes));
    ck_assert_int_eq(classes.n, 0);
    ck_assert_int_eq(classes.n_missing, 2);
    ck_assert_int_eq(bp_class_of(&classes, 1), -1);
    ck_bp_ok(context, bp_classify(context, NULL, NULL, 0, &options, &classes));
    ck_assert_int_eq(classes.n, 0);
}
END_TEST

START_TEST(fewer_values_than_classes)
{
    const double x[] = {4, 4, 2, 4};
    for (int method = BP_CLASSES_QUANTILE; method <= BP_CLASSES_JENKS; method++) {
        const bp_classes classes = classify(x, 4, (bp_class_method)method, 5);
        ck_limits(&classes, (const double[]){2, 2, 4}, (const int64_t[]){1, 3}, 2);
    }
    const bp_classes one = classify(x, 2, BP_CLASSES_EQUAL, 5);
    ck_limits(&one, (const double[]){4, 4}, (const int64_t[]){2}, 1);
    ck_assert_int_eq(bp_class_of(&one, 4), 0);
}
END_TEST

START_TEST(manual)
{
    const double x[] = {0, 0.2, 0.25, 1}, limits[] = {0, 0.2, 0.5, 1};
    const bp_class_options options = {BP_CLASSES_MANUAL, 3, limits};
    bp_classes classes;
    ck_bp_ok(context, bp_classify(context, x, NULL, 4, &options, &classes));
    ck_limits(&classes, limits, (const int64_t[]){2, 1, 1}, 3);
}
END_TEST

START_TEST(refusals)
{
    const double x[] = {0, 3, 1}, falling[] = {0, 2, 2}, narrow[] = {0, 1, 2}, odd[] = {0, INFINITY};
    const struct {
        bp_class_options options;
        const char *message;
    } cases[] = {
        {{BP_CLASSES_JENKS, 0, NULL}, "classes: found 0, expected 1 to 32"},
        {{BP_CLASSES_JENKS, 33, NULL}, "classes: found 33, expected 1 to 32"},
        {{BP_CLASSES_MANUAL, 2, NULL}, "classes: give limits with the method manual"},
        {{BP_CLASSES_MANUAL, 2, falling}, "classes: limit 3 is 2; limits are finite numbers that ascend"},
        {{BP_CLASSES_MANUAL, 1, odd}, "classes: limit 2 is inf; limits are finite numbers that ascend"},
        {{BP_CLASSES_MANUAL, 2, narrow},
         "classes: the value in row 2 is 3, outside the limits 0 to 2; widen them"},
    };
    bp_classes classes = {.n = -7};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_int_eq(bp_classify(context, x, NULL, 3, &cases[i].options, &classes), BP_ERROR_ARGUMENT);
        ck_assert_str_eq(bp_context_message(context), cases[i].message);
        bp_context_clear(context);
    }
    const bp_class_options options = BP_CLASS_OPTIONS_INIT;
    ck_assert_int_eq(bp_classify(context, (const double[]){1, NAN}, NULL, 2, &options, &classes),
                     BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "classes: the value in row 2 is not a finite number");
    ck_assert_int_eq(classes.n, -7);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("classify");
    TCase *tests = tcase_create("classify");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, quantile_by_hand);
    tcase_add_test(tests, quantile_ties_are_never_cut);
    tcase_add_test(tests, equal_by_hand);
    tcase_add_test(tests, jenks_by_hand);
    tcase_add_loop_test(tests, jenks_equals_brute_force, 0, 4);
    tcase_add_test(tests, every_value_is_in_the_class_that_counts_it);
    tcase_add_test(tests, order_of_rows_does_not_matter);
    tcase_add_test(tests, missing_is_in_no_class);
    tcase_add_test(tests, nothing_but_missing);
    tcase_add_test(tests, fewer_values_than_classes);
    tcase_add_test(tests, manual);
    tcase_add_test(tests, refusals);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
