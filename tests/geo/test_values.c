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
    /* A table of one row each: a column has one decimal mark. */
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bp_table table = BP_TABLE_INIT;
        bp_values values = BP_VALUES_INIT;
        table.n_rows = 1;
        ck_bp_ok(context, bp_table_add_text(context, &table, "x", &cases[i].text));
        ck_bp_ok(context, bp_values_read(context, &table, 0, MISSING, 2, &values));
        ck_assert_int_eq(values.n, 1);
        ck_assert_int_eq(values.n_codes, 0);
        ck_assert(bp_values_is_valid(&values, 0));
        ck_assert_double_eq(values.value[0], cases[i].value);
        bp_values_clear(&values);
        bp_table_clear(&table);
    }
}
END_TEST

/* Three texts as the column income of kwb.csv. */
static void make_income(bp_table *table, const char *const texts[3])
{
    table->n_rows = 3;
    table->source = bp_text_copy("kwb.csv");
    table->layer = bp_text_copy("kwb");
    ck_bp_ok(context, bp_table_add_text(context, table, "income", texts));
}

/* Columns of which nobody can tell what their numbers are. */
START_TEST(unclear_notation_fails)
{
    static const struct {
        const char *texts[3], *message;
    } cases[] = {
        {{"1.5", "2,5", "3"},
         "row 1 has '1.5' and row 2 '2,5': decimal point and decimal comma in one column; use one of them, "
         "and "
         "nothing between thousands"},
        {{"1,200", ".", "0.5"},
         "row 3 has '0.5' and row 1 '1,200': decimal point and decimal comma in one column; use one of them, "
         "and nothing between thousands"},
        {{"8.245", ".", "930"},
         "row 1 has '8.245' and row 3 '930': thousands or decimals? All with a mark have three digits after "
         "it; write them without anything between thousands, or say thousands: \".\""},
        {{"900", "1,200", ""},
         "row 2 has '1,200' and row 1 '900': thousands or decimals? All with a mark have three digits after "
         "it; write them without anything between thousands, or say thousands: \",\""},
        {{"-12.000", "7", "+125.500"},
         "row 3 has '+125.500' and row 2 '7': thousands or decimals? All with a mark have three digits after "
         "it; write them without anything between thousands, or say thousands: \".\""},
    };
    bp_table table = BP_TABLE_INIT;
    bp_values values = BP_VALUES_INIT;
    make_income(&table, cases[_i].texts);
    ck_assert_int_eq(bp_values_read(context, &table, 0, MISSING, 2, &values), BP_ERROR_INPUT);
    ck_assert_ptr_null(values.value);
    char *message = bp_text_format("kwb.csv, layer kwb, column 'income': %s", cases[_i].message);
    ck_message(message);
    free(message);
    bp_table_clear(&table);
}
END_TEST

/* Three digits after a mark are decimals where nothing speaks for thousands. */
START_TEST(clear_notation_is_read)
{
    static const struct {
        const char *texts[3];
        double values[3];
    } cases[] = {
        {{"8.245", "9.31", "930"}, {8.245, 9.31, 930}}, {{"0.245", "1", "12"}, {0.245, 1, 12}},
        {{"8,245", "9,310", "."}, {8.245, 9.31, 0}},    {{"1234.567", "8.245", "9"}, {1234.567, 8.245, 9}},
        {{".245", "1.245", "1"}, {0.245, 1.245, 1}},    {{"8.2450", "1.245", "1"}, {8.245, 1.245, 1}}};
    bp_table table = BP_TABLE_INIT;
    bp_values values = BP_VALUES_INIT;
    make_income(&table, cases[_i].texts);
    ck_bp_ok(context, bp_values_read(context, &table, 0, MISSING, 2, &values));
    for (int i = 0; i < 3; i++)
        ck_assert_double_eq(values.value[i], cases[_i].values[i]);
    bp_values_clear(&values);
    bp_table_clear(&table);
}
END_TEST

