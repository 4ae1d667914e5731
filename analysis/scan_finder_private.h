/* The largest statistic of circles or ellipses that keep clear of clusters found before. */
#ifndef BP_ANALYSIS_SCAN_FINDER_PRIVATE_H
#define BP_ANALYSIS_SCAN_FINDER_PRIVATE_H

#include "analysis/scan_report.h"

/** The best window of every list. */
typedef struct bp_scan_finder {
    const bp_scan_windows *windows;
    const bp_scan_places *places;
    const bp_scan_model *models;
    int n_models;
    bp_scan_direction direction;
    int64_t *limit; /**< limit[n_lists]: where the part of the list ends that is not barred */
    int64_t *end;   /**< end[n_lists]: where the best window ends */
    double *best;   /**< best[n_lists]: its statistic; 0: none */
    double *sums;   /**< sums[2 * n_models]: room */
} bp_scan_finder;

bp_status bp_scan_finder_make(bp_context *context, const bp_scan_windows *windows,
                              const bp_scan_places *places, const bp_scan_model *models, int n_models,
                              bp_scan_direction direction, bp_scan_finder *out);
void bp_scan_finder_clear(bp_scan_finder *finder);

/** A bp_scan_next_fn; the user is a bp_scan_finder. O(length of all lists). */
bp_status bp_scan_finder_next(bp_context *context, void *user, const bp_scan_bar *bar, bp_scan_found *out);

#endif
