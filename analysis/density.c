#include "analysis/density.h"

#include "analysis/point_tree_private.h"
#include "analysis/workers_private.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

static const double pi = 3.14159265358979323846;
/* Where the gaussian kernel is cut off, in bandwidths. */
static const double gaussian_reach = 4.0;

enum { PLACES_A_PIECE = 512, DEEPEST = 64 };

const char *const bp_density_kernel_names[] = {"quartic",    "gaussian", "epanechnikov",
                                               "triangular", "uniform",  NULL};

/* How far a kernel reaches, in bandwidths. */
static double reach_of(bp_density_kernel kernel)
{
    return kernel == BP_DENSITY_GAUSSIAN ? gaussian_reach : 1.0;
}

/* What the kernel is divided by for volume 1 in the plane. */
static double volume_of(bp_density_kernel kernel)
{
    switch (kernel) {
    case BP_DENSITY_QUARTIC:
    case BP_DENSITY_TRIANGULAR:
        return pi / 3.0;
    case BP_DENSITY_EPANECHNIKOV:
        return pi / 2.0;
    case BP_DENSITY_UNIFORM:
        return pi;
    default:
        return 2.0 * pi * (1.0 - exp(-gaussian_reach * gaussian_reach / 2.0));
    }
}

/* At u2 = (distance / bandwidth)^2 within its reach, but for the volume. */
static inline double height(bp_density_kernel kernel, double u2)
{
    switch (kernel) {
    case BP_DENSITY_QUARTIC:
        return (1.0 - u2) * (1.0 - u2);
    case BP_DENSITY_EPANECHNIKOV:
        return 1.0 - u2;
    case BP_DENSITY_TRIANGULAR:
        return 1.0 - sqrt(u2);
    case BP_DENSITY_UNIFORM:
        return 1.0;
    default:
        return exp(-u2 / 2.0);
    }
}

/* The sixth root of R / mu2^2 over that of the gaussian kernel, 1 / (4 pi). */
static double silverman_factor(bp_density_kernel kernel)
{
    switch (kernel) {
    case BP_DENSITY_QUARTIC:
        return pow(460.8, 1.0 / 6.0);
    case BP_DENSITY_EPANECHNIKOV:
        return pow(192.0, 1.0 / 6.0);
    case BP_DENSITY_TRIANGULAR:
        return pow(800.0 / 3.0, 1.0 / 6.0);
    case BP_DENSITY_UNIFORM:
        return 2.0;
    default:
        return 1.0;
    }
}

typedef struct weighed {
    double value, weight;
} weighed;

static int by_value(const void *a, const void *b)
{
    double first = ((const weighed *)a)->value, second = ((const weighed *)b)->value;
    return (first > second) - (first < second);
}

/* The least value with at least this share of the weight up to it; the middle of two where it is just that.
 */
static double quantile(const weighed *items, int64_t n, double total, double share)
{
    double sum = 0.0, wanted = share * total;
    for (int64_t i = 0; i < n; i++) {
        sum += items[i].weight;
        if (sum > wanted)
            return items[i].value;
        if (sum == wanted && i + 1 < n)
            return (items[i].value + items[i + 1].value) / 2.0;
    }
    return items[n - 1].value;
}

/* min(sd, IQR / 1.349) squared along one axis; items[n] are sorted here. */
static double spread2(weighed *items, int64_t n)
{
    double total = 0.0, mean = 0.0, squares = 0.0;
    qsort(items, (size_t)n, sizeof *items, by_value);
    for (int64_t i = 0; i < n; i++) {
        total += items[i].weight;
        mean += items[i].weight * (items[i].value - items[0].value);
    }
    mean = items[0].value + mean / total;
    for (int64_t i = 0; i < n; i++)
        squares += items[i].weight * (items[i].value - mean) * (items[i].value - mean);
    double range = quantile(items, n, total, 0.75) - quantile(items, n, total, 0.25);
    double robust = range / 1.349 * (range / 1.349);
    return range > 0.0 ? fmin(squares / total, robust) : squares / total;
}

