#include "analysis/random_counts.h"
#include "tests/support.h"

#include <math.h>

enum { DRAWS = 40000, MOST = 4096 };

/* ln n over k from the definition, without the code under test. */
static double log_choose(double n, double k)
{
    return lgamma(n + 1.0) - lgamma(k + 1.0) - lgamma(n - k + 1.0);
}

/* Chi-square of counts against probabilities, outcomes pooled to 10 expected draws; at most 5 standard
 * deviations above what it is expected to be. */
static void check_counts(const int *counts, const double *p, int n, const char *what)
{
    double square = 0.0, expected = 0.0, observed = 0.0;
    int n_classes = 0;
    for (int k = 0; k < n; k++) {
        expected += p[k] * DRAWS;
        observed += counts[k];
        if (expected < 10.0 && k + 1 < n)
            continue;
        if (expected > 0.0)
            square += (observed - expected) * (observed - expected) / fmax(expected, 1.0);
        n_classes++;
        expected = observed = 0.0;
    }
    double freedom = fmax(1.0, n_classes - 1.0);
    ck_assert_msg(square < freedom + 5.0 * sqrt(2.0 * freedom) + 5.0, "%s: chi-square %g of %d classes", what,
                  square, n_classes);
}

START_TEST(binomial_counts_have_their_probabilities)
{
    static const struct {
        int64_t n;
        double p;
    } cases[] = {{1, 0.3},  {10, 0.5},    {40, 0.1},   {100, 0.9},
                 {60, 0.4}, {1000, 0.02}, {2000, 0.3}, {4000, 0.77}};
    static double p[MOST];
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        static int counts[MOST];
        bp_random random = bp_random_at(11, (uint32_t)c, 0);
        for (int k = 0; k < MOST; k++)
            counts[k] = 0;
        for (int d = 0; d < DRAWS; d++) {
            int64_t k = bp_random_binomial(&random, cases[c].n, cases[c].p);
            ck_assert(k >= 0 && k <= cases[c].n);
            counts[k]++;
        }
        for (int64_t k = 0; k <= cases[c].n; k++)
            p[k] = exp(log_choose((double)cases[c].n, (double)k) + (double)k * log(cases[c].p) +
                       (double)(cases[c].n - k) * log1p(-cases[c].p));
        check_counts(counts, p, (int)cases[c].n + 1, "binomial");
    }
}
END_TEST

START_TEST(hypergeometric_counts_have_their_probabilities)
{
    static const struct {
        int64_t total, marked, draws;
    } cases[] = {
        {2, 1, 1},         {20, 5, 8},         {20, 15, 18},          {500, 30, 40},         {500, 470, 40},
        {3000, 900, 1000}, {3000, 2500, 2900}, {100000, 1000, 60000}, {1000000, 500, 300000}};
    static double p[MOST];
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        static int counts[MOST];
        double total = (double)cases[c].total, marked = (double)cases[c].marked,
               draws = (double)cases[c].draws;
        int64_t most = cases[c].marked < cases[c].draws ? cases[c].marked : cases[c].draws;
        int64_t least = cases[c].draws + cases[c].marked - cases[c].total;
        bp_random random = bp_random_at(12, (uint32_t)c, 0);
        least = least < 0 ? 0 : least;
        for (int k = 0; k < MOST; k++) {
            counts[k] = 0;
            p[k] = 0.0;
        }
        for (int d = 0; d < DRAWS; d++) {
            int64_t k = bp_random_hypergeometric(&random, cases[c].total, cases[c].marked, cases[c].draws);
            ck_assert(k >= least && k <= most);
            counts[k]++;
        }
        for (int64_t k = least; k <= most; k++)
            p[k] = exp(log_choose(marked, (double)k) + log_choose(total - marked, draws - (double)k) -
                       log_choose(total, draws));
        check_counts(counts, p, (int)most + 1, "hypergeometric");
    }
}
END_TEST

START_TEST(sure_counts_are_sure)
{
    bp_random random = bp_random_at(1, 2, 3);
    ck_assert_int_eq(bp_random_binomial(&random, 0, 0.5), 0);
    ck_assert_int_eq(bp_random_binomial(&random, 1000, 0.0), 0);
    ck_assert_int_eq(bp_random_binomial(&random, 1000, 1.0), 1000);
    ck_assert_int_eq(bp_random_hypergeometric(&random, 100, 0, 50), 0);
    ck_assert_int_eq(bp_random_hypergeometric(&random, 100, 100, 50), 50);
    ck_assert_int_eq(bp_random_hypergeometric(&random, 100, 40, 100), 40);
    ck_assert_int_eq(bp_random_hypergeometric(&random, 100, 40, 0), 0);
    ck_assert_int_eq(bp_random_hypergeometric(&random, 0, 0, 0), 0);
}
END_TEST

/* Means of large counts, which no table of probabilities reaches. */
START_TEST(large_counts_have_their_mean)
{
    const int64_t n = 17000000;
    double sum = 0.0, other = 0.0;
    bp_random random = bp_random_at(5, 5, 5);
    for (int d = 0; d < 1000; d++) {
        sum += (double)bp_random_binomial(&random, n, 0.12);
        other += (double)bp_random_hypergeometric(&random, n, 2000000, 5000);
    }
    ck_assert_double_lt(fabs(sum / 1000.0 - 0.12 * (double)n), 5.0 * sqrt(0.12 * 0.88 * (double)n / 1000.0));
    double share = 2.0 / 17.0;
    ck_assert_double_lt(fabs(other / 1000.0 - 5000.0 * share),
                        5.0 * sqrt(5000.0 * share * (1.0 - share) / 1000.0));
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("random_counts");
    TCase *tests = tcase_create("random_counts");
    tcase_add_test(tests, binomial_counts_have_their_probabilities);
    tcase_add_test(tests, hypergeometric_counts_have_their_probabilities);
    tcase_add_test(tests, sure_counts_are_sure);
    tcase_add_test(tests, large_counts_have_their_mean);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
