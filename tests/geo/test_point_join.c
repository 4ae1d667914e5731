/* Points in units: by hand, against GEOS, and what must hold whatever the numbers are. */
#include "geo/point_join.h"

#include "geo/bitmap.h"
#include "tests/geo/classic.h"
#include "tests/geo/geos_peer.h"
#include "tests/geo/shapes.h"
#include "tests/geo/tessellation.h"

#include <math.h>

static void join(const bp_points *points, const bp_polygons *polygons, int n_threads, int64_t *unit_of,
                 bp_point_join_report *report)
{
    bp_context *context = new_context(n_threads);
    ck_bp_ok(context, bp_point_join(context, points, polygons, NULL, unit_of, report));
    bp_context_free(context);
}

static void assert_report(const bp_point_join_report *r, int64_t inside, int64_t outside, int64_t without,
                          int64_t overlap, int64_t outer_border)
{
    ck_assert_int_eq(r->n_inside, inside);
    ck_assert_int_eq(r->n_outside, outside);
    ck_assert_int_eq(r->n_without, without);
    ck_assert_int_eq(r->n_overlap, overlap);
    ck_assert_int_eq(r->n_outer_border, outer_border);
}

/*
 * Four boxes of side 2 around (2, 2): 0 and 1 below, 2 and 3 above. The border points go right, then up;
 * those on the outer border right or above go to the box that they touch.
 */
