#include "geo/overlay.h"

#include "tests/geo/shapes.h"
#include "tests/geo/tessellation.h"

#include <math.h>

static bp_overlap_list overlay(bp_context *context, const bp_polygons *a, const uint8_t *wanted,
                               const bp_polygons *b)
{
    bp_overlap_list list = BP_OVERLAP_LIST_INIT;
    ck_bp_ok(context, bp_overlay_areas(context, a, wanted, b, &list));
    return list;
}

static void assert_overlap(const bp_overlap_list *list, int64_t k, int64_t a, int64_t b, double area)
{
    ck_assert_int_gt(list->n, k);
    ck_assert_int_eq(list->items[k].a, a);
    ck_assert_int_eq(list->items[k].b, b);
    ck_assert_double_eq_tol(list->items[k].area, area, 1e-12);
}

START_TEST(every_kind_of_pair)
{
    bp_context *context = new_context(2);
    bp_polygons a = BP_POLYGONS_INIT, b = BP_POLYGONS_INIT;
    add_box(context, &a, 0, 0, 4, 4);
    end_unit(context, &a);
    add_box(context, &a, 10, 10, 11, 11);
    add_box_ring(context, &a, 20, 0, 26, 6); /* with a hole */
    add_box_ring(context, &a, 22, 2, 24, 4);
    end_part(context, &a);
    end_unit(context, &a);
    add_box(context, &b, 4, 0, 5, 4);   /* shares a border with a 0 */
    add_box(context, &b, 1, 1, 2, 3);   /* lies in a 0 */
    add_box(context, &b, 3, -1, 9, 2);  /* crosses a 0 */
    add_box(context, &b, 9, 9, 12, 12); /* holds a 1 */
    add_box(context, &b, 22, 2, 24, 4); /* fills the hole */
    add_box(context, &b, 21, 3, 25, 5); /* covers part of the hole */
    add_box(context, &b, 4, 4, 5, 5);   /* shares a point with a 0 */
    add_box(context, &b, 0, 0, 4, 4);   /* is a 0 */
    bp_overlap_list list = overlay(context, &a, NULL, &b);
    ck_assert_int_eq(list.n, 5);
    assert_overlap(&list, 0, 0, 1, 2.0);
    assert_overlap(&list, 1, 0, 2, 2.0);
    assert_overlap(&list, 2, 0, 7, 16.0);
    assert_overlap(&list, 3, 2, 3, 1.0);
    assert_overlap(&list, 4, 3, 5, 6.0);
    bp_overlap_list_clear(&list);
    ck_assert_ptr_null(list.items);
    const uint8_t wanted[] = {0, 1, 1, 0};
    list = overlay(context, &a, wanted, &b);
    ck_assert_int_eq(list.n, 1);
    assert_overlap(&list, 0, 2, 3, 1.0);
    bp_overlap_list_clear(&list);
    bp_polygons_clear(&a);
    bp_polygons_clear(&b);
    bp_context_free(context);
}
END_TEST

START_TEST(rounding_noise_is_left_out_and_slivers_are_not)
{
    bp_context *context = new_context(1);
    bp_polygons a = BP_POLYGONS_INIT, b = BP_POLYGONS_INIT;
    add_box(context, &a, 0, 0, 1, 1);
    add_box(context, &b, 1 - 5e-10, 0, 2, 1);
    add_box(context, &b, 1 - 1e-8, 0, 2, 1);
    bp_overlap_list list = overlay(context, &a, NULL, &b);
    ck_assert_int_eq(list.n, 1);
    ck_assert_int_eq(list.items[0].b, 1);
    ck_assert_double_eq_tol(list.items[0].area, 1e-8, 1e-15);
    bp_overlap_list_clear(&list);
    bp_polygons_clear(&a);
    bp_polygons_clear(&b);
    bp_context_free(context);
}
END_TEST

START_TEST(nothing_meets_nothing)
{
    bp_context *context = new_context(2);
    bp_polygons a = BP_POLYGONS_INIT, b = BP_POLYGONS_INIT;
    bp_overlap_list list = overlay(context, &a, NULL, &b);
    ck_assert_int_eq(list.n, 0);
    bp_overlap_list_clear(&list);
    add_box(context, &a, 0, 0, 1, 1);
    end_unit(context, &b);
    list = overlay(context, &a, NULL, &b);
    ck_assert_int_eq(list.n, 0);
    bp_overlap_list_clear(&list);
    bp_polygons_clear(&a);
    bp_polygons_clear(&b);
    bp_context_free(context);
}
END_TEST

static double shared_side(double a0, double a1, double b0, double b1)
{
    return fmax(0.0, fmin(a1, b1) - fmax(a0, b0));
}

