/* Parts of a map, by hand: views, lengths of scale bars, paper, far-off islands, classes, texts. */
#include "cli/map/insets.h"
#include "cli/map/outlines.h"
#include "cli/map/paper.h"
#include "cli/map/text.h"
#include "cli/map/view.h"
#include "cli/theme.h"
#include "tests/geo/files.h"

#include <math.h>

/* 100 by 200 km on 300 by 300 points: 2 points to a km high, less a margin of 50 on each side. */
START_TEST(view_of_a_box)
{
    const double box[4] = {10000, 20000, 110000, 220000}, corner[2] = {10000, 220000};
    const double beside[4] = {400000, 0, 500000, 1000}, within[4] = {50000, 50000, 50001, 50001};
    bp_view view = bp_view_make(box, (bp_rectangle){10, 20, 300, 300}, 50, 1.0);
    double x = 0, y = 0;
    ck_assert_double_eq_tol(view.scale, 200.0 / 200000.0, 1e-12);
    bp_view_point(&view, corner, &x, &y);
    ck_assert_double_eq_tol(x, 110.0, 1e-9);
    ck_assert_double_eq_tol(y, 70.0, 1e-9);
    ck_assert(!bp_view_shows(&view, beside));
    ck_assert(bp_view_shows(&view, within));
    /* 1 km on 1 point, of which 72 are 0.0254 m. */
    ck_assert_double_eq_tol(bp_view_denominator(&view), 1000.0 / (0.0254 / 72.0), 1e-3);
}
END_TEST

START_TEST(round_lengths)
{
    bp_view view = {{0}, {0}, 0.001, 1.0}; /* a point is 1 km */
    ck_assert_double_eq(bp_view_round_length(&view, 99.0), 50000.0);
    ck_assert_double_eq(bp_view_round_length(&view, 50.0), 50000.0);
    ck_assert_double_eq(bp_view_round_length(&view, 49.0), 20000.0);
    ck_assert_double_eq(bp_view_round_length(&view, 19.0), 10000.0);
    view.metres = 0.001; /* a CRS in millimetres: a point is 1 m */
    ck_assert_double_eq(bp_view_round_length(&view, 30.0), 20.0);
}
END_TEST

START_TEST(sizes_of_paper)
{
    bp_paper paper = {NULL, 0, 0};
    ck_bp_ok(context, bp_paper_find(context, "A3", &paper));
    ck_assert_double_eq_tol(paper.width, 841.89, 0.01);
    ck_assert_double_eq_tol(paper.height, 1190.55, 0.01);
    ck_assert_int_eq(bp_paper_find(context, "a33", &paper), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context),
                     "--paper: found 'a33', expected a0, a1, a2, a3, a4, a5, letter or tabloid");
}
END_TEST

/* A country of 10 by 10 units of 1, and one more unit at x. */
static void make_country(double x, double *box)
{
    for (int i = 0; i < 100; i++) {
        double west = i % 10, south = i / 10;
        memcpy(box + 4 * i, (const double[4]){west, south, west + 1, south + 1}, 4 * sizeof *box);
    }
    memcpy(box + 400, (const double[4]){x, 0, x + 1, 1}, 4 * sizeof *box);
}

START_TEST(far_islands_are_apart)
{
    double box[404];
    bp_insets insets = {{0}, 0, {{0}}};
    make_country(30.0, box);
    ck_bp_ok(context, bp_insets_find(context, box, 101, 100, 100, &insets));
    ck_assert_int_eq(insets.n, 1);
    ck_assert_double_eq(insets.main[2], 10.0);
    ck_assert_double_eq(insets.box[0][0], 30.0);
    ck_assert_double_eq(insets.box[0][3], 1.0);
}
END_TEST

/* At x = 11.9 it makes the map 12.9 wide: 1.29 times; and on broad paper 30 costs nothing. */
START_TEST(near_islands_stay)
{
    double box[404];
    bp_insets insets = {{0}, 0, {{0}}};
    make_country(11.9, box);
    ck_bp_ok(context, bp_insets_find(context, box, 101, 100, 100, &insets));
    ck_assert_int_eq(insets.n, 0);
    ck_assert_double_eq(insets.main[2], 12.9);
    make_country(30.0, box);
    ck_bp_ok(context, bp_insets_find(context, box, 101, 400, 100, &insets));
    ck_assert_int_eq(insets.n, 0);
    ck_assert_double_eq(insets.main[2], 31.0);
}
END_TEST

