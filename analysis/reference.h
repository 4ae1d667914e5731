/* Draws that local statistics are compared with: distributions shared by all units with as many neighbours.
 */
#ifndef BP_ANALYSIS_REFERENCE_H
#define BP_ANALYSIS_REFERENCE_H

#include "analysis/pvalue.h"
#include "analysis/weights.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What is compared between the neighbours of unit i and the units drawn in their place. */
typedef enum bp_draw_of {
    BP_DRAW_SUM,     /**< sum_j w(i, j) x_j, of one column */
    BP_DRAW_DISTANCE /**< sum_j w(i, j) sum_v ((x_vi - x_vj) / s_v)^2, s_v the standard deviation */
} bp_draw_of;

/** The units, their values and their neighbours. All arrays are lent. */
typedef struct bp_draw_input {
    bp_draw_of of;
    const bp_weights *weights; /**< n units; no link to a unit without a value; finite, at least 0 */
    const double *const
        *columns;         /**< columns[m] of x[n], finite where valid, each with two distinct values */
    int m;                /**< 1 for sums */
    const uint8_t *valid; /**< bitmap: units with a value in every column; NULL: all */
    const char *name;     /**< of the variable, or the first of them, for warnings; NULL: "the variable" */
} bp_draw_input;

typedef struct bp_draw_options {
    int64_t permutations; /**< draws per unit, at least 1 */
    uint64_t seed;
    int64_t stop_after; /**< bp_permute_count only: see there; 0: never early */
    const int8_t *side; /**< side[n], with stop_after: 1 large, -1 small, 0 both; NULL: both */
} bp_draw_options;

#define BP_DRAW_OPTIONS_INIT                                                                                 \
    {                                                                                                        \
        999, 1, 0, NULL                                                                                      \
    }

/**
 * Conditional permutation for weights that are equal within every row (bp_weights_equal_in_row). tally[n]:
 * how many of the P draws, each of as many other units as unit i has neighbours, without replacement, are at
 * least, and at most, what is observed. Units that have no value, no neighbour or no weight are left as they
 * are; a link of a unit to itself has no part in it.
 *
 * The distribution depends on the number of neighbours k and on leaving unit i out. So P samples of k units
 * and one in reserve are drawn from all units once per distinct k; their sums are sorted, and every unit is
 * looked up. Where a sample holds the unit itself, the one in reserve takes its place, which makes it
 * a sample of the others with every one equally likely: leaving out is exact, and every unit has P draws.
 * Values are in fixed point of 2^-41 of their range or finer: sums are exact, and two that differ by no more
 * than the rounding of their terms count as equal. Where a few values are so far from the others that a
 * hundredth of the units share such a step with a unit of another value, there is a warning, 'coarse_values'.
 * The same for any number of threads and any order of the
 * units. Draws are made in batches, so memory does not grow with P.
 *
 * Fails with BP_ERROR_ARGUMENT on P < 1 or unequal weights. Complexity for sums: O(K P k + K n_k log P), K
 * distinct numbers of neighbours; for distances O(n P m) flops and no draws per unit.
 * Sources: Anselin (1995), doi:10.1111/j.1538-4632.1995.tb00338.x, for conditional permutation;
 * docs/methods/reference.md for the rest.
 */
bp_status bp_reference_count(bp_context *context, const bp_draw_input *input, const bp_draw_options *options,
                             bp_tally *tally);

#ifdef __cplusplus
}
#endif

#endif
