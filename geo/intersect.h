/* The ground that pairs of polygons have in common, as polygons. */
#ifndef BP_GEO_INTERSECT_H
#define BP_GEO_INTERSECT_H

#include "geo/geometry.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Unit `a` of the first and `b` of the second polygons. */
typedef struct bp_pair {
    int64_t a, b;
} bp_pair;

/**
 * out has a unit per pair: what pairs[n] have in common, lines and points left out; no parts where that is
 * nothing. Both in the same CRS and valid. For areas alone bp_overlay is faster and exact to rounding. The
 * same for any number of threads. Errors: BP_ERROR_ARGUMENT for a unit that does not exist; BP_ERROR_INTERNAL
 * with the message of GEOS. Complexity: that of an overlay by GEOS, O(points log points) a pair, in parallel.
 */
bp_status bp_polygons_intersect(bp_context *context, const bp_polygons *a, const bp_polygons *b,
                                const bp_pair *pairs, int64_t n, bp_polygons *out);

#ifdef __cplusplus
}
#endif

#endif
