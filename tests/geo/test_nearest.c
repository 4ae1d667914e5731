#include "geo/nearest.h"

#include "geo/bitmap.h"
#include "geo/graph_ops.h"
#include "tests/geo/classic.h"
#include "tests/geo/shapes.h"

#include <math.h>

enum { MOST = 400 };

/* Points on a coarse grid, so that ties and points at one place abound, or anywhere; every tenth without a
 * point. */
static void make_points(uint64_t seed, int n, bool grid, bp_points *out)
{
    out->n = n;
    out->xy = (double *)malloc((size_t)(2 * n + 1) * sizeof *out->xy);
    out->valid = (uint8_t *)calloc(bp_bitmap_bytes(n), 1);
    for (int i = 0; i < 2 * n; i++)
        out->xy[i] = grid ? random_below(&seed, 12) : random_below(&seed, 1000000007) / 1e3 - 4e5;
    for (int i = 0; i < n; i++)
        if (random_below(&seed, 10) > 0)
            bp_bitmap_set(out->valid, i);
}

typedef struct other {
    double d2;
    int unit;
} other;

static int by_distance(const void *a, const void *b)
{
    const other *p = (const other *)a, *q = (const other *)b;
    if (p->d2 != q->d2)
        return p->d2 < q->d2 ? -1 : 1;
    return (p->unit > q->unit) - (p->unit < q->unit);
}

/* All others of unit i that have a point, the nearest first; how many. */
static int others_of(const bp_points *points, int i, other *others)
{
    int n = 0;
    for (int j = 0; j < points->n; j++) {
        double dx = points->xy[2 * j] - points->xy[2 * i], dy = points->xy[2 * j + 1] - points->xy[2 * i + 1];
        if (j != i && bp_bitmap_get(points->valid, j))
            others[n++] = (other){dx * dx + dy * dy, j};
    }
    qsort(others, (size_t)n, sizeof *others, by_distance);
    return n;
}

/* Row i of the graph is the first `n` of the others. */
static void check_row(const bp_graph *graph, int i, const other *others, int64_t n)
{
    ck_assert_int_eq(graph->offsets[i + 1] - graph->offsets[i], n);
    for (int64_t k = 0; k < n; k++) {
        int64_t at = graph->offsets[i];
        while (at < graph->offsets[i + 1] && graph->neighbours[at] != others[k].unit)
            at++;
        ck_assert_int_lt(at, graph->offsets[i + 1]);
        ck_assert_double_eq(graph->length_m[at], sqrt(others[k].d2));
        ck_assert(at == graph->offsets[i] || graph->neighbours[at - 1] < graph->neighbours[at]);
    }
}

static void check_points(bp_context *context, const bp_points *points, uint64_t seed)
{
    static other others[MOST];
    int64_t n = bp_points_count(points), k = n > 2 ? 1 + random_below(&seed, (int)n - 1) : 1;
    double most = points->xy[0] == floor(points->xy[0]) ? random_below(&seed, 5) + 1.0 : 5e4;
    bp_graph nearest = BP_GRAPH_INIT, band = BP_GRAPH_INIT;
    double *distance = (double *)calloc((size_t)points->n, sizeof *distance), largest = 0.0, expected = 0.0;
    ck_bp_ok(context, bp_nearest_k(context, points, k, &nearest));
    ck_bp_ok(context, bp_nearest_distance(context, points, distance, &largest));
    bool has_band = bp_nearest_band(context, points, most / 2, most, &band) == BP_OK;
    for (int i = 0; i < points->n; i++) {
        if (!bp_bitmap_get(points->valid, i)) {
            ck_assert_int_eq(nearest.offsets[i], nearest.offsets[i + 1]);
            continue;
        }
        int m = others_of(points, i, others), first = 0, end = 0;
        check_row(&nearest, i, others, k);
        ck_assert_double_eq(distance[i], sqrt(others[0].d2));
        expected = fmax(expected, distance[i]);
        while (first < m && sqrt(others[first].d2) < most / 2)
            first++;
        for (end = first; end < m && sqrt(others[end].d2) <= most;)
            end++;
        if (has_band)
            check_row(&band, i, others + first, end - first);
        else
            ck_assert_int_eq(first, end);
    }
    ck_assert_double_eq(largest, expected);
    bp_graph_clear(&nearest);
    bp_graph_clear(&band);
    bp_context_clear(context);
    free(distance);
}

