/* A coarse picture of one region, to tell at a glance what lies well inside it or well outside. */
#ifndef BP_GEO_REGION_GRID_PRIVATE_H
#define BP_GEO_REGION_GRID_PRIVATE_H

#include "geo/geometry.h"

typedef enum bp_region_place {
    BP_REGION_OUTSIDE, /**< disjoint from the region, its border included */
    BP_REGION_INSIDE,  /**< in the region's interior */
    BP_REGION_BORDER   /**< near the border: not known */
} bp_region_place;

/** The region's box in side x side cells; each is outside, inside, or touched by the border. */
typedef struct bp_region_grid {
    double box[4], per_x, per_y; /**< cells per unit of length */
    int side;
    uint8_t *cells; /**< cells[side * side], rows from the south; NULL: no grid */
} bp_region_grid;

/**
 * Draw unit `unit` of `polygons`, which is valid and has a geometry. False when memory runs out. To be freed:
 * grid->cells. Complexity: O(points + cells that the border crosses + side^2).
 */
bool bp_region_grid_draw(const bp_polygons *polygons, int64_t unit, int side, bp_region_grid *grid);

/** Where a box lies; exact unless BP_REGION_BORDER. O(cells under the box). */
bp_region_place bp_region_grid_place(const bp_region_grid *grid, const double box[4]);

#endif
