/* Kernel weights on the polygons of Columbus against those of libpysal 4.7.0, libpysal.weights.Kernel. */
#include "analysis/kernel.h"
#include "geo/nearest.h"
#include "tests/geo/classic.h"

#include <math.h>

enum { N_UNITS = 49, N_NEAREST = 6 };

static const double BANDWIDTH = 0.8;

/*
 * For every kernel: fixed, Kernel(points, bandwidth=0.8, function=..., diagonal=False and True), and
 * adaptive, Kernel(points, fixed=False, k=6, function=...). `sum` adds up all weights, `moment` (i + 1)(j +
 * 1) w(i, j), both with the diagonal.
 */
static const struct {
    bp_kernel kernel;
    struct {
        double sum, moment;
    } fixed, adaptive, ones;
} libpysal[] = {
    {BP_KERNEL_TRIANGULAR,
     {179.3472430856217, 136001.80678681165},
     {125.29554878467442, 107229.68017258201},
     {179.3472430856217, 136001.80678681165}},
    {BP_KERNEL_UNIFORM, {222.5, 159461.5}, {171.5, 133829.0}, {247.0, 179674.0}},
    {BP_KERNEL_EPANECHNIKOV,
     {187.31629107987922, 140680.99482465975},
     {126.5212113112626, 107108.51017221369},
     {199.56629107987925, 150787.24482465975}},
    {BP_KERNEL_QUARTIC,
     {168.81821639604047, 129020.44238950663},
     {115.56854336879451, 101455.84738589647},
     {171.88071639604047, 131547.0048895066}},
    {BP_KERNEL_GAUSSIAN,
     {144.14666500127143, 104647.60165378604},
     {107.70165017116882, 85822.68008098881},
     {173.5984932616012, 128945.35996855811}},
};

/* The weights of the first unit for units 0, 1, 2, 3 at a bandwidth of 0.8. */
static const double first_row[][4] = {
    {1.0, 0.2516021802491436, 0.27539297673009966, 0.0649913840878169},
    {0.5, 0.5, 0.5, 0.5},
    {0.75, 0.3299255275441235, 0.35620849637095064, 0.09431916612748778},
    {0.9375, 0.1814180895421137, 0.21147415481142257, 0.014826841831641062},
    {0.3989422804014327, 0.3014991200151356, 0.3068285359354509, 0.2576742498936032},
};

static bp_context *context;
static bp_graph band, nearest;

static bp_weights weigh(bp_kernel kernel, bool adaptive, bp_kernel_diagonal diagonal)
{
    bp_kernel_options options = BP_KERNEL_OPTIONS_INIT;
    bp_weights weights = BP_WEIGHTS_INIT;
    options.kernel = kernel;
    options.adaptive = adaptive;
    options.bandwidth = BANDWIDTH;
    options.diagonal = diagonal;
    ck_bp_ok(context, bp_kernel_weights(context, adaptive ? &nearest : &band, &options, &weights));
    return weights;
}

/* The points are GEOS's centroids here and libpysal's own there, which agree to about 1e-14. */
static void ck_near(double found, double expected)
{
    ck_assert_double_eq_tol(found, expected, 1e-11 * fabs(expected));
}

static void check_sums(bp_weights *w, int64_t links, double sum, double moment)
{
    double found_sum = 0.0, found_moment = 0.0;
    ck_assert_int_eq(w->offsets[N_UNITS], links);
    for (int64_t i = 0; i < w->n; i++)
        for (int64_t k = w->offsets[i]; k < w->offsets[i + 1]; k++) {
            found_sum += w->value[k];
            found_moment += (double)(i + 1) * (w->neighbours[k] + 1) * w->value[k];
        }
    ck_near(found_sum, sum);
    ck_near(found_moment, moment);
    bp_weights_clear(w);
}

START_TEST(columbus_as_in_libpysal)
{
    for (size_t i = 0; i < sizeof libpysal / sizeof *libpysal; i++) {
        bp_kernel kernel = libpysal[i].kernel;
        bp_weights w = weigh(kernel, false, BP_KERNEL_DIAGONAL_VALUE);
        ck_assert_int_eq(w.offsets[1], 4);
        for (int k = 0; k < 4; k++) {
            ck_assert_int_eq(w.neighbours[k], k);
            ck_near(w.value[k], first_row[i][k]);
        }
        check_sums(&w, 445, libpysal[i].fixed.sum, libpysal[i].fixed.moment);
        w = weigh(kernel, true, BP_KERNEL_DIAGONAL_VALUE);
        check_sums(&w, N_UNITS * (N_NEAREST + 1), libpysal[i].adaptive.sum, libpysal[i].adaptive.moment);
        w = weigh(kernel, false, BP_KERNEL_DIAGONAL_ONE);
        check_sums(&w, 445, libpysal[i].ones.sum, libpysal[i].ones.moment);
    }
}
END_TEST

/* libpysal's bandwidth when none is given: the largest distance to the second nearest, times 1.0000001. */
START_TEST(the_bandwidth_that_libpysal_takes)
{
    bp_layer layer = BP_LAYER_INIT;
    bp_points points = BP_POINTS_INIT;
    bp_graph two = BP_GRAPH_INIT;
    char *path = data_path(classic_sets[0][1]);
    double furthest = 0.0;
    ck_bp_ok(context, bp_layer_read(context, path, NULL, &layer));
    ck_bp_ok(context, bp_point_of(context, &layer.polygons, BP_POINT_CENTROID, &points));
    ck_bp_ok(context, bp_nearest_k(context, &points, 2, &two));
    for (int64_t k = 0; k < two.offsets[N_UNITS]; k++)
        furthest = fmax(furthest, two.length_m[k]);
    ck_assert_double_eq_tol(furthest * 1.0000001, 0.75333961, 5e-9);
    bp_graph_clear(&two);
    bp_points_clear(&points);
    bp_layer_clear(&layer);
    free(path);
}
END_TEST

static void set_up(void)
{
    bp_layer layer = BP_LAYER_INIT;
    bp_points points = BP_POINTS_INIT;
    char *path = data_path(classic_sets[0][1]);
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
    ck_bp_ok(context, bp_layer_read(context, path, NULL, &layer));
    ck_bp_ok(context, bp_point_of(context, &layer.polygons, BP_POINT_CENTROID, &points));
    ck_bp_ok(context, bp_nearest_band(context, &points, 0.0, BANDWIDTH, &band));
    ck_bp_ok(context, bp_nearest_k(context, &points, N_NEAREST, &nearest));
    bp_points_clear(&points);
    bp_layer_clear(&layer);
    free(path);
}

static void tear_down(void)
{
    bp_graph_clear(&band);
    bp_graph_clear(&nearest);
    bp_context_free(context);
    context = NULL;
}

static Suite *make_suite(void)
{
    Suite *suite = suite_create("kernel_peers");
    TCase *tests = tcase_create("kernel_peers");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, columbus_as_in_libpysal);
    tcase_add_test(tests, the_bandwidth_that_libpysal_takes);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    char *path = data_path(classic_sets[0][1]);
    if (!path)
        return 77;
    free(path);
    return run_suite(make_suite());
}
