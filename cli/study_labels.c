#include "cli/study_labels.h"

#include "cli/study_place.h"
#include "cli/words.h"
#include "cli/yaml_check.h"
#include "geo/text.h"

#include <stdlib.h>
#include <string.h>

static const char expected[] = "expected a text, or one for each language, as in {nl: Laag inkomen, en: Low "
                               "income}";

/* Blanks alone are no text; a cell of a table and a legend have one line. */
static bool is_line(const char *text)
{
    bool has_letter = false;
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        if (*c < ' ' || *c == 0x7f)
            return false;
        has_letter = has_letter || *c != ' ';
    }
    return has_letter;
}

static bp_status take_text(bp_context *context, const bp_study *study, const char *path,
                           const bp_yaml_node *value, char **out)
{
    if (value->kind != BP_YAML_SCALAR)
        return bp_study_fail(context, study, BP_ERROR_INPUT, path, "found a %s, expected a text",
                             value->kind == BP_YAML_LIST ? "list" : "mapping");
    if (!value->text[0])
        return bp_study_fail(context, study, BP_ERROR_INPUT, path, "found nothing, expected a text");
    if (!is_line(value->text))
        return bp_study_fail(context, study, BP_ERROR_INPUT, path,
                             "found only blanks, or more than a line; expected a text of one line");
    *out = bp_text_copy(value->text);
    return *out ? BP_OK : bp_context_fail_memory(context, 0);
}

/* One of the languages of a label. */
static bp_status take_language(bp_context *context, const bp_study *study, const char *path, int node,
                               bp_study_label *out)
{
    const char *names[BP_N_LANGUAGES];
    char own[BP_STUDY_PATH + 48];
    const bp_yaml_file *file = &study->file;
    const char *key = file->nodes[node].key;
    snprintf(own, sizeof own, "%s.%.40s", path, key);
    for (int l = 0; l < BP_N_LANGUAGES; l++) {
        names[l] = bp_words_language_name((bp_language)l);
        if (strcmp(key, names[l]) != 0)
            continue;
        if (out->text[l])
            return bp_study_fail(context, study, BP_ERROR_INPUT, own, "the language '%s' is given twice",
                                 key);
        return take_text(context, study, own, &file->nodes[bp_yaml_resolve(file, node)], &out->text[l]);
    }
    return bp_yaml_fail_choice(context, file, own, key, names, BP_N_LANGUAGES);
}

static bp_status take_label(bp_context *context, const bp_study *study, const char *list, int i,
                            bp_study_label *out)
{
    char path[BP_STUDY_PATH];
    const bp_yaml_file *file = &study->file;
    int node = bp_yaml_find(file, bp_study_place(path, list, i, "label"));
    if (node < 0)
        return BP_OK;
    const bp_yaml_node *value = &file->nodes[bp_yaml_resolve(file, node)];
    bp_status status = BP_OK;
    if (value->kind == BP_YAML_LIST || (value->kind == BP_YAML_MAPPING && value->first_child < 0))
        return bp_study_fail(context, study, BP_ERROR_INPUT, path, "found %s, %s",
                             value->kind == BP_YAML_LIST ? "a list" : "no language", expected);
    if (value->kind == BP_YAML_MAPPING) {
        for (int child = value->first_child; !status && child >= 0; child = file->nodes[child].next)
            status = bp_context_settle(context, take_language(context, study, path, child, out));
        return status;
    }
    for (int l = 0; !status && l < BP_N_LANGUAGES; l++)
        status = take_text(context, study, path, value, &out->text[l]);
    return status;
}

bp_status bp_study_complete_labels(bp_context *context, bp_study *study)
{
    bp_status status = BP_OK;
    for (int k = 0; !status && k < study->n_indicators; k++)
        status = bp_context_settle(context,
                                   take_label(context, study, "indicators", k, &study->indicators[k].label));
    for (int d = 0; !status && d < study->n_domains; d++)
        status =
            bp_context_settle(context, take_label(context, study, "domains", d, &study->domains[d].label));
    return status;
}

void bp_study_clear_label(bp_study_label *label)
{
    for (int l = 0; l < BP_N_LANGUAGES; l++)
        free(label->text[l]);
}
