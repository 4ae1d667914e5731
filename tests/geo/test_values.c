/* Cells as numbers: padding, decimal commas, codes for missing values, and text that is no number. */
#define _POSIX_C_SOURCE 200809L

#include "geo/number_private.h"
#include "geo/values.h"
#include "tests/geo/files.h"

#include <math.h>

static const char *const MISSING[] = {".", "-99997"};

START_TEST(numbers_as_found)
{
    static const struct {
        const char *text;
        double value;
    } cases[] = {{"  12 ", 12},
                 {"3,5", 3.5},
                 {"-0.25", -0.25},
                 {"+7", 7},
                 {"1e3", 1000},
                 {"\xC2\xA0"
                  "8\t",
                  8},
                 {"0.1", 0.1},
                 {".5", 0.5},
                 {"5.", 5},
                 {"0", 0},
                 {"1E-2", 0.01},
                 {"123456789012345678", 123456789012345678.0},
                 {"2.2250738585072014e-308", 2.2250738585072014e-308}};
    enum { N = sizeof cases / sizeof cases[0] };
    const char *texts[N];
    bp_table table = BP_TABLE_INIT;
    bp_values values = BP_VALUES_INIT;
    table.n_rows = N;
    for (int i = 0; i < N; i++)
        texts[i] = cases[i].text;
    ck_bp_ok(context, bp_table_add_text(context, &table, "x", texts));
    ck_bp_ok(context, bp_values_read(context, &table, 0, MISSING, 2, &values));
    ck_assert_int_eq(values.n, N);
    ck_assert_int_eq(values.n_codes, 0);
    for (int i = 0; i < N; i++) {
        ck_assert(bp_values_is_valid(&values, i));
        ck_assert_double_eq(values.value[i], cases[i].value);
    }
    bp_values_clear(&values);
    bp_table_clear(&table);
}
END_TEST

START_TEST(missing_is_counted_by_code)
{
    static const char *const texts[] = {"   .", "-99997,0", NULL, "", "  ", "nan", "4", ".", "-99997", "Inf"};
    bp_table table = BP_TABLE_INIT;
    bp_values values = BP_VALUES_INIT;
    table.n_rows = 10;
    ck_bp_ok(context, bp_table_add_text(context, &table, "x", texts));
    ck_bp_ok(context, bp_values_read(context, &table, 0, MISSING, 2, &values));
    static const struct {
        const char *code;
        int count;
    } expected[] = {{".", 2}, {"-99997,0", 1}, {"", 3}, {"nan", 1}, {"-99997", 1}, {"Inf", 1}};
    ck_assert_int_eq(values.n_codes, 6);
    for (int i = 0; i < 6; i++) {
        ck_assert_str_eq(values.codes[i].code, expected[i].code);
        ck_assert_int_eq(values.codes[i].count, expected[i].count);
    }
    for (int i = 0; i < 10; i++)
        ck_assert(bp_values_is_valid(&values, i) == (i == 6));
    bp_values_clear(&values);
    bp_table_clear(&table);
}
END_TEST

START_TEST(numeric_columns)
{
    bp_table table = BP_TABLE_INIT;
    bp_values values = BP_VALUES_INIT;
    bp_column *column = NULL;
    table.n_rows = 4;
    ck_bp_ok(context, bp_table_add(context, &table, "r", BP_COLUMN_REAL, &column));
    bp_column_set_real(column, 0, -99997.0);
    bp_column_set_real(column, 1, 0.5);
    bp_column_set_real(column, 2, INFINITY);
    ck_bp_ok(context, bp_table_add(context, &table, "i", BP_COLUMN_INTEGER, &column));
    bp_column_set_integer(column, 3, 42);
    ck_bp_ok(context, bp_values_read(context, &table, 0, MISSING, 2, &values));
    ck_assert_int_eq(values.n_codes, 3);
    ck_assert_str_eq(values.codes[0].code, "-99997");
    ck_assert_str_eq(values.codes[1].code, "inf");
    ck_assert_str_eq(values.codes[2].code, "");
    ck_assert(bp_values_is_valid(&values, 1));
    ck_assert_double_eq(values.value[1], 0.5);
    bp_values_clear(&values);
    ck_bp_ok(context, bp_values_read(context, &table, 1, NULL, 0, &values));
    ck_assert_double_eq(values.value[3], 42.0);
    ck_assert_int_eq(values.codes[0].count, 3);
    bp_values_clear(&values);
    bp_table_clear(&table);
}
END_TEST

START_TEST(other_text_fails)
{
    static const char *const bad[] = {"x", "1,234,567", "1.234,5", "0x10", "12%", "1 2",
                                      "-", "e5",        "1e",      "--1",  ","};
    const char *texts[] = {"1", bad[_i]};
    bp_table table = BP_TABLE_INIT;
    bp_values values = BP_VALUES_INIT;
    table.n_rows = 2;
    table.source = bp_text_copy("kwb.csv");
    table.layer = bp_text_copy("kwb");
    ck_bp_ok(context, bp_table_add_text(context, &table, "income", texts));
    ck_assert_int_eq(bp_values_read(context, &table, 0, MISSING, 2, &values), BP_ERROR_INPUT);
    ck_assert_ptr_null(values.value);
    char *expected =
        bp_text_format("kwb.csv, layer kwb, column 'income', row 2: '%s' is not a number; if it stands for "
                       "a missing value, list it under `missing`",
                       bad[_i]);
    ck_message(expected);
    free(expected);
    bp_table_clear(&table);
}
END_TEST

/* Against the C library, on numbers of every length and size. */
START_TEST(parsing_rounds_correctly)
{
    uint64_t state = 1;
    for (int i = 0; i < 20000; i++) {
        char text[64];
        double value = 0.0;
        state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
        int digits = (int)(state >> 33) % 20 + 1, power = (int)(state >> 40) % 60 - 30;
        snprintf(text, sizeof text, "%.*ge%d", digits, (double)(state >> 11) * 1e-9, power);
        if (strchr(text, 'e') != strrchr(text, 'e'))
            continue;
        ck_assert(bp_number_parse(text, strlen(text), &value));
        ck_assert_double_eq(value, strtod(text, NULL));
    }
}
END_TEST

START_TEST(formatting_is_that_of_bp_text_number)
{
    static const double special[] = {0.0, -0.0,          1e-4, 1e-5,      0.5,   1e15,
                                     1e9, 123456789.125, -3.0, 1.0 / 3.0, 100.0, 5e-324};
    uint64_t state = 7;
    for (int i = 0; i < 20000; i++) {
        char fast[40], slow[40];
        state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
        double power = pow(10.0, (double)((state >> 20) % 9));
        double value = i < 12 ? special[i] : (double)((int64_t)(state >> 30) - (INT64_C(1) << 33)) / power;
        bp_number_format(value, fast);
        bp_text_number(value, slow);
        ck_assert_str_eq(fast, slow);
    }
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("values");
    TCase *test = tcase_create("values");
    tcase_add_checked_fixture(test, set_up, tear_down);
    tcase_add_test(test, numbers_as_found);
    tcase_add_test(test, missing_is_counted_by_code);
    tcase_add_test(test, numeric_columns);
    tcase_add_loop_test(test, other_text_fails, 0, 11);
    tcase_add_test(test, parsing_rounds_correctly);
    tcase_add_test(test, formatting_is_that_of_bp_text_number);
    suite_add_tcase(suite, test);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
