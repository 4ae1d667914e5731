#include "geo/concave_hull.h"
#include "tests/support.h"

#include <geos_c.h>
#include <math.h>
#include <string.h>

enum { MOST = 600 };

static bp_context *context;

static void set_up(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void tear_down(void)
{
    bp_context_free(context);
}

static bp_polygons make(double *xy, const int32_t *group, int64_t n, int32_t n_groups, double ratio,
                        double margin)
{
    const bp_points points = {n, xy, NULL};
    const bp_concave_hull_options options = {ratio, margin};
    bp_polygons hulls = BP_POLYGONS_INIT;
    ck_bp_ok(context, bp_concave_hulls(context, &points, group, n_groups, &options, &hulls));
    ck_assert_int_eq(hulls.n_units, n_groups);
    return hulls;
}

/* A square with a point in its middle, a line, one point, and nobody. */
START_TEST(by_hand)
{
    double xy[] = {0, 0, 4, 0, 4, 4, 0, 4, 2, 1.5, 10, 0, 11, 1, 12, 2, 50, 50}, area[4];
    const int32_t group[] = {0, 0, 0, 0, 0, 1, 1, 1, 2};
    bp_polygons hulls = make(xy, group, 9, 4, 1.0, 0.0);
    bp_polygons_area(&hulls, area);
    ck_assert_double_eq_tol(area[0], 16.0, 1e-12);
    for (int g = 1; g < 4; g++)
        ck_assert_int_eq(hulls.unit_parts[g], hulls.unit_parts[g + 1]);
    bp_polygons_clear(&hulls);
    /* Round corners of radius 1 by eight segments each, 16 sin(pi / 16) in all about. */
    hulls = make(xy, group, 9, 4, 1.0, 1.0);
    bp_polygons_area(&hulls, area);
    double disc = 16.0 * sin(3.14159265358979323846 / 16.0);
    ck_assert_double_eq_tol(area[0], 16.0 + 16.0 + disc, 1e-9);
    ck_assert_double_eq_tol(area[2], disc, 1e-9);
    /* The ends of the line are half discs, cut at an angle of the same segments. */
    ck_assert_double_eq_tol(area[1], 2.0 * sqrt(8.0) + disc, 1e-9);
    ck_assert_int_eq(hulls.unit_parts[3], hulls.unit_parts[4]);
    bp_polygons_clear(&hulls);
    if (GEOS_VERSION_MAJOR > 3 || GEOS_VERSION_MINOR >= 11) {
        /* Without the long edge below: the triangle to the middle point is gone. */
        double ratios[] = {0.0};
        hulls = make(xy, group, 5, 1, ratios[0], 0.0);
        bp_polygons_area(&hulls, area);
        ck_assert_double_lt(area[0], 16.0);
        bp_polygons_clear(&hulls);
    }
}
END_TEST

static double share(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*state >> 11) / 9007199254740992.0;
}

/* Does the first ring of the unit hold the point, on its border or inside? */
static bool covers(const bp_polygons *hulls, int64_t unit, double x, double y)
{
    int64_t ring = hulls->part_rings[hulls->unit_parts[unit]], first = hulls->ring_coords[ring];
    bool inside = false;
    for (int64_t k = first; k + 1 < hulls->ring_coords[ring + 1]; k++) {
        const double *a = hulls->xy + 2 * k, *b = a + 2;
        double cross = (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]);
        if (cross == 0.0 && fmin(a[0], b[0]) <= x && x <= fmax(a[0], b[0]) && fmin(a[1], b[1]) <= y &&
            y <= fmax(a[1], b[1]))
            return true;
        if ((a[1] > y) != (b[1] > y) && x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]))
            inside = !inside;
    }
    return inside;
}

/* Rings of points with a gap, as a horseshoe has: hulls are one part without holes, hold all of their
 * points, and are smaller than the convex ones; the same in another order of rows. */
START_TEST(horseshoes)
{
    static double xy[2 * MOST], back[2 * MOST];
    static int32_t group[MOST], group_back[MOST];
    uint64_t state = 5;
    for (int i = 0; i < MOST; i++) {
        double angle = 5.0 * share(&state), r = 80.0 + 20.0 * share(&state);
        group[i] = i % 3;
        xy[2 * i] = 1e5 + 300.0 * group[i] + r * cos(angle);
        xy[2 * i + 1] = 5e5 + r * sin(angle);
        memcpy(back + 2 * (MOST - 1 - i), xy + 2 * i, 2 * sizeof *xy);
        group_back[MOST - 1 - i] = group[i];
    }
    bp_polygons convex = make(xy, group, MOST, 3, 1.0, 0.0);
    bp_polygons hulls = make(xy, group, MOST, 3, 0.2, 0.0), again = make(back, group_back, MOST, 3, 0.2, 0.0);
    double area[3], convex_area[3];
    bp_polygons_area(&hulls, area);
    bp_polygons_area(&convex, convex_area);
    for (int g = 0; g < 3; g++) {
        ck_assert_int_eq(hulls.unit_parts[g + 1] - hulls.unit_parts[g], 1);
        ck_assert_int_eq(hulls.part_rings[g + 1] - hulls.part_rings[g], 1);
        if (GEOS_VERSION_MAJOR > 3 || GEOS_VERSION_MINOR >= 11)
            ck_assert_double_lt(area[g], 0.6 * convex_area[g]);
    }
    for (int i = 0; i < MOST; i++)
        ck_assert(covers(&hulls, group[i], xy[2 * i], xy[2 * i + 1]));
    ck_assert_int_eq(hulls.n_coords, again.n_coords);
    ck_assert_mem_eq(hulls.xy, again.xy, (size_t)hulls.n_coords * 2 * sizeof *hulls.xy);
    bp_polygons_clear(&hulls);
    bp_polygons_clear(&again);
    bp_polygons_clear(&convex);
}
END_TEST

static void ck_refused(const bp_points *points, const int32_t *group, double ratio, double margin,
                       const char *message)
{
    const bp_concave_hull_options options = {ratio, margin};
    bp_polygons hulls = BP_POLYGONS_INIT;
    ck_assert_int_eq(bp_concave_hulls(context, points, group, 1, &options, &hulls), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), message);
    ck_assert_int_eq(hulls.n_units, 0);
    bp_context_clear(context);
}

START_TEST(refusals)
{
    double xy[] = {0, 0, 1, NAN};
    const bp_points points = {2, xy, NULL};
    const int32_t fine[] = {0, -1}, bad[] = {0, 0}, far[] = {1, -1};
    ck_refused(
        &points, fine, 1.5, 0.0,
        "a hull with ratio 1.5 was asked for; it lies between 0, the tightest, and 1, the convex hull");
    ck_refused(&points, fine, 0.5, -1.0, "a hull with a margin of -1 was asked for; it is 0 or more");
    ck_refused(&points, bad, 0.5, 0.0, "point 2 is in group 0 and has no finite place");
    ck_refused(&points, far, 0.5, 0.0, "point 1 is in group 1; there are 1");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("concave_hull");
    TCase *tests = tcase_create("concave_hull");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, by_hand);
    tcase_add_test(tests, horseshoes);
    tcase_add_test(tests, refusals);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
