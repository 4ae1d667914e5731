#include "geo/shape_of.h"

#include "tests/support.h"

#include <math.h>

static bp_context *context;
static bp_polygons polygons = BP_POLYGONS_INIT;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_polygons_clear(&polygons);
    bp_context_free(context);
}

static void add_ring(const double *xy, int64_t n)
{
    ck_bp_ok(context, bp_polygons_add_points(context, &polygons, xy, n));
    ck_bp_ok(context, bp_polygons_end_ring(context, &polygons));
}

static void add_box(double x, double y, double width, double height)
{
    const double xy[] = {x, y, x + width, y, x + width, y + height, x, y + height};
    add_ring(xy, 4);
}

static bp_shape shape_of_one(void)
{
    bp_shape shape;
    ck_bp_ok(context, bp_polygons_end_part(context, &polygons));
    ck_bp_ok(context, bp_polygons_end_unit(context, &polygons));
    bp_shape_of(&polygons, &shape);
    return shape;
}

START_TEST(a_rectangle_far_from_the_origin)
{
    add_box(1e6, 5e6, 4.0, 2.0);
    bp_shape shape = shape_of_one();
    ck_assert_double_eq(shape.area, 8.0);
    ck_assert_double_eq(shape.perimeter, 12.0);
    ck_assert_double_eq(shape.x, 1e6 + 2.0);
    ck_assert_double_eq(shape.y, 5e6 + 1.0);
    /* width height (width^2 + height^2) / 12 */
    ck_assert_double_eq_tol(shape.inertia, 8.0 * 20.0 / 12.0, 1e-12);
}
END_TEST

START_TEST(a_triangle_either_way_round)
{
    /* Legs a and b: a b (a^2 + b^2) / 36 about the centre, a third along both. */
    const double ways[2][6] = {{0, 0, 3, 0, 0, 4}, {0, 0, 0, 4, 3, 0}};
    add_ring(ways[_i], 3);
    bp_shape shape = shape_of_one();
    ck_assert_double_eq_tol(shape.area, 6.0, 1e-14);
    ck_assert_double_eq_tol(shape.perimeter, 12.0, 1e-14);
    ck_assert_double_eq_tol(shape.x, 1.0, 1e-14);
    ck_assert_double_eq_tol(shape.y, 4.0 / 3.0, 1e-14);
    ck_assert_double_eq_tol(shape.inertia, 12.0 * 25.0 / 36.0, 1e-13);
}
END_TEST

START_TEST(a_hole_takes_off_and_has_a_border)
{
    /* A box of 6 x 6 less one of 2 x 2 at its lower left: areas 36 and 4, centres (3, 3) and (1, 1). */
    add_box(0, 0, 6, 6);
    add_box(0, 0, 2, 2);
    bp_shape shape = shape_of_one();
    const double x = (36.0 * 3.0 - 4.0 * 1.0) / 32.0;
    ck_assert_double_eq_tol(shape.area, 32.0, 1e-13);
    ck_assert_double_eq_tol(shape.perimeter, 32.0, 1e-13);
    ck_assert_double_eq_tol(shape.x, x, 1e-14);
    /* Each about its own centre, and what that lies off the common one, in both directions. */
    const double whole = 36.0 * 72.0 / 12.0 + 36.0 * 2.0 * (3.0 - x) * (3.0 - x);
    const double gone = 4.0 * 8.0 / 12.0 + 4.0 * 2.0 * (1.0 - x) * (1.0 - x);
    ck_assert_double_eq_tol(shape.inertia, whole - gone, 1e-12);
}
END_TEST

START_TEST(two_parts_lie_off_their_centre)
{
    add_box(0, 0, 1, 1);
    ck_bp_ok(context, bp_polygons_end_part(context, &polygons));
    add_box(10, 0, 1, 1);
    bp_shape shape = shape_of_one();
    ck_assert_double_eq_tol(shape.x, 5.5, 1e-14);
    ck_assert_double_eq_tol(shape.perimeter, 8.0, 1e-14);
    ck_assert_double_eq_tol(shape.inertia, 2.0 * (1.0 / 6.0 + 25.0), 1e-12);
}
END_TEST

START_TEST(a_circle_nearly)
{
    enum { CORNERS = 3600 };
    static double xy[2 * CORNERS];
    const double pi = acos(-1.0);
    for (int i = 0; i < CORNERS; i++) {
        xy[2 * i] = 7.0 + 3.0 * cos(2.0 * pi * i / CORNERS);
        xy[2 * i + 1] = -2.0 + 3.0 * sin(2.0 * pi * i / CORNERS);
    }
    add_ring(xy, CORNERS);
    bp_shape shape = shape_of_one();
    ck_assert_double_eq_tol(shape.inertia, pi * 81.0 / 2.0, 1e-3);
    ck_assert_double_eq_tol(shape.area * shape.area / (2.0 * pi * shape.inertia), 1.0, 1e-6);
}
END_TEST

START_TEST(without_ground)
{
    const double line[] = {1, 1, 2, 2, 1, 1};
    bp_shape shape[2];
    ck_bp_ok(context, bp_polygons_end_unit(context, &polygons));
    add_ring(line, 3);
    ck_bp_ok(context, bp_polygons_end_part(context, &polygons));
    ck_bp_ok(context, bp_polygons_end_unit(context, &polygons));
    bp_shape_of(&polygons, shape);
    for (int u = 0; u < 2; u++)
        ck_assert(shape[u].area == 0.0 && shape[u].perimeter == 0.0 && shape[u].inertia == 0.0);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("shape_of");
    TCase *tests = tcase_create("shape_of");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_rectangle_far_from_the_origin);
    tcase_add_loop_test(tests, a_triangle_either_way_round, 0, 2);
    tcase_add_test(tests, a_hole_takes_off_and_has_a_border);
    tcase_add_test(tests, two_parts_lie_off_their_centre);
    tcase_add_test(tests, a_circle_nearly);
    tcase_add_test(tests, without_ground);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
