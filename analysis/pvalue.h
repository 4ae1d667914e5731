/* p-values: from counts of draws and from the normal distribution, under a named alternative. */
#ifndef BP_ANALYSIS_PVALUE_H
#define BP_ANALYSIS_PVALUE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What counts as extreme. */
typedef enum bp_alternative {
    BP_ALTERNATIVE_TWO_SIDED, /**< either way: twice the smaller tail, at most 1 */
    BP_ALTERNATIVE_GREATER,   /**< large values of the statistic */
    BP_ALTERNATIVE_LESS,      /**< small values of the statistic */
    BP_ALTERNATIVE_DIRECTED   /**< the smaller tail as it is ("folded", as GeoDa and esda), at most 0.5 */
} bp_alternative;

/** What draws from a reference distribution say of one observed value. Ties count on both sides. */
typedef struct bp_tally {
    int64_t n_ge;    /**< draws that are at least the observed value */
    int64_t n_le;    /**< draws that are at most the observed value */
    int64_t n_drawn; /**< draws made */
    int stopped;     /**< not 0: drawing stopped early, as Besag & Clifford (1991) */
} bp_tally;

/** The name as users write it: "two-sided", "greater", "less", "directed"; never NULL. */
const char *bp_alternative_name(bp_alternative alternative);

/**
 * The pseudo p-value (r + 1) / (P + 1), r the draws that are at least as extreme as the observed value and P
 * the draws made. Where drawing stopped early it is r / P, the sequential p-value. Always above 0, and never
 * above 1, or 0.5 when directed. Sources: North, Curtis & Sham (2002), doi:10.1086/341527; Besag & Clifford
 * (1991), doi:10.1093/biomet/78.2.301.
 */
double bp_pvalue_pseudo(const bp_tally *tally, bp_alternative alternative);

/** The p-value of a standard normal z; NaN for a z that is not a number. */
double bp_pvalue_normal(double z, bp_alternative alternative);

#ifdef __cplusplus
}
#endif

#endif
