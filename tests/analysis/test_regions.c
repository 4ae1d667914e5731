/* What all methods of regions share: checks and their messages, numbering, sums of squares, the order of
 * rows. */
#include "analysis/regions.h"

#include "geo/bitmap.h"
#include "tests/analysis/regions_support.h"

static bp_context *context;
static plain_map map;
static bp_regions_options options;
static bp_regions regions;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
    options = (bp_regions_options)BP_REGIONS_OPTIONS_INIT;
    regions = (bp_regions)BP_REGIONS_INIT;
}

static void teardown(void)
{
    bp_regions_clear(&regions);
    bp_graph_clear(&map.graph);
    bp_context_free(context);
}

/* Rows 0 1 | 2 3 4 | 5: three parts that no links join. */
static void three_parts(void)
{
    static const double x[] = {1.0, 2.0, 4.0, 5.0, 9.0, 3.0}, size[] = {10.0, 20.0, 30.0, 40.0, 50.0, 5.0};
    memset(&map, 0, sizeof map);
    map.n = 6;
    map.p = 1;
    memcpy(map.x, x, sizeof x);
    memcpy(map.size, size, sizeof size);
    plain_touch(&map, 0, 1);
    plain_touch(&map, 2, 3);
    plain_touch(&map, 3, 4);
    plain_finish(context, &map);
}

static void check_failure(bp_status expected, const char *message)
{
    ck_assert_int_eq(bp_regions_make(context, &map.input, &options, &regions), expected);
    ck_assert_str_eq(bp_context_message(context), message);
    ck_assert_ptr_null(regions.label);
    bp_context_clear(context);
}

/* Four regions of three parts: 4 5 | 9 is cut (falls by 2 / 3 * 4.5^2 = 13.5). Most units first, then by
 * value. */
START_TEST(regions_are_numbered_and_measured)
{
    static const int32_t expected[] = {0, 0, 1, 1, 3, 2};
    three_parts();
    options.k = 4;
    ck_bp_ok(context, bp_regions_make(context, &map.input, &options, &regions));
    ck_assert_int_eq(regions.k, 4);
    ck_assert_int_eq(regions.n, 6);
    ck_assert_int_eq(regions.n_components, 3);
    ck_assert_mem_eq(regions.label, expected, sizeof expected);
    ck_assert_double_eq_tol(regions.within_ss, 0.5 + 0.5, 1e-12);
    ck_assert_double_eq_tol(regions.total_ss, 9.0 + 4.0 + 0.0 + 1.0 + 25.0 + 1.0, 1e-12);
}
END_TEST

START_TEST(units_that_take_no_part_are_in_no_region)
{
    static const int32_t within[] = {4, 4, 7, 7, 8, -1}, expected[] = {1, -1, 0, 0, 2, -1};
    const uint8_t valid[] = {0x3d}; /* not row 2, counted from 1 */
    three_parts();
    map.x[1] = NAN;
    map.x[5] = INFINITY;
    map.size[1] = -1.0;
    map.input.valid = valid;
    map.input.within = within;
    options.k = 3;
    ck_bp_ok(context, bp_regions_make(context, &map.input, &options, &regions));
    ck_assert_mem_eq(regions.label, expected, sizeof expected);
    ck_assert_int_eq(regions.n_components, 3);
    ck_assert_double_eq_tol(regions.within_ss, 0.5, 1e-12);
    ck_assert_double_eq_tol(regions.total_ss, 14.0625 + 0.5625 + 0.0625 + 18.0625, 1e-12);
}
END_TEST

START_TEST(options_that_make_no_sense_are_refused)
{
    three_parts();
    options.method = "none";
    check_failure(BP_ERROR_ARGUMENT, "there is no method of regions 'none'");
    options.method = "skater";
    options.k = -1;
    check_failure(BP_ERROR_ARGUMENT, "k is -1; the number of regions is 1 or more");
    options.k = 3;
    options.floor = -2.0;
    check_failure(BP_ERROR_ARGUMENT, "floor -2 is not a finite number of 0 or more");
    options.floor = 0.0;
    options.ceiling = 0.0;
    check_failure(BP_ERROR_ARGUMENT, "ceiling 0 is not a number above 0");
    options.floor = 30.0;
    options.ceiling = 20.0;
    check_failure(BP_ERROR_ARGUMENT, "floor 30 is above ceiling 20");
}
END_TEST

