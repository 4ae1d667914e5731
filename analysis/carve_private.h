/* Regions cut from spanning trees: as many as a floor allows, or two whose sizes fit. */
#ifndef BP_ANALYSIS_CARVE_PRIVATE_H
#define BP_ANALYSIS_CARVE_PRIVATE_H

#include "analysis/swap_private.h"

/* A spanning tree of some regions of a partition, and the pieces it falls into. Positions go from the root.
 */
typedef struct bp_carver {
    bp_swap *swap;
    double floor;      /* of a piece; the ground's or above it */
    int32_t n_members; /* units of the tree */
    int32_t *member;   /* member[n] */
    int32_t *order;    /* order[n]: the unit at a position, parents before children */
    int32_t *parent;   /* parent[n]: its parent's position, -1 at the root */
    int32_t *piece;    /* piece[n]: of a position */
    int32_t *kept;     /* kept[n]: of member[]: the best pieces so far */
    int32_t *place;    /* place[n]: piece of a unit */
    int32_t *distance; /* distance[n]: links to the hub */
    int32_t *regions;  /* regions[n]: in the order in which they are worked on */
    double *weight;    /* weight[n]: of what hangs on a position and was not cut off, or of a piece */
} bp_carver;

bp_status bp_carver_new(bp_context *context, bp_swap *swap, bp_carver *out);
void bp_carver_clear(bp_carver *carver);

/*
 * Divide every component into regions of carver->floor or more, as many as could be found; the partition is
 * made anew. A spanning tree walked depth first is cut from its leaves wherever the floor is reached, which
 * on that tree is the most there can be (Kundu & Misra 1977, doi:10.1137/0206012). Then regions that
 * neighbour each other are joined and cut again, so that what they have above the floor moves towards one
 * place until it makes a region of its own. Ends when `enough[c]` regions are found in component c (NULL: its
 * size over the floor) or nothing was won for a while.
 */
bp_status bp_carve(bp_context *context, bp_carver *carver, const int32_t *enough);

/*
 * Make region sizes fit floor and ceiling: a region that is off is joined with a neighbour and both are cut
 * anew where a tree of them leaves the least amiss. May end with some still off: see bp_division_excess.
 */
bp_status bp_carve_balance(bp_context *context, bp_carver *carver);

#endif
