/* Outlines of groups of points: their convex or concave hulls. */
#ifndef BP_GEO_CONCAVE_HULL_H
#define BP_GEO_CONCAVE_HULL_H

#include "geo/geometry.h"
#include "geo/point_of.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bp_concave_hull_options {
    /** 0: as tight as can be, 1: the convex hull. Edges of the triangulation longer than this share of the
     * way from the shortest to the longest are taken away from outside. */
    double ratio;
    /** A polygon around it, this far away: groups without an area (one place, two, a line) need it to have
     * one. In the units of the points; 0: none, and such groups have no parts. */
    double margin;
} bp_concave_hull_options;

#define BP_CONCAVE_HULL_OPTIONS_INIT                                                                         \
    {                                                                                                        \
        0.3, 0.0                                                                                             \
    }

/**
 * out has n_groups units: unit g is a valid polygon without holes that holds all the points i with group[i]
 * == g, inside or on its border; group -1 is left out. Groups whose points lie on one line, or are fewer than
 * three, have an outline only with a margin.
 *
 * The concave hull is the chi shape of Duckham, Kulik, Worboys & Galton (2008),
 * doi:10.1016/j.patcog.2008.03.023, of GEOS 3.11. With an older GEOS it is the convex hull, with the warning
 * `hull_convex`. Errors: BP_ERROR_ARGUMENT for a ratio outside 0 to 1, a negative margin, a group that does
 * not exist, or a point that is not finite. The same for any number of threads and order of the points.
 * Complexity: O(n log n), groups in parallel.
 */
bp_status bp_concave_hulls(bp_context *context, const bp_points *points, const int32_t *group,
                           int32_t n_groups, const bp_concave_hull_options *options, bp_polygons *out);

#ifdef __cplusplus
}
#endif

#endif
