/* The cells of DBSCAN: squares so small that any two points in one are within eps. */
#ifndef BP_ANALYSIS_DBSCAN_CELLS_PRIVATE_H
#define BP_ANALYSIS_DBSCAN_CELLS_PRIVATE_H

#include "analysis/placed_private.h"

typedef struct bp_dbscan_cell {
    int64_t first, end; /**< points first .. end - 1 of the cells */
    int64_t row, column;
    double low[2], high[2]; /**< of its points */
    double weight;          /**< of all of them */
} bp_dbscan_cell;

/** The cells that hold points, by row, then column. */
typedef struct bp_dbscan_cells {
    int64_t n, n_points;
    bp_dbscan_cell *cells;
    bp_placed *points; /**< points[n_points] in the order of the cells, in each by x, y, weight */
} bp_dbscan_cells;

#define BP_DBSCAN_CELLS_INIT                                                                                 \
    {                                                                                                        \
        0, 0, NULL, NULL                                                                                     \
    }

/** Put points[n], n > 0, in cells; takes `points` over, also when it fails. BP_ERROR_INPUT when they span
 * more than 2^30 cells. O(n log n). */
bp_status bp_dbscan_cells_build(bp_context *context, bp_placed *points, int64_t n, double eps,
                                bp_dbscan_cells *out);
void bp_dbscan_cells_clear(bp_dbscan_cells *cells);

enum { BP_DBSCAN_NEAR_MOST = 25, BP_DBSCAN_ROWS = 5 };

/** Where the cells near one cell start in the five rows around it; for cells that are asked for in their
 * order. */
typedef struct bp_dbscan_walk {
    const bp_dbscan_cells *cells;
    double eps2;
    int64_t at[BP_DBSCAN_ROWS];
} bp_dbscan_walk;

/** Begin at cell `c`. O(log cells). */
bp_dbscan_walk bp_dbscan_walk_from(const bp_dbscan_cells *cells, double eps, int64_t c);
/** near[n]: the cells whose points may be within eps of those of `c`, itself among them, in their order; `c`
 * never goes back. Returns n. Amortised O(1). */
int bp_dbscan_walk_to(bp_dbscan_walk *walk, int64_t c, int64_t near[BP_DBSCAN_NEAR_MOST]);

/** Least and largest squared distance of a place to the box of a cell. */
static inline double bp_dbscan_cell_least2(const bp_dbscan_cell *cell, const bp_placed *from)
{
    double dx = from->x < cell->low[0]    ? cell->low[0] - from->x
                : from->x > cell->high[0] ? from->x - cell->high[0]
                                          : 0.0;
    double dy = from->y < cell->low[1]    ? cell->low[1] - from->y
                : from->y > cell->high[1] ? from->y - cell->high[1]
                                          : 0.0;
    return dx * dx + dy * dy;
}

static inline double bp_dbscan_cell_most2(const bp_dbscan_cell *cell, const bp_placed *from)
{
    double left = from->x - cell->low[0], right = cell->high[0] - from->x;
    double below = from->y - cell->low[1], above = cell->high[1] - from->y;
    double dx = left > right ? left : right, dy = below > above ? below : above;
    return dx * dx + dy * dy;
}

#endif
