#include "analysis/joincount.h"

#include "analysis/rank.h"
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

static double plain_count(const small_map *map, const double *x, int kind)
{
    double count = 0.0;
    for (int i = 0; i < map->n; i++)
        for (int j = 0; j < map->n; j++) {
            int black = (x[i] > 0.0) + (x[j] > 0.0);
            if (black == (kind == BP_JOIN_BB ? 2 : kind == BP_JOIN_WW ? 0 : 1))
                count += 0.5 * map->w[i][j];
        }
    return count;
}

static double plain_bb(const small_map *map, const double *x)
{
    return plain_count(map, x, BP_JOIN_BB);
}

static double plain_ww(const small_map *map, const double *x)
{
    return plain_count(map, x, BP_JOIN_WW);
}

static double plain_bw(const small_map *map, const double *x)
{
    return plain_count(map, x, BP_JOIN_BW);
}

static const plain_statistic plain[BP_JOIN_KINDS] = {plain_bb, plain_ww, plain_bw};

/* Two by three cells, rook, 1 1 0 / 1 0 0: joins of 1 and 1: 2; of 0 and 0: 2; mixed: 3; seven in all. */
START_TEST(six_cells_by_hand)
{
    small_map map = {0};
    const double x[] = {1, 1, 0, 1, 0, 0};
    const int joins[][2] = {{0, 1}, {1, 2}, {3, 4}, {4, 5}, {0, 3}, {1, 4}, {2, 5}};
    map.n = 6;
    for (int k = 0; k < 7; k++)
        map.w[joins[k][0]][joins[k][1]] = map.w[joins[k][1]][joins[k][0]] = 1.0;
    weights_of_matrix(&map);
    bp_global_input input = input_of(&map.weights, x);
    bp_joincount found;
    ck_bp_ok(context, bp_joincount_compute(context, &input, BP_SAMPLING_NONFREE, &found));
    ck_near(found.count[BP_JOIN_BB], 2.0, 1e-15);
    ck_near(found.count[BP_JOIN_WW], 2.0, 1e-15);
    ck_near(found.count[BP_JOIN_BW], 3.0, 1e-15);
    /* 7 joins, each with a chance of 3/6 2/5 to be black and black. */
    ck_near(found.moments[BP_JOIN_BB].expectation, 1.4, 1e-15);
    ck_near(found.moments[BP_JOIN_BW].expectation, 4.2, 1e-15);
    ck_assert_int_eq(found.n_black, 3);
    ck_assert_int_eq(found.n_white, 3);
    bp_weights_clear(&map.weights);
}
END_TEST

START_TEST(nonfree_is_all_arrangements)
{
    uint64_t state = 41;
    for (int round = 0; round < 20; round++) {
        int n = 5 + round % 4, n_black = 2 + round % (n - 3);
        small_map map = random_map(n, 0.4, round % 2, &state);
        double x[MAP_MOST] = {0};
        for (int i = 0; i < n; i++)
            x[i] = (3 * i + round) % n < n_black ? 1.0 : 0.0;
        x[0] = x[1] = 1.0;
        x[2] = x[3] = 0.0;
        bp_global_input input = input_of(&map.weights, x);
        bp_joincount found;
        bp_shuffled shuffled[BP_JOIN_KINDS];
        input.permutations = 50000;
        ck_bp_ok(context, bp_joincount_compute(context, &input, BP_SAMPLING_NONFREE, &found));
        ck_bp_ok(context, bp_joincount_permute(context, &input, shuffled));
        for (int kind = 0; kind < BP_JOIN_KINDS; kind++) {
            enumeration all = enumerate_map(&map, x, plain[kind]);
            ck_assert_double_le(fabs(found.count[kind] - all.observed), 1e-12);
            ck_near(found.moments[kind].expectation, all.mean, 1e-11);
            ck_near(found.moments[kind].variance, all.variance, 1e-10);
            ck_assert_double_le(fabs((double)shuffled[kind].tally.n_ge / 5e4 - all.share_ge),
                                5.0 * sqrt(all.share_ge * (1.0 - all.share_ge) / 5e4));
            ck_assert_double_le(fabs((double)shuffled[kind].tally.n_le / 5e4 - all.share_le),
                                5.0 * sqrt(all.share_le * (1.0 - all.share_le) / 5e4));
            ck_assert_double_le(fabs(shuffled[kind].mean - all.mean), 5.0 * sqrt(all.variance / 5e4));
        }
        bp_weights_clear(&map.weights);
    }
}
END_TEST

