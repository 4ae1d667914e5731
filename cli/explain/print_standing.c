/* What else the run says of a place: why it was left out beforehand, how stable and significant an area is,
 * what it gets. */
#include "cli/explain/page.h"

#include "geo/text.h"

#include <stdlib.h>
#include <string.h>

static bool is_listed(json_t *list, const char *code, const char *name)
{
    for (size_t k = 0; k < json_array_size(list); k++) {
        const char *word = json_string_value(json_array_get(list, k));
        if (word && ((code && strcmp(word, code) == 0) || (name && strcmp(word, name) == 0)))
            return true;
    }
    return false;
}

/* A designated area with a member in the municipality, -1: none. */
static int32_t designated_in(const bp_past *past, int32_t municipality)
{
    const bp_past_areas *areas = &past->areas[BP_PAST_DESIGNATED];
    for (int64_t i = 0; i < past->n; i++)
        if (past->municipality[i] == municipality && areas->area_of[i] >= 0 && areas->is_member[i])
            return areas->area_of[i];
    return -1;
}

static void say_designated(const bp_explainer *explainer, int32_t m)
{
    const bp_past_areas *areas = &explainer->past->areas[BP_PAST_DESIGNATED];
    int32_t area = designated_in(explainer->past, m);
    if (area >= 0)
        bp_page_say(explainer, 2,
                    bp_word(explainer->words,
                            "Its municipality has a designated area, {name} ({code}), and the "
                            "study leaves such municipalities out (candidates: "
                            "exclude: designated_municipalities)."),
                    "name", areas->name[area], "code", areas->id[area], NULL);
}

/* The classes that may take part, to free(). */
static char *join_words(json_t *list)
{
    char *text = bp_text_copy("");
    for (size_t k = 0; text && k < json_array_size(list); k++) {
        char *longer =
            bp_text_format("%s%s%s", text, k > 0 ? ", " : "", json_string_value(json_array_get(list, k)));
        free(text);
        text = longer;
    }
    return text;
}

static void say_class(const bp_explainer *explainer, int64_t unit, json_t *classes)
{
    const bp_column *column = bp_past_column(explainer->past, "size_class");
    const char *own = column && column->type == BP_COLUMN_TEXT ? bp_column_text_at(column, unit) : NULL;
    if (json_array_size(classes) == 0 || (own && is_listed(classes, own, NULL)))
        return;
    char *list = join_words(classes);
    if (list)
        bp_page_say(explainer, 2,
                    own ? bp_word(explainer->words, "Its municipality is of the size class {class}, and only "
                                                    "{list} may take part (candidates: size_class).")
                        : bp_word(explainer->words,
                                  "Its municipality is of no size class, and only {list} may "
                                  "take part (candidates: size_class)."),
                    "class", own ? own : "", "list", list, NULL);
    free(list);
}

void bp_print_excluded(const bp_explainer *explainer, int64_t unit)
{
    const bp_past *past = explainer->past;
    const bp_words *words = explainer->words;
    json_t *asked = json_object_get(json_object_get(past->record, "study"), "candidates");
    json_t *include = json_object_get(asked, "include");
    int32_t m = past->municipality[unit];
    const char *code = m >= 0 ? past->municipality_code[m] : NULL;
    const char *name = m >= 0 ? past->municipality_name[m] : NULL;
    if (past->ground.region && past->ground.region[unit] < 0)
        bp_page_say(explainer, 2,
                    bp_word(words, "It is in no municipality, and an area stays inside one (areas: within)."),
                    NULL);
    if (is_listed(json_object_get(asked, "exclude"), code, name))
        bp_page_say(explainer, 2,
                    bp_word(words, "Its municipality is left out by name (candidates: exclude)."), NULL);
    if (json_array_size(include) > 0 && !is_listed(include, code, name))
        bp_page_say(explainer, 2,
                    bp_word(words, "Its municipality is not among those that may take part (candidates: "
                                   "include)."),
                    NULL);
    if (m >= 0 && json_is_true(json_object_get(asked, "exclude_designated_municipalities")))
        say_designated(explainer, m);
    say_class(explainer, unit, json_object_get(asked, "size_class"));
}

