/* Contiguity: which polygons share a point or a border, and how much border. */
#ifndef BP_GEO_CONTIGUITY_H
#define BP_GEO_CONTIGUITY_H

#include "geo/geometry.h"
#include "geo/graph.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum bp_contiguity_rule {
    BP_CONTIGUITY_QUEEN, /**< at least one shared point */
    BP_CONTIGUITY_ROOK   /**< at least one shared border segment */
} bp_contiguity_rule;

/**
 * Contiguity graph of polygons whose shared borders have the same vertices, to the last bit. length_m is the
 * length of the shared border in units of the CRS (metres in a metric one), 0 for a link by points only.
 * Complexity: O(points) expected, by hashing vertices and segments.
 */
bp_status bp_contiguity(bp_context *context, const bp_polygons *polygons, bp_contiguity_rule rule,
                        bp_graph *out);

#ifdef __cplusplus
}
#endif

#endif
