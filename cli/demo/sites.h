/* The points around which cells lie: as many as asked for, as dense as a raster says, evenly but not
 * regularly. */
#ifndef BP_CLI_DEMO_SITES_H
#define BP_CLI_DEMO_SITES_H

#include "cli/demo/random.h"
#include "cli/demo/terrain.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Sum of the raster. */
double bp_demo_sites_mass(const bp_demo_terrain *terrain, const double *density);

/**
 * x[m], y[m]: the square is halved by mass again and again, along its longer side, until each box holds one
 * site. Complexity: O(raster + m log(precision)).
 */
bp_status bp_demo_sites_place(bp_context *context, const bp_demo_terrain *terrain, const double *density,
                              int64_t m, bp_demo_stream stream, double *x, double *y);

#ifdef __cplusplus
}
#endif

#endif
