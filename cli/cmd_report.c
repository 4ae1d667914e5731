/* brandpunt report: the page of a run, made again from its folder. */
#include "cli/command.h"
#include "cli/progress.h"
#include "cli/report/report.h"
#include "geo/folder.h"

#include <stdio.h>
#include <stdlib.h>

static const bp_option options[] = {
    {"output", 'o', BP_OPTION_TEXT, "FILE", "page to write (default: report.html in the run's folder)", 0, 0},
    {"lang", 0, BP_OPTION_TEXT, "nl|en", "language that it opens in (default: the locale's)", 0, 0},
};

static bp_status run(bp_call *call)
{
    const char *directory = call->arguments[0];
    bp_language language = BP_LANGUAGE_ENGLISH;
    char *path = bp_path_join(directory, BP_REPORT_FILE);
    bp_status status = path ? BP_OK : bp_context_fail_memory(call->context, 0);
    if (!status)
        status = bp_words_choose(call->context, bp_call_text(call, "lang", NULL), &language);
    bp_progress_begin(call->progress, "report");
    const char *target = bp_call_text(call, "output", path);
    if (!status)
        status = bp_report_write(call->context, directory, target, language, BP_NEW_FILE_REPLACE);
    if (!status)
        bp_progress_end(call->progress);
    if (!status && !bp_progress_quiet(call->progress))
        printf("Written: %s\n", target);
    free(path);
    return status;
}

const bp_command bp_command_report = {
    .name = "report",
    .synopsis = "RUN [--output FILE] [options]",
    .summary = "a page with map, tables and chapters from the folder of a run",
    .description = "Makes report.html from the folder RUN that 'brandpunt run' wrote: one file that\n"
                   "opens in any browser and loads nothing from elsewhere. It holds a map of the\n"
                   "units and areas, tables to sort and filter, what is known of each place, and\n"
                   "chapters on method, areas and data, in English and Dutch. An older page is\n"
                   "replaced. The folder may be read-only when --output leads elsewhere.\n\n"
                   "Examples:\n"
                   "  brandpunt report results\n"
                   "  brandpunt report results --lang nl --output rapport.html",
    .options = options,
    .n_options = (int)(sizeof options / sizeof *options),
    .least_arguments = 1,
    .most_arguments = 1,
    .run = run,
};