static bp_status check_some(bp_context *context, const bp_point_set *set, const bp_placed *points, int64_t n)
{
    double weight = 0.0;
    for (int64_t p = 0; p < n; p++)
        weight += points[p].weight;
    if (n == 0)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "density: none of %" PRId64 " rows has a point; give rows coordinates",
                               set->n);
    if (!(weight > 0.0))
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "density: all %" PRId64 " points have weight 0; nothing is left to spread", n);
    return BP_OK;
}

static bp_status rule_of_thumb(bp_context *context, const bp_placed *points, int64_t n,
                               bp_density_kernel kernel, double *bandwidth)
{
    weighed *items = (weighed *)malloc((size_t)n * sizeof *items);
    double sum = 0.0, squares = 0.0, s2 = 0.0;
    if (!items)
        return bp_context_fail_memory(context, (size_t)n * sizeof *items);
    for (int axis = 0; axis < 2; axis++) {
        for (int64_t p = 0; p < n; p++)
            items[p] = (weighed){axis ? points[p].y : points[p].x, points[p].weight};
        s2 += spread2(items, n) / 2.0;
    }
    free(items);
    for (int64_t p = 0; p < n; p++) {
        sum += points[p].weight;
        squares += points[p].weight * points[p].weight;
    }
    double h = silverman_factor(kernel) * sqrt(s2) * pow(sum * sum / squares, -1.0 / 6.0);
    if (!(h > 0.0))
        return bp_context_fail(
            context, BP_ERROR_INPUT,
            "density: no bandwidth can be had from %" PRId64 " points that lie in one place; give one", n);
    *bandwidth = h;
    return BP_OK;
}

bp_status bp_density_bandwidth(bp_context *context, const bp_point_set *set, bp_density_kernel kernel,
                               double *bandwidth)
{
    bp_placed *points = NULL;
    int64_t n = 0;
    bp_status status = bp_placed_take(context, set, "density", &points, &n);
    if (!status)
        status = check_some(context, set, points, n);
    if (!status)
        status = rule_of_thumb(context, points, n, kernel, bandwidth);
    free(points);
    return status;
}

/* Points as a sum needs them, in the order of the tree, and the places asked for. */
typedef struct field {
    bp_density_kernel kernel;
    bp_point_tree tree;
    double *reach2;      /* reach2[points]: of the kernel around each, squared */
    double *peak;        /* peak[points]: weight / (bandwidth^2 volume) */
    double *scale;       /* scale[points]: 1 / bandwidth^2 */
    double *node_reach2; /* node_reach2[nodes]: largest below */
    const double *x, *y; /* places; NULL: those of the grid */
    const bp_density_grid *grid;
    int64_t m;
    double *density;
} field;

static void clear_field(field *f)
{
    bp_point_tree_clear(&f->tree);
    free(f->reach2);
    free(f->peak);
    free(f->scale);
    free(f->node_reach2);
}

/* In the order of the tree, the same for every place. */
static double sum_at(const field *f, double x, double y)
{
    int64_t stack[DEEPEST];
    double sum = 0.0;
    int depth = 0;
    stack[depth++] = 0;
    while (depth > 0) {
        int64_t at = stack[--depth];
        const bp_point_node *node = &f->tree.nodes[at];
        if (bp_point_node_distance2(node, x, y) >= f->node_reach2[at])
            continue;
        if (!bp_point_node_is_leaf(node)) {
            stack[depth++] = 2 * at + 2;
            stack[depth++] = 2 * at + 1;
            continue;
        }
        for (int64_t p = node->lo; p < node->hi; p++) {
            double d2 = bp_placed_distance2(&f->tree.points[p], x, y);
            if (d2 < f->reach2[p])
                sum += f->peak[p] * height(f->kernel, d2 * f->scale[p]);
        }
    }
    return sum;
}

