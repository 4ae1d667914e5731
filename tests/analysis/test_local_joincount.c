#include "analysis/local_joincount.h"

#include "geo/bitmap.h"
#include "tests/analysis/maps.h"

static bp_context *context;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_context_free(context);
}

static bp_local_options options_of(bp_alternative alternative)
{
    bp_local_options options = BP_LOCAL_OPTIONS_INIT;
    options.name = "x";
    options.alternative = alternative;
    return options;
}

/* Neighbours of i that are 1 in `counts`. */
static double plain_count(const small_map *map, const int *counts, int i)
{
    double count = 0.0;
    for (int j = 0; j < map->n; j++)
        count += map->w[i][j] > 0.0 && counts[j];
    return count;
}

/* Unit i stays, all others change places: what its count is in all those arrangements. */
static enumeration conditional(const small_map *map, const int *counts, int i)
{
    int order[MAP_MOST], others[MAP_MOST], moved[MAP_MOST], m = 0;
    double observed = plain_count(map, counts, i), sum = 0.0, squares = 0.0, n_all = 0.0, ge = 0.0, le = 0.0;
    for (int j = 0; j < map->n; j++)
        if (j != i)
            others[m++] = j;
    for (int a = 0; a < m; a++)
        order[a] = a;
    moved[i] = counts[i];
    do {
        for (int a = 0; a < m; a++)
            moved[others[a]] = counts[others[order[a]]];
        double count = plain_count(map, moved, i);
        sum += count;
        squares += count * count;
        ge += count >= observed;
        le += count <= observed;
        n_all += 1.0;
    } while (next_arrangement(order, m));
    return (enumeration){observed, sum / n_all, squares / n_all - sum / n_all * sum / n_all, ge / n_all,
                         le / n_all};
}

static void check_unit(const small_map *map, const int *counts, int i, const bp_local *greater,
                       const bp_local *less)
{
    enumeration all = conditional(map, counts, i);
    ck_assert_double_eq(greater->statistic[i], all.observed);
    ck_assert(bp_bitmap_get(greater->has_p, i));
    ck_near(greater->p[i], all.share_ge, 1e-12);
    ck_near(less->p[i], all.share_le, 1e-12);
    if (!bp_bitmap_get(greater->has_z, i))
        return;
    ck_near(greater->expectation[i], all.mean, 1e-12);
    ck_near(greater->variance[i], all.variance, 1e-10);
    ck_near(greater->z[i], (all.observed - all.mean) / sqrt(all.variance), 1e-8);
    ck_assert_int_eq(greater->kind[i],
                     all.observed > all.mean + 1e-9 ? BP_LOCAL_POSITIVE : BP_LOCAL_NEGATIVE);
}

START_TEST(p_is_all_conditional_arrangements)
{
    uint64_t state = 51;
    for (int round = 0; round < 12; round++) {
        int n = 6 + round % 3, both[MAP_MOST];
        small_map map = random_map(n, 0.4, round % 2, &state);
        double x[MAP_MOST] = {0}, y[MAP_MOST] = {0};
        const double *columns[] = {x, y};
        int m = 1 + (round % 4 == 3);
        for (int i = 0; i < n; i++) {
            x[i] = i == 0 || (i != 1 && map_share(&state) < 0.5) ? 1.0 : 0.0;
            y[i] = i == 0 || map_share(&state) < 0.8 ? 1.0 : 0.0;
            both[i] = x[i] > 0.0 && (m == 1 || y[i] > 0.0);
        }
        bp_local greater = BP_LOCAL_INIT, less = BP_LOCAL_INIT;
        bp_local_options up = options_of(BP_ALTERNATIVE_GREATER), down = options_of(BP_ALTERNATIVE_LESS);
        ck_bp_ok(context, bp_local_joincount(context, &map.weights, columns, m, NULL, &up, &greater));
        ck_bp_ok(context, bp_local_joincount(context, &map.weights, columns, m, NULL, &down, &less));
        for (int i = 0; i < n; i++) {
            if (both[i]) {
                check_unit(&map, both, i, &greater, &less);
                continue;
            }
            ck_assert_double_eq(greater.statistic[i], 0.0);
            ck_assert(!bp_bitmap_get(greater.has_p, i));
        }
        ck_assert_ptr_null(greater.tally);
        bp_local_clear(&greater);
        bp_local_clear(&less);
        bp_weights_clear(&map.weights);
    }
}
END_TEST

