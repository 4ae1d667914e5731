/* Clusters of classical data against those that SpatialEpi's kulldorff() gives. */
#include "analysis/scan.h"
#include "tests/analysis/classic.h"

#include <math.h>

enum { MOST_UNITS = 128 };

static bp_context *context;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_context_free(context);
}

typedef struct peer_set {
    int64_t n;
    double x[MOST_UNITS], y[MOST_UNITS], cases[MOST_UNITS], population[MOST_UNITS], expected[MOST_UNITS];
} peer_set;

static void read_set(const char *name, peer_set *set)
{
    reference_file file;
    char *path = bp_text_format("scan_%s_input.csv", name);
    ck_assert(open_reference(path, &file));
    for (set->n = 0; next_row(&file); set->n++) {
        ck_assert_int_lt(set->n, MOST_UNITS);
        set->x[set->n] = field_number(&file, "x");
        set->y[set->n] = field_number(&file, "y");
        set->cases[set->n] = field_number(&file, "cases");
        set->population[set->n] = field_number(&file, "pop");
        set->expected[set->n] = field_number(&file, "expected");
    }
    free(path);
}

static bp_scan_result scan(const peer_set *set, bp_scan_kind kind)
{
    const bp_scan_domain domain = {NULL, kind, set->cases,
                                   kind == BP_SCAN_BERNOULLI ? set->population : set->expected, NULL};
    const bp_scan_input input = {set->n, set->x, set->y, set->population, NULL, &domain, 1};
    bp_scan_options options = BP_SCAN_OPTIONS_INIT;
    bp_scan_result result = BP_SCAN_RESULT_INIT;
    ck_bp_ok(context, bp_scan_make(context, &input, &options, &result));
    return result;
}

static void check_members(const bp_scan_result *result, const bp_scan_cluster *cluster, const char *members)
{
    int64_t n = 0;
    for (const char *at = members; *at; n++) {
        char *end = NULL;
        long unit = strtol(at, &end, 10);
        ck_assert_int_lt(n, cluster->n_units);
        ck_assert_int_eq(result->members[cluster->first + n], unit);
        at = *end == ' ' ? end + 1 : end;
    }
    ck_assert_int_eq(n, cluster->n_units);
}

/* SpatialEpi keeps the sum of the expected cases in a whole number, which cuts 666.9999999999994 down to 666:
 * its Poisson ratio is then that of cases against expected ones of which there are `total`. */
static double cut_llr(const bp_scan_figures *figures, double cases, double total)
{
    double c = figures->observed, e = figures->expected;
    return c * log(c / e) + (cases - c) * log((cases - c) / (total - e)) + cases * log(total / cases);
}

/* `lost`: expected cases that SpatialEpi cut off. */
static void check_against(const char *name, bp_scan_kind kind, int lost)
{
    peer_set set;
    reference_file file;
    char *path = bp_text_format("scan_%s_SpatialEpi.csv", name);
    read_set(name, &set);
    bp_scan_result result = scan(&set, kind);
    ck_assert(open_reference(path, &file));
    double cases = 0.0;
    int n = 0;
    for (int64_t i = 0; i < set.n; i++)
        cases += set.cases[i];
    for (; next_row(&file); n++) {
        ck_assert_msg(n < result.n_clusters, "%s: only %d clusters", name, (int)result.n_clusters);
        const bp_scan_cluster *cluster = &result.clusters[n];
        const bp_scan_figures *figures = &result.figures[n];
        double llr = field_number(&file, "llr"), p = field_number(&file, "p"), mine = cluster->llr;
        if (kind == BP_SCAN_POISSON)
            ck_assert_double_eq_tol(mine, cut_llr(figures, cases, cases), 1e-9 * mine);
        if (lost > 0)
            mine = cut_llr(figures, cases, cases - lost);
        ck_assert_msg(fabs(mine - llr) <= 1e-9 * llr, "%s: %.15g, not %.15g", name, mine, llr);
        ck_assert_double_eq_tol(figures->observed, field_number(&file, "cases"), 1e-9);
        ck_assert_double_eq_tol(figures->expected, field_number(&file, "expected"), 1e-7);
        ck_assert_double_eq_tol(figures->observed / figures->expected, field_number(&file, "SMR"), 1e-9);
        ck_assert_double_eq_tol(cluster->population, field_number(&file, "population"), 1e-6);
        ck_assert_int_eq(cluster->n_units, (int64_t)field_number(&file, "n"));
        check_members(&result, cluster, field_text(&file, "members"));
        /* Other draws: 5 standard deviations of a share of 999, of both. */
        ck_assert_msg(fabs(cluster->p - p) <= 0.002 + 5.0 * sqrt(2.0 * p / 999.0), "%s: p %g, not %g", name,
                      cluster->p, p);
    }
    ck_assert_int_eq(n, result.n_clusters);
    bp_scan_result_clear(&result);
    free(path);
}

START_TEST(pennsylvania_binomial)
{
    check_against("pennLC_binomial", BP_SCAN_BERNOULLI, 0);
}
END_TEST

START_TEST(pennsylvania_poisson)
{
    check_against("pennLC_poisson", BP_SCAN_POISSON, 1);
}
END_TEST

START_TEST(pennsylvania_poisson_by_strata)
{
    check_against("pennLC_poisson_strata", BP_SCAN_POISSON, 0);
}
END_TEST

START_TEST(north_carolina_1974)
{
    check_against("sids74_poisson", BP_SCAN_POISSON, 1);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("scan_peers");
    TCase *tests = tcase_create("SpatialEpi");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, pennsylvania_binomial);
    tcase_add_test(tests, pennsylvania_poisson);
    tcase_add_test(tests, pennsylvania_poisson_by_strata);
    tcase_add_test(tests, north_carolina_1974);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    char *path = classic_path("../reference/scan_sids74_poisson_input.csv");
    if (!path)
        return 77;
    free(path);
    return run_suite(make_suite());
}
