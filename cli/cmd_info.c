/* brandpunt info: what is in a file, and what it could be used for. */
#include "cli/command.h"
#include "cli/info.h"
#include "cli/terminal.h"

#include <string.h>

static const bp_option options[] = {
    {"layer", 'l', BP_OPTION_TEXT, "L", "the layer (default: all)", 0, 0},
    {"query", 0, BP_OPTION_TEXT, "SELECT", "of a database (PG:), in place of a layer", 0, 0},
    {"timeout", 0, BP_OPTION_INTEGER, "S", "seconds for each request over the network (default: 30)", 1,
     3600},
    {"format", 'f', BP_OPTION_TEXT, "text|json", "of the report (default: text)", 0, 0},
};

/* A source is looked at twice, for what it is and for its values; what is said of it is said once. */
static void say_warnings(const bp_context *context)
{
    size_t n = bp_context_warning_count(context);
    for (size_t i = 0; i < n; i++) {
        const char *text = bp_context_warning_at(context, i)->text;
        bool is_new = true;
        for (size_t k = 0; k < i; k++)
            is_new = is_new && strcmp(bp_context_warning_at(context, k)->text, text) != 0;
        if (is_new)
            bp_terminal_say("brandpunt: warning:", text);
    }
}

static bp_status run(bp_call *call)
{
    const char *format = bp_call_text(call, "format", "text");
    bp_read_options read = BP_READ_OPTIONS_INIT;
    bp_info info = BP_INFO_INIT;
    read.layer = bp_call_text(call, "layer", NULL);
    read.query = bp_call_text(call, "query", NULL);
    read.timeout_s = (int)bp_call_integer(call, "timeout", 0);
    bp_progress_begin(call->progress, "read");
    bp_status status = bp_info_make(call->context, call->arguments[0], &read, &info);
    bp_progress_end(call->progress);
    if (status)
        return status;
    if (!bp_progress_quiet(call->progress))
        say_warnings(call->context);
    if (strcmp(format, "json") == 0)
        status = bp_info_print_json(call->context, &info);
    else
        bp_info_print(&info);
    bp_info_clear(&info);
    return status;
}

const bp_command bp_command_info = {
    .name = "info",
    .synopsis = "FILE [--layer L] [options]",
    .summary = "what is in a file, and what it could be used for",
    .description = "Lists the layers of FILE with their geometry, coordinate system and extent, and\n"
                   "their fields with type, missing values, examples and the part that each could\n"
                   "play in a study. FILE may be a file of any kind that is read, a zip archive, a\n"
                   "URL, a service or a database. Of these two, values are only read for a layer\n"
                   "that is named.\n\n"
                   "Examples:\n"
                   "  brandpunt info units.gpkg\n"
                   "  brandpunt info units.gpkg --layer units --format json\n"
                   "  brandpunt info WFS:https://example.org/wfs --layer areas\n"
                   "  brandpunt info \"PG:dbname=areas\" --layer public.units",
    .options = options,
    .n_options = (int)(sizeof options / sizeof *options),
    .least_arguments = 1,
    .most_arguments = 1,
    .run = run,
};
