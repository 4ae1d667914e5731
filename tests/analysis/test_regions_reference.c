/* Spanning trees and regions against spdep and libgeoda on classical sets; skipped where those are not at
 * hand. */
#include "analysis/regions.h"
#include "analysis/spanning_tree.h"
#include "tests/analysis/classic.h"

enum { MOST_VARIABLES = 6, MOST_UNITS = 100 };

typedef struct classic_set {
    const char *name;
    const char *columns[MOST_VARIABLES]; /* the spanning trees of spdep tell which */
    int n_variables;
    int64_t n;
    bp_weights weights;
    bp_graph graph; /* lends what the weights own */
    double x[MOST_VARIABLES * MOST_UNITS];
    bp_regions_input input;
} classic_set;

static bp_context *context;
static classic_set sets[] = {{.name = "columbus", .columns = {"hoval", "inc", "crime"}, .n_variables = 3},
                             {.name = "guerry",
                              .columns = {"Crm_prs", "Crm_prp", "Litercy", "Donatns", "Infants", "Suicids"},
                              .n_variables = 6},
                             {.name = "sids", .columns = {"SID74", "NWBIR74", "SID79"}, .n_variables = 3}};
enum { SETS = 3 };

static void read_set(classic_set *set)
{
    for (int v = 0; v < set->n_variables; v++) {
        bp_values values = classic_column(context, set->name, set->columns[v]);
        set->n = values.n;
        ck_assert_int_le(set->n, MOST_UNITS);
        memcpy(set->x + v * set->n, values.value, (size_t)set->n * sizeof *set->x);
        bp_values_clear(&values);
    }
    set->weights = classic_weights(context, set->name, "queen", set->n, 'B');
    set->graph = (bp_graph){set->n, set->weights.offsets, set->weights.neighbours, NULL};
    set->input = (bp_regions_input){set->n, &set->graph, set->n_variables, set->x, NULL, NULL, NULL};
    ck_bp_ok(context, bp_regions_standardise(context, &set->input, set->x));
}

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
    for (int s = 0; s < SETS; s++)
        read_set(&sets[s]);
}

static void teardown(void)
{
    for (int s = 0; s < SETS; s++)
        bp_weights_clear(&sets[s].weights);
    bp_context_free(context);
}

/* Does each label of one go with one of the other? */
static bool are_alike(const int32_t *a, const int32_t *b, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < i; j++)
            if ((a[i] == a[j]) != (b[i] == b[j]))
                return false;
    return true;
}

static void check_labels(const classic_set *set, const char *file, const bp_regions_options *options)
{
    int32_t expected[MOST_UNITS];
    int64_t n = 0;
    double within = 0.0, total = 0.0;
    reference_file rows;
    bp_regions regions = BP_REGIONS_INIT;
    char *name = bp_text_format("%s_%s_k%d_libgeoda.csv", set->name, file, (int)options->k);
    ck_assert(open_reference(name, &rows));
    while (next_row(&rows)) {
        expected[(int)field_number(&rows, "i")] = (int32_t)field_number(&rows, "label");
        n++;
    }
    ck_assert_int_eq(n, set->n);
    ck_bp_ok(context, bp_regions_make(context, &set->input, options, &regions));
    ck_bp_ok(context, bp_regions_ss(context, &set->input, expected, options->k, &within, &total));
    ck_assert_int_eq(regions.k, options->k);
    ck_assert_msg(are_alike(expected, regions.label, n), "%s: other labels; within %.9f, there %.9f", name,
                  regions.within_ss, within);
    ck_assert_double_eq_tol(regions.within_ss, within, 1e-9);
    ck_assert_double_eq_tol(total, (double)(n - 1) * set->n_variables, 1e-9);
    bp_regions_clear(&regions);
    free(name);
}

/* The links that spdep has, as long as there (it gives the root), and no others. */
START_TEST(trees_are_spdeps)
{
    for (int s = 0; s < SETS; s++) {
        bp_spanning_tree tree = BP_SPANNING_TREE_INIT;
        char *name = bp_text_format("%s_mst_spdep.csv", sets[s].name);
        int64_t n_found = 0;
        reference_file rows;
        ck_bp_ok(context, bp_spanning_tree_make(context, &sets[s].input, &tree));
        ck_assert_int_eq(tree.n_links, sets[s].n - 1);
        ck_assert(open_reference(name, &rows));
        while (next_row(&rows)) {
            int32_t a = (int32_t)field_number(&rows, "from"), b = (int32_t)field_number(&rows, "to");
            for (int64_t k = 0; k < tree.n_links; k++)
                if (tree.links[k].a == (a < b ? a : b) && tree.links[k].b == (a < b ? b : a)) {
                    ck_assert_double_eq_tol(sqrt(tree.links[k].length), field_number(&rows, "cost"), 1e-12);
                    n_found++;
                }
        }
        ck_assert_msg(n_found == tree.n_links, "%s: %d of %d links", name, (int)n_found, (int)tree.n_links);
        bp_spanning_tree_clear(&tree);
        free(name);
    }
}
END_TEST

START_TEST(labels_are_libgeodas)
{
    static const struct {
        const char *file, *method;
        bp_linkage linkage;
        int first_order;
    } cases[] = {{"skater", "skater", BP_LINKAGE_WARD, 0},
                 {"redcap-firstorder-singlelinkage", "redcap", BP_LINKAGE_SINGLE, 1},
                 {"redcap-fullorder-singlelinkage", "redcap", BP_LINKAGE_SINGLE, 0},
                 {"redcap-fullorder-completelinkage", "redcap", BP_LINKAGE_COMPLETE, 0},
                 {"redcap-fullorder-averagelinkage", "redcap", BP_LINKAGE_AVERAGE, 0},
                 {"redcap-fullorder-wardlinkage", "redcap", BP_LINKAGE_WARD, 0},
                 {"schcward", "schc", BP_LINKAGE_WARD, 0}};
    static const int32_t counts[] = {4, 6, 10};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++)
        for (int s = 0; s < SETS; s++)
            for (int k = 0; k < 3; k++) {
                bp_regions_options options = BP_REGIONS_OPTIONS_INIT;
                options.method = cases[c].method;
                options.linkage = cases[c].linkage;
                options.first_order = cases[c].first_order;
                options.k = counts[k];
                check_labels(&sets[s], cases[c].file, &options);
            }
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("regions_reference");
    TCase *tests = tcase_create("regions_reference");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, trees_are_spdeps);
    tcase_add_test(tests, labels_are_libgeodas);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    char *path = classic_path("../reference/columbus_mst_spdep.csv");
    if (!path)
        return 77;
    free(path);
    return run_suite(make_suite());
}
