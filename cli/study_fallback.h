/* `fallback`, `denominator`, `per` and `shrink` of a study. For cli/study_check.c. */
#ifndef BP_CLI_STUDY_FALLBACK_H
#define BP_CLI_STUDY_FALLBACK_H

#include "cli/study.h"

/** Check and complete what indicators are divided by, drawn towards and fall back on; after the tables and
 * the indicators themselves. Errors as of bp_study_read. */
bp_status bp_study_complete_fallbacks(bp_context *context, bp_study *study);

#endif
