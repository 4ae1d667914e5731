/* Which files a run wrote, as the closing table tells it. */
#ifndef BP_CLI_RUN_WRITE_WRITTEN_H
#define BP_CLI_RUN_WRITE_WRITTEN_H

#include "cli/run/run.h"

/** Note which of the files that a run can write are in the folder, which is still under construction: in its
 * final place it also has what others left there. O(files). */
bp_status bp_run_note_written(bp_run *run, const bp_folder *folder);

/** Print them by group, in 80 columns. */
void bp_run_print_written(const bp_run *run, const char *directory);

#endif
