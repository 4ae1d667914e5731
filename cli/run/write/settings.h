/* The settings of a rule in run.json: as the study has them, and so exactly that the rule can be applied
 * again. */
#ifndef BP_CLI_RUN_WRITE_SETTINGS_H
#define BP_CLI_RUN_WRITE_SETTINGS_H

#include "cli/run/run.h"

#include <jansson.h>

/** Stands in run.json where the settings come. */
#define BP_SETTINGS_PLACE "(settings)"

/**
 * The text of run.json with the settings in their place and an end of line; to free(), NULL when memory runs
 * out. Numbers of `settings` have 17 digits and so read back as the same, those elsewhere 12.
 */
char *bp_settings_put_in(const bp_run *run, const char *text);

/** Add threshold, stack and by_size to the `areas` of the study. */
void bp_json_add_rules(json_t *areas, const bp_study *study);
/** How far the search for the heaviest areas goes. */
json_t *bp_json_optimal_asked(int64_t steps, int64_t cut_nodes);
/** What `hotspots` grows areas from; its seed null where it is the run's. */
json_t *bp_json_core_asked(const bp_study_core *asked);
json_t *bp_json_classes_asked(const bp_study *study);
/** Null where the study limits none. */
json_t *bp_json_candidates_asked(const bp_study *study);
/** Total, rule, floor, cap and the scenarios, amounts in units of currency; null where the study has none. */
json_t *bp_json_budget_asked(const bp_study *study);

#endif
