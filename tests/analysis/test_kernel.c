#include "analysis/kernel.h"

#include "tests/support.h"

#include <math.h>

static bp_context *context;

static void set_up(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void tear_down(void)
{
    bp_context_free(context);
    context = NULL;
}

/* Unit 1 looks at 0 and 2 at distances 1 and 2, 0 at 1, 2 at 1; 3 is alone. */
static int64_t offsets[] = {0, 1, 3, 4, 4};
static int32_t neighbours[] = {1, 0, 2, 1};
static double lengths[] = {1, 1, 2, 2};
static const bp_graph distances = {4, offsets, neighbours, lengths};

static bp_weights weigh(bp_kernel kernel, double bandwidth, bp_kernel_diagonal diagonal)
{
    bp_kernel_options options = BP_KERNEL_OPTIONS_INIT;
    bp_weights weights = BP_WEIGHTS_INIT;
    options.kernel = kernel;
    options.bandwidth = bandwidth;
    options.adaptive = bandwidth == 0.0;
    options.diagonal = diagonal;
    ck_bp_ok(context, bp_kernel_weights(context, &distances, &options, &weights));
    ck_assert_int_eq(weights.n, 4);
    ck_assert_int_eq(weights.style, BP_WEIGHTS_BINARY);
    return weights;
}

static void check_weights(bp_weights *weights, const double *expected, int n)
{
    ck_assert_int_eq(weights->offsets[4], n);
    for (int k = 0; k < n; k++)
        ck_assert_double_eq_tol(weights->value[k], expected[k], 1e-15);
    bp_weights_clear(weights);
}

/* With a bandwidth of 4: z = 1/4, 1/4, 1/2, 1/2. */
START_TEST(fixed_bandwidth_by_hand)
{
    const struct {
        bp_kernel kernel;
        double near, far;
    } cases[] = {
        {BP_KERNEL_UNIFORM, 0.5, 0.5},
        {BP_KERNEL_TRIANGULAR, 0.75, 0.5},
        {BP_KERNEL_EPANECHNIKOV, 0.703125, 0.5625},
        {BP_KERNEL_QUARTIC, 0.823974609375, 0.52734375},
        {BP_KERNEL_GAUSSIAN, 0.38666811680284924, 0.35206532676429952},
        {BP_KERNEL_INVERSE, 1.0, 0.5},
        {BP_KERNEL_AS_IS, 1.0, 2.0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bp_weights weights = weigh(cases[i].kernel, 4.0, BP_KERNEL_DIAGONAL_NONE);
        ck_assert_int_eq(weights.has_self, 0);
        check_weights(&weights, (const double[]){cases[i].near, cases[i].near, cases[i].far, cases[i].far},
                      4);
    }
}
END_TEST

START_TEST(links_past_the_bandwidth_are_left_out)
{
    bp_weights weights = weigh(BP_KERNEL_TRIANGULAR, 1.5, BP_KERNEL_DIAGONAL_NONE);
    ck_assert_int_eq(weights.offsets[3], 2);
    check_weights(&weights, (const double[]){1.0 / 3, 1.0 / 3}, 2);
}
END_TEST

/* Every unit by the distance of its furthest: 1, 2, 2. The furthest is left with a weight of rounding size.
 */
START_TEST(adaptive_bandwidth_by_hand)
{
    const double s = 1.0000001;
    bp_weights weights = weigh(BP_KERNEL_TRIANGULAR, 0.0, BP_KERNEL_DIAGONAL_NONE);
    check_weights(&weights, (const double[]){1 - 1 / s, 1 - 1 / (2 * s), 1 - 1 / s, 1 - 1 / s}, 4);
}
END_TEST

START_TEST(the_diagonal)
{
    const int32_t expected[] = {0, 1, 0, 1, 2, 1, 2, 3};
    for (int one = 0; one < 2; one++) {
        bp_weights weights =
            weigh(BP_KERNEL_EPANECHNIKOV, 4.0, one ? BP_KERNEL_DIAGONAL_ONE : BP_KERNEL_DIAGONAL_VALUE);
        double d = one ? 1.0 : 0.75;
        ck_assert_int_eq(weights.has_self, 1);
        ck_assert_mem_eq(weights.neighbours, expected, sizeof expected);
        check_weights(&weights, (const double[]){d, 0.703125, 0.703125, d, 0.5625, 0.5625, d, d}, 8);
    }
}
END_TEST

START_TEST(powers_and_links_to_itself)
{
    static int64_t self_offsets[] = {0, 2, 3};
    static int32_t self_neighbours[] = {0, 1, 0};
    static double values[] = {3, 2, 0.5};
    const bp_graph graph = {2, self_offsets, self_neighbours, values};
    bp_kernel_options options = BP_KERNEL_OPTIONS_INIT;
    bp_weights weights = BP_WEIGHTS_INIT;
    options.kernel = BP_KERNEL_AS_IS;
    ck_bp_ok(context, bp_kernel_weights(context, &graph, &options, &weights));
    ck_assert_int_eq(weights.has_self, 1);
    ck_assert_double_eq(weights.value[0], 3.0);
    bp_weights_clear(&weights);
    options.kernel = BP_KERNEL_INVERSE;
    options.power = 2;
    ck_bp_ok(context, bp_kernel_weights(context, &distances, &options, &weights));
    check_weights(&weights, (const double[]){1, 1, 0.25, 0.25}, 4);
}
END_TEST

/* The message of a call that must fail. */
static const char *failure(const bp_graph *graph, bp_kernel_options options)
{
    bp_weights weights = BP_WEIGHTS_INIT;
    bp_context_clear(context);
    ck_assert_int_ne(bp_kernel_weights(context, graph, &options, &weights), BP_OK);
    ck_assert_ptr_null(weights.offsets);
    return bp_context_message(context);
}

START_TEST(what_cannot_be_weighed_is_named)
{
    static int64_t pair_offsets[] = {0, 1, 2};
    static int32_t pair_neighbours[] = {1, 0};
    static double nothing[] = {0, 0}, bad[] = {-1, NAN};
    const bp_graph same = {2, pair_offsets, pair_neighbours, nothing},
                   broken = {2, pair_offsets, pair_neighbours, bad},
                   unknown = {2, pair_offsets, pair_neighbours, NULL};
    const bp_kernel_options inverse = {BP_KERNEL_INVERSE, false, 0, 1, BP_KERNEL_DIAGONAL_NONE},
                            adaptive = {BP_KERNEL_GAUSSIAN, true, 0, 1, BP_KERNEL_DIAGONAL_NONE},
                            none = {BP_KERNEL_GAUSSIAN, false, 0, 1, BP_KERNEL_DIAGONAL_NONE},
                            flat = {BP_KERNEL_INVERSE, false, 0, 0, BP_KERNEL_DIAGONAL_NONE},
                            diagonal = {BP_KERNEL_INVERSE, false, 0, 1, BP_KERNEL_DIAGONAL_ONE};
    ck_assert_str_eq(
        failure(&same, inverse),
        "units 1 and 2 are at the same place, so inverse distance gives them no weight; take a kernel with "
        "a bandwidth, or leave one of them out");
    ck_assert_str_eq(failure(&same, adaptive),
                     "all neighbours of unit 1 are at its own place, so its bandwidth would be "
                     "0; take more neighbours, or a fixed bandwidth");
    ck_assert_str_eq(failure(&broken, inverse),
                     "the link from unit 1 to unit 2 has a length of -1; it is a finite number of 0 or more");
    ck_assert_str_eq(failure(&unknown, inverse), "kernel weights take links whose lengths are known");
    ck_assert_str_eq(failure(&distances, none),
                     "a kernel with a bandwidth of 0 was asked for; it is a length above 0");
    ck_assert_str_eq(failure(&distances, flat),
                     "inverse distance to the power 0 was asked for; it is a number above 0");
    ck_assert_str_eq(failure(&distances, diagonal),
                     "weights on the diagonal go with a kernel that has a bandwidth");
    bp_kernel kernel = BP_KERNEL_AS_IS;
    ck_assert(bp_kernel_from_name("quartic", &kernel) && kernel == BP_KERNEL_QUARTIC);
    ck_assert(!bp_kernel_from_name("cubic", &kernel));
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("kernel");
    TCase *tests = tcase_create("kernel");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, fixed_bandwidth_by_hand);
    tcase_add_test(tests, links_past_the_bandwidth_are_left_out);
    tcase_add_test(tests, adaptive_bandwidth_by_hand);
    tcase_add_test(tests, the_diagonal);
    tcase_add_test(tests, powers_and_links_to_itself);
    tcase_add_test(tests, what_cannot_be_weighed_is_named);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
