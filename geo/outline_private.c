#include "geo/outline_private.h"

#include "geo/geos_private.h"

#include <math.h>
#include <stdlib.h>

/*
 * The bits of an entry: the strip is the first that the edge is in, so that a walk over several strips meets
 * each edge once; the ring runs the wrong way round.
 */
enum { FIRST = 1, TURNED = 2, BITS = 2 };

/* A piece of an edge, left to right, about the origin of a frame. */
struct bp_outline_line {
    double left, right; /* in x */
    double y, slope;    /* y where x is left */
    double top;         /* greatest y */
    double sign;
};

typedef struct bp_outline_line line;

/* Where areas are summed: about an origin, between two heights and two sides. */
typedef struct frame {
    double origin[2];
    double west, east, low, high; /* about the origin */
} frame;

static int64_t strip_of(const bp_outline *outline, double x)
{
    double at = (x - outline->box[0]) * outline->per_x;
    if (!(at > 0.0))
        return 0;
    return at >= (double)outline->n_strips ? outline->n_strips - 1 : (int64_t)at;
}

/* Count or list the edges of a ring by strip. `first` is the ring's first point in outline->xy. */
static void enter_ring(bp_outline *outline, int64_t first, int64_t n_points, uint32_t turned, bool list)
{
    const double *xy = outline->xy;
    for (int64_t c = first; c + 1 < first + n_points; c++) {
        double x = xy[2 * c], next = xy[2 * c + 2];
        if (x == next)
            continue;
        int64_t from = strip_of(outline, x < next ? x : next), to = strip_of(outline, x < next ? next : x);
        for (int64_t s = from; s <= to; s++) {
            if (list)
                outline->entries[outline->begin[s]++] =
                    (uint32_t)c << BITS | turned | (s == from ? FIRST : 0u);
            else
                outline->begin[s + 1]++;
        }
        outline->n_edges += !list;
    }
}

static void enter_unit(bp_outline *outline, const bp_polygons *polygons, int64_t unit, bool list)
{
    int64_t start = polygons->ring_coords[polygons->part_rings[polygons->unit_parts[unit]]];
    for (int64_t p = polygons->unit_parts[unit]; p < polygons->unit_parts[unit + 1]; p++)
        for (int64_t r = polygons->part_rings[p]; r < polygons->part_rings[p + 1]; r++) {
            int64_t first = polygons->ring_coords[r], n = polygons->ring_coords[r + 1] - first;
            bool turned = bp_geos_runs_wrong(polygons->xy + 2 * first, n, r > polygons->part_rings[p]);
            enter_ring(outline, first - start, n, turned ? TURNED : 0u, list);
        }
}

/* So many strips that an edge is in two of them on average, however far the edges reach. */
static int64_t strips_for(const double *xy, int64_t n_points, double width)
{
    double reach = 0.0;
    for (int64_t c = 0; c + 1 < n_points; c++)
        reach += fabs(xy[2 * c + 2] - xy[2 * c]);
    return reach > 0.0 ? (int64_t)((double)n_points * width / reach) + 1 : 1;
}

bool bp_outline_make(const bp_polygons *polygons, int64_t unit, bp_outline *out)
{
    bp_outline made = {.box = {INFINITY, INFINITY, -INFINITY, -INFINITY}};
    if (!bp_polygons_unit_extent(polygons, unit, made.box)) {
        *out = made;
        return true;
    }
    int64_t start = polygons->ring_coords[polygons->part_rings[polygons->unit_parts[unit]]];
    int64_t n = polygons->ring_coords[polygons->part_rings[polygons->unit_parts[unit + 1]]] - start;
    if (n > (int64_t)(UINT32_MAX >> (BITS + 2))) /* entries are about three a point */
        return false;
    double width = made.box[2] - made.box[0];
    made.xy = polygons->xy + 2 * start;
    made.n_strips = strips_for(made.xy, n, width);
    made.per_x = width > 0.0 ? (double)made.n_strips / width : 0.0;
    made.begin = (uint32_t *)calloc((size_t)made.n_strips + 1, sizeof *made.begin);
    if (!made.begin)
        return false;
    enter_unit(&made, polygons, unit, false);
    for (int64_t s = 0; s < made.n_strips; s++)
        made.begin[s + 1] += made.begin[s];
    size_t n_begin = (size_t)made.n_strips + 1, n_entries = made.begin[made.n_strips];
    uint32_t *block = (uint32_t *)realloc(made.begin, (n_begin + n_entries) * sizeof *block);
    if (!block) {
        free(made.begin);
        return false;
    }
    made.begin = block;
    made.entries = block + n_begin;
    enter_unit(&made, polygons, unit, true);
    for (int64_t s = made.n_strips; s > 0; s--)
        made.begin[s] = made.begin[s - 1];
    made.begin[0] = 0;
    *out = made;
    return true;
}

