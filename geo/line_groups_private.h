/* Lines that hang together, for the files of geo/ alone. */
#ifndef BP_GEO_LINE_GROUPS_PRIVATE_H
#define BP_GEO_LINE_GROUPS_PRIVATE_H

#include "geo/geos_private.h"

/** Lines of a collection by group: group g has lines[starts[g]] .. lines[starts[g + 1] - 1]. */
typedef struct bp_line_groups {
    int64_t n_groups, n_lines;
    const GEOSGeometry **lines; /**< lines[n_lines], lent by the collection */
    int64_t *starts;            /**< starts[n_groups + 1] */
} bp_line_groups;

#define BP_LINE_GROUPS_INIT                                                                                  \
    {                                                                                                        \
        0, 0, NULL, NULL                                                                                     \
    }

void bp_line_groups_clear(bp_line_groups *groups);

/**
 * Group the lines of `noded`, which meet at their ends only, by what they are connected to. Groups are in the
 * order of their first lines. BP_ERROR_INTERNAL when GEOS fails. O(n log n).
 */
bp_status bp_line_groups_make(bp_geos *geos, const GEOSGeometry *noded, bp_line_groups *out);

#endif
