#include "geo/repair.h"

#include "tests/geo/shapes.h"
#include "tests/geo/tessellation.h"

#include <math.h>

static const tessellation_options SMALL_TESSELLATION = {12, 10, 5, true, 1000.0, 100000.0, 400000.0, 3};

START_TEST(valid_units_keep_their_coordinates)
{
    bp_context *context = new_context(2);
    bp_polygons p = BP_POLYGONS_INIT, before = BP_POLYGONS_INIT;
    make_tessellation(context, &SMALL_TESSELLATION, &p);
    make_tessellation(context, &SMALL_TESSELLATION, &before);
    bp_repair_report report = BP_REPAIR_REPORT_INIT;
    ck_bp_ok(context, bp_polygons_repair(context, &p, &report));
    assert_same_polygons(&p, &before);
    ck_assert_int_eq(report.n_mended, 0);
    ck_assert_int_eq(report.n_empty, 0);
    ck_assert_int_eq(report.first_unit, -1);
    ck_assert_ptr_null(report.first_reason);
    for (int u = 0; u < 120; u++)
        ck_assert_int_eq(report.state[u], BP_REPAIR_VALID);
    bp_repair_report_clear(&report);
    bp_repair_report_clear(&report);
    bp_polygons_clear(&p);
    bp_polygons_clear(&before);
    bp_context_free(context);
}
END_TEST

