/* The heaviest areas there are, and how far any areas are from them. */
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

/** Limits are counts, so that a result is the same on every machine. */
typedef struct bp_optimal_limits {
    int64_t exact_nodes; /**< steps of branch and bound for a piece */
    int64_t cut_nodes;   /**< nodes of the integer program; 0: do not ask for one */
} bp_optimal_limits;

#define BP_OPTIMAL_LIMITS_INIT                                                                               \
    {                                                                                                        \
        2000000, 2000                                                                                        \
    }

/**
 * The heaviest areas: disjoint connected sets of candidates with floor <= residents <= ceiling, of which no
 * two have a link between them (as those of levelset), of the largest total weight; a unit above the ceiling
 * is an area of its own where it is past the base. Starts from levelset's areas, so it never falls short of
 * them; see bp_optimality_of for what is proved. Among equal totals the fewest units. A bp_delineation_fn.
 * Complexity: exponential in the size of a piece at worst, cut off at BP_OPTIMAL_LIMITS_INIT.
 */
bp_status bp_optimal_label(bp_context *context, const bp_field *field, const bp_delineate_options *options,
                           int32_t *label, int32_t *n_areas);

/** The best that is possible in one region, or in all units where there are none. */
typedef struct bp_region_optimality {
    int32_t region;       /**< -1: the study has no regions */
    int32_t n_candidates; /**< units that can be in an area */
    int32_t n_pieces;     /**< of them that hang together */
    int32_t n_areas;      /**< given */
    double given;         /**< weight of the given areas */
    double found;         /**< weight of the best areas found, the given ones among them */
    double bound;         /**< no areas weigh more */
    double gap;           /**< (bound - given) / bound; 0 where nothing better is possible */
    int is_proved;        /**< found == bound */
    bp_proof how;         /**< the weakest proof of its pieces */
} bp_region_optimality;

/** The best that could stand in the place of one area, the others left as they are. */
typedef struct bp_area_optimality {
    double given;  /**< weight of the area */
    double bound;  /**< no single area that shares a unit with it weighs more */
    double gap;    /**< (bound - given) / bound */
    int is_proved; /**< such an area was found; otherwise the bound may be too high */
} bp_area_optimality;

typedef struct bp_optimality {
    int32_t n_regions;             /**< regions with candidates */
    bp_region_optimality *regions; /**< regions[n_regions], ascending */
    int32_t n_areas;
    bp_area_optimality *areas; /**< areas[n_areas], as given */
    bp_region_optimality all;  /**< region -1: of all of them */
} bp_optimality;

#define BP_OPTIMALITY_INIT                                                                                   \
    {                                                                                                        \
        0, NULL, 0, NULL, {-1, 0, 0, 0, 0.0, 0.0, 0.0, 0.0, 0, BP_PROOF_SUM}                                 \
    }

/**
 * How far given areas, drawn by any method, are from the heaviest ones that the same options allow. With
 * options->rounds above 1 areas may touch, as those of later rounds do; otherwise not. Where the given areas
 * do not keep to floor, ceiling or each other (the method components has no ceiling) their gap is NAN, in the
 * region and in all. Fails with BP_ERROR_ARGUMENT when areas are not of the input's units.
 * Complexity: as bp_optimal_label.
 */
bp_status bp_optimality_of(bp_context *context, const bp_delineate_input *input,
                           const bp_delineate_options *options, const bp_areas *areas,
                           const bp_optimal_limits *limits, bp_optimality *out);
void bp_optimality_clear(bp_optimality *optimality);

#ifdef __cplusplus
}
#endif

#endif
