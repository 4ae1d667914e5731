#include "cli/options.h"

#include "cli/manual/words.h"
#include "geo/text.h"

#include <errno.h>
#include <inttypes.h>
#include <popt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Those that every command has. */
static const bp_option common_options[] = {
    {"threads", 't', BP_OPTION_INTEGER, "N", "threads to use (default: one per core)", 1, 1024},
    {"allow-driver", 0, BP_OPTION_LIST, "NAME", "open files with this GDAL driver, too; may be repeated", 0,
     0},
    {"progress", 0, BP_OPTION_TEXT, "none|bar|json",
     "of steps, on stderr (default: bar on a terminal, else none)", 0, 0},
    {"quiet", 'q', BP_OPTION_FLAG, NULL, "print failures only", 0, 0},
    {"help", 'h', BP_OPTION_FLAG, NULL, "print this help and end", 0, 0},
};
enum { N_COMMON_OPTIONS = sizeof common_options / sizeof *common_options };

int bp_options_count(const bp_command *command)
{
    return command->n_options + N_COMMON_OPTIONS;
}

const bp_option *bp_options_at(const bp_command *command, int i)
{
    return i < command->n_options ? &command->options[i] : &common_options[i - command->n_options];
}

static int find_option(const bp_call *call, const char *name)
{
    for (int i = 0; i < bp_options_count(call->command); i++)
        if (strcmp(bp_options_at(call->command, i)->name, name) == 0)
            return i;
    abort(); /* a name that is in no table is a fault of the program, found by the first call */
}

bool bp_call_has(const bp_call *call, const char *name)
{
    return call->texts[find_option(call, name)] != NULL;
}

const char *bp_call_text(const bp_call *call, const char *name, const char *otherwise)
{
    const char *text = call->texts[find_option(call, name)];
    return text ? text : otherwise;
}

int64_t bp_call_integer(const bp_call *call, const char *name, int64_t otherwise)
{
    int i = find_option(call, name);
    return call->texts[i] ? call->integers[i] : otherwise;
}

static bool parse_integer(const char *text, int64_t *out)
{
    char *end = NULL;
    errno = 0;
    intmax_t value = strtoimax(text, &end, 10);
    if (end == text || *end || errno)
        return false;
    *out = (int64_t)value;
    return true;
}

/* A choice in other letters is put in its own. */
static bp_status check_choice(const bp_option *option, char *text, char *message, size_t size)
{
    char list[256], words[BP_OPTIONS_MOST][32];
    const char *names[BP_OPTIONS_MOST];
    int n = bp_choices_count(option->argument);
    if (bp_choices_have(option->argument, text))
        return BP_OK;
    for (int i = 0; i < n; i++) {
        int bytes = 0;
        const char *choice = bp_choices_at(option->argument, i, &bytes);
        snprintf(words[i], sizeof words[i], "%.*s", bytes, choice);
        names[i] = words[i];
        /* "A4" for a4. */
        if (strlen(text) == (size_t)bytes && bp_text_distance(words[i], text) == 0) {
            memcpy(text, choice, (size_t)bytes);
            return BP_OK;
        }
    }
    /* Of words as short as "B" every other is near. */
    const char *nearest = strlen(text) < 3 ? NULL : bp_text_nearest(text, names, n);
    snprintf(message, size, "--%s: found '%s', expected %s%s%s%s", option->name, text,
             bp_choices_list(option->argument, list, sizeof list), nearest ? " (did you mean '" : "",
             nearest ? nearest : "", nearest ? "'?)" : "");
    return BP_ERROR_ARGUMENT;
}

static bp_status keep_value(bp_call *call, int i, char *text, char *message, size_t size)
{
    const bp_option *option = bp_options_at(call->command, i);
    if (option->type == BP_OPTION_LIST && call->texts[i] && text) {
        char *longer = bp_text_format("%s\n%s", call->texts[i], text);
        free(text);
        text = longer;
        if (!text)
            return BP_ERROR_MEMORY;
    }
    free(call->texts[i]);
    call->texts[i] = text ? text : bp_text_copy("");
    if (!call->texts[i])
        return BP_ERROR_MEMORY;
    if (bp_choices_count(option->argument) > 0)
        return check_choice(option, call->texts[i], message, size);
    if (option->type != BP_OPTION_INTEGER)
        return BP_OK;
    int64_t value = 0;
    if (parse_integer(call->texts[i], &value) && value >= option->least && value <= option->most) {
        call->integers[i] = value;
        return BP_OK;
    }
    snprintf(message, size, "--%s: found '%s', expected a whole number from %" PRId64 " to %" PRId64,
             option->name, call->texts[i], option->least, option->most);
    return BP_ERROR_ARGUMENT;
}

