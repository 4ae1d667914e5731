/* What the name of a column says of it as an indicator. */
#ifndef BP_CLI_INIT_WORDS_H
#define BP_CLI_INIT_WORDS_H

#include "geo/aliases.h"

enum { BP_INIT_REASON_BYTES = 160 };

/** A guess. `domain` NULL: the name says nothing. */
typedef struct bp_init_meaning {
    const char *domain; /**< static */
    bool worse_high;
    bool is_sure;                      /**< both are as good as certain */
    bool is_amount;                    /**< large whole numbers are no count: euros, energy */
    bool is_count;                     /**< to be divided by the residents */
    char reason[BP_INIT_REASON_BYTES]; /**< where it is known from, or why it is not sure */
} bp_init_meaning;

/**
 * By the shipped names of columns first, then by the words in the name, English or Dutch.
 * Complexity: O(names).
 */
bp_init_meaning bp_init_meaning_of(const bp_aliases *aliases, const char *column);

/** True when the shipped names know the column as something that is no indicator: a code, a number of
 * households, a year. */
bool bp_init_is_other(const bp_aliases *aliases, const char *column);

#endif
