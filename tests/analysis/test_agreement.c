#include "analysis/agreement.h"

#include "geo/bitmap.h"
#include "tests/analysis/brute.h"

#include <math.h>

enum { MOST = 120 };

static bp_context *context;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_context_free(context);
}

static bp_agreement_input input_of(int64_t n, const int32_t *a, int32_t n_a, const int32_t *b, int32_t n_b)
{
    bp_agreement_input input = BP_AGREEMENT_INPUT_INIT;
    input.n = n;
    input.a = a;
    input.n_a = n_a;
    input.b = b;
    input.n_b = n_b;
    return input;
}

START_TEST(by_hand)
{
    /* Six pairs: together in a 2, in b 1, in both 1; expected 2 * 1 / 6, at most (2 + 1) / 2. H(a) = ln 2,
       H(b) = 3/2 ln 2, and b tells all of a. */
    const int32_t a[] = {0, 0, 1, 1}, b[] = {2, 2, 0, 1};
    bp_agreement_input input = input_of(4, a, 2, b, 3);
    bp_agreement found;
    ck_bp_ok(context, bp_agreement_compute(context, &input, &found));
    ck_assert_int_eq(found.n, 4);
    ck_assert(found.is_defined);
    ck_assert_double_eq_tol(found.rand, 5.0 / 6, 1e-15);
    ck_assert_double_eq_tol(found.adjusted_rand, 4.0 / 7, 1e-15);
    ck_assert_double_eq_tol(found.entropy_a, log(2), 1e-15);
    ck_assert_double_eq_tol(found.entropy_b, 1.5 * log(2), 1e-15);
    ck_assert_double_eq_tol(found.information, log(2), 1e-15);
    ck_assert_double_eq_tol(found.variation, 0.5 * log(2), 1e-15);
    ck_assert_double_eq_tol(found.normalised, 0.8, 1e-15);
}
END_TEST

START_TEST(trivial_groupings)
{
    const int32_t one[] = {0, 0, 0}, each[] = {0, 1, 2};
    bp_agreement found;
    bp_agreement_input input = input_of(3, one, 1, one, 1);
    ck_bp_ok(context, bp_agreement_compute(context, &input, &found));
    ck_assert(found.rand == 1.0 && found.adjusted_rand == 1.0 && found.normalised == 1.0);
    ck_assert(found.variation == 0.0);
    input = input_of(3, each, 3, each, 3);
    ck_bp_ok(context, bp_agreement_compute(context, &input, &found));
    ck_assert(found.rand == 1.0 && found.adjusted_rand == 1.0 && found.variation == 0.0);
    ck_assert_double_eq_tol(found.normalised, 1.0, 1e-15);
    input = input_of(3, one, 1, each, 3);
    ck_bp_ok(context, bp_agreement_compute(context, &input, &found));
    ck_assert(found.rand == 0.0 && found.adjusted_rand == 0.0 && found.normalised == 0.0);
    ck_assert_double_eq_tol(found.variation, log(3), 1e-15);
}
END_TEST

START_TEST(units_in_no_group)
{
    const int32_t a[] = {0, 0, -1, -1, 0}, b[] = {0, 0, 0, -1, -1};
    const double weight[] = {10, 20, 5, 7, 3};
    bp_agreement_input input = input_of(5, a, 1, b, 1);
    bp_agreement found;
    input.weight = weight;
    ck_bp_ok(context, bp_agreement_compute(context, &input, &found));
    ck_assert(found.n == 2 && found.total == 30.0 && found.adjusted_rand == 1.0);
    ck_assert(found.n_both == 2 && found.n_only_a == 1 && found.n_only_b == 1 && found.n_neither == 1);
    ck_assert(found.both == 30 && found.only_a == 3 && found.only_b == 5 && found.neither == 7);
    input.weight = NULL;
    input.unlabelled = BP_UNLABELLED_TOGETHER;
    /* a: {0 1 4}{2 3}, b: {0 1 2}{3 4}; ten pairs, 4 and 4 together, 1 in both: rand 4 / 10, adjusted
       (1 - 1.6) / (4 - 1.6). */
    ck_bp_ok(context, bp_agreement_compute(context, &input, &found));
    ck_assert_int_eq(found.n, 5);
    ck_assert_double_eq_tol(found.rand, 0.4, 1e-15);
    ck_assert_double_eq_tol(found.adjusted_rand, -0.25, 1e-15);
    input.unlabelled = BP_UNLABELLED_ALONE;
    /* a: {0 1 4}{2}{3}, b: {0 1 2}{3}{4}: 3 and 3 together, 1 in both: rand 6 / 10, (1 - 0.9) / (3 - 0.9). */
    ck_bp_ok(context, bp_agreement_compute(context, &input, &found));
    ck_assert_double_eq_tol(found.rand, 0.6, 1e-15);
    ck_assert_double_eq_tol(found.adjusted_rand, 0.1 / 2.1, 1e-15);
}
END_TEST

