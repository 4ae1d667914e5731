/* A part of the country on a part of the paper. */
#ifndef BP_CLI_MAP_VIEW_H
#define BP_CLI_MAP_VIEW_H

#include <stdbool.h>

/** A rectangle on the paper, points from the upper left corner. */
typedef struct bp_rectangle {
    double left, top, width, height;
} bp_rectangle;

/** Coordinates of the CRS go to paper by (x - west) * scale, (north - y) * scale. */
typedef struct bp_view {
    bp_rectangle frame;
    double box[4]; /**< what the frame shows: west, south, east, north in the CRS */
    double scale;  /**< points per unit of the CRS */
    double metres; /**< per unit of the CRS */
} bp_view;

/** The largest view of `box` in the frame, in its middle, with a margin of so many points. */
bp_view bp_view_make(const double box[4], bp_rectangle frame, double margin, double metres);

void bp_view_point(const bp_view *view, const double xy[2], double *x, double *y);

/** Does the view show anything of the box? */
bool bp_view_shows(const bp_view *view, const double box[4]);

/** N of "1 : N". */
double bp_view_denominator(const bp_view *view);

/** The largest of 1, 2 and 5 times a power of ten metres that takes no more than `most` points; above 0. */
double bp_view_round_length(const bp_view *view, double most);

#endif
