/* Random counts: how many of so many, with and without replacement. */
#ifndef BP_ANALYSIS_RANDOM_COUNTS_H
#define BP_ANALYSIS_RANDOM_COUNTS_H

#include "analysis/random.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A number between 0 and 1, neither of them included, out of 2^53 equally likely ones. */
double bp_random_share(bp_random *random);

/** Successes in n trials of probability p, 0 to 1. Exact up to the rounding of doubles; n up to 2^53. Small
 * means by inversion, others by ratio of uniforms, in a time that does not grow with n. Source: Stadlober
 * (1990), doi:10.1016/0377-0427(90)90349-5. */
int64_t bp_random_binomial(bp_random *random, int64_t n, double p);

/** Marked ones among `draws` taken without replacement from `total`, of which `marked` are marked; both at
 * most total, which is at most 2^53. Likewise. */
int64_t bp_random_hypergeometric(bp_random *random, int64_t total, int64_t marked, int64_t draws);

#ifdef __cplusplus
}
#endif

#endif
