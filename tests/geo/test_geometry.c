#include "tests/geo/shapes.h"

START_TEST(append_builds_the_offsets)
{
    bp_context *context = new_context(1);
    bp_polygons p = BP_POLYGONS_INIT;
    add_box_ring(context, &p, 0, 0, 10, 10);
    add_box_ring(context, &p, 4, 4, 6, 6);
    end_part(context, &p);
    add_box_ring(context, &p, 20, 0, 21, 1);
    end_part(context, &p);
    end_unit(context, &p);
    end_unit(context, &p);
    add_box(context, &p, 5, 5, 7, 8);
    const int64_t unit_parts[] = {0, 2, 2, 3}, part_rings[] = {0, 2, 3, 4},
                  ring_coords[] = {0, 5, 10, 15, 20};
    ck_assert_int_eq(p.n_units, 3);
    ck_assert_int_eq(p.n_parts, 3);
    ck_assert_int_eq(p.n_rings, 4);
    ck_assert_int_eq(p.n_coords, 20);
    ck_assert_mem_eq(p.unit_parts, unit_parts, sizeof unit_parts);
    ck_assert_mem_eq(p.part_rings, part_rings, sizeof part_rings);
    ck_assert_mem_eq(p.ring_coords, ring_coords, sizeof ring_coords);
    double area[3];
    bp_polygons_area(&p, area);
    ck_assert_double_eq(area[0], 97.0);
    ck_assert_double_eq(area[1], 0.0);
    ck_assert_double_eq(area[2], 6.0);
    bp_polygons_clear(&p);
    ck_assert_int_eq(p.n_units, 0);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

START_TEST(a_closed_ring_is_not_closed_again)
{
    bp_context *context = new_context(1);
    bp_polygons p = BP_POLYGONS_INIT;
    const double closed[] = {0, 0, 1, 0, 0, 1, 0, 0};
    add_simple(context, &p, closed, 4);
    ck_assert_int_eq(p.n_coords, 4);
    add_simple(context, &p, closed, 3);
    ck_assert_int_eq(p.n_coords, 8);
    ck_assert_mem_eq(p.xy, p.xy + 8, 8 * sizeof *p.xy);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

START_TEST(nothing_begun_is_nothing_ended)
{
    bp_context *context = new_context(1);
    bp_polygons p = BP_POLYGONS_INIT;
    ck_bp_ok(context, bp_polygons_add_points(context, &p, NULL, 0));
    ck_bp_ok(context, bp_polygons_end_ring(context, &p));
    end_part(context, &p);
    end_unit(context, &p);
    ck_assert_int_eq(p.n_units, 1);
    ck_assert_int_eq(p.n_parts, 0);
    ck_assert_int_eq(p.n_rings, 0);
    ck_assert_int_eq(p.unit_parts[1], 0);
    double box[4] = {1, 2, 3, 4};
    ck_assert(!bp_polygons_extent(&p, box));
    ck_assert(!bp_polygons_unit_extent(&p, 0, box));
    ck_assert_double_eq(box[3], 4.0);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

static void fill_three(bp_context *context, bp_polygons *p)
{
    add_box(context, p, 0, 0, 1, 1);
    end_unit(context, p);
    add_box_ring(context, p, 0, 0, 9, 9);
    add_box_ring(context, p, 1, 1, 2, 2);
    add_box_ring(context, p, 3, 3, 5, 5);
    end_part(context, p);
    add_box_ring(context, p, -5, -6, -4, -5);
    end_part(context, p);
    end_unit(context, p);
}

START_TEST(take_keeps_order_and_repeats)
{
    bp_context *context = new_context(1);
    bp_polygons p = BP_POLYGONS_INIT, taken = BP_POLYGONS_INIT, added = BP_POLYGONS_INIT;
    fill_three(context, &p);
    const int64_t units[] = {2, 0, 1, 2};
    ck_bp_ok(context, bp_polygons_take(context, &p, units, 4, &taken));
    for (int i = 0; i < 4; i++)
        ck_bp_ok(context, bp_polygons_add_unit(context, &added, &p, units[i]));
    assert_same_polygons(&taken, &added);
    double area[4];
    bp_polygons_area(&taken, area);
    ck_assert_double_eq(area[0], 77.0);
    ck_assert_double_eq(area[1], 1.0);
    ck_assert_double_eq(area[2], 0.0);
    ck_assert_double_eq(area[3], 77.0);
    bp_polygons none = BP_POLYGONS_INIT;
    ck_bp_ok(context, bp_polygons_take(context, &p, NULL, 0, &none));
    ck_assert_int_eq(none.n_units, 0);
    bp_polygons_clear(&none);
    bp_polygons_clear(&p);
    bp_polygons_clear(&taken);
    bp_polygons_clear(&added);
    bp_context_free(context);
}
END_TEST

START_TEST(a_unit_can_be_added_to_its_own_polygons)
{
    bp_context *context = new_context(1);
    bp_polygons p = BP_POLYGONS_INIT;
    fill_three(context, &p);
    for (int i = 0; i < 50; i++)
        ck_bp_ok(context, bp_polygons_add_unit(context, &p, &p, 2));
    double area[53];
    bp_polygons_area(&p, area);
    for (int i = 3; i < 53; i++)
        ck_assert_double_eq(area[i], 77.0);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

START_TEST(an_unknown_unit_is_refused)
{
    bp_context *context = new_context(1);
    bp_polygons p = BP_POLYGONS_INIT, out = BP_POLYGONS_INIT;
    fill_three(context, &p);
    const int64_t units[] = {0, 3};
    ck_assert_int_eq(bp_polygons_take(context, &p, units, 2, &out), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "unit 3 of 3 polygons does not exist");
    ck_assert_int_eq(bp_polygons_add_unit(context, &out, &p, -1), BP_ERROR_ARGUMENT);
    ck_assert_int_eq(out.n_units, 0);
    ck_assert_ptr_null(out.xy);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

START_TEST(area_does_not_depend_on_the_way_rings_run)
{
    bp_context *context = new_context(1);
    bp_polygons p = BP_POLYGONS_INIT;
    const double clockwise[] = {0, 0, 0, 4, 4, 4, 4, 0};
    add_ring(context, &p, clockwise, 4);
    add_box_ring(context, &p, 1, 1, 2, 2);
    end_part(context, &p);
    end_unit(context, &p);
    double area;
    bp_polygons_area(&p, &area);
    ck_assert_double_eq(area, 15.0);
    ck_assert_double_eq(bp_ring_signed_area2(p.xy, 5), -32.0);
    ck_assert_double_eq(bp_ring_signed_area2(p.xy + 10, 5), 2.0);
    ck_assert_double_eq(bp_ring_signed_area2(p.xy, 2), 0.0);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

START_TEST(area_far_from_the_origin_is_exact)
{
    const double far[] = {1e9, 2e9, 1e9 + 0.5, 2e9, 1e9 + 0.5, 2e9 + 0.25, 1e9, 2e9 + 0.25, 1e9, 2e9};
    ck_assert_double_eq(bp_ring_signed_area2(far, 5), 0.25);
}
END_TEST

START_TEST(extents)
{
    bp_context *context = new_context(1);
    bp_polygons p = BP_POLYGONS_INIT;
    fill_three(context, &p);
    double box[4];
    ck_assert(bp_polygons_extent(&p, box));
    ck_assert_double_eq(box[0], -5.0);
    ck_assert_double_eq(box[1], -6.0);
    ck_assert_double_eq(box[2], 9.0);
    ck_assert_double_eq(box[3], 9.0);
    ck_assert(bp_polygons_unit_extent(&p, 0, box));
    ck_assert_double_eq(box[0], 0.0);
    ck_assert_double_eq(box[3], 1.0);
    ck_assert(!bp_polygons_unit_extent(&p, 1, box));
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("geometry");
    TCase *tests = tcase_create("geometry");
    tcase_add_test(tests, append_builds_the_offsets);
    tcase_add_test(tests, a_closed_ring_is_not_closed_again);
    tcase_add_test(tests, nothing_begun_is_nothing_ended);
    tcase_add_test(tests, take_keeps_order_and_repeats);
    tcase_add_test(tests, a_unit_can_be_added_to_its_own_polygons);
    tcase_add_test(tests, an_unknown_unit_is_refused);
    tcase_add_test(tests, area_does_not_depend_on_the_way_rings_run);
    tcase_add_test(tests, area_far_from_the_origin_is_exact);
    tcase_add_test(tests, extents);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
