/* Units merged into areas. */
#ifndef BP_GEO_DISSOLVE_H
#define BP_GEO_DISSOLVE_H

#include "geo/geometry.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * out has n_groups units: out unit g is the union of the units u with group[u] == g; group -1 is left out. A
 * group without units, or whose units have no geometry, has no parts. Where the members share their borders
 * exactly the result keeps their vertices and its area is the sum of theirs; where they overlap it is the
 * union proper. Complexity: O(points log points) per group, groups in parallel.
 */
bp_status bp_polygons_dissolve(bp_context *context, const bp_polygons *polygons, const int32_t *group,
                               int32_t n_groups, bp_polygons *out);

#ifdef __cplusplus
}
#endif

#endif
