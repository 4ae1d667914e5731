/* Who is whose neighbour: a compressed sparse row graph with a length per link. */
#ifndef BP_GEO_GRAPH_H
#define BP_GEO_GRAPH_H

#include "geo/context.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * An undirected graph on units 0..n-1: every link is stored from both ends. Neighbours of i are
 * neighbours[offsets[i]] .. neighbours[offsets[i + 1] - 1], ascending, without i itself and without repeats.
 */
typedef struct bp_graph {
    int64_t n;
    int64_t *offsets;    /**< offsets[n + 1] */
    int32_t *neighbours; /**< neighbours[offsets[n]] */
    double *
        length_m; /**< length_m[offsets[n]]: shared border, 0 where only a point is shared; NULL: not known */
} bp_graph;

#define BP_GRAPH_INIT                                                                                        \
    {                                                                                                        \
        0, NULL, NULL, NULL                                                                                  \
    }

/** One link, given once. */
typedef struct bp_link {
    int32_t a, b;
    double length_m;
} bp_link;

void bp_graph_clear(bp_graph *graph);

/**
 * Graph from links[m] in any order; a link given twice (either way round) becomes one whose length is the
 * sum. Fails with BP_ERROR_ARGUMENT on a unit outside 0..n-1 or a link to itself. Complexity: O(n + m) by
 * counting sort.
 */
bp_status bp_graph_from_links(bp_context *context, int64_t n, const bp_link *links, int64_t m, bp_graph *out);

/** Number of units without neighbours. */
int64_t bp_graph_count_islands(const bp_graph *graph);

/** label[i] = number of i's connected component, numbered by their first unit; returns how many. O(n +
 * links). */
bp_status bp_graph_components(bp_context *context, const bp_graph *graph, int32_t *label,
                              int32_t *n_components);

#ifdef __cplusplus
}
#endif

#endif
