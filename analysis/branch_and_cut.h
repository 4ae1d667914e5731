/* The heaviest areas of a piece by integer programming, where the library was built with a solver. */
#ifndef BP_ANALYSIS_BRANCH_AND_CUT_H
#define BP_ANALYSIS_BRANCH_AND_CUT_H

#include "analysis/area_problem.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The largest piece that is tried: the program has a column for every two of its units. */
enum { BP_CUT_MAX = 160 };

/** The solver's name and version, or NULL where the library was built without one. */
const char *bp_branch_and_cut_solver(void);

/**
 * The heaviest disjoint areas of a piece, as bp_exact_areas. Every area has a root, its heaviest unit; x[r,
 * v] says that v is in the area of r. That an area is connected is asked for by node cuts, added as they are
 * violated: x[r, v] <= sum of x[r, u] over the u that part v from r. The solver counts in floating point: a
 * choice is called proved when the bound is less than 0.001 of a resident past the base, or 1e-9 of itself,
 * above it. max_nodes: of the solver, for every time it is asked. Fails with BP_ERROR_ARGUMENT where there is
 * no solver or the piece is larger than BP_CUT_MAX. Source: Fischetti et al. (2017),
 * doi:10.1007/s12532-016-0111-0 (node cuts); Carvajal et al. (2013), doi:10.1287/opre.2013.1199 (connected
 * areas in forest planning).
 */
bp_status bp_branch_and_cut(bp_context *context, const bp_area_problem *problem, int64_t max_nodes,
                            int32_t *label, bp_area_answer *out);

#ifdef __cplusplus
}
#endif

#endif
