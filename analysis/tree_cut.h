/* Cutting trees into regions, each time where the sum of squares falls most. */
#ifndef BP_ANALYSIS_TREE_CUT_H
#define BP_ANALYSIS_TREE_CUT_H

#include "analysis/spanning_tree.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Cut the links of a spanning forest, over all its trees at once, until options->k regions are left: each
 * time the one link of all whose loss makes the sum of squares within regions fall most, out of those that
 * leave `floor` or more on both sides; equal falls go by the unit that is cut off, from the one with the
 * lowest number in its tree.
 *
 * With a ceiling, the fewest regions that a tree can be cut into without one above it are known beforehand
 * (Kundu & Misra 1977, doi:10.1137/0206012). As long as there are more cuts left than that takes any link may
 * go; from then on only those that make up such a fewest, the one with the largest fall first. k = 0 is the
 * fewest of all.
 *
 * label[n]: a number from 0 up, one a region. Of options only k, floor, ceiling and method (for messages)
 * count. Fails with BP_ERROR_INPUT when the cuts that keep floor and ceiling end before k, or k is 0 without
 * a ceiling. Complexity: a cut takes O(units of its tree x n_variables), so O(n n_variables) for trees that
 * fall apart evenly, times log k; O(k n n_variables) at most. Memory: O(n n_variables).
 */
bp_status bp_tree_cut(bp_context *context, const bp_regions_input *input, const bp_spanning_tree *tree,
                      const bp_regions_options *options, int32_t *label);

#ifdef __cplusplus
}
#endif

#endif
