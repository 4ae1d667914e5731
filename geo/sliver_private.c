#include "geo/sliver_private.h"

#include <math.h>

double bp_unit_perimeter(const bp_polygons *polygons, int64_t unit)
{
    double sum = 0.0;
    for (int64_t p = polygons->unit_parts[unit]; p < polygons->unit_parts[unit + 1]; p++)
        for (int64_t r = polygons->part_rings[p]; r < polygons->part_rings[p + 1]; r++)
            for (int64_t c = polygons->ring_coords[r]; c + 1 < polygons->ring_coords[r + 1]; c++) {
                const double *xy = polygons->xy + 2 * c;
                double dx = xy[2] - xy[0], dy = xy[3] - xy[1];
                sum += sqrt(dx * dx + dy * dy);
            }
    return sum;
}

bool bp_is_narrow(bp_geos *geos, const bp_polygons *polygons_a, int64_t a, const bp_polygons *polygons_b,
                  int64_t b, double area, double width)
{
    /* No outline about an area is shorter than a circle's, and no border of the overlap is a border of
     * neither unit. */
    const double pi = 3.14159265358979323846;
    if (sqrt(area / pi) < width)
        return true;
    double most = bp_unit_perimeter(polygons_a, a) + bp_unit_perimeter(polygons_b, b);
    if (2.0 * area >= width * most)
        return false;
    GEOSContextHandle_t handle = geos->handle;
    GEOSGeometry *shape_a = bp_geos_from_unit(geos, polygons_a, a);
    GEOSGeometry *shape_b = bp_geos_from_unit(geos, polygons_b, b);
    GEOSGeometry *common = shape_a && shape_b ? GEOSIntersection_r(handle, shape_a, shape_b) : NULL;
    double perimeter = 0.0;
    bool narrow = common && GEOSLength_r(handle, common, &perimeter) && 2.0 * area < width * perimeter;
    if (common)
        GEOSGeom_destroy_r(handle, common);
    if (shape_b)
        GEOSGeom_destroy_r(handle, shape_b);
    if (shape_a)
        GEOSGeom_destroy_r(handle, shape_a);
    geos->message[0] = '\0';
    return narrow;
}
