/* The words for what can be asked of a spatial join, and what each of them needs. */
#ifndef BP_CLI_JOIN_HOW_H
#define BP_CLI_JOIN_HOW_H

#include "geo/context.h"

/** What a source holds. */
typedef enum bp_join_kind { BP_JOIN_POINTS, BP_JOIN_LINES, BP_JOIN_POLYGONS, BP_JOIN_RASTER } bp_join_kind;

typedef enum bp_join_how {
    BP_JOIN_COUNT,
    BP_JOIN_SUM,
    BP_JOIN_MEAN,
    BP_JOIN_MEDIAN,
    BP_JOIN_MIN,
    BP_JOIN_MAX,
    BP_JOIN_DISTINCT,
    BP_JOIN_NEAREST,     /**< metres to the nearest */
    BP_JOIN_WITHIN,      /**< how many within a radius */
    BP_JOIN_LENGTH,      /**< metres of line */
    BP_JOIN_INTERPOLATE, /**< values of polygons by area or population */
    BP_JOIN_LARGEST,     /**< label of the polygon that covers most */
    BP_JOIN_COVERED,     /**< share of the unit that is covered */
    BP_JOIN_STDEV,
    BP_JOIN_ABOVE, /**< share of the pixels above a threshold */
    BP_JOIN_HOWS   /**< how many there are */
} bp_join_how;

/** "points", "lines", "polygons", "a raster". Static. */
const char *bp_join_kind_name(bp_join_kind kind);

/** "count", "sum", ...: as a study writes it. Static. */
const char *bp_join_how_name(bp_join_how how);
/** The one of that name ("zonal" is the mean); false when there is none. */
bool bp_join_how_parse(const char *name, bp_join_how *out);
/** All names, for messages; the list ends with NULL. Static. */
const char *const *bp_join_how_names(int *n);

/** True where sources of this kind can be asked for it. */
bool bp_join_how_fits(bp_join_how how, bp_join_kind kind);
/** True where sources of this kind need a column for it. */
bool bp_join_how_has_column(bp_join_how how, bp_join_kind kind);
/** True for an amount, of which so much per 1,000 residents or per km2 makes sense. */
bool bp_join_how_is_amount(bp_join_how how);

/** "count, sum, ... and within": what sources of this kind can be asked for, to free(); NULL: no memory. */
char *bp_join_how_list(bp_join_kind kind);

#endif
