#include "cli/demo/cells.h"

#include "cli/demo/country.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_CORNERS = 64 };

/* The points sorted into square bins. */
typedef struct point_bins {
    int columns, rows;
    double left, bottom, size;
    int64_t *first; /* first[columns * rows + 1] */
    int32_t *points;
} point_bins;

/* A convex polygon around the origin; side k runs from corner k to the next one and belongs to owner[k]. */
typedef struct cell_shape {
    int n;
    double x[MAX_CORNERS], y[MAX_CORNERS];
    int32_t owner[MAX_CORNERS];
} cell_shape;

void bp_demo_cells_clear(bp_demo_cells *cells)
{
    free(cells->x);
    free(cells->y);
    free(cells->offsets);
    free(cells->neighbours);
    *cells = (bp_demo_cells){0};
}

static int bin_along(double value, double low, double size, int n)
{
    int bin = (int)((value - low) / size);
    return bin < 0 ? 0 : bin >= n ? n - 1 : bin;
}

static int64_t bin_of(const point_bins *bins, double x, double y)
{
    int column = bin_along(x, bins->left, bins->size, bins->columns);
    int row = bin_along(y, bins->bottom, bins->size, bins->rows);
    return (int64_t)row * bins->columns + column;
}

static void clear_bins(point_bins *bins)
{
    free(bins->first);
    free(bins->points);
}

static bp_status sort_into_bins(bp_context *context, const bp_demo_cells *cells, point_bins *out)
{
    point_bins bins = {0};
    double width = cells->frame[2] - cells->frame[0], height = cells->frame[3] - cells->frame[1];
    bins.left = cells->frame[0];
    bins.bottom = cells->frame[1];
    bins.size = sqrt(width * height / (0.7 * cells->n));
    bins.columns = (int)(width / bins.size) + 1;
    bins.rows = (int)(height / bins.size) + 1;
    int64_t n_bins = (int64_t)bins.columns * bins.rows;
    bins.first = (int64_t *)bp_demo_zeroed(context, n_bins + 2, sizeof *bins.first);
    bins.points = (int32_t *)bp_demo_zeroed(context, cells->n, sizeof *bins.points);
    if (!bins.first || !bins.points) {
        clear_bins(&bins);
        return BP_ERROR_MEMORY;
    }
    /* Counted two places on, so that filling leaves first[] as it has to be. */
    for (int32_t i = 0; i < cells->n; i++)
        bins.first[bin_of(&bins, cells->x[i], cells->y[i]) + 2]++;
    for (int64_t b = 0; b < n_bins; b++)
        bins.first[b + 2] += bins.first[b + 1];
    for (int32_t i = 0; i < cells->n; i++)
        bins.points[bins.first[bin_of(&bins, cells->x[i], cells->y[i]) + 1]++] = i;
    *out = bins;
    return BP_OK;
}

/* Cut off what lies nearer to the point at (dx, dy) than to the origin. False when the shape grew too
 * complex. */
static bool cut_shape(cell_shape *shape, double dx, double dy, int32_t owner)
{
    double half = 0.5 * (dx * dx + dy * dy), side[MAX_CORNERS];
    bool any_outside = false;
    for (int k = 0; k < shape->n; k++) {
        side[k] = shape->x[k] * dx + shape->y[k] * dy - half;
        any_outside = any_outside || side[k] > 0.0;
    }
    if (!any_outside)
        return true;
    if (shape->n + 2 > MAX_CORNERS)
        return false;
    cell_shape before = *shape;
    int n = 0;
    for (int k = 0; k < before.n; k++) {
        int next = k + 1 < before.n ? k + 1 : 0;
        if (side[k] <= 0.0) {
            shape->x[n] = before.x[k];
            shape->y[n] = before.y[k];
            shape->owner[n++] = before.owner[k];
        }
        if ((side[k] <= 0.0) == (side[next] <= 0.0))
            continue;
        double t = side[k] / (side[k] - side[next]);
        shape->x[n] = before.x[k] + t * (before.x[next] - before.x[k]);
        shape->y[n] = before.y[k] + t * (before.y[next] - before.y[k]);
        shape->owner[n++] = side[k] <= 0.0 ? owner : before.owner[k];
    }
    shape->n = n;
    return true;
}

static double reach_squared(const cell_shape *shape)
{
    double most = 0.0;
    for (int k = 0; k < shape->n; k++)
        most = fmax(most, shape->x[k] * shape->x[k] + shape->y[k] * shape->y[k]);
    return most;
}