START_TEST(random_points_match_brute_force)
{
    for (int round = 0; round < 200; round++) {
        bp_context *context = new_context(1 + round % 2);
        uint64_t seed = (uint64_t)round + 1;
        bp_points points = BP_POINTS_INIT;
        make_points(seed, 30 + random_below(&seed, round % 10 ? 60 : MOST - 30), round % 3 > 0, &points);
        check_points(context, &points, seed);
        bp_points_clear(&points);
        bp_context_free(context);
    }
}
END_TEST

/* The same from one, two and three threads, with all points at one place among others. */
START_TEST(threads_make_no_difference)
{
    enum { N = 30000 };
    bp_points points = BP_POINTS_INIT;
    make_points(5, N, false, &points);
    for (int i = 0; i < 200; i++)
        points.xy[2 * i] = points.xy[2 * i + 1] = 1.0;
    bp_graph first = BP_GRAPH_INIT, first_band = BP_GRAPH_INIT;
    for (int threads = 1; threads <= 3; threads++) {
        bp_context *context = new_context(threads);
        bp_graph graph = BP_GRAPH_INIT, band = BP_GRAPH_INIT;
        ck_bp_ok(context, bp_nearest_k(context, &points, 30, &graph));
        ck_bp_ok(context, bp_nearest_band(context, &points, 0.0, 8000.0, &band));
        if (threads > 1) {
            size_t links = (size_t)graph.offsets[N], band_links = (size_t)band.offsets[N];
            ck_assert_mem_eq(graph.neighbours, first.neighbours, links * sizeof *graph.neighbours);
            ck_assert_mem_eq(graph.length_m, first.length_m, links * sizeof *graph.length_m);
            ck_assert_mem_eq(band.offsets, first_band.offsets, (N + 1) * sizeof *band.offsets);
            ck_assert_mem_eq(band.neighbours, first_band.neighbours, band_links * sizeof *band.neighbours);
            ck_assert_mem_eq(band.length_m, first_band.length_m, band_links * sizeof *band.length_m);
            bp_graph_clear(&graph);
            bp_graph_clear(&band);
        } else {
            first = graph;
            first_band = band;
        }
        bp_context_free(context);
    }
    bp_graph_clear(&first);
    bp_graph_clear(&first_band);
    bp_points_clear(&points);
}
END_TEST

static double four[] = {0, 0, 1, 0, 3, 0, 0, 10};

START_TEST(too_many_neighbours_and_too_narrow_bands)
{
    bp_context *context = new_context(2);
    const bp_points points = {4, four, NULL};
    bp_graph graph = BP_GRAPH_INIT;
    ck_assert_int_eq(bp_nearest_k(context, &points, 4, &graph), BP_ERROR_INPUT);
    ck_assert_str_eq(
        bp_context_message(context),
        "4 nearest neighbours were asked for, but of 4 units with a point each has 3 others only; "
        "ask for fewer");
    bp_context_clear(context);
    ck_assert_int_eq(bp_nearest_k(context, &points, 0, &graph), BP_ERROR_ARGUMENT);
    bp_context_clear(context);
    ck_assert_int_eq(bp_nearest_band(context, &points, 0, 0.5, &graph), BP_ERROR_INPUT);
    ck_assert_str_eq(bp_context_message(context),
                     "in a band from 0 to 0.5 every unit is alone; everybody has a "
                     "neighbour from a band of 10 on");
    bp_context_clear(context);
    ck_assert_int_eq(bp_nearest_band(context, &points, 0, NAN, &graph), BP_ERROR_ARGUMENT);
    bp_context_clear(context);
    ck_assert_int_eq(bp_nearest_band(context, &points, 3, 2, &graph), BP_ERROR_ARGUMENT);
    bp_context_clear(context);
    double broken[] = {0, 0, 1, INFINITY};
    const bp_points unfit = {2, broken, NULL};
    ck_assert_int_eq(bp_nearest_k(context, &unfit, 1, &graph), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "the point of unit 2 is not finite");
    bp_context_clear(context);
    const bp_points lonely = {1, four, NULL};
    double largest = 0;
    ck_assert_int_eq(bp_nearest_distance(context, &lonely, NULL, &largest), BP_ERROR_INPUT);
    ck_assert_ptr_null(graph.offsets);
    bp_context_free(context);
}
END_TEST

