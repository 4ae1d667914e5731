/* Several pieces of work at the same time. */
#ifndef BP_GEO_TASKS_H
#define BP_GEO_TASKS_H

#include "geo/context.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A piece of work on a context of its own, in any thread. */
typedef bp_status (*bp_task_fn)(bp_context *context, void *user);

typedef struct bp_task {
    bp_task_fn work;
    void *user;
} bp_task;

/**
 * Do tasks[n] at the same time, as far as there are threads; each may use all of them (the tasks share the
 * processor as they can). A context takes messages from one thread only, so each task has its own, which ends
 * when the parent is interrupted; the first, which runs in the calling thread, is the one whose progress is
 * shown. Afterwards the warnings are taken over in the order of the tasks, and the status and message are
 * those of the first task that failed, whatever the number of threads. One task's failure does not stop the
 * others, unless there is one thread.
 */
bp_status bp_tasks_run(bp_context *context, const bp_task *tasks, int n);

#ifdef __cplusplus
}
#endif

#endif
