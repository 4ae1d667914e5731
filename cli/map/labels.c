/* Names on the map, the most important first; one that finds no free place is left out. */
#include "cli/map/sheet.h"

#include "geo/bitmap.h"
#include "geo/point_of.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* More residents than there are: what the page is about goes before all else. */
static const double subject = 1e12;

typedef struct label {
    const char *text;
    double x, y;   /* where it belongs, points */
    double room;   /* width of what it names, points */
    double weight; /* the largest first */
    int64_t row;   /* of equal weight, the first first */
    bool is_bold;
} label;

typedef struct labels {
    label *list;
    int64_t n;
    bp_rectangle *taken; /* taken[n_taken] */
    int64_t n_taken;
    double width, size; /* of a line, points; of the letters, in letters */
    double least_room;  /* of what gets a name, points */
} labels;

static int by_weight(const void *a, const void *b)
{
    const label *p = (const label *)a, *q = (const label *)b;
    int order = (p->weight < q->weight) - (p->weight > q->weight);
    return order ? order : (p->row > q->row) - (p->row < q->row);
}

/* What may get a name: a set of polygons of which rows[n] are in the view. */
typedef struct named {
    const bp_polygons *polygons;
    const bp_outlines *outlines;
    bp_theme_layer layer;
    bool are_municipalities;
} named;

static const char *name_of(const bp_sheet *sheet, const named *from, int64_t row)
{
    if (from->are_municipalities)
        return sheet->run->municipalities.name[row];
    return bp_map_run_text(sheet->run, from->layer, "name", row);
}

static double weight_of(const bp_sheet *sheet, const named *from, int64_t row)
{
    double residents = 0.0;
    if (from->are_municipalities)
        return sheet->run->municipalities.residents[row];
    bp_map_run_number(sheet->run, from->layer, "population", row, &residents);
    bool is_subject =
        from->layer == BP_THEME_UNITS && sheet->place.kind != BP_MAP_ALL && bp_sheet_is_subject(sheet, row);
    return residents + (is_subject ? subject : 0.0);
}

static bool is_wanted(const bp_sheet *sheet, const bp_view *view, const named *from, int64_t row)
{
    if (!name_of(sheet, from, row) || !bp_outlines_is_shown(from->outlines, view, row))
        return false;
    return from->are_municipalities || sheet->place.kind != BP_MAP_MUNICIPALITY ||
           bp_sheet_is_subject(sheet, row);
}

/* A label for each of rows[m], whose points those are. */
static void fill_labels(const bp_sheet *sheet, const bp_view *view, const named *from, const int64_t *rows,
                        const bp_points *points, labels *out)
{
    for (int64_t k = 0; k < points->n; k++) {
        const double *box = from->outlines->box + 4 * rows[k];
        label *made = &out->list[out->n];
        if (points->valid && !bp_bitmap_get(points->valid, k))
            continue;
        bp_view_point(view, points->xy + 2 * k, &made->x, &made->y);
        made->text = name_of(sheet, from, rows[k]);
        made->weight = weight_of(sheet, from, rows[k]);
        made->room = (box[2] - box[0]) * view->scale;
        made->row = rows[k];
        made->is_bold = sheet->place.kind == BP_MAP_AREA && made->weight >= subject;
        out->n++;
    }
}

static bp_status list_labels(bp_context *context, const bp_sheet *sheet, const bp_view *view,
                             const named *from, labels *out)
{
    int64_t n = from->polygons->n_units, m = 0;
    int64_t *rows = (int64_t *)malloc((size_t)(n + 1) * sizeof *rows);
    bp_polygons shown = BP_POLYGONS_INIT;
    bp_points points = BP_POINTS_INIT;
    if (!rows)
        return bp_context_fail_memory(context, (size_t)n * sizeof *rows);
    for (int64_t i = 0; i < n; i++)
        if (is_wanted(sheet, view, from, i))
            rows[m++] = i;
    bp_status status = bp_polygons_take(context, from->polygons, rows, m, &shown);
    if (!status)
        status = bp_point_of(context, &shown, BP_POINT_SURFACE, &points);
    out->list = (label *)calloc((size_t)m + 1, sizeof *out->list);
    out->taken = (bp_rectangle *)calloc((size_t)m + 2, sizeof *out->taken);
    if (!status && (!out->list || !out->taken))
        status = bp_context_fail_memory(context, (size_t)m * sizeof *out->list);
    else if (!status)
        fill_labels(sheet, view, from, rows, &points, out);
    free(rows);
    bp_points_clear(&points);
    bp_polygons_clear(&shown);
    return status;
}

