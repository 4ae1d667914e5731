#include "analysis/getis_global.h"

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

static double plain_g(const small_map *map, const double *x)
{
    double top = 0.0, bottom = 0.0;
    for (int i = 0; i < map->n; i++)
        for (int j = 0; j < map->n; j++) {
            top += map->w[i][j] * x[i] * x[j];
            bottom += i == j ? 0.0 : x[i] * x[j];
        }
    return top / bottom;
}

/* A path of four units with 1, 2, 3, 4: sum w x x = 2 (2 + 6 + 12) = 40, all products 2 (2 + 3 + 4 + 6 + 8 +
 * 12) = 70: G = 4/7; expectation 6 / 12. */
START_TEST(a_path_by_hand)
{
    small_map map = {0};
    const double x[] = {1, 2, 3, 4};
    map.n = 4;
    for (int i = 0; i < 3; i++)
        map.w[i][i + 1] = map.w[i + 1][i] = 1.0;
    weights_of_matrix(&map);
    bp_global_input input = input_of(&map.weights, x);
    bp_global found;
    ck_bp_ok(context, bp_getis_global(context, &input, &found));
    ck_near(found.statistic, 4.0 / 7.0, 1e-15);
    ck_near(found.randomisation.expectation, 0.5, 1e-15);
    bp_weights_clear(&map.weights);
}
END_TEST

START_TEST(randomisation_is_all_arrangements)
{
    uint64_t state = 31;
    for (int round = 0; round < 24; round++) {
        int n = 4 + round % 5;
        small_map map = random_map(n, 0.4, round % 2, &state);
        double x[MAP_MOST] = {0};
        for (int i = 0; i < n; i++)
            x[i] = round % 3 == 0 ? (double)(i % 3) : 100.0 * map_share(&state);
        enumeration all = enumerate_map(&map, x, plain_g);
        bp_global_input input = input_of(&map.weights, x);
        bp_global found;
        ck_bp_ok(context, bp_getis_global(context, &input, &found));
        ck_near(found.statistic, all.observed, 1e-12);
        ck_near(found.randomisation.expectation, all.mean, 1e-11);
        ck_near(found.randomisation.variance, all.variance, 1e-10);
        bp_weights_clear(&map.weights);
    }
}
END_TEST

/* Six in a row and one alone. spdep 1.2-7: globalG.test(x, lw, zero.policy = TRUE). */
START_TEST(an_island_as_spdep_has_it)
{
    small_map map = {0};
    const double x[] = {1, 2, 4, 8, 5, 7, 11};
    map.n = 7;
    for (int i = 0; i < 5; i++)
        map.w[i][i + 1] = map.w[i + 1][i] = 1.0;
    weights_of_matrix(&map);
    bp_global_input input = input_of(&map.weights, x);
    bp_global found;
    bp_shuffled shuffled;
    input.islands = BP_ISLANDS_SPDEP;
    input.permutations = 99;
    ck_bp_ok(context, bp_getis_global(context, &input, &found));
    ck_near(found.statistic, 0.410526315789473684, 1e-14);
    ck_near(found.randomisation.expectation, 0.333333333333333315, 1e-14);
    ck_near(found.randomisation.variance, 0.004387811634349037, 1e-13);
    ck_near(found.randomisation.z, 1.1653431646335011, 1e-13);
    ck_assert_int_eq(found.n_islands, 1);
    ck_bp_ok(context, bp_getis_global_permute(context, &input, &shuffled));
    ck_near(shuffled.observed, found.statistic, 1e-14);
    bp_weights_clear(&map.weights);
}
END_TEST

