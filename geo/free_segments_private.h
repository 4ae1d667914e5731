/* Border segments without a twin on the other side, for the files of geo/ alone. */
#ifndef BP_GEO_FREE_SEGMENTS_PRIVATE_H
#define BP_GEO_FREE_SEGMENTS_PRIVATE_H

#include "geo/geometry.h"
#include "geo/segment_tree_private.h"

/**
 * The segments of all rings, in the order of the polygons and turned so that their unit lies to the left, but
 * for those that are the border of exactly two units (or parts), one on either side, to the last bit. So the
 * number of units over a point changes only across what is listed. `*segments` is to be freed. Complexity:
 * O(points) expected, in parallel.
 */
bp_status bp_free_segments(bp_context *context, const bp_polygons *polygons, bp_segment **segments,
                           int64_t *n);

#endif
