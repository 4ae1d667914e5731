#include "analysis/delineate.h"

#include "tests/analysis/brute.h"

static bp_context *context;
static bp_graph graph = BP_GRAPH_INIT;
static bp_areas areas = BP_AREAS_INIT;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_areas_clear(&areas);
    bp_graph_clear(&graph);
    bp_context_free(context);
}

static bp_status delineate(const brute_case *c)
{
    bp_areas_clear(&areas);
    bp_graph_clear(&graph);
    bp_context_clear(context);
    brute_graph(context, c, &graph);
    bp_delineate_input input = brute_input(c, &graph);
    return bp_delineate(context, &input, &c->options, &areas);
}

/* True when there is a unit to start from; a case without one must be refused. */
static bool has_start(const brute_case *c)
{
    for (int i = 0; i < c->n; i++)
        if (brute_is_candidate(c, i) && c->score[i] >= c->options.base)
            return true;
    return false;
}

START_TEST(both_methods_on_the_same_graph)
{
    /* Scores 0.90 0.85 | 0.75 | 0.85 0.90, residents 1000 1000 500 600 600, floor 1500. The right end has
       1200 residents: the plain rule drops it, the level sets join it over the middle, 150 - 25 + 90 = 215.
     */
    const double score[] = {0.90, 0.85, 0.75, 0.85, 0.90}, population[] = {1000, 1000, 500, 600, 600};
    brute_case c = brute_path(5, score, population);
    c.options.floor = 1500;
    ck_bp_ok(context, delineate(&c));
    ck_assert_int_eq(areas.n, 5);
    ck_assert_int_eq(areas.n_areas, 1);
    ck_assert_int_eq(areas.areas[0].n_members, 5);
    ck_assert_int_eq(areas.areas[0].n_bridges, 0);
    ck_assert_int_eq(areas.areas[0].n_below_base, 1);
    ck_assert_int_eq(areas.areas[0].is_above_ceiling, 0);
    ck_assert_double_eq(areas.areas[0].population, 3700.0);
    ck_assert_double_eq_tol(areas.areas[0].weight, 215.0, 1e-4);
    c.options.method = "components";
    ck_bp_ok(context, delineate(&c));
    ck_assert_int_eq(areas.n_areas, 1);
    ck_assert_int_eq(areas.areas[0].n_members, 2);
    ck_assert_double_eq(areas.areas[0].population, 2000.0);
    ck_assert_double_eq_tol(areas.areas[0].weight, 150.0, 1e-4);
    for (int i = 0; i < 5; i++) {
        ck_assert_int_eq(areas.area_of[i], i < 2 ? 0 : -1);
        ck_assert_int_eq(areas.role[i], i < 2 ? BP_ROLE_MEMBER : BP_ROLE_NONE);
    }
}
END_TEST

START_TEST(above_the_ceiling_is_flagged)
{
    /* 0 is above the ceiling of 8000 and an area of its own; 1 beside it is within. Weights 900 and 300. */
    const double score[] = {0.9, 0.9}, population[] = {9000, 3000};
    brute_case c = brute_path(2, score, population);
    c.options.ceiling = 8000;
    ck_bp_ok(context, delineate(&c));
    ck_assert_int_eq(areas.n_areas, 2);
    ck_assert(areas.area_of[0] == 0 && areas.area_of[1] == 1);
    ck_assert_int_eq(areas.areas[0].is_above_ceiling, 1);
    ck_assert_int_eq(areas.areas[1].is_above_ceiling, 0);
    /* The plain rule has no ceiling: one area of 12000, flagged. */
    c.options.method = "components";
    ck_bp_ok(context, delineate(&c));
    ck_assert_int_eq(areas.n_areas, 1);
    ck_assert_int_eq(areas.areas[0].is_above_ceiling, 1);
}
END_TEST

