/* What the user sees while it works, and how long each step took. */
#ifndef BP_CLI_PROGRESS_H
#define BP_CLI_PROGRESS_H

#include <stdbool.h>

/** One finished step. */
typedef struct bp_timing {
    const char *step; /**< a string literal of the caller */
    double seconds;
} bp_timing;

typedef struct bp_progress bp_progress;

/** Draws to stderr when that is a terminal and `quiet` is false; keeps the timings in any case. NULL: out of
 * memory. */
bp_progress *bp_progress_new(bool quiet);
void bp_progress_free(bp_progress *progress);

/** Begin a step; the one before ends. `step` is a string literal, also the key in run.json's timings. */
void bp_progress_begin(bp_progress *progress, const char *step);
/** How far the step is, 0 to 1. A bp_progress_fn; `user` is the bp_progress. */
void bp_progress_update(void *user, double share);
/** End the last step and leave the terminal clean. May be called again. */
void bp_progress_end(bp_progress *progress);

/** The finished steps, lent. */
const bp_timing *bp_progress_timings(const bp_progress *progress, int *n);

/** True when nothing but failures may be printed to stderr. */
bool bp_progress_quiet(const bp_progress *progress);

/** Seconds on a clock that only runs forward. */
double bp_seconds(void);

#endif
