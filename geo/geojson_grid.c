#include "geo/geojson_private.h"
#include "geo/ring_private.h"

#include <math.h>
#include <stdlib.h>

static const double STEPS_PER_DEGREE = 1e7;

/* What a thread keeps from unit to unit. */
struct workspace {
    bp_ring_workspace rings;
    bp_polygons candidate; /**< one unit */
    GEOSMakeValidParams *parameters;
};

static void free_workspace(bp_geos *geos)
{
    struct workspace *space = (struct workspace *)geos->local;
    bp_ring_workspace_clear(&space->rings);
    bp_polygons_clear(&space->candidate);
    if (space->parameters)
        GEOSMakeValidParams_destroy_r(geos->handle, space->parameters);
    free(space);
}

static struct workspace *workspace_of(bp_geos *geos)
{
    if (geos->local)
        return (struct workspace *)geos->local;
    struct workspace *space = (struct workspace *)calloc(1, sizeof *space);
    if (!space)
        return NULL;
    geos->local = space;
    geos->free_local = free_workspace;
    return space;
}

/* The double that a reader gets from the decimal notation: both numbers are exact, so the quotient rounds
 * once. */
static double on_grid(double degrees)
{
    return (double)bp_grid_steps(degrees) / STEPS_PER_DEGREE;
}

/* Empty, with its arrays kept for the next unit. */
static void rewind_polygons(bp_polygons *polygons)
{
    polygons->n_units = polygons->n_parts = polygons->n_rings = polygons->n_coords = 0;
}

/* Append the ring on the grid; false in `*kept` when it has no area left. The points go straight to their
 * place. */
static bp_status add_rounded_ring(bp_geos *geos, const double *xy, int64_t n, bool hole, bp_polygons *out,
                                  bool *kept)
{
    int64_t start = out->n_coords, m = 0;
    bp_status status = bp_polygons_add_points(geos->context, out, xy, n);
    if (status)
        return status;
    double *to = out->xy + 2 * start;
    for (int64_t i = 0; i < n; i++) {
        double x = on_grid(xy[2 * i]), y = on_grid(xy[2 * i + 1]);
        if (m > 0 && to[2 * m - 2] == x && to[2 * m - 1] == y)
            continue;
        to[2 * m] = x;
        to[2 * m + 1] = y;
        m++;
    }
    *kept = m >= 4 && bp_ring_signed_area2(to, m) != 0.0;
    out->n_coords = start + (*kept ? m : 0);
    if (!*kept)
        return BP_OK;
    if (bp_geos_runs_wrong(to, m, hole))
        bp_geos_reverse(to, m);
    return bp_polygons_end_ring(geos->context, out);
}

static bp_status round_unit(bp_geos *geos, const bp_polygons *from, int64_t unit, bp_polygons *out)
{
    bp_status status = BP_OK;
    for (int64_t p = from->unit_parts[unit]; !status && p < from->unit_parts[unit + 1]; p++) {
        bool has_shell = true;
        int64_t first = from->part_rings[p];
        for (int64_t r = first; !status && has_shell && r < from->part_rings[p + 1]; r++) {
            int64_t c = from->ring_coords[r];
            bool kept = false;
            status =
                add_rounded_ring(geos, from->xy + 2 * c, from->ring_coords[r + 1] - c, r > first, out, &kept);
            has_shell = kept || r > first;
        }
        if (!status)
            status = bp_polygons_end_part(geos->context, out);
    }
    return status ? status : bp_polygons_end_unit(geos->context, out);
}

/* The quick proof holds for a unit of one ring; everything else is for GEOS to say. */
static bool is_valid(bp_geos *geos, struct workspace *space, const bp_polygons *polygons)
{
    if (polygons->n_rings == 0)
        return true;
    if (polygons->n_rings == 1 && bp_ring_is_simple(&space->rings, polygons->xy, polygons->n_coords))
        return true;
    GEOSGeometry *geometry = bp_geos_from_unit(geos, polygons, 0);
    bool valid = geometry && GEOSisValid_r(geos->handle, geometry) == 1;
    GEOSGeom_destroy_r(geos->handle, geometry);
    return valid;
}

static void scale(bp_polygons *polygons, double up, double down)
{
    for (int64_t i = 0; i < 2 * polygons->n_coords; i++)
        polygons->xy[i] = polygons->xy[i] * up / down;
}

static GEOSGeometry *make_valid(bp_geos *geos, struct workspace *space, const GEOSGeometry *geometry)
{
    if (!space->parameters) {
        space->parameters = GEOSMakeValidParams_create_r(geos->handle);
        if (!space->parameters)
            return NULL;
        GEOSMakeValidParams_setMethod_r(geos->handle, space->parameters, GEOS_MAKE_VALID_STRUCTURE);
        GEOSMakeValidParams_setKeepCollapsed_r(geos->handle, space->parameters, 0);
    }
    return GEOSMakeValidWithParams_r(geos->handle, geometry, space->parameters);
}

/*
 * Build the unit anew on the grid, from its exact points, in space->candidate. GEOS works in whole steps, for
 * which its grid is exact.
 */
static bp_status rebuild(bp_geos *geos, struct workspace *space, const bp_polygons *from, int64_t unit)
{
    bp_polygons *candidate = &space->candidate;
    GEOSGeometry *geometry = NULL, *whole = NULL, *snapped = NULL;
    rewind_polygons(candidate);
    bp_status status = bp_polygons_add_unit(geos->context, candidate, from, unit);
    if (status)
        return status;
    scale(candidate, STEPS_PER_DEGREE, 1.0);
    geometry = bp_geos_from_unit(geos, candidate, 0);
    if (geometry && GEOSisValid_r(geos->handle, geometry) != 1) {
        whole = geometry;
        geometry = make_valid(geos, space, whole);
    }
    snapped = geometry ? GEOSGeom_setPrecision_r(geos->handle, geometry, 1.0, 0) : NULL;
    rewind_polygons(candidate);
    if (!snapped)
        status = bp_geos_fail(geos, "round the geometry of", unit);
    else
        status = bp_geos_to_unit(geos, snapped, candidate);
    if (!status) {
        for (int64_t i = 0; i < 2 * candidate->n_coords; i++)
            candidate->xy[i] = nearbyint(candidate->xy[i]);
        scale(candidate, 1.0, STEPS_PER_DEGREE);
    }
    GEOSGeom_destroy_r(geos->handle, geometry);
    GEOSGeom_destroy_r(geos->handle, whole);
    GEOSGeom_destroy_r(geos->handle, snapped);
    return status;
}

bp_status bp_grid_add_unit(bp_geos *geos, const bp_polygons *from, int64_t unit, bp_polygons *out)
{
    struct workspace *space = workspace_of(geos);
    if (!space)
        return bp_context_fail_memory(geos->context, 0);
    rewind_polygons(&space->candidate);
    bp_status status = round_unit(geos, from, unit, &space->candidate);
    if (!status && !is_valid(geos, space, &space->candidate)) {
        status = rebuild(geos, space, from, unit);
        if (!status && !is_valid(geos, space, &space->candidate))
            status = bp_geos_fail(geos, "find a valid rounding of", unit);
    }
    return status ? status : bp_polygons_add_unit(geos->context, out, &space->candidate, 0);
}
