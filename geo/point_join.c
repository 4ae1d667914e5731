#include "geo/point_join.h"

#include "geo/bitmap.h"
#include "geo/orientation_private.h"
#include "geo/point_bins_private.h"
#include "geo/point_distance_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Points taken past the edges of a unit at a time; and the most bins they are put in by height. */
enum { PIECE = 16384, MOST_BINS = 4096, BIG_UNIT = 4 * PIECE, NOBODY = -1 };

/* A point that a unit has on its border and does not claim. */
typedef struct touch {
    int32_t point, unit;
} touch;

/* What is common to all threads. */
typedef struct join {
    bp_context *context;
    const bp_polygons *polygons;
    bp_point_bins bins;
    int32_t *holder;  /* holder[bins.n]: the lowest unit that claims the point, NOBODY */
    uint8_t *several; /* bitmap of the points that several claim */
    touch *touches;
    int64_t n_touches, cap_touches;
    int32_t *big; /* units with many points in their box, for all threads together */
    int64_t n_big, cap_big;
    bool no_memory;
} join;

/* The points that a thread is taking past a unit's edges. */
typedef struct candidates {
    int64_t n, cap;
    double *xy;        /* xy[2 * cap] */
    int32_t *point;    /* point[cap]: in the bins */
    uint8_t *state;    /* state[cap]: INSIDE and TOUCHED */
    double *sorted_xy; /* by height bin */
    int32_t *sorted_point;
    int32_t starts[MOST_BINS + 1];
    double low, high, per; /* heights of the points; bins per unit of height */
    int32_t n_bins;
} candidates;

enum { INSIDE = 1, TOUCHED = 2 };

static void fail_memory(join *j)
{
#pragma omp atomic write
    j->no_memory = true;
}

static bool grow(void **array, size_t bytes)
{
    void *grown = realloc(*array, bytes);
    if (grown)
        *array = grown;
    return grown != NULL;
}

static bool make_room(candidates *c, int64_t n)
{
    if (n <= c->cap)
        return true;
    int64_t cap = n + n / 2 + 64;
    size_t count = (size_t)cap;
    bool ok = grow((void **)&c->xy, 2 * count * sizeof *c->xy) &&
              grow((void **)&c->sorted_xy, 2 * count * sizeof *c->sorted_xy) &&
              grow((void **)&c->point, count * sizeof *c->point) &&
              grow((void **)&c->sorted_point, count * sizeof *c->sorted_point) &&
              grow((void **)&c->state, count);
    if (ok)
        c->cap = cap;
    return ok;
}

static void clear_candidates(candidates *c)
{
    free(c->xy);
    free(c->point);
    free(c->state);
    free(c->sorted_xy);
    free(c->sorted_point);
}

static inline int32_t height_bin(const candidates *c, double y)
{
    double position = (y - c->low) * c->per;
    if (!(position > 0.0))
        return 0;
    return position >= c->n_bins ? c->n_bins - 1 : (int32_t)position;
}

/* Order the points by height, so far that an edge meets those beside it and few others. */
static void sort_by_height(candidates *c)
{
    c->low = INFINITY;
    c->high = -INFINITY;
    for (int64_t i = 0; i < c->n; i++) {
        double y = c->xy[2 * i + 1];
        c->low = y < c->low ? y : c->low;
        c->high = y > c->high ? y : c->high;
    }
    memset(c->state, 0, (size_t)c->n);
    c->n_bins = c->n < 8 ? 1 : c->n > MOST_BINS ? MOST_BINS : (int32_t)c->n;
    c->starts[0] = 0;
    c->starts[1] = (int32_t)c->n;
    if (c->n_bins == 1)
        return;
    c->per = c->high > c->low ? c->n_bins / (c->high - c->low) : 0.0;
    memset(c->starts, 0, ((size_t)c->n_bins + 1) * sizeof *c->starts);
    for (int64_t i = 0; i < c->n; i++)
        c->starts[height_bin(c, c->xy[2 * i + 1])]++;
    for (int32_t b = 1; b <= c->n_bins; b++)
        c->starts[b] += c->starts[b - 1];
    for (int64_t i = c->n - 1; i >= 0; i--) {
        int32_t to = --c->starts[height_bin(c, c->xy[2 * i + 1])];
        c->sorted_xy[2 * (size_t)to] = c->xy[2 * i];
        c->sorted_xy[2 * (size_t)to + 1] = c->xy[2 * i + 1];
        c->sorted_point[to] = c->point[i];
    }
    double *xy = c->xy;
    int32_t *point = c->point;
    c->xy = c->sorted_xy;
    c->point = c->sorted_point;
    c->sorted_xy = xy;
    c->sorted_point = point;
}

