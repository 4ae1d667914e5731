#include "analysis/interpolate.h"

#include "geo/bitmap.h"
#include "tests/geo/shapes.h"
#include "tests/geo/tessellation.h"

#include <math.h>

/* Source 0 lies half in target 0; source 1 half in either, which is half and a quarter of them; nothing
 * reaches target 2. */
static bp_piece items[] = {
    {0, 0, 2.0, 2.0, 0.5, 0.5}, {1, 0, 2.0, 2.0, 0.5, 0.5}, {1, 1, 2.0, 2.0, 0.5, 0.25}};
static const bp_pieces pieces = {2, 3, 3, items, 0, 0, NULL, NULL};
static const double values[] = {8.0, 6.0};
static const uint8_t only_second[] = {0x02};

static bp_interpolated interpolate(bp_context *context, const bp_pieces *of, const double *x,
                                   const uint8_t *valid, bp_interpolate_options options)
{
    bp_interpolated out = BP_INTERPOLATED_INIT;
    ck_bp_ok(context, bp_interpolate(context, of, x, valid, &options, &out));
    return out;
}

static void assert_target(const bp_interpolated *out, int64_t t, double value, double covered)
{
    ck_assert(bp_bitmap_get(out->valid, t) == !isnan(value));
    if (!isnan(value))
        ck_assert_double_eq_tol(out->value[t], value, 1e-12);
    ck_assert_double_eq_tol(out->covered[t], covered, 1e-12);
}

START_TEST(extensive_values_add_up)
{
    bp_context *context = new_context(1);
    bp_interpolate_options options = {BP_INTERPOLATE_EXTENSIVE, 0.0};
    bp_interpolated out = interpolate(context, &pieces, values, NULL, options);
    assert_target(&out, 0, 7.0, 1.0);
    assert_target(&out, 1, 3.0, 0.25);
    assert_target(&out, 2, NAN, 0.0);
    ck_assert_double_eq(out.total, 14.0);
    ck_assert_double_eq(out.outside, 4.0);
    ck_assert_double_eq(out.withheld, 0.0);
    ck_assert_double_eq(out.doubled, 0.0);
    ck_assert_int_eq(out.n_missing_sources, 0);
    ck_assert_int_eq(out.n_without_value, 1);
    bp_interpolated_clear(&out);
    options.least_covered = 0.5; /* which target 0 has, target 1 has not */
    out = interpolate(context, &pieces, values, NULL, options);
    assert_target(&out, 0, 7.0, 1.0);
    assert_target(&out, 1, NAN, 0.25);
    ck_assert_double_eq(out.withheld, 3.0);
    ck_assert_int_eq(out.n_without_value, 2);
    bp_interpolated_clear(&out);
    bp_context_free(context);
}
END_TEST

START_TEST(intensive_values_are_means)
{
    bp_context *context = new_context(1);
    const bp_interpolate_options options = {BP_INTERPOLATE_INTENSIVE, 0.0};
    bp_interpolated out = interpolate(context, &pieces, values, NULL, options);
    assert_target(&out, 0, 7.0, 1.0);
    assert_target(&out, 1, 6.0, 0.25); /* the mean of what is known of it */
    assert_target(&out, 2, NAN, 0.0);
    ck_assert_double_eq(out.total, 0.0);
    bp_interpolated_clear(&out);
    bp_context_free(context);
}
END_TEST

