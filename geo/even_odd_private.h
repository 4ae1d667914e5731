/* Holes that a file holds as outer rings. */
#ifndef BP_GEO_EVEN_ODD_PRIVATE_H
#define BP_GEO_EVEN_ODD_PRIVATE_H

#include "geo/geos_private.h"

/**
 * Where a part of a multipolygon lies wholly inside a larger one, take it as a hole in that one, a part
 * inside the hole as an island, and so on; parts that meet otherwise are united, and a part that is there
 * twice counts once. `*n_holes` is how many parts became holes, `*out` the result, to be destroyed; NULL when
 * there are none. Each part is made valid by `parameters` first. Fails with BP_ERROR_INTERNAL (GEOS, no
 * message) or for memory. Complexity: O(parts^2) comparisons of boxes, then O(points log points) for those
 * that lie in others.
 */
bp_status bp_even_odd(bp_geos *geos, const GEOSGeometry *multipolygon, GEOSMakeValidParams *parameters,
                      GEOSGeometry **out, int64_t *n_holes);

#endif
