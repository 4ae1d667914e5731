#include "cli/names.h"

#include "cli/record.h"
#include "cli/study_programmes.h"
#include "geo/text.h"

#include <stdlib.h>
#include <string.h>

/* Columns of a programme begin with "in_". */
static bp_status add_programme(bp_context *context, const char *name, bp_words *words)
{
    char *column = bp_study_programme_column(name);
    bp_status status = column ? bp_words_add_name(context, words, column + strlen("in_"), name)
                              : bp_context_fail_memory(context, 0);
    free(column);
    return status;
}

/* Domains by their columns: one may have the name of an indicator, and another label. */
static bp_status add_label(bp_context *context, bool is_domain, const char *name, const char *label,
                           bp_words *words)
{
    if (!label)
        return BP_OK;
    char *column = is_domain ? bp_text_format("domain_%s", name) : bp_text_copy(name);
    bp_status status =
        column ? bp_words_add_name(context, words, column, label) : bp_context_fail_memory(context, 0);
    free(column);
    return status;
}

/* "domains" or "indicators" of the study in run.json, where labels are by language. */
static bp_status add_stored_labels(bp_context *context, const json_t *study, const char *list,
                                   bp_words *words)
{
    const char *language = bp_words_language_name(bp_words_language(words));
    const json_t *entries = json_object_get(study, list);
    bp_status status = BP_OK;
    for (size_t i = 0; !status && i < json_array_size(entries); i++) {
        const json_t *entry = json_array_get(entries, i);
        const char *name = json_string_value(json_object_get(entry, "name"));
        const char *label = json_string_value(json_object_get(json_object_get(entry, "label"), language));
        if (name)
            status = add_label(context, strcmp(list, "domains") == 0, name, label, words);
    }
    return status;
}

bp_status bp_names_of_study(bp_context *context, const bp_study *study, bp_words *words)
{
    const bp_language language = bp_words_language(words);
    bp_status status = BP_OK;
    for (int d = 0; !status && d < study->n_domains; d++)
        status =
            add_label(context, true, study->domains[d].name, study->domains[d].label.text[language], words);
    for (int k = 0; !status && k < study->n_indicators; k++)
        status = add_label(context, false, study->indicators[k].name,
                           study->indicators[k].label.text[language], words);
    for (int i = 0; !status && i < study->n_programmes; i++)
        status = add_programme(context, study->programmes[i].name, words);
    return status;
}

bp_status bp_names_of_run(bp_context *context, const char *directory, bp_words *words)
{
    size_t i = 0;
    json_t *record = NULL, *programme = NULL;
    bp_status status = bp_record_read(context, directory, &record);
    const json_t *study = json_object_get(record, "study");
    const json_t *programmes = json_object_get(study, "programmes");
    if (!status)
        status = add_stored_labels(context, study, "domains", words);
    if (!status)
        status = add_stored_labels(context, study, "indicators", words);
    json_array_foreach(programmes, i, programme)
    {
        const char *name = json_string_value(json_object_get(programme, "name"));
        if (!status && name)
            status = add_programme(context, name, words);
    }
    json_decref(record);
    return status;
}
