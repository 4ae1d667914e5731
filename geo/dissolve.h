/* Units merged into areas. */
#ifndef BP_GEO_DISSOLVE_H
#define BP_GEO_DISSOLVE_H

#include "geo/geometry.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Groups whose members overlap. */
typedef struct bp_dissolve_report {
    int64_t n_overlapping; /**< groups */
    int64_t first;         /**< the first of them, -1: none */
    double overlap;        /**< what their members have in common, counted once; square units of the CRS */
} bp_dissolve_report;

#define BP_DISSOLVE_REPORT_INIT                                                                              \
    {                                                                                                        \
        0, -1, 0.0                                                                                           \
    }

/**
 * out has n_groups units: out unit g is the union of the units u with group[u] == g; group -1 is left out. A
 * group without units, or whose units have no geometry, has no parts. Where the members share their borders
 * exactly the result keeps their vertices and its area is the sum of theirs. Groups whose members do not, or
 * overlap, are united by GEOS; where that changes the area by more than 1e-9 (members overlap), one warning
 * (`dissolve.overlap`) says in how many groups, and how much area counted twice. The same for any number of
 * threads.
 *
 * Edges that two members have in common are cancelled, the others are chained to rings; no two edges left
 * over may then meet but in their ends, which is checked. Errors: BP_ERROR_ARGUMENT for a group that does not
 * exist, and for more than INT32_MAX units or 2^32 - 2 points. Complexity: O(points log points) per group,
 * groups in parallel.
 */
bp_status bp_polygons_dissolve(bp_context *context, const bp_polygons *polygons, const int32_t *group,
                               int32_t n_groups, bp_polygons *out);

/** The same, with what overlaps in `report` and not in a warning: the caller knows what a group is. */
bp_status bp_polygons_dissolve_report(bp_context *context, const bp_polygons *polygons, const int32_t *group,
                                      int32_t n_groups, bp_polygons *out, bp_dissolve_report *report);

#ifdef __cplusplus
}
#endif

#endif
