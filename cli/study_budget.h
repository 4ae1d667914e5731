/* The study's `budget` and its scenarios. */
#ifndef BP_CLI_STUDY_BUDGET_H
#define BP_CLI_STUDY_BUDGET_H

#include "cli/study.h"

/** Read and check `budget`; domains and areas are complete already. Errors as of bp_study_read. */
bp_status bp_study_complete_budget(bp_context *context, bp_study *study);
void bp_study_clear_budgets(bp_study *study);

/** The name as a study writes it: "per_area", "by_domain"; never NULL. */
const char *bp_study_budget_rule_name(bp_study_budget_rule rule);
/** "proposed", "designated", "both". */
const char *bp_study_budget_areas_name(bp_study_budget_areas areas);

#endif
