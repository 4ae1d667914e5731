/* What a study calls its indicators and domains for readers. For the checks of a study. */
#ifndef BP_CLI_STUDY_LABELS_H
#define BP_CLI_STUDY_LABELS_H

#include "cli/study.h"

/**
 * Read the key `label` of indicators and domains: a text for all languages, or a mapping with one for some of
 * them. BP_ERROR_INPUT with file and line for anything else, a language that there is not, and a text that is
 * empty or longer than a line.
 */
bp_status bp_study_complete_labels(bp_context *context, bp_study *study);

void bp_study_clear_label(bp_study_label *label);

#endif
