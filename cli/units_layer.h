/* The units of the weights and statistics commands: polygons, or points where distances are all that is
 * asked. */
#ifndef BP_CLI_UNITS_LAYER_H
#define BP_CLI_UNITS_LAYER_H

#include "cli/weights_request.h"
#include "geo/read.h"

/**
 * Read the layer of units. A layer of points does where neighbours go by distance (--knn, --band): every unit
 * then is a polygon without extent, whose centroid is its point, `*are_points` is true and the request takes
 * centroids. Errors: BP_ERROR_INPUT as bp_layer_read; points where borders are wanted.
 */
bp_status bp_units_layer_read(bp_context *context, const char *path, const bp_read_options *read,
                              bp_weights_request *request, bp_layer *out, bool *are_points);

/**
 * Refuse a layer whose coordinates cannot be those of the coordinate system that it names, saying what they
 * look like; warn where it lies outside the area of that system. Without a system nothing is looked at.
 */
bp_status bp_units_layer_check_crs(bp_context *context, const bp_layer *layer);

#endif
