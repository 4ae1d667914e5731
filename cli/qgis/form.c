#include "cli/qgis/form.h"

#include "cli/qgis/fields.h"
#include "cli/qgis/map_tip.h"
#include "cli/qgis/symbol.h"
#include "geo/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add_text_format(bp_xml *xml, bool is_long)
{
    bp_xml_begin(xml, "Option", "type", "Map", NULL);
    bp_xml_empty(xml, "Option", "name", "IsMultiline", "type", "bool", "value", is_long ? "true" : "false",
                 NULL);
    bp_xml_empty(xml, "Option", "name", "UseHtml", "type", "bool", "value", "false", NULL);
    bp_xml_end(xml, "Option");
}

/* The theme whose categories are the words of a column; NULL: there is none. */
static const bp_theme *words_of(const bp_qgis_layer *layer, const bp_qgis_field *field)
{
    for (int t = 0; t < layer->themes.n; t++) {
        const bp_theme *theme = &layer->themes.themes[t];
        if (theme->is_text && theme->classes[0].value && strcmp(theme->column, field->name) == 0)
            return theme;
    }
    return NULL;
}

static void add_word_format(bp_xml *xml, const bp_theme *theme)
{
    bp_xml_begin(xml, "Option", "type", "Map", NULL);
    bp_xml_begin(xml, "Option", "name", "map", "type", "List", NULL);
    for (int c = 0; c < theme->n_classes; c++) {
        if (!theme->classes[c].value)
            continue;
        bp_xml_begin(xml, "Option", "type", "Map", NULL);
        bp_qgis_option(xml, theme->classes[c].label, theme->classes[c].value);
        bp_xml_end(xml, "Option");
    }
    bp_xml_end(xml, "Option");
    bp_xml_end(xml, "Option");
}

/* A column that names one of the domains: they are those that the layer has columns of. */
static void add_domain_format(bp_xml *xml, const bp_qgis_layer *layer, const bp_words *words)
{
    static const char front[] = "domain_";
    bp_xml_begin(xml, "Option", "type", "Map", NULL);
    bp_xml_begin(xml, "Option", "name", "map", "type", "List", NULL);
    for (int f = 0; f < layer->n_fields; f++) {
        const char *name = layer->fields[f].name;
        if (strncmp(name, front, strlen(front)) != 0)
            continue;
        char *label = bp_word_domain(words, name + strlen(front));
        bp_xml_begin(xml, "Option", "type", "Map", NULL);
        bp_qgis_option(xml, label ? label : name, name + strlen(front));
        bp_xml_end(xml, "Option");
        free(label);
    }
    bp_xml_end(xml, "Option");
    bp_xml_end(xml, "Option");
}

static void add_field(bp_xml *xml, const bp_qgis_layer *layer, const bp_qgis_field *field,
                      const bp_field_look *look, const bp_words *words)
{
    const bp_theme *theme = words_of(layer, field);
    bool is_domain = strcmp(field->name, "worst_domain") == 0;
    /* Numbers too: what cannot be edited is shown by a field of text as text, and by one of numbers in grey.
     */
    const char *widget = theme || is_domain ? "ValueMap" : "TextEdit";
    bp_xml_begin(xml, "field", "name", field->name, "configurationFlags", "None", NULL);
    bp_xml_begin(xml, "editWidget", "type", widget, NULL);
    bp_xml_begin(xml, "config", NULL);
    if (theme)
        add_word_format(xml, theme);
    else if (is_domain)
        add_domain_format(xml, layer, words);
    else
        add_text_format(xml, look->group == BP_FIELDS_WHY);
    bp_xml_end(xml, "config");
    bp_xml_end(xml, "editWidget");
    bp_xml_end(xml, "field");
}