START_TEST(k_that_the_map_does_not_allow_is_refused)
{
    const uint8_t none[] = {0};
    three_parts();
    options.k = 7;
    check_failure(BP_ERROR_INPUT, "k is 7 and only 6 units take part: lower k");
    options.k = 2;
    check_failure(
        BP_ERROR_INPUT,
        "k is 2 and the units fall into 3 parts that no links join, each a region at least: raise k, "
        "link the parts or leave the small ones out");
    map.input.valid = none;
    check_failure(BP_ERROR_INPUT, "no unit takes part: there is nothing to divide");
}
END_TEST

START_TEST(a_floor_that_cannot_be_reached_is_refused)
{
    const uint8_t without_last[] = {0x1f};
    three_parts();
    options.k = 3;
    options.floor = 156.0;
    check_failure(BP_ERROR_INPUT, "floor 156 is above 155, the size of all units together: lower the floor");
    options.floor = 6.0;
    check_failure(
        BP_ERROR_INPUT,
        "the part that has row 6 (1 unit, size 5) cannot reach the floor 6, and no links join it to "
        "another: lower the floor, link it or leave it out");
    map.input.valid = without_last;
    options.floor = 31.0;
    check_failure(
        BP_ERROR_INPUT,
        "the part that has row 1 (2 units, size 30) cannot reach the floor 31, and no links join it "
        "to another: lower the floor, link it or leave it out");
    options.floor = 25.0;
    options.k = 5;
    ck_assert_int_eq(bp_regions_make(context, &map.input, &options, &regions), BP_ERROR_INPUT);
    ck_assert_str_eq(bp_context_message(context),
                     "skater: the cuts that keep floor 25 end at 4 regions and k is 5: lower k or the floor");
    bp_context_clear(context);
    options.floor = 30.0;
    options.k = 6;
    map.input.valid = NULL;
    map.size[4] = 20.0;
    map.size[5] = 30.0;
    check_failure(BP_ERROR_INPUT, "k is 6 and floor 30 allows at most 5 regions: lower k or the floor");
}
END_TEST

START_TEST(a_ceiling_that_cannot_be_kept_is_refused)
{
    three_parts();
    options.k = 3;
    options.ceiling = 45.0;
    check_failure(BP_ERROR_INPUT,
                  "ceiling 45 is below row 5, the largest unit with a size of 50: raise the ceiling");
    options.ceiling = 60.0;
    check_failure(BP_ERROR_INPUT,
                  "k is 3 and ceiling 60 asks for at least 4 regions: raise k or the ceiling");
}
END_TEST

/* As many units in the one as in the other; the rows the other way round. */
START_TEST(regions_alike_in_size_are_numbered_whatever_the_rows)
{
    static const double x[] = {5.0, 1.0, 9.0};
    for (int turned = 0; turned < 2; turned++) {
        memset(&map, 0, sizeof map);
        map.n = 3;
        map.p = 1;
        for (int i = 0; i < 3; i++)
            map.x[i] = x[turned ? 2 - i : i];
        plain_finish(context, &map);
        options.k = 3;
        ck_bp_ok(context, bp_regions_make(context, &map.input, &options, &regions));
        for (int i = 0; i < 3; i++)
            ck_assert_int_eq(regions.label[i], map.x[i] == 1.0 ? 0 : map.x[i] == 5.0 ? 1 : 2);
        bp_regions_clear(&regions);
        bp_graph_clear(&map.graph);
    }
}
END_TEST

/* The squares of such differences are below the least number there is. */
START_TEST(small_differences_are_standardised_too)
{
    double z[6];
    three_parts();
    for (int i = 0; i < 6; i++)
        map.x[i] *= 0x1p-600;
    ck_bp_ok(context, bp_regions_standardise(context, &map.input, z));
    /* Mean 4 and squares 9 + 4 + 0 + 1 + 25 + 1 = 40, by 5. */
    ck_assert_double_eq_tol(z[4], 5.0 / sqrt(8.0), 1e-12);
    ck_assert_double_eq_tol(z[0], -3.0 / sqrt(8.0), 1e-12);
}
END_TEST

