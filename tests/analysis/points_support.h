/* Made-up points, and slow answers about them. */
#ifndef BP_TESTS_POINTS_SUPPORT_H
#define BP_TESTS_POINTS_SUPPORT_H

#include "analysis/point_set.h"
#include "analysis/random.h"
#include "tests/support.h"

#include <math.h>
#include <string.h>

enum { POINTS_MOST = 400 };

typedef struct point_case {
    int64_t n;
    double x[POINTS_MOST], y[POINTS_MOST], weight[POINTS_MOST];
} point_case;

static inline double draw_share(bp_random *random)
{
    return (double)bp_random_bits(random) / 4294967296.0;
}

/* A few heaps of points and some strewn about; on a coarse lattice, with many ties, where `step` is above 0.
 */
static inline void make_points(uint64_t seed, int64_t n, double step, point_case *out)
{
    bp_random random = bp_random_at(seed, 7, 0);
    out->n = n;
    for (int64_t i = 0; i < n; i++) {
        double heap = (double)bp_random_below(&random, 5), spread = heap > 0.0 ? 6.0 + heap : 100.0;
        out->x[i] = (heap > 0.0 ? 22.0 * heap - 10.0 : 0.0) + spread * draw_share(&random);
        out->y[i] = (heap > 0.0 ? 37.0 * fmod(heap, 2.6) : 0.0) + spread * draw_share(&random);
        out->weight[i] = (double)bp_random_below(&random, 4);
        if (step > 0.0) {
            out->x[i] = step * floor(out->x[i] / step);
            out->y[i] = step * floor(out->y[i] / step);
        }
    }
}

static inline bp_point_set set_of(const point_case *c, bool weighted)
{
    bp_point_set set = BP_POINT_SET_INIT;
    set.n = c->n;
    set.x = c->x;
    set.y = c->y;
    set.weight = weighted ? c->weight : NULL;
    return set;
}

static inline double slow_distance(const point_case *c, int64_t i, int64_t j)
{
    return sqrt((c->x[i] - c->x[j]) * (c->x[i] - c->x[j]) + (c->y[i] - c->y[j]) * (c->y[i] - c->y[j]));
}

/* The same points with their rows in another order: row i of it is row order[i]. */
static inline void shuffle_points(uint64_t seed, const point_case *from, point_case *out, int64_t *order)
{
    bp_random random = bp_random_at(seed, 8, 0);
    out->n = from->n;
    for (int64_t i = 0; i < from->n; i++)
        order[i] = i;
    for (int64_t i = from->n - 1; i > 0; i--) {
        int64_t k = bp_random_below(&random, (uint32_t)i + 1), moved = order[i];
        order[i] = order[k];
        order[k] = moved;
    }
    for (int64_t i = 0; i < from->n; i++) {
        out->x[i] = from->x[order[i]];
        out->y[i] = from->y[order[i]];
        out->weight[i] = from->weight[order[i]];
    }
}

static inline bp_context *context_of(int threads)
{
    bp_context_options options = BP_CONTEXT_OPTIONS_INIT;
    bp_context *context = NULL;
    options.n_threads = threads;
    ck_assert_int_eq(bp_context_new(&options, &context), BP_OK);
    return context;
}

#endif
