#include "geo/ring_private.h"

#include "geo/segment_tree_private.h"

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

static bool has_room(bp_ring_workspace *space, int64_t n)
{
    if (n <= space->cap)
        return true;
    struct bp_ring_edge *grown = (struct bp_ring_edge *)realloc(space->edges, (size_t)n * sizeof *grown);
    if (!grown)
        return false;
    space->edges = grown;
    space->cap = n;
    return true;
}

static struct bp_ring_edge edge_at(const double *xy, int64_t at)
{
    return (struct bp_ring_edge){xy[2 * at] < xy[2 * at + 2] ? xy[2 * at] : xy[2 * at + 2], at};
}

/* The first n segments of the workspace by their least x. */
static void sort_edges(bp_ring_workspace *space, int64_t n)
{
    if (n > 64) {
        qsort(space->edges, (size_t)n, sizeof *space->edges, by_min_x);
        return;
    }
    for (int64_t i = 1; i < n; i++) {
        struct bp_ring_edge moved = space->edges[i];
        int64_t at = i;
        for (; at > 0 && space->edges[at - 1].min_x > moved.min_x; at--)
            space->edges[at] = space->edges[at - 1];
        space->edges[at] = moved;
    }
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
    if (n < 3 || !has_room(space, n))
        return false;
    for (int64_t i = 0; i < n; i++)
        space->edges[i] = edge_at(xy, i);
    sort_edges(space, n);
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

static bool same_place(const double *a, const double *b)
{
    return a[0] == b[0] && a[1] == b[1];
}

/* The segments from a and from b, to the points behind them, have at most one end of both in common. */
static bool meet_in_an_end(const double *a, const double *b)
{
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++)
            if (same_place(a + 2 * i, b + 2 * j))
                return !same_place(a + 2 - 2 * i, b + 2 - 2 * j) &&
                       meet_in_point(a + 2 - 2 * i, a + 2 * i, b + 2 - 2 * j);
    return certainly_apart(a, a + 2, b, b + 2);
}

/* The segments of the workspace, by their least x, are swept from the west. */
static bool sweep_finds_no_other(const bp_ring_workspace *space, const double *xy, int64_t n)
{
    for (int64_t k = 0; k < n; k++) {
        const double *a = xy + 2 * space->edges[k].at;
        double max_x = a[0] > a[2] ? a[0] : a[2];
        for (int64_t l = k + 1; l < n && space->edges[l].min_x <= max_x; l++) {
            const double *b = xy + 2 * space->edges[l].at;
            if (!apart_in_y(a, b) && !meet_in_an_end(a, b))
                return false;
        }
    }
    return true;
}

/* A segment that is compared with those behind it in a list. */
typedef struct comparison {
    const double *xy;
    const uint32_t *edges;
    int64_t number;
} comparison;

static bool compare(void *user, int64_t other)
{
    const comparison *c = (const comparison *)user;
    return other <= c->number ||
           meet_in_an_end(c->xy + 2 * (size_t)c->edges[c->number], c->xy + 2 * (size_t)c->edges[other]);
}

/* The same by a tree, for so many segments that too many lie above each other. */
static bool tree_finds_no_other(bp_context *context, const double *xy, const uint32_t *edges, int64_t n)
{
    bp_segment *segments = (bp_segment *)malloc((size_t)n * sizeof *segments);
    bp_segment_tree tree = BP_SEGMENT_TREE_INIT;
    for (int64_t i = 0; segments && i < n; i++) {
        const double *a = xy + 2 * (size_t)edges[i];
        segments[i] = (bp_segment){{a[0], a[1]}, {a[2], a[3]}, 0};
    }
    bool none = segments && bp_segment_tree_build(context, segments, n, &tree) == BP_OK;
    for (int64_t i = 0; none && i < n; i++) {
        comparison c = {xy, edges, i};
        bp_box box = bp_segment_box(&segments[i], 0.0);
        none = bp_segment_tree_query(&tree, &box, compare, &c);
    }
    bp_segment_tree_clear(&tree);
    free(segments);
    return none;
}

bool bp_edges_meet_in_ends(bp_context *context, bp_ring_workspace *space, const double *xy,
                           const uint32_t *edges, int64_t n)
{
    const int64_t most_swept = 4096;
    if (n > most_swept)
        return tree_finds_no_other(context, xy, edges, n);
    if (!has_room(space, n))
        return false;
    for (int64_t i = 0; i < n; i++)
        space->edges[i] = edge_at(xy, edges[i]);
    sort_edges(space, n);
    return sweep_finds_no_other(space, xy, n);
}

int bp_ring_side(const double *xy, int64_t n_points, const double p[2])
{
    bool inside = false;
    for (int64_t i = 0; i + 1 < n_points; i++) {
        const double *a = xy + 2 * i, *b = a + 2;
        if (same_place(a, p))
            return 0;
        if (a[1] == p[1] && b[1] == p[1] && (a[0] > p[0]) != (b[0] > p[0]))
            return 0;
        if ((a[1] > p[1]) == (b[1] > p[1]))
            continue;
        int side = certain_side(a, b, p);
        if (side == 0)
            return 0;
        if ((side > 0) == (b[1] > a[1]))
            inside = !inside;
    }
    return inside ? 1 : -1;
}
