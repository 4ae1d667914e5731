#include "cli/info.h"

#include "cli/share.h"
#include "geo/aliases_read.h"
#include "geo/folder.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void bp_info_clear(bp_info *info)
{
    for (int i = 0; info->layers && i < info->description.n_layers; i++) {
        bp_field_roles_free(info->layers[i].roles, info->layers[i].table.n_columns);
        bp_table_clear(&info->layers[i].table);
    }
    free(info->layers);
    bp_source_description_clear(&info->description);
    *info = (bp_info)BP_INFO_INIT;
}

/* The names that are shipped; a program without them does without. */
static bp_status read_aliases(bp_context *context, bp_aliases *out)
{
    char *share = NULL;
    if (bp_share_directory(context, &share) == BP_ERROR_INPUT) {
        bp_context_clear(context);
        return BP_OK;
    }
    char *folder = share ? bp_path_join(share, "columns") : NULL;
    bp_status status = folder ? bp_aliases_read(context, folder, out) : bp_context_fail_memory(context, 0);
    free(folder);
    free(share);
    return status;
}

static bp_status read_values(bp_context *context, const char *source, const bp_read_options *options,
                             const bp_aliases *aliases, bp_info_layer *out)
{
    bp_read_options one = BP_READ_OPTIONS_INIT;
    if (options)
        one = *options;
    if (!one.query)
        one.layer = out->layer->name;
    one.accept_truncated = true;
    bp_status status = bp_table_read(context, source, &one, &out->table);
    return status ? status : bp_field_roles_make_by(context, &out->table, aliases, &out->roles);
}

bp_status bp_info_make(bp_context *context, const char *source, const bp_read_options *options, bp_info *out)
{
    bp_info info = BP_INFO_INIT;
    bp_status status = bp_source_describe(context, source, options, &info.description);
    if (status)
        return status;
    bool is_asked = options && (options->layer || options->query);
    bool is_file = info.description.kind != BP_SOURCE_WFS && info.description.kind != BP_SOURCE_OAPIF &&
                   info.description.kind != BP_SOURCE_POSTGRES;
    info.layers = (bp_info_layer *)calloc((size_t)info.description.n_layers + 1, sizeof *info.layers);
    bp_aliases aliases = BP_ALIASES_INIT;
    status = info.layers ? read_aliases(context, &aliases) : bp_context_fail_memory(context, 0);
    for (int i = 0; !status && i < info.description.n_layers; i++) {
        info.layers[i].layer = &info.description.layers[i];
        if (info.description.layers[i].n_features != 0 && info.description.layers[i].n_fields > 0 &&
            (is_asked || is_file))
            status = read_values(context, source, options, &aliases, &info.layers[i]);
    }
    bp_aliases_clear(&aliases);
    if (status)
        bp_info_clear(&info);
    else
        *out = info;
    return status;
}

const char *bp_info_use(const bp_source_layer *layer)
{
    switch (layer->dimension) {
    case 2:
        return "units, regions, or areas to join by overlay";
    case 1:
        return "lines to join: length within a unit";
    case 0:
        return "points to join: count or nearest";
    default:
        return layer->geometry ? "geometry of more than one kind" : "table to join by key";
    }
}

const char *bp_info_oddity(const bp_source_layer *layer)
{
    const double *box = layer->extent;
    if (!layer->geometry || !layer->has_extent)
        return NULL;
    if (!layer->crs.wkt)
        return "no coordinate reference system is given";
    bool is_degrees = box[0] >= -360.0 && box[1] >= -90.0 && box[2] <= 360.0 && box[3] <= 90.0;
    if (layer->crs.is_geographic && !is_degrees)
        return "the coordinates are no degrees, though the coordinate system is in degrees";
    if (!layer->crs.is_geographic && is_degrees && box[0] < box[2])
        return "the coordinates look like degrees, though the coordinate system is in metres";
    const char *code = layer->crs.code ? layer->crs.code : "", *name = layer->crs.name ? layer->crs.name : "";
    if (strstr(name, "UTM") && strcmp(code, "EPSG:28992") != 0 &&
        strncmp(bp_crs_guess(box), "EPSG:28992 (RD New): ", 21) == 0)
        return "the coordinates look like the Dutch grid (EPSG:28992), not like UTM";
    return NULL;
}
