/* Max-p: as many connected regions as a floor allows, and of those partitions one that is alike inside. */
#ifndef BP_ANALYSIS_MAXP_H
#define BP_ANALYSIS_MAXP_H

#include "analysis/regions.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * label[n] = one of as many connected regions of options->floor or more as could be found, -1 for units that
 * take no part, then by options->search with options->objective as small as could be found. Every component
 * is divided for itself. The best of options->starts is kept: most regions, then the least objective, then
 * the first start. It always ends. The same for any number of threads; the same for any order of the units if
 * no two are alike in values and size. options->k must be 0.
 * Fails with BP_ERROR_INPUT when there is no floor, when a component cannot reach it (unless
 * options->leave_out_small: its units are then in no region), or when no start kept the ceiling.
 * Complexity: a start O(n) per spanning tree, a move O(border of two regions * variables).
 * Source: Duque, Anselin & Rey (2012), doi:10.1111/j.1467-9787.2011.00743.x; Wei, Rey & Knaap (2021),
 * doi:10.1080/13658816.2020.1759806. Cutting a tree from its leaves: Kundu & Misra (1977),
 * doi:10.1137/0206012.
 */
bp_status bp_maxp_label(bp_context *context, const bp_regions_input *input, const bp_regions_options *options,
                        int32_t *label);

/** How many regions no partition can exceed: the sum over components of floor(total size / floor), and what
 * is left out because its component is smaller than the floor. */
typedef struct bp_maxp_limit {
    int32_t most_regions;
    int32_t n_small;       /**< components that cannot reach the floor */
    int64_t n_small_units; /**< units in them */
    double small_size;     /**< their sizes together */
} bp_maxp_limit;

#define BP_MAXP_LIMIT_INIT                                                                                   \
    {                                                                                                        \
        0, 0, 0, 0.0                                                                                         \
    }

/** What can be said before anything is drawn. Fails with BP_ERROR_INPUT when there is no floor.
 * Complexity: O(n log n + links). */
bp_status bp_maxp_bound(bp_context *context, const bp_regions_input *input, const bp_regions_options *options,
                        bp_maxp_limit *out);

#ifdef __cplusplus
}
#endif

#endif
