/* Points weighted by what lives around them: the mean of finer points that a unit holds. */
#ifndef BP_GEO_POINT_MEAN_H
#define BP_GEO_POINT_MEAN_H

#include "geo/point_of.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Finer points and how much each counts: residents of a postcode area, say. */
typedef struct bp_point_masses {
    const bp_points *points;
    const int64_t *unit;  /**< unit[points->n]: the unit that holds the point, -1: none */
    const double *weight; /**< weight[points->n], 0 or more */
    const uint8_t *valid; /**< bitmap of the weights that are known; NULL: all */
} bp_point_masses;

/** What went into the means, and what did not. */
typedef struct bp_point_mean_report {
    int64_t n_used;       /**< points in a unit, with a weight above 0 */
    int64_t n_outside;    /**< points in no unit, or features without a point */
    int64_t n_unweighted; /**< points in a unit whose weight is missing */
    int64_t n_kept;       /**< units that have no weight in them and keep the point they had */
    int64_t *kept;        /**< kept[n_kept], ascending */
} bp_point_mean_report;

#define BP_POINT_MEAN_REPORT_INIT                                                                            \
    {                                                                                                        \
        0, 0, 0, 0, NULL                                                                                     \
    }

void bp_point_mean_report_clear(bp_point_mean_report *report);

/**
 * Put the point of every unit into the weighted mean of the finer points that it holds. A unit without any,
 * or whose weights are all 0 or missing, keeps the point that stands in `points`; a unit without a point that
 * holds weight gets one. Points are summed up by x, y and weight, so their order in the file makes no
 * difference to the last bit; coordinates are taken about the first of them, so that no digits are lost.
 * `report` may be NULL.
 *
 * Errors: BP_ERROR_INPUT for a weight that is negative or not finite, naming its row; BP_ERROR_ARGUMENT for a
 * unit outside -1..n-1. `points` is untouched on failure. Complexity: O(n + m log m) for m finer points.
 */
bp_status bp_point_mean(bp_context *context, const bp_point_masses *masses, bp_points *points,
                        bp_point_mean_report *report);

#ifdef __cplusplus
}
#endif

#endif
