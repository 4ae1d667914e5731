/* The spatial joins of a run. */
#ifndef BP_CLI_RUN_READ_JOINS_H
#define BP_CLI_RUN_READ_JOINS_H

#include "cli/run/run.h"

struct json_t;

/**
 * Make join j of the study: its columns and report go to run->spatial[j], its files to the inputs. Units are
 * read and repaired already. Failures are blamed on the study's line.
 */
bp_status bp_run_make_join(bp_run *run, int j);

/** What each join did, for run.json; NULL when memory runs out. */
struct json_t *bp_run_joins_json(const bp_run *run);

/** The joins as the study has them, for run.json. */
struct json_t *bp_run_joins_study_json(const bp_study *study);

/** The people layer of a join or a crosswalk, as the study has it. */
struct json_t *bp_run_join_population_json(const bp_study_join_population *population);

void bp_run_joins_clear(bp_run *run);

#endif