/*
 * What the edge from `low` up to `high` says of the point: turned inside out when the edge lies to its right
 * at its height. The end `high` itself belongs to the edge above, and a level edge to none; a point on them
 * is touched all the same. Both units beside an edge see it from the same end, so they decide alike.
 */
static inline uint8_t pass_edge(const double low[2], const double high[2], const double p[2])
{
    if (p[1] < low[1] || p[1] > high[1])
        return 0;
    if (p[1] == high[1]) {
        double west = low[0] < high[0] ? low[0] : high[0], east = low[0] < high[0] ? high[0] : low[0];
        bool on = low[1] == high[1] ? p[0] >= west && p[0] <= east : p[0] == high[0];
        return on ? TOUCHED : 0;
    }
    if (p[0] < low[0] && p[0] < high[0])
        return INSIDE;
    if (p[0] > low[0] && p[0] > high[0])
        return 0;
    int side = bp_orientation(low, high, p);
    return side > 0 ? INSIDE : side == 0 ? TOUCHED : 0;
}

static void pass_ring(candidates *c, const double *xy, int64_t n_points)
{
    for (int64_t e = 0; e + 1 < n_points; e++) {
        const double *a = xy + 2 * e, *b = a + 2;
        const double *low = a[1] < b[1] ? a : b, *high = a[1] < b[1] ? b : a;
        if (high[1] < c->low || low[1] > c->high)
            continue;
        int32_t first = 0, end = (int32_t)c->n;
        if (c->n_bins > 1) {
            first = c->starts[height_bin(c, low[1])];
            end = c->starts[height_bin(c, high[1]) + 1];
        }
        for (int32_t i = first; i < end; i++) {
            uint8_t found = pass_edge(low, high, c->xy + 2 * (size_t)i);
            c->state[i] = (uint8_t)((c->state[i] | (found & TOUCHED)) ^ (found & INSIDE));
        }
    }
}

/*
 * The unit holds the point unless a lower one does. Two threads may be at it at the same time: each leaves
 * its unit and takes away what was there; what is lower than its own it has to bring back, until it finds
 * nothing lower. The lowest of all is never thrown away.
 */
static void claim(join *j, int32_t point, int32_t unit)
{
    for (;;) {
        int32_t found;
#pragma omp atomic capture
        {
            found = j->holder[point];
            j->holder[point] = unit;
        }
        if (found == NOBODY)
            return;
#pragma omp atomic update
        j->several[point / 8] |= (uint8_t)(1u << (point % 8));
        if (found > unit)
            return;
        unit = found;
    }
}

static void add_touch(join *j, int32_t point, int32_t unit)
{
    int32_t holder;
#pragma omp atomic read
    holder = j->holder[point];
    /* Who holds it may change, but not that somebody does. */
    if (holder != NOBODY)
        return;
#pragma omp critical(bp_point_join_touch)
    {
        if (j->n_touches == j->cap_touches) {
            int64_t cap = 2 * j->cap_touches + 1024;
            if (grow((void **)&j->touches, (size_t)cap * sizeof *j->touches))
                j->cap_touches = cap;
        }
        if (j->n_touches < j->cap_touches)
            j->touches[j->n_touches++] = (touch){point, unit};
        else
            fail_memory(j);
    }
}

