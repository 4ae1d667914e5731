/* What has been seen to go wrong in other programs, statistic by statistic. None of it happens here. */
#include "analysis/geary.h"
#include "analysis/getis.h"
#include "analysis/getis_global.h"
#include "analysis/local_geary.h"
#include "analysis/local_joincount.h"
#include "analysis/local_moran.h"
#include "analysis/moran.h"
#include "analysis/random.h"
#include "analysis/reference.h"

#include "tests/analysis/local_support.h"

enum { SIDE = 14, CELLS = SIDE * SIDE, ISLAND = CELLS, UNITS = CELLS + 1, KINDS = 5, DRAWS = 199 };

static const char *const kind_names[KINDS] = {"moran", "geary", "gi", "gi_star", "joincount"};
static bp_context *context;
static double x[UNITS], black[UNITS];
static bp_weights weights, with_self;

/* A grid and, last, a unit that has a value and no neighbour. */
static void setup(void)
{
    uint64_t state = 31;
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
    weights = local_grid(SIDE, SIDE, 7);
    weights.n = UNITS;
    weights.offsets = (int64_t *)realloc(weights.offsets, (UNITS + 1) * sizeof *weights.offsets);
    ck_assert_ptr_nonnull(weights.offsets);
    weights.offsets[UNITS] = weights.offsets[CELLS];
    ck_bp_ok(context, bp_weights_add_self(context, &weights, 1.0, &with_self));
    for (int i = 0; i < UNITS; i++) {
        x[i] = exp(2.0 * local_uniform(&state));
        black[i] = x[i] > 3.0;
    }
    x[ISLAND] = 50.0;
    black[ISLAND] = 1.0;
}

static void teardown(void)
{
    bp_weights_clear(&weights);
    bp_weights_clear(&with_self);
    bp_context_free(context);
}

static bp_status compute(bp_context *own, int kind, const double *values, const uint8_t *valid,
                         bp_alternative alternative, bp_local *out)
{
    bp_local_options options = BP_LOCAL_OPTIONS_INIT;
    options.name = "x";
    options.permutations = DRAWS;
    options.alternative = alternative;
    switch (kind) {
    case 0:
        return bp_local_moran(own, &weights, values, valid, &options, out);
    case 1:
        return bp_local_geary(own, &weights, &values, 1, valid, &options, out);
    case 2:
        return bp_getis(own, &weights, BP_GETIS_GI, values, valid, &options, out);
    case 3:
        return bp_getis(own, &with_self, BP_GETIS_GI_STAR, values, valid, &options, out);
    default:
        return bp_local_joincount(own, &weights, &values, 1, valid, &options, out);
    }
}

static const double *values_for(int kind)
{
    return kind == 4 ? black : x;
}

/* Seen: p = 0.01 everywhere, and no word. */
START_TEST(a_nan_is_refused)
{
    double holed[UNITS];
    bp_global_input input = BP_GLOBAL_INPUT_INIT;
    bp_global found;
    memcpy(holed, x, sizeof holed);
    holed[17] = NAN;
    for (int kind = 0; kind < 4; kind++) {
        bp_local local = BP_LOCAL_INIT;
        ck_assert_int_eq(compute(context, kind, holed, NULL, BP_ALTERNATIVE_TWO_SIDED, &local),
                         BP_ERROR_INPUT);
        ck_assert_str_eq(bp_context_message(context),
                         "x: the value of unit 17 is not a finite number; mark it as missing");
        ck_assert_ptr_null(local.p);
        bp_context_clear(context);
    }
    input.weights = &weights;
    input.name = "x";
    input.x = holed;
    bp_status (*const global[])(bp_context *, const bp_global_input *, bp_global *) = {bp_moran,
                                                                                       bp_getis_global};
    for (int kind = 0; kind < 2; kind++) {
        ck_assert_int_eq(global[kind](context, &input, &found), BP_ERROR_INPUT);
        ck_assert_str_eq(bp_context_message(context),
                         "column 'x': the value of unit 18 is not a finite number");
        bp_context_clear(context);
    }
    ck_assert_int_eq(bp_geary(context, &input, BP_GEARY_PLAIN, &found), BP_ERROR_INPUT);
    ck_assert_str_eq(bp_context_message(context), "column 'x': the value of unit 18 is not a finite number");
    /* Marked as missing it takes part in nothing, and the others have their values. */
    uint8_t valid[UNITS / 8 + 1];
    memset(valid, 0xff, sizeof valid);
    valid[17 / 8] &= (uint8_t) ~(1u << 17 % 8);
    bp_weights all = weights;
    ck_bp_ok(context, bp_weights_drop_missing(context, &all, valid, &weights));
    bp_local local = BP_LOCAL_INIT;
    ck_bp_ok(context, compute(context, 0, holed, valid, BP_ALTERNATIVE_TWO_SIDED, &local));
    ck_assert_int_eq(local.kind[17], BP_LOCAL_MISSING);
    for (int i = 0; i < CELLS; i++)
        ck_assert_int_eq(bp_bitmap_get(local.has_p, i), i != 17);
    bp_local_clear(&local);
    bp_weights_clear(&all);
}
END_TEST

