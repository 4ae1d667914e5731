#include "geo/crs_place.h"

#include "geo/crs_guess_private.h"
#include "geo/crs_private.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { POINTS_LOOKED_AT = 1000 };

static const double MARGIN = 0.25, SHARE_THAT_COUNTS = 0.01;

static bool find_area_of_use(PJ_CONTEXT *proj, const bp_crs *crs, bp_crs_placing *out)
{
    const char *name = NULL;
    double area[4] = {0, 0, 0, 0};
    PJ *object = proj_create(proj, bp_crs_definition(crs));
    bool found = object &&
                 proj_get_area_of_use(proj, object, &area[0], &area[1], &area[2], &area[3], &name) &&
                 area[0] >= -180.0; /* PROJ's -1000 stands for not known */
    if (found) {
        memcpy(out->area, area, sizeof out->area);
        snprintf(out->area_name, sizeof out->area_name, "%s", name ? name : "");
        size_t n = strlen(out->area_name);
        if (n > 0 && out->area_name[n - 1] == '.')
            out->area_name[n - 1] = '\0';
    }
    proj_destroy(object);
    return found;
}

/* Whether a longitude and latitude lie in the area of use or the margin around it. */
static bool in_area(const double area[4], double longitude, double latitude)
{
    double west = area[0], east = area[2] < west ? area[2] + 360.0 : area[2];
    double aside = MARGIN * (east - west), above = MARGIN * (area[3] - area[1]);
    if (!isfinite(longitude) || !isfinite(latitude))
        return false;
    if (latitude < area[1] - above || latitude > area[3] + above)
        return false;
    for (int turn = -1; turn <= 1; turn++) {
        double turned = longitude + 360.0 * turn;
        if (turned >= west - aside && turned <= east + aside)
            return true;
    }
    return false;
}

/* The share of the points that lie outside; 0 where nothing can be said. */
static double share_outside(const bp_crs *crs, const double *xy, int64_t n_points, bp_crs_placing *out)
{
    char code[] = "EPSG:4326";
    const bp_crs degrees = {code, NULL, NULL, true, 0.0};
    PJ_CONTEXT *proj = bp_proj_open();
    PJ *operation = NULL;
    int64_t n = n_points < POINTS_LOOKED_AT ? n_points : POINTS_LOOKED_AT, n_outside = 0;
    if (proj && find_area_of_use(proj, crs, out) && !crs->is_geographic)
        operation = bp_proj_east_north(proj, crs, &degrees);
    bool can_tell = out->area[3] > out->area[1] && (operation || crs->is_geographic);
    for (int64_t k = 0; can_tell && k < n; k++) {
        const double *point = xy + 2 * (n > 1 ? k * (n_points - 1) / (n - 1) : 0);
        PJ_COORD place = proj_coord(point[0], point[1], 0.0, HUGE_VAL);
        if (operation)
            place = proj_trans(operation, PJ_FWD, place);
        n_outside += !in_area(out->area, place.xy.x, place.xy.y);
    }
    proj_destroy(operation);
    if (proj)
        proj_context_destroy(proj);
    return can_tell ? (double)n_outside / (double)n : 0.0;
}

static void find_box(const double *xy, int64_t n_points, double box[4])
{
    const double all[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    memcpy(box, all, sizeof all);
    for (int64_t i = 0; i < n_points; i++)
        for (int d = 0; d < 2; d++) {
            box[d] = fmin(box[d], xy[2 * i + d]);
            box[2 + d] = fmax(box[2 + d], xy[2 * i + d]);
        }
}

static bool is_coded(const bp_crs *crs, const char *code)
{
    return crs->code && code && strcmp(crs->code, code) == 0;
}

/* Longitudes are counted to 360 by some. */
static bool can_be_degrees(const double box[4])
{
    return box[0] >= -360.0 && box[2] <= 360.0 && box[1] >= -90.0 && box[3] <= 90.0;
}

static bp_crs_verdict judge_degrees(const bp_crs_guessed *guess, const double box[4], double outside)
{
    /* Latitude first around the Netherlands is a place in the sea off Somalia. */
    if (guess->is_swapped && guess->code && strcmp(guess->code, "EPSG:4326") == 0)
        return BP_CRS_SWAPPED;
    if (!can_be_degrees(box))
        return BP_CRS_CONTRADICTED;
    if (outside >= 1.0)
        return BP_CRS_OUTSIDE;
    return outside > SHARE_THAT_COUNTS ? BP_CRS_PARTLY_OUTSIDE : BP_CRS_FITS;
}

/* Systems in which the range of the Dutch grid is sea, off Togo or in the Atlantic: so it lies in their area
 * of use, or in part of it, and yet no units do. */
static bool has_sea_there(const bp_crs *crs)
{
    static const char *const codes[] = {"EPSG:3857", "EPSG:3035", "EPSG:25831", "EPSG:25832", "EPSG:32631"};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (is_coded(crs, codes[i]))
            return true;
    return false;
}

static bp_crs_verdict judge_metres(const bp_crs *crs, const bp_crs_guessed *guess, double outside)
{
    bool is_dutch_grid = guess->code && strcmp(guess->code, "EPSG:28992") == 0;
    if (guess->is_swapped && is_coded(crs, guess->code))
        return BP_CRS_SWAPPED;
    if (is_dutch_grid && !guess->is_swapped && has_sea_there(crs))
        return BP_CRS_CONTRADICTED;
    if (outside < 1.0)
        return outside > SHARE_THAT_COUNTS ? BP_CRS_PARTLY_OUTSIDE : BP_CRS_FITS;
    return guess->code && !is_coded(crs, guess->code) ? BP_CRS_CONTRADICTED : BP_CRS_OUTSIDE;
}

bp_crs_placing bp_crs_place(const bp_crs *crs, const double *xy, int64_t n_points)
{
    bp_crs_placing found = {BP_CRS_FITS, {0, 0, 0, 0}, 0.0, {0, 0, 0, 0}, "", NULL};
    find_box(xy, n_points, found.box);
    const bp_crs_guessed *guess = bp_crs_guess_at(found.box);
    found.looks_like = guess->words;
    found.share_outside = share_outside(crs, xy, n_points, &found);
    found.verdict = crs->is_geographic ? judge_degrees(guess, found.box, found.share_outside)
                                       : judge_metres(crs, guess, found.share_outside);
    return found;
}
