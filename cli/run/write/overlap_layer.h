/* The ground that areas and programme regions have in common, as polygons. For cli/run/write/write_overlap.c.
 */
#ifndef BP_CLI_RUN_WRITE_OVERLAP_LAYER_H
#define BP_CLI_RUN_WRITE_OVERLAP_LAYER_H

#include "cli/run/run.h"

/**
 * Append to `out` a unit per overlap, in the order order[n_overlaps] of indices into run->overlaps: the
 * outline of an area that lies in the region whole, else what GEOS finds in common. Of a region that is a
 * list of units their dissolved outlines stand in; so a unit of which the list has a share, and no outline,
 * is there as a whole. Complexity: O(points log points).
 */
bp_status bp_run_overlap_polygons(bp_run *run, const int64_t *order, bp_polygons *out);

#endif