START_TEST(heaviest_first_and_equals_by_first_unit)
{
    /* Four units that touch nobody, of weight 250, 500, 250, 1000 (base 0.75). */
    const double score[] = {1.0, 1.0, 0.875, 1.0}, population[] = {1000, 2000, 2000, 4000};
    const int32_t expected[] = {2, 1, 3, 0};
    brute_case c = brute_new(4);
    for (int i = 0; i < 4; i++) {
        c.score[i] = score[i];
        c.population[i] = population[i];
    }
    c.options.base = 0.75;
    c.options.floor = 1000;
    ck_bp_ok(context, delineate(&c));
    ck_assert_int_eq(areas.n_areas, 4);
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(areas.area_of[i], expected[i]);
}
END_TEST

START_TEST(an_area_stays_in_one_region)
{
    const double score[] = {0.9, 0.9, 0.9, 0.9}, population[] = {3000, 3000, 3000, 3000};
    brute_case c = brute_path(4, score, population);
    c.region[2] = c.region[3] = 7;
    ck_bp_ok(context, delineate(&c));
    ck_assert_int_eq(areas.n_areas, 2);
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(areas.area_of[i], i / 2);
    c.region[3] = -1; /* in no region, in no area */
    ck_bp_ok(context, delineate(&c));
    ck_assert_int_eq(areas.area_of[3], -1);
}
END_TEST

START_TEST(a_bridge_that_joins_is_in_and_one_that_does_not_is_not)
{
    /* 0 - b1 - 2 is joined by bridge 1. Bridge 3 touches 0 only, bridge 4 is short of nothing but hangs
     * loose. */
    const double score[] = {0.9, 0.2, 0.9, 0.95, 0.9}, population[] = {1500, 40, 1500, 40, 40};
    brute_case c = brute_path(3, score, population);
    c.n = 5;
    for (int i = 3; i < 5; i++) {
        c.score[i] = score[i];
        c.population[i] = population[i];
    }
    brute_link(&c, 0, 3);
    c.options.bridge_steps = 1;
    c.options.bridge_population = 50;
    const int expected[] = {BP_ROLE_MEMBER, BP_ROLE_BRIDGE, BP_ROLE_MEMBER, BP_ROLE_NONE, BP_ROLE_NONE};
    /* Among five units nothing is significant, so that hotspots draws nothing. */
    static const char *const methods[] = {"levelset", "components"};
    for (size_t method = 0; method < sizeof methods / sizeof *methods; method++) {
        c.options.method = methods[method];
        ck_bp_ok(context, delineate(&c));
        ck_assert_int_eq(areas.n_areas, 1);
        ck_assert_int_eq(areas.areas[0].n_members, 2);
        ck_assert_int_eq(areas.areas[0].n_bridges, 1);
        ck_assert_double_eq(areas.areas[0].population, 3000.0); /* the bridge counts for nothing */
        ck_assert_double_eq_tol(areas.areas[0].weight, 300.0, 1e-4);
        for (int i = 0; i < 5; i++) {
            ck_assert_int_eq(areas.role[i], expected[i]);
            ck_assert_int_eq(areas.area_of[i], expected[i] == BP_ROLE_NONE ? -1 : 0);
        }
    }
}
END_TEST

START_TEST(one_bridge_may_join_three)
{
    /* An empty square in the middle of three neighbourhoods that touch nothing else. */
    brute_case c = brute_new(4);
    for (int i = 0; i < 3; i++) {
        c.score[i] = 0.9;
        c.population[i] = 1000;
        brute_link(&c, i, 3);
    }
    c.options.bridge_steps = 1;
    ck_bp_ok(context, delineate(&c));
    ck_assert_int_eq(areas.n_areas, 1);
    ck_assert_int_eq(areas.areas[0].n_members, 3);
    ck_assert_int_eq(areas.areas[0].n_bridges, 1);
    ck_assert_int_eq(areas.role[3], BP_ROLE_BRIDGE);
}
END_TEST

START_TEST(no_area_is_no_error)
{
    const double score[] = {0.9}, population[] = {2499};
    brute_case c = brute_path(1, score, population);
    ck_bp_ok(context, delineate(&c));
    ck_assert_int_eq(areas.n_areas, 0);
    ck_assert_int_eq(areas.area_of[0], -1);
    c.population[0] = 2500;
    ck_bp_ok(context, delineate(&c));
    ck_assert_int_eq(areas.n_areas, 1);
}
END_TEST

