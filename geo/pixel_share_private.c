#include "geo/pixel_share_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * A pixel's share is the area to the right of the edges that run down, less that to the right of those that
 * run up. What an edge does to the pixel it is in is a trapezium; to those right of it in the row, its
 * height. So heights are summed from the left, and only pixels that an edge enters need more.
 */

enum { STEP_BITS = 44, ROUNDING_STEPS = 16 };

static const double STEPS = (double)(INT64_C(1) << STEP_BITS);

/* In columns (u, to the right) and rows (v, down), upper end first. */
struct bp_pixel_edge {
    double u0, v0, u1, v1;
    int sign; /* 1 where the unit lies to its right */
};

void bp_pixel_scan_clear(bp_pixel_scan *scan)
{
    free(scan->edges);
    free(scan->order);
    free(scan->active);
    free(scan->row_start);
    free(scan->height);
    free(scan->area);
    free(scan->share);
    memset(scan, 0, sizeof *scan);
}

static int64_t clamp(double at, int64_t most)
{
    return at <= 0.0 ? 0 : at >= (double)most ? most : (int64_t)at;
}

bool bp_pixel_window(const bp_polygons *polygons, int64_t unit, const bp_raster_grid *grid,
                     bp_raster_window *out)
{
    double box[4];
    if (!bp_polygons_unit_extent(polygons, unit, box))
        return false;
    int64_t west = clamp(floor((box[0] - grid->west) / grid->width), grid->n_columns);
    int64_t east = clamp(ceil((box[2] - grid->west) / grid->width), grid->n_columns);
    int64_t north = clamp(floor((grid->north - box[3]) / grid->height), grid->n_rows);
    int64_t south = clamp(ceil((grid->north - box[1]) / grid->height), grid->n_rows);
    if (west >= east || north >= south)
        return false;
    *out = (bp_raster_window){west, north, east - west, south - north};
    return true;
}

/* Room for `needed` entries of `size` bytes; what was there is kept. */
static bool grow(void **array, int64_t needed, size_t size)
{
    void *grown = realloc(*array, (size_t)needed * size);
    if (grown)
        *array = grown;
    return grown != NULL;
}

static bool add_edge(bp_pixel_scan *scan, struct bp_pixel_edge edge)
{
    if (scan->n_edges == scan->cap_edges) {
        int64_t cap = scan->cap_edges ? 2 * scan->cap_edges : 256;
        if (!grow((void **)&scan->edges, cap, sizeof *scan->edges) ||
            !grow((void **)&scan->order, cap, sizeof *scan->order) ||
            !grow((void **)&scan->active, cap, sizeof *scan->active))
            return false;
        scan->cap_edges = cap;
    }
    scan->edges[scan->n_edges++] = edge;
    return true;
}

/* The edges of a ring that reach into the window's rows and are not level. */
static bool collect_ring(bp_pixel_scan *scan, const double *xy, int64_t n_points, bool hole,
                         const bp_raster_grid *grid, const bp_raster_window *window)
{
    double top = (double)window->row, bottom = (double)(window->row + window->n_rows);
    int shell_sign = (bp_ring_signed_area2(xy, n_points) < 0.0) != hole ? -1 : 1;
    bool ok = true;
    double u = (xy[0] - grid->west) / grid->width, v = (grid->north - xy[1]) / grid->height;
    for (int64_t c = 1; ok && c < n_points; c++) {
        double next_u = (xy[2 * c] - grid->west) / grid->width;
        double next_v = (grid->north - xy[2 * c + 1]) / grid->height;
        if (v != next_v && fmax(v, next_v) > top && fmin(v, next_v) < bottom)
            ok = add_edge(scan, v < next_v ? (struct bp_pixel_edge){u, v, next_u, next_v, shell_sign}
                                           : (struct bp_pixel_edge){next_u, next_v, u, v, -shell_sign});
        u = next_u;
        v = next_v;
    }
    return ok;
}

