#include "analysis/getis.h"

#include "tests/analysis/local_support.h"

enum { N = 7, WIDE = 12, MANY = WIDE * WIDE };

static bp_context *context;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_context_free(context);
}

/* A link to itself for unit 0 alone would make Gi* of it and Gi of unit 1. */
START_TEST(some_linked_to_themselves_are_refused)
{
    int32_t arcs[][2] = {{0, 0}, {0, 1}, {1, 0}, {1, 2}, {2, 1}};
    const double x[] = {2, 4, 6};
    bp_weights weights = local_weights(3, 5, arcs, NULL);
    bp_local local = BP_LOCAL_INIT;
    bp_local_options options = BP_LOCAL_OPTIONS_INIT;
    weights.has_self = 1;
    ck_assert_int_eq(bp_getis(context, &weights, BP_GETIS_GI_STAR, x, NULL, &options, &local),
                     BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context),
                     "Gi* needs weights in which every unit has a link to itself");
    bp_weights_clear(&weights);
}
END_TEST

START_TEST(line_of_four_by_hand)
{
    int32_t arcs[][2] = {{0, 1}, {1, 0}, {1, 2}, {2, 1}, {2, 3}, {3, 2}};
    const double x[] = {2, 4, 6, 8};
    bp_weights weights = local_weights(4, 6, arcs, NULL), with = BP_WEIGHTS_INIT;
    bp_local local = BP_LOCAL_INIT;
    bp_local_options options = BP_LOCAL_OPTIONS_INIT;
    ck_bp_ok(context, bp_weights_add_self(context, &weights, 1.0, &with));
    ck_bp_ok(context, bp_getis(context, &weights, BP_GETIS_GI, x, NULL, &options, &local));
    /* Unit 1: (2 + 6) / (20 - 4), expected 2 / 3; the others 2, 6, 8 have mean 16 / 3 and variance 56 / 9. */
    ck_assert_double_eq_tol(local.statistic[1], 0.5, 1e-15);
    ck_assert_double_eq_tol(local.expectation[1], 2.0 / 3.0, 1e-15);
    ck_assert_double_eq_tol(local.z[1], (8.0 - 32.0 / 3.0) / sqrt(56.0 / 9.0 * (3.0 * 2.0 - 4.0) / 2.0),
                            1e-14);
    ck_assert_int_eq(local.kind[1], BP_LOCAL_COLD);
    bp_local_clear(&local);
    ck_bp_ok(context, bp_getis(context, &with, BP_GETIS_GI_STAR, x, NULL, &options, &local));
    /* Unit 3: (6 + 8) / 20, expected 2 / 4; mean 5, variance 5. */
    ck_assert_double_eq_tol(local.statistic[3], 0.7, 1e-15);
    ck_assert_double_eq_tol(local.expectation[3], 0.5, 1e-15);
    ck_assert_double_eq_tol(local.z[3], 4.0 / sqrt(5.0 * (4.0 * 2.0 - 4.0) / 3.0), 1e-14);
    ck_assert_int_eq(local.kind[3], BP_LOCAL_HOT);
    bp_local_clear(&local);
    bp_weights_clear(&weights);
    bp_weights_clear(&with);
}
END_TEST

/* Gi under all arrangements of the others, Gi* under all arrangements of everybody. */
START_TEST(moments_are_those_of_all_arrangements)
{
    uint64_t state = 51;
    for (int round = 0; round < 4; round++) {
        double x[N];
        bool star = round % 2;
        for (int i = 0; i < N; i++)
            x[i] = exp(2.0 * local_uniform(&state));
        bp_weights raw = local_random_weights(N, &state, round > 1), weights = BP_WEIGHTS_INIT;
        bp_local local = BP_LOCAL_INIT;
        bp_local_options options = BP_LOCAL_OPTIONS_INIT;
        options.inference = BP_INFERENCE_ANALYTIC;
        if (star)
            ck_bp_ok(context, bp_weights_add_self(context, &raw, 0.8, &weights));
        else
            ck_bp_ok(context, bp_weights_drop_missing(context, &raw, NULL, &weights));
        ck_bp_ok(context, bp_getis(context, &weights, star ? BP_GETIS_GI_STAR : BP_GETIS_GI, x, NULL,
                                   &options, &local));
        for (int i = 0; i < N; i++) {
            int item[N], place[N], n_items = 0, count = 0;
            double sum = 0.0, squares = 0.0;
            for (int j = 0; j < N; j++)
                if (star || j != i)
                    item[n_items++] = j;
            memcpy(place, item, sizeof place);
            do {
                double lag = 0.0, total = 0.0;
                for (int k = 0; k < n_items; k++) {
                    lag += local_weight(&weights, i, place[k]) * x[item[k]];
                    total += x[item[k]];
                }
                sum += lag / total;
                squares += lag / total * (lag / total);
                count++;
            } while (local_next(item, n_items));
            if (!bp_bitmap_get(local.has, i))
                continue;
            double expectation = sum / count, variance = squares / count - expectation * expectation;
            ck_assert_double_eq_tol(local.expectation[i], expectation, 1e-12);
            ck_assert_double_eq_tol(local.variance[i], variance, 1e-12);
            if (bp_bitmap_get(local.has_z, i))
                ck_assert_double_eq_tol(local.z[i], (local.statistic[i] - expectation) / sqrt(variance),
                                        1e-8);
        }
        bp_local_clear(&local);
        bp_weights_clear(&raw);
        bp_weights_clear(&weights);
    }
}
END_TEST

