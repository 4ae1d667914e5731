#include "analysis/random.h"

#include "tests/support.h"

#include <math.h>

enum { N_DRAWS = 200000 };

static bp_context *context;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_context_free(context);
}

/* The known answers that the authors of Philox publish with Random123 (philox4x32, 10 rounds). */
START_TEST(known_answers)
{
    static const struct {
        uint32_t counter[4], key[2], out[4];
    } known[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xffffffff, 0xffffffff},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t t = 0; t < sizeof known / sizeof *known; t++) {
        uint32_t out[4];
        bp_random_block(known[t].key, known[t].counter, out);
        for (int i = 0; i < 4; i++)
            ck_assert_uint_eq(out[i], known[t].out[i]);
    }
}
END_TEST

START_TEST(rows_are_their_own)
{
    bp_random a = bp_random_at(7, 3, UINT64_C(5000000000)), b = bp_random_at(7, 3, UINT64_C(5000000000));
    bp_random other_seed = bp_random_at(8, 3, UINT64_C(5000000000));
    bp_random other_stream = bp_random_at(7, 4, UINT64_C(5000000000));
    bp_random other_index = bp_random_at(7, 3, UINT64_C(5000000000) & UINT32_MAX);
    int same = 0;
    for (int i = 0; i < 100; i++) {
        uint32_t bits = bp_random_bits(&a);
        ck_assert_uint_eq(bits, bp_random_bits(&b));
        same += bits == bp_random_bits(&other_seed);
        same += bits == bp_random_bits(&other_stream);
        same += bits == bp_random_bits(&other_index);
    }
    ck_assert_int_eq(same, 0);
}
END_TEST

/* Chi-square of counts that should be equal, as a z: (chi2 - df) / sqrt(2 df). */
static double chi_z(const int *count, int cells, int total)
{
    double expected = (double)total / cells, chi = 0.0;
    for (int i = 0; i < cells; i++)
        chi += (count[i] - expected) * (count[i] - expected) / expected;
    return (chi - (cells - 1)) / sqrt(2.0 * (cells - 1));
}

START_TEST(below_is_uniform)
{
    bp_random random = bp_random_at(11, 0, 0);
    for (uint32_t n = 1; n <= 100; n = 2 * n + 1) {
        int count[128] = {0}, outside = 0;
        for (int i = 0; i < N_DRAWS; i++) {
            uint32_t value = bp_random_below(&random, n);
            outside += value >= n;
            count[value % 128]++;
        }
        ck_assert_int_eq(outside, 0);
        if (n > 1)
            ck_assert_double_lt(fabs(chi_z(count, (int)n, N_DRAWS)), 4.0);
    }
    /* Just past half of all numbers: without rejection the lower half would come twice as often. */
    int low = 0;
    for (int i = 0; i < N_DRAWS; i++)
        low += bp_random_below(&random, 0xC0000000u) < 0x60000000u;
    ck_assert_double_lt(fabs(low - N_DRAWS / 2.0), 4.0 * sqrt(N_DRAWS / 4.0));
}
END_TEST

/* Every ordered sample of k out of n is equally likely; n = 5 shuffles, n = 13 looks for repeats. */
START_TEST(ordered_samples_are_uniform)
{
    static const uint32_t sizes[][2] = {{5, 3}, {5, 5}, {13, 2}, {13, 3}};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        uint32_t n = sizes[s][0], k = sizes[s][1];
        bp_sampler sampler = BP_SAMPLER_INIT;
        int cells = 1;
        bool good = true;
        for (uint32_t t = 0; t < k; t++)
            cells *= (int)(n - t);
        int *count = (int *)calloc((size_t)cells, sizeof *count);
        ck_assert_ptr_nonnull(count);
        ck_bp_ok(context, bp_sampler_new(context, n, k, &sampler));
        for (int i = 0; i < N_DRAWS; i++) {
            int32_t sample[5];
            bp_random random = bp_random_at(3, n, (uint64_t)i);
            bp_sampler_draw(&sampler, &random, k, sample);
            int cell = 0;
            for (uint32_t t = 0; t < k; t++) {
                int rank = sample[t];
                good = good && sample[t] >= 0 && sample[t] < (int32_t)n;
                for (uint32_t before = 0; before < t; before++) {
                    good = good && sample[before] != sample[t];
                    rank -= sample[before] < sample[t];
                }
                cell = cell * (int)(n - t) + rank;
            }
            if (good)
                count[cell]++;
        }
        ck_assert(good);
        ck_assert_double_lt(fabs(chi_z(count, cells, N_DRAWS)), 4.0);
        free(count);
        bp_sampler_clear(&sampler);
    }
}
END_TEST

/* A draw must not depend on what was drawn before. */
START_TEST(shuffles_are_undone)
{
    bp_sampler sampler = BP_SAMPLER_INIT;
    int32_t first[60], again[60];
    ck_bp_ok(context, bp_sampler_new(context, 60, 60, &sampler));
    bp_random random = bp_random_at(1, 2, 3);
    bp_sampler_draw(&sampler, &random, 60, first);
    for (int i = 0; i < 60; i++)
        ck_assert_int_eq(sampler.order[i], i);
    random = bp_random_at(1, 2, 3);
    bp_sampler_draw(&sampler, &random, 60, again);
    for (int i = 0; i < 60; i++)
        ck_assert_int_eq(first[i], again[i]);
    bp_sampler_clear(&sampler);
}
END_TEST

START_TEST(too_large_a_sample_fails)
{
    bp_sampler sampler = BP_SAMPLER_INIT;
    ck_assert_int_eq(bp_sampler_new(context, 4, 5, &sampler), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "a sample of 5 out of 4 units was asked for");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("random");
    TCase *tests = tcase_create("random");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, known_answers);
    tcase_add_test(tests, rows_are_their_own);
    tcase_add_test(tests, below_is_uniform);
    tcase_add_test(tests, ordered_samples_are_uniform);
    tcase_add_test(tests, shuffles_are_undone);
    tcase_add_test(tests, too_large_a_sample_fails);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
