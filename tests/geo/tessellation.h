/* A made-up tessellation for tests: cells of rough outline that share every vertex of their borders. */
#ifndef BP_TESTS_TESSELLATION_H
#define BP_TESTS_TESSELLATION_H

#include "geo/geometry.h"
#include "tests/support.h"

typedef struct tessellation_options {
    int columns, rows;
    int per_edge; /* segments an edge; a cell has six edges */
    bool bricks;  /* every other row is shifted by half a cell: no four cells meet in a point */
    double size;  /* of a cell, with the origin of the first at x0, y0 */
    double x0, y0;
    uint64_t seed;
} tessellation_options;

/* A number in -1..1 that depends on the seed and the place alone (SplitMix64). */
static inline double tessellation_noise(uint64_t seed, int i, int j, int kind)
{
    uint64_t z = seed + UINT64_C(0x9E3779B97F4A7C15) * (uint64_t)(i + 1);
    z ^= UINT64_C(0xD1B54A32D192ED03) * (uint64_t)(j + 1) +
         UINT64_C(0x8CB92BA72F3D8DD7) * (uint64_t)(kind + 1);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    z ^= z >> 31;
    return (double)(z >> 11) / 4503599627370496.0 - 1.0;
}

static inline void tessellation_corner(const tessellation_options *o, int i, int j, double xy[2])
{
    xy[0] = o->x0 + o->size * (i + 0.25 * tessellation_noise(o->seed, i, j, 0)) / 2.0;
    xy[1] = o->y0 + o->size * (j + 0.15 * tessellation_noise(o->seed, i, j, 1));
}

/*
 * The points of the edge from corner (i, j) to its right or upper neighbour, but the last when walked
 * forwards and but the first when walked backwards; either way the same numbers.
 */
static inline void tessellation_edge(const tessellation_options *o, int i, int j, bool up, bool backwards,
                                     double *xy)
{
    double a[2], b[2];
    tessellation_corner(o, i, j, a);
    tessellation_corner(o, up ? i : i + 1, up ? j + 1 : j, b);
    for (int k = 0; k < o->per_edge; k++) {
        int step = backwards ? o->per_edge - k : k;
        double t = (double)step / o->per_edge;
        bool inside = step > 0 && step < o->per_edge;
        double off =
            inside ? 0.24 * t * (1.0 - t) * tessellation_noise(o->seed, i, j, 2 + 2 * step + up) : 0.0;
        xy[2 * k] = step == o->per_edge ? b[0] : a[0] + t * (b[0] - a[0]) - off * (b[1] - a[1]);
        xy[2 * k + 1] = step == o->per_edge ? b[1] : a[1] + t * (b[1] - a[1]) + off * (b[0] - a[0]);
    }
}

/* The cells, row by row. */
static inline void make_tessellation(bp_context *context, const tessellation_options *o, bp_polygons *out)
{
    int n = o->per_edge;
    double *ring = (double *)malloc((size_t)(12 * n) * sizeof *ring);
    for (int row = 0; row < o->rows; row++)
        for (int column = 0; column < o->columns; column++) {
            int i = 2 * column + (o->bricks && row % 2 ? 1 : 0), j = row;
            tessellation_edge(o, i, j, false, false, ring);
            tessellation_edge(o, i + 1, j, false, false, ring + 2 * n);
            tessellation_edge(o, i + 2, j, true, false, ring + 4 * n);
            tessellation_edge(o, i + 1, j + 1, false, true, ring + 6 * n);
            tessellation_edge(o, i, j + 1, false, true, ring + 8 * n);
            tessellation_edge(o, i, j, true, true, ring + 10 * n);
            ck_bp_ok(context, bp_polygons_add_points(context, out, ring, 6 * n));
            ck_bp_ok(context, bp_polygons_end_ring(context, out));
            ck_bp_ok(context, bp_polygons_end_part(context, out));
            ck_bp_ok(context, bp_polygons_end_unit(context, out));
        }
    free(ring);
}

#endif
