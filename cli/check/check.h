/* A study read, joined and checked, and the report of it. Nothing is written. */
#ifndef BP_CLI_CHECK_CHECK_H
#define BP_CLI_CHECK_CHECK_H

#include "cli/run/run.h"

#include <jansson.h>

/** What was found. Failures and warnings are those of the context. */
typedef struct bp_check {
    bp_context *context;
    const char *path;      /**< of the study, as given */
    const bp_study *study; /**< NULL: it cannot be read */
    const bp_run *run;     /**< NULL where there is no study; what failed is not there */
    int32_t n_components;  /**< of the graph of neighbours; 0: there is no graph */
    int64_t largest;       /**< units in the largest of them */
} bp_check;

/** A section of the report: one row of bp_check_sections, one file of this folder. */
typedef struct bp_check_section {
    const char *name;                     /**< heading in the text, key in JSON */
    void (*print)(const bp_check *check); /**< without the heading, in 80 columns */
    json_t *(*json)(const bp_check *check);
} bp_check_section;

/** In the order of the report. */
extern const bp_check_section bp_check_sections[];
extern const int bp_n_check_sections;

void bp_check_print_files(const bp_check *check);
json_t *bp_check_json_files(const bp_check *check);
void bp_check_print_units(const bp_check *check);
json_t *bp_check_json_units(const bp_check *check);
void bp_check_print_tables(const bp_check *check);
json_t *bp_check_json_tables(const bp_check *check);
void bp_check_print_joins(const bp_check *check);
json_t *bp_check_json_joins(const bp_check *check);
void bp_check_print_indicators(const bp_check *check);
json_t *bp_check_json_indicators(const bp_check *check);
void bp_check_print_regions(const bp_check *check);
json_t *bp_check_json_regions(const bp_check *check);

/** The whole report on stdout: sections, warnings, errors and the verdict. */
void bp_check_print(const bp_check *check);
/** The same as one JSON object. Errors: BP_ERROR_MEMORY. */
bp_status bp_check_print_json(const bp_check *check);

/** True when nothing stands in the way of a run. */
bool bp_check_is_ready(const bp_check *check);

#endif
