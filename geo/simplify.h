/* Borders with fewer points, for the screen: what two units share stays shared. */
#ifndef BP_GEO_SIMPLIFY_H
#define BP_GEO_SIMPLIFY_H

#include "geo/arcs.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * How much each point of the arcs matters: weight[n_points], the area in square units of the CRS of the
 * triangle that the point makes with its neighbours when it is the next to go, never less than that of one
 * that went before it; INFINITY for the ends of arcs and for what a ring of one arc needs to have an area.
 * The same for any number of threads. Complexity: O(points log points of the longest arc).
 * Source: Visvalingam and Whyatt (1993), doi:10.1179/000870493786962263.
 */
bp_status bp_arcs_weigh(bp_context *context, const bp_arcs *arcs, double *weight);

/**
 * The weight at which about `n_points` points of weight[n] remain: the largest w for which no fewer than
 * n_points have a weight of w or more; 0 when there are not so many. O(n log n).
 */
bp_status bp_arcs_threshold(bp_context *context, const double *weight, int64_t n, int64_t n_points,
                            double *threshold);

/**
 * The arcs without the points that weigh less than `threshold`. Every ring keeps three different points,
 * those that weigh most. Rings that no other ring shares an arc with and that enclose less than threshold are
 * dropped, and so are parts whose shell is; but the largest part of a unit stays. Borders of different arcs
 * may come to cross each other where they run closer together than about the square root of the threshold:
 * the result is for showing, not for measuring. Errors: BP_ERROR_ARGUMENT for a threshold that is not a
 * number or below 0. Complexity: O(points).
 */
bp_status bp_arcs_simplify(bp_context *context, const bp_arcs *arcs, const double *weight, double threshold,
                           bp_arcs *out);

#ifdef __cplusplus
}
#endif

#endif
