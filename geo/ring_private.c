#include "geo/ring_private.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

/* A segment of the ring, from point `at` to the next. */
struct bp_ring_edge {
    double min_x;
    int64_t at;
};

void bp_ring_workspace_clear(bp_ring_workspace *space)
{
    free(space->edges);
    space->edges = NULL;
    space->cap = 0;
}

/* The side of the line from a to b that c is on, or 0 when rounding leaves it open. */
static int certain_side(const double *a, const double *b, const double *c)
{
    double left = (a[0] - c[0]) * (b[1] - c[1]);
    double right = (a[1] - c[1]) * (b[0] - c[0]);
    double determinant = left - right;
    const double half_epsilon = DBL_EPSILON / 2.0, underflow = 1e-290;
    double bound = (3.0 + 16.0 * half_epsilon) * half_epsilon * (fabs(left) + fabs(right));
    if (determinant > bound && determinant > underflow)
        return 1;
    return -determinant > bound && -determinant > underflow ? -1 : 0;
}

/* One of the two segments lies wholly to one side of the line through the other. */
static bool certainly_apart(const double *a, const double *b, const double *c, const double *d)
{
    return certain_side(a, b, c) * certain_side(a, b, d) > 0 ||
           certain_side(c, d, a) * certain_side(c, d, b) > 0;
}

/* The segments a-b and b-c have nothing but b in common. */
static bool meet_in_point(const double *a, const double *b, const double *c)
{
    if (certain_side(a, b, c) != 0)
        return true;
    /* Their boxes meet in b alone when the way from a to c turns back neither in x nor in y. */
    bool on_in_x = (a[0] <= b[0] && b[0] <= c[0]) || (a[0] >= b[0] && b[0] >= c[0]);
    bool on_in_y = (a[1] <= b[1] && b[1] <= c[1]) || (a[1] >= b[1] && b[1] >= c[1]);
    return on_in_x && on_in_y;
}

static int by_min_x(const void *a, const void *b)
{
    const struct bp_ring_edge *ea = (const struct bp_ring_edge *)a, *eb = (const struct bp_ring_edge *)b;
    return (ea->min_x > eb->min_x) - (ea->min_x < eb->min_x);
}

/* The segments by their least x. */
static bool sort_edges(bp_ring_workspace *space, const double *xy, int64_t n)
{
    if (n > space->cap) {
        struct bp_ring_edge *grown = (struct bp_ring_edge *)realloc(space->edges, (size_t)n * sizeof *grown);
        if (!grown)
            return false;
        space->edges = grown;
        space->cap = n;
    }
    for (int64_t i = 0; i < n; i++)
        space->edges[i] = (struct bp_ring_edge){xy[2 * i] < xy[2 * i + 2] ? xy[2 * i] : xy[2 * i + 2], i};
    if (n > 64) {
        qsort(space->edges, (size_t)n, sizeof *space->edges, by_min_x);
        return true;
    }
    for (int64_t i = 1; i < n; i++) {
        struct bp_ring_edge moved = space->edges[i];
        int64_t at = i;
        for (; at > 0 && space->edges[at - 1].min_x > moved.min_x; at--)
            space->edges[at] = space->edges[at - 1];
        space->edges[at] = moved;
    }
    return true;
}

static bool apart_in_y(const double *a, const double *b)
{
    double low_a = a[1] < a[3] ? a[1] : a[3], high_a = a[1] < a[3] ? a[3] : a[1];
    double low_b = b[1] < b[3] ? b[1] : b[3], high_b = b[1] < b[3] ? b[3] : b[1];
    return low_a > high_b || low_b > high_a;
}

bool bp_ring_is_simple(bp_ring_workspace *space, const double *xy, int64_t n_points)
{
    int64_t n = n_points - 1; /* segments */
    if (n < 3 || !sort_edges(space, xy, n))
        return false;
    for (int64_t i = 0; i < n; i++)
        if (!meet_in_point(xy + 2 * i, xy + 2 * i + 2, xy + 2 * (i + 2 <= n ? i + 2 : 1)))
            return false;
    int64_t pairs_left = 64 * n + 1024;
    for (int64_t k = 0; k < n; k++) {
        int64_t i = space->edges[k].at;
        const double *a = xy + 2 * i;
        double max_x = a[0] > a[2] ? a[0] : a[2];
        for (int64_t l = k + 1; l < n && space->edges[l].min_x <= max_x; l++) {
            int64_t j = space->edges[l].at, between = i > j ? i - j : j - i;
            const double *b = xy + 2 * j;
            if (--pairs_left < 0)
                return false;
            if (between == 1 || between == n - 1 || apart_in_y(a, b))
                continue;
            if (!certainly_apart(a, a + 2, b, b + 2))
                return false;
        }
    }
    return true;
}
