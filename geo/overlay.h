/* How much of one layer's polygons lies in another's. */
#ifndef BP_GEO_OVERLAY_H
#define BP_GEO_OVERLAY_H

#include "geo/geometry.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bp_overlap {
    int64_t a, b; /**< unit of the first and of the second polygons */
    double area;  /**< of the intersection, in square units of the CRS; > 0 */
} bp_overlap;

typedef struct bp_overlap_list {
    int64_t n;
    bp_overlap *items; /**< by a, then b */
} bp_overlap_list;

#define BP_OVERLAP_LIST_INIT                                                                                 \
    {                                                                                                        \
        0, NULL                                                                                              \
    }

/**
 * Area of intersection of every pair (unit of a, unit of b) that has one. Both in the same metric CRS and
 * valid. A unit of `a` with wanted[a] == 0 is passed over; wanted NULL: all. Complexity: O(n log m + sizes of
 * the pairs that meet), by an R-tree over b and prepared geometries; in parallel over a. A pair that shares a
 * border or a point only is left out. So is one whose overlap is no more than 1e-9 of the smaller unit:
 * coordinates of a country in metres carry 10 digits before rounding, and an area below that is its noise.
 * Slivers where two layers draw the same border a little differently are real overlaps and are listed: the
 * caller sets a floor.
 */
bp_status bp_overlay_areas(bp_context *context, const bp_polygons *a, const uint8_t *wanted,
                           const bp_polygons *b, bp_overlap_list *out);
void bp_overlap_list_clear(bp_overlap_list *list);

#ifdef __cplusplus
}
#endif

#endif