/* Take the candidates past the edges of the unit and tell which are inside it. */
static void pass_unit(join *j, int64_t unit, candidates *c)
{
    const bp_polygons *p = j->polygons;
    int64_t ring = p->part_rings[p->unit_parts[unit]], end = p->part_rings[p->unit_parts[unit + 1]];
    sort_by_height(c);
    for (; ring < end; ring++) {
        int64_t first = p->ring_coords[ring];
        pass_ring(c, p->xy + 2 * first, p->ring_coords[ring + 1] - first);
    }
    for (int64_t i = 0; i < c->n; i++) {
        if (c->state[i] & INSIDE)
            claim(j, c->point[i], (int32_t)unit);
        else if (c->state[i] & TOUCHED)
            add_touch(j, c->point[i], (int32_t)unit);
    }
    c->n = 0;
}

/* Add the points of a row of the grid that are in the box. */
static bool take_row(const join *j, int32_t row, const double box[4], candidates *c)
{
    int64_t at, end;
    bp_point_bins_span(&j->bins, row, box[0], box[2], &at, &end);
    if (!make_room(c, c->n + end - at))
        return false;
    int64_t n = c->n;
    for (; at < end; at++) {
        const double *xy = j->bins.points[at].xy;
        c->xy[2 * n] = xy[0];
        c->xy[2 * n + 1] = xy[1];
        c->point[n] = (int32_t)at;
        n += (xy[0] >= box[0]) & (xy[0] <= box[2]) & (xy[1] >= box[1]) & (xy[1] <= box[3]);
    }
    c->n = n;
    return true;
}

static void join_rows(join *j, int64_t unit, const double box[4], int32_t first, int32_t end, candidates *c)
{
    for (int32_t row = first; row < end; row++) {
        if (!take_row(j, row, box, c)) {
            fail_memory(j);
            c->n = 0;
            return;
        }
        if (c->n >= PIECE)
            pass_unit(j, unit, c);
    }
    if (c->n > 0)
        pass_unit(j, unit, c);
}

static void put_off(join *j, int64_t unit)
{
#pragma omp critical(bp_point_join_big)
    {
        if (j->n_big == j->cap_big) {
            int64_t cap = 2 * j->cap_big + 64;
            if (grow((void **)&j->big, (size_t)cap * sizeof *j->big))
                j->cap_big = cap;
        }
        if (j->n_big < j->cap_big)
            j->big[j->n_big++] = (int32_t)unit;
        else
            fail_memory(j);
    }
}

static bool is_big(const join *j, const double box[4], int32_t first, int32_t end)
{
    int64_t total = 0;
    for (int32_t row = first; row < end && total < BIG_UNIT; row++) {
        int64_t at, stop;
        bp_point_bins_span(&j->bins, row, box[0], box[2], &at, &stop);
        total += stop - at;
    }
    return total >= BIG_UNIT;
}

static void join_unit(join *j, int64_t unit, candidates *c)
{
    double box[4];
    if (!bp_polygons_unit_extent(j->polygons, unit, box))
        return;
    int32_t first = bp_point_bins_row(&j->bins, box[1]), last = bp_point_bins_row(&j->bins, box[3]);
    if (bp_context_threads(j->context) > 1 && last - first > 8 && is_big(j, box, first, last + 1))
        put_off(j, unit);
    else
        join_rows(j, unit, box, first, last + 1, c);
}

/* The rows of the units put off, in bands for all threads. */
static void join_band(join *j, int64_t task, int32_t n_bands, candidates *c)
{
    double box[4];
    int32_t unit = j->big[task / n_bands], band = (int32_t)(task % n_bands);
    bp_polygons_unit_extent(j->polygons, unit, box);
    int32_t first = bp_point_bins_row(&j->bins, box[1]);
    int64_t n_rows = bp_point_bins_row(&j->bins, box[3]) + 1 - first;
    join_rows(j, unit, box, first + (int32_t)(n_rows * band / n_bands),
              first + (int32_t)(n_rows * (band + 1) / n_bands), c);
}

static void join_all(join *j)
{
    const int n_threads = bp_context_threads(j->context);
    const int32_t n_bands = 8 * n_threads;
#pragma omp parallel num_threads(n_threads)
    {
        candidates *c = (candidates *)calloc(1, sizeof *c);
        if (!c)
            fail_memory(j);
#pragma omp for schedule(dynamic, 256)
        for (int64_t u = 0; u < j->polygons->n_units; u++)
            if (c && !bp_context_interrupted(j->context))
                join_unit(j, u, c);
#pragma omp for schedule(dynamic, 1)
        for (int64_t task = 0; task < j->n_big * n_bands; task++)
            if (c && !bp_context_interrupted(j->context))
                join_band(j, task, n_bands, c);
        if (c)
            clear_candidates(c);
        free(c);
    }
}