START_TEST(rings_are_turned_the_right_way_round)
{
    bp_context *context = new_context(1);
    bp_polygons p = BP_POLYGONS_INIT;
    const double shell[] = {0, 0, 0, 9, 9, 9, 9, 0}, hole[] = {1, 1, 2, 1, 2, 2, 1, 2};
    add_ring(context, &p, shell, 4);
    add_ring(context, &p, hole, 4);
    end_part(context, &p);
    end_unit(context, &p);
    bp_repair_report report = BP_REPAIR_REPORT_INIT;
    ck_bp_ok(context, bp_polygons_repair(context, &p, &report));
    const double turned[] = {0, 0, 9, 0, 9, 9, 0, 9, 0, 0, 1, 1, 1, 2, 2, 2, 2, 1, 1, 1};
    ck_assert_int_eq(p.n_coords, 10);
    ck_assert_mem_eq(p.xy, turned, sizeof turned);
    ck_assert_int_eq(report.state[0], BP_REPAIR_VALID);
    ck_assert_int_eq(report.n_mended, 0);
    bp_repair_report_clear(&report);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

START_TEST(repeated_points_are_dropped)
{
    bp_context *context = new_context(1);
    bp_polygons p = BP_POLYGONS_INIT;
    const double xy[] = {0, 0, 0, 0, 0, 3, 3, 3, 3, 3, 3, 3, 3, 0, 0, 0};
    add_box(context, &p, 5, 5, 6, 6);
    add_simple(context, &p, xy, 8);
    add_box(context, &p, 7, 5, 8, 6);
    bp_repair_report report = BP_REPAIR_REPORT_INIT;
    ck_bp_ok(context, bp_polygons_repair(context, &p, &report));
    const double cleaned[] = {0, 0, 3, 0, 3, 3, 0, 3, 0, 0};
    ck_assert_int_eq(report.state[1], BP_REPAIR_VALID);
    ck_assert_int_eq(p.ring_coords[2] - p.ring_coords[1], 5);
    ck_assert_mem_eq(p.xy + 10, cleaned, sizeof cleaned);
    ck_assert_double_eq(p.xy[20], 7.0);
    bp_repair_report_clear(&report);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

START_TEST(invalid_units_are_mended_by_structure)
{
    bp_context *context = new_context(2);
    bp_polygons p = BP_POLYGONS_INIT;
    const double bow_tie[] = {0, 0, 2, 2, 2, 0, 0, 2}, spike[] = {0, 0, 4, 0, 4, 4, 4, 9, 4, 4, 0, 4};
    add_box(context, &p, 0, 0, 1, 1);
    add_simple(context, &p, bow_tie, 4);
    add_simple(context, &p, spike, 6);
    add_box_ring(context, &p, 0, 0, 2, 2); /* two parts that overlap in a unit square */
    end_part(context, &p);
    add_box_ring(context, &p, 1, 1, 3, 3);
    end_part(context, &p);
    end_unit(context, &p);
    add_box_ring(context, &p, 0, 0, 2, 2); /* a hole that lies half outside its shell */
    add_box_ring(context, &p, 1, 0.5, 3, 1.5);
    end_part(context, &p);
    end_unit(context, &p);
    bp_repair_report report = BP_REPAIR_REPORT_INIT;
    ck_bp_ok(context, bp_polygons_repair(context, &p, &report));
    double area[5];
    bp_polygons_area(&p, area);
    ck_assert_int_eq(report.state[0], BP_REPAIR_VALID);
    for (int u = 1; u < 5; u++)
        ck_assert_int_eq(report.state[u], BP_REPAIR_MENDED);
    ck_assert_double_eq(area[1], 2.0);
    ck_assert_int_eq(p.unit_parts[2] - p.unit_parts[1], 2);
    ck_assert_double_eq(area[2], 16.0);
    ck_assert_double_eq(area[3], 7.0);
    ck_assert_int_eq(p.unit_parts[4] - p.unit_parts[3], 1);
    ck_assert_double_eq(area[4], 3.0);
    ck_assert_int_eq(report.n_mended, 4);
    ck_assert_double_eq(report.area_before, 0.0 + 16.0 + 8.0 + 2.0);
    ck_assert_double_eq(report.area_after, 28.0);
    ck_assert_int_eq(report.first_unit, 1);
    ck_assert_str_eq(report.first_reason, "Self-intersection[1 1]");
    bp_repair_report_clear(&report);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

START_TEST(what_has_no_area_is_empty)
{
    bp_context *context = new_context(1);
    bp_polygons p = BP_POLYGONS_INIT;
    const double line[] = {0, 0, 5, 5, 9, 9}, point[] = {1, 1, 1, 1, 1, 1}, two[] = {0, 0, 1, 0};
    end_unit(context, &p);
    add_simple(context, &p, line, 3);
    add_simple(context, &p, point, 3);
    add_simple(context, &p, two, 2);
    add_box_ring(context, &p, 0, 0, 2, 2); /* only the hole is nothing */
    add_ring(context, &p, two, 2);
    end_part(context, &p);
    end_unit(context, &p);
    bp_repair_report report = BP_REPAIR_REPORT_INIT;
    ck_bp_ok(context, bp_polygons_repair(context, &p, &report));
    ck_assert_int_eq(p.n_units, 5);
    for (int u = 0; u < 4; u++) {
        ck_assert_int_eq(report.state[u], BP_REPAIR_EMPTY);
        ck_assert_int_eq(p.unit_parts[u + 1], 0);
    }
    ck_assert_int_eq(report.state[4], BP_REPAIR_MENDED);
    ck_assert_int_eq(report.n_empty, 4);
    ck_assert_int_eq(report.n_mended, 1);
    ck_assert_int_eq(report.first_unit, 4);
    ck_assert_str_eq(report.first_reason, "Too few points in a ring");
    ck_assert_int_eq(p.n_rings, 1);
    ck_assert_double_eq(report.area_after, 4.0);
    bp_repair_report_clear(&report);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

START_TEST(a_coordinate_that_is_no_number_is_an_error)
{
    bp_context *context = new_context(2);
    bp_polygons p = BP_POLYGONS_INIT, before = BP_POLYGONS_INIT;
    const double bad[] = {0, 0, 1, NAN, 1, 1}, clockwise[] = {0, 0, 0, 1, 1, 1};
    add_simple(context, &p, clockwise, 3);
    for (int u = 0; u < 20; u++)
        add_simple(context, &p, bad, 3);
    const int64_t all[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20};
    ck_bp_ok(context, bp_polygons_take(context, &p, all, 21, &before));
    bp_repair_report report = BP_REPAIR_REPORT_INIT;
    ck_assert_int_eq(bp_polygons_repair(context, &p, &report), BP_ERROR_INPUT);
    ck_assert_str_eq(
        bp_context_message(context),
        "the geometry of row 2 has a coordinate that is not a finite number; correct it in the source "
        "or leave the row out");
    ck_assert_ptr_null(report.state);
    assert_same_polygons(&p, &before);
    bp_polygons_clear(&p);
    bp_polygons_clear(&before);
    bp_context_free(context);
}
END_TEST

static int side(const double *a, const double *b, const double *c)
{
    double d = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
    return (d > 0) - (d < 0);
}

static bool on_segment(const double *a, const double *b, const double *c)
{
    return side(a, b, c) == 0 && fmin(a[0], b[0]) <= c[0] && c[0] <= fmax(a[0], b[0]) &&
           fmin(a[1], b[1]) <= c[1] && c[1] <= fmax(a[1], b[1]);
}

/* Do two segments share a point? Exact for small whole numbers. */
static bool segments_meet(const double *a, const double *b, const double *c, const double *d)
{
    if (on_segment(a, b, c) || on_segment(a, b, d) || on_segment(c, d, a) || on_segment(c, d, b))
        return true;
    return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
}

/* A ring of n different points in a row, its first repeated at the end, that meets itself nowhere. */
static bool brute_is_simple(const double *xy, int n)
{
    if (n < 3)
        return false;
    for (int i = 0; i < n; i++) {
        const double *a = xy + 2 * i, *b = xy + 2 * i + 2, *c = xy + 2 * (i + 2 <= n ? i + 2 : 1);
        if (on_segment(a, b, c) || on_segment(b, c, a))
            return false;
        for (int j = i + 2; j < n; j++)
            if (!(i == 0 && j == n - 1) && segments_meet(a, b, xy + 2 * j, xy + 2 * j + 2))
                return false;
    }
    return true;
}

/* Random rings on a small grid: whether they are valid is known, and mended ones are valid when looked at
 * again. */
START_TEST(random_rings_are_judged_rightly)
{
    enum { ROUNDS = 20000 };
    bp_context *context = new_context(2);
    bp_polygons p = BP_POLYGONS_INIT;
    static bool simple[ROUNDS];
    uint64_t state = 7;
    int n_simple = 0, n_lost = 0;
    for (int round = 0; round < ROUNDS; round++) {
        double xy[20];
        int n = 0, wanted = 3 + random_below(&state, 6);
        while (n < wanted) {
            double x = random_below(&state, 6), y = random_below(&state, 6);
            if (n > 0 &&
                ((x == xy[2 * n - 2] && y == xy[2 * n - 1]) || (n == wanted - 1 && x == xy[0] && y == xy[1])))
                continue;
            xy[2 * n] = x;
            xy[2 * n++ + 1] = y;
        }
        xy[2 * n] = xy[0];
        xy[2 * n + 1] = xy[1];
        simple[round] = brute_is_simple(xy, n);
        n_simple += simple[round];
        add_simple(context, &p, xy, n);
    }
    bp_repair_report report = BP_REPAIR_REPORT_INIT, again = BP_REPAIR_REPORT_INIT;
    ck_bp_ok(context, bp_polygons_repair(context, &p, &report));
    for (int round = 0; round < ROUNDS; round++) {
        ck_assert_int_eq(report.state[round] == BP_REPAIR_VALID, simple[round]);
        n_lost += report.state[round] == BP_REPAIR_EMPTY;
    }
    ck_assert_int_gt(n_simple, ROUNDS / 10);
    ck_assert_int_eq(report.n_mended, ROUNDS - n_simple - n_lost);
    ck_bp_ok(context, bp_polygons_repair(context, &p, &again));
    ck_assert_int_eq(again.n_mended, 0);
    ck_assert_int_eq(again.n_empty, n_lost);
    bp_repair_report_clear(&report);
    bp_repair_report_clear(&again);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

START_TEST(threads_make_no_difference)
{
    bp_polygons results[2] = {BP_POLYGONS_INIT, BP_POLYGONS_INIT};
    bp_repair_report reports[2] = {BP_REPAIR_REPORT_INIT, BP_REPAIR_REPORT_INIT};
    for (int k = 0; k < 2; k++) {
        bp_context *context = new_context(k == 0 ? 1 : 3);
        uint64_t state = 11;
        for (int round = 0; round < 3000; round++) {
            double xy[14];
            for (int c = 0; c < 14; c++)
                xy[c] = random_below(&state, 1000) / 7.0;
            add_simple(context, &results[k], xy, 7);
        }
        ck_bp_ok(context, bp_polygons_repair(context, &results[k], &reports[k]));
        bp_context_free(context);
    }
    assert_same_polygons(&results[0], &results[1]);
    ck_assert_mem_eq(reports[0].state, reports[1].state, 3000);
    ck_assert_str_eq(reports[0].first_reason, reports[1].first_reason);
    ck_assert(reports[0].area_after == reports[1].area_after);
    for (int k = 0; k < 2; k++) {
        bp_polygons_clear(&results[k]);
        bp_repair_report_clear(&reports[k]);
    }
}
END_TEST

START_TEST(an_interrupt_leaves_everything_as_it_was)
{
    static volatile sig_atomic_t interrupt = 1;
    bp_context_options options = BP_CONTEXT_OPTIONS_INIT;
    options.interrupt = &interrupt;
    bp_context *context = NULL;
    ck_assert_int_eq(bp_context_new(&options, &context), BP_OK);
    bp_polygons p = BP_POLYGONS_INIT;
    const double clockwise[] = {0, 0, 0, 1, 1, 1};
    add_simple(context, &p, clockwise, 3);
    bp_repair_report report = BP_REPAIR_REPORT_INIT;
    ck_assert_int_eq(bp_polygons_repair(context, &p, &report), BP_ERROR_INTERRUPTED);
    ck_assert_ptr_null(report.state);
    ck_assert_double_eq(p.xy[3], 1.0);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

/* The mended units of which the area changed most come first; those of which it did not are left out. */
START_TEST(worst_changes_are_listed)
{
    bp_context *context = new_context(2);
    bp_polygons p = BP_POLYGONS_INIT;
    add_box(context, &p, 0, 0, 1, 1);
    for (int k = 1; k <= 7; k++) { /* two boxes that overlap in 4 * k by k: 3 and 6 alike in what they lose */
        double wide = k == 6 ? 3 : k;
        add_box_ring(context, &p, 0, 0, 10, wide);
        end_part(context, &p);
        add_box_ring(context, &p, 6, 0, 16, wide);
        end_part(context, &p);
        end_unit(context, &p);
    }
    const double spike[] = {0, 0, 4, 0, 4, 4, 4, 9, 4, 4, 0, 4}; /* mended, its area as it was */
    add_simple(context, &p, spike, 6);
    bp_repair_report report = BP_REPAIR_REPORT_INIT;
    ck_bp_ok(context, bp_polygons_repair(context, &p, &report));
    static const struct {
        int unit;
        double before, after;
    } expected[] = {{7, 140, 112}, {5, 100, 80}, {4, 80, 64}, {3, 60, 48}, {6, 60, 48}};
    ck_assert_int_eq(report.n_mended, 8);
    ck_assert_int_eq(report.n_worst, 5);
    for (int i = 0; i < 5; i++) {
        ck_assert_int_eq(report.worst[i].unit, expected[i].unit);
        ck_assert_double_eq(report.worst[i].area_before, expected[i].before);
        ck_assert_double_eq(report.worst[i].area_after, expected[i].after);
    }
    ck_assert_int_eq(report.n_holes, 0);
    ck_assert_int_eq(report.first_holes_unit, -1);
    bp_repair_report_clear(&report);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

/* A hole written as an outer ring, an island in it, one ring twice, and a part that touches the shell from
 * within: even-odd, from the outside inwards. Two parts that overlap only in part stay what they were. */
START_TEST(outer_rings_inside_others_are_holes)
{
    static const double boxes[][5] = {
        {0, 4, 4, 6, 6},   {0, 0, 0, 10, 10}, /* hole first, then its shell */
        {1, 0, 0, 20, 20}, {1, 2, 2, 18, 18}, {1, 5, 5, 15, 15}, {1, 7, 7, 9, 9}, /* four deep */
        {2, 0, 0, 10, 10}, {2, 0, 0, 10, 10},                                     /* the same twice: once */
        {3, 0, 0, 10, 10}, {3, 0, 2, 3, 4},                                       /* a bay at the border */
        {4, 0, 0, 10, 10}, {4, 1, 1, 2, 2},   {4, 8, 8, 12, 9}};                  /* a hole, and an overlap */
    static const double expected[] = {96, 400 - 256 + 100 - 4, 100, 94, 100 - 1 + 2};
    static const int holes[] = {1, 2, 0, 1, 1};
    bp_context *context = new_context(2);
    bp_polygons p = BP_POLYGONS_INIT;
    int n = sizeof boxes / sizeof *boxes;
    for (int i = 0; i < n; i++) {
        add_box_ring(context, &p, boxes[i][1], boxes[i][2], boxes[i][3], boxes[i][4]);
        end_part(context, &p);
        if (i == n - 1 || boxes[i + 1][0] > boxes[i][0])
            end_unit(context, &p);
    }
    bp_repair_report report = BP_REPAIR_REPORT_INIT;
    ck_bp_ok(context, bp_polygons_repair(context, &p, &report));
    double area[5];
    int sum = 0;
    bp_polygons_area(&p, area);
    for (int u = 0; u < 5; u++) {
        ck_assert_int_eq(report.state[u], BP_REPAIR_MENDED);
        ck_assert_double_eq(area[u], expected[u]);
        sum += holes[u];
    }
    ck_assert_int_eq(report.n_holes, sum);
    ck_assert_int_eq(report.first_holes_unit, 0);
    ck_assert_int_eq(p.part_rings[1], 2); /* the first unit is one shell with one hole */
    bp_repair_report_clear(&report);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("repair");
    TCase *tests = tcase_create("repair");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, valid_units_keep_their_coordinates);
    tcase_add_test(tests, rings_are_turned_the_right_way_round);
    tcase_add_test(tests, repeated_points_are_dropped);
    tcase_add_test(tests, invalid_units_are_mended_by_structure);
    tcase_add_test(tests, worst_changes_are_listed);
    tcase_add_test(tests, outer_rings_inside_others_are_holes);
    tcase_add_test(tests, what_has_no_area_is_empty);
    tcase_add_test(tests, a_coordinate_that_is_no_number_is_an_error);
    tcase_add_test(tests, random_rings_are_judged_rightly);
    tcase_add_test(tests, threads_make_no_difference);
    tcase_add_test(tests, an_interrupt_leaves_everything_as_it_was);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