/* Two grids, one shifted: every pair of boxes can be worked out. */
START_TEST(shifted_grids_match_arithmetic)
{
    enum { SIDE = 13 };
    for (int n_threads = 1; n_threads <= 3; n_threads++) {
        bp_context *context = new_context(n_threads);
        bp_polygons a = BP_POLYGONS_INIT, b = BP_POLYGONS_INIT;
        for (int i = 0; i < SIDE * SIDE; i++) {
            double x = i % SIDE, y = i / SIDE;
            add_box(context, &a, x, y, x + 1, y + 1);
            add_box(context, &b, x * 1.5 + 0.25, y * 0.75 - 0.5, x * 1.5 + 1.75, y * 0.75 + 0.25);
        }
        bp_overlap_list list = overlay(context, &a, NULL, &b);
        int64_t k = 0;
        for (int i = 0; i < SIDE * SIDE; i++)
            for (int j = 0; j < SIDE * SIDE; j++) {
                double x = j % SIDE * 1.5 + 0.25, y = j / SIDE * 0.75 - 0.5;
                double area = shared_side(i % SIDE, i % SIDE + 1, x, x + 1.5) *
                              shared_side(i / SIDE, i / SIDE + 1, y, y + 0.75);
                if (area > 0.0)
                    assert_overlap(&list, k++, i, j, area);
            }
        ck_assert_int_eq(list.n, k);
        bp_overlap_list_clear(&list);
        bp_polygons_clear(&a);
        bp_polygons_clear(&b);
        bp_context_free(context);
    }
}
END_TEST

/* A tessellation over a finer one: the shares of a unit that lies inside add up to it, whatever the threads.
 */
START_TEST(shares_add_up)
{
    bp_context *contexts[2] = {new_context(1), new_context(3)};
    bp_polygons a = BP_POLYGONS_INIT, b = BP_POLYGONS_INIT;
    tessellation_options coarse = {6, 6, 20, true, 5000.0, 110000.0, 410000.0, 1};
    tessellation_options fine = {60, 60, 4, false, 1000.0, 98000.0, 398000.0, 2};
    make_tessellation(contexts[0], &coarse, &a);
    make_tessellation(contexts[0], &fine, &b);
    bp_overlap_list list = overlay(contexts[0], &a, NULL, &b), again = overlay(contexts[1], &a, NULL, &b);
    ck_assert_int_eq(list.n, again.n);
    ck_assert_mem_eq(list.items, again.items, (size_t)list.n * sizeof *list.items);
    double area[36], sum[36] = {0.0};
    bp_polygons_area(&a, area);
    for (int64_t k = 0; k < list.n; k++)
        sum[list.items[k].a] += list.items[k].area;
    for (int u = 0; u < 36; u++)
        ck_assert_double_eq_tol(sum[u], area[u], 1e-9 * area[u]);
    bp_overlap_list back = overlay(contexts[1], &b, NULL, &a);
    ck_assert_int_eq(back.n, list.n);
    bp_overlap_list_clear(&list);
    bp_overlap_list_clear(&again);
    bp_overlap_list_clear(&back);
    bp_polygons_clear(&a);
    bp_polygons_clear(&b);
    for (int k = 0; k < 2; k++)
        bp_context_free(contexts[k]);
}
END_TEST

/* A ring about (cx, cy) whose points lie near and far in turn. */
static void add_star(bp_context *context, bp_polygons *polygons, double cx, double cy, double radius, int n)
{
    uint32_t state = 12345;
    for (int i = 0; i < n; i++) {
        state = state * 1664525u + 1013904223u;
        double angle = 2.0 * 3.14159265358979 * i / n, r = radius * (0.6 + 0.4 * (state >> 16) / 65536.0);
        const double point[] = {cx + r * cos(angle), cy + r * sin(angle)};
        ck_bp_ok(context, bp_polygons_add_points(context, polygons, point, 1));
    }
    ck_bp_ok(context, bp_polygons_end_ring(context, polygons));
}

/* Regions with bays, holes and islands: what lies well inside or outside is told from a grid, and must be as
 * it is without one, which one huge unit beside the others rules out. */
