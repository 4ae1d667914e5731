/* Where there is land, how far the coast is, where the towns are and how densely units lie, on a raster. */
#ifndef BP_CLI_DEMO_TERRAIN_H
#define BP_CLI_DEMO_TERRAIN_H

#include "cli/demo/country.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bp_demo_terrain {
    uint64_t seed;
    int64_t n_units;
    double left, bottom, side_m, shrink;
    int cells;            /**< raster cells along a side */
    uint8_t *land;        /**< land[cells * cells], row 0 in the south */
    double *coast_m;      /**< distance to the nearest raster cell of the other kind */
    double *land_density; /**< units per area, relative; 0 on sea */
    double *sea_density;  /**< of the sea sites that bound the land; 0 on land */
    int32_t n_towns;
    bp_demo_town *towns;
    double lake_x, lake_y, lake_long_m, lake_short_m; /**< centre and half axes */
} bp_demo_terrain;

/** Complexity: O(raster + towns^2), the raster growing with n up to 2048 x 2048. */
bp_status bp_demo_terrain_make(bp_context *context, const bp_demo_options *options, bp_demo_terrain *out);
void bp_demo_terrain_clear(bp_demo_terrain *terrain);

/** Raster cell of a point, clamped to the raster. */
int64_t bp_demo_terrain_cell(const bp_demo_terrain *terrain, double x, double y);
/** 0 in the countryside to 1 in the core of a city. */
double bp_demo_terrain_urban(const bp_demo_terrain *terrain, double x, double y);
bool bp_demo_terrain_in_lake(const bp_demo_terrain *terrain, double x, double y);

#ifdef __cplusplus
}
#endif

#endif
