#include "geo/graph.h"

#include "tests/geo/shapes.h"

enum { MOST_UNITS = 40 };

START_TEST(links_in_any_order_make_sorted_rows)
{
    bp_context *context = new_context(1);
    const bp_link links[] = {{3, 1, 2.0}, {0, 3, 4.0}, {1, 3, 0.5}, {2, 0, 0.0}, {3, 0, 1.0}};
    bp_graph graph = BP_GRAPH_INIT;
    ck_bp_ok(context, bp_graph_from_links(context, 5, links, 5, &graph));
    const int64_t offsets[] = {0, 2, 3, 4, 6, 6};
    const int32_t neighbours[] = {2, 3, 3, 0, 0, 1};
    const double length[] = {0.0, 5.0, 2.5, 0.0, 5.0, 2.5};
    ck_assert_int_eq(graph.n, 5);
    ck_assert_mem_eq(graph.offsets, offsets, sizeof offsets);
    ck_assert_mem_eq(graph.neighbours, neighbours, sizeof neighbours);
    ck_assert_mem_eq(graph.length_m, length, sizeof length);
    ck_assert_int_eq(bp_graph_count_islands(&graph), 1);
    bp_graph_clear(&graph);
    ck_assert_ptr_null(graph.offsets);
    bp_graph_clear(&graph);
    bp_context_free(context);
}
END_TEST

START_TEST(no_units_and_no_links)
{
    bp_context *context = new_context(1);
    bp_graph graph = BP_GRAPH_INIT;
    ck_bp_ok(context, bp_graph_from_links(context, 0, NULL, 0, &graph));
    int32_t label = 7, n = -1;
    ck_bp_ok(context, bp_graph_components(context, &graph, &label, &n));
    ck_assert_int_eq(n, 0);
    ck_assert_int_eq(label, 7);
    ck_assert_int_eq(graph.offsets[0], 0);
    bp_graph_clear(&graph);
    ck_bp_ok(context, bp_graph_from_links(context, 3, NULL, 0, &graph));
    ck_assert_int_eq(bp_graph_count_islands(&graph), 3);
    bp_graph_clear(&graph);
    bp_context_free(context);
}
END_TEST

START_TEST(bad_links_are_refused)
{
    bp_context *context = new_context(1);
    bp_graph graph = BP_GRAPH_INIT;
    const bp_link outside[] = {{0, 1, 1.0}, {1, 3, 1.0}}, itself[] = {{2, 2, 1.0}},
                  negative[] = {{-1, 2, 1.0}};
    ck_assert_int_eq(bp_graph_from_links(context, 3, outside, 2, &graph), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "link 1 joins units 1 and 3, but the units are 0 to 2");
    bp_context_clear(context);
    ck_assert_int_eq(bp_graph_from_links(context, 3, itself, 1, &graph), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "link 0 joins unit 2 to itself");
    ck_assert_int_eq(bp_graph_from_links(context, 3, negative, 1, &graph), BP_ERROR_ARGUMENT);
    ck_assert_int_eq(bp_graph_from_links(context, (int64_t)INT32_MAX + 1, NULL, 0, &graph),
                     BP_ERROR_ARGUMENT);
    ck_assert_ptr_null(graph.offsets);
    bp_context_free(context);
}
END_TEST

/* Labels by spreading the lowest label until nothing changes, then renumbered by first unit. */
static int brute_components(int n, const double *matrix, int32_t *label)
{
    bool changed = true;
    int n_components = 0;
    for (int i = 0; i < n; i++)
        label[i] = i;
    while (changed) {
        changed = false;
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                if (matrix[i * n + j] >= 0.0 && label[j] < label[i]) {
                    label[i] = label[j];
                    changed = true;
                }
    }
    for (int i = 0; i < n; i++)
        label[i] = label[i] == i ? n_components++ : label[label[i]];
    return n_components;
}

/* A random graph against a matrix of lengths, -1 where there is no link. */
static void check_random_graph(bp_context *context, uint64_t *state)
{
    static double matrix[MOST_UNITS * MOST_UNITS];
    bp_link links[3 * MOST_UNITS];
    int n = 1 + random_below(state, MOST_UNITS), m = n > 1 ? random_below(state, 3 * n) : 0;
    for (int i = 0; i < n * n; i++)
        matrix[i] = -1.0;
    for (int k = 0; k < m; k++) {
        int a = random_below(state, n), b = (a + 1 + random_below(state, n - 1)) % n;
        double length = random_below(state, 100) / 4.0, before = matrix[a * n + b];
        links[k] = (bp_link){a, b, length};
        matrix[a * n + b] = matrix[b * n + a] = (before < 0.0 ? 0.0 : before) + length;
    }
    bp_graph graph = BP_GRAPH_INIT;
    ck_bp_ok(context, bp_graph_from_links(context, n, links, m, &graph));
    int64_t at = 0, islands = 0;
    for (int i = 0; i < n; i++) {
        int64_t begin = at;
        ck_assert_int_eq(graph.offsets[i], at);
        for (int j = 0; j < n; j++)
            if (matrix[i * n + j] >= 0.0) {
                ck_assert_int_eq(graph.neighbours[at], j);
                ck_assert_double_eq(graph.length_m[at++], matrix[i * n + j]);
            }
        islands += at == begin;
    }
    ck_assert_int_eq(graph.offsets[n], at);
    ck_assert_int_eq(bp_graph_count_islands(&graph), islands);
    int32_t label[MOST_UNITS], expected[MOST_UNITS], n_components = 0;
    ck_bp_ok(context, bp_graph_components(context, &graph, label, &n_components));
    ck_assert_int_eq(n_components, brute_components(n, matrix, expected));
    ck_assert_mem_eq(label, expected, (size_t)n * sizeof *label);
    bp_graph_clear(&graph);
}

START_TEST(random_graphs_match_a_matrix)
{
    bp_context *context = new_context(1);
    uint64_t state = 1;
    for (int round = 0; round < 500; round++)
        check_random_graph(context, &state);
    bp_context_free(context);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("graph");
    TCase *tests = tcase_create("graph");
    tcase_add_test(tests, links_in_any_order_make_sorted_rows);
    tcase_add_test(tests, no_units_and_no_links);
    tcase_add_test(tests, bad_links_are_refused);
    tcase_add_test(tests, random_graphs_match_a_matrix);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
