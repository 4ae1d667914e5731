/* A layer of a run as QGIS is to show it: where it is, what is in it, how it can be drawn. */
#ifndef BP_CLI_QGIS_LAYER_H
#define BP_CLI_QGIS_LAYER_H

#include "cli/theme.h"
#include "geo/layer.h"

/** A column, as far as its looks go. */
typedef struct bp_qgis_field {
    char *name;
    bp_column_type type;
} bp_qgis_field;

typedef struct bp_qgis_layer {
    bp_theme_layer kind;
    char *file;    /**< FILE.gpkg holds it */
    char *name;    /**< within that */
    bool has_json; /**< FILE.geojson is there, too */
    bool is_apart; /**< it gets styles, and no place in the project */
    bp_qgis_field *fields;
    int n_fields;
    bp_themes themes;
    int64_t n_rows;
    double extent[4]; /**< west, south, east, north in the layer's CRS */
    bool has_extent;
} bp_qgis_layer;

typedef struct bp_qgis_layers {
    int n;
    bp_qgis_layer *layers; /**< layers[n], in the order in which they were written */
} bp_qgis_layers;

typedef struct bp_qgis_layer_options {
    const char *file, *name; /**< as above */
    bool has_json, is_apart;
    bp_theme_options themes;
} bp_qgis_layer_options;

/** Remember a layer that is written: its columns, themes and extent; the layer itself is not kept. */
bp_status bp_qgis_layers_add(bp_context *context, bp_qgis_layers *layers, const bp_layer *layer,
                             const bp_qgis_layer_options *options);
void bp_qgis_layers_clear(bp_qgis_layers *layers);

/** Has the layer such a column? */
bool bp_qgis_layer_has(const bp_qgis_layer *layer, const char *column);

#endif
