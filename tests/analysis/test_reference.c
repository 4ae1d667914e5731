/* Shared and plain conditional permutation: the distribution they draw from, and what they may not depend on.
 */
#include "analysis/permute.h"
#include "analysis/reference.h"

#include "tests/analysis/local_support.h"

enum { MILLION = 1000000, N = 12 };

static bp_context *context;

static void setup(void)
{
    /* Thousands of short batches: threads would wait for each other most of the time. */
    bp_context_options one = BP_CONTEXT_OPTIONS_INIT;
    one.n_threads = 1;
    ck_assert_int_eq(bp_context_new(&one, &context), BP_OK);
}

static void teardown(void)
{
    bp_context_free(context);
}

typedef bp_status (*count_fn)(bp_context *context, const bp_draw_input *input, const bp_draw_options *options,
                              bp_tally *tally);

/* What unit i with neighbours others[k] has of a draw: a sum, or a distance over m columns. */
static double value_of(const bp_draw_input *input, int n, int i, const int *others, const double *weight,
                       int k)
{
    double sum = 0.0;
    for (int t = 0; t < k; t++) {
        double term = input->of == BP_DRAW_SUM ? input->columns[0][others[t]] : 0.0;
        for (int v = 0; input->of == BP_DRAW_DISTANCE && v < input->m; v++) {
            const double *x = input->columns[v];
            double mean = 0.0, squares = 0.0;
            for (int j = 0; j < n; j++)
                mean += x[j] / n;
            for (int j = 0; j < n; j++)
                squares += (x[j] - mean) * (x[j] - mean) / n;
            term += (x[i] - x[others[t]]) * (x[i] - x[others[t]]) / squares;
        }
        sum += weight[t] * term;
    }
    return sum;
}

static int ascending(const void *a, const void *b)
{
    double p = *(const double *)a, q = *(const double *)b;
    return (p > q) - (p < q);
}

/* All values that unit i can have: every ordered choice of k others, by walking the numbers of base n. */
static int enumerate(const bp_draw_input *input, int n, int i, const double *weight, int k, double *values)
{
    int choice[8], count = 0;
    int64_t total = 1;
    for (int t = 0; t < k; t++)
        total *= n;
    for (int64_t code = 0; code < total; code++) {
        int64_t rest = code;
        bool good = true;
        for (int t = 0; t < k; t++, rest /= n) {
            choice[t] = (int)(rest % n);
            good = good && choice[t] != i;
            for (int before = 0; before < t; before++)
                good = good && choice[before] != choice[t];
        }
        if (good)
            values[count++] = value_of(input, n, i, choice, weight, k);
    }
    qsort(values, (size_t)count, sizeof *values, ascending);
    return count;
}

/* Weights in which unit i has the k units after it, `turn` steps further on: over all turns and numbers of
 * units every choice comes by for some. */
static bp_weights choice_weights(int n, const int (*choice)[8], int k, const double *weight)
{
    int32_t arcs[N * 8][2];
    double value[N * 8];
    for (int i = 0; i < n; i++)
        for (int t = 0; t < k; t++) {
            arcs[i * k + t][0] = i;
            arcs[i * k + t][1] = choice[i][t];
            value[i * k + t] = weight[t];
        }
    return local_weights(n, (int64_t)n * k, arcs, value);
}

/* The c-th ordered choice of k out of the units other than i; with `sorted` only ascending ones count. */
static bool make_choice(int n, int i, int k, int64_t code, bool sorted, int *choice)
{
    for (int t = 0; t < k; t++, code /= n) {
        choice[t] = (int)(code % n);
        if (choice[t] == i || (sorted && t > 0 && choice[t - 1] <= choice[t]))
            return false;
        for (int before = 0; before < t; before++)
            if (choice[before] == choice[t])
                return false;
    }
    return code == 0;
}

/*
 * The whole distribution of every unit: the draws depend on the seed, the values and the number of neighbours
 * alone, so letting each choice of neighbours in turn be what is observed reads off the distribution
 * function at every value there is. Its steps are compared with equal shares by chi-square.
 */
