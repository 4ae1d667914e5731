#include "geo/pieces.h"

#include "geo/bitmap.h"
#include "geo/geos_private.h"
#include "tests/geo/shapes.h"
#include "tests/geo/tessellation.h"

#include <math.h>

/* Two sources beside each other, and two targets shifted by half a source; the last sticks out. */
typedef struct fixture {
    bp_context *context;
    bp_polygons sources, targets;
    bp_pieces by_area;
} fixture;

static fixture make_fixture(void)
{
    fixture f = {new_context(2), BP_POLYGONS_INIT, BP_POLYGONS_INIT, BP_PIECES_INIT};
    const bp_overlay_options options = BP_OVERLAY_OPTIONS_INIT;
    add_box(f.context, &f.sources, 0, 0, 2, 2);
    add_box(f.context, &f.sources, 2, 0, 4, 2);
    add_box(f.context, &f.targets, 1, 0, 3, 2);
    add_box(f.context, &f.targets, 3, 0, 7, 2);
    ck_bp_ok(f.context, bp_pieces_by_area(f.context, &f.sources, &f.targets, &options, &f.by_area, NULL));
    return f;
}

static void free_fixture(fixture *f)
{
    bp_pieces_clear(&f->by_area);
    bp_polygons_clear(&f->sources);
    bp_polygons_clear(&f->targets);
    bp_context_free(f->context);
}

static void assert_piece(const bp_pieces *pieces, int64_t k, bp_piece expected)
{
    ck_assert_int_gt(pieces->n, k);
    const bp_piece *piece = &pieces->items[k];
    ck_assert_int_eq(piece->source, expected.source);
    ck_assert_int_eq(piece->target, expected.target);
    ck_assert((isnan(expected.area) && isnan(piece->area)) || fabs(piece->area - expected.area) < 1e-12);
    ck_assert_double_eq_tol(piece->weight, expected.weight, 1e-12);
    ck_assert_double_eq_tol(piece->source_share, expected.source_share, 1e-12);
    ck_assert_double_eq_tol(piece->target_share, expected.target_share, 1e-12);
}

START_TEST(shares_by_area)
{
    fixture f = make_fixture();
    ck_assert_int_eq(f.by_area.n_sources, 2);
    ck_assert_int_eq(f.by_area.n_targets, 2);
    ck_assert_int_eq(f.by_area.n, 3);
    assert_piece(&f.by_area, 0, (bp_piece){0, 0, 2.0, 2.0, 0.5, 0.5});
    assert_piece(&f.by_area, 1, (bp_piece){1, 0, 2.0, 2.0, 0.5, 0.5});
    assert_piece(&f.by_area, 2, (bp_piece){1, 1, 2.0, 2.0, 0.5, 0.25});
    free_fixture(&f);
}
END_TEST

/* A sliver that is left out goes to the other pieces, so that the source is still shared out whole. */
START_TEST(slivers_go_to_the_other_pieces)
{
    bp_context *context = new_context(1);
    bp_polygons sources = BP_POLYGONS_INIT, targets = BP_POLYGONS_INIT;
    bp_pieces pieces = BP_PIECES_INIT;
    bp_overlap_list slivers = BP_OVERLAP_LIST_INIT;
    bp_overlay_options options = BP_OVERLAY_OPTIONS_INIT;
    add_box(context, &sources, 0, 0, 100, 100);
    add_box(context, &targets, 0, 0, 99, 100);
    add_box(context, &targets, 99, 0, 200, 100);
    options.least_width = 2.0;
    ck_bp_ok(context, bp_pieces_by_area(context, &sources, &targets, &options, &pieces, &slivers));
    ck_assert_int_eq(pieces.n, 1);
    assert_piece(&pieces, 0, (bp_piece){0, 0, 9900.0, 9900.0, 1.0, 1.0});
    ck_assert_int_eq(slivers.n, 1);
    ck_assert_double_eq_tol(slivers.items[0].area, 100.0, 1e-9);
    bp_overlap_list_clear(&slivers);
    bp_pieces_clear(&pieces);
    bp_polygons_clear(&sources);
    bp_polygons_clear(&targets);
    bp_context_free(context);
}
END_TEST