static const char *grant_name(const char *column, char *buffer, size_t size)
{
    size_t n = strlen(column);
    if (n < 10 || strncmp(column, "grant_", 6) != 0 || strcmp(column + n - 4, "_eur") != 0 || n - 10 >= size)
        return NULL;
    memcpy(buffer, column + 6, n - 10);
    buffer[n - 10] = '\0';
    return buffer;
}

static void say_grants(const bp_explainer *explainer, int64_t row)
{
    const bp_table *table = &explainer->past->areas_table;
    for (int c = 0; c < table->n_columns; c++) {
        char name[128], number[BP_WORDS_NUMBER];
        const char *column = table->columns[c].name;
        bool is_first = strcmp(column, "grant_eur") == 0;
        const char *value = bp_past_area_text(explainer->past, row, column);
        if (!value[0] || (!is_first && !grant_name(column, name, sizeof name)))
            continue;
        bp_page_say(explainer, 2,
                    is_first ? bp_word(explainer->words, "Grant: {euro} euro.")
                             : bp_word(explainer->words, "Grant in the scenario {name}: {euro} euro."),
                    "name", is_first ? "" : name, "euro",
                    bp_page_count(explainer, strtod(value, NULL), number), NULL);
    }
}

static void say_gap(const bp_explainer *explainer, int64_t row)
{
    char bound[BP_WORDS_NUMBER], gap[BP_WORDS_NUMBER];
    const bp_words *words = explainer->words;
    const char *of_bound = bp_past_area_text(explainer->past, row, "bound"),
               *of_gap = bp_past_area_text(explainer->past, row, "gap");
    if (!of_bound[0] || !of_gap[0])
        return;
    bp_page_say(explainer, 2,
                strtod(of_gap, NULL) > 0.0
                    ? bp_word(words, "The other areas left as they are, no area in its place weighs more "
                                     "than {bound}; its own weight is {gap} short of that.")
                    : bp_word(words, "The other areas left as they are, no area in its place weighs more."),
                "bound", bp_words_number(words, strtod(of_bound, NULL), 1, bound), "gap",
                bp_words_percent(words, strtod(of_gap, NULL), gap), NULL);
}

void bp_print_standing(const bp_explainer *explainer, int64_t row)
{
    char number[BP_WORDS_NUMBER];
    const bp_words *words = explainer->words;
    const char *survival = bp_past_area_text(explainer->past, row, "survival"),
               *p = bp_past_area_text(explainer->past, row, "significance_p");
    say_gap(explainer, row);
    if (survival[0])
        bp_page_say(explainer, 2,
                    bp_word(words, "Found again in {share} of the variants of the stability analysis."),
                    "share", bp_words_percent(words, strtod(survival, NULL), number), NULL);
    if (p[0])
        bp_page_say(explainer, 2,
                    bp_word(words, "Significance: p = {p}, the share of maps shuffled by chance that have an "
                                   "area as heavy."),
                    "p", bp_words_number(words, strtod(p, NULL), 4, number), NULL);
    say_grants(explainer, row);
}

void bp_print_unit_standing(const bp_explainer *explainer, int64_t unit)
{
    char number[BP_WORDS_NUMBER];
    const bp_column *stability = bp_past_column(explainer->past, "stability"),
                    *adopted = bp_past_column(explainer->past, "adopted");
    if (adopted && adopted->type == BP_COLUMN_TEXT && bp_column_is_valid(adopted, unit))
        bp_page_say(explainer, 0, bp_word(explainer->words, "Adopted area {code}."), "code",
                    bp_column_text_at(adopted, unit), NULL);
    if (stability && stability->type == BP_COLUMN_REAL && bp_column_is_valid(stability, unit))
        bp_page_say(
            explainer, 0,
            bp_word(explainer->words, "Selected in {share} of the variants of the stability analysis."),
            "share", bp_words_percent(explainer->words, stability->real[unit], number), NULL);
}