/* Points on an outer border that nobody holds go to the lowest unit that they touch. */
static int64_t settle_touches(join *j)
{
    int64_t n = 0;
    for (int64_t i = 0; i < j->n_touches; i++) {
        /* While it is open, -2 - unit stands for the lowest that touches. */
        int32_t *holder = &j->holder[j->touches[i].point], open = -2 - j->touches[i].unit;
        if (*holder == NOBODY || (*holder < NOBODY && *holder < open))
            *holder = open;
    }
    for (int64_t i = 0; i < j->n_touches; i++) {
        int32_t *holder = &j->holder[j->touches[i].point];
        if (*holder < NOBODY) {
            *holder = -2 - *holder;
            n++;
        }
    }
    return n;
}

static void hand_out(const join *j, int64_t n, int64_t *unit_of, bp_point_join_report *report)
{
    int64_t n_inside = 0, n_several = 0;
#pragma omp parallel num_threads(bp_context_threads(j->context))
    {
#pragma omp for schedule(static)
        for (int64_t i = 0; i < n; i++)
            unit_of[i] = -1;
#pragma omp for schedule(static) reduction(+ : n_inside, n_several)
        for (int64_t i = 0; i < j->bins.n; i++) {
            unit_of[j->bins.points[i].row] = j->holder[i];
            n_inside += j->holder[i] >= 0;
            n_several += (j->several[i / 8] >> (i % 8)) & 1;
        }
    }
    report->n_inside = n_inside;
    report->n_overlap = n_several;
}

static bp_status run(join *j, const bp_points *points, int64_t *unit_of, bp_point_join_report *report)
{
    double box[4] = {0.0, 0.0, 0.0, 0.0};
    if (!bp_polygons_extent(j->polygons, box)) {
        /* Nothing to be in: a box that holds no number. */
        box[0] = INFINITY;
        box[2] = -INFINITY;
    }
    bp_status status = bp_point_bins_build(j->context, points, box, &j->bins);
    if (status)
        return status;
    size_t n = (size_t)j->bins.n;
    j->holder = (int32_t *)malloc((n + 1) * sizeof *j->holder);
    j->several = (uint8_t *)calloc(bp_bitmap_bytes(j->bins.n), 1);
    if (!j->holder || !j->several)
        return bp_context_fail_memory(j->context, n * sizeof *j->holder);
    memset(j->holder, 0xFF, n * sizeof *j->holder);
    join_all(j);
    if (j->no_memory)
        return bp_context_fail_memory(j->context, 0);
    status = bp_context_check(j->context);
    if (status)
        return status;
    report->n_outer_border = settle_touches(j);
    hand_out(j, points->n, unit_of, report);
    return BP_OK;
}

bp_status bp_point_join(bp_context *context, const bp_points *points, const bp_polygons *polygons,
                        const bp_point_join_options *options, int64_t *unit_of, bp_point_join_report *report)
{
    if (points->n > INT32_MAX - 1 || polygons->n_units > INT32_MAX - 1)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "%lld points and %lld units: at most 2147483646 of each can be joined at once",
                               (long long)points->n, (long long)polygons->n_units);
    join j = {.context = context, .polygons = polygons, .bins = BP_POINT_BINS_INIT};
    bp_point_join_report found = BP_POINT_JOIN_REPORT_INIT;
    bp_status status = run(&j, points, unit_of, &found);
    found.n_without = points->n - bp_points_count(points);
    found.n_outside = points->n - found.n_without - found.n_inside;
    if (!status && options && options->distance)
        status = bp_point_distance(context, points, polygons, unit_of, options->distance);
    bp_point_bins_clear(&j.bins);
    free(j.holder);
    free(j.several);
    free(j.touches);
    free(j.big);
    if (!status && report)
        *report = found;
    return status;
}