static void check_distribution(count_fn count, const bp_draw_input *base, int k, const double *weight,
                               int64_t draws, bool sorted)
{
    int n = (int)base->weights->n;
    int64_t total = 1;
    for (int t = 0; t < k; t++)
        total *= n;
    double *values = (double *)calloc((size_t)n * (size_t)total, sizeof *values);
    int64_t *at_least = (int64_t *)calloc((size_t)n * (size_t)total, sizeof *at_least);
    int n_values[N] = {0};
    int64_t next[N] = {0};
    ck_assert(values && at_least);
    for (bool left = true; left;) {
        int choice[N][8];
        left = true;
        for (int i = 0; i < n; i++) {
            while (next[i] < total && !make_choice(n, i, k, next[i], sorted, choice[i]))
                next[i]++;
            left = left && next[i]++ < total;
        }
        if (!left)
            break;
        bp_weights weights = choice_weights(n, (const int(*)[8])choice, k, weight);
        bp_draw_input input = *base;
        bp_draw_options options = BP_DRAW_OPTIONS_INIT;
        bp_tally tally[N];
        input.weights = &weights;
        options.permutations = draws;
        options.seed = 2024;
        ck_bp_ok(context, count(context, &input, &options, tally));
        for (int i = 0; i < n; i++) {
            ck_assert_int_eq(tally[i].n_drawn, draws);
            at_least[i * total + n_values[i]] = tally[i].n_ge;
            values[i * total + n_values[i]++] = value_of(base, n, i, choice[i], weight, k);
        }
        bp_weights_clear(&weights);
    }
    for (int i = 0; i < n; i++) {
        /* In descending order of values the counts are the distribution function from the top. */
        int m = n_values[i];
        double chi = 0.0, expected = (double)draws / m;
        int64_t before = 0;
        for (int rank = 0; rank < m; rank++) {
            int best = -1;
            for (int c = 0; c < m; c++)
                if (!isnan(values[i * total + c]) &&
                    (best < 0 || values[i * total + c] > values[i * total + best]))
                    best = c;
            int64_t here = at_least[i * total + best] - before;
            before = at_least[i * total + best];
            values[i * total + best] = NAN;
            chi += ((double)here - expected) * ((double)here - expected) / expected;
        }
        ck_assert_int_eq(before, draws);
        double z = (chi - (m - 1)) / sqrt(2.0 * (m - 1));
        ck_assert_msg(fabs(z) < 4.5, "unit %d: %d values, chi-square %g, z %g", i, m, chi, z);
    }
    free(values);
    free(at_least);
}

/* Values that no two sums have in common. */
static const double spread_out[N] = {3.1,    -2.7,  10.9,   0.013, 5.77, -8.31,
                                     1.4142, 2.236, -0.577, 7.389, 40.5, -17.3};
static const double another[N] = {0.2, 9.13, 4.4, 7.77, 1.618, 3.3, 8.08, 6.023, 5.1, 2.99, 0.7, 6.6};

START_TEST(sums_are_drawn_evenly)
{
    static const double ones[8] = {1, 1, 1, 1, 1, 1, 1, 1};
    const double *columns[] = {spread_out};
    bp_weights none = {N, NULL, NULL, NULL, BP_WEIGHTS_BINARY, 0};
    const bp_draw_input input = {BP_DRAW_SUM, &none, columns, 1, NULL, NULL};
    check_distribution(bp_reference_count, &input, 1, ones, MILLION, true);
    check_distribution(bp_reference_count, &input, 2, ones, MILLION, true);
    none.n = 10;
    check_distribution(bp_reference_count, &input, 3, ones, MILLION, true);
}
END_TEST

