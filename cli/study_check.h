/* What a study means beyond its shape: names, ranges, what belongs together, and what is filled in. For
 * cli/study.c. */
#ifndef BP_CLI_STUDY_CHECK_H
#define BP_CLI_STUDY_CHECK_H

#include "cli/study.h"

/**
 * Check a study that libcyaml has loaded and complete it: defaults, tables and columns of `from`, domains.
 * Paths are not resolved here. Errors as of bp_study_read.
 */
bp_status bp_study_complete(bp_context *context, bp_study *study);

#endif