/* Two halves far apart are one country: neither is shown small. */
START_TEST(halves_stay_together)
{
    double box[404];
    bp_insets insets = {{0}, 0, {{0}}};
    make_country(0.0, box);
    for (int i = 0; i < 40; i++) {
        box[4 * i] += 50;
        box[4 * i + 2] += 50;
    }
    ck_bp_ok(context, bp_insets_find(context, box, 101, 100, 100, &insets));
    ck_assert_int_eq(insets.n, 0);
    ck_assert_double_eq(insets.main[2], 60.0);
}
END_TEST

/* Amounts 0, 10, ... 90 and one missing: themes of areas have them in Jenks' classes at first. */
static void make_amounts(bp_table *table, bp_themes *themes)
{
    bp_column *column = NULL;
    bp_theme_options options = BP_THEME_OPTIONS_INIT;
    options.layer = BP_THEME_AREAS;
    table->n_rows = 11;
    ck_bp_ok(context, bp_table_add(context, table, "population", BP_COLUMN_REAL, &column));
    for (int64_t i = 0; i < 10; i++)
        bp_column_set_real(column, i, 10.0 * (double)i);
    ck_bp_ok(context, bp_themes_make(context, table, &options, themes));
    ck_assert_int_eq(themes->n, 1);
}

START_TEST(other_classes)
{
    bp_table table = BP_TABLE_INIT;
    bp_themes themes = BP_THEMES_INIT;
    const bp_theme_options options = BP_THEME_OPTIONS_INIT;
    make_amounts(&table, &themes);
    bp_theme *theme = &themes.themes[0];
    const double limits[] = {20.0, 75.5};
    bp_class_options asked = {BP_CLASSES_MANUAL, 3, limits};
    ck_bp_ok(context, bp_theme_reclass(context, &table, &options, &asked, theme));
    ck_assert_int_eq(theme->n_classes, 3);
    ck_assert_int_eq(theme->classes[0].count, 3); /* 0, 10, 20 */
    ck_assert_int_eq(theme->classes[1].count, 5); /* 30 to 70 */
    ck_assert_int_eq(theme->classes[2].count, 2);
    ck_assert_int_eq(theme->missing.count, 1);
    ck_assert_str_eq(theme->classes[0].label, "0.0 \xe2\x80\x93 20.0");
    asked = (bp_class_options){BP_CLASSES_EQUAL, 2, NULL};
    ck_bp_ok(context, bp_theme_reclass(context, &table, &options, &asked, theme));
    ck_assert_int_eq(theme->classes[0].count, 5); /* up to 45 */
    ck_assert_int_eq(theme->classes[1].count, 5);
    asked = (bp_class_options){BP_CLASSES_EQUAL, 9, NULL};
    ck_assert_int_eq(bp_theme_reclass(context, &table, &options, &asked, theme), BP_ERROR_ARGUMENT);
    ck_assert_int_eq(theme->n_classes, 2);
    bp_themes_clear(&themes);
    bp_table_clear(&table);
}
END_TEST

static const bp_canvas_options small = {BP_MAP_PNG, 72.0, 72.0, ""};

/* Pixels of a canvas of 300 x 300 that are not white within columns from .. to. */
static int count_ink(bp_canvas *canvas, int from, int to)
{
    int n = 0;
    cairo_surface_flush(canvas->surface);
    const unsigned char *data = cairo_image_surface_get_data(canvas->surface);
    int stride = cairo_image_surface_get_stride(canvas->surface);
    for (int y = 0; y < 300; y++)
        for (int x = from; x < to; x++)
            n += data[y * stride + 4 * x] != 255;
    return n;
}

/* Latin begins at the left of its lines, Hebrew at the right. */
START_TEST(texts_run_both_ways)
{
    bp_map_text text = BP_MAP_TEXT_INIT;
    bp_canvas canvas = BP_CANVAS_INIT;
    text.width = 70.0;
    for (int k = 0; k < 2; k++) {
        text.text = k ? "\xd7\xa9\xd7\x9c" : "ab";
        ck_bp_ok(context, bp_canvas_new(context, &small, &canvas));
        bp_map_text_draw(&canvas, &text, 0.0, 0.0);
        int left = count_ink(&canvas, 0, 150), right = count_ink(&canvas, 150, 300);
        ck_assert_int_gt(k ? right : left, 50);
        ck_assert_int_eq(k ? left : right, 0);
        bp_canvas_clear(&canvas);
    }
}
END_TEST

