/* report.html of the run, made of the files that it has just written. */
#include "cli/report/report.h"
#include "cli/run/run.h"

#include <stdlib.h>

bp_status bp_run_write_report(bp_run *run, const bp_folder *folder)
{
    if (!run->study->output.report)
        return BP_OK;
    bp_progress_begin(run->progress, "report");
    char *path = bp_folder_path(folder, BP_REPORT_FILE);
    bp_status status = path ? bp_report_write(run->context, folder->work, path, bp_words_language(run->words),
                                              BP_NEW_FILE_KEEP)
                            : bp_context_fail_memory(run->context, 0);
    free(path);
    return status;
}
