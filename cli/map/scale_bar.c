#include "cli/map/sheet.h"

#include <math.h>
#include <stdio.h>

/* "5 km", "500 m". */
static void length_text(const bp_sheet *sheet, double metres, char *out, size_t n)
{
    char number[BP_WORDS_NUMBER];
    bool is_km = metres >= 1000.0;
    double value = is_km ? metres / 1000.0 : metres;
    bp_words_number(sheet->run->words, value, value < 1.0 ? 1 : 0, number);
    snprintf(out, n, "%s %s", number, is_km ? "km" : "m");
}

/* Two halves, one dark. */
static void draw_bar(const bp_sheet *sheet, double x, double y, double length)
{
    cairo_t *cairo = sheet->canvas->cairo;
    double height = 0.35 * sheet->em;
    cairo_new_path(cairo);
    cairo_set_line_width(cairo, 0.6);
    cairo_rectangle(cairo, x, y, length, height);
    cairo_set_source_rgb(cairo, 1.0, 1.0, 1.0);
    cairo_fill_preserve(cairo);
    cairo_set_source_rgb(cairo, 0.1, 0.1, 0.1);
    cairo_stroke(cairo);
    cairo_rectangle(cairo, x, y, length / 2.0, height);
    cairo_fill(cairo);
}

/* Up is the north of the map's grid. */
static void draw_north(const bp_sheet *sheet, double x, double y)
{
    cairo_t *cairo = sheet->canvas->cairo;
    double em = sheet->em, half = 0.6 * em, height = 1.9 * em;
    bp_map_text letter = bp_sheet_text(sheet, bp_word(sheet->run->words, N_("N")), 0.9);
    letter.is_bold = true;
    letter.width = 4.0 * half;
    letter.side = BP_TEXT_CENTRE;
    double top = y + bp_sheet_write(sheet, letter, x - 2.0 * half, y);
    cairo_new_path(cairo);
    cairo_move_to(cairo, x, top);
    cairo_line_to(cairo, x + half, top + height);
    cairo_line_to(cairo, x, top + 0.75 * height);
    cairo_line_to(cairo, x - half, top + height);
    cairo_close_path(cairo);
    cairo_set_source_rgb(cairo, 0.1, 0.1, 0.1);
    cairo_fill(cairo);
}

double bp_sheet_scale_bar(const bp_sheet *sheet, const bp_view *view, double x, double y, double width,
                          bool draw)
{
    double em = sheet->em, height = 3.4 * em;
    char text[BP_WORDS_NUMBER + 8], number[BP_WORDS_NUMBER], ratio[BP_WORDS_NUMBER + 8];
    if (!draw)
        return height;
    double length = bp_view_round_length(view, width - 5.0 * em);
    double denominator = bp_view_denominator(view), step = pow(10.0, floor(log10(denominator)) - 2.0);
    length_text(sheet, length, text, sizeof text);
    bp_words_number(sheet->run->words, round(denominator / step) * step, 0, number);
    snprintf(ratio, sizeof ratio, "1 : %s", number);
    bp_map_text label = bp_sheet_text(sheet, text, 0.85), below = bp_sheet_text(sheet, ratio, 0.75);
    below.colour = 0x4d4d4d;
    double next = y + bp_sheet_write(sheet, label, x, y) + 0.15 * em;
    draw_bar(sheet, x, next, length / view->metres * view->scale);
    bp_sheet_write(sheet, below, x, next + 0.6 * em);
    draw_north(sheet, x + width - 1.5 * em, y);
    return height;
}

void bp_sheet_small_scale_bar(const bp_sheet *sheet, const bp_view *view)
{
    double em = sheet->em, length = bp_view_round_length(view, view->frame.width * 0.45), size[2];
    char text[BP_WORDS_NUMBER + 8];
    length_text(sheet, length, text, sizeof text);
    bp_map_text label = bp_sheet_text(sheet, text, 0.7);
    label.has_halo = true;
    bp_map_text_measure(sheet->canvas, &label, size);
    double x = view->frame.left + 0.5 * em, y = view->frame.top + view->frame.height - 0.9 * em;
    bp_sheet_write(sheet, label, x, y - size[1] - 0.1 * em);
    draw_bar(sheet, x, y, length / view->metres * view->scale);
}
