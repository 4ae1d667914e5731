/* What a piece of work shares: the error message, the warnings, threads, progress and the way to stop it. */
#ifndef BP_GEO_CONTEXT_H
#define BP_GEO_CONTEXT_H

#include "geo/status.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define BP_PRINTF(format_index, first_index) __attribute__((format(printf, format_index, first_index)))
#else
#define BP_PRINTF(format_index, first_index)
#endif

typedef struct bp_context bp_context;

/** A finding that does not stop the work. `code` is a stable word for programs, `text` a sentence for people.
 */
typedef struct bp_warning {
    char *code;
    char *text;
} bp_warning;

/** Told how far the present step is. `share` runs from 0 to 1. Called from the thread that runs the step
 * only. */
typedef void (*bp_progress_fn)(void *user, double share);

typedef struct bp_context_options {
    int n_threads; /**< 0: as many as the machine has */
    const volatile sig_atomic_t
        *interrupt;          /**< work ends with BP_ERROR_INTERRUPTED once it is non-zero; NULL: never */
    bp_progress_fn progress; /**< NULL: nobody is told */
    void *progress_user;
} bp_context_options;

#define BP_CONTEXT_OPTIONS_INIT                                                                              \
    {                                                                                                        \
        0, NULL, NULL, NULL                                                                                  \
    }

/** Make a context. `options` may be NULL. Fails with BP_ERROR_MEMORY only. */
bp_status bp_context_new(const bp_context_options *options, bp_context **out);
void bp_context_free(bp_context *context);

/**
 * Set the message and return `status`, so that a caller can write `return bp_context_fail(...)`.
 * The message is set once, where the cause is known: a message that is already there stays.
 */
bp_status bp_context_fail(bp_context *context, bp_status status, const char *format, ...) BP_PRINTF(3, 4);

/** The usual message for memory that ran out; returns BP_ERROR_MEMORY. `bytes` 0 means unknown. */
bp_status bp_context_fail_memory(bp_context *context, size_t bytes);

/** The message of the failure, "" when there is none. Lent until the next call that changes it. */
const char *bp_context_message(const bp_context *context);

/** Forget the message (a caller that handled the failure). */
void bp_context_clear(bp_context *context);

/**
 * From now on failures that the work can go on without are kept, so that all of them can be told at once: see
 * bp_context_settle.
 */
void bp_context_collect(bp_context *context);

/**
 * Settle a failure at a place where the work can go on without what failed: the next table, the next key. In
 * a context that collects, the message is kept and forgotten as the present one, and BP_OK is returned; what
 * failed is then simply not there. Want of memory and an interrupt are returned as they are, and so is every
 * status in a context that does not collect. A message that is kept already is not kept twice.
 */
bp_status bp_context_settle(bp_context *context, bp_status status);

/** Failures that were kept. */
size_t bp_context_failure_count(const bp_context *context);
/** The message of the i-th, lent; NULL past the end. */
const char *bp_context_failure_at(const bp_context *context, size_t i);

/** Add a warning. Never fails: one that finds no memory is counted as lost and said so by the last warning.
 */
void bp_context_warn(bp_context *context, const char *code, const char *format, ...) BP_PRINTF(3, 4);
size_t bp_context_warning_count(const bp_context *context);
/** The i-th warning, lent; NULL past the end. */
const bp_warning *bp_context_warning_at(const bp_context *context, size_t i);

/** True once the user asked to stop. Cheap; may be called from any thread. */
bool bp_context_interrupted(const bp_context *context);
/** The flag itself, for a context that shall stop together with this one; NULL when there is none. */
const volatile sig_atomic_t *bp_context_interrupt(const bp_context *context);
/** BP_OK, or BP_ERROR_INTERRUPTED with its message. For the thread that runs the step. */
bp_status bp_context_check(bp_context *context);
/** Tell the progress function, if any. For the thread that runs the step. */
void bp_context_progress(bp_context *context, double share);
/** Number of threads to use, at least 1. */
int bp_context_threads(const bp_context *context);

#ifdef __cplusplus
}
#endif

#endif
