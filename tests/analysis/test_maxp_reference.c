/* Max-p against the partitions of spopt on classical sets; skipped where those are not at hand. */
#include "analysis/maxp.h"
#include "analysis/regions.h"
#include "tests/analysis/classic.h"

enum { MOST_VARIABLES = 6, MOST_UNITS = 100 };

/* The columns of a set; the floor is not said there, but that of the smallest region is known: its units. */
typedef struct classic_set {
    const char *name;
    const char *columns[MOST_VARIABLES];
    int n_variables;
} classic_set;

/* Those of the spanning trees beside them, and those that the notes there name. */
static const classic_set sets[] = {
    {"columbus", {"hoval", "inc", "crime"}, 3},
    {"guerry", {"Crm_prs", "Crm_prp", "Litercy", "Donatns", "Infants", "Suicids"}, 6},
    {"guerry", {"Crm_prs", "Donatns", "Litercy"}, 3},
    {"sids", {"SID74", "NWBIR74", "SID79"}, 3},
    {"sids", {"SID74", "SID79", "BIR74"}, 3}};
enum { SETS = sizeof sets / sizeof *sets };

static bp_context *context;

static void setup(void)
{
    bp_context_options one = BP_CONTEXT_OPTIONS_INIT;
    one.n_threads = 1;
    ck_assert_int_eq(bp_context_new(&one, &context), BP_OK);
}

static void teardown(void)
{
    bp_context_free(context);
}

static int64_t read_values(const classic_set *set, double *x)
{
    int64_t n = 0;
    for (int v = 0; v < set->n_variables; v++) {
        bp_values values = classic_column(context, set->name, set->columns[v]);
        n = values.n;
        ck_assert_int_le(n, MOST_UNITS);
        memcpy(x + v * n, values.value, (size_t)n * sizeof *x);
        bp_values_clear(&values);
    }
    return n;
}

/* Labels from 0; returns how many regions there are. */
static int32_t read_labels(const classic_set *set, int32_t *label)
{
    int32_t k = 0;
    reference_file rows;
    char *name = bp_text_format("%s_maxp_spopt.csv", set->name);
    ck_assert(open_reference(name, &rows));
    while (next_row(&rows)) {
        int32_t *at = &label[(int)field_number(&rows, "i")];
        *at = (int32_t)field_number(&rows, "label") - 1;
        k = *at >= k ? *at + 1 : k;
    }
    free(name);
    return k;
}

static int64_t smallest(const int32_t *label, int64_t n, int32_t k)
{
    int64_t least = n;
    for (int32_t r = 0; r < k; r++) {
        int64_t count = 0;
        for (int64_t i = 0; i < n; i++)
            count += label[i] == r;
        least = count < least ? count : least;
    }
    return least;
}

/* Sum of the absolute differences of all pairs within regions: spopt's objective. */
static double pairwise(const bp_regions_input *input, const int32_t *label)
{
    double total = 0.0;
    for (int64_t i = 0; i < input->n; i++)
        for (int64_t j = 0; j < i; j++)
            for (int v = 0; label[i] == label[j] && v < input->n_variables; v++)
                total += fabs(input->x[v * input->n + i] - input->x[v * input->n + j]);
    return total;
}

static void check_set(const classic_set *set, bp_search search, bp_objective objective)
{
    double x[MOST_VARIABLES * MOST_UNITS], within = 0.0, total = 0.0;
    int32_t label[MOST_UNITS];
    int64_t n = read_values(set, x);
    int32_t k = read_labels(set, label);
    bp_weights weights = classic_weights(context, set->name, "queen", n, 'B');
    bp_graph graph = {n, weights.offsets, weights.neighbours, NULL};
    bp_regions_input input = {n, &graph, set->n_variables, x, NULL, NULL, NULL};
    bp_regions_options options = BP_REGIONS_OPTIONS_INIT;
    bp_regions regions = BP_REGIONS_INIT;
    options.method = "maxp";
    options.floor = (double)smallest(label, n, k);
    options.search = search;
    options.objective = objective;
    ck_bp_ok(context, bp_regions_standardise(context, &input, x));
    ck_bp_ok(context, bp_regions_make(context, &input, &options, &regions));
    ck_bp_ok(context, bp_regions_ss(context, &input, label, k, &within, &total));
    double here = pairwise(&input, regions.label), there = pairwise(&input, label);
    printf("%s, %d variables, floor %g, search %d, objective %d: p %d (%d), within %.3f (%.3f), pairs %.3f "
           "(%.3f)\n",
           set->name, set->n_variables, options.floor, (int)search, (int)objective, (int)regions.k, (int)k,
           regions.within_ss, within, here, there);
    ck_assert_int_ge(smallest(regions.label, n, regions.k), (int64_t)options.floor);
    ck_assert_int_ge(regions.k, k);
    if (regions.k == k && objective == BP_OBJECTIVE_WITHIN_SS)
        ck_assert_double_le(regions.within_ss, within);
    if (regions.k == k && objective == BP_OBJECTIVE_PAIRWISE)
        ck_assert_double_le(here, there);
    bp_regions_clear(&regions);
    bp_weights_clear(&weights);
}

START_TEST(is_as_good_as_spopt)
{
    for (int s = 0; s < SETS; s++)
        for (int search = BP_SEARCH_GREEDY; search <= BP_SEARCH_ANNEALING; search++) {
            check_set(&sets[s], (bp_search)search, BP_OBJECTIVE_WITHIN_SS);
            check_set(&sets[s], (bp_search)search, BP_OBJECTIVE_PAIRWISE);
        }
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("maxp_reference");
    TCase *tests = tcase_create("maxp_reference");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, is_as_good_as_spopt);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    char *path = classic_path("../reference/columbus_maxp_spopt.csv");
    if (!path)
        return 77;
    free(path);
    return run_suite(make_suite());
}