static void check_refused(const brute_case *c, bp_status expected, const char *message)
{
    ck_assert_int_eq(delineate(c), expected);
    ck_assert_str_eq(bp_context_message(context), message);
    ck_assert_ptr_null(areas.area_of);
    ck_assert_int_eq(areas.n_areas, 0);
}

START_TEST(what_cannot_be_is_refused)
{
    const double score[] = {0.79, 0.7}, population[] = {3000, 3000};
    brute_case c = brute_path(2, score, population);
    check_refused(&c, BP_ERROR_INPUT,
                  "no unit with residents has a score of 0.8 (areas.base) or more; the highest is 0.7900: "
                  "lower the base");
    c.score[0] = c.score[1] = 0.5;
    check_refused(
        &c, BP_ERROR_INPUT,
        "no unit with residents has a score of 0.8 (areas.base) or more, nor of 0.65 (areas.reach)");
    c.score[0] = 0.9;
    c.options.reach = 0.81;
    check_refused(&c, BP_ERROR_ARGUMENT, "reach 0.81 is above base 0.8");
    c.options.reach = 0.8;
    c.options.floor = 30001;
    check_refused(&c, BP_ERROR_ARGUMENT, "floor 30001 is above ceiling 30000");
    c.options.floor = 0;
    c.options.method = "hotspot";
    check_refused(&c, BP_ERROR_ARGUMENT, "there is no delineation method 'hotspot'");
    c.options.method = "levelset";
    c.population[0] = 0; /* a bad score without residents is nothing to start from */
    check_refused(&c, BP_ERROR_INPUT,
                  "no unit with residents has a score of 0.8 (areas.base) or more, nor of 0.8 (areas.reach)");
}
END_TEST

/* What every area promises, whatever the method: one region, floor, connected with its bridges, honest sums.
 */
static void check_area(const brute_case *c, int32_t a, uint32_t members, uint32_t bridges)
{
    const bp_area *area = &areas.areas[a];
    uint32_t touching[BRUTE_MAX] = {0}, below = 0;
    int32_t region = -1;
    for (int i = 0; i < c->n; i++) {
        for (int j = 0; j < c->n; j++)
            touching[i] |= (uint32_t)c->touch[i][j] << j;
        if (!brute_has(members | bridges, i))
            continue;
        ck_assert(region == -1 || region == c->region[i]);
        region = c->region[i];
        ck_assert(brute_has(members, i) ? brute_is_candidate(c, i) : brute_is_bridge(c, i));
        below |= (uint32_t)(brute_has(members, i) && c->score[i] < c->options.base) << i;
    }
    ck_assert_int_ge(region, 0);
    ck_assert(brute_is_connected(touching, members | bridges));
    ck_assert_int_eq(area->n_members, brute_count(members));
    ck_assert_int_eq(area->n_bridges, brute_count(bridges));
    ck_assert_int_eq(area->n_below_base, brute_count(below));
    ck_assert_double_eq(area->population, brute_population(c, members));
    ck_assert_double_ge(area->population, c->options.floor);
    ck_assert_double_eq(area->weight, (double)brute_weight(c, members) / 1048576.0);
    ck_assert_int_eq(area->is_above_ceiling, area->population > c->options.ceiling);
    ck_assert(a == 0 || area->weight <= areas.areas[a - 1].weight);
}

static void check_areas(const brute_case *c)
{
    uint32_t members[BRUTE_MAX], bridges[BRUTE_MAX];
    for (int i = 0; i < c->n; i++)
        ck_assert_int_eq(areas.role[i] == BP_ROLE_NONE, areas.area_of[i] == -1);
    brute_sets_of(&areas, BP_ROLE_MEMBER, members);
    brute_sets_of(&areas, BP_ROLE_BRIDGE, bridges);
    for (int32_t a = 0; a < areas.n_areas; a++)
        check_area(c, a, members[a], bridges[a]);
}

