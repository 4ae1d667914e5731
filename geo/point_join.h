/* Which unit every point lies in. */
#ifndef BP_GEO_POINT_JOIN_H
#define BP_GEO_POINT_JOIN_H

#include "geo/geometry.h"
#include "geo/point_of.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bp_point_join_options {
    /** distance[n], or NULL for none: to the nearest border of a unit for points outside all, 0 inside; in
     * the units of the CRS. NaN for a row without a point. */
    double *distance;
} bp_point_join_options;

#define BP_POINT_JOIN_OPTIONS_INIT                                                                           \
    {                                                                                                        \
        NULL                                                                                                 \
    }

/** n_inside + n_outside + n_without = number of rows. */
typedef struct bp_point_join_report {
    int64_t n_inside;
    int64_t n_outside; /**< points in no unit */
    int64_t n_without; /**< rows without a point */
    int64_t n_overlap; /**< points inside several units, which overlap there; they count for the lowest */
    int64_t n_outer_border; /**< points inside, that lie exactly on a border with no unit at its other side */
} bp_point_join_report;

#define BP_POINT_JOIN_REPORT_INIT                                                                            \
    {                                                                                                        \
        0, 0, 0, 0, 0                                                                                        \
    }

/**
 * unit_of[points->n] = the one unit that holds the point, -1 outside all and for rows without a point.
 *
 * A point exactly on a border goes to the unit just to its right, or where the border is level, just above
 * it: the point counts as moved by an infinitely small step to the right, and up by one infinitely smaller
 * still (half-open rule; the even-odd rule over all rings of a unit says what its inside is). So units that
 * share a border, drawn with the same points, never both claim it and never both lose it. A point on an outer
 * border with nothing at that side goes to the unit that it touches, the lowest number of several. Where
 * units overlap, the lowest unit number of those that claim the point has it. Signs of areas are exact, by
 * the adaptive predicate of Shewchuk (1997), doi:10.1007/PL00009321, so that "on the border" is decided
 * exactly, on the coordinates as they are. Both in the same CRS, degrees as good as metres. Polygons are
 * valid or at least even-odd; coordinates finite.
 *
 * The points are put in a grid of rows with as many points each, and every unit takes those in its box past
 * its edges. Same result for any number of threads and any order of rows. `options`, `report` may be NULL.
 * Errors: BP_ERROR_ARGUMENT when a valid point is not finite, or with more than 2^31 - 2 points or units.
 * Complexity: O(points + vertices + sum over units of points in the box times edges beside each) time, 28
 * bytes of memory a point.
 */
bp_status bp_point_join(bp_context *context, const bp_points *points, const bp_polygons *polygons,
                        const bp_point_join_options *options, int64_t *unit_of, bp_point_join_report *report);

#ifdef __cplusplus
}
#endif

#endif
