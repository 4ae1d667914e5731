/* The exact share of every pixel that lies within a polygon, row by row, for the files of geo/ alone. */
#ifndef BP_GEO_PIXEL_SHARE_PRIVATE_H
#define BP_GEO_PIXEL_SHARE_PRIVATE_H

#include "geo/geometry.h"
#include "geo/raster.h"

/** Called for each row that the polygon meets: share[n] of the pixels from `column` on, 0 to 1. */
typedef void (*bp_pixel_share_fn)(void *user, int64_t row, int64_t column, int64_t n, const double *share);

/** What a scan needs, kept for the next one. Starts as zeroes. */
typedef struct bp_pixel_scan {
    struct bp_pixel_edge *edges; /**< edges[cap_edges], those within the rows asked for */
    int64_t n_edges, cap_edges;
    int64_t *order, *active; /**< order[cap_edges] by first row; active[cap_edges] */
    int64_t *row_start;      /**< row_start[cap_rows + 1]: where a row's edges begin in `order` */
    int64_t cap_rows;
    int64_t *height, *area; /**< height[cap_columns], area[cap_columns]: of the edges in a pixel, in steps */
    double *share;          /**< share[cap_columns] */
    int64_t cap_columns;
    int64_t column, n_columns; /**< the window of the unit in hand */
    int64_t least, most;       /**< columns of it that edges enter in the row in hand */
} bp_pixel_scan;

void bp_pixel_scan_clear(bp_pixel_scan *scan);

/** The rows and columns of the grid that unit `unit` may meet; false when there are none. */
bool bp_pixel_window(const bp_polygons *polygons, int64_t unit, const bp_raster_grid *grid,
                     bp_raster_window *out);

/**
 * Scan the rows of `window` (a part of what bp_pixel_window gives) from north to south. Rings may run either
 * way; the first of a part adds, the others take off. Heights are in steps of 2^-44 of a pixel, in whole
 * numbers, so that a row's shares depend neither on the window nor on the order of the edges, and an edge
 * walked backwards takes off exactly what it adds forwards. A share of up to 16 steps is rounding and becomes
 * 0. False when memory runs out. O(points of the unit + edges times the pixels that they enter + pixels).
 */
bool bp_pixel_scan_unit(bp_pixel_scan *scan, const bp_polygons *polygons, int64_t unit,
                        const bp_raster_grid *grid, const bp_raster_window *window, bp_pixel_share_fn visit,
                        void *user);

#endif
