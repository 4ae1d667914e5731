#include "geo/layer.h"

void bp_layer_clear(bp_layer *layer)
{
    bp_table_clear(&layer->table);
    bp_polygons_clear(&layer->polygons);
    bp_crs_clear(&layer->crs);
}

bp_status bp_layer_transform(bp_context *context, bp_layer *layer, const bp_crs *to, char **operation)
{
    bp_crs copy = BP_CRS_INIT;
    bp_status status = bp_crs_copy(context, to, &copy);
    if (status)
        return status;
    status = bp_crs_transform(context, &layer->crs, to, layer->table.source, layer->polygons.xy,
                              layer->polygons.n_coords, operation);
    if (status) {
        bp_crs_clear(&copy);
        return status;
    }
    bp_crs_clear(&layer->crs);
    layer->crs = copy;
    return BP_OK;
}
