/* brandpunt run: a study from its files to its output folder. */
#include "cli/command.h"
#include "cli/names.h"
#include "cli/run/steps.h"
#include "cli/run/write/written.h"
#include "cli/study_read.h"
#include "cli/terminal.h"

#include <stdio.h>
#include <stdlib.h>

static const bp_option options[] = {
    {"output", 'o', BP_OPTION_TEXT, "DIR", "folder to write to; must not exist yet (required)", 0, 0},
    {"overwrite", 0, BP_OPTION_FLAG, NULL, "replace an earlier run, once the new one is whole", 0, 0},
    {"data", 'd', BP_OPTION_TEXT, "DIR", "folder of the study's data (default: what it says)", 0, 0},
    {"lang", 0, BP_OPTION_TEXT, "nl|en", "language of the sentences (default: the locale's, or en)", 0, 0},
    {"seed", 's', BP_OPTION_INTEGER, "N", "seed of everything random (default: 1)", 0, INT64_MAX},
};

/* Warnings go to stderr so that the result on stdout can be piped; they stand in run.json in any case. */
static void print_warnings(const bp_run *run)
{
    if (bp_progress_quiet(run->progress))
        return;
    for (size_t i = 0; i < bp_context_warning_count(run->context); i++)
        bp_terminal_say("brandpunt: warning:", bp_context_warning_at(run->context, i)->text);
}

static bp_status run_into(bp_run *run, bp_folder *folder, const char *directory)
{
    bp_status status = bp_run_study(run, folder);
    if (!status)
        status = bp_run_note_written(run, folder);
    if (!status)
        status = bp_folder_commit(run->context, folder);
    if (status) {
        bp_progress_stop(run->progress);
        bp_folder_abandon(folder);
        return status;
    }
    bp_progress_end(run->progress);
    print_warnings(run);
    if (!bp_progress_quiet(run->progress))
        bp_run_print_summary(run, directory);
    return BP_OK;
}

static bool holds(const char *directory, const char *name)
{
    char *path = directory[0] ? bp_path_join(directory, name) : NULL;
    bool is_there = path && bp_path_exists(path);
    free(path);
    return is_there;
}

/* An earlier run is replaced only when asked, what is no run of ours never: nor is one that the user keeps
   the study in, which would go with it. */
static bp_status begin_folder(bp_call *call, const bp_study *study, const char *directory, bp_folder *out)
{
    static const char marker[] = "run.json";
    const char *name = bp_run_file_name(study->file.path);
    bool is_run = holds(directory, marker);
    if (is_run && !bp_call_has(call, "overwrite"))
        return bp_context_fail(call->context, BP_ERROR_OUTPUT,
                               "%s: an earlier run stands there; add --overwrite to replace it, or name "
                               "another folder",
                               directory);
    if (is_run && holds(directory, name))
        return bp_context_fail(
            call->context, BP_ERROR_OUTPUT,
            "%s: holds '%s' beside the earlier run, which would be lost; name another folder", directory,
            name);
    return bp_folder_begin(call->context, directory, marker, out);
}

static bp_status run_study(bp_call *call)
{
    const char *directory = bp_call_text(call, "output", NULL);
    bp_run run = {0};
    bp_folder folder = BP_FOLDER_INIT;
    bp_study *study = NULL;
    bp_language language = BP_LANGUAGE_ENGLISH;
    bp_words *words = NULL;
    if (!directory)
        return bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                               "run: say where to write with --output DIR; see 'brandpunt help run'");
    bp_status status = bp_study_read(call->context, call->arguments[0], &study);
    if (!status && bp_call_has(call, "data"))
        status = bp_study_use_data(call->context, study, bp_call_text(call, "data", NULL));
    if (!status)
        status = bp_words_choose(call->context, bp_call_text(call, "lang", NULL), &language);
    if (!status)
        status = bp_words_open(call->context, language, &words);
    if (!status)
        status = bp_names_of_study(call->context, study, words);
    if (!status)
        status = begin_folder(call, study, directory, &folder);
    if (!status) {
        run.context = call->context;
        run.progress = call->progress;
        run.study = study;
        run.words = words;
        run.seed = bp_call_integer(call, "seed", 1);
        status = run_into(&run, &folder, directory);
        bp_run_clear(&run);
    }
    bp_words_free(words);
    bp_study_free(study);
    return status;
}

const bp_command bp_command_run = {
    "run",
    "STUDY.yaml --output DIR [options]",
    "run a study: read, score, delineate, compare, write",
    "Reads the study and the files it names, scores every unit, draws focus areas,\n"
    "compares them with the designated ones and with programme regions, and writes\n"
    "layers, tables and run.json to DIR. DIR appears whole or not at all: a run that\n"
    "fails or is stopped leaves an earlier one as it was.\n\n"
    "Examples:\n"
    "  brandpunt run study.yaml --output results\n"
    "  brandpunt run study.yaml -o results --overwrite --quiet",
    options,
    (int)(sizeof options / sizeof *options),
    1,
    1,
    run_study,
};
