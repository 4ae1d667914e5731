#include "cli/qgis/style.h"

#include "cli/qgis/form.h"
#include "cli/qgis/symbol.h"
#include "geo/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A text between single quotes, as expressions have it; to free(). */
static char *quoted(const char *text)
{
    char *out = (char *)malloc(2 * strlen(text) + 3), *to = out;
    if (!out)
        return NULL;
    *to++ = '\'';
    for (; *text; text++) {
        if (*text == '\'')
            *to++ = '\'';
        if (*text == '\\')
            *to++ = '\\';
        *to++ = *text;
    }
    *to++ = '\'';
    *to = '\0';
    return out;
}

/* Whatever none of the categories before takes. */
static char *other_filter(const bp_theme *theme)
{
    char *list = bp_text_copy("");
    for (int c = 0; list && c < theme->n_classes; c++) {
        char *value = theme->classes[c].value ? quoted(theme->classes[c].value) : NULL;
        if (!value)
            continue;
        char *longer = bp_text_format("%s%s%s", list, *list ? ", " : "", value);
        free(value);
        free(list);
        list = longer;
    }
    char *filter = !list   ? NULL
                   : *list ? bp_text_format("\"%s\" NOT IN (%s)", theme->column, list)
                           : bp_text_format("\"%s\" IS NOT NULL", theme->column);
    free(list);
    return filter;
}

/* The expression that is true for the values of class c; to free(). */
static char *values_of(const bp_theme *theme, int c)
{
    const bp_theme_class *class = &theme->classes[c];
    if (theme->kind == BP_THEME_CLASSES) {
        char above[32], upto[32];
        bp_text_number(class->above, above);
        bp_text_number(class->upto, upto);
        return bp_text_format("\"%s\" %s %s AND \"%s\" <= %s", theme->column, c == 0 ? ">=" : ">", above,
                              theme->column, upto);
    }
    if (!class->value)
        return other_filter(theme);
    if (!theme->is_text)
        return bp_text_format("\"%s\" = %s", theme->column, class->value);
    char *value = quoted(class->value);
    char *filter = value ? bp_text_format("\"%s\" = %s", theme->column, value) : NULL;
    free(value);
    return filter;
}

const bp_theme_class *bp_qgis_class_at(const bp_theme *theme, int c)
{
    bool has_missing = theme->missing.count > 0;
    if (c < theme->n_classes)
        return &theme->classes[c];
    if (c == theme->n_classes && has_missing)
        return &theme->missing;
    return c == theme->n_classes + has_missing && theme->others.count > 0 ? &theme->others : NULL;
}

/* The expression that is true for the rows of class c; to free(). */
static char *filter_of(const bp_theme *theme, int c)
{
    const bp_theme_class *class = bp_qgis_class_at(theme, c);
    if (class == &theme->others)
        return bp_text_format("\"kind\" <> '%s'", theme->area_kind);
    char *values =
        class == &theme->missing ? bp_text_format("\"%s\" IS NULL", theme->column) : values_of(theme, c);
    if (!theme->area_kind || !values)
        return values;
    char *both = bp_text_format("\"kind\" = '%s' AND (%s)", theme->area_kind, values);
    free(values);
    return both;
}

/* Rules take their names from the theme and their number: the same from run to run. */
static void add_rule(bp_xml *xml, const bp_theme *theme, int c, const char *filter)
{
    char key[64], symbol[16];
    const bp_theme_class *class = bp_qgis_class_at(theme, c);
    snprintf(key, sizeof key, "{00000000-0000-4000-8000-%012d}", c + 1);
    snprintf(symbol, sizeof symbol, "%d", c);
    if (!filter)
        xml->is_lost = true;
    else
        bp_xml_empty(xml, "rule", "key", key, "symbol", symbol, "filter", filter, "label", class->label,
                     NULL);
}

/* Rules and not ranges: ranges cannot draw what is missing. The missing class is there when rows are in it.
 */
static void add_renderer(bp_xml *xml, const bp_theme *theme, bp_qgis_outline outline)
{
    bp_xml_begin(xml, "renderer-v2", "type", "RuleRenderer", "enableorderby", "0", "symbollevels", "0",
                 "forceraster", "0", "referencescale", "-1", NULL);
    bp_xml_begin(xml, "rules", "key", "{00000000-0000-4000-8000-000000000000}", NULL);
    for (int c = 0; bp_qgis_class_at(theme, c); c++) {
        char *filter = filter_of(theme, c);
        add_rule(xml, theme, c, filter);
        free(filter);
    }
    bp_xml_end(xml, "rules");
    bp_xml_begin(xml, "symbols", NULL);
    for (int c = 0; bp_qgis_class_at(theme, c); c++) {
        const bp_theme_class *class = bp_qgis_class_at(theme, c);
        bp_qgis_symbol(xml, c, class, class == &theme->others ? BP_QGIS_OUTLINE_ALONE : outline);
    }
    bp_xml_end(xml, "symbols");
    bp_xml_end(xml, "renderer-v2");
}

/* The name of a small area would cover it: beside it as long as the map is of a region, within it nearer by.
 */
