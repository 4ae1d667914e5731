/* From the words of a command line to a command that runs. */
#include "cli/command.h"

#include "analysis/branch_and_cut.h"
#include "cli/manual/complete.h"
#include "cli/manual/pages.h"
#include "cli/options.h"
#include "cli/terminal.h"
#include "geo/source.h"
#include "geo/text.h"
#include "geo/version.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int exit_of(bp_status status)
{
    switch (status) {
    case BP_OK:
        return BP_EXIT_OK;
    case BP_ERROR_INPUT:
        return BP_EXIT_INPUT;
    case BP_ERROR_ARGUMENT:
        return BP_EXIT_USAGE;
    case BP_ERROR_OUTPUT:
        return BP_EXIT_OUTPUT;
    case BP_ERROR_INTERRUPTED:
        return BP_EXIT_INTERRUPTED;
    case BP_ERROR_MEMORY:
    case BP_ERROR_INTERNAL:
        break;
    }
    return BP_EXIT_INTERNAL;
}

/* The drivers of --allow-driver, one per line. */
static bp_status allow_drivers(bp_call *call)
{
    bp_status status = BP_OK;
    char *names = bp_text_copy(bp_call_text(call, "allow-driver", ""));
    if (!names)
        return bp_context_fail_memory(call->context, 0);
    for (char *at = names; !status && *at;) {
        char *end = at + strcspn(at, "\n");
        bool is_last = !*end;
        const char *name = at;
        *end = '\0';
        status = bp_source_allow_drivers(call->context, &name, 1);
        at = is_last ? end : end + 1;
    }
    free(names);
    return status;
}

static bool has_option(const bp_command *command, const char *name, size_t n)
{
    for (int i = 0; i < command->n_options; i++)
        if (strlen(command->options[i].name) == n && strncmp(command->options[i].name, name, n) == 0)
            return true;
    return false;
}

static bool is_about(const char *text, const char *subject)
{
    size_t n = strlen(subject);
    return n > 0 && strncmp(text, subject, n) == 0 && (text[n] == ':' || text[n] == ',');
}

/* What is wrong with the command line is told of the command, which what it calls does not know; what is
 * wrong with a file of it, of the file. */
static bool is_without_command(const bp_call *call, bp_status status, const char *text)
{
    bool is_told = status != BP_ERROR_ARGUMENT || is_about(text, call->command->name);
    for (int i = 0; !is_told && i < call->n_arguments; i++)
        is_told = is_about(text, call->arguments[i]);
    for (int i = 0; !is_told && i < call->command->n_options; i++)
        is_told = call->texts[i] && is_about(text, call->texts[i]);
    return !is_told;
}

/* The readers speak of `layer` and `missing`, as a study has them; a command other than run has them as
 * options. */
static void say_failure(const bp_call *call, bp_status status)
{
    const char *rest = bp_context_message(call->context), *start, *end;
    char *text = bp_text_copy("");
    bool has_study = call->command == &bp_command_run;
    while (text && (start = strchr(rest, '`')) && (end = strchr(start + 1, '`'))) {
        int n = (int)(end - start - 1);
        bool is_option = !has_study && has_option(call->command, start + 1, (size_t)n);
        char *longer = bp_text_format("%s%.*s%s%.*s%s", text, (int)(start - rest), rest,
                                      is_option ? "--" : "`", n, start + 1, is_option ? "" : "`");
        free(text);
        text = longer;
        rest = end + 1;
    }
    char *whole = text ? bp_text_format("%s%s", text, rest) : NULL;
    const char *said = whole ? whole : bp_context_message(call->context);
    char *front =
        is_without_command(call, status, said) ? bp_text_format("brandpunt: %s:", call->command->name) : NULL;
    bp_terminal_say(front ? front : "brandpunt:", said);
    free(front);
    free(text);
    free(whole);
}

