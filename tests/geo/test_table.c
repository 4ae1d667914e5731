/* Tables: columns, missing values, and rows taken in another order. */
#define _POSIX_C_SOURCE 200809L

#include "geo/table.h"
#include "tests/geo/files.h"

static void make_table(bp_table *table)
{
    static const char *const texts[] = {"a", NULL, "", "d", "e", "f", "g", "h", "i", "j"};
    bp_column *column = NULL;
    table->n_rows = 10;
    table->source = bp_text_copy("file.csv");
    ck_bp_ok(context, bp_table_add_text(context, table, "text", texts));
    ck_bp_ok(context, bp_table_add(context, table, "real", BP_COLUMN_REAL, &column));
    for (int i = 0; i < 10; i += 2)
        bp_column_set_real(column, i, i + 0.5);
    ck_bp_ok(context, bp_table_add(context, table, "integer", BP_COLUMN_INTEGER, &column));
    bp_column_set_integer(column, 8, -8);
    bp_column_set_integer(column, 9, 9);
}

START_TEST(columns)
{
    bp_table table = BP_TABLE_INIT;
    make_table(&table);
    ck_assert_int_eq(table.n_columns, 3);
    ck_assert_int_eq(bp_table_find(&table, "real"), 1);
    ck_assert_int_eq(bp_table_find(&table, "Real"), -1);
    ck_assert_str_eq(bp_table_nearest_name(&table, "integr"), "integer");
    ck_assert_ptr_null(bp_table_nearest_name(&table, "population"));
    ck_assert_int_eq(bp_column_count_missing(&table.columns[0], 10), 1);
    ck_assert_int_eq(bp_column_count_missing(&table.columns[1], 10), 5);
    ck_assert_int_eq(bp_column_count_missing(&table.columns[2], 10), 8);
    ck_assert_ptr_null(bp_column_text_at(&table.columns[0], 1));
    ck_assert_str_eq(bp_column_text_at(&table.columns[0], 2), "");
    ck_assert_str_eq(bp_column_text_at(&table.columns[0], 9), "j");
    ck_assert_int_eq(table.columns[2].integer[9], 9);
    bp_table_clear(&table);
    ck_assert_int_eq(table.n_columns, 0);
    bp_table_clear(&table);
}
END_TEST

START_TEST(take)
{
    static const int64_t rows[] = {9, 1, 8, 8, 2};
    bp_table table = BP_TABLE_INIT, taken = BP_TABLE_INIT;
    make_table(&table);
    ck_bp_ok(context, bp_table_take(context, &table, rows, 5, &taken));
    ck_assert_int_eq(taken.n_rows, 5);
    ck_assert_str_eq(taken.source, "file.csv");
    ck_assert_str_eq(bp_column_text_at(&taken.columns[0], 0), "j");
    ck_assert_ptr_null(bp_column_text_at(&taken.columns[0], 1));
    ck_assert_double_eq(taken.columns[1].real[2], 8.5);
    ck_assert(!bp_column_is_valid(&taken.columns[1], 0));
    ck_assert_int_eq(taken.columns[2].integer[3], -8);
    ck_assert(!bp_column_is_valid(&taken.columns[2], 4));
    bp_table_clear(&taken);
    ck_bp_ok(context, bp_table_take(context, &table, rows, 0, &taken));
    ck_assert_int_eq(taken.n_rows, 0);
    ck_assert_int_eq(taken.n_columns, 3);
    bp_table_clear(&taken);
    bp_table_clear(&table);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("table");
    TCase *test = tcase_create("table");
    tcase_add_checked_fixture(test, set_up, tear_down);
    tcase_add_test(test, columns);
    tcase_add_test(test, take);
    suite_add_tcase(suite, test);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