/* Where every number looks like thousands, that is told; of counts it is refused. */
START_TEST(likely_thousands)
{
    static const char *const texts[] = {".", "217.828", "1.050"};
    bp_values_options options = BP_VALUES_OPTIONS_INIT;
    bp_table table = BP_TABLE_INIT;
    bp_values values = BP_VALUES_INIT;
    options.missing = (bp_missing_codes){MISSING, 2};
    make_income(&table, texts);
    ck_bp_ok(context, bp_values_read_by(context, &table, 0, &options, &values));
    ck_assert_int_eq(values.thousands_mark, '.');
    ck_assert_int_eq(values.thousands_row, 1);
    ck_assert_double_eq(values.value[1], 217.828);
    bp_values_clear(&values);
    options.kind = BP_VALUES_COUNTS;
    ck_assert_int_eq(bp_values_read_by(context, &table, 0, &options, &values), BP_ERROR_INPUT);
    ck_message("kwb.csv, layer kwb, column 'income', row 2: found '217.828', expected a whole number; if the "
               "'.' stands between thousands, say thousands: \".\"");
    options.thousands = ".";
    ck_bp_ok(context, bp_values_read_by(context, &table, 0, &options, &values));
    ck_assert_double_eq(values.value[1], 217828.0);
    ck_assert_int_eq(values.thousands_row, -1);
    bp_values_clear(&values);
    bp_table_clear(&table);
}
END_TEST

/* Nor are decimals thousands where one number is below 1 or has other than three of them. */
START_TEST(unlikely_thousands)
{
    static const char *const cases[][3] = {
        {"0.217", "217.828", "."}, {"217,82", "1,050", "."}, {"217", "828", "."}};
    bp_values_options options = BP_VALUES_OPTIONS_INIT;
    bp_table table = BP_TABLE_INIT;
    bp_values values = BP_VALUES_INIT;
    options.missing = (bp_missing_codes){MISSING, 2};
    options.kind = BP_VALUES_COUNTS;
    make_income(&table, cases[_i]);
    ck_bp_ok(context, bp_values_read_by(context, &table, 0, &options, &values));
    ck_assert_int_eq(values.thousands_row, -1);
    ck_assert_int_eq(values.thousands_mark, 0);
    bp_values_clear(&values);
    bp_table_clear(&table);
}
END_TEST

/* Rows that are not wanted may hold anything: no number, a missing value, the other decimal mark. */
START_TEST(rows_that_are_not_wanted)
{
    static const char *const texts[] = {"none", "2.5", "", "1,5", ".", "3.25", ".", "n/a", "inf", "4.5"};
    static const uint8_t wanted[] = {0x72, 0x02}; /* rows 1, 4, 5, 6 and 9 */
    const bp_missing_codes codes = {MISSING, 2};
    static const double expected[] = {0, 2.5, 0, 0, 0, 3.25, 0, 0, 0, 4.5};
    bp_table table = BP_TABLE_INIT;
    bp_values values = BP_VALUES_INIT;
    bp_column *column = NULL;
    table.n_rows = 10;
    ck_bp_ok(context, bp_table_add_text(context, &table, "x", texts));
    ck_bp_ok(context, bp_table_add(context, &table, "r", BP_COLUMN_REAL, &column));
    for (int i = 0; i < 4; i++)
        bp_column_set_real(column, i, i + 0.5);
    ck_bp_ok(context, bp_values_read_rows(context, &table, 0, wanted, &codes, &values));
    ck_assert_int_eq(values.n, 10);
    ck_assert_int_eq(values.n_codes, 1);
    ck_assert_str_eq(values.codes[0].code, ".");
    ck_assert_int_eq(values.codes[0].count, 2);
    for (int i = 0; i < 10; i++) {
        ck_assert(bp_values_is_valid(&values, i) == (expected[i] > 0));
        ck_assert_double_eq(values.value[i], expected[i]);
    }
    bp_values_clear(&values);
    /* Of the numbers in rows 0 to 3 only the second is wanted; rows 4, 5, 6 and 9 have none. */
    ck_bp_ok(context, bp_values_read_rows(context, &table, 1, wanted, &codes, &values));
    ck_assert_int_eq(values.n_codes, 1);
    ck_assert_int_eq(values.codes[0].count, 4);
    for (int i = 0; i < 10; i++)
        ck_assert(bp_values_is_valid(&values, i) == (i == 1));
    ck_assert_double_eq(values.value[1], 1.5);
    bp_values_clear(&values);
    /* All rows. */
    ck_assert_int_eq(bp_values_read_rows(context, &table, 0, NULL, &codes, &values), BP_ERROR_INPUT);
    ck_message("a table made in memory, column 'x', row 1: 'none' is not a number; if it stands for a "
               "missing value, list it under "
               "`missing`");
    bp_table_clear(&table);
}
END_TEST

