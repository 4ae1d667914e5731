#include "cli/run/read/ground.h"

#include "geo/crs_place.h"
#include "geo/text.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double PI = 3.14159265358979323846;

enum { PLACE_BYTES = 400, SPELLING_BYTES = 40, MOST_NAME = 80 };

static const char *crs_code(const bp_crs *crs)
{
    return crs->code ? crs->code : "a CRS without a code";
}

/* Fail with `why`, where the coordinates are, what they look like, and what to do. */
static bp_status refuse(bp_context *context, const bp_layer *layer, const char *why, const char *remedy)
{
    double box[4] = {0, 0, 0, 0};
    bp_polygons_extent(&layer->polygons, box);
    return bp_context_fail(
        context, BP_ERROR_INPUT, "%s: %s; coordinates (x %.6g to %.6g, y %.6g to %.6g) look like %s; %s",
        layer->table.source, why, box[0], box[2], box[1], box[3], bp_crs_guess(box), remedy);
}

static bp_status refuse_swapped(bp_context *context, const bp_layer *layer, const bp_crs_placing *placing)
{
    return bp_context_fail(
        context, BP_ERROR_INPUT,
        "%s: its coordinates (x %.6g to %.6g, y %.6g to %.6g) look like %s; swap them, in QGIS "
        "with \"Swap X and Y coordinates\"",
        layer->table.source, placing->box[0], placing->box[2], placing->box[1], placing->box[3],
        placing->looks_like);
}

/* Up to the first comma, semicolon or point, in whole words. */
static size_t name_length(const char *name)
{
    size_t n = strcspn(name, ",;.");
    if (n > MOST_NAME)
        for (n = MOST_NAME; n > 0 && name[n] != ' ';)
            n--;
    return n;
}

/* The area of use in words: "Netherlands - onshore (3.2 to 7.22 E, 50.75 to 53.7 N)". */
static void describe_area(const bp_crs_placing *placing, char text[PLACE_BYTES])
{
    /* PROJ's names of areas run to hundreds of characters; what stands before the first comma says enough. */
    snprintf(text, PLACE_BYTES, "%.*s%s(longitude %.4g to %.4g, latitude %.4g to %.4g)",
             (int)name_length(placing->area_name), placing->area_name, placing->area_name[0] ? " " : "",
             placing->area[0], placing->area[2], placing->area[1], placing->area[3]);
}

static bp_status refuse_contradicted(bp_context *context, const bp_layer *layer, const char *stated,
                                     const bp_crs_placing *placing, const char *remedy)
{
    char area[PLACE_BYTES], why[2 * PLACE_BYTES];
    const char *whose = stated ? "the study says that it is in" : "its coordinate reference system is";
    if (layer->crs.is_geographic && !stated)
        return refuse(context, layer,
                      "its coordinate reference system is in degrees, its coordinates are not", remedy);
    if (layer->crs.is_geographic) {
        snprintf(why, sizeof why, "%s %s (%.80s), which is in degrees, and its coordinates are not", whose,
                 crs_code(&layer->crs), layer->crs.name);
        return refuse(context, layer, why, remedy);
    }
    describe_area(placing, area);
    snprintf(why, sizeof why, "%s %s (%.80s), which is for %s, and there it is not", whose,
             crs_code(&layer->crs), layer->crs.name, area);
    return refuse(context, layer, why, remedy);
}

static void warn_outside(bp_context *context, const bp_layer *layer, const bp_crs_placing *placing)
{
    char area[PLACE_BYTES], share[32];
    describe_area(placing, area);
    snprintf(share, sizeof share, "%.0f %% of it", 100.0 * placing->share_outside);
    bp_context_warn(
        context, "crs_area_of_use",
        "%s: %s lies outside the area that %s (%s) is for: %s; is it the right coordinate reference "
        "system? distances and areas may be off",
        layer->table.source, placing->verdict == BP_CRS_OUTSIDE ? "all of it" : share, crs_code(&layer->crs),
        layer->crs.name, area);
}

static bp_status check_layer(bp_context *context, const bp_layer *layer, const char *stated,
                             const char *remedy)
{
    if (!layer->crs.wkt)
        return refuse(context, layer, "the layer has no coordinate reference system", remedy);
    if (layer->polygons.n_coords == 0)
        return BP_OK;
    const bp_crs_placing placing = bp_crs_place(&layer->crs, layer->polygons.xy, layer->polygons.n_coords);
    switch (placing.verdict) {
    case BP_CRS_SWAPPED:
        return refuse_swapped(context, layer, &placing);
    case BP_CRS_CONTRADICTED:
        return refuse_contradicted(context, layer, stated, &placing, remedy);
    case BP_CRS_OUTSIDE:
    case BP_CRS_PARTLY_OUTSIDE:
        warn_outside(context, layer, &placing);
        break;
    case BP_CRS_FITS:
        break;
    }
    return BP_OK;
}