/* Values that are exact far from 0, too: then z is the same but for the last digits. */
START_TEST(no_digits_are_lost_far_from_zero)
{
    static double x[MANY], far[MANY];
    uint64_t state = 19;
    for (int i = 0; i < MANY - WIDE; i++) {
        x[i] = brute_random_below(&state, 1000) / 1024.0;
        far[i] = x[i] + 1048576.0;
    }
    bp_weights raw = local_grid(WIDE - 1, WIDE, 4), with = BP_WEIGHTS_INIT;
    bp_local_options options = BP_LOCAL_OPTIONS_INIT;
    options.inference = BP_INFERENCE_ANALYTIC;
    ck_bp_ok(context, bp_weights_add_self(context, &raw, 1.0, &with));
    for (int star = 0; star < 2; star++) {
        const bp_weights *weights = star ? &with : &raw;
        bp_getis_kind kind = star ? BP_GETIS_GI_STAR : BP_GETIS_GI;
        bp_local near = BP_LOCAL_INIT, away = BP_LOCAL_INIT;
        ck_bp_ok(context, bp_getis(context, weights, kind, x, NULL, &options, &near));
        ck_bp_ok(context, bp_getis(context, weights, kind, far, NULL, &options, &away));
        for (int i = 0; i < MANY - WIDE; i++)
            ck_assert_double_eq_tol(away.z[i], near.z[i], 1e-12);
        bp_local_clear(&near);
        bp_local_clear(&away);
    }
    bp_weights_clear(&raw);
    bp_weights_clear(&with);
}
END_TEST

/* A constant added to x moves the ratio but not z, and draws are the same for Gi and Gi*. */
START_TEST(far_from_zero_and_below_it)
{
    static double x[MANY], far[MANY], below[MANY];
    uint64_t state = 7;
    for (int i = 0; i < MANY; i++) {
        x[i] = local_uniform(&state);
        far[i] = x[i] + 1e6;
        below[i] = x[i] - 0.5;
    }
    bp_weights raw = local_grid(WIDE, WIDE, 4), with = BP_WEIGHTS_INIT;
    ck_bp_ok(context, bp_weights_add_self(context, &raw, 1.0, &with));
    bp_local near = BP_LOCAL_INIT, away = BP_LOCAL_INIT, negative = BP_LOCAL_INIT, star = BP_LOCAL_INIT;
    bp_local_options options = BP_LOCAL_OPTIONS_INIT;
    options.name = "gain";
    ck_bp_ok(context, bp_getis(context, &raw, BP_GETIS_GI, x, NULL, &options, &near));
    ck_bp_ok(context, bp_getis(context, &raw, BP_GETIS_GI, far, NULL, &options, &away));
    ck_assert_uint_eq(bp_context_warning_count(context), 0);
    ck_bp_ok(context, bp_getis(context, &raw, BP_GETIS_GI, below, NULL, &options, &negative));
    ck_assert_uint_eq(bp_context_warning_count(context), 1);
    ck_assert_str_eq(bp_context_warning_at(context, 0)->text,
                     "gain has negative values: Gi is given as its z, not as a share of the sum");
    ck_bp_ok(context, bp_getis(context, &with, BP_GETIS_GI_STAR, x, NULL, &options, &star));
    for (int i = 0; i < MANY; i++) {
        ck_assert_double_eq_tol(away.z[i], near.z[i], 1e-8);
        ck_assert_double_eq_tol(negative.z[i], near.z[i], 1e-11);
        ck_assert_double_eq(negative.statistic[i], negative.z[i]);
        ck_assert_double_eq(negative.expectation[i], 0.0);
        ck_assert_double_eq(negative.variance[i], 1.0);
        ck_assert_int_eq(star.tally[i].n_ge, near.tally[i].n_ge);
        ck_assert_double_eq(star.p[i], near.p[i]);
    }
    bp_local_clear(&near);
    bp_local_clear(&away);
    bp_local_clear(&negative);
    bp_local_clear(&star);
    bp_weights_clear(&raw);
    bp_weights_clear(&with);
}
END_TEST

START_TEST(an_island_is_no_neighbour_of_itself)
{
    int32_t arcs[][2] = {{0, 1}, {1, 0}, {2, 0}};
    const double x[] = {1, 2, 4, 8};
    bp_weights weights = local_weights(4, 3, arcs, NULL), with = BP_WEIGHTS_INIT;
    bp_local local = BP_LOCAL_INIT;
    bp_local_options options = BP_LOCAL_OPTIONS_INIT;
    ck_bp_ok(context, bp_weights_add_self(context, &weights, 1.0, &with));
    ck_bp_ok(context, bp_getis(context, &with, BP_GETIS_GI_STAR, x, NULL, &options, &local));
    ck_assert_int_eq(local.kind[3], BP_LOCAL_ISLAND);
    ck_assert(!bp_bitmap_get(local.has, 3) && !bp_bitmap_get(local.has_p, 3) &&
              !bp_bitmap_get(local.has_z, 3));
    bp_local_clear(&local);
    ck_assert_int_eq(bp_getis(context, &weights, BP_GETIS_GI_STAR, x, NULL, &options, &local),
                     BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context),
                     "Gi* needs weights in which every unit has a link to itself");
    bp_context_clear(context);
    ck_assert_int_eq(bp_getis(context, &with, BP_GETIS_GI, x, NULL, &options, &local), BP_ERROR_ARGUMENT);
    bp_weights_clear(&weights);
    bp_weights_clear(&with);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("getis");
    TCase *tests = tcase_create("getis");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, some_linked_to_themselves_are_refused);
    tcase_add_test(tests, line_of_four_by_hand);
    tcase_add_test(tests, moments_are_those_of_all_arrangements);
    tcase_add_test(tests, no_digits_are_lost_far_from_zero);
    tcase_add_test(tests, far_from_zero_and_below_it);
    tcase_add_test(tests, an_island_is_no_neighbour_of_itself);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
