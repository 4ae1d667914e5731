/* Names on the map, the most important first; one that finds no free place is left out. */
#include "cli/map/sheet.h"

#include "geo/bitmap.h"
#include "geo/point_of.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* How many islands get a name beside them, and how far off, in letters. */
enum { MOST_ISLANDS = 30, FARTHEST = 5 };

/* More residents than there are: what the page is about goes before all else. */
static const double subject = 1e12, chosen = 1e11;

typedef struct label {
    const char *text;
    double x, y;    /* where it belongs, points */
    double room;    /* width of what it names, points */
    bool is_island; /* water all around it */
    double weight;  /* the largest first */
    int64_t row;    /* of equal weight, the first first */
    bool is_member; /* of the area that the page is about: named wherever there is room */
    bool is_done;
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

static bool is_member(const bp_sheet *sheet, int64_t unit)
{
    return bp_sheet_is_subject(sheet, unit) && !bp_sheet_is_bridge(sheet, unit);
}

static double weight_of(const bp_sheet *sheet, const named *from, int64_t row)
{
    double residents = 0.0;
    if (from->are_municipalities)
        return sheet->run->municipalities.residents[row];
    bp_map_run_number(sheet->run, from->layer, "population", row, &residents);
    if (from->layer != BP_THEME_UNITS || sheet->place.kind == BP_MAP_ALL)
        return residents;
    residents += bp_sheet_is_chosen(sheet, row) ? chosen : 0.0;
    return residents + (is_member(sheet, row) ? subject : 0.0);
}

static bool is_wanted(const bp_sheet *sheet, const bp_view *view, const named *from, int64_t row)
{
    if (!name_of(sheet, from, row) || !bp_outlines_is_shown(from->outlines, view, row))
        return false;
    return from->are_municipalities || sheet->place.kind != BP_MAP_MUNICIPALITY ||
           bp_sheet_is_subject(sheet, row);
}

/* Which unit an arc belongs to; one that several share belongs to none, -1. owner[n_arcs], to free(). */
static int64_t *find_owners(const bp_arcs *arcs)
{
    int64_t *owner = (int64_t *)malloc((size_t)(arcs->n_arcs + 1) * sizeof *owner);
    for (int64_t a = 0; owner && a < arcs->n_arcs; a++)
        owner[a] = arcs->n_units;
    for (int64_t u = 0; owner && u < arcs->n_units; u++) {
        int64_t first = arcs->ring_refs[arcs->part_rings[arcs->unit_parts[u]]],
                last = arcs->ring_refs[arcs->part_rings[arcs->unit_parts[u + 1]]];
        for (int64_t k = first; k < last; k++) {
            int64_t a = arcs->refs[k] < 0 ? ~arcs->refs[k] : arcs->refs[k];
            owner[a] = owner[a] == arcs->n_units || owner[a] == u ? u : -1;
        }
    }
    return owner;
}

/* Shares no border with another. */
static bool is_island(const bp_arcs *arcs, const int64_t *owner, int64_t unit)
{
    int64_t first = arcs->ring_refs[arcs->part_rings[arcs->unit_parts[unit]]],
            last = arcs->ring_refs[arcs->part_rings[arcs->unit_parts[unit + 1]]];
    for (int64_t k = first; k < last; k++)
        if (owner[arcs->refs[k] < 0 ? ~arcs->refs[k] : arcs->refs[k]] != unit)
            return false;
    return last > first;
}

/* Box of a part of the paper in the CRS. */
static void box_of(const bp_view *view, const bp_rectangle *part, double box[4])
{
    box[0] = view->box[0] + (part->left - view->frame.left) / view->scale;
    box[3] = view->box[3] - (part->top - view->frame.top) / view->scale;
    box[2] = box[0] + part->width / view->scale;
    box[1] = box[3] - part->height / view->scale;
}

static bool do_boxes_meet(const double *a, const double *b)
{
    return a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];
}

/* Does the ring come into the box, and how often is it crossed east of the box's middle? Segments are short:
 * that their own box meets it is near enough. */
static bool comes_into(const bp_arcs *arcs, int64_t ring, const double *box, int *crossings)
{
    double x = 0.5 * (box[0] + box[2]), y = 0.5 * (box[1] + box[3]);
    for (int64_t k = arcs->ring_refs[ring]; k < arcs->ring_refs[ring + 1]; k++) {
        int64_t a = arcs->refs[k] < 0 ? ~arcs->refs[k] : arcs->refs[k];
        for (int64_t c = arcs->arc_points[a]; c + 1 < arcs->arc_points[a + 1]; c++) {
            const double *p = arcs->xy + 2 * c, *q = p + 2;
            const double own[4] = {fmin(p[0], q[0]), fmin(p[1], q[1]), fmax(p[0], q[0]), fmax(p[1], q[1])};
            if (do_boxes_meet(own, box))
                return true;
            *crossings += (p[1] > y) != (q[1] > y) && x < p[0] + (y - p[1]) / (q[1] - p[1]) * (q[0] - p[0]);
        }
    }
    return false;
}

/* How this part of the paper lies to the ground. */
typedef enum lie { IN_WATER, ON_BORDER, WITHIN } lie;

