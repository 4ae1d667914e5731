/* The study's rule as the analysis takes it, and what it is applied to. */
#ifndef BP_CLI_RUN_DRAW_RULES_H
#define BP_CLI_RUN_DRAW_RULES_H

#include "cli/run/run.h"

/**
 * Fill in run->rule, run->ground and run->taking_part from the study, its units and indicators. Each
 * indicator is checked by itself, so that a failure names the line it stands on. The graph of the ground is
 * empty until bp_run_connect.
 */
bp_status bp_run_make_rule(bp_run *run);
void bp_run_rule_clear(bp_run *run);

#endif