START_TEST(distances_are_drawn_evenly)
{
    static const double ones[8] = {1, 1, 1, 1, 1, 1, 1, 1};
    const double *columns[] = {spread_out, another};
    bp_weights none = {8, NULL, NULL, NULL, BP_WEIGHTS_BINARY, 0};
    bp_draw_input input = {BP_DRAW_DISTANCE, &none, columns, 1, NULL, NULL};
    check_distribution(bp_reference_count, &input, 2, ones, MILLION, true);
    input.m = 2;
    none.n = 7;
    check_distribution(bp_reference_count, &input, 3, ones, MILLION, true);
}
END_TEST

START_TEST(plain_draws_are_even)
{
    static const double unequal[8] = {1.0, 2.7, 0.31};
    const double *columns[] = {spread_out, another};
    bp_weights none = {6, NULL, NULL, NULL, BP_WEIGHTS_BINARY, 0};
    bp_draw_input input = {BP_DRAW_SUM, &none, columns, 1, NULL, NULL};
    check_distribution(bp_permute_count, &input, 2, unequal, MILLION, false);
    none.n = 5;
    input.of = BP_DRAW_DISTANCE;
    input.m = 2;
    check_distribution(bp_permute_count, &input, 2, unequal, MILLION, false);
}
END_TEST

/* With ties: the shares of at least and at most against enumeration, unit by unit. */
static void check_ties(count_fn count, bp_draw_of of, const double *const *columns, int m)
{
    static const double ones[8] = {1, 1, 1};
    uint64_t state = 17;
    enum { n = 9, k = 3 };
    int32_t arcs[n * k][2];
    for (int i = 0; i < n; i++)
        for (int t = 0; t < k; t++) {
            arcs[i * k + t][0] = i;
            arcs[i * k + t][1] = (i + 1 + t + brute_random_below(&state, 2) * 4) % n;
        }
    bp_weights weights = local_weights(n, (int64_t)n * k, arcs, NULL);
    const bp_draw_input input = {of, &weights, columns, m, NULL, NULL};
    bp_draw_options options = BP_DRAW_OPTIONS_INIT;
    bp_tally tally[n];
    static double values[729];
    options.permutations = MILLION / 4;
    ck_bp_ok(context, count(context, &input, &options, tally));
    for (int i = 0; i < n; i++) {
        int choice[8];
        for (int t = 0; t < k; t++)
            choice[t] = arcs[i * k + t][1];
        double observed = value_of(&input, n, i, choice, ones, k), ge = 0.0, le = 0.0;
        int total = enumerate(&input, n, i, ones, k, values);
        for (int v = 0; v < total; v++) {
            ge += (values[v] >= observed - 1e-9) / (double)total;
            le += (values[v] <= observed + 1e-9) / (double)total;
        }
        double draws = (double)options.permutations;
        ck_assert_double_le(fabs((double)tally[i].n_ge / draws - ge),
                            4.5 * sqrt(ge * (1.0 - ge) / draws) + 1e-12);
        ck_assert_double_le(fabs((double)tally[i].n_le / draws - le),
                            4.5 * sqrt(le * (1.0 - le) / draws) + 1e-12);
    }
    bp_weights_clear(&weights);
}

START_TEST(ties_count_on_both_sides)
{
    /* Tenths: sums that are equal on paper differ in the last bit of a double. */
    static const double tenths[9] = {0.1, 0.2, 0.3, 0.1, 0.2, 0.3, 0.4, 0.1, 0.6};
    static const double counts[9] = {0, 0, 0, 0, 1, 1, 5, 0, 2};
    const double *columns[] = {tenths, counts};
    const double *other[] = {counts};
    check_ties(bp_reference_count, BP_DRAW_SUM, columns, 1);
    check_ties(bp_reference_count, BP_DRAW_SUM, other, 1);
    check_ties(bp_reference_count, BP_DRAW_DISTANCE, columns, 1);
    check_ties(bp_reference_count, BP_DRAW_DISTANCE, columns, 2);
    check_ties(bp_permute_count, BP_DRAW_SUM, columns, 1);
    check_ties(bp_permute_count, BP_DRAW_DISTANCE, columns, 2);
}
END_TEST

