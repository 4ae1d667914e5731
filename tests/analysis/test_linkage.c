/* Mergers against measuring all pairs of groups again every time. */
#include "analysis/linkage.h"

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

static bp_spanning_tree merge(bp_linkage linkage, int first_order)
{
    bp_linkage_options options = BP_LINKAGE_OPTIONS_INIT;
    bp_spanning_tree tree = BP_SPANNING_TREE_INIT;
    options.linkage = linkage;
    options.first_order = first_order;
    ck_bp_ok(context, bp_linkage_merge(context, &map.input, &options, &tree));
    return tree;
}

static void check_links(const bp_spanning_tree *tree, const bp_tree_link *expected, int m, const char *what)
{
    ck_assert_int_eq(tree->n_links, m);
    for (int k = 0; k < m; k++)
        ck_assert_msg(tree->links[k].a == expected[k].a && tree->links[k].b == expected[k].b,
                      "%s, %d units, merger %d: %d-%d, expected %d-%d", what, map.n, k, tree->links[k].a,
                      tree->links[k].b, expected[k].a, expected[k].b);
}

/*
 * The path 0 2 5 9 with distances 4, 9, 16 between neighbours. Single: in that order. Ward first makes {0,
 * 2}, then from its mean 1 to 5 it is 2 / 3 * 16 = 10.67, and 5 to 9 is 16 / 2 = 8: so 5-9 is second.
 */
START_TEST(a_path_by_hand)
{
    static const double x[] = {0.0, 2.0, 5.0, 9.0};
    static const bp_tree_link single[] = {{0, 1, 0.0}, {1, 2, 0.0}, {2, 3, 0.0}};
    static const bp_tree_link ward[] = {{0, 1, 0.0}, {2, 3, 0.0}, {1, 2, 0.0}};
    plain_path(context, 4, x, &map);
    bp_spanning_tree tree = merge(BP_LINKAGE_SINGLE, 0);
    check_links(&tree, single, 3, "single");
    bp_spanning_tree_clear(&tree);
    tree = merge(BP_LINKAGE_WARD, 0);
    check_links(&tree, ward, 3, "ward");
    ck_assert_double_eq_tol(tree.links[0].length, 4.0, 1e-12);
    ck_assert_double_eq_tol(tree.links[1].length, 16.0, 1e-12);
    bp_spanning_tree_clear(&tree);
}
END_TEST

static void compare(bp_linkage linkage, int first_order, const char *what)
{
    bp_tree_link expected[PLAIN_UNITS];
    int m = plain_merge(&map, linkage, first_order, 1, expected);
    bp_spanning_tree tree = merge(linkage, first_order);
    check_links(&tree, expected, m, what);
    bp_spanning_tree_clear(&tree);
}

START_TEST(every_merger_is_the_nearest)
{
    uint64_t state = 21;
    for (int round = 0; round < 150; round++) {
        plain_mesh(context, &state, 1 + plain_below(&state, 14), false, &map);
        compare(BP_LINKAGE_WARD, 0, "ward");
        compare(BP_LINKAGE_AVERAGE, 0, "average");
        compare(BP_LINKAGE_COMPLETE, 0, "complete");
        compare(BP_LINKAGE_SINGLE, 0, "single");
        compare(BP_LINKAGE_AVERAGE, 1, "first-order average");
        compare(BP_LINKAGE_COMPLETE, 1, "first-order complete");
        compare(BP_LINKAGE_SINGLE, 1, "first-order single");
        bp_graph_clear(&map.graph);
    }
}
END_TEST

/* Whole numbers: distances are exact, and many of them equal. */
START_TEST(equal_distances_go_by_the_shortest_link)
{
    uint64_t state = 22;
    for (int round = 0; round < 150; round++) {
        plain_mesh(context, &state, 1 + plain_below(&state, 14), true, &map);
        compare(BP_LINKAGE_COMPLETE, 0, "complete");
        compare(BP_LINKAGE_SINGLE, 0, "single");
        compare(BP_LINKAGE_COMPLETE, 1, "first-order complete");
        compare(BP_LINKAGE_SINGLE, 1, "first-order single");
        bp_graph_clear(&map.graph);
    }
}
END_TEST

/* A star whose centre is merged over and over, so that long lists of neighbours are joined. */
START_TEST(a_star_is_merged)
{
    uint64_t state = 23;
    memset(&map, 0, sizeof map);
    map.n = 16;
    map.p = 2;
    for (int i = 0; i < map.n; i++) {
        map.size[i] = 1.0;
        plain_touch(&map, 0, i);
        plain_touch(&map, i, i % 15 + 1);
        for (int v = 0; v < 2; v++)
            map.x[v * map.n + i] = plain_below(&state, 1 << 20);
    }
    plain_finish(context, &map);
    compare(BP_LINKAGE_WARD, 0, "ward");
    compare(BP_LINKAGE_AVERAGE, 0, "average");
    compare(BP_LINKAGE_COMPLETE, 0, "complete");
    compare(BP_LINKAGE_SINGLE, 0, "single");
    compare(BP_LINKAGE_AVERAGE, 1, "first-order average");
}
END_TEST

START_TEST(first_order_ward_is_refused)
{
    static const double x[] = {0.0, 1.0};
    bp_linkage_options options = BP_LINKAGE_OPTIONS_INIT;
    bp_spanning_tree tree = BP_SPANNING_TREE_INIT;
    options.first_order = 1;
    plain_path(context, 2, x, &map);
    ck_assert_int_eq(bp_linkage_merge(context, &map.input, &options, &tree), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context),
                     "first order goes by the links between two groups, Ward's linkage by the groups: take "
                     "single, complete or average, or full order");
    ck_assert_ptr_null(tree.links);
}
END_TEST

START_TEST(an_interrupt_ends_it)
{
    static const double x[] = {0.0, 1.0, 5.0};
    static const volatile sig_atomic_t stop = 1;
    const bp_linkage_options options = BP_LINKAGE_OPTIONS_INIT;
    bp_context_options how = BP_CONTEXT_OPTIONS_INIT;
    bp_context *own = NULL;
    bp_spanning_tree tree = BP_SPANNING_TREE_INIT;
    how.interrupt = &stop;
    ck_assert_int_eq(bp_context_new(&how, &own), BP_OK);
    plain_path(context, 3, x, &map);
    ck_assert_int_eq(bp_linkage_merge(own, &map.input, &options, &tree), BP_ERROR_INTERRUPTED);
    ck_assert_ptr_null(tree.links);
    bp_context_free(own);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("linkage");
    TCase *tests = tcase_create("linkage");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_path_by_hand);
    tcase_add_test(tests, every_merger_is_the_nearest);
    tcase_add_test(tests, equal_distances_go_by_the_shortest_link);
    tcase_add_test(tests, a_star_is_merged);
    tcase_add_test(tests, first_order_ward_is_refused);
    tcase_add_test(tests, an_interrupt_ends_it);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
