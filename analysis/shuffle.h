/* Permutations of a whole map. */
#ifndef BP_ANALYSIS_SHUFFLE_H
#define BP_ANALYSIS_SHUFFLE_H

#include "analysis/pvalue.h"
#include "geo/context.h"

#ifdef __cplusplus
extern "C" {
#endif

/** As many statistics as one pass over a permuted map may give. */
enum { BP_SHUFFLE_MOST = 3 };

/** statistics[] of the map whose position a has the value y[a]. Called from several threads. */
typedef void (*bp_shuffle_fn)(const void *user, const double *y, double *statistics);

typedef struct bp_shuffle {
    int64_t n;
    const double *y; /**< y[n], in an order that rests on the map (bp_canonical_order) */
    bp_shuffle_fn compute;
    const void *user;
    int n_statistics;
    double centre[BP_SHUFFLE_MOST];    /**< a number near the mean, against cancellation */
    double tolerance[BP_SHUFFLE_MOST]; /**< what is nearer to the observed one than this is equal to it */
    int64_t permutations;              /**< at least 1 */
    uint64_t seed;
} bp_shuffle;

/** Where the observed statistic stands among those of the permuted maps. */
typedef struct bp_shuffled {
    double observed;
    double mean, variance; /**< of the permuted ones; divisor permutations - 1, 0 for a single one */
    bp_tally tally;        /**< permuted ones >= and <= the observed one, and how many there are */
} bp_shuffled;

/**
 * Compute the statistics for y and for `permutations` shuffles of it, each drawn by Fisher and Yates from a
 * stream of its own, which the seed and its number determine: the result does not depend on the threads.
 * out[n_statistics]. Fails with BP_ERROR_ARGUMENT when there are no permutations. Complexity: O(permutations
 * (n + compute)). Source: Durstenfeld (1964), doi:10.1145/364520.364540.
 */
bp_status bp_shuffle_run(bp_context *context, const bp_shuffle *shuffle, bp_shuffled *out);

#ifdef __cplusplus
}
#endif

#endif
