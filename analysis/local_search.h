/* Better areas by small steps from given ones. */
#ifndef BP_ANALYSIS_LOCAL_SEARCH_H
#define BP_ANALYSIS_LOCAL_SEARCH_H

#include "analysis/area_problem.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How often the units are gone through at most. */
enum { BP_LOCAL_SWEEPS = 50 };

/**
 * Improve areas that keep to the problem: label[n], from 0 without gaps or -1, *n_areas of them. In every
 * sweep each unit, the heaviest first, is added, dropped, or put in the place of another, where its area
 * stays connected and between floor and ceiling and the total weight grows, or stays and the units become
 * fewer; a unit that touches several areas joins them; where a unit past the base is left, an area is grown
 * from it. Ends when a sweep changes nothing. The total never falls.
 * Complexity: O(sweeps * n * m * links of an area) for areas of m units.
 */
bp_status bp_local_search(bp_context *context, const bp_area_problem *problem, int32_t *label,
                          int32_t *n_areas);

#ifdef __cplusplus
}
#endif

#endif
