/* Random numbers that depend on a seed and a place, not on what was drawn before. */
#ifndef BP_ANALYSIS_RANDOM_H
#define BP_ANALYSIS_RANDOM_H

#include "geo/context.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * One row of random numbers out of 2^96 under one seed. Rows with different (stream, index) are independent,
 * so that any thread can make any of them. Generator: Philox 4x32 with 10 rounds.
 * Source: Salmon, Moraes, Dror & Shaw (2011), doi:10.1145/2063384.2063405.
 */
typedef struct bp_random {
    uint32_t key[2];
    uint32_t counter[4]; /**< block, stream, low and high half of the index */
    uint32_t block[4];   /**< the numbers of the last counter */
    int n_left;          /**< how many of them were not given out yet */
} bp_random;

/** Start row (stream, index) of a seed. */
bp_random bp_random_at(uint64_t seed, uint32_t stream, uint64_t index);

/** The four numbers of one counter: the bare function, for tests. */
void bp_random_block(const uint32_t key[2], const uint32_t counter[4], uint32_t out[4]);

/** The next 32 random bits. A row holds 2^34 numbers. */
uint32_t bp_random_bits(bp_random *random);

/** A whole number from 0 to n - 1, n >= 1, each equally likely to the last bit (Lemire 2019,
 * doi:10.1145/3230636). */
uint32_t bp_random_below(bp_random *random, uint32_t n);

/** Room for drawing without replacement; one per thread. */
typedef struct bp_sampler {
    uint32_t n;
    int32_t *order; /**< order[n], 0 .. n - 1 between calls; NULL until first needed */
    int32_t *swaps; /**< swaps[n] */
} bp_sampler;

#define BP_SAMPLER_INIT                                                                                      \
    {                                                                                                        \
        0, NULL, NULL                                                                                        \
    }

/** Make room to draw at most k of n. */
bp_status bp_sampler_new(bp_context *context, uint32_t n, uint32_t k, bp_sampler *out);
void bp_sampler_clear(bp_sampler *sampler);

/**
 * sample[k] = k different numbers of 0 .. n - 1, every ordered choice equally likely. k is at most what the
 * sampler was made for. Expected O(k) for large k, O(k^2) comparisons for k up to 24.
 */
void bp_sampler_draw(bp_sampler *sampler, bp_random *random, uint32_t k, int32_t *sample);

#ifdef __cplusplus
}
#endif

#endif
