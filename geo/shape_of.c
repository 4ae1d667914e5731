#include "geo/shape_of.h"

#include <math.h>

/* Sums over one ring, about an origin: twice the area, six times the first moments, twelve times the second.
 */
typedef struct ring_sums {
    double area2, x6, y6, inertia12, length;
} ring_sums;

static ring_sums sum_ring(const double *xy, int64_t n_points, double x0, double y0)
{
    ring_sums sums = {0.0, 0.0, 0.0, 0.0, 0.0};
    for (int64_t i = 0; i + 1 < n_points; i++) {
        const double ax = xy[2 * i] - x0, ay = xy[2 * i + 1] - y0;
        const double bx = xy[2 * i + 2] - x0, by = xy[2 * i + 3] - y0;
        const double cross = ax * by - bx * ay;
        sums.area2 += cross;
        sums.x6 += cross * (ax + bx);
        sums.y6 += cross * (ay + by);
        sums.inertia12 += cross * (ax * ax + ax * bx + bx * bx + ay * ay + ay * by + by * by);
        sums.length += hypot(bx - ax, by - ay);
    }
    return sums;
}

/* All rings of a unit: shells add and holes take off, whatever way they run. */
static ring_sums sum_unit(const bp_polygons *polygons, int64_t unit, double x0, double y0)
{
    ring_sums sums = {0.0, 0.0, 0.0, 0.0, 0.0};
    for (int64_t p = polygons->unit_parts[unit]; p < polygons->unit_parts[unit + 1]; p++)
        for (int64_t r = polygons->part_rings[p]; r < polygons->part_rings[p + 1]; r++) {
            const int64_t first = polygons->ring_coords[r];
            const ring_sums ring =
                sum_ring(polygons->xy + 2 * first, polygons->ring_coords[r + 1] - first, x0, y0);
            const double way = (ring.area2 < 0.0 ? -1.0 : 1.0) * (r == polygons->part_rings[p] ? 1.0 : -1.0);
            sums.area2 += way * ring.area2;
            sums.x6 += way * ring.x6;
            sums.y6 += way * ring.y6;
            sums.inertia12 += way * ring.inertia12;
            sums.length += ring.length;
        }
    return sums;
}

static bp_shape shape_of_unit(const bp_polygons *polygons, int64_t unit)
{
    bp_shape shape = {0.0, 0.0, 0.0, 0.0, 0.0};
    if (polygons->unit_parts[unit] == polygons->unit_parts[unit + 1])
        return shape;
    const double *first =
        polygons->xy + 2 * polygons->ring_coords[polygons->part_rings[polygons->unit_parts[unit]]];
    const ring_sums about_first = sum_unit(polygons, unit, first[0], first[1]);
    if (!(about_first.area2 > 0.0))
        return shape;
    shape.area = 0.5 * about_first.area2;
    shape.perimeter = about_first.length;
    shape.x = first[0] + about_first.x6 / (3.0 * about_first.area2);
    shape.y = first[1] + about_first.y6 / (3.0 * about_first.area2);
    shape.inertia = sum_unit(polygons, unit, shape.x, shape.y).inertia12 / 12.0;
    return shape;
}

void bp_shape_of(const bp_polygons *polygons, bp_shape *shape)
{
    for (int64_t u = 0; u < polygons->n_units; u++)
        shape[u] = shape_of_unit(polygons, u);
}
