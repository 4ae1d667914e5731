/* A table with a polygon per row and the CRS they are in. */
#ifndef BP_GEO_LAYER_H
#define BP_GEO_LAYER_H

#include "geo/crs.h"
#include "geo/geometry.h"
#include "geo/table.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bp_layer {
    bp_table table;
    bp_polygons polygons; /**< polygons.n_units == table.n_rows */
    bp_crs crs;           /**< crs.wkt is NULL when the file has none */
} bp_layer;

#define BP_LAYER_INIT                                                                                        \
    {                                                                                                        \
        BP_TABLE_INIT, BP_POLYGONS_INIT, BP_CRS_INIT                                                         \
    }

void bp_layer_clear(bp_layer *layer);

/** Transform a layer's polygons to another CRS in place and set its crs. The layer must have a CRS. */
bp_status bp_layer_transform(bp_context *context, bp_layer *layer, const bp_crs *to, char **operation);

#ifdef __cplusplus
}
#endif

#endif
