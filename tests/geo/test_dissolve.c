#include "geo/dissolve.h"

#include "geo/geos_private.h"
#include "geo/repair.h"
#include "tests/geo/shapes.h"
#include "tests/geo/tessellation.h"

#include <math.h>

static bp_polygons dissolve(bp_context *context, const bp_polygons *polygons, const int32_t *group,
                            int32_t n_groups)
{
    bp_polygons out = BP_POLYGONS_INIT;
    ck_bp_ok(context, bp_polygons_dissolve(context, polygons, group, n_groups, &out));
    ck_assert_int_eq(out.n_units, n_groups);
    return out;
}

/* Every unit is valid as it stands. */
static void assert_valid(bp_context *context, const bp_polygons *polygons)
{
    bp_polygons copy = BP_POLYGONS_INIT;
    for (int64_t u = 0; u < polygons->n_units; u++)
        ck_bp_ok(context, bp_polygons_add_unit(context, &copy, polygons, u));
    bp_repair_report report = BP_REPAIR_REPORT_INIT;
    ck_bp_ok(context, bp_polygons_repair(context, &copy, &report));
    ck_assert_int_eq(report.n_mended, 0);
    assert_same_polygons(&copy, polygons);
    bp_repair_report_clear(&report);
    bp_polygons_clear(&copy);
}

