/* Taking out of an area what is short of the base and not needed. */
#ifndef BP_ANALYSIS_PRUNE_H
#define BP_ANALYSIS_PRUNE_H

#include "analysis/field.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Up to so many members short of the base every choice is tried; past it they go one by one, heaviest burden
 * first. */
enum { BP_PRUNE_EXACT = 14 };

/**
 * Set label[c] to -1 for members short of the base that their area can do without: it keeps all its members
 * past the base, still hangs together by the field's links and still has `floor` residents. What is left
 * weighs as much as any such choice can (exact with up to BP_PRUNE_EXACT members short of the base and 64 in
 * all; greedy past that). Among equal weights the fewest units stay. label[field->n] holds 0 .. n_areas - 1
 * or -1. Complexity: O(2^k m) for k members short of the base of m in all; O(k^2 links) when greedy.
 */
bp_status bp_prune(bp_context *context, const bp_field *field, const bp_delineate_options *options,
                   int32_t n_areas, int32_t *label);

#ifdef __cplusplus
}
#endif

#endif
