/* From units to the nearest of other points. */
#include "cli/join/parts.h"

#include "geo/nearest_to.h"
#include "geo/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

static bp_status add_within(bp_join_work *work, int k, const bp_nearest_to *found)
{
    double *value = (double *)calloc((size_t)found->n + 1, sizeof *value);
    if (!value)
        return bp_context_fail_memory(work->context, (size_t)found->n * sizeof *value);
    for (int64_t i = 0; i < found->n; i++)
        value[i] = (double)found->within[i];
    bp_status status = bp_join_add(work, k, value, found->valid);
    free(value);
    return status;
}

static bp_status add_distance(bp_join_work *work, int k, bp_nearest_to *found, const bp_point_layer *points)
{
    const bp_join_measure *measure = &work->request->measures[k];
    for (int64_t i = 0; i < found->n; i++)
        found->distance[i] *= bp_join_metre(work);
    bp_status status = bp_join_add(work, k, found->distance, found->valid);
    if (status || !work->request->with_id)
        return status;
    char *name = bp_text_format("%s_id", measure->name);
    status = name ? bp_join_add_labels(work, name, &points->table, work->request->with_id, found->nearest)
                  : bp_context_fail_memory(work->context, 0);
    free(name);
    return status;
}

bp_status bp_join_nearest(bp_join_work *work, int k, const bp_point_layer *points)
{
    const bp_join_measure *measure = &work->request->measures[k];
    bp_points from = BP_POINTS_INIT;
    bp_nearest_to found = BP_NEAREST_TO_INIT;
    bool counts = measure->how == BP_JOIN_WITHIN;
    if (counts && !(measure->number > 0.0 && isfinite(measure->number)))
        return bp_context_fail(work->context, BP_ERROR_ARGUMENT,
                               "found the radius %g, expected a number of metres above 0", measure->number);
    if (bp_points_count(&points->points) == 0)
        return bp_context_fail(work->context, BP_ERROR_INPUT, "%s: none of its %" PRId64 " rows has a point",
                               work->request->source.shown, points->points.n);
    bp_status status = bp_point_of(work->context, &work->units->layer->polygons, work->request->point, &from);
    if (!status)
        status = bp_nearest_to_find(work->context, &from, &points->points,
                                    counts ? measure->number / bp_join_metre(work) : 0.0, &found);
    if (!status)
        status = counts ? add_within(work, k, &found) : add_distance(work, k, &found, points);
    bp_nearest_to_clear(&found);
    bp_points_clear(&from);
    return status;
}
