/* The heaviest areas of a small piece, by branch and bound over connected sets. */
#ifndef BP_ANALYSIS_EXACT_AREA_H
#define BP_ANALYSIS_EXACT_AREA_H

#include "analysis/area_problem.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The largest piece: a set of its units is a word of bits. */
enum { BP_EXACT_MAX = 64 };

/**
 * The heaviest disjoint areas of a piece of at most BP_EXACT_MAX units. label[n] holds a choice to start from
 * (areas from 0, -1: none; it must keep to the problem) and gets the best one found. The search ends after
 * max_nodes steps, a count and no time, so that it ends in the same place on every machine; the answer then
 * has a bound that is larger than the weight. Fails with BP_ERROR_ARGUMENT when the piece is larger.
 *
 * The best of a connected set K is that of its heaviest unit r: either r is in no area, and K without r is
 * left; or r is in an area S, and K without S (and, unless areas may touch, without the neighbours of S) is
 * left. What was found of a K is kept. Complexity: exponential in n at worst.
 * Source: branch and bound by Land & Doig (1960), doi:10.2307/1910129; the way connected sets are listed,
 * each once, by Wernicke (2006), doi:10.1109/TCBB.2006.51.
 */
bp_status bp_exact_areas(bp_context *context, const bp_area_problem *problem, int64_t max_nodes,
                         int32_t *label, bp_area_answer *out);

/**
 * The heaviest single area that has a unit of `needed` in it: is_needed[n], one not 0 at least. is_in[n] gets
 * 1 for its members; out->weight is INT64_MIN where there is no such area. Limits and errors as above.
 */
bp_status bp_exact_single(bp_context *context, const bp_area_problem *problem, const uint8_t *is_needed,
                          int64_t max_nodes, uint8_t *is_in, bp_area_answer *out);

#ifdef __cplusplus
}
#endif

#endif
