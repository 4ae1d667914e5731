/* brandpunt compare: what differs between two runs, and what became of their areas. */
#include "cli/command.h"
#include "cli/compare/compare.h"
#include "cli/json_print.h"
#include "cli/names.h"
#include "cli/terminal.h"

#include <string.h>

static const bp_option options[] = {
    {"lang", 'l', BP_OPTION_TEXT, "nl|en", "language (default: the locale's, or en)", 0, 0},
    {"format", 'f', BP_OPTION_TEXT, "text|json|csv", "of the report (default: text)", 0, 0},
};

/* A name that both runs have a label for is called as in the first. */
static bp_status add_names(bp_call *call, bp_words *words)
{
    bp_status status = bp_names_of_run(call->context, call->arguments[0], words);
    return status ? status : bp_names_of_run(call->context, call->arguments[1], words);
}

static bp_status print(bp_call *call, const bp_comparison *comparison, const char *format)
{
    bp_language language = BP_LANGUAGE_ENGLISH;
    bp_words *words = NULL;
    if (strcmp(format, "json") == 0)
        return bp_json_print(call->context, bp_compare_json(comparison));
    if (strcmp(format, "csv") == 0) {
        bp_compare_print_csv(comparison);
        return BP_OK;
    }
    bp_status status = bp_words_choose(call->context, bp_call_text(call, "lang", NULL), &language);
    if (!status)
        status = bp_words_open(call->context, language, &words);
    if (!status)
        status = add_names(call, words);
    if (!status)
        bp_compare_print(comparison, words);
    bp_words_free(words);
    return status;
}

static bp_status run(bp_call *call)
{
    bp_comparison comparison = {0};
    bp_progress_begin(call->progress, "compare");
    bp_status status = bp_compare_runs(call->context, call->arguments[0], call->arguments[1], &comparison);
    if (!status)
        bp_progress_end(call->progress);
    for (size_t i = 0;
         !status && !bp_progress_quiet(call->progress) && i < bp_context_warning_count(call->context); i++)
        bp_terminal_say("brandpunt: note:", bp_context_warning_at(call->context, i)->text);
    if (!status)
        status = print(call, &comparison, bp_call_text(call, "format", "text"));
    bp_comparison_clear(&comparison);
    return status;
}

const bp_command bp_command_compare = {
    .name = "compare",
    .synopsis = "RUN RUN [--lang nl|en] [--format text|json|csv]",
    .summary = "two runs side by side: settings, data, areas and scores",
    .description = "Reads the folders of two runs back, pairs their units by code, and says which\n"
                   "settings and which data differ, how far the proposed areas agree, by units and\n"
                   "by residents, which areas are the same, grown, shrunk, moved, split, merged,\n"
                   "new or gone, and which scores differ. Nothing is written. csv has the changes\n"
                   "of areas, a row each.\n\n"
                   "Examples:\n"
                   "  brandpunt compare earlier results\n"
                   "  brandpunt compare earlier results --lang nl\n"
                   "  brandpunt compare earlier results --format csv > changes.csv",
    .options = options,
    .n_options = (int)(sizeof options / sizeof *options),
    .least_arguments = 2,
    .most_arguments = 2,
    .run = run,
};
