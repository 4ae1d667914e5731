/* The exact side of a line: against arithmetic in whole numbers, and where plain doubles are wrong. */
#include "geo/orientation_private.h"
#include "tests/geo/shapes.h"

#include <math.h>

/* Coordinates below 2^30: the products fit in 64 bits. */
START_TEST(agrees_with_whole_numbers)
{
    uint64_t state = 5;
    for (int k = 0; k < 200000; k++) {
        int range = k % 3 ? 7 : 1 << 29;
        int64_t v[6];
        for (int i = 0; i < 6; i++)
            v[i] = random_below(&state, range);
        int64_t area = (v[0] - v[4]) * (v[3] - v[5]) - (v[1] - v[5]) * (v[2] - v[4]);
        int expected = area > 0 ? 1 : area < 0 ? -1 : 0;
        const double a[2] = {(double)v[0], (double)v[1]}, b[2] = {(double)v[2], (double)v[3]};
        const double c[2] = {(double)v[4], (double)v[5]};
        if (bp_orientation(a, b, c) != expected || bp_orientation_exact(a, b, c) != expected ||
            bp_orientation(b, a, c) != -expected || bp_orientation(c, a, b) != expected)
            ck_abort_msg("(%g, %g), (%g, %g), (%g, %g)", a[0], a[1], b[0], b[1], c[0], c[1]);
    }
}
END_TEST

/*
 * The grid of Kettner et al. (2008): c is a few units in the last place off (0.5, 0.5), a = (12, 12), b =
 * (24, 24). In units of 2^-53 all are whole numbers, and twice the area is 12 * 2^53 (y - x) of c.
 */
START_TEST(is_right_where_rounding_is_not)
{
    const double a[2] = {12, 12}, b[2] = {24, 24}, step = ldexp(1.0, -53);
    for (int i = 0; i < 64; i++)
        for (int k = 0; k < 64; k++) {
            const double c[2] = {0.5 + i * step, 0.5 + k * step};
            /* Above 0.5 the numbers lie 2^-53 apart, so i and k are exact. */
            ck_assert_int_eq(bp_orientation(a, b, c), k > i ? 1 : k < i ? -1 : 0);
            ck_assert_int_eq(bp_orientation(b, a, c), k > i ? -1 : k < i ? 1 : 0);
        }
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("orientation");
    TCase *tc = tcase_create("all");
    tcase_add_test(tc, agrees_with_whole_numbers);
    tcase_add_test(tc, is_right_where_rounding_is_not);
    suite_add_tcase(suite, tc);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
