/* Points in a grid whose rows hold as many points each, so that a box finds those in it. */
#ifndef BP_GEO_POINT_BINS_PRIVATE_H
#define BP_GEO_POINT_BINS_PRIVATE_H

#include "geo/point_of.h"

/** A point in its bin. */
typedef struct bp_binned {
    double xy[2];
    int32_t row;  /**< in the points that were binned */
    int32_t cell; /**< column in its grid row */
} bp_binned;

/** A row of the grid: its own columns, as wide as its points need. */
typedef struct bp_bin_row {
    double low_x, per_x;
    int32_t n_columns;
    int64_t first_cell;
} bp_bin_row;

/**
 * The points of the box in the order of the cells. Cell k of a row holds points starts[first_cell + k] ..
 * starts[first_cell + k + 1] - 1. A y is in row row_of_level[level of y].
 */
typedef struct bp_point_bins {
    int64_t n;
    bp_binned *points;
    double low_y, per_y;
    int32_t *row_of_level;
    int32_t n_rows;
    bp_bin_row *rows;
    int32_t *starts;
} bp_point_bins;

#define BP_POINT_BINS_INIT                                                                                   \
    {                                                                                                        \
        0, NULL, 0.0, 0.0, NULL, 0, NULL, NULL                                                               \
    }

/**
 * Take the valid points within the closed `box`; fewer than 2^31 points. The same bins for any number of
 * threads. BP_ERROR_ARGUMENT when a valid point is not finite. O(n).
 */
bp_status bp_point_bins_build(bp_context *context, const bp_points *points, const double box[4],
                              bp_point_bins *out);
void bp_point_bins_clear(bp_point_bins *bins);

/** The row of the grid that a y belongs to; rows grow with y. */
int32_t bp_point_bins_row(const bp_point_bins *bins, double y);

/** The points first .. end - 1 of a row: all with x between `low` and `high`, and a few others. */
void bp_point_bins_span(const bp_point_bins *bins, int32_t row, double low, double high, int64_t *first,
                        int64_t *end);

#endif
