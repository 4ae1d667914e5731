/* Sentences and tables for people on a terminal, and for programs in a pipe. */
#ifndef BP_CLI_TERMINAL_H
#define BP_CLI_TERMINAL_H

#include <stdbool.h>
#include <stdio.h>

/** Columns that output for people keeps to. */
enum { BP_TERMINAL_COLUMNS = 80 };

/**
 * Print "front text" to stderr: on a terminal broken between words at 80 columns, further lines indented;
 * elsewhere as one line, so that grep finds it whole.
 */
void bp_terminal_say(const char *front, const char *text);

/** Print "front text" to stdout in lines of 80 columns, further ones indented by so many. */
void bp_terminal_print(const char *front, const char *text, int indent);

/** What colours and moving lines may be used for. */
typedef enum bp_terminal_style {
    BP_TERMINAL_PLAIN,
    BP_TERMINAL_BOLD,
    BP_TERMINAL_FAINT,
    BP_TERMINAL_RED,
    BP_TERMINAL_YELLOW,
    BP_TERMINAL_GREEN
} bp_terminal_style;

/** True when `to` is a terminal that knows control sequences (TERM is set, and not "dumb"). */
bool bp_terminal_is_able(FILE *to);
/** True when `to` may be coloured: it is able, and NO_COLOR is not set or empty. */
bool bp_terminal_has_colours(FILE *to);
/** Begin a style; BP_TERMINAL_PLAIN ends it. Prints nothing where colours may not be used. */
void bp_terminal_set(FILE *to, bp_terminal_style style);

/** Print `text` for a terminal: control characters, which could move the cursor or do worse, become "?". */
void bp_terminal_put(FILE *to, const char *text);

/** Print `text` to stdout in exactly so many columns, filled with blanks on its right (or left); one that is
 * too long is cut and ends in an ellipsis. Control characters become "?". */
void bp_terminal_cell(const char *text, int columns);
void bp_terminal_cell_right(const char *text, int columns);

/** Bytes of `text` that go into a line of so many columns: up to a blank where there is one, else as many
 * characters as fit, one at least. */
size_t bp_terminal_line(const char *text, int columns);

#endif
