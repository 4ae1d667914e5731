#include "analysis/fdr.h"

#include "tests/analysis/brute.h"

enum { N = 5, MANY = 60 };

static bp_context *context;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_context_free(context);
}

/* The fifteen p-values of Benjamini & Hochberg (1995), section 4.1. */
static const double published[] = {0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                                   0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000};

START_TEST(published_example)
{
    double q[15];
    bp_cutoff cutoff;
    ck_bp_ok(context, bp_pvalue_adjust(context, published, NULL, 15, BP_CORRECTION_FDR, 0.05, q, &cutoff));
    /* "compare each p(i) with 0.05 i / 15 ... p(4) <= 4 / 15 * 0.05 = 0.013": four are rejected. */
    ck_assert_int_eq(cutoff.n_significant, 4);
    ck_assert_int_eq(cutoff.n_tests, 15);
    ck_assert_double_eq_tol(cutoff.cutoff, 0.05 * 4 / 15, 1e-15);
    ck_bp_ok(context,
             bp_pvalue_adjust(context, published, NULL, 15, BP_CORRECTION_BONFERRONI, 0.05, q, &cutoff));
    /* "0.05 / 15 = 0.0033 ... rejects the first three". */
    ck_assert_int_eq(cutoff.n_significant, 3);
    ck_assert_double_eq_tol(cutoff.cutoff, 0.05 / 15, 1e-15);
}
END_TEST

START_TEST(by_hand)
{
    /* Sorted: 0.01 0.02 0.03 0.04 0.9. */
    const double p[N] = {0.04, 0.01, 0.9, 0.02, 0.03};
    /* Holm: 5 * 0.01, 4 * 0.02, 3 * 0.03, then max(0.09, 2 * 0.04), 0.9. */
    const double holm[N] = {0.09, 0.05, 0.9, 0.08, 0.09};
    /* BH: 0.01 * 5, 0.02 * 5 / 2, 0.03 * 5 / 3, 0.04 * 5 / 4 are all 0.05; 0.9. */
    const double fdr[N] = {0.05, 0.05, 0.9, 0.05, 0.05};
    double q[N];
    bp_cutoff cutoff;
    ck_bp_ok(context, bp_pvalue_adjust(context, p, NULL, N, BP_CORRECTION_HOLM, 0.08, q, &cutoff));
    for (int i = 0; i < N; i++)
        ck_assert_double_eq_tol(q[i], holm[i], 1e-15);
    ck_assert_int_eq(cutoff.n_significant, 2);
    ck_assert_double_eq_tol(cutoff.cutoff, 0.02, 1e-15);
    ck_bp_ok(context, bp_pvalue_adjust(context, p, NULL, N, BP_CORRECTION_FDR, 0.1, q, &cutoff));
    for (int i = 0; i < N; i++)
        ck_assert_double_eq_tol(q[i], fdr[i], 1e-15);
    ck_bp_ok(context,
             bp_pvalue_adjust(context, p, NULL, N, BP_CORRECTION_BENJAMINI_YEKUTIELI, 0.1, q, &cutoff));
    /* 1 + 1/2 + 1/3 + 1/4 + 1/5 = 137 / 60; 0.9 times it is past 1. */
    for (int i = 0; i < N; i++)
        ck_assert_double_eq_tol(q[i], i == 2 ? 1.0 : 0.05 * 137.0 / 60.0, 1e-15);
    ck_bp_ok(context, bp_pvalue_adjust(context, p, NULL, N, BP_CORRECTION_NONE, 0.03, q, &cutoff));
    ck_assert_int_eq(cutoff.n_significant, 3);
    ck_assert_double_eq(cutoff.cutoff, 0.03);
}
END_TEST

/* How many the step rule itself rejects. */
static int by_the_rule(bp_correction correction, double *sorted, int m, double alpha)
{
    double harmonic = 0.0;
    int rejected = 0;
    for (int i = 1; i <= m; i++)
        harmonic += 1.0 / i;
    for (int i = 1; i <= m; i++) {
        if (correction == BP_CORRECTION_HOLM) {
            if (sorted[i - 1] > alpha / (m - i + 1))
                break;
            rejected = i;
        } else {
            double scale = correction == BP_CORRECTION_FDR ? 1.0 : harmonic;
            if (sorted[i - 1] <= alpha * i / (m * scale))
                rejected = i;
        }
    }
    return rejected;
}

static int ascending(const void *a, const void *b)
{
    double p = *(const double *)a, q = *(const double *)b;
    return (p > q) - (p < q);
}

START_TEST(as_the_step_rules_say)
{
    static const bp_correction corrections[] = {BP_CORRECTION_HOLM, BP_CORRECTION_FDR,
                                                BP_CORRECTION_BENJAMINI_YEKUTIELI};
    uint64_t state = 5;
    for (int round = 0; round < 3000; round++) {
        int n = 1 + brute_random_below(&state, MANY), m = 0;
        double p[MANY], q[MANY], sorted[MANY];
        uint8_t valid[MANY / 8 + 1] = {0};
        for (int i = 0; i < n; i++) {
            p[i] = (1 + brute_random_below(&state, round % 2 ? 1000 : 40)) / 1003.0;
            if (brute_random_below(&state, 5)) {
                valid[i / 8] |= (uint8_t)(1u << (i % 8));
                sorted[m++] = p[i];
            }
            q[i] = -1.0;
        }
        qsort(sorted, (size_t)m, sizeof *sorted, ascending);
        bp_cutoff cutoff;
        bp_correction correction = corrections[round % 3];
        ck_bp_ok(context, bp_pvalue_adjust(context, p, valid, n, correction, 0.0503, q, &cutoff));
        ck_assert_int_eq(cutoff.n_tests, m);
        ck_assert_int_eq(cutoff.n_significant, by_the_rule(correction, sorted, m, 0.0503));
        for (int i = 0; i < n; i++) {
            if (!(valid[i / 8] >> (i % 8) & 1)) {
                ck_assert_double_eq(q[i], -1.0);
                continue;
            }
            ck_assert_int_eq(q[i] <= 0.0503, p[i] <= cutoff.cutoff);
            ck_assert(q[i] >= p[i] && q[i] <= 1.0);
        }
    }
}
END_TEST

START_TEST(bad_input)
{
    const double p[] = {0.5, 1.5};
    double q[] = {-1.0, -1.0};
    bp_cutoff cutoff = {7, 7, 7.0};
    ck_assert_int_eq(bp_pvalue_adjust(context, p, NULL, 2, BP_CORRECTION_FDR, 0.05, q, &cutoff),
                     BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "the p-value of unit 1 is 1.5; expected 0 to 1");
    bp_context_clear(context);
    ck_assert_int_eq(bp_pvalue_adjust(context, p, NULL, 1, BP_CORRECTION_FDR, -0.05, q, &cutoff),
                     BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "the level alpha is -0.05; expected 0 to 1");
    ck_assert_int_eq(cutoff.n_tests, 7);
    ck_assert_double_eq(q[0], -1.0);
    bp_context_clear(context);
    ck_bp_ok(context, bp_pvalue_adjust(context, p, NULL, 0, BP_CORRECTION_FDR, 0.05, q, &cutoff));
    ck_assert_int_eq(cutoff.n_tests, 0);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("fdr");
    TCase *tests = tcase_create("fdr");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, published_example);
    tcase_add_test(tests, by_hand);
    tcase_add_test(tests, as_the_step_rules_say);
    tcase_add_test(tests, bad_input);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
