#include "analysis/density.h"
#include "tests/analysis/points_support.h"

static const double pi = 3.14159265358979323846;
static bp_context *context;

static void set_up(void)
{
    context = context_of(2);
}

static void tear_down(void)
{
    bp_context_free(context);
}

/* One point of weight 3 at the origin, bandwidth 2: the formula of each kernel. */
START_TEST(one_point)
{
    const double zero = 0.0, weight = 3.0, x[] = {0.0, 1.0, 1.2, 1.99, 2.01, 8.01},
                 y[] = {0, 0, 1.6, 0, 0, 0};
    const bp_point_set set = {1, &zero, &zero, &weight, NULL};
    const double scale = 3.0 / 4.0, tail = 1.0 - exp(-8.0);
    const double u[] = {0.0, 0.5, 1.0, 0.995, 1.005, 4.005};
    for (int k = 0; bp_density_kernel_names[k]; k++) {
        bp_density_options options = BP_DENSITY_OPTIONS_INIT;
        double density[6] = {0}, used = 0.0;
        options.kernel = (bp_density_kernel)k;
        options.bandwidth = 2.0;
        ck_bp_ok(context, bp_density_at(context, &set, &options, 6, x, y, density, &used));
        ck_assert_double_eq(used, 2.0);
        for (int i = 0; i < 6; i++) {
            double in = u[i] < 1.0, v = u[i];
            const double expected[] = {in * 3.0 / pi * (1 - v * v) * (1 - v * v),
                                       v < 4.0 ? exp(-v * v / 2.0) / (2.0 * pi * tail) : 0.0,
                                       in * 2.0 / pi * (1 - v * v), in * 3.0 / pi * (1 - v), in / pi};
            /* At just one bandwidth the uniform kernel may fall on either side. */
            if (v != 1.0 || k != BP_DENSITY_UNIFORM)
                ck_assert_double_eq_tol(density[i], scale * expected[k], 1e-12);
        }
    }
}
END_TEST

static double slow_kernel(int kernel, double u)
{
    const double values[] = {3.0 / pi * pow(1 - u * u, 2), exp(-u * u / 2) / (2 * pi * (1 - exp(-8.0))),
                             2.0 / pi * (1 - u * u), 3.0 / pi * (1 - u), 1.0 / pi};
    return u < (kernel == BP_DENSITY_GAUSSIAN ? 4.0 : 1.0) ? values[kernel] : 0.0;
}

static int by_value(const void *a, const void *b)
{
    double first = *(const double *)a, second = *(const double *)b;
    return (first > second) - (first < second);
}

static double slow_bandwidth(const point_case *c, int64_t i, const bp_density_options *options)
{
    double sorted[POINTS_MOST];
    for (int64_t j = 0; j < c->n; j++)
        sorted[j] = slow_distance(c, i, j);
    qsort(sorted, (size_t)c->n, sizeof *sorted, by_value);
    return options->nearest ? fmax(sorted[options->nearest], options->bandwidth) : options->bandwidth;
}

START_TEST(as_direct_sums)
{
    static point_case c, places;
    double density[POINTS_MOST], h[POINTS_MOST];
    for (int round = 0; round < 30; round++) {
        bp_density_options options = BP_DENSITY_OPTIONS_INIT;
        bool weighted = round % 2;
        options.kernel = (bp_density_kernel)(round % 5);
        options.bandwidth = 3.3 + round % 3;
        options.nearest = round % 3 == 2 ? 1 + round : 0;
        make_points((uint64_t)round, 60 + 8 * round, round % 4 == 3 ? 1.0 : 0.0, &c);
        make_points((uint64_t)round + 1000, 80, 0.0, &places);
        bp_point_set set = set_of(&c, weighted);
        ck_bp_ok(context,
                 bp_density_at(context, &set, &options, places.n, places.x, places.y, density, NULL));
        for (int64_t j = 0; j < c.n; j++)
            h[j] = slow_bandwidth(&c, j, &options);
        for (int64_t i = 0; i < places.n; i++) {
            double sum = 0.0;
            for (int64_t j = 0; j < c.n; j++) {
                double d = hypot(c.x[j] - places.x[i], c.y[j] - places.y[i]);
                sum += (weighted ? c.weight[j] : 1.0) / (h[j] * h[j]) *
                       slow_kernel((int)options.kernel, d / h[j]);
            }
            ck_assert_double_eq_tol(density[i], sum, 1e-12 * (1.0 + sum));
        }
    }
}
END_TEST

