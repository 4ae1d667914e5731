#include "geo/graph_ops.h"

#include "tests/geo/shapes.h"

enum { MOST = 24 };

/* A matrix of links, and lengths of a kind that tells them apart. */
typedef struct matrix {
    int n;
    bool at[MOST][MOST];
} matrix;

static matrix random_matrix(uint64_t *seed, int n, bool symmetric)
{
    matrix m = {.n = n};
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            m.at[i][j] = i != j && random_below(seed, n) < 2;
    for (int i = 0; symmetric && i < n; i++)
        for (int j = 0; j < i; j++)
            m.at[i][j] = m.at[j][i];
    return m;
}

static bp_graph to_graph(const matrix *m, double lengths)
{
    bp_graph graph = {m->n, (int64_t *)calloc((size_t)m->n + 1, sizeof(int64_t)),
                      (int32_t *)calloc(MOST * MOST, sizeof(int32_t)),
                      lengths > 0 ? (double *)calloc(MOST * MOST, sizeof(double)) : NULL};
    int64_t k = 0;
    for (int i = 0; i < m->n; i++) {
        for (int j = 0; j < m->n; j++)
            if (m->at[i][j]) {
                if (graph.length_m)
                    graph.length_m[k] = lengths + 100 * i + j;
                graph.neighbours[k++] = j;
            }
        graph.offsets[i + 1] = k;
    }
    return graph;
}

/* Exactly the links of the matrix. */
static void check_links(const bp_graph *graph, const matrix *expected)
{
    bp_graph other = to_graph(expected, 0);
    ck_assert_int_eq(graph->n, expected->n);
    ck_assert_mem_eq(graph->offsets, other.offsets, ((size_t)graph->n + 1) * sizeof *graph->offsets);
    for (int64_t k = 0; k < graph->offsets[graph->n]; k++)
        ck_assert_int_eq(graph->neighbours[k], other.neighbours[k]);
    bp_graph_clear(&other);
}

/* Steps from every unit to every other, by Floyd and Warshall. */
static void find_steps(const matrix *m, int steps[MOST][MOST])
{
    for (int i = 0; i < m->n; i++)
        for (int j = 0; j < m->n; j++)
            steps[i][j] = i == j ? 0 : m->at[i][j] ? 1 : 1000;
    for (int via = 0; via < m->n; via++)
        for (int i = 0; i < m->n; i++)
            for (int j = 0; j < m->n; j++)
                if (steps[i][via] + steps[via][j] < steps[i][j])
                    steps[i][j] = steps[i][via] + steps[via][j];
}

START_TEST(higher_orders_match_shortest_ways)
{
    static int steps[MOST][MOST];
    for (int round = 0; round < 200; round++) {
        bp_context *context = new_context(1 + round % 2);
        uint64_t seed = (uint64_t)round + 1;
        matrix m = random_matrix(&seed, 1 + random_below(&seed, MOST), round % 2 == 0);
        bp_graph graph = to_graph(&m, 1), made = BP_GRAPH_INIT;
        find_steps(&m, steps);
        for (int order = 1; order < 5; order++)
            for (int up_to = 0; up_to < 2; up_to++) {
                matrix expected = {.n = m.n};
                for (int i = 0; i < m.n; i++)
                    for (int j = 0; j < m.n; j++)
                        expected.at[i][j] =
                            up_to ? steps[i][j] >= 1 && steps[i][j] <= order : steps[i][j] == order;
                ck_bp_ok(context, bp_graph_higher_order(context, &graph, order, (bp_graph_rows)up_to, &made));
                check_links(&made, &expected);
                ck_assert_ptr_null(made.length_m);
                bp_graph_clear(&made);
            }
        bp_graph_clear(&graph);
        bp_context_free(context);
    }
}
END_TEST

START_TEST(set_operations_match_matrices)
{
    bp_context *context = new_context(1);
    for (int round = 0; round < 100; round++) {
        uint64_t seed = (uint64_t)round + 1;
        int n = 1 + random_below(&seed, MOST);
        matrix a = random_matrix(&seed, n, false), b = random_matrix(&seed, n, false);
        bp_graph ga = to_graph(&a, 10000), gb = to_graph(&b, 20000), made = BP_GRAPH_INIT;
        for (int operation = 0; operation < 3; operation++) {
            matrix expected = {.n = n};
            for (int i = 0; i < n; i++)
                for (int j = 0; j < n; j++)
                    expected.at[i][j] = operation == BP_GRAPH_UNION          ? a.at[i][j] || b.at[i][j]
                                        : operation == BP_GRAPH_INTERSECTION ? a.at[i][j] && b.at[i][j]
                                                                             : a.at[i][j] && !b.at[i][j];
            ck_bp_ok(context, bp_graph_combine(context, &ga, &gb, (bp_graph_operation)operation, &made));
            check_links(&made, &expected);
            for (int i = 0; i < n; i++)
                for (int64_t k = made.offsets[i]; k < made.offsets[i + 1]; k++)
                    ck_assert_double_eq(made.length_m[k], (a.at[i][made.neighbours[k]] ? 10000 : 20000) +
                                                              100 * i + made.neighbours[k]);
            bp_graph_clear(&made);
        }
        bp_graph_clear(&ga);
        bp_graph_clear(&gb);
    }
    bp_context_free(context);
}
END_TEST

