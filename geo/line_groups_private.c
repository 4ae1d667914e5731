#include "geo/line_groups_private.h"

#include <stdlib.h>

/* An end of a line. */
typedef struct end {
    double xy[2];
    int64_t line;
} end;

void bp_line_groups_clear(bp_line_groups *groups)
{
    free((void *)groups->lines);
    free(groups->starts);
    *groups = (bp_line_groups)BP_LINE_GROUPS_INIT;
}

static int by_place(const void *a, const void *b)
{
    const end *p = (const end *)a, *q = (const end *)b;
    for (int axis = 0; axis < 2; axis++)
        if (p->xy[axis] != q->xy[axis])
            return p->xy[axis] < q->xy[axis] ? -1 : 1;
    return (p->line > q->line) - (p->line < q->line);
}

/* The lowest line that `line` is known to be connected to; paths are halved on the way. */
static int64_t root_of(int64_t *parent, int64_t line)
{
    while (parent[line] != line) {
        parent[line] = parent[parent[line]];
        line = parent[line];
    }
    return line;
}

static void connect(int64_t *parent, int64_t a, int64_t b)
{
    int64_t root_a = root_of(parent, a), root_b = root_of(parent, b);
    if (root_a < root_b)
        parent[root_b] = root_a;
    else
        parent[root_a] = root_b;
}

static bool find_ends(const bp_geos *geos, const GEOSGeometry *noded, int64_t n, end *ends)
{
    for (int64_t i = 0; i < n; i++) {
        const GEOSCoordSequence *points =
            GEOSGeom_getCoordSeq_r(geos->handle, GEOSGetGeometryN_r(geos->handle, noded, (int)i));
        unsigned int n_points = 0;
        if (!points || !GEOSCoordSeq_getSize_r(geos->handle, points, &n_points) || n_points == 0)
            return false;
        for (int side = 0; side < 2; side++) {
            end *e = &ends[2 * i + side];
            e->line = i;
            if (!GEOSCoordSeq_getXY_r(geos->handle, points, side ? n_points - 1 : 0, &e->xy[0], &e->xy[1]))
                return false;
        }
    }
    return true;
}

/* Lines by group: count, add up, place. parent[line] becomes the number of its group. */
static void place_lines(const bp_geos *geos, const GEOSGeometry *noded, int64_t *parent, bp_line_groups *out)
{
    for (int64_t i = 0; i < out->n_lines; i++) {
        int64_t root = root_of(parent, i);
        /* A root comes before its lines, so its number is there already; it is kept in starts until then. */
        if (root == i)
            out->starts[i] = out->n_groups++;
    }
    for (int64_t i = out->n_lines - 1; i >= 0; i--)
        parent[i] = root_of(parent, i);
    for (int64_t i = 0; i < out->n_lines; i++)
        parent[i] = out->starts[parent[i]];
    for (int64_t g = 0; g <= out->n_groups; g++)
        out->starts[g] = 0;
    for (int64_t i = 0; i < out->n_lines; i++)
        out->starts[parent[i] + 1]++;
    for (int64_t g = 0; g < out->n_groups; g++)
        out->starts[g + 1] += out->starts[g];
    for (int64_t i = out->n_lines - 1; i >= 0; i--)
        out->lines[--out->starts[parent[i] + 1]] = GEOSGetGeometryN_r(geos->handle, noded, (int)i);
    for (int64_t g = 0; g < out->n_groups; g++)
        out->starts[g] = out->starts[g + 1];
    out->starts[out->n_groups] = out->n_lines;
}

bp_status bp_line_groups_make(bp_geos *geos, const GEOSGeometry *noded, bp_line_groups *out)
{
    int64_t n = GEOSGetNumGeometries_r(geos->handle, noded);
    bp_line_groups groups = {0, n, (const GEOSGeometry **)malloc(((size_t)n + 1) * sizeof *groups.lines),
                             (int64_t *)malloc(((size_t)n + 2) * sizeof *groups.starts)};
    end *ends = (end *)malloc((2 * (size_t)n + 1) * sizeof *ends);
    int64_t *parent = (int64_t *)malloc(((size_t)n + 1) * sizeof *parent);
    bp_status status = BP_OK;
    if (!groups.lines || !groups.starts || !ends || !parent) {
        status = bp_context_fail_memory(geos->context, 2 * (size_t)n * sizeof *ends);
    } else if (!find_ends(geos, noded, n, ends)) {
        status = bp_context_fail(geos->context, BP_ERROR_INTERNAL, "GEOS gave no points: %s", geos->message);
    } else {
        for (int64_t i = 0; i < n; i++)
            parent[i] = i;
        qsort(ends, 2 * (size_t)n, sizeof *ends, by_place);
        for (int64_t k = 1; k < 2 * n; k++)
            if (ends[k].xy[0] == ends[k - 1].xy[0] && ends[k].xy[1] == ends[k - 1].xy[1])
                connect(parent, ends[k - 1].line, ends[k].line);
        place_lines(geos, noded, parent, &groups);
    }
    free(ends);
    free(parent);
    if (status)
        bp_line_groups_clear(&groups);
    else
        *out = groups;
    return status;
}