/* The sum over a fine grid with the kernel's reach around the points is the weight of the points. */
START_TEST(mass_is_kept)
{
    static point_case c;
    make_points(5, 120, 0.0, &c);
    bp_point_set set = set_of(&c, true);
    double weight = 0.0;
    for (int64_t i = 0; i < c.n; i++)
        weight += c.weight[i];
    for (int k = 0; bp_density_kernel_names[k]; k++)
        for (int adaptive = 0; adaptive < 2; adaptive++) {
            bp_density_options options = BP_DENSITY_OPTIONS_INIT;
            bp_density_grid grid = {0};
            options.kernel = (bp_density_kernel)k;
            options.bandwidth = 6.0;
            options.nearest = adaptive ? 5 : 0;
            ck_bp_ok(context,
                     bp_density_grid_make(context, &set, 1.0, k == BP_DENSITY_GAUSSIAN ? 120 : 40, &grid));
            int64_t m = grid.n_columns * grid.n_rows;
            double *density = malloc((size_t)m * sizeof *density), sum = 0.0;
            ck_bp_ok(context, bp_density_on_grid(context, &set, &options, &grid, density, NULL));
            for (int64_t i = 0; i < m; i++)
                sum += density[i] * grid.size * grid.size;
            ck_assert_double_eq_tol(sum / weight, 1.0, k == BP_DENSITY_UNIFORM ? 5e-3 : 1e-3);
            free(density);
        }
}
END_TEST

START_TEST(grid_by_hand)
{
    const double x[] = {-3.0, 12.0}, y[] = {1.0, 4.9};
    const bp_point_set set = {2, x, y, NULL, NULL};
    bp_density_grid grid = {0};
    ck_bp_ok(context, bp_density_grid_make(context, &set, 2.0, 1.0, &grid));
    ck_assert_double_eq(grid.x, -4.0);
    ck_assert_double_eq(grid.y, 0.0);
    ck_assert_int_eq(grid.n_columns, 9); /* -4 .. 14, for 13 is in the last */
    ck_assert_int_eq(grid.n_rows, 3);    /* 0 .. 6 */
    double density[27], at = 0.0;
    bp_density_options options = BP_DENSITY_OPTIONS_INIT;
    options.bandwidth = 4.0;
    const double px = 1.0, py = 3.0;
    ck_bp_ok(context, bp_density_on_grid(context, &set, &options, &grid, density, NULL));
    ck_bp_ok(context, bp_density_at(context, &set, &options, 1, &px, &py, &at, NULL));
    ck_assert_double_eq(density[1 * 9 + 2], at); /* column 2, row 1: centre 1, 3 */
    ck_assert_double_eq(at, 0.0);
    /* Cell (0, 0), centre -3, 1: the first point. */
    ck_assert_double_eq_tol(density[0], 3.0 / pi / 16.0, 1e-15);
}
END_TEST

/* On x: 0 to 7, each once: variance 5.25, quartiles 1.5 and 5.5; on y twice that. */
START_TEST(silverman_by_hand)
{
    const double x[] = {0, 1, 2, 3, 4, 5, 6, 7}, y[] = {0, 2, 4, 6, 8, 10, 12, 14};
    const bp_point_set set = {8, x, y, NULL, NULL};
    double spread = fmin(sqrt(5.25), 4.0 / 1.349), h = 0.0;
    double s = sqrt((spread * spread + 4.0 * spread * spread) / 2.0);
    ck_bp_ok(context, bp_density_bandwidth(context, &set, BP_DENSITY_GAUSSIAN, &h));
    ck_assert_double_eq_tol(h, s * pow(8.0, -1.0 / 6.0), 1e-12);
    /* Silverman's table 4.1 for two dimensions. */
    double quartic = 0.0, epanechnikov = 0.0;
    ck_bp_ok(context, bp_density_bandwidth(context, &set, BP_DENSITY_QUARTIC, &quartic));
    ck_bp_ok(context, bp_density_bandwidth(context, &set, BP_DENSITY_EPANECHNIKOV, &epanechnikov));
    ck_assert_double_eq_tol(quartic / h, 2.78, 0.005);
    ck_assert_double_eq_tol(epanechnikov / h, 2.40, 0.005);
    /* One far out changes the standard deviation, not the quartiles by much. */
    const double u[] = {0, 1, 2, 3, 4, 5, 6, 7000};
    const bp_point_set out = {8, u, u, NULL, NULL};
    ck_bp_ok(context, bp_density_bandwidth(context, &out, BP_DENSITY_GAUSSIAN, &h));
    ck_assert_double_eq_tol(h, 4.0 / 1.349 * pow(8.0, -1.0 / 6.0), 1e-12);
}
END_TEST

