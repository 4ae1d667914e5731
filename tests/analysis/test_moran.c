#include "analysis/moran.h"

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

static double plain_moran(const small_map *map, const double *x)
{
    double mean = mean_of(x, map->n), top = 0.0, bottom = 0.0;
    for (int i = 0; i < map->n; i++) {
        bottom += (x[i] - mean) * (x[i] - mean);
        for (int j = 0; j < map->n; j++)
            top += map->w[i][j] * (x[i] - mean) * (x[j] - mean);
    }
    return map->n / sum_of_weights(map) * top / bottom;
}

/* A path of four units with 1, 2, 3, 4: z = -1.5, -0.5, 0.5, 1.5. sum w z z = 2 (0.75 - 0.25 + 0.75) = 2.5,
 * sum z^2 = 5, S0 = 6: I = 4 / 6 * 2.5 / 5 = 1/3. S1 = 12, S2 = 4 + 16 + 16 + 4 = 40:
 * variance under normality (16 * 12 - 4 * 40 + 3 * 36) / (36 * 15) - 1/9 = 140 / 540 - 1/9 = 4/27. */
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
    ck_bp_ok(context, bp_moran(context, &input, &found));
    ck_near(found.statistic, 1.0 / 3.0, 1e-15);
    ck_near(found.normality.expectation, -1.0 / 3.0, 1e-15);
    ck_near(found.normality.variance, 4.0 / 27.0, 1e-14);
    ck_near(found.normality.z, (2.0 / 3.0) / sqrt(4.0 / 27.0), 1e-14);
    ck_assert_int_eq(found.n, 4);
    ck_assert_int_eq(found.n_islands, 0);
    bp_weights_clear(&map.weights);
}
END_TEST

START_TEST(randomisation_is_all_arrangements)
{
    uint64_t state = 1;
    for (int round = 0; round < 24; round++) {
        int n = 4 + round % 5;
        small_map map = random_map(n, 0.4, round % 2, &state);
        double x[MAP_MOST] = {0};
        for (int i = 0; i < n; i++)
            x[i] = round % 3 == 0 ? (double)(i % 3) : 100.0 * map_share(&state);
        enumeration all = enumerate_map(&map, x, plain_moran);
        bp_global_input input = input_of(&map.weights, x);
        bp_global found;
        ck_bp_ok(context, bp_moran(context, &input, &found));
        ck_near(found.statistic, all.observed, 1e-12);
        ck_near(found.randomisation.expectation, all.mean, 1e-11);
        ck_near(found.randomisation.variance, all.variance, 1e-10);
        bp_weights_clear(&map.weights);
    }
}
END_TEST

/* Shares and moments of 200,000 draws, within five standard errors of those of all arrangements. */
START_TEST(permutation_converges_to_all_arrangements)
{
    uint64_t state = 7;
    for (int round = 0; round < 6; round++) {
        small_map map = random_map(7, 0.35, round % 2, &state);
        double x[MAP_MOST] = {0};
        for (int i = 0; i < 7; i++)
            x[i] = round < 3 ? (double)(i % 4) : map_share(&state);
        enumeration all = enumerate_map(&map, x, plain_moran);
        bp_global_input input = input_of(&map.weights, x);
        bp_shuffled found;
        input.permutations = 200000;
        input.seed = (uint64_t)round;
        ck_bp_ok(context, bp_moran_permute(context, &input, &found));
        double draws = (double)found.tally.n_drawn;
        ck_assert_int_eq(found.tally.n_drawn, 200000);
        ck_near(found.observed, all.observed, 1e-12);
        ck_assert_double_le(fabs((double)found.tally.n_ge / draws - all.share_ge),
                            5.0 * sqrt(all.share_ge * (1.0 - all.share_ge) / draws));
        ck_assert_double_le(fabs((double)found.tally.n_le / draws - all.share_le),
                            5.0 * sqrt(all.share_le * (1.0 - all.share_le) / draws));
        ck_assert_double_le(fabs(found.mean - all.mean), 5.0 * sqrt(all.variance / draws));
        ck_near(found.variance, all.variance, 0.03);
        bp_weights_clear(&map.weights);
    }
}
END_TEST

