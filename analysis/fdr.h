/* Many tests at once: adjusted p-values and the cut-off that they amount to. */
#ifndef BP_ANALYSIS_FDR_H
#define BP_ANALYSIS_FDR_H

#include "geo/context.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum bp_correction {
    BP_CORRECTION_NONE,
    BP_CORRECTION_BONFERRONI,         /**< family-wise error */
    BP_CORRECTION_HOLM,               /**< family-wise error, step-down */
    BP_CORRECTION_FDR,                /**< false discovery rate, Benjamini & Hochberg */
    BP_CORRECTION_BENJAMINI_YEKUTIELI /**< false discovery rate under any dependence */
} bp_correction;

/** What a correction amounts to at one level. */
typedef struct bp_cutoff {
    int64_t n_tests;
    int64_t n_significant;
    double cutoff; /**< a test is significant exactly when its own p <= cutoff; 0 when there are no tests */
} bp_cutoff;

/** The name as users write it: "none", "bonferroni", "holm", "fdr", "by"; never NULL. */
const char *bp_correction_name(bp_correction correction);

/**
 * q[i] = the smallest level at which test i would be significant after the correction: q[i] <= alpha exactly
 * where it is. p[n] in 0..1; rows not in `valid` (a bitmap; NULL: all) are no tests, their q is left as it
 * is. Fails with BP_ERROR_ARGUMENT on a p or an alpha outside 0..1. Complexity: O(n log n).
 * Sources: Holm (1979), https://www.jstor.org/stable/4615733; Benjamini & Hochberg (1995),
 * doi:10.1111/j.2517-6161.1995.tb02031.x; Benjamini & Yekutieli (2001), doi:10.1214/aos/1013699998.
 */
bp_status bp_pvalue_adjust(bp_context *context, const double *p, const uint8_t *valid, int64_t n,
                           bp_correction correction, double alpha, double *q, bp_cutoff *cutoff);

#ifdef __cplusplus
}
#endif

#endif
