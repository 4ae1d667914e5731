/* What colours and lines stand for, and of how many that holds. */
#include "cli/map/sheet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_MOST = 80 };

typedef enum swatch { SWATCH_CLASS, SWATCH_LINE, SWATCH_BRIDGE } swatch;

typedef struct row {
    swatch kind;
    const char *label;
    uint8_t colour[3];
    bp_theme_look look;
    double line;   /* width of a line, in letters */
    int64_t count; /* -1: not told */
} row;

static const double row_height = 1.45, swatch_width = 1.8, swatch_height = 1.0, size = 0.9;

/* Areas of a kind; those that the view shows, unless it is of all. */
static int64_t count_kind(const bp_sheet *sheet, const bp_view *view, const char *kind)
{
    const bool is_all = sheet->place.kind == BP_MAP_ALL;
    int64_t n = 0;
    for (int64_t a = 0; a < sheet->run->layers[BP_THEME_AREAS].layer.table.n_rows; a++) {
        const char *own = bp_map_run_text(sheet->run, BP_THEME_AREAS, "kind", a);
        n += own && strcmp(own, kind) == 0 &&
             (is_all || bp_outlines_is_shown(&sheet->outlines[BP_THEME_AREAS], view, a));
    }
    return n;
}

static row line_of(const char *label, uint32_t colour, double width, int64_t count)
{
    row made = {SWATCH_LINE, label, {0}, BP_THEME_FILLED, width, count};
    bp_colour_set(made.colour, colour);
    return made;
}

static row class_of(const bp_theme_class *class, int64_t count)
{
    row made = {SWATCH_CLASS, class->label, {0}, class->look, 0.0, count};
    memcpy(made.colour, class->colour, sizeof made.colour);
    return made;
}

static int list_lines(const bp_sheet *sheet, const bp_view *view, row *rows)
{
    int n = 0;
    bool is_all = sheet->place.kind == BP_MAP_ALL;
    const bp_words *words = sheet->run->words;
    double width = is_all ? 1.0 : 2.0;
    int64_t designated = count_kind(sheet, view, "designated"),
            proposed = count_kind(sheet, view, "proposed");
    const char *coloured = sheet->theme->area_kind;
    bool has_both = sheet->layer == BP_THEME_UNITS;
    if (designated > 0 && (has_both || (coloured && strcmp(coloured, "designated") != 0)))
        rows[n++] =
            line_of(bp_word(words, "Designated area"), 0x1f78b4, 0.2 * width, is_all ? designated : -1);
    if (proposed > 0 && (has_both || (coloured && strcmp(coloured, "proposed") != 0)))
        rows[n++] = line_of(bp_word(words, "Proposed area"), 0x252525, 0.09 * width, is_all ? proposed : -1);
    int64_t bridges = 0;
    for (int64_t u = 0; u < sheet->run->layers[BP_THEME_UNITS].layer.table.n_rows; u++)
        bridges += bp_sheet_is_bridge(sheet, u);
    if (bridges > 0) {
        rows[n] = line_of(bp_word(words, N_("Bridge: joins parts, no member")), 0x1a1a1a, 0.0, bridges);
        rows[n].kind = SWATCH_BRIDGE;
        n++;
    }
    if (sheet->place.kind == BP_MAP_MUNICIPALITY)
        rows[n++] = line_of(bp_word(words, N_("Border of this municipality")), 0x737373, 0.2, -1);
    if (sheet->run->municipalities.n > 0)
        rows[n++] = line_of(bp_word(words, N_("Border of a municipality")), 0x737373, 0.035, -1);
    return n;
}

/* Largest first, as the eye goes over a legend. */
static int list_rows(const bp_sheet *sheet, const bp_view *view, row *rows)
{
    const bp_theme *theme = sheet->theme;
    int64_t count[ROWS_MOST];
    int n = 0;
    bp_sheet_count(sheet, count);
    for (int k = 0; k < theme->n_classes; k++) {
        int c = theme->kind == BP_THEME_CLASSES ? theme->n_classes - 1 - k : k;
        rows[n++] = class_of(&theme->classes[c], count[c]);
    }
    if (count[theme->n_classes] > 0)
        rows[n++] = class_of(&theme->missing, count[theme->n_classes]);
    return n + list_lines(sheet, view, rows + n);
}

static void draw_hatching(const bp_sheet *sheet, double left, double top, double width, double height)
{
    cairo_t *cairo = sheet->canvas->cairo;
    const double step = 1.1 * BP_MM;
    cairo_save(cairo);
    cairo_clip(cairo);
    for (double k = ceil((left + top) / step); k * step <= left + top + width + height; k++) {
        cairo_move_to(cairo, left, k * step - left);
        cairo_line_to(cairo, left + width, k * step - left - width);
    }
    cairo_set_line_width(cairo, 0.2 * BP_MM);
    cairo_stroke(cairo);
    cairo_restore(cairo);
}

