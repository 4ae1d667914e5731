#include "geo/simplify.h"

#include "geo/coverage.h"
#include "tests/geo/shapes.h"
#include "tests/geo/tessellation.h"

#include <math.h>

static bp_context *context;

static void setup(void)
{
    context = new_context(2);
}

static void teardown(void)
{
    bp_context_free(context);
}

static double *weigh(const bp_arcs *arcs)
{
    double *weight = (double *)malloc(((size_t)arcs->n_points + 1) * sizeof *weight);
    ck_assert_ptr_nonnull(weight);
    ck_bp_ok(context, bp_arcs_weigh(context, arcs, weight));
    return weight;
}

/* An open arc of n points, as the border between two units of which nothing else is known. */
static bp_arcs one_arc(double *xy, int64_t *ends, int64_t n)
{
    bp_arcs arcs = BP_ARCS_INIT;
    ends[0] = 0;
    ends[1] = n;
    arcs.n_arcs = 1;
    arcs.n_points = n;
    arcs.arc_points = ends;
    arcs.xy = xy;
    return arcs;
}

/* Triangles: at x 1: half of base 2 by height 1 is 1; at 2: about the line from (1,1) to (3,4), 0.5 * |...|.
 * Worked out by hand: areas 1.0 (point 1: (0,0) (1,1) (2,0)), 2.5 (2), 4.0 (3). Point 1 goes first, then
 * point 2 makes (0,0) (2,0) (3,4): 4, and point 3 still 4; the first of equals goes. Point 3 is left with
 * (0,0) (3,4) (4,0): 8. */
START_TEST(weights_by_hand)
{
    double xy[] = {0, 0, 1, 1, 2, 0, 3, 4, 4, 0}, weight[5];
    int64_t ends[2];
    bp_arcs arcs = one_arc(xy, ends, 5);
    ck_bp_ok(context, bp_arcs_weigh(context, &arcs, weight));
    ck_assert(isinf(weight[0]) && isinf(weight[4]));
    ck_assert_double_eq(weight[1], 1.0);
    ck_assert_double_eq(weight[2], 4.0);
    ck_assert_double_eq(weight[3], 8.0);
}
END_TEST

/* The same by looking at every point that is left each time. */
static void weigh_slowly(const double *xy, int n, double *weight)
{
    int left[64], n_left = n;
    double least = 0.0;
    for (int i = 0; i < n; i++)
        left[i] = i;
    weight[0] = weight[n - 1] = INFINITY;
    while (n_left > 2) {
        int at = 0;
        double smallest = INFINITY;
        for (int k = 1; k + 1 < n_left; k++) {
            const double *a = xy + 2 * left[k - 1], *b = xy + 2 * left[k], *c = xy + 2 * left[k + 1];
            double area = 0.5 * fabs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]));
            area = fmax(area, least);
            if (area < smallest) {
                smallest = area;
                at = k;
            }
        }
        weight[left[at]] = least = smallest;
        n_left--;
        memmove(left + at, left + at + 1, (size_t)(n_left - at) * sizeof *left);
    }
}

START_TEST(weights_as_by_looking_at_all)
{
    uint64_t state = 5;
    for (int round = 0; round < 200; round++) {
        double xy[128], weight[64], slow[64];
        int64_t ends[2];
        int n = 3 + random_below(&state, 60);
        for (int i = 0; i < n; i++) {
            xy[2 * i] = i + 1e-3 * random_below(&state, 900);
            xy[2 * i + 1] = 1e-3 * random_below(&state, 5000);
        }
        bp_arcs arcs = one_arc(xy, ends, n);
        ck_bp_ok(context, bp_arcs_weigh(context, &arcs, weight));
        weigh_slowly(xy, n, slow);
        for (int i = 0; i < n; i++)
            ck_assert_msg(weight[i] == slow[i] || fabs(weight[i] - slow[i]) < 1e-9,
                          "round %d, point %d: %g %g", round, i, weight[i], slow[i]);
    }
}
END_TEST

/* Of a rough tessellation most points go, the neighbours keep the same border, and nothing opens between
 * them: the free segments are those of the outside, and the ground that is covered is the outside's. */
START_TEST(shared_borders_stay_shared)
{
    bp_polygons p = BP_POLYGONS_INIT, simple = BP_POLYGONS_INIT;
    bp_arcs arcs = BP_ARCS_INIT, fewer = BP_ARCS_INIT;
    tessellation_options options = {15, 12, 24, true, 100.0, 0.0, 0.0, 3};
    make_tessellation(context, &options, &p);
    ck_bp_ok(context, bp_arcs_make(context, &p, &arcs));
    double *weight = weigh(&arcs), threshold;
    ck_bp_ok(context, bp_arcs_threshold(context, weight, arcs.n_points, arcs.n_points / 5, &threshold));
    ck_bp_ok(context, bp_arcs_simplify(context, &arcs, weight, threshold, &fewer));
    ck_assert_int_ge(fewer.n_points, arcs.n_points / 5);
    ck_assert_int_le(fewer.n_points, arcs.n_points / 5 + arcs.n_points / 100);
    ck_assert_int_eq(fewer.n_units, 180);
    ck_bp_ok(context, bp_arcs_polygons(context, &fewer, &simple));
    int64_t n_outer = 0;
    int *uses = (int *)calloc((size_t)fewer.n_arcs, sizeof *uses);
    for (int64_t k = 0; k < fewer.n_refs; k++)
        uses[fewer.refs[k] < 0 ? ~fewer.refs[k] : fewer.refs[k]]++;
    for (int64_t a = 0; a < fewer.n_arcs; a++)
        n_outer += uses[a] == 1 ? fewer.arc_points[a + 1] - fewer.arc_points[a] - 1 : 0;
    bp_coverage_report report = BP_COVERAGE_REPORT_INIT;
    ck_bp_ok(context, bp_coverage_measure(context, &simple, 0.0, &report));
    ck_assert_int_eq(report.n_free, n_outer);
    ck_assert_int_eq(report.n_gaps, 0);
    bp_coverage_report_clear(&report);
    free(uses);
    free(weight);
    bp_arcs_clear(&arcs);
    bp_arcs_clear(&fewer);
    bp_polygons_clear(&p);
    bp_polygons_clear(&simple);
}
END_TEST

