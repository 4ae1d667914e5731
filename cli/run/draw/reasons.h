/* Why every unit and area of a run is what it is. */
#ifndef BP_CLI_RUN_DRAW_REASONS_H
#define BP_CLI_RUN_DRAW_REASONS_H

#include "cli/run/run.h"

#include <jansson.h>

/** Warn where the years of the indicators lie more than three apart. */
bp_status bp_run_check_years(bp_run *run);

/** The rule of a study as sentences tell it. */
bp_sentence_rule bp_run_sentence_rule(const bp_run *run);

/** The domains that a unit, or an area of a kind, is worst on: domains[most], the worst first, equal ones in
 * the study's order. How many there are is returned. */
int bp_run_worst_of_unit(const bp_run *run, int64_t i, int *domains, int most);
int bp_run_worst_of_area(const bp_run *run, int kind, int32_t a, int *domains, int most);

/** Where the value that unit i has of indicator k comes from: another level's table may have another year. Of
 * a whole area for i < 0. Lent. */
const bp_study_origin *bp_run_origin_of(const bp_run *run, int k, int64_t i);

/** Add `missing_share`, `worst_domain`, `reason` and `why` of every unit. */
bp_status bp_run_add_reasons(bp_run *run, bp_table *table);

/** What run.json says of them: per reason how many units; per proposed area what it is like. */
json_t *bp_json_reasons(const bp_run *run);
json_t *bp_json_comparability(const bp_run *run);

void bp_run_reasons_clear(bp_run *run);

#endif
