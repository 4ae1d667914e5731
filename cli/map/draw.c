/* The coloured map itself: surfaces, hatching, borders. */
#include "cli/map/sheet.h"

#include <math.h>

static const double hatch_step = 1.1 * BP_MM, hatch_width = 0.2 * BP_MM, dot_step = 1.2 * BP_MM,
                    dot_radius = 0.2 * BP_MM;

/* Units that are at least this wide on paper, on the average, get borders of their own. */
static const double least_bordered = 2.5 * BP_MM;

static void set_colour(const bp_sheet *sheet, uint32_t hex, double alpha)
{
    cairo_set_source_rgba(sheet->canvas->cairo, (hex >> 16) / 255.0, ((hex >> 8) & 255) / 255.0,
                          (hex & 255) / 255.0, alpha);
}

/* Strokes of the present colour over the present path, on white. */
static void hatch(const bp_sheet *sheet, const bp_view *view, const uint8_t colour[3])
{
    cairo_t *cairo = sheet->canvas->cairo;
    double x0 = 0.0, y0 = 0.0, x1 = 0.0, y1 = 0.0;
    cairo_path_extents(cairo, &x0, &y0, &x1, &y1);
    x0 = fmax(x0, view->frame.left);
    y0 = fmax(y0, view->frame.top);
    x1 = fmin(x1, view->frame.left + view->frame.width);
    y1 = fmin(y1, view->frame.top + view->frame.height);
    cairo_save(cairo);
    set_colour(sheet, 0xffffff, 1.0);
    cairo_fill_preserve(cairo);
    cairo_clip(cairo);
    bp_canvas_colour(sheet->canvas, colour);
    cairo_set_line_width(cairo, hatch_width);
    /* Lines x + y = k * step, so that those of neighbours are the same. */
    for (double k = ceil((x0 + y0) / hatch_step); k * hatch_step <= x1 + y1; k++) {
        double sum = k * hatch_step, from = fmax(x0, sum - y1), to = fmin(x1, sum - y0);
        cairo_move_to(cairo, from, sum - from);
        cairo_line_to(cairo, to, sum - to);
    }
    cairo_stroke(cairo);
    cairo_restore(cairo);
    cairo_new_path(cairo);
}

void bp_sheet_dot(const bp_sheet *sheet)
{
    cairo_t *cairo = sheet->canvas->cairo;
    double x0 = 0.0, y0 = 0.0, x1 = 0.0, y1 = 0.0, step = dot_step;
    cairo_save(cairo);
    cairo_clip(cairo);
    cairo_clip_extents(cairo, &x0, &y0, &x1, &y1);
    set_colour(sheet, 0x1a1a1a, 1.0);
    for (double row = ceil(y0 / step); row * step <= y1; row++)
        for (double k = ceil(x0 / step); k * step <= x1; k++) {
            double shift = fmod(fabs(row), 2.0) * step / 2.0;
            cairo_new_sub_path(cairo);
            cairo_arc(cairo, k * step + shift, row * step, dot_radius, 0.0, 2.0 * acos(-1.0));
        }
    cairo_fill(cairo);
    cairo_restore(cairo);
    cairo_new_path(cairo);
}

/* Units that only join the parts of the area: pale, and dotted, so that nobody takes them for members. */
static void draw_bridges(const bp_sheet *sheet, const bp_view *view)
{
    const bp_outlines *units = &sheet->outlines[BP_THEME_UNITS];
    bool is_any = false;
    cairo_new_path(sheet->canvas->cairo);
    for (int64_t u = 0; u < units->arcs.n_units; u++)
        if (bp_sheet_is_bridge(sheet, u)) {
            bp_outlines_add_unit(sheet->canvas->cairo, units, view, u);
            is_any = true;
        }
    if (!is_any)
        return;
    set_colour(sheet, 0xffffff, 0.8);
    cairo_fill_preserve(sheet->canvas->cairo);
    bp_sheet_dot(sheet);
}