static bool cut_by_bin(const bp_demo_cells *cells, const point_bins *bins, int64_t bin, int32_t cell,
                       cell_shape *shape)
{
    double reach = reach_squared(shape);
    for (int64_t p = bins->first[bin]; p < bins->first[bin + 1]; p++) {
        int32_t other = bins->points[p];
        double dx = cells->x[other] - cells->x[cell], dy = cells->y[other] - cells->y[cell];
        if (other == cell || dx * dx + dy * dy > 4.0 * reach)
            continue;
        if (!cut_shape(shape, dx, dy, other))
            return false;
        reach = reach_squared(shape);
    }
    return true;
}

static cell_shape frame_shape(const bp_demo_cells *cells, int32_t cell)
{
    double x0 = cells->frame[0] - cells->x[cell], y0 = cells->frame[1] - cells->y[cell];
    double x1 = cells->frame[2] - cells->x[cell], y1 = cells->frame[3] - cells->y[cell];
    cell_shape shape;
    const double x[4] = {x0, x1, x1, x0}, y[4] = {y0, y0, y1, y1};
    shape.n = 4;
    for (int k = 0; k < 4; k++) {
        shape.x[k] = x[k];
        shape.y[k] = y[k];
        shape.owner[k] = -1;
    }
    return shape;
}

/* Cut a cell out of the frame, by square rings of bins around it, until no point can reach it any more. */
static bool cut_out(const bp_demo_cells *cells, const point_bins *bins, int32_t cell, cell_shape *shape)
{
    int column = bin_along(cells->x[cell], bins->left, bins->size, bins->columns);
    int row = bin_along(cells->y[cell], bins->bottom, bins->size, bins->rows);
    int most = bins->columns > bins->rows ? bins->columns : bins->rows;
    *shape = frame_shape(cells, cell);
    for (int ring = 0; ring < most; ring++) {
        double nearest = (ring - 1) * bins->size;
        if (ring > 1 && nearest * nearest > 4.0 * reach_squared(shape))
            break;
        int low = row - ring > 0 ? row - ring : 0,
            high = row + ring < bins->rows ? row + ring : bins->rows - 1;
        for (int r = low; r <= high; r++) {
            int step = r == row - ring || r == row + ring || ring == 0 ? 1 : 2 * ring;
            for (int c = column - ring; c <= column + ring; c += step)
                if (c >= 0 && c < bins->columns &&
                    !cut_by_bin(cells, bins, (int64_t)r * bins->columns + c, cell, shape))
                    return false;
        }
    }
    return true;
}

static void middle_of(const cell_shape *shape, double *x, double *y)
{
    double area = 0.0, sum_x = 0.0, sum_y = 0.0;
    for (int k = 0; k < shape->n; k++) {
        int next = k + 1 < shape->n ? k + 1 : 0;
        double cross = shape->x[k] * shape->y[next] - shape->x[next] * shape->y[k];
        area += cross;
        sum_x += cross * (shape->x[k] + shape->x[next]);
        sum_y += cross * (shape->y[k] + shape->y[next]);
    }
    *x = sum_x / (3.0 * area);
    *y = sum_y / (3.0 * area);
}

static bp_status fail_shape(bp_context *context)
{
    return bp_context_fail(context, BP_ERROR_INTERNAL,
                           "demo country: a cell came out with too many corners or none; try another --seed");
}

/* One round of relaxation. */
static bp_status relax(bp_context *context, bp_demo_cells *cells)
{
    point_bins bins = {0};
    bp_status status = sort_into_bins(context, cells, &bins);
    double *moved = (double *)bp_demo_zeroed(context, 2 * (int64_t)cells->n, sizeof *moved);
    int failed = 0;
    if (status || !moved) {
        status = BP_ERROR_MEMORY;
        goto done;
    }
#pragma omp parallel for schedule(dynamic, 1024) reduction(|                                                 \
                                                           : failed)                                         \
    num_threads(bp_context_threads(context))
    for (int32_t i = 0; i < cells->n; i++) {
        cell_shape shape;
        if (cut_out(cells, &bins, i, &shape) && shape.n >= 3)
            middle_of(&shape, &moved[2 * (int64_t)i], &moved[2 * (int64_t)i + 1]);
        else
            failed |= 1;
    }
    if (failed) {
        status = fail_shape(context);
        goto done;
    }
    /* Not all the way: a fully relaxed pattern looks like a honeycomb. */
    for (int32_t i = 0; i < cells->n; i++) {
        cells->x[i] += 0.6 * moved[2 * (int64_t)i];
        cells->y[i] += 0.6 * moved[2 * (int64_t)i + 1];
    }