static double *second; /* the column whose places are permuted: arrangements are of y, x stays */

static double plain_bivariate(const small_map *map, const double *y)
{
    double mean_x = mean_of(second, map->n), mean_y = mean_of(y, map->n), top = 0.0, xx = 0.0, yy = 0.0;
    for (int i = 0; i < map->n; i++) {
        xx += (second[i] - mean_x) * (second[i] - mean_x);
        yy += (y[i] - mean_y) * (y[i] - mean_y);
        for (int j = 0; j < map->n; j++)
            top += map->w[i][j] * (second[i] - mean_x) * (y[j] - mean_y);
    }
    return map->n / sum_of_weights(map) * top / sqrt(xx * yy);
}

START_TEST(bivariate_is_all_arrangements_of_the_second_column)
{
    uint64_t state = 3;
    for (int round = 0; round < 10; round++) {
        int n = 5 + round % 4;
        small_map map = random_map(n, 0.4, round % 2, &state);
        double x[MAP_MOST] = {0}, y[MAP_MOST] = {0};
        for (int i = 0; i < n; i++) {
            x[i] = 1e6 + map_share(&state);
            y[i] = round % 3 == 0 ? (double)(i % 3) : x[i] + map_share(&state);
        }
        second = x;
        enumeration all = enumerate_map(&map, y, plain_bivariate);
        bp_global_input input = input_of(&map.weights, x);
        bp_moran_pair found;
        input.permutations = 100000;
        ck_bp_ok(context, bp_moran_bivariate(context, &input, "y", y, &found));
        ck_assert_double_le(fabs(found.statistic - all.observed), 1e-9);
        ck_assert_double_eq(found.moments.expectation, 0.0);
        ck_assert_double_le(fabs(all.mean), 1e-9);
        ck_near(found.moments.variance, all.variance, 1e-8);
        ck_assert_double_le(fabs((double)found.shuffled.tally.n_ge / 1e5 - all.share_ge),
                            5.0 * sqrt(all.share_ge * (1.0 - all.share_ge) / 1e5));
        bp_weights_clear(&map.weights);
    }
}
END_TEST

START_TEST(of_a_column_with_itself_it_is_the_plain_one)
{
    uint64_t state = 5;
    small_map map = random_map(8, 0.3, 1, &state);
    const double x[] = {3, 1, 4, 1, 5, 9, 2, 6};
    bp_global_input input = input_of(&map.weights, x);
    bp_global plain;
    bp_moran_pair pair;
    ck_bp_ok(context, bp_moran(context, &input, &plain));
    ck_bp_ok(context, bp_moran_bivariate(context, &input, "x again", x, &pair));
    ck_near(pair.statistic, plain.statistic, 1e-14);
    ck_near(pair.correlation, 1.0, 1e-15);
    ck_assert_int_eq(pair.shuffled.tally.n_drawn, 0);
    bp_weights_clear(&map.weights);
}
END_TEST

/* A ring of five and an island: left out it is the ring alone; kept it counts in mean and n; spdep's way, in
 * the mean only. */
