#include "analysis/shuffle.h"

#include "analysis/geary.h"
#include "analysis/joincount.h"
#include "analysis/moran.h"
#include "tests/analysis/maps.h"

#include <stdio.h>

static bp_context *context;

static void open_context(int n_threads)
{
    bp_context_options options = BP_CONTEXT_OPTIONS_INIT;
    options.n_threads = n_threads;
    bp_context_free(context);
    context = NULL;
    ck_assert_int_eq(bp_context_new(&options, &context), BP_OK);
}

static void setup(void)
{
    open_context(2);
}

static void teardown(void)
{
    bp_context_free(context);
    context = NULL;
}

static int64_t seen[24];

/* Which of the 24 arrangements of 0, 1, 2, 3 it is; only with one thread. */
static void note_arrangement(const void *user, const double *y, double *statistics)
{
    int code = 0;
    for (int a = 0; a < 4; a++) {
        int smaller = 0;
        for (int b = a + 1; b < 4; b++)
            smaller += y[b] < y[a];
        code = code * (4 - a) + smaller;
    }
    (void)user;
    seen[code]++;
    statistics[0] = code;
}

/* Chi-square with 23 degrees of freedom; it is above 49.7 once in a thousand times. */
START_TEST(every_arrangement_is_equally_likely)
{
    const double y[] = {0, 1, 2, 3};
    bp_shuffle job = {0};
    bp_shuffled found;
    open_context(1);
    memset(seen, 0, sizeof seen);
    job.n = 4;
    job.y = y;
    job.compute = note_arrangement;
    job.n_statistics = 1;
    job.permutations = 1000000;
    ck_bp_ok(context, bp_shuffle_run(context, &job, &found));
    seen[0]--; /* the observed one was looked at, too */
    double expected = 1e6 / 24.0, chi = 0.0;
    for (int k = 0; k < 24; k++)
        chi += ((double)seen[k] - expected) * ((double)seen[k] - expected) / expected;
    ck_assert_msg(chi < 49.7, "chi-square %g", chi);
    ck_assert_int_eq(found.tally.n_ge, 1000000);
    ck_assert_int_eq(found.tally.n_le, seen[0]);
    ck_near(found.mean, 11.5, 0.005);
}
END_TEST

static void sum_of_first(const void *user, const double *y, double *statistics)
{
    (void)user;
    statistics[0] = y[0] + 0.1 * y[1];
    statistics[1] = y[2];
    statistics[2] = 1.0;
}

START_TEST(threads_do_not_matter)
{
    double y[50];
    bp_shuffle job = {0};
    const int64_t permutations[] = {1, 2, 4095, 4097, 9999};
    for (int i = 0; i < 50; i++)
        y[i] = i * 0.37;
    job.n = 50;
    job.y = y;
    job.compute = sum_of_first;
    job.n_statistics = 3;
    job.seed = UINT64_C(0xfedcba9876543210);
    for (int k = 0; k < 5; k++) {
        bp_shuffled one[3] = {{0}}, other[3] = {{0}};
        job.permutations = permutations[k];
        open_context(1);
        ck_bp_ok(context, bp_shuffle_run(context, &job, one));
        for (int n_threads = 2; n_threads <= 5; n_threads++) {
            open_context(n_threads);
            ck_bp_ok(context, bp_shuffle_run(context, &job, other));
            ck_assert_mem_eq(one, other, sizeof one);
        }
        ck_assert_int_eq(one[2].tally.n_ge, permutations[k]);
        ck_assert_int_eq(one[2].tally.n_le, permutations[k]);
        ck_assert_double_eq(one[2].variance, 0.0);
    }
}
END_TEST

START_TEST(the_seed_matters)
{
    const double y[] = {1, 2, 3, 4, 5, 6, 7, 8};
    bp_shuffle job = {0};
    bp_shuffled one[3], other[3];
    job.n = 8;
    job.y = y;
    job.compute = sum_of_first;
    job.n_statistics = 3;
    job.permutations = 99;
    job.seed = 1;
    ck_bp_ok(context, bp_shuffle_run(context, &job, one));
    job.seed = 2;
    ck_bp_ok(context, bp_shuffle_run(context, &job, other));
    ck_assert_double_ne(one[0].mean, other[0].mean);
    job.permutations = 0;
    ck_assert_int_eq(bp_shuffle_run(context, &job, other), BP_ERROR_ARGUMENT);
}
END_TEST

enum { SIDE = 12, CELLS = SIDE * SIDE };

