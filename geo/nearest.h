/* Neighbours by distance between points: the k nearest, and all within a band. */
#ifndef BP_GEO_NEAREST_H
#define BP_GEO_NEAREST_H

#include "geo/graph.h"
#include "geo/point_of.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Distances are Euclidean in the units of the points, so the points must be planar: in longitude and latitude
 * these numbers mean nothing, and it is for the caller to see to it.
 *
 * The graphs made here have length_m = distance. Those of the k nearest are directed: a row holds what unit i
 * looks at, and j need not look back; bp_graph_components and whatever wants links from both ends takes them
 * after bp_graph_symmetrise. Units without a point have no row and are in no row. All results are the same
 * for any number of threads. Where ties must not depend on the order of the rows of a file, order the units
 * by their ids first (bp_unit_ids_order, bp_points_take), and number the graph back (bp_graph_renumber).
 *
 * The tree is the k-d tree of Bentley, J. L. (1975), doi:10.1145/361002.361007, with leaves of several points
 * and the bounds of Arya, S. & Mount, D. M. (1993), doi:10.1109/DCC.1993.253111.
 */

/**
 * The k nearest of every unit, itself left out. Of those at the same distance the lower unit numbers are
 * taken. Errors: BP_ERROR_INPUT when k is not below the number of units that have a point (there are not that
 * many others), BP_ERROR_ARGUMENT when k < 1 or a point is not finite. Complexity: O(n log n + n k log k)
 * expected.
 */
bp_status bp_nearest_k(bp_context *context, const bp_points *points, int64_t k, bp_graph *out);

/**
 * All units at a distance of at least `least` and at most `most` of every unit, both ends taken in, itself
 * left out. Units at the very same place are neighbours at distance 0 when `least` is 0. Symmetric. Errors:
 * BP_ERROR_ARGUMENT unless 0 <= least <= most, most > 0, both finite; BP_ERROR_INPUT when nobody has a
 * neighbour; the message tells from what distance on everybody has one. Complexity: O(n log n + links).
 */
bp_status bp_nearest_band(bp_context *context, const bp_points *points, double least, double most,
                          bp_graph *out);

/**
 * distance[i] = distance to the nearest other unit; `*largest` of them all is the smallest band in which
 * nobody is alone. What stands in the place of a unit without a point means nothing. `distance` may be NULL.
 * Errors: BP_ERROR_INPUT with fewer than two points. O(n log n) expected.
 */
bp_status bp_nearest_distance(bp_context *context, const bp_points *points, double *distance,
                              double *largest);

/**
 * The k nearest for the smallest k from `k` to `k_most` for which the units that have a point hang together
 * (taking links as going both ways); `*k_used` is that k. Errors: as bp_nearest_k, and BP_ERROR_INPUT when
 * they still fall apart at `k_most`, saying into how many pieces. Complexity: that of bp_nearest_k times
 * log(k_used).
 */
bp_status bp_nearest_connected(bp_context *context, const bp_points *points, int64_t k, int64_t k_most,
                               bp_graph *out, int64_t *k_used);

#ifdef __cplusplus
}
#endif

#endif
