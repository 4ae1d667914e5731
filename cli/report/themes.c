#include "cli/report/page.h"

#include "cli/theme.h"
#include "geo/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void add_pair(bp_markup *text, const char *key, const char *english, const char *dutch)
{
    bp_markup_add_text(text, key);
    bp_markup_add_text(text, "[");
    bp_markup_add_string(text, english);
    bp_markup_add_text(text, ",");
    bp_markup_add_string(text, dutch);
    bp_markup_add_text(text, "]");
}

static void add_class(bp_markup *text, const bp_theme_class *english, const bp_theme_class *dutch)
{
    static const char *const looks[] = {"filled", "hatched", "outlined"};
    char colour[8];
    const uint8_t *rgb = english->colour;
    snprintf(colour, sizeof colour, "#%02x%02x%02x", rgb[0], rgb[1], rgb[2]);
    bp_markup_add_text(text, "{\"value\":");
    bp_markup_add_string(text, english->value);
    add_pair(text, ",\"label\":", english->label, dutch->label);
    bp_markup_add_text(text, ",\"colour\":");
    bp_markup_add_string(text, colour);
    bp_markup_add_text(text, ",\"look\":");
    bp_markup_add_string(text, looks[english->look]);
    bp_markup_add_text(text, "}");
}

static void add_rows(bp_markup *text, const bp_table *table, const bp_theme *theme)
{
    const bp_column *column = &table->columns[bp_table_find(table, theme->column)];
    bp_markup_add_text(text, ",\"rows\":\"");
    for (int64_t i = 0; i < table->n_rows; i++) {
        int k = bp_theme_class_of(theme, column, i);
        char letter = k < 0 ? '-' : (char)('a' + k);
        bp_markup_add(text, &letter, 1);
    }
    bp_markup_add_text(text, "\"");
}

static void add_theme(bp_markup *text, const bp_table *table, const bp_theme *english, const bp_theme *dutch)
{
    bp_markup_add_text(text, "{\"name\":");
    bp_markup_add_string(text, english->name);
    add_pair(text, ",\"title\":", english->title, dutch->title);
    bp_markup_add_text(text, ",\"column\":");
    bp_markup_add_string(text, english->column);
    bp_markup_add_text(text, ",\"kind\":");
    bp_markup_add_string(text, english->kind == BP_THEME_CLASSES ? "classes" : "categories");
    bp_markup_add_text(text, ",\"decimals\":");
    bp_markup_add_integer(text, english->decimals);
    bp_markup_add_text(text, english->is_share ? ",\"share\":true" : "");
    bp_markup_add_text(text, ",\"classes\":[");
    for (int k = 0; k < english->n_classes; k++) {
        bp_markup_add_text(text, k > 0 ? "," : "");
        add_class(text, &english->classes[k], &dutch->classes[k]);
    }
    bp_markup_add_text(text, "],\"missing\":");
    add_class(text, &english->missing, &dutch->missing);
    add_rows(text, table, english);
    bp_markup_add_text(text, "}");
}

/* A theme with more classes than there are letters cannot be told apart on a map either. */
static bool is_shown(const bp_theme *theme)
{
    return theme->n_classes > 0 && theme->n_classes <= 26;
}

bp_status bp_page_add_themes(bp_context *context, const bp_stored_run *run,
                             const bp_page_languages *languages, bp_markup *text)
{
    const json_t *study = json_object_get(run->json, "study");
    bp_themes themes[2] = {BP_THEMES_INIT, BP_THEMES_INIT};
    bp_theme_options options = BP_THEME_OPTIONS_INIT;
    bp_status status = BP_OK;
    bool is_first = true;
    options.layer = BP_THEME_UNITS;
    options.base = json_number_value(json_object_get(json_object_get(study, "areas"), "base"));
    options.n_domains = (int64_t)json_array_size(json_object_get(study, "domains"));
    for (int l = 0; !status && l < 2; l++) {
        options.words = languages->words[l];
        status = bp_themes_make(context, &run->units.table, &options, &themes[l]);
    }
    bp_markup_add_text(text, "[");
    for (int i = 0; !status && i < themes[0].n; i++) {
        if (!is_shown(&themes[0].themes[i]))
            continue;
        bp_markup_add_text(text, is_first ? "" : ",");
        add_theme(text, &run->units.table, &themes[0].themes[i], &themes[1].themes[i]);
        is_first = false;
    }
    bp_markup_add_text(text, "]");
    for (int l = 0; l < 2; l++)
        bp_themes_clear(&themes[l]);
    return status;
}