/* A square grid, rook, its cells renumbered. */
static bp_weights make_grid(const int32_t *number)
{
    bp_link links[2 * CELLS];
    bp_graph graph = BP_GRAPH_INIT;
    bp_weights weights = BP_WEIGHTS_INIT;
    int64_t m = 0;
    for (int32_t r = 0; r < SIDE; r++)
        for (int32_t c = 0; c < SIDE; c++) {
            if (c + 1 < SIDE)
                links[m++] = (bp_link){number[r * SIDE + c], number[r * SIDE + c + 1], 1.0};
            if (r + 1 < SIDE)
                links[m++] = (bp_link){number[r * SIDE + c], number[(r + 1) * SIDE + c], 1.0};
        }
    ck_bp_ok(context, bp_graph_from_links(context, CELLS, links, m, &graph));
    ck_bp_ok(context, bp_weights_from_graph(context, &graph, &weights));
    ck_bp_ok(context, bp_weights_style_set(context, &weights, BP_WEIGHTS_ROW));
    bp_graph_clear(&graph);
    return weights;
}

static void shuffle_numbers(int32_t *number, uint64_t *state)
{
    for (int32_t i = 0; i < CELLS; i++)
        number[i] = i;
    for (int32_t i = CELLS - 1; i > 0; i--) {
        int32_t j = (int32_t)(map_random(state) % (uint64_t)(i + 1)), moved = number[i];
        number[i] = number[j];
        number[j] = moved;
    }
}

static bp_global_input input_of(const bp_weights *weights, const double *x, int64_t permutations)
{
    bp_global_input input = BP_GLOBAL_INPUT_INIT;
    input.weights = weights;
    input.name = "x";
    input.x = x;
    input.permutations = permutations;
    return input;
}

/* Values without ties, with a few ties, and of two colours only. */
START_TEST(the_order_of_the_rows_does_not_matter)
{
    uint64_t state = 99;
    for (int round = 0; round < 9; round++) {
        double x[CELLS], y[CELLS];
        int32_t plain[CELLS], other[CELLS];
        for (int32_t i = 0; i < CELLS; i++) {
            double share = map_share(&state);
            plain[i] = i;
            x[i] = round % 3 == 0 ? share : round % 3 == 1 ? floor(10.0 * share) : (double)(share < 0.3);
        }
        shuffle_numbers(other, &state);
        for (int32_t i = 0; i < CELLS; i++)
            y[other[i]] = x[i];
        bp_weights a = make_grid(plain), b = make_grid(other);
        bp_global_input first = input_of(&a, x, 499), second = input_of(&b, y, 499);
        bp_shuffled one[BP_JOIN_KINDS] = {{0}}, two[BP_JOIN_KINDS] = {{0}};
        if (round % 3 == 2) {
            ck_bp_ok(context, bp_joincount_permute(context, &first, one));
            ck_bp_ok(context, bp_joincount_permute(context, &second, two));
        } else {
            ck_bp_ok(context, bp_moran_permute(context, &first, &one[0]));
            ck_bp_ok(context, bp_moran_permute(context, &second, &two[0]));
            ck_bp_ok(context, bp_geary_permute(context, &first, &one[1]));
            ck_bp_ok(context, bp_geary_permute(context, &second, &two[1]));
        }
        ck_assert_mem_eq(one, two, sizeof one);
        bp_weights_clear(&a);
        bp_weights_clear(&b);
    }
}
END_TEST

/* Kolmogorov-Smirnov: over 1,000 maps without any pattern p is uniform; the largest gap is above 1.95 /
 * sqrt(1000) once in a thousand times. */
START_TEST(p_is_uniform_without_a_pattern)
{
    enum { MAPS = 1000, DRAWS = 199 };
    int64_t count[DRAWS + 2] = {0};
    uint64_t state = 5;
    int32_t plain[CELLS];
    for (int32_t i = 0; i < CELLS; i++)
        plain[i] = i;
    bp_weights weights = make_grid(plain);
    for (int map = 0; map < MAPS; map++) {
        double x[CELLS];
        bp_shuffled found;
        for (int i = 0; i < CELLS; i++)
            x[i] = map_share(&state);
        bp_global_input input = input_of(&weights, x, DRAWS);
        input.seed = (uint64_t)map;
        ck_bp_ok(context, bp_moran_permute(context, &input, &found));
        double p = bp_pvalue_pseudo(&found.tally, BP_ALTERNATIVE_GREATER);
        count[lround(p * (DRAWS + 1))]++;
    }
    double gap = 0.0, sum = 0.0;
    for (int r = 1; r <= DRAWS + 1; r++) {
        sum += (double)count[r];
        gap = fmax(gap, fabs(sum / MAPS - (double)r / (DRAWS + 1)));
    }
    ck_assert_msg(gap < 1.95 / sqrt((double)MAPS), "largest gap %g", gap);
    bp_weights_clear(&weights);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("shuffle");
    TCase *tests = tcase_create("shuffle");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, every_arrangement_is_equally_likely);
    tcase_add_test(tests, threads_do_not_matter);
    tcase_add_test(tests, the_seed_matters);
    tcase_add_test(tests, the_order_of_the_rows_does_not_matter);
    tcase_add_test(tests, p_is_uniform_without_a_pattern);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
