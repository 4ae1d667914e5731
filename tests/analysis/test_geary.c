#include "analysis/geary.h"

#include "tests/analysis/classic.h"

static bp_context *context;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_context_free(context);
}

static bp_global_input input_of(const bp_weights *weights, const double *x)
{
    bp_global_input input = BP_GLOBAL_INPUT_INIT;
    input.weights = weights;
    input.name = "x";
    input.x = x;
    return input;
}

static double plain_geary(const small_map *map, const double *x)
{
    double mean = mean_of(x, map->n), top = 0.0, bottom = 0.0;
    for (int i = 0; i < map->n; i++) {
        bottom += (x[i] - mean) * (x[i] - mean);
        for (int j = 0; j < map->n; j++)
            top += map->w[i][j] * (x[i] - x[j]) * (x[i] - x[j]);
    }
    return (map->n - 1) / (2.0 * sum_of_weights(map)) * top / bottom;
}

/* A path of four units with 1, 2, 3, 4: sum w (x - x)^2 = 6, sum z^2 = 5, S0 = 6: C = 3 / 12 * 6 / 5 = 0.3.
 * S1 = 12, S2 = 40: variance under normality ((24 + 40) * 3 - 144) / (2 * 5 * 36) = 48 / 360 = 2/15. */
START_TEST(a_path_by_hand)
{
    small_map map = {0};
    const double x[] = {1, 2, 3, 4};
    map.n = 4;
    for (int i = 0; i < 3; i++)
        map.w[i][i + 1] = map.w[i + 1][i] = 1.0;
    weights_of_matrix(&map);
    bp_global_input input = input_of(&map.weights, x);
    bp_global plain, reversed;
    ck_bp_ok(context, bp_geary(context, &input, BP_GEARY_PLAIN, &plain));
    ck_bp_ok(context, bp_geary(context, &input, BP_GEARY_REVERSED, &reversed));
    ck_near(plain.statistic, 0.3, 1e-15);
    ck_near(plain.normality.expectation, 1.0, 1e-15);
    ck_near(plain.normality.variance, 2.0 / 15.0, 1e-14);
    ck_near(plain.normality.z, -0.7 / sqrt(2.0 / 15.0), 1e-14);
    ck_assert_double_eq(reversed.normality.z, -plain.normality.z);
    ck_assert_double_eq(reversed.randomisation.z, -plain.randomisation.z);
    bp_weights_clear(&map.weights);
}
END_TEST

START_TEST(randomisation_is_all_arrangements)
{
    uint64_t state = 21;
    for (int round = 0; round < 24; round++) {
        int n = 4 + round % 5;
        small_map map = random_map(n, 0.4, round % 2, &state);
        double x[MAP_MOST] = {0};
        for (int i = 0; i < n; i++)
            x[i] = round % 3 == 0 ? (double)(i % 3) : 100.0 * map_share(&state);
        enumeration all = enumerate_map(&map, x, plain_geary);
        bp_global_input input = input_of(&map.weights, x);
        bp_global found;
        ck_bp_ok(context, bp_geary(context, &input, BP_GEARY_PLAIN, &found));
        ck_near(found.statistic, all.observed, 1e-12);
        ck_near(found.randomisation.expectation, all.mean, 1e-11);
        ck_near(found.randomisation.variance, all.variance, 1e-10);
        bp_weights_clear(&map.weights);
    }
}
END_TEST

START_TEST(permutation_converges_to_all_arrangements)
{
    uint64_t state = 27;
    for (int round = 0; round < 4; round++) {
        small_map map = random_map(7, 0.35, round % 2, &state);
        double x[MAP_MOST] = {0};
        for (int i = 0; i < 7; i++)
            x[i] = round < 2 ? (double)(i % 4) : map_share(&state);
        enumeration all = enumerate_map(&map, x, plain_geary);
        bp_global_input input = input_of(&map.weights, x);
        bp_shuffled found;
        input.permutations = 100000;
        ck_bp_ok(context, bp_geary_permute(context, &input, &found));
        ck_near(found.observed, all.observed, 1e-12);
        ck_assert_double_le(fabs((double)found.tally.n_ge / 1e5 - all.share_ge),
                            5.0 * sqrt(all.share_ge * (1.0 - all.share_ge) / 1e5));
        ck_assert_double_le(fabs((double)found.tally.n_le / 1e5 - all.share_le),
                            5.0 * sqrt(all.share_le * (1.0 - all.share_le) / 1e5));
        ck_assert_double_le(fabs(found.mean - all.mean), 5.0 * sqrt(all.variance / 1e5));
        ck_near(found.variance, all.variance, 0.05);
        bp_weights_clear(&map.weights);
    }
}
END_TEST

