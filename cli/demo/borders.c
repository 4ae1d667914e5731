#include "cli/demo/cells.h"

#include "cli/demo/random.h"

#include <math.h>
#include <string.h>

static void order(int32_t *a, int32_t *b)
{
    if (*a > *b) {
        int32_t keep = *a;
        *a = *b;
        *b = keep;
    }
}

/* The corner that three cells share: the centre of the circle through their points, worked out from the
   points in the order of their numbers, so that it is the same from wherever it is asked for. */
static void corner_of(const bp_demo_cells *cells, int32_t a, int32_t b, int32_t c, double xy[2])
{
    order(&a, &b);
    order(&b, &c);
    order(&a, &b);
    double bx = cells->x[b] - cells->x[a], by = cells->y[b] - cells->y[a];
    double cx = cells->x[c] - cells->x[a], cy = cells->y[c] - cells->y[a];
    double twice = 2.0 * (bx * cy - by * cx), b2 = bx * bx + by * by, c2 = cx * cx + cy * cy;
    xy[0] = cells->x[a] + (cy * b2 - by * c2) / twice;
    xy[1] = cells->y[a] + (bx * c2 - cx * b2) / twice;
}

/* A border in its own coordinates: t runs from 0 to 1 along it, the point of the lower cell lies at t = foot
   and at `height` above it, the point of the other cell mirrored below. */
typedef struct border_frame {
    uint64_t seed, key_a, key_b;
    double length, height, foot;
} border_frame;

/* How far the curve may stray at t: within the triangles on both sides, a tent and so convex. */
static double room_at(const border_frame *frame, double t)
{
    double room = 0.3 * frame->length;
    if (frame->foot > 0.0)
        room = fmin(room, 0.6 * t * frame->height / frame->foot);
    if (frame->foot < 1.0)
        room = fmin(room, 0.6 * (1.0 - t) * frame->height / (1.0 - frame->foot));
    return room;
}

/* Fill in the middle of every gap of `step`, then of half of it: t[0..n], offset[0..n]. */
static void displace(const border_frame *frame, int n, double *t, double *offset)
{
    for (int step = n; step > 1; step /= 2)
        for (int low = 0; low < n; low += step) {
            int middle = low + step / 2, high = low + step;
            uint64_t key = frame->key_b * 32 + (uint64_t)middle;
            double along = bp_demo_uniform(frame->seed, BP_DEMO_STREAM_EDGE, frame->key_a, 2 * key);
            double aside = bp_demo_uniform(frame->seed, BP_DEMO_STREAM_EDGE, frame->key_a, 2 * key + 1);
            t[middle] = t[low] + (0.4 + 0.2 * along) * (t[high] - t[low]);
            double span = (t[high] - t[low]) * frame->length;
            double value = 0.5 * (offset[low] + offset[high]) + 0.45 * span * (aside - 0.5);
            double room = room_at(frame, t[middle]);
            offset[middle] = fmin(fmax(value, -room), room);
        }
}

static int segments_for(double length, double height, int detail)
{
    double ratio = length / height;
    int halvings = ratio < 0.2 ? 0 : ratio < 0.6 ? 1 : ratio < 2.0 ? 2 : 3;
    halvings += halvings > 0 ? detail : 0;
    return 1 << (halvings > 4 ? 4 : halvings);
}

/* The curve from `start` to `end` with the lower cell on its left, both ends included; returns the segments.
 */
static int draw_curve(const bp_demo_cells *cells, const bp_demo_border *border, const int32_t sides[2],
                      const double ends[4], double xy[2 * (BP_DEMO_BORDER_POINTS + 1)])
{
    double dx = ends[2] - ends[0], dy = ends[3] - ends[1], length = hypot(dx, dy);
    double ax = cells->x[sides[0]], ay = cells->y[sides[0]];
    border_frame frame = {border->seed, (uint64_t)sides[0], (uint64_t)sides[1], length, 0.0, 0.0};
    frame.height = 0.5 * hypot(cells->x[sides[1]] - ax, cells->y[sides[1]] - ay);
    int n = segments_for(length, frame.height, border->detail);
    double t[BP_DEMO_BORDER_POINTS + 1] = {0.0}, offset[BP_DEMO_BORDER_POINTS + 1] = {0.0};
    if (n > 1) {
        frame.foot = ((ax - ends[0]) * dx + (ay - ends[1]) * dy) / (length * length);
        t[n] = 1.0;
        displace(&frame, n, t, offset);
    }
    for (int k = 1; k < n; k++) {
        xy[2 * k] = ends[0] + t[k] * dx - offset[k] * dy / length;
        xy[2 * k + 1] = ends[1] + t[k] * dy + offset[k] * dx / length;
    }
    memcpy(xy, ends, 2 * sizeof *xy);
    memcpy(xy + 2 * (ptrdiff_t)n, ends + 2, 2 * sizeof *xy);
    return n;
}

int bp_demo_cells_border(const bp_demo_cells *cells, const bp_demo_border *border,
                         double xy[2 * BP_DEMO_BORDER_POINTS])
{
    int32_t cell = border->cell;
    const int32_t *list = cells->neighbours + cells->offsets[cell];
    int degree = (int)(cells->offsets[cell + 1] - cells->offsets[cell]), edge = border->edge;
    int32_t across = list[edge];
    bool forward = cell < across;
    double ends[4], curve[2 * (BP_DEMO_BORDER_POINTS + 1)];
    corner_of(cells, cell, across, list[edge > 0 ? edge - 1 : degree - 1], ends + (forward ? 0 : 2));
    corner_of(cells, cell, across, list[edge + 1 < degree ? edge + 1 : 0], ends + (forward ? 2 : 0));
    int32_t sides[2] = {forward ? cell : across, forward ? across : cell};
    int n = draw_curve(cells, border, sides, ends, curve);
    for (int k = 0; k < n; k++)
        memcpy(xy + 2 * (ptrdiff_t)k, curve + 2 * (ptrdiff_t)(forward ? k : n - k), 2 * sizeof *xy);
    return n;
}