/* A unit that has all others as neighbours can be given nothing but what it has, by whoever leaves it out. */
START_TEST(unit_itself_is_left_out)
{
    int32_t arcs[N * N][2];
    int64_t m = 0;
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            if (i != j) {
                arcs[m][0] = i;
                arcs[m++][1] = j;
            }
    const double *columns[] = {spread_out, another};
    bp_weights weights = local_weights(N, m, arcs, NULL);
    for (int kind = 0; kind < 4; kind++) {
        const bp_draw_input input = {
            kind % 2 ? BP_DRAW_DISTANCE : BP_DRAW_SUM, &weights, columns, kind % 2 ? 2 : 1, NULL, NULL};
        bp_draw_options options = BP_DRAW_OPTIONS_INIT;
        bp_tally tally[N];
        ck_bp_ok(context,
                 (kind < 2 ? bp_reference_count : bp_permute_count)(context, &input, &options, tally));
        for (int i = 0; i < N; i++) {
            ck_assert_int_eq(tally[i].n_ge, 999);
            ck_assert_int_eq(tally[i].n_le, 999);
        }
    }
    bp_weights_clear(&weights);
}
END_TEST

enum { WIDE = 30, MANY = WIDE * WIDE };

/* Shared and plain draws of the same units are within the error of both, on every unit. */
static void check_agreement(const double *x, const double *y, bp_draw_of of, int m)
{
    bp_weights weights = local_grid(WIDE, WIDE, 3);
    const double *columns[] = {x, y};
    const bp_draw_input input = {of, &weights, columns, m, NULL, NULL};
    bp_draw_options options = BP_DRAW_OPTIONS_INIT;
    static bp_tally shared[MANY], plain[MANY];
    double n = 20000.0, sum = 0.0;
    options.permutations = (int64_t)n;
    ck_bp_ok(context, bp_reference_count(context, &input, &options, shared));
    options.seed = 99;
    ck_bp_ok(context, bp_permute_count(context, &input, &options, plain));
    for (int i = 0; i < MANY; i++) {
        double p = (double)shared[i].n_ge / n, q = (double)plain[i].n_ge / n, both = 0.5 * (p + q);
        double off = (p - q) / sqrt(fmax(both * (1.0 - both), 1.0 / n) * 2.0 / n);
        ck_assert_msg(fabs(off) < 5.0, "unit %d: shared %g, plain %g", i, p, q);
        ck_assert_double_lt(fabs((double)(shared[i].n_le - plain[i].n_le)), 5.0 * sqrt(0.5 * n) + 1.0);
        sum += off * off;
    }
    ck_assert_double_lt(sqrt(sum / MANY), 1.4);
    bp_weights_clear(&weights);
}

START_TEST(shared_and_plain_agree)
{
    static double x[MANY], y[MANY], counts[MANY];
    uint64_t state = 8;
    for (int i = 0; i < MANY; i++) {
        x[i] = exp(2.0 * local_uniform(&state)) + sin(i / 40.0);
        y[i] = 1e6 + local_uniform(&state);
        counts[i] = brute_random_below(&state, 3) * brute_random_below(&state, 4);
    }
    check_agreement(x, NULL, BP_DRAW_SUM, 1);
    check_agreement(y, NULL, BP_DRAW_SUM, 1);
    check_agreement(counts, NULL, BP_DRAW_SUM, 1);
    check_agreement(x, NULL, BP_DRAW_DISTANCE, 1);
    check_agreement(counts, y, BP_DRAW_DISTANCE, 2);
}
END_TEST

static void run_threads(count_fn count, const bp_draw_input *input, int n_threads, bp_tally *tally)
{
    bp_context_options how = BP_CONTEXT_OPTIONS_INIT;
    bp_draw_options options = BP_DRAW_OPTIONS_INIT;
    bp_context *own = NULL;
    how.n_threads = n_threads;
    options.permutations = 30011;
    options.stop_after = 50;
    ck_assert_int_eq(bp_context_new(&how, &own), BP_OK);
    ck_bp_ok(own, count(own, input, &options, tally));
    bp_context_free(own);
}

