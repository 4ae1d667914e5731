#include "geo/ring_nest_private.h"

#include "geo/ring_private.h"
#include "geo/segment_tree_private.h"

#include <math.h>
#include <stdlib.h>

void bp_ring_nest_clear(bp_ring_nest *nest)
{
    free(nest->xy);
    free(nest->begin);
    free(nest->area2);
    free(nest->parent);
    *nest = (bp_ring_nest){NULL, NULL, 0, NULL, NULL, 0, 0};
}

bool bp_ring_nest_reserve(bp_ring_nest *nest, int64_t n, int64_t n_points)
{
    nest->n = 0;
    if (n_points > nest->cap_xy || !nest->xy) {
        double *xy = (double *)realloc(nest->xy, ((size_t)n_points + 1) * 2 * sizeof *xy);
        if (!xy)
            return false;
        nest->xy = xy;
        nest->cap_xy = n_points;
    }
    if (n > nest->cap || !nest->begin) {
        int64_t *begin = (int64_t *)realloc(nest->begin, ((size_t)n + 1) * sizeof *begin);
        nest->begin = begin ? begin : nest->begin;
        double *area2 = (double *)realloc(nest->area2, ((size_t)n + 1) * sizeof *area2);
        nest->area2 = area2 ? area2 : nest->area2;
        int64_t *parent = (int64_t *)realloc(nest->parent, ((size_t)n + 1) * sizeof *parent);
        nest->parent = parent ? parent : nest->parent;
        if (!begin || !area2 || !parent)
            return false;
        nest->cap = n;
    }
    nest->begin[0] = 0;
    return true;
}

/* The search for the smallest ring about a ring. */
typedef struct search {
    const bp_ring_nest *nest;
    const bp_segment *diagonals;
    int64_t ring, smallest; /* -1: none found yet */
    bool doubtful;
} search;

/* Whether ring `inner` lies in ring `outer`: 1, or -1 when it lies outside, 0 when that cannot be told. They
 * do not cross, so any point off the border tells. */
static int side_of(const bp_ring_nest *nest, int64_t inner, int64_t outer)
{
    int64_t first = nest->begin[outer], n = nest->begin[outer + 1] - first;
    int side = 0;
    for (int64_t c = nest->begin[inner]; side == 0 && c < nest->begin[inner + 1] - 1; c++)
        side = bp_ring_side(nest->xy + 2 * first, n, nest->xy + 2 * c);
    return side;
}

static bool visit(void *user, int64_t other)
{
    search *s = (search *)user;
    const bp_segment *own = &s->diagonals[s->ring], *about = &s->diagonals[other];
    const double *area2 = s->nest->area2;
    bool boxed = other != s->ring && about->a[0] <= own->a[0] && about->a[1] <= own->a[1] &&
                 about->b[0] >= own->b[0] && about->b[1] >= own->b[1];
    if (!boxed || (s->smallest >= 0 && fabs(area2[other]) >= fabs(area2[s->smallest])))
        return true;
    int side = side_of(s->nest, s->ring, other);
    s->doubtful = side == 0;
    if (side > 0)
        s->smallest = other;
    return !s->doubtful;
}

/* The box of a ring as its diagonal. */
static bp_segment diagonal_of(const bp_ring_nest *nest, int64_t ring)
{
    bp_segment diagonal = {{INFINITY, INFINITY}, {-INFINITY, -INFINITY}, 0};
    for (int64_t c = nest->begin[ring]; c < nest->begin[ring + 1]; c++)
        for (int axis = 0; axis < 2; axis++) {
            double x = nest->xy[2 * c + axis];
            diagonal.a[axis] = x < diagonal.a[axis] ? x : diagonal.a[axis];
            diagonal.b[axis] = x > diagonal.b[axis] ? x : diagonal.b[axis];
        }
    return diagonal;
}

/* Find the parent of every ring, given their boxes. */
static bool nest_all(bp_ring_nest *nest, const bp_segment *diagonals, const bp_segment_tree *tree)
{
    for (int64_t r = 0; r < nest->n; r++) {
        search s = {nest, diagonals, r, -1, false};
        const bp_box box = bp_segment_box(&diagonals[r], 0.0);
        bp_segment_tree_query(tree, &box, visit, &s);
        bool shell = nest->area2[r] > 0.0;
        bool fits = s.smallest < 0 ? shell : (nest->area2[s.smallest] > 0.0) != shell;
        if (s.doubtful || !fits)
            return false;
        nest->parent[r] = shell ? -1 : s.smallest;
    }
    return true;
}

bp_ring_nest_result bp_ring_nest_find(bp_context *context, bp_ring_nest *nest)
{
    for (int64_t r = 0; r < nest->n; r++) {
        int64_t first = nest->begin[r];
        nest->area2[r] = bp_ring_signed_area2(nest->xy + 2 * first, nest->begin[r + 1] - first);
        nest->parent[r] = -1;
        if (nest->area2[r] == 0.0)
            return BP_RING_NEST_DOUBTFUL;
    }
    if (nest->n == 1)
        return nest->area2[0] > 0.0 ? BP_RING_NEST_DONE : BP_RING_NEST_DOUBTFUL;
    bp_segment *diagonals = (bp_segment *)malloc(((size_t)nest->n + 1) * sizeof *diagonals);
    bp_segment_tree tree = BP_SEGMENT_TREE_INIT;
    bp_ring_nest_result result = BP_RING_NEST_NO_MEMORY;
    for (int64_t r = 0; diagonals && r < nest->n; r++)
        diagonals[r] = diagonal_of(nest, r);
    if (!diagonals)
        bp_context_fail_memory(context, (size_t)nest->n * sizeof *diagonals);
    else if (!bp_segment_tree_build(context, diagonals, nest->n, &tree))
        result = nest_all(nest, diagonals, &tree) ? BP_RING_NEST_DONE : BP_RING_NEST_DOUBTFUL;
    bp_segment_tree_clear(&tree);
    free(diagonals);
    return result;
}

static bp_status append_ring(bp_context *context, const bp_ring_nest *nest, int64_t r, bp_polygons *out)
{
    int64_t first = nest->begin[r];
    bp_status status = bp_polygons_add_points(context, out, nest->xy + 2 * first, nest->begin[r + 1] - first);
    return status ? status : bp_polygons_end_ring(context, out);
}

/* Chain the holes of each shell: the first of shell s is next[s], the one behind hole h is next[h]. */
static void chain_holes(const bp_ring_nest *nest, int64_t *next)
{
    for (int64_t r = 0; r < nest->n; r++)
        next[r] = -1;
    for (int64_t r = nest->n - 1; r >= 0; r--)
        if (nest->parent[r] >= 0) {
            next[r] = next[nest->parent[r]];
            next[nest->parent[r]] = r;
        }
}

bp_status bp_ring_nest_append(bp_context *context, const bp_ring_nest *nest, bp_polygons *out)
{
    int64_t *next = (int64_t *)malloc(((size_t)nest->n + 1) * sizeof *next);
    if (!next)
        return bp_context_fail_memory(context, (size_t)nest->n * sizeof *next);
    chain_holes(nest, next);
    bp_status status = BP_OK;
    for (int64_t r = 0; !status && r < nest->n; r++) {
        if (nest->parent[r] >= 0)
            continue;
        status = append_ring(context, nest, r, out);
        for (int64_t hole = next[r]; !status && hole >= 0; hole = next[hole])
            status = append_ring(context, nest, hole, out);
        if (!status)
            status = bp_polygons_end_part(context, out);
    }
    free(next);
    return status;
}