START_TEST(the_grid_changes_nothing)
{
    enum { SIDE = 60 };
    bp_context *context = new_context(2);
    bp_polygons a = BP_POLYGONS_INIT, b = BP_POLYGONS_INIT;
    for (int i = 0; i < SIDE * SIDE; i++) {
        int row = i / SIDE;
        double x = i % SIDE, y = row;
        add_box(context, &a, x, y, x + (i % 7 ? 1.0 : 0.3), y + 1.0);
    }
    add_star(context, &b, 30, 30, 28, 40);
    add_star(context, &b, 30, 30, 9, 11);
    end_part(context, &b);
    add_star(context, &b, 90, 10, 15, 9); /* an island beyond the units */
    end_part(context, &b);
    end_unit(context, &b);
    add_box(context, &b, 10, 10, 50, 20); /* its sides run along those of the units */
    add_box(context, &b, 3.25, 40, 3.75, 41);
    bp_overlap_list list = overlay(context, &a, NULL, &b);
    add_box(context, &a, 1000, 1000, 100000, 100000);
    bp_overlap_list plain = overlay(context, &a, NULL, &b);
    ck_assert_int_gt(list.n, 1000);
    ck_assert_int_eq(list.n, plain.n);
    for (int64_t k = 0; k < list.n; k++) {
        ck_assert_int_eq(list.items[k].a, plain.items[k].a);
        ck_assert_int_eq(list.items[k].b, plain.items[k].b);
        ck_assert(list.items[k].area == plain.items[k].area);
    }
    bp_overlap_list_clear(&list);
    bp_overlap_list_clear(&plain);
    bp_polygons_clear(&a);
    bp_polygons_clear(&b);
    bp_context_free(context);
}
END_TEST

/* Two strips of a unit's breadth along the border of a large box, a small box inside it, and one beside it.
 */
static void add_sliver_layers(bp_context *context, bp_polygons *a, bp_polygons *b)
{
    add_box(context, a, 0, 0, 100, 100);
    add_box(context, b, 99, 0, 200, 100); /* overlaps in 1 x 100 */
    add_box(context, b, 10, 10, 12, 12);  /* 2 x 2, small but whole */
    add_box(context, b, -60, 0, 40, 100); /* 40 x 100 */
}

START_TEST(slivers_are_set_apart)
{
    bp_context *context = new_context(1);
    bp_polygons a = BP_POLYGONS_INIT, b = BP_POLYGONS_INIT;
    bp_overlap_list list = BP_OVERLAP_LIST_INIT, slivers = BP_OVERLAP_LIST_INIT;
    bp_overlay_options options = BP_OVERLAY_OPTIONS_INIT;
    add_sliver_layers(context, &a, &b);
    /* 2 area / perimeter: 200 / 202 for the strip, 8 / 8 for the small box, 8000 / 280 for the wide one. */
    options.least_width = 0.995;
    ck_bp_ok(context, bp_overlay(context, &a, &b, &options, &list, &slivers));
    ck_assert_int_eq(list.n, 2);
    assert_overlap(&list, 0, 0, 1, 4.0);
    assert_overlap(&list, 1, 0, 2, 4000.0);
    ck_assert_int_eq(slivers.n, 1);
    assert_overlap(&slivers, 0, 0, 0, 100.0);
    bp_overlap_list_clear(&list);
    bp_overlap_list_clear(&slivers);
    options.least_width = 0.98;
    ck_bp_ok(context, bp_overlay(context, &a, &b, &options, &list, NULL));
    ck_assert_int_eq(list.n, 3);
    bp_overlap_list_clear(&list);
    /* One hundredth of both boxes for the strip; all of the small box; two fifths. */
    options.least_width = 0.0;
    options.least_share = 0.0101;
    ck_bp_ok(context, bp_overlay(context, &a, &b, &options, &list, &slivers));
    ck_assert_int_eq(list.n, 2);
    ck_assert_int_eq(slivers.n, 1);
    assert_overlap(&slivers, 0, 0, 0, 100.0);
    bp_overlap_list_clear(&list);
    bp_overlap_list_clear(&slivers);
    bp_polygons_clear(&a);
    bp_polygons_clear(&b);
    bp_context_free(context);
}
END_TEST

START_TEST(options_that_mean_nothing_are_refused)
{
    bp_context *context = new_context(1);
    bp_polygons a = BP_POLYGONS_INIT;
    bp_overlap_list list = BP_OVERLAP_LIST_INIT;
    bp_overlay_options options = BP_OVERLAY_OPTIONS_INIT;
    options.least_width = -1.0;
    ck_assert_int_eq(bp_overlay(context, &a, &a, &options, &list, NULL), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "the least width of an overlap is -1; give 0 or a length");
    bp_context_clear(context);
    options.least_width = 0.0;
    options.least_share = -0.5;
    ck_assert_int_eq(bp_overlay(context, &a, &a, &options, &list, NULL), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context),
                     "the least share of an overlap is -0.5; give 0 or a share up to 1");
    ck_assert_ptr_null(list.items);
    bp_context_free(context);
}
END_TEST

