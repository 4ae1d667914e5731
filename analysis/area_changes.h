/* What became of areas: the same, grown, shrunk, moved, split, merged, regrouped, new or gone. */
#ifndef BP_ANALYSIS_AREA_CHANGES_H
#define BP_ANALYSIS_AREA_CHANGES_H

#include "analysis/backtest.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum bp_area_change_kind {
    BP_AREA_SAME,      /**< the same units */
    BP_AREA_GROWN,     /**< all it had and more */
    BP_AREA_SHRUNK,    /**< part of what it had and nothing else */
    BP_AREA_MOVED,     /**< lost some and gained some */
    BP_AREA_SPLIT,     /**< one became several */
    BP_AREA_MERGED,    /**< several became one */
    BP_AREA_REGROUPED, /**< several became several */
    BP_AREA_NEW,       /**< shares no unit with any that was */
    BP_AREA_GONE       /**< shares no unit with any that is */
} bp_area_change_kind;

enum { BP_AREA_CHANGE_KINDS = BP_AREA_GONE + 1 };

/** "same", "grown", ... as a table has it; never NULL. */
const char *bp_area_change_name(bp_area_change_kind kind);

/** Areas that share units, directly or through others, are one change. */
typedef struct bp_area_change {
    bp_area_change_kind kind;
    int32_t n_before, n_after; /**< areas */
    int64_t units_before, units_after, units_both;
    double before, after, both; /**< known residents of those units */
    int64_t n_unknown;          /**< of the units before or after, with residents that are not known */
} bp_area_change;

/** Changes go by residents, most first (of before and after the larger); then by their first area. */
typedef struct bp_area_changes {
    int32_t n;
    bp_area_change *items; /**< items[n] */
    int32_t n_before, n_after;
    int32_t *of_before, *of_after; /**< of_before[n_before]: which change an area is in; of_after the same */
} bp_area_changes;

#define BP_AREA_CHANGES_INIT                                                                                 \
    {                                                                                                        \
        0, NULL, 0, 0, NULL, NULL                                                                            \
    }

/**
 * Hold the areas that were (input->own) against those that are (input->other). Units that do not count
 * (bridges) join nothing. Every area has a unit that counts, or it is new or gone. Errors: BP_ERROR_ARGUMENT
 * for an area out of range. Complexity: O(n + areas log areas).
 */
bp_status bp_area_changes_new(bp_context *context, const bp_match_input *input, bp_area_changes *out);
void bp_area_changes_clear(bp_area_changes *changes);

#ifdef __cplusplus
}
#endif

#endif
