#include "cli/map/canvas.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <stdlib.h>
#include <string.h>

enum { DOTS_PER_INCH = 300, FIRST_ROOM = 1 << 16 };

const char *bp_map_format_name(bp_map_format format)
{
    static const char *const names[] = {"pdf", "png", "svg"};
    return names[format];
}

static cairo_status_t add_bytes(void *user, const unsigned char *bytes, unsigned int length)
{
    bp_canvas *canvas = (bp_canvas *)user;
    if (canvas->n + length > canvas->room) {
        size_t room = canvas->room ? canvas->room : FIRST_ROOM;
        while (room < canvas->n + length)
            room *= 2;
        char *grown = (char *)realloc(canvas->bytes, room);
        if (!grown)
            return CAIRO_STATUS_WRITE_ERROR;
        canvas->bytes = grown;
        canvas->room = room;
    }
    memcpy(canvas->bytes + canvas->n, bytes, length);
    canvas->n += length;
    return CAIRO_STATUS_SUCCESS;
}

/* cairo takes no title that is not UTF-8. */
static void set_title(bp_canvas *canvas, const char *title)
{
    char *valid = g_utf8_make_valid(title, -1);
    cairo_pdf_surface_set_metadata(canvas->surface, CAIRO_PDF_METADATA_TITLE, valid);
    g_free(valid);
}

static void make_surface(bp_canvas *canvas, const bp_canvas_options *options)
{
    double width = options->width, height = options->height;
    switch (options->format) {
    case BP_MAP_PDF:
        canvas->surface = cairo_pdf_surface_create_for_stream(add_bytes, canvas, width, height);
        set_title(canvas, options->title);
        cairo_pdf_surface_set_metadata(canvas->surface, CAIRO_PDF_METADATA_CREATOR, "brandpunt");
        cairo_pdf_surface_set_metadata(canvas->surface, CAIRO_PDF_METADATA_CREATE_DATE,
                                       "1970-01-01T00:00:00Z");
        break;
    case BP_MAP_SVG:
        canvas->surface = cairo_svg_surface_create_for_stream(add_bytes, canvas, width, height);
        cairo_svg_surface_set_document_unit(canvas->surface, CAIRO_SVG_UNIT_PT);
        break;
    case BP_MAP_PNG:
        canvas->surface =
            cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)lround(width * DOTS_PER_INCH / 72.0),
                                       (int)lround(height * DOTS_PER_INCH / 72.0));
        break;
    }
}

/* Letters as they are designed: no rounding to a grid of dots that another format would not have. */
static void make_pango(bp_canvas *canvas)
{
    cairo_font_options_t *fonts = cairo_font_options_create();
    cairo_font_options_set_hint_style(fonts, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(fonts, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(fonts, CAIRO_ANTIALIAS_GRAY);
    canvas->pango = pango_cairo_create_context(canvas->cairo);
    pango_cairo_context_set_font_options(canvas->pango, fonts);
    pango_cairo_context_set_resolution(canvas->pango, 72.0);
    pango_context_set_round_glyph_positions(canvas->pango, FALSE);
    cairo_font_options_destroy(fonts);
}

bp_status bp_canvas_new(bp_context *context, const bp_canvas_options *options, bp_canvas *out)
{
    out->format = options->format;
    out->width = options->width;
    out->height = options->height;
    make_surface(out, options);
    if (cairo_surface_status(out->surface) == CAIRO_STATUS_SUCCESS)
        out->cairo = cairo_create(out->surface);
    if (!out->cairo || cairo_status(out->cairo) != CAIRO_STATUS_SUCCESS) {
        bp_canvas_clear(out);
        return bp_context_fail_memory(context, 0);
    }
    if (options->format == BP_MAP_PNG) {
        cairo_scale(out->cairo, DOTS_PER_INCH / 72.0, DOTS_PER_INCH / 72.0);
        cairo_set_source_rgb(out->cairo, 1.0, 1.0, 1.0);
        cairo_paint(out->cairo);
    }
    cairo_set_line_join(out->cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_cap(out->cairo, CAIRO_LINE_CAP_ROUND);
    make_pango(out);
    return BP_OK;
}

void bp_canvas_next_page(bp_canvas *canvas)
{
    cairo_show_page(canvas->cairo);
}

/* cairo does not say how large the dots of a PNG are: a chunk right after the first one (8 bytes that say it
 * is a PNG, 25 of IHDR) does, 11811 dots in a metre. */
static cairo_status_t add_resolution(bp_canvas *canvas)
{
    static const unsigned char physical[] = {0,    0,    0,    9,    'p',  'H',  'Y',  's',  0x00, 0x00, 0x2e,
                                             0x23, 0x00, 0x00, 0x2e, 0x23, 0x01, 0x78, 0xa5, 0x3f, 0x76};
    enum { HEAD = 33 };
    cairo_status_t status = add_bytes(canvas, physical, sizeof physical);
    if (status == CAIRO_STATUS_SUCCESS) {
        memmove(canvas->bytes + HEAD + sizeof physical, canvas->bytes + HEAD,
                canvas->n - HEAD - sizeof physical);
        memcpy(canvas->bytes + HEAD, physical, sizeof physical);
    }
    return status;
}

bp_status bp_canvas_end(bp_context *context, bp_canvas *canvas)
{
    cairo_status_t status = cairo_status(canvas->cairo);
    if (status == CAIRO_STATUS_SUCCESS && canvas->format == BP_MAP_PNG) {
        status = cairo_surface_write_to_png_stream(canvas->surface, add_bytes, canvas);
        if (status == CAIRO_STATUS_SUCCESS)
            status = add_resolution(canvas);
    } else if (status == CAIRO_STATUS_SUCCESS) {
        cairo_show_page(canvas->cairo);
    }
    cairo_surface_finish(canvas->surface);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(canvas->surface);
    if (status == CAIRO_STATUS_SUCCESS)
        return BP_OK;
    return bp_context_fail(context, BP_ERROR_MEMORY, "the map cannot be drawn: %s",
                           cairo_status_to_string(status));
}

void bp_canvas_clear(bp_canvas *canvas)
{
    if (canvas->pango)
        g_object_unref(canvas->pango);
    if (canvas->cairo)
        cairo_destroy(canvas->cairo);
    if (canvas->surface) {
        /* What is written when it is destroyed still goes to the bytes. */
        cairo_surface_finish(canvas->surface);
        cairo_surface_destroy(canvas->surface);
    }
    free(canvas->bytes);
    *canvas = (bp_canvas)BP_CANVAS_INIT;
}

void bp_canvas_colour(const bp_canvas *canvas, const uint8_t colour[3])
{
    cairo_set_source_rgb(canvas->cairo, colour[0] / 255.0, colour[1] / 255.0, colour[2] / 255.0);
}
