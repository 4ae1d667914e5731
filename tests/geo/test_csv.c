/* Csv as RFC 4180 has it, byte for byte, and back again. */
#define _POSIX_C_SOURCE 200809L

#include "geo/read.h"
#include "geo/write.h"
#include "tests/geo/files.h"

#include <math.h>

static void make_table(bp_table *table)
{
    static const char *const texts[] = {"plain", "a,b;c", "say \"x\"", "two\nlines", NULL};
    bp_column *column = NULL;
    table->n_rows = 5;
    ck_bp_ok(context, bp_table_add_text(context, table, "na,me", texts));
    ck_bp_ok(context, bp_table_add(context, table, "r", BP_COLUMN_REAL, &column));
    bp_column_set_real(column, 0, 0.1);
    bp_column_set_real(column, 1, -2.0);
    bp_column_set_real(column, 2, 1e21);
    bp_column_set_real(column, 3, NAN);
    ck_bp_ok(context, bp_table_add(context, table, "i", BP_COLUMN_INTEGER, &column));
    bp_column_set_integer(column, 4, INT64_MIN);
}

START_TEST(comma_and_semicolon)
{
    bp_table table = BP_TABLE_INIT;
    const bp_csv_options statline = {';', true};
    make_table(&table);
    ck_bp_ok(context, bp_table_write_csv(context, &table, at("a.csv"), NULL));
    char *text = get_file(at("a.csv"), NULL);
    ck_assert_str_eq(text,
                     "\"na,me\",r,i\nplain,0.1,\n\"a,b;c\",-2,\n\"say \"\"x\"\"\",1e+21,\n\"two\nlines\",,\n"
                     ",,-9223372036854775808\n");
    free(text);
    ck_bp_ok(context, bp_table_write_csv(context, &table, at("b.csv"), &statline));
    text = get_file(at("b.csv"), NULL);
    ck_assert_str_eq(
        text,
        "\xEF\xBB\xBF\"na,me\";r;i\nplain;0.1;\n\"a,b;c\";-2;\n\"say \"\"x\"\"\";1e+21;\n\"two\nlines\";;\n"
        ";;-9223372036854775808\n");
    free(text);
    bp_table_clear(&table);
}
END_TEST

START_TEST(comes_back)
{
    bp_table table = BP_TABLE_INIT, back = BP_TABLE_INIT;
    make_table(&table);
    ck_bp_ok(context, bp_table_write_csv(context, &table, at("a.csv"), NULL));
    ck_bp_ok(context, bp_table_read(context, at("a.csv"), NULL, &back));
    ck_assert_int_eq(back.n_rows, 5);
    ck_assert_str_eq(back.columns[0].name, "na,me");
    for (int64_t row = 0; row < 5; row++)
        ck_same_cell(&back.columns[0], &table.columns[0], row);
    bp_table_clear(&table);
    bp_table_clear(&back);
}
END_TEST

/* A row that is missing all it has must not become an empty line, which readers pass over. */
START_TEST(no_row_is_lost)
{
    static const char *const texts[] = {"a", NULL, "b"};
    bp_table table = BP_TABLE_INIT, back = BP_TABLE_INIT;
    table.n_rows = 3;
    ck_bp_ok(context, bp_table_add_text(context, &table, "code", texts));
    ck_bp_ok(context, bp_table_write_csv(context, &table, at("a.csv"), NULL));
    ck_bp_ok(context, bp_table_read(context, at("a.csv"), NULL, &back));
    ck_assert_int_eq(back.n_rows, 3);
    ck_assert_int_eq(bp_column_count_missing(&back.columns[0], 3), 1);
    bp_table_clear(&table);
    bp_table_clear(&back);
}
END_TEST

/* A header with the mark of another format in it: a reader that looks for the separator must not take it. */
START_TEST(header_with_another_separator)
{
    static const char *const texts[] = {"1"}, *const names[] = {"a;b;c", "a\tb\tc", "\t", "a|b"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        bp_table table = BP_TABLE_INIT, back = BP_TABLE_INIT;
        table.n_rows = 1;
        ck_bp_ok(context, bp_table_add_text(context, &table, names[i], texts));
        ck_bp_ok(context, bp_table_write_csv(context, &table, at("a.csv"), NULL));
        ck_bp_ok(context, bp_table_read(context, at("a.csv"), NULL, &back));
        ck_assert_int_eq(back.n_columns, 1);
        ck_assert_str_eq(back.columns[0].name, names[i]);
        bp_table_clear(&table);
        bp_table_clear(&back);
    }
}
END_TEST

START_TEST(file_write)
{
    size_t n;
    ck_bp_ok(context, bp_file_write(context, at("a.bin"), "a\0b", 3));
    char *bytes = get_file(at("a.bin"), &n);
    ck_assert_uint_eq(n, 3);
    ck_assert_mem_eq(bytes, "a\0b", 3);
    free(bytes);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("csv");
    TCase *test = tcase_create("csv");
    tcase_add_checked_fixture(test, set_up, tear_down);
    tcase_add_test(test, comma_and_semicolon);
    tcase_add_test(test, comes_back);
    tcase_add_test(test, no_row_is_lost);
    tcase_add_test(test, header_with_another_separator);
    tcase_add_test(test, file_write);
    suite_add_tcase(suite, test);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
