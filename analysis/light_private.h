/* Areas that weigh nothing. */
#ifndef BP_ANALYSIS_LIGHT_PRIVATE_H
#define BP_ANALYSIS_LIGHT_PRIVATE_H

#include "analysis/field.h"

/* Take the areas out whose members together weigh nothing or less, and number the others without gaps, in
 * their order. label[field->n] holds 0 .. *n_areas - 1 or -1. O(n). */
bp_status bp_drop_light(bp_context *context, const bp_field *field, int32_t *label, int32_t *n_areas);

#endif
