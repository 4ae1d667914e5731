/* Points in a grid of cells, to find those near one of them, by a distance that an ellipse measures. */
#ifndef BP_ANALYSIS_SCAN_GRID_PRIVATE_H
#define BP_ANALYSIS_SCAN_GRID_PRIVATE_H

#include "analysis/scan_windows.h"

#include <stdbool.h>

typedef struct bp_scan_near {
    double square; /**< of the distance */
    int32_t unit;
} bp_scan_near;

typedef struct bp_scan_grid {
    int64_t n;     /**< points in it */
    double *x, *y; /**< of every unit, turned and stretched so that the ellipse is a circle */
    double x0, y0, cell;
    int64_t n_columns, n_rows;
    int64_t *offsets; /**< offsets[n_columns * n_rows + 1] into unit */
    int32_t *unit;    /**< unit[n], cell by cell */
} bp_scan_grid;

/** Of the points of units[n], as an ellipse of this ratio and angle measures distance. O(n). */
bp_status bp_scan_grid_make(bp_context *context, const bp_scan_places *places, const int32_t *units,
                            int64_t n, double ratio, double angle, bp_scan_grid *out);
void bp_scan_grid_clear(bp_scan_grid *grid);

/**
 * near[..] = the units nearest to a unit by rising distance, ties by number: all those within a distance that
 * `ring` rings of cells are sure to cover, less the share `margin` of its square, so that no tie is torn.
 * Sets *all where these are all there are. Returns how many; `near` has room for every unit.
 */
int64_t bp_scan_grid_near(const bp_scan_grid *grid, int32_t unit, int64_t ring, double margin,
                          bp_scan_near *near, bool *all);

#endif