static bp_status run_parsed(bp_call *call, const volatile sig_atomic_t *interrupt)
{
    bp_status status = BP_ERROR_MEMORY;
    bp_context_options options = BP_CONTEXT_OPTIONS_INIT;
    bp_progress_form form = BP_PROGRESS_AUTO;
    bp_progress_form_parse(bp_call_text(call, "progress", ""), &form);
    call->progress = bp_progress_new(form, bp_call_has(call, "quiet"));
    if (!call->progress)
        goto done;
    bp_progress_watch(call->progress, interrupt);
    options.n_threads = (int)bp_call_integer(call, "threads", 0);
    options.interrupt = interrupt;
    options.progress = bp_progress_update;
    options.progress_user = call->progress;
    status = bp_context_new(&options, &call->context);
    if (status)
        goto done;
    status = allow_drivers(call);
    if (!status)
        status = call->command->run(call);
    if (status) {
        bp_progress_stop(call->progress);
        say_failure(call, status);
    } else {
        bp_progress_end(call->progress);
    }
done:
    if (status == BP_ERROR_MEMORY && !call->context)
        fputs("brandpunt: out of memory\n", stderr);
    bp_context_free(call->context);
    bp_progress_free(call->progress);
    return status;
}

static int run_command(const bp_command *command, int n, const char **arguments,
                       const volatile sig_atomic_t *interrupt)
{
    bp_call call = {0};
    char message[1024] = "out of memory";
    call.command = command;
    bp_status status = bp_options_parse(&call, n, arguments, message, sizeof message);
    if (status)
        fprintf(stderr, "brandpunt: %s: %s\n", command->name, message);
    else if (bp_call_has(&call, "help"))
        bp_help_command(command);
    else
        status = run_parsed(&call, interrupt);
    bp_options_clear(&call);
    return exit_of(status);
}

/* What is no command for people: the build and the shells call them. */
static bool call_hidden(int n, const char **arguments, int *code)
{
    bool is_manual = n == 3 && strcmp(arguments[1], "manual") == 0;
    if (n >= 3 && strcmp(arguments[1], "complete") == 0 && strcmp(arguments[2], "--") == 0) {
        bp_complete(n - 3, arguments + 3);
        *code = BP_EXIT_OK;
        return true;
    }
    if (is_manual)
        *code = bp_manual_write(arguments[2]) ? BP_EXIT_OK : BP_EXIT_OUTPUT;
    return is_manual;
}

/* What a result may depend on besides the program itself; a build without a solver says so. */
static void print_version(void)
{
    bp_versions versions = bp_versions_get();
    const char *solver = bp_branch_and_cut_solver();
    printf("brandpunt %s\nGDAL %s, GEOS %s, PROJ %s, %s\n", BRANDPUNT_VERSION, versions.gdal, versions.geos,
           versions.proj, solver ? solver : "without CBC");
}

static int dispatch(int n, const char **arguments, const volatile sig_atomic_t *interrupt)
{
    int code = BP_EXIT_OK;
    if (n < 2) {
        bp_help_overview(stderr);
        return BP_EXIT_USAGE;
    }
    const char *name = arguments[1];
    if (strcmp(name, "help") == 0 || strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        return bp_help(n - 2, arguments + 2);
    if (strcmp(name, "version") == 0 || strcmp(name, "--version") == 0) {
        print_version();
        return BP_EXIT_OK;
    }
    const bp_command *command = bp_command_find(name);
    if (command)
        return run_command(command, n - 1, arguments + 1, interrupt);
    return call_hidden(n, arguments, &code) ? code : bp_command_unknown(name);
}

/* What did not reach its reader, for a full disk behind stdout say, is a failure too; a reader that has seen
 * enough, such as `head`, need not be told. */
static int flush_stdout(int code, const volatile sig_atomic_t *interrupt)
{
    bool lost = fflush(stdout) != 0 || ferror(stdout);
    if (code != BP_EXIT_OK || !lost)
        return code;
    if (*interrupt == BP_INTERRUPTED_BY_PIPE)
        return BP_EXIT_OK;
    fputs("brandpunt: standard output: cannot be written to\n", stderr);
    return BP_EXIT_OUTPUT;
}

int bp_program(int n, const char **arguments, const volatile sig_atomic_t *interrupt)
{
    return flush_stdout(dispatch(n, arguments, interrupt), interrupt);
}
