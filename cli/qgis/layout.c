#include "cli/qgis/layout.h"

#include "cli/qgis/symbol.h"
#include "geo/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where on the page things stand, in millimetres. */
enum {
    PAGE_WIDE = 297,
    PAGE_HIGH = 210,
    MARGIN = 10,
    MAP_TOP = 24,
    MAP_WIDE = 198,
    MAP_HIGH = 168,
    ASIDE = 212
};

static const char map_id[] = "{00000000-0000-4000-8000-00000000a001}";

/* An arrow to the north with its letter, as an SVG in base64: so that no file of QGIS is needed. */
static const char north_arrow[] =
    "base64:"
    "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHdpZHRoPSIyNCIgaGVpZ2h0PSIzMiIgdmlld0"
    "JveD0iMCAwIDI0IDMyIj48cGF0aCBkPSJNMTIgMTAgMjAgMzEgMTIgMjYuNVoiIGZpbGw9IiMyNTI1MjUiIHN0cm9r"
    "ZT0iIzI1MjUyNSIgc3Ryb2tlLWxpbmVqb2luPSJyb3VuZCIvPjxwYXRoIGQ9Ik0xMiAxMCA0IDMxIDEyIDI2LjVaIi"
    "BmaWxsPSIjZmZmIiBzdHJva2U9IiMyNTI1MjUiIHN0cm9rZS1saW5lam9pbj0icm91bmQiLz48cGF0aCBkPSJNOC41"
    "IDhWMWw3IDdWMSIgZmlsbD0ibm9uZSIgc3Ryb2tlPSIjMjUyNTI1IiBzdHJva2Utd2lkdGg9IjEuNiIvPjwvc3ZnPg"
    "==";

/* The layers that the page's map shows, top first, as QGIS finds them when it draws the page. */
static const char shown_layers[] = "[% array_to_string(array_foreach(map_get(item_variables('map'), "
                                   "'map_layers'), layer_property(@element, 'name')), ' \xc2\xb7 ') %]";

/* A rectangle on the page. */
typedef struct place {
    double x, y, width, height;
} place;

/* Attributes that every item has; the caller ends the element. `more` is a name and a value, or NULL. */
static void begin_item(bp_xml *xml, int number, const char *type, place at, const char *background)
{
    char id[48], position[64], size[64], order[8];
    snprintf(id, sizeof id, "{00000000-0000-4000-8000-00000000a%03d}", number);
    snprintf(position, sizeof position, "%g,%g,mm", at.x, at.y);
    snprintf(size, sizeof size, "%g,%g,mm", at.width, at.height);
    snprintf(order, sizeof order, "%d", number);
    bp_xml_raw(xml, "<LayoutItem");
    const char *const pairs[][2] = {{"type", type},
                                    {"uuid", id},
                                    {"templateUuid", id},
                                    {"position", position},
                                    {"positionOnPage", position},
                                    {"size", size},
                                    {"zValue", order},
                                    {"background", background},
                                    {"frame", number == 1 ? "true" : "false"},
                                    {"referencePoint", "0"},
                                    {"opacity", "1"},
                                    {"visibility", "1"},
                                    {"itemRotation", "0"},
                                    {"excludeFromExports", "0"}};
    for (size_t p = 0; p < sizeof pairs / sizeof *pairs; p++)
        bp_xml_attribute(xml, pairs[p][0], pairs[p][1]);
}

static void end_head(bp_xml *xml)
{
    bp_xml_raw(xml, ">\n");
    bp_xml_empty(xml, "FrameColor", "red", "110", "green", "110", "blue", "110", "alpha", "255", NULL);
    bp_xml_empty(xml, "BackgroundColor", "red", "255", "green", "255", "blue", "255", "alpha", "255", NULL);
}

static void end_item(bp_xml *xml)
{
    bp_xml_raw(xml, "</LayoutItem>\n");
}

static void add_font(bp_xml *xml, const char *element, int points, bool is_bold)
{
    char font[64];
    snprintf(font, sizeof font, "Arial,%d,-1,5,%d,0,0,0,0,0", points, is_bold ? 75 : 50);
    bp_xml_empty(xml, element, "description", font, "style", "", NULL);
}

/* Text of a study as a label shows it, to free(): QGIS takes what stands behind [% for an expression of its
 * own. */
static char *plain(const char *text)
{
    char *made = bp_text_copy("");
    for (const char *next = text; made && text; text = next ? next + 2 : NULL) {
        next = strstr(text, "[%");
        int bytes = (int)(next ? (size_t)(next - text) : strlen(text));
        char *longer = bp_text_format("%s%.*s%s", made, bytes, text, next ? "[% '[%' %]" : "");
        free(made);
        made = longer;
    }
    return made;
}