static lie lie_of(const bp_outlines *outlines, const bp_view *view, const bp_rectangle *part)
{
    double box[4];
    int crossings = 0;
    box_of(view, part, box);
    for (int64_t r = 0; r < outlines->arcs.n_rings; r++) {
        const double *ring = outlines->ring_box + 4 * r;
        if (do_boxes_meet(ring, box) && comes_into(&outlines->arcs, r, box, &crossings))
            return ON_BORDER;
    }
    return crossings % 2 ? WITHIN : IN_WATER;
}

/* A label for each of rows[m], whose points those are. */
static void fill_labels(const bp_sheet *sheet, const bp_view *view, const named *from, const int64_t *rows,
                        const bp_points *points, const int64_t *owner, labels *out)
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
        made->is_island = is_island(&from->outlines->arcs, owner, rows[k]);
        made->row = rows[k];
        made->is_member = sheet->place.kind == BP_MAP_AREA && made->weight >= subject;
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
    int64_t *owner = find_owners(&from->outlines->arcs);
    if (!status && (!out->list || !out->taken || !owner))
        status = bp_context_fail_memory(context, (size_t)m * sizeof *out->list);
    else if (!status)
        fill_labels(sheet, view, from, rows, &points, owner, out);
    free(owner);
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

static bp_map_text label_text(const bp_sheet *sheet, const label *asked, const labels *all)
{
    bp_map_text text = bp_sheet_text(sheet, asked->text, all->size);
    text.is_bold = asked->is_member;
    text.has_halo = true;
    text.side = BP_TEXT_CENTRE;
    text.width = fmax(all->width, fmin(asked->room, 2.0 * all->width));
    text.lines = 3;
    return text;
}

/* In the water beside an island that the name would stick out of, as near as it can be; false where it would
 * not, or where there is no room. */
static bool place_beside(const bp_sheet *sheet, const bp_view *view, const named *from, const label *asked,
                         labels *all)
{
    double size[2], gap = 0.25 * sheet->em;
    bp_map_text text = label_text(sheet, asked, all);
    bp_map_text_measure(sheet->canvas, &text, size);
    double width = size[0] + 2.0 * gap, height = size[1] + 2.0 * gap;
    const bp_rectangle over = {asked->x - 0.5 * width, asked->y - 0.5 * height, width, height};
    if (lie_of(from->outlines, view, &over) == WITHIN)
        return false;
    for (int step = 0; step < 2 * FARTHEST; step++) {
        double far = 0.5 * step * sheet->em;
        const bp_rectangle sides[] = {{asked->x + far, over.top, width, height},
                                      {asked->x - far - width, over.top, width, height},
                                      {over.left, asked->y - far - height, width, height},
                                      {over.left, asked->y + far, width, height}};
        for (size_t s = 0; s < sizeof sides / sizeof *sides; s++) {
            const bp_rectangle *at = &sides[s];
            if (!is_free(all, view, at) || lie_of(from->outlines, view, at) != IN_WATER)
                continue;
            all->taken[all->n_taken++] = *at;
            bp_sheet_write(sheet, text, at->left + 0.5 * (width - text.width), at->top + gap);
            return true;
        }
    }
    return false;
}

/* Over its point, else a little above or below. */
static void place_label(const bp_sheet *sheet, const bp_view *view, const label *asked, labels *all)
{
    static const double shifts[] = {0.0, -0.7, 0.7, -1.4, 1.4, -2.1, 2.1};
    const size_t n_shifts = asked->is_member ? sizeof shifts / sizeof *shifts : 5;
    double size[2], gap = 0.25 * sheet->em;
    bp_map_text text = label_text(sheet, asked, all);
    bp_map_text_measure(sheet->canvas, &text, size);
    for (size_t s = 0; s < n_shifts; s++) {
        double top = asked->y - size[1] / 2.0 + shifts[s] * all->size * sheet->em;
        bp_rectangle at = {asked->x - size[0] / 2.0 - gap, top - gap, size[0] + 2.0 * gap,
                           size[1] + 2.0 * gap};
        if (!is_free(all, view, &at))
            continue;
        all->taken[all->n_taken++] = at;
        bp_sheet_write(sheet, text, asked->x - text.width / 2.0, top);
        return;
    }
}

/* Islands first: beside them there is room that nothing else wants. */
static void place_islands(const bp_sheet *sheet, const bp_view *view, const named *from, labels *all)
{
    int placed = 0;
    for (int64_t k = 0; k < all->n && placed < MOST_ISLANDS; k++)
        if (all->list[k].is_island && place_beside(sheet, view, from, &all->list[k], all)) {
            all->list[k].is_done = true;
            placed++;
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
        place_islands(sheet, view, &from, &all);
        most += (double)all.n_taken;
        for (int64_t k = 0; k < all.n; k++) {
            const label *asked = &all.list[k];
            bool is_worth = (double)all.n_taken < most && asked->room >= all.least_room;
            if (!asked->is_done && (is_worth || asked->is_member))
                place_label(sheet, view, asked, &all);
        }
    }
    free(all.list);
    free(all.taken);
    return status;
}
