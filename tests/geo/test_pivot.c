/* Long tables: rows picked, names made columns, titles in place of identifiers, and why a cell is empty. */
#define _POSIX_C_SOURCE 200809L

#include "geo/key_join.h"
#include "geo/pivot.h"
#include "geo/read.h"
#include "tests/geo/files.h"

static bp_table table;

static void read_long(const char *text)
{
    put_file(at("long.csv"), text);
    bp_table_clear(&table);
    ck_bp_ok(context, bp_table_read(context, at("long.csv"), NULL, &table));
}

static void close_table(void)
{
    bp_table_clear(&table);
    tear_down();
}

static const char *cell(const bp_table *of, const char *column, int64_t row)
{
    int c = bp_table_find(of, column);
    ck_assert_msg(c >= 0, "there is no column %s", column);
    return bp_column_text_at(&of->columns[c], row);
}

#define YEARS                                                                                                \
    "code,year,sex,value\nA,2019,M,1\nA,2020,M,2\nB, 2019 ,M,3\nB,2020,M,4\nA,2020,V,5\nC,2020,M,6\n"

START_TEST(rows_are_picked)
{
    static const bp_pick picks[] = {{"year", " 2020"}, {"sex", "M"}};
    bp_table out = BP_TABLE_INIT;
    read_long(YEARS);
    ck_bp_ok(context, bp_table_pick(context, &table, picks, 2, &out));
    ck_assert_int_eq(out.n_rows, 3);
    ck_assert_str_eq(cell(&out, "value", 0), "2");
    ck_assert_str_eq(cell(&out, "value", 1), "4");
    ck_assert_str_eq(cell(&out, "value", 2), "6");
    bp_table_clear(&out);
    ck_bp_ok(context, bp_table_pick(context, &table, picks, 1, &out));
    ck_assert_int_eq(out.n_rows, 4);
    bp_table_clear(&out);
}
END_TEST

START_TEST(numbers_are_picked)
{
    static const bp_pick pick[] = {{"year", "2020"}};
    bp_table out = BP_TABLE_INIT;
    bp_column *column = NULL;
    table.n_rows = 2;
    ck_bp_ok(context, bp_table_add(context, &table, "year", BP_COLUMN_REAL, &column));
    bp_column_set_real(column, 0, 2019.0);
    bp_column_set_real(column, 1, 2020.0);
    ck_bp_ok(context, bp_table_pick(context, &table, pick, 1, &out));
    ck_assert_int_eq(out.n_rows, 1);
    ck_assert_double_eq(out.columns[0].real[0], 2020.0);
    bp_table_clear(&out);
}
END_TEST

START_TEST(picks_that_fail)
{
    static const bp_pick none[] = {{"year", "2020"}, {"sex", "F"}}, unknown[] = {{"yaer", "2020"}};
    bp_table out = BP_TABLE_INIT;
    read_long(YEARS);
    ck_assert_int_eq(bp_table_pick(context, &table, none, 2, &out), BP_ERROR_INPUT);
    ck_message("long.csv, column 'sex': no row has 'F'; the column has 'M', 'V'");
    ck_assert_int_eq(bp_table_pick(context, &table, unknown, 1, &out), BP_ERROR_INPUT);
    ck_message("long.csv: there is no column 'yaer'; nearest: 'year'");
    ck_assert_int_eq(out.n_rows, 0);
}
END_TEST

#define ODATA                                                                                                \
    "\"Id\";\"Measure\";\"ValueAttribute\";\"Value\";\"RegioS\"\n"                                           \
    "1;T001036;None;872380;GM0363    \n2;M000114;None;12.5;GM0363    \n3;T001036;None;;GM0014    \n"         \
    "4;M000114;Impossible;;GM0014    \n5;M000114;Confidential;;GM0518    \n6;D000025;None;7;GM0363    \n"    \
    "7;M000114;Impossible;;\n"
#define MEASURES                                                                                             \
    "\"Identifier\";\"Title\"\nT001036;Inwoners\nM000114;Dichtheid, per km2\nD000025;Man\nD000026;Man\n"