/* However much is to go, every unit keeps a part with an area, an enclave its hole, and only rings that are
 * nobody else's border are dropped: here the pond, and the small second part. */
START_TEST(what_stays_of_everything)
{
    bp_polygons p = BP_POLYGONS_INIT, simple = BP_POLYGONS_INIT;
    bp_arcs arcs = BP_ARCS_INIT, fewer = BP_ARCS_INIT;
    const double enclave_hole[] = {2, 1, 1, 1, 1, 2, 2, 2}, pond[] = {6.5, 6, 6, 6, 6, 6.5, 6.5, 6.5};
    add_box_ring(context, &p, 0, 0, 10, 10);
    add_ring(context, &p, enclave_hole, 4);
    add_ring(context, &p, pond, 4);
    end_part(context, &p);
    add_box_ring(context, &p, 20, 0, 20.5, 0.5);
    end_part(context, &p);
    end_unit(context, &p);
    add_box(context, &p, 1, 1, 2, 2);
    add_box(context, &p, 30, 30, 30.25, 30.25); /* small, and all there is of its unit */
    ck_bp_ok(context, bp_arcs_make(context, &p, &arcs));
    double *weight = weigh(&arcs), area[3];
    ck_bp_ok(context, bp_arcs_simplify(context, &arcs, weight, 0.6, &fewer));
    ck_bp_ok(context, bp_arcs_polygons(context, &fewer, &simple));
    ck_assert_int_eq(simple.n_units, 3);
    ck_assert_int_eq(simple.n_parts, 3);
    ck_assert_int_eq(simple.n_rings, 4);
    bp_polygons_area(&simple, area);
    ck_assert_double_eq(area[0], 99.5); /* of the enclave, a triangle is left: half of it */
    ck_assert_double_eq(area[1], 0.5);
    ck_assert_double_eq(area[2], 0.03125);
    free(weight);
    bp_arcs_clear(&arcs);
    bp_arcs_clear(&fewer);
    bp_polygons_clear(&p);
    bp_polygons_clear(&simple);
}
END_TEST

/* Two arcs between the same two nodes, both straight when thinned, would leave a lens without an area. */
START_TEST(a_lens_keeps_a_point)
{
    bp_polygons p = BP_POLYGONS_INIT, simple = BP_POLYGONS_INIT;
    bp_arcs arcs = BP_ARCS_INIT, fewer = BP_ARCS_INIT;
    const double lens[] = {0, 0, 5, -0.2, 10, 0, 5, 0.1}, upper[] = {0, 0, 5, 0.1, 10, 0, 10, 9, 0, 9},
                 lower[] = {0, 0, 0, -9, 10, -9, 10, 0, 5, -0.2};
    add_simple(context, &p, lens, 4);
    add_simple(context, &p, upper, 5);
    add_simple(context, &p, lower, 5);
    ck_bp_ok(context, bp_arcs_make(context, &p, &arcs));
    double *weight = weigh(&arcs), area[3];
    ck_bp_ok(context, bp_arcs_simplify(context, &arcs, weight, 20.0, &fewer));
    ck_bp_ok(context, bp_arcs_polygons(context, &fewer, &simple));
    bp_polygons_area(&simple, area);
    ck_assert_double_eq_tol(area[0], 1.0, 1e-12); /* 10 by 0.2, halved: the heavier of its two points */
    ck_assert_double_eq_tol(area[1], 90.0, 1e-12);
    ck_assert_double_eq_tol(area[2], 89.0, 1e-12);
    free(weight);
    bp_arcs_clear(&arcs);
    bp_arcs_clear(&fewer);
    bp_polygons_clear(&p);
    bp_polygons_clear(&simple);
}
END_TEST

START_TEST(a_threshold_below_zero_is_refused)
{
    bp_arcs arcs = BP_ARCS_INIT, fewer = BP_ARCS_INIT;
    ck_assert_int_eq(bp_arcs_simplify(context, &arcs, NULL, -1.0, &fewer), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "a weight of -1 to simplify by; 0 or more is one");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("simplify");
    TCase *test = tcase_create("simplify");
    tcase_add_checked_fixture(test, setup, teardown);
    tcase_add_test(test, weights_by_hand);
    tcase_add_test(test, weights_as_by_looking_at_all);
    tcase_add_test(test, shared_borders_stay_shared);
    tcase_add_test(test, what_stays_of_everything);
    tcase_add_test(test, a_lens_keeps_a_point);
    tcase_add_test(test, a_threshold_below_zero_is_refused);
    suite_add_tcase(suite, test);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
