/* Areas grown from hot spots: cores that local statistics find significant. */
#ifndef BP_ANALYSIS_HOTSPOTS_H
#define BP_ANALYSIS_HOTSPOTS_H

#include "analysis/delineate.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The cores: core[n_units] is 1 for a unit that is significantly high among high neighbours (local Moran's I)
 * or hot (Gi*), by options->core, over all scored units of the input. Weights are rows that sum to 1 over the
 * neighbours with a score; p-values are two-sided and come from conditional permutation, those of a unit with
 * k neighbours from the distribution that all such units share. Fails as bp_local_moran and bp_getis do, and
 * with BP_ERROR_ARGUMENT on alpha outside 0..1. Complexity: that of theirs.
 */
bp_status bp_hotspots_cores(bp_context *context, const bp_delineate_input *input,
                            const bp_core_options *options, uint8_t *core);

/**
 * Areas from cores, core[field->n_units] with 1 for a unit of one, wherever they come from. Of the candidates
 * that are in a core and in no area, the heaviest starts an area, which takes in, one step at a time, what
 * adds most to its weight while it fits under the ceiling:
 * 1. the heaviest core candidate that it touches;
 * 2. where there is none, a candidate that it touches, or one that weighs nothing or less together with one
 * that this touches, if the weight grows by it;
 * 3. where there is none and it is short of the floor, the candidate that costs least, if the weight stays
 * above 0. An area that stays short of the floor or weighs nothing is not drawn, and its core units start
 * none. A unit past the base and above the ceiling is an area of its own. Then bp_prune. Of equal steps the
 * worse unit goes first. label and n_areas as of a bp_delineation_fn. Complexity: O(boundary links) a step,
 * and that of bp_prune.
 */
bp_status bp_hotspots_grow(bp_context *context, const bp_field *field, const bp_delineate_options *options,
                           const uint8_t *core, int32_t *label, int32_t *n_areas);

/** A bp_delineation_fn: bp_hotspots_cores of all units of the field's input, and bp_hotspots_grow. */
bp_status bp_hotspots_label(bp_context *context, const bp_field *field, const bp_delineate_options *options,
                            int32_t *label, int32_t *n_areas);

#ifdef __cplusplus
}
#endif

#endif