START_TEST(observations_and_measures)
{
    static const char *const columns[] = {"Dichtheid, per km2", "T001036"};
    bp_table titles = BP_TABLE_INIT, out = BP_TABLE_INIT;
    bp_pivot_options options = BP_PIVOT_OPTIONS_INIT;
    bp_pivot_report report = BP_PIVOT_REPORT_INIT;
    read_long(ODATA);
    put_file(at("MeasureCodes.csv"), MEASURES);
    ck_bp_ok(context, bp_table_read(context, at("MeasureCodes.csv"), NULL, &titles));
    options = (bp_pivot_options){"RegioS", "Measure", "Value",      "ValueAttribute", columns,
                                 2,        &titles,   "Identifier", "Title",          NULL};
    ck_bp_ok(context, bp_table_pivot(context, &table, &options, &out, &report));
    ck_assert_int_eq(out.n_rows, 3);
    ck_assert_int_eq(out.n_columns, 3);
    ck_assert_str_eq(cell(&out, "RegioS", 0), "GM0363");
    ck_assert_str_eq(cell(&out, "T001036", 0), "872380");
    ck_assert_str_eq(cell(&out, "Dichtheid, per km2", 0), "12.5");
    ck_assert_str_eq(cell(&out, "T001036", 1), "None");
    ck_assert_str_eq(cell(&out, "Dichtheid, per km2", 1), "Impossible");
    ck_assert_ptr_null(cell(&out, "T001036", 2));
    ck_assert_str_eq(cell(&out, "Dichtheid, per km2", 2), "Confidential");
    ck_assert_int_eq(report.n_rows, 7);
    ck_assert_int_eq(report.n_other, 1);
    ck_assert_int_eq(report.n_blank, 1);
    ck_assert_int_eq(report.n_reasons, 3);
    bp_pivot_report_clear(&report);
    bp_table_clear(&out);
    static const char *const twice[] = {"Man"}, *const same[] = {"Inwoners", "T001036"},
                             *const slip[] = {"Inwonners"};
    options.columns = twice;
    options.n_columns = 1;
    ck_assert_int_eq(bp_table_pivot(context, &table, &options, &out, NULL), BP_ERROR_INPUT);
    ck_message("MeasureCodes.csv, column 'Title': 2 rows have 'Man': say which of D000025, D000026");
    options.columns = slip;
    ck_assert_int_eq(bp_table_pivot(context, &table, &options, &out, NULL), BP_ERROR_INPUT);
    ck_message("long.csv, column 'Measure': there is no name 'Inwonners'; nearest: 'Inwoners'");
    options.columns = same;
    options.n_columns = 2;
    ck_assert_int_eq(bp_table_pivot(context, &table, &options, &out, NULL), BP_ERROR_INPUT);
    ck_message("long.csv, column 'Measure': 'Inwoners' and 'T001036' are the same; name it one way");
    bp_table_clear(&titles);
}
END_TEST

START_TEST(years_become_columns)
{
    static const char *const columns[] = {"2019", "2020"};
    static const bp_pick men[] = {{"sex", "M"}};
    bp_table out = BP_TABLE_INIT, picked = BP_TABLE_INIT;
    bp_pivot_options options = BP_PIVOT_OPTIONS_INIT;
    options.key = "code";
    options.names = "year";
    options.values = "value";
    options.columns = columns;
    options.n_columns = 2;
    int64_t n_repeated = 0;
    options.n_repeated = &n_repeated;
    read_long(YEARS);
    ck_assert_int_eq(bp_table_pivot(context, &table, &options, &out, NULL), BP_ERROR_INPUT);
    ck_message(
        "long.csv, column 'code': 1 row for a key and name that have one already: 'A', '2020' (rows 2, 5)");
    ck_assert_int_eq(n_repeated, 1);
    ck_bp_ok(context, bp_table_pick(context, &table, men, 1, &picked));
    ck_bp_ok(context, bp_table_pivot(context, &picked, &options, &out, NULL));
    ck_assert_int_eq(out.n_rows, 3);
    ck_assert_str_eq(cell(&out, "2019", 0), "1");
    ck_assert_str_eq(cell(&out, "2020", 0), "2");
    ck_assert_str_eq(cell(&out, "2019", 1), "3");
    ck_assert_ptr_null(cell(&out, "2019", 2));
    ck_assert_str_eq(cell(&out, "2020", 2), "6");
    bp_table_clear(&out);
    bp_table_clear(&picked);
}
END_TEST

START_TEST(what_tells_rows_apart)
{
    const int code = 0, both[] = {0, 1};
    read_long("code,note,year,value,sex\nA,x,2019,1,M\nA,y,2020,1,M\nA,x,2021,2,M\nB,x,2019,1,M\nB,x,2022,1,"
              "M\nC,z,2019,9,V\n");
    char *text = bp_key_differences(context, &table, &code, 1, -1);
    ck_assert_str_eq(text, "they differ in 'year' (2019, 2020, 2021, ...), 'note' (x, y), 'value' (1, 2)");
    free(text);
    text = bp_key_differences(context, &table, &code, 1, 3);
    ck_assert_str_eq(text, "they differ in 'year' (2019, 2020, 2021, ...), 'note' (x, y)");
    free(text);
    text = bp_key_differences(context, &table, both, 2, 3);
    ck_assert_str_eq(text, "they differ in 'year' (2019, 2021, 2022)");
    free(text);
    read_long("code,year\nA,1\nB,1\n");
    ck_assert_ptr_null(bp_key_differences(context, &table, &code, 1, -1));
    read_long("code,year\nA,1\nA,1\n");
    text = bp_key_differences(context, &table, &code, 1, -1);
    ck_assert_str_eq(text, "they are the same in all columns");
    free(text);
}
END_TEST

/* Widths of codes go with levels, not with years. */
START_TEST(which_column_has_levels)
{
    read_long("code,year,level,name\n14,2019,GM,a\n14,2020,GM,a\n1400,2019,WK,b\n1400,2020,WK,b\n140000,2019,"
              "BU,c\n");
    char *text = bp_key_level_column(context, &table, 0);
    ck_assert_str_eq(text, "rows: {level: TEXT}, with one of GM, WK, BU");
    free(text);
    read_long("code,year\n14,2019\n1400,2019\n14,2020\n1400,2020\n");
    ck_assert_ptr_null(bp_key_level_column(context, &table, 0));
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("pivot");
    TCase *test = tcase_create("pivot");
    tcase_add_checked_fixture(test, set_up, close_table);
    tcase_add_test(test, rows_are_picked);
    tcase_add_test(test, numbers_are_picked);
    tcase_add_test(test, picks_that_fail);
    tcase_add_test(test, observations_and_measures);
    tcase_add_test(test, years_become_columns);
    tcase_add_test(test, what_tells_rows_apart);
    tcase_add_test(test, which_column_has_levels);
    suite_add_tcase(suite, test);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
