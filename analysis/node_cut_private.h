/* The cheapest units that part two others: what an area that is not connected lacks. */
#ifndef BP_ANALYSIS_NODE_CUT_PRIVATE_H
#define BP_ANALYSIS_NODE_CUT_PRIVATE_H

#include "geo/graph.h"

/** A graph made ready for cuts. Every unit is two nodes, in and out, with its capacity between them. */
typedef struct bp_node_cutter {
    int32_t n;        /* units */
    int32_t n_arcs;   /* arc a ^ 1 is arc a the other way */
    int32_t *first;   /* first[2 n]: the first arc out of a node; -1: none */
    int32_t *next;    /* next[n_arcs] */
    int32_t *to;      /* to[n_arcs] */
    double *left;     /* left[n_arcs]: of its capacity */
    int32_t *queue;   /* queue[2 n] */
    int32_t *came_by; /* came_by[2 n]: arc; -1: not reached, -2: the source */
} bp_node_cutter;

#define BP_NODE_CUTTER_INIT                                                                                  \
    {                                                                                                        \
        0, 0, NULL, NULL, NULL, NULL, NULL, NULL                                                             \
    }

bp_status bp_node_cutter_new(bp_context *context, const bp_graph *links, bp_node_cutter *out);
void bp_node_cutter_clear(bp_node_cutter *cutter);

/**
 * The units whose capacities add up to the least that parts `target` from `source`; the two are not linked.
 * cut[n] gets them, *n_cut how many; returns what they add up to. Complexity: O(links) per path of flow.
 * Source: Menger (1927); Edmonds & Karp (1972), doi:10.1145/321694.321699.
 */
double bp_node_cut(bp_node_cutter *cutter, const double *capacity, int32_t source, int32_t target,
                   int32_t *cut, int32_t *n_cut);

#endif
