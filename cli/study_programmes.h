/* What programmes mean beyond their shape: the columns they get, and the date they are held against. */
#ifndef BP_CLI_STUDY_PROGRAMMES_H
#define BP_CLI_STUDY_PROGRAMMES_H

#include "cli/study.h"

/** Check `as_of` and every programme's columns; regions are complete already. Errors as of bp_study_read. */
bp_status bp_study_complete_programmes(bp_context *context, bp_study *study);

/**
 * The column that a programme of this name gets, "in_" and the name with what is no letter or digit made "_"
 * ("Regio Deals": "in_regio_deals"); to free(), NULL when memory runs out.
 */
char *bp_study_programme_column(const char *name);

/** True for YYYY, YYYY-MM and YYYY-MM-DD. */
bool bp_study_is_date(const char *text);

#endif
