#include "analysis/comparability.h"

#include "tests/support.h"

#include <math.h>

static bp_context *context;
static bp_comparability found = BP_COMPARABILITY_INIT;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_comparability_clear(&found);
    bp_context_free(context);
}

static bp_profile made_up(int32_t n, double *domain, uint8_t *valid)
{
    bp_profile profile = BP_PROFILE_INIT;
    profile.n_areas = n;
    profile.n_domains = 2;
    profile.domain = domain;
    profile.domain_valid = valid;
    return profile;
}

/* Two drawn areas, the second without domain 1; five reference areas, of which 3 has domain 0 alone and 4 has
 * none. */
static double drawn_domain[] = {0.9, 0.5, /**/ 0.7, -1};
static uint8_t drawn_valid[] = {1, 1, /**/ 1, 0};
static double reference_domain[] = {0.6, 0.9, 0.95, 0.5, -1, /**/ 0.3, 0.7, 0.3, -1, -1};
static uint8_t reference_valid[] = {1, 1, 1, 1, 0, /**/ 1, 1, 1, 0, 0};

static void ck_near(int place, int32_t area, double distance, int n_domains)
{
    const bp_near_area *near = &found.nearest[place];
    ck_assert_int_eq(near->area, area);
    if (area < 0)
        return;
    ck_assert_double_eq_tol(near->distance, distance, 1e-12);
    ck_assert_int_eq(near->n_domains, n_domains);
}

START_TEST(comparability_by_hand)
{
    bp_profile drawn = made_up(2, drawn_domain, drawn_valid);
    bp_profile reference = made_up(5, reference_domain, reference_valid);
    ck_bp_ok(context, bp_comparability_new(context, &drawn, &reference, &found));
    const int32_t worse_than[] = {2, 0, 2, 0}, level[] = {1, 1, 1, 0}, of[] = {4, 4, 3, 0};
    for (int cell = 0; cell < 4; cell++) {
        ck_assert_int_eq(found.worse_than[cell], worse_than[cell]);
        ck_assert_int_eq(found.level[cell], level[cell]);
        ck_assert_int_eq(found.of[cell], of[cell]);
    }
    /* Area 0: reference 1 is the same; 2 lies sqrt((0.05^2 + 0.4^2) / 2) away, 0 sqrt((0.3^2 + 0.4^2) / 2) =
     * 0.3535..., 3 has domain 0 alone and lies 0.4 away: counted as a sum it would have been the second. */
    ck_near(0, 1, 0.0, 2);
    ck_near(1, 2, sqrt((0.0025 + 0.16) / 2), 2);
    ck_near(2, 0, sqrt((0.09 + 0.16) / 2), 2);
    /* Area 1, on domain 0 alone: 3 is the same, then 0 at 0.1, then 1 at 0.4. */
    ck_near(3, 3, 0.0, 1);
    ck_near(4, 0, 0.1, 1);
    ck_near(5, 1, 0.4, 1);
}
END_TEST

START_TEST(equal_distances_go_by_order)
{
    double one[] = {0.5, 0.5}, four[] = {0.75, 0.25, 0.75, 0.5, /**/ 0.5, 0.5, 0.5, 0.25};
    uint8_t all[8] = {1, 1, 1, 1, 1, 1, 1, 1};
    bp_profile drawn = made_up(1, one, all), reference = made_up(4, four, all);
    ck_bp_ok(context, bp_comparability_new(context, &drawn, &reference, &found));
    for (int k = 0; k < BP_NEAREST_AREAS; k++)
        ck_near(k, k, 0.25 / sqrt(2.0), 2);
}
END_TEST

START_TEST(without_reference_areas_there_is_nothing_near)
{
    bp_profile drawn = made_up(2, drawn_domain, drawn_valid), reference = made_up(0, NULL, NULL);
    ck_bp_ok(context, bp_comparability_new(context, &drawn, &reference, &found));
    for (int k = 0; k < 2 * BP_NEAREST_AREAS; k++)
        ck_near(k, -1, 0.0, 0);
    for (int cell = 0; cell < 4; cell++)
        ck_assert_int_eq(found.of[cell], 0);
}
END_TEST

/* 0.1 + 0.2 is not 0.3 as a double; one residents' mean is no worse than the other for that. */
START_TEST(means_that_differ_by_rounding_are_level)
{
    double one[] = {0.1 + 0.2, 0.5}, three[] = {0.3, 0.3 - 1e-6, 0.3 + 1e-6, /**/ 0.5, 0.5, 0.5};
    uint8_t all[6] = {1, 1, 1, 1, 1, 1};
    bp_profile drawn = made_up(1, one, all), reference = made_up(3, three, all);
    ck_assert(one[0] > three[0]);
    ck_bp_ok(context, bp_comparability_new(context, &drawn, &reference, &found));
    ck_assert_int_eq(found.worse_than[0], 1);
    ck_assert_int_eq(found.level[0], 1);
    ck_assert_int_eq(found.of[0], 3);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("comparability");
    TCase *tests = tcase_create("comparability");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, comparability_by_hand);
    tcase_add_test(tests, equal_distances_go_by_order);
    tcase_add_test(tests, means_that_differ_by_rounding_are_level);
    tcase_add_test(tests, without_reference_areas_there_is_nothing_near);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
