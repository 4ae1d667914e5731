/* Graphs made from graphs: neighbours of neighbours, set operations, links from both ends. */
#ifndef BP_GEO_GRAPH_OPS_H
#define BP_GEO_GRAPH_OPS_H

#include "geo/graph.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * All of these take directed graphs too, whose rows are ascending and without repeats but in which j need not
 * be a neighbour of i when i is one of j. What they make is of the same kind.
 */

typedef enum bp_graph_rows {
    BP_GRAPH_ORDER_EXACT, /**< only what takes that many steps, no fewer */
    BP_GRAPH_ORDER_UP_TO  /**< what takes that many steps or fewer: lower orders are taken in */
} bp_graph_rows;

/**
 * Neighbours of a higher order: j is one of order `order` of i when the shortest way from i to j along the
 * links takes that many steps (Anselin, L. & Smirnov, O. (1996), doi:10.1111/j.1467-9787.1996.tb01101.x: no
 * circular ways). A unit is never its own neighbour. length_m is NULL: such a link has no border of its own.
 * Errors: BP_ERROR_ARGUMENT when order < 1. Complexity: O(n x units within that many steps), in parallel.
 */
bp_status bp_graph_higher_order(bp_context *context, const bp_graph *graph, int64_t order, bp_graph_rows rows,
                                bp_graph *out);

typedef enum bp_graph_operation {
    BP_GRAPH_UNION,        /**< links of a or of b */
    BP_GRAPH_INTERSECTION, /**< links of both */
    BP_GRAPH_DIFFERENCE    /**< links of a that are not in b */
} bp_graph_operation;

/**
 * A set operation on the links of two graphs of the same units. length_m is that of a where a has the link,
 * else that of b, and NULL when a does not know its own; for a union b must know its own too. Errors:
 * BP_ERROR_ARGUMENT when the numbers of units differ. Complexity: O(n + links).
 */
bp_status bp_graph_combine(bp_context *context, const bp_graph *a, const bp_graph *b,
                           bp_graph_operation operation, bp_graph *out);

typedef enum bp_graph_symmetry {
    BP_GRAPH_EITHER, /**< i and j are linked when one of them looks at the other */
    BP_GRAPH_MUTUAL  /**< ... when each of them does */
} bp_graph_symmetry;

/**
 * Every link from both ends. length_m is that of the link, the mean of the two where both ends have one. O(n
 * + links).
 */
bp_status bp_graph_symmetrise(bp_context *context, const bp_graph *graph, bp_graph_symmetry rule,
                              bp_graph *out);

/**
 * The same links under other unit numbers: unit i becomes number[i], a permutation of 0..n-1. Rows are
 * ascending again, and length_m goes with its link. Errors: BP_ERROR_ARGUMENT when `number` is no
 * permutation. O(n + links).
 */
bp_status bp_graph_renumber(bp_context *context, const bp_graph *graph, const int64_t *number, bp_graph *out);

/** Number of links that the other end does not have; 0 for an undirected graph. O(n + links), with O(n +
 * links) memory. */
bp_status bp_graph_count_one_way(bp_context *context, const bp_graph *graph, int64_t *count);

#ifdef __cplusplus
}
#endif

#endif
