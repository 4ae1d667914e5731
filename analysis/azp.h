/* AZP: k connected regions by moving units between them until nothing gets better. */
#ifndef BP_ANALYSIS_AZP_H
#define BP_ANALYSIS_AZP_H

#include "analysis/regions.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The automatic zoning procedure: label[n] = one of options->k connected regions, -1 for units that take no
 * part, so that options->objective is small. Every start grows regions from seeds chosen by chance, k shared
 * over the components so that each has one at least, and then moves units from region to neighbouring region
 * by options->search; floor and ceiling hold throughout and no region is ever torn. The best of
 * options->starts is kept, of equal ones the first. The same for any number of threads; the same for any
 * order of the units if no two are alike in values and size.
 * Where no start keeps a ceiling, and there is no floor, the searches go on from the shortest spanning tree,
 * cut by bp_tree_cut, neighbours merged as far as the ceiling allows.
 * k 0: as many as the ceiling asks for, and more of them until a start keeps it, at last those of the tree:
 * few, not provably the fewest. Fails with BP_ERROR_INPUT when there are fewer regions than components or
 * more than units, than the floor or fewer than the ceiling allow, when a component cannot reach the floor
 * (unless options->leave_out_small), or when no start kept floor and ceiling. Complexity: O(border *
 * variables) a pass of the greedy search; tabu O(units of two regions) a move. Source: Openshaw (1977),
 * doi:10.2307/622300; tabu and annealing: Openshaw & Rao (1995), doi:10.1068/a270425.
 */
bp_status bp_azp_label(bp_context *context, const bp_regions_input *input, const bp_regions_options *options,
                       int32_t *label);

#ifdef __cplusplus
}
#endif

#endif
