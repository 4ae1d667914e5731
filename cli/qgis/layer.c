#include "cli/qgis/layer.h"

#include "geo/text.h"

#include <stdlib.h>
#include <string.h>

static void clear_layer(bp_qgis_layer *layer)
{
    for (int f = 0; f < layer->n_fields; f++)
        free(layer->fields[f].name);
    free(layer->fields);
    free(layer->file);
    free(layer->name);
    bp_themes_clear(&layer->themes);
}

void bp_qgis_layers_clear(bp_qgis_layers *layers)
{
    for (int l = 0; l < layers->n; l++)
        clear_layer(&layers->layers[l]);
    free(layers->layers);
    *layers = (bp_qgis_layers){0, NULL};
}

static bp_status fill_layer(bp_context *context, bp_qgis_layer *out, const bp_layer *layer,
                            const bp_qgis_layer_options *options)
{
    const bp_table *table = &layer->table;
    out->kind = options->themes.layer;
    out->has_json = options->has_json;
    out->is_apart = options->is_apart;
    out->n_rows = table->n_rows;
    out->has_extent = bp_polygons_extent(&layer->polygons, out->extent);
    out->file = bp_text_copy(options->file);
    out->name = bp_text_copy(options->name);
    out->fields = (bp_qgis_field *)calloc((size_t)table->n_columns + 1, sizeof *out->fields);
    if (!out->file || !out->name || !out->fields)
        return bp_context_fail_memory(context, 0);
    for (int c = 0; c < table->n_columns; c++) {
        out->fields[c].type = table->columns[c].type;
        out->fields[c].name = bp_text_copy(table->columns[c].name);
        out->n_fields = c + 1;
        if (!out->fields[c].name)
            return bp_context_fail_memory(context, 0);
    }
    return bp_themes_make(context, table, &options->themes, &out->themes);
}

bp_status bp_qgis_layers_add(bp_context *context, bp_qgis_layers *layers, const bp_layer *layer,
                             const bp_qgis_layer_options *options)
{
    bp_qgis_layer *grown =
        (bp_qgis_layer *)realloc(layers->layers, (size_t)(layers->n + 1) * sizeof *layers->layers);
    if (!grown)
        return bp_context_fail_memory(context, 0);
    layers->layers = grown;
    grown[layers->n] = (bp_qgis_layer){0};
    bp_status status = fill_layer(context, &grown[layers->n], layer, options);
    if (status)
        clear_layer(&grown[layers->n]);
    else
        layers->n++;
    return status;
}

bool bp_qgis_layer_has(const bp_qgis_layer *layer, const char *column)
{
    for (int f = 0; f < layer->n_fields; f++)
        if (strcmp(layer->fields[f].name, column) == 0)
            return true;
    return false;
}
