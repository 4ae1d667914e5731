#include "cli/unit_points.h"

#include "geo/bitmap.h"
#include "geo/point_of.h"

#include <math.h>
#include <stdlib.h>

bp_status bp_unit_points(bp_context *context, const bp_layer *layer, double **out)
{
    const double metre = layer->crs.metres_per_unit > 0.0 ? layer->crs.metres_per_unit : 1.0;
    bp_points points = BP_POINTS_INIT;
    bp_status status = bp_point_of(context, &layer->polygons, BP_POINT_CENTROID, &points);
    if (status)
        return status;
    const int64_t n = points.n;
    double *xy = (double *)malloc(((size_t)n + 1) * 2 * sizeof *xy);
    if (!xy) {
        status = bp_context_fail_memory(context, (size_t)n * 2 * sizeof *xy);
        goto done;
    }
    for (int64_t i = 0; i < n; i++) {
        bool has = bp_bitmap_get(points.valid, i);
        xy[i] = has ? points.xy[2 * i] * metre : NAN;
        xy[n + i] = has ? points.xy[2 * i + 1] * metre : NAN;
    }
    *out = xy;
done:
    bp_points_clear(&points);
    return status;
}
