/* Simple polygons for the suites of geometry. */
#ifndef BP_TESTS_SHAPES_H
#define BP_TESTS_SHAPES_H

#include "geo/geometry.h"
#include "tests/support.h"

#include <string.h>

static inline bp_context *new_context(int n_threads)
{
    bp_context_options options = BP_CONTEXT_OPTIONS_INIT;
    options.n_threads = n_threads;
    bp_context *context = NULL;
    ck_assert_int_eq(bp_context_new(&options, &context), BP_OK);
    return context;
}

/* Append an open or closed ring. */
static inline void add_ring(bp_context *context, bp_polygons *polygons, const double *xy, int n_points)
{
    ck_bp_ok(context, bp_polygons_add_points(context, polygons, xy, n_points));
    ck_bp_ok(context, bp_polygons_end_ring(context, polygons));
}

/* Append the ring of a box, counter-clockwise. */
static inline void add_box_ring(bp_context *context, bp_polygons *polygons, double x0, double y0, double x1,
                                double y1)
{
    double xy[8] = {x0, y0, x1, y0, x1, y1, x0, y1};
    add_ring(context, polygons, xy, 4);
}

static inline void end_part(bp_context *context, bp_polygons *polygons)
{
    ck_bp_ok(context, bp_polygons_end_part(context, polygons));
}

static inline void end_unit(bp_context *context, bp_polygons *polygons)
{
    ck_bp_ok(context, bp_polygons_end_unit(context, polygons));
}

/* Append a unit that is one box. */
static inline void add_box(bp_context *context, bp_polygons *polygons, double x0, double y0, double x1,
                           double y1)
{
    add_box_ring(context, polygons, x0, y0, x1, y1);
    end_part(context, polygons);
    end_unit(context, polygons);
}

/* Append a unit that is one ring of n points. */
static inline void add_simple(bp_context *context, bp_polygons *polygons, const double *xy, int n_points)
{
    add_ring(context, polygons, xy, n_points);
    end_part(context, polygons);
    end_unit(context, polygons);
}

/* The same numbers in the same places, to the last bit. */
static inline void assert_same_polygons(const bp_polygons *a, const bp_polygons *b)
{
    ck_assert_int_eq(a->n_units, b->n_units);
    ck_assert_int_eq(a->n_parts, b->n_parts);
    ck_assert_int_eq(a->n_rings, b->n_rings);
    ck_assert_int_eq(a->n_coords, b->n_coords);
    ck_assert_mem_eq(a->unit_parts, b->unit_parts, (size_t)(a->n_units + 1) * sizeof *a->unit_parts);
    ck_assert_mem_eq(a->part_rings, b->part_rings, (size_t)(a->n_parts + 1) * sizeof *a->part_rings);
    ck_assert_mem_eq(a->ring_coords, b->ring_coords, (size_t)(a->n_rings + 1) * sizeof *a->ring_coords);
    ck_assert_mem_eq(a->xy, b->xy, (size_t)a->n_coords * 2 * sizeof *a->xy);
}

/* The next of a row of pseudo-random whole numbers below n (a 64-bit linear congruence, upper bits). */
static inline int random_below(uint64_t *state, int n)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int)((*state >> 33) % (uint64_t)n);
}

#endif
