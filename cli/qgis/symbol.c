#include "cli/qgis/symbol.h"

#include <stdio.h>

void bp_qgis_option(bp_xml *xml, const char *name, const char *value)
{
    bp_xml_empty(xml, "Option", "name", name, "type", "QString", "value", value, NULL);
}

static void begin_symbol(bp_xml *xml, const char *name, const char *type)
{
    bp_xml_begin(xml, "symbol", "name", name, "type", type, "alpha", "1", "clip_to_extent", "1", "force_rhr",
                 "0", NULL);
}

static void begin_layer(bp_xml *xml, const char *class)
{
    bp_xml_begin(xml, "layer", "class", class, "enabled", "1", "locked", "0", "pass", "0", NULL);
    bp_xml_begin(xml, "Option", "type", "Map", NULL);
}

static void end_layer(bp_xml *xml)
{
    bp_xml_end(xml, "Option");
    bp_xml_end(xml, "layer");
}

/* A fill and a border; a style of "no" leaves one out. */
typedef struct simple_fill {
    const char *colour, *style, *outline, *outline_style, *width;
} simple_fill;

static void add_fill(bp_xml *xml, simple_fill fill)
{
    begin_layer(xml, "SimpleFill");
    bp_qgis_option(xml, "color", fill.colour);
    bp_qgis_option(xml, "style", fill.style);
    bp_qgis_option(xml, "joinstyle", "round");
    bp_qgis_option(xml, "outline_color", fill.outline);
    bp_qgis_option(xml, "outline_style", fill.outline_style);
    bp_qgis_option(xml, "outline_width", fill.width);
    bp_qgis_option(xml, "outline_width_unit", "MM");
    end_layer(xml);
}

static void add_hatch(bp_xml *xml, const char *colour)
{
    bp_xml_begin(xml, "layer", "class", "LinePatternFill", "enabled", "1", "locked", "0", "pass", "0", NULL);
    bp_xml_begin(xml, "Option", "type", "Map", NULL);
    bp_qgis_option(xml, "angle", "45");
    bp_qgis_option(xml, "distance", "1");
    bp_qgis_option(xml, "distance_unit", "MM");
    bp_xml_end(xml, "Option");
    begin_symbol(xml, "@strokes", "line");
    begin_layer(xml, "SimpleLine");
    bp_qgis_option(xml, "line_color", colour);
    bp_qgis_option(xml, "line_width", "0.18");
    bp_qgis_option(xml, "line_width_unit", "MM");
    end_layer(xml);
    bp_xml_end(xml, "symbol");
    bp_xml_end(xml, "layer");
}

void bp_qgis_symbol(bp_xml *xml, int number, const bp_theme_class *class, bp_qgis_outline outline)
{
    static const char border[] = "110,110,110,255", white[] = "255,255,255,255", no[] = "no";
    static const char *const widths[] = {"1.2", "0.45", "0.2"};
    const char *width = outline == BP_QGIS_OUTLINE_STEPS ? widths[number < 2 ? number : 2] : "0.7";
    char colour[32], tint[32], name[16];
    snprintf(name, sizeof name, "%d", number);
    snprintf(colour, sizeof colour, "%d,%d,%d,255", class->colour[0], class->colour[1], class->colour[2]);
    begin_symbol(xml, name, "fill");
    if (class->look == BP_THEME_OUTLINED) {
        /* A white rim keeps the border apart from whatever it is drawn over; a thinner one would hide the
         * first with it. */
        if (number == 0 && outline == BP_QGIS_OUTLINE_STEPS)
            add_fill(xml, (simple_fill){white, no, "255,255,255,200", "solid", "1.6"});
        snprintf(tint, sizeof tint, "%d,%d,%d,80", class->colour[0], class->colour[1], class->colour[2]);
        /* Adopted areas lie over the others, which show between the dashes. */
        const bool is_tinted = outline == BP_QGIS_OUTLINE_TINTED;
        add_fill(xml,
                 (simple_fill){tint, is_tinted ? "solid" : no, colour, is_tinted ? "dash" : "solid", width});
    } else if (class->look == BP_THEME_HATCHED) {
        add_fill(xml, (simple_fill){white, "solid", border, "solid", "0.05"});
        add_hatch(xml, colour);
    } else {
        add_fill(xml, (simple_fill){colour, "solid", border, "solid", "0.05"});
    }
    bp_xml_end(xml, "symbol");
}

void bp_qgis_plain_symbol(bp_xml *xml, const char *name, const char *colour)
{
    begin_symbol(xml, name, "fill");
    add_fill(xml, (simple_fill){colour, "solid", colour, "no", "0"});
    bp_xml_end(xml, "symbol");
}
