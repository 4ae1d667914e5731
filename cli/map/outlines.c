#include "cli/map/outlines.h"

#include "cli/map/canvas.h"
#include "geo/simplify.h"

#include <math.h>
#include <stdlib.h>

/* A tenth of a millimetre, points. */
static const double hair_line = 0.1 * BP_MM;

void bp_outlines_clear(bp_outlines *outlines)
{
    bp_arcs_clear(&outlines->arcs);
    free(outlines->weight);
    free(outlines->box);
    free(outlines->arc_box);
    free(outlines->ring_box);
    *outlines = (bp_outlines)BP_OUTLINES_INIT;
}

static void empty_box(double box[4])
{
    box[0] = box[1] = INFINITY;
    box[2] = box[3] = -INFINITY;
}

static void widen(double box[4], const double other[4])
{
    for (int k = 0; k < 2; k++) {
        box[k] = fmin(box[k], other[k]);
        box[k + 2] = fmax(box[k + 2], other[k + 2]);
    }
}

static int64_t arc_of(int64_t ref)
{
    return ref < 0 ? ~ref : ref;
}

static void measure_boxes(bp_outlines *out)
{
    const bp_arcs *arcs = &out->arcs;
    for (int64_t a = 0; a < arcs->n_arcs; a++) {
        empty_box(out->arc_box + 4 * a);
        for (int64_t c = arcs->arc_points[a]; c < arcs->arc_points[a + 1]; c++) {
            const double *xy = arcs->xy + 2 * c, point[4] = {xy[0], xy[1], xy[0], xy[1]};
            widen(out->arc_box + 4 * a, point);
        }
    }
    for (int64_t r = 0; r < arcs->n_rings; r++) {
        empty_box(out->ring_box + 4 * r);
        for (int64_t k = arcs->ring_refs[r]; k < arcs->ring_refs[r + 1]; k++)
            widen(out->ring_box + 4 * r, out->arc_box + 4 * arc_of(arcs->refs[k]));
    }
    for (int64_t u = 0; u < arcs->n_units; u++) {
        empty_box(out->box + 4 * u);
        for (int64_t p = arcs->unit_parts[u]; p < arcs->unit_parts[u + 1]; p++)
            widen(out->box + 4 * u, out->ring_box + 4 * arcs->part_rings[p]);
    }
}

static double *new_boxes(int64_t n)
{
    return (double *)malloc((size_t)(4 * n + 4) * sizeof(double));
}

static bp_status weigh(bp_context *context, bp_outlines *made)
{
    made->weight = (double *)malloc((size_t)(made->arcs.n_points + 1) * sizeof *made->weight);
    made->box = new_boxes(made->arcs.n_units);
    made->arc_box = new_boxes(made->arcs.n_arcs);
    made->ring_box = new_boxes(made->arcs.n_rings);
    if (!made->weight || !made->box || !made->arc_box || !made->ring_box)
        return bp_context_fail_memory(context, (size_t)made->arcs.n_points * sizeof *made->weight);
    measure_boxes(made);
    return bp_arcs_weigh(context, &made->arcs, made->weight);
}

bp_status bp_outlines_make(bp_context *context, const bp_polygons *polygons, bp_outlines *out)
{
    bp_outlines made = BP_OUTLINES_INIT;
    bp_status status = bp_arcs_make(context, polygons, &made.arcs);
    if (!status)
        status = weigh(context, &made);
    if (status)
        bp_outlines_clear(&made);
    else
        *out = made;
    return status;
}

bool bp_outlines_is_shown(const bp_outlines *outlines, const bp_view *view, int64_t unit)
{
    const double *box = outlines->box + 4 * unit;
    return box[0] <= box[2] && bp_view_shows(view, box);
}

/* Square units of the CRS that twice a hair line squared is on this paper. */
static double threshold_of(const bp_view *view)
{
    double side = 2.0 * hair_line / view->scale;
    return side * side;
}

/* Add the points of an arc that matter; its first one only where the path does not end there already. */
static void add_arc(cairo_t *cairo, const bp_outlines *outlines, const bp_view *view, int64_t ref,
                    bool begins)
{
    const bp_arcs *arcs = &outlines->arcs;
    int64_t a = arc_of(ref), from = arcs->arc_points[a], n = arcs->arc_points[a + 1] - from;
    double threshold = threshold_of(view), x = 0.0, y = 0.0;
    for (int64_t k = begins ? 0 : 1; k < n; k++) {
        int64_t c = from + (ref < 0 ? n - 1 - k : k);
        if (!(outlines->weight[c] >= threshold))
            continue;
        bp_view_point(view, arcs->xy + 2 * c, &x, &y);
        if (begins && k == 0)
            cairo_move_to(cairo, x, y);
        else
            cairo_line_to(cairo, x, y);
    }
}

static bool is_visible(const double box[4], const bp_view *view)
{
    double least = hair_line / 2.0 / view->scale;
    return box[2] - box[0] >= least || box[3] - box[1] >= least;
}

void bp_outlines_add_unit(cairo_t *cairo, const bp_outlines *outlines, const bp_view *view, int64_t unit)
{
    const bp_arcs *arcs = &outlines->arcs;
    for (int64_t r = arcs->part_rings[arcs->unit_parts[unit]];
         r < arcs->part_rings[arcs->unit_parts[unit + 1]]; r++) {
        const double *box = outlines->ring_box + 4 * r;
        if (!bp_view_shows(view, box) || !is_visible(box, view))
            continue;
        for (int64_t k = arcs->ring_refs[r]; k < arcs->ring_refs[r + 1]; k++)
            add_arc(cairo, outlines, view, arcs->refs[k], k == arcs->ring_refs[r]);
        cairo_close_path(cairo);
    }
}

void bp_outlines_add_borders(cairo_t *cairo, const bp_outlines *outlines, const bp_view *view)
{
    for (int64_t a = 0; a < outlines->arcs.n_arcs; a++) {
        const double *box = outlines->arc_box + 4 * a;
        if (bp_view_shows(view, box) && is_visible(box, view))
            add_arc(cairo, outlines, view, a, true);
    }
}