static bool collect_unit(bp_pixel_scan *scan, const bp_polygons *polygons, int64_t unit,
                         const bp_raster_grid *grid, const bp_raster_window *window)
{
    bool ok = true;
    scan->n_edges = 0;
    for (int64_t p = polygons->unit_parts[unit]; ok && p < polygons->unit_parts[unit + 1]; p++)
        for (int64_t r = polygons->part_rings[p]; ok && r < polygons->part_rings[p + 1]; r++) {
            int64_t first = polygons->ring_coords[r];
            ok = collect_ring(scan, polygons->xy + 2 * first, polygons->ring_coords[r + 1] - first,
                              r > polygons->part_rings[p], grid, window);
        }
    return ok;
}

static bool make_room(bp_pixel_scan *scan, const bp_raster_window *window)
{
    if (window->n_rows > scan->cap_rows) {
        if (!grow((void **)&scan->row_start, window->n_rows + 2, sizeof *scan->row_start))
            return false;
        scan->cap_rows = window->n_rows;
    }
    if (window->n_columns > scan->cap_columns) {
        if (!grow((void **)&scan->height, window->n_columns, sizeof *scan->height) ||
            !grow((void **)&scan->area, window->n_columns, sizeof *scan->area) ||
            !grow((void **)&scan->share, window->n_columns, sizeof *scan->share))
            return false;
        scan->cap_columns = window->n_columns;
    }
    memset(scan->height, 0, (size_t)window->n_columns * sizeof *scan->height);
    memset(scan->area, 0, (size_t)window->n_columns * sizeof *scan->area);
    return true;
}

/* The first row of the window that an edge is in, from 0. */
static int64_t first_row(const struct bp_pixel_edge *edge, const bp_raster_window *window)
{
    double row = floor(edge->v0) - (double)window->row;
    return row > 0.0 ? (int64_t)row : 0;
}

/* Order the edges by their first row. */
static void sort_edges(bp_pixel_scan *scan, const bp_raster_window *window)
{
    int64_t *start = scan->row_start;
    memset(start, 0, (size_t)(window->n_rows + 2) * sizeof *start);
    for (int64_t e = 0; e < scan->n_edges; e++)
        start[first_row(&scan->edges[e], window) + 2]++;
    for (int64_t r = 2; r < window->n_rows + 2; r++)
        start[r] += start[r - 1];
    for (int64_t e = 0; e < scan->n_edges; e++)
        scan->order[start[first_row(&scan->edges[e], window) + 1]++] = e;
}

static double u_at(const struct bp_pixel_edge *e, double v)
{
    if (v <= e->v0)
        return e->u0;
    if (v >= e->v1)
        return e->u1;
    double u = e->u0 + (v - e->v0) * ((e->u1 - e->u0) / (e->v1 - e->v0));
    return fmin(fmax(u, fmin(e->u0, e->u1)), fmax(e->u0, e->u1));
}

/* How far below the top of `row` the edge is at column boundary u, between `from` and `to`. */
static int64_t steps_at(const struct bp_pixel_edge *e, double u, double row, int64_t from, int64_t to)
{
    double v = e->v0 + (u - e->u0) * ((e->v1 - e->v0) / (e->u1 - e->u0));
    double steps = (v - row) * STEPS;
    double least = (double)(from < to ? from : to), most = (double)(from < to ? to : from);
    return (int64_t)llrint(fmin(fmax(steps, least), most));
}

/* A piece of an edge in a column of the window; `left` is the share of the pixel to its right. */
static void add_piece(bp_pixel_scan *scan, int64_t column, int64_t steps, double left)
{
    int64_t c = column - scan->column;
    scan->height[c] += steps;
    scan->area[c] += (int64_t)llrint((double)steps * left);
    scan->least = c < scan->least ? c : scan->least;
    scan->most = c > scan->most ? c : scan->most;
}

