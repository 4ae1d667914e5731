/* Polygons that break the rules of Simple Features, mended by structure. */
#ifndef BP_GEO_REPAIR_H
#define BP_GEO_REPAIR_H

#include "geo/geometry.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum bp_repair_state {
    BP_REPAIR_VALID = 0, /**< was valid (its rings may have been turned the right way round) */
    BP_REPAIR_MENDED,    /**< was invalid and is valid now */
    BP_REPAIR_EMPTY      /**< has no geometry, or none of it was left as an area */
} bp_repair_state;

enum { BP_REPAIR_WORST = 5 };

/** What mending did to the area of a unit, square units of the CRS. */
typedef struct bp_repair_change {
    int64_t unit;
    double area_before, area_after;
} bp_repair_change;

typedef struct bp_repair_report {
    uint8_t *state; /**< state[n_units], a bp_repair_state each */
    int64_t n_mended, n_empty;
    double area_before, area_after; /**< of the mended units, square units of the CRS */
    char *first_reason;             /**< why the first mended one was invalid; NULL when none */
    int64_t first_unit;             /**< its number, -1 when none */
    int n_worst;                    /**< the mended units whose area changed most, in that order; ... */
    bp_repair_change
        worst[BP_REPAIR_WORST]; /**< ... by unit where equal; unchanged ones are not among them */
    int64_t n_holes;          /**< parts that lay wholly inside another part of their unit: taken as holes */
    int64_t first_holes_unit; /**< the first unit that had such, -1 when none */
} bp_repair_report;

#define BP_REPAIR_REPORT_INIT                                                                                \
    {                                                                                                        \
        NULL, 0, 0, 0.0, 0.0, NULL, -1, 0, {{-1, 0.0, 0.0}}, 0, -1                                           \
    }

/**
 * Make every unit valid (GEOS make-valid by structure; never lines or points), shells counter-clockwise,
 * holes clockwise, repeated points dropped. Units that are valid keep their coordinates to the last bit. A
 * ring with fewer than three different points in a row is dropped, with its holes if it is a shell. A part
 * that lies wholly inside another part of its unit is a hole that was written as an outer ring, and one
 * inside that an island again (even-odd); parts that overlap otherwise are united. The area before is that of
 * the rings as they came, each part by itself. A coordinate that is not a finite number fails with
 * BP_ERROR_INPUT and names the row. On failure the polygons are as they were. Complexity: O(p log p) per unit
 * of p points, units in parallel; the result does not depend on the threads.
 */
bp_status bp_polygons_repair(bp_context *context, bp_polygons *polygons, bp_repair_report *out);
void bp_repair_report_clear(bp_repair_report *report);

#ifdef __cplusplus
}
#endif

#endif
