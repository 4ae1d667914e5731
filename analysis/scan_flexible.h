/* Flexible spatial scan statistics: clusters of any connected form among the nearest neighbours of a unit. */
#ifndef BP_ANALYSIS_SCAN_FLEXIBLE_H
#define BP_ANALYSIS_SCAN_FLEXIBLE_H

#include "analysis/scan.h"
#include "geo/graph.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { BP_SCAN_MOST_NEAREST = 30 };

typedef struct bp_scan_flexible_options {
    const bp_graph *graph; /**< links between the n units of the input; what a window hangs together by */
    int nearest;           /**< K, 1 to BP_SCAN_MOST_NEAREST: a window stays among so many units that are
                              nearest to its centre, the centre itself one of them */
    double restriction;    /**< alpha1, above 0: only units whose own mid-p is below it are in windows;
                              1: no restriction */
} bp_scan_flexible_options;

#define BP_SCAN_FLEXIBLE_OPTIONS_INIT                                                                        \
    {                                                                                                        \
        NULL, 15, 0.2                                                                                        \
    }

/**
 * The scan of bp_scan_make with other windows: for every unit the connected sets of units that hold it and
 * lie within its K nearest units that take part (of units at the same distance the one farther left, then
 * below, is nearer). Caps, least_units and units above the cap are those of options->windows; `radius` limits
 * the K nearest; shapes must be NULL. Restricted, a set may hold only units that by themselves stand out in
 * the direction sought, in one domain at least: mid-p = P(Y > y) + P(Y = y) / 2 below the restriction for
 * high, P(Y < y) + P(Y = y) / 2 for low, with Y Poisson of the expected cases, binomial of the persons with
 * the risk of all, or (normal) the value with the variance of all over its weight. On every drawn map the
 * restriction is applied anew. With BP_SCAN_BOTH a restricted set holds high units alone or low ones alone.
 *
 * In the result `radius` is the distance from the centre to its farthest member, ratio 1, angle 0; members
 * stand by rising distance; n_windows is 0, they are not counted. Equal ratios (up to a relative 1e-12) go to
 * the smaller radius, then to fewer units, then to the centre farther left, then below. The same for any
 * number of threads. Fails as bp_scan_make does, and with BP_ERROR_ARGUMENT without a graph over the same
 * units, for shapes, and for a K or a restriction out of range.
 *
 * Complexity: per centre and map O(K), and up to all connected sets among the K nearest (at most 2^(K-1))
 * where a bound on their likelihood does not rule them out; exact all the same.
 * Sources: Tango & Takahashi (2005), doi:10.1186/1476-072X-4-11; restricted: Tango & Takahashi (2012),
 * doi:10.1002/sim.5478.
 */
bp_status bp_scan_flexible_make(bp_context *context, const bp_scan_input *input,
                                const bp_scan_options *options, const bp_scan_flexible_options *flexible,
                                bp_scan_result *out);

#ifdef __cplusplus
}
#endif

#endif
