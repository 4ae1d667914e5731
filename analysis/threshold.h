/* The position of a unit: among all units, among those of its own municipality or size class, or a mix. */
#ifndef BP_ANALYSIS_THRESHOLD_H
#define BP_ANALYSIS_THRESHOLD_H

#include "geo/context.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Among which units the local position is taken. */
typedef enum bp_threshold_local {
    BP_THRESHOLD_NATIONAL,     /**< there is none: the position is the national one, the score */
    BP_THRESHOLD_MUNICIPALITY, /**< those of the unit's own municipality */
    BP_THRESHOLD_SIZE_CLASS    /**< those of all municipalities of about its size */
} bp_threshold_local;

/** position = national * national position + (1 - national) * local position. */
typedef struct bp_threshold_options {
    bp_threshold_local local;
    double national;   /**< share of the national position, 0 (local alone) to 1 (national alone) */
    int64_t min_units; /**< scored units that a municipality or class needs for a local position */
} bp_threshold_options;

#define BP_THRESHOLD_OPTIONS_INIT                                                                            \
    {                                                                                                        \
        BP_THRESHOLD_NATIONAL, 1.0, 5                                                                        \
    }

/** Scores and groups of n units. All arrays are lent. */
typedef struct bp_threshold_input {
    int64_t n;
    const double *score;   /**< score[n], the national position */
    const uint8_t *scored; /**< bitmap; NULL: all */
    const double *weight;  /**< weight[n] of the ranks, as bp_score_options.reference_weight; NULL: 1 each */
    const int32_t
        *group; /**< group[n] of the local position, -1: none; not read with BP_THRESHOLD_NATIONAL */
} bp_threshold_input;

/** Scored units that keep their national position for want of a local one. */
typedef struct bp_threshold_report {
    int64_t n_without_group;         /**< units in no municipality or class */
    int64_t n_small_groups, n_small; /**< groups with fewer than min_units, and their scored units */
} bp_threshold_report;

#define BP_THRESHOLD_REPORT_INIT                                                                             \
    {                                                                                                        \
        0, 0, 0                                                                                              \
    }

/**
 * position[n] of the scored units; the others' is left as it is. The local position is the percentile rank of
 * the score within the unit's group, by the definition of bp_percentile_rank. A unit without a group, in a
 * group of fewer than min_units scored units, or in one whose weights add up to nothing has no local position
 * and keeps its national one; the report counts them. local[n] and local_valid (a bitmap, cleared before) get
 * the local positions; both may be NULL. With BP_THRESHOLD_NATIONAL the position is the score, bit for bit.
 * Fails with BP_ERROR_ARGUMENT when `national` is outside 0 to 1 or there are no groups. Complexity: O(n).
 */
bp_status bp_threshold_position(bp_context *context, const bp_threshold_input *input,
                                const bp_threshold_options *options, double *position, double *local,
                                uint8_t *local_valid, bp_threshold_report *report);

#ifdef __cplusplus
}
#endif

#endif
