/* SCHC against mergers done the slow way; floors, ceilings and what they refuse. */
#include "analysis/schc.h"

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
    options.method = "schc";
    options.k = k;
    options.floor = floor;
    options.ceiling = ceiling;
    return options;
}

static void check_failure(const bp_regions_options *options, bp_status expected, const char *message)
{
    int32_t label[PLAIN_UNITS];
    ck_assert_int_eq(bp_schc_label(context, &map.input, options, label), expected);
    ck_assert_str_eq(bp_context_message(context), message);
    bp_context_clear(context);
}

START_TEST(groups_are_merged_as_by_hand)
{
    uint64_t state = 51;
    for (int round = 0; round < 80; round++) {
        int32_t label[PLAIN_UNITS], expected[PLAIN_UNITS];
        bp_tree_link links[PLAIN_UNITS];
        plain_mesh(context, &state, 1 + plain_below(&state, 14), false, &map);
        int fewest = plain_components(&map, label), k = fewest + plain_below(&state, map.n - fewest + 1);
        for (int linkage = BP_LINKAGE_SINGLE; linkage <= BP_LINKAGE_WARD; linkage++) {
            bp_regions_options options = ask(k, 0.0, INFINITY);
            options.linkage = (bp_linkage)linkage;
            int m = plain_merge(&map, options.linkage, false, k, links);
            ck_assert_int_eq(plain_groups(map.n, links, m, 0, expected), k);
            ck_bp_ok(context, bp_schc_label(context, &map.input, &options, label));
            ck_assert(plain_are_alike(label, expected, map.n));
        }
        bp_graph_clear(&map.graph);
    }
}
END_TEST

/* 0 1 2 | 20: three regions have the far unit alone, but with 2 units a region at least it is merged first.
 */
START_TEST(a_floor_is_reached_first)
{
    static const double x[] = {0.0, 1.0, 2.0, 20.0};
    static const int32_t expected[] = {0, 0, 1, 1};
    int32_t label[4];
    plain_path(context, 4, x, &map);
    bp_regions_options options = ask(2, 2.0, INFINITY);
    ck_bp_ok(context, bp_schc_label(context, &map.input, &options, label));
    ck_assert(plain_are_alike(label, expected, 4));
    options.k = 3;
    check_failure(&options, BP_ERROR_INPUT,
                  "schc: at 3 regions one of size 1 is still below floor 2: lower k or the floor");
}
END_TEST

START_TEST(a_ceiling_is_kept)
{
    uint64_t state = 52;
    for (int round = 0; round < 40; round++) {
        int32_t label[PLAIN_UNITS];
        plain_mesh(context, &state, 20, round % 2, &map);
        bp_regions_options options = ask(0, 0.0, 9.0 + plain_below(&state, 20));
        ck_bp_ok(context, bp_schc_label(context, &map.input, &options, label));
        ck_assert(plain_hangs_together(&map, label));
        for (int i = 0; i < map.n; i++)
            for (int j = 0; j < map.n; j++) {
                double together = plain_size(&map, label, label[i]);
                if (label[i] != label[j])
                    together += plain_size(&map, label, label[j]);
                /* None is above it, and no two that touch could still be merged. */
                ck_assert(map.touch[i][j] && label[i] != label[j]
                              ? together > options.ceiling
                              : label[i] != label[j] || together <= options.ceiling);
            }
        bp_graph_clear(&map.graph);
    }
}
END_TEST

START_TEST(what_cannot_be_had_is_refused)
{
    static const double x[] = {0.0, 1.0, 2.0, 3.0, 4.0};
    plain_path(context, 5, x, &map);
    bp_regions_options options = ask(0, 0.0, INFINITY);
    check_failure(&options, BP_ERROR_ARGUMENT,
                  "k is 0: schc needs the number of regions, or a ceiling to find it by");
    options = ask(2, 0.0, 2.0);
    check_failure(
        &options, BP_ERROR_INPUT,
        "schc: the mergers that keep ceiling 2 end at 3 regions and k is 2: raise k or the ceiling");
    options = ask(0, 2.0, 2.0);
    check_failure(&options, BP_ERROR_INPUT,
                  "schc: the mergers that keep ceiling 2 leave a region of size 1 below floor 2: lower the "
                  "floor or raise the ceiling");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("schc");
    TCase *tests = tcase_create("schc");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, groups_are_merged_as_by_hand);
    tcase_add_test(tests, a_floor_is_reached_first);
    tcase_add_test(tests, a_ceiling_is_kept);
    tcase_add_test(tests, what_cannot_be_had_is_refused);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
