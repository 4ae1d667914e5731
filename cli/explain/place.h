/* Finding the unit, area or municipality that somebody names. */
#ifndef BP_CLI_EXPLAIN_PLACE_H
#define BP_CLI_EXPLAIN_PLACE_H

#include "cli/explain/past.h"

typedef enum bp_place_kind {
    BP_PLACE_UNIT,
    BP_PLACE_PROPOSED,
    BP_PLACE_DESIGNATED,
    BP_PLACE_MUNICIPALITY
} bp_place_kind;

typedef struct bp_place {
    bp_place_kind kind;
    int64_t index; /**< unit, area of its kind, or municipality */
} bp_place;

/** How many places a message lists. */
enum { BP_PLACES_LISTED = 5 };

/**
 * The place with this code or name, letters compared without case. Codes go before names, whole names (a
 * municipality's other names too) before places that have every word asked for in theirs (cli/explain/
 * place_words.h), units first among those; a place found by its words is told in a warning. Several places,
 * and none, are BP_ERROR_INPUT: the message lists up to BP_PLACES_LISTED of them, or the nearest, each with
 * its code, kind and municipality; a unit of that very name is one of several where others have its words.
 * "NAME, MUNICIPALITY" tells them apart. Units that only have the letters in their name are told in a
 * warning. O(places x length).
 */
bp_status bp_place_find(bp_context *context, const bp_past *past, const char *text, bp_place *out);

#endif
