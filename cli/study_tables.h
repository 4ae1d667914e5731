/* What the tables of a study mean beyond their shape. For cli/study_check.c. */
#ifndef BP_CLI_STUDY_TABLES_H
#define BP_CLI_STUDY_TABLES_H

#include "cli/study.h"

/** Check and complete the tables: names, notation, `rows`, `pivot`, `measures`. Errors as of bp_study_read.
 */
bp_status bp_study_complete_tables(bp_context *context, bp_study *study);

/** Check how the file at `path` ("units", "tables[2]") writes its numbers. */
bp_status bp_study_check_notation(bp_context *context, const bp_study *study, const char *path,
                                  const bp_study_notation *notation);

/** Split "column", "table.column" or "units.column" at its first dot. `*table` is -1 for the units. */
bp_status bp_study_split_from(bp_context *context, const bp_study *study, const char *path, const char *from,
                              int *table, char **column);

#endif
