/* Contiguity of polygons whose borders do not have the same vertices: T-junctions, slivers, digitising noise.
 */
#ifndef BP_GEO_CONTIGUITY_TOLERANCE_H
#define BP_GEO_CONTIGUITY_TOLERANCE_H

#include "geo/contiguity.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What the tolerance changed in the exact contiguity. */
typedef struct bp_tolerance_report {
    int64_t n_free; /**< segments that no other ring has to the last bit: the outline, and borders that do not
                       match */
    int64_t n_added;   /**< links that the exact contiguity does not have */
    bp_link *added;    /**< added[n_added], a < b, ascending, with the length of the border */
    int64_t n_widened; /**< links that the exact contiguity has with a shorter border */
    double widened_by; /**< metres of border that those gained */
} bp_tolerance_report;

#define BP_TOLERANCE_REPORT_INIT                                                                             \
    {                                                                                                        \
        0, 0, NULL, 0, 0.0                                                                                   \
    }

void bp_tolerance_report_clear(bp_tolerance_report *report);

/**
 * Contiguity as bp_contiguity makes it, and beside it what the borders have in common within `tolerance`, in
 * units of the CRS. Only free segments take part, those that no other ring has to the last bit; where borders
 * match exactly, the result is the exact one, also for units closer together than the tolerance.
 *
 * A queen link is added between two units with free segments at a distance of at most `tolerance`. Border is
 * where two free segments run side by side, their units on opposite sides: they make an angle of 45 degrees
 * at most, and over the whole stretch in which one stands square to the other they are no further apart than
 * the tolerance. Its length is measured along the segments of one unit and of the other, no stretch counting
 * twice, and the mean of the two is taken; so it is exact for a T-junction. It is added to the exact length
 * of the link. A link with no exact border is one by border when it has more than `tolerance` of it, and else
 * by a point, with length 0: a shorter border cannot be told from a touch.
 *
 * `report` may be NULL. The same result for any number of threads.
 * Errors: BP_ERROR_ARGUMENT unless tolerance is above 0 and finite.
 * Complexity: that of bp_contiguity, and O(f log f + pairs) for f free segments.
 */
bp_status bp_contiguity_tolerant(bp_context *context, const bp_polygons *polygons, bp_contiguity_rule rule,
                                 double tolerance, bp_graph *out, bp_tolerance_report *report);

#ifdef __cplusplus
}
#endif

#endif