done:
    free(moved);
    clear_bins(&bins);
    return status;
}

/* The neighbours of a range of cells, one after another. */
typedef struct neighbour_list {
    int64_t n, room;
    int32_t *items;
} neighbour_list;

static bool append_neighbours(neighbour_list *list, const cell_shape *shape)
{
    if (list->n + shape->n > list->room) {
        int64_t room = 2 * list->room + 4096;
        int32_t *grown = (int32_t *)realloc(list->items, (size_t)room * sizeof *grown);
        if (!grown)
            return false;
        list->items = grown;
        list->room = room;
    }
    memcpy(list->items + list->n, shape->owner, (size_t)shape->n * sizeof *list->items);
    list->n += shape->n;
    return true;
}

/* Number of neighbours of cell i goes to offsets[i + 1]. */
static bp_status list_range(const bp_demo_cells *cells, const point_bins *bins, int32_t from, int32_t to,
                            neighbour_list *list)
{
    for (int32_t i = from; i < to; i++) {
        cell_shape shape;
        if (!cut_out(cells, bins, i, &shape) || shape.n < 3)
            return BP_ERROR_INTERNAL;
        if (!append_neighbours(list, &shape))
            return BP_ERROR_MEMORY;
        cells->offsets[i + 1] = shape.n;
    }
    return BP_OK;
}

static bp_status join_lists(bp_context *context, bp_demo_cells *cells, const neighbour_list *lists,
                            int n_lists)
{
    for (int32_t i = 0; i < cells->n; i++)
        cells->offsets[i + 1] += cells->offsets[i];
    cells->neighbours =
        (int32_t *)bp_demo_zeroed(context, cells->offsets[cells->n], sizeof *cells->neighbours);
    if (!cells->neighbours)
        return BP_ERROR_MEMORY;
    int32_t *at = cells->neighbours;
    for (int k = 0; k < n_lists; k++) {
        if (lists[k].n > 0)
            memcpy(at, lists[k].items, (size_t)lists[k].n * sizeof *at);
        at += lists[k].n;
    }
    return BP_OK;
}

static bp_status list_neighbours(bp_context *context, bp_demo_cells *cells)
{
    enum { N_LISTS = 64 };
    neighbour_list lists[N_LISTS] = {{0, 0, NULL}};
    bp_status ended[N_LISTS] = {BP_OK};
    point_bins bins = {0};
    bp_status status = sort_into_bins(context, cells, &bins);
    if (status)
        return status;
    cells->offsets = (int64_t *)bp_demo_zeroed(context, (int64_t)cells->n + 1, sizeof *cells->offsets);
    if (!cells->offsets) {
        status = BP_ERROR_MEMORY;
        goto done;
    }
#pragma omp parallel for schedule(dynamic, 1) num_threads(bp_context_threads(context))
    for (int k = 0; k < N_LISTS; k++)
        ended[k] = list_range(cells, &bins, (int32_t)((int64_t)cells->n * k / N_LISTS),
                              (int32_t)((int64_t)cells->n * (k + 1) / N_LISTS), &lists[k]);
    for (int k = 0; k < N_LISTS && !status; k++)
        if (ended[k])
            status = ended[k] == BP_ERROR_MEMORY ? bp_context_fail_memory(context, 0) : fail_shape(context);
    if (!status)
        status = join_lists(context, cells, lists, N_LISTS);
done:
    for (int k = 0; k < N_LISTS; k++)
        free(lists[k].items);
    clear_bins(&bins);
    return status;
}

bp_status bp_demo_cells_build(bp_context *context, bp_demo_cells *cells, int rounds)
{
    for (int round = 0; round < rounds; round++) {
        bp_status status = relax(context, cells);
        if (!status)
            status = bp_context_check(context);
        if (status)
            return status;
    }
    return list_neighbours(context, cells);
}

int bp_demo_cells_find(const bp_demo_cells *cells, int32_t cell, int32_t neighbour)
{
    const int32_t *list = cells->neighbours + cells->offsets[cell];
    int n = (int)(cells->offsets[cell + 1] - cells->offsets[cell]);
    for (int e = 0; e < n; e++)
        if (list[e] == neighbour)
            return e;
    return -1;
}
