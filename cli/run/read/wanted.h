/* The columns that a study wants of one file, and where it says so. */
#ifndef BP_CLI_RUN_READ_WANTED_H
#define BP_CLI_RUN_READ_WANTED_H

#include "cli/study.h"

typedef struct bp_wanted {
    const char **columns; /**< columns[n], each once; lent from the study */
    char **paths;         /**< paths[n]: where the study names it first, such as "indicators[2].from" */
    int n;
} bp_wanted;

#define BP_WANTED_INIT                                                                                       \
    {                                                                                                        \
        NULL, NULL, 0                                                                                        \
    }

/** Want a column too; NULL, or one that is wanted already, changes nothing. Complexity: O(n). */
bp_status bp_wanted_add(bp_context *context, bp_wanted *wanted, const char *column, const char *path);

/** Want the columns that indicators, their denominators and their fallbacks take from table `table`; -1: from
 * the units. */
bp_status bp_wanted_add_indicators(bp_context *context, bp_wanted *wanted, const bp_study *study, int table);

/**
 * As bp_study_blame, after a file was read for these columns: a column that is not there is blamed on the
 * place that names it, any other failure on `otherwise`. Returns `status`.
 */
bp_status bp_wanted_blame(bp_context *context, const bp_wanted *wanted, const bp_study *study,
                          bp_status status, const char *otherwise);

void bp_wanted_clear(bp_wanted *wanted);

#endif
