/* Years and sources of figures in a study. For the checks of a study. */
#ifndef BP_CLI_STUDY_ORIGIN_H
#define BP_CLI_STUDY_ORIGIN_H

#include "cli/study.h"

/** Years are from 1900 to 2100; an indicator that says nothing has the origin of its table. */
bp_status bp_study_complete_origins(bp_context *context, bp_study *study);

#endif
