/* brandpunt init: a first study, made from files. */
#include "cli/command.h"
#include "cli/init/init.h"
#include "cli/terminal.h"
#include "geo/folder.h"
#include "geo/text.h"
#include "geo/write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_FILES = 64 };

static const bp_option options[] = {
    {"output", 'o', BP_OPTION_TEXT, "FILE", "the study to write (default: study.yaml)", 0, 0},
    {"overwrite", 0, BP_OPTION_FLAG, NULL, "replace a study that stands there", 0, 0},
};

static void print_summary(const bp_init *init, const char *path)
{
    const bp_init_layer *units = &init->layers[init->units];
    int n_tables = 0, n_guesses = 0, n_sure = bp_init_count_sure(init);
    for (int l = 0; l < init->n_layers; l++) {
        n_tables += init->layers[l].key >= 0;
        for (int k = 0; k < init->layers[l].n_indicators; k++)
            n_guesses += init->layers[l].indicators[k].meaning.domain != NULL;
    }
    printf("%s: units from %s, %d table%s, %d indicator%s", path, units->source, n_tables,
           n_tables == 1 ? "" : "s", n_sure, n_sure == 1 ? "" : "s");
    if (n_guesses > n_sure)
        printf(" and %d behind a #", n_guesses - n_sure);
    printf("\nNext: brandpunt check %s\n", path);
}

static bp_status write_study(bp_call *call, const bp_init *init, const char *path)
{
    char *text = NULL;
    bp_status status = bp_init_write(init, &text);
    if (!status)
        status = bp_file_write(call->context, path, text, strlen(text));
    free(text);
    if (!status && bp_init_count_sure(init) == 0)
        bp_context_warn(call->context, "no_indicator",
                        "%s: no column is certain to be an indicator; the study runs once one is taken in",
                        path);
    return status;
}

static bp_status run(bp_call *call)
{
    const char *path = bp_call_text(call, "output", "study.yaml");
    bp_init init = BP_INIT_INIT;
    if (bp_path_exists(path) && !bp_call_has(call, "overwrite"))
        return bp_context_fail(call->context, BP_ERROR_OUTPUT,
                               "%s: stands there already; add --overwrite to replace it, or name another "
                               "with --output",
                               path);
    bp_progress_begin(call->progress, "read");
    bp_status status = bp_init_recognise(call->context, call->arguments, call->n_arguments, path, &init);
    if (!status)
        status = write_study(call, &init, path);
    bp_progress_end(call->progress);
    if (!status && !bp_progress_quiet(call->progress)) {
        for (size_t i = 0; i < bp_context_warning_count(call->context); i++)
            bp_terminal_say("brandpunt: warning:", bp_context_warning_at(call->context, i)->text);
        print_summary(&init, path);
    }
    bp_init_clear(&init);
    return status;
}

const bp_command bp_command_init = {
    .name = "init",
    .synopsis = "FILE... [-o study.yaml]",
    .summary = "write a first study from what is recognised in files",
    .description = "Looks at the files, finds the units, their columns, the tables that go with them\n"
                   "by code, and indicators, and writes a study with a reason beside every choice.\n"
                   "What is not certain stands behind a #. An existing study is kept, unless\n"
                   "--overwrite is given.\n\n"
                   "Examples:\n"
                   "  brandpunt init units.gpkg figures.csv\n"
                   "  brandpunt init units.gpkg figures.csv -o second.yaml",
    .options = options,
    .n_options = (int)(sizeof options / sizeof *options),
    .least_arguments = 1,
    .most_arguments = MOST_FILES,
    .run = run,
};
