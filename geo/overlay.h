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

void bp_overlap_list_clear(bp_overlap_list *list);

/** Slivers, thin strips where two layers draw the same border a little differently, may be left out. */
typedef struct bp_overlay_options {
    const uint8_t *wanted; /**< wanted[a->n_units], 0: pass the unit over; NULL: all */
    double least_width;    /**< in units of the CRS: an overlap narrower than this is a sliver; 0: none is.
                                Its width is 2 area / perimeter: of a long strip, the width of the strip */
    double least_share;    /**< an overlap of less than this share of both units is a sliver; 0: none is */
} bp_overlay_options;

#define BP_OVERLAY_OPTIONS_INIT                                                                              \
    {                                                                                                        \
        NULL, 0.0, 0.0                                                                                       \
    }

/**
 * Area of intersection of every pair (unit of a, unit of b) that has one. Both in the same metric CRS and
 * valid. A pair that shares a border or a point only is left out. So is one whose overlap is no more than
 * 1e-9 of the smaller unit: coordinates of a country in metres carry 10 digits before rounding, and an area
 * below that is its noise.
 *
 * `slivers` gets the overlaps that are slivers by the options, which `out` then leaves out; NULL: nobody asks
 * for them. Without options slivers are overlaps like others.
 *
 * Only areas are computed, no shapes: the area under the lower of an edge of one unit and an edge of the
 * other, summed with signs over all pairs of edges that lie above each other (Franklin 1990, Calculating map
 * overlay polygons' areas without explicitly calculating the polygons, 4th International Symposium on Spatial
 * Data Handling, 151-160). The sum has no special cases: edges that touch, cross or run along each other need
 * none, and an error in a coordinate changes the area by as little. An area that differs from that of the
 * smaller unit by rounding is that of the smaller unit. The same for any number of threads and any order of
 * the units.
 *
 * Errors: BP_ERROR_ARGUMENT when an option is below 0 or not a number. A unit with a coordinate that is not
 * finite is left out, with a warning that names it.
 * Complexity: O((n + m) log m) to find the pairs and, for a pair, O(points of the simpler unit x edges of the
 * other above and below one of them); in parallel over a.
 */
bp_status bp_overlay(bp_context *context, const bp_polygons *a, const bp_polygons *b,
                     const bp_overlay_options *options, bp_overlap_list *out, bp_overlap_list *slivers);

/** bp_overlay with slivers like other overlaps. wanted[a->n_units] as in the options. */
bp_status bp_overlay_areas(bp_context *context, const bp_polygons *a, const uint8_t *wanted,
                           const bp_polygons *b, bp_overlap_list *out);

#ifdef __cplusplus
}
#endif

#endif