static void add_label(bp_xml *xml, int number, place at, const char *text, int points)
{
    begin_item(xml, number, "65641", at, "false");
    bp_xml_attribute(xml, "labelText", text);
    bp_xml_attribute(xml, "htmlState", "0");
    bp_xml_attribute(xml, "halign", "1");
    bp_xml_attribute(xml, "valign", number == 2 ? "128" : "32");
    bp_xml_attribute(xml, "marginX", "0");
    bp_xml_attribute(xml, "marginY", "0");
    end_head(xml);
    add_font(xml, "LabelFont", points, number == 2);
    bp_xml_empty(xml, "FontColor", "red", "37", "green", "37", "blue", "37", "alpha", "255", NULL);
    end_item(xml);
}

/* The extent widened to the shape of the map, with a rim around. */
static void add_extent(bp_xml *xml, const double *extent)
{
    double width = extent[2] - extent[0], height = extent[3] - extent[1], shape = (double)MAP_WIDE / MAP_HIGH;
    double half = 0.52 * (width > height * shape ? width : height * shape);
    double x = 0.5 * (extent[0] + extent[2]), y = 0.5 * (extent[1] + extent[3]);
    const double sides[4] = {x - half, y - half / shape, x + half, y + half / shape};
    char texts[4][32];
    for (int s = 0; s < 4; s++)
        bp_text_number(sides[s], texts[s]);
    bp_xml_empty(xml, "Extent", "xmin", texts[0], "ymin", texts[1], "xmax", texts[2], "ymax", texts[3], NULL);
}

static void add_map(bp_xml *xml, const double *extent)
{
    begin_item(xml, 1, "65639", (place){MARGIN, MAP_TOP, MAP_WIDE, MAP_HIGH}, "true");
    bp_xml_attribute(xml, "id", "map");
    bp_xml_attribute(xml, "followPreset", "false");
    bp_xml_attribute(xml, "keepLayerSet", "false");
    bp_xml_attribute(xml, "drawCanvasItems", "true");
    bp_xml_attribute(xml, "mapRotation", "0");
    end_head(xml);
    if (extent)
        add_extent(xml, extent);
    end_item(xml);
}

static void add_legend(bp_xml *xml, const bp_qgis_project *project, bp_qgis_tree_fn tree)
{
    static const struct {
        const char *name, *above;
        int points;
        bool is_bold;
    } styles[] = {{"title", "0", 11, true},
                  {"group", "2", 10, true},
                  {"subgroup", "3", 9, true},
                  {"symbol", "1", 8, false},
                  {"symbolLabel", "1", 8, false}};
    begin_item(xml, 3, "65642", (place){ASIDE, MAP_TOP, PAGE_WIDE - MARGIN - ASIDE, 120}, "false");
    bp_xml_attribute(xml, "map_uuid", map_id);
    bp_xml_attribute(xml, "legendFilterByMap", "1");
    bp_xml_attribute(xml, "resizeToContents", "1");
    bp_xml_attribute(xml, "title", "");
    bp_xml_attribute(xml, "wrapChar", BP_QGIS_LEGEND_BREAK);
    bp_xml_attribute(xml, "boxSpace", "0");
    bp_xml_attribute(xml, "symbolWidth", "7");
    bp_xml_attribute(xml, "symbolHeight", "4");
    bp_xml_attribute(xml, "columnCount", "1");
    bp_xml_attribute(xml, "fontColor", "#252525");
    end_head(xml);
    bp_xml_begin(xml, "styles", NULL);
    for (size_t s = 0; s < sizeof styles / sizeof *styles; s++) {
        bp_xml_begin(xml, "style", "name", styles[s].name, "alignment", "1", "indent", "0", "marginTop",
                     styles[s].above, "marginLeft", s == 4 ? "2" : "0", NULL);
        add_font(xml, "styleFont", styles[s].points, styles[s].is_bold);
        bp_xml_end(xml, "style");
    }
    bp_xml_end(xml, "styles");
    tree(xml, project);
    end_item(xml);
}

