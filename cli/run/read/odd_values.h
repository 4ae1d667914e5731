/* Numbers that may not be what they seem: missing codes that the study does not list, thousands taken for
 * decimals, parts of people. */
#ifndef BP_CLI_RUN_READ_ODD_VALUES_H
#define BP_CLI_RUN_READ_ODD_VALUES_H

#include "cli/run/read/column_values.h"

/**
 * Warn `looks_like_missing_code` of a number that stands for nothing more often than for a value:
 *
 * - -1, -99, -999 and on, where no unit has any other number below 0;
 * - 99, 999, 9999 and on, in three units at least, above all other numbers and further above their third
 *   quartile than three times the distance between the quartiles.
 *
 * O(units log units).
 */
void bp_run_warn_codes(bp_run *run, const bp_run_source *source, const bp_run_values *values);

/** Warn `looks_like_thousands` of a text column, "217.828", that was read with decimals all the same. */
void bp_run_warn_thousands(bp_run *run, const bp_run_source *source, const bp_values *values);

/** Warn `residents_not_whole` of a file's parts of people; those of a spatial join are as they should be. */
void bp_run_warn_parts(bp_run *run, const bp_run_source *source, const bp_run_values *values);

/** Where a source's missing codes are listed, for a message: "units", "tables[0]"; lent in `buffer`. */
const char *bp_run_missing_place(const bp_run *run, const bp_run_source *source, char buffer[64]);

#endif
