#include "cli/report/shapes.h"

#include "geo/simplify.h"
#include "geo/text.h"

#include <math.h>
#include <stdlib.h>

/* About a metre in the Netherlands; a study of a continent gets coarser, since it is seen from further away.
 */
static const double STEP_DEGREES = 1e-5;
static const double MOST_STEPS = 1048576.0;

/* Points of all borders together: so many per unit, and in all enough for a small study and for a large one
   to open. */
enum { POINTS_PER_UNIT = 24, LEAST_POINTS = 150000, MOST_POINTS = 1200000 };

/* Points on a grid of degrees. */
typedef struct page_grid {
    double origin[2], step[2];
} page_grid;

static bp_status gather(bp_context *context, const bp_stored_run *run, bp_polygons *out)
{
    const bp_polygons *const layers[] = {&run->units.polygons, &run->areas.polygons, &run->adopted.polygons};
    bp_status status = BP_OK;
    for (size_t l = 0; l < sizeof layers / sizeof *layers; l++)
        for (int64_t u = 0; !status && u < layers[l]->n_units; u++)
            status = bp_polygons_add_unit(context, out, layers[l], u);
    return status;
}

static bp_status simplify(bp_context *context, const bp_polygons *polygons, int64_t n_units, bp_arcs *out)
{
    bp_arcs arcs = BP_ARCS_INIT;
    double threshold = 0.0, *weight = NULL;
    int64_t wanted = POINTS_PER_UNIT * n_units;
    wanted = wanted < LEAST_POINTS ? LEAST_POINTS : wanted > MOST_POINTS ? MOST_POINTS : wanted;
    bp_status status = bp_arcs_make(context, polygons, &arcs);
    if (!status && !(weight = (double *)malloc(((size_t)arcs.n_points + 1) * sizeof *weight)))
        status = bp_context_fail_memory(context, (size_t)arcs.n_points * sizeof *weight);
    if (!status)
        status = bp_arcs_weigh(context, &arcs, weight);
    if (!status)
        status = bp_arcs_threshold(context, weight, arcs.n_points, wanted, &threshold);
    if (!status)
        status = bp_arcs_simplify(context, &arcs, weight, threshold, out);
    bp_arcs_clear(&arcs);
    free(weight);
    return status;
}

static bp_status to_degrees(bp_context *context, const bp_stored_run *run, bp_arcs *arcs)
{
    bp_crs degrees = BP_CRS_INIT;
    bp_status status = bp_crs_parse(context, "EPSG:4326", "report", &degrees);
    if (!status)
        status = bp_crs_transform(context, &run->units.crs, &degrees, run->units.table.source, arcs->xy,
                                  arcs->n_points, NULL);
    bp_crs_clear(&degrees);
    return status;
}

static page_grid make_grid(const bp_arcs *arcs)
{
    page_grid grid = {{0.0, 0.0}, {STEP_DEGREES, STEP_DEGREES}};
    for (int axis = 0; axis < 2 && arcs->n_points > 0; axis++) {
        double low = arcs->xy[axis], high = low;
        for (int64_t c = 0; c < arcs->n_points; c++) {
            low = fmin(low, arcs->xy[2 * c + axis]);
            high = fmax(high, arcs->xy[2 * c + axis]);
        }
        grid.origin[axis] = low;
        grid.step[axis] = fmax(STEP_DEGREES, (high - low) / MOST_STEPS);
    }
    return grid;
}

/* The points of an arc on the grid, those that fall on the one before left out; its two ends stay. */
static int64_t draw_arc(const bp_arcs *arcs, const page_grid *grid, int64_t a, int64_t *point)
{
    int64_t n = 0, last = arcs->arc_points[a + 1] - 1;
    for (int64_t c = arcs->arc_points[a]; c <= last; c++) {
        int64_t x = llround((arcs->xy[2 * c] - grid->origin[0]) / grid->step[0]);
        int64_t y = llround((arcs->xy[2 * c + 1] - grid->origin[1]) / grid->step[1]);
        if (n > 0 && c < last && point[2 * n - 2] == x && point[2 * n - 1] == y)
            continue;
        point[2 * n] = x;
        point[2 * n + 1] = y;
        n++;
    }
    return n;
}

