#include "cli/qgis/project.h"

#include "cli/qgis/layout.h"
#include "cli/qgis/style.h"
#include "cli/qgis/symbol.h"
#include "geo/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ID_BYTES = 160 };

/* Tiles of a country's mapping agency, by the CRS that its maps are in. By number of tile (XYZ), since QGIS
 * asks a WMTS for its contents as soon as a project is opened. */
static const struct {
    const char *crs, *id, *title, *source;
} backgrounds[] = {
    {"EPSG:28992", "background_brt", "BRT Achtergrondkaart (PDOK)",
     "type=xyz&url=https://service.pdok.nl/brt/achtergrondkaart/wmts/v2_0/grijs/EPSG:3857/%7Bz%7D/%7Bx%7D/"
     "%7By%7D.png&zmax=19&zmin=6&crs=EPSG:3857"},
};

static int find_background(const bp_qgis_project *project)
{
    for (size_t b = 0; b < sizeof backgrounds / sizeof *backgrounds; b++)
        if (project->crs->code && strcmp(project->crs->code, backgrounds[b].crs) == 0)
            return (int)b;
    return -1;
}

/* The name of a theme of a layer within the project: letters, digits and underscores, and more than the ten
 * characters below which QGIS makes up a name of its own. */
static const char *id_of(const bp_qgis_layer *layer, const bp_theme *theme, char id[ID_BYTES])
{
    snprintf(id, ID_BYTES, "brandpunt_%s_%s", layer->name, theme->name);
    for (char *c = id; *c; c++)
        if (!((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9')))
            *c = '_';
    return id;
}

static char *source_of(const bp_qgis_layer *layer)
{
    return bp_text_format("./%s.gpkg|layername=%s", layer->file, layer->name);
}

/* How many themes of a layer the project shows, each as a layer of its own. */
static int count_shown(const bp_qgis_layer *layer)
{
    bool has_one = layer->kind != BP_THEME_UNITS && layer->themes.n > 0;
    return layer->is_apart ? 0 : has_one ? 1 : layer->themes.n;
}

static void add_crs(bp_xml *xml, const bp_crs *crs)
{
    bp_xml_begin(xml, "spatialrefsys", NULL);
    bp_xml_text(xml, "wkt", crs->wkt ? crs->wkt : "");
    if (crs->code)
        bp_xml_text(xml, "authid", crs->code);
    bp_xml_text(xml, "geographicflag", crs->is_geographic ? "true" : "false");
    bp_xml_end(xml, "spatialrefsys");
}

static void add_extent(bp_xml *xml, const double *extent)
{
    static const char *const names[4] = {"xmin", "ymin", "xmax", "ymax"};
    bp_xml_begin(xml, "extent", NULL);
    for (int s = 0; s < 4; s++) {
        char text[32];
        bp_text_number(extent[s], text);
        bp_xml_text(xml, names[s], text);
    }
    bp_xml_end(xml, "extent");
}

static void add_property(bp_xml *xml, const char *name, const char *value)
{
    bp_xml_begin(xml, "customproperties", NULL);
    bp_xml_begin(xml, "Option", "type", "Map", NULL);
    bp_qgis_option(xml, name, value);
    bp_xml_end(xml, "Option");
    bp_xml_end(xml, "customproperties");
}

/* The title with a break between words wherever a line of the legend is full; to free(). */
static char *break_title(const char *title)
{
    char *broken = bp_text_copy("");
    int letters = 0;
    for (const char *word = title; broken && *word;) {
        int bytes = (int)strcspn(word, " "), own = 0;
        for (int b = 0; b < bytes; b++)
            own += (word[b] & 0xC0) != 0x80;
        bool is_full = letters > 0 && letters + 1 + own > BP_QGIS_LEGEND_LETTERS;
        char *longer = bp_text_format("%s%s%.*s", broken,
                                      is_full       ? BP_QGIS_LEGEND_BREAK
                                      : letters > 0 ? " "
                                                    : "",
                                      bytes, word);
        free(broken);
        broken = longer;
        letters = is_full || letters == 0 ? own : letters + 1 + own;
        word += bytes;
        word += strspn(word, " ");
    }
    return broken;
}

/* A layer in the tree, or in a legend, where its title may take several lines. */
typedef struct tree_layer {
    const char *id, *title, *source, *provider;
    bool is_shown, in_legend;
} tree_layer;

static void add_tree_layer(bp_xml *xml, const tree_layer *made)
{
    bool is_shown = made->is_shown;
    char *title = made->in_legend ? break_title(made->title) : NULL;
    bp_xml_begin(xml, "layer-tree-layer", "id", made->id, "name", made->title, "source", made->source,
                 "providerKey", made->provider, "checked", is_shown ? "Qt::Checked" : "Qt::Unchecked",
                 "expanded", is_shown ? "1" : "0", "legend_split_behavior", "0", "patch_size", "-1,-1",
                 "legend_exp", "", NULL);
    if (title)
        add_property(xml, "legend/title-label", title);
    bp_xml_end(xml, "layer-tree-layer");
    free(title);
}

/* The layers of one kind as a group; of the units' themes one at a time is shown, the first to begin with.
 * What areas share with programmes would cover the units, and the areas of other methods those of the answer:
 * both wait to be asked for. */
static void add_group(bp_xml *xml, const bp_qgis_project *project, bp_theme_layer kind, const char *title,
                      bool in_legend)
{
    const bp_qgis_layers *layers = project->layers;
    int n = 0;
    for (int l = 0; l < layers->n; l++)
        n += layers->layers[l].kind == kind ? count_shown(&layers->layers[l]) : 0;
    if (n == 0)
        return;
    bool one_only = kind == BP_THEME_UNITS;
    bp_xml_begin(xml, "layer-tree-group", "name", bp_word(project->words, title), "checked", "Qt::Checked",
                 "expanded", "1", "mutually-exclusive", one_only ? "1" : NULL, "mutually-exclusive-child",
                 one_only ? "0" : NULL, NULL);
    /* The titles of groups are for the tree of layers; a legend does without. */
    if (in_legend)
        add_property(xml, "legend/title-style", "hidden");
    for (int l = 0; l < layers->n; l++) {
        const bp_qgis_layer *layer = &layers->layers[l];
        char *source = layer->kind == kind ? source_of(layer) : NULL;
        for (int t = 0; source && t < count_shown(layer); t++) {
            char id[ID_BYTES];
            const bp_theme *theme = &layer->themes.themes[t];
            const tree_layer made = {id_of(layer, theme, id),
                                     theme->title,
                                     source,
                                     "ogr",
                                     t == 0 && kind != BP_THEME_OVERLAP && kind != BP_THEME_METHODS,
                                     in_legend};
            add_tree_layer(xml, &made);
        }
        free(source);
    }
    bp_xml_end(xml, "layer-tree-group");
}

static void add_groups(bp_xml *xml, const bp_qgis_project *project, bool in_legend)
{
    int background = in_legend ? -1 : find_background(project);
    bp_xml_begin(xml, "layer-tree-group", NULL);
    /* Above the others, whose broad border would hide theirs where the two are the same. */
    add_group(xml, project, BP_THEME_ADOPTED, N_("Adopted areas"), in_legend);
    add_group(xml, project, BP_THEME_AREAS, N_("Focus areas"), in_legend);
    add_group(xml, project, BP_THEME_METHODS, N_("Methods"), in_legend);
    add_group(xml, project, BP_THEME_OVERLAP, N_("Programmes"), in_legend);
    add_group(xml, project, BP_THEME_UNITS, project->is_district ? N_("Districts") : N_("Neighbourhoods"),
              in_legend);
    if (background >= 0) {
        bp_xml_begin(xml, "layer-tree-group", "name", bp_word(project->words, N_("Background")), "checked",
                     "Qt::Checked", "expanded", "0", NULL);
        const tree_layer made = {backgrounds[background].id,
                                 backgrounds[background].title,
                                 backgrounds[background].source,
                                 "wms",
                                 false,
                                 false};
        add_tree_layer(xml, &made);
        bp_xml_end(xml, "layer-tree-group");
    }
    bp_xml_end(xml, "layer-tree-group");
}

static void add_legend_tree(bp_xml *xml, const bp_qgis_project *project)
{
    add_groups(xml, project, true);
}

static bp_status add_layer(bp_context *context, bp_xml *xml, const bp_qgis_project *project,
                           const bp_qgis_layer *layer, const bp_theme *theme)
{
    const bp_qgis_style style = {layer, theme, project->words, BP_QGIS_ALL};
    char id[ID_BYTES], *source = source_of(layer);
    if (!source)
        return bp_context_fail_memory(context, 0);
    /* Adopted areas mostly lie on others, which are called the same. */
    bool has_labels = layer->kind != BP_THEME_ADOPTED;
    bp_xml_begin(xml, "maplayer", "type", "vector", "geometry", "Polygon", "wkbType", "MultiPolygon",
                 "styleCategories", "AllStyleCategories", "labelsEnabled", has_labels ? "1" : "0", "readOnly",
                 "0", "hasScaleBasedVisibilityFlag", "0", "minScale", "100000000", "maxScale", "0",
                 "simplifyDrawingHints", "1", "simplifyDrawingTol", "1", "simplifyMaxScale", "1",
                 "simplifyLocal", "1", "simplifyAlgorithm", "0", NULL);
    if (layer->has_extent)
        add_extent(xml, layer->extent);
    bp_xml_text(xml, "id", id_of(layer, theme, id));
    bp_xml_text(xml, "datasource", source);
    bp_xml_text(xml, "layername", theme->title);
    bp_xml_begin(xml, "srs", NULL);
    add_crs(xml, project->crs);
    bp_xml_end(xml, "srs");
    bp_xml_named_text(xml, "provider", "encoding", "UTF-8", "ogr");
    bp_status status = bp_qgis_style_add(context, xml, &style);
    bp_xml_end(xml, "maplayer");
    free(source);
    return status;
}

static void add_background(bp_xml *xml, const bp_qgis_project *project)
{
    char code[] = "EPSG:3857";
    const bp_crs mercator = {code, NULL, NULL, false, 1.0};
    int b = find_background(project);
    if (b < 0)
        return;
    bp_xml_begin(xml, "maplayer", "type", "raster", "styleCategories", "AllStyleCategories", NULL);
    bp_xml_text(xml, "id", backgrounds[b].id);
    bp_xml_text(xml, "datasource", backgrounds[b].source);
    bp_xml_text(xml, "layername", backgrounds[b].title);
    bp_xml_begin(xml, "srs", NULL);
    add_crs(xml, &mercator);
    bp_xml_end(xml, "srs");
    bp_xml_text(xml, "provider", "wms");
    bp_xml_begin(xml, "pipe", NULL);
    bp_xml_empty(xml, "rasterrenderer", "type", "singlebandcolordata", "band", "1", "alphaBand", "-1",
                 "opacity", "1", NULL);
    bp_xml_end(xml, "pipe");
    bp_xml_end(xml, "maplayer");
}

static bp_status add_layers(bp_context *context, bp_xml *xml, const bp_qgis_project *project)
{
    bp_status status = BP_OK;
    bp_xml_begin(xml, "projectlayers", NULL);
    for (int l = 0; l < project->layers->n; l++) {
        const bp_qgis_layer *layer = &project->layers->layers[l];
        for (int t = 0; !status && t < count_shown(layer); t++)
            status = add_layer(context, xml, project, layer, &layer->themes.themes[t]);
    }
    add_background(xml, project);
    bp_xml_end(xml, "projectlayers");
    return status;
}

/* The extent of all layers; false when there is none. */
static bool find_extent(const bp_qgis_project *project, double extent[4])
{
    bool is_found = false;
    for (int l = 0; l < project->layers->n; l++) {
        const bp_qgis_layer *layer = &project->layers->layers[l];
        for (int s = 0; layer->has_extent && s < 4; s++) {
            double side = layer->extent[s];
            if (!is_found || (s < 2 ? side < extent[s] : side > extent[s]))
                extent[s] = side;
        }
        is_found = is_found || layer->has_extent;
    }
    return is_found;
}

static void add_canvas(bp_xml *xml, const bp_qgis_project *project, const double *extent)
{
    bp_xml_begin(xml, "mapcanvas", "name", "theMapCanvas", "annotationsVisible", "1", NULL);
    bp_xml_text(xml, "units", project->crs->is_geographic ? "degrees" : "meters");
    if (extent)
        add_extent(xml, extent);
    bp_xml_text(xml, "rotation", "0");
    bp_xml_begin(xml, "destinationsrs", NULL);
    add_crs(xml, project->crs);
    bp_xml_end(xml, "destinationsrs");
    bp_xml_end(xml, "mapcanvas");
}

static void add_properties(bp_xml *xml)
{
    bp_xml_begin(xml, "properties", NULL);
    bp_xml_begin(xml, "Paths", NULL);
    bp_xml_named_text(xml, "Absolute", "type", "bool", "false");
    bp_xml_end(xml, "Paths");
    bp_xml_begin(xml, "SpatialRefSys", NULL);
    bp_xml_named_text(xml, "ProjectionsEnabled", "type", "int", "1");
    bp_xml_end(xml, "SpatialRefSys");
    bp_xml_end(xml, "properties");
}

bp_status bp_qgis_project_text(bp_context *context, const bp_qgis_project *project, char **out)
{
    bp_xml xml = BP_XML_INIT;
    double extent[4];
    const double *all = find_extent(project, extent) ? extent : NULL;
    bp_xml_raw(&xml, "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n");
    bp_xml_begin(&xml, "qgis", "version", "3.22.0", "projectname", project->title, NULL);
    bp_xml_text(&xml, "title", project->title);
    bp_xml_begin(&xml, "projectCrs", NULL);
    add_crs(&xml, project->crs);
    bp_xml_end(&xml, "projectCrs");
    add_groups(&xml, project, false);
    add_canvas(&xml, project, all);
    bp_status status = add_layers(context, &xml, project);
    add_properties(&xml);
    bp_xml_begin(&xml, "Layouts", NULL);
    bp_qgis_layout_add(&xml, project, all, add_legend_tree);
    bp_xml_end(&xml, "Layouts");
    bp_xml_end(&xml, "qgis");
    if (!status)
        return bp_xml_take(context, &xml, out);
    bp_xml_clear(&xml);
    return status;
}