/* The whole chain on random cases against brute force: selection, pruning, order, bridges. */
START_TEST(levelset_equals_brute_force)
{
    uint64_t state = 8022 + (uint64_t)_i;
    int n_areas = 0;
    for (int round = 0; round < 400; round++) {
        uint32_t links[BRUTE_MAX], members[BRUTE_MAX], expected[BRUTE_MAX];
        int n = 2 + brute_random_below(&state, 13);
        brute_case c = round % 2 ? brute_random_valleys(&state, n, _i) : brute_random_case(&state, n, _i);
        c.options.keep_unpruned = round % 3 == 0;
        if (!has_start(&c)) {
            ck_assert_int_eq(delineate(&c), BP_ERROR_INPUT);
            continue;
        }
        ck_bp_ok(context, delineate(&c));
        check_areas(&c);
        brute_links(&c, links);
        brute_choice best = brute_levelset(&c, links);
        int64_t weight = 0, best_weight = 0;
        bool is_unique = true;
        for (int a = 0; a < best.n_sets; a++) {
            brute_choice part = brute_prune(&c, links, best.sets[a]);
            expected[a] = c.options.keep_unpruned ? best.sets[a] : part.sets[0];
            best_weight += brute_weight(&c, expected[a]);
            is_unique = is_unique && (c.options.keep_unpruned || part.n_equal == 1);
        }
        ck_assert_int_eq(areas.n_areas, best.n_sets);
        brute_sets_of(&areas, BP_ROLE_MEMBER, members);
        brute_sort(members, areas.n_areas);
        brute_sort(expected, best.n_sets);
        for (int a = 0; a < areas.n_areas; a++) {
            weight += brute_weight(&c, members[a]);
            ck_assert(!is_unique || members[a] == expected[a]);
        }
        ck_assert_int_eq(weight, best_weight);
        n_areas += areas.n_areas;
    }
    ck_assert_int_gt(n_areas, 200);
}
END_TEST

/* Areas of every round hold together by bridges of their own, and those of one round alone are among those of
 * more. */
START_TEST(rounds_keep_the_promises)
{
    uint64_t state = 51 + (uint64_t)_i;
    int n_more = 0;
    for (int round = 0; round < 400; round++) {
        uint32_t first[BRUTE_MAX], all[BRUTE_MAX];
        int n = 2 + brute_random_below(&state, 13);
        brute_case c = round % 2 ? brute_random_valleys(&state, n, _i) : brute_random_case(&state, n, _i);
        /* A low base and a ceiling of a third of all residents leave much for the rounds after the first. */
        double residents = 0.0;
        for (int i = 0; i < n; i++)
            residents += brute_is_known(&c, i) ? c.population[i] : 0.0;
        c.options.base = 0.4;
        c.options.reach = 0.2;
        c.options.floor = 1.0;
        c.options.ceiling = residents / 3.0 + 1.0;
        if (!has_start(&c))
            continue;
        ck_bp_ok(context, delineate(&c));
        int32_t n_first = areas.n_areas;
        brute_sets_of(&areas, BP_ROLE_MEMBER, first);
        c.options.rounds = 2 + round % 3;
        ck_bp_ok(context, delineate(&c));
        check_areas(&c);
        brute_sets_of(&areas, BP_ROLE_MEMBER, all);
        for (int32_t a = 0; a < n_first; a++) {
            bool is_there = false;
            for (int32_t b = 0; b < areas.n_areas; b++)
                is_there = is_there || all[b] == first[a];
            ck_assert(is_there);
        }
        n_more += areas.n_areas - n_first;
    }
    ck_assert_int_gt(n_more, 20);
}
END_TEST

START_TEST(components_keep_the_promises)
{
    uint64_t state = 4022 + (uint64_t)_i;
    for (int round = 0; round < 300; round++) {
        brute_case c = brute_random_case(&state, 2 + brute_random_below(&state, 22), _i);
        c.options.method = "components";
        if (!has_start(&c))
            continue;
        ck_bp_ok(context, delineate(&c));
        check_areas(&c);
    }
}
END_TEST

