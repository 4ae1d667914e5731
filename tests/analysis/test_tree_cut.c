/* Cuts of trees against trying every link, every time; floors, ceilings and what they refuse. */
#include "analysis/tree_cut.h"

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

static bp_regions_options ask(int32_t k, double floor, double ceiling)
{
    bp_regions_options options = BP_REGIONS_OPTIONS_INIT;
    options.k = k;
    options.floor = floor;
    options.ceiling = ceiling;
    return options;
}

static bp_status cut(const bp_regions_options *options, int32_t *label)
{
    bp_spanning_tree tree = BP_SPANNING_TREE_INIT;
    ck_bp_ok(context, bp_spanning_tree_make(context, &map.input, &tree));
    bp_status status = bp_tree_cut(context, &map.input, &tree, options, label);
    bp_spanning_tree_clear(&tree);
    return status;
}

static void check_message(const char *expected)
{
    ck_assert_str_eq(bp_context_message(context), expected);
    bp_context_clear(context);
}

/* 0 1 | 10 11 12: cut at the gap, then 0 | 1 falls by 0.5 and 10 | 11 12 by 1.5, as much as 10 11 | 12. */
START_TEST(a_path_by_hand)
{
    static const double x[] = {0.0, 1.0, 10.0, 11.0, 12.0};
    int32_t label[5];
    plain_path(context, 5, x, &map);
    bp_regions_options options = ask(2, 0.0, INFINITY);
    ck_bp_ok(context, cut(&options, label));
    static const int32_t two[] = {0, 0, 1, 1, 1};
    ck_assert(plain_are_alike(label, two, 5));
    options.k = 3;
    ck_bp_ok(context, cut(&options, label));
    static const int32_t three[] = {0, 0, 1, 2, 2};
    ck_assert(plain_are_alike(label, three, 5));
    options.k = 5;
    ck_bp_ok(context, cut(&options, label));
    for (int i = 1; i < 5; i++)
        ck_assert_int_ne(label[i], label[i - 1]);
}
END_TEST

/* With 2 units or more on both sides the only second cut of the five is none, so k = 3 cannot be had. */
START_TEST(a_floor_ends_the_cuts)
{
    static const double x[] = {0.0, 1.0, 10.0, 11.0, 12.0};
    int32_t label[5] = {7, 7, 7, 7, 7};
    plain_path(context, 5, x, &map);
    bp_regions_options options = ask(3, 2.0, INFINITY);
    ck_assert_int_eq(cut(&options, label), BP_ERROR_INPUT);
    check_message("skater: the cuts that keep floor 2 end at 2 regions and k is 3: lower k or the floor");
    for (int i = 0; i < 5; i++)
        ck_assert_int_eq(label[i], 7);
}
END_TEST

START_TEST(a_ceiling_that_asks_for_more_is_told)
{
    static const double x[] = {0.0, 1.0, 10.0, 11.0, 12.0};
    int32_t label[5];
    plain_path(context, 5, x, &map);
    bp_regions_options options = ask(2, 0.0, 2.0);
    ck_assert_int_eq(cut(&options, label), BP_ERROR_INPUT);
    check_message("skater: ceiling 2 asks for at least 3 regions along the tree and k is 2: raise k or the "
                  "ceiling");
    options = ask(0, 0.0, INFINITY);
    ck_assert_int_eq(cut(&options, label), BP_ERROR_ARGUMENT);
    check_message("k is 0: skater needs the number of regions, or a ceiling to find it by");
    options = ask(0, 2.0, 2.0);
    ck_assert_int_eq(cut(&options, label), BP_ERROR_INPUT);
    check_message(
        "skater: the cuts that keep floor 2 end at 2 regions, and ceiling 2 needs 3: lower the floor "
        "or raise the ceiling");
}
END_TEST

static void compare_cuts(double floor)
{
    bp_spanning_tree tree = BP_SPANNING_TREE_INIT;
    int32_t label[PLAIN_UNITS], expected[PLAIN_UNITS];
    ck_bp_ok(context, bp_spanning_tree_make(context, &map.input, &tree));
    for (int k = map.n - (int)tree.n_links; k <= map.n; k++) {
        const bp_regions_options options = ask(k, floor, INFINITY);
        double within = plain_cut(&map, tree.links, (int)tree.n_links, k, floor, expected);
        bp_status status = bp_tree_cut(context, &map.input, &tree, &options, label);
        ck_assert_int_eq(status, within < 0.0 ? BP_ERROR_INPUT : BP_OK);
        bp_context_clear(context);
        if (!status)
            ck_assert_msg(plain_are_alike(label, expected, map.n), "%d units, k %d, floor %g", map.n, k,
                          floor);
    }
    bp_spanning_tree_clear(&tree);
}

