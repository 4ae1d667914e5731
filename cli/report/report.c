#include "cli/report/report.h"

#include "cli/names.h"
#include "cli/report/page.h"

#include <stdlib.h>

static bp_status write_page(bp_context *context, const bp_markup *page, const char *path,
                            bp_new_file_rule rule)
{
    bp_new_file file = BP_NEW_FILE_INIT;
    bp_status status = bp_new_file_begin(context, path, rule, &file);
    if (!status)
        status = bp_new_file_write(context, &file, page->bytes, page->n);
    if (!status)
        status = bp_new_file_commit(context, &file);
    bp_new_file_abandon(&file);
    return status;
}

bp_status bp_report_write(bp_context *context, const char *directory, const char *path, bp_language language,
                          bp_new_file_rule rule)
{
    bp_stored_run run = BP_STORED_RUN_INIT;
    bp_page_languages languages = {{NULL, NULL}, language};
    bp_markup page = BP_MARKUP_INIT;
    bp_status status = bp_stored_run_read(context, directory, &run);
    for (int l = 0; !status && l < 2; l++) {
        status = bp_words_open(context, (bp_language)l, &languages.words[l]);
        if (!status)
            status = bp_names_of_run(context, directory, languages.words[l]);
    }
    if (!status)
        status = bp_page_make(context, &run, &languages, &page);
    if (!status)
        status = write_page(context, &page, path, rule);
    for (int l = 0; l < 2; l++)
        bp_words_free(languages.words[l]);
    bp_markup_clear(&page);
    bp_stored_run_clear(&run);
    return status;
}
