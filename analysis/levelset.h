/* Areas as the heaviest branches of the tree of score levels. */
#ifndef BP_ANALYSIS_LEVELSET_H
#define BP_ANALYSIS_LEVELSET_H

#include "analysis/delineate.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The tree of connected components of {score >= t}, t from the top down to `reach`; its nodes are the
 * branches. Labels the branches that do not overlap, have between floor and ceiling residents and have the
 * largest total weight, pruned by bp_prune unless options->keep_unpruned. A unit that has more residents than
 * the ceiling is in no branch: where it is past the base it is an area of its own. Equal totals go to the
 * smaller branches. A bp_delineation_fn. Exact on the tree.
 * Complexity: O(candidates + links log candidates), after the field's sorting.
 * Source: component tree as in Jones (1999), doi:10.1006/cviu.1999.0777; selection as in Campello et al.
 * (2013), doi:10.1007/978-3-642-37456-2_14, with an excess of mass of residents in place of density.
 */
bp_status bp_levelset_label(bp_context *context, const bp_field *field, const bp_delineate_options *options,
                            int32_t *label, int32_t *n_areas);

#ifdef __cplusplus
}
#endif

#endif
