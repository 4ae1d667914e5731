/* What maps are drawn on: pages of a PDF, one PNG of 300 dots per inch, one SVG. Everything is in points of
 * 1/72 inch from the upper left corner. */
#ifndef BP_CLI_MAP_CANVAS_H
#define BP_CLI_MAP_CANVAS_H

#include "geo/context.h"

#include <cairo.h>
#include <pango/pango.h>
#include <stdint.h>

/** Points in a millimetre. */
#define BP_MM (72.0 / 25.4)

typedef enum bp_map_format { BP_MAP_PDF, BP_MAP_PNG, BP_MAP_SVG } bp_map_format;

/** "pdf", "png", "svg"; never NULL. */
const char *bp_map_format_name(bp_map_format format);

typedef struct bp_canvas_options {
    bp_map_format format;
    double width, height; /**< of the paper, points */
    const char *title;    /**< into the PDF's own description */
} bp_canvas_options;

typedef struct bp_canvas {
    bp_map_format format;
    double width, height;
    cairo_surface_t *surface;
    cairo_t *cairo;
    PangoContext *pango;
    char *bytes; /**< bytes[n]: the file, whole after bp_canvas_end */
    size_t n, room;
} bp_canvas;

#define BP_CANVAS_INIT                                                                                       \
    {                                                                                                        \
        BP_MAP_PDF, 0.0, 0.0, NULL, NULL, NULL, NULL, 0, 0                                                   \
    }

/** A white page. `out` stays where it is until it is cleared. Errors: BP_ERROR_MEMORY, also for a picture
 * that is too large. */
bp_status bp_canvas_new(bp_context *context, const bp_canvas_options *options, bp_canvas *out);

/** The next page of a PDF. */
void bp_canvas_next_page(bp_canvas *canvas);

/** Finish: bytes[n] is then the file, the same for the same drawing: its date is 1970-01-01. */
bp_status bp_canvas_end(bp_context *context, bp_canvas *canvas);
void bp_canvas_clear(bp_canvas *canvas);

/** Set the colour of what is drawn next: red, green, blue of 0 to 255. */
void bp_canvas_colour(const bp_canvas *canvas, const uint8_t colour[3]);

#endif
