/* A column of the units or of a joined table, as one number per unit. */
#ifndef BP_CLI_RUN_READ_COLUMN_VALUES_H
#define BP_CLI_RUN_READ_COLUMN_VALUES_H

#include "cli/run/run.h"

/** Where the numbers stand. All is lent. */
typedef struct bp_run_source {
    const bp_table *table;
    const int64_t *row_of; /**< row_of[units]: the unit's row in the table, -1: none; NULL: row i is unit i */
    const char *column;
    bp_missing_codes missing;
    const bp_study_notation *notation;
    const char *yaml_path; /**< of the key that asks for it, for messages */
    bp_values_kind kind;
} bp_run_source;

/**
 * Fill `out`. Rows of the table that are no unit's are not looked at. Fails, naming the study's line, where a
 * cell is no number or is a code of Statistics Netherlands that the study does not list as missing. O(units +
 * rows).
 */
bp_status bp_run_column_values(bp_run *run, const bp_run_source *source, bp_run_values *out);
void bp_run_values_clear(bp_run_values *values);

/** Take the residents of the units from there: none below 0, and somebody somewhere. */
bp_status bp_run_take_population(bp_run *run, const bp_run_source *source);

#endif