static void add_arcs(const bp_arcs *arcs, const page_grid *grid, int64_t *point, bp_markup *text)
{
    int64_t x = 0, y = 0;
    bp_markup_add_packed(text, (uint64_t)arcs->n_arcs);
    for (int64_t a = 0; a < arcs->n_arcs; a++) {
        int64_t n = draw_arc(arcs, grid, a, point);
        bp_markup_add_packed(text, (uint64_t)(n - 1));
        for (int64_t c = 0; c < n; c++) {
            bp_markup_add_packed_signed(text, point[2 * c] - x);
            bp_markup_add_packed_signed(text, point[2 * c + 1] - y);
            x = point[2 * c];
            y = point[2 * c + 1];
        }
    }
}

static void add_ring(const bp_arcs *arcs, int64_t r, int64_t *before, bp_markup *text)
{
    bp_markup_add_packed(text, (uint64_t)(arcs->ring_refs[r + 1] - arcs->ring_refs[r]));
    for (int64_t k = arcs->ring_refs[r]; k < arcs->ring_refs[r + 1]; k++) {
        int64_t ref = arcs->refs[k], arc = ref < 0 ? ~ref : ref, change = arc - *before;
        uint64_t twice = (uint64_t)change << 1;
        bp_markup_add_packed(text, (change < 0 ? ~twice : twice) << 1 | (ref < 0 ? 1u : 0u));
        *before = arc;
    }
}

static void add_rings(const bp_arcs *arcs, bp_markup *text)
{
    int64_t before = 0;
    for (int64_t u = 0; u < arcs->n_units; u++) {
        bp_markup_add_packed(text, (uint64_t)(arcs->unit_parts[u + 1] - arcs->unit_parts[u]));
        for (int64_t p = arcs->unit_parts[u]; p < arcs->unit_parts[u + 1]; p++) {
            bp_markup_add_packed(text, (uint64_t)(arcs->part_rings[p + 1] - arcs->part_rings[p]));
            for (int64_t r = arcs->part_rings[p]; r < arcs->part_rings[p + 1]; r++)
                add_ring(arcs, r, &before, text);
        }
    }
}

static void add_pair(bp_markup *text, const char *key, const double pair[2])
{
    char number[32];
    bp_markup_add_text(text, key);
    for (int axis = 0; axis < 2; axis++) {
        bp_markup_add_text(text, axis == 0 ? "[" : ",");
        bp_text_number(pair[axis], number);
        bp_markup_add_text(text, number);
    }
    bp_markup_add_text(text, "]");
}

static bp_status add_object(bp_context *context, const bp_stored_run *run, const bp_arcs *arcs,
                            bp_markup *text)
{
    int64_t *point = (int64_t *)malloc((2 * (size_t)arcs->n_points + 2) * sizeof *point);
    if (!point)
        return bp_context_fail_memory(context, (size_t)arcs->n_points * sizeof *point);
    page_grid grid = make_grid(arcs);
    add_pair(text, "{\"origin\":", grid.origin);
    add_pair(text, ",\"step\":", grid.step);
    bp_markup_add_text(text, ",\"units\":");
    bp_markup_add_integer(text, run->units.polygons.n_units);
    bp_markup_add_text(text, ",\"areas\":");
    bp_markup_add_integer(text, run->areas.polygons.n_units);
    bp_markup_add_text(text, ",\"adopted\":");
    bp_markup_add_integer(text, run->adopted.polygons.n_units);
    bp_markup_add_text(text, ",\"arcs\":\"");
    add_arcs(arcs, &grid, point, text);
    bp_markup_add_text(text, "\",\"rings\":\"");
    add_rings(arcs, text);
    bp_markup_add_text(text, "\"}");
    free(point);
    return BP_OK;
}

bp_status bp_page_add_shapes(bp_context *context, const bp_stored_run *run, bp_markup *text)
{
    bp_polygons polygons = BP_POLYGONS_INIT;
    bp_arcs arcs = BP_ARCS_INIT;
    bp_status status = gather(context, run, &polygons);
    if (!status)
        status = simplify(context, &polygons, run->units.polygons.n_units, &arcs);
    if (!status)
        status = to_degrees(context, run, &arcs);
    if (!status)
        status = add_object(context, run, &arcs, text);
    if (!status && text->failed)
        status = bp_context_fail_memory(context, text->n);
    bp_arcs_clear(&arcs);
    bp_polygons_clear(&polygons);
    return status;
}
