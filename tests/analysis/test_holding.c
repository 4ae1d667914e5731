#include "analysis/holding.h"

#include "analysis/delineate.h"
#include "tests/support.h"

static bp_context *context;
static bp_holdings holdings = BP_HOLDINGS_INIT;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_holdings_clear(&holdings);
    bp_context_free(context);
}

static void ck_item(int64_t k, int32_t area, int32_t unit, double ground, double residents)
{
    const bp_holding *item = &holdings.items[k];
    ck_assert_int_eq(item->area, area);
    ck_assert_int_eq(item->unit, unit);
    ck_assert_double_eq(item->ground, ground);
    ck_assert_double_eq(item->residents, residents);
}

/* Area 0 has unit 2 and bridge 0, area 1 has unit 1; unit 3 is in none. */
START_TEST(whole_units_and_bridges)
{
    const int32_t area_of[] = {0, 1, 0, -1};
    const uint8_t role[] = {BP_ROLE_BRIDGE, BP_ROLE_MEMBER, BP_ROLE_MEMBER, BP_ROLE_NONE};
    ck_bp_ok(context, bp_holdings_of_units(context, 4, 2, area_of, role, &holdings));
    ck_assert_int_eq(holdings.n, 3);
    ck_item(0, 0, 0, 1.0, 0.0);
    ck_item(1, 0, 2, 1.0, 1.0);
    ck_item(2, 1, 1, 1.0, 1.0);
    ck_assert_int_eq(holdings.items[0].belongs, 0);
    ck_assert_int_eq(holdings.items[1].belongs, 1);
}
END_TEST

static const bp_holding cut[] = {{1, 4, 0.5, 0.4, 1, 0},
                                 {0, 4, 0.5, 0.6, 1, 0},
                                 {2, 0, 1, 1, 1, 2},
                                 {0, 1, 1, 1, 1, 0},
                                 {2, 4, 0, 0, 0, 0}};

/* In whatever order they come, they stand by area and unit, and are found by unit and area. */
START_TEST(any_order)
{
    const int64_t first_of_unit[] = {0, 1, 2, 2, 2, 5}, of_unit[] = {3, 0, 1, 2, 4},
                  first_of_area[] = {0, 2, 3, 5};
    for (int start = 0; start < 5; start++) {
        bp_holding turned[5];
        for (int k = 0; k < 5; k++)
            turned[k] = cut[(start + 2 * k) % 5];
        ck_bp_ok(context, bp_holdings_new(context, turned, 5, 5, 3, &holdings));
        ck_item(0, 0, 1, 1, 1);
        ck_item(1, 0, 4, 0.5, 0.6);
        ck_item(2, 1, 4, 0.5, 0.4);
        ck_item(3, 2, 0, 1, 1);
        ck_item(4, 2, 4, 0, 0);
        ck_assert_int_eq(holdings.items[3].is_part, 2);
        for (int i = 0; i < 6; i++)
            ck_assert_int_eq(holdings.first_of_unit[i], first_of_unit[i]);
        for (int a = 0; a < 4; a++)
            ck_assert_int_eq(holdings.first_of_area[a], first_of_area[a]);
        for (int k = 0; k < 5; k++)
            ck_assert_int_eq(holdings.of_unit[k], of_unit[k]);
        bp_holdings_clear(&holdings);
    }
}
END_TEST

/* Area 0: all 100 of unit 1, none of them within, and 0.6 of the 500 of unit 4, half of them: 150 / 400. Area
 * 1: 0.4 of the 500: half. The residents of unit 0, which is all that area 2 has, are not known. */
START_TEST(shares_within)
{
    const double population[] = {-99997, 100, 9, 9, 500}, within[] = {1, 0, 1, 1, 0.5};
    const uint8_t known[] = {0x1e};
    double share[3] = {-1, -1, -1};
    uint8_t defined[3] = {9, 9, 9};
    ck_bp_ok(context, bp_holdings_new(context, cut, 5, 5, 3, &holdings));
    ck_bp_ok(context, bp_holdings_share(context, &holdings, within,
                                        (bp_holdings_residents){population, known}, share, defined));
    ck_assert_double_eq_tol(share[0], 0.375, 1e-15);
    ck_assert_double_eq_tol(share[1], 0.5, 1e-15);
    ck_assert(defined[0] == 1 && defined[1] == 1 && defined[2] == 0);
}
END_TEST

START_TEST(nothing_held)
{
    double share[1] = {-1};
    uint8_t defined[1] = {9};
    ck_bp_ok(context, bp_holdings_new(context, NULL, 0, 3, 0, &holdings));
    ck_assert_int_eq(holdings.first_of_unit[3], 0);
    ck_bp_ok(context, bp_holdings_share(context, &holdings, NULL, (bp_holdings_residents){NULL, NULL}, share,
                                        defined));
    ck_assert_double_eq(share[0], -1);
}
END_TEST

static void ck_refused(const bp_holding *items, int64_t n, const char *expected)
{
    bp_context_clear(context);
    ck_assert_int_eq(bp_holdings_new(context, items, n, 3, 2, &holdings), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), expected);
}

START_TEST(refused)
{
    const bp_holding twice[] = {{0, 1, 1, 1, 1, 0}, {1, 1, 1, 1, 1, 0}, {0, 1, 0.5, 0.5, 0, 0}},
                     far[] = {{0, 3, 1, 1, 1, 0}};
    ck_refused(twice, 3, "area 0 holds unit 1 twice, expected once");
    ck_refused(far, 1, "area 0 holds unit 3, expected areas from 0 to 1 and units from 0 to 2");
    ck_assert_ptr_null(holdings.items);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("holding");
    TCase *tests = tcase_create("holding");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, whole_units_and_bridges);
    tcase_add_test(tests, any_order);
    tcase_add_test(tests, shares_within);
    tcase_add_test(tests, nothing_held);
    tcase_add_test(tests, refused);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