START_TEST(missing_is_counted_by_code)
{
    static const char *const texts[] = {"   .", "-99997,0", NULL, "", "  ", "", "4", ".", "-99997", "."};
    bp_table table = BP_TABLE_INIT;
    bp_values values = BP_VALUES_INIT;
    table.n_rows = 10;
    ck_bp_ok(context, bp_table_add_text(context, &table, "x", texts));
    ck_bp_ok(context, bp_values_read(context, &table, 0, MISSING, 2, &values));
    static const struct {
        const char *code;
        int count;
    } expected[] = {{".", 3}, {"-99997,0", 1}, {"", 4}, {"-99997", 1}};
    ck_assert_int_eq(values.n_codes, 4);
    for (int i = 0; i < 4; i++) {
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
    static const struct {
        const char *text, *advice;
    } bad[] = {{"x", ""},
               {"1,234,567", "; if ',' stands between thousands, say thousands: \",\""},
               {"1.234,5", "; if '.' stands between thousands, say thousands: \".\""},
               {"12 345,5", "; if ' ' stands between thousands, say thousands: \" \""},
               {"12*", "; if the '*' is a remark, say marks: \"*\""},
               {"0x10", ""},
               {"12%%", ""},
               {"%", ""},
               {"1 2", ""},
               {"-", ""},
               {"e5", ""},
               {"1e", ""},
               {"--1", ""},
               {",", ""},
               {"nan", ""},
               {"-Inf", ""},
               {"9e999", "; it is too large for one"},
               {"5,5-", "; write its sign in front"},
               {"5+", "; write its sign in front"}};
    const char *texts[] = {"1", bad[_i].text};
    bp_table table = BP_TABLE_INIT;
    bp_values values = BP_VALUES_INIT;
    table.n_rows = 2;
    table.source = bp_text_copy("kwb.csv");
    table.layer = bp_text_copy("kwb");
    ck_bp_ok(context, bp_table_add_text(context, &table, "income", texts));
    ck_assert_int_eq(bp_values_read(context, &table, 0, MISSING, 2, &values), BP_ERROR_INPUT);
    ck_assert_ptr_null(values.value);
    char *expected =
        bp_text_format("kwb.csv, layer kwb, column 'income', row 2: '%s' is not a number%s; if it stands for "
                       "a missing value, list it under `missing`",
                       bad[_i].text, bad[_i].advice);
    ck_message(expected);
    free(expected);
    bp_table_clear(&table);
}
END_TEST

/* What a table says about its notation. The numbers of three rows, and how many had a sign or a mark. */
START_TEST(told_notation)
{
    static const struct {
        const char *texts[3], *thousands, *marks;
        double values[3];
        int n_percent, n_marked;
    } cases[] = {
        {{"8.245", "930", "1.234.567,5"}, ".", NULL, {8245, 930, 1234567.5}, 0, 0},
        {{"8,245", "930", "-1,234.5"}, ",", NULL, {8245, 930, -1234.5}, 0, 0},
        {{"8 245", "930",
          "12\xC2\xA0"
          "345,5"},
         " ",
         NULL,
         {8245, 930, 12345.5},
         0,
         0},
        {{"8\xE2\x80\xAF"
          "245",
          "1000", "8.245"},
         " ",
         NULL,
         {8245, 1000, 8.245},
         0,
         0},
        {{"8'245", "930.5", "+1'000"}, "'", NULL, {8245, 930.5, 1000}, 0, 0},
        {{"12,5%", " 3 % ", "0"}, NULL, NULL, {12.5, 3, 0}, 2, 0},
        {{"12*", "3.5 **", "7"}, NULL, "*", {12, 3.5, 7}, 0, 2},
        {{"12%*", "3%", "7.5%p"}, NULL, "*p", {12, 3, 7.5}, 3, 2},
    };
    const bp_values_options options = {
        NULL, {MISSING, 2}, cases[_i].thousands, cases[_i].marks, BP_VALUES_ANY};
    bp_table table = BP_TABLE_INIT;
    bp_values values = BP_VALUES_INIT;
    make_income(&table, cases[_i].texts);
    ck_bp_ok(context, bp_values_read_by(context, &table, 0, &options, &values));
    for (int i = 0; i < 3; i++)
        ck_assert_double_eq(values.value[i], cases[_i].values[i]);
    ck_assert_int_eq(values.n_percent, cases[_i].n_percent);
    ck_assert_int_eq(values.n_marked, cases[_i].n_marked);
    bp_values_clear(&values);
    bp_table_clear(&table);
}
END_TEST

START_TEST(told_notation_fails)
{
    static const struct {
        const char *texts[3], *thousands, *message;
    } cases[] = {
        {{"8.245", "930", "1.23"},
         ".",
         ", row 3: '1.23' is not a number with thousands: \".\"; if it stands for a missing value, list it "
         "under "
         "`missing`"},
        {{"1.2345", "1", "1"},
         ".",
         ", row 1: '1.2345' is not a number with thousands: \".\"; if it stands for a missing value, list it "
         "under "
         "`missing`"},
        {{"1234.567", "1", "1"},
         ".",
         ", row 1: '1234.567' is not a number with thousands: \".\"; if it stands for a missing value, list "
         "it "
         "under `missing`"},
        {{"1 000.5", "1 000,5", "1"},
         " ",
         ": row 1 has '1 000.5' and row 2 '1 000,5': decimal point and decimal comma in one column; use one "
         "of "
         "them, and nothing between thousands"},
        {{"12%", "0", "0.13"},
         NULL,
         ": row 1 has '12%' and row 3 '0.13': a percent sign after some numbers only; write it after all or "
         "none"},
    };
    const bp_values_options options = {NULL, {MISSING, 2}, cases[_i].thousands, NULL, BP_VALUES_ANY};
    bp_table table = BP_TABLE_INIT;
    bp_values values = BP_VALUES_INIT;
    make_income(&table, cases[_i].texts);
    ck_assert_int_eq(bp_values_read_by(context, &table, 0, &options, &values), BP_ERROR_INPUT);
    char *message = bp_text_format("kwb.csv, layer kwb, column 'income'%s", cases[_i].message);
    ck_message(message);
    free(message);
    bp_table_clear(&table);
}
END_TEST

/* A mark is part of a number; what stands for a missing value is looked for before. */
START_TEST(marks_and_missing)
{
    static const char *const texts[3] = {"*", "-99997*", "5*"}, *const missing[] = {"*", "-99997"};
    const bp_values_options options = {NULL, {missing, 2}, NULL, "*", BP_VALUES_ANY};
    bp_table table = BP_TABLE_INIT;
    bp_values values = BP_VALUES_INIT;
    make_income(&table, texts);
    ck_bp_ok(context, bp_values_read_by(context, &table, 0, &options, &values));
    ck_assert(!bp_values_is_valid(&values, 0) && !bp_values_is_valid(&values, 1) &&
              bp_values_is_valid(&values, 2));
    ck_assert_int_eq(values.n_codes, 2);
    ck_assert_str_eq(values.codes[0].code, "*");
    ck_assert_str_eq(values.codes[1].code, "-99997*");
    ck_assert_double_eq(values.value[2], 5);
    bp_values_clear(&values);
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
    tcase_add_loop_test(test, unclear_notation_fails, 0, 5);
    tcase_add_loop_test(test, clear_notation_is_read, 0, 6);
    tcase_add_test(test, rows_that_are_not_wanted);
    tcase_add_test(test, missing_is_counted_by_code);
    tcase_add_test(test, numeric_columns);
    tcase_add_loop_test(test, other_text_fails, 0, 19);
    tcase_add_test(test, likely_thousands);
    tcase_add_loop_test(test, unlikely_thousands, 0, 3);
    tcase_add_loop_test(test, told_notation, 0, 8);
    tcase_add_loop_test(test, told_notation_fails, 0, 5);
    tcase_add_test(test, marks_and_missing);
    tcase_add_test(test, parsing_rounds_correctly);
    tcase_add_test(test, formatting_is_that_of_bp_text_number);
    suite_add_tcase(suite, test);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