static bool add_class(const bp_sheet *sheet, const bp_view *view, int class)
{
    const bp_outlines *outlines = &sheet->outlines[sheet->layer];
    const bp_table *table = &sheet->run->layers[sheet->layer].layer.table;
    const bp_column *column = &table->columns[bp_table_find(table, sheet->theme->column)],
                    *kinds = bp_theme_kinds(sheet->theme, table);
    bool is_any = false;
    cairo_new_path(sheet->canvas->cairo);
    for (int64_t u = 0; u < table->n_rows; u++)
        if (bp_theme_class_of(sheet->theme, column, u) == class && bp_theme_covers(sheet->theme, kinds, u) &&
            bp_outlines_is_shown(outlines, view, u)) {
            bp_outlines_add_unit(sheet->canvas->cairo, outlines, view, u);
            is_any = true;
        }
    return is_any;
}

/* A surface and, so that no white shows between neighbours, a hair line of the same colour around it. */
static void fill_class(const bp_sheet *sheet, const bp_view *view, int class)
{
    cairo_t *cairo = sheet->canvas->cairo;
    const bp_theme_class *shown = class < 0 ? &sheet->theme->missing : &sheet->theme->classes[class];
    if (!add_class(sheet, view, class))
        return;
    switch (shown->look) {
    case BP_THEME_HATCHED:
        hatch(sheet, view, shown->colour);
        break;
    case BP_THEME_OUTLINED:
        cairo_set_source_rgba(cairo, shown->colour[0] / 255.0, shown->colour[1] / 255.0,
                              shown->colour[2] / 255.0, 0.35);
        cairo_fill_preserve(cairo);
        bp_canvas_colour(sheet->canvas, shown->colour);
        cairo_set_line_width(cairo, 0.1 * sheet->em);
        cairo_stroke(cairo);
        break;
    case BP_THEME_FILLED:
        bp_canvas_colour(sheet->canvas, shown->colour);
        cairo_set_line_width(cairo, 0.25);
        cairo_fill_preserve(cairo);
        cairo_stroke(cairo);
        break;
    }
}

static void draw_ground(const bp_sheet *sheet, const bp_view *view)
{
    const bp_outlines *units = &sheet->outlines[BP_THEME_UNITS];
    cairo_new_path(sheet->canvas->cairo);
    for (int64_t u = 0; u < units->arcs.n_units; u++)
        if (bp_outlines_is_shown(units, view, u))
            bp_outlines_add_unit(sheet->canvas->cairo, units, view, u);
    set_colour(sheet, 0xf0f0ee, 1.0);
    cairo_set_line_width(sheet->canvas->cairo, 0.25);
    cairo_fill_preserve(sheet->canvas->cairo);
    cairo_stroke(sheet->canvas->cairo);
}

/* Mean width of the units in the view, points. */
static double mean_width(const bp_sheet *sheet, const bp_view *view)
{
    const bp_outlines *units = &sheet->outlines[BP_THEME_UNITS];
    double sum = 0.0;
    int64_t n = 0;
    for (int64_t u = 0; u < units->arcs.n_units; u++)
        if (bp_outlines_is_shown(units, view, u)) {
            const double *box = units->box + 4 * u;
            sum += sqrt((box[2] - box[0]) * (box[3] - box[1])) * view->scale;
            n++;
        }
    return n ? sum / (double)n : 0.0;
}

static void stroke_borders(const bp_sheet *sheet, const bp_view *view, const bp_outlines *outlines,
                           uint32_t colour, double width)
{
    cairo_new_path(sheet->canvas->cairo);
    bp_outlines_add_borders(sheet->canvas->cairo, outlines, view);
    set_colour(sheet, colour, 1.0);
    cairo_set_line_width(sheet->canvas->cairo, width);
    cairo_stroke(sheet->canvas->cairo);
}

