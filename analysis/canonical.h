/* An order of units that rests on the map and not on the order of its rows. */
#ifndef BP_ANALYSIS_CANONICAL_H
#define BP_ANALYSIS_CANONICAL_H

#include "analysis/weights.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * order[m] = the m units of `part` (a bitmap of weights->n rows; NULL: all) by ascending x[n]; units of equal
 * x by where they stand in the graph of the links: how many neighbours they have, which values these have,
 * and so on outward; of what that does not tell apart, by what comes of singling units out. Only units that a
 * symmetry of the map carries into each other keep the order of their rows, which then shows in nothing. What
 * is drawn at random in this order, and summed in it, is the same whichever way the rows of the input are
 * sorted; on maps too regular for that in some seconds' time there is a warning, 'order_of_rows'.
 * Complexity: O(n log n + r links), r rounds of refinement: 0 when no two values are equal, at most 64;
 * beyond that for units that are still alike, as their symmetries require. Sources: Weisfeiler & Leman
 * (1968), Nauchno-Technicheskaya Informatsiya 2(9), 12-16; McKay & Piperno (2014),
 * doi:10.1016/j.jsc.2013.09.003.
 */
bp_status bp_canonical_order(bp_context *context, const bp_weights *weights, const double *x,
                             const uint8_t *part, int32_t *order, int64_t *m);

#ifdef __cplusplus
}
#endif

#endif
