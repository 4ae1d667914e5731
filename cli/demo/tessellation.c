#include "cli/demo/tessellation.h"

#include "cli/demo/sites.h"

#include <math.h>
#include <stdlib.h>

/* What a cell is before it belongs to a unit. */
enum { SEA, LAND, LAKE };
enum { NO_UNIT = -1 };

typedef struct grouping {
    const bp_demo_terrain *terrain;
    bp_demo_tessellation *out;
    uint8_t *kind;   /* kind[cells] */
    int32_t *label;  /* label[cells], scratch */
    int32_t *queue;  /* queue[cells], scratch */
    int64_t n_units; /* wanted */
    int64_t next;    /* next unit number */
} grouping;

void bp_demo_tessellation_clear(bp_demo_tessellation *tessellation)
{
    bp_demo_cells_clear(&tessellation->cells);
    free(tessellation->unit);
    free(tessellation->place);
    *tessellation = (bp_demo_tessellation){0};
}

static int32_t flood(const grouping *g, int32_t start, int32_t label)
{
    const bp_demo_cells *cells = &g->out->cells;
    int32_t head = 0, tail = 0;
    g->label[start] = label;
    g->queue[tail++] = start;
    while (head < tail) {
        int32_t cell = g->queue[head++];
        for (int64_t k = cells->offsets[cell]; k < cells->offsets[cell + 1]; k++) {
            int32_t other = cells->neighbours[k];
            if (other < 0 || g->label[other] >= 0 || g->kind[other] != g->kind[start])
                continue;
            g->label[other] = label;
            g->queue[tail++] = other;
        }
    }
    return tail;
}

/* Cells of a kind outside the largest connected group of it become another kind. */
static void keep_largest(grouping *g, uint8_t kind, uint8_t otherwise)
{
    int32_t n = g->out->cells.n, n_groups = 0, largest = -1, most = 0;
    for (int32_t i = 0; i < n; i++)
        g->label[i] = -1;
    for (int32_t i = 0; i < n; i++) {
        if (g->kind[i] != kind || g->label[i] >= 0)
            continue;
        int32_t size = flood(g, i, n_groups);
        if (size > most) {
            most = size;
            largest = n_groups;
        }
        n_groups++;
    }
    for (int32_t i = 0; i < n; i++)
        if (g->kind[i] == kind && g->label[i] != largest)
            g->kind[i] = otherwise;
}

/* True when all neighbours of a cell are of `kind` and belong to no unit yet. */
static bool is_amid(const grouping *g, int32_t cell, uint8_t kind)
{
    const bp_demo_cells *cells = &g->out->cells;
    for (int64_t k = cells->offsets[cell]; k < cells->offsets[cell + 1]; k++) {
        int32_t other = cells->neighbours[k];
        if (other < 0 || g->kind[other] != kind || g->out->unit[other] != NO_UNIT)
            return false;
    }
    return g->kind[cell] == kind && g->out->unit[cell] == NO_UNIT;
}

static void take_cell(grouping *g, int32_t cell, int64_t unit)
{
    g->out->unit[cell] = (int32_t)unit;
}

static bp_status fail_room(bp_context *context, const char *what)
{
    return bp_context_fail(context, BP_ERROR_INTERNAL,
                           "demo country: there is no room for %s on this map; try another --seed", what);
}

static void make_lake(grouping *g)
{
    const bp_demo_cells *cells = &g->out->cells;
    double best = INFINITY;
    int32_t middle = 0;
    for (int32_t i = 0; i < cells->n; i++) {
        double distance = hypot(cells->x[i] - g->terrain->lake_x, cells->y[i] - g->terrain->lake_y);
        if (g->kind[i] == LAND && distance < best) {
            best = distance;
            middle = i;
        }
        if (g->kind[i] == LAND && bp_demo_terrain_in_lake(g->terrain, cells->x[i], cells->y[i]))
            g->kind[i] = LAKE;
    }
    g->kind[middle] = LAKE;
    keep_largest(g, LAKE, LAND);
    for (int32_t i = 0; i < cells->n; i++)
        if (g->kind[i] == LAKE)
            take_cell(g, i, g->next);
    g->out->place[g->next++] = BP_DEMO_PLACE_LAKE;
}

/* The free sea cell nearest to (x, y), off the coast. */
static int32_t find_sea(const grouping *g, double x, double y)
{
    const bp_demo_cells *cells = &g->out->cells;
    double best = INFINITY;
    int32_t found = -1;
    for (int32_t i = 0; i < cells->n; i++) {
        double distance = hypot(cells->x[i] - x, cells->y[i] - y);
        if (g->kind[i] == SEA && distance < best && is_amid(g, i, SEA)) {
            best = distance;
            found = i;
        }
    }
    return found;
}

