/* The nearest of other points, against looking at all of them. */
#include "geo/nearest_to.h"

#include "geo/bitmap.h"
#include "tests/geo/shapes.h"

#include <math.h>

/* Facilities at (0, 0), nowhere, (10, 0), (10, 0) again and (3, 4). */
static const double sites[] = {0, 0, 1, 1, 10, 0, 10, 0, 3, 4};
static const uint8_t site_valid[] = {0x1D};

START_TEST(by_hand)
{
    /* At (0, 0): 0 away from the first, 5 from the last; nowhere; in the middle of 2 and 3; as far from 0 as
     * from 4. */
    static const double xy[] = {0, 0, 5, 5, 10, 2, 1.5, 2};
    static const uint8_t valid[] = {0x0D};
    bp_context *context = new_context(2);
    const bp_points from = {4, (double *)xy, (uint8_t *)valid},
                    to = {5, (double *)sites, (uint8_t *)site_valid};
    bp_nearest_to found = BP_NEAREST_TO_INIT;
    ck_bp_ok(context, bp_nearest_to_find(context, &from, &to, 5.0, &found));
    static const double distance[] = {0, 0, 2, 2.5};
    static const int64_t nearest[] = {0, -1, 2, 0}, within[] = {2, 0, 2, 2};
    ck_assert_int_eq(found.n, 4);
    ck_assert_uint_eq(found.valid[0], 0x0D);
    for (int i = 0; i < 4; i++) {
        ck_assert_double_eq(found.distance[i], distance[i]);
        ck_assert_int_eq(found.nearest[i], nearest[i]);
        ck_assert_int_eq(found.within[i], within[i]);
    }
    bp_nearest_to_clear(&found);
    ck_bp_ok(context, bp_nearest_to_find(context, &from, &to, 0.0, &found));
    ck_assert_ptr_null(found.within);
    bp_nearest_to_clear(&found);
    bp_context_free(context);
}
END_TEST

static bp_points random_points(int n, int range, uint64_t *state)
{
    bp_points points = {n, (double *)malloc(2 * (size_t)n * sizeof(double)),
                        (uint8_t *)calloc(bp_bitmap_bytes(n), 1)};
    for (int i = 0; i < n; i++) {
        points.xy[2 * i] = random_below(state, range);
        points.xy[2 * i + 1] = random_below(state, range);
        if (random_below(state, 10))
            bp_bitmap_set(points.valid, i);
    }
    return points;
}

/* Whole numbers in a small range: many ties, many points at the same place and exactly at the radius. */
START_TEST(agrees_with_looking_at_all)
{
    uint64_t state = (uint64_t)_i + 1;
    int range = _i % 2 ? 30 : 1 << 20;
    double radius = _i % 2 ? 5.0 : 60000.0;
    bp_context *context = new_context(1 + _i % 3);
    bp_points from = random_points(300, range, &state), to = random_points(1 + 200 * _i, range, &state);
    bp_nearest_to found = BP_NEAREST_TO_INIT;
    bp_bitmap_set(to.valid, 0);
    ck_bp_ok(context, bp_nearest_to_find(context, &from, &to, radius, &found));
    for (int64_t i = 0; i < from.n; i++) {
        double best = INFINITY;
        int64_t nearest = -1, within = 0;
        for (int64_t k = 0; bp_bitmap_get(from.valid, i) && k < to.n; k++) {
            double dx = to.xy[2 * k] - from.xy[2 * i], dy = to.xy[2 * k + 1] - from.xy[2 * i + 1];
            double distance = sqrt(dx * dx + dy * dy);
            if (!bp_bitmap_get(to.valid, k))
                continue;
            within += distance <= radius;
            if (distance < best) {
                best = distance;
                nearest = k;
            }
        }
        ck_assert_int_eq(found.nearest[i], nearest);
        ck_assert_int_eq(found.within[i], within);
        ck_assert_double_eq(found.distance[i], nearest < 0 ? 0.0 : best);
    }
    bp_nearest_to_clear(&found);
    bp_points_clear(&from);
    bp_points_clear(&to);
    bp_context_free(context);
}
END_TEST

START_TEST(refusals)
{
    static const double xy[] = {0, 0, INFINITY, 0};
    static const uint8_t none[] = {0};
    bp_context *context = new_context(1);
    const bp_points one = {1, (double *)xy, NULL}, odd = {2, (double *)xy, NULL};
    const bp_points nobody = {2, (double *)xy, (uint8_t *)none};
    const struct {
        const bp_points *from, *to;
        double radius;
        bp_status status;
        const char *message;
    } cases[] = {
        {&one, &nobody, 0, BP_ERROR_INPUT, "there is no point to be near to: all 2 rows lack one"},
        {&odd, &one, 0, BP_ERROR_ARGUMENT, "the point of unit 2 is not finite"},
        {&one, &odd, 0, BP_ERROR_ARGUMENT, "the point of unit 2 is not finite"},
        {&one, &one, -1, BP_ERROR_ARGUMENT, "the radius is -1; a distance of 0 or more was expected"},
        {&one, &one, NAN, BP_ERROR_ARGUMENT, "the radius is nan; a distance of 0 or more was expected"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bp_nearest_to found = BP_NEAREST_TO_INIT;
        ck_assert_int_eq(bp_nearest_to_find(context, cases[i].from, cases[i].to, cases[i].radius, &found),
                         cases[i].status);
        ck_assert_str_eq(bp_context_message(context), cases[i].message);
        ck_assert_ptr_null(found.distance);
        bp_context_clear(context);
    }
    bp_context_free(context);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("nearest_to");
    TCase *tc = tcase_create("all");
    tcase_add_test(tc, by_hand);
    tcase_add_loop_test(tc, agrees_with_looking_at_all, 0, 6);
    tcase_add_test(tc, refusals);
    suite_add_tcase(suite, tc);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