/* Longer than its lines: no wider than asked, and no more lines. */
START_TEST(texts_stay_in_their_lines)
{
    double one[2], size[2];
    bp_map_text text = BP_MAP_TEXT_INIT;
    bp_canvas canvas = BP_CANVAS_INIT;
    ck_bp_ok(context, bp_canvas_new(context, &small, &canvas));
    text.text = "Westeinde";
    bp_map_text_measure(&canvas, &text, one);
    text.text = "Hoofddorp-Toolenburg-Westrand en verre omstreken van Floriande-Eilanden";
    text.width = 60.0;
    text.lines = 2;
    bp_map_text_measure(&canvas, &text, size);
    ck_assert_double_le(size[0], 60.001);
    ck_assert_double_eq_tol(size[1], 2.0 * one[1], 0.01);
    bp_canvas_clear(&canvas);
}
END_TEST

/* The surface of 2 km squared at a point for 100 m has 20 x 20 points, whichever borders it shares. */
START_TEST(outlines_have_their_size)
{
    bp_polygons polygons = BP_POLYGONS_INIT;
    bp_outlines outlines = BP_OUTLINES_INIT;
    bp_canvas canvas = BP_CANVAS_INIT;
    double x0 = 0, y0 = 0, x1 = 0, y1 = 0;
    for (int u = 0; u < 2; u++) {
        add_square(&polygons, 2000.0 * u, 0, 2000);
        end_unit(&polygons, true);
    }
    ck_bp_ok(context, bp_canvas_new(context, &small, &canvas));
    ck_bp_ok(context, bp_outlines_make(context, &polygons, &outlines));
    bp_view view = bp_view_make((const double[4]){0, 0, 4000, 2000}, (bp_rectangle){0, 0, 40, 40}, 0, 1.0);
    bp_outlines_add_unit(canvas.cairo, &outlines, &view, 1);
    cairo_fill_extents(canvas.cairo, &x0, &y0, &x1, &y1);
    ck_assert_double_eq_tol(x0, 20.0, 0.01);
    ck_assert_double_eq_tol(x1, 40.0, 0.01);
    ck_assert_double_eq_tol(y0, 10.0, 0.01);
    ck_assert_double_eq_tol(y1, 30.0, 0.01);
    cairo_set_source_rgb(canvas.cairo, 0, 0, 0);
    cairo_fill(canvas.cairo);
    /* 20 points are 250/3 pixels; edges are half covered. */
    int ink = count_ink(&canvas, 0, 300);
    ck_assert_int_ge(ink, 83 * 83);
    ck_assert_int_le(ink, 85 * 85);
    bp_canvas_clear(&canvas);
    bp_outlines_clear(&outlines);
    bp_polygons_clear(&polygons);
}
END_TEST

/* Letters of a text that would be cut become smaller, until it is whole or they would be too small. */
START_TEST(letters_that_fit)
{
    const bp_canvas_options options = {BP_MAP_PDF, 400.0, 400.0, "letters"};
    bp_canvas canvas = BP_CANVAS_INIT;
    double before[2], after[2];
    char title[400] = "";
    ck_bp_ok(context, bp_canvas_new(context, &options, &canvas));
    bp_map_text text = BP_MAP_TEXT_INIT;
    text.text = "short";
    text.size = 20.0;
    text.width = 300.0;
    text.lines = 2;
    bp_map_text_fit(&canvas, &text, 10.0);
    ck_assert_double_eq(text.size, 20.0);
    for (int k = 0; k < 5; k++)
        strcat(title, "sixteen letters ");
    text.text = title; /* 80 letters: 40 in a line of 300 points are 12 points each at most */
    bp_map_text_measure(&canvas, &text, before);
    bp_map_text_fit(&canvas, &text, 2.0);
    bp_map_text_measure(&canvas, &text, after);
    ck_assert(text.size < 20.0 && text.size > 9.0);
    ck_assert_double_lt(after[1], before[1]);
    text.lines = 0; /* whole, it takes no more lines than that */
    bp_map_text_measure(&canvas, &text, before);
    ck_assert_double_eq_tol(before[1], after[1], 1e-6);
    text.lines = 1;
    bp_map_text_fit(&canvas, &text, 9.0);
    ck_assert_double_eq_tol(text.size, 9.0, 1e-12);
    bp_canvas_clear(&canvas);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("map_parts");
    TCase *tests = tcase_create("map_parts");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, letters_that_fit);
    tcase_add_test(tests, view_of_a_box);
    tcase_add_test(tests, round_lengths);
    tcase_add_test(tests, sizes_of_paper);
    tcase_add_test(tests, far_islands_are_apart);
    tcase_add_test(tests, near_islands_stay);
    tcase_add_test(tests, halves_stay_together);
    tcase_add_test(tests, other_classes);
    tcase_add_test(tests, texts_run_both_ways);
    tcase_add_test(tests, texts_stay_in_their_lines);
    tcase_add_test(tests, outlines_have_their_size);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
