#include "geo/arcs.h"

#include "geo/arcs_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double MOST_CELLS = 1073741824.0;

void bp_arcs_clear(bp_arcs *arcs)
{
    free(arcs->unit_parts);
    free(arcs->part_rings);
    free(arcs->ring_offsets);
    free(arcs->ring_arcs);
    free(arcs->arc_offsets);
    free(arcs->point);
    *arcs = (bp_arcs)BP_ARCS_INIT;
}

static bp_status check_grid(bp_context *context, const bp_polygons *polygons, const double step[2],
                            double box[4])
{
    for (int64_t c = 0; c < 2 * polygons->n_coords; c++)
        if (!isfinite(polygons->xy[c]))
            return bp_context_fail(context, BP_ERROR_INPUT, "arcs: point %lld has no finite coordinates",
                                   (long long)(c / 2));
    if (!bp_polygons_extent(polygons, box))
        memset(box, 0, 4 * sizeof *box);
    for (int axis = 0; axis < 2; axis++) {
        if (!(step[axis] > 0.0))
            return bp_context_fail(context, BP_ERROR_INPUT, "arcs: found a step of %g, expected more than 0",
                                   step[axis]);
        if ((box[axis + 2] - box[axis]) / step[axis] >= MOST_CELLS)
            return bp_context_fail(context, BP_ERROR_INPUT,
                                   "arcs: a step of %g cuts %g into more than 2^30 cells; take a larger step",
                                   step[axis], box[axis + 2] - box[axis]);
    }
    return BP_OK;
}

/* Twice the area of a ring without its closing point, exact while it fits in the 53 bits of a double. */
static double area2(const int32_t *point, int64_t n)
{
    double sum = 0.0;
    for (int64_t i = 1; i + 1 < n; i++) {
        double ax = (double)point[2 * i] - point[0], ay = (double)point[2 * i + 1] - point[1];
        double bx = (double)point[2 * i + 2] - point[0], by = (double)point[2 * i + 3] - point[1];
        sum += ax * by - bx * ay;
    }
    return sum;
}

/* The ring's points on the grid to the end of `drawn`, without repeats and without the closing point. Adds
 * nothing where no ring is left. */
static bool add_ring(bp_drawn *drawn, const bp_polygons *polygons, int64_t ring, const bp_arcs *grid)
{
    int64_t begin = drawn->ring_points[drawn->n_rings], n = 0;
    int32_t *point = drawn->point + 2 * begin;
    for (int64_t c = polygons->ring_coords[ring]; c < polygons->ring_coords[ring + 1] - 1; c++) {
        int32_t at[2];
        for (int axis = 0; axis < 2; axis++)
            at[axis] = (int32_t)llround((polygons->xy[2 * c + axis] - grid->origin[axis]) / grid->step[axis]);
        if (n > 0 && point[2 * n - 2] == at[0] && point[2 * n - 1] == at[1])
            continue;
        memcpy(point + 2 * n++, at, sizeof at);
    }
    while (n > 1 && point[0] == point[2 * n - 2] && point[1] == point[2 * n - 1])
        n--;
    if (n < 3 || area2(point, n) == 0.0)
        return false;
    drawn->ring_points[++drawn->n_rings] = begin + n;
    return true;
}

static bp_status allocate(bp_context *context, const bp_polygons *polygons, bp_drawn *drawn, bp_arcs *arcs)
{
    size_t units = (size_t)polygons->n_units, parts = (size_t)polygons->n_parts,
           rings = (size_t)polygons->n_rings, coords = (size_t)polygons->n_coords;
    arcs->unit_parts = (int64_t *)calloc(units + 1, sizeof *arcs->unit_parts);
    arcs->part_rings = (int64_t *)calloc(parts + 1, sizeof *arcs->part_rings);
    drawn->ring_points = (int64_t *)calloc(rings + 1, sizeof *drawn->ring_points);
    drawn->point = (int32_t *)malloc((2 * coords + 2) * sizeof *drawn->point);
    bool is_whole = arcs->unit_parts && arcs->part_rings && drawn->ring_points && drawn->point;
    return is_whole ? BP_OK : bp_context_fail_memory(context, (2 * coords + 2) * sizeof *drawn->point);
}

/* Units, parts and rings as they are on the grid. A part whose shell is lost goes with its holes. */
static void draw(const bp_polygons *polygons, bp_drawn *drawn, bp_arcs *arcs)
{
    arcs->n_units = polygons->n_units;
    for (int64_t u = 0; u < polygons->n_units; u++) {
        for (int64_t p = polygons->unit_parts[u]; p < polygons->unit_parts[u + 1]; p++) {
            int64_t first = polygons->part_rings[p], end = polygons->part_rings[p + 1];
            if (first == end || !add_ring(drawn, polygons, first, arcs))
                continue;
            for (int64_t r = first + 1; r < end; r++)
                add_ring(drawn, polygons, r, arcs);
            arcs->part_rings[++arcs->n_parts] = drawn->n_rings;
        }
        arcs->unit_parts[u + 1] = arcs->n_parts;
    }
    arcs->n_rings = drawn->n_rings;
}

bp_status bp_arcs_make(bp_context *context, const bp_polygons *polygons, const double step[2], bp_arcs *out)
{
    bp_arcs arcs = BP_ARCS_INIT;
    bp_drawn drawn = {0, NULL, NULL};
    double box[4] = {0.0, 0.0, 0.0, 0.0};
    bp_status status = check_grid(context, polygons, step, box);
    if (!status)
        status = allocate(context, polygons, &drawn, &arcs);
    if (status)
        goto done;
    for (int axis = 0; axis < 2; axis++) {
        arcs.origin[axis] = box[axis];
        arcs.step[axis] = step[axis];
    }
    draw(polygons, &drawn, &arcs);
    status = bp_arcs_cut(context, &drawn, &arcs);
done:
    free(drawn.ring_points);
    free(drawn.point);
    if (status)
        bp_arcs_clear(&arcs);
    else
        *out = arcs;
    return status;
}
