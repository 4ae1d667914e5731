/* The plain rule: whatever hangs together past the base. */
#ifndef BP_ANALYSIS_COMPONENTS_H
#define BP_ANALYSIS_COMPONENTS_H

#include "analysis/delineate.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The connected components of the candidates at or past the base that have `floor` residents or more. There
 * is no ceiling: an area above it is flagged. A bp_delineation_fn. Complexity: O(candidates + links).
 */
bp_status bp_components_label(bp_context *context, const bp_field *field, const bp_delineate_options *options,
                              int32_t *label, int32_t *n_areas);

#ifdef __cplusplus
}
#endif

#endif
