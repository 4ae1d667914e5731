/* Whether coordinates, their CRS and the ground agree. */
#ifndef BP_CLI_RUN_GROUND_H
#define BP_CLI_RUN_GROUND_H

#include "geo/layer.h"

/**
 * Refuse a layer without a CRS, or whose coordinates cannot be those of its CRS: metres where it says
 * degrees, as in a GeoJSON that lost its crs member. The message says what they look like. BP_ERROR_INPUT.
 */
bp_status bp_ground_check_layer(bp_context *context, const bp_layer *layer);

/**
 * Warn when a square in the layer's CRS, which is in metres or the like, is more than 1 % larger or smaller
 * than on the ground, in the middle of the layer: all areas are then off by as much. Complexity: O(points).
 */
bp_status bp_ground_check_scale(bp_context *context, const bp_layer *layer);

#endif