/* Seen: a statistic of 0 and the smallest p there is. */
START_TEST(an_island_has_neither_statistic_nor_p)
{
    for (int kind = 0; kind < KINDS; kind++) {
        bp_local local = BP_LOCAL_INIT;
        ck_bp_ok(context, compute(context, kind, values_for(kind), NULL, BP_ALTERNATIVE_TWO_SIDED, &local));
        ck_assert_msg(local.kind[ISLAND] == BP_LOCAL_ISLAND, "%s", kind_names[kind]);
        ck_assert_int_eq(local.n_islands, 1);
        ck_assert(!bp_bitmap_get(local.has, ISLAND) && !bp_bitmap_get(local.has_z, ISLAND) &&
                  !bp_bitmap_get(local.has_p, ISLAND));
        bp_local_clear(&local);
    }
}
END_TEST

/* Seen: folded p-values above a half, and of 0. */
START_TEST(a_directed_p_is_at_most_a_half)
{
    static const bp_alternative alternatives[] = {BP_ALTERNATIVE_DIRECTED, BP_ALTERNATIVE_TWO_SIDED,
                                                  BP_ALTERNATIVE_GREATER, BP_ALTERNATIVE_LESS};
    for (int kind = 0; kind < KINDS; kind++)
        for (int a = 0; a < 4; a++) {
            bp_local local = BP_LOCAL_INIT;
            double most = a == 0 ? 0.5 : 1.0;
            ck_bp_ok(context, compute(context, kind, values_for(kind), NULL, alternatives[a], &local));
            for (int i = 0; i < UNITS; i++)
                if (bp_bitmap_get(local.has_p, i))
                    ck_assert_msg(local.p[i] > 0.0 && local.p[i] <= most + 1e-15,
                                  "%s, %s: p of unit %d is %g", kind_names[kind],
                                  bp_alternative_name(alternatives[a]), i, local.p[i]);
            bp_local_clear(&local);
        }
}
END_TEST

/* Seen: other p-values with other numbers of threads. */
START_TEST(threads_do_not_change_p)
{
    for (int kind = 0; kind < KINDS; kind++) {
        bp_local one = BP_LOCAL_INIT;
        ck_bp_ok(context, compute(context, kind, values_for(kind), NULL, BP_ALTERNATIVE_TWO_SIDED, &one));
        for (int n_threads = 1; n_threads <= 3; n_threads++) {
            bp_context_options how = BP_CONTEXT_OPTIONS_INIT;
            bp_context *own = NULL;
            bp_local other = BP_LOCAL_INIT;
            how.n_threads = n_threads;
            ck_assert_int_eq(bp_context_new(&how, &own), BP_OK);
            ck_bp_ok(own, compute(own, kind, values_for(kind), NULL, BP_ALTERNATIVE_TWO_SIDED, &other));
            ck_assert_mem_eq(one.p, other.p, UNITS * sizeof *one.p);
            bp_local_clear(&other);
            bp_context_free(own);
        }
        bp_local_clear(&one);
    }
}
END_TEST

/* Seen: the same unit drawn twice. No sample of the sampler holds one twice; and of 7 units, one of them far
 * out, no draw for the 5 neighbours of a unit ever holds that one twice or reaches past the largest 5. */
START_TEST(no_unit_is_drawn_twice)
{
    enum { FEW = 7, OTHERS = 5 };
    static const double far[FEW] = {1000.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0};
    int32_t sample[40], arcs[FEW * OTHERS][2];
    for (uint32_t k = 1; k <= 40; k += 13) {
        bp_sampler sampler = BP_SAMPLER_INIT;
        ck_bp_ok(context, bp_sampler_new(context, 44, k, &sampler));
        for (uint64_t s = 0; s < 20000; s++) {
            uint64_t seen = 0;
            bp_random random = bp_random_at(9, k, s);
            bp_sampler_draw(&sampler, &random, k, sample);
            for (uint32_t t = 0; t < k; t++) {
                ck_assert_uint_eq(seen >> sample[t] & 1, 0);
                seen |= UINT64_C(1) << sample[t];
            }
        }
        bp_sampler_clear(&sampler);
    }
    /* Every unit but 0 has the five largest of the others as neighbours: no draw can be more. */
    for (int i = 0; i < FEW; i++)
        for (int t = 0, j = 0; t < OTHERS; j = j == 0 ? FEW - 1 : j - 1)
            if (j != i) {
                arcs[i * OTHERS + t][0] = (int32_t)i;
                arcs[i * OTHERS + t++][1] = (int32_t)j;
            }
    bp_weights few = local_weights(FEW, FEW * OTHERS, arcs, NULL);
    const double *columns[] = {far};
    const bp_draw_input input = {BP_DRAW_SUM, &few, columns, 1, NULL, NULL};
    bp_draw_options options = BP_DRAW_OPTIONS_INIT;
    bp_tally tally[FEW];
    options.permutations = 20000;
    ck_bp_ok(context, bp_reference_count(context, &input, &options, tally));
    for (int i = 0; i < FEW; i++) {
        /* One in six draws leaves out the smallest of the six others, and is as large. */
        ck_assert_int_eq(tally[i].n_le, 20000);
        ck_assert_double_lt(fabs((double)tally[i].n_ge / 20000.0 - 1.0 / 6.0), 0.013);
    }
    bp_weights_clear(&few);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("peers");
    TCase *tests = tcase_create("peers");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_nan_is_refused);
    tcase_add_test(tests, an_island_has_neither_statistic_nor_p);
    tcase_add_test(tests, a_directed_p_is_at_most_a_half);
    tcase_add_test(tests, threads_do_not_change_p);
    tcase_add_test(tests, no_unit_is_drawn_twice);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