/* Islands in directions drawn at random; the last one has a second part nearby. A cell that touches an island
   is not amid free sea, so islands never touch. */
static bp_status make_islands(bp_context *context, grouping *g)
{
    const bp_demo_terrain *terrain = g->terrain;
    double middle_x = terrain->left + 0.5 * terrain->side_m,
           middle_y = terrain->bottom + 0.5 * terrain->side_m;
    double turn = 6.2832 * bp_demo_uniform(terrain->seed, BP_DEMO_STREAM_ISLANDS, 0, 0);
    for (uint64_t k = 0; k < BP_DEMO_ISLANDS; k++) {
        double angle =
            turn + 0.8 * (double)k + 0.5 * bp_demo_uniform(terrain->seed, BP_DEMO_STREAM_ISLANDS, k, 1);
        double x = middle_x, y = middle_y, step = terrain->side_m / terrain->cells;
        while (terrain->land[bp_demo_terrain_cell(terrain, x, y)]) {
            x += step * cos(angle);
            y += step * sin(angle);
        }
        int n_parts = k + 1 == BP_DEMO_ISLANDS ? 2 : 1;
        for (int part = 0; part < n_parts; part++) {
            int32_t cell = find_sea(g, x, y);
            if (cell < 0)
                return fail_room(context, "islands");
            take_cell(g, cell, g->next);
        }
        g->out->place[g->next++] = BP_DEMO_PLACE_ISLAND;
    }
    return BP_OK;
}

/* One cell far from towns becomes a unit, all cells around it together another one. */
static bp_status make_hole(bp_context *context, grouping *g)
{
    const bp_demo_cells *cells = &g->out->cells;
    int32_t found = -1;
    double best = -INFINITY;
    for (int32_t i = 0; i < cells->n; i++) {
        if (!is_amid(g, i, LAND))
            continue;
        double room = g->terrain->coast_m[bp_demo_terrain_cell(g->terrain, cells->x[i], cells->y[i])];
        for (int32_t k = 0; k < g->terrain->n_towns && room > best; k++) {
            const bp_demo_town *town = &g->terrain->towns[k];
            room = fmin(room, hypot(cells->x[i] - town->x, cells->y[i] - town->y) - 2.0 * town->radius_m);
        }
        if (room > best) {
            best = room;
            found = i;
        }
    }
    if (found < 0)
        return fail_room(context, "a unit inside another one");
    take_cell(g, found, g->next);
    g->out->place[g->next++] = BP_DEMO_PLACE_HOLE;
    for (int64_t k = cells->offsets[found]; k < cells->offsets[found + 1]; k++)
        take_cell(g, cells->neighbours[k], g->next);
    g->out->place[g->next++] = BP_DEMO_PLACE_AROUND;
    return BP_OK;
}

static int64_t count_free_land(const grouping *g)
{
    int64_t n = 0;
    for (int32_t i = 0; i < g->out->cells.n; i++)
        n += g->kind[i] == LAND && g->out->unit[i] == NO_UNIT;
    return n;
}

/* A free neighbour of a cell that is not merged yet, the first one from a random start; -1 when there is
 * none. */
static int32_t find_partner(const grouping *g, int32_t cell, const uint8_t *merged)
{
    const bp_demo_cells *cells = &g->out->cells;
    int64_t degree = cells->offsets[cell + 1] - cells->offsets[cell];
    uint64_t start = bp_demo_bits(g->terrain->seed, BP_DEMO_STREAM_MERGE, (uint64_t)cell, 1);
    for (int64_t k = 0; k < degree; k++) {
        int64_t at = (int64_t)((start % (uint64_t)degree + (uint64_t)k) % (uint64_t)degree);
        int32_t other = cells->neighbours[cells->offsets[cell] + at];
        if (other >= 0 && g->kind[other] == LAND && g->out->unit[other] == NO_UNIT && !merged[other])
            return other;
    }
    return -1;
}

/* Give the free land cells their units; some share one, so that the number of units comes out as asked for.
 */
