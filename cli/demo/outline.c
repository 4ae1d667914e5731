#include "cli/demo/tessellation.h"

#include <stdlib.h>
#include <string.h>

/* Rings of one unit before they go into parts. */
typedef struct ring_store {
    int64_t n_points, room_points;
    double *xy;
    int64_t n_rings, room_rings;
    int64_t *first; /* first[n_rings + 1] */
} ring_store;

/* Cells of each unit: cells[first[u]] .. */
typedef struct unit_cells {
    int64_t *first;
    int32_t *cells;
} unit_cells;

static bp_status list_cells(bp_context *context, const bp_demo_tessellation *tessellation, unit_cells *out)
{
    int32_t n = tessellation->cells.n;
    unit_cells list = {NULL, NULL};
    list.first = (int64_t *)bp_demo_zeroed(context, tessellation->n + 2, sizeof *list.first);
    list.cells = (int32_t *)bp_demo_zeroed(context, n, sizeof *list.cells);
    if (!list.first || !list.cells) {
        free(list.first);
        free(list.cells);
        return BP_ERROR_MEMORY;
    }
    for (int32_t i = 0; i < n; i++)
        if (tessellation->unit[i] >= 0)
            list.first[tessellation->unit[i] + 2]++;
    for (int64_t u = 0; u < tessellation->n; u++)
        list.first[u + 2] += list.first[u + 1];
    for (int32_t i = 0; i < n; i++)
        if (tessellation->unit[i] >= 0)
            list.cells[list.first[tessellation->unit[i] + 1]++] = i;
    *out = list;
    return BP_OK;
}

bp_status bp_demo_tessellation_graph(bp_context *context, const bp_demo_tessellation *tessellation,
                                     bp_graph *out)
{
    const bp_demo_cells *cells = &tessellation->cells;
    const int32_t *unit = tessellation->unit;
    bp_link *links = (bp_link *)bp_demo_zeroed(context, cells->offsets[cells->n] / 2 + 1, sizeof *links);
    if (!links)
        return BP_ERROR_MEMORY;
    int64_t m = 0;
    for (int32_t i = 0; i < cells->n; i++)
        for (int64_t k = cells->offsets[i]; k < cells->offsets[i + 1]; k++) {
            int32_t other = cells->neighbours[k];
            if (other > i && unit[i] >= 0 && unit[other] >= 0 && unit[i] != unit[other])
                links[m++] = (bp_link){unit[i], unit[other], 0.0};
        }
    bp_status status = bp_graph_from_links(context, tessellation->n, links, m, out);
    free(links);
    return status;
}

bp_status bp_demo_tessellation_renumber(bp_context *context, bp_demo_tessellation *tessellation,
                                        const int32_t *number)
{
    uint8_t *place = (uint8_t *)bp_demo_zeroed(context, tessellation->n, 1);
    if (!place)
        return BP_ERROR_MEMORY;
    for (int64_t u = 0; u < tessellation->n; u++)
        place[number[u]] = tessellation->place[u];
    free(tessellation->place);
    tessellation->place = place;
    for (int32_t i = 0; i < tessellation->cells.n; i++)
        if (tessellation->unit[i] >= 0)
            tessellation->unit[i] = number[tessellation->unit[i]];
    return BP_OK;
}

static bp_status keep_points(bp_context *context, ring_store *store, const double *xy, int n)
{
    if (!store->xy || store->n_points + n > store->room_points) {
        int64_t room = 2 * store->room_points + 1024;
        double *grown = (double *)realloc(store->xy, (size_t)room * 2 * sizeof *grown);
        if (!grown)
            return bp_context_fail_memory(context, (size_t)room * 2 * sizeof *grown);
        store->xy = grown;
        store->room_points = room;
    }
    memcpy(store->xy + 2 * store->n_points, xy, (size_t)n * 2 * sizeof *xy);
    store->n_points += n;
    return BP_OK;
}

static bp_status end_ring(bp_context *context, ring_store *store)
{
    if (store->n_rings + 2 > store->room_rings) {
        int64_t room = 2 * store->room_rings + 8;
        int64_t *grown = (int64_t *)realloc(store->first, (size_t)room * sizeof *grown);
        if (!grown)
            return bp_context_fail_memory(context, (size_t)room * sizeof *grown);
        store->first = grown;
        store->room_rings = room;
    }
    if (!store->xy)
        return BP_OK;
    double start[2];
    memcpy(start, store->xy + 2 * store->first[store->n_rings], sizeof start);
    bp_status status = keep_points(context, store, start, 1);
    if (!status)
        store->first[++store->n_rings] = store->n_points;
    return status;
}

static bool is_outer(const bp_demo_tessellation *tessellation, int32_t cell, int32_t across)
{
    return across < 0 || tessellation->unit[across] != tessellation->unit[cell];
}

/* Walk around a unit, its land on the left, from border `edge` of `cell`. Where the next border of the same
   cell is an inner one, the walk goes on along the cell behind it. */
