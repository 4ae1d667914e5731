/* A run from its first step to its last, and what it leaves in memory. */
#ifndef BP_CLI_RUN_STEPS_H
#define BP_CLI_RUN_STEPS_H

#include "cli/run/run.h"

/**
 * The first half of a run: read the study's files, join, check, score and find neighbours; nothing is
 * written. In a context that collects failures it goes on past them as far as it can, and what failed is
 * left empty.
 */
bp_status bp_run_prepare(bp_run *run);

/** Run the study into `folder` (begun by the caller, who commits or abandons it). Everything else is in
 * `run`. */
bp_status bp_run_study(bp_run *run, const bp_folder *folder);
void bp_run_clear(bp_run *run);

#endif