START_TEST(units_that_are_not_finite_are_named_and_the_rest_goes_on)
{
    bp_context *context = new_context(2);
    bp_polygons a = BP_POLYGONS_INIT, b = BP_POLYGONS_INIT;
    add_box(context, &a, 0, 0, NAN, 1);
    add_box(context, &a, 0, 0, 2, 2);
    add_box(context, &b, 1, 1, 3, 3);
    add_box(context, &b, 0, 0, INFINITY, INFINITY);
    bp_overlap_list list = overlay(context, &a, NULL, &b);
    ck_assert_int_eq(list.n, 1);
    assert_overlap(&list, 0, 1, 0, 1.0);
    ck_assert_int_eq(bp_context_warning_count(context), 2);
    ck_assert_str_eq(bp_context_warning_at(context, 0)->code, "overlay.not_finite");
    ck_assert_str_eq(
        bp_context_warning_at(context, 0)->text,
        "row 1 of the first layer has a coordinate that is no finite number, and was left out of "
        "the overlay (1 such row)");
    ck_assert_str_eq(bp_context_warning_at(context, 1)->text,
                     "row 2 of the second layer has a coordinate that is no finite number, and was left out "
                     "of the overlay (1 such row)");
    bp_overlap_list_clear(&list);
    bp_polygons_clear(&a);
    bp_polygons_clear(&b);
    bp_context_free(context);
}
END_TEST

/* The polygons in the order that `order` says, moved by (dx, dy). */
static void rearrange(bp_context *context, const bp_polygons *from, const int64_t *order, double dx,
                      double dy, bp_polygons *to)
{
    ck_bp_ok(context, bp_polygons_take(context, from, order, from->n_units, to));
    for (int64_t c = 0; c < to->n_coords; c++) {
        to->xy[2 * c] += dx;
        to->xy[2 * c + 1] += dy;
    }
}

static double area_of_pair(const bp_overlap_list *list, int64_t a, int64_t b)
{
    for (int64_t k = 0; k < list->n; k++)
        if (list->items[k].a == a && list->items[k].b == b)
            return list->items[k].area;
    ck_abort_msg("no such pair");
    return 0.0;
}

/* Coordinates on a grid of 2^-10 stay exact when they are moved by a power of two. */
START_TEST(neither_order_nor_place_changes_a_bit)
{
    enum { SIDE = 8 };
    bp_context *context = new_context(2);
    bp_polygons layers[2] = {BP_POLYGONS_INIT, BP_POLYGONS_INIT};
    bp_polygons moved[2] = {BP_POLYGONS_INIT, BP_POLYGONS_INIT};
    int64_t order[2][SIDE * SIDE];
    uint64_t state = 11;
    for (int l = 0; l < 2; l++) {
        tessellation_options options = {SIDE, SIDE, 5, true, l ? 900.0 : 1000.0, 0.0, 0.0, (uint64_t)l + 3};
        make_tessellation(context, &options, &layers[l]);
        for (int64_t c = 0; c < 2 * layers[l].n_coords; c++)
            layers[l].xy[c] = floor(layers[l].xy[c] * 1024.0) / 1024.0;
        for (int i = 0; i < SIDE * SIDE; i++) {
            int j = random_below(&state, i + 1);
            order[l][i] = order[l][j];
            order[l][j] = i;
        }
        rearrange(context, &layers[l], order[l], 131072.0, -524288.0, &moved[l]);
    }
    bp_overlap_list list = overlay(context, &layers[0], NULL, &layers[1]);
    bp_overlap_list again = overlay(context, &moved[0], NULL, &moved[1]);
    ck_assert_int_gt(list.n, 100);
    ck_assert_int_eq(again.n, list.n);
    for (int64_t k = 0; k < again.n; k++) {
        const bp_overlap *o = &again.items[k];
        ck_assert(o->area == area_of_pair(&list, order[0][o->a], order[1][o->b]));
    }
    bp_overlap_list_clear(&list);
    bp_overlap_list_clear(&again);
    for (int l = 0; l < 2; l++) {
        bp_polygons_clear(&layers[l]);
        bp_polygons_clear(&moved[l]);
    }
    bp_context_free(context);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("overlay");
    TCase *tests = tcase_create("overlay");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, every_kind_of_pair);
    tcase_add_test(tests, the_grid_changes_nothing);
    tcase_add_test(tests, rounding_noise_is_left_out_and_slivers_are_not);
    tcase_add_test(tests, nothing_meets_nothing);
    tcase_add_test(tests, shifted_grids_match_arithmetic);
    tcase_add_test(tests, shares_add_up);
    tcase_add_test(tests, slivers_are_set_apart);
    tcase_add_test(tests, options_that_mean_nothing_are_refused);
    tcase_add_test(tests, units_that_are_not_finite_are_named_and_the_rest_goes_on);
    tcase_add_test(tests, neither_order_nor_place_changes_a_bit);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