static bp_status merge_cells(bp_context *context, grouping *g)
{
    int32_t n = g->out->cells.n;
    int64_t n_free = count_free_land(g), n_merges = n_free - (g->n_units - g->next);
    uint8_t *merged = (uint8_t *)bp_demo_zeroed(context, n, 1);
    if (!merged)
        return BP_ERROR_MEMORY;
    double chance = 0.6 * (double)n_merges / (double)(n_free + 1);
    for (int round = 0; round < 12 && n_merges > 0; round++)
        for (int32_t i = 0; i < n && n_merges > 0; i++) {
            if (g->kind[i] != LAND || g->out->unit[i] != NO_UNIT || merged[i] ||
                bp_demo_uniform(g->terrain->seed, BP_DEMO_STREAM_MERGE, (uint64_t)i, 2 + (uint64_t)round) >=
                    chance)
                continue;
            int32_t other = find_partner(g, i, merged);
            if (other < 0)
                continue;
            merged[i] = merged[other] = 1;
            take_cell(g, i, g->next);
            take_cell(g, other, g->next++);
            n_merges--;
        }
    free(merged);
    for (int32_t i = 0; i < n; i++)
        if (g->kind[i] == LAND && g->out->unit[i] == NO_UNIT && g->next < g->n_units)
            take_cell(g, i, g->next++);
    if (n_merges != 0 || g->next != g->n_units)
        return fail_room(context, "as many units");
    return BP_OK;
}

static void mark_coast(grouping *g)
{
    const bp_demo_cells *cells = &g->out->cells;
    for (int32_t i = 0; i < cells->n; i++)
        for (int64_t k = cells->offsets[i]; g->out->unit[i] >= 0 && k < cells->offsets[i + 1]; k++)
            if (cells->neighbours[k] < 0 || g->out->unit[cells->neighbours[k]] == NO_UNIT)
                g->out->place[g->out->unit[i]] |= BP_DEMO_PLACE_COAST;
}

static bp_status group_cells(bp_context *context, const bp_demo_terrain *terrain, int64_t n_land,
                             bp_demo_tessellation *out)
{
    int32_t n = out->cells.n;
    grouping g = {terrain, out, NULL, NULL, NULL, out->n, 0};
    g.kind = (uint8_t *)bp_demo_zeroed(context, n, 1);
    g.label = (int32_t *)bp_demo_zeroed(context, n, sizeof *g.label);
    g.queue = (int32_t *)bp_demo_zeroed(context, n, sizeof *g.queue);
    bp_status status = BP_ERROR_MEMORY;
    if (!g.kind || !g.label || !g.queue)
        goto done;
    for (int32_t i = 0; i < n; i++) {
        g.kind[i] = i < n_land ? LAND : SEA;
        out->unit[i] = NO_UNIT;
    }
    make_lake(&g);
    keep_largest(&g, LAND, SEA);
    status = make_islands(context, &g);
    if (!status)
        status = make_hole(context, &g);
    if (!status)
        status = merge_cells(context, &g);
    if (!status)
        mark_coast(&g);
done:
    free(g.kind);
    free(g.label);
    free(g.queue);
    return status;
}

static bp_status place_cells(bp_context *context, const bp_demo_terrain *terrain, int64_t n_land,
                             bp_demo_cells *cells)
{
    double land = bp_demo_sites_mass(terrain, terrain->land_density);
    double sea = bp_demo_sites_mass(terrain, terrain->sea_density);
    int64_t n_sea = (int64_t)((double)n_land * sea / land) + 1;
    cells->n = (int32_t)(n_land + n_sea);
    cells->frame[0] = terrain->left;
    cells->frame[1] = terrain->bottom;
    cells->frame[2] = terrain->left + terrain->side_m;
    cells->frame[3] = terrain->bottom + terrain->side_m;
    cells->x = (double *)bp_demo_zeroed(context, cells->n, sizeof *cells->x);
    cells->y = (double *)bp_demo_zeroed(context, cells->n, sizeof *cells->y);
    if (!cells->x || !cells->y)
        return BP_ERROR_MEMORY;
    bp_status status = bp_demo_sites_place(context, terrain, terrain->land_density, n_land,
                                           BP_DEMO_STREAM_LAND_SITES, cells->x, cells->y);
    if (!status)
        status = bp_demo_sites_place(context, terrain, terrain->sea_density, n_sea, BP_DEMO_STREAM_SEA_SITES,
                                     cells->x + n_land, cells->y + n_land);
    return status ? status : bp_demo_cells_build(context, cells, 1);
}

bp_status bp_demo_tessellation_make(bp_context *context, const bp_demo_options *options,
                                    const bp_demo_terrain *terrain, bp_demo_tessellation *out)
{
    bp_demo_tessellation made = {0};
    made.seed = options->seed;
    made.n = options->n_units;
    int64_t n_land = made.n + made.n * 3 / 10 + 4;
    bp_status status = place_cells(context, terrain, n_land, &made.cells);
    if (status)
        goto done;
    made.unit = (int32_t *)bp_demo_zeroed(context, made.cells.n, sizeof *made.unit);
    made.place = (uint8_t *)bp_demo_zeroed(context, made.n, 1);
    status = made.unit && made.place ? group_cells(context, terrain, n_land, &made) : BP_ERROR_MEMORY;
done:
    if (status)
        bp_demo_tessellation_clear(&made);
    else
        *out = made;
    return status;
}