START_TEST(shares_by_weight)
{
    fixture f = make_fixture();
    bp_pieces pieces = BP_PIECES_INIT;
    /* Source 0 has 40, of which 10 in target 0; source 1 has none; target 0 has 25, 15 of it from nowhere; a
     * pair that area does not know of. */
    const bp_piece_weight weights[] = {{0, 0, 4.0}, {0, -1, 25.0}, {-1, 0, 15.0}, {0, 0, 6.0}, {0, 1, 5.0}};
    ck_bp_ok(f.context, bp_pieces_by_weights(f.context, &f.by_area, weights, 5, &pieces));
    ck_assert_int_eq(pieces.n, 4);
    assert_piece(&pieces, 0, (bp_piece){0, 0, 2.0, 10.0, 0.25, 0.4});
    assert_piece(&pieces, 1, (bp_piece){0, 1, NAN, 5.0, 0.125, 1.0});
    assert_piece(&pieces, 2, (bp_piece){1, 0, 2.0, 0.0, 0.5, 0.0});
    assert_piece(&pieces, 3, (bp_piece){1, 1, 2.0, 0.0, 0.5, 0.0});
    ck_assert_int_eq(pieces.n_source_by_area, 1);
    ck_assert(!bp_bitmap_get(pieces.source_by_area, 0));
    ck_assert(bp_bitmap_get(pieces.source_by_area, 1));
    ck_assert_int_eq(pieces.n_target_by_area, 0);
    bp_pieces_clear(&pieces);
    const bp_piece_weight none[] = {{0, 0, 0.0}};
    ck_bp_ok(f.context, bp_pieces_by_weights(f.context, &f.by_area, none, 1, &pieces));
    ck_assert_int_eq(pieces.n_source_by_area, 2);
    ck_assert_int_eq(pieces.n_target_by_area, 2);
    assert_piece(&pieces, 2, (bp_piece){1, 1, 2.0, 0.0, 0.5, 0.25});
    bp_pieces_clear(&pieces);
    free_fixture(&f);
}
END_TEST

START_TEST(bad_weights_are_refused)
{
    fixture f = make_fixture();
    bp_pieces pieces = BP_PIECES_INIT;
    const bp_piece_weight far[] = {{0, 0, 1.0}, {0, 2, 1.0}}, negative[] = {{1, 0, -3.0}};
    ck_assert_int_eq(bp_pieces_by_weights(f.context, &f.by_area, far, 2, &pieces), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(f.context),
                     "weight 1 is for source 0 and target 2, but there are 2 sources and 2 targets");
    bp_context_clear(f.context);
    ck_assert_int_eq(bp_pieces_by_weights(f.context, &f.by_area, negative, 1, &pieces), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(f.context),
                     "weight 0, of source 1 in target 0, is -3; weights are numbers from 0 up");
    ck_assert_ptr_null(pieces.items);
    free_fixture(&f);
}
END_TEST

static double weight_of(const bp_piece_weight *weights, int64_t n, int64_t source, int64_t target)
{
    double sum = 0.0;
    for (int64_t k = 0; k < n; k++)
        if (weights[k].source == source && weights[k].target == target)
            sum += weights[k].weight;
    return sum;
}

START_TEST(weights_of_polygons)
{
    fixture f = make_fixture();
    bp_polygons blocks = BP_POLYGONS_INIT;
    bp_piece_weight *weights = NULL;
    int64_t n = 0, n_missing = 0;
    add_box(f.context, &blocks, 0, 0, 1, 2);     /* in source 0, outside the targets */
    add_box(f.context, &blocks, 2.5, 0, 3.5, 2); /* in source 1, half in either target */
    add_box(f.context, &blocks, 1, 1, 5, 3);     /* cut by the borders of both; its upper half is nowhere */
    add_box(f.context, &blocks, 1, 0, 2, 1);     /* without a count */
    add_box(f.context, &blocks, 90, 90, 91, 91); /* nowhere */
    const double count[] = {30.0, 20.0, 8.0, NAN, 5.0};
    const uint8_t valid[] = {0x17};
    const bp_ancillary ancillary = {&blocks, count, valid};
    ck_bp_ok(f.context, bp_piece_weights_of_polygons(f.context, &f.sources, &f.targets, &ancillary, &weights,
                                                     &n, &n_missing));
    ck_assert_int_eq(n_missing, 1);
    ck_assert_double_eq_tol(weight_of(weights, n, 0, -1), 30.0, 1e-12);
    ck_assert_double_eq_tol(weight_of(weights, n, 0, 0), 1.0, 1e-12);
    ck_assert_double_eq_tol(weight_of(weights, n, 1, 0), 10.0 + 1.0, 1e-12);
    ck_assert_double_eq_tol(weight_of(weights, n, 1, 1), 10.0 + 1.0, 1e-12);
    ck_assert_double_eq_tol(weight_of(weights, n, -1, 1), 1.0, 1e-12);
    ck_assert_int_eq(n, 7);
    free(weights);
    const double negative[] = {30.0, -1.0, 8.0, 1.0, 5.0};
    const bp_ancillary wrong = {&blocks, negative, NULL};
    ck_assert_int_eq(
        bp_piece_weights_of_polygons(f.context, &f.sources, &f.targets, &wrong, &weights, &n, &n_missing),
        BP_ERROR_INPUT);
    ck_assert_str_eq(bp_context_message(f.context),
                     "the count of ancillary polygon 1 is -1; counts are numbers from 0 up");
    bp_polygons_clear(&blocks);
    free_fixture(&f);
}
END_TEST

