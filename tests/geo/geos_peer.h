/* Polygons as GEOS sees them, to compare with. */
#ifndef BP_TESTS_GEOS_PEER_H
#define BP_TESTS_GEOS_PEER_H

#include "geo/geometry.h"
#include "geo/wkb_private.h"
#include "tests/support.h"

#include <geos_c.h>

typedef struct peer {
    GEOSContextHandle_t handle;
    int64_t n;
    GEOSGeometry **geometry; /* geometry[n]; NULL for a unit without one */
    const GEOSPreparedGeometry **prepared;
    double *box; /* box[4 * n] */
} peer;

static inline void peer_open(peer *p, const bp_polygons *polygons)
{
    p->handle = GEOS_init_r();
    p->n = polygons->n_units;
    p->geometry = (GEOSGeometry **)calloc((size_t)p->n + 1, sizeof *p->geometry);
    p->prepared = (const GEOSPreparedGeometry **)calloc((size_t)p->n + 1, sizeof *p->prepared);
    p->box = (double *)malloc(((size_t)p->n + 1) * 4 * sizeof *p->box);
    for (int64_t u = 0; u < p->n; u++) {
        if (!bp_polygons_unit_extent(polygons, u, p->box + 4 * u))
            continue;
        size_t size = bp_wkb_size(polygons, u);
        uint8_t *bytes = (uint8_t *)malloc(size);
        bp_wkb_write(polygons, u, bytes);
        p->geometry[u] = GEOSGeomFromWKB_buf_r(p->handle, bytes, size);
        ck_assert_ptr_nonnull(p->geometry[u]);
        ck_assert_int_eq(GEOSisValid_r(p->handle, p->geometry[u]), 1);
        p->prepared[u] = GEOSPrepare_r(p->handle, p->geometry[u]);
        free(bytes);
    }
}

static inline void peer_close(peer *p)
{
    for (int64_t u = 0; u < p->n; u++) {
        GEOSPreparedGeom_destroy_r(p->handle, p->prepared[u]);
        GEOSGeom_destroy_r(p->handle, p->geometry[u]);
    }
    free(p->geometry);
    free((void *)p->prepared);
    free(p->box);
    GEOS_finish_r(p->handle);
}

/* The units from `first` on that hold the point, their border taken in: the lowest, or -1. */
static inline int64_t peer_covers(const peer *p, int64_t first, double x, double y)
{
    GEOSGeometry *point = NULL;
    int64_t found = -1;
    for (int64_t u = first; found < 0 && u < p->n; u++) {
        const double *box = p->box + 4 * u;
        if (!p->prepared[u] || x < box[0] || y < box[1] || x > box[2] || y > box[3])
            continue;
        if (!point)
            point = GEOSGeom_createPointFromXY_r(p->handle, x, y);
        if (GEOSPreparedCovers_r(p->handle, p->prepared[u], point) == 1)
            found = u;
    }
    GEOSGeom_destroy_r(p->handle, point);
    return found;
}

#endif
