#include "analysis/dbscan_cells_private.h"

#include <math.h>
#include <stdlib.h>

static const double most_cells = 1073741824.0;

void bp_dbscan_cells_clear(bp_dbscan_cells *cells)
{
    free(cells->cells);
    free(cells->points);
    *cells = (bp_dbscan_cells)BP_DBSCAN_CELLS_INIT;
}

/* A point on its way to its cell. `rank` is its place by x, y, weight. */
typedef struct keyed {
    uint64_t key;
    int64_t rank;
} keyed;

static int by_key(const void *a, const void *b)
{
    const keyed *first = (const keyed *)a, *second = (const keyed *)b;
    if (first->key != second->key)
        return first->key > second->key ? 1 : -1;
    return (first->rank > second->rank) - (first->rank < second->rank);
}

typedef struct frame {
    double x, y, side;
} frame;

/* A little less than eps / sqrt(2): numbers of cells below 2^30 are off by 2^-21 of a side at most, so that
 * two points in one cell are within eps for certain. */
static bp_status make_frame(bp_context *context, const bp_placed *points, int64_t n, double eps, frame *out)
{
    double low = INFINITY, high = -INFINITY;
    for (int64_t p = 0; p < n; p++) {
        low = fmin(low, points[p].y);
        high = fmax(high, points[p].y);
    }
    double extent = fmax(points[n - 1].x - points[0].x, high - low);
    *out = (frame){points[0].x, low, eps / sqrt(2.0) * (1.0 - 1.0 / 262144.0)};
    if (extent / out->side < most_cells)
        return BP_OK;
    return bp_context_fail(context, BP_ERROR_INPUT,
                           "dbscan: eps %g is too small for points that lie up to %g apart; from %g on it "
                           "can be done",
                           eps, extent, extent / most_cells * 2.0);
}

static uint64_t key_of(const frame *f, const bp_placed *point)
{
    uint64_t row = (uint64_t)floor((point->y - f->y) / f->side);
    uint64_t column = (uint64_t)floor((point->x - f->x) / f->side);
    return row << 32 | column;
}

static void add_to_cell(bp_dbscan_cell *cell, const bp_placed *point)
{
    cell->low[0] = fmin(cell->low[0], point->x);
    cell->low[1] = fmin(cell->low[1], point->y);
    cell->high[0] = fmax(cell->high[0], point->x);
    cell->high[1] = fmax(cell->high[1], point->y);
    cell->weight += point->weight;
    cell->end++;
}

static void fill_cells(const keyed *order, int64_t n, bp_dbscan_cells *out)
{
    out->n = 0;
    for (int64_t p = 0; p < n; p++) {
        const bp_placed *point = &out->points[p];
        if (p == 0 || order[p].key != order[p - 1].key)
            out->cells[out->n++] = (bp_dbscan_cell){p,
                                                    p,
                                                    (int64_t)(order[p].key >> 32),
                                                    (int64_t)(order[p].key & UINT32_MAX),
                                                    {point->x, point->y},
                                                    {point->x, point->y},
                                                    0.0};
        add_to_cell(&out->cells[out->n - 1], point);
    }
}

static int64_t count_cells(const keyed *order, int64_t n)
{
    int64_t cells = 0;
    for (int64_t p = 0; p < n; p++)
        cells += p == 0 || order[p].key != order[p - 1].key;
    return cells;
}

bp_status bp_dbscan_cells_build(bp_context *context, bp_placed *points, int64_t n, double eps,
                                bp_dbscan_cells *out)
{
    frame f = {0.0, 0.0, 0.0};
    bp_dbscan_cells cells = {0, n, NULL, (bp_placed *)malloc((size_t)n * sizeof(bp_placed))};
    keyed *order = (keyed *)malloc((size_t)n * sizeof *order);
    bp_status status = cells.points && order ? make_frame(context, points, n, eps, &f)
                                             : bp_context_fail_memory(context, (size_t)n * sizeof *points);
    if (status)
        goto done;
    for (int64_t p = 0; p < n; p++)
        order[p] = (keyed){key_of(&f, &points[p]), p};
    qsort(order, (size_t)n, sizeof *order, by_key);
    for (int64_t p = 0; p < n; p++)
        cells.points[p] = points[order[p].rank];
    cells.cells = (bp_dbscan_cell *)malloc((size_t)(count_cells(order, n) + 1) * sizeof *cells.cells);
    if (cells.cells)
        fill_cells(order, n, &cells);
    else
        status = bp_context_fail_memory(context, (size_t)n * sizeof *cells.cells);
done:
    free(order);
    free(points);
    if (status)
        bp_dbscan_cells_clear(&cells);
    else
        *out = cells;
    return status;
}

static bool is_before(const bp_dbscan_cell *cell, int64_t row, int64_t column)
{
    return cell->row < row || (cell->row == row && cell->column < column);
}

bp_dbscan_walk bp_dbscan_walk_from(const bp_dbscan_cells *cells, double eps, int64_t c)
{
    bp_dbscan_walk walk = {cells, eps * eps, {0}};
    for (int r = 0; r < BP_DBSCAN_ROWS; r++) {
        int64_t low = 0, high = cells->n;
        while (low < high) {
            int64_t middle = (low + high) / 2;
            if (is_before(&cells->cells[middle], cells->cells[c].row + r - 2, cells->cells[c].column - 2))
                low = middle + 1;
            else
                high = middle;
        }
        walk.at[r] = low;
    }
    return walk;
}

static double gap2(const bp_dbscan_cell *a, const bp_dbscan_cell *b)
{
    double dx = fmax(0.0, fmax(a->low[0] - b->high[0], b->low[0] - a->high[0]));
    double dy = fmax(0.0, fmax(a->low[1] - b->high[1], b->low[1] - a->high[1]));
    return dx * dx + dy * dy;
}

int bp_dbscan_walk_to(bp_dbscan_walk *walk, int64_t c, int64_t near[BP_DBSCAN_NEAR_MOST])
{
    const bp_dbscan_cell *cells = walk->cells->cells, *from = &cells[c];
    int n = 0;
    for (int r = 0; r < BP_DBSCAN_ROWS; r++) {
        int64_t row = from->row + r - 2, k = walk->at[r];
        while (k < walk->cells->n && is_before(&cells[k], row, from->column - 2))
            k++;
        walk->at[r] = k;
        for (; k < walk->cells->n && cells[k].row == row && cells[k].column <= from->column + 2; k++)
            if (gap2(from, &cells[k]) <= walk->eps2)
                near[n++] = k;
    }
    return n;
}
