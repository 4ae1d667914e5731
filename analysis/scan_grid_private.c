#include "analysis/scan_grid_private.h"

#include <math.h>
#include <stdlib.h>

/* Mean points of a cell. */
static const double PER_CELL = 3.0;

void bp_scan_grid_clear(bp_scan_grid *grid)
{
    free(grid->x);
    free(grid->y);
    free(grid->offsets);
    free(grid->unit);
    *grid = (bp_scan_grid){0};
}

static int64_t clamp(double at, int64_t n)
{
    return at < 0.0 ? 0 : at >= (double)n ? n - 1 : (int64_t)at;
}

static int64_t column_of(const bp_scan_grid *grid, double x)
{
    return clamp(floor((x - grid->x0) / grid->cell), grid->n_columns);
}

static int64_t row_of(const bp_scan_grid *grid, double y)
{
    return clamp(floor((y - grid->y0) / grid->cell), grid->n_rows);
}

static int64_t cell_of(const bp_scan_grid *grid, int32_t unit)
{
    return row_of(grid, grid->y[unit]) * grid->n_columns + column_of(grid, grid->x[unit]);
}

static void transform(const bp_scan_places *places, const int32_t *units, double ratio, double angle,
                      bp_scan_grid *grid)
{
    double cosine = cos(angle), sine = sin(angle);
    for (int64_t k = 0; k < grid->n; k++) {
        double x = places->x[units[k]], y = places->y[units[k]];
        /* A circle is not turned: its ties stay what they are in the coordinates as given. */
        grid->x[units[k]] = ratio <= 1.0 ? x : x * cosine + y * sine;
        grid->y[units[k]] = ratio <= 1.0 ? y : (y * cosine - x * sine) * ratio;
    }
}

static void lay_out(const int32_t *units, bp_scan_grid *grid)
{
    double x1 = -INFINITY, y1 = -INFINITY, n_cells = fmax(1.0, (double)grid->n / PER_CELL);
    grid->x0 = grid->y0 = INFINITY;
    for (int64_t k = 0; k < grid->n; k++) {
        grid->x0 = fmin(grid->x0, grid->x[units[k]]);
        grid->y0 = fmin(grid->y0, grid->y[units[k]]);
        x1 = fmax(x1, grid->x[units[k]]);
        y1 = fmax(y1, grid->y[units[k]]);
    }
    double width = x1 - grid->x0, height = y1 - grid->y0;
    /* Points on a line have no area; cells are then as long as the line by their number. */
    grid->cell = fmax(sqrt(width * height / n_cells), fmax(width, height) / n_cells);
    if (!(grid->cell > 0.0))
        grid->cell = 1.0;
    grid->n_columns = (int64_t)(width / grid->cell) + 1;
    grid->n_rows = (int64_t)(height / grid->cell) + 1;
}

bp_status bp_scan_grid_make(bp_context *context, const bp_scan_places *places, const int32_t *units,
                            int64_t n, double ratio, double angle, bp_scan_grid *out)
{
    bp_scan_grid grid = {0};
    size_t room = (size_t)places->n + 1;
    grid.n = n;
    grid.x = (double *)malloc(room * sizeof *grid.x);
    grid.y = (double *)malloc(room * sizeof *grid.y);
    grid.unit = (int32_t *)malloc(room * sizeof *grid.unit);
    if (grid.x && grid.y) {
        transform(places, units, ratio, angle, &grid);
        lay_out(units, &grid);
        grid.offsets = (int64_t *)calloc((size_t)(grid.n_columns * grid.n_rows) + 2, sizeof *grid.offsets);
    }
    if (!grid.offsets || !grid.unit) {
        bp_scan_grid_clear(&grid);
        return bp_context_fail_memory(context, room * sizeof *grid.x);
    }
    /* Counted two places on, so that filling moves each offset to its own place. */
    for (int64_t k = 0; k < n; k++)
        grid.offsets[cell_of(&grid, units[k]) + 2]++;
    for (int64_t c = 0; c < grid.n_columns * grid.n_rows; c++)
        grid.offsets[c + 2] += grid.offsets[c + 1];
    for (int64_t k = 0; k < n; k++)
        grid.unit[grid.offsets[cell_of(&grid, units[k]) + 1]++] = units[k];
    *out = grid;
    return BP_OK;
}

static int by_distance(const void *left, const void *right)
{
    const bp_scan_near *a = (const bp_scan_near *)left, *b = (const bp_scan_near *)right;
    if (a->square != b->square)
        return a->square < b->square ? -1 : 1;
    return (a->unit > b->unit) - (a->unit < b->unit);
}

int64_t bp_scan_grid_near(const bp_scan_grid *grid, int32_t unit, int64_t ring, double margin,
                          bp_scan_near *near, bool *all)
{
    double x = grid->x[unit], y = grid->y[unit], covered = INFINITY;
    int64_t column = column_of(grid, x), row = row_of(grid, y), n = 0;
    int64_t left = column - ring, right = column + ring, bottom = row - ring, top = row + ring;
    if (left > 0)
        covered = fmin(covered, x - (grid->x0 + (double)left * grid->cell));
    if (bottom > 0)
        covered = fmin(covered, y - (grid->y0 + (double)bottom * grid->cell));
    if (right < grid->n_columns - 1)
        covered = fmin(covered, grid->x0 + (double)(right + 1) * grid->cell - x);
    if (top < grid->n_rows - 1)
        covered = fmin(covered, grid->y0 + (double)(top + 1) * grid->cell - y);
    left = left < 0 ? 0 : left;
    right = right < grid->n_columns ? right : grid->n_columns - 1;
    bottom = bottom < 0 ? 0 : bottom;
    top = top < grid->n_rows ? top : grid->n_rows - 1;
    double most = covered * covered * (1.0 - 4.0 * margin);
    for (int64_t r = bottom; r <= top; r++) {
        const int64_t *offsets = grid->offsets + r * grid->n_columns;
        for (int64_t k = offsets[left]; k < offsets[right + 1]; k++) {
            double dx = grid->x[grid->unit[k]] - x, dy = grid->y[grid->unit[k]] - y;
            double square = dx * dx + dy * dy;
            if (square <= most)
                near[n++] = (bp_scan_near){square, grid->unit[k]};
        }
    }
    qsort(near, (size_t)n, sizeof *near, by_distance);
    *all = n == grid->n;
    return n;
}
