/* Voronoi cells of points, and the drawn-out borders between them. */
#ifndef BP_CLI_DEMO_CELLS_H
#define BP_CLI_DEMO_CELLS_H

#include "geo/context.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Cell i lies around (x[i], y[i]). Its neighbours, counter-clockwise, are neighbours[offsets[i]] ..
 * neighbours[offsets[i + 1] - 1]; -1 is the frame. Border e of a cell runs from the corner it shares with
 * border e - 1 to the one it shares with border e + 1.
 */
typedef struct bp_demo_cells {
    int32_t n;
    double *x, *y;    /**< metres */
    double frame[4];  /**< min x, min y, max x, max y; all points lie inside */
    int64_t *offsets; /**< offsets[n + 1] */
    int32_t *neighbours;
} bp_demo_cells;

void bp_demo_cells_clear(bp_demo_cells *cells);

/**
 * Move every point some way to the middle of its cell, `rounds` times (Lloyd 1982, 10.1109/TIT.1982.1056489),
 * then fill in the neighbours. Each cell is cut out by the bisectors with the points around it, nearest bins
 * first. Complexity: O(n) expected for points whose spacing changes gradually; in parallel.
 */
bp_status bp_demo_cells_build(bp_context *context, bp_demo_cells *cells, int rounds);

/** The place of border `e` of cell `i` in the list of the neighbour across it, or -1. */
int bp_demo_cells_find(const bp_demo_cells *cells, int32_t cell, int32_t neighbour);

enum { BP_DEMO_BORDER_POINTS = 16 };

typedef struct bp_demo_border {
    uint64_t seed;
    int32_t cell; /**< on the left */
    int edge;     /**< 0-based in the cell's list */
    int detail;   /**< how many halvings more than usual */
} bp_demo_border;

/**
 * The points of a border from its first corner up to, and without, its last one; returns their number, at
 * most BP_DEMO_BORDER_POINTS. From the other cell the same points come out in reverse order, to the last bit:
 * the curve is drawn in the direction that the lower-numbered cell sees. Midpoints are displaced at random
 * within the triangles that the border spans with its two points (Fournier, Fussell, Carpenter
 * 1982, 10.1145/358523.358553): these triangles do not overlap between borders, so curves never meet and
 * polygons are valid.
 */
int bp_demo_cells_border(const bp_demo_cells *cells, const bp_demo_border *border,
                         double xy[2 * BP_DEMO_BORDER_POINTS]);

#ifdef __cplusplus
}
#endif

#endif
