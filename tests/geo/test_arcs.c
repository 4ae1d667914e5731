#include "geo/arcs.h"

#include "tests/geo/shapes.h"
#include "tests/geo/tessellation.h"

static bp_context *context;

static void setup(void)
{
    context = new_context(2);
}

static void teardown(void)
{
    bp_context_free(context);
}

static bp_arcs cut(const bp_polygons *polygons)
{
    bp_arcs arcs = BP_ARCS_INIT;
    ck_bp_ok(context, bp_arcs_make(context, polygons, &arcs));
    return arcs;
}

static int64_t length_of(const bp_arcs *arcs, int64_t a)
{
    return arcs->arc_points[a + 1] - arcs->arc_points[a];
}

/* Two boxes side by side part at both ends of what they share: three arcs, of 4, 2 and 4 points. */
START_TEST(two_boxes)
{
    bp_polygons p = BP_POLYGONS_INIT;
    add_box(context, &p, 0, 0, 1, 1);
    add_box(context, &p, 1, 0, 2, 1);
    bp_arcs arcs = cut(&p);
    ck_assert_int_eq(arcs.n_arcs, 3);
    ck_assert_int_eq(arcs.n_refs, 4);
    ck_assert_int_eq(arcs.n_points, 10);
    ck_assert_int_eq(length_of(&arcs, 0), 2); /* (1,0) (1,1), where the first box's ring meets a node first */
    ck_assert_int_eq(length_of(&arcs, 1), 4);
    ck_assert_int_eq(arcs.refs[0], 0);
    ck_assert_int_eq(arcs.refs[1], 1);
    ck_assert_int_eq(arcs.refs[2], 2);
    ck_assert_int_eq(arcs.refs[3], ~INT64_C(0));
    bp_arcs_clear(&arcs);
    bp_polygons_clear(&p);
}
END_TEST

/* The hole's ring and that of the unit in it start at different corners and are one arc all the same. */
START_TEST(unit_in_a_hole)
{
    bp_polygons p = BP_POLYGONS_INIT;
    const double hole[] = {2, 1, 1, 1, 1, 2, 2, 2};
    add_box_ring(context, &p, 0, 0, 3, 3);
    add_ring(context, &p, hole, 4);
    end_part(context, &p);
    end_unit(context, &p);
    const double inside[] = {2, 2, 1, 2, 1, 1, 2, 1};
    add_simple(context, &p, inside, 4);
    end_unit(context, &p); /* one without a geometry */
    bp_arcs arcs = cut(&p);
    ck_assert_int_eq(arcs.n_arcs, 2);
    ck_assert_int_eq(arcs.n_units, 3);
    ck_assert_int_eq(arcs.refs[1], 1);
    ck_assert_int_eq(arcs.refs[2], ~INT64_C(1));
    bp_polygons back = BP_POLYGONS_INIT;
    ck_bp_ok(context, bp_arcs_polygons(context, &arcs, &back));
    double area[3];
    bp_polygons_area(&back, area);
    ck_assert_double_eq(area[0], 8.0);
    ck_assert_double_eq(area[1], 1.0);
    ck_assert_double_eq(area[2], 0.0);
    bp_polygons_clear(&back);
    bp_arcs_clear(&arcs);
    bp_polygons_clear(&p);
}
END_TEST

/* True when the rings have the same points in the same direction, from wherever they start. */
static bool same_ring(const double *a, const double *b, int64_t n)
{
    for (int64_t shift = 0; shift < n; shift++) {
        int64_t i = 0;
        while (i < n && a[2 * i] == b[2 * ((i + shift) % n)] && a[2 * i + 1] == b[2 * ((i + shift) % n) + 1])
            i++;
        if (i == n)
            return true;
    }
    return n == 0;
}

START_TEST(tessellation_comes_back)
{
    bp_polygons p = BP_POLYGONS_INIT, back = BP_POLYGONS_INIT;
    tessellation_options options = {12, 9, 5, false, 1.0, 0.0, 0.0, 7};
    make_tessellation(context, &options, &p);
    bp_arcs arcs = cut(&p);
    ck_bp_ok(context, bp_arcs_polygons(context, &arcs, &back));
    ck_assert_int_eq(back.n_rings, p.n_rings);
    ck_assert_int_eq(back.n_coords, p.n_coords);
    for (int64_t r = 0; r < p.n_rings; r++) {
        ck_assert_int_eq(back.ring_coords[r], p.ring_coords[r]);
        ck_assert(same_ring(p.xy + 2 * p.ring_coords[r], back.xy + 2 * p.ring_coords[r],
                            p.ring_coords[r + 1] - p.ring_coords[r] - 1));
    }
    /* A cell has four borders; at the four corners of the grid two of them are one arc. */
    ck_assert_int_eq(arcs.n_refs, 4 * 12 * 9 - 4);
    ck_assert_int_eq(arcs.n_arcs, 12 * 10 + 13 * 9 - 4);
    bp_polygons_clear(&back);
    bp_arcs_clear(&arcs);
    bp_polygons_clear(&p);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("arcs");
    TCase *test = tcase_create("arcs");
    tcase_add_checked_fixture(test, setup, teardown);
    tcase_add_test(test, two_boxes);
    tcase_add_test(test, unit_in_a_hole);
    tcase_add_test(test, tessellation_comes_back);
    suite_add_tcase(suite, test);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