START_TEST(missing_sources_are_not_zero)
{
    bp_context *context = new_context(1);
    const double x[] = {NAN, 6.0};
    const bp_interpolate_options sum = {BP_INTERPOLATE_EXTENSIVE, 0.0},
                                 mean = {BP_INTERPOLATE_INTENSIVE, 0.0};
    bp_interpolated out = interpolate(context, &pieces, x, only_second, sum);
    assert_target(&out, 0, 3.0, 0.5);
    assert_target(&out, 1, 3.0, 0.25);
    ck_assert_double_eq(out.total, 6.0);
    ck_assert_int_eq(out.n_missing_sources, 1);
    bp_interpolated_clear(&out);
    out = interpolate(context, &pieces, x, only_second, mean);
    assert_target(&out, 0, 6.0, 0.5);
    assert_target(&out, 1, 6.0, 0.25);
    bp_interpolated_clear(&out);
    const uint8_t none[] = {0};
    out = interpolate(context, &pieces, x, none, sum);
    assert_target(&out, 0, NAN, 0.0);
    ck_assert_int_eq(out.n_without_value, 3);
    bp_interpolated_clear(&out);
    bp_context_free(context);
}
END_TEST

/* An empty piece of a source whose people live elsewhere is a known 0; an amount that a source without people
 * shares out by area arrives even where the people of the target are all another source's. */
START_TEST(weights_of_nothing)
{
    bp_context *context = new_context(1);
    bp_piece pair[] = {{0, 0, 1.0, 0.0, 0.0, 0.5}, {1, 1, 1.0, 0.0, 0.5, 0.0}};
    const bp_pieces of = {2, 2, 2, pair, 0, 0, NULL, NULL};
    const bp_interpolate_options sum = {BP_INTERPOLATE_EXTENSIVE, 0.0},
                                 mean = {BP_INTERPOLATE_INTENSIVE, 0.0};
    bp_interpolated out = interpolate(context, &of, values, NULL, sum);
    assert_target(&out, 0, 0.0, 0.5);
    assert_target(&out, 1, 3.0, 0.0);
    ck_assert_double_eq(out.outside, 11.0);
    bp_interpolated_clear(&out);
    out = interpolate(context, &of, values, NULL, mean);
    assert_target(&out, 0, 8.0, 0.5);
    assert_target(&out, 1, NAN, 0.0);
    bp_interpolated_clear(&out);
    bp_context_free(context);
}
END_TEST

START_TEST(what_overlapping_targets_count_twice_is_told)
{
    bp_context *context = new_context(1);
    bp_piece pair[] = {{0, 0, 1.0, 1.0, 1.0, 1.0}, {0, 1, 0.5, 0.5, 0.5, 1.0}};
    const bp_pieces of = {1, 2, 2, pair, 0, 0, NULL, NULL};
    const bp_interpolate_options options = BP_INTERPOLATE_OPTIONS_INIT;
    bp_interpolated out = interpolate(context, &of, values, NULL, options);
    ck_assert_double_eq(out.value[0] + out.value[1], 12.0);
    ck_assert_double_eq(out.total, 8.0);
    ck_assert_double_eq(out.doubled, 4.0);
    ck_assert_double_eq(out.outside, 0.0);
    bp_interpolated_clear(&out);
    bp_context_free(context);
}
END_TEST

START_TEST(the_largest_source)
{
    int64_t source[3];
    double share[3];
    bp_interpolate_largest(&pieces, NULL, source, share);
    ck_assert_int_eq(source[0], 0); /* the first of two halves */
    ck_assert_double_eq(share[0], 0.5);
    ck_assert_int_eq(source[1], 1);
    ck_assert_double_eq(share[1], 0.25);
    ck_assert_int_eq(source[2], -1);
    ck_assert_double_eq(share[2], 0.0);
    bp_interpolate_largest(&pieces, only_second, source, share);
    ck_assert_int_eq(source[0], 1);
}
END_TEST

START_TEST(nonsense_is_refused)
{
    bp_context *context = new_context(1);
    bp_interpolated out = BP_INTERPOLATED_INIT;
    bp_interpolate_options options = BP_INTERPOLATE_OPTIONS_INIT;
    const double x[] = {1.0, INFINITY};
    ck_assert_int_eq(bp_interpolate(context, &pieces, x, NULL, &options, &out), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "the value of source 1 is inf; leave it out as missing");
    bp_context_clear(context);
    options.least_covered = 1.5;
    ck_assert_int_eq(bp_interpolate(context, &pieces, values, NULL, &options, &out), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context),
                     "the least share of a target that must be covered is 1.5; give a share from 0 to 1");
    ck_assert_ptr_null(out.value);
    bp_context_free(context);
}
END_TEST

