/* Points taken from a set: checked, and in an order that is not that of the rows. */
#ifndef BP_ANALYSIS_PLACED_PRIVATE_H
#define BP_ANALYSIS_PLACED_PRIVATE_H

#include "analysis/point_set.h"

/** A point with its weight; `row` is the row it came from. */
typedef struct bp_placed {
    double x, y, weight;
    int64_t row;
} bp_placed;

/**
 * points[n], to free(): the valid ones by x, then y, then weight. `command` is what messages begin with.
 * BP_ERROR_INPUT when one is not finite or has a weight that is no number of 0 or more, naming the row.
 * O(n log n).
 */
bp_status bp_placed_take(bp_context *context, const bp_point_set *set, const char *command,
                         bp_placed **points, int64_t *n);

/** BP_ERROR_INPUT when all points[n], n > 0, lie in one place, telling which. */
bp_status bp_placed_check_apart(bp_context *context, const bp_placed *points, int64_t n, const char *command);

static inline double bp_placed_distance2(const bp_placed *a, double x, double y)
{
    double dx = a->x - x, dy = a->y - y;
    return dx * dx + dy * dy;
}

#endif
