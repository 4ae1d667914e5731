/* The heaviest areas there are. */
#ifndef BP_ANALYSIS_OPTIMAL_H
#define BP_ANALYSIS_OPTIMAL_H

#include "analysis/delineate.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How a bound was come by. */
typedef enum bp_proof {
    BP_PROOF_SUM = 0,        /**< all that is past the base, short of what cannot be in an area */
    BP_PROOF_EXACT,          /**< the project's own branch and bound */
    BP_PROOF_BRANCH_AND_CUT, /**< integer programming */
    BP_PROOF_NONE            /**< none better than the sum; not proved */
} bp_proof;

/** "sum", "exact", "branch and cut", "none". */
const char *bp_proof_name(bp_proof proof);

/**
 * The heaviest areas: disjoint connected sets of candidates with floor <= residents <= ceiling, of which no
 * two have a link between them (as those of levelset), of the largest total weight; a unit above the ceiling
 * is an area of its own where it is past the base. Starts from levelset's areas, so it never falls short of
 * them; see bp_optimality_of for what is proved. Among equal totals the fewest units. A bp_delineation_fn.
 * Complexity: exponential in the size of a piece at worst, cut off at options->optimal.
 */
bp_status bp_optimal_label(bp_context *context, const bp_field *field, const bp_delineate_options *options,
                           int32_t *label, int32_t *n_areas);

#ifdef __cplusplus
}
#endif

#endif