static bp_status walk_ring(bp_context *context, const bp_demo_tessellation *tessellation, int32_t cell,
                           int edge, uint8_t *walked, ring_store *store)
{
    const bp_demo_cells *cells = &tessellation->cells;
    bp_status status = BP_OK;
    while (!status && !walked[cells->offsets[cell] + edge]) {
        int degree = (int)(cells->offsets[cell + 1] - cells->offsets[cell]);
        int32_t across = cells->neighbours[cells->offsets[cell] + edge];
        walked[cells->offsets[cell] + edge] = 1;
        int detail = across < 0 || tessellation->unit[across] < 0 ? 1 : 0;
        bp_demo_border border = {tessellation->seed, cell, edge, detail};
        double xy[2 * BP_DEMO_BORDER_POINTS];
        status = keep_points(context, store, xy, bp_demo_cells_border(cells, &border, xy));
        int next = edge + 1 < degree ? edge + 1 : 0;
        int32_t behind = cells->neighbours[cells->offsets[cell] + next];
        if (!status && !is_outer(tessellation, cell, behind)) {
            next = bp_demo_cells_find(cells, behind, across);
            cell = behind;
        }
        if (next < 0)
            return bp_context_fail(context, BP_ERROR_INTERNAL,
                                   "demo country: two cells do not agree on a corner; try another --seed");
        edge = next;
    }
    return status ? status : end_ring(context, store);
}

static bp_status put_ring(bp_context *context, const ring_store *store, int64_t ring, bp_polygons *out)
{
    int64_t first = store->first[ring];
    bp_status status =
        bp_polygons_add_points(context, out, store->xy + 2 * first, store->first[ring + 1] - first);
    return status ? status : bp_polygons_end_ring(context, out);
}

static double ring_area2(const ring_store *store, int64_t ring)
{
    int64_t first = store->first[ring];
    return bp_ring_signed_area2(store->xy + 2 * first, store->first[ring + 1] - first);
}

/* A part for each shell. Only the island of two parts has more than one shell, and no holes: holes go to the
 * first. */
static bp_status put_unit(bp_context *context, const ring_store *store, bp_polygons *out)
{
    bp_status status = BP_OK;
    bool is_first = true;
    for (int64_t shell = 0; !status && shell < store->n_rings; shell++) {
        if (ring_area2(store, shell) <= 0.0)
            continue;
        status = put_ring(context, store, shell, out);
        for (int64_t hole = 0; !status && is_first && hole < store->n_rings; hole++)
            if (ring_area2(store, hole) < 0.0)
                status = put_ring(context, store, hole, out);
        if (!status)
            status = bp_polygons_end_part(context, out);
        is_first = false;
    }
    return status ? status : bp_polygons_end_unit(context, out);
}

static bp_status outline_unit(bp_context *context, const bp_demo_tessellation *tessellation,
                              const unit_cells *list, int64_t unit, uint8_t *walked, ring_store *store)
{
    const bp_demo_cells *cells = &tessellation->cells;
    store->n_points = store->n_rings = 0;
    bp_status status = BP_OK;
    for (int64_t c = list->first[unit]; !status && c < list->first[unit + 1]; c++) {
        int32_t cell = list->cells[c];
        for (int64_t k = cells->offsets[cell]; !status && k < cells->offsets[cell + 1]; k++)
            if (!walked[k] && is_outer(tessellation, cell, cells->neighbours[k]))
                status =
                    walk_ring(context, tessellation, cell, (int)(k - cells->offsets[cell]), walked, store);
    }
    return status;
}

bp_status bp_demo_tessellation_outline(bp_context *context, const bp_demo_tessellation *tessellation,
                                       bp_polygons *out)
{
    bp_polygons polygons = BP_POLYGONS_INIT;
    ring_store store = {0};
    unit_cells list = {NULL, NULL};
    uint8_t *walked = NULL;
    bp_status status = list_cells(context, tessellation, &list);
    if (status)
        return status;
    status = BP_ERROR_MEMORY;
    walked = (uint8_t *)bp_demo_zeroed(context, tessellation->cells.offsets[tessellation->cells.n], 1);
    store.first = (int64_t *)bp_demo_zeroed(context, 16, sizeof *store.first);
    store.room_rings = 16;
    if (!walked || !store.first)
        goto done;
    status = BP_OK;
    for (int64_t u = 0; !status && u < tessellation->n; u++) {
        if (u % 4096 == 0)
            status = bp_context_check(context);
        if (!status)
            status = outline_unit(context, tessellation, &list, u, walked, &store);
        if (!status)
            status = put_unit(context, &store, &polygons);
    }
done:
    free(walked);
    free(store.xy);
    free(store.first);
    free(list.first);
    free(list.cells);
    if (status)
        bp_polygons_clear(&polygons);
    else
        *out = polygons;
    return status;
}