bp_status bp_ground_check_layer(bp_context *context, const bp_layer *layer, const char *stated)
{
    return check_layer(context, layer, stated, "say which it is with `crs: EPSG:...` beside `source`");
}

bp_status bp_ground_check_layer_with(bp_context *context, const bp_layer *layer, const char *remedy)
{
    return check_layer(context, layer, NULL, remedy);
}

/* Letters and digits alone, small: "RD New", "rd-new" and "RD_NEW" are one. */
static void plain_text(const char *text, char plain[SPELLING_BYTES])
{
    size_t n = 0;
    for (; *text && n < SPELLING_BYTES - 1; text++)
        if (isalnum((unsigned char)*text))
            plain[n++] = (char)tolower((unsigned char)*text);
    plain[n] = '\0';
}

/* What people write for a CRS, as PROJ knows it; NULL where it is none of these. To free(). */
static char *known_spelling(const char *text)
{
    static const char *const known[][2] = {
        {"rd", "EPSG:28992"},
        {"rdnew", "EPSG:28992"},
        {"rijksdriehoek", "EPSG:28992"},
        {"rijksdriehoekstelsel", "EPSG:28992"},
        {"amersfoortrdnew", "EPSG:28992"},
        {"wgs84", "EPSG:4326"},
        {"wgs1984", "EPSG:4326"},
        {"etrs89", "EPSG:4258"},
        {"webmercator", "EPSG:3857"},
        {"pseudomercator", "EPSG:3857"},
        {"etrs89laea", "EPSG:3035"},
        {"laeaeurope", "EPSG:3035"},
    };
    char plain[SPELLING_BYTES];
    plain_text(text, plain);
    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
        if (strcmp(plain, known[k][0]) == 0)
            return bp_text_copy(known[k][1]);
    const char *number = strncmp(plain, "epsg", 4) == 0 ? plain + 4 : plain;
    bool is_code = *number && number[strspn(number, "0123456789")] == '\0' && strlen(text) < SPELLING_BYTES;
    return is_code ? bp_text_format("EPSG:%s", number) : NULL;
}

bp_status bp_ground_parse_crs(bp_context *context, const char *text, bp_crs *out)
{
    char plain[SPELLING_BYTES];
    plain_text(text, plain);
    if (strcmp(plain, "amersfoort") == 0)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "'%s' can be metres or degrees; write EPSG:28992 for RD New, or EPSG:4289 for "
                               "degrees",
                               text);
    char *spelled = known_spelling(text);
    bp_status status = bp_crs_parse(context, spelled ? spelled : text, "the study", out);
    free(spelled);
    return status;
}

/* What the file says is wrong beyond doubt, as of a GeoJSON, which is WGS84 where it says nothing. */
static bool is_refuted(const bp_layer *layer)
{
    return layer->polygons.n_coords > 0 &&
           bp_crs_place(&layer->crs, layer->polygons.xy, layer->polygons.n_coords).verdict ==
               BP_CRS_CONTRADICTED;
}

bp_status bp_ground_state_crs(bp_context *context, bp_layer *layer, const char *stated)
{
    bp_crs crs = BP_CRS_INIT;
    if (!stated)
        return BP_OK;
    bp_status status = bp_ground_parse_crs(context, stated, &crs);
    if (status || bp_crs_equal(&crs, &layer->crs)) {
        bp_crs_clear(&crs);
        return status;
    }
    if (layer->crs.wkt && !is_refuted(layer)) {
        status = bp_context_fail(
            context, BP_ERROR_INPUT,
            "%s is in %s (%s), and not in %s (%s); leave `crs` out here, or correct the file",
            layer->table.source, crs_code(&layer->crs), layer->crs.name, crs_code(&crs), crs.name);
        bp_crs_clear(&crs);
        return status;
    }
    if (layer->crs.wkt)
        bp_context_warn(
            context, "crs_overridden",
            "%s: taken to be in %s (%s) as the study says; %s, which is that of the file or of its "
            "format, cannot be right",
            layer->table.source, crs_code(&crs), crs.name, crs_code(&layer->crs));
    bp_crs_clear(&layer->crs);
    layer->crs = crs;
    return BP_OK;
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
