/* The parts of a study that say who can be in an area and past which threshold: areas.threshold, areas.stack,
 * areas.core, areas.optimal, areas.by_size, size_classes and candidates. */
#ifndef BP_CLI_STUDY_RULES_H
#define BP_CLI_STUDY_RULES_H

#include "cli/study.h"

/** Fill in what they leave out and check them; after the domains, the areas and the designated areas. */
bp_status bp_study_complete_rules(bp_context *context, bp_study *study);
void bp_study_clear_rules(bp_study *study);

/** The word as a study writes it: "moran", "gi_star"; never NULL. */
const char *bp_study_core_name(bp_core_statistic statistic);

/** The word as a study writes it: "none", "municipality", "size_class"; never NULL. */
const char *bp_study_local_name(bp_threshold_local local);

#endif
