/* Grants worked out by hand, by giving cents one at a time, and by what must hold of any of them. */
#include "analysis/budget.h"
#include "analysis/random.h"
#include "tests/support.h"

#include <math.h>
#include <string.h>

static bp_context *context;

static void start(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void stop(void)
{
    bp_context_free(context);
}

static bp_budget share(const double *claim, int32_t n, int64_t total, int64_t floor, int64_t cap)
{
    bp_budget out = BP_BUDGET_INIT;
    bp_budget_input input = {n, claim, total, floor, cap};
    ck_bp_ok(context, bp_budget_share(context, &input, &out));
    return out;
}

static void ck_grants(const bp_budget *budget, const int64_t *expected)
{
    for (int32_t a = 0; a < budget->n; a++)
        ck_assert_msg(budget->grant[a] == expected[a], "area %d gets %lld, expected %lld", (int)a,
                      (long long)budget->grant[a], (long long)expected[a]);
}

/* 10.00 over 1 : 2 : 4 is 1.428.., 2.857.., 5.714..: 1.43 and 2.86 and 5.71. */
START_TEST(by_hand)
{
    const double claim[] = {1, 2, 4};
    bp_budget budget = share(claim, 3, 1000, 0, 0);
    ck_grants(&budget, (const int64_t[]){143, 286, 571});
    ck_assert_int_eq(budget.n_funded, 3);
    ck_assert_int_eq(budget.n_claims, 3);
    ck_assert_int_eq(budget.last_in, 2);
    ck_assert_int_eq(budget.first_out, -1);
    ck_assert_int_eq(budget.left, 0);
    ck_assert_int_eq(budget.needed, 0);
    /* 11.00: 157.1, 314.3, 628.6 cents. */
    ck_assert_int_eq(budget.extra[0], 157 - 143);
    ck_assert_int_eq(budget.extra[1], 314 - 286);
    ck_assert_int_eq(budget.extra[2], 629 - 571);
    bp_budget_clear(&budget);
}
END_TEST

/* Equal claims: the cents that do not divide go to the first in the order. */
START_TEST(ties_by_order)
{
    const double claim[] = {7, 7, 7};
    bp_budget budget = share(claim, 3, 1001, 0, 0);
    ck_grants(&budget, (const int64_t[]){334, 334, 333});
    bp_budget_clear(&budget);
}
END_TEST

/* 100 over 1 : 2 : 7 with at least 20 and at most 50: 20, 30, 50. What the third cannot take is 20 and goes
   to the second, which is above the floor: 1 : 2 of the 50 left is 16.7 and 33.3, and 16.7 is below 20. */
START_TEST(floor_and_cap)
{
    const double claim[] = {1, 2, 7};
    bp_budget budget = share(claim, 3, 100, 20, 50);
    ck_grants(&budget, (const int64_t[]){20, 30, 50});
    bp_budget_clear(&budget);
}
END_TEST

START_TEST(cap_leaves_money)
{
    const double claim[] = {1, 0, 9};
    bp_budget budget = share(claim, 3, 1000, 0, 300);
    ck_grants(&budget, (const int64_t[]){300, 0, 300});
    ck_assert_int_eq(budget.left, 400);
    ck_assert_int_eq(budget.extra[0] + budget.extra[1] + budget.extra[2], 0);
    ck_assert_int_eq(budget.funded[1], 0);
    ck_assert_int_eq(budget.n_claims, 2);
    bp_budget_clear(&budget);
}
END_TEST

/* 35.00 has three floors of 10.00: the fourth and fifth get nothing, and 5.00 more brings the fourth in. One
   euro more still goes to the first three, 2.50 each above their floor in equal parts. */
START_TEST(in_order_until_used_up)
{
    const double claim[] = {1, 1, 1, 1, 1};
    bp_budget budget = share(claim, 5, 3500, 1000, 0);
    ck_grants(&budget, (const int64_t[]){1167, 1167, 1166, 0, 0});
    ck_assert_int_eq(budget.n_funded, 3);
    ck_assert_int_eq(budget.last_in, 2);
    ck_assert_int_eq(budget.first_out, 3);
    ck_assert_int_eq(budget.needed, 500);
    ck_assert_int_eq(budget.funded[2], 1);
    ck_assert_int_eq(budget.funded[3], 0);
    ck_assert_int_eq(budget.extra[0] + budget.extra[1] + budget.extra[2], 100);
    bp_budget_clear(&budget);
}
END_TEST

/* One euro short of the fourth floor: it takes 10.00, of which the first three give 9.00. */
START_TEST(one_euro_that_brings_in_the_next)
{
    const double claim[] = {1, 1, 1, 1, 1};
    bp_budget budget = share(claim, 5, 3900, 1000, 0);
    ck_grants(&budget, (const int64_t[]){1300, 1300, 1300, 0, 0});
    ck_assert_int_eq(budget.needed, 100);
    ck_assert_int_eq(budget.extra[0], -300);
    ck_assert_int_eq(budget.extra[3], 1000);
    bp_budget_clear(&budget);
}
END_TEST

/* Floor and cap the same: a fixed grant, in order. */
START_TEST(fixed_grant)
{
    const double claim[] = {5, 0, 3, 2};
    bp_budget budget = share(claim, 4, 250, 100, 100);
    ck_grants(&budget, (const int64_t[]){100, 0, 100, 0});
    ck_assert_int_eq(budget.left, 50);
    ck_assert_int_eq(budget.first_out, 3);
    ck_assert_int_eq(budget.needed, 50);
    bp_budget_clear(&budget);
}
END_TEST

/* Grants as they are defined: floors first, then cent by cent to the largest claim / (grant + 1/2). */
static void brute(const double *claim, int32_t n, int64_t total, int64_t floor, int64_t cap, int64_t *grant)
{
    int32_t funded = 0;
    int64_t rest = total;
    memset(grant, 0, (size_t)n * sizeof *grant);
    for (int32_t a = 0; a < n; a++)
        if (claim[a] > 0.0 && rest >= floor && (funded += 1) > 0) {
            grant[a] = floor;
            rest -= floor;
        } else if (claim[a] > 0.0) {
            n = a;
        }
    for (; rest > 0; rest--) {
        int32_t best = -1;
        for (int32_t a = 0; a < n; a++)
            if (claim[a] > 0.0 && (cap == 0 || grant[a] < cap) &&
                (best < 0 || claim[a] / ((double)grant[a] + 0.5) > claim[best] / ((double)grant[best] + 0.5)))
                best = a;
        if (best < 0)
            return;
        grant[best]++;
    }
}

enum { MOST = 12, CASES = 3000 };

static int64_t below(bp_random *random, int64_t n)
{
    return (int64_t)bp_random_below(random, (uint32_t)n);
}

/* Above 0, at most 1. */
static double unit(bp_random *random)
{
    return ((double)bp_random_bits(random) + 1.0) / 4294967296.0;
}

static int32_t draw_claims(bp_random *random, double *claim)
{
    int32_t n = (int32_t)below(random, MOST) + 1;
    bool whole = below(random, 2) == 0;
    for (int32_t a = 0; a < n; a++)
        claim[a] = below(random, 5) == 0 ? 0.0 : whole ? (double)below(random, 6) : unit(random);
    claim[below(random, n)] = 1.0;
    return n;
}

static void draw_bounds(bp_random *random, int64_t total, int64_t *floor, int64_t *cap)
{
    *floor = below(random, 3) == 0 ? 0 : below(random, total + 1) / (below(random, 12) + 1);
    *cap = below(random, 2) == 0 ? 0 : *floor + below(random, total) + (*floor == 0);
}

/* By brute force on thousands of small cases with ties, claims of 0, floors and caps; conserved to the cent;
   nobody below the floor or above the cap. */
START_TEST(as_cent_by_cent)
{
    bp_random random = bp_random_at(5, 0, 0);
    for (int c = 0; c < CASES; c++) {
        double claim[MOST];
        int64_t expected[MOST], floor, cap, sum = 0, total = below(&random, 400) + 1;
        int32_t n = draw_claims(&random, claim);
        draw_bounds(&random, total, &floor, &cap);
        bp_budget budget = share(claim, n, total, floor, cap);
        brute(claim, n, total, floor, cap, expected);
        ck_grants(&budget, expected);
        for (int32_t a = 0; a < n; a++) {
            sum += budget.grant[a];
            ck_assert(!budget.funded[a] ||
                      (budget.grant[a] >= floor && (cap == 0 || budget.grant[a] <= cap)));
            ck_assert(budget.funded[a] || budget.grant[a] == 0);
        }
        ck_assert_int_eq(sum + budget.left, total);
        bp_budget_clear(&budget);
    }
}
END_TEST

/* With the sums of a ministry: conserved, within bounds, and nobody more than a cent from the proportion. */
START_TEST(large_sums)
{
    enum { N = 250 };
    bp_random random = bp_random_at(6, 0, 0);
    double claim[N], all = 0.0;
    for (int32_t a = 0; a < N; a++)
        all += claim[a] = 3e7 * unit(&random);
    int64_t total = INT64_C(70200000012), sum = 0;
    bp_budget budget = share(claim, N, total, 0, 0);
    for (int32_t a = 0; a < N; a++) {
        sum += budget.grant[a];
        ck_assert(fabs((double)budget.grant[a] - (double)total * claim[a] / all) < 1.0);
    }
    ck_assert_int_eq(sum, total);
    bp_budget_clear(&budget);
    budget = share(claim, N, total, 200000000, 350000000);
    sum = budget.left;
    for (int32_t a = 0; a < N; a++) {
        ck_assert(budget.grant[a] >= 200000000 && budget.grant[a] <= 350000000);
        sum += budget.grant[a];
    }
    ck_assert_int_eq(sum, total);
    bp_budget_clear(&budget);
}
END_TEST

/* Largest remainders give 1 : 3 : 3 of 10 cents 2, 4, 4 and of 11 cents 1, 5, 5. Here no grant falls as the
   total rises, cent by cent, among the same funded areas. */
START_TEST(never_less_of_more)
{
    bp_random random = bp_random_at(7, 0, 0);
    for (int c = 0; c < 60; c++) {
        double claim[MOST];
        int32_t n = draw_claims(&random, claim), funded = 0;
        int64_t before[MOST] = {0}, floor = below(&random, 40), cap = floor + below(&random, 60) + 1;
        for (int64_t total = floor > 0 ? floor : 1; total < 300; total++) {
            bp_budget budget = share(claim, n, total, floor, cap);
            ck_assert_int_ge(budget.n_funded, funded);
            for (int32_t a = 0; budget.n_funded == funded && a < n; a++)
                ck_assert_int_ge(budget.grant[a], before[a]);
            memcpy(before, budget.grant, (size_t)n * sizeof *before);
            funded = budget.n_funded;
            bp_budget_clear(&budget);
        }
    }
}
END_TEST

static void ck_refuses(bp_budget_input input, bp_status status, const char *message)
{
    bp_budget out = BP_BUDGET_INIT;
    bp_context_clear(context);
    ck_assert_int_eq(bp_budget_share(context, &input, &out), status);
    ck_assert_str_eq(bp_context_message(context), message);
    ck_assert_ptr_null(out.grant);
}

START_TEST(refused)
{
    const double claim[] = {1, 2}, none[] = {0, 0}, negative[] = {1, -2}, unknown[] = {NAN, 1};
    ck_refuses((bp_budget_input){0, claim, 100, 0, 0}, BP_ERROR_ARGUMENT,
               "there is no area to share a budget out over");
    ck_refuses((bp_budget_input){2, claim, -100, 0, 0}, BP_ERROR_ARGUMENT,
               "the total is -100 cents, expected 1 to 100000000000000");
    ck_refuses((bp_budget_input){2, claim, 100, 60, 50}, BP_ERROR_ARGUMENT,
               "floor 60 and cap 50 cents: expected a floor of 0 or more that is not above the cap");
    ck_refuses((bp_budget_input){2, negative, 100, 0, 0}, BP_ERROR_INPUT,
               "the claim of area 2 is -2; expected a number of 0 or more, 0 for none");
    ck_refuses((bp_budget_input){2, unknown, 100, 0, 0}, BP_ERROR_INPUT,
               "the claim of area 1 is nan; expected a number of 0 or more, 0 for none");
    ck_refuses((bp_budget_input){2, none, 100, 0, 0}, BP_ERROR_INPUT,
               "no area has a claim on it: what it is shared out by is 0 in all 2");
    ck_refuses((bp_budget_input){2, claim, 5099, 5100, 0}, BP_ERROR_INPUT,
               "50.99 is less than the floor of 51.00, the smallest grant: no area can be funded; lower the "
               "floor or raise the total");
}
END_TEST

/* Past 0.9: 100 x 0.05 and 200 x 0.1 in the first area, and a quarter of the 60 of unit 6 x 0.1; the unit at
   0.9 adds nothing, nor do a bridge, a unit without residents known and one without a score. Three quarters
   of unit 6 are the third's. */
START_TEST(excess)
{
    const bp_holding items[] = {{0, 0, 1, 1, 1, 0},    {0, 1, 1, 1, 1, 0},   {0, 2, 1, 1, 1, 0},
                                {1, 3, 1, 0, 0, 0},    {1, 4, 1, 1, 1, 0},   {1, 5, 1, 1, 1, 0},
                                {0, 6, 1, 0.25, 0, 0}, {2, 6, 0, 0.75, 1, 0}};
    const uint8_t known[] = {0x6F}, valid[] = {0x5F};
    const double population[] = {100, 200, 50, 70, 80, 90, 60},
                 score[] = {0.95, 1.0, 0.9, 1.0, 1.0, 1.0, 1.0};
    bp_holdings holdings = BP_HOLDINGS_INIT;
    double claim[3];
    ck_bp_ok(context, bp_holdings_new(context, items, 8, 7, 3, &holdings));
    const bp_excess_input input = {&holdings, {population, known}, score, valid, 0.9};
    bp_budget_excess(&input, claim);
    ck_assert_double_eq_tol(claim[0], 100 * 0.05 + 200 * 0.1 + 15 * 0.1, 1e-9);
    ck_assert_double_eq(claim[1], 0.0);
    ck_assert_double_eq_tol(claim[2], 45 * 0.1, 1e-9);
    bp_holdings_clear(&holdings);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("budget");
    TCase *grants = tcase_create("grants"), *properties = tcase_create("properties");
    tcase_add_checked_fixture(grants, start, stop);
    tcase_add_test(grants, by_hand);
    tcase_add_test(grants, ties_by_order);
    tcase_add_test(grants, floor_and_cap);
    tcase_add_test(grants, cap_leaves_money);
    tcase_add_test(grants, in_order_until_used_up);
    tcase_add_test(grants, one_euro_that_brings_in_the_next);
    tcase_add_test(grants, fixed_grant);
    tcase_add_test(grants, refused);
    tcase_add_test(grants, excess);
    suite_add_tcase(suite, grants);
    tcase_add_checked_fixture(properties, start, stop);
    tcase_add_test(properties, as_cent_by_cent);
    tcase_add_test(properties, large_sums);
    tcase_add_test(properties, never_less_of_more);
    suite_add_tcase(suite, properties);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
