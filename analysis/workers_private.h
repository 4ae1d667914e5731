/* Many pieces of work of one kind, done by all threads, each of which may fail. */
#ifndef BP_ANALYSIS_WORKERS_PRIVATE_H
#define BP_ANALYSIS_WORKERS_PRIVATE_H

#include "geo/context.h"

#include <stdint.h>

/** Do piece `number`; `context` is the thread's own, `thread` from 0 to bp_context_threads - 1. */
typedef bp_status (*bp_worker_fn)(bp_context *context, void *user, int thread, int64_t number);

/**
 * Do pieces 0 .. n - 1 in any order. A failure ends the work: its message is that of the failed piece with
 * the lowest number among those that were done. Tells how far it is; ends when the user interrupts.
 */
bp_status bp_workers_run(bp_context *context, int64_t n, bp_worker_fn work, void *user);

#endif