START_TEST(unknown_weights_are_left_out_and_counted)
{
    const int32_t a[] = {0, 0, 1, 1, 0}, b[] = {2, 2, 0, 1, 0};
    const double weight[] = {1, 1, 1, 1, NAN};
    const uint8_t known[] = {0x0f};
    bp_agreement_input input = input_of(5, a, 2, b, 3);
    bp_agreement found;
    input.weight = weight;
    input.known = known;
    ck_bp_ok(context, bp_agreement_compute(context, &input, &found));
    ck_assert(found.n == 4 && found.n_unknown == 1 && found.n_both == 5 && found.both == 4.0);
    ck_assert_double_eq_tol(found.adjusted_rand, 4.0 / 7, 1e-15);
}
END_TEST

START_TEST(nothing_to_compare)
{
    const int32_t a[] = {0, -1}, b[] = {-1, 0};
    bp_agreement_input input = input_of(2, a, 1, b, 1);
    bp_agreement found;
    ck_bp_ok(context, bp_agreement_compute(context, &input, &found));
    ck_assert(!found.is_defined && found.n == 0 && found.n_only_a == 1 && found.n_only_b == 1);
}
END_TEST

/* Pair by pair, resident by resident, and entropy from the shares themselves. */
static void check_pairs(const int32_t *a, const int32_t *b, int n, const bp_agreement *found)
{
    double pairs = 0, same = 0, in_a = 0, in_b = 0, in_both = 0, joint = 0, own_a = 0, own_b = 0;
    for (int i = 0; i < n; i++) {
        double size_a = 0, size_b = 0, size_both = 0;
        for (int j = 0; j < n; j++) {
            const bool by_a = a[i] == a[j], by_b = b[i] == b[j];
            size_a += by_a;
            size_b += by_b;
            size_both += by_a && by_b;
            if (j <= i)
                continue;
            pairs++;
            same += by_a == by_b;
            in_a += by_a;
            in_b += by_b;
            in_both += by_a && by_b;
        }
        own_a -= log(size_a / n) / n;
        own_b -= log(size_b / n) / n;
        joint -= log(size_both / n) / n;
    }
    ck_assert_double_eq_tol(found->rand, same / pairs, 1e-12);
    const double expected = in_a * in_b / pairs, most = 0.5 * (in_a + in_b);
    if (most > expected + 1e-9)
        ck_assert_double_eq_tol(found->adjusted_rand, (in_both - expected) / (most - expected), 1e-12);
    ck_assert_double_eq_tol(found->entropy_a, own_a, 1e-12);
    ck_assert_double_eq_tol(found->entropy_b, own_b, 1e-12);
    ck_assert_double_eq_tol(found->information, own_a + own_b - joint, 1e-12);
    ck_assert_double_eq_tol(found->variation, 2 * joint - own_a - own_b, 1e-12);
}

START_TEST(pair_by_pair)
{
    uint64_t state = 77 + (uint64_t)_i;
    for (int round = 0; round < 100; round++) {
        int32_t a[MOST], b[MOST], all_a[MOST * 4], all_b[MOST * 4];
        double weight[MOST];
        const int n = 4 + brute_random_below(&state, 30), k = 1 + brute_random_below(&state, 6);
        int m = 0;
        for (int i = 0; i < n; i++) {
            a[i] = brute_random_below(&state, k + 1) - 1;
            b[i] = brute_random_below(&state, 3) ? a[i] : brute_random_below(&state, k + 1) - 1;
            weight[i] = _i == 0 ? 1.0 : brute_random_below(&state, 4);
            for (int copy = 0; copy < (int)weight[i]; copy++) {
                all_a[m] = a[i] < 0 ? k : a[i];
                all_b[m++] = b[i] < 0 ? k : b[i];
            }
        }
        if (m < 2)
            continue;
        bp_agreement_input input = input_of(n, a, k, b, k);
        bp_agreement found;
        input.weight = weight;
        input.unlabelled = BP_UNLABELLED_TOGETHER;
        ck_bp_ok(context, bp_agreement_compute(context, &input, &found));
        ck_assert_double_eq(found.total, m);
        check_pairs(all_a, all_b, m, &found);
    }
}
END_TEST

START_TEST(refusals)
{
    const int32_t a[] = {0, 2}, b[] = {0, 0};
    const double weight[] = {1, -2};
    bp_agreement_input input = input_of(2, a, 2, b, 1);
    bp_agreement found;
    bp_context_clear(context);
    ck_assert_int_eq(bp_agreement_compute(context, &input, &found), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context),
                     "unit 1 is in group 2 of the first grouping, expected -1 to 1");
    input = input_of(2, b, 1, b, 1);
    input.weight = weight;
    bp_context_clear(context);
    ck_assert_int_eq(bp_agreement_compute(context, &input, &found), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "unit 1 has the weight -2, expected 0 or more");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("agreement");
    TCase *tests = tcase_create("agreement");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, by_hand);
    tcase_add_test(tests, trivial_groupings);
    tcase_add_test(tests, units_in_no_group);
    tcase_add_test(tests, unknown_weights_are_left_out_and_counted);
    tcase_add_test(tests, nothing_to_compare);
    tcase_add_loop_test(tests, pair_by_pair, 0, 2);
    tcase_add_test(tests, refusals);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
