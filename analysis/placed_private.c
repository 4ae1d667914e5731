#include "analysis/placed_private.h"

#include "geo/bitmap.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

static int by_number(double a, double b)
{
    return (a > b) - (a < b);
}

static int by_place(const void *a, const void *b)
{
    const bp_placed *first = (const bp_placed *)a, *second = (const bp_placed *)b;
    int order = by_number(first->x, second->x);
    if (!order)
        order = by_number(first->y, second->y);
    return order ? order : by_number(first->weight, second->weight);
}

static bp_status check_point(bp_context *context, const bp_placed *point, const char *command)
{
    if (!isfinite(point->x) || !isfinite(point->y))
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s: row %" PRId64 ": the coordinates %g, %g are not finite; leave the row "
                               "out or give it a place",
                               command, point->row + 1, point->x, point->y);
    if (!(point->weight >= 0.0) || !isfinite(point->weight))
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s: row %" PRId64 ": found the weight %g, expected a number of 0 or more",
                               command, point->row + 1, point->weight);
    return BP_OK;
}

bp_status bp_placed_take(bp_context *context, const bp_point_set *set, const char *command, bp_placed **out,
                         int64_t *n_out)
{
    if (set->n >= INT32_MAX)
        return bp_context_fail(context, BP_ERROR_ARGUMENT, "%s: %" PRId64 " rows were given; the most is %d",
                               command, set->n, INT32_MAX - 1);
    bp_placed *points = (bp_placed *)malloc(((size_t)set->n + 1) * sizeof *points);
    int64_t n = 0;
    if (!points)
        return bp_context_fail_memory(context, ((size_t)set->n + 1) * sizeof *points);
    for (int64_t i = 0; i < set->n; i++) {
        if (!bp_bitmap_get(set->valid, i))
            continue;
        points[n] = (bp_placed){set->x[i], set->y[i], set->weight ? set->weight[i] : 1.0, i};
        bp_status status = check_point(context, &points[n], command);
        if (status) {
            free(points);
            return status;
        }
        n++;
    }
    qsort(points, (size_t)n, sizeof *points, by_place);
    *out = points;
    *n_out = n;
    return BP_OK;
}

bp_status bp_placed_check_apart(bp_context *context, const bp_placed *points, int64_t n, const char *command)
{
    /* They are sorted by x, so y alone is left to look at where the first and last x are one. */
    bool together = n > 0 && points[0].x == points[n - 1].x && points[0].y == points[n - 1].y;
    if (!together)
        return BP_OK;
    return bp_context_fail(context, BP_ERROR_INPUT,
                           "%s: all %" PRId64 " points lie in one place, %.15g, %.15g; clusters need points "
                           "that lie apart",
                           command, n, points[0].x, points[0].y);
}