static bool is_free(const labels *all, const bp_view *view, const bp_rectangle *at)
{
    const bp_rectangle *frame = &view->frame;
    if (at->left < frame->left || at->top < frame->top || at->left + at->width > frame->left + frame->width ||
        at->top + at->height > frame->top + frame->height)
        return false;
    for (int64_t k = 0; k < all->n_taken; k++) {
        const bp_rectangle *other = &all->taken[k];
        if (at->left < other->left + other->width && other->left < at->left + at->width &&
            at->top < other->top + other->height && other->top < at->top + at->height)
            return false;
    }
    return true;
}

/* Over its point, else a little above or below. */
static void place_label(const bp_sheet *sheet, const bp_view *view, const label *asked, labels *all)
{
    static const double shifts[] = {0.0, -0.7, 0.7, -1.4, 1.4};
    double size[2], width = fmax(all->width, fmin(asked->room, 2.0 * all->width)), gap = 0.25 * sheet->em;
    bp_map_text text = bp_sheet_text(sheet, asked->text, all->size);
    text.is_bold = asked->is_bold;
    text.has_halo = true;
    text.side = BP_TEXT_CENTRE;
    text.width = width;
    text.lines = 3;
    bp_map_text_measure(sheet->canvas, &text, size);
    for (size_t s = 0; s < sizeof shifts / sizeof *shifts; s++) {
        double top = asked->y - size[1] / 2.0 + shifts[s] * all->size * sheet->em;
        bp_rectangle at = {asked->x - size[0] / 2.0 - gap, top - gap, size[0] + 2.0 * gap,
                           size[1] + 2.0 * gap};
        if (!is_free(all, view, &at))
            continue;
        all->taken[all->n_taken++] = at;
        bp_sheet_write(sheet, text, asked->x - width / 2.0, top);
        return;
    }
}

/* Municipalities on a map of all, units on others; areas where municipalities have no names. */
static named what_is_named(const bp_sheet *sheet)
{
    const bp_map_run *run = sheet->run;
    if (sheet->place.kind != BP_MAP_ALL)
        return (named){&run->layers[BP_THEME_UNITS].layer.polygons, &sheet->outlines[BP_THEME_UNITS],
                       BP_THEME_UNITS, false};
    for (int32_t m = 0; m < run->municipalities.n; m++)
        if (run->municipalities.name[m])
            return (named){&run->municipalities.outline, &sheet->municipalities, BP_THEME_UNITS, true};
    return (named){&run->layers[BP_THEME_AREAS].layer.polygons, &sheet->outlines[BP_THEME_AREAS],
                   BP_THEME_AREAS, false};
}

bp_status bp_sheet_draw_labels(bp_context *context, const bp_sheet *sheet, const bp_view *view,
                               const bp_rectangle *keep)
{
    const named from = what_is_named(sheet);
    bool is_all = sheet->place.kind == BP_MAP_ALL;
    labels all = {NULL, 0, NULL, 0, (is_all ? 9.0 : 7.0) * sheet->em, is_all ? 0.75 : 0.7, 0.0};
    all.least_room = is_all ? 0.0 : 1.5 * sheet->em;
    bp_status status = list_labels(context, sheet, view, &from, &all);
    if (!status && all.list && all.taken) {
        if (keep)
            all.taken[all.n_taken++] = *keep;
        /* More names than one for every 40 square letters make a map that shows nothing else. */
        double most =
            view->frame.width * view->frame.height / (is_all ? 130.0 : 40.0) / sheet->em / sheet->em;
        qsort(all.list, (size_t)all.n, sizeof *all.list, by_weight);
        for (int64_t k = 0; k < all.n && (double)all.n_taken < most; k++)
            if (all.list[k].room >= all.least_room)
                place_label(sheet, view, &all.list[k], &all);
    }
    free(all.list);
    free(all.taken);
    return status;
}
