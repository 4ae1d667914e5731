/* Far-off islands, which would shrink the map of all the others. */
#ifndef BP_CLI_MAP_INSETS_H
#define BP_CLI_MAP_INSETS_H

#include "geo/context.h"

#include <stdint.h>

enum { BP_INSETS_MOST = 3 };

typedef struct bp_insets {
    double main[4]; /**< box of the rest */
    int n;
    double box[BP_INSETS_MOST][4];
} bp_insets;

/**
 * What to show apart. Units whose boxes (box[4 * n]: west, south, east, north) lie in one cell of a grid of
 * 48 by 48 over them all, or in cells that touch, belong together. The group with the most units is the main
 * one. Others are shown apart where all of these hold: the map of the main group alone, in a frame of this
 * width and height, has a scale 1.3 times as large as that of all; they have no more than a tenth of the
 * units; they are no more than BP_INSETS_MOST groups. A group that costs the main map less than a tenth of
 * its scale stays on it, nearest first. Units without geometry (west above east) are passed over. O(n +
 * cells).
 */
bp_status bp_insets_find(bp_context *context, const double *box, int64_t n, double width, double height,
                         bp_insets *out);

#endif
