/* Codes of one division of the country carried over to the units of another. */
#ifndef BP_ANALYSIS_CROSSWALK_H
#define BP_ANALYSIS_CROSSWALK_H

#include "geo/pieces.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What an old code and a unit have in common. */
typedef struct bp_crosswalk_link {
    int64_t from, to;
    double weight;     /**< share of the old code's residents that live in the unit, 0 to 1 */
    double share;      /**< share of the unit's residents that lived in the old code */
    double area_share; /**< share of the unit's ground that lay in it */
} bp_crosswalk_link;

typedef struct bp_crosswalk {
    int64_t n_from, n_to;
    int64_t n;
    bp_crosswalk_link *links; /**< by from, then to */
} bp_crosswalk;

#define BP_CROSSWALK_INIT                                                                                    \
    {                                                                                                        \
        0, 0, 0, NULL                                                                                        \
    }

void bp_crosswalk_clear(bp_crosswalk *crosswalk);

/** A table of weights: row k says that weight[k] of old code from[k] is in unit to[k]. All is lent. */
typedef struct bp_crosswalk_rows {
    int64_t n_from, n_to, n;
    const int64_t *from;     /**< from[n]: 0 .. n_from - 1 */
    const int64_t *to;       /**< to[n]: 0 .. n_to - 1; -1: none of the units */
    const double *weight;    /**< weight[n] */
    const double *residents; /**< residents[n_from]; NULL: not known, and every old code counts alike */
} bp_crosswalk_rows;

typedef enum bp_crosswalk_fault_kind {
    BP_CROSSWALK_FINE,
    BP_CROSSWALK_WEIGHT, /**< a weight below 0, above 1 or not a number */
    BP_CROSSWALK_TWICE,  /**< a pair that stands on an earlier row already */
    BP_CROSSWALK_SUM,    /**< the weights of an old code do not add up to 1 */
    BP_CROSSWALK_HALF    /**< an old code that leads to units, and to a code that is none */
} bp_crosswalk_fault_kind;

/** The first fault of a table, by row. */
typedef struct bp_crosswalk_fault {
    bp_crosswalk_fault_kind kind;
    int64_t row;   /**< from 0; of BP_CROSSWALK_SUM the first of the code */
    int64_t other; /**< of BP_CROSSWALK_TWICE the earlier row; else -1 */
    double sum;    /**< of BP_CROSSWALK_SUM */
} bp_crosswalk_fault;

/**
 * Look for what makes a table of weights useless; `tolerance` is how far a sum may be from 1. Only
 * BP_ERROR_MEMORY fails: a fault is for the caller to word, who knows the file. Complexity: O(n log n).
 */
bp_status bp_crosswalk_check(bp_context *context, const bp_crosswalk_rows *rows, double tolerance,
                             bp_crosswalk_fault *out);

/**
 * Links from a table that has no fault: share(c, u) = weight(c, u) residents(c) / sum over all c' of
 * weight(c', u) residents(c'), the old codes counted alike where residents are not given or all are 0;
 * area_share is the same, for a table knows no ground. Rows without a unit or without weight make no link.
 * O(n log n).
 */
bp_status bp_crosswalk_from_rows(bp_context *context, const bp_crosswalk_rows *rows, bp_crosswalk *out);

/**
 * Links from pieces of old polygons (sources) and units (targets): weight = source_share, share =
 * target_share, and area_share = area / target_area. `by_people` may be the dasymetric pieces of the same
 * polygons, which then give weight and share; NULL: people are spread evenly. target_area[n_targets] in
 * square units of the CRS. O(pieces log).
 */
bp_status bp_crosswalk_from_pieces(bp_context *context, const bp_pieces *by_area, const bp_pieces *by_people,
                                   const double *target_area, bp_crosswalk *out);

/**
 * Take borders that were drawn a little differently for the same: a link with less than `least` of the old
 * code and of the unit, in people and in ground, is left out; a share past 1 - `least` becomes 1. Complexity:
 * O(n).
 */
void bp_crosswalk_settle(bp_crosswalk *crosswalk, double least);

/** What became of some old codes; the first four add up to `codes`. */
typedef struct bp_crosswalk_report {
    int64_t codes;
    int64_t same;   /**< one unit, and that unit is nothing else */
    int64_t merged; /**< one unit, which holds others too */
    int64_t split;  /**< several units */
    int64_t lost;   /**< none: outside the units */
    int64_t partly; /**< of the others: more than `least` of the code lies outside the units */
    double largest; /**< the largest share that is lost of one of these; 0: none */
} bp_crosswalk_report;

/** Count what becomes of the codes with wanted[n_from] 1 (NULL: all). Complexity: O(n + n_from + n_to). */
bp_status bp_crosswalk_count(bp_context *context, const bp_crosswalk *crosswalk, const uint8_t *wanted,
                             double least, bp_crosswalk_report *out);

/** An old code, or a share of it, that belongs to a group. */
typedef struct bp_crosswalk_member {
    int32_t group;
    int64_t code; /**< old code; -1: passed over */
    double share, area_share;
} bp_crosswalk_member;

/** A unit that belongs to a group then, for a share of its residents and one of its ground. */
typedef struct bp_crosswalk_carried {
    int32_t group;
    int64_t unit;
    double share, area_share;
    int64_t origin; /**< the member that brings most of it; of equal ones the first */
} bp_crosswalk_carried;

/**
 * Carry members[n] over: share(unit, group) = sum over the group's members of their share times the link's.
 * `*out` (`*n_out` items, by group, then unit) is to be freed. Nothing above 1. Does not depend on the order
 * of the members but for `origin`. Complexity: O((n + links) log).
 */
bp_status bp_crosswalk_carry(bp_context *context, const bp_crosswalk *crosswalk,
                             const bp_crosswalk_member *members, int64_t n, bp_crosswalk_carried **out,
                             int64_t *n_out);

#ifdef __cplusplus
}
#endif

#endif
