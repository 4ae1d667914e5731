/* The largest statistic of circles or ellipses: on drawn maps, and list by list on the real one. */
#ifndef BP_ANALYSIS_SCAN_SEARCH_PRIVATE_H
#define BP_ANALYSIS_SCAN_SEARCH_PRIVATE_H

#include "analysis/scan_inference.h"
#include "analysis/scan_windows.h"

/** What bp_scan_search takes as its user. */
typedef struct bp_scan_searcher {
    const bp_scan_windows *windows;
    bp_scan_direction direction;
} bp_scan_searcher;

/** A bp_scan_search_fn over all windows. The likelihood is worked out only where a bound on it exceeds what
 * was found before; the result is exact. */
bp_status bp_scan_search(bp_context *context, void *user, int thread, const bp_scan_draws *draws,
                         double *highest);

#endif