/* The same tallies for 1, 2 and 3 threads, and for rows in another order. */
START_TEST(threads_and_order_do_not_matter)
{
    static double x[MANY], y[MANY], moved_x[MANY], moved_y[MANY];
    static bp_tally one[MANY], more[MANY];
    static int32_t order[MANY];
    uint64_t state = 21;
    bp_weights weights = local_grid(WIDE, WIDE, 5);
    for (int i = 0; i < MANY; i++) {
        x[i] = i % 3 ? local_uniform(&state) : 0.25 * brute_random_below(&state, 4);
        y[i] = brute_random_below(&state, 20) / 10.0;
    }
    local_shuffle(order, MANY, &state);
    for (int i = 0; i < MANY; i++) {
        moved_x[i] = x[order[i]];
        moved_y[i] = y[order[i]];
    }
    bp_weights moved = local_reorder(&weights, order);
    const double *columns[] = {x, y}, *moved_columns[] = {moved_x, moved_y};
    for (int kind = 0; kind < 4; kind++) {
        count_fn count = kind < 2 ? bp_reference_count : bp_permute_count;
        bp_draw_input input = {
            kind % 2 ? BP_DRAW_DISTANCE : BP_DRAW_SUM, &weights, columns, kind % 2 ? 2 : 1, NULL, NULL};
        run_threads(count, &input, 1, one);
        for (int n_threads = 2; n_threads <= 3; n_threads++) {
            run_threads(count, &input, n_threads, more);
            for (int i = 0; i < MANY; i++)
                ck_assert(one[i].n_ge == more[i].n_ge && one[i].n_le == more[i].n_le &&
                          one[i].n_drawn == more[i].n_drawn && one[i].stopped == more[i].stopped);
        }
        input.weights = &moved;
        input.columns = moved_columns;
        run_threads(count, &input, 2, more);
        for (int i = 0; i < MANY; i++)
            ck_assert_msg(one[order[i]].n_ge == more[i].n_ge && one[order[i]].n_le == more[i].n_le,
                          "kind %d, unit %d", kind, i);
    }
    bp_weights_clear(&weights);
    bp_weights_clear(&moved);
}
END_TEST

/* Stopping after h extreme draws: never more draws, never fewer extremes, and an honest p-value. */
START_TEST(stopping_early)
{
    static double x[MANY];
    static int8_t side[MANY];
    static bp_tally full[MANY], early[MANY];
    uint64_t state = 4;
    int64_t spared = 0;
    bp_weights weights = local_grid(WIDE, WIDE, 5);
    for (int i = 0; i < MANY; i++) {
        x[i] = local_uniform(&state);
        side[i] = (int8_t)(i % 3 - 1);
    }
    const double *columns[] = {x};
    const bp_draw_input input = {BP_DRAW_SUM, &weights, columns, 1, NULL, NULL};
    bp_draw_options options = BP_DRAW_OPTIONS_INIT;
    options.permutations = 5000;
    ck_bp_ok(context, bp_permute_count(context, &input, &options, full));
    options.stop_after = 20;
    options.side = side;
    ck_bp_ok(context, bp_permute_count(context, &input, &options, early));
    for (int i = 0; i < MANY; i++) {
        int64_t ge = side[i] >= 0 ? early[i].n_ge : 20, le = side[i] <= 0 ? early[i].n_le : 20;
        int64_t fewer = ge < le ? ge : le;
        spared += 5000 - early[i].n_drawn;
        if (early[i].stopped) {
            ck_assert_int_eq(fewer, 20);
        } else {
            ck_assert_int_lt(fewer, 20);
            ck_assert_int_eq(early[i].n_ge, full[i].n_ge);
            ck_assert_int_eq(early[i].n_le, full[i].n_le);
        }
    }
    ck_assert_int_gt(spared, 3000 * MANY);
    bp_weights_clear(&weights);
}
END_TEST

