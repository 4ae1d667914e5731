#include "cli/join/place.h"

#include "geo/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *name_of(const bp_crs *crs)
{
    return crs->code ? crs->code : crs->name ? crs->name : "its CRS";
}

static const char *file_of(const bp_layer *units)
{
    return units->table.source ? units->table.source : "the units";
}

bp_status bp_join_check_units(bp_context *context, const bp_layer *units)
{
    double box[4] = {0, 0, 0, 0};
    if (!units->crs.wkt) {
        bp_polygons_extent(&units->polygons, box);
        return bp_context_fail(
            context, BP_ERROR_INPUT,
            "%s: the units have no coordinate reference system; their coordinates look like "
            "%s; say which it is with ogr2ogr -a_srs",
            file_of(units), bp_crs_guess(box));
    }
    if (!units->crs.is_geographic)
        return BP_OK;
    return bp_context_fail(
        context, BP_ERROR_INPUT,
        "%s: the units are in degrees (%s), and areas and distances need metres; bring them to a "
        "projected CRS first, with ogr2ogr -t_srs EPSG:28992 OUT IN for the Netherlands or "
        "EPSG:3035 for Europe",
        file_of(units), name_of(&units->crs));
}

bool bp_join_extent(const double *xy, int64_t n, double box[4])
{
    double found[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (int64_t i = 0; i < n; i++)
        for (int d = 0; d < 2; d++) {
            found[d] = fmin(found[d], xy[2 * i + d]);
            found[d + 2] = fmax(found[d + 2], xy[2 * i + d]);
        }
    if (!(found[0] <= found[2] && found[1] <= found[3]))
        return false;
    for (int d = 0; d < 4; d++)
        box[d] = found[d];
    return true;
}

char *bp_join_crs_text(const char *text)
{
    bool is_number = text[0] != '\0' && text[strspn(text, "0123456789")] == '\0';
    return bp_text_format("%s%s", is_number ? "EPSG:" : "", text);
}

static bp_status parse_crs(bp_context *context, const char *text, bp_crs *out)
{
    char *full = bp_join_crs_text(text);
    bp_status status = full ? bp_crs_parse(context, full, "crs", out) : bp_context_fail_memory(context, 0);
    free(full);
    return status;
}

bp_status bp_join_settle_crs(bp_context *context, const bp_join_source *source, const double box[4],
                             bp_crs *crs)
{
    bp_crs named = BP_CRS_INIT;
    if (!source->crs && crs->wkt)
        return BP_OK;
    if (!source->crs)
        return bp_context_fail(
            context, BP_ERROR_INPUT,
            "%s: has no coordinate reference system; its coordinates (x %.6g to %.6g, y %.6g to "
            "%.6g) look like %s; say which it is with crs",
            source->shown, box[0], box[2], box[1], box[3], bp_crs_guess(box));
    bp_status status = parse_crs(context, source->crs, &named);
    if (!status && !crs->wkt) {
        *crs = named;
        return BP_OK;
    }
    if (!status && !bp_crs_equal(crs, &named))
        status = bp_context_fail(context, BP_ERROR_INPUT,
                                 "%s: is in %s, and crs says %s; leave crs out, or set the file right with "
                                 "ogr2ogr -a_srs",
                                 source->shown, name_of(crs), name_of(&named));
    bp_crs_clear(&named);
    return status;
}

static bool meet(const double a[4], const double b[4])
{
    return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];
}

/* Whether the boxes would meet with x and y of the source the other way round. */
static bool meet_swapped(bp_context *context, const bp_layer *units, const double box[4],
                         const bp_join_place *place)
{
    const double *b = place->before;
    double xy[8] = {b[1], b[0], b[3], b[0], b[3], b[2], b[1], b[2]}, swapped[4];
    if (bp_crs_transform(context, place->crs, &units->crs, "the swapped extent", xy, 4, NULL)) {
        bp_context_clear(context);
        return false;
    }
    return bp_join_extent(xy, 4, swapped) && meet(swapped, box);
}

bp_status bp_join_check_place(bp_context *context, const bp_join_source *source, const bp_layer *units,
                              const bp_join_place *place)
{
    double box[4];
    const double *b = place->before;
    if (!bp_polygons_extent(&units->polygons, box) || meet(box, place->after))
        return BP_OK;
    bool swapped = meet_swapped(context, units, box, place);
    char *text = bp_text_format(
        "%s: lies apart from the units: x %.6g to %.6g, y %.6g to %.6g in %s, and the units x %.6g to %.6g, "
        "y %.6g to %.6g in %s; its coordinates look like %s",
        source->shown, b[0], b[2], b[1], b[3], name_of(place->crs), box[0], box[2], box[1], box[3],
        name_of(&units->crs), bp_crs_guess(b));
    bp_status status = text ? BP_OK : bp_context_fail_memory(context, 0);
    if (!status && swapped)
        status = bp_context_fail(context, BP_ERROR_INPUT,
                                 "%s; with x and y swapped they would meet: name x and y the other way "
                                 "round, or mend the file",
                                 text);
    else if (!status && place->must_meet)
        status = bp_context_fail(context, BP_ERROR_INPUT, "%s", text);
    else if (!status)
        bp_context_warn(context, "join_apart", "%s; distances are measured all the same", text);
    free(text);
    return status;
}
