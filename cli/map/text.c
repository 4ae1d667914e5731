#include "cli/map/text.h"

#include <pango/pangocairo.h>

static PangoLayout *lay_out(const bp_canvas *canvas, const bp_map_text *text)
{
    PangoLayout *layout = pango_layout_new(canvas->pango);
    PangoFontDescription *font = pango_font_description_from_string("DejaVu Sans, sans-serif");
    char *valid = g_utf8_make_valid(text->text, -1);
    pango_font_description_set_absolute_size(font, text->size * PANGO_SCALE);
    if (text->is_bold)
        pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_text(layout, valid, -1);
    if (text->width > 0.0) {
        pango_layout_set_width(layout, (int)(text->width * PANGO_SCALE));
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
        if (text->lines > 0) {
            pango_layout_set_height(layout, -text->lines);
            pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
        }
        pango_layout_set_alignment(layout, text->side == BP_TEXT_START    ? PANGO_ALIGN_LEFT
                                           : text->side == BP_TEXT_CENTRE ? PANGO_ALIGN_CENTER
                                                                          : PANGO_ALIGN_RIGHT);
    }
    g_free(valid);
    pango_font_description_free(font);
    return layout;
}

static void size_of(PangoLayout *layout, double size[2])
{
    int width = 0, height = 0;
    pango_layout_get_size(layout, &width, &height);
    size[0] = (double)width / PANGO_SCALE;
    size[1] = (double)height / PANGO_SCALE;
}

void bp_map_text_measure(const bp_canvas *canvas, const bp_map_text *text, double size[2])
{
    PangoLayout *layout = lay_out(canvas, text);
    size_of(layout, size);
    g_object_unref(layout);
}

void bp_map_text_fit(const bp_canvas *canvas, bp_map_text *text, double least)
{
    bool is_cut = true;
    while (is_cut) {
        PangoLayout *layout = lay_out(canvas, text);
        is_cut = pango_layout_is_ellipsized(layout) && text->size > least;
        g_object_unref(layout);
        if (is_cut)
            text->size = text->size * 0.92 > least ? text->size * 0.92 : least;
    }
}

double bp_map_text_draw(const bp_canvas *canvas, const bp_map_text *text, double x, double y)
{
    double size[2];
    const uint8_t colour[3] = {(uint8_t)(text->colour >> 16), (uint8_t)(text->colour >> 8),
                               (uint8_t)text->colour};
    PangoLayout *layout = lay_out(canvas, text);
    size_of(layout, size);
    cairo_new_path(canvas->cairo);
    cairo_move_to(canvas->cairo, x, y);
    if (text->has_halo) {
        cairo_set_source_rgba(canvas->cairo, 1.0, 1.0, 1.0, 0.85);
        cairo_set_line_width(canvas->cairo, text->size * 0.28);
        pango_cairo_layout_path(canvas->cairo, layout);
        cairo_stroke(canvas->cairo);
        cairo_move_to(canvas->cairo, x, y);
    }
    bp_canvas_colour(canvas, colour);
    pango_cairo_show_layout(canvas->cairo, layout);
    cairo_new_path(canvas->cairo);
    g_object_unref(layout);
    return size[1];
}