/* In the band that the largest first distance names, nobody is alone, whatever its last digits. */
START_TEST(the_largest_first_distance_is_a_band)
{
    bp_context *context = new_context(2);
    for (int round = 0; round < 50; round++) {
        bp_points points = BP_POINTS_INIT;
        bp_graph graph = BP_GRAPH_INIT;
        double largest = 0;
        make_points((uint64_t)round + 9, 50, false, &points);
        ck_bp_ok(context, bp_nearest_distance(context, &points, NULL, &largest));
        ck_bp_ok(context, bp_nearest_band(context, &points, 0, largest, &graph));
        ck_assert_int_eq(bp_graph_count_islands(&graph), 50 - bp_points_count(&points));
        bp_graph_clear(&graph);
        bp_points_clear(&points);
    }
    bp_context_free(context);
}
END_TEST

/* Two rows of points, six in the first and nine in the second: the sixth nearest is the first to cross. */
START_TEST(nearest_until_connected)
{
    bp_context *context = new_context(2);
    double xy[30];
    for (int i = 0; i < 15; i++) {
        xy[2 * i] = i < 6 ? i : 1000 + i;
        xy[2 * i + 1] = 0;
    }
    const bp_points points = {15, xy, NULL};
    bp_graph graph = BP_GRAPH_INIT;
    int64_t k = 0;
    for (int64_t start = 1; start <= 8; start++) {
        ck_bp_ok(context, bp_nearest_connected(context, &points, start, 100, &graph, &k));
        ck_assert_int_eq(k, start > 6 ? start : 6);
        ck_assert_int_eq(graph.offsets[15], 15 * k);
        bp_graph_clear(&graph);
    }
    ck_assert_int_eq(bp_nearest_connected(context, &points, 2, 5, &graph, &k), BP_ERROR_INPUT);
    ck_assert_str_eq(bp_context_message(context),
                     "with 5 nearest neighbours the units still fall into 2 pieces; allow "
                     "more neighbours, or use a band");
    bp_context_free(context);
}
END_TEST

START_TEST(classical_sets_match_spdep)
{
    bp_context *context = new_context(2);
    for (int s = 0; s < N_CLASSIC; s++) {
        char *path = data_path(classic_sets[s][1]);
        if (!path)
            continue;
        const char *name = classic_sets[s][0];
        bp_layer layer = BP_LAYER_INIT;
        bp_points points = BP_POINTS_INIT;
        bp_graph four_nearest = BP_GRAPH_INIT, eight = BP_GRAPH_INIT, band = BP_GRAPH_INIT;
        double largest = 0;
        ck_bp_ok(context, bp_layer_read(context, path, NULL, &layer));
        ck_bp_ok(context, bp_point_of(context, &layer.polygons, BP_POINT_CENTROID, &points));
        ck_bp_ok(context, bp_nearest_k(context, &points, 4, &four_nearest));
        ck_bp_ok(context, bp_nearest_k(context, &points, 8, &eight));
        ck_bp_ok(context, bp_nearest_distance(context, &points, NULL, &largest));
        ck_bp_ok(context, bp_nearest_band(context, &points, 0, largest * 1.0000001, &band));
        check_reference_links(&four_nearest, name, "knn4");
        check_reference_links(&eight, name, "knn8");
        check_reference_links(&band, name, "dist");
        bp_graph_clear(&four_nearest);
        bp_graph_clear(&eight);
        bp_graph_clear(&band);
        bp_points_clear(&points);
        bp_layer_clear(&layer);
        free(path);
    }
    bp_context_free(context);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("nearest");
    TCase *tests = tcase_create("nearest");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, random_points_match_brute_force);
    tcase_add_test(tests, threads_make_no_difference);
    tcase_add_test(tests, too_many_neighbours_and_too_narrow_bands);
    tcase_add_test(tests, the_largest_first_distance_is_a_band);
    tcase_add_test(tests, nearest_until_connected);
    tcase_add_test(tests, classical_sets_match_spdep);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
