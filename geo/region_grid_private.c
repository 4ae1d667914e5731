#include "geo/region_grid_private.h"

#include <math.h>
#include <stdlib.h>

/*
 * While the grid is drawn, a cell has two bits: the border touches it; the border crosses the middle line of
 * its row in it an odd number of times.
 */
enum { TOUCHED = 2, CROSSED = 1 };

/* Cells are counted a little wider than they are, far more than coordinates in cells are off by rounding
 * (about 1e-13), so that no cell that the border touches is missed. */
static const double MARGIN = 1e-6;

static int clamp_cell(const bp_region_grid *grid, double position)
{
    if (!(position > 0.0))
        return 0;
    return position >= grid->side ? grid->side - 1 : (int)position;
}

static double clamp_share(double t)
{
    return t < 0.0 ? 0.0 : t > 1.0 ? 1.0 : t;
}

/* The cells of row `row` that the line from a to b (in cells) touches. */
static void touch_row(bp_region_grid *grid, const double a[2], const double b[2], int row)
{
    double from = 0.0, to = 1.0, rise = b[1] - a[1];
    if (rise != 0.0) {
        from = clamp_share((row - MARGIN - a[1]) / rise);
        to = clamp_share((row + 1 + MARGIN - a[1]) / rise);
    }
    double u = a[0] + from * (b[0] - a[0]), v = a[0] + to * (b[0] - a[0]);
    int first = clamp_cell(grid, (u < v ? u : v) - MARGIN), last = clamp_cell(grid, (u < v ? v : u) + MARGIN);
    for (int column = first; column <= last; column++)
        grid->cells[(size_t)row * (size_t)grid->side + (size_t)column] |= TOUCHED;
}

static void draw_line(bp_region_grid *grid, const double a[2], const double b[2])
{
    double low = a[1] < b[1] ? a[1] : b[1], high = a[1] < b[1] ? b[1] : a[1];
    int last = clamp_cell(grid, high + MARGIN);
    for (int row = clamp_cell(grid, low - MARGIN); row <= last; row++) {
        double middle = row + 0.5;
        touch_row(grid, a, b, row);
        if ((a[1] <= middle) == (b[1] <= middle))
            continue;
        /* Where it crosses may be a few cells off when the line is nearly level; those cells are all
         * touched, and only cells that are not are asked what lies west of them. */
        double u = a[0] + (middle - a[1]) / (b[1] - a[1]) * (b[0] - a[0]);
        grid->cells[(size_t)row * (size_t)grid->side + (size_t)clamp_cell(grid, u)] ^= CROSSED;
    }
}

static void draw_ring(bp_region_grid *grid, const double *xy, int64_t n_points)
{
    double a[2] = {0.0, 0.0};
    for (int64_t i = 0; i < n_points; i++) {
        const double b[2] = {(xy[2 * i] - grid->box[0]) * grid->per_x,
                             (xy[2 * i + 1] - grid->box[1]) * grid->per_y};
        if (i > 0)
            draw_line(grid, a, b);
        a[0] = b[0];
        a[1] = b[1];
    }
}

/* From bits to places: a cell that the border does not touch lies inside when an odd number of crossings lie
 * west of it. */
static void fill(bp_region_grid *grid)
{
    for (int row = 0; row < grid->side; row++) {
        uint8_t *cells = grid->cells + (size_t)row * (size_t)grid->side;
        uint8_t inside = 0;
        for (int column = 0; column < grid->side; column++) {
            inside ^= cells[column] & CROSSED;
            if (cells[column] & TOUCHED)
                cells[column] = BP_REGION_BORDER;
            else
                cells[column] = inside ? BP_REGION_INSIDE : BP_REGION_OUTSIDE;
        }
    }
}

bool bp_region_grid_draw(const bp_polygons *polygons, int64_t unit, int side, bp_region_grid *grid)
{
    bp_region_grid drawn = {{0.0, 0.0, 0.0, 0.0}, 0.0, 0.0, side, NULL};
    drawn.cells = (uint8_t *)calloc((size_t)side * (size_t)side, 1);
    if (!drawn.cells)
        return false;
    bp_polygons_unit_extent(polygons, unit, drawn.box);
    double width = drawn.box[2] - drawn.box[0], height = drawn.box[3] - drawn.box[1];
    drawn.per_x = width > 0.0 ? side / width : 0.0;
    drawn.per_y = height > 0.0 ? side / height : 0.0;
    int64_t first = polygons->part_rings[polygons->unit_parts[unit]];
    int64_t end = polygons->part_rings[polygons->unit_parts[unit + 1]];
    for (int64_t r = first; r < end; r++) {
        int64_t c = polygons->ring_coords[r];
        draw_ring(&drawn, polygons->xy + 2 * c, polygons->ring_coords[r + 1] - c);
    }
    fill(&drawn);
    *grid = drawn;
    return true;
}

bp_region_place bp_region_grid_place(const bp_region_grid *grid, const double box[4])
{
    const double *own = grid->box;
    if (box[2] < own[0] || box[3] < own[1] || box[0] > own[2] || box[1] > own[3])
        return BP_REGION_OUTSIDE;
    int west = clamp_cell(grid, (box[0] - own[0]) * grid->per_x);
    int east = clamp_cell(grid, (box[2] - own[0]) * grid->per_x);
    int south = clamp_cell(grid, (box[1] - own[1]) * grid->per_y);
    int north = clamp_cell(grid, (box[3] - own[1]) * grid->per_y);
    uint8_t found = grid->cells[(size_t)south * (size_t)grid->side + (size_t)west];
    for (int row = south; row <= north; row++)
        for (int column = west; column <= east; column++)
            if (found == BP_REGION_BORDER ||
                grid->cells[(size_t)row * (size_t)grid->side + (size_t)column] != found)
                return BP_REGION_BORDER;
    bool within = box[0] >= own[0] && box[1] >= own[1] && box[2] <= own[2] && box[3] <= own[3];
    return found == BP_REGION_INSIDE && !within ? BP_REGION_BORDER : (bp_region_place)found;
}