static void draw_swatch(const bp_sheet *sheet, const row *shown, double x, double y)
{
    cairo_t *cairo = sheet->canvas->cairo;
    double em = sheet->em, width = swatch_width * em, height = swatch_height * em;
    cairo_new_path(cairo);
    bp_canvas_colour(sheet->canvas, shown->colour);
    if (shown->kind == SWATCH_LINE) {
        cairo_move_to(cairo, x, y + height / 2.0);
        cairo_line_to(cairo, x + width, y + height / 2.0);
        cairo_set_line_width(cairo, shown->line * em);
        cairo_stroke(cairo);
        return;
    }
    cairo_rectangle(cairo, x, y, width, height);
    if (shown->kind == SWATCH_BRIDGE) {
        cairo_set_source_rgb(cairo, 1.0, 1.0, 1.0);
        cairo_fill_preserve(cairo);
        bp_sheet_dot(sheet);
    } else if (shown->look == BP_THEME_HATCHED) {
        draw_hatching(sheet, x, y, width, height);
    } else if (shown->look == BP_THEME_OUTLINED) {
        cairo_set_source_rgba(cairo, shown->colour[0] / 255.0, shown->colour[1] / 255.0,
                              shown->colour[2] / 255.0, 0.35);
        cairo_fill(cairo);
    } else {
        cairo_fill(cairo);
    }
    cairo_rectangle(cairo, x, y, width, height);
    if (shown->look == BP_THEME_OUTLINED)
        bp_canvas_colour(sheet->canvas, shown->colour);
    else
        cairo_set_source_rgb(cairo, 0.45, 0.45, 0.45);
    cairo_set_line_width(cairo, shown->look == BP_THEME_OUTLINED ? 0.1 * em : 0.4);
    cairo_stroke(cairo);
}

static double draw_row(const bp_sheet *sheet, const row *shown, double x, double y, double width, bool draw)
{
    double em = sheet->em, gap = 0.6 * em, counts = 3.6 * em, text_size[2];
    char number[BP_WORDS_NUMBER] = "";
    bp_map_text label = bp_sheet_text(sheet, shown->label, size), count = bp_sheet_text(sheet, number, size);
    label.width = width - swatch_width * em - gap - (shown->count < 0 ? 0.0 : counts);
    label.lines = 3;
    count.width = counts;
    count.side = BP_TEXT_END;
    bp_map_text_measure(sheet->canvas, &label, text_size);
    double height = fmax(row_height * em, text_size[1] + 0.25 * em);
    if (!draw)
        return height;
    draw_swatch(sheet, shown, x, y + (height - swatch_height * em) / 2.0);
    bp_sheet_write(sheet, label, x + swatch_width * em + gap, y + (height - text_size[1]) / 2.0);
    if (shown->count >= 0) {
        bp_words_number(sheet->run->words, (double)shown->count, 0, number);
        bp_map_text_measure(sheet->canvas, &count, text_size);
        bp_sheet_write(sheet, count, x + width - counts, y + (height - text_size[1]) / 2.0);
    }
    return height;
}

/* What is counted. */
static const char *counted(const bp_sheet *sheet)
{
    const bp_words *words = sheet->run->words;
    if (sheet->layer == BP_THEME_AREAS || sheet->layer == BP_THEME_ADOPTED)
        return bp_word(words, N_("areas"));
    if (sheet->layer == BP_THEME_OVERLAP)
        return bp_word(words, N_("parts"));
    return sheet->run->is_district ? bp_word(words, "districts") : bp_word(words, "neighbourhoods");
}

double bp_sheet_legend(const bp_sheet *sheet, const bp_view *view, double x, double y, double width,
                       bool draw)
{
    row rows[ROWS_MOST];
    double em = sheet->em, text_size[2], top = y;
    bp_map_text title = bp_sheet_text(sheet, sheet->theme->title, 1.0),
                head = bp_sheet_text(sheet, counted(sheet), 0.75);
    title.is_bold = true;
    title.width = width;
    title.lines = 3;
    head.width = width;
    head.lines = 1;
    head.side = BP_TEXT_END;
    head.colour = 0x4d4d4d;
    bp_map_text_measure(sheet->canvas, &title, text_size);
    if (draw)
        bp_sheet_write(sheet, title, x, y);
    y += text_size[1] + 0.2 * em;
    bp_map_text_measure(sheet->canvas, &head, text_size);
    if (draw)
        bp_sheet_write(sheet, head, x, y);
    y += text_size[1] + 0.2 * em;
    int n = list_rows(sheet, view, rows);
    for (int r = 0; r < n; r++)
        y += draw_row(sheet, &rows[r], x, y, width, draw);
    return y - top;
}
