/* Finding the unit, area or municipality of a run that somebody names: one way for every command. */
#ifndef BP_CLI_PLACE_H
#define BP_CLI_PLACE_H

#include "geo/context.h"

#include <stdint.h>

typedef enum bp_place_kind {
    BP_PLACE_UNIT,
    BP_PLACE_PROPOSED,
    BP_PLACE_DESIGNATED,
    BP_PLACE_MUNICIPALITY
} bp_place_kind;

/** What is asked for: a sum of these. */
enum {
    BP_PLACES_UNITS = 1 << BP_PLACE_UNIT,
    BP_PLACES_AREAS = 1 << BP_PLACE_PROPOSED | 1 << BP_PLACE_DESIGNATED,
    BP_PLACES_MUNICIPALITIES = 1 << BP_PLACE_MUNICIPALITY,
    BP_PLACES_ALL = BP_PLACES_UNITS | BP_PLACES_AREAS | BP_PLACES_MUNICIPALITIES
};

typedef struct bp_place {
    bp_place_kind kind;
    int64_t index; /**< unit, area of its kind, or municipality: as whoever filled the list counts them */
} bp_place;

/** A place with what it is called. */
typedef struct bp_place_entry {
    bp_place place;
    const char *code;
    const char *name;         /**< NULL: it has none */
    const char *municipality; /**< that it lies in; NULL: none, or it is one itself */
} bp_place_entry;

typedef struct bp_places {
    const char *directory; /**< of the run, for messages; lent */
    bp_place_entry *list;  /**< list[n], units first, then areas, then municipalities; texts are lent */
    int64_t n, room;
} bp_places;

#define BP_PLACES_INIT                                                                                       \
    {                                                                                                        \
        NULL, NULL, 0, 0                                                                                     \
    }

/** How many places a message lists. */
enum { BP_PLACES_LISTED = 5 };

/** One more place; an entry without a code is left out. */
bp_status bp_places_add(bp_context *context, bp_places *places, const bp_place_entry *entry);
void bp_places_clear(bp_places *places);

/**
 * The place of the kinds asked for with this code or name, letters compared without case. Codes go before
 * names, whole names (a municipality's other names too) before places that have every word asked for in
 * theirs (cli/place_words.h), units first among those; a place found by its words or by another name is told
 * in a warning. Several places, and none, are BP_ERROR_INPUT: the message lists up to BP_PLACES_LISTED of
 * them, or the nearest, each with its code, kind and municipality; a unit of that very name is one of several
 * where others have its words. "NAME, MUNICIPALITY" tells them apart. Units that only have the letters in
 * their name are told in a warning. O(places x length).
 */
bp_status bp_place_find(bp_context *context, const bp_places *places, unsigned kinds, const char *text,
                        bp_place *out);

/** The warnings of bp_place_find, and others of the context, as notes on stderr. */
void bp_place_tell(const bp_context *context);

#endif
