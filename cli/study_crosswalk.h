/* The part of a study that says how codes of another year become units. For cli/study_check.c. */
#ifndef BP_CLI_STUDY_CROSSWALK_H
#define BP_CLI_STUDY_CROSSWALK_H

#include "cli/study.h"

/** Check `crosswalk` and fill in what it leaves out: a table or a layer, and nothing of the other. Errors as
 * of bp_study_read. */
bp_status bp_study_complete_crosswalk(bp_context *context, bp_study *study);

#endif
