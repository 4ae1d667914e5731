#include "analysis/scan_windows.h"
#include "tests/analysis/scan_maps.h"

static bp_context *context;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_context_free(context);
}

static bp_scan_windows make(const scan_map *map, const bp_scan_window_options *options)
{
    const bp_scan_places places = {map->n, map->x, map->y, map->population, NULL};
    bp_scan_windows windows = BP_SCAN_WINDOWS_INIT;
    ck_bp_ok(context, bp_scan_windows_make(context, &places, options, &windows));
    return windows;
}

/* Every list against all units by distance: each one that is farther than the one before it, in turn. */
static void check_lists(const scan_map *map, const bp_scan_window_options *options)
{
    bp_scan_windows windows = make(map, options);
    double total = 0.0;
    int64_t n_windows = 0;
    for (int i = 0; i < map->n; i++)
        total += map->population[i];
    for (int64_t list = 0; list < windows.n_lists; list++) {
        double ratio = windows.ratio[windows.form[list]], angle = windows.angle[windows.form[list]];
        double inside = 0.0, before = -1.0;
        int64_t k = windows.offsets[list];
        for (int n_units = 0;;) {
            /* The nearest units beyond those that are in. */
            double next = INFINITY;
            for (int j = 0; j < map->n; j++) {
                double d = plain_distance(map, windows.centre[list], j, ratio, angle);
                if (d > before * (1.0 + 1e-9) && d < next)
                    next = d;
            }
            int is_in[SCAN_UNITS] = {0}, n_new = 0;
            for (int j = 0; j < map->n; j++) {
                double d = plain_distance(map, windows.centre[list], j, ratio, angle);
                is_in[j] = d > before * (1.0 + 1e-9) && d <= next * (1.0 + 1e-9);
                n_new += is_in[j];
                inside += is_in[j] * map->population[j];
            }
            n_units += n_new;
            if (n_new == 0 || inside > options->population_share * total ||
                (options->population > 0.0 && inside > options->population) ||
                (options->n_units > 0 && n_units > options->n_units) ||
                (options->radius > 0.0 && sqrt(next) > options->radius))
                break;
            for (int u = 0; u < n_new; u++, k++) {
                ck_assert_int_lt(k, windows.offsets[list + 1]);
                ck_assert(is_in[windows.unit[k]]);
                is_in[windows.unit[k]] = 0;
                ck_assert_int_eq(windows.ends[k], u == n_new - 1 && n_units >= options->least_units);
            }
            n_windows += n_units >= options->least_units;
            before = next;
        }
        ck_assert_int_eq(k, windows.offsets[list + 1]);
    }
    ck_assert_int_eq(n_windows, windows.n_windows);
    bp_scan_windows_clear(&windows);
}

START_TEST(lists_are_all_units_by_distance_up_to_the_caps)
{
    for (uint64_t seed = 0; seed < 8; seed++) {
        scan_map map = scan_map_make(seed, 36, seed % 2 == 0);
        bp_scan_window_options options = BP_SCAN_WINDOW_OPTIONS_INIT;
        check_lists(&map, &options);
        options.population = 400.0;
        check_lists(&map, &options);
        options.population_share = 1.0;
        options.population = 0.0;
        options.n_units = 7;
        options.least_units = 3;
        check_lists(&map, &options);
        options.n_units = 0;
        options.radius = 250.0;
        check_lists(&map, &options);
        options.radius = 0.0;
        check_lists(&map, &options);
    }
}
END_TEST

START_TEST(lists_of_ellipses_likewise)
{
    bp_scan_window_options options = BP_SCAN_WINDOW_OPTIONS_INIT;
    options.shapes = bp_scan_ellipses;
    options.n_shapes = BP_SCAN_N_ELLIPSES;
    for (uint64_t seed = 0; seed < 2; seed++) {
        scan_map map = scan_map_make(seed, 24, seed % 2 == 0);
        check_lists(&map, &options);
    }
}
END_TEST

/* Points on a line, and points on one spot, have no area to divide into cells. */
START_TEST(points_on_a_line_and_on_a_spot)
{
    bp_scan_window_options options = BP_SCAN_WINDOW_OPTIONS_INIT;
    scan_map map = scan_map_make(1, 30, 0);
    for (int i = 0; i < map.n; i++)
        map.y[i] = 5.0;
    check_lists(&map, &options);
    for (int i = 0; i < map.n / 2; i++)
        map.x[i] = 7.0;
    map.population[0] = 100.0;
    check_lists(&map, &options);
    /* All on one spot: one window each, of all, which no cap of a half lets in. */
    for (int i = 0; i < map.n; i++)
        map.x[i] = 7.0;
    bp_scan_windows windows = make(&map, &options);
    ck_assert_int_eq(windows.n_windows, 0);
    bp_scan_windows_clear(&windows);
    options.population_share = 1.0;
    windows = make(&map, &options);
    ck_assert_int_eq(windows.n_windows, map.n);
    bp_scan_windows_clear(&windows);
}
END_TEST

