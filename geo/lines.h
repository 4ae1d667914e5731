/* Lines as packed coordinate arrays (the GeoArrow multilinestring layout). */
#ifndef BP_GEO_LINES_H
#define BP_GEO_LINES_H

#include "geo/context.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * n_rows multilinestrings. Row r has the lines row_lines[r] .. row_lines[r + 1] - 1, line l the points
 * line_coords[l] .. line_coords[l + 1] - 1 as xy[2 * c], xy[2 * c + 1]. A line has at least two points; a row
 * without lines has no geometry.
 */
typedef struct bp_lines {
    int64_t n_rows, n_lines, n_coords;
    int64_t *row_lines;                      /**< row_lines[n_rows + 1] */
    int64_t *line_coords;                    /**< line_coords[n_lines + 1] */
    double *xy;                              /**< xy[2 * n_coords] */
    int64_t cap_rows, cap_lines, cap_coords; /**< room in the arrays; for the functions that append */
} bp_lines;

/** No rows; safe to clear and to append to. */
#define BP_LINES_INIT                                                                                        \
    {                                                                                                        \
        0, 0, 0, NULL, NULL, NULL, 0, 0, 0                                                                   \
    }

void bp_lines_clear(bp_lines *lines);

/**
 * Append: points to the open line, then end the line, then the row. Ending a line with fewer than two points
 * drops it. Amortised O(1) a point.
 */
bp_status bp_lines_add_points(bp_context *context, bp_lines *lines, const double *xy, int64_t n_points);
bp_status bp_lines_end_line(bp_context *context, bp_lines *lines);
bp_status bp_lines_end_row(bp_context *context, bp_lines *lines);

#ifdef __cplusplus
}
#endif

#endif
