/* What the user sees while it works, and how long each step took. */
#ifndef BP_CLI_PROGRESS_H
#define BP_CLI_PROGRESS_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

/** How progress is told, always on stderr: what --progress chooses. */
typedef enum bp_progress_form {
    BP_PROGRESS_AUTO, /**< as BP_PROGRESS_BAR on a terminal, else nothing */
    BP_PROGRESS_NONE,
    BP_PROGRESS_BAR, /**< a line for every finished step; while it runs a bar, if stderr is a terminal */
    BP_PROGRESS_JSON /**< one JSON object a line, docs/commands.md has its members */
} bp_progress_form;

/** One finished step. */
typedef struct bp_timing {
    const char *step; /**< a string literal of the caller */
    double seconds;
} bp_timing;

typedef struct bp_progress bp_progress;

/** `quiet`: nothing but failures is printed, and progress only where BP_PROGRESS_JSON asks for it. The
 * timings are kept in any case. NULL: out of memory. */
bp_progress *bp_progress_new(bp_progress_form form, bool quiet);
/** From now on a step that ends once `*interrupt` is set is told as stopped, and not as done. Lent. */
void bp_progress_watch(bp_progress *progress, const volatile sig_atomic_t *interrupt);
void bp_progress_free(bp_progress *progress);

/** The form that "none", "bar" or "json" names; false for another word. */
bool bp_progress_form_parse(const char *word, bp_progress_form *out);

/** Begin a step; the one before ends. `step` is a string literal, also the key in run.json's timings. */
void bp_progress_begin(bp_progress *progress, const char *step);
/** The step under way is about `n` of `things`, a string literal: "units", "permutations". The bar shows how
 * many a second are done, the line of the finished step how many there were. */
void bp_progress_count(bp_progress *progress, int64_t n, const char *things);
/** How far the step is, 0 to 1. A bp_progress_fn; `user` is the bp_progress. A share that is smaller than the
 * one before is that of a further piece of work: what is told stays where it was, and without the time left.
 */
void bp_progress_update(void *user, double share);
/** End the last step, which is done. May be called again. */
void bp_progress_end(bp_progress *progress);
/** End the last step, which is not done: for a failure, and when stopped. Leaves the terminal clean, and
 * keeps no timing. */
void bp_progress_stop(bp_progress *progress);

/** The finished steps, lent. */
const bp_timing *bp_progress_timings(const bp_progress *progress, int *n);

/** True when nothing but failures may be printed to stderr. */
bool bp_progress_quiet(const bp_progress *progress);

/** Seconds on a clock that only runs forward. */
double bp_seconds(void);

#endif
