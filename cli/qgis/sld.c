/* Styles for other programs: GeoServer, MapServer, gvSIG, ArcGIS by conversion. */
#include "cli/qgis/style.h"

#include "geo/text.h"

#include <stdio.h>
#include <stdlib.h>

static void add_comparison(bp_xml *xml, const char *operation, const char *column, const char *value)
{
    bp_xml_begin(xml, operation, NULL);
    bp_xml_text(xml, "ogc:PropertyName", column);
    bp_xml_text(xml, "ogc:Literal", value);
    bp_xml_end(xml, operation);
}

static void add_range(bp_xml *xml, const bp_theme *theme, int c)
{
    char above[32], upto[32];
    bp_text_number(theme->classes[c].above, above);
    bp_text_number(theme->classes[c].upto, upto);
    bp_xml_begin(xml, "ogc:And", NULL);
    add_comparison(xml, c == 0 ? "ogc:PropertyIsGreaterThanOrEqualTo" : "ogc:PropertyIsGreaterThan",
                   theme->column, above);
    add_comparison(xml, "ogc:PropertyIsLessThanOrEqualTo", theme->column, upto);
    bp_xml_end(xml, "ogc:And");
}

/* Whatever none of the categories before takes. */
static void add_others(bp_xml *xml, const bp_theme *theme)
{
    bp_xml_begin(xml, "ogc:And", NULL);
    bp_xml_begin(xml, "ogc:Not", NULL);
    bp_xml_begin(xml, "ogc:PropertyIsNull", NULL);
    bp_xml_text(xml, "ogc:PropertyName", theme->column);
    bp_xml_end(xml, "ogc:PropertyIsNull");
    bp_xml_end(xml, "ogc:Not");
    for (int c = 0; c < theme->n_classes; c++)
        if (theme->classes[c].value)
            add_comparison(xml, "ogc:PropertyIsNotEqualTo", theme->column, theme->classes[c].value);
    bp_xml_end(xml, "ogc:And");
}

static void add_filter(bp_xml *xml, const bp_theme *theme, int c)
{
    const bp_theme_class *class = bp_qgis_class_at(theme, c);
    bool is_of_kind = theme->area_kind && class != &theme->others;
    bp_xml_begin(xml, "ogc:Filter", NULL);
    if (is_of_kind) {
        bp_xml_begin(xml, "ogc:And", NULL);
        add_comparison(xml, "ogc:PropertyIsEqualTo", "kind", theme->area_kind);
    }
    if (class == &theme->others) {
        add_comparison(xml, "ogc:PropertyIsNotEqualTo", "kind", theme->area_kind);
    } else if (class == &theme->missing) {
        bp_xml_begin(xml, "ogc:PropertyIsNull", NULL);
        bp_xml_text(xml, "ogc:PropertyName", theme->column);
        bp_xml_end(xml, "ogc:PropertyIsNull");
    } else if (theme->kind == BP_THEME_CLASSES) {
        add_range(xml, theme, c);
    } else if (theme->classes[c].value) {
        add_comparison(xml, "ogc:PropertyIsEqualTo", theme->column, theme->classes[c].value);
    } else {
        add_others(xml, theme);
    }
    if (is_of_kind)
        bp_xml_end(xml, "ogc:And");
    bp_xml_end(xml, "ogc:Filter");
}

static void add_parameter(bp_xml *xml, const char *name, const char *value)
{
    bp_xml_named_text(xml, "se:SvgParameter", "name", name, value);
}

static void add_stroke(bp_xml *xml, const char *colour, const char *width)
{
    bp_xml_begin(xml, "se:Stroke", NULL);
    add_parameter(xml, "stroke", colour);
    add_parameter(xml, "stroke-width", width);
    bp_xml_end(xml, "se:Stroke");
}

/* Strokes both ways: of the marks that the standard has, every program knows "x". */
static void add_hatch(bp_xml *xml, const char *colour)
{
    bp_xml_begin(xml, "se:GraphicFill", NULL);
    bp_xml_begin(xml, "se:Graphic", NULL);
    bp_xml_begin(xml, "se:Mark", NULL);
    bp_xml_text(xml, "se:WellKnownName", "x");
    add_stroke(xml, colour, "0.5");
    bp_xml_end(xml, "se:Mark");
    bp_xml_text(xml, "se:Size", "4");
    bp_xml_end(xml, "se:Graphic");
    bp_xml_end(xml, "se:GraphicFill");
}

static void add_rule(bp_xml *xml, const bp_theme *theme, int c)
{
    const bp_theme_class *class = bp_qgis_class_at(theme, c);
    bool is_outlined = class->look == BP_THEME_OUTLINED;
    char colour[8];
    snprintf(colour, sizeof colour, "#%02x%02x%02x", class->colour[0], class->colour[1], class->colour[2]);
    bp_xml_begin(xml, "se:Rule", NULL);
    bp_xml_text(xml, "se:Name", class->label);
    bp_xml_begin(xml, "se:Description", NULL);
    bp_xml_text(xml, "se:Title", class->label);
    bp_xml_end(xml, "se:Description");
    add_filter(xml, theme, c);
    bp_xml_begin(xml, "se:PolygonSymbolizer", NULL);
    if (!is_outlined) {
        bp_xml_begin(xml, "se:Fill", NULL);
        if (class->look == BP_THEME_HATCHED)
            add_hatch(xml, colour);
        else
            add_parameter(xml, "fill", colour);
        bp_xml_end(xml, "se:Fill");
    }
    add_stroke(xml, is_outlined ? colour : "#6e6e6e", is_outlined ? "2" : "0.2");
    bp_xml_end(xml, "se:PolygonSymbolizer");
    bp_xml_end(xml, "se:Rule");
}

bp_status bp_qgis_style_sld(bp_context *context, const bp_qgis_style *style, char **out)
{
    const bp_theme *theme = style->theme;
    bp_xml xml = BP_XML_INIT;
    bp_xml_raw(&xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    bp_xml_begin(&xml, "StyledLayerDescriptor", "version", "1.1.0", "xmlns", "http://www.opengis.net/sld",
                 "xmlns:se", "http://www.opengis.net/se", "xmlns:ogc", "http://www.opengis.net/ogc",
                 "xmlns:xlink", "http://www.w3.org/1999/xlink", "xmlns:xsi",
                 "http://www.w3.org/2001/XMLSchema-instance", "xsi:schemaLocation",
                 "http://www.opengis.net/sld http://schemas.opengis.net/sld/1.1.0/StyledLayerDescriptor.xsd",
                 NULL);
    bp_xml_begin(&xml, "NamedLayer", NULL);
    bp_xml_text(&xml, "se:Name", style->layer->name);
    bp_xml_begin(&xml, "UserStyle", NULL);
    bp_xml_text(&xml, "se:Name", theme->title);
    bp_xml_begin(&xml, "se:FeatureTypeStyle", NULL);
    for (int c = 0; bp_qgis_class_at(theme, c); c++)
        add_rule(&xml, theme, c);
    bp_xml_end(&xml, "se:FeatureTypeStyle");
    bp_xml_end(&xml, "UserStyle");
    bp_xml_end(&xml, "NamedLayer");
    bp_xml_end(&xml, "StyledLayerDescriptor");
    return bp_xml_take(context, &xml, out);
}
