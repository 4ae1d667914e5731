/* The text of a page while it grows. */
#ifndef BP_CLI_REPORT_MARKUP_H
#define BP_CLI_REPORT_MARKUP_H

#include "geo/context.h"

#include <stdint.h>

/**
 * Bytes with room for more. Want of memory is kept in `failed`, and nothing is added after it, so that many
 * small pieces are checked once, at their end.
 */
typedef struct bp_markup {
    char *bytes; /**< NULL while empty; no closing NUL */
    size_t n, cap;
    bool failed;
} bp_markup;

#define BP_MARKUP_INIT                                                                                       \
    {                                                                                                        \
        NULL, 0, 0, false                                                                                    \
    }

void bp_markup_clear(bp_markup *text);

void bp_markup_add(bp_markup *text, const char *bytes, size_t n);
void bp_markup_add_text(bp_markup *text, const char *plain);

/** For what stands between tags of HTML: & < > and quotes become entities. */
void bp_markup_add_escaped(bp_markup *text, const char *plain);

/**
 * A string of JSON that may stand in a script element: besides what JSON asks for, < > & and the line
 * separators of Unicode are written as \u escapes, so that no text can end the element. Bytes that are no
 * UTF-8 become U+FFFD. NULL: null.
 */
void bp_markup_add_string(bp_markup *text, const char *plain);

void bp_markup_add_integer(bp_markup *text, int64_t value);

/**
 * A whole number in the alphabet A-Z a-z 0-9 - _: five bits a letter, the lowest first, the sixth bit set in
 * all letters but the last.
 */
void bp_markup_add_packed(bp_markup *text, uint64_t value);

/** The same of a number with a sign: 0, -1, 1, -2 become 0, 1, 2, 3. */
void bp_markup_add_packed_signed(bp_markup *text, int64_t value);

#endif
