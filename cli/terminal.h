/* Sentences for people on a terminal, and for programs in a pipe. */
#ifndef BP_CLI_TERMINAL_H
#define BP_CLI_TERMINAL_H

/** Columns that output for people keeps to. */
enum { BP_TERMINAL_COLUMNS = 80 };

/**
 * Print "front text" to stderr: on a terminal broken between words at 80 columns, further lines indented;
 * elsewhere as one line, so that grep finds it whole. Characters are counted as UTF-8, each one column wide.
 */
void bp_terminal_say(const char *front, const char *text);

/** Print "front text" to stdout in lines of 80 columns, further ones indented by so many. */
void bp_terminal_print(const char *front, const char *text, int indent);

#endif