START_TEST(six_forms_with_their_angles_and_penalties)
{
    scan_map map = scan_map_make(1, 12, 0);
    bp_scan_window_options options = BP_SCAN_WINDOW_OPTIONS_INIT;
    options.shapes = bp_scan_ellipses;
    options.n_shapes = BP_SCAN_N_ELLIPSES;
    bp_scan_windows windows = make(&map, &options);
    ck_assert_int_eq(windows.n_forms, 1 + 4 + 6 + 9 + 12 + 15);
    ck_assert_int_eq(windows.n_lists, 12 * 47);
    ck_assert_double_eq(windows.weight[0], 1.0);
    ck_assert_double_eq_tol(windows.weight[1], sqrt(6.0 / 6.25), 1e-12);
    ck_assert_double_eq_tol(windows.weight[46], sqrt(20.0 / 36.0), 1e-12);
    ck_assert_double_eq_tol(windows.angle[2], acos(-1.0) / 4.0, 1e-12);
    bp_scan_windows_clear(&windows);
    options.penalty = BP_SCAN_PENALTY_STRONG;
    windows = make(&map, &options);
    ck_assert_double_eq_tol(windows.weight[46], 20.0 / 36.0, 1e-12);
    bp_scan_windows_clear(&windows);
    options.penalty = BP_SCAN_PENALTY_NONE;
    windows = make(&map, &options);
    ck_assert_double_eq(windows.weight[46], 1.0);
    bp_scan_windows_clear(&windows);
}
END_TEST

/* 300 residents where 100 is the cap: a window of its own, and the end of every other list. */
START_TEST(a_unit_above_the_cap_stands_alone)
{
    const double x[] = {0.0, 10.0, 20.0, 30.0}, y[] = {0.0, 0.0, 2.0, 4.0};
    const double population[] = {40.0, 40.0, 300.0, 40.0};
    const bp_scan_places places = {4, x, y, population, NULL};
    bp_scan_window_options options = BP_SCAN_WINDOW_OPTIONS_INIT;
    bp_scan_windows windows = BP_SCAN_WINDOWS_INIT;
    options.population = 100.0;
    options.oversize = BP_SCAN_OVERSIZE_ALONE;
    ck_bp_ok(context, bp_scan_windows_make(context, &places, &options, &windows));
    const int64_t offsets[] = {0, 2, 4, 5, 6};
    ck_assert_mem_eq(windows.offsets, offsets, sizeof offsets);
    ck_assert_int_eq(windows.unit[4], 2);
    ck_assert_int_eq(windows.unit[5], 3);
    bp_scan_windows_clear(&windows);
}
END_TEST

static void check_refused(const bp_scan_places *places, const bp_scan_window_options *options,
                          const char *message)
{
    bp_scan_windows windows = BP_SCAN_WINDOWS_INIT;
    ck_assert_int_ne(bp_scan_windows_make(context, places, options, &windows), BP_OK);
    ck_assert_str_eq(bp_context_message(context), message);
    ck_assert_ptr_null(windows.unit);
    bp_context_clear(context);
}

START_TEST(what_makes_no_sense_is_refused)
{
    double x[] = {0.0, 10.0, 20.0}, population[] = {10.0, 10.0, 10.0};
    const uint8_t one[] = {0x02};
    const bp_scan_shape flat = {0.5, 1};
    bp_scan_places places = {3, x, x, population, NULL};
    bp_scan_window_options options = BP_SCAN_WINDOW_OPTIONS_INIT, wrong = options;
    wrong.population_share = 0.0;
    check_refused(&places, &wrong,
                  "the largest window holds a share of 0 of the population; give a share above 0, up to 1");
    wrong = options;
    wrong.radius = -1.0;
    check_refused(&places, &wrong,
                  "the limits on residents, units and radius of a window must be 0 (none) or more");
    wrong = options;
    wrong.shapes = &flat;
    wrong.n_shapes = 1;
    check_refused(
        &places, &wrong,
        "an ellipse with a ratio of 0.5 and 1 angles; the ratio of its axes is 1 or more, and it has "
        "1 angle or more");
    places.part = one;
    check_refused(&places, &options, "1 units take part; a scan needs 2 at the least");
    places.part = NULL;
    wrong = options;
    wrong.population_share = 0.25;
    check_refused(&places, &wrong,
                  "row 1 has a population of 10, above the cap of 7.5 on a window; raise the cap, or "
                  "say what becomes of such units (--oversize alone or skip)");
    population[1] = -1.0;
    check_refused(&places, &options,
                  "row 2: a population of -1; it must be 0 or more to be held against a cap");
    x[1] = NAN;
    check_refused(&places, &options, "row 2: its point is not known");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("scan_windows");
    TCase *tests = tcase_create("scan_windows");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, lists_are_all_units_by_distance_up_to_the_caps);
    tcase_add_test(tests, lists_of_ellipses_likewise);
    tcase_add_test(tests, points_on_a_line_and_on_a_spot);
    tcase_add_test(tests, six_forms_with_their_angles_and_penalties);
    tcase_add_test(tests, a_unit_above_the_cap_stands_alone);
    tcase_add_test(tests, what_makes_no_sense_is_refused);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
