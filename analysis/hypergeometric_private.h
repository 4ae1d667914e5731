/* The chance of so many black balls in a draw without replacement. */
#ifndef BP_ANALYSIS_HYPERGEOMETRIC_PRIVATE_H
#define BP_ANALYSIS_HYPERGEOMETRIC_PRIVATE_H

#include <stdint.h>

/*
 * at_least[drawn + 1] and at_most[drawn + 1]: chance of at least, at most c black ones among `drawn` out of
 * `all`, of which `black` are. Relative error about drawn * 1e-16. O(drawn), or O(all - drawn) when that is
 * more and most are drawn.
 */
void bp_hypergeometric_tails(int64_t all, int64_t black, int64_t drawn, double *at_least, double *at_most);

#endif