START_TEST(bivariate_is_all_conditional_arrangements)
{
    uint64_t state = 57;
    for (int round = 0; round < 8; round++) {
        int n = 6 + round % 3, counts[MAP_MOST];
        small_map map = random_map(n, 0.4, 0, &state);
        double x[MAP_MOST] = {0}, y[MAP_MOST] = {0};
        for (int i = 0; i < n; i++) {
            x[i] = i == 0 || (i != 1 && map_share(&state) < 0.5) ? 1.0 : 0.0;
            y[i] = i == 1 || (i != 0 && map_share(&state) < 0.5) ? 1.0 : 0.0;
            counts[i] = y[i] > x[i];
        }
        bp_local greater = BP_LOCAL_INIT, less = BP_LOCAL_INIT;
        bp_local_options up = options_of(BP_ALTERNATIVE_GREATER), down = options_of(BP_ALTERNATIVE_LESS);
        const bp_local_pair pair = {x, y, NULL};
        ck_bp_ok(context, bp_local_joincount_bivariate(context, &map.weights, &pair, &up, &greater));
        ck_bp_ok(context, bp_local_joincount_bivariate(context, &map.weights, &pair, &down, &less));
        for (int i = 0; i < n; i++) {
            ck_assert_int_eq(bp_bitmap_get(greater.has_p, i), x[i] > y[i]);
            if (x[i] > y[i])
                check_unit(&map, counts, i, &greater, &less);
        }
        bp_local_clear(&greater);
        bp_local_clear(&less);
        bp_weights_clear(&map.weights);
    }
}
END_TEST

/* Four in a ring and one apart, one without a value. Unit 0 has both neighbours black; of the others that can
 * be in their places (units 1 to 3 and the island) three are black: the chance of two is 3/4 2/3 = 1/2. */
START_TEST(islands_and_missing_units)
{
    small_map map = {0};
    const double x[] = {1, 1, 0, 1, 1, 0.5}, *columns[] = {x};
    const uint8_t valid[] = {0x1f};
    map.n = 6;
    for (int i = 0; i < 4; i++)
        map.w[i][(i + 1) % 4] = map.w[(i + 1) % 4][i] = 1.0;
    weights_of_matrix(&map);
    bp_local found = BP_LOCAL_INIT;
    bp_local_options options = options_of(BP_ALTERNATIVE_GREATER);
    ck_bp_ok(context, bp_local_joincount(context, &map.weights, columns, 1, valid, &options, &found));
    ck_near(found.p[0], 0.5, 1e-14);
    ck_assert_double_eq(found.statistic[0], 2.0);
    ck_assert_int_eq(found.kind[4], BP_LOCAL_ISLAND);
    ck_assert_int_eq(found.kind[5], BP_LOCAL_MISSING);
    ck_assert(!bp_bitmap_get(found.has, 4) && !bp_bitmap_get(found.has_p, 4));
    ck_assert(!bp_bitmap_get(found.has, 5) && !bp_bitmap_get(found.has_p, 5));
    ck_assert_int_eq(found.n_islands, 1);
    ck_assert_int_eq(found.n_missing, 1);
    bp_local_clear(&found);
    options.alternative = BP_ALTERNATIVE_TWO_SIDED;
    ck_bp_ok(context, bp_local_joincount(context, &map.weights, columns, 1, valid, &options, &found));
    ck_near(found.p[0], 1.0, 1e-14);
    bp_local_clear(&found);
    bp_weights_clear(&map.weights);
}
END_TEST

/* A star of 2,000 around one black unit, so that chances are far too small for a double to be multiplied up
 * to. */
