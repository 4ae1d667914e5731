#include "geo/even_odd_private.h"

#include <stdlib.h>

/* A part by itself, and in how many larger ones it lies. */
struct part {
    GEOSGeometry *geometry;
    double area, box[4];
    int order, depth;
    bool is_repeated;
};

/* Larger parts first; where two are as large, the one that comes first in the file. */
static int by_area(const void *a, const void *b)
{
    const struct part *pa = (const struct part *)a, *pb = (const struct part *)b;
    if (pa->area != pb->area)
        return pa->area > pb->area ? -1 : 1;
    return (pa->order > pb->order) - (pa->order < pb->order);
}

static bool open_part(bp_geos *geos, const GEOSGeometry *source, GEOSMakeValidParams *parameters, int order,
                      struct part *part)
{
    GEOSContextHandle_t handle = geos->handle;
    part->order = order;
    part->geometry = GEOSisValid_r(handle, source) == 1
                         ? GEOSGeom_clone_r(handle, source)
                         : GEOSMakeValidWithParams_r(handle, source, parameters);
    if (!part->geometry || !GEOSArea_r(handle, part->geometry, &part->area))
        return false;
    if (GEOSisEmpty_r(handle, part->geometry))
        return true;
    return GEOSGeom_getXMin_r(handle, part->geometry, &part->box[0]) &&
           GEOSGeom_getYMin_r(handle, part->geometry, &part->box[1]) &&
           GEOSGeom_getXMax_r(handle, part->geometry, &part->box[2]) &&
           GEOSGeom_getYMax_r(handle, part->geometry, &part->box[3]);
}

static bool box_within(const double inner[4], const double outer[4])
{
    return inner[0] >= outer[0] && inner[1] >= outer[1] && inner[2] <= outer[2] && inner[3] <= outer[3];
}

/* Parts by descending area: count for each the larger ones that it lies in. False when GEOS fails. */
static bool find_depths(bp_geos *geos, struct part *parts, int n, int64_t *n_holes)
{
    for (int i = 1; i < n; i++) {
        for (int j = 0; j < i && !parts[i].is_repeated; j++) {
            if (parts[j].is_repeated || parts[i].area <= 0.0 || !box_within(parts[i].box, parts[j].box))
                continue;
            char covers = GEOSCovers_r(geos->handle, parts[j].geometry, parts[i].geometry);
            if (covers > 1)
                return false;
            if (covers && parts[j].area == parts[i].area)
                parts[i].is_repeated = true;
            else
                parts[i].depth += covers;
        }
        *n_holes += !parts[i].is_repeated && parts[i].depth % 2 == 1;
    }
    return true;
}

/* From the largest to the smallest: one at an even depth is added, one at an odd depth taken away. */
static GEOSGeometry *combine(bp_geos *geos, const struct part *parts, int n)
{
    GEOSGeometry *sum = GEOSGeom_clone_r(geos->handle, parts[0].geometry);
    for (int i = 1; sum && i < n; i++) {
        if (parts[i].is_repeated)
            continue;
        GEOSGeometry *next = parts[i].depth % 2 == 0 ? GEOSUnion_r(geos->handle, sum, parts[i].geometry)
                                                     : GEOSDifference_r(geos->handle, sum, parts[i].geometry);
        GEOSGeom_destroy_r(geos->handle, sum);
        sum = next;
    }
    return sum;
}

bp_status bp_even_odd(bp_geos *geos, const GEOSGeometry *multipolygon, GEOSMakeValidParams *parameters,
                      GEOSGeometry **out, int64_t *n_holes)
{
    int n = GEOSGetNumGeometries_r(geos->handle, multipolygon);
    if (n < 2) {
        *n_holes = 0;
        *out = NULL;
        return BP_OK;
    }
    struct part *parts = (struct part *)calloc((size_t)n, sizeof *parts);
    if (!parts)
        return bp_context_fail_memory(geos->context, (size_t)n * sizeof *parts);
    GEOSGeometry *combined = NULL;
    int64_t found = 0;
    bool ok = true;
    for (int i = 0; ok && i < n; i++)
        ok = open_part(geos, GEOSGetGeometryN_r(geos->handle, multipolygon, i), parameters, i, &parts[i]);
    if (ok) {
        qsort(parts, (size_t)n, sizeof *parts, by_area);
        ok = find_depths(geos, parts, n, &found);
    }
    if (ok && found > 0)
        ok = (combined = combine(geos, parts, n)) != NULL;
    for (int i = 0; i < n; i++)
        GEOSGeom_destroy_r(geos->handle, parts[i].geometry);
    free(parts);
    if (!ok)
        return BP_ERROR_INTERNAL;
    *n_holes = found;
    *out = combined;
    return BP_OK;
}
