/* The spatial joins of a study: points, lines, polygons and rasters brought to the units. */
#ifndef BP_CLI_STUDY_JOINS_H
#define BP_CLI_STUDY_JOINS_H

#include "cli/study.h"

/**
 * Check and complete the joins: names, what is asked for, and what that needs. Tables are complete already.
 * Errors as of bp_study_read.
 */
bp_status bp_study_complete_joins(bp_context *context, bp_study *study);

/** Check that `column` is one that join `join` makes; `path` is where the study asks for it. */
bp_status bp_study_check_join_column(bp_context *context, const bp_study *study, int join, const char *column,
                                     const char *path);

/** Check that joins which take the residents come after the one that brings them, if one does. */
bp_status bp_study_check_join_residents(bp_context *context, const bp_study *study);

#endif
