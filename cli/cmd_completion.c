/* brandpunt completion: what makes a shell complete command lines of this program. */
#include "cli/command.h"
#include "cli/manual/pages.h"

#include <stdio.h>

static bp_status run(bp_call *call)
{
    if (bp_manual_completion(stdout, call->arguments[0]))
        return BP_OK;
    return bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                           "completion: found '%s', expected bash, zsh or fish", call->arguments[0]);
}

const bp_command bp_command_completion = {
    .name = "completion",
    .synopsis = "bash|zsh|fish",
    .summary = "print what makes a shell complete commands, options and columns",
    .description = "Prints a script that makes the shell complete the commands of brandpunt, their\n"
                   "options and what these take: words, files, columns and layers of the file on the\n"
                   "line, places of a run. An installed brandpunt has it in place already; else have\n"
                   "the shell read it when it starts.\n\n"
                   "Examples:\n"
                   "  brandpunt completion bash\n"
                   "  brandpunt completion zsh\n"
                   "  brandpunt completion fish",
    .options = NULL,
    .n_options = 0,
    .least_arguments = 1,
    .most_arguments = 1,
    .run = run,
};
