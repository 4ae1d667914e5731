/* REDCAP: a spanning tree by linkage of neighbouring groups, cut where the sum of squares falls most. */
#ifndef BP_ANALYSIS_REDCAP_H
#define BP_ANALYSIS_REDCAP_H

#include "analysis/regions.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * A bp_regions_fn: neighbouring groups are merged by linkage (bp_linkage_merge), each merger adds the
 * shortest link between the two groups to the tree, and the tree is cut (bp_tree_cut). options->linkage is
 * how far two groups are apart: over all pairs of their units (full order), or with options->first_order over
 * the links between them only. First order with Ward's linkage fails with BP_ERROR_ARGUMENT: it goes by whole
 * groups. First order with single linkage is SKATER's tree. Complexity and memory: bp_linkage_merge and
 * bp_tree_cut. Source: Guo (2008), doi:10.1080/13658810701674970.
 */
bp_status bp_redcap_label(bp_context *context, const bp_regions_input *input,
                          const bp_regions_options *options, int32_t *label);

#ifdef __cplusplus
}
#endif

#endif
