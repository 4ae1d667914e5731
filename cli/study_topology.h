/* The checks of a study's `topology`. */
#ifndef BP_CLI_STUDY_TOPOLOGY_H
#define BP_CLI_STUDY_TOPOLOGY_H

#include "cli/study.h"

/** Check what is given and fill in the rest. Errors as of bp_study_read. */
bp_status bp_study_complete_topology(bp_context *context, bp_study *study);

#endif
