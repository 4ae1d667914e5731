/* Filling the columns of an output table. */
#ifndef BP_CLI_RUN_COLUMNS_H
#define BP_CLI_RUN_COLUMNS_H

#include "geo/table.h"

/** Shares, scores and ranks are written with 6 decimals, areas in km2 with 6 (a square metre), weights
 * with 3; indicators and residents of units with all they have, so that a run can be read back and the rule
 * applied to it again. */
enum { BP_DECIMALS_SCORE = 6, BP_DECIMALS_KM2 = 6, BP_DECIMALS_WEIGHT = 3, BP_DECIMALS_ALL = -1 };

/** `value` rounded to so many decimals. */
double bp_round_to(double value, int decimals);

/**
 * Add a REAL column with values[n_rows] times `factor`, rounded; rows outside `valid` (a bitmap; NULL: all
 * valid) are missing.
 */
bp_status bp_add_reals(bp_context *context, bp_table *table, const char *name, const double *values,
                       const uint8_t *valid, double factor, int decimals);

/** Add an INTEGER column from values[n_rows]; rows outside `valid` are missing. */
bp_status bp_add_integers(bp_context *context, bp_table *table, const char *name, const int32_t *values,
                          const uint8_t *valid);

/** Row i of any column as text, blanks around it trimmed; to free(). NULL when missing (or when memory ran
 * out). */
char *bp_cell_text(const bp_column *column, int64_t i);

#endif
