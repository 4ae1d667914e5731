/* SKATER: the shortest spanning tree, cut where the sum of squares falls most. */
#ifndef BP_ANALYSIS_SKATER_H
#define BP_ANALYSIS_SKATER_H

#include "analysis/regions.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * A bp_regions_fn: see bp_spanning_tree_make and bp_tree_cut. The linkage is not looked at.
 * Complexity: O(links n_variables + k n n_variables) at most, memory O(links + n n_variables).
 * Source: Assuncao, Neves, Camara & Da Costa Freitas (2006), doi:10.1080/13658810600665111. As in libgeoda, a
 * cut is judged by the fall of the sum of squares; see docs/methods/skater.md for what differs elsewhere.
 */
bp_status bp_skater_label(bp_context *context, const bp_regions_input *input,
                          const bp_regions_options *options, int32_t *label);

#ifdef __cplusplus
}
#endif

#endif
