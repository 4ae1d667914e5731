/* The units nearest to each unit that hang together with it among them, and how. */
#ifndef BP_ANALYSIS_SCAN_NEIGHBOURHOODS_PRIVATE_H
#define BP_ANALYSIS_SCAN_NEIGHBOURHOODS_PRIVATE_H

#include "analysis/scan_flexible.h"
#include "analysis/scan_places_private.h"

typedef struct bp_scan_neighbourhoods {
    int64_t n;          /**< centres: the units that take part */
    int64_t *offsets;   /**< offsets[n + 1] into unit and adjacent */
    int32_t *unit;      /**< by rising distance, the centre first; at most BP_SCAN_MOST_NEAREST of a centre */
    uint32_t *adjacent; /**< whom a unit touches, as bits in the order of its centre's units */
    double cap;         /**< most residents of a window */
} bp_scan_neighbourhoods;

/** Fails as bp_scan_windows_make does. O(n K (links of a unit + log K)), expected. */
bp_status bp_scan_neighbourhoods_make(bp_context *context, const bp_scan_places *places,
                                      const bp_scan_window_options *windows,
                                      const bp_scan_flexible_options *flexible, bp_scan_neighbourhoods *out);
void bp_scan_neighbourhoods_clear(bp_scan_neighbourhoods *neighbourhoods);

#endif
