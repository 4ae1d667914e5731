/* How wide a text is on a terminal. */
#ifndef BP_CLI_TEXT_WIDTH_H
#define BP_CLI_TEXT_WIDTH_H

#include <stddef.h>
#include <stdint.h>

/**
 * Columns that one character takes: 0 for combining marks and other characters that take no room, 2 for those
 * of East Asia and pictures, else 1. After Unicode Standard Annex 11 (East Asian Width), by ranges.
 */
int bp_character_columns(uint32_t character);

/** Columns that `text[bytes]` in UTF-8 takes. A byte that is no UTF-8 counts as one. */
int bp_text_columns(const char *text, size_t bytes);

/** The character that begins at `text`, and in `*bytes` how long it is, at least 1; U+FFFD where it is no
 * UTF-8. `text` must not be at its end. */
uint32_t bp_text_character(const char *text, size_t *bytes);

#endif