START_TEST(islands_three_ways)
{
    small_map map = {0};
    const double x[] = {1, 5, 2, 8, 4, 10};
    map.n = 6;
    for (int i = 0; i < 5; i++)
        map.w[i][(i + 1) % 5] = map.w[(i + 1) % 5][i] = 1.0;
    weights_of_matrix(&map);
    double mean = 30.0 / 6.0, top = 0.0, bottom = 0.0, alone_top = 0.0, alone_bottom = 0.0;
    for (int i = 0; i < 6; i++) {
        bottom += (x[i] - mean) * (x[i] - mean);
        if (i == 5)
            continue;
        top += 2.0 * (x[i] - mean) * (x[(i + 1) % 5] - mean);
        alone_bottom += (x[i] - 4.0) * (x[i] - 4.0);
        alone_top += 2.0 * (x[i] - 4.0) * (x[(i + 1) % 5] - 4.0);
    }
    const double expected[] = {0.5 * alone_top / alone_bottom, 0.6 * top / bottom, 0.5 * top / bottom};
    const double expectation[] = {-0.25, -0.2, -0.25};
    const int n[] = {5, 6, 5};
    for (int islands = 0; islands < 3; islands++) {
        bp_global_input input = input_of(&map.weights, x);
        bp_global found;
        input.islands = (bp_islands)islands;
        ck_bp_ok(context, bp_moran(context, &input, &found));
        ck_near(found.statistic, expected[islands], 1e-14);
        ck_near(found.randomisation.expectation, expectation[islands], 1e-15);
        ck_assert_int_eq(found.n, n[islands]);
        ck_assert_int_eq(found.n_islands, 1);
    }
    bp_weights_clear(&map.weights);
}
END_TEST

/* A missing unit is as if it were not on the map, whatever number stands in its row. */
START_TEST(missing_takes_part_in_nothing)
{
    uint64_t state = 11;
    small_map map = random_map(8, 0.4, 0, &state), less = map;
    double x[] = {3, 1, 4, 1, 5, 9, 2, NAN};
    const uint8_t valid[] = {0x7f};
    less.n = 7;
    weights_of_matrix(&less);
    bp_weights dropped = BP_WEIGHTS_INIT;
    ck_bp_ok(context, bp_weights_drop_missing(context, &map.weights, valid, &dropped));
    bp_global_input with = input_of(&dropped, x), without = input_of(&less.weights, x);
    with.valid = valid;
    bp_global a, b;
    ck_bp_ok(context, bp_moran(context, &with, &a));
    ck_bp_ok(context, bp_moran(context, &without, &b));
    ck_assert_mem_eq(&a.statistic, &b.statistic, sizeof a.statistic);
    ck_assert_double_eq(a.randomisation.z, b.randomisation.z);
    ck_assert_int_eq(a.n, 7);
    ck_assert_int_eq(a.n_islands, 0);
    with.weights = &map.weights;
    ck_assert_int_eq(bp_moran(context, &with, &a), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "weights: unit 8 has a link and no value");
    bp_context_clear(context);
    bp_weights_clear(&dropped);
    bp_weights_clear(&map.weights);
    bp_weights_clear(&less.weights);
}
END_TEST

static void ck_refused(const bp_global_input *input, bp_status status, const char *message)
{
    bp_global out = {0};
    const bp_global untouched = {0};
    ck_assert_int_eq(bp_moran(context, input, &out), status);
    ck_assert_str_eq(bp_context_message(context), message);
    ck_assert_mem_eq(&out, &untouched, sizeof out);
    bp_context_clear(context);
}