/* What an edge does to the pixels of a row. It is walked from its left end, whichever way it runs. */
static void add_edge_to_row(bp_pixel_scan *scan, const struct bp_pixel_edge *e, int64_t row)
{
    double top = (double)row, va = fmax(e->v0, top), vb = fmin(e->v1, top + 1.0);
    double ua = u_at(e, va), ub = u_at(e, vb);
    int64_t qa = (int64_t)llrint((va - top) * STEPS), qb = (int64_t)llrint((vb - top) * STEPS);
    bool falls = ua <= ub;
    double lo = falls ? ua : ub, hi = falls ? ub : ua;
    int64_t q = falls ? qa : qb, q_end = falls ? qb : qa, way = falls ? e->sign : -e->sign;
    int64_t end = scan->column + scan->n_columns, first = scan->column;
    if (lo >= (double)end)
        return;
    if (lo < (double)first) {
        int64_t next = hi <= (double)first ? q_end : steps_at(e, (double)first, top, q, q_end);
        add_piece(scan, first, way * (next - q), 1.0);
        q = next;
        if (hi <= (double)first)
            return;
        lo = (double)first;
    }
    for (int64_t c = (int64_t)floor(lo); c < end; c++) {
        bool is_last = hi <= (double)(c + 1);
        double right = is_last ? hi : (double)(c + 1);
        int64_t next = is_last ? q_end : steps_at(e, right, top, q, q_end);
        add_piece(scan, c, way * (next - q), 1.0 - (0.5 * (lo + right) - (double)c));
        if (is_last)
            return;
        lo = right;
        q = next;
    }
}

/* Tell the row's shares and clear it for the next. */
static void finish_row(bp_pixel_scan *scan, int64_t row, bp_pixel_share_fn visit, void *user)
{
    int64_t first = scan->least, end = scan->most + 1, inside = 0;
    for (int64_t c = first; c < end; c++) {
        int64_t steps = inside + scan->area[c];
        inside += scan->height[c];
        scan->height[c] = scan->area[c] = 0;
        scan->share[c] = steps <= ROUNDING_STEPS ? 0.0 : fmin((double)steps / STEPS, 1.0);
    }
    /* What lies right of the last edge is within only where the grid ends before the unit does. */
    if (inside > ROUNDING_STEPS) {
        double share = fmin((double)inside / STEPS, 1.0);
        for (; end < scan->n_columns; end++)
            scan->share[end] = share;
    }
    if (first < end)
        visit(user, row, scan->column + first, end - first, scan->share + first);
}

static void scan_rows(bp_pixel_scan *scan, const bp_raster_window *window, bp_pixel_share_fn visit,
                      void *user)
{
    int64_t n_active = 0;
    for (int64_t r = 0; r < window->n_rows; r++) {
        int64_t row = window->row + r, kept = 0;
        for (int64_t k = scan->row_start[r]; k < scan->row_start[r + 1]; k++)
            scan->active[n_active++] = scan->order[k];
        scan->least = window->n_columns;
        scan->most = -1;
        for (int64_t k = 0; k < n_active; k++) {
            const struct bp_pixel_edge *e = &scan->edges[scan->active[k]];
            add_edge_to_row(scan, e, row);
            if (e->v1 > (double)(row + 1))
                scan->active[kept++] = scan->active[k];
        }
        n_active = kept;
        finish_row(scan, row, visit, user);
    }
}

bool bp_pixel_scan_unit(bp_pixel_scan *scan, const bp_polygons *polygons, int64_t unit,
                        const bp_raster_grid *grid, const bp_raster_window *window, bp_pixel_share_fn visit,
                        void *user)
{
    scan->column = window->column;
    scan->n_columns = window->n_columns;
    if (!collect_unit(scan, polygons, unit, grid, window) || !make_room(scan, window))
        return false;
    if (scan->n_edges == 0)
        return true;
    sort_edges(scan, window);
    scan_rows(scan, window, visit, user);
    return true;
}
