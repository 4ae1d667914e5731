/* Rows that carry the same code, brought together. */
#include "geo/repeats.h"
#include "geo/text.h"
#include "tests/geo/shapes.h"

#include <math.h>
#include <stdlib.h>

enum { ROWS = 7 };

static bp_context *work;

static void set_up(void)
{
    work = new_context(2);
}

static void tear_down(void)
{
    bp_context_free(work);
}

static const char *const codes[ROWS] = {"B", "A", " B ", "C", NULL, "A", "B"};

/* B on rows 1, 3, 7: two boxes side by side and one apart; A on rows 2, 6: boxes that overlap in 1 by 2. */
static void make(bp_layer *layer)
{
    static const double boxes[ROWS][4] = {{0, 0, 2, 2},   {10, 0, 12, 2}, {2, 0, 5, 2}, {20, 0, 21, 1},
                                          {30, 0, 31, 1}, {11, 0, 14, 2}, {0, 5, 1, 6}};
    static const double residents[ROWS] = {30, 50, 30, 7, 1, 50, 30};
    static const char *const names[ROWS] = {"bee", NULL, "bee", "sea", "none", NULL, "bee"};
    bp_column *column = NULL;
    *layer = (bp_layer)BP_LAYER_INIT;
    layer->table.n_rows = ROWS;
    layer->table.source = bp_text_copy("units.gpkg");
    ck_bp_ok(work, bp_table_add_text(work, &layer->table, "code", codes));
    ck_bp_ok(work, bp_table_add(work, &layer->table, "residents", BP_COLUMN_REAL, &column));
    for (int i = 0; i < ROWS; i++) {
        bp_column_set_real(column, i, residents[i]);
        add_box(work, &layer->polygons, boxes[i][0], boxes[i][1], boxes[i][2], boxes[i][3]);
    }
    ck_bp_ok(work, bp_table_add_text(work, &layer->table, "name", names));
}

START_TEST(rows_of_a_code_become_one)
{
    bp_layer layer;
    bp_repeats_report report = BP_REPEATS_REPORT_INIT;
    double area[4];
    make(&layer);
    ck_bp_ok(work, bp_layer_dissolve_repeats(work, &layer, 0, &report));
    ck_assert_int_eq(layer.table.n_rows, 4);
    ck_assert_int_eq(layer.polygons.n_units, 4);
    ck_assert_str_eq(bp_column_text_at(&layer.table.columns[0], 0), "B");
    ck_assert_str_eq(bp_column_text_at(&layer.table.columns[0], 1), "A");
    ck_assert_str_eq(bp_column_text_at(&layer.table.columns[0], 2), "C");
    ck_assert(!bp_column_is_valid(&layer.table.columns[0], 3));
    ck_assert_double_eq(layer.table.columns[1].real[0], 30.0);
    ck_assert_double_eq(layer.table.columns[1].real[1], 50.0);
    ck_assert(!bp_column_is_valid(&layer.table.columns[2], 1));
    bp_polygons_area(&layer.polygons, area);
    ck_assert_double_eq(area[0], 4.0 + 6.0 + 1.0);
    ck_assert_double_eq(area[1], 4.0 + 6.0 - 2.0);
    ck_assert_double_eq(area[2], 1.0);
    ck_assert_int_eq(layer.polygons.unit_parts[1], 2); /* the two side by side are one part */
    ck_assert_int_eq(report.n_codes, 2);
    ck_assert_int_eq(report.n_rows, 5);
    ck_assert_int_eq(report.n_mended, 0);
    ck_assert_str_eq(report.first_code, "A"); /* by code */
    ck_assert_int_eq(report.first_rows, 2);
    ck_assert_double_eq(report.area_overlapped, 2.0);
    bp_repeats_report_clear(&report);
    bp_layer_clear(&layer);
}
END_TEST

START_TEST(nothing_repeats)
{
    bp_layer layer;
    bp_repeats_report report = BP_REPEATS_REPORT_INIT;
    make(&layer);
    ck_bp_ok(work, bp_layer_dissolve_repeats(work, &layer, 0, &report));
    bp_repeats_report_clear(&report);
    bp_polygons before = BP_POLYGONS_INIT;
    const int64_t all[] = {0, 1, 2, 3};
    ck_bp_ok(work, bp_polygons_take(work, &layer.polygons, all, 4, &before));
    ck_bp_ok(work, bp_layer_dissolve_repeats(work, &layer, 0, &report));
    ck_assert_int_eq(report.n_codes, 0);
    ck_assert_int_eq(report.n_rows, 0);
    ck_assert_ptr_null(report.first_code);
    assert_same_polygons(&layer.polygons, &before);
    bp_polygons_clear(&before);
    bp_layer_clear(&layer);
}
END_TEST

/* A bow tie among the rows is mended before it is united with its fellow. */
START_TEST(invalid_rows_are_mended_first)
{
    static const double bow_tie[] = {0, 0, 2, 2, 2, 0, 0, 2};
    static const char *const both[] = {"x", "x"};
    bp_layer layer = BP_LAYER_INIT;
    bp_repeats_report report = BP_REPEATS_REPORT_INIT;
    double area[1];
    layer.table.n_rows = 2;
    ck_bp_ok(work, bp_table_add_text(work, &layer.table, "code", both));
    add_simple(work, &layer.polygons, bow_tie, 4);
    add_box(work, &layer.polygons, 5, 5, 6, 6);
    ck_bp_ok(work, bp_layer_dissolve_repeats(work, &layer, 0, &report));
    ck_assert_int_eq(report.n_mended, 1);
    bp_polygons_area(&layer.polygons, area);
    ck_assert_double_eq(area[0], 3.0);
    ck_assert_double_eq(report.area_overlapped, 0.0);
    bp_repeats_report_clear(&report);
    bp_layer_clear(&layer);
}
END_TEST

static void ck_refused(bp_layer *layer, const char *message)
{
    bp_repeats_report report = BP_REPEATS_REPORT_INIT;
    ck_assert_int_eq(bp_layer_dissolve_repeats(work, layer, 0, &report), BP_ERROR_INPUT);
    ck_assert_str_eq(bp_context_message(work), message);
    ck_assert_ptr_null(report.first_code);
    ck_assert_int_eq(layer->table.n_rows, ROWS);
    ck_assert_int_eq(layer->polygons.n_units, ROWS);
    bp_context_clear(work);
}

START_TEST(rows_that_disagree_are_refused)
{
    bp_layer layer;
    make(&layer);
    layer.table.columns[1].real[5] = 51.5;
    ck_refused(&layer, "units.gpkg, column 'residents': the rows of 'A' cannot be dissolved: row 2 has 50, "
                       "row 6 has 51.5; make them the same, or sum them up in the file");
    layer.table.columns[1].real[5] = 50;
    layer.table.columns[1].valid[0] &= (uint8_t) ~(1u << 2); /* the second row of B */
    ck_refused(&layer, "units.gpkg, column 'residents': the rows of ' B ' cannot be dissolved: row 1 has 30, "
                       "row 3 has no value; make them the same, or sum them up in the file");
    bp_layer_clear(&layer);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("repeats");
    TCase *test = tcase_create("repeats");
    tcase_add_checked_fixture(test, set_up, tear_down);
    tcase_add_test(test, rows_of_a_code_become_one);
    tcase_add_test(test, nothing_repeats);
    tcase_add_test(test, invalid_rows_are_mended_first);
    tcase_add_test(test, rows_that_disagree_are_refused);
    suite_add_tcase(suite, test);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
