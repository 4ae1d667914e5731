/* Overlaps and gaps between the units of one layer, measured. */
#ifndef BP_GEO_COVERAGE_H
#define BP_GEO_COVERAGE_H

#include "geo/geometry.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Two units that have ground in common. */
typedef struct bp_coverage_overlap {
    int64_t a, b; /**< a < b */
    double area;  /**< of what they share, slivers left out; square units of the CRS */
} bp_coverage_overlap;

/** Ground that units enclose and none covers. */
typedef struct bp_coverage_gap {
    double area;
    double width; /**< mean width, 2 area / perimeter, islands in it left out of both */
    double xy[2]; /**< a point in it */
} bp_coverage_gap;

/** Pieces too narrow to count, by their mean width 2 area / perimeter. */
typedef struct bp_coverage_slivers {
    int64_t n;
    double area;
} bp_coverage_slivers;

/**
 * Areas in square units of the CRS. Where three units cover the same ground, it counts for each of the three
 * pairs. Without such ground, the sum of the units' areas is larger than the area that they cover together by
 * overlap_area and that of its slivers.
 */
typedef struct bp_coverage_report {
    int64_t n_free; /**< border segments that do not have one twin of the same two points, on the other side
                     */
    int64_t n_overlaps, n_gaps;
    bp_coverage_overlap *overlaps; /**< overlaps[n_overlaps], largest first, then by a and b */
    bp_coverage_gap *gaps;         /**< gaps[n_gaps], largest first, then by place */
    double overlap_area, gap_area; /**< sums, slivers left out */
    bp_coverage_slivers overlap_slivers, gap_slivers;
} bp_coverage_report;

#define BP_COVERAGE_REPORT_INIT                                                                              \
    {                                                                                                        \
        0, 0, 0, NULL, NULL, 0.0, 0.0, {0, 0.0},                                                             \
        {                                                                                                    \
            0, 0.0                                                                                           \
        }                                                                                                    \
    }

void bp_coverage_report_clear(bp_coverage_report *report);

/**
 * Measure how far the units are from covering their ground once and once only. The polygons are valid (see
 * bp_polygons_repair). A gap is ground within the outline: a bay that opens to the outside is none, a lake or
 * an enclave of other ground is one. A piece of an overlap, or a gap, with a mean width of at most
 * `sliver_width`, in units of the CRS, is a sliver and counted apart; below 2^-48 of the largest coordinate
 * it is rounding and not there at all.
 *
 * The number of units over a point changes only along free segments, those that are not the border of exactly
 * one unit on either side. They are found by hashing; they alone are noded and made into faces, and each face
 * is covered by as many units as the free segments on a ray from it say. Pairs are looked for where a face is
 * covered more than once, and intersected. The same report for any number of threads.
 *
 * Errors: BP_ERROR_ARGUMENT for a width below 0 or not finite; BP_ERROR_INTERNAL when GEOS fails. Complexity:
 * O(points) for units whose borders match; O(f log f) for f free segments, and an intersection for each pair
 * near ground that is covered twice.
 */
bp_status bp_coverage_measure(bp_context *context, const bp_polygons *polygons, double sliver_width,
                              bp_coverage_report *out);

#ifdef __cplusplus
}
#endif

#endif