/* The key is first among the columns that QGIS sees. */
static void add_names(bp_xml *xml, const bp_qgis_layer *layer, const bp_field_look *looks,
                      const bp_words *words)
{
    bp_xml_begin(xml, "fieldConfiguration", NULL);
    for (int f = 0; f < layer->n_fields; f++)
        add_field(xml, layer, &layer->fields[f], &looks[f], words);
    bp_xml_end(xml, "fieldConfiguration");
    bp_xml_begin(xml, "aliases", NULL);
    for (int f = 0; f < layer->n_fields; f++) {
        char index[16];
        snprintf(index, sizeof index, "%d", f + 1);
        bp_xml_empty(xml, "alias", "field", layer->fields[f].name, "index", index, "name", looks[f].alias,
                     NULL);
    }
    bp_xml_end(xml, "aliases");
}

static void add_group(bp_xml *xml, const bp_qgis_layer *layer, const bp_field_look *looks,
                      bp_field_group group, const bp_words *words)
{
    bool is_empty = true;
    for (int f = 0; f < layer->n_fields; f++)
        is_empty = is_empty && looks[f].group != group;
    if (is_empty)
        return;
    bp_xml_begin(xml, "attributeEditorContainer", "name", bp_word(words, bp_field_group_title(group)),
                 "groupBox", "1", "columnCount", group == BP_FIELDS_WHY ? "1" : "2", "showLabel", "1",
                 "visibilityExpressionEnabled", "0", "visibilityExpression", "", NULL);
    for (int f = 0; f < layer->n_fields; f++) {
        char index[16];
        snprintf(index, sizeof index, "%d", f + 1);
        if (looks[f].group == group)
            bp_xml_empty(xml, "attributeEditorField", "name", layer->fields[f].name, "index", index,
                         "showLabel", "1", NULL);
    }
    bp_xml_end(xml, "attributeEditorContainer");
}

static void add_form(bp_xml *xml, const bp_qgis_layer *layer, const bp_field_look *looks,
                     const bp_words *words)
{
    bp_xml_text(xml, "featformsuppress", "0");
    bp_xml_text(xml, "editorlayout", "tablayout");
    bp_xml_begin(xml, "attributeEditorForm", NULL);
    for (int g = 0; g < BP_FIELDS_GROUPS; g++)
        add_group(xml, layer, looks, (bp_field_group)g, words);
    bp_xml_end(xml, "attributeEditorForm");
    bp_xml_begin(xml, "editable", NULL);
    for (int f = 0; f < layer->n_fields; f++)
        bp_xml_empty(xml, "field", "name", layer->fields[f].name, "editable", "0", NULL);
    bp_xml_end(xml, "editable");
    bp_xml_begin(xml, "labelOnTop", NULL);
    for (int f = 0; f < layer->n_fields; f++)
        bp_xml_empty(xml, "field", "name", layer->fields[f].name, "labelOnTop",
                     looks[f].group == BP_FIELDS_WHY ? "1" : "0", NULL);
    bp_xml_end(xml, "labelOnTop");
}

bp_status bp_qgis_form_add(bp_context *context, bp_xml *xml, const bp_qgis_layer *layer,
                           const bp_words *words)
{
    char *tip = NULL;
    bp_field_look *looks = (bp_field_look *)calloc((size_t)layer->n_fields + 1, sizeof *looks);
    bp_status status = looks ? BP_OK : bp_context_fail_memory(context, 0);
    for (int f = 0; !status && f < layer->n_fields; f++)
        status = bp_field_look_of(context, words, layer, f, &looks[f]);
    if (!status)
        status = bp_qgis_map_tip(context, layer, looks, words, &tip);
    if (!status) {
        add_names(xml, layer, looks, words);
        add_form(xml, layer, looks, words);
        bp_xml_text(xml, "previewExpression", bp_qgis_layer_has(layer, "name") ? "\"name\"" : "");
        bp_xml_text(xml, "mapTip", tip);
    }
    for (int f = 0; looks && f < layer->n_fields; f++)
        free(looks[f].alias);
    free(looks);
    free(tip);
    return status;
}