/* All 2^n colourings, each with its chance. */
START_TEST(free_is_all_colourings)
{
    uint64_t state = 43;
    for (int round = 0; round < 8; round++) {
        int n = 6 + round % 3;
        small_map map = random_map(n, 0.4, round % 2, &state);
        double x[MAP_MOST] = {1, 1, 0, 0, 1, 0, 0, 0, 0}, black = mean_of(x, n);
        bp_global_input input = input_of(&map.weights, x);
        bp_joincount found;
        ck_bp_ok(context, bp_joincount_compute(context, &input, BP_SAMPLING_FREE, &found));
        for (int kind = 0; kind < BP_JOIN_KINDS; kind++) {
            double sum = 0.0, squares = 0.0;
            for (int set = 0; set < 1 << n; set++) {
                double y[MAP_MOST], chance = 1.0;
                for (int i = 0; i < n; i++) {
                    y[i] = (set >> i) & 1;
                    chance *= y[i] > 0.0 ? black : 1.0 - black;
                }
                double count = plain_count(&map, y, kind);
                sum += chance * count;
                squares += chance * count * count;
            }
            ck_near(found.moments[kind].expectation, sum, 1e-12);
            ck_near(found.moments[kind].variance, squares - sum * sum, 1e-10);
        }
        bp_weights_clear(&map.weights);
    }
}
END_TEST

START_TEST(what_is_refused)
{
    uint64_t state = 2;
    small_map map = random_map(6, 0.3, 0, &state);
    const double third[] = {0, 1, 2, 1, 1, 0}, lone[] = {0, 1, 0, 0, 0, 0}, good[] = {0, 1, 0, 1, 0, 0};
    bp_global_input input = input_of(&map.weights, third);
    bp_joincount found;
    bp_shuffled shuffled[BP_JOIN_KINDS];
    ck_assert_int_eq(bp_joincount_compute(context, &input, BP_SAMPLING_NONFREE, &found), BP_ERROR_INPUT);
    ck_assert_str_eq(bp_context_message(context),
                     "column 'x': unit 3 has the value 2; join counts are of 0 (white) and 1 (black)");
    bp_context_clear(context);
    input.x = lone;
    ck_assert_int_eq(bp_joincount_compute(context, &input, BP_SAMPLING_NONFREE, &found), BP_ERROR_INPUT);
    ck_assert_str_eq(
        bp_context_message(context),
        "column 'x': 1 units are 1 and 5 are 0 among those that take part; join counts need 2 of each");
    bp_context_clear(context);
    input.x = good;
    ck_assert_int_eq(bp_joincount_permute(context, &input, shuffled), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context),
                     "permutations: there must be 1 at the least; 999 or more say something");
    bp_weights_clear(&map.weights);
}
END_TEST

/* 1 where the value is above the median, which of an even number of values is the mean of the middle two. */
static void above_median(const bp_values *values, double *x)
{
    int32_t order[128];
    int64_t n = 0;
    ck_bp_ok(context, bp_sort_order(context, values->value, values->valid, values->n, order, &n));
    double median = 0.5 * (values->value[order[(n - 1) / 2]] + values->value[order[n / 2]]);
    for (int64_t i = 0; i < values->n; i++)
        x[i] = values->value[i] > median ? 1.0 : 0.0;
}

static const char *const kinds[BP_JOIN_KINDS] = {"BB", "WW", "BW"};

static void check_file(const char *name, int has_moments)
{
    reference_file row;
    int n_rows = 0;
    if (!open_reference(name, &row))
        return;
    for (; next_row(&row); n_rows++) {
        double x[128];
        bp_values values = classic_column(context, field_text(&row, "set"), field_text(&row, "var"));
        bp_weights weights = classic_weights(context, field_text(&row, "set"), field_text(&row, "weights"),
                                             values.n, has_moments ? field_text(&row, "style")[0] : 'B');
        above_median(&values, x);
        bp_global_input input = input_of(&weights, x);
        bp_joincount found;
        ck_bp_ok(context, bp_joincount_compute(context, &input, BP_SAMPLING_NONFREE, &found));
        for (int kind = 0; kind < BP_JOIN_KINDS; kind++) {
            char field[8];
            ck_near(found.count[kind], field_number(&row, kinds[kind]), 1e-10);
            if (!has_moments)
                continue;
            snprintf(field, sizeof field, "E%s", kinds[kind]);
            ck_near(found.moments[kind].expectation, field_number(&row, field), 1e-10);
            field[0] = 'V';
            ck_near(found.moments[kind].variance, field_number(&row, field), 1e-10);
            field[0] = 'z';
            ck_near(found.moments[kind].z, field_number(&row, field), 1e-10);
        }
        bp_weights_clear(&weights);
        bp_values_clear(&values);
    }
    ck_assert_int_gt(n_rows, 30);
}

START_TEST(spdep_and_esda_agree)
{
    check_file("joincount_spdep.csv", 1);
    check_file("joincount_esda_new.csv", 0);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("joincount");
    TCase *tests = tcase_create("joincount");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, six_cells_by_hand);
    tcase_add_test(tests, nonfree_is_all_arrangements);
    tcase_add_test(tests, free_is_all_colourings);
    tcase_add_test(tests, what_is_refused);
    tcase_add_test(tests, spdep_and_esda_agree);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
