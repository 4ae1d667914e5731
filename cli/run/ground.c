#include "cli/run/ground.h"

#include <math.h>

static const double PI = 3.14159265358979323846;

static bp_status refuse(bp_context *context, const bp_layer *layer, const char *why)
{
    double box[4] = {0, 0, 0, 0};
    bp_polygons_extent(&layer->polygons, box);
    return bp_context_fail(context, BP_ERROR_INPUT,
                           "%s: %s; coordinates (x %.6g to %.6g, y %.6g to %.6g) look like %s; "
                           "say which it is with ogr2ogr -a_srs, or a .prj file",
                           layer->table.source, why, box[0], box[2], box[1], box[3], bp_crs_guess(box));
}

bp_status bp_ground_check_layer(bp_context *context, const bp_layer *layer)
{
    double box[4];
    if (!layer->crs.wkt)
        return refuse(context, layer, "the layer has no coordinate reference system");
    if (!layer->crs.is_geographic || !bp_polygons_extent(&layer->polygons, box))
        return BP_OK;
    /* Longitudes are counted to 360 by some. */
    if (box[0] >= -360.0 && box[2] <= 360.0 && box[1] >= -90.0 && box[3] <= 90.0)
        return BP_OK;
    return refuse(context, layer, "its coordinate reference system is in degrees, its coordinates are not");
}

/* Square metres on the WGS84 ellipsoid in a square degree at a latitude: the radii of curvature along and
   across the meridian, multiplied. */
static double square_degree_m2(double latitude)
{
    const double a = 6378137.0, e2 = 0.0066943799901413165, degree = PI / 180.0;
    double sine = sin(latitude * degree), w = 1.0 - e2 * sine * sine;
    return a * a * (1.0 - e2) * cos(latitude * degree) / (w * w) * degree * degree;
}

bp_status bp_ground_check_scale(bp_context *context, const bp_layer *layer)
{
    double box[4];
    bp_crs degrees = BP_CRS_INIT;
    if (!bp_polygons_extent(&layer->polygons, box))
        return BP_OK;
    double x = box[0] + (box[2] - box[0]) / 2.0, y = box[1] + (box[3] - box[1]) / 2.0;
    double side = 1000.0 / layer->crs.metres_per_unit;
    double square[10] = {x, y, x + side, y, x + side, y + side, x, y + side, x, y};
    bp_status status = bp_crs_parse(context, "EPSG:4326", "longitude and latitude", &degrees);
    if (!status)
        status = bp_crs_transform(context, &layer->crs, &degrees, layer->table.source, square, 5, NULL);
    bp_crs_clear(&degrees);
    if (status)
        return status;
    double ground = 0.5 * fabs(bp_ring_signed_area2(square, 5)) * square_degree_m2(square[1]);
    double ratio = 1e6 / ground;
    if (!(fabs(ratio - 1.0) <= 0.01))
        bp_context_warn(context, "crs_scale",
                        "areas in %s (%s) are %.3g times those on the ground here, and so are all that are "
                        "written; a national or an equal-area CRS (EPSG:28992, EPSG:3035) keeps them",
                        layer->crs.code ? layer->crs.code : "the CRS", layer->crs.name, ratio);
    return BP_OK;
}