/* Targets that cover the sources keep the total, whatever they were weighted by; a value that is the same
 * everywhere stays so. */
START_TEST(totals_are_kept)
{
    enum { SOURCES = 100, BLOCKS = 900 };
    bp_context *context = new_context(2);
    tessellation_options layers[3] = {{10, 10, 6, true, 500.0, 112000.0, 412000.0, 5},
                                      {10, 10, 9, false, 1000.0, 110000.0, 410000.0, 6},
                                      {30, 30, 3, true, 400.0, 109000.0, 409000.0, 3}};
    bp_polygons p[3] = {BP_POLYGONS_INIT, BP_POLYGONS_INIT, BP_POLYGONS_INIT};
    bp_pieces of[2] = {BP_PIECES_INIT, BP_PIECES_INIT};
    bp_piece_weight *weights = NULL;
    int64_t n = 0, n_missing = 0;
    double x[SOURCES], same[SOURCES], count[BLOCKS];
    uint64_t state = 8;
    for (int l = 0; l < 3; l++)
        make_tessellation(context, &layers[l], &p[l]);
    for (int u = 0; u < BLOCKS; u++)
        count[u] = random_below(&state, 4) ? random_below(&state, 300) : 0.0;
    const bp_overlay_options all = BP_OVERLAY_OPTIONS_INIT;
    const bp_ancillary ancillary = {&p[2], count, NULL};
    ck_bp_ok(context, bp_pieces_by_area(context, &p[0], &p[1], &all, &of[0], NULL));
    ck_bp_ok(context,
             bp_piece_weights_of_polygons(context, &p[0], &p[1], &ancillary, &weights, &n, &n_missing));
    ck_bp_ok(context, bp_pieces_by_weights(context, &of[0], weights, n, &of[1]));
    double total = 0.0;
    for (int s = 0; s < SOURCES; s++) {
        x[s] = random_below(&state, 5000);
        same[s] = 17.5;
        total += x[s];
    }
    const bp_interpolate_options sum = {BP_INTERPOLATE_EXTENSIVE, 0.0},
                                 mean = {BP_INTERPOLATE_INTENSIVE, 0.0};
    for (int way = 0; way < 2; way++) {
        double found = 0.0;
        bp_interpolated out = interpolate(context, &of[way], x, NULL, sum);
        for (int64_t t = 0; t < out.n; t++)
            found += out.value[t];
        ck_assert_double_eq_tol(found, total, 1e-9 * total);
        ck_assert_double_eq(out.outside, 0.0);
        ck_assert_double_eq(out.doubled, 0.0);
        bp_interpolated_clear(&out);
        out = interpolate(context, &of[way], same, NULL, mean);
        for (int64_t t = 0; t < out.n; t++)
            ck_assert(!bp_bitmap_get(out.valid, t) || fabs(out.value[t] - 17.5) < 1e-9);
        bp_interpolated_clear(&out);
    }
    free(weights);
    bp_pieces_clear(&of[0]);
    bp_pieces_clear(&of[1]);
    for (int l = 0; l < 3; l++)
        bp_polygons_clear(&p[l]);
    bp_context_free(context);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("interpolate");
    TCase *tests = tcase_create("interpolate");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, extensive_values_add_up);
    tcase_add_test(tests, intensive_values_are_means);
    tcase_add_test(tests, missing_sources_are_not_zero);
    tcase_add_test(tests, weights_of_nothing);
    tcase_add_test(tests, what_overlapping_targets_count_twice_is_told);
    tcase_add_test(tests, the_largest_source);
    tcase_add_test(tests, nonsense_is_refused);
    tcase_add_test(tests, totals_are_kept);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
