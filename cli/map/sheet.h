/* A page in the making: what it shows, and the parts that it is made of. */
#ifndef BP_CLI_MAP_SHEET_H
#define BP_CLI_MAP_SHEET_H

#include "cli/map/map.h"
#include "cli/map/outlines.h"
#include "cli/map/text.h"

typedef enum bp_map_place_kind { BP_MAP_ALL, BP_MAP_MUNICIPALITY, BP_MAP_AREA } bp_map_place_kind;

/** What a page is about. */
typedef struct bp_map_place {
    bp_map_place_kind kind;
    int64_t index; /**< municipality, or row of the layer of areas */
} bp_map_place;

typedef struct bp_sheet {
    const bp_map_run *run;
    const bp_map_options *options;
    bp_canvas *canvas;
    double em;                           /**< points of an ordinary letter, by the size of the paper */
    const bp_theme *theme;               /**< lent from the run, where its counts are those of all rows */
    bp_theme_layer layer;                /**< that the theme is of */
    bp_outlines outlines[BP_MAP_LAYERS]; /**< by bp_theme_layer; made where they are needed */
    bp_outlines municipalities;
    bp_map_place place;
} bp_sheet;

/* Distances on the page, in letters (bp_sheet.em). */
#define BP_SHEET_MARGIN 3.6
#define BP_SHEET_GAP    1.0

/** Is the unit a part of what the page is about? */
bool bp_sheet_is_subject(const bp_sheet *sheet, int64_t unit);

/** Does the unit only join the parts of the area that the page is about? It is in the area, and no member. */
bool bp_sheet_is_bridge(const bp_sheet *sheet, int64_t unit);

/** Is the unit a member of a proposed area? */
bool bp_sheet_is_chosen(const bp_sheet *sheet, int64_t unit);

/** Text of so many letters' size, not bold, one line, to be changed by the caller. */
bp_map_text bp_sheet_text(const bp_sheet *sheet, const char *text, double letters);

/** Draw text that is made here and freed here; its height. */
double bp_sheet_write(const bp_sheet *sheet, bp_map_text text, double x, double y);

/** The theme, borders and areas within the view's frame. */
void bp_sheet_draw_map(const bp_sheet *sheet, const bp_view *view);

/** Fill the path with the dots that a bridge is known by, and begin a new one. */
void bp_sheet_dot(const bp_sheet *sheet);

/** Names where there is room for them, outside of `keep` (NULL: nothing is kept free). */
bp_status bp_sheet_draw_labels(bp_context *context, const bp_sheet *sheet, const bp_view *view,
                               const bp_rectangle *keep);

/**
 * The legend: every class with the number of units or areas on this page's subject that are in it, what is
 * missing, and what the lines in the view are; members only where that is an area. Draws at x, y where `draw`
 * is true; its height in any case.
 */
double bp_sheet_legend(const bp_sheet *sheet, const bp_view *view, double x, double y, double width,
                       bool draw);

/** Scale bar, scale in a number, and arrow to the north, in a strip of this width; its height. */
double bp_sheet_scale_bar(const bp_sheet *sheet, const bp_view *view, double x, double y, double width,
                          bool draw);

/** The short form: a bar and its length, in the lower left corner of a view. */
void bp_sheet_small_scale_bar(const bp_sheet *sheet, const bp_view *view);

/** Title above and sources below; what is left between them. */
bp_rectangle bp_sheet_frame(const bp_sheet *sheet, const char *title, const char *subtitle);

/** The whole page. */
bp_status bp_sheet_draw_page(bp_context *context, bp_sheet *sheet);
/** The same for a focus area, with its sentence, figures and members. */
bp_status bp_sheet_draw_area_page(bp_context *context, bp_sheet *sheet);

/** Rows of a theme by class: count[n_classes + 1], the last of them missing, of the page's subject. */
void bp_sheet_count(const bp_sheet *sheet, int64_t *count);

#endif