/* 99 values between 0 and 1, and one that decides how fine the steps of the fixed point are. */
static void check_steps(double level, double far, const char *warning)
{
    double x[100];
    uint64_t state = 12;
    bp_weights weights = local_grid(10, 10, 3);
    for (int i = 0; i < 100; i++)
        x[i] = level + local_uniform(&state);
    x[41] = far;
    const double *columns[] = {x};
    for (int plain = 0; plain < 2; plain++) {
        const bp_draw_input input = {BP_DRAW_SUM, &weights, columns, 1, NULL, "income"};
        bp_draw_options options = BP_DRAW_OPTIONS_INIT;
        bp_tally tally[100];
        teardown();
        setup();
        options.permutations = 9;
        ck_bp_ok(context, (plain ? bp_permute_count : bp_reference_count)(context, &input, &options, tally));
        ck_assert_uint_eq(bp_context_warning_count(context), warning != NULL);
        if (warning)
            ck_assert_str_eq(bp_context_warning_at(context, 0)->text, warning);
    }
    bp_weights_clear(&weights);
}

START_TEST(values_far_out_are_said_aloud)
{
    check_steps(0.0, 1e12,
                "income: some values are so far from the others that draws tell them apart in steps of 0.25 "
                "only: 99 of 100 units share one with a unit of another value; take logarithms, or leave the "
                "far ones out");
    check_steps(0.0, 1e6, NULL);
    /* Here the doubles themselves are no finer. */
    check_steps(1e12, 1e12, NULL);
}
END_TEST

START_TEST(who_gets_no_draws)
{
    /* 0 - 1 - 2; 3 is missing; 4 is an island; 5 has a link without weight. */
    int32_t arcs[][2] = {{0, 1}, {1, 0}, {1, 2}, {2, 1}, {5, 0}};
    const double value[] = {1, 1, 1, 1, 0}, x[] = {1, 2, 4, NAN, 8, 16};
    const uint8_t valid[] = {0x37};
    const double *columns[] = {x};
    bp_weights weights = local_weights(6, 5, arcs, value);
    const bp_draw_input input = {BP_DRAW_SUM, &weights, columns, 1, valid, NULL};
    bp_draw_options options = BP_DRAW_OPTIONS_INIT;
    for (int plain = 0; plain < 2; plain++) {
        bp_tally tally[6];
        memset(tally, 0x55, sizeof tally);
        bp_tally untouched = tally[0];
        ck_bp_ok(context, (plain ? bp_permute_count : bp_reference_count)(context, &input, &options, tally));
        for (int i = 0; i < 6; i++)
            ck_assert_int_eq(tally[i].n_drawn, i < 3 ? 999 : untouched.n_drawn);
        options.permutations = 0;
        ck_assert_int_eq((plain ? bp_permute_count : bp_reference_count)(context, &input, &options, tally),
                         BP_ERROR_ARGUMENT);
        ck_assert_str_eq(bp_context_message(context), "0 permutations were asked for; at least 1 is needed");
        bp_context_clear(context);
        options.permutations = 999;
    }
    weights.value[1] = 3.0;
    bp_tally tally[6];
    ck_assert_int_eq(bp_reference_count(context, &input, &options, tally), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context),
                     "shared distributions need weights that are equal within every row");
    bp_weights_clear(&weights);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("reference");
    TCase *tests = tcase_create("reference");
    tcase_set_timeout(tests, 300);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, sums_are_drawn_evenly);
    tcase_add_test(tests, distances_are_drawn_evenly);
    tcase_add_test(tests, plain_draws_are_even);
    tcase_add_test(tests, ties_count_on_both_sides);
    tcase_add_test(tests, unit_itself_is_left_out);
    tcase_add_test(tests, shared_and_plain_agree);
    tcase_add_test(tests, threads_and_order_do_not_matter);
    tcase_add_test(tests, stopping_early);
    tcase_add_test(tests, values_far_out_are_said_aloud);
    tcase_add_test(tests, who_gets_no_draws);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
