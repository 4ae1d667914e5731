/* The study's rule held against the plain national one: who enters, who drops out. */
#ifndef BP_CLI_RUN_DRAW_VERSUS_H
#define BP_CLI_RUN_DRAW_VERSUS_H

#include "cli/run/run.h"

#include <jansson.h>

/** "both", "entrant", "drop-out" or "neither"; members count, bridges do not. */
const char *bp_run_versus_word(const bp_run *run, int64_t i);

/** Add position, position_local, size_class and versus_national, each where the study gives it a meaning. */
bp_status bp_run_versus_add_units(bp_run *run, bp_table *table);

/** What run.json says of it; null where the rule is the national one. */
json_t *bp_json_versus(const bp_run *run);

/** What run.json says of the units that the study lets take part; null where it limits none. */
json_t *bp_json_candidates(const bp_run *run);

/** What run.json says of the classes and of local positions; null where there are none. */
json_t *bp_json_size_classes(const bp_run *run);
json_t *bp_json_local(const bp_run *run);

/** Lines of the closing table: candidates, entrants and drop-outs. */
void bp_run_versus_print(const bp_run *run);

void bp_run_versus_clear(bp_run_versus *versus);

#endif
