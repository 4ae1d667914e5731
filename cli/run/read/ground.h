/* Whether coordinates, their CRS and the ground agree. */
#ifndef BP_CLI_RUN_READ_GROUND_H
#define BP_CLI_RUN_READ_GROUND_H

#include "geo/layer.h"

/** A CRS as a study writes it: a bare number is an EPSG code to everybody but PROJ, and "RD", "RD New", "EPSG
 * 28992", "WGS84" and the like are what everybody means by them. BP_ERROR_INPUT if unknown. */
bp_status bp_ground_parse_crs(bp_context *context, const char *text, bp_crs *out);

/**
 * Take the CRS that the study states for a layer that says none, or that says what its coordinates refute
 * (a GeoJSON of RD numbers counts as WGS84); the latter is told. `stated` NULL: nothing is done. A layer that
 * credibly says another one fails with BP_ERROR_INPUT and both names.
 */
bp_status bp_ground_state_crs(bp_context *context, bp_layer *layer, const char *stated);

/**
 * Refuse a layer without a CRS, or whose coordinates cannot be those of its CRS: metres where it says
 * degrees, degrees where it says metres, latitude first, another country's grid. The message says what they
 * look like; `stated` is the CRS that the study states for it, as written, or NULL. Warn where more than a
 * hundredth of it lies outside the area that the CRS is for. BP_ERROR_INPUT.
 */
bp_status bp_ground_check_layer(bp_context *context, const bp_layer *layer, const char *stated);
/** The same outside a study; `remedy` says what to do about it. */
bp_status bp_ground_check_layer_with(bp_context *context, const bp_layer *layer, const char *remedy);

/**
 * Warn when a square in the layer's CRS, which is in metres or the like, is more than 1 % larger or smaller
 * than on the ground, in the middle of the layer: all areas are then off by as much. Complexity: O(points).
 */
bp_status bp_ground_check_scale(bp_context *context, const bp_layer *layer);

#endif
