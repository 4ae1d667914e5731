/* How far areas are from the heaviest ones there are. */
#ifndef BP_ANALYSIS_OPTIMALITY_H
#define BP_ANALYSIS_OPTIMALITY_H

#include "analysis/optimal.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The best that is possible in one region, or in all units where there are none. */
typedef struct bp_region_optimality {
    int32_t region;       /**< -1: the study has no regions */
    int32_t n_candidates; /**< units that can be in an area */
    int32_t n_pieces;     /**< of them that hang together */
    int32_t n_unproved;   /**< pieces whose best areas are not proved to be that */
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
    double bound;  /**< no area that shares a unit with it and keeps to the others weighs more */
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
        0, NULL, 0, NULL,                                                                                    \
        {                                                                                                    \
            -1, 0, 0, 0, 0, 0.0, 0.0, 0.0, 0.0, 0, BP_PROOF_SUM                                              \
        }                                                                                                    \
    }

/**
 * How far given areas, drawn by any method, are from the heaviest ones that the same options allow. With
 * options->rounds above 1 areas may touch, as those of later rounds do; otherwise not. Where the given areas
 * do not keep to floor, ceiling or each other (the method components has no ceiling) their gap is NAN, in the
 * region and in all, and so are bound and gap of the area. Fails with BP_ERROR_ARGUMENT when areas are not of
 * the input's units. Complexity: as bp_optimal_label.
 */
bp_status bp_optimality_of(bp_context *context, const bp_delineate_input *input,
                           const bp_delineate_options *options, const bp_areas *areas,
                           const bp_optimal_limits *limits, bp_optimality *out);
void bp_optimality_clear(bp_optimality *optimality);

#ifdef __cplusplus
}
#endif

#endif
