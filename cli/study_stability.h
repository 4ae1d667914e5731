/* The checks of a study's `stability`, `audit` and `significance`. */
#ifndef BP_CLI_STUDY_STABILITY_H
#define BP_CLI_STUDY_STABILITY_H

#include "cli/study.h"

/** Check and complete these parts; all others are complete already. Errors as of bp_study_read. */
bp_status bp_study_complete_stability(bp_context *context, bp_study *study);
bp_status bp_study_complete_audit(bp_context *context, bp_study *study);
bp_status bp_study_complete_significance(bp_context *context, bp_study *study);

/** Give back what the three hold. */
void bp_study_clear_stability(bp_study *study);

/** "present", "complete". */
const char *bp_study_policy_name(bp_missing_policy policy);

/** Index of the indicator of this name, -1: there is none. */
int bp_study_find_indicator(const bp_study *study, const char *name);

#endif