START_TEST(symmetrising_matches_matrices)
{
    bp_context *context = new_context(1);
    for (int round = 0; round < 100; round++) {
        uint64_t seed = (uint64_t)round + 1;
        matrix a = random_matrix(&seed, 1 + random_below(&seed, MOST), false);
        bp_graph graph = to_graph(&a, 1000), made = BP_GRAPH_INIT;
        int64_t one_way = 0, found = -1;
        for (int i = 0; i < a.n; i++)
            for (int j = 0; j < a.n; j++)
                one_way += a.at[i][j] && !a.at[j][i];
        ck_bp_ok(context, bp_graph_count_one_way(context, &graph, &found));
        ck_assert_int_eq(found, one_way);
        for (int rule = 0; rule < 2; rule++) {
            matrix expected = {.n = a.n};
            for (int i = 0; i < a.n; i++)
                for (int j = 0; j < a.n; j++)
                    expected.at[i][j] =
                        rule == BP_GRAPH_EITHER ? a.at[i][j] || a.at[j][i] : a.at[i][j] && a.at[j][i];
            ck_bp_ok(context, bp_graph_symmetrise(context, &graph, (bp_graph_symmetry)rule, &made));
            check_links(&made, &expected);
            for (int i = 0; i < a.n; i++)
                for (int64_t k = made.offsets[i]; k < made.offsets[i + 1]; k++) {
                    int j = made.neighbours[k];
                    double there = 1000 + 100 * i + j, back = 1000 + 100 * j + i;
                    bool both = a.at[i][j] && a.at[j][i];
                    ck_assert_double_eq(made.length_m[k], both         ? (there + back) / 2
                                                          : a.at[i][j] ? there
                                                                       : back);
                }
            ck_bp_ok(context, bp_graph_count_one_way(context, &made, &found));
            ck_assert_int_eq(found, 0);
            bp_graph_clear(&made);
        }
        bp_graph_clear(&graph);
    }
    bp_context_free(context);
}
END_TEST

/* Unit i becomes number[i]: in the matrix, row and column i move there. */
START_TEST(renumbering_matches_matrices)
{
    bp_context *context = new_context(1);
    for (int round = 0; round < 100; round++) {
        uint64_t seed = (uint64_t)round + 1;
        matrix a = random_matrix(&seed, 1 + random_below(&seed, MOST), false), expected = {.n = a.n};
        bp_graph graph = to_graph(&a, 1000), made = BP_GRAPH_INIT;
        int64_t number[MOST], unit[MOST];
        for (int i = 0; i < a.n; i++)
            number[i] = i;
        for (int i = a.n - 1; i > 0; i--) {
            int j = random_below(&seed, i + 1);
            int64_t moved = number[i];
            number[i] = number[j];
            number[j] = moved;
        }
        for (int i = 0; i < a.n; i++) {
            unit[number[i]] = i;
            for (int j = 0; j < a.n; j++)
                expected.at[number[i]][number[j]] = a.at[i][j];
        }
        ck_bp_ok(context, bp_graph_renumber(context, &graph, number, &made));
        check_links(&made, &expected);
        for (int i = 0; i < a.n; i++)
            for (int64_t k = made.offsets[i]; k < made.offsets[i + 1]; k++)
                ck_assert_double_eq(made.length_m[k],
                                    (double)(1000 + 100 * unit[i] + unit[made.neighbours[k]]));
        bp_graph_clear(&graph);
        bp_graph_clear(&made);
    }
    bp_context_free(context);
}
END_TEST

/* Without lengths of its own a graph has none after an intersection; with them it keeps them, whatever the
 * other knows. */
START_TEST(lengths_of_the_first_are_enough_unless_united)
{
    bp_context *context = new_context(1);
    matrix a = {.n = 2, .at = {{0, 1}, {1, 0}}};
    bp_graph with = to_graph(&a, 7), without = to_graph(&a, 7), made = BP_GRAPH_INIT;
    free(without.length_m);
    without.length_m = NULL;
    for (int operation = 0; operation < 3; operation++) {
        ck_bp_ok(context, bp_graph_combine(context, &with, &without, (bp_graph_operation)operation, &made));
        ck_assert_int_eq(made.length_m != NULL, operation != BP_GRAPH_UNION);
        bp_graph_clear(&made);
        ck_bp_ok(context, bp_graph_combine(context, &without, &with, (bp_graph_operation)operation, &made));
        ck_assert_ptr_null(made.length_m);
        bp_graph_clear(&made);
    }
    bp_graph_clear(&with);
    bp_graph_clear(&without);
    bp_context_free(context);
}
END_TEST

START_TEST(what_cannot_be_done_is_said)
{
    bp_context *context = new_context(1);
    matrix a = {.n = 2}, b = {.n = 3};
    bp_graph ga = to_graph(&a, 0), gb = to_graph(&b, 0), made = BP_GRAPH_INIT;
    ck_assert_int_eq(bp_graph_combine(context, &ga, &gb, BP_GRAPH_UNION, &made), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "links of 2 units and of 3 units cannot be put together");
    bp_context_clear(context);
    ck_assert_int_eq(bp_graph_higher_order(context, &ga, 0, BP_GRAPH_ORDER_EXACT, &made), BP_ERROR_ARGUMENT);
    bp_context_clear(context);
    ck_assert_int_eq(bp_graph_renumber(context, &ga, (const int64_t[]){1, 1}, &made), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context),
                     "unit 1 is to be number 1; every number from 0 to 1 is given once");
    ck_assert_ptr_null(made.offsets);
    bp_graph_clear(&ga);
    bp_graph_clear(&gb);
    bp_context_free(context);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("graph_ops");
    TCase *tests = tcase_create("graph_ops");
    tcase_add_test(tests, higher_orders_match_shortest_ways);
    tcase_add_test(tests, set_operations_match_matrices);
    tcase_add_test(tests, symmetrising_matches_matrices);
    tcase_add_test(tests, renumbering_matches_matrices);
    tcase_add_test(tests, lengths_of_the_first_are_enough_unless_united);
    tcase_add_test(tests, what_cannot_be_done_is_said);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
