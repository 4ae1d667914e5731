/* The flexible scan on the real map and on drawn ones. */
#ifndef BP_ANALYSIS_SCAN_FLEXIBLE_PRIVATE_H
#define BP_ANALYSIS_SCAN_FLEXIBLE_PRIVATE_H

#include "analysis/scan_neighbourhoods_private.h"
#include "analysis/scan_report.h"
#include "analysis/scan_restriction_private.h"
#include "analysis/scan_subsets_private.h"

/** What searches and finder are told; all lent. */
typedef struct bp_scan_flexible_ground {
    const bp_scan_places *places;
    const bp_scan_neighbourhoods *neighbourhoods;
    const bp_scan_restriction *restriction; /**< NULL: no restriction */
    const bp_scan_model *models;
    int n_models;
    bp_scan_direction direction;
    const bp_scan_window_options *windows;
} bp_scan_flexible_ground;

/** A bp_scan_search_fn; the user is a bp_scan_flexible_ground. */
bp_status bp_scan_flexible_search(bp_context *context, void *user, int thread, const bp_scan_draws *draws,
                                  double *highest);

/** The best set of every centre, as far as it had to be known. */
typedef struct bp_scan_flexible_finder {
    const bp_scan_flexible_ground *ground;
    bp_scan_subsets subsets;
    uint8_t *passes;  /**< passes[n]: bit 0: may be in a high window, bit 1: in a low one */
    double *known;    /**< known[centres]: the largest statistic, or what it is not above */
    uint32_t *set;    /**< set[centres]: the set that has it; 0: only a bound is known, or there is none */
    uint8_t *is_low;  /**< is_low[centres]: 1 where that set is low */
    int32_t *members; /**< members[BP_SCAN_MOST_NEAREST]: room for the answer */
} bp_scan_flexible_finder;

bp_status bp_scan_flexible_finder_make(bp_context *context, const bp_scan_flexible_ground *ground,
                                       bp_scan_flexible_finder *out);
void bp_scan_flexible_finder_clear(bp_scan_flexible_finder *finder);

/** A bp_scan_next_fn; the user is a bp_scan_flexible_finder. */
bp_status bp_scan_flexible_next(bp_context *context, void *user, const bp_scan_bar *bar, bp_scan_found *out);

#endif
