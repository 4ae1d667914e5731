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
 * and so on outward. Only units that cannot be told apart that way keep the order of their rows. What is
 * drawn at random in this order, and summed in it, is then the same whichever way the rows of the input are
 * sorted. Complexity: O(n log n + r links), r rounds of refinement: 0 when no two values are equal, at
 * most 64. Source of the refinement: Weisfeiler & Leman (1968), Nauchno-Technicheskaya Informatsiya 2(9),
 * 12-16.
 */
bp_status bp_canonical_order(bp_context *context, const bp_weights *weights, const double *x,
                             const uint8_t *part, int32_t *order, int64_t *m);

#ifdef __cplusplus
}
#endif

#endif
