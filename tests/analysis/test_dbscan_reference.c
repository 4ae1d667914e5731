/* DBSCAN against the labels of scikit-learn on classical sets; skipped where those are not at hand. */
#include "analysis/dbscan.h"
#include "tests/analysis/classic.h"

enum { MOST_POINTS = 200 };

static const struct {
    const char *name;
    double eps;
} sets[] = {{"columbus_dbscan_sklearn_eps0.542639226_min5.csv", 0.542639226},
            {"guerry_dbscan_sklearn_eps95675.5554_min5.csv", 95675.5554},
            {"sids_dbscan_sklearn_eps0.453707839_min5.csv", 0.453707839}};
enum { SETS = sizeof sets / sizeof *sets };

typedef struct rows {
    int64_t n;
    double x[MOST_POINTS], y[MOST_POINTS];
    int32_t label[MOST_POINTS];
} rows;

static void read_rows(const char *name, rows *out)
{
    reference_file file;
    ck_assert(open_reference(name, &file));
    for (out->n = 0; next_row(&file); out->n++) {
        ck_assert_int_lt(out->n, MOST_POINTS);
        out->x[out->n] = field_number(&file, "x");
        out->y[out->n] = field_number(&file, "y");
        out->label[out->n] = (int32_t)field_number(&file, "label");
    }
}

/* Does a core point of the cluster with that label lie within eps? */
static bool is_reached(const rows *r, const bp_dbscan *found, double eps, int64_t i, int32_t label)
{
    for (int64_t j = 0; j < r->n; j++)
        if (found->kind[j] == BP_DBSCAN_CORE && r->label[j] == label &&
            hypot(r->x[i] - r->x[j], r->y[i] - r->y[j]) <= eps)
            return true;
    return false;
}

/* The same clusters but for their numbers; a border point that several reach may be in any of them. */
START_TEST(as_scikit_learn)
{
    static rows r;
    bp_context *context = NULL;
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
    read_rows(sets[_i].name, &r);
    const bp_point_set set = {r.n, r.x, r.y, NULL, NULL};
    const bp_dbscan_options options = {sets[_i].eps, 5.0};
    bp_dbscan found = BP_DBSCAN_INIT;
    ck_bp_ok(context, bp_dbscan_make(context, &set, &options, &found));
    int32_t to[MOST_POINTS], n_labels = 0;
    memset(to, -1, sizeof to);
    for (int64_t i = 0; i < r.n; i++) {
        ck_assert_int_eq(found.cluster[i] < 0, r.label[i] < 0);
        n_labels = r.label[i] >= n_labels ? r.label[i] + 1 : n_labels;
        if (found.kind[i] != BP_DBSCAN_CORE)
            continue;
        if (to[r.label[i]] < 0)
            to[r.label[i]] = found.cluster[i];
        ck_assert_int_eq(to[r.label[i]], found.cluster[i]);
    }
    ck_assert_int_eq(found.n_clusters, n_labels);
    for (int64_t i = 0; i < r.n; i++)
        if (found.kind[i] == BP_DBSCAN_BORDER && to[r.label[i]] != found.cluster[i])
            ck_assert(is_reached(&r, &found, sets[_i].eps, i, r.label[i]) && found.n_shared > 0);
    bp_dbscan_clear(&found);
    bp_context_free(context);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("dbscan_reference");
    TCase *tests = tcase_create("scikit-learn");
    tcase_add_loop_test(tests, as_scikit_learn, 0, SETS);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    char *relative = bp_text_format("../reference/%s", sets[0].name), *path = classic_path(relative);
    bool is_there = path != NULL;
    free(relative);
    free(path);
    return is_there ? run_suite(make_suite()) : 77;
}
