#include "analysis/scan_areas.h"

#include "tests/support.h"

enum { WIDE = 8, N = WIDE * WIDE };

/* Squares of 1 km, 8 by 8, of 1,000 residents; four in the middle score 0.95, the others 0.66 to 0.7. */
static bp_context *context;
static bp_graph graph = BP_GRAPH_INIT;
static bp_areas areas = BP_AREAS_INIT;
static double score[N], population[N], x[N], y[N];
static int32_t region[N];

static const int hot[] = {3 * WIDE + 3, 3 * WIDE + 4, 4 * WIDE + 3, 4 * WIDE + 4};

static void setup(void)
{
    bp_link links[2 * N];
    int64_t m = 0;
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
    for (int i = 0; i < N; i++) {
        x[i] = 1000.0 * (i % WIDE);
        y[i] = 1000.0 * (i / WIDE);
        score[i] = 0.66 + 0.001 * ((i * 37) % 41);
        population[i] = 1000.0;
        region[i] = 0;
        if (i % WIDE + 1 < WIDE)
            links[m++] = (bp_link){i, i + 1, 0.0};
        if (i / WIDE + 1 < WIDE)
            links[m++] = (bp_link){i, i + WIDE, 0.0};
    }
    for (int k = 0; k < 4; k++)
        score[hot[k]] = 0.95;
    ck_bp_ok(context, bp_graph_from_links(context, N, links, m, &graph));
}

static void teardown(void)
{
    bp_areas_clear(&areas);
    bp_graph_clear(&graph);
    bp_context_free(context);
}

static bp_delineate_options options_of(double floor, double ceiling)
{
    bp_delineate_options options = BP_DELINEATE_OPTIONS_INIT;
    options.method = "scan";
    options.base = 0.8;
    options.reach = 0.65;
    options.floor = floor;
    options.ceiling = ceiling;
    return options;
}

static void draw(const bp_delineate_options *options)
{
    const bp_delineate_input input = {&graph, score, NULL, population, NULL, region, NULL, x, y};
    bp_areas_clear(&areas);
    ck_bp_ok(context, bp_delineate(context, &input, options, &areas));
}

/* A circle around one of the four that holds all four holds more than they; what is short of the base goes.
 */
START_TEST(the_four_that_score)
{
    bp_delineate_options options = options_of(3000, 12000);
    draw(&options);
    ck_assert_int_eq(areas.n_areas, 1);
    ck_assert_int_eq(areas.areas[0].n_members, 4);
    for (int k = 0; k < 4; k++)
        ck_assert_int_eq(areas.area_of[hot[k]], 0);
    /* More residents are asked for than the window may hold: none. */
    options = options_of(12000, 12000);
    draw(&options);
    ck_assert_int_eq(areas.n_areas, 0);
}
END_TEST

/* A municipal border through the middle: two on either side, and neither is joined to the other. */
START_TEST(cut_at_a_border)
{
    bp_delineate_options options = options_of(2000, 12000);
    for (int i = 0; i < N; i++)
        region[i] = i % WIDE >= 4;
    draw(&options);
    ck_assert_int_eq(areas.n_areas, 2);
    ck_assert_int_eq(areas.area_of[hot[0]], areas.area_of[hot[2]]);
    ck_assert_int_eq(areas.area_of[hot[1]], areas.area_of[hot[3]]);
    ck_assert_int_ne(areas.area_of[hot[0]], areas.area_of[hot[1]]);
    ck_assert_int_eq(areas.areas[0].n_members, 2);
    ck_assert_int_eq(areas.areas[1].n_members, 2);
}
END_TEST

/* The four apart from each other: each is one in 64, and no circle has more than one of them. */
START_TEST(nothing_significant)
{
    static const int corners[] = {0, WIDE - 1, N - WIDE, N - 1};
    bp_delineate_options options = options_of(0, 12000);
    for (int k = 0; k < 4; k++) {
        score[hot[k]] = 0.68;
        score[corners[k]] = 0.95;
    }
    draw(&options);
    ck_assert_int_eq(areas.n_areas, 0);
}
END_TEST

/* Five of a bent chain, of which no circle holds the two ends without much else. */
START_TEST(a_chain_by_connected_sets)
{
    static const int chain[] = {2 * WIDE + 1, 2 * WIDE + 2, 2 * WIDE + 3, 3 * WIDE + 3, 4 * WIDE + 3};
    bp_delineate_options options = options_of(5000, 12000);
    options.method = "flexible";
    for (int k = 0; k < 4; k++)
        score[hot[k]] = 0.68;
    for (int k = 0; k < 5; k++)
        score[chain[k]] = 0.95;
    draw(&options);
    ck_assert_int_eq(areas.n_areas, 1);
    ck_assert_int_eq(areas.areas[0].n_members, 5);
    for (int k = 0; k < 5; k++)
        ck_assert_int_eq(areas.area_of[chain[k]], 0);
}
END_TEST

START_TEST(points_are_needed)
{
    const bp_delineate_input input = {&graph, score, NULL, population, NULL, region, NULL, NULL, NULL};
    bp_delineate_options options = options_of(3000, 12000);
    ck_assert_int_eq(bp_delineate(context, &input, &options, &areas), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "the method 'scan' needs a point for every unit");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("scan_areas");
    TCase *tests = tcase_create("areas");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, the_four_that_score);
    tcase_add_test(tests, cut_at_a_border);
    tcase_add_test(tests, nothing_significant);
    tcase_add_test(tests, a_chain_by_connected_sets);
    tcase_add_test(tests, points_are_needed);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
