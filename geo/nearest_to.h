/* The nearest of other points: facilities seen from every unit. */
#ifndef BP_GEO_NEAREST_TO_H
#define BP_GEO_NEAREST_TO_H

#include "geo/point_of.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What every point of `from` sees; arrays [n]. */
typedef struct bp_nearest_to {
    int64_t n;
    double
        *distance; /**< to the nearest, in the units of the points; 0 where not valid, which means nothing */
    int64_t *nearest; /**< its row in `to`; -1 where not valid */
    int64_t *within;  /**< how many lie at a distance <= radius; NULL when no radius was asked for */
    uint8_t *valid;   /**< bitmap: rows of `from` that have a point */
} bp_nearest_to;

#define BP_NEAREST_TO_INIT                                                                                   \
    {                                                                                                        \
        0, NULL, NULL, NULL, NULL                                                                            \
    }

void bp_nearest_to_clear(bp_nearest_to *found);

/**
 * For every point of `from` the nearest of `to` (of several at one distance the lowest row) and, when
 * `radius` > 0, the number of them at a distance of at most `radius`. Distances are Euclidean in the units of
 * the points: both must be in one CRS in metres, in degrees these numbers mean nothing, and it is for the
 * caller to see to it. A unit without a point gets nothing (not valid). A point in both is at distance 0: it
 * is not left out. Same result for any number of threads and any order of rows but for ties.
 *
 * Errors: BP_ERROR_INPUT when `to` has no point, BP_ERROR_ARGUMENT when a point or the radius is not finite
 * or the radius negative. Complexity: O((n + m) log m) expected, and for the radius O(sqrt(m)) more a point.
 * The tree is that of bp_nearest_k.
 */
bp_status bp_nearest_to_find(bp_context *context, const bp_points *from, const bp_points *to, double radius,
                             bp_nearest_to *out);

#ifdef __cplusplus
}
#endif

#endif
