#include "cli/report/page.h"

#include "cli/place_words.h"
#include "cli/report/page_parts.h"
#include "cli/report/page_words.h"
#include "geo/text.h"

#include <stdlib.h>
#include <string.h>

/* Fronts of columns that a page words by itself. */
static const char *const fronts[] = {"domain_", "value_", "fallback_"};

static void add_dutch(const bp_words *dutch, bp_markup *text)
{
    bp_markup_add_text(text, "\"nl\":{");
    for (int k = 0; k < bp_n_page_words; k++) {
        const bp_page_word *word = &bp_page_words[k];
        if (k > 0)
            bp_markup_add(text, ",", 1);
        bp_markup_add_string(text, word->one);
        bp_markup_add(text, ":", 1);
        if (!word->many) {
            bp_markup_add_string(text, bp_word(dutch, word->one));
            continue;
        }
        bp_markup_add(text, "[", 1);
        bp_markup_add_string(text, bp_word_count(dutch, word->one, word->many, 1));
        bp_markup_add(text, ",", 1);
        bp_markup_add_string(text, bp_word_count(dutch, word->one, word->many, 2));
        bp_markup_add(text, "]", 1);
    }
    bp_markup_add_text(text, "}");
}

/* "name": ["English", "Dutch"]; a name that is there twice means the same both times. */
static bp_status add_name(bp_context *context, const bp_page_languages *languages, const char *name,
                          bool is_first, bp_markup *text)
{
    static const char front[] = "domain_";
    bool is_domain = strncmp(name, front, strlen(front)) == 0;
    bp_status status = BP_OK;
    bp_markup_add_text(text, is_first ? "" : ",");
    bp_markup_add_string(text, name);
    for (int l = 0; l < 2; l++) {
        char *word = is_domain ? bp_word_domain(languages->words[l], name + strlen(front))
                               : bp_word_name(languages->words[l], name);
        if (!word)
            status = bp_context_fail_memory(context, 0);
        bp_markup_add_text(text, l == 0 ? ":[" : ",");
        bp_markup_add_string(text, word);
        free(word);
    }
    bp_markup_add_text(text, "]");
    return status;
}

static bool has_front(const char *name)
{
    for (size_t f = 0; f < sizeof fronts / sizeof *fronts; f++)
        if (strncmp(name, fronts[f], strlen(fronts[f])) == 0)
            return true;
    return false;
}

/* What the entries of a list of the study are called; domains by their columns, since an indicator may have
 * the name of one. */
static bp_status add_list(bp_context *context, const json_t *list, const char *front,
                          const bp_page_languages *languages, bool *is_first, bp_markup *text)
{
    bp_status status = BP_OK;
    for (size_t i = 0; !status && i < json_array_size(list); i++) {
        const char *name = json_string_value(json_object_get(json_array_get(list, i), "name"));
        char *key = name ? bp_text_format("%s%s", front, name) : NULL;
        if (!name)
            continue;
        status =
            key ? add_name(context, languages, key, *is_first, text) : bp_context_fail_memory(context, 0);
        *is_first = false;
        free(key);
    }
    return status;
}

static bp_status add_names(bp_context *context, const bp_stored_run *run, const bp_page_languages *languages,
                           bp_markup *text)
{
    const bp_table *const tables[] = {&run->units.table, &run->areas.table};
    const json_t *study = json_object_get(run->json, "study");
    bool is_first = true;
    bp_markup_add_text(text, "\"names\":{");
    bp_status status =
        add_list(context, json_object_get(study, "domains"), "domain_", languages, &is_first, text);
    if (!status)
        status = add_list(context, json_object_get(study, "indicators"), "", languages, &is_first, text);
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
        for (int c = 0; !status && c < tables[t]->n_columns; c++)
            if (!has_front(tables[t]->columns[c].name)) {
                status = add_name(context, languages, tables[t]->columns[c].name, is_first, text);
                is_first = false;
            }
    bp_markup_add_text(text, "}");
    return status;
}

static bool has_municipality(const bp_table *units, const char *name)
{
    int column = bp_table_find(units, "municipality_name");
    for (int64_t i = 0; name && column >= 0 && i < units->n_rows; i++) {
        const char *text = bp_column_text_at(&units->columns[column], i);
        if (text && strcmp(text, name) == 0)
            return true;
    }
    return false;
}

/* "otherNames": pairs of what a municipality of the run is called, and is called too. */
static bp_status add_other_names(bp_context *context, const bp_stored_run *run, bp_markup *text)
{
    bp_other_names names = {BP_TABLE_INIT, NULL, NULL};
    bp_status status = bp_other_names_read(context, &names);
    bool is_first = true;
    bp_markup_add_text(text, "\"otherNames\":[");
    for (int64_t i = 0; !status && names.name && i < names.table.n_rows; i++) {
        const char *name = bp_column_text_at(names.name, i), *other = bp_column_text_at(names.other, i);
        if (!other || !has_municipality(&run->units.table, name))
            continue;
        bp_markup_add_text(text, is_first ? "[" : ",[");
        bp_markup_add_string(text, name);
        bp_markup_add_text(text, ",");
        bp_markup_add_string(text, other);
        bp_markup_add_text(text, "]");
        is_first = false;
    }
    bp_markup_add_text(text, "]");
    bp_other_names_clear(&names);
    return status;
}

bp_status bp_page_add_words(bp_context *context, const bp_stored_run *run, const bp_page_languages *languages,
                            bp_markup *text)
{
    char *licence = bp_text_format("%.*s", (int)bp_page_licence.n, (const char *)bp_page_licence.bytes);
    bp_status status = licence ? BP_OK : bp_context_fail_memory(context, bp_page_licence.n);
    if (!status) {
        bp_markup_add_text(text, "{\"language\":");
        bp_markup_add_string(text, bp_words_language_name(languages->opens_in));
        bp_markup_add_text(text, ",");
        add_dutch(languages->words[BP_LANGUAGE_DUTCH], text);
        bp_markup_add_text(text, ",");
        status = add_names(context, run, languages, text);
        bp_markup_add_text(text, ",");
        if (!status)
            status = add_other_names(context, run, text);
        bp_markup_add_text(text, ",\"leaflet\":");
        bp_markup_add_string(text, licence);
        bp_markup_add_text(text, "}");
    }
    free(licence);
    return status;
}
