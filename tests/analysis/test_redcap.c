/* REDCAP from end to end against mergers and cuts done the slow way. */
#include "analysis/redcap.h"

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

static void compare(bp_linkage linkage, int first_order, int k, double floor)
{
    bp_tree_link links[PLAIN_UNITS];
    int32_t label[PLAIN_UNITS], expected[PLAIN_UNITS];
    bp_regions_options options = BP_REGIONS_OPTIONS_INIT;
    options.method = "redcap";
    options.linkage = linkage;
    options.first_order = first_order;
    options.k = k;
    options.floor = floor;
    int m = plain_merge(&map, linkage, first_order, 1, links);
    double within = plain_cut(&map, links, m, k, floor, expected);
    bp_status status = bp_redcap_label(context, &map.input, &options, label);
    ck_assert_int_eq(status, within < 0.0 ? BP_ERROR_INPUT : BP_OK);
    bp_context_clear(context);
    if (!status)
        ck_assert_msg(plain_are_alike(label, expected, map.n), "linkage %d, order %d, %d units, k %d",
                      linkage, first_order, map.n, k);
}

START_TEST(trees_are_cut_as_by_hand)
{
    uint64_t state = 41;
    for (int round = 0; round < 80; round++) {
        int32_t label[PLAIN_UNITS];
        plain_mesh(context, &state, 3 + plain_below(&state, 12), false, &map);
        int fewest = plain_components(&map, label), k = fewest + plain_below(&state, map.n - fewest + 1);
        double floor = plain_below(&state, 6);
        for (int linkage = BP_LINKAGE_SINGLE; linkage <= BP_LINKAGE_WARD; linkage++) {
            compare((bp_linkage)linkage, 0, k, floor);
            if (linkage != BP_LINKAGE_WARD)
                compare((bp_linkage)linkage, 1, k, floor);
        }
        bp_graph_clear(&map.graph);
    }
}
END_TEST

START_TEST(first_order_ward_is_refused)
{
    static const double x[] = {0.0, 1.0};
    int32_t label[2];
    bp_regions_options options = BP_REGIONS_OPTIONS_INIT;
    options.method = "redcap";
    options.first_order = 1;
    options.k = 2;
    plain_path(context, 2, x, &map);
    ck_assert_int_eq(bp_redcap_label(context, &map.input, &options, label), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context),
                     "first order goes by the links between two groups, Ward's linkage by the groups: take "
                     "single, complete or average, or full order");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("redcap");
    TCase *tests = tcase_create("redcap");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, trees_are_cut_as_by_hand);
    tcase_add_test(tests, first_order_ward_is_refused);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
