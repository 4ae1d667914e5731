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

/* Texts of several lines in which another separator cuts as many cells as stand in a record, or more: what
 * was written comes back, also of a table of one column, whose cells have no separator beside them. */
START_TEST(texts_of_several_lines)
{
    static const char *const texts[] = {
        "a\tb\nc\td\ne\tf\ng\th", "1;2;3\n4;5;6\n7;8;9", "a|b", "a\tb", "\"\n\t", "x", ",;\t|",
    };
    enum { ROWS = sizeof texts / sizeof *texts };
    for (int n_columns = 1; n_columns <= 3; n_columns++) {
        static const char *const names[] = {"code", "remark", "third"};
        bp_table table = BP_TABLE_INIT, back = BP_TABLE_INIT;
        table.n_rows = ROWS;
        for (int c = 0; c < n_columns; c++)
            ck_bp_ok(context, bp_table_add_text(context, &table, names[c], texts));
        ck_bp_ok(context, bp_table_write_csv(context, &table, at("a.csv"), NULL));
        ck_bp_ok(context, bp_table_read(context, at("a.csv"), NULL, &back));
        ck_assert_int_eq(back.n_columns, n_columns);
        ck_assert_int_eq(back.n_rows, ROWS);
        for (int c = 0; c < n_columns; c++)
            for (int i = 0; i < ROWS; i++)
                ck_assert_str_eq(bp_column_text_at(&back.columns[c], i), texts[i]);
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

/* Files as spreadsheets and statistical offices write them, their second column's name and its last cell. */
static const struct {
    const char *text, *name, *cell;
    int n_rows;
} layouts[] = {
    {"code;n\n1;2\n", "n", "2", 1},
    {"sep=;\ncode;n\n1;2\n", "n", "2", 1},
    {"\xEF\xBB\xBF\"sep=;\"\r\ncode;n, of all\r\n1;2\r\n", "n, of all", "2", 1},
    {"sep=\t\ncode\tn;m,k\n1\t2\n", "n;m,k", "2", 1},
    {"code;share, of all, in, percent\n1;2\n3;4\n", "share, of all, in, percent", "4", 2},
    {"code;a\n1;1,5\n2;2,5\n3;\n", "a", NULL, 3},
    {"\"code\";\"of A, B, C\"\n\"1\";\"x\"\n", "of A, B, C", "x", 1},
    {"code,n\n1,2\n", "n", "2", 1},
    {"code,text\n1,a; b; c\n2,d; e\n", "text", "d; e", 2},
    {"code|n\n1|2\n", "n", "2", 1},
    {"code,n\n1,say \"a;b\"\n", "n", "say \"a;b\"", 1},
    {"code,n\n1,\"two\nlines;;\"\n", "n", "two\nlines;;", 1},
    {"code,n\n1,\"a\tb\nc\td\ne\tf\n\"\n", "n", "a\tb\nc\td\ne\tf\n", 1},
};

START_TEST(layouts_are_seen)
{
    bp_table table = BP_TABLE_INIT;
    put_file(at("a.csv"), layouts[_i].text);
    ck_bp_ok(context, bp_table_read(context, at("a.csv"), NULL, &table));
    ck_assert_int_eq(table.n_columns, 2);
    ck_assert_int_eq(table.n_rows, layouts[_i].n_rows);
    ck_assert_str_eq(table.columns[0].name, "code");
    ck_assert_str_eq(table.columns[1].name, layouts[_i].name);
    if (layouts[_i].cell)
        ck_assert_str_eq(bp_column_text_at(&table.columns[1], table.n_rows - 1), layouts[_i].cell);
    else
        ck_assert(!bp_column_is_valid(&table.columns[1], table.n_rows - 1));
    bp_table_clear(&table);
}
END_TEST

static const char titled[] = "Key figures, 2023\n\ncode;n\nA;5\nB;6\n";

START_TEST(header_below_a_title)
{
    static const char *const columns[] = {"code", "n"};
    bp_table table = BP_TABLE_INIT;
    bp_read_options options = BP_READ_OPTIONS_INIT;
    put_file(at("a.csv"), titled);
    ck_assert_int_eq(bp_table_read(context, at("a.csv"), NULL, &table), BP_ERROR_INPUT);
    ck_message("a.csv, row 1: has more cells than the 1 of the header ('n'); line 3 looks like the header: "
               "remove the lines above it, or say `header_row: 3` in the study");
    options.columns = columns;
    options.n_columns = 2;
    ck_assert_int_eq(bp_table_read(context, at("a.csv"), &options, &table), BP_ERROR_INPUT);
    ck_message("a.csv: there is no column 'code'; it has Key figures, 2023; line 3 looks like the header: "
               "remove the lines above it, or say `header_row: 3` in the study");
    options.header_row = 3;
    ck_bp_ok(context, bp_table_read(context, at("a.csv"), &options, &table));
    ck_assert_int_eq(table.n_rows, 2);
    ck_assert_str_eq(bp_column_text_at(&table.columns[1], 1), "6");
    bp_table_clear(&table);
    options.header_row = 9;
    ck_assert_int_eq(bp_table_read(context, at("a.csv"), &options, &table), BP_ERROR_INPUT);
    ck_message("a.csv: `header_row` is 9, and the file has fewer lines");
}
END_TEST

START_TEST(one_layer_by_its_name)
{
    bp_table table = BP_TABLE_INIT;
    bp_read_options options = BP_READ_OPTIONS_INIT;
    put_file(at("rows.csv"), "code,n\nA,5\n");
    options.layer = "rows";
    ck_bp_ok(context, bp_table_read(context, at("rows.csv"), &options, &table));
    bp_table_clear(&table);
    options.layer = "Sheet1";
    ck_assert_int_eq(bp_table_read(context, at("rows.csv"), &options, &table), BP_ERROR_INPUT);
    ck_message("rows.csv: there is no layer 'Sheet1'; it has rows");
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
    tcase_add_test(test, texts_of_several_lines);
    tcase_add_test(test, file_write);
    tcase_add_loop_test(test, layouts_are_seen, 0, (int)(sizeof layouts / sizeof *layouts));
    tcase_add_test(test, header_below_a_title);
    tcase_add_test(test, one_layer_by_its_name);
    suite_add_tcase(suite, test);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
