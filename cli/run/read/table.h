/* A table of the study as it is read, one row per unit. */
#ifndef BP_CLI_RUN_READ_TABLE_H
#define BP_CLI_RUN_READ_TABLE_H

#include "cli/run/run.h"

/**
 * Read table t with the columns that the study wants of it: rows picked, names made columns. The reasons that
 * then stand in cells in place of values are in `reasons`. Failures are blamed on the study's line.
 */
bp_status bp_run_read_table(bp_run *run, int t, bp_table *out, bp_pivot_report *reasons);

/** Remember the columns of a file that were found by another name than the study's, and warn of them. */
bp_status bp_run_note_renamed(bp_run *run, const char *role, const bp_table *table);

/**
 * Fill in row_of[units] with the row of the unit, or of its code at a level above, -1: none, and `*report`;
 * warn of what is left over. At a level above the report counts codes, not units.
 */
bp_status bp_run_join_table(bp_run *run, int t, int level, const bp_table *table, int64_t *row_of,
                            bp_key_join_report *report);

#endif