/* The same case with unit i as number[i]. */
static brute_case renumbered(const brute_case *c, const int *number)
{
    brute_case out = brute_new(c->n);
    memset(out.scored, 0, sizeof out.scored);
    memset(out.known, 0, sizeof out.known);
    for (int i = 0; i < c->n; i++) {
        int to = number[i];
        out.score[to] = c->score[i];
        out.population[to] = c->population[i];
        out.region[to] = c->region[i];
        out.scored[to / 8] |= (uint8_t)(((c->scored[i / 8] >> (i % 8)) & 1) << (to % 8));
        out.known[to / 8] |= (uint8_t)(((c->known[i / 8] >> (i % 8)) & 1) << (to % 8));
        for (int j = 0; j < c->n; j++)
            out.touch[to][number[j]] = c->touch[i][j];
    }
    out.options = c->options;
    return out;
}

static void shuffle(uint64_t *state, int *number, int n)
{
    for (int i = 0; i < n; i++) {
        int j = brute_random_below(state, i + 1);
        number[i] = number[j];
        number[j] = i;
    }
}

/* Where pruning has a choice between equals the number of the unit decides, so sets are compared where it has
 * none. */
START_TEST(numbering_does_not_matter)
{
    uint64_t state = 606 + (uint64_t)_i;
    for (int round = 0; round < 400; round++) {
        uint32_t before[BRUTE_MAX], after[BRUTE_MAX], links[BRUTE_MAX], moved[BRUTE_MAX] = {0};
        double weight[BRUTE_MAX];
        int number[BRUTE_MAX], n = 2 + brute_random_below(&state, 13);
        brute_case c = round % 2 ? brute_random_valleys(&state, n, _i) : brute_random_case(&state, n, _i);
        if (!has_start(&c))
            continue;
        ck_bp_ok(context, delineate(&c));
        int32_t n_areas = areas.n_areas;
        brute_sets_of(&areas, BP_ROLE_MEMBER, before);
        for (int32_t a = 0; a < n_areas; a++)
            weight[a] = areas.areas[a].weight;
        shuffle(&state, number, n);
        brute_case other = renumbered(&c, number);
        ck_bp_ok(context, delineate(&other));
        ck_assert_int_eq(areas.n_areas, n_areas);
        brute_sets_of(&areas, BP_ROLE_MEMBER, after);
        for (int32_t a = 0; a < n_areas; a++) {
            ck_assert_double_eq(areas.areas[a].weight, weight[a]);
            for (int i = 0; i < n; i++)
                moved[a] |= (uint32_t)brute_has(after[a], number[i]) << i;
        }
        brute_links(&c, links);
        brute_choice best = brute_levelset(&c, links);
        bool is_unique = true;
        for (int a = 0; a < best.n_sets; a++)
            is_unique = is_unique && brute_prune(&c, links, best.sets[a]).n_equal == 1;
        brute_sort(before, n_areas);
        brute_sort(moved, n_areas);
        for (int32_t a = 0; is_unique && a < n_areas; a++)
            ck_assert_uint_eq(moved[a], before[a]);
    }
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("delineate");
    TCase *tests = tcase_create("delineate");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, both_methods_on_the_same_graph);
    tcase_add_test(tests, above_the_ceiling_is_flagged);
    tcase_add_test(tests, heaviest_first_and_equals_by_first_unit);
    tcase_add_test(tests, an_area_stays_in_one_region);
    tcase_add_test(tests, a_bridge_that_joins_is_in_and_one_that_does_not_is_not);
    tcase_add_test(tests, one_bridge_may_join_three);
    tcase_add_test(tests, no_area_is_no_error);
    tcase_add_test(tests, what_cannot_be_is_refused);
    tcase_add_loop_test(tests, levelset_equals_brute_force, 0, 4);
    tcase_add_loop_test(tests, rounds_keep_the_promises, 0, 4);
    tcase_add_loop_test(tests, components_keep_the_promises, 0, 4);
    tcase_add_loop_test(tests, numbering_does_not_matter, 0, 4);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
