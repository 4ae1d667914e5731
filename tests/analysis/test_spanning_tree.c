/* The shortest spanning tree against all trees there are. */
#include "analysis/spanning_tree.h"

#include "tests/analysis/regions_support.h"

static bp_context *context;
static plain_map map;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_graph_clear(&map.graph);
    bp_context_free(context);
}

/* A square with one diagonal, values 0 1 3 7: of 0-1 (1), 1-2 (4), 2-3 (16), 0-3 (49), 0-2 (9) the first
 * three. */
START_TEST(a_square_by_hand)
{
    static const double x[] = {0.0, 1.0, 3.0, 7.0};
    bp_spanning_tree tree = BP_SPANNING_TREE_INIT;
    memset(&map, 0, sizeof map);
    map.n = 4;
    map.p = 1;
    memcpy(map.x, x, sizeof x);
    plain_touch(&map, 0, 1);
    plain_touch(&map, 1, 2);
    plain_touch(&map, 2, 3);
    plain_touch(&map, 0, 3);
    plain_touch(&map, 0, 2);
    plain_finish(context, &map);
    ck_bp_ok(context, bp_spanning_tree_make(context, &map.input, &tree));
    ck_assert_int_eq(tree.n, 4);
    ck_assert_int_eq(tree.n_links, 3);
    for (int k = 0; k < 3; k++) {
        ck_assert_int_eq(tree.links[k].a, k);
        ck_assert_int_eq(tree.links[k].b, k + 1);
        ck_assert_double_eq(tree.links[k].length, k == 0 ? 1.0 : k == 1 ? 4.0 : 16.0);
    }
    bp_spanning_tree_clear(&tree);
}
END_TEST

/* Of three equal links in a ring the last by its units is left out. */
START_TEST(equal_links_go_by_their_units)
{
    bp_spanning_tree tree = BP_SPANNING_TREE_INIT;
    memset(&map, 0, sizeof map);
    map.n = 3;
    map.p = 1;
    plain_touch(&map, 0, 1);
    plain_touch(&map, 1, 2);
    plain_touch(&map, 0, 2);
    plain_finish(context, &map);
    ck_bp_ok(context, bp_spanning_tree_make(context, &map.input, &tree));
    ck_assert_int_eq(tree.n_links, 2);
    ck_assert_int_eq(tree.links[0].a * 10 + tree.links[0].b, 1);
    ck_assert_int_eq(tree.links[1].a * 10 + tree.links[1].b, 2);
    bp_spanning_tree_clear(&tree);
}
END_TEST

/* The least total over every set of links that joins what can be joined. */
static double shortest_of_all(int n_groups)
{
    bp_tree_link links[PLAIN_UNITS];
    int32_t label[PLAIN_UNITS];
    int m = 0;
    double shortest = INFINITY;
    for (int i = 0; i < map.n; i++)
        for (int j = i + 1; j < map.n; j++)
            if (map.touch[i][j])
                links[m++] = (bp_tree_link){i, j, plain_distance(&map, i, j)};
    for (uint64_t gone = 0; gone < UINT64_C(1) << m; gone++) {
        double total = 0.0;
        for (int k = 0; k < m; k++)
            total += (gone >> k & 1) ? 0.0 : links[k].length;
        if (total < shortest && plain_groups(map.n, links, m, gone, label) == n_groups)
            shortest = total;
    }
    return shortest;
}

START_TEST(no_tree_is_shorter)
{
    uint64_t state = 11;
    int32_t label[PLAIN_UNITS];
    for (int round = 0; round < 40; round++) {
        bp_spanning_tree tree = BP_SPANNING_TREE_INIT;
        double total = 0.0;
        plain_mesh(context, &state, 1 + plain_below(&state, 7), round % 2, &map);
        int n_groups = plain_components(&map, label);
        ck_bp_ok(context, bp_spanning_tree_make(context, &map.input, &tree));
        ck_assert_int_eq(tree.n_links, map.n - n_groups);
        ck_assert_int_eq(plain_groups(map.n, tree.links, (int)tree.n_links, 0, label), n_groups);
        for (int64_t k = 0; k < tree.n_links; k++) {
            total += tree.links[k].length;
            ck_assert(map.touch[tree.links[k].a][tree.links[k].b]);
            ck_assert(k == 0 || tree.links[k - 1].length <= tree.links[k].length);
        }
        ck_assert_double_eq_tol(total, shortest_of_all(n_groups), 1e-9);
        bp_spanning_tree_clear(&tree);
        bp_graph_clear(&map.graph);
    }
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("spanning_tree");
    TCase *tests = tcase_create("spanning_tree");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_square_by_hand);
    tcase_add_test(tests, equal_links_go_by_their_units);
    tcase_add_test(tests, no_tree_is_shorter);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
