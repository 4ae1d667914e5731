/* Random pairs of polygons of every sort, to compare their areas of intersection with those of others. */
#ifndef BP_TESTS_POLYGON_PAIRS_H
#define BP_TESTS_POLYGON_PAIRS_H

#include "tests/geo/shapes.h"

#include <math.h>

/* Lattice stars may cross themselves, which is not valid; most do not. */
enum { PAIRS = 10600, ENOUGH = 10000, COLUMNS = 100 };

/* Pairs are this far apart, so that none meets another. */
static const double SPACING = 64.0;

/* Sorts of pairs: any coordinates; whole coordinates, so that points, edges and whole borders coincide; long
 * and thin; the second a smaller or moved copy of the first. */
typedef enum sort { ANYWHERE, LATTICE, THIN, COPY, N_SORTS } sort;

static inline double random_real(uint64_t *state)
{
    return random_below(state, 1 << 30) / (double)(1 << 30);
}

/* A star-shaped ring about (cx, cy) of radii between a part of `radius` and all of it. */
static inline int make_star(uint64_t *state, sort of, double cx, double cy, double radius, double *xy)
{
    int n = 3 + random_below(state, 30);
    double flat = of == THIN ? 0.01 : 1.0;
    for (int i = 0; i < n; i++) {
        double angle = 2.0 * 3.14159265358979 * (i + 0.9 * random_real(state)) / n;
        double r = radius * (0.3 + 0.7 * random_real(state));
        xy[2 * i] = r * cos(angle);
        xy[2 * i + 1] = flat * r * sin(angle);
        for (int k = 0; of == LATTICE && k < 2; k++)
            xy[2 * i + k] = floor(xy[2 * i + k] / 2.0) * 2.0;
        xy[2 * i] += cx;
        xy[2 * i + 1] += cy;
    }
    return n;
}

static inline void add_star_unit(bp_context *context, uint64_t *state, sort of, const double centre[2],
                                 bp_polygons *out)
{
    double xy[2 * 40];
    double radius = of == LATTICE ? 12.0 : 4.0 + 12.0 * random_real(state);
    int n = make_star(state, of, centre[0], centre[1], radius, xy);
    add_ring(context, out, xy, n);
    if (random_below(state, 3) == 0) { /* a hole, well inside */
        n = make_star(state, ANYWHERE, centre[0], centre[1], 0.2 * radius, xy);
        for (int i = 0; of == THIN && i < n; i++)
            xy[2 * i + 1] = centre[1] + 0.001 * (xy[2 * i + 1] - centre[1]);
        add_ring(context, out, xy, n);
    }
    end_part(context, out);
    if (random_below(state, 4) == 0) { /* a second part */
        add_box_ring(context, out, centre[0] + 18.0, centre[1] - 20.0, centre[0] + 22.0, centre[1] + 20.0);
        end_part(context, out);
    }
    end_unit(context, out);
}

static inline void add_copy(bp_context *context, uint64_t *state, bp_polygons *a, const double centre[2],
                            bp_polygons *b)
{
    double scale = random_below(state, 2) ? 1.0 : 0.5;
    double shift = random_below(state, 2) ? 0.0 : 1e-4 * random_real(state);
    ck_bp_ok(context, bp_polygons_add_unit(context, b, a, a->n_units - 1));
    int64_t first = b->ring_coords[b->part_rings[b->unit_parts[b->n_units - 1]]];
    for (int64_t c = first; c < b->n_coords; c++)
        for (int k = 0; k < 2; k++)
            b->xy[2 * c + k] = centre[k] + scale * (b->xy[2 * c + k] - centre[k]) + shift;
}

/* PAIRS units of a and of b, a pair of the same number; the same pairs each time. */
static inline void make_pairs(bp_context *context, bp_polygons *a, bp_polygons *b)
{
    uint64_t state = 2024;
    for (int i = 0; i < PAIRS; i++) {
        sort of = (sort)(i % N_SORTS);
        const double centre[2] = {120000.0 + SPACING * (i % COLUMNS), 480000.0 + SPACING * (i / COLUMNS)};
        double apart = of == LATTICE ? 2.0 * random_below(&state, 5) : 14.0 * random_real(&state);
        const double beside[2] = {centre[0] + apart, centre[1] - (of == THIN ? 0.02 : 0.5) * apart};
        const double even[2] = {floor(beside[0]), floor(centre[1])};
        add_star_unit(context, &state, of, centre, a);
        if (of == COPY)
            add_copy(context, &state, a, centre, b);
        else
            add_star_unit(context, &state, of, of == LATTICE ? even : beside, b);
    }
}

#endif