START_TEST(boxes_in_groups)
{
    bp_context *context = new_context(2);
    bp_polygons p = BP_POLYGONS_INIT;
    for (int i = 0; i < 9; i++)
        add_box(context, &p, i % 3, i / 3, i % 3 + 1, i / 3 + 1);
    add_box(context, &p, 10, 10, 12, 11);
    end_unit(context, &p);
    /* 0: the ring about the middle; 1: nobody; 2: the middle and the far box; 3: no geometry; the corner is
     * left out */
    const int32_t group[] = {0, 0, 0, 0, 2, 0, 0, 0, -1, 2, 3};
    bp_polygons out = dissolve(context, &p, group, 4);
    double area[4];
    bp_polygons_area(&out, area);
    ck_assert_double_eq(area[0], 7.0);
    ck_assert_double_eq(area[1], 0.0);
    ck_assert_double_eq(area[2], 3.0);
    ck_assert_double_eq(area[3], 0.0);
    ck_assert_int_eq(out.unit_parts[1], 1);
    ck_assert_int_eq(out.unit_parts[2], 1);
    ck_assert_int_eq(out.unit_parts[3], 3);
    ck_assert_int_eq(out.unit_parts[4], 3);
    assert_valid(context, &out);
    bp_polygons_clear(&out);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

START_TEST(a_ring_of_boxes_has_a_hole_and_keeps_its_vertices)
{
    bp_context *context = new_context(1);
    bp_polygons p = BP_POLYGONS_INIT;
    int32_t group[9];
    for (int i = 0; i < 9; i++) {
        add_box(context, &p, i % 3, i / 3, i % 3 + 1, i / 3 + 1);
        group[i] = i == 4 ? -1 : 0;
    }
    bp_polygons out = dissolve(context, &p, group, 1);
    ck_assert_int_eq(out.n_parts, 1);
    ck_assert_int_eq(out.n_rings, 2);
    ck_assert_int_eq(out.ring_coords[1], 13); /* twelve grid points round the outside, closed */
    ck_assert_int_eq(out.ring_coords[2], 18);
    ck_assert_double_eq(bp_ring_signed_area2(out.xy, 13), 18.0);
    ck_assert_double_eq(bp_ring_signed_area2(out.xy + 26, 5), -2.0);
    bp_polygons_clear(&out);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

START_TEST(a_group_of_one_is_copied_the_right_way_round)
{
    bp_context *context = new_context(1);
    bp_polygons p = BP_POLYGONS_INIT;
    const double clockwise[] = {0.1, 0, 0, 0.7, 3, 0.3};
    add_simple(context, &p, clockwise, 3);
    const int32_t group[] = {0};
    const double turned[] = {0.1, 0, 3, 0.3, 0, 0.7, 0.1, 0};
    bp_polygons out = dissolve(context, &p, group, 1);
    ck_assert_int_eq(out.n_coords, 4);
    ck_assert_mem_eq(out.xy, turned, sizeof turned);
    bp_polygons_clear(&out);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

START_TEST(overlaps_and_borders_that_do_not_match_are_united)
{
    bp_context *context = new_context(2);
    bp_polygons p = BP_POLYGONS_INIT;
    add_box(context, &p, 0, 0, 2, 2); /* overlap in a unit square */
    add_box(context, &p, 1, 1, 3, 3);
    add_box(context, &p, 10, 0, 14, 1); /* a border of which one side has a point that the other has not */
    add_box(context, &p, 10, 1, 12, 2);
    add_box(context, &p, 12, 1, 14, 2);
    add_box(context, &p, 20, 0, 21, 1); /* the same twice */
    add_box(context, &p, 20, 0, 21, 1);
    const int32_t group[] = {0, 0, 1, 1, 1, 2, 2};
    bp_polygons out = dissolve(context, &p, group, 3);
    double area[3];
    bp_polygons_area(&out, area);
    ck_assert_double_eq(area[0], 7.0);
    ck_assert_double_eq(area[1], 8.0);
    ck_assert_double_eq(area[2], 1.0);
    ck_assert_int_eq(out.n_parts, 3);
    assert_valid(context, &out);
    /* The unit square that two boxes share, and the box that is there twice. The borders that do not match do
     * not overlap, and are no matter for a warning. */
    ck_assert_int_eq(bp_context_warning_count(context), 1);
    ck_assert_str_eq(bp_context_warning_at(context, 0)->code, "dissolve.overlap");
    ck_assert_str_eq(bp_context_warning_at(context, 0)->text,
                     "members of 2 of 3 areas overlap each other (2 square units in all, first in area 1); "
                     "what they share counts once in the area's outline");
    bp_polygons_clear(&out);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

START_TEST(parts_that_meet_in_a_point_stay_valid)
{
    bp_context *context = new_context(1);
    bp_polygons p = BP_POLYGONS_INIT;
    int32_t group[16];
    for (int i = 0; i < 16; i++) {
        add_box(context, &p, i % 4, i / 4, i % 4 + 1, i / 4 + 1);
        group[i] = (i % 4 + i / 4) % 2;
    }
    bp_polygons out = dissolve(context, &p, group, 2);
    ck_assert_int_eq(out.n_parts, 16);
    assert_valid(context, &out);
    bp_polygons_clear(&out);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

static void check_tessellation(const bp_polygons *p, const int32_t *group, int32_t n_groups)
{
    double *area = (double *)malloc((size_t)p->n_units * sizeof *area);
    double *expected = (double *)calloc((size_t)n_groups, sizeof *expected);
    bp_polygons_area(p, area);
    for (int64_t u = 0; u < p->n_units; u++)
        if (group[u] >= 0)
            expected[group[u]] += area[u];
    bp_polygons first = BP_POLYGONS_INIT;
    for (int n_threads = 1; n_threads <= 3; n_threads += 2) {
        bp_context *context = new_context(n_threads);
        bp_polygons out = dissolve(context, p, group, n_groups);
        bp_polygons_area(&out, area);
        for (int32_t g = 0; g < n_groups; g++)
            ck_assert(fabs(area[g] - expected[g]) <= 1e-9 * expected[g]);
        assert_valid(context, &out);
        if (n_threads == 1) {
            first = out;
        } else {
            assert_same_polygons(&out, &first);
            bp_polygons_clear(&out);
        }
        bp_context_free(context);
    }
    bp_polygons_clear(&first);
    free(area);
    free(expected);
}

START_TEST(areas_are_the_sums_of_their_members)
{
    bp_context *context = new_context(1);
    for (int round = 0; round < 12; round++) {
        uint64_t state = (uint64_t)round + 5;
        tessellation_options options = {20, 20, 5, round % 2 == 1, 1000.0, 100000.0, 450000.0, state};
        bp_polygons p = BP_POLYGONS_INIT;
        make_tessellation(context, &options, &p);
        int32_t group[400], n_groups = 1 + random_below(&state, 30);
        for (int u = 0; u < 400; u++)
            group[u] = round < 6 ? random_below(&state, n_groups + 1) - 1 : u % 20 * n_groups / 20;
        check_tessellation(&p, group, n_groups);
        bp_polygons_clear(&p);
    }
    bp_context_free(context);
}
END_TEST

START_TEST(a_member_inside_another_is_an_overlap)
{
    bp_context *context = new_context(1);
    bp_polygons p = BP_POLYGONS_INIT;
    add_box(context, &p, 0, 0, 10, 10); /* no edge meets another */
    add_box(context, &p, 4, 4, 6, 6);
    const int32_t group[] = {0, 0};
    double area = 0.0;
    bp_polygons out = dissolve(context, &p, group, 1);
    bp_polygons_area(&out, &area);
    ck_assert_double_eq(area, 100.0);
    ck_assert_int_eq(bp_context_warning_count(context), 1);
    bp_polygons_clear(&out);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

/* An island in the hole of a hole, and rings that run the wrong way round. */
START_TEST(shells_and_holes_take_turns)
{
    bp_context *context = new_context(1);
    bp_polygons p = BP_POLYGONS_INIT;
    const int sides[] = {12, 10, 8, 6, 4}; /* about (6, 6) */
    for (int k = 0; k < 5; k += 2) {
        double a = 6.0 - sides[k] / 2.0, b = 6.0 + sides[k] / 2.0;
        const double clockwise[] = {a, a, a, b, b, b, b, a};
        add_ring(context, &p, clockwise, 4);
        if (k < 4)
            add_box_ring(context, &p, a + 1.0, a + 1.0, b - 1.0, b - 1.0);
        end_part(context, &p);
        end_unit(context, &p);
    }
    const int32_t group[] = {0, 0, 0};
    bp_polygons out = dissolve(context, &p, group, 1);
    double area = 0.0;
    bp_polygons_area(&out, &area);
    ck_assert_double_eq(area, 144.0 - 100.0 + 64.0 - 36.0 + 16.0);
    ck_assert_int_eq(out.n_parts, 3);
    ck_assert_int_eq(out.n_rings, 5);
    ck_assert_int_eq(bp_context_warning_count(context), 0);
    assert_valid(context, &out);
    bp_polygons_clear(&out);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

/* The union of each group by GEOS. */
typedef struct reference {
    const bp_polygons *polygons, *dissolved;
    const int32_t *group;
} reference;

static bp_status compare_with_geos(bp_geos *geos, int64_t g, void *user)
{
    const reference *r = (const reference *)user;
    GEOSGeometry *members[400];
    unsigned int n = 0;
    for (int64_t u = 0; u < r->polygons->n_units; u++)
        if (r->group[u] == g)
            members[n++] = bp_geos_from_unit(geos, r->polygons, u);
    GEOSGeometry *all = GEOSGeom_createCollection_r(geos->handle, GEOS_GEOMETRYCOLLECTION, members, n);
    GEOSGeometry *merged = GEOSUnaryUnion_r(geos->handle, all);
    GEOSGeometry *own = bp_geos_from_unit(geos, r->dissolved, g);
    ck_assert_int_eq(GEOSisValid_r(geos->handle, own), 1);
    ck_assert_int_eq(GEOSGetNumGeometries_r(geos->handle, merged),
                     r->dissolved->unit_parts[g + 1] - r->dissolved->unit_parts[g]);
    ck_assert_int_eq(GEOSEquals_r(geos->handle, merged, own), 1);
    GEOSGeom_destroy_r(geos->handle, own);
    GEOSGeom_destroy_r(geos->handle, merged);
    GEOSGeom_destroy_r(geos->handle, all);
    return BP_OK;
}

/* Boxes of a lattice drawn at random touch in points in every way there is. */
START_TEST(random_groups_match_the_unions_of_geos)
{
    enum { SIDE = 20, N_GROUPS = 3 };
    bp_context *context = new_context(1);
    bp_polygons p = BP_POLYGONS_INIT;
    for (int i = 0; i < SIDE * SIDE; i++)
        add_box(context, &p, i % SIDE, i / SIDE, i % SIDE + 1, i / SIDE + 1);
    for (int round = 0; round < 40; round++) {
        uint64_t state = (uint64_t)round + 1;
        int32_t group[SIDE * SIDE];
        for (int i = 0; i < SIDE * SIDE; i++)
            group[i] = random_below(&state, N_GROUPS + round % 2) - 1 + (round % 2 == 0);
        bp_polygons out = dissolve(context, &p, group, N_GROUPS);
        reference r = {&p, &out, group};
        ck_bp_ok(context, bp_geos_each(context, N_GROUPS, compare_with_geos, &r));
        bp_polygons_clear(&out);
    }
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

/* So many edges are left over that they are compared by a tree. */
START_TEST(a_large_group_is_checked_too)
{
    enum { SIDE = 40 };
    bp_context *context = new_context(2);
    tessellation_options options = {SIDE, SIDE, 4, false, 1000.0, 100000.0, 450000.0, 9};
    bp_polygons p = BP_POLYGONS_INIT;
    int32_t group[SIDE * SIDE + 1];
    double area[SIDE * SIDE + 1], expected = 0.0, found = 0.0;
    make_tessellation(context, &options, &p);
    bp_polygons_area(&p, area);
    for (int u = 0; u < SIDE * SIDE; u++) {
        group[u] = (u % SIDE + u / SIDE) % 2 - 1;
        expected += group[u] == 0 ? area[u] : 0.0;
    }
    bp_polygons out = dissolve(context, &p, group, 1);
    bp_polygons_area(&out, &found);
    ck_assert_double_eq_tol(found, expected, 1e-9 * expected);
    ck_assert_int_eq(out.n_parts, SIDE * SIDE / 2);
    assert_valid(context, &out);
    bp_polygons_clear(&out);
    ck_assert_int_eq(bp_context_warning_count(context), 0);
    ck_bp_ok(context, bp_polygons_add_unit(context, &p, &p, 1)); /* one of them again */
    group[SIDE * SIDE] = 0;
    out = dissolve(context, &p, group, 1);
    ck_assert_int_eq(bp_context_warning_count(context), 1);
    bp_polygons_area(&out, &found);
    ck_assert_double_eq_tol(found, expected, 1e-9 * expected);
    bp_polygons_clear(&out);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

START_TEST(bad_groups_are_refused)
{
    bp_context *context = new_context(1);
    bp_polygons p = BP_POLYGONS_INIT, out = BP_POLYGONS_INIT;
    add_box(context, &p, 0, 0, 1, 1);
    const int32_t high[] = {2}, low[] = {-2};
    ck_assert_int_eq(bp_polygons_dissolve(context, &p, high, 2, &out), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "unit 0 is in group 2, but the groups are 0 to 1");
    ck_assert_int_eq(bp_polygons_dissolve(context, &p, low, 2, &out), BP_ERROR_ARGUMENT);
    ck_assert_int_eq(bp_polygons_dissolve(context, &p, low, -1, &out), BP_ERROR_ARGUMENT);
    ck_assert_int_eq(out.n_units, 0);
    bp_context_clear(context);
    bp_polygons nothing = dissolve(context, &out, NULL, 0);
    bp_polygons_clear(&nothing);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("dissolve");
    TCase *tests = tcase_create("dissolve");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, boxes_in_groups);
    tcase_add_test(tests, a_ring_of_boxes_has_a_hole_and_keeps_its_vertices);
    tcase_add_test(tests, a_group_of_one_is_copied_the_right_way_round);
    tcase_add_test(tests, overlaps_and_borders_that_do_not_match_are_united);
    tcase_add_test(tests, parts_that_meet_in_a_point_stay_valid);
    tcase_add_test(tests, areas_are_the_sums_of_their_members);
    tcase_add_test(tests, a_member_inside_another_is_an_overlap);
    tcase_add_test(tests, shells_and_holes_take_turns);
    tcase_add_test(tests, random_groups_match_the_unions_of_geos);
    tcase_add_test(tests, a_large_group_is_checked_too);
    tcase_add_test(tests, bad_groups_are_refused);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
