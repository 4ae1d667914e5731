#include "cli/qgis/map_tip.h"

#include "geo/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Text put after text; `*to` is NULL once memory ran out. */
static void add(char **to, char *piece)
{
    char *longer = *to && piece ? bp_text_format("%s%s", *to, piece) : NULL;
    free(*to);
    free(piece);
    *to = longer;
}

/* A name as the study gives it, which may have what HTML or QGIS would take for its own; to free(). */
static char *harmless(const char *text)
{
    char *out = (char *)malloc(6 * strlen(text) + 1), *to = out;
    for (; out && *text; text++) {
        const char *instead = *text == '&' ? "&amp;" : *text == '<' ? "&lt;" : *text == '[' ? "&#91;" : NULL;
        if (!instead) {
            *to++ = *text;
            continue;
        }
        memcpy(to, instead, strlen(instead));
        to += strlen(instead);
    }
    if (out)
        *to = '\0';
    return out;
}

/* The expression of a column's value as text that HTML cannot take for its own. */
static char *value_of(const bp_qgis_field *field, const bp_field_look *look, const bp_words *words)
{
    const char *language = bp_words_language_name(bp_words_language(words));
    const char *missing = bp_word(words, N_("No data"));
    /* A text that is not there says that there is none: no area, no flags. */
    if (field->type == BP_COLUMN_TEXT)
        return bp_text_format("[%% replace(replace(coalesce(\"%s\", '\xe2\x80\x93'), '&', '&amp;'), '<', "
                              "'&lt;') %%]",
                              field->name);
    if (look->decimals < 0)
        return bp_text_format("[%% coalesce(to_string(\"%s\"), '%s') %%]", field->name, missing);
    return bp_text_format("[%% coalesce(format_number(\"%s\"%s, %d, '%s')%s, '%s') %%]", field->name,
                          look->is_share ? " * 100" : "", look->decimals, language,
                          look->is_share ? " || ' %'" : "", missing);
}

static int find(const bp_qgis_layer *layer, const char *name)
{
    for (int f = 0; f < layer->n_fields; f++)
        if (strcmp(layer->fields[f].name, name) == 0)
            return f;
    return -1;
}

static void add_part(char **html, const bp_qgis_layer *layer, const bp_field_look *looks, const char *name,
                     const bp_words *words, const char *format[2])
{
    int f = find(layer, name);
    if (f < 0)
        return;
    add(html, bp_text_copy(format[0]));
    add(html, value_of(&layer->fields[f], &looks[f], words));
    add(html, bp_text_copy(format[1]));
}

/* Figures that a glance is for; the form has the rest. */
static bool is_shown(const char *name)
{
    static const char *const shown[] = {"population", "score",     "rank",          "stack", "stability",
                                        "survival",   "area_id",   "designated_id", "units", "programmes",
                                        "grant_eur",  "programme", "region_name"};
    for (size_t s = 0; s < sizeof shown / sizeof *shown; s++)
        if (strcmp(name, shown[s]) == 0)
            return true;
    return strncmp(name, "domain_", strlen("domain_")) == 0;
}

bp_status bp_qgis_map_tip(bp_context *context, const bp_qgis_layer *layer, const bp_field_look *looks,
                          const bp_words *words, char **out)
{
    char *html = bp_text_copy("<div style=\"max-width: 28em\">");
    add_part(&html, layer, looks, "name", words, (const char *[2]){"<b>", "</b>"});
    add_part(&html, layer, looks, "municipality_name", words, (const char *[2]){", ", ""});
    add_part(&html, layer, looks, "why", words, (const char *[2]){"<p>", "</p>"});
    add(&html, bp_text_copy("<table>"));
    for (int f = 0; f < layer->n_fields; f++) {
        if (!is_shown(layer->fields[f].name))
            continue;
        add(&html, bp_text_copy("<tr><td>"));
        add(&html, harmless(looks[f].alias));
        add(&html, bp_text_copy("</td><td align=\"right\">"));
        add(&html, value_of(&layer->fields[f], &looks[f], words));
        add(&html, bp_text_copy("</td></tr>"));
    }
    add(&html, bp_text_copy("</table></div>"));
    if (!html)
        return bp_context_fail_memory(context, 0);
    *out = html;
    return BP_OK;
}