static void add_outside(bp_xml *xml)
{
    bp_xml_begin(xml, "dd_properties", NULL);
    bp_xml_begin(xml, "Option", "type", "Map", NULL);
    bp_qgis_option(xml, "name", "");
    bp_qgis_option(xml, "type", "collection");
    bp_xml_begin(xml, "Option", "name", "properties", "type", "Map", NULL);
    bp_xml_begin(xml, "Option", "name", "PolygonLabelOutside", "type", "Map", NULL);
    bp_xml_empty(xml, "Option", "name", "active", "type", "bool", "value", "true", NULL);
    bp_qgis_option(xml, "expression", "if(@map_scale > 150000, 'force', 'no')");
    bp_xml_empty(xml, "Option", "name", "type", "type", "int", "value", "3", NULL);
    for (int level = 0; level < 3; level++)
        bp_xml_end(xml, "Option");
    bp_xml_end(xml, "dd_properties");
}

static const char *label_of(const bp_qgis_layer *layer)
{
    if (layer->kind == BP_THEME_METHODS)
        return "area_id";
    return bp_qgis_layer_has(layer, "region_name") ? "region_name" : "name";
}

/* Names that do not collide (QGIS leaves out those that would), from the scale on at which there is room. */
static void add_labels(bp_xml *xml, const bp_qgis_layer *layer)
{
    bool is_unit = layer->kind == BP_THEME_UNITS;
    bp_xml_begin(xml, "labeling", "type", "simple", NULL);
    bp_xml_begin(xml, "settings", "calloutType", "simple", NULL);
    bp_xml_begin(xml, "text-style", "fieldName", label_of(layer), "isExpression", "0", "fontSize",
                 is_unit ? "7.5" : "8", "fontSizeUnit", "Point", "fontWeight", is_unit ? "50" : "75",
                 "textColor", is_unit ? "50,50,50,255" : "0,0,0,255", "textOpacity", "1", "namedStyle", "",
                 NULL);
    bp_xml_empty(xml, "text-buffer", "bufferDraw", "1", "bufferSize", is_unit ? "0.7" : "1",
                 "bufferSizeUnits", "MM", "bufferColor", "255,255,255,255", "bufferOpacity", "0.9",
                 "bufferNoFill", "1", "bufferJoinStyle", "128", NULL);
    bp_xml_end(xml, "text-style");
    bp_xml_empty(xml, "text-format", "autoWrapLength", "16", "useMaxLineLengthForAutoWrap", "1",
                 "multilineAlign", "1", NULL);
    bp_xml_empty(xml, "placement", "placement", "4", "priority", is_unit ? "4" : "8", "quadOffset", "4",
                 "centroidInside", "1", "centroidWhole", "0", "fitInPolygonOnly", "0",
                 "polygonPlacementFlags", "2", "dist", "1", "distUnits", "MM", NULL);
    bp_xml_empty(xml, "rendering", "drawLabels", "1", "displayAll", "0", "scaleVisibility", "1", "scaleMax",
                 is_unit ? "60000" : "750000", "scaleMin", "0", "labelPerPart", "0", "obstacle", "1",
                 "obstacleFactor", "1", "obstacleType", "1", "fontMinPixelSize", "3", "fontMaxPixelSize",
                 "10000", NULL);
    if (!is_unit)
        add_outside(xml);
    bp_xml_end(xml, "settings");
    bp_xml_end(xml, "labeling");
}

bp_status bp_qgis_style_add(bp_context *context, bp_xml *xml, const bp_qgis_style *style)
{
    bp_theme_layer kind = style->layer->kind;
    add_renderer(xml, style->theme,
                 kind == BP_THEME_ADOPTED   ? BP_QGIS_OUTLINE_TINTED
                 : kind == BP_THEME_METHODS ? BP_QGIS_OUTLINE_ALONE
                                            : BP_QGIS_OUTLINE_STEPS);
    add_labels(xml, style->layer);
    if (style->extent == BP_QGIS_DRAWING)
        return BP_OK;
    bp_xml_text(xml, "blendMode", "0");
    bp_xml_text(xml, "featureBlendMode", "0");
    bp_xml_text(xml, "layerOpacity", "1");
    return bp_qgis_form_add(context, xml, style->layer, style->words);
}

bp_status bp_qgis_style_qml(bp_context *context, const bp_qgis_style *style, char **out)
{
    const char *categories = style->extent == BP_QGIS_ALL ? "AllStyleCategories" : "Symbology|Labeling";
    bp_xml xml = BP_XML_INIT;
    bp_xml_raw(&xml, "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n");
    bp_xml_begin(&xml, "qgis", "version", "3.22.0", "styleCategories", categories, "labelsEnabled", "1",
                 "hasScaleBasedVisibilityFlag", "0", "minScale", "100000000", "maxScale", "0", "readOnly",
                 "0", "simplifyDrawingHints", "1", "simplifyDrawingTol", "1", "simplifyMaxScale", "1",
                 "simplifyLocal", "1", "simplifyAlgorithm", "0", NULL);
    bp_status status = bp_qgis_style_add(context, &xml, style);
    bp_xml_text(&xml, "layerGeometryType", "2");
    bp_xml_end(&xml, "qgis");
    if (!status)
        return bp_xml_take(context, &xml, out);
    bp_xml_clear(&xml);
    return status;
}