static void add_scale_bar(bp_xml *xml)
{
    begin_item(xml, 4, "65646", (place){ASIDE, 178, 60, 12}, "false");
    bp_xml_attribute(xml, "mapUuid", map_id);
    bp_xml_attribute(xml, "style", "Single Box");
    bp_xml_attribute(xml, "unitType", "km");
    bp_xml_attribute(xml, "unitLabel", "km");
    bp_xml_attribute(xml, "numMapUnitsPerScaleBarUnit", "1");
    bp_xml_attribute(xml, "numUnitsPerSegment", "10");
    bp_xml_attribute(xml, "numSegments", "2");
    bp_xml_attribute(xml, "numSegmentsLeft", "0");
    bp_xml_attribute(xml, "segmentSizeMode", "1");
    bp_xml_attribute(xml, "minBarWidth", "30");
    bp_xml_attribute(xml, "maxBarWidth", "60");
    bp_xml_attribute(xml, "height", "2");
    bp_xml_attribute(xml, "outlineWidth", "0.2");
    bp_xml_attribute(xml, "labelBarSpace", "1");
    bp_xml_attribute(xml, "boxContentSpace", "0");
    end_head(xml);
    add_font(xml, "scaleBarFont", 8, false);
    end_item(xml);
}

static void add_north_arrow(bp_xml *xml)
{
    begin_item(xml, 5, "65640", (place){MARGIN + MAP_WIDE - 13, MAP_TOP + 3, 10, 14}, "false");
    bp_xml_attribute(xml, "file", north_arrow);
    bp_xml_attribute(xml, "mapUuid", map_id);
    bp_xml_attribute(xml, "northMode", "0");
    bp_xml_attribute(xml, "mode", "0");
    bp_xml_attribute(xml, "resizeMode", "0");
    end_head(xml);
    end_item(xml);
}

/* Smaller for a title that would not fit on its line: 22 letters of 16 points are 100 millimetres. */
static int title_points(const char *title)
{
    int letters = 0, points = 16, most = 0;
    for (const char *c = title; *c; c++)
        letters += (*c & 0xC0) != 0x80;
    most = letters > 0 ? (int)((PAGE_WIDE - 2 * MARGIN) * 22.0 / 100.0 * 16.0 / letters) : points;
    return most < 8 ? 8 : most < points ? most : points;
}

/* The date is that of printing, which QGIS fills in: outputs have no clock of their own. */
static void add_sources(bp_xml *xml, const bp_qgis_project *project)
{
    char *sources = plain(project->sources);
    const bp_filling fillings[] = {{"sources", sources}, {"date", "[% format_date(now(), 'yyyy-MM-dd') %]"}};
    const char *form =
        bp_word(project->words, N_("Sources: {sources}. Made with brandpunt; printed {date}."));
    char *text = sources ? bp_words_fill(form, fillings, 2) : NULL;
    if (!text)
        xml->is_lost = true;
    else
        add_label(xml, 6, (place){MARGIN, MAP_TOP + MAP_HIGH + 2, PAGE_WIDE - 2 * MARGIN, 14}, text, 7);
    free(text);
    free(sources);
}

static void add_title(bp_xml *xml, const char *title)
{
    char *text = plain(title);
    if (!text)
        xml->is_lost = true;
    else
        add_label(xml, 2, (place){MARGIN, 5, PAGE_WIDE - 2 * MARGIN, 11}, text, title_points(title));
    free(text);
}

static void add_page(bp_xml *xml)
{
    static const char white[] = "255,255,255,255";
    bp_xml_begin(xml, "PageCollection", NULL);
    bp_qgis_plain_symbol(xml, "", white);
    begin_item(xml, 0, "65638", (place){0, 0, PAGE_WIDE, PAGE_HIGH}, "true");
    end_head(xml);
    bp_qgis_plain_symbol(xml, "", white);
    end_item(xml);
    bp_xml_empty(xml, "GuideCollection", "visible", "1", NULL);
    bp_xml_end(xml, "PageCollection");
}

void bp_qgis_layout_add(bp_xml *xml, const bp_qgis_project *project, const double *extent,
                        bp_qgis_tree_fn tree)
{
    bp_xml_begin(xml, "Layout", "name", bp_word(project->words, N_("Map")), "units", "mm", "printResolution",
                 "300", "worldFileMap", "", NULL);
    add_page(xml);
    add_north_arrow(xml);
    add_scale_bar(xml);
    add_legend(xml, project, tree);
    add_title(xml, project->title);
    add_label(xml, 7, (place){MARGIN, 16.5, PAGE_WIDE - 2 * MARGIN, 6}, shown_layers, 9);
    add_sources(xml, project);
    add_map(xml, extent);
    bp_xml_empty(xml, "Atlas", "enabled", "0", "coverageLayer", "", "filenamePattern", "", NULL);
    bp_xml_end(xml, "Layout");
}
