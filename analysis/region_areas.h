/* Areas cut out of the candidates by a method that divides all of them into regions. */
#ifndef BP_ANALYSIS_REGION_AREAS_H
#define BP_ANALYSIS_REGION_AREAS_H

#include "analysis/delineate.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Divide the candidates by options->method, a name in bp_regions_methods, into regions that are alike in
 * score, as few as the ceiling allows (maxp: as many as reach the floor); the areas are the regions with
 * `floor` residents or more that, pruned by bp_prune, weigh more than nothing. A candidate above the ceiling
 * by itself takes no part, and is an area of its own where it is past the base. Parts of the field with fewer
 * residents than the floor take no part either: no area can come of them. Candidates are divided by the links
 * of the field, so inside one region of the input and over bridges. A bp_delineation_fn. Errors: those of
 * bp_regions_make. Complexity: the method's on the candidates, and that of bp_prune.
 */
bp_status bp_region_areas_label(bp_context *context, const bp_field *field,
                                const bp_delineate_options *options, int32_t *label, int32_t *n_areas);

#ifdef __cplusplus
}
#endif

#endif
