/* Which units take part in a scan, and how many residents a window may hold. */
#ifndef BP_ANALYSIS_SCAN_PLACES_PRIVATE_H
#define BP_ANALYSIS_SCAN_PLACES_PRIVATE_H

#include "analysis/scan_windows.h"

typedef struct bp_scan_takers {
    int32_t *unit; /**< unit[n], ascending: those that take part */
    int64_t n;
    double cap; /**< most residents of a window, with some room for rounding */
} bp_scan_takers;

/** Refuse caps that make no sense: BP_ERROR_ARGUMENT. */
bp_status bp_scan_caps_check(bp_context *context, const bp_scan_window_options *options);

/** List them. Fails as bp_scan_windows_make says of places, fewer than 2 units, and units above the cap.
 * O(n). */
bp_status bp_scan_places_take_part(bp_context *context, const bp_scan_places *places,
                                   const bp_scan_window_options *options, bp_scan_takers *out);
void bp_scan_takers_clear(bp_scan_takers *takers);

#endif