/* A ring of five and an island. Left out: the ring alone. Kept: n - 1 is 5, not 4. */
START_TEST(islands_left_out_or_kept)
{
    small_map map = {0}, ring = {0};
    const double x[] = {1, 5, 2, 8, 4, 10};
    map.n = 6;
    ring.n = 5;
    for (int i = 0; i < 5; i++)
        map.w[i][(i + 1) % 5] = map.w[(i + 1) % 5][i] = ring.w[i][(i + 1) % 5] = ring.w[(i + 1) % 5][i] = 1.0;
    weights_of_matrix(&map);
    weights_of_matrix(&ring);
    const double expected[] = {plain_geary(&ring, x), plain_geary(&map, x)};
    const int expected_n[] = {5, 6};
    for (int islands = 0; islands < 2; islands++) {
        bp_global_input input = input_of(&map.weights, x);
        bp_global found;
        input.islands = (bp_islands)islands;
        ck_bp_ok(context, bp_geary(context, &input, BP_GEARY_PLAIN, &found));
        ck_near(found.statistic, expected[islands], 1e-14);
        ck_assert_int_eq(found.n, expected_n[islands]);
        ck_assert_int_eq(found.n_islands, 1);
        enumeration all = enumerate_map(islands ? &map : &ring, x, plain_geary);
        ck_near(found.randomisation.variance, all.variance, 1e-11);
    }
    bp_weights_clear(&map.weights);
    bp_weights_clear(&ring.weights);
}
END_TEST

START_TEST(what_is_refused)
{
    uint64_t state = 2;
    small_map map = random_map(6, 0.3, 0, &state);
    const double two[] = {0, 1, 0, 1, 1, 0}, good[] = {1, 2, 3, 4, 5, 7};
    bp_global_input input = input_of(&map.weights, two);
    bp_global found;
    bp_shuffled shuffled;
    ck_assert_int_eq(bp_geary(context, &input, BP_GEARY_PLAIN, &found), BP_ERROR_INPUT);
    ck_assert_str_eq(bp_context_message(context), "column 'x': has 2 distinct values in the 6 units that "
                                                  "take part; this statistic needs 3 at the least");
    bp_context_clear(context);
    input.x = good;
    ck_assert_int_eq(bp_geary_permute(context, &input, &shuffled), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context),
                     "permutations: there must be 1 at the least; 999 or more say something");
    bp_weights_clear(&map.weights);
}
END_TEST

static void check_file(const char *name, const char *style, bp_geary_sign sign)
{
    reference_file row;
    int n_rows = 0;
    if (!open_reference(name, &row))
        return;
    for (; next_row(&row); n_rows++) {
        bp_values values = classic_column(context, field_text(&row, "set"), field_text(&row, "var"));
        bp_weights weights = classic_weights(context, field_text(&row, "set"), field_text(&row, "weights"),
                                             values.n, field_text(&row, style)[0]);
        for (int islands = 0; islands < 3; islands++) {
            bp_global_input input = input_of(&weights, values.value);
            bp_global found;
            input.islands = (bp_islands)islands;
            ck_bp_ok(context, bp_geary(context, &input, sign, &found));
            ck_near(found.statistic, field_number(&row, "C"), 1e-10);
            ck_near(found.normality.expectation, field_number(&row, "EC"), 1e-10);
            ck_near(found.normality.variance, field_number(&row, "VC_norm"), 1e-10);
            ck_near(found.normality.z, field_number(&row, "z_norm"), 1e-10);
            ck_near(found.randomisation.variance, field_number(&row, "VC_rand"), 1e-10);
            ck_near(found.randomisation.z, field_number(&row, "z_rand"), 1e-10);
        }
        bp_weights_clear(&weights);
        bp_values_clear(&values);
    }
    ck_assert_int_gt(n_rows, 100);
}

START_TEST(spdep_and_esda_agree)
{
    check_file("global_geary_spdep.csv", "style", BP_GEARY_REVERSED);
    check_file("global_geary_esda_new.csv", "transform", BP_GEARY_PLAIN);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("geary");
    TCase *tests = tcase_create("geary");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_path_by_hand);
    tcase_add_test(tests, randomisation_is_all_arrangements);
    tcase_add_test(tests, permutation_converges_to_all_arrangements);
    tcase_add_test(tests, islands_left_out_or_kept);
    tcase_add_test(tests, what_is_refused);
    tcase_add_test(tests, spdep_and_esda_agree);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
