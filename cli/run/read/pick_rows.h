/* The rows of a long table that a study is about. */
#ifndef BP_CLI_RUN_READ_PICK_ROWS_H
#define BP_CLI_RUN_READ_PICK_ROWS_H

#include "cli/run/run.h"

/** Leave the rows of table t that the study picks, all of them where it picks none. */
bp_status bp_run_pick_rows(bp_run *run, int t, bp_table *table);

#endif
