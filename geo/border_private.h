/* The rings about a group of units that share their borders, for the files of geo/ alone. */
#ifndef BP_GEO_BORDER_PRIVATE_H
#define BP_GEO_BORDER_PRIVATE_H

#include "geo/point_chains_private.h"
#include "geo/ring_private.h"

/** Units with their groups. The rings run the right way round; edge c runs from point c to point c + 1. */
typedef struct bp_border_job {
    const bp_polygons *polygons;
    const int32_t *group; /**< group[n_units] */
    bp_point_chains chains;
    uint8_t *inner; /**< inner[n_coords], starts as 0: 1 where an edge lies between two units of its group */
} bp_border_job;

/** The rings about one group, and the room that finding them takes. Starts as zeroes. */
typedef struct bp_border {
    uint32_t *edges; /**< edges[n_edges]: those with the group on one side only, by number */
    int64_t n_edges, cap_edges;
    uint32_t *ring_edges; /**< ring r: ring_edges[ring_begin[r]] .. ring_edges[ring_begin[r + 1] - 1] */
    int64_t *ring_begin;  /**< ring_begin[n_rings + 1] */
    int64_t n_rings;
    struct bp_border_node *nodes; /**< room: the points where edges begin, and what is known of the edges */
    uint32_t *table;
    int64_t cap_nodes;
    bp_ring_workspace checked;
} bp_border;

typedef enum bp_border_result {
    BP_BORDER_DONE,
    BP_BORDER_DOUBTFUL, /**< members overlap, or do not share their borders, or rounding leaves it open */
    BP_BORDER_NO_MEMORY
} bp_border_result;

/**
 * The rings about the units members[n] of a group, the group on their left: edges that two members have in
 * common are cancelled, the others chained so that rings touch themselves nowhere and each other in points
 * only. DONE only when no two edges left over meet but in their ends. Complexity: O(points) expected for the
 * rings and O(edges log edges) for the check. Threads may do different groups of a job side by side.
 */
bp_border_result bp_border_find(bp_context *context, bp_border_job *job, const int64_t *members, int64_t n,
                                bp_border *border);

void bp_border_clear(bp_border *border);

#endif