static bp_status sum_piece(bp_context *context, void *user, int thread, int64_t number)
{
    field *f = (field *)user;
    int64_t first = number * PLACES_A_PIECE, end = first + PLACES_A_PIECE;
    (void)context, (void)thread;
    for (int64_t i = first; i < end && i < f->m; i++) {
        const bp_density_grid *g = f->grid;
        double x = g ? g->x + ((double)(i % g->n_columns) + 0.5) * g->size : f->x[i];
        double y = g ? g->y + ((double)(i / g->n_columns) + 0.5) * g->size : f->y[i];
        f->density[i] = sum_at(f, x, y);
    }
    return BP_OK;
}

static void sum_up_reach(field *f)
{
    for (int64_t at = f->tree.n_nodes - 1; at >= 0; at--) {
        const bp_point_node *node = &f->tree.nodes[at];
        double reach2 = 0.0;
        if (node->lo == node->hi)
            continue;
        if (bp_point_node_is_leaf(node))
            for (int64_t p = node->lo; p < node->hi; p++)
                reach2 = fmax(reach2, f->reach2[p]);
        else
            reach2 = fmax(f->node_reach2[2 * at + 1], f->node_reach2[2 * at + 2]);
        f->node_reach2[at] = reach2;
    }
}

/* Turns reach2[] from squared bandwidths into what a sum needs. */
static bp_status spread_points(bp_context *context, const bp_density_options *options, field *f)
{
    double reach = reach_of(f->kernel), volume = volume_of(f->kernel);
    for (int64_t p = 0; p < f->tree.n; p++) {
        double h2 = f->reach2[p];
        if (!(h2 > 0.0))
            return bp_context_fail(context, BP_ERROR_INPUT,
                                   "density: at %.15g, %.15g more than %" PRId64
                                   " points lie in one place, so that the bandwidth there is 0; give a "
                                   "bandwidth as the least, or ask for more nearest points",
                                   f->tree.points[p].x, f->tree.points[p].y, options->nearest);
        f->reach2[p] = h2 * reach * reach;
        f->scale[p] = 1.0 / h2;
        f->peak[p] = f->tree.points[p].weight / (h2 * volume);
    }
    sum_up_reach(f);
    return BP_OK;
}

static bp_status find_bandwidths(bp_context *context, const bp_density_options *options, double bandwidth,
                                 field *f)
{
    double least2 = bandwidth * bandwidth;
    bp_status status = BP_OK;
    if (options->nearest > 0)
        status = bp_point_tree_reach2(context, &f->tree, options->nearest + 1, f->reach2);
    for (int64_t p = 0; !status && p < f->tree.n; p++)
        f->reach2[p] = options->nearest > 0 ? fmax(f->reach2[p], least2) : least2;
    return status;
}

static bp_status prepare(bp_context *context, const bp_placed *points, int64_t n,
                         const bp_density_options *options, double bandwidth, field *f)
{
    bp_status status = bp_point_tree_build(context, points, n, &f->tree);
    if (status)
        return status;
    f->reach2 = (double *)malloc((size_t)n * sizeof *f->reach2);
    f->peak = (double *)malloc((size_t)n * sizeof *f->peak);
    f->scale = (double *)malloc((size_t)n * sizeof *f->scale);
    f->node_reach2 = (double *)calloc((size_t)f->tree.n_nodes, sizeof *f->node_reach2);
    if (!f->reach2 || !f->peak || !f->scale || !f->node_reach2)
        return bp_context_fail_memory(context, (size_t)n * sizeof *f->peak);
    status = find_bandwidths(context, options, bandwidth, f);
    return status ? status : spread_points(context, options, f);
}

