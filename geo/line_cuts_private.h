/* Where lines meet the edges of units. */
#ifndef BP_GEO_LINE_CUTS_PRIVATE_H
#define BP_GEO_LINE_CUTS_PRIVATE_H

#include "geo/geometry.h"
#include "geo/segment_tree_private.h"

/** Segment `segment` meets an edge at share t of its way, 0 < t < 1. */
typedef struct bp_line_cut {
    int64_t segment;
    double t;
} bp_line_cut;

/** From share `from` to `to` of its way a segment runs exactly along an edge of the unit. */
typedef struct bp_line_run {
    int64_t segment;
    double from, to;
    int32_t unit;
    bool claims; /**< the unit lies at the side that points on the border belong to (bp_point_join) */
} bp_line_run;

/** By segment, then from the start to the end of it. */
typedef struct bp_line_cuts {
    int64_t n_cuts, n_runs, cap_cuts, cap_runs;
    bp_line_cut *cuts; /**< no two alike */
    bp_line_run *runs;
} bp_line_cuts;

#define BP_LINE_CUTS_INIT                                                                                    \
    {                                                                                                        \
        0, 0, 0, 0, NULL, NULL                                                                               \
    }

/**
 * All cuts and runs of segments[n], the same for any number of threads. O((n + edges) log + cuts).
 */
bp_status bp_line_cuts_find(bp_context *context, const bp_segment *segments, int64_t n,
                            const bp_polygons *polygons, bp_line_cuts *out);
void bp_line_cuts_clear(bp_line_cuts *cuts);

#endif