START_TEST(every_cut_is_the_best_there_is)
{
    uint64_t state = 5;
    for (int round = 0; round < 150; round++) {
        plain_mesh(context, &state, 1 + plain_below(&state, 20), false, &map);
        compare_cuts(0.0);
        compare_cuts(1.0 + plain_below(&state, 12));
        bp_graph_clear(&map.graph);
    }
}
END_TEST

/* Values far from 0 with a small spread: sums of squares less squares of sums would be lost. */
START_TEST(large_values_lose_nothing)
{
    uint64_t state = 6;
    for (int round = 0; round < 10; round++) {
        int32_t near[PLAIN_UNITS], far[PLAIN_UNITS];
        plain_mesh(context, &state, 20, false, &map);
        int k = plain_components(&map, near) + 4;
        const bp_regions_options options = ask(k < 20 ? k : 20, 0.0, INFINITY);
        for (int i = 0; i < map.p * map.n; i++)
            map.x[i] = floor(map.x[i] * 1048576.0) / 1048576.0;
        ck_bp_ok(context, cut(&options, near));
        for (int i = 0; i < map.p * map.n; i++)
            map.x[i] += 268435456.0;
        ck_bp_ok(context, cut(&options, far));
        ck_assert(plain_are_alike(near, far, map.n));
        bp_graph_clear(&map.graph);
    }
}
END_TEST

/* The fewest regions by any cuts of the tree that leave none above the ceiling. */
static int fewest_by_all(const bp_spanning_tree *tree, double ceiling)
{
    int fewest = map.n + 1;
    for (uint64_t gone = 0; gone < UINT64_C(1) << tree->n_links; gone++) {
        int32_t label[PLAIN_UNITS];
        double largest = 0.0;
        int n_groups = plain_groups(map.n, tree->links, (int)tree->n_links, gone, label);
        for (int32_t r = 0; r < map.n && n_groups < fewest; r++)
            largest = fmax(largest, plain_size(&map, label, r));
        if (n_groups < fewest && largest <= ceiling)
            fewest = n_groups;
    }
    return fewest;
}

START_TEST(a_ceiling_takes_the_fewest_cuts)
{
    uint64_t state = 7;
    for (int round = 0; round < 100; round++) {
        bp_spanning_tree tree = BP_SPANNING_TREE_INIT;
        plain_mesh(context, &state, 1 + plain_below(&state, 11), round % 2, &map);
        double ceiling = 9.0 + plain_below(&state, 20);
        ck_bp_ok(context, bp_spanning_tree_make(context, &map.input, &tree));
        int fewest = fewest_by_all(&tree, ceiling);
        for (int k = 0; k <= map.n; k++) {
            int32_t label[PLAIN_UNITS], most = -1;
            const bp_regions_options options = ask(k, 0.0, ceiling);
            bp_status status = bp_tree_cut(context, &map.input, &tree, &options, label);
            ck_assert_int_eq(status, k > 0 && k < fewest ? BP_ERROR_INPUT : BP_OK);
            bp_context_clear(context);
            for (int i = 0; !status && i < map.n; i++) {
                most = label[i] > most ? label[i] : most;
                ck_assert_double_le(plain_size(&map, label, label[i]), ceiling);
            }
            if (!status) {
                ck_assert_int_eq(most + 1, k > 0 ? k : fewest);
                ck_assert(plain_hangs_together(&map, label));
            }
        }
        bp_spanning_tree_clear(&tree);
        bp_graph_clear(&map.graph);
    }
}
END_TEST

START_TEST(an_interrupt_ends_it)
{
    static const double x[] = {0.0, 1.0, 10.0, 11.0, 12.0};
    static const volatile sig_atomic_t stop = 1;
    bp_context_options how = BP_CONTEXT_OPTIONS_INIT;
    bp_context *own = NULL;
    bp_spanning_tree tree = BP_SPANNING_TREE_INIT;
    int32_t label[5];
    how.interrupt = &stop;
    ck_assert_int_eq(bp_context_new(&how, &own), BP_OK);
    plain_path(context, 5, x, &map);
    const bp_regions_options options = ask(3, 0.0, INFINITY);
    ck_bp_ok(own, bp_spanning_tree_make(own, &map.input, &tree));
    ck_assert_int_eq(bp_tree_cut(own, &map.input, &tree, &options, label), BP_ERROR_INTERRUPTED);
    bp_spanning_tree_clear(&tree);
    bp_context_free(own);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("tree_cut");
    TCase *tests = tcase_create("tree_cut");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_path_by_hand);
    tcase_add_test(tests, a_floor_ends_the_cuts);
    tcase_add_test(tests, a_ceiling_that_asks_for_more_is_told);
    tcase_add_test(tests, every_cut_is_the_best_there_is);
    tcase_add_test(tests, large_values_lose_nothing);
    tcase_add_test(tests, a_ceiling_takes_the_fewest_cuts);
    tcase_add_test(tests, an_interrupt_ends_it);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
