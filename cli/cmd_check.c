/* brandpunt check: everything that a run does before it draws areas, and a report of it. */
#include "cli/check/check.h"
#include "cli/command.h"
#include "cli/run/steps.h"
#include "cli/study_read.h"

#include <stdlib.h>
#include <string.h>

static const bp_option options[] = {
    {"data", 'd', BP_OPTION_TEXT, "DIR", "folder of the study's data (default: what it says)", 0, 0},
    {"format", 'f', BP_OPTION_TEXT, "text|json", "of the report (default: text)", 0, 0},
};

static bp_status count_components(bp_check *check)
{
    const bp_graph *graph = &check->run->graph;
    bp_status status = BP_OK;
    if (!graph->offsets || graph->n == 0)
        return BP_OK;
    int32_t *label = (int32_t *)malloc((size_t)graph->n * sizeof *label);
    int64_t *size = (int64_t *)calloc((size_t)graph->n, sizeof *size);
    if (!label || !size)
        status = bp_context_fail_memory(check->context, 0);
    if (!status)
        status = bp_graph_components(check->context, graph, label, &check->n_components);
    for (int64_t i = 0; !status && i < graph->n; i++)
        if (++size[label[i]] > check->largest)
            check->largest = size[label[i]];
    free(label);
    free(size);
    return status;
}

static bp_status print(const bp_call *call, const bp_check *check)
{
    bp_progress_end(call->progress);
    if (strcmp(bp_call_text(call, "format", "text"), "json") == 0)
        return bp_check_print_json(check);
    bp_check_print(check);
    return BP_OK;
}

/* What was told in the report is not told again on stderr; the exit code says it, too. */
static bp_status judge(const bp_check *check)
{
    size_t n = bp_context_failure_count(check->context);
    if (bp_check_is_ready(check))
        return BP_OK;
    return bp_context_fail(check->context, BP_ERROR_INPUT, "%s: not ready to run, %zu error%s", check->path,
                           n, n == 1 ? "" : "s");
}

static bp_status run_check(bp_call *call)
{
    const char *format = bp_call_text(call, "format", "text");
    bp_study *study = NULL;
    bp_run run = {0};
    bp_check check = {call->context, call->arguments[0], NULL, NULL, 0, 0};
    bp_context_collect(call->context);
    bp_status status = bp_study_read(call->context, call->arguments[0], &study);
    if (!status && bp_call_has(call, "data"))
        status = bp_study_use_data(call->context, study, bp_call_text(call, "data", NULL));
    status = bp_context_settle(call->context, status);
    if (!status && study) {
        run.context = call->context;
        run.progress = call->progress;
        run.study = check.study = study;
        check.run = &run;
        status = bp_context_settle(call->context, bp_run_prepare(&run));
        if (!status)
            status = count_components(&check);
    }
    /* --quiet keeps back what is no failure. */
    bool is_wanted =
        strcmp(format, "json") == 0 || !bp_progress_quiet(call->progress) || !bp_check_is_ready(&check);
    if (!status && is_wanted)
        status = print(call, &check);
    if (!status)
        status = judge(&check);
    bp_run_clear(&run);
    bp_study_free(study);
    return status;
}

const bp_command bp_command_check = {
    .name = "check",
    .synopsis = "STUDY.yaml [--data DIR] [--format text|json]",
    .summary = "read, join and check all that a study names, and write nothing",
    .description = "Does all that a run does before it draws areas: reads the units and tables,\n"
                   "joins them, checks values and geometry, finds neighbours, reads designated areas\n"
                   "and programmes. Tells what was found, and every error at once, where a run stops\n"
                   "at the first. Ends with 0 when the study is ready to run, else with 1.\n\n"
                   "Examples:\n"
                   "  brandpunt check study.yaml\n"
                   "  brandpunt check study.yaml --data data --format json",
    .options = options,
    .n_options = (int)(sizeof options / sizeof *options),
    .least_arguments = 1,
    .most_arguments = 1,
    .run = run_check,
};