START_TEST(values_that_are_no_numbers_are_refused)
{
    bp_graph other = BP_GRAPH_INIT;
    three_parts();
    options.k = 3;
    map.x[3] = NAN;
    check_failure(BP_ERROR_ARGUMENT,
                  "variable 1, row 4: nan is not a finite number; a unit without a value takes no part");
    map.x[3] = -1.5e300;
    check_failure(BP_ERROR_INPUT, "variable 1, row 4: -1.5e+300 is too large to be squared; if it stands for "
                                  "a missing value, the unit takes no part");
    map.x[3] = 5.0;
    map.size[2] = -3.0;
    check_failure(BP_ERROR_ARGUMENT, "row 3: the size -3 is not a finite number of 0 or more");
    map.size[2] = 30.0;
    map.input.n_variables = 0;
    check_failure(BP_ERROR_ARGUMENT, "regions take one variable or more");
    map.input.n_variables = 1;
    map.input.graph = &other;
    check_failure(BP_ERROR_ARGUMENT, "the links are of 0 units and the values of 6");
}
END_TEST

/* 1 2 4 5 9 3 has mean 4 and sum of squares 40, so a deviation of sqrt(8). */
START_TEST(columns_are_standardised_by_n_less_1)
{
    double z[12];
    three_parts();
    map.input.size = NULL;
    ck_bp_ok(context, bp_regions_standardise(context, &map.input, z));
    for (int i = 0; i < 6; i++)
        ck_assert_double_eq_tol(z[i], (map.x[i] - 4.0) / sqrt(8.0), 1e-15);
    map.input.n_variables = 2;
    for (int i = 6; i < 12; i++)
        map.x[i] = 2.5;
    ck_assert_int_eq(bp_regions_standardise(context, &map.input, z), BP_ERROR_INPUT);
    ck_assert_str_eq(bp_context_message(context),
                     "variable 2 is 2.5 in every unit and tells none from another: leave it out");
    bp_context_clear(context);
    const uint8_t one[] = {0x04};
    map.input.valid = one;
    ck_assert_int_eq(bp_regions_standardise(context, &map.input, z), BP_ERROR_INPUT);
    ck_assert_str_eq(bp_context_message(context),
                     "1 unit takes part; standardising a variable takes two or more");
}
END_TEST

/* The same map with its rows in another order, and where each row went. */
static void shuffle_rows(uint64_t *state, const plain_map *from, plain_map *to, int *place)
{
    for (int i = 0; i < from->n; i++)
        place[i] = i;
    for (int i = from->n - 1; i > 0; i--) {
        int j = plain_below(state, i + 1), swap = place[i];
        place[i] = place[j];
        place[j] = swap;
    }
    memset(to, 0, sizeof *to);
    to->n = from->n;
    to->p = from->p;
    for (int i = 0; i < from->n; i++) {
        to->size[place[i]] = from->size[i];
        for (int v = 0; v < from->p; v++)
            to->x[v * to->n + place[i]] = from->x[v * from->n + i];
        for (int j = 0; j < from->n; j++)
            to->touch[place[i]][place[j]] = from->touch[i][j];
    }
    plain_finish(context, to);
}

/* is_unique: no symmetry of the map carries one region into another, so that the labels can be compared too.
 */
static void compare_rows(const plain_map *other, const int *place, bool is_unique)
{
    bp_regions there = BP_REGIONS_INIT;
    int32_t label[PLAIN_UNITS];
    bp_status status = bp_regions_make(context, &map.input, &options, &regions);
    bp_context_clear(context);
    ck_assert_int_eq(bp_regions_make(context, &other->input, &options, &there), status);
    bp_context_clear(context);
    if (!status) {
        for (int i = 0; i < map.n; i++)
            label[i] = there.label[place[i]];
        ck_assert_msg(!is_unique || plain_are_alike(label, regions.label, map.n), "%s, k %d: other regions",
                      options.method, options.k);
        ck_assert(regions.within_ss == there.within_ss && regions.total_ss == there.total_ss);
        ck_assert(plain_hangs_together(&map, regions.label));
    }
    bp_regions_clear(&there);
    bp_regions_clear(&regions);
}

