/* Texts on a map, laid out by Pango: any script, either direction. */
#ifndef BP_CLI_MAP_TEXT_H
#define BP_CLI_MAP_TEXT_H

#include "cli/map/canvas.h"

typedef enum bp_text_side { BP_TEXT_START, BP_TEXT_CENTRE, BP_TEXT_END } bp_text_side;

typedef struct bp_map_text {
    const char *text; /**< UTF-8; other bytes are shown as the sign for what cannot be shown */
    double size;      /**< of the letters, points */
    double width;     /**< of the lines, points; 0: one line, as long as it comes */
    int lines;        /**< the last of so many ends with an ellipsis; 0: as many as it takes */
    bool is_bold;
    bool has_halo;     /**< a white edge around the letters */
    bp_text_side side; /**< of `width` */
    uint32_t colour;   /**< 0xRRGGBB */
} bp_map_text;

#define BP_MAP_TEXT_INIT                                                                                     \
    {                                                                                                        \
        "", 8.0, 0.0, 0, false, false, BP_TEXT_START, 0x1a1a1a                                               \
    }

/** Width and height of the text, points. */
void bp_map_text_measure(const bp_canvas *canvas, const bp_map_text *text, double size[2]);

/** Make the letters smaller, to no less than `least` points, until the lines hold all of the text. */
void bp_map_text_fit(const bp_canvas *canvas, bp_map_text *text, double least);

/** Draw it with its upper left corner at x, y; its height. */
double bp_map_text_draw(const bp_canvas *canvas, const bp_map_text *text, double x, double y);

#endif
