#include "analysis/pairs.h"

#include "tests/analysis/maps.h"

static bp_context *context;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_context_free(context);
}

START_TEST(pairs_are_both_directions)
{
    uint64_t state = 61;
    for (int round = 0; round < 20; round++) {
        int n = 4 + round % 6;
        small_map map = random_map(n, 0.4, 1, &state);
        double x[MAP_MOST] = {0}, y[MAP_MOST] = {0}, s0 = 0.0, s1 = 0.0, s2 = 0.0, product = 0.0,
               squares = 0.0;
        bp_pairs pairs = BP_PAIRS_INIT;
        for (int i = 0; i < n; i++)
            x[i] = round % 2 ? map_share(&state) : (double)(i % 2);
        ck_bp_ok(context, bp_pairs_new(context, &map.weights, x, NULL, BP_ISLANDS_LEFT_OUT, &pairs));
        ck_assert_int_eq(pairs.n, n);
        for (int i = 0; i < n; i++) {
            double margin = 0.0;
            for (int j = 0; j < n; j++) {
                double both = map.w[i][j] + map.w[j][i];
                s0 += map.w[i][j];
                s1 += 0.5 * both * both;
                margin += both;
                product += map.w[i][j] * x[i] * x[j];
                squares += map.w[i][j] * (x[i] - x[j]) * (x[i] - x[j]);
            }
            s2 += margin * margin;
        }
        ck_near(pairs.s0, s0, 1e-14);
        ck_near(pairs.s1, s1, 1e-14);
        ck_near(pairs.s2, s2, 1e-14);
        for (int a = 0; a < n; a++) {
            y[a] = x[pairs.unit[a]];
            ck_assert(a == 0 || y[a - 1] <= y[a]);
            for (int64_t k = pairs.offsets[a]; k < pairs.offsets[a + 1]; k++) {
                int i = pairs.unit[a], j = pairs.unit[pairs.other[k]];
                ck_assert_int_gt(pairs.other[k], a);
                ck_assert_double_eq(pairs.value[k], map.w[i][j] + map.w[j][i]);
            }
        }
        ck_near(bp_pairs_product(&pairs, y), product, 1e-13);
        ck_near(bp_pairs_squares(&pairs, y), squares, 1e-13);
        bp_pairs_clear(&pairs);
        bp_weights_clear(&map.weights);
    }
}
END_TEST

/* Unit 3 only receives, unit 4 is alone, unit 5 has no value. */
START_TEST(who_takes_part)
{
    small_map map = {0};
    const double x[] = {1, 2, 3, 4, 5, 6};
    const uint8_t valid[] = {0x1f};
    const int64_t n[] = {4, 5, 5}, counted[] = {4, 5, 3};
    map.n = 6;
    map.w[0][1] = map.w[1][0] = map.w[1][2] = map.w[2][1] = map.w[2][3] = 1.0;
    weights_of_matrix(&map);
    for (int islands = 0; islands < 3; islands++) {
        bp_pairs pairs = BP_PAIRS_INIT;
        ck_bp_ok(context, bp_pairs_new(context, &map.weights, x, valid, (bp_islands)islands, &pairs));
        ck_assert_int_eq(pairs.n, n[islands]);
        ck_assert_int_eq(pairs.n_counted, counted[islands]);
        ck_assert_int_eq(pairs.n_islands, 1);
        bp_pairs_clear(&pairs);
    }
    bp_weights_clear(&map.weights);
}
END_TEST

/* The same four on a path, and a fifth that they know of by links without weight. */
START_TEST(a_weight_of_0_links_nobody)
{
    int64_t offsets[] = {0, 1, 3, 5, 7, 8};
    int32_t neighbours[] = {1, 0, 2, 1, 3, 2, 4, 3};
    double value[] = {1, 1, 1, 1, 1, 1, 0, 0}, x[] = {1, 2, 3, 4, 5};
    const bp_weights weights = {5, offsets, neighbours, value, BP_WEIGHTS_BINARY, 0};
    const int64_t n[] = {4, 5, 5};
    for (int islands = 0; islands < 3; islands++) {
        bp_pairs pairs = BP_PAIRS_INIT;
        ck_bp_ok(context, bp_pairs_new(context, &weights, x, NULL, (bp_islands)islands, &pairs));
        ck_assert_int_eq(pairs.n, n[islands]);
        ck_assert_int_eq(pairs.n_islands, 1);
        ck_assert_int_eq(pairs.offsets[pairs.n], 3);
        ck_assert_double_eq(pairs.s0, 6.0);
        bp_pairs_clear(&pairs);
    }
    ck_assert_int_eq(bp_weights_count_islands(&weights), 1);
}
END_TEST

START_TEST(what_is_refused)
{
    small_map map = {0};
    const double x[] = {1, 2, 3};
    bp_pairs pairs = BP_PAIRS_INIT;
    map.n = 3;
    map.w[0][1] = map.w[1][1] = 1.0;
    weights_of_matrix(&map);
    ck_assert_int_eq(bp_pairs_new(context, &map.weights, x, NULL, BP_ISLANDS_KEPT, &pairs),
                     BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context),
                     "weights: unit 2 is linked to itself, which a global statistic cannot use");
    ck_assert_ptr_null(pairs.unit);
    bp_weights_clear(&map.weights);
}
END_TEST

/* A path of six with equal values but for one end: the order goes by the distance from there. Turned round,
 * likewise. */
START_TEST(ties_go_by_where_a_unit_stands)
{
    for (int turned = 0; turned < 2; turned++) {
        small_map map = {0};
        double x[6] = {0};
        bp_pairs pairs = BP_PAIRS_INIT;
        static int rank_of_distance[6];
        map.n = 6;
        for (int i = 0; i < 5; i++)
            map.w[i][i + 1] = map.w[i + 1][i] = 1.0;
        weights_of_matrix(&map);
        x[turned ? 5 : 0] = 1.0;
        ck_bp_ok(context, bp_pairs_new(context, &map.weights, x, NULL, BP_ISLANDS_LEFT_OUT, &pairs));
        for (int a = 0; a < 6; a++) {
            int distance = turned ? 5 - pairs.unit[a] : pairs.unit[a];
            if (!turned)
                rank_of_distance[distance] = a;
            ck_assert_int_eq(rank_of_distance[distance], a);
        }
        bp_pairs_clear(&pairs);
        bp_weights_clear(&map.weights);
    }
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("pairs");
    TCase *tests = tcase_create("pairs");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, pairs_are_both_directions);
    tcase_add_test(tests, who_takes_part);
    tcase_add_test(tests, a_weight_of_0_links_nobody);
    tcase_add_test(tests, what_is_refused);
    tcase_add_test(tests, ties_go_by_where_a_unit_stands);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