START_TEST(borders_by_hand)
{
    static const struct {
        double xy[2];
        int64_t unit;
    } cases[] = {
        {{1, 1}, 0}, {{3, 1}, 1},  {{1, 3}, 2},   {{3, 3}, 3},        {{2, 1}, 1},
        {{2, 3}, 3}, {{1, 2}, 2},  {{3, 2}, 3},   {{2, 2}, 3},        {{0, 0}, 0},
        {{4, 0}, 1}, {{0, 4}, 2},  {{4, 4}, 3},   {{2, 0}, 1},        {{0, 2}, 2},
        {{4, 2}, 1}, {{2, 4}, 2},  {{4, 1}, 1},   {{1, 4}, 2},        {{0, 1}, 0},
        {{1, 0}, 0}, {{5, 1}, -1}, {{-1, 2}, -1}, {{2, -1e-300}, -1}, {{4.0000000000000009, 4}, -1},
    };
    enum { N = sizeof cases / sizeof cases[0] };
    bp_context *context = new_context(2);
    bp_polygons p = BP_POLYGONS_INIT;
    double xy[2 * N];
    int64_t unit_of[N];
    bp_point_join_report report;
    for (int k = 0; k < 4; k++)
        add_box(context, &p, 2 * (k % 2), 2 * (k / 2), 2 * (k % 2) + 2, 2 * (k / 2) + 2);
    for (int i = 0; i < N; i++)
        memcpy(xy + 2 * i, cases[i].xy, sizeof cases[i].xy);
    const bp_points points = {N, xy, NULL};
    join(&points, &p, 2, unit_of, &report);
    for (int i = 0; i < N; i++)
        ck_assert_msg(unit_of[i] == cases[i].unit, "(%g, %g): %d", xy[2 * i], xy[2 * i + 1], (int)unit_of[i]);
    /* On the outer border to the right and above: 7 of them. */
    assert_report(&report, N - 4, 4, 0, 0, 7);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

/* A ring with a hole that another unit fills, an overlap, a second part, a unit and rows without geometry. */
START_TEST(holes_parts_overlaps_and_nothing)
{
    static const double xy[] = {1, 1, 5, 5, NAN, NAN, 13, 1, 4, 5, 6, 5, 12, 12, 21, 1, 8, 8, 5, 4};
    static const int64_t expected[] = {1, 2, -1, 1, 2, 1, -1, -1, 0, 2};
    static const uint8_t valid[] = {0xFB, 0x03};
    bp_context *context = new_context(1);
    bp_polygons p = BP_POLYGONS_INIT;
    int64_t unit_of[10];
    bp_point_join_report report;
    add_box(context, &p, 7, 7, 9, 9); /* over part of unit 1 */
    add_box_ring(context, &p, 0, 0, 10, 10);
    const double hole[] = {4, 4, 4, 6, 6, 6, 6, 4};
    add_ring(context, &p, hole, 4);
    end_part(context, &p);
    add_box_ring(context, &p, 12, 0, 14, 2);
    end_part(context, &p);
    end_unit(context, &p);
    add_box(context, &p, 4, 4, 6, 6);
    end_unit(context, &p); /* without geometry */
    const bp_points points = {10, (double *)xy, (uint8_t *)valid};
    join(&points, &p, 1, unit_of, &report);
    for (int i = 0; i < 10; i++)
        ck_assert_msg(unit_of[i] == expected[i], "point %d: %d", i, (int)unit_of[i]);
    assert_report(&report, 7, 2, 1, 1, 0);
    bp_polygons_clear(&p);
    const bp_polygons none = BP_POLYGONS_INIT;
    join(&points, &none, 2, unit_of, &report);
    assert_report(&report, 0, 9, 1, 0, 0);
    ck_assert_int_eq(unit_of[0], -1);
    const bp_points nothing = BP_POINTS_INIT;
    join(&nothing, &none, 2, unit_of, &report);
    assert_report(&report, 0, 0, 0, 0, 0);
    bp_context_free(context);
}
END_TEST

/* Random points, the vertices of the cells, and points as near to their edges as numbers go. */
static bp_points many_points(const bp_polygons *p, int64_t n_random, uint64_t seed)
{
    double box[4];
    bp_points points = {n_random + 2 * p->n_coords, NULL, NULL};
    points.xy = (double *)malloc(2 * (size_t)points.n * sizeof *points.xy);
    bp_polygons_extent(p, box);
    for (int64_t i = 0; i < n_random; i++)
        for (int d = 0; d < 2; d++)
            points.xy[2 * i + d] =
                box[d] - 5 + (box[d + 2] - box[d] + 10) * (random_below(&seed, 1 << 30) / 1073741824.0);
    double *at = points.xy + 2 * n_random;
    for (int64_t c = 0; c < p->n_coords; c++, at += 4) {
        int64_t next = c + 1 < p->n_coords ? c + 1 : c;
        double t = random_below(&seed, 1000) / 1000.0;
        for (int d = 0; d < 2; d++) {
            at[d] = p->xy[2 * c + d];
            at[2 + d] = p->xy[2 * c + d] + t * (p->xy[2 * next + d] - p->xy[2 * c + d]);
        }
    }
    return points;
}

START_TEST(agrees_with_geos)
{
    const tessellation_options options = {25, 25, 5, _i == 1, 40, 1e5, 4e5, 7};
    bp_context *context = new_context(2);
    bp_polygons p = BP_POLYGONS_INIT;
    peer geos;
    bp_point_join_report report;
    make_tessellation(context, &options, &p);
    bp_points points = many_points(&p, 100000, 3);
    int64_t *unit_of = (int64_t *)malloc((size_t)points.n * sizeof *unit_of), n_shared = 0, n_outside = 0;
    join(&points, &p, 2, unit_of, &report);
    peer_open(&geos, &p);
    for (int64_t i = 0; i < points.n; i++) {
        const double *xy = points.xy + 2 * i;
        int64_t covers = peer_covers(&geos, 0, xy[0], xy[1]);
        int64_t other = covers < 0 ? -1 : peer_covers(&geos, covers + 1, xy[0], xy[1]);
        n_outside += covers < 0;
        n_shared += other >= 0;
        while (other >= 0 && covers != unit_of[i]) {
            covers = other;
            other = peer_covers(&geos, covers + 1, xy[0], xy[1]);
        }
        if (covers != unit_of[i])
            ck_abort_msg("point %d (%.17g, %.17g): %d, GEOS %d", (int)i, xy[0], xy[1], (int)unit_of[i],
                         (int)covers);
    }
    ck_assert_int_eq(report.n_outside, n_outside);
    ck_assert_int_eq(report.n_overlap, 0);
    ck_assert_int_gt(n_shared, 1000);
    peer_close(&geos);
    bp_polygons_clear(&p);
    bp_points_clear(&points);
    free(unit_of);
    bp_context_free(context);
}
END_TEST

/* Cells with corners at whole numbers, so that points lie exactly on borders. */
static void make_whole(bp_context *context, int cells, bp_polygons *p)
{
    const tessellation_options options = {cells, cells, 2, true, 40, 64, 64, 11};
    make_tessellation(context, &options, p);
    for (int64_t c = 0; c < 2 * p->n_coords; c++)
        p->xy[c] = nearbyint(p->xy[c]);
}

/* All points at whole and half coordinates over the cells. */
static bp_points lattice(double side, double step)
{
    int64_t n = (int64_t)(side / step);
    bp_points points = {n * n, (double *)malloc(2 * (size_t)(n * n) * sizeof(double)), NULL};
    for (int64_t i = 0; i < n * n; i++) {
        points.xy[2 * i] = (double)(i % n) * step;
        points.xy[2 * i + 1] = (double)(i / n) * step;
    }
    return points;
}

/*
 * The rule in its own words: a point moved a little to the right, and far less up, is inside one cell, by
 * GEOS; whole numbers up to 500 leave 2^-20 and 2^-42 exact, and no edge lies so near. One that is then
 * outside goes to the lowest that covers it where it is.
 */
START_TEST(border_points_go_right_and_up)
{
    bp_context *context = new_context(2);
    bp_polygons p = BP_POLYGONS_INIT;
    peer geos;
    bp_point_join_report report;
    make_whole(context, 8, &p);
    bp_points points = lattice(420, 1.0);
    int64_t *unit_of = (int64_t *)malloc((size_t)points.n * sizeof *unit_of), n_outer = 0;
    join(&points, &p, 2, unit_of, &report);
    peer_open(&geos, &p);
    for (int64_t i = 0; i < points.n; i++) {
        double x = points.xy[2 * i], y = points.xy[2 * i + 1];
        int64_t expected = peer_covers(&geos, 0, x + ldexp(1, -20), y + ldexp(1, -42));
        if (expected < 0) {
            expected = peer_covers(&geos, 0, x, y);
            n_outer += expected >= 0;
        }
        if (expected != unit_of[i])
            ck_abort_msg("(%g, %g): %d, not %d", x, y, (int)unit_of[i], (int)expected);
    }
    ck_assert_int_eq(report.n_outer_border, n_outer);
    ck_assert_int_gt(n_outer, 50);
    peer_close(&geos);
    bp_polygons_clear(&p);
    bp_points_clear(&points);
    free(unit_of);
    bp_context_free(context);
}
END_TEST

/* Units in the opposite order, points in another order, moved by a power of two, other numbers of threads. */
START_TEST(order_place_and_threads_do_not_matter)
{
    bp_context *context = new_context(2);
    bp_polygons p = BP_POLYGONS_INIT, turned = BP_POLYGONS_INIT;
    make_whole(context, 8, &p);
    for (int64_t u = p.n_units; u-- > 0;)
        ck_bp_ok(context, bp_polygons_add_unit(context, &turned, &p, u));
    bp_points points = lattice(420, 1.0), moved = lattice(420, 1.0);
    int64_t n = points.n, *a = (int64_t *)malloc((size_t)n * sizeof *a),
            *b = (int64_t *)malloc((size_t)n * sizeof *b);
    bp_point_join_report ra, rb;
    join(&points, &p, 1, a, &ra);
    static const int threads[] = {2, 3, 7};
    for (int k = 0; k < 3; k++) {
        join(&points, &p, threads[k], b, &rb);
        ck_assert_mem_eq(a, b, (size_t)n * sizeof *a);
        ck_assert_mem_eq(&ra, &rb, sizeof ra);
    }
    join(&points, &turned, 2, b, &rb);
    for (int64_t i = 0; i < n; i++) {
        /* On an outer border the lowest number decides, and that is another when they are turned. */
        bool same = b[i] == (a[i] < 0 ? -1 : p.n_units - 1 - a[i]);
        if (!same && (a[i] < 0 || b[i] < 0 || ra.n_outer_border == 0))
            ck_abort_msg("point %d: %d, %d", (int)i, (int)a[i], (int)b[i]);
        ra.n_outer_border -= !same;
    }
    for (int64_t i = 0; i < 2 * n; i++)
        moved.xy[i] = points.xy[2 * (n - 1 - i / 2) + i % 2] + 1048576.0;
    for (int64_t c = 0; c < 2 * p.n_coords; c++)
        p.xy[c] += 1048576.0;
    join(&moved, &p, 2, b, &rb);
    for (int64_t i = 0; i < n; i++)
        if (a[i] != b[n - 1 - i])
            ck_abort_msg("point %d: %d, moved %d", (int)i, (int)a[i], (int)b[n - 1 - i]);
    bp_points_clear(&points);
    bp_points_clear(&moved);
    bp_polygons_clear(&p);
    bp_polygons_clear(&turned);
    free(a);
    free(b);
    bp_context_free(context);
}
END_TEST

/* Half of the points in one place, the others over a square; two units that each take half of it, and a far
 * one that makes the extent large. */
START_TEST(many_points_in_few_units)
{
    bp_context *context = new_context(2);
    bp_polygons p = BP_POLYGONS_INIT;
    const double below[] = {0, 0, 1024, 0, 1024, 1024}, above[] = {0, 0, 1024, 1024, 0, 1024};
    add_simple(context, &p, below, 3);
    add_simple(context, &p, above, 3);
    add_box(context, &p, 1e7, 1e7, 2e7, 2e7);
    bp_points points = lattice(1024, 2);
    int64_t n = points.n, *unit_of = (int64_t *)malloc((size_t)n * sizeof *unit_of);
    for (int64_t i = 0; i < n; i += 2)
        points.xy[2 * i] = points.xy[2 * i + 1] = 512;
    bp_point_join_report report;
    for (int n_threads = 1; n_threads <= 3; n_threads++) {
        join(&points, &p, n_threads, unit_of, &report);
        for (int64_t i = 0; i < n; i++)
            if (unit_of[i] != (points.xy[2 * i] < points.xy[2 * i + 1] ? 1 : 0))
                ck_abort_msg("point %d: %d", (int)i, (int)unit_of[i]);
        ck_assert_int_eq(report.n_inside, n);
    }
    bp_points_clear(&points);
    bp_polygons_clear(&p);
    free(unit_of);
    bp_context_free(context);
}
END_TEST

/* Left of a box by 3; off its corner by 3 and 4; between two boxes nearer to the second. */
START_TEST(distance_outside)
{
    static const double xy[] = {-3, 1, 5, 6, 1, 1, 0, 0, 8.5, 1};
    static const uint8_t valid[] = {0x17};
    bp_context *context = new_context(2);
    bp_polygons p = BP_POLYGONS_INIT;
    double distance[5];
    int64_t unit_of[5];
    add_box(context, &p, 0, 0, 2, 2);
    end_unit(context, &p);
    add_box(context, &p, 10, 0, 12, 2);
    const bp_points points = {5, (double *)xy, (uint8_t *)valid};
    const bp_point_join_options options = {distance};
    ck_bp_ok(context, bp_point_join(context, &points, &p, &options, unit_of, NULL));
    ck_assert_double_eq(distance[0], 3.0);
    ck_assert_double_eq(distance[1], 5.0);
    ck_assert_double_eq(distance[2], 0.0);
    ck_assert(isnan(distance[3]));
    ck_assert_double_eq(distance[4], 1.5);
    const bp_polygons none = BP_POLYGONS_INIT;
    ck_bp_ok(context, bp_point_join(context, &points, &none, &options, unit_of, NULL));
    ck_assert(isinf(distance[0]));
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

/* A point on the surface of every wijk is in that wijk, where the data are there. */
START_TEST(national_units_hold_their_own_points)
{
    char *path = data_path("nl/wijken_2022.gpkg");
    bp_context *context = new_context(2);
    bp_layer layer = BP_LAYER_INIT;
    bp_points points = BP_POINTS_INIT;
    bp_point_join_report report;
    int64_t *unit_of = NULL;
    if (!path)
        goto done;
    ck_bp_ok(context, bp_layer_read(context, path, NULL, &layer));
    ck_bp_ok(context, bp_point_of(context, &layer.polygons, BP_POINT_SURFACE, &points));
    unit_of = (int64_t *)malloc((size_t)points.n * sizeof *unit_of);
    ck_bp_ok(context, bp_point_join(context, &points, &layer.polygons, NULL, unit_of, &report));
    for (int64_t u = 0; u < points.n; u++)
        if (unit_of[u] != u)
            ck_abort_msg("the point of unit %d is in %d", (int)u, (int)unit_of[u]);
    assert_report(&report, 3340, 0, 0, 0, 0);
done:
    free(unit_of);
    free(path);
    bp_points_clear(&points);
    bp_layer_clear(&layer);
    bp_context_free(context);
}
END_TEST

START_TEST(refusals)
{
    static const double xy[] = {0, 0, 1, NAN};
    bp_context *context = new_context(2);
    bp_polygons p = BP_POLYGONS_INIT;
    int64_t unit_of[2] = {7, 7};
    add_box(context, &p, 0, 0, 2, 2);
    const bp_points points = {2, (double *)xy, NULL};
    ck_assert_int_eq(bp_point_join(context, &points, &p, NULL, unit_of, NULL), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "the point of row 2 is not finite");
    ck_assert_int_eq(unit_of[0], 7);
    bp_context_clear(context);
    const bp_points too_many = {INT64_C(1) << 31, NULL, NULL};
    ck_assert_int_eq(bp_point_join(context, &too_many, &p, NULL, unit_of, NULL), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context),
                     "2147483648 points and 1 units: at most 2147483646 of each can be joined at once");
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("point_join");
    TCase *tc = tcase_create("all");
    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, borders_by_hand);
    tcase_add_test(tc, holes_parts_overlaps_and_nothing);
    tcase_add_loop_test(tc, agrees_with_geos, 0, 2);
    tcase_add_test(tc, border_points_go_right_and_up);
    tcase_add_test(tc, order_place_and_threads_do_not_matter);
    tcase_add_test(tc, many_points_in_few_units);
    tcase_add_test(tc, distance_outside);
    tcase_add_test(tc, national_units_hold_their_own_points);
    tcase_add_test(tc, refusals);
    suite_add_tcase(suite, tc);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
