/* Units made of one or more cells: the land, the lake and the islands. */
#ifndef BP_CLI_DEMO_TESSELLATION_H
#define BP_CLI_DEMO_TESSELLATION_H

#include "cli/demo/cells.h"
#include "cli/demo/terrain.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bp_demo_tessellation {
    uint64_t seed;
    bp_demo_cells cells;
    int32_t *unit;  /**< unit[cells.n], -1 = sea */
    uint8_t *place; /**< place[n], bits BP_DEMO_PLACE_ */
    int64_t n;      /**< units */
} bp_demo_tessellation;

/** Exactly options->n_units units. About three in ten are two cells merged, so that not all of them are
 * convex. */
bp_status bp_demo_tessellation_make(bp_context *context, const bp_demo_options *options,
                                    const bp_demo_terrain *terrain, bp_demo_tessellation *out);
void bp_demo_tessellation_clear(bp_demo_tessellation *tessellation);

/** Which units share a border. O(cells). */
bp_status bp_demo_tessellation_graph(bp_context *context, const bp_demo_tessellation *tessellation,
                                     bp_graph *out);

/** Unit u becomes unit number[u]. */
bp_status bp_demo_tessellation_renumber(bp_context *context, bp_demo_tessellation *tessellation,
                                        const int32_t *number);

/** The outlines, shells counter-clockwise, holes clockwise, the same vertices on both sides of a border.
 * O(cells). */
bp_status bp_demo_tessellation_outline(bp_context *context, const bp_demo_tessellation *tessellation,
                                       bp_polygons *out);

#ifdef __cplusplus
}
#endif

#endif
