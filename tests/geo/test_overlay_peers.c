/* Areas of intersection against those of GEOS, on pairs of polygons of every sort. */
#include "geo/geos_private.h"
#include "geo/outline_private.h"
#include "geo/overlay.h"
#include "tests/geo/polygon_pairs.h"

/* What GEOS says of each pair; NAN where one of the two is not valid and so means nothing. */
typedef struct reference {
    const bp_polygons *a, *b;
    double *area; /* area[PAIRS] */
} reference;

static bp_status intersect(bp_geos *geos, int64_t pair, void *user)
{
    const reference *r = (const reference *)user;
    GEOSGeometry *a = bp_geos_from_unit(geos, r->a, pair), *b = bp_geos_from_unit(geos, r->b, pair);
    r->area[pair] = NAN;
    if (GEOSisValid_r(geos->handle, a) == 1 && GEOSisValid_r(geos->handle, b) == 1) {
        GEOSGeometry *common = GEOSIntersection_r(geos->handle, a, b);
        if (common && GEOSArea_r(geos->handle, common, &r->area[pair]))
            GEOSGeom_destroy_r(geos->handle, common);
    }
    GEOSGeom_destroy_r(geos->handle, a);
    GEOSGeom_destroy_r(geos->handle, b);
    return BP_OK;
}

START_TEST(ten_thousand_pairs_match_geos)
{
    bp_context *context = new_context(2);
    bp_polygons a = BP_POLYGONS_INIT, b = BP_POLYGONS_INIT;
    bp_overlap_list list = BP_OVERLAP_LIST_INIT, back = BP_OVERLAP_LIST_INIT;
    double *area_a = (double *)malloc(PAIRS * sizeof *area_a);
    double *area_b = (double *)malloc(PAIRS * sizeof *area_b);
    double *found = (double *)calloc(PAIRS, sizeof *found);
    double *expected = (double *)malloc(PAIRS * sizeof *expected);
    make_pairs(context, &a, &b);
    bp_polygons_area(&a, area_a);
    bp_polygons_area(&b, area_b);
    reference r = {&a, &b, expected};
    ck_bp_ok(context, bp_geos_each(context, PAIRS, intersect, &r));
    ck_bp_ok(context, bp_overlay_areas(context, &a, NULL, &b, &list));
    ck_bp_ok(context, bp_overlay_areas(context, &b, NULL, &a, &back));
    int n_valid = 0, n_apart = 0;
    for (int64_t k = 0; k < list.n; k++) {
        ck_assert_int_eq(list.items[k].a, list.items[k].b);
        found[list.items[k].a] = list.items[k].area;
    }
    for (int i = 0; i < PAIRS; i++) {
        if (isnan(expected[i]))
            continue;
        double smaller = fmin(area_a[i], area_b[i]);
        ck_assert_msg(fabs(found[i] - expected[i]) <= 1e-9 * smaller, "pair %d: %.17g, by GEOS %.17g", i,
                      found[i], expected[i]);
        n_valid++;
        n_apart += expected[i] == 0.0;
    }
    /* Lattice stars may cross themselves; most do not. */
    ck_assert_int_ge(n_valid, ENOUGH);
    ck_assert_int_gt(n_apart, 50);
    for (int64_t k = 0; k < back.n; k++) {
        double other = found[back.items[k].a];
        ck_assert(isnan(expected[back.items[k].a]) ||
                  fabs(back.items[k].area - other) <=
                      1e-11 * fmin(area_a[back.items[k].a], area_b[back.items[k].a]));
    }
    bp_overlap_list_clear(&list);
    bp_overlap_list_clear(&back);
    free(area_a);
    free(area_b);
    free(found);
    free(expected);
    bp_polygons_clear(&a);
    bp_polygons_clear(&b);
    bp_context_free(context);
}
END_TEST

/* The area that units a and b have in common with unit c, by GEOS; NAN where one of them is not valid. */
static double area_of_three(bp_geos *geos, const bp_polygons *p, int64_t a, int64_t b, int64_t c)
{
    GEOSContextHandle_t handle = geos->handle;
    GEOSGeometry *shapes[3] = {bp_geos_from_unit(geos, p, a), bp_geos_from_unit(geos, p, b),
                               bp_geos_from_unit(geos, p, c)};
    double area = NAN;
    bool valid = true;
    for (int k = 0; k < 3; k++)
        valid = valid && GEOSisValid_r(handle, shapes[k]) == 1;
    if (valid) {
        GEOSGeometry *two = GEOSIntersection_r(handle, shapes[0], shapes[1]);
        GEOSGeometry *three = GEOSIntersection_r(handle, two, shapes[2]);
        GEOSArea_r(handle, three, &area);
        GEOSGeom_destroy_r(handle, two);
        GEOSGeom_destroy_r(handle, three);
    }
    for (int k = 0; k < 3; k++)
        GEOSGeom_destroy_r(handle, shapes[k]);
    return area;
}

/* Three stars about nearly the same place each time. */
static bp_status compare_three(bp_geos *geos, int64_t number, void *user)
{
    const bp_polygons *p = (const bp_polygons *)user;
    bp_outline outlines[3];
    bp_outline_pair pair = BP_OUTLINE_PAIR_INIT;
    double area[3], least = INFINITY;
    for (int k = 0; k < 3; k++) {
        bp_polygons one = BP_POLYGONS_INIT;
        ck_bp_ok(geos->context, bp_polygons_add_unit(geos->context, &one, p, 3 * number + k));
        bp_polygons_area(&one, &area[k]);
        bp_polygons_clear(&one);
        least = fmin(least, area[k]);
        ck_assert(bp_outline_make(p, 3 * number + k, &outlines[k]));
    }
    ck_assert(bp_outline_pair_make(&outlines[0], &outlines[1], &pair));
    double expected = area_of_three(geos, p, 3 * number, 3 * number + 1, 3 * number + 2);
    if (!isnan(expected))
        ck_assert_double_eq_tol(bp_outline_pair_area(&pair, &outlines[2]), expected, 1e-9 * least);
    bp_outline_pair_clear(&pair);
    for (int k = 0; k < 3; k++)
        bp_outline_clear(&outlines[k]);
    return BP_OK;
}

START_TEST(areas_common_to_three_match_geos)
{
    enum { TRIPLES = 500 };
    bp_context *context = new_context(1);
    bp_polygons p = BP_POLYGONS_INIT;
    uint64_t state = 7;
    for (int i = 0; i < 3 * TRIPLES; i++) {
        const double centre[2] = {120000.0 + 6.0 * random_real(&state), 480000.0 + 6.0 * random_real(&state)};
        add_star_unit(context, &state, ANYWHERE, centre, &p);
    }
    ck_bp_ok(context, bp_geos_each(context, TRIPLES, compare_three, &p));
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("overlay_peers");
    TCase *tests = tcase_create("geos");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, ten_thousand_pairs_match_geos);
    tcase_add_test(tests, areas_common_to_three_match_geos);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
