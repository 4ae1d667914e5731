#include "cli/units_layer.h"

#include "cli/out_file.h"
#include "cli/run/read/ground.h"
#include "geo/bitmap.h"
#include "geo/folder.h"
#include "geo/read_points.h"
#include "geo/text.h"

#include <stdlib.h>
#include <string.h>

static bp_status add_point(bp_context *context, const double *xy, bool valid, bp_polygons *polygons)
{
    const double ring[] = {xy[0], xy[1], xy[0], xy[1], xy[0], xy[1], xy[0], xy[1]};
    bp_status status = valid ? bp_polygons_add_points(context, polygons, ring, 4) : BP_OK;
    if (!status && valid)
        status = bp_polygons_end_ring(context, polygons);
    if (!status && valid)
        status = bp_polygons_end_part(context, polygons);
    return status ? status : bp_polygons_end_unit(context, polygons);
}

static bp_status read_points(bp_context *context, const char *path, const bp_read_options *read,
                             bp_layer *out)
{
    bp_point_layer points = BP_POINT_LAYER_INIT;
    bp_layer layer = BP_LAYER_INIT;
    bp_read_points_options options = BP_READ_POINTS_OPTIONS_INIT;
    options.read = *read;
    bp_status status = bp_point_layer_read(context, path, &options, &points);
    for (int64_t i = 0; !status && i < points.points.n; i++)
        status = add_point(context, points.points.xy + 2 * i, bp_bitmap_get(points.points.valid, i),
                           &layer.polygons);
    if (!status) {
        layer.table = points.table;
        layer.crs = points.crs;
        points.table = (bp_table)BP_TABLE_INIT;
        points.crs = (bp_crs)BP_CRS_INIT;
        *out = layer;
        layer = (bp_layer)BP_LAYER_INIT;
    }
    bp_point_layer_clear(&points);
    bp_layer_clear(&layer);
    return status;
}

/* The file of a shapefile that is not there beside it; NULL when nothing is missing. */
static const char *missing_part(const char *path)
{
    static const char *const parts[][2] = {{"shx", "SHX"}, {"dbf", "DBF"}};
    const char *missing = NULL;
    if (!path || !bp_has_extension(path, ".shp") || !bp_path_exists(path))
        return NULL;
    for (int k = 0; k < 2 && !missing; k++) {
        char *lower = bp_text_format("%.*s%s", (int)(strlen(path) - 3), path, parts[k][0]);
        char *upper = bp_text_format("%.*s%s", (int)(strlen(path) - 3), path, parts[k][1]);
        if (lower && upper && !bp_path_exists(lower) && !bp_path_exists(upper))
            missing = parts[k][0];
        free(lower);
        free(upper);
    }
    return missing;
}

bp_status bp_units_layer_read(bp_context *context, const char *path, const bp_read_options *read,
                              bp_weights_request *request, bp_layer *out, bool *are_points)
{
    bp_layer layer = BP_LAYER_INIT;
    bool by_distance = request->way == BP_WEIGHTS_WAY_KNN || request->way == BP_WEIGHTS_WAY_BAND;
    bp_status status = bp_layer_read(context, path, read, out);
    if (status != BP_ERROR_INPUT)
        return status;
    const char *part = missing_part(path);
    char *why =
        part ? bp_text_format("%s: its .%s file is missing; a shapefile is .shp, .shx and .dbf together, "
                              "in one folder",
                              path, part)
             : bp_text_copy(bp_context_message(context));
    bp_context_clear(context);
    if (!why)
        return bp_context_fail_memory(context, 0);
    status = read_points(context, path, read, &layer);
    if (status == BP_ERROR_INPUT) {
        bp_context_clear(context);
        status = bp_context_fail(context, status, "%s", why);
    } else if (!status && !by_distance) {
        status = bp_context_fail(context, BP_ERROR_INPUT,
                                 "%s: holds points, which have no borders; --knn K and --band M take points",
                                 layer.table.source);
    }
    free(why);
    if (status) {
        bp_layer_clear(&layer);
        return status;
    }
    request->point = BP_POINT_CENTROID;
    *are_points = true;
    *out = layer;
    return BP_OK;
}

bp_status bp_units_layer_check_crs(bp_context *context, const bp_layer *layer)
{
    if (!layer->crs.wkt)
        return BP_OK;
    return bp_ground_check_layer_with(
        context, layer,
        "give the file its own (ogr2ogr -a_srs EPSG:CODE OUT IN), or add --planar to take the coordinates as "
        "they are");
}
