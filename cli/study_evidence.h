/* The checks of a study's `evidence`. */
#ifndef BP_CLI_STUDY_EVIDENCE_H
#define BP_CLI_STUDY_EVIDENCE_H

#include "cli/study.h"

/** Check and complete every entry; domains and indicators are complete already. Errors as of bp_study_read.
 */
bp_status bp_study_complete_evidence(bp_context *context, bp_study *study);

#endif
