/* Which units may be in a window of a restricted scan: those that stand out by themselves. */
#ifndef BP_ANALYSIS_SCAN_RESTRICTION_PRIVATE_H
#define BP_ANALYSIS_SCAN_RESTRICTION_PRIVATE_H

#include "analysis/scan_model.h"

#include <stdbool.h>

typedef struct bp_scan_restriction {
    const bp_scan_model *models;
    int n_models;
    int64_t n;
    double *least;    /**< least[n_models * n]: fewest cases with a high mid-p below the level */
    double *most;     /**< most[n_models * n]: most cases with a low one; negative: none are so few */
    double *critical; /**< critical[n_models], normal: how far from the mean, by the root of the weight */
} bp_scan_restriction;

/** Work the limits out for mid-p below `level`, above 0. O(n models x root of the expected cases). */
bp_status bp_scan_restriction_make(bp_context *context, const bp_scan_model *models, int n_models,
                                   double level, bp_scan_restriction *out);
void bp_scan_restriction_clear(bp_scan_restriction *restriction);

/** Whether unit i with these figures in domain d stands out; high or low. */
bool bp_scan_restriction_passes(const bp_scan_restriction *restriction, int d, bp_scan_direction direction,
                                int64_t i, double observed, double base);

/**
 * Of a distribution on 0 .. n (n < 0: no end) whose probabilities have the ratio P(y + 1) / P(y) = odds x
 * (n - y) / (y + 1), or mean / (y + 1) without end: the fewest cases with P(Y > y) + P(Y = y) / 2 < level,
 * and the most with P(Y < y) + P(Y = y) / 2 < level, -1 where there are none. O(root of the mean).
 */
typedef struct bp_scan_law {
    double n, odds; /**< binomial: persons, p / (1 - p) */
    double mean;
} bp_scan_law;
void bp_scan_law_limits(const bp_scan_law *law, double level, double *least, double *most);

#endif