START_TEST(weights_of_points)
{
    bp_context *context = new_context(1);
    const int64_t source_of[] = {0, 0, -1, -1, 1}, target_of[] = {0, -1, 1, -1, 1};
    const double weight[] = {2.0, 3.0, 4.0, 5.0, NAN};
    const uint8_t valid[] = {0x0F};
    const bp_weighted_points points = {5, source_of, target_of, weight, valid};
    bp_piece_weight *weights = NULL;
    int64_t n = 0, n_missing = 0;
    ck_bp_ok(context, bp_piece_weights_of_points(context, &points, &weights, &n, &n_missing));
    ck_assert_int_eq(n, 3);
    ck_assert_int_eq(n_missing, 1);
    ck_assert_double_eq(weight_of(weights, n, 0, 0), 2.0);
    ck_assert_double_eq(weight_of(weights, n, 0, -1), 3.0);
    ck_assert_double_eq(weight_of(weights, n, -1, 1), 4.0);
    free(weights);
    const bp_weighted_points each = {5, source_of, target_of, NULL, NULL};
    ck_bp_ok(context, bp_piece_weights_of_points(context, &each, &weights, &n, &n_missing));
    ck_assert_double_eq(weight_of(weights, n, 1, 1), 1.0);
    free(weights);
    const bp_weighted_points odd = {5, source_of, target_of, weight, NULL};
    ck_assert_int_eq(bp_piece_weights_of_points(context, &odd, &weights, &n, &n_missing), BP_ERROR_INPUT);
    ck_assert_str_eq(bp_context_message(context),
                     "the weight of point 4 is nan; weights are numbers from 0 up");
    bp_context_free(context);
}
END_TEST

/* Sources and targets of a comparison with GEOS, pair by pair. */
typedef struct reference {
    const bp_polygons *sources, *targets;
    const bp_pieces *pieces;
    int64_t next;
} reference;

static bp_status compare_source(bp_geos *geos, int64_t s, void *user)
{
    reference *r = (reference *)user;
    GEOSGeometry *source = bp_geos_from_unit(geos, r->sources, s);
    double source_area = 0.0, target_area = 0.0, area = 0.0;
    GEOSArea_r(geos->handle, source, &source_area);
    for (int64_t t = 0; t < r->targets->n_units; t++) {
        GEOSGeometry *target = bp_geos_from_unit(geos, r->targets, t);
        GEOSGeometry *common = GEOSIntersection_r(geos->handle, source, target);
        GEOSArea_r(geos->handle, target, &target_area);
        GEOSArea_r(geos->handle, common, &area);
        if (area > 1e-9 * fmin(source_area, target_area)) {
            const bp_piece *piece = &r->pieces->items[r->next++];
            ck_assert_int_eq(piece->source, s);
            ck_assert_int_eq(piece->target, t);
            ck_assert_double_eq_tol(piece->source_share, area / source_area, 1e-9);
            ck_assert_double_eq_tol(piece->target_share, area / target_area, 1e-9);
        }
        GEOSGeom_destroy_r(geos->handle, common);
        GEOSGeom_destroy_r(geos->handle, target);
    }
    GEOSGeom_destroy_r(geos->handle, source);
    return BP_OK;
}