START_TEST(order_and_threads_do_not_matter)
{
    static point_case c, other;
    static int64_t order[POINTS_MOST];
    make_points(3, 400, 0.0, &c);
    shuffle_points(3, &c, &other, order);
    bp_point_set set = set_of(&c, true), shuffled = set_of(&other, true);
    bp_density_options options = BP_DENSITY_OPTIONS_INIT;
    double first[POINTS_MOST], second[POINTS_MOST];
    bp_context *one = context_of(1);
    ck_bp_ok(context, bp_density_at(context, &set, &options, c.n, c.x, c.y, first, NULL));
    ck_bp_ok(one, bp_density_at(one, &shuffled, &options, c.n, c.x, c.y, second, NULL));
    ck_assert_mem_eq(first, second, sizeof first);
    bp_context_free(one);
}
END_TEST

static void ck_refused(const bp_point_set *set, double bandwidth, int64_t nearest, bp_status status,
                       const char *message)
{
    const bp_density_options options = {BP_DENSITY_QUARTIC, bandwidth, nearest};
    const double at = 0.0;
    double density = -5.0;
    ck_assert_int_eq(bp_density_at(context, set, &options, 1, &at, &at, &density, NULL), status);
    ck_assert_str_eq(bp_context_message(context), message);
    ck_assert_double_eq(density, -5.0);
    bp_context_clear(context);
}

START_TEST(refusals)
{
    const double x[] = {1, 2, 3}, same[] = {2.5, 2.5, 2.5}, weight[] = {0, 0, 0};
    const uint8_t nobody[] = {0};
    const bp_point_set set = {3, x, x, NULL, NULL}, light = {3, x, x, weight, NULL};
    const bp_point_set place = {3, same, same, NULL, NULL}, none = {3, x, x, NULL, nobody};
    ck_refused(&set, -1.0, 0, BP_ERROR_ARGUMENT,
               "density: the bandwidth is -1; it is a distance above 0, or 0 for one by the rule of thumb");
    ck_refused(&set, 1.0, -1, BP_ERROR_ARGUMENT, "density: -1 nearest points were asked for; 0 is for none");
    ck_refused(&set, 1.0, 3, BP_ERROR_INPUT,
               "density: 3 nearest points were asked for, but of 3 points each has 2 others only; ask for "
               "fewer");
    ck_refused(&none, 1.0, 0, BP_ERROR_INPUT, "density: none of 3 rows has a point; give rows coordinates");
    ck_refused(&light, 1.0, 0, BP_ERROR_INPUT,
               "density: all 3 points have weight 0; nothing is left to spread");
    ck_refused(&place, 0.0, 0, BP_ERROR_INPUT,
               "density: no bandwidth can be had from 3 points that lie in one place; give one");
    ck_refused(&place, 0.0, 2, BP_ERROR_INPUT,
               "density: at 2.5, 2.5 more than 2 points lie in one place, so that the bandwidth there is 0; "
               "give a bandwidth as the least, or ask for more nearest points");
    bp_density_grid grid = {0};
    ck_assert_int_eq(bp_density_grid_make(context, &set, 0.0, 1.0, &grid), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "density: cells of 0 and a margin of 1 were asked for; "
                                                  "cells are larger than 0, a margin is 0 or more");
    bp_context_clear(context);
    ck_assert_int_eq(bp_density_grid_make(context, &set, 1e-4, 0.0, &grid), BP_ERROR_INPUT);
    ck_assert_str_eq(bp_context_message(context),
                     "density: cells of 0.0001 make a grid of 20001 by 20001, more than 100000000 cells; ask "
                     "for cells of 0.00021");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("density");
    TCase *tests = tcase_create("density");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, one_point);
    tcase_add_test(tests, as_direct_sums);
    tcase_add_test(tests, mass_is_kept);
    tcase_add_test(tests, grid_by_hand);
    tcase_add_test(tests, silverman_by_hand);
    tcase_add_test(tests, order_and_threads_do_not_matter);
    tcase_add_test(tests, refusals);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
