/* Joining by code: what counts as the same code, what is left over on both sides, and codes that repeat. */
#define _POSIX_C_SOURCE 200809L

#include "geo/key_join.h"
#include "tests/geo/files.h"

static void make_text_table(bp_table *table, const char *source, const char *const *texts, int64_t n)
{
    table->n_rows = n;
    table->source = bp_text_copy(source);
    ck_bp_ok(context, bp_table_add_text(context, table, "code", texts));
}

START_TEST(matched_and_not)
{
    static const char *const left_codes[] = {"WK001400", "wk001401", "WK001402",
                                             NULL,       "WK001409", "WK001400"};
    static const char *const right_codes[] = {"\xEF\xBB\xBFWK001401  ",
                                              "GM0014    ",
                                              "WK001400  ",
                                              "NL00      ",
                                              "WK009999  ",
                                              "  ",
                                              NULL,
                                              "BU00140000",
                                              "WK001402"};
    static const int64_t expected[] = {2, 0, 8, -1, -1, 2};
    bp_table left = BP_TABLE_INIT, right = BP_TABLE_INIT;
    bp_key_join_report report = BP_KEY_JOIN_REPORT_INIT;
    int64_t rows[6];
    make_text_table(&left, "units.gpkg", left_codes, 6);
    make_text_table(&right, "health.csv", right_codes, 9);
    ck_bp_ok(context, bp_key_join(context, &left, 0, &right, 0, rows, &report));
    ck_assert_mem_eq(rows, expected, sizeof expected);
    ck_assert_int_eq(report.n_left, 6);
    ck_assert_int_eq(report.n_right, 9);
    ck_assert_int_eq(report.matched, 4);
    ck_assert_int_eq(report.unmatched_left, 2);
    ck_assert_int_eq(report.unmatched_right, 1);
    ck_assert_int_eq(report.other_right, 5);
    ck_assert_int_eq(report.n_left_examples, 1);
    ck_assert_str_eq(report.left_examples[0], "WK001409");
    ck_assert_int_eq(report.n_right_examples, 1);
    ck_assert_str_eq(report.right_examples[0], "WK009999");
    bp_key_join_report_clear(&report);
    bp_table_clear(&left);
    bp_table_clear(&right);
}
END_TEST

START_TEST(numbers_are_their_digits)
{
    static const char *const texts[] = {"1011", " 1012 ", "1013.5", "x"};
    bp_table left = BP_TABLE_INIT, right = BP_TABLE_INIT;
    bp_column *column = NULL;
    int64_t rows[4];
    left.n_rows = 4;
    ck_bp_ok(context, bp_table_add(context, &left, "postcode", BP_COLUMN_REAL, &column));
    bp_column_set_real(column, 0, 1012.0);
    bp_column_set_real(column, 1, 1013.5);
    bp_column_set_real(column, 3, 7.0);
    ck_bp_ok(context, bp_table_add(context, &left, "number", BP_COLUMN_INTEGER, &column));
    bp_column_set_integer(column, 0, 1011);
    make_text_table(&right, "pc.csv", texts, 4);
    ck_bp_ok(context, bp_key_join(context, &left, 0, &right, 0, rows, NULL));
    const int64_t by_real[] = {1, 2, -1, -1}, by_integer[] = {0, -1, -1, -1};
    ck_assert_mem_eq(rows, by_real, sizeof by_real);
    ck_bp_ok(context, bp_key_join(context, &left, 1, &right, 0, rows, NULL));
    ck_assert_mem_eq(rows, by_integer, sizeof by_integer);
    bp_table_clear(&left);
    bp_table_clear(&right);
}
END_TEST

START_TEST(repeated_right_keys)
{
    static const char *const left_codes[] = {"a", "b"};
    static const char *const right_codes[] = {"b", "z", "A ", "z", "a", "a"};
    bp_table left = BP_TABLE_INIT, right = BP_TABLE_INIT;
    int64_t rows[2] = {-5, -5};
    make_text_table(&left, "units.gpkg", left_codes, 2);
    make_text_table(&right, "health.csv", right_codes, 6);
    ck_assert_int_eq(bp_key_join(context, &left, 0, &right, 0, rows, NULL), BP_ERROR_INPUT);
    ck_message("health.csv, column 'code': 1 key occurs more than once: 'A' (3 times: rows 3, 5, 6)");
    ck_assert_int_eq(rows[0], -5);
    right.n_rows = 2;
    ck_bp_ok(context, bp_key_join(context, &left, 0, &right, 0, rows, NULL));
    bp_table_clear(&left);
    bp_table_clear(&right);
}
END_TEST

START_TEST(unique_ids)
{
    static const char *const repeated[] = {"g", "a", "b", "A", "b", "c", "d",
                                           "e", "f", "c", "d", "e", "f", "b"};
    static const char *const missing[] = {"a", " ", NULL, "b"};
    bp_table table = BP_TABLE_INIT;
    make_text_table(&table, "units.gpkg", repeated, 14);
    ck_assert_int_eq(bp_key_check_unique(context, &table, 0), BP_ERROR_INPUT);
    ck_message(
        "units.gpkg, column 'code': 6 ids occur more than once: 'a' (2 times: rows 2, 4), 'b' (3 times: "
        "rows 3, 5, 14), 'c' (2 times: rows 6, 10), 'd' (2 times: rows 7, 11), 'e' (2 times: rows 8, 12) "
        "and 1 more");
    table.n_rows = 3;
    ck_bp_ok(context, bp_key_check_unique(context, &table, 0));
    bp_table_clear(&table);
    make_text_table(&table, "units.gpkg", missing, 4);
    ck_assert_int_eq(bp_key_check_unique(context, &table, 0), BP_ERROR_INPUT);
    ck_message("units.gpkg, column 'code': 2 rows have no id, the first is row 2");
    bp_table_clear(&table);
}
END_TEST

/* Many codes, against a scan of all pairs. */
START_TEST(as_brute_force_finds)
{
    enum { LEFT = 700, RIGHT = 900 };
    static char left_text[LEFT][16], right_text[RIGHT][16];
    const char *left_codes[LEFT], *right_codes[RIGHT];
    bp_table left = BP_TABLE_INIT, right = BP_TABLE_INIT;
    int64_t rows[LEFT];
    for (int i = 0; i < LEFT; i++) {
        snprintf(left_text[i], 16, "K%d", (i * 37) % 1500);
        left_codes[i] = left_text[i];
    }
    for (int i = 0; i < RIGHT; i++) {
        snprintf(right_text[i], 16, "k%d ", (i * 101) % 1499);
        right_codes[i] = right_text[i];
    }
    make_text_table(&left, "l", left_codes, LEFT);
    make_text_table(&right, "r", right_codes, RIGHT);
    ck_bp_ok(context, bp_key_join(context, &left, 0, &right, 0, rows, NULL));
    for (int i = 0; i < LEFT; i++) {
        int64_t expected = -1;
        for (int j = 0; j < RIGHT; j++)
            if (atoi(left_text[i] + 1) == atoi(right_text[j] + 1))
                expected = j;
        ck_assert_int_eq(rows[i], expected);
    }
    bp_table_clear(&left);
    bp_table_clear(&right);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("key_join");
    TCase *test = tcase_create("key_join");
    tcase_add_checked_fixture(test, set_up, tear_down);
    tcase_add_test(test, matched_and_not);
    tcase_add_test(test, numbers_are_their_digits);
    tcase_add_test(test, repeated_right_keys);
    tcase_add_test(test, unique_ids);
    tcase_add_test(test, as_brute_force_finds);
    suite_add_tcase(suite, test);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
