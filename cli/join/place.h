/* Bringing a source to where the units are. */
#ifndef BP_CLI_JOIN_PLACE_H
#define BP_CLI_JOIN_PLACE_H

#include "cli/join/join.h"

/** Where the source's coordinates are: before[4] as read, after[4] in the CRS of the units. */
typedef struct bp_join_place {
    double before[4], after[4];
    const bp_crs *crs; /**< of `before` */
    bool must_meet;    /**< false: distances can be measured from afar, too */
} bp_join_place;

/** Box of xy[2 * n]; NaN is passed over. False, and box untouched, when nothing is left. O(n). */
bool bp_join_extent(const double *xy, int64_t n, double box[4]);

/** A CRS as it is written, where a bare number is an EPSG code; to free(). NULL when memory runs out. */
char *bp_join_crs_text(const char *text);

/** Give a source without a CRS the one that was named; refuse one without either, and one that has another.
 * `box` is where its coordinates are, for the message. BP_ERROR_INPUT. */
bp_status bp_join_settle_crs(bp_context *context, const bp_join_source *source, const double box[4],
                             bp_crs *crs);

/**
 * Refuse a source that lies apart from the units, their boxes not meeting. The message tells both, what the
 * coordinates look like, and whether they would meet with x and y swapped. One that need not meet the units
 * is warned of instead, unless x and y are swapped. BP_ERROR_INPUT.
 */
bp_status bp_join_check_place(bp_context *context, const bp_join_source *source, const bp_layer *units,
                              const bp_join_place *place);

#endif
