#include "cli/map/insets.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CELLS = 48 };

static const double worth = 1.3, cheap = 1.1, most_share = 0.1;

typedef struct grid {
    double box[4];
    int32_t group[CELLS * CELLS]; /* 0: empty; -1: not yet seen; else 1 + number */
} grid;

typedef struct group {
    double box[4];
    int64_t n;
} group;

static void widen(double box[4], const double *other)
{
    for (int k = 0; k < 2; k++) {
        box[k] = fmin(box[k], other[k]);
        box[k + 2] = fmax(box[k + 2], other[k + 2]);
    }
}

static int cell_at(const grid *cells, double x, int axis)
{
    double width = cells->box[axis + 2] - cells->box[axis];
    int at = width > 0.0 ? (int)((x - cells->box[axis]) / width * CELLS) : 0;
    return at < 0 ? 0 : at >= CELLS ? CELLS - 1 : at;
}

static void mark(grid *cells, const double *box)
{
    for (int y = cell_at(cells, box[1], 1); y <= cell_at(cells, box[3], 1); y++)
        for (int x = cell_at(cells, box[0], 0); x <= cell_at(cells, box[2], 0); x++)
            cells->group[y * CELLS + x] = -1;
}

/* Give all cells that hang together with this one the number; depth first with a stack of its own. */
static void spread(grid *cells, int start, int32_t number)
{
    int stack[CELLS * CELLS], n = 0;
    cells->group[start] = number;
    stack[n++] = start;
    while (n > 0) {
        int at = stack[--n], ax = at % CELLS, ay = at / CELLS;
        for (int y = ay > 0 ? ay - 1 : 0; y <= ay + 1 && y < CELLS; y++)
            for (int x = ax > 0 ? ax - 1 : 0; x <= ax + 1 && x < CELLS; x++)
                if (cells->group[y * CELLS + x] == -1) {
                    cells->group[y * CELLS + x] = number;
                    stack[n++] = y * CELLS + x;
                }
    }
}

static double scale_of(const double box[4], double width, double height)
{
    return fmin(width / fmax(box[2] - box[0], 1e-9), height / fmax(box[3] - box[1], 1e-9));
}

static double gap_between(const double a[4], const double b[4])
{
    double x = fmax(fmax(a[0] - b[2], b[0] - a[2]), 0.0), y = fmax(fmax(a[1] - b[3], b[1] - a[3]), 0.0);
    return hypot(x, y);
}

static int32_t number_groups(grid *cells)
{
    int32_t n = 0;
    for (int c = 0; c < CELLS * CELLS; c++)
        if (cells->group[c] == -1)
            spread(cells, c, ++n);
    return n;
}

static int32_t measure_groups(const grid *cells, const double *box, int64_t n, group *groups,
                              int32_t n_groups)
{
    int32_t main = 0;
    for (int32_t g = 0; g < n_groups; g++)
        groups[g] = (group){{INFINITY, INFINITY, -INFINITY, -INFINITY}, 0};
    for (int64_t i = 0; i < n; i++) {
        const double *own = box + 4 * i;
        if (own[0] > own[2])
            continue;
        int32_t g = cells->group[cell_at(cells, own[1], 1) * CELLS + cell_at(cells, own[0], 0)] - 1;
        widen(groups[g].box, own);
        groups[g].n++;
    }
    for (int32_t g = 1; g < n_groups; g++)
        if (groups[g].n > groups[main].n)
            main = g;
    return main;
}

/* The group nearest to the main box that is not yet settled, -1: none. */
static int32_t next_group(const group *groups, int32_t n, const double main[4])
{
    int32_t best = -1;
    double nearest = INFINITY;
    for (int32_t g = 0; g < n; g++)
        if (groups[g].n > 0 && gap_between(groups[g].box, main) < nearest) {
            nearest = gap_between(groups[g].box, main);
            best = g;
        }
    return best;
}

static bool set_apart(group *groups, int32_t n_groups, int32_t main, const double size[2], bp_insets *out)
{
    int64_t apart = 0, all = 0;
    memcpy(out->main, groups[main].box, sizeof out->main);
    double alone = scale_of(out->main, size[0], size[1]);
    for (int32_t g = 0; g < n_groups; g++)
        all += groups[g].n;
    groups[main].n = 0;
    for (int32_t g = 0; (g = next_group(groups, n_groups, out->main)) >= 0; groups[g].n = 0) {
        double with[4];
        memcpy(with, out->main, sizeof with);
        widen(with, groups[g].box);
        if (scale_of(with, size[0], size[1]) >= alone / cheap) {
            memcpy(out->main, with, sizeof with);
            continue;
        }
        if (out->n == BP_INSETS_MOST)
            return false;
        memcpy(out->box[out->n++], groups[g].box, sizeof with);
        apart += groups[g].n;
    }
    return (double)apart <= most_share * (double)all;
}

static void find(grid *cells, group *groups, const double *box, int64_t n, const double size[2],
                 bp_insets *out)
{
    bp_insets found = {{0.0}, 0, {{0.0}}};
    cells->box[0] = cells->box[1] = INFINITY;
    cells->box[2] = cells->box[3] = -INFINITY;
    for (int64_t i = 0; i < n; i++)
        if (box[4 * i] <= box[4 * i + 2])
            widen(cells->box, box + 4 * i);
    for (int64_t i = 0; i < n; i++)
        if (box[4 * i] <= box[4 * i + 2])
            mark(cells, box + 4 * i);
    int32_t n_groups = number_groups(cells), main = measure_groups(cells, box, n, groups, n_groups);
    bool is_worth = n_groups > 1 && scale_of(groups[main].box, size[0], size[1]) >=
                                        worth * scale_of(cells->box, size[0], size[1]);
    memcpy(out->main, cells->box, sizeof out->main);
    out->n = 0;
    if (is_worth && set_apart(groups, n_groups, main, size, &found))
        *out = found;
}

bp_status bp_insets_find(bp_context *context, const double *box, int64_t n, double width, double height,
                         bp_insets *out)
{
    const double size[2] = {width, height};
    grid *cells = (grid *)calloc(1, sizeof *cells);
    group *groups = (group *)calloc(CELLS * CELLS + 1, sizeof *groups);
    if (cells && groups)
        find(cells, groups, box, n, size, out);
    bp_status status = cells && groups ? BP_OK : bp_context_fail_memory(context, 0);
    free(cells);
    free(groups);
    return status;
}
