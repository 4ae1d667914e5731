/* The branches of the level-set tree that one unit is in: what its area could have been. */
#ifndef BP_ANALYSIS_BRANCH_H
#define BP_ANALYSIS_BRANCH_H

#include "analysis/delineate.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What hangs together with a unit at a level of the score. */
typedef struct bp_branch {
    double level;         /**< the lowest score in it */
    int64_t n_members;    /**< units */
    double population;    /**< of the members */
    double weight;        /**< sum of population * (score - base) over the members */
    int is_below_floor;   /**< fewer residents than the floor */
    int is_above_ceiling; /**< more residents than the ceiling */
} bp_branch;

/** Each branch holds the one before it. */
typedef struct bp_branches {
    int64_t n;
    bp_branch *list;   /**< list[n], from the unit's own level down to the reach */
    int64_t n_largest; /**< members of the last */
    int32_t *largest;  /**< largest[n_largest]: its units, ascending */
} bp_branches;

#define BP_BRANCHES_INIT                                                                                     \
    {                                                                                                        \
        0, NULL, 0, NULL                                                                                     \
    }

/**
 * The branches of {score >= t} around `unit`, for t from its own score down to options->reach: what
 * bp_levelset_label chooses from. A unit that is no candidate (short of the reach, without residents, a
 * bridge, above the ceiling by itself) is in none: n is 0. Units above the ceiling are in no branch.
 * Complexity: O(n log n + links), and O(m) per branch for the m units around it.
 */
bp_status bp_branches_of(bp_context *context, const bp_delineate_input *input,
                         const bp_delineate_options *options, int64_t unit, bp_branches *out);
void bp_branches_clear(bp_branches *branches);

#ifdef __cplusplus
}
#endif

#endif
