/* The areas of a run held against the designated ones, area by area and at the same number of residents. */
#ifndef BP_CLI_RUN_DRAW_BACKTEST_H
#define BP_CLI_RUN_DRAW_BACKTEST_H

#include "cli/run/run.h"

#include <jansson.h>

/** Add what is said of areas, purity and the same total to the back-test of run.json. */
void bp_json_add_backtest(json_t *object, const bp_run *run);

/** False where the study limits the candidates and none is in a designated area: nothing can then be found,
 * whatever the rule. */
bool bp_run_backtest_can_find(const bp_run *run);

/** A line of the closing table: the back-test at the residents of the designated areas. */
void bp_run_backtest_print(const bp_run *run);

void bp_run_backtest_clear(bp_run_backtest *backtest);

#endif
