/* The report of a run: one HTML file with a map, tables and chapters, that needs no network. */
#ifndef BP_CLI_REPORT_REPORT_H
#define BP_CLI_REPORT_REPORT_H

#include "cli/words.h"
#include "geo/new_file.h"

/** The report's name in a run's folder. */
#define BP_REPORT_FILE "report.html"

/**
 * Write the report of the run in `directory` to `path`. It is made from what the run has written (run.json,
 * its layers and tables) and from nothing else, so that the page of `brandpunt run` and one that is made
 * later are the same byte for byte; what the run does not have is left out of it. Every word stands in the
 * page in English and Dutch; `language` is what it opens in. `rule` says whether a file may be replaced.
 * BP_ERROR_INPUT when the folder holds no run, one of another schema, or lacks a layer;
 * BP_ERROR_OUTPUT when the page cannot be written. Complexity: O(points + values).
 */
bp_status bp_report_write(bp_context *context, const char *directory, const char *path, bp_language language,
                          bp_new_file_rule rule);

#endif
