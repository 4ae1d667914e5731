/* How far the proposed areas are from the heaviest ones that the study's rule allows. */
#ifndef BP_CLI_RUN_DRAW_OPTIMALITY_H
#define BP_CLI_RUN_DRAW_OPTIMALITY_H

#include "cli/run/run.h"

#include <jansson.h>

/** A step of a run, after the proposed areas are drawn: fill run->optimality. */
bp_status bp_run_find_optimality(bp_run *run);

/** Figures of a proposed area. */
enum { BP_OPTIMALITY_GAP, BP_OPTIMALITY_BOUND };

/** One of them; false where there is nothing to compare the area with. */
bool bp_run_optimality_of_area(const bp_run *run, int32_t area, int figure, double *value);

/** A line of the closing table; nothing where there is nothing to compare. */
void bp_run_optimality_print(const bp_run *run);

/** The block `optimality` of run.json. */
json_t *bp_json_optimality(const bp_run *run);

#endif