/* Far from 0, where fourth powers of x have no digits left for their differences. */
START_TEST(a_large_mean_does_no_harm)
{
    uint64_t state = 33;
    small_map map = random_map(8, 0.4, 0, &state);
    double x[MAP_MOST] = {0}, z[MAP_MOST] = {0}, mean = 0.0, variance = 0.0;
    for (int i = 0; i < 8; i++)
        x[i] = 1048576.0 + (double)(i * i % 7);
    /* Var of S0 m^2 + m sum margin z + sum w z z, the last being 1e-6 of the second: by arrangement of z
     * alone. */
    mean = mean_of(x, 8);
    double apart = 0.0, n_all = 0.0;
    int order[MAP_MOST];
    for (int i = 0; i < 8; i++) {
        order[i] = i;
        z[i] = x[i] - mean;
        for (int j = 0; j < 8; j++)
            apart += i == j ? 0.0 : x[i] * x[j];
    }
    double sum = 0.0;
    do {
        double off = 0.0;
        for (int i = 0; i < 8; i++)
            for (int j = 0; j < 8; j++)
                off += map.w[i][j] * (mean * (z[order[i]] + z[order[j]]) + z[order[i]] * z[order[j]]);
        sum += off;
        variance += off * off;
        n_all += 1.0;
    } while (next_arrangement(order, 8));
    variance = (variance / n_all - sum / n_all * (sum / n_all)) / (apart * apart);
    bp_global_input input = input_of(&map.weights, x);
    bp_global found;
    ck_bp_ok(context, bp_getis_global(context, &input, &found));
    ck_near(found.randomisation.variance, variance, 1e-10);
    bp_weights_clear(&map.weights);
}
END_TEST

START_TEST(permutation_converges_to_all_arrangements)
{
    uint64_t state = 37;
    for (int round = 0; round < 4; round++) {
        small_map map = random_map(7, 0.35, round % 2, &state);
        double x[MAP_MOST] = {0};
        for (int i = 0; i < 7; i++)
            x[i] = round < 2 ? (double)(i % 4) : map_share(&state);
        enumeration all = enumerate_map(&map, x, plain_g);
        bp_global_input input = input_of(&map.weights, x);
        bp_shuffled found;
        input.permutations = 100000;
        ck_bp_ok(context, bp_getis_global_permute(context, &input, &found));
        ck_near(found.observed, all.observed, 1e-12);
        ck_assert_double_le(fabs((double)found.tally.n_ge / 1e5 - all.share_ge),
                            5.0 * sqrt(all.share_ge * (1.0 - all.share_ge) / 1e5));
        ck_assert_double_le(fabs(found.mean - all.mean), 5.0 * sqrt(all.variance / 1e5));
        ck_near(found.variance, all.variance, 0.05);
        bp_weights_clear(&map.weights);
    }
}
END_TEST

START_TEST(what_is_refused)
{
    uint64_t state = 2;
    small_map map = random_map(6, 0.3, 0, &state);
    const double negative[] = {0, 1, -2, 1, 1, 0}, two[] = {0, 1, 0, 1, 0, 0};
    bp_global_input input = input_of(&map.weights, negative);
    bp_global found;
    ck_assert_int_eq(bp_getis_global(context, &input, &found), BP_ERROR_INPUT);
    ck_assert_str_eq(bp_context_message(context),
                     "column 'x': the value of unit 3 is negative; G compares amounts, which are 0 or more");
    bp_context_clear(context);
    input.x = two;
    ck_assert_int_eq(bp_getis_global(context, &input, &found), BP_ERROR_INPUT);
    ck_assert_str_eq(bp_context_message(context), "column 'x': has 2 distinct values in the 6 units that "
                                                  "take part; this statistic needs 3 at the least");
    bp_weights_clear(&map.weights);
}
END_TEST

static void check_file(const char *name, const char *style)
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
            ck_bp_ok(context, bp_getis_global(context, &input, &found));
            ck_near(found.statistic, field_number(&row, "G"), 1e-10);
            ck_near(found.randomisation.expectation, field_number(&row, "EG"), 1e-10);
            ck_near(found.randomisation.variance, field_number(&row, "VG"), 1e-10);
            ck_near(found.randomisation.z, field_number(&row, "z"), 1e-10);
        }
        bp_weights_clear(&weights);
        bp_values_clear(&values);
    }
    ck_assert_int_gt(n_rows, 30);
}

START_TEST(spdep_and_esda_agree)
{
    check_file("global_G_spdep.csv", "style");
    check_file("global_G_esda_new.csv", "transform");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("getis_global");
    TCase *tests = tcase_create("getis_global");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_path_by_hand);
    tcase_add_test(tests, randomisation_is_all_arrangements);
    tcase_add_test(tests, an_island_as_spdep_has_it);
    tcase_add_test(tests, a_large_mean_does_no_harm);
    tcase_add_test(tests, permutation_converges_to_all_arrangements);
    tcase_add_test(tests, what_is_refused);
    tcase_add_test(tests, spdep_and_esda_agree);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
