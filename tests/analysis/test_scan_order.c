/* Rows that change places change nothing of a scan: neither a p-value nor the last digit of a ratio. */
#include "analysis/scan_flexible.h"
#include "geo/bitmap.h"
#include "tests/analysis/scan_maps.h"

static bp_context *context;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_context_free(context);
}

enum { UNITS = 30, COLUMNS = 6 };

/* One map with its rows in some order: row k holds unit unit[k]. */
typedef struct arranged {
    int unit[UNITS];
    double x[UNITS], y[UNITS], column[COLUMNS][UNITS];
    uint8_t valid[8], part[8];
    bp_scan_domain domains[3];
    bp_scan_input input;
    bp_graph graph;
} arranged;

/* Units on a grid 6 wide are linked to the next and to the one above; unit 7 has no score, unit 11 no part.
 */
static void arrange(const scan_map *map, const int *unit, arranged *out)
{
    const double *columns[COLUMNS] = {map->population, map->cases, map->values,
                                      map->weights,    map->other, map->population};
    int row[UNITS], m = 0;
    bp_link links[2 * UNITS];
    *out = (arranged){0};
    for (int k = 0; k < UNITS; k++) {
        int i = unit[k];
        out->unit[k] = i;
        row[i] = k;
        out->x[k] = map->x[i];
        out->y[k] = map->y[i];
        for (int c = 0; c < COLUMNS; c++)
            out->column[c][k] = columns[c][i];
        if (i != 7)
            bp_bitmap_set(out->valid, k);
        if (i != 11)
            bp_bitmap_set(out->part, k);
    }
    for (int i = 0; i < UNITS; i++) {
        if (i % 6 < 5)
            links[m++] = (bp_link){row[i], row[i + 1], 1.0};
        if (i + 6 < UNITS)
            links[m++] = (bp_link){row[i], row[i + 6], 1.0};
    }
    ck_bp_ok(context, bp_graph_from_links(context, UNITS, links, m, &out->graph));
    out->domains[0] = (bp_scan_domain){"ill", BP_SCAN_POISSON, out->column[1], out->column[0], NULL};
    out->domains[1] = (bp_scan_domain){"poor", BP_SCAN_BERNOULLI, out->column[1], out->column[5], NULL};
    out->domains[2] = (bp_scan_domain){"score", BP_SCAN_NORMAL, out->column[2], out->column[3], out->valid};
    out->input = (bp_scan_input){UNITS, out->x, out->y, out->column[0], out->part, out->domains, 1};
}

static bp_scan_result scan(const arranged *map, int is_flexible)
{
    bp_scan_result result = BP_SCAN_RESULT_INIT;
    bp_scan_options options = BP_SCAN_OPTIONS_INIT;
    bp_scan_flexible_options flexible = BP_SCAN_FLEXIBLE_OPTIONS_INIT;
    options.direction = BP_SCAN_BOTH;
    options.p_limit = 1.0;
    options.inference.n_replicates = 99;
    flexible.graph = &map->graph;
    flexible.nearest = 7;
    if (is_flexible)
        ck_bp_ok(context, bp_scan_flexible_make(context, &map->input, &options, &flexible, &result));
    else
        ck_bp_ok(context, bp_scan_make(context, &map->input, &options, &result));
    return result;
}

static void check_same(const arranged *a, const bp_scan_result *p, const arranged *b, const bp_scan_result *q)
{
    ck_assert_int_gt(p->n_clusters, 0);
    ck_assert_int_eq(p->n_clusters, q->n_clusters);
    ck_assert_mem_eq(p->maxima.highest, q->maxima.highest, 99 * sizeof(double));
    for (int c = 0; c < p->n_clusters; c++) {
        const bp_scan_cluster *r = &p->clusters[c], *s = &q->clusters[c];
        ck_assert_mem_eq(&r->llr, &s->llr, sizeof r->llr);
        ck_assert_mem_eq(&r->p, &s->p, sizeof r->p);
        ck_assert_int_eq(a->unit[r->centre], b->unit[s->centre]);
        ck_assert_int_eq(r->n_units, s->n_units);
        for (int64_t m = 0; m < r->n_units; m++)
            ck_assert_int_eq(a->unit[p->members[r->first + m]], b->unit[q->members[s->first + m]]);
    }
    for (int k = 0; k < UNITS; k++)
        for (int l = 0; l < UNITS; l++)
            if (a->unit[k] == b->unit[l])
                ck_assert_int_eq(p->cluster[k], q->cluster[l]);
}

START_TEST(rows_in_any_order_give_the_same_clusters_and_p)
{
    for (int which = 0; which < 3; which++)
        for (int is_flexible = 0; is_flexible < 2; is_flexible++) {
            scan_map map = scan_map_make(5, UNITS, 1);
            int unit[UNITS];
            arranged first, other;
            for (int i = 0; i < UNITS; i++)
                unit[i] = i;
            arrange(&map, unit, &first);
            for (int i = 0; i < UNITS; i++)
                unit[i] = (11 * i + 4) % UNITS;
            arrange(&map, unit, &other);
            first.input.domains = first.domains + which;
            other.input.domains = other.domains + which;
            bp_scan_result p = scan(&first, is_flexible), q = scan(&other, is_flexible);
            check_same(&first, &p, &other, &q);
            bp_scan_result_clear(&p);
            bp_scan_result_clear(&q);
            bp_graph_clear(&first.graph);
            bp_graph_clear(&other.graph);
        }
}
END_TEST

/* The unit farthest to the left stands last among the rows, and is told by its row. */
START_TEST(a_message_names_the_row_of_the_input)
{
    const double x[] = {30.0, 20.0, 10.0}, y[] = {0.0, 0.0, 0.0}, population[] = {9.0, 9.0, 9.0};
    const double cases[] = {1.0, 2.0, 2.5};
    const bp_scan_domain domain = {"ill", BP_SCAN_POISSON, cases, population, NULL};
    const bp_scan_input input = {3, x, y, NULL, NULL, &domain, 1};
    bp_scan_options options = BP_SCAN_OPTIONS_INIT;
    bp_scan_result result = BP_SCAN_RESULT_INIT;
    ck_assert_int_eq(bp_scan_make(context, &input, &options, &result), BP_ERROR_INPUT);
    ck_assert_str_eq(bp_context_message(context),
                     "ill, row 3: 2.5 cases; a count is a whole number, 0 or more");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("scan_order");
    TCase *tests = tcase_create("scan_order");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, rows_in_any_order_give_the_same_clusters_and_p);
    tcase_add_test(tests, a_message_names_the_row_of_the_input);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
