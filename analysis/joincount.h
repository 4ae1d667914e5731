/* Join counts: how often black meets black, white meets white, and black meets white. */
#ifndef BP_ANALYSIS_JOINCOUNT_H
#define BP_ANALYSIS_JOINCOUNT_H

#include "analysis/global.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How the colours are thought to have come about. */
typedef enum bp_sampling {
    BP_SAMPLING_NONFREE, /**< so many black units as there are, anywhere: randomisation, and what permutation
                            does */
    BP_SAMPLING_FREE     /**< each unit black by itself, with the share of black units as the chance */
} bp_sampling;

/** The kinds of join, as indices. */
enum { BP_JOIN_BB, BP_JOIN_WW, BP_JOIN_BW, BP_JOIN_KINDS };

typedef struct bp_joincount {
    double count[BP_JOIN_KINDS]; /**< half the sum of the weights of such links */
    bp_global_moments moments[BP_JOIN_KINDS];
    int64_t n_black, n_white;
    int64_t n, n_islands;
} bp_joincount;

/**
 * Join counts of a column of 0 (white) and 1 (black): BB = 1/2 sum w(i, j) x(i) x(j), WW the same of 1 - x,
 * BW = 1/2 sum w(i, j) (x(i) - x(j))^2. Fails as bp_centred_new does, with BP_ERROR_INPUT on a value that is
 * neither 0 nor 1, fewer than 2 units of one colour, or when no arrangement gives another count. Complexity:
 * O(n log n + links). Source: Cliff & Ord (1981), Spatial processes: models and applications, p. 11-20; Moran
 * (1948), doi:10.1111/j.2517-6161.1948.tb00012.x.
 */
bp_status bp_joincount_compute(bp_context *context, const bp_global_input *input, bp_sampling sampling,
                               bp_joincount *out);

/** The counts of input->permutations random arrangements. O(permutations (n + links)). */
bp_status bp_joincount_permute(bp_context *context, const bp_global_input *input,
                               bp_shuffled out[BP_JOIN_KINDS]);

#ifdef __cplusplus
}
#endif

#endif
