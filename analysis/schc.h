/* SCHC: neighbouring groups merged by linkage until k are left. */
#ifndef BP_ANALYSIS_SCHC_H
#define BP_ANALYSIS_SCHC_H

#include "analysis/regions.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Spatially constrained hierarchical clustering, a bp_regions_fn: of all groups that touch, the two that
 * options->linkage (over all pairs of their units) has nearest are merged, until k are left. With a floor,
 * mergers of two groups below it come first, then those of one with its nearest, so that as many regions as
 * may be reach it; with a ceiling, no merger goes past it, and k = 0 merges as long as that can be. Fails
 * with BP_ERROR_INPUT when floor or k cannot be reached that way, and with BP_ERROR_ARGUMENT when k is 0
 * without a ceiling. Complexity and memory: bp_linkage_merge. Sources: Murtagh (1985),
 * doi:10.1093/comjnl/28.1.82; Guo (2008), doi:10.1080/13658810701674970.
 */
bp_status bp_schc_label(bp_context *context, const bp_regions_input *input, const bp_regions_options *options,
                        int32_t *label);

#ifdef __cplusplus
}
#endif

#endif
