/* The methods that a study names: areas.method, and areas.also beside it. */
#ifndef BP_CLI_STUDY_METHODS_H
#define BP_CLI_STUDY_METHODS_H

#include "cli/study.h"

/** Every name is one of bp_delineation_methods, and none is there twice. */
bp_status bp_study_check_methods(bp_context *context, const bp_study *study);

#endif
