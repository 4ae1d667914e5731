#include "analysis/area_changes.h"

#include "tests/analysis/brute.h"

static bp_context *context;
static bp_area_changes changes = BP_AREA_CHANGES_INIT;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_area_changes_clear(&changes);
    bp_context_free(context);
}

static void compare(int64_t n, const int32_t *before, int32_t n_before, const int32_t *after, int32_t n_after,
                    const double *population)
{
    bp_match_input input = {n, {n_before, before, NULL}, {n_after, after, NULL}, population, NULL};
    bp_area_changes_clear(&changes);
    ck_bp_ok(context, bp_area_changes_new(context, &input, &changes));
}

START_TEST(every_kind)
{
    enum { N = 26 };
    /* In turn: same, grown, shrunk, moved, split, merged, new, gone, regrouped. */
    static const int32_t before[N] = {0, 0, 1,  -1, 2, 2,  3, 3, -1, 4, 4,  4,  5,
                                      6, 6, -1, -1, 7, -1, 8, 8, 9,  9, -1, -1, -1};
    static const int32_t after[N] = {0, 0, 1, 1, 2,  -1, -1, 3, 3, 4,  5,  5,  6,
                                     6, 6, 7, 7, -1, -1, 8,  9, 9, -1, -1, -1, -1};
    double population[N];
    for (int i = 0; i < N; i++)
        population[i] = 100.0 + i;
    compare(N, before, 10, after, 10, population);
    const struct {
        int area;
        bp_area_change_kind kind;
        int64_t units_before, units_after, units_both;
        double before, after, both;
    } expected[] = {
        {0, BP_AREA_SAME, 2, 2, 2, 201, 201, 201},      {1, BP_AREA_GROWN, 1, 2, 1, 102, 205, 102},
        {2, BP_AREA_SHRUNK, 2, 1, 1, 209, 104, 104},    {3, BP_AREA_MOVED, 2, 2, 1, 213, 215, 107},
        {4, BP_AREA_SPLIT, 3, 3, 3, 330, 330, 330},     {5, BP_AREA_MERGED, 3, 3, 3, 339, 339, 339},
        {6, BP_AREA_MERGED, 3, 3, 3, 339, 339, 339},    {7, BP_AREA_GONE, 1, 0, 0, 117, 0, 0},
        {8, BP_AREA_REGROUPED, 4, 3, 3, 482, 360, 360}, {9, BP_AREA_REGROUPED, 4, 3, 3, 482, 360, 360}};
    for (size_t k = 0; k < sizeof expected / sizeof *expected; k++) {
        const bp_area_change *change = &changes.items[changes.of_before[expected[k].area]];
        ck_assert_str_eq(bp_area_change_name(change->kind), bp_area_change_name(expected[k].kind));
        ck_assert_int_eq(change->units_before, expected[k].units_before);
        ck_assert_int_eq(change->units_after, expected[k].units_after);
        ck_assert_int_eq(change->units_both, expected[k].units_both);
        ck_assert_double_eq(change->before, expected[k].before);
        ck_assert_double_eq(change->after, expected[k].after);
        ck_assert_double_eq(change->both, expected[k].both);
    }
    const bp_area_change *fresh = &changes.items[changes.of_after[7]];
    ck_assert(fresh->kind == BP_AREA_NEW && fresh->n_before == 0 && fresh->after == 231);
    ck_assert_int_eq(changes.n, 9);
    /* The most residents first: regrouped, merged, split, new, moved, shrunk, grown, same, gone. */
    ck_assert_int_eq(changes.of_before[8], 0);
    ck_assert_int_eq(changes.of_before[5], 1);
    ck_assert_int_eq(changes.of_before[4], 2);
    ck_assert_int_eq(changes.of_after[7], 3);
    ck_assert_int_eq(changes.of_before[7], 8);
}
END_TEST

START_TEST(bridges_and_unknown_residents)
{
    const int32_t before[] = {0, 0, 1}, after[] = {0, 0, 0};
    const uint8_t counts[] = {1, 1, 0}, known[] = {0x05};
    const double population[] = {10, 99, 30};
    bp_match_input input = {3, {2, before, counts}, {1, after, counts}, population, known};
    ck_bp_ok(context, bp_area_changes_new(context, &input, &changes));
    ck_assert_int_eq(changes.n, 2);
    ck_assert(changes.items[0].kind == BP_AREA_SAME && changes.items[0].before == 10);
    ck_assert(changes.items[0].n_unknown == 1 && changes.items[0].units_before == 2);
    ck_assert(changes.items[1].kind == BP_AREA_GONE && changes.of_before[1] == 1);
}
END_TEST

/* Two areas are in one change exactly where a chain of shared units joins them. */
START_TEST(chains_by_definition)
{
    uint64_t state = 5;
    for (int round = 0; round < 300; round++) {
        enum { N = 24, K = 6, ALL = 2 * K };
        int32_t before[N], after[N];
        double population[N];
        bool joined[ALL][ALL] = {{false}};
        for (int i = 0; i < N; i++) {
            before[i] = brute_random_below(&state, 3) ? -1 : brute_random_below(&state, K);
            after[i] = brute_random_below(&state, 3) ? -1 : brute_random_below(&state, K);
            population[i] = brute_random_below(&state, 50);
            if (before[i] >= 0 && after[i] >= 0)
                joined[before[i]][K + after[i]] = joined[K + after[i]][before[i]] = true;
        }
        for (int middle = 0; middle < ALL; middle++)
            for (int p = 0; p < ALL; p++)
                for (int q = 0; q < ALL; q++)
                    joined[p][q] = joined[p][q] || (joined[p][middle] && joined[middle][q]);
        compare(N, before, K, after, K, population);
        for (int p = 0; p < ALL; p++)
            for (int q = 0; q < ALL; q++) {
                const int32_t of_p = p < K ? changes.of_before[p] : changes.of_after[p - K];
                const int32_t of_q = q < K ? changes.of_before[q] : changes.of_after[q - K];
                ck_assert((of_p == of_q) == (p == q || joined[p][q]));
            }
    }
}
END_TEST

START_TEST(refuses_an_area_out_of_range)
{
    const int32_t before[] = {0}, after[] = {1};
    const double population[] = {1};
    bp_match_input input = {1, {1, before, NULL}, {1, after, NULL}, population, NULL};
    ck_assert_int_eq(bp_area_changes_new(context, &input, &changes), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "unit 0 is in area 1, expected -1 to 0");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("area_changes");
    TCase *tests = tcase_create("area_changes");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, every_kind);
    tcase_add_test(tests, bridges_and_unknown_residents);
    tcase_add_test(tests, chains_by_definition);
    tcase_add_test(tests, refuses_an_area_out_of_range);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
