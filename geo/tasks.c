#include "geo/tasks.h"

#include <stdlib.h>
#ifdef _OPENMP
#include <omp.h>
#endif

/* A task's own context, and how it ended. */
struct slot {
    bp_context *context;
    bp_status status;
};

static void show_progress(void *user, double share)
{
    bp_context_progress((bp_context *)user, share);
}

static bp_status open_slots(bp_context *context, struct slot *slots, int n)
{
    bp_status status = BP_OK;
    for (int i = 0; !status && i < n; i++) {
        bp_context_options options = BP_CONTEXT_OPTIONS_INIT;
        options.n_threads = bp_context_threads(context);
        options.interrupt = bp_context_interrupt(context);
        options.progress = i == 0 ? show_progress : NULL;
        options.progress_user = context;
        status = bp_context_new(&options, &slots[i].context);
    }
    return status ? bp_context_fail_memory(context, 0) : BP_OK;
}

/* Take over what the task had to say. */
static bp_status close_slot(bp_context *context, struct slot *slot)
{
    size_t n = slot->context ? bp_context_warning_count(slot->context) : 0;
    for (size_t i = 0; i < n; i++) {
        const bp_warning *warning = bp_context_warning_at(slot->context, i);
        bp_context_warn(context, warning->code, "%s", warning->text);
    }
    if (slot->status)
        bp_context_fail(context, slot->status, "%s", bp_context_message(slot->context));
    bp_context_free(slot->context);
    return slot->status;
}

static void run_beside(const bp_task *tasks, struct slot *slots, int n)
{
#ifdef _OPENMP
    /* The tasks are parallel within. */
    int levels = omp_get_max_active_levels(), needed = omp_get_active_level() + 2;
    if (levels < needed)
        omp_set_max_active_levels(needed);
#pragma omp parallel for num_threads(n) schedule(static, 1)
    for (int i = 0; i < n; i++)
        slots[i].status = tasks[i].work(slots[i].context, tasks[i].user);
    omp_set_max_active_levels(levels);
#else
    for (int i = 0; i < n; i++)
        slots[i].status = tasks[i].work(slots[i].context, tasks[i].user);
#endif
}

bp_status bp_tasks_run(bp_context *context, const bp_task *tasks, int n)
{
    bp_status status = BP_OK;
    if (bp_context_threads(context) == 1) {
        for (int i = 0; !status && i < n; i++)
            status = tasks[i].work(context, tasks[i].user);
        return status;
    }
    struct slot *slots = (struct slot *)calloc((size_t)n + 1, sizeof *slots);
    if (!slots)
        return bp_context_fail_memory(context, 0);
    status = open_slots(context, slots, n);
    if (!status)
        run_beside(tasks, slots, n);
    for (int i = 0; i < n; i++) {
        bp_status ended = close_slot(context, &slots[i]);
        status = status ? status : ended;
    }
    free(slots);
    return status;
}
