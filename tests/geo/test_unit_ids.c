#include "geo/unit_ids.h"

#include "tests/geo/files.h"

static bp_table table;
static bp_unit_ids ids;

static void tear_down_ids(void)
{
    bp_unit_ids_clear(&ids);
    bp_table_clear(&table);
    tear_down();
}

START_TEST(texts_numbers_and_rows)
{
    static const char *const texts[] = {" BU01", "Den Haag\t", "x"};
    bp_column *whole = NULL, *real = NULL;
    table.n_rows = 3;
    ck_bp_ok(context, bp_table_add_text(context, &table, "code", texts));
    ck_bp_ok(context, bp_table_add(context, &table, "whole", BP_COLUMN_INTEGER, &whole));
    for (int i = 0; i < 3; i++)
        bp_column_set_integer(whole, i, INT64_C(9007199254740993) - i);
    ck_bp_ok(context, bp_table_add(context, &table, "real", BP_COLUMN_REAL, &real));
    for (int i = 0; i < 3; i++)
        bp_column_set_real(real, i, 1e9 + i);
    static const char *const expected[4][3] = {{"1", "2", "3"},
                                               {"BU01", "Den Haag", "x"},
                                               {"9007199254740993", "9007199254740992", "9007199254740991"},
                                               {"1000000000", "1000000001", "1000000002"}};
    for (int column = -1; column < 3; column++) {
        ck_bp_ok(context, bp_unit_ids_make(context, &table, column, &ids));
        ck_assert_int_eq(ids.n, 3);
        for (int i = 0; i < 3; i++) {
            ck_assert_str_eq(ids.text[i], expected[column + 1][i]);
            ck_assert_int_eq(bp_unit_ids_find(&ids, ids.text[i], strlen(ids.text[i])), i);
        }
        ck_assert_int_eq(bp_unit_ids_find(&ids, "BU", 2), -1);
        ck_assert_int_eq(bp_unit_ids_find(&ids, "", 0), -1);
        bp_unit_ids_clear(&ids);
    }
}
END_TEST

/* Numbers by value, texts behind them by byte; row numbers stay as they are. */
START_TEST(the_order_of_ids)
{
    static const char *const texts[] = {"b", "10", "9", "a1", "-1", "007", "7", "B", "x y", "10a", "0", "00"};
    static const char *const names[] = {"0", "00", "007", "7", "9", "10", "-1", "10a", "B", "a1", "b", "x y"};
    int64_t order[12];
    table.n_rows = 12;
    ck_bp_ok(context, bp_table_add_text(context, &table, "code", texts));
    for (int column = 0; column >= -1; column--) {
        ck_bp_ok(context, bp_unit_ids_make(context, &table, column, &ids));
        ck_bp_ok(context, bp_unit_ids_order(context, &ids, order));
        for (int i = 0; i < 12; i++) {
            if (column == 0)
                ck_assert_str_eq(ids.text[order[i]], names[i]);
            else
                ck_assert_int_eq(order[i], i);
        }
        bp_unit_ids_clear(&ids);
    }
}
END_TEST

START_TEST(ids_that_are_missing_or_repeat)
{
    static const char *const twice[] = {"a", "b", "a "}, *const blank[] = {"a", " ", "c"};
    bp_column *real = NULL;
    table.n_rows = 3;
    table.source = bp_text_copy("units.shp");
    ck_bp_ok(context, bp_table_add_text(context, &table, "twice", twice));
    ck_bp_ok(context, bp_table_add_text(context, &table, "blank", blank));
    ck_bp_ok(context, bp_table_add(context, &table, "real", BP_COLUMN_REAL, &real));
    bp_column_set_real(real, 0, 1.5);
    ck_assert_int_eq(bp_unit_ids_make(context, &table, 0, &ids), BP_ERROR_INPUT);
    ck_message("units.shp, column 'twice': the id 'a' stands in row 1 and in row 3; ids must be unique");
    ck_assert_int_eq(bp_unit_ids_make(context, &table, 1, &ids), BP_ERROR_INPUT);
    ck_message("units.shp, column 'blank', row 2: there is no id here, or one that is no text and no whole "
               "number; every "
               "unit needs one");
    ck_assert_int_eq(bp_unit_ids_make(context, &table, 2, &ids), BP_ERROR_INPUT);
    ck_message("units.shp, column 'real', row 1: there is no id here, or one that is no text and no whole "
               "number; every "
               "unit needs one");
    ck_assert_ptr_null(ids.text);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("unit_ids");
    TCase *tests = tcase_create("unit_ids");
    tcase_add_checked_fixture(tests, set_up, tear_down_ids);
    tcase_add_test(tests, texts_numbers_and_rows);
    tcase_add_test(tests, the_order_of_ids);
    tcase_add_test(tests, ids_that_are_missing_or_repeat);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
