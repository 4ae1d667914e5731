/* A table read once more with all its columns, to say what is the matter with its rows. */
#ifndef BP_CLI_RUN_READ_TABLE_AGAIN_H
#define BP_CLI_RUN_READ_TABLE_AGAIN_H

#include "cli/run/run.h"

/** All columns of table t and the rows that the study picks. False when it cannot be read; no message is
 * left. */
bool bp_run_read_again(bp_run *run, int t, bp_table *all);

/**
 * Add to the message of the failure `status` what tells rows with the same key apart (with the same key and
 * name where they are pivoted), and what to do about it: most likely they are years or measures. Returns
 * `status`.
 */
bp_status bp_run_tell_differences(bp_run *run, int t, bp_status status);

#endif