void bp_outline_clear(bp_outline *outline)
{
    free(outline->begin);
    *outline = (bp_outline){.box = {INFINITY, INFINITY, -INFINITY, -INFINITY}};
}

/* The edge of an entry, cut to the sides of the frame; false when nothing of it lies between them, or all of
 * it below. */
static inline bool line_of(const bp_outline *outline, uint32_t entry, const frame *in, line *out)
{
    const double *p = outline->xy + 2 * (size_t)(entry >> BITS), *q = p + 2;
    bool leftward = q[0] < p[0];
    if (leftward) {
        const double *other = p;
        p = q;
        q = other;
    }
    double left = p[0] - in->origin[0], right = q[0] - in->origin[0];
    double y = p[1] - in->origin[1], end = q[1] - in->origin[1];
    double top = y > end ? y : end;
    if (left >= in->east || right <= in->west || top <= in->low)
        return false;
    double slope = (end - y) / (right - left);
    if (left < in->west) {
        y += (in->west - left) * slope;
        left = in->west;
    }
    /* Edges of a shell that runs counter-clockwise go left above its inside and right below it. */
    double sign = leftward == !(entry & TURNED) ? 1.0 : -1.0;
    *out = (line){left, right < in->east ? right : in->east, y, slope, top, sign};
    return true;
}

/* Area under a line that rises or falls from a to b over `width`, between low and high. */
static inline double area_under(double a, double b, double width, const frame *in)
{
    double low = a < b ? a : b, high = a < b ? b : a;
    if (low >= in->low && high <= in->high)
        return 0.5 * (low + high - 2.0 * in->low) * width;
    if (high <= in->low)
        return 0.0;
    double height = in->high - in->low;
    if (low >= in->high)
        return height * width;
    double below = low < in->low ? (in->low - low) / (high - low) : 0.0;
    double above = high > in->high ? (high - in->high) / (high - low) : 0.0;
    double mean = 0.5 * ((low > in->low ? low : in->low) + (high < in->high ? high : in->high)) - in->low;
    return width * (above * height + (1.0 - below - above) * mean);
}

/* Where both lines are, and how high: e and f at either end. */
typedef struct stretch {
    double left, width;
    double e[2], f[2];
} stretch;

static inline bool stretch_of(const line *e, const line *f, stretch *out)
{
    double left = e->left > f->left ? e->left : f->left, right = e->right < f->right ? e->right : f->right;
    if (left >= right)
        return false;
    double at_e = e->y + (left - e->left) * e->slope, at_f = f->y + (left - f->left) * f->slope;
    double width = right - left;
    *out = (stretch){left, width, {at_e, at_e + width * e->slope}, {at_f, at_f + width * f->slope}};
    return true;
}

static inline double least(double a, double b)
{
    return a < b ? a : b;
}

/* Signed area under the lower of the two. */
static inline double area_under_both(const line *e, const line *f, const frame *in)
{
    stretch s;
    if (!stretch_of(e, f, &s))
        return 0.0;
    double sign = e->sign * f->sign, from = s.e[0] - s.f[0], to = s.e[1] - s.f[1];
    if (from <= 0.0 && to <= 0.0)
        return sign * area_under(s.e[0], s.e[1], s.width, in);
    if (from >= 0.0 && to >= 0.0)
        return sign * area_under(s.f[0], s.f[1], s.width, in);
    double t = from / (from - to), middle = s.e[0] + t * (s.e[1] - s.e[0]);
    return sign * (area_under(least(s.e[0], s.f[0]), middle, t * s.width, in) +
                   area_under(middle, least(s.e[1], s.f[1]), (1.0 - t) * s.width, in));
}

/* Signed area under line e and each of the edges of an outline. */
static double area_with(const line *e, const bp_outline *b, const frame *in)
{
    double sum = 0.0;
    int64_t from = strip_of(b, e->left + in->origin[0]), to = strip_of(b, e->right + in->origin[0]);
    for (int64_t s = from; s <= to; s++)
        for (uint32_t k = b->begin[s]; k < b->begin[s + 1]; k++) {
            line f;
            if ((s == from || b->entries[k] & FIRST) && line_of(b, b->entries[k], in, &f))
                sum += area_under_both(e, &f, in);
        }
    return sum;
}

/* The intersection of two boxes; false when it has no area. */
static bool common_box(const double *a, const double *b, double box[4])
{
    for (int side = 0; side < 2; side++) {
        box[side] = a[side] > b[side] ? a[side] : b[side];
        box[side + 2] = a[side + 2] < b[side + 2] ? a[side + 2] : b[side + 2];
    }
    return box[0] < box[2] && box[1] < box[3];
}

