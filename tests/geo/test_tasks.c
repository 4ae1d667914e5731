/* Tasks side by side: order of the warnings, which failure counts, interruption. */
#define _POSIX_C_SOURCE 200809L

#include "geo/tasks.h"
#include "tests/geo/files.h"

static void note_share(void *user, double share)
{
    *(double *)user = share;
}

typedef struct task_plan {
    const char *failure; /* NULL: ends well */
    int number;
} task_plan;

static bp_status do_task(bp_context *own, void *user)
{
    const task_plan *plan = (const task_plan *)user;
    bp_context_progress(own, 0.1 * plan->number);
    for (int i = 0; i < 100; i++)
        bp_context_warn(own, "task", "%d: %d", plan->number, i);
    bp_status status = bp_context_check(own);
    if (!status && plan->failure)
        status = bp_context_fail(own, BP_ERROR_OUTPUT, "%s", plan->failure);
    return status;
}

/* Warnings in the order of the tasks, and the failure of the first that failed. */
START_TEST(tasks_side_by_side)
{
    static volatile sig_atomic_t stop = 0;
    double share = -1.0;
    task_plan plans[] = {{NULL, 1}, {"the first", 2}, {"the second", 3}};
    const bp_task tasks[] = {{do_task, &plans[0]}, {do_task, &plans[1]}, {do_task, &plans[2]}};
    const bp_context_options options = {_i + 1, &stop, note_share, &share};
    bp_context_free(context);
    ck_assert_int_eq(bp_context_new(&options, &context), BP_OK);
    ck_bp_ok(context, bp_tasks_run(context, tasks, 1));
    ck_assert_double_eq(share, 0.1);
    ck_assert_uint_eq(bp_context_warning_count(context), 100);
    ck_assert_int_eq(bp_tasks_run(context, tasks, 3), BP_ERROR_OUTPUT);
    ck_message("the first");
    for (size_t i = 0; i < 200; i++) {
        char text[20];
        snprintf(text, sizeof text, "%zu: %zu", i / 100 + 1, i % 100);
        ck_assert_str_eq(bp_context_warning_at(context, i + 100)->text, text);
    }
    stop = 1;
    ck_assert_int_eq(bp_tasks_run(context, tasks, 3), BP_ERROR_INTERRUPTED);
    ck_message("interrupted");
    stop = 0;
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("tasks");
    TCase *test = tcase_create("tasks");
    tcase_add_checked_fixture(test, set_up, tear_down);
    tcase_add_loop_test(test, tasks_side_by_side, 0, 3);
    suite_add_tcase(suite, test);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