START_TEST(shares_match_geos_and_add_up)
{
    bp_context *context = new_context(1);
    tessellation_options fine = {12, 12, 6, true, 500.0, 112000.0, 412000.0, 5};
    tessellation_options coarse = {10, 10, 9, false, 1000.0, 110000.0, 410000.0, 6};
    bp_polygons sources = BP_POLYGONS_INIT, targets = BP_POLYGONS_INIT;
    bp_pieces pieces = BP_PIECES_INIT;
    const bp_overlay_options options = BP_OVERLAY_OPTIONS_INIT;
    make_tessellation(context, &fine, &sources);
    make_tessellation(context, &coarse, &targets);
    ck_bp_ok(context, bp_pieces_by_area(context, &sources, &targets, &options, &pieces, NULL));
    reference r = {&sources, &targets, &pieces, 0};
    ck_bp_ok(context, bp_geos_each(context, sources.n_units, compare_source, &r));
    ck_assert_int_eq(r.next, pieces.n);
    double sum[144] = {0.0};
    for (int64_t k = 0; k < pieces.n; k++)
        sum[pieces.items[k].source] += pieces.items[k].source_share;
    for (int s = 0; s < 144; s++)
        ck_assert_double_eq_tol(sum[s], 1.0, 1e-9);
    bp_pieces_clear(&pieces);
    bp_polygons_clear(&sources);
    bp_polygons_clear(&targets);
    bp_context_free(context);
}
END_TEST

/* A third tessellation that covers sources and targets: what it has in a source, and in a target, is the same
 * whatever it is cut into; with one thread and with three. */
START_TEST(polygon_weights_add_up)
{
    enum { N = 64, BLOCKS = 900 };
    bp_context *context = new_context(3), *single = new_context(1);
    tessellation_options options[3] = {{8, 8, 5, true, 700.0, 112000.0, 412000.0, 1},
                                       {8, 8, 4, false, 650.0, 112500.0, 411500.0, 2},
                                       {30, 30, 3, true, 400.0, 108000.0, 408000.0, 3}};
    bp_polygons p[3] = {BP_POLYGONS_INIT, BP_POLYGONS_INIT, BP_POLYGONS_INIT};
    bp_piece_weight *weights = NULL, *again = NULL;
    int64_t n = 0, n_again = 0, n_missing = 0;
    double count[BLOCKS], area[BLOCKS], found[2][N] = {{0.0}}, expected[2][N] = {{0.0}};
    uint64_t state = 4;
    for (int l = 0; l < 3; l++)
        make_tessellation(context, &options[l], &p[l]);
    for (int u = 0; u < BLOCKS; u++)
        count[u] = random_below(&state, 200);
    const bp_ancillary ancillary = {&p[2], count, NULL};
    ck_bp_ok(context,
             bp_piece_weights_of_polygons(context, &p[0], &p[1], &ancillary, &weights, &n, &n_missing));
    ck_bp_ok(single,
             bp_piece_weights_of_polygons(single, &p[0], &p[1], &ancillary, &again, &n_again, &n_missing));
    ck_assert_int_eq(n, n_again);
    for (int64_t k = 0; k < n; k++) {
        ck_assert(weights[k].weight == again[k].weight);
        if (weights[k].source >= 0)
            found[0][weights[k].source] += weights[k].weight;
        if (weights[k].target >= 0)
            found[1][weights[k].target] += weights[k].weight;
    }
    bp_polygons_area(&p[2], area);
    for (int l = 0; l < 2; l++) {
        bp_overlap_list list = BP_OVERLAP_LIST_INIT;
        ck_bp_ok(context, bp_overlay_areas(context, &p[2], NULL, &p[l], &list));
        for (int64_t k = 0; k < list.n; k++)
            expected[l][list.items[k].b] +=
                count[list.items[k].a] * list.items[k].area / area[list.items[k].a];
        for (int u = 0; u < N; u++)
            ck_assert_double_eq_tol(found[l][u], expected[l][u], 1e-8 * expected[l][u]);
        bp_overlap_list_clear(&list);
    }
    free(weights);
    free(again);
    for (int l = 0; l < 3; l++)
        bp_polygons_clear(&p[l]);
    bp_context_free(context);
    bp_context_free(single);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("pieces");
    TCase *tests = tcase_create("pieces");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, shares_by_area);
    tcase_add_test(tests, slivers_go_to_the_other_pieces);
    tcase_add_test(tests, shares_by_weight);
    tcase_add_test(tests, bad_weights_are_refused);
    tcase_add_test(tests, weights_of_polygons);
    tcase_add_test(tests, weights_of_points);
    tcase_add_test(tests, shares_match_geos_and_add_up);
    tcase_add_test(tests, polygon_weights_add_up);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
