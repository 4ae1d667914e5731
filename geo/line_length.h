/* How much of the lines lies in every unit. */
#ifndef BP_GEO_LINE_LENGTH_H
#define BP_GEO_LINE_LENGTH_H

#include "geo/geometry.h"
#include "geo/lines.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The lengths of all lines together, in the units of the CRS. inside + outside = total to 1e-12 of it. */
typedef struct bp_line_length_report {
    double total, inside, outside;
    double along_border; /**< part of `inside` that runs exactly along a border */
} bp_line_length_report;

#define BP_LINE_LENGTH_REPORT_INIT                                                                           \
    {                                                                                                        \
        0.0, 0.0, 0.0, 0.0                                                                                   \
    }

/**
 * length[polygons->n_units] = length of the lines within the unit, 0 when none runs there. Lines that run
 * over each other count each for itself. Every stretch of line counts for one unit at most: one along a
 * shared border goes whole to the unit that has the points of that border (bp_point_join: to the right, or
 * above), one along an outer border to the unit it touches, one where units overlap to the lowest unit
 * number. So nothing is counted twice, and the sum over the units and what lies outside is the length of all
 * lines. Both in the same CRS in metres: lengths in degrees mean nothing, and it is for the caller to see to
 * it. Shells counter-clockwise or not: each ring is looked at.
 *
 * Lines are cut wherever they meet an edge, and the middle of every piece is joined as a point. Sums are
 * rounded once, so that results are the same for any number of threads and any order of rows. `report`
 * may be NULL. Errors: BP_ERROR_ARGUMENT when a
 * coordinate is not finite. Complexity: O(segments + edges + crossings) expected, by a grid of the segments.
 */
bp_status bp_line_length(bp_context *context, const bp_lines *lines, const bp_polygons *polygons,
                         double *length, bp_line_length_report *report);

#ifdef __cplusplus
}
#endif

#endif
