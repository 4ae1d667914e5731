/* A point for every unit, as the methods that look at distances want them. */
#ifndef BP_CLI_UNIT_POINTS_H
#define BP_CLI_UNIT_POINTS_H

#include "geo/layer.h"

/**
 * The centroids of a layer in a projected CRS, in metres: *out is [2 * n], x of all units and then y of all,
 * to free(). A unit without geometry has NaN for both. BP_ERROR_INPUT where a coordinate is not finite.
 * O(points).
 */
bp_status bp_unit_points(bp_context *context, const bp_layer *layer, double **out);

#endif