START_TEST(many_neighbours)
{
    enum { N = 2001 };
    bp_link *links = (bp_link *)malloc(N * sizeof *links);
    double *x = (double *)calloc(N, sizeof *x);
    const double *columns[] = {x};
    bp_graph graph = BP_GRAPH_INIT;
    bp_weights weights = BP_WEIGHTS_INIT;
    bp_local found = BP_LOCAL_INIT;
    bp_local_options options = options_of(BP_ALTERNATIVE_GREATER);
    for (int32_t i = 1; i < N; i++) {
        links[i] = (bp_link){0, i, 1.0};
        x[i] = i % 2;
    }
    x[0] = 1.0;
    /* One is left out: 1,999 of 2,000 others are drawn, 999 of 1,000 black ones among them with a chance of
     * 1/2. */
    ck_bp_ok(context, bp_graph_from_links(context, N, links + 1, N - 2, &graph));
    ck_bp_ok(context, bp_weights_from_graph(context, &graph, &weights));
    ck_bp_ok(context, bp_local_joincount(context, &weights, columns, 1, NULL, &options, &found));
    ck_assert_double_eq(found.statistic[0], 1000.0);
    ck_near(found.p[0], 0.5, 1e-12);
    bp_local_clear(&found);
    bp_weights_clear(&weights);
    bp_graph_clear(&graph);
    free(links);
    free(x);
}
END_TEST

START_TEST(what_is_refused)
{
    uint64_t state = 2;
    small_map map = random_map(5, 0.4, 0, &state);
    const double none[] = {0, 0, 0, 0, 0}, all[] = {1, 1, 1, 1, 1}, third[] = {0, 1, 3, 0, 0};
    const double *columns[] = {none};
    bp_local found = BP_LOCAL_INIT;
    bp_local_options options = options_of(BP_ALTERNATIVE_GREATER);
    ck_assert_int_eq(bp_local_joincount(context, &map.weights, columns, 1, NULL, &options, &found),
                     BP_ERROR_INPUT);
    ck_assert_str_eq(bp_context_message(context),
                     "x: no unit is 1 as the join count wants it, so there is nothing to count");
    bp_context_clear(context);
    columns[0] = all;
    ck_assert_int_eq(bp_local_joincount(context, &map.weights, columns, 1, NULL, &options, &found),
                     BP_ERROR_INPUT);
    ck_assert_str_eq(bp_context_message(context), "x: all 5 units are 1, so all arrangements are the same");
    bp_context_clear(context);
    columns[0] = third;
    ck_assert_int_eq(bp_local_joincount(context, &map.weights, columns, 1, NULL, &options, &found),
                     BP_ERROR_INPUT);
    ck_assert_str_eq(bp_context_message(context), "x: unit 3 has the value 3; join counts are of 0 and 1");
    ck_assert_ptr_null(found.statistic);
    bp_weights_clear(&map.weights);
}
END_TEST

/* Seven values; quartile breaks of type 7 at positions 1.5, 3 and 4.5 of 1 2 2 4 5 6 9: 2, 4 and 5.5. */
START_TEST(quantiles_by_hand)
{
    const double x[] = {9, 1, 2, 99, 5, 2, 4, 6};
    const uint8_t valid[] = {0xf7};
    const int quartile[] = {4, 1, 1, 0, 3, 1, 2, 4};
    for (int which = 1; which <= 4; which++) {
        double mark[] = {7, 7, 7, 7, 7, 7, 7, 7};
        ck_bp_ok(context, bp_quantile_mark(context, "x", x, valid, 8, (bp_quantile){4, which}, mark));
        for (int i = 0; i < 8; i++)
            ck_assert_double_eq(mark[i], i == 3 ? 7.0 : quartile[i] == which ? 1.0 : 0.0);
    }
    const double same[] = {1, 1, 1, 1, 1, 1, 1, 2};
    double mark[8];
    ck_assert_int_eq(bp_quantile_mark(context, "x", same, NULL, 8, (bp_quantile){4, 2}, mark),
                     BP_ERROR_INPUT);
    ck_assert_str_eq(bp_context_message(context),
                     "column 'x': none of its 8 values lies in quantile 2 of 4; it has too "
                     "few distinct values for that");
    bp_context_clear(context);
    ck_assert_int_eq(bp_quantile_mark(context, "x", x, NULL, 8, (bp_quantile){4, 5}, mark),
                     BP_ERROR_ARGUMENT);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("local_joincount");
    TCase *tests = tcase_create("local_joincount");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, p_is_all_conditional_arrangements);
    tcase_add_test(tests, bivariate_is_all_conditional_arrangements);
    tcase_add_test(tests, islands_and_missing_units);
    tcase_add_test(tests, many_neighbours);
    tcase_add_test(tests, what_is_refused);
    tcase_add_test(tests, quantiles_by_hand);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
