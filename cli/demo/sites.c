#include "cli/demo/sites.h"

#include <math.h>
#include <stdlib.h>

/* A box in raster coordinates and the m sites from number `first` that go into it. */
typedef struct site_box {
    double x0, x1, y0, y1;
    int64_t m, first;
} site_box;

typedef struct site_field {
    const bp_demo_terrain *terrain;
    const double *density;
    double *sums; /* sums[(cells + 1)^2]: mass south-west of each raster corner */
    bp_demo_stream stream;
} site_field;

double bp_demo_sites_mass(const bp_demo_terrain *terrain, const double *density)
{
    double mass = 0.0;
    for (int64_t i = 0; i < (int64_t)terrain->cells * terrain->cells; i++)
        mass += density[i];
    return mass;
}

static void sum_up(site_field *field)
{
    int64_t cells = field->terrain->cells, width = cells + 1;
    for (int64_t row = 0; row < cells; row++) {
        double line = 0.0;
        for (int64_t column = 0; column < cells; column++) {
            line += field->density[row * cells + column];
            field->sums[(row + 1) * width + column + 1] = field->sums[row * width + column + 1] + line;
        }
    }
}

/* Mass south-west of a point; exact, as the density is constant within a raster cell. */
static double mass_below(const site_field *field, double x, double y)
{
    int64_t cells = field->terrain->cells, width = cells + 1;
    int64_t column = (int64_t)x, row = (int64_t)y;
    column = column < cells ? column : cells - 1;
    row = row < cells ? row : cells - 1;
    double fx = x - (double)column, fy = y - (double)row;
    const double *low = field->sums + row * width + column, *high = low + width;
    return (low[0] * (1.0 - fx) + low[1] * fx) * (1.0 - fy) + (high[0] * (1.0 - fx) + high[1] * fx) * fy;
}

static double mass_in(const site_field *field, const site_box *box)
{
    return mass_below(field, box->x1, box->y1) - mass_below(field, box->x0, box->y1) -
           mass_below(field, box->x1, box->y0) + mass_below(field, box->x0, box->y0);
}

/* Where a box is to be cut so that `share` of its mass lies on the low side. */
static double find_cut(const site_field *field, const site_box *box, bool across, double share)
{
    double target = share * mass_in(field, box);
    double low = across ? box->x0 : box->y0, high = across ? box->x1 : box->y1;
    for (int step = 0; step < 40; step++) {
        double middle = 0.5 * (low + high);
        site_box part = *box;
        if (across)
            part.x1 = middle;
        else
            part.y1 = middle;
        if (mass_in(field, &part) < target)
            low = middle;
        else
            high = middle;
    }
    return 0.5 * (low + high);
}

static double draw(const site_field *field, int64_t key, uint64_t which)
{
    return bp_demo_uniform(field->terrain->seed, field->stream, (uint64_t)key, which);
}

/* The middle of the heaviest raster cell's worth of the box: it is halved, the heavier half kept, until it is
 * small. */
static void place_in_heaviest(const site_field *field, site_box box, double *u, double *v)
{
    while (box.x1 - box.x0 > 0.5 || box.y1 - box.y0 > 0.5) {
        bool across = box.x1 - box.x0 > box.y1 - box.y0;
        site_box low = box, high = box;
        if (across)
            low.x1 = high.x0 = 0.5 * (box.x0 + box.x1);
        else
            low.y1 = high.y0 = 0.5 * (box.y0 + box.y1);
        box = mass_in(field, &low) > mass_in(field, &high) ? low : high;
    }
    *u = 0.5 * (box.x0 + box.x1);
    *v = 0.5 * (box.y0 + box.y1);
}

/* A place in the box where there is density; the box of a last site may be mostly of the other kind. */
static void place_one(const site_field *field, const site_box *box, double *x, double *y)
{
    const bp_demo_terrain *terrain = field->terrain;
    double scale = terrain->side_m / terrain->cells, u = 0.0, v = 0.0;
    for (uint64_t attempt = 0; attempt < 24; attempt++) {
        u = box->x0 + (0.1 + 0.8 * draw(field, box->first, 2 * attempt + 1)) * (box->x1 - box->x0);
        v = box->y0 + (0.1 + 0.8 * draw(field, box->first, 2 * attempt + 2)) * (box->y1 - box->y0);
        if (field->density[(int64_t)v * terrain->cells + (int64_t)u] > 0.0)
            break;
        if (attempt == 23)
            place_in_heaviest(field, *box, &u, &v);
    }
    *x = terrain->left + scale * u;
    *y = terrain->bottom + scale * v;
}

static void place_all(const site_field *field, int64_t m, double *x, double *y)
{
    /* Each cut leaves at least a third of the sites on either side, so the stack stays far below its size. */
    site_box stack[128];
    int depth = 0;
    double cells = field->terrain->cells;
    stack[depth++] = (site_box){0.0, cells, 0.0, cells, m, 0};
    while (depth > 0) {
        site_box box = stack[--depth];
        if (box.m == 1) {
            place_one(field, &box, &x[box.first], &y[box.first]);
            continue;
        }
        double share = 0.37 + 0.26 * draw(field, box.first, (uint64_t)box.m << 20);
        int64_t low = (int64_t)floor(share * (double)box.m + 0.5);
        low = low < 1 ? 1 : low > box.m - 1 ? box.m - 1 : low;
        bool across = box.x1 - box.x0 > box.y1 - box.y0;
        double cut = find_cut(field, &box, across, (double)low / (double)box.m);
        site_box a = box, b = box;
        if (across)
            a.x1 = b.x0 = cut;
        else
            a.y1 = b.y0 = cut;
        a.m = low;
        b.m = box.m - low;
        b.first = box.first + low;
        stack[depth++] = b;
        stack[depth++] = a;
    }
}

bp_status bp_demo_sites_place(bp_context *context, const bp_demo_terrain *terrain, const double *density,
                              int64_t m, bp_demo_stream stream, double *x, double *y)
{
    int64_t width = terrain->cells + 1;
    site_field field = {terrain, density, NULL, stream};
    field.sums = (double *)bp_demo_zeroed(context, width * width, sizeof *field.sums);
    if (!field.sums)
        return BP_ERROR_MEMORY;
    sum_up(&field);
    place_all(&field, m, x, y);
    free(field.sums);
    return BP_OK;
}