double bp_outline_common_area(const bp_outline *a, const bp_outline *b)
{
    double box[4];
    if (!common_box(a->box, b->box, box))
        return 0.0;
    if (b->n_edges < a->n_edges) {
        const bp_outline *other = a;
        a = b;
        b = other;
    }
    const frame in = {{box[0], box[1]}, 0.0, box[2] - box[0], 0.0, box[3] - box[1]};
    int64_t from = strip_of(a, box[0]), to = strip_of(a, box[2]);
    double sum = 0.0;
    for (int64_t s = from; s <= to; s++)
        for (uint32_t k = a->begin[s]; k < a->begin[s + 1]; k++) {
            line e;
            if ((s == from || a->entries[k] & FIRST) && line_of(a, a->entries[k], &in, &e))
                sum += area_with(&e, b, &in);
        }
    return sum;
}

void bp_outline_pair_clear(bp_outline_pair *pair)
{
    free(pair->lines);
    *pair = (bp_outline_pair)BP_OUTLINE_PAIR_INIT;
}

/* Room for two lines more. */
static bool has_room(bp_outline_pair *pair)
{
    if (pair->n_lines + 2 <= pair->cap_lines)
        return true;
    int64_t cap = 2 * pair->cap_lines + 256;
    line *grown = (line *)realloc(pair->lines, (size_t)cap * sizeof *grown);
    if (!grown)
        return false;
    pair->lines = grown;
    pair->cap_lines = cap;
    return true;
}

static void add_line(bp_outline_pair *pair, const line *of, double left, double right, double sign)
{
    double y = of->y + (left - of->left) * of->slope, end = y + (right - left) * of->slope;
    pair->lines[pair->n_lines++] = (line){left, right, y, of->slope, y > end ? y : end, sign};
}

/* Add the lower of the two lines, which is one where they do not cross and two where they do. */
static bool add_lower(bp_outline_pair *pair, const line *e, const line *f)
{
    stretch s;
    if (!stretch_of(e, f, &s))
        return true;
    if (!has_room(pair))
        return false;
    double sign = e->sign * f->sign, from = s.e[0] - s.f[0], to = s.e[1] - s.f[1];
    double right = s.left + s.width;
    if ((from <= 0.0 && to <= 0.0) || (from >= 0.0 && to >= 0.0)) {
        add_line(pair, from <= 0.0 && to <= 0.0 ? e : f, s.left, right, sign);
        return true;
    }
    double middle = s.left + s.width * (from / (from - to));
    add_line(pair, from < 0.0 ? e : f, s.left, middle, sign);
    add_line(pair, from < 0.0 ? f : e, middle, right, sign);
    return true;
}

static bool add_lines_with(bp_outline_pair *pair, const line *e, const bp_outline *b, const frame *in)
{
    int64_t from = strip_of(b, e->left + in->origin[0]), to = strip_of(b, e->right + in->origin[0]);
    for (int64_t s = from; s <= to; s++)
        for (uint32_t k = b->begin[s]; k < b->begin[s + 1]; k++) {
            line f;
            bool meets = (s == from || b->entries[k] & FIRST) && line_of(b, b->entries[k], in, &f);
            if (meets && !add_lower(pair, e, &f))
                return false;
        }
    return true;
}

bool bp_outline_pair_make(const bp_outline *a, const bp_outline *b, bp_outline_pair *pair)
{
    pair->n_lines = 0;
    if (!common_box(a->box, b->box, pair->box))
        return true;
    const double *box = pair->box;
    const frame in = {{box[0], box[1]}, 0.0, box[2] - box[0], 0.0, box[3] - box[1]};
    pair->origin[0] = box[0];
    pair->origin[1] = box[1];
    int64_t from = strip_of(a, box[0]), to = strip_of(a, box[2]);
    for (int64_t s = from; s <= to; s++)
        for (uint32_t k = a->begin[s]; k < a->begin[s + 1]; k++) {
            line e;
            bool meets = (s == from || a->entries[k] & FIRST) && line_of(a, a->entries[k], &in, &e);
            if (meets && !add_lines_with(pair, &e, b, &in))
                return false;
        }
    return true;
}

double bp_outline_pair_area(const bp_outline_pair *pair, const bp_outline *c)
{
    double box[4], sum = 0.0;
    if (pair->n_lines == 0 || !common_box(pair->box, c->box, box))
        return 0.0;
    const double *o = pair->origin;
    const frame in = {{o[0], o[1]}, box[0] - o[0], box[2] - o[0], box[1] - o[1], box[3] - o[1]};
    for (int64_t k = 0; k < pair->n_lines; k++) {
        line e = pair->lines[k];
        if (e.left >= in.east || e.right <= in.west || e.top <= in.low)
            continue;
        if (e.left < in.west) {
            e.y += (in.west - e.left) * e.slope;
            e.left = in.west;
        }
        e.right = e.right < in.east ? e.right : in.east;
        sum += area_with(&e, c, &in);
    }
    return sum;
}