/* Units alike in all variables: told apart by their sizes, or by nothing but their links. */
START_TEST(the_order_of_rows_does_not_matter)
{
    uint64_t state = 31;
    for (int round = 0; round < 60; round++) {
        plain_map other;
        int place[PLAIN_UNITS] = {0};
        int32_t label[PLAIN_UNITS];
        plain_mesh(context, &state, 20, true, &map);
        for (int i = 0; i < map.n; i++)
            map.size[i] = round % 2 == 0 ? 1.0 + i / 64.0 : 1.0;
        shuffle_rows(&state, &map, &other, place);
        int fewest = plain_components(&map, label);
        options.floor = 1.0;
        for (int m = 0; m < 3 + 4; m++) {
            options.method = m == 0 ? "skater" : m < 5 ? "redcap" : "schc";
            options.linkage = (bp_linkage)(m % 4);
            options.k = fewest + plain_below(&state, map.n - fewest + 1);
            compare_rows(&other, place, round % 2 == 0);
        }
        bp_graph_clear(&map.graph);
        bp_graph_clear(&other.graph);
    }
}
END_TEST

START_TEST(threads_do_not_matter_and_an_interrupt_ends_it)
{
    static const volatile sig_atomic_t stop = 1;
    uint64_t state = 32;
    int32_t label[PLAIN_UNITS];
    plain_mesh(context, &state, PLAIN_UNITS, false, &map);
    int32_t k = plain_components(&map, label) + 5;
    for (int m = 0; m < bp_n_regions_methods; m++) {
        options.method = bp_regions_methods[m].name;
        ck_assert_ptr_eq(bp_regions_method_get(options.method), &bp_regions_methods[m]);
        bool finds_k = strcmp(options.method, "maxp") == 0;
        options.k = finds_k ? 0 : k;
        options.floor = finds_k ? 1.0 : 0.0;
        ck_bp_ok(context, bp_regions_make(context, &map.input, &options, &regions));
        for (int n_threads = 1; n_threads <= 3; n_threads++) {
            bp_context_options how = BP_CONTEXT_OPTIONS_INIT;
            bp_context *own = NULL;
            bp_regions there = BP_REGIONS_INIT;
            how.n_threads = n_threads;
            how.interrupt = n_threads == 3 ? &stop : NULL;
            ck_assert_int_eq(bp_context_new(&how, &own), BP_OK);
            bp_status status = bp_regions_make(own, &map.input, &options, &there);
            ck_assert_int_eq(status, n_threads == 3 ? BP_ERROR_INTERRUPTED : BP_OK);
            if (!status)
                ck_assert_mem_eq(there.label, regions.label, (size_t)map.n * sizeof *there.label);
            bp_regions_clear(&there);
            bp_context_free(own);
        }
        bp_regions_clear(&regions);
    }
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("regions");
    TCase *tests = tcase_create("regions");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, regions_are_numbered_and_measured);
    tcase_add_test(tests, units_that_take_no_part_are_in_no_region);
    tcase_add_test(tests, options_that_make_no_sense_are_refused);
    tcase_add_test(tests, k_that_the_map_does_not_allow_is_refused);
    tcase_add_test(tests, a_floor_that_cannot_be_reached_is_refused);
    tcase_add_test(tests, a_ceiling_that_cannot_be_kept_is_refused);
    tcase_add_test(tests, regions_alike_in_size_are_numbered_whatever_the_rows);
    tcase_add_test(tests, small_differences_are_standardised_too);
    tcase_add_test(tests, values_that_are_no_numbers_are_refused);
    tcase_add_test(tests, columns_are_standardised_by_n_less_1);
    tcase_add_test(tests, the_order_of_rows_does_not_matter);
    tcase_add_test(tests, threads_do_not_matter_and_an_interrupt_ends_it);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
