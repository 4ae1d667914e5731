/* A page for all, or for one municipality: title, map, legend, scale bar, insets, sources. */
#include "cli/map/insets.h"
#include "cli/map/sheet.h"

#include <math.h>
#include <string.h>

/* Where the parts of the page go. */
typedef struct arrangement {
    bp_view view;
    bp_rectangle panel, insets;
    bool is_stacked; /* the scale bar is below the legend, else beside it; so are the insets */
} arrangement;

/* Legend, scale bar and arrow; their height. */
static double panel(const bp_sheet *sheet, const arrangement *made, bool draw)
{
    double gap = BP_SHEET_GAP * sheet->em, x = made->panel.left, y = made->panel.top;
    double width = made->panel.width, height = bp_sheet_legend(sheet, &made->view, x, y, width, draw);
    if (made->is_stacked)
        return height + gap + bp_sheet_scale_bar(sheet, &made->view, x, y + height + gap, width, draw);
    return fmax(height, bp_sheet_scale_bar(sheet, &made->view, x + width + 2.0 * gap, y, width, draw));
}

static const double panel_letters = 19.0;

/* Is there ground in this part of the paper? */
static bool is_covered(const bp_sheet *sheet, const bp_view *view, const bp_rectangle *part)
{
    const bp_outlines *units = &sheet->outlines[BP_THEME_UNITS];
    double box[4] = {view->box[0] + (part->left - view->frame.left) / view->scale, 0.0, 0.0,
                     view->box[3] - (part->top - view->frame.top) / view->scale};
    box[2] = box[0] + part->width / view->scale;
    box[1] = box[3] - part->height / view->scale;
    for (int64_t r = 0; r < units->arcs.n_rings; r++) {
        const double *ring = units->ring_box + 4 * r;
        if (ring[0] <= box[2] && ring[2] >= box[0] && ring[1] <= box[3] && ring[3] >= box[1])
            return true;
    }
    return false;
}

/* A corner of the map where nothing is, for the panel. */
static bool find_corner(const bp_sheet *sheet, const bp_view *view, double height, bp_rectangle *out)
{
    double em = sheet->em, width = panel_letters * em;
    const bp_rectangle *frame = &view->frame;
    for (int corner = 0; corner < 4; corner++) {
        bp_rectangle part = {frame->left, frame->top, width + 2.0 * em, height + 2.0 * em};
        if (corner % 2)
            part.left += frame->width - part.width;
        if (corner / 2)
            part.top += frame->height - part.height;
        if (part.height > frame->height || part.width > frame->width || is_covered(sheet, view, &part))
            continue;
        *out = (bp_rectangle){part.left + em, part.top + em, width, height};
        return true;
    }
    return false;
}

static void box_of(const bp_sheet *sheet, double box[4])
{
    const bp_outlines *from = &sheet->municipalities;
    if (sheet->place.kind == BP_MAP_MUNICIPALITY)
        memcpy(box, from->box + 4 * sheet->place.index, 4 * sizeof *box);
}

/* Insets in a row along the bottom of the strip, or one above the other in a column. */
static bp_status draw_insets(bp_context *context, const bp_sheet *sheet, const bp_insets *insets,
                             bp_rectangle strip, bool is_column)
{
    double gap = BP_SHEET_GAP * sheet->em;
    bp_status status = BP_OK;
    for (int i = 0; !status && i < insets->n; i++) {
        bp_rectangle frame = strip;
        if (is_column) {
            frame.height = (strip.height - gap * (insets->n - 1)) / insets->n;
            frame.top += i * (frame.height + gap);
        } else {
            frame.width = (strip.width - gap * (insets->n - 1)) / insets->n;
            frame.left += i * (frame.width + gap);
        }
        bp_view view = bp_view_make(insets->box[i], frame, 1.5 * gap,
                                    sheet->run->layers[BP_THEME_UNITS].layer.crs.metres_per_unit);
        bp_rectangle bar = {frame.left, frame.top + frame.height - 2.5 * gap, frame.width, 2.5 * gap};
        bp_sheet_draw_map(sheet, &view);
        bp_sheet_small_scale_bar(sheet, &view);
        status = bp_sheet_draw_labels(context, sheet, &view, &bar);
    }
    return status;
}

/* In a free corner of the map, else beside it on a broad page and below it on a tall one. */
static arrangement arrange(const bp_sheet *sheet, const double box[4], bp_rectangle body, bool has_insets)
{
    double em = sheet->em, gap = BP_SHEET_GAP * em, margin = 0.8 * em, width = panel_letters * em;
    double metres = sheet->run->layers[BP_THEME_UNITS].layer.crs.metres_per_unit;
    bp_rectangle frame = body;
    arrangement made = {bp_view_make(box, body, margin, metres), {0.0, 0.0, width, 0.0}, body, true};
    double height = panel(sheet, &made, false), bar = bp_sheet_scale_bar(sheet, NULL, 0.0, 0.0, 0.0, false);
    if (!has_insets && find_corner(sheet, &made.view, height, &made.panel))
        return made;
    if (body.width > body.height) {
        frame.width -= width + gap;
        made.panel = (bp_rectangle){body.left + frame.width + gap, body.top, width, height};
        made.insets = (bp_rectangle){made.panel.left, body.top + height + gap, width,
                                     fmin(body.height - height - gap, 3.0 * width)};
    } else {
        made.is_stacked = false;
        /* A lower map shows more at its sides, which may ask for another line in the legend. */
        for (int pass = 0; pass < 2; pass++) {
            height = fmax(panel(sheet, &made, false), pass ? height : 0.0);
            frame.height = body.height - height - gap;
            made.view = bp_view_make(box, frame, margin, metres);
        }
        made.panel = (bp_rectangle){body.left, body.top + frame.height + gap, width, height};
        made.insets = (bp_rectangle){body.left + width + 2.0 * gap, made.panel.top + bar + gap,
                                     body.width - width - 2.0 * gap, height - bar - gap};
    }
    made.view = bp_view_make(box, frame, margin, metres);
    return made;
}

static const char *place_name(const bp_sheet *sheet)
{
    const bp_map_municipalities *all = &sheet->run->municipalities;
    if (sheet->place.kind != BP_MAP_MUNICIPALITY)
        return NULL;
    return all->name[sheet->place.index] ? all->name[sheet->place.index] : all->code[sheet->place.index];
}

bp_status bp_sheet_draw_page(bp_context *context, bp_sheet *sheet)
{
    bp_insets insets = {{0.0}, 0, {{0.0}}};
    const bp_outlines *units = &sheet->outlines[BP_THEME_UNITS];
    const char *place = place_name(sheet), *title = sheet->options->title ? sheet->options->title
                                                    : place               ? place
                                                                          : sheet->run->title;
    const char *subtitle = sheet->options->title || place ? sheet->run->title : sheet->theme->title;
    bp_rectangle body = bp_sheet_frame(sheet, title, subtitle);
    bp_status status =
        bp_insets_find(context, units->box, units->arcs.n_units, body.width, body.height, &insets);
    if (status)
        return status;
    if (sheet->place.kind != BP_MAP_ALL) {
        insets.n = 0;
        box_of(sheet, insets.main);
    }
    arrangement made = arrange(sheet, insets.main, body, insets.n > 0);
    bp_sheet_draw_map(sheet, &made.view);
    status = bp_sheet_draw_labels(context, sheet, &made.view, &made.panel);
    panel(sheet, &made, true);
    return status ? status : draw_insets(context, sheet, &insets, made.insets, made.is_stacked);
}
