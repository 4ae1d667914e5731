/* Neighbouring groups merged, the nearest two first. */
#ifndef BP_ANALYSIS_LINKAGE_H
#define BP_ANALYSIS_LINKAGE_H

#include "analysis/spanning_tree.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bp_linkage_options {
    bp_linkage linkage;
    int first_order;       /**< not 0: distances over the links between two groups only; not with Ward */
    int64_t n_groups;      /**< merge until so many are left, or until no two that are left may merge */
    double floor, ceiling; /**< of input->size: mergers of two groups below the floor come first, then those
                              of one; none goes past the ceiling */
} bp_linkage_options;

#define BP_LINKAGE_OPTIONS_INIT                                                                              \
    {                                                                                                        \
        BP_LINKAGE_WARD, 0, 1, 0.0, INFINITY                                                                 \
    }

/**
 * Start from a group per unit and merge two groups that a link joins, the nearest of all, again and again.
 * Equally near ones go by their shortest link, then by its units. The mergers come out as the links of a
 * spanning forest in the order of the mergers, each the shortest link between its two groups, with that
 * link's length.
 *
 * Distances are squared Euclidean. Ward's and average linkage over all pairs come from the groups' means and
 * sums of squares, not from the pairs; single and complete linkage over all pairs look at every pair of units
 * once at most, when a link first joins their groups. No n x n matrix is kept: memory is O(links + n
 * n_variables). Complexity: O(mergers x links of the merged group x (n_variables + log links)), and O(n^2
 * n_variables) more at most for single and complete linkage over all pairs. `input` as for a bp_regions_fn.
 * Fails with BP_ERROR_ARGUMENT on first order with Ward's linkage.
 */
bp_status bp_linkage_merge(bp_context *context, const bp_regions_input *input,
                           const bp_linkage_options *options, bp_spanning_tree *out);

#ifdef __cplusplus
}
#endif

#endif
