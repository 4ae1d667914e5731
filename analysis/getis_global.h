/* The general G of Getis and Ord: whether high values, or low ones, lie together on a whole map. */
#ifndef BP_ANALYSIS_GETIS_GLOBAL_H
#define BP_ANALYSIS_GETIS_GLOBAL_H

#include "analysis/global.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * G = sum w(i, j) x(i) x(j) / sum x(i) x(j) over i != j, with its moments under randomisation; those under
 * normality are not known and left 0. Fails as bp_moran does, and with BP_ERROR_INPUT on a negative value,
 * for which G has no meaning. Complexity: O(n log n + links). Source: Getis & Ord (1992),
 * doi:10.1111/j.1538-4632.1992.tb00261.x, with the sign of B1 as corrected by spdep and CrimeStat.
 */
bp_status bp_getis_global(bp_context *context, const bp_global_input *input, bp_global *out);

/** The same for input->permutations random arrangements. Complexity: O(permutations (n + links)). */
bp_status bp_getis_global_permute(bp_context *context, const bp_global_input *input, bp_shuffled *out);

#ifdef __cplusplus
}
#endif

#endif