static bp_status check_options(bp_context *context, const bp_density_options *options, int64_t n)
{
    if (!(options->bandwidth >= 0.0) || !isfinite(options->bandwidth))
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "density: the bandwidth is %g; it is a distance above 0, or 0 for one by the "
                               "rule of thumb",
                               options->bandwidth);
    if (options->nearest < 0)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "density: %" PRId64 " nearest points were asked for; 0 is for none",
                               options->nearest);
    if (options->nearest >= n)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "density: %" PRId64 " nearest points were asked for, but of %" PRId64
                               " points each has %" PRId64 " others only; ask for fewer",
                               options->nearest, n, n - 1);
    return BP_OK;
}

static bp_status sum_all(bp_context *context, const bp_point_set *set, const bp_density_options *options,
                         field *f, double *used)
{
    bp_placed *points = NULL;
    double bandwidth = options->bandwidth;
    int64_t n = 0;
    bp_status status = bp_placed_take(context, set, "density", &points, &n);
    if (!status)
        status = check_some(context, set, points, n);
    if (!status)
        status = check_options(context, options, n);
    if (!status && bandwidth == 0.0 && options->nearest == 0)
        status = rule_of_thumb(context, points, n, options->kernel, &bandwidth);
    if (!status)
        status = prepare(context, points, n, options, bandwidth, f);
    if (!status)
        status = bp_workers_run(context, (f->m + PLACES_A_PIECE - 1) / PLACES_A_PIECE, sum_piece, f);
    if (!status && used)
        *used = bandwidth;
    free(points);
    clear_field(f);
    return status;
}

bp_status bp_density_at(bp_context *context, const bp_point_set *set, const bp_density_options *options,
                        int64_t m, const double *x, const double *y, double *density, double *used)
{
    field f = {.kernel = options->kernel, .x = x, .y = y, .m = m, .density = density};
    for (int64_t i = 0; i < m; i++)
        if (!isfinite(x[i]) || !isfinite(y[i]))
            return bp_context_fail(context, BP_ERROR_ARGUMENT,
                                   "density: place %" PRId64 ", %g, %g, is not finite", i + 1, x[i], y[i]);
    return sum_all(context, set, options, &f, used);
}

bp_status bp_density_on_grid(bp_context *context, const bp_point_set *set, const bp_density_options *options,
                             const bp_density_grid *grid, double *density, double *used)
{
    field f = {
        .kernel = options->kernel, .grid = grid, .m = grid->n_columns * grid->n_rows, .density = density};
    return sum_all(context, set, options, &f, used);
}

bp_status bp_density_grid_make(bp_context *context, const bp_point_set *set, double size, double margin,
                               bp_density_grid *out)
{
    bp_placed *points = NULL;
    double low = INFINITY, high = -INFINITY;
    int64_t n = 0;
    if (!(size > 0.0) || !isfinite(size) || !(margin >= 0.0) || !isfinite(margin))
        return bp_context_fail(
            context, BP_ERROR_ARGUMENT,
            "density: cells of %g and a margin of %g were asked for; cells are larger than "
            "0, a margin is 0 or more",
            size, margin);
    bp_status status = bp_placed_take(context, set, "density", &points, &n);
    if (!status)
        status = check_some(context, set, points, n);
    for (int64_t p = 0; !status && p < n; p++) {
        low = fmin(low, points[p].y);
        high = fmax(high, points[p].y);
    }
    if (!status) {
        double west = floor((points[0].x - margin) / size), east = floor((points[n - 1].x + margin) / size);
        double south = floor((low - margin) / size), north = floor((high + margin) / size);
        double columns = east - west + 1.0, rows = north - south + 1.0;
        if (columns * rows > BP_DENSITY_CELLS_MOST)
            status = bp_context_fail(
                context, BP_ERROR_INPUT,
                "density: cells of %g make a grid of %.0f by %.0f, more than %d cells; ask for cells of %.3g",
                size, columns, rows, BP_DENSITY_CELLS_MOST,
                size * sqrt(columns * rows / BP_DENSITY_CELLS_MOST) * 1.05);
        else
            *out = (bp_density_grid){west * size, south * size, size, (int64_t)columns, (int64_t)rows};
    }
    free(points);
    return status;
}
