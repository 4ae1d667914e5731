#include "geo/point_of.h"

#include "geo/bitmap.h"
#include "tests/geo/classic.h"
#include "tests/geo/shapes.h"
#include "tests/geo/tessellation.h"

#include <math.h>

static bp_points points_of(bp_context *context, const bp_polygons *p, bp_point_rule rule)
{
    bp_points points = BP_POINTS_INIT;
    ck_bp_ok(context, bp_point_of(context, p, rule, &points));
    return points;
}

/* A box of 4 by 2 less a hole of 1 by 1 at its right, and a part of 1 by 1 further on. */
START_TEST(parts_and_holes_by_hand)
{
    bp_context *context = new_context(2);
    bp_polygons p = BP_POLYGONS_INIT;
    add_box_ring(context, &p, 0, 0, 4, 2);
    const double hole[] = {3, 0.5, 3, 1.5, 4, 1.5, 4, 0.5};
    for (int turned = 0; turned < 2; turned++) {
        if (turned)
            add_box_ring(context, &p, 0, 0, 4, 2);
        add_ring(context, &p, turned ? (const double[]){3, 0.5, 4, 0.5, 4, 1.5, 3, 1.5} : hole, 4);
        end_part(context, &p);
        add_box_ring(context, &p, 10, 5, 11, 6);
        end_part(context, &p);
        end_unit(context, &p);
    }
    bp_points points = points_of(context, &p, BP_POINT_CENTROID);
    for (int u = 0; u < 2; u++) {
        ck_assert_double_eq_tol(points.xy[2 * u], (8 * 2.0 - 3.5 + 10.5) / 8.0, 1e-15 * 10);
        ck_assert_double_eq_tol(points.xy[2 * u + 1], (8 * 1.0 - 1.0 + 5.5) / 8.0, 1e-15 * 10);
    }
    bp_points_clear(&points);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

START_TEST(nothing_a_line_and_a_point)
{
    bp_context *context = new_context(2);
    bp_polygons p = BP_POLYGONS_INIT;
    end_unit(context, &p);
    const double line[] = {0, 0, 4, 0, 2, 0}, point[] = {3, 7, 3, 7, 3, 7};
    add_simple(context, &p, line, 3);
    add_simple(context, &p, point, 3);
    bp_points points = points_of(context, &p, BP_POINT_CENTROID);
    ck_assert_int_eq(bp_points_count(&points), 2);
    ck_assert(!bp_bitmap_get(points.valid, 0));
    ck_assert_double_eq(points.xy[2], 2.0);
    ck_assert_double_eq(points.xy[3], 0.0);
    ck_assert_double_eq(points.xy[4], 3.0);
    ck_assert_double_eq(points.xy[5], 7.0);
    bp_points_clear(&points);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

START_TEST(a_coordinate_that_is_not_finite_is_named)
{
    bp_context *context = new_context(2);
    bp_polygons p = BP_POLYGONS_INIT;
    bp_points points = BP_POINTS_INIT;
    add_box(context, &p, 0, 0, 1, 1);
    add_box(context, &p, 0, 0, 1, NAN);
    ck_assert_int_eq(bp_point_of(context, &p, BP_POINT_CENTROID, &points), BP_ERROR_INPUT);
    ck_assert_str_eq(bp_context_message(context),
                     "unit 2 has coordinates that are not finite, or too large to add up");
    ck_assert_ptr_null(points.xy);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

/* The centroid of a unit of one ring by the usual sums about the origin, in more digits than a double has. */
static void plain_centroid(const bp_polygons *p, int64_t unit, double xy[2])
{
    long double area = 0, x = 0, y = 0;
    for (int64_t c = p->ring_coords[unit]; c + 1 < p->ring_coords[unit + 1]; c++) {
        const double *a = p->xy + 2 * c, *b = a + 2;
        long double cross = (long double)a[0] * b[1] - (long double)b[0] * a[1];
        area += cross;
        x += cross * ((long double)a[0] + b[0]);
        y += cross * ((long double)a[1] + b[1]);
    }
    xy[0] = (double)(x / area / 3);
    xy[1] = (double)(y / area / 3);
}

START_TEST(a_tessellation_far_from_the_origin_for_any_threads)
{
    bp_context *one = new_context(1), *two = new_context(2);
    tessellation_options options = {40, 30, 7, false, 500.0, 155000.0, 463000.0, 3};
    bp_polygons p = BP_POLYGONS_INIT;
    make_tessellation(one, &options, &p);
    for (int rule = 0; rule < 2; rule++) {
        bp_points a = points_of(one, &p, (bp_point_rule)rule), b = points_of(two, &p, (bp_point_rule)rule);
        ck_assert_mem_eq(a.xy, b.xy, (size_t)a.n * 2 * sizeof *a.xy);
        for (int64_t u = 0; rule == BP_POINT_CENTROID && u < p.n_units; u++) {
            double xy[2];
            plain_centroid(&p, u, xy);
            ck_assert_double_eq_tol(a.xy[2 * u], xy[0], 1e-7);
            ck_assert_double_eq_tol(a.xy[2 * u + 1], xy[1], 1e-7);
        }
        bp_points_clear(&a);
        bp_points_clear(&b);
    }
    bp_polygons_clear(&p);
    bp_context_free(one);
    bp_context_free(two);
}
END_TEST

/* The centroid of a U lies in its opening; the point on the surface does not. */
START_TEST(the_point_on_the_surface_is_inside)
{
    bp_context *context = new_context(2);
    bp_polygons p = BP_POLYGONS_INIT;
    const double u[] = {0, 0, 9, 0, 9, 9, 8, 9, 8, 1, 1, 1, 1, 9, 0, 9};
    add_simple(context, &p, u, 8);
    bp_points points = points_of(context, &p, BP_POINT_SURFACE);
    double x = points.xy[0], y = points.xy[1];
    ck_assert((x > 0 && x < 1) || (x > 8 && x < 9) || (y > 0 && y < 1));
    ck_assert(x >= 0 && x <= 9 && y >= 0 && y <= 9);
    bp_points_clear(&points);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

START_TEST(classical_sets_match_sf)
{
    bp_context *context = new_context(2);
    for (int s = 0; s < N_CLASSIC; s++) {
        char *path = data_path(classic_sets[s][1]), line[128];
        FILE *file = path ? open_reference(classic_sets[s][0], "centroids_sf") : NULL;
        bp_layer layer = BP_LAYER_INIT;
        int64_t n = 0;
        if (!file) {
            free(path);
            continue;
        }
        ck_bp_ok(context, bp_layer_read(context, path, NULL, &layer));
        bp_points points = points_of(context, &layer.polygons, BP_POINT_CENTROID);
        for (; fgets(line, sizeof line, file); n++) {
            char *end = NULL;
            long i = strtol(line, &end, 10);
            double x = strtod(end + 1, &end), y = strtod(end + 1, NULL);
            ck_assert_double_eq_tol(points.xy[2 * i], x, 1e-13 * fabs(x));
            ck_assert_double_eq_tol(points.xy[2 * i + 1], y, 1e-13 * fabs(y));
        }
        ck_assert_int_eq(n, layer.polygons.n_units);
        fclose(file);
        bp_points_clear(&points);
        bp_layer_clear(&layer);
        free(path);
    }
    bp_context_free(context);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("point_of");
    TCase *tests = tcase_create("point_of");
    tcase_add_test(tests, parts_and_holes_by_hand);
    tcase_add_test(tests, nothing_a_line_and_a_point);
    tcase_add_test(tests, a_coordinate_that_is_not_finite_is_named);
    tcase_add_test(tests, a_tessellation_far_from_the_origin_for_any_threads);
    tcase_add_test(tests, the_point_on_the_surface_is_inside);
    tcase_add_test(tests, classical_sets_match_sf);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
