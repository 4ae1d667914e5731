/* Shapes that two polygons have in common, worked out by hand. */
#include "geo/intersect.h"

#include "tests/geo/shapes.h"

START_TEST(boxes)
{
    bp_context *context = new_context(2);
    bp_polygons a = BP_POLYGONS_INIT, b = BP_POLYGONS_INIT, out = BP_POLYGONS_INIT;
    add_box(context, &a, 0, 0, 4, 4);
    add_box(context, &a, 10, 0, 12, 2);
    add_box(context, &b, 2, 1, 11, 3);
    add_box(context, &b, 4, 0, 5, 4);
    /* 2 x 2 and 1 x 1; beside each other by a border alone; the first once more. */
    const bp_pair pairs[] = {{0, 0}, {1, 0}, {0, 1}, {0, 0}};
    ck_bp_ok(context, bp_polygons_intersect(context, &a, &b, pairs, 4, &out));
    double area[4];
    bp_polygons_area(&out, area);
    ck_assert_int_eq(out.n_units, 4);
    ck_assert_double_eq(area[0], 4.0);
    ck_assert_double_eq(area[1], 1.0);
    ck_assert_double_eq(area[2], 0.0);
    ck_assert_int_eq(out.unit_parts[2], out.unit_parts[3]);
    ck_assert_double_eq(area[3], 4.0);
    bp_polygons_clear(&out);
    ck_bp_ok(context, bp_polygons_intersect(context, &a, &b, NULL, 0, &out));
    ck_assert_int_eq(out.n_units, 0);
    bp_polygons_clear(&a);
    bp_polygons_clear(&b);
    bp_context_free(context);
}
END_TEST

START_TEST(refused)
{
    bp_context *context = new_context(1);
    bp_polygons a = BP_POLYGONS_INIT, out = BP_POLYGONS_INIT;
    add_box(context, &a, 0, 0, 1, 1);
    const bp_pair pairs[] = {{0, 0}, {0, 1}};
    ck_assert_int_eq(bp_polygons_intersect(context, &a, &a, pairs, 2, &out), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "pair 1 is of units 0 and 1; there are 1 and 1");
    ck_assert_int_eq(out.n_units, 0);
    bp_polygons_clear(&a);
    bp_context_free(context);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("intersect");
    TCase *tests = tcase_create("pairs");
    tcase_add_test(tests, boxes);
    tcase_add_test(tests, refused);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
