/* What a study calls its domains, indicators and programmes, in the words of the reader. */
#ifndef BP_CLI_NAMES_H
#define BP_CLI_NAMES_H

#include "cli/study.h"
#include "cli/words.h"

/** Give the words the names of a study in their language: the labels of domains (by their columns, for
 * bp_word_domain) and of indicators, and programmes by their columns ("regio_deals" is "Regio Deals"). */
bp_status bp_names_of_study(bp_context *context, const bp_study *study, bp_words *words);

/** The same from run.json of the run in `directory`; errors as of bp_record_read. */
bp_status bp_names_of_run(bp_context *context, const char *directory, bp_words *words);

#endif