START_TEST(what_is_refused)
{
    uint64_t state = 2;
    small_map map = random_map(6, 0.3, 0, &state), none = {0}, full = {0};
    const double two[] = {0, 1, 0, 1, 1, 0}, one[] = {7, 7, 7, 7, 7, 7}, good[] = {1, 2, 3, 4, 5, 7},
                 infinite[] = {1, 2, 3, INFINITY, 5, 6};
    none.n = full.n = 6;
    for (int i = 0; i < 6; i++)
        for (int j = 0; j < 6; j++)
            full.w[i][j] = i != j;
    weights_of_matrix(&none);
    weights_of_matrix(&full);
    bp_global_input input = input_of(&map.weights, two);
    ck_refused(&input, BP_ERROR_INPUT,
               "column 'x': has 2 distinct values in the 6 units that take part; this statistic needs 3 at "
               "the least");
    input.x = one;
    ck_refused(&input, BP_ERROR_INPUT,
               "column 'x': has 1 distinct value in the 6 units that take part; this statistic needs 3 at "
               "the least");
    input.x = infinite;
    ck_refused(&input, BP_ERROR_INPUT, "column 'x': the value of unit 4 is not a finite number");
    input.x = good;
    input.weights = &none.weights;
    ck_refused(&input, BP_ERROR_INPUT, "weights: no two units with a value are neighbours");
    input.weights = &full.weights;
    ck_refused(
        &input, BP_ERROR_INPUT,
        "column 'x': the statistic is the same for every arrangement of the values on this map (every unit "
        "may be every other's neighbour); there is nothing to test");
    input.weights = &map.weights;
    bp_shuffled shuffled;
    ck_assert_int_eq(bp_moran_permute(context, &input, &shuffled), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context),
                     "permutations: there must be 1 at the least; 999 or more say something");
    bp_weights_clear(&map.weights);
    bp_weights_clear(&none.weights);
    bp_weights_clear(&full.weights);
}
END_TEST

/* Numbers as large, as small and as far from 0 as a double can hold change nothing. */
START_TEST(scale_and_level_do_not_matter)
{
    uint64_t state = 12;
    small_map map = random_map(8, 0.3, 0, &state);
    const double x[] = {3, 1, 4, 1, 5, 9, 2, 6};
    const double scales[] = {1e300, 1e-300, 1.0, -1.0}, levels[] = {0.0, 0.0, 1073741824.0, 0.0};
    bp_global plain, found;
    bp_global_input input = input_of(&map.weights, x);
    ck_bp_ok(context, bp_moran(context, &input, &plain));
    for (int k = 0; k < 4; k++) {
        double y[8];
        for (int i = 0; i < 8; i++)
            y[i] = x[i] * scales[k] + levels[k];
        input.x = y;
        ck_bp_ok(context, bp_moran(context, &input, &found));
        ck_near(found.statistic, plain.statistic, 1e-13);
        ck_near(found.randomisation.z, plain.randomisation.z, 1e-12);
    }
    bp_weights_clear(&map.weights);
}
END_TEST

static void check_spdep(const reference_file *row, const bp_global *found)
{
    ck_near(found->statistic, field_number(row, "I"), 1e-10);
    ck_near(found->normality.expectation, field_number(row, "EI"), 1e-10);
    ck_near(found->normality.variance, field_number(row, "VI_norm"), 1e-10);
    ck_near(found->normality.z, field_number(row, "z_norm"), 1e-10);
    ck_near(found->randomisation.variance, field_number(row, "VI_rand"), 1e-10);
    ck_near(found->randomisation.z, field_number(row, "z_rand"), 1e-10);
}

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
            input.valid = values.valid;
            input.islands = (bp_islands)islands;
            ck_bp_ok(context, bp_moran(context, &input, &found));
            check_spdep(&row, &found);
        }
        bp_weights_clear(&weights);
        bp_values_clear(&values);
    }
    ck_assert_int_gt(n_rows, 100);
}

START_TEST(spdep_and_esda_agree)
{
    check_file("global_moran_spdep.csv", "style");
    check_file("global_moran_esda_new.csv", "transform");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("moran");
    TCase *tests = tcase_create("moran");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_path_by_hand);
    tcase_add_test(tests, randomisation_is_all_arrangements);
    tcase_add_test(tests, permutation_converges_to_all_arrangements);
    tcase_add_test(tests, bivariate_is_all_arrangements_of_the_second_column);
    tcase_add_test(tests, of_a_column_with_itself_it_is_the_plain_one);
    tcase_add_test(tests, islands_three_ways);
    tcase_add_test(tests, missing_takes_part_in_nothing);
    tcase_add_test(tests, what_is_refused);
    tcase_add_test(tests, scale_and_level_do_not_matter);
    tcase_add_test(tests, spdep_and_esda_agree);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
