#include "analysis/workers_private.h"

#include <stdlib.h>

#ifdef _OPENMP
#include <omp.h>
#endif

typedef struct failure {
    int64_t number; /* -1: none */
    bp_status status;
    int thread;
} failure;

static int thread_number(void)
{
#ifdef _OPENMP
    return omp_get_thread_num();
#else
    return 0;
#endif
}

/* Every thread has a context of its own: a message and its memory are nobody else's. */
static bp_status make_contexts(bp_context *context, bp_context **own, int n_threads)
{
    bp_context_options options = BP_CONTEXT_OPTIONS_INIT;
    options.n_threads = 1;
    options.interrupt = bp_context_interrupt(context);
    for (int t = 0; t < n_threads; t++)
        if (bp_context_new(&options, &own[t]))
            return bp_context_fail_memory(context, 0);
    return BP_OK;
}

static failure do_pieces(bp_context *context, bp_context **own, int64_t n, bp_worker_fn work, void *user)
{
    failure failed = {-1, BP_OK, 0};
    int64_t n_done = 0, stop = 0;
#pragma omp parallel for num_threads(bp_context_threads(context)) schedule(dynamic)
    for (int64_t number = 0; number < n; number++) {
        int thread = thread_number();
        int64_t stopped = 0, so_far = 0;
#pragma omp atomic read
        stopped = stop;
        if (stopped || bp_context_interrupted(context))
            continue;
        bp_status status = work(own[thread], user, thread, number);
        if (status) {
#pragma omp critical(bp_workers_failure)
            if (failed.number < 0 || number < failed.number)
                failed = (failure){number, status, thread};
#pragma omp atomic write
            stop = 1;
            continue;
        }
        bp_context_clear(own[thread]);
#pragma omp atomic capture
        so_far = ++n_done;
        if (thread == 0)
            bp_context_progress(context, (double)so_far / (double)n);
    }
    return failed;
}

bp_status bp_workers_run(bp_context *context, int64_t n, bp_worker_fn work, void *user)
{
    int n_threads = bp_context_threads(context);
    bp_context **own = (bp_context **)calloc((size_t)n_threads, sizeof *own);
    bp_status status =
        own ? BP_OK : bp_context_fail_memory(context, (size_t)n_threads * sizeof(bp_context *));
    if (!status)
        status = make_contexts(context, own, n_threads);
    if (!status) {
        failure failed = do_pieces(context, own, n, work, user);
        status = bp_context_check(context);
        if (!status && failed.number >= 0)
            status = bp_context_fail(context, failed.status, "%s", bp_context_message(own[failed.thread]));
    }
    for (int t = 0; own && t < n_threads; t++)
        bp_context_free(own[t]);
    free((void *)own);
    return status;
}
