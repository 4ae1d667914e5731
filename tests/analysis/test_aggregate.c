/* Figures per unit, worked out by hand. */
#include "analysis/aggregate.h"

#include "geo/bitmap.h"
#include "tests/support.h"

#include <math.h>
#include <string.h>

static bp_context *context;

static void set_up(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void tear_down(void)
{
    bp_context_free(context);
    context = NULL;
}

/*
 * Unit 0: 4, 1, 4, and one missing; unit 1: no row; unit 2: one row, missing; unit 3: -2 and 10; a row of 99
 * in no unit.
 */
enum { ROWS = 8, UNITS = 4 };
static const int64_t unit_of[ROWS] = {0, 3, 0, -1, 2, 0, 3, 0};
static const double value[ROWS] = {4, -2, 1, 99, 5, 7, 10, 4};
static const uint8_t valid[1] = {0xCF}; /* all but rows 4 and 5 */

static const struct {
    bp_aggregate_method method;
    const char *name;
    double value[UNITS];
    bool valid[UNITS];
} cases[] = {
    {BP_AGGREGATE_COUNT, "count", {4, 0, 1, 2}, {true, true, true, true}},
    {BP_AGGREGATE_SUM, "sum", {9, 0, 0, 8}, {true, true, false, true}},
    {BP_AGGREGATE_MEAN, "mean", {3, 0, 0, 4}, {true, false, false, true}},
    {BP_AGGREGATE_MEDIAN, "median", {4, 0, 0, 4}, {true, false, false, true}},
    {BP_AGGREGATE_MIN, "min", {1, 0, 0, -2}, {true, false, false, true}},
    {BP_AGGREGATE_MAX, "max", {4, 0, 0, 10}, {true, false, false, true}},
    {BP_AGGREGATE_DISTINCT, "distinct", {2, 0, 0, 2}, {true, true, false, true}},
};

START_TEST(by_hand)
{
    const bp_members members = {ROWS, UNITS, unit_of, value, valid};
    bp_aggregates out = BP_AGGREGATES_INIT;
    ck_bp_ok(context, bp_aggregate(context, &members, cases[_i].method, &out));
    static const int64_t rows[UNITS] = {4, 0, 1, 2}, missing[UNITS] = {1, 0, 1, 0};
    for (int u = 0; u < UNITS; u++) {
        ck_assert_int_eq(bp_bitmap_get(out.valid, u), cases[_i].valid[u]);
        ck_assert_double_eq(out.value[u], cases[_i].value[u]);
        ck_assert_int_eq(out.n_rows[u], rows[u]);
        ck_assert_int_eq(out.n_missing[u], missing[u]);
    }
    ck_assert_int_eq(out.total_missing, 2);
    bp_aggregates_clear(&out);
}
END_TEST

START_TEST(names_go_both_ways)
{
    bp_aggregate_method method = BP_AGGREGATE_METHODS;
    ck_assert_str_eq(bp_aggregate_name(cases[_i].method), cases[_i].name);
    ck_assert(bp_aggregate_parse(cases[_i].name, &method));
    ck_assert_int_eq(method, cases[_i].method);
    ck_assert(!bp_aggregate_parse("average", &method));
}
END_TEST

/* 1e16 + 1 + 1 - 1e16 = 2, whatever the order; added up plainly it is 0 or 2. */
START_TEST(sums_lose_nothing)
{
    static const double orders[4][4] = {
        {1e16, 1, 1, -1e16}, {1, 1e16, -1e16, 1}, {1, -1e16, 1, 1e16}, {-1e16, 1, 1e16, 1}};
    static const int64_t all_one[4] = {0, 0, 0, 0};
    for (int k = 0; k < 4; k++) {
        const bp_members members = {4, 1, all_one, orders[k], NULL};
        bp_aggregates out = BP_AGGREGATES_INIT;
        ck_bp_ok(context, bp_aggregate(context, &members, BP_AGGREGATE_SUM, &out));
        ck_assert_double_eq(out.value[0], 2.0);
        bp_aggregates_clear(&out);
    }
    /* Ten times a tenth is 1 exactly when rounded once: 10 * 0.1000000000000000055 = 1.000000000000000055. */
    double tenths[10];
    int64_t zeros[10] = {0};
    for (int k = 0; k < 10; k++)
        tenths[k] = 0.1;
    const bp_members members = {10, 1, zeros, tenths, NULL};
    bp_aggregates out = BP_AGGREGATES_INIT;
    ck_bp_ok(context, bp_aggregate(context, &members, BP_AGGREGATE_SUM, &out));
    ck_assert_double_eq(out.value[0], 1.0);
    bp_aggregates_clear(&out);
}
END_TEST

/* Medians of 0 .. n - 1 in a scrambled order: (n - 1) / 2. */
START_TEST(medians_of_many)
{
    for (int64_t n = 1; n < 400; n++) {
        double *values = malloc((size_t)n * sizeof *values);
        int64_t *units = calloc((size_t)n, sizeof *units);
        int64_t step = n % 7 ? 7 : n % 11 ? 11 : 13;
        for (int64_t i = 0; i < n; i++)
            values[i] = (double)(i * step % n);
        const bp_members members = {n, 1, units, values, NULL};
        bp_aggregates out = BP_AGGREGATES_INIT;
        ck_bp_ok(context, bp_aggregate(context, &members, BP_AGGREGATE_MEDIAN, &out));
        ck_assert_double_eq(out.value[0], (double)(n - 1) / 2.0);
        bp_aggregates_clear(&out);
        ck_bp_ok(context, bp_aggregate(context, &members, BP_AGGREGATE_DISTINCT, &out));
        ck_assert_double_eq(out.value[0], (double)n);
        bp_aggregates_clear(&out);
        free(values);
        free(units);
    }
}
END_TEST

/* Rows from the last to the first, and other numbers of threads: the same to the last bit. */
START_TEST(order_and_threads_do_not_matter)
{
    enum { MANY = 20000, FEW = 130 };
    static double forth[MANY], back[MANY];
    static int64_t unit_forth[MANY], unit_back[MANY];
    for (int i = 0; i < MANY; i++) {
        forth[i] = back[MANY - 1 - i] = sin(i) * pow(10.0, i % 13);
        unit_forth[i] = unit_back[MANY - 1 - i] = (int64_t)i * i % 131 - 1;
    }
    const bp_members a = {MANY, FEW, unit_forth, forth, NULL}, b = {MANY, FEW, unit_back, back, NULL};
    bp_context_options options = BP_CONTEXT_OPTIONS_INIT;
    bp_aggregates first = BP_AGGREGATES_INIT, other = BP_AGGREGATES_INIT;
    options.n_threads = 1;
    bp_context *one = NULL;
    ck_assert_int_eq(bp_context_new(&options, &one), BP_OK);
    ck_bp_ok(one, bp_aggregate(one, &a, cases[_i].method, &first));
    bp_context_free(one);
    options.n_threads = 3;
    ck_assert_int_eq(bp_context_new(&options, &one), BP_OK);
    ck_bp_ok(one, bp_aggregate(one, &b, cases[_i].method, &other));
    ck_assert_mem_eq(first.value, other.value, FEW * sizeof *first.value);
    ck_assert_mem_eq(first.valid, other.valid, bp_bitmap_bytes(FEW));
    ck_assert_mem_eq(first.n_rows, other.n_rows, FEW * sizeof *first.n_rows);
    bp_aggregates_clear(&first);
    bp_aggregates_clear(&other);
    bp_context_free(one);
}
END_TEST

START_TEST(texts_are_told_apart)
{
    static const char *const texts[] = {"school", "shop", NULL, "school", "", "School", "shop", ""};
    static const double expected[] = {1, 2, 0, 1, 5, 6, 2, 5};
    bp_table table = BP_TABLE_INIT;
    double code[8];
    table.n_rows = 8;
    ck_bp_ok(context, bp_table_add_text(context, &table, "kind", texts));
    ck_bp_ok(context, bp_aggregate_text_codes(context, &table.columns[0], 8, code));
    for (int i = 0; i < 8; i++)
        ck_assert_double_eq(code[i], expected[i]);
    bp_table_clear(&table);
}
END_TEST

/* Per 1,000 residents: 3 of 1500 is 2; no rate without residents, known or not, nor without a value. */
START_TEST(rates_need_a_denominator)
{
    double values[] = {3, 3, 3, 3, 0, 3}, residents[] = {1500, 0, -1, 700, 10, INFINITY};
    uint8_t has_value[] = {0x3F}, has_residents[] = {0x37};
    bp_aggregates a = {6, values, has_value, NULL, NULL, 0};
    ck_assert_int_eq(bp_aggregates_per(&a, 1000.0, residents, has_residents), 4);
    ck_assert_uint_eq(has_value[0], 0x11);
    ck_assert_double_eq(values[0], 2.0);
    ck_assert_double_eq(values[4], 0.0);
}
END_TEST

static void refused(const bp_members *members, bp_aggregate_method method, bp_status status,
                    const char *message)
{
    bp_aggregates out = BP_AGGREGATES_INIT;
    ck_assert_int_eq(bp_aggregate(context, members, method, &out), status);
    ck_assert_str_eq(bp_context_message(context), message);
    ck_assert_ptr_null(out.value);
    bp_context_clear(context);
}

START_TEST(refusals)
{
    static const int64_t wild[2] = {0, 4}, both[2] = {0, 0};
    static const double odd[2] = {1, NAN}, huge[2] = {1e308, 1e308};
    const bp_members a = {2, 4, wild, huge, NULL}, b = {2, 1, both, odd, NULL}, c = {2, 1, both, huge, NULL};
    const bp_members d = {2, 1, both, NULL, NULL};
    refused(&a, BP_AGGREGATE_COUNT, BP_ERROR_ARGUMENT, "row 2 is in unit 5 of 4");
    refused(&b, BP_AGGREGATE_MAX, BP_ERROR_ARGUMENT, "the value of row 2 is not finite");
    refused(&c, BP_AGGREGATE_SUM, BP_ERROR_INPUT, "the sum of unit 1 is too large for a number");
    refused(&d, BP_AGGREGATE_MIN, BP_ERROR_ARGUMENT, "the min needs values, and none are given");
    const bp_column number = {.name = (char *)"n", .type = BP_COLUMN_REAL};
    ck_assert_int_eq(bp_aggregate_text_codes(context, &number, 0, NULL), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "column 'n' is not of text");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("aggregate");
    TCase *tc = tcase_create("all");
    int n = (int)(sizeof cases / sizeof cases[0]);
    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_add_loop_test(tc, by_hand, 0, n);
    tcase_add_loop_test(tc, names_go_both_ways, 0, n);
    tcase_add_loop_test(tc, order_and_threads_do_not_matter, 0, n);
    tcase_add_test(tc, sums_lose_nothing);
    tcase_add_test(tc, medians_of_many);
    tcase_add_test(tc, texts_are_told_apart);
    tcase_add_test(tc, rates_need_a_denominator);
    tcase_add_test(tc, refusals);
    suite_add_tcase(suite, tc);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
