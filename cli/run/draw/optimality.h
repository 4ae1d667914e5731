/* How far the proposed areas are from the heaviest ones that the study's rule allows. */
#ifndef BP_CLI_RUN_DRAW_OPTIMALITY_H
#define BP_CLI_RUN_DRAW_OPTIMALITY_H

#include "cli/run/run.h"

#include <jansson.h>

/** A step of a run, after the proposed areas are drawn: fill run->optimality. */
bp_status bp_run_find_optimality(bp_run *run);

/** The block `optimality` of run.json. */
json_t *bp_json_optimality(const bp_run *run);

#endif