static bp_status explain_unknown(const bp_call *call, poptContext parser, int code, char *message,
                                 size_t size)
{
    const char *bad = poptBadOption(parser, POPT_BADOPTION_NOALIAS);
    if (code != POPT_ERROR_BADOPT) {
        snprintf(message, size, "%s: %s", bad, poptStrerror(code));
        return BP_ERROR_ARGUMENT;
    }
    const char *names[BP_OPTIONS_MOST];
    int n = bp_options_count(call->command);
    for (int i = 0; i < n; i++)
        names[i] = bp_options_at(call->command, i)->name;
    char name[128];
    snprintf(name, sizeof name, "%s", bad + strspn(bad, "-"));
    name[strcspn(name, "=")] = '\0';
    const char *nearest = bp_text_nearest(name, names, n);
    snprintf(message, size, "there is no option '%s'%s%s%s; see 'brandpunt help %s'", bad,
             nearest ? " (did you mean '--" : "", nearest ? nearest : "", nearest ? "'?)" : "",
             call->command->name);
    return BP_ERROR_ARGUMENT;
}

static bp_status keep_arguments(bp_call *call, poptContext parser, char *message, size_t size)
{
    const char **rest = poptGetArgs(parser);
    int n = 0;
    while (rest && rest[n])
        n++;
    call->arguments = (const char **)calloc((size_t)n + 1, sizeof *call->arguments);
    if (!call->arguments)
        return BP_ERROR_MEMORY;
    for (int i = 0; i < n; i++) {
        call->arguments[i] = bp_text_copy(rest[i]);
        if (!call->arguments[i])
            return BP_ERROR_MEMORY;
        call->n_arguments = i + 1;
    }
    if (call->texts[find_option(call, "help")])
        return BP_OK;
    const bp_command *command = call->command;
    if (n >= command->least_arguments && n <= command->most_arguments)
        return BP_OK;
    if (n > command->most_arguments)
        snprintf(message, size, "there is one argument too many: '%s'; usage: brandpunt %s %s",
                 call->arguments[command->most_arguments], command->name, command->synopsis);
    else
        snprintf(message, size, "an argument is missing; usage: brandpunt %s %s", command->name,
                 command->synopsis);
    return BP_ERROR_ARGUMENT;
}

bp_status bp_options_parse(bp_call *call, int n, const char **arguments, char *message, size_t size)
{
    struct poptOption table[BP_OPTIONS_MOST + 1];
    memset(table, 0, sizeof table);
    int n_options = bp_options_count(call->command);
    for (int i = 0; i < n_options; i++) {
        const bp_option *option = bp_options_at(call->command, i);
        table[i].longName = option->name;
        table[i].shortName = option->letter;
        table[i].argInfo = option->type == BP_OPTION_FLAG ? POPT_ARG_NONE : POPT_ARG_STRING;
        table[i].val = i + 1;
    }
    poptContext parser = poptGetContext("brandpunt", n, arguments, table, 0);
    if (!parser)
        return BP_ERROR_MEMORY;
    bp_status status = BP_OK;
    int code = 0;
    while (!status && (code = poptGetNextOpt(parser)) > 0)
        status = keep_value(call, code - 1, poptGetOptArg(parser), message, size);
    if (!status && code < -1)
        status = explain_unknown(call, parser, code, message, size);
    if (!status)
        status = keep_arguments(call, parser, message, size);
    poptFreeContext(parser);
    return status;
}

void bp_options_clear(bp_call *call)
{
    for (int i = 0; i < BP_OPTIONS_MOST; i++) {
        free(call->texts[i]);
        call->texts[i] = NULL;
    }
    for (int i = 0; i < call->n_arguments; i++)
        free((char *)call->arguments[i]);
    free(call->arguments);
    call->arguments = NULL;
    call->n_arguments = 0;
}
