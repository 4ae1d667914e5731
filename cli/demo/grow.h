/* Regions that grow over a graph from their seeds, each at its own speed. */
#ifndef BP_CLI_DEMO_GROW_H
#define BP_CLI_DEMO_GROW_H

#include "cli/demo/country.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bp_demo_growth {
    uint64_t key;          /**< of the random detours */
    const int32_t *within; /**< within[n]: a region never leaves its seed's value; NULL: everywhere */
    const double *speed;   /**< speed[labels]; NULL: 1 */
} bp_demo_growth;

/**
 * label[n] comes in with each seed's label >= 0, -1 elsewhere, and goes out with the label of the region that
 * reached the unit first, -1 where none did. Regions are connected; the lake is taken but not crossed.
 * Complexity: O((n + links) log n).
 */
bp_status bp_demo_grow(bp_context *context, const bp_demo_country *country, const bp_demo_growth *growth,
                       int32_t *label);

#ifdef __cplusplus
}
#endif

#endif
