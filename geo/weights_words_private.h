/* Lines, words and cells of a file of weights, for the file that reads it. */
#ifndef BP_GEO_WEIGHTS_WORDS_PRIVATE_H
#define BP_GEO_WEIGHTS_WORDS_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A piece of the file's text. */
typedef struct bp_word {
    const char *text;
    size_t n;
} bp_word;

/** Where reading has come to in a text that ends with a NUL. */
typedef struct bp_word_lines {
    char *at;
    int64_t line; /**< number of what was read last, from 1 */
} bp_word_lines;

/** Of a .csv: one more than its columns, so that a line with too many shows. */
enum { BP_WORD_CELLS = 6 };

/** The next line with anything on it, without its end; false at the end of the text. */
bool bp_word_lines_next(bp_word_lines *lines, bp_word *out);

/** Take the next word, set apart by blanks, off the line; one in quotes may hold blanks. */
bool bp_word_take(bp_word *line, bp_word *out);

/** The word as a whole number from 0 on. */
bool bp_word_to_count(bp_word word, int64_t *out);

/** How much of the word a message shows, for "%.*s". */
int bp_word_shown(bp_word word);

/** What parts the cells of a .csv, by its first line. */
char bp_word_separator(bp_word header);

/** Cells of a line, BP_WORD_CELLS at most, trimmed, quotes undone in place; how many it has. */
int bp_word_cells(bp_word line, char separator, bp_word cells[BP_WORD_CELLS]);

#endif
