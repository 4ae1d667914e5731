/* Many starts of a search, on all threads, and the best of what they find. */
#ifndef BP_ANALYSIS_STARTS_PRIVATE_H
#define BP_ANALYSIS_STARTS_PRIVATE_H

#include "analysis/carve_private.h"

/*
 * Draw a first partition in carver->swap, whose random numbers are the start's own. A partition whose sizes
 * do not fit floor and ceiling counts as none.
 */
typedef bp_status (*bp_draw_fn)(bp_context *context, bp_carver *carver, const void *user);

/* What there is to do. */
typedef struct bp_starts {
    const bp_ground *ground;
    const bp_regions_options *options;
    bp_draw_fn draw;
    const void *user;
} bp_starts;

/* Are the options of the search in their bounds? Fails with BP_ERROR_ARGUMENT. */
bp_status bp_starts_check(bp_context *context, const bp_regions_options *options);

/*
 * Draw options->starts partitions, go on from those with the most regions by options->search, and keep the
 * one with the least objective, of equal ones the first. label[n] is untouched and *k 0 when no partition
 * fits.
 */
bp_status bp_starts_run(bp_context *context, const bp_starts *starts, int32_t *label, int32_t *k);

#endif
