/* Spatial weights: how much the value of one unit counts for another. */
#ifndef BP_ANALYSIS_WEIGHTS_H
#define BP_ANALYSIS_WEIGHTS_H

#include "geo/graph.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How raw weights are scaled; see docs/methods/local_moran.md for where it matters. */
typedef enum bp_weights_style {
    BP_WEIGHTS_BINARY,  /**< B: the raw weights as they are */
    BP_WEIGHTS_ROW,     /**< W: every row sums to 1 */
    BP_WEIGHTS_GLOBAL,  /**< C: all weights together sum to the number of units that have neighbours */
    BP_WEIGHTS_VARIANCE /**< V (S in spdep): every row divided by the root of its sum of squares, then as C */
} bp_weights_style;

/**
 * Directed weights in compressed sparse rows: w(i, neighbours[k]) = value[k] for k in offsets[i] ..
 * offsets[i+1]-1, neighbours ascending, no repeats; a link to itself only where has_self is not 0.
 */
typedef struct bp_weights {
    int64_t n;
    int64_t *offsets;    /**< offsets[n + 1] */
    int32_t *neighbours; /**< neighbours[offsets[n]] */
    double *value;       /**< value[offsets[n]], finite */
    bp_weights_style style;
    int has_self;
} bp_weights;

#define BP_WEIGHTS_INIT                                                                                      \
    {                                                                                                        \
        0, NULL, NULL, NULL, BP_WEIGHTS_BINARY, 0                                                            \
    }

/** Sums that the moments of global statistics are made of. */
typedef struct bp_weights_sums {
    double s0;        /**< sum of w(i, j) */
    double s1;        /**< half the sum of (w(i, j) + w(j, i))^2 over all ordered pairs */
    double s2;        /**< sum of (row sum of i + column sum of i)^2 */
    int64_t n_linked; /**< units that have a neighbour other than themselves */
} bp_weights_sums;

/**
 * Raw weights: 1 for every link of the graph, which may be directed. Fails with BP_ERROR_ARGUMENT when a row
 * is not ascending or names a unit outside 0..n-1. O(n + links).
 */
bp_status bp_weights_from_graph(bp_context *context, const bp_graph *graph, bp_weights *out);

/**
 * Scale raw weights in place; rows that sum to 0 stay as they are, islands keep none. Fails with
 * BP_ERROR_ARGUMENT when the weights have a style already, BP_ERROR_INPUT on a weight that is negative or not
 * finite. O(links). Source of V: Tiefelsdorf, Griffith & Boots (1999), doi:10.1068/a310165.
 */
bp_status bp_weights_style_set(bp_context *context, bp_weights *weights, bp_weights_style style);

/**
 * Raw weights without the units that have no value: those lose all their links, their neighbours the link to
 * them. `valid` is a bitmap, NULL: all. To be done before the weights get a style. O(n + links).
 */
bp_status bp_weights_drop_missing(bp_context *context, const bp_weights *weights, const uint8_t *valid,
                                  bp_weights *out);

/**
 * A copy in which every unit also has a link to itself with weight `value`; a link to itself that was there
 * is replaced. To be done before the weights get a style. O(n + links).
 */
bp_status bp_weights_add_self(bp_context *context, const bp_weights *weights, double value, bp_weights *out);

/** 1 when w(i, j) = w(j, i) to the last bit for every pair. O(links log links per row). */
int bp_weights_is_symmetric(const bp_weights *weights);
/** 1 when within every row all weights but the one to itself are equal. O(links). */
int bp_weights_equal_in_row(const bp_weights *weights);
/** Has the unit no weight above 0 for any other? Who looks at it makes no difference. O(its links). */
bool bp_weights_is_island(const bp_weights *weights, int64_t i);
/** Number of such units. O(links). */
int64_t bp_weights_count_islands(const bp_weights *weights);
/** Number of neighbours of unit i other than itself. */
int64_t bp_weights_count_neighbours(const bp_weights *weights, int64_t i);

/** The sums; memory is all that can run out. O(links log links per row). */
bp_status bp_weights_sums_compute(bp_context *context, const bp_weights *weights, bp_weights_sums *out);

void bp_weights_clear(bp_weights *weights);

#ifdef __cplusplus
}
#endif

#endif
