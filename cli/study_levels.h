/* Levels above the units, and which of them the rows of a table are of. For cli/study_check.c. */
#ifndef BP_CLI_STUDY_LEVELS_H
#define BP_CLI_STUDY_LEVELS_H

#include "cli/study.h"

/** Read `units.levels` and the `level` of every table. Errors as of bp_study_read. */
bp_status bp_study_complete_levels(bp_context *context, bp_study *study);

/** The level that a study calls so; unknown ones are told with what there is. */
bp_status bp_study_find_level(bp_context *context, const bp_study *study, const char *path, const char *name,
                              int *level);

#endif
