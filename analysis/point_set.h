/* Points in the plane with a weight each, as the methods on points take them. */
#ifndef BP_ANALYSIS_POINT_SET_H
#define BP_ANALYSIS_POINT_SET_H

#include "geo/context.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * n points, all arrays lent. Distances are Euclidean in the units of x and y, so they must be planar: it is
 * for the caller to see to it.
 */
typedef struct bp_point_set {
    int64_t n;
    const double *x, *y;  /**< x[n], y[n] */
    const double *weight; /**< weight[n], 0 or more: how many incidents a point stands for; NULL: 1 each */
    const uint8_t *valid; /**< bitmap (geo/bitmap.h): which rows have a point; NULL: all */
} bp_point_set;

#define BP_POINT_SET_INIT                                                                                    \
    {                                                                                                        \
        0, NULL, NULL, NULL, NULL                                                                      \
    }

#ifdef __cplusplus
}
#endif

#endif
