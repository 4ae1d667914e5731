/* What run.json says of tables: how they are read, how their codes met the units', what was odd in their
 * columns. */
#ifndef BP_CLI_RUN_READ_JSON_TABLES_H
#define BP_CLI_RUN_READ_JSON_TABLES_H

#include "cli/run/run.h"

#include <jansson.h>

/** A table as the study has it. */
json_t *bp_json_table(const bp_study *study, int t);
/** How a source is asked, with what holds where the study says nothing. */
void bp_json_add_request(json_t *object, const bp_study_request *request);
/** Year and attribution, where they are given. */
void bp_json_add_origin(json_t *object, const bp_study_origin *origin);
/** How a file is written; null: as usual. */
void bp_json_add_notation(json_t *object, const bp_study_notation *notation);
/** Per table: what met, what did not, and why that may be. */
json_t *bp_json_joins(const bp_run *run);
/** Columns read under another name than the study's. */
json_t *bp_json_renamed(const bp_run *run);
/** Values that cannot be, of the indicators of which the study says what can. */
json_t *bp_json_outside(const bp_run *run);
/** Signs after numbers that were left out. */
json_t *bp_json_signs(const bp_run *run);

#endif
