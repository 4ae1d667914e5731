/* Lines of the report of a check, in 80 columns. */
#ifndef BP_CLI_CHECK_LINES_H
#define BP_CLI_CHECK_LINES_H

#include "geo/context.h"

/** Columns that the word in front of a line takes, its indent of two included. */
enum { BP_CHECK_LABEL = 20 };

/**
 * Print "  label   text" to stdout, the text broken between words at 80 columns and further lines under its
 * start. `label` may be NULL: the line then goes on what stands above it. Memory that runs out leaves the
 * line unbroken.
 */
void bp_check_line(const char *label, const char *format, ...) BP_PRINTF(2, 3);

#endif
