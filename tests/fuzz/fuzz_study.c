/* A study file. It is read from a file, so one is written over and over in a folder of the process. */
#define _XOPEN_SOURCE 700 /* mkdtemp */

#include "cli/study_read.h"
#include "geo/text.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>
#include <unistd.h>

static char *folder, *path;

static void remove_folder(void)
{
    remove(path);
    rmdir(folder);
    free(path);
    free(folder);
}

static void make_folder(void)
{
    const char *parent = getenv("TMPDIR");
    folder = bp_text_format("%s/brandpunt-fuzz-XXXXXX", parent ? parent : "/tmp");
    fuzz_check(folder && mkdtemp(folder));
    path = bp_text_format("%s/study.yaml", folder);
    fuzz_check(path && atexit(remove_folder) == 0);
}

static void write_study(const uint8_t *bytes, size_t n)
{
    FILE *stream = fopen(path, "wb");
    fuzz_check(stream && fwrite(bytes, 1, n, stream) == n);
    fuzz_check(fclose(stream) == 0);
}

/* What the rest of the program relies on. */
static void check_study(const bp_study *study)
{
    fuzz_check(study->units.source && study->units.path && study->units.id && study->units.population);
    fuzz_check(study->n_indicators >= 1 && study->n_domains >= 1);
    for (int i = 0; i < study->n_indicators; i++) {
        const bp_study_indicator *indicator = &study->indicators[i];
        fuzz_check(indicator->name && indicator->column && indicator->line >= 1);
        fuzz_check(indicator->table >= -1 && indicator->table < study->n_tables);
        fuzz_check(indicator->domain_index >= 0 && indicator->domain_index < study->n_domains);
        fuzz_check(indicator->weight > 0.0);
    }
    for (int t = 0; t < study->n_tables; t++)
        fuzz_check(study->tables[t].path && study->tables[t].key && study->tables[t].name);
    fuzz_check(study->score.min_domains >= 1 && study->score.min_domains <= study->n_domains);
    fuzz_check(study->areas.method && study->areas.floor <= study->areas.ceiling);
    fuzz_check(study->areas.reach <= study->areas.base && study->areas.base <= 1.0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    bp_study *study = NULL;
    if (!path)
        make_folder();
    write_study(bytes, n);
    bp_context *context = fuzz_context();
    if (!bp_study_read(context, path, &study)) {
        check_study(study);
        fuzz_check(bp_study_use_data(context, study, folder) == BP_OK);
        bp_study_check_files(context, study);
    } else {
        /* FILE: or FILE:LINE: in front. */
        const char *message = bp_context_message(context);
        fuzz_check(strncmp(message, path, strlen(path)) == 0 && message[strlen(path)] == ':');
        fuzz_check(!study);
    }
    bp_study_free(study);
    bp_context_free(context);
    return 0;
}