/* Designated areas as broad lines below proposed ones, but for those that the theme itself is about. */
static void draw_areas(const bp_sheet *sheet, const bp_view *view)
{
    static const char *const kinds[] = {"designated", "proposed"};
    static const uint32_t colours[] = {0x1f78b4, 0x252525};
    static const double widths[] = {0.2, 0.09};
    const bp_outlines *areas = &sheet->outlines[BP_THEME_AREAS];
    const bp_column *own_kinds =
        bp_theme_kinds(sheet->theme, &sheet->run->layers[BP_THEME_AREAS].layer.table);
    cairo_t *cairo = sheet->canvas->cairo;
    for (int k = 0; k < 2; k++) {
        cairo_new_path(cairo);
        for (int64_t a = 0; a < areas->arcs.n_units; a++) {
            const char *kind = bp_map_run_text(sheet->run, BP_THEME_AREAS, "kind", a);
            bool is_coloured = sheet->layer != BP_THEME_UNITS && bp_theme_covers(sheet->theme, own_kinds, a);
            if (kind && !is_coloured && kind[0] == kinds[k][0] && bp_outlines_is_shown(areas, view, a))
                bp_outlines_add_unit(cairo, areas, view, a);
        }
        set_colour(sheet, colours[k], 1.0);
        cairo_set_line_width(cairo, widths[k] * sheet->em * (sheet->place.kind == BP_MAP_ALL ? 1.0 : 2.0));
        cairo_stroke(cairo);
    }
}

static void add_subject(const bp_sheet *sheet, const bp_view *view)
{
    const bp_outlines *from =
        sheet->place.kind == BP_MAP_AREA ? &sheet->outlines[BP_THEME_AREAS] : &sheet->municipalities;
    bp_outlines_add_unit(sheet->canvas->cairo, from, view, sheet->place.index);
}

/* What the page is not about becomes paler, and what it is about gets a bold border. */
static void set_off(const bp_sheet *sheet, const bp_view *view)
{
    cairo_t *cairo = sheet->canvas->cairo;
    const bp_rectangle *frame = &view->frame;
    cairo_new_path(cairo);
    add_subject(sheet, view);
    cairo_rectangle(cairo, frame->left, frame->top, frame->width, frame->height);
    cairo_set_fill_rule(cairo, CAIRO_FILL_RULE_EVEN_ODD);
    set_colour(sheet, 0xffffff, sheet->place.kind == BP_MAP_AREA ? 0.35 : 0.6);
    cairo_fill(cairo);
    cairo_set_fill_rule(cairo, CAIRO_FILL_RULE_WINDING);
    add_subject(sheet, view);
    /* A town's border is grey, as in the legend: a dark one would be taken for that of a proposed area. */
    set_colour(sheet, sheet->place.kind == BP_MAP_AREA ? 0x1a1a1a : 0x737373, 1.0);
    cairo_set_line_width(cairo, 0.2 * sheet->em);
    cairo_stroke(cairo);
}

void bp_sheet_draw_map(const bp_sheet *sheet, const bp_view *view)
{
    cairo_t *cairo = sheet->canvas->cairo;
    const bp_rectangle *frame = &view->frame;
    double width = mean_width(sheet, view);
    cairo_save(cairo);
    cairo_rectangle(cairo, frame->left, frame->top, frame->width, frame->height);
    cairo_clip(cairo);
    if (sheet->layer != BP_THEME_UNITS)
        draw_ground(sheet, view);
    for (int c = -1; sheet->layer == BP_THEME_UNITS && c < sheet->theme->n_classes; c++)
        fill_class(sheet, view, c);
    if (width >= least_bordered)
        stroke_borders(sheet, view, &sheet->outlines[BP_THEME_UNITS], 0xbdbdbd, 0.02 * sheet->em);
    stroke_borders(sheet, view, &sheet->municipalities, 0x737373, 0.035 * sheet->em);
    for (int c = -1; sheet->layer != BP_THEME_UNITS && c < sheet->theme->n_classes; c++)
        fill_class(sheet, view, c);
    if (sheet->place.kind == BP_MAP_AREA)
        draw_bridges(sheet, view);
    if (sheet->place.kind != BP_MAP_ALL)
        set_off(sheet, view);
    if (sheet->layer == BP_THEME_UNITS || sheet->theme->area_kind)
        draw_areas(sheet, view);
    cairo_restore(cairo);
    cairo_rectangle(cairo, frame->left, frame->top, frame->width, frame->height);
    set_colour(sheet, 0x969696, 1.0);
    cairo_set_line_width(cairo, 0.5);
    cairo_stroke(cairo);
}
