/* Changes of one number that turn a decision round: worked out by hand, and against trying every value. */
#include "analysis/counterfactual.h"
#include "analysis/lever.h"

#include "geo/bitmap.h"
#include "tests/support.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_UNITS = 24, MOST_INDICATORS = 3 };

static bp_context *context;

static void set_up(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void tear_down(void)
{
    bp_context_free(context);
}

/* Units with everything that a rule is applied to. */
typedef struct world {
    int n, n_indicators;
    double value[MOST_INDICATORS][MOST_UNITS], population[MOST_UNITS];
    uint8_t valid[MOST_INDICATORS][MOST_UNITS / 8 + 1];
    bp_indicator indicators[MOST_INDICATORS];
    bp_graph graph;
    bp_rule rule;
    bp_rule_ground ground;
    bp_rule_result result;
} world;

static void connect(world *w, const bp_link *links, int64_t m)
{
    ck_bp_ok(context, bp_graph_from_links(context, w->n, links, m, &w->graph));
}

static void apply(world *w)
{
    for (int k = 0; k < w->n_indicators; k++) {
        w->indicators[k].name = "x";
        w->indicators[k].value = w->value[k];
        w->indicators[k].valid = w->valid[k];
        w->indicators[k].weight = 1.0;
    }
    w->ground = (bp_rule_ground)BP_RULE_GROUND_INIT;
    w->ground.n = w->n;
    w->ground.indicators = w->indicators;
    w->ground.n_indicators = w->n_indicators;
    w->ground.graph = &w->graph;
    w->ground.population = w->population;
    ck_bp_ok(context, bp_rule_apply(context, &w->ground, &w->rule, &w->result));
}

static void clear(world *w)
{
    bp_rule_result_clear(&w->result);
    bp_graph_clear(&w->graph);
}

/* Five units in a row, 1,000 residents each, whose scores are 0.9, 0.1, 0.7, 0.3, 0.5. */
static void make_row(world *w, bp_direction worse, double floor)
{
    static const double values[] = {50, 10, 40, 20, 30};
    static const bp_link links[] = {{0, 1, 1.0}, {1, 2, 1.0}, {2, 3, 1.0}, {3, 4, 1.0}};
    *w = (world){.n = 5, .n_indicators = 1, .rule = BP_RULE_INIT};
    memset(w->valid, 0xFF, sizeof w->valid);
    for (int i = 0; i < 5; i++) {
        w->value[0][i] = worse == BP_WORSE_HIGH ? values[i] : 60 - values[i];
        w->population[i] = 1000;
    }
    w->indicators[0].worse = worse;
    w->rule.score.n_domains = 1;
    w->rule.delineate.base = 0.6;
    w->rule.delineate.reach = 0.4;
    w->rule.delineate.floor = floor;
    connect(w, links, 4);
    apply(w);
}

static bp_change find(const world *w, int64_t unit, int64_t moved, int indicator)
{
    const bp_what_if what_if = {&w->ground, &w->rule, &w->result};
    bp_change_request request = BP_CHANGE_REQUEST_INIT;
    bp_change change;
    request.unit = unit;
    request.moved = moved;
    request.indicator = indicator;
    ck_bp_ok(context, bp_change_find(context, &what_if, &request, &change));
    return change;
}

/* Units 0 and 2 are past the base with 1,000 residents each and a floor of 1,500. Unit 1 between them joins
   them once it is level with unit 4 (both then 0.4, the reach): 1,000 x (0.3 - 0.2 + 0.1) = 200. */
START_TEST(neighbour_brings_it_over_the_floor)
{
    world w;
    make_row(&w, BP_WORSE_HIGH, 1500);
    bp_change change = find(&w, 0, 1, 0);
    ck_assert_int_eq(change.is_found, 1);
    ck_assert_double_eq(change.from, 10);
    ck_assert_double_eq(change.to, 30);
    ck_assert_double_eq(change.step, 1);
    ck_assert_double_eq_tol(change.position_before, 0.1, 1e-12);
    ck_assert_double_eq_tol(change.position_after, 0.4, 1e-12);
    ck_assert_int_eq(change.n_members, 3);
    ck_assert_double_eq(change.population, 3000);
    ck_assert_double_eq_tol(change.weight, 200, 1e-3);
    ck_assert_int_eq(change.rank, 1);
    ck_assert_int_eq(change.n_areas_before, 0);
    ck_assert_int_eq(change.n_areas_after, 1);
    change = find(&w, 0, 1, BP_CHANGE_POSITION);
    ck_assert_int_eq(change.is_found, 1);
    ck_assert_double_eq(change.to, 0.4);
    ck_assert_double_eq(change.step, 0.001);
    clear(&w);
}
END_TEST

/* The worst unit cannot become worse than the worst, and its neighbours stay what they are. */
START_TEST(nothing_of_its_own_helps)
{
    world w;
    make_row(&w, BP_WORSE_HIGH, 1500);
    ck_assert_int_eq(find(&w, 0, 0, 0).is_found, 0);
    ck_assert_int_eq(find(&w, 0, 0, BP_CHANGE_POSITION).is_found, 0);
    ck_assert_int_eq(find(&w, 0, 0, BP_CHANGE_POSITION).area, -1);
    clear(&w);
}
END_TEST

/* Where a low value is the bad one it has to fall: 60 - 30. */
START_TEST(low_values_fall)
{
    world w;
    make_row(&w, BP_WORSE_LOW, 1500);
    bp_change change = find(&w, 0, 1, 0);
    ck_assert_int_eq(change.is_found, 1);
    ck_assert_double_eq(change.from, 50);
    ck_assert_double_eq(change.to, 30);
    clear(&w);
}
END_TEST

/* With a floor of 500 unit 0 is an area. Level with unit 4 it is at the base, 0.6, and weighs nothing: out.
   One step above it has 0.7. */
START_TEST(unit_drops_out)
{
    world w;
    make_row(&w, BP_WORSE_HIGH, 500);
    bp_change change = find(&w, 0, 0, 0);
    ck_assert_int_eq(change.is_found, 1);
    ck_assert_double_eq(change.to, 30);
    ck_assert_double_eq_tol(change.position_after, 0.6, 1e-12);
    ck_assert_int_eq(change.area, -1);
    ck_assert_int_eq(change.rank, 0);
    change = find(&w, 0, 0, BP_CHANGE_POSITION);
    ck_assert_double_eq(change.to, 0.6);
    clear(&w);
}
END_TEST

/* Unit 1 has no value: from the best that anybody has (20) upwards it first reaches 0.4 level with unit 4.
   The others' scores are 0.875, 0.625, 0.125, 0.375 without it. */
START_TEST(missing_value_is_filled_in)
{
    world w;
    make_row(&w, BP_WORSE_HIGH, 1500);
    bp_rule_result_clear(&w.result);
    bp_bitmap_unset(w.valid[0], 1);
    apply(&w);
    bp_change change = find(&w, 0, 1, 0);
    ck_assert_int_eq(change.has_from, 0);
    ck_assert_int_eq(change.is_found, 1);
    ck_assert_double_eq(change.to, 30);
    ck_assert(isnan(change.position_before));
    clear(&w);
}
END_TEST

START_TEST(limit_is_kept)
{
    world w;
    make_row(&w, BP_WORSE_HIGH, 1500);
    const bp_what_if what_if = {&w.ground, &w.rule, &w.result};
    bp_change_request request = {0, 1, 0, 29.0, NULL};
    bp_change change;
    ck_bp_ok(context, bp_change_find(context, &what_if, &request, &change));
    ck_assert_int_eq(change.is_found, 0);
    ck_assert_double_eq(change.limit, 29);
    request.limit = 30.0;
    ck_bp_ok(context, bp_change_find(context, &what_if, &request, &change));
    ck_assert_double_eq(change.to, 30);
    clear(&w);
}
END_TEST

/* As above, but units 1 and 3 share one figure. Up to 40 both of them cost what 0 and 2 are worth (at 31 to
   39: 0.3 - 0.2 + 0.1 - 0.2 = 0); at 41 unit 1 stands at 0.6, the mean of 0.5 and 0.7, and 2 below the reach:
   units 0 and 1 are an area, and 3 (0.6, too) has nobody to reach the floor with. */
START_TEST(shared_figure_changes_for_all)
{
    world w;
    const uint8_t along = 1 << 3;
    make_row(&w, BP_WORSE_HIGH, 1500);
    const bp_what_if what_if = {&w.ground, &w.rule, &w.result};
    const bp_change_request request = {0, 1, 0, NAN, &along};
    bp_change change;
    bp_effect effect = BP_EFFECT_INIT;
    ck_bp_ok(context, bp_change_find(context, &what_if, &request, &change));
    ck_assert_int_eq(change.is_found, 1);
    ck_assert_double_eq(change.to, 41);
    ck_assert_double_eq_tol(change.position_after, 0.6, 1e-12);
    ck_assert_int_eq(change.n_members, 2);
    ck_bp_ok(context, bp_effect_of_change(context, &what_if, &request, &change, &effect));
    ck_assert_int_eq(effect.n_lost, 0);
    ck_assert_int_eq(effect.n_gained, 1);
    ck_assert_int_eq(effect.gained[0], 1);
    ck_assert_double_eq(effect.gained_population, 1000);
    bp_effect_clear(&effect);
    clear(&w);
}
END_TEST

/* Units 0 and 2 are past the base of 0.6 and have 1,000 residents each, alone: a floor of 1,000 takes both
   in, and nothing else does. With a floor of 500 and a ceiling of 900 neither is short: they are too large by
   themselves, and areas all the same, so that there is nothing to bring in. */
START_TEST(floor_brings_it_in)
{
    world w;
    bp_lever levers[BP_LEVERS];
    make_row(&w, BP_WORSE_HIGH, 1500);
    const bp_what_if what_if = {&w.ground, &w.rule, &w.result};
    ck_bp_ok(context, bp_levers_find(context, &what_if, 0, levers));
    ck_assert_int_eq(levers[BP_LEVER_FLOOR].is_found, 1);
    ck_assert_double_eq(levers[BP_LEVER_FLOOR].from, 1500);
    ck_assert_double_eq(levers[BP_LEVER_FLOOR].to, 1000);
    ck_assert_int_eq(levers[BP_LEVER_FLOOR].area.n_members, 1);
    ck_assert_int_eq(levers[BP_LEVER_FLOOR].effect.n_gained, 1);
    ck_assert_int_eq(levers[BP_LEVER_FLOOR].effect.gained[0], 2);
    ck_assert_int_eq(levers[BP_LEVER_BASE].is_found, 0);
    ck_assert_double_eq(levers[BP_LEVER_BASE].tried_to, 0.4);
    ck_assert_int_eq(levers[BP_LEVER_CEILING].is_found, 0);
    ck_assert_int_eq(levers[BP_LEVER_ROUNDS].is_found, 0);
    ck_assert_double_eq(levers[BP_LEVER_ROUNDS].tried_to, BP_LEVER_MOST_ROUNDS);
    for (int k = 0; k < BP_LEVERS; k++)
        bp_lever_clear(&levers[k]);
    clear(&w);
}
END_TEST

/* Unit 4 stands at 0.5. With a floor of 1,000 it is an area once the base is below that. */
START_TEST(base_brings_it_in)
{
    world w;
    bp_lever levers[BP_LEVERS];
    make_row(&w, BP_WORSE_HIGH, 1000);
    const bp_what_if what_if = {&w.ground, &w.rule, &w.result};
    ck_bp_ok(context, bp_levers_find(context, &what_if, 4, levers));
    ck_assert_int_eq(levers[BP_LEVER_BASE].is_found, 1);
    ck_assert_double_eq(levers[BP_LEVER_BASE].to, 0.499);
    ck_assert_int_eq(levers[BP_LEVER_BASE].effect.n_gained, 0);
    ck_assert_int_eq(levers[BP_LEVER_BASE].effect.n_lost, 0);
    for (int k = 0; k < BP_LEVERS; k++)
        bp_lever_clear(&levers[k]);
    ck_assert_int_eq(bp_levers_find(context, &what_if, 5, levers), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "there are 5 units; levers were asked of 5");
    bp_context_clear(context);
    clear(&w);
}
END_TEST

/* A ring would not do: units 0 and 1 in a row have 0.9 and 0.7 and together more than the ceiling of 1,500,
   so that the worse one is alone. A ceiling of 2,000 joins them; a second round takes the other by itself. */
START_TEST(ceiling_or_rounds_bring_it_in)
{
    world w;
    bp_lever levers[BP_LEVERS];
    make_row(&w, BP_WORSE_HIGH, 1000);
    bp_rule_result_clear(&w.result);
    w.value[0][1] = 40;
    w.value[0][2] = 10;
    w.rule.delineate.ceiling = 1500;
    apply(&w);
    const bp_what_if what_if = {&w.ground, &w.rule, &w.result};
    ck_assert_int_eq(w.result.areas.role[0], BP_ROLE_MEMBER);
    ck_assert_int_ne(w.result.areas.role[1], BP_ROLE_MEMBER);
    ck_bp_ok(context, bp_levers_find(context, &what_if, 1, levers));
    ck_assert_int_eq(levers[BP_LEVER_CEILING].is_found, 1);
    ck_assert_double_eq(levers[BP_LEVER_CEILING].to, 2000);
    ck_assert_int_eq(levers[BP_LEVER_CEILING].area.n_members, 2);
    ck_assert_int_eq(levers[BP_LEVER_ROUNDS].is_found, 1);
    ck_assert_double_eq(levers[BP_LEVER_ROUNDS].to, 2);
    ck_assert_int_eq(levers[BP_LEVER_ROUNDS].area.n_members, 1);
    for (int k = 0; k < BP_LEVERS; k++)
        bp_lever_clear(&levers[k]);
    clear(&w);
}
END_TEST

START_TEST(requests_that_cannot_be)
{
    world w;
    make_row(&w, BP_WORSE_HIGH, 1500);
    const bp_what_if what_if = {&w.ground, &w.rule, &w.result};
    bp_change_request request = {5, 0, 0, NAN, NULL};
    bp_change change;
    ck_assert_int_eq(bp_change_find(context, &what_if, &request, &change), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "there are 5 units; a change was asked of 5 and 0");
    bp_context_clear(context);
    request = (bp_change_request){0, 0, 1, NAN, NULL};
    ck_assert_int_eq(bp_change_find(context, &what_if, &request, &change), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "there are 1 indicators; a change was asked of number 1");
    clear(&w);
}
END_TEST

START_TEST(steps_follow_the_decimals)
{
    const double whole[] = {3, 214, -7}, tenths[] = {12.3, 4, 0.1}, cents[] = {0.05, 1.25, 3},
                 rates[] = {1.0 / 3.0, 20.0 / 7.0, 31.4159265358979}, same[] = {1.0 / 3.0};
    const uint8_t first_and_last = 0x5;
    const double odd_between[] = {1.0, 1.0 / 3.0, 2.5};
    ck_assert_double_eq(bp_change_step(whole, NULL, 3), 1.0);
    ck_assert_double_eq(bp_change_step(tenths, NULL, 3), 0.1);
    ck_assert_double_eq(bp_change_step(cents, NULL, 3), 0.01);
    ck_assert_double_eq(bp_change_step(rates, NULL, 3), 0.001); /* 31.1 / 0.001 are 31,100 steps */
    ck_assert_double_eq(bp_change_step(odd_between, &first_and_last, 3), 0.1);
    ck_assert_double_eq(bp_change_step(same, NULL, 1), 1.0);
}
END_TEST

/* SplitMix64. */
static uint64_t draw(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static int below(uint64_t *state, int n)
{
    return (int)(draw(state) % (uint64_t)n);
}

/* A grid of 6 x 4 with odd values, some missing; ceilings low enough to bite. */
static void make_random(world *w, uint64_t seed)
{
    enum { COLUMNS = 6, ROWS = 4 };
    uint64_t state = seed;
    bp_link links[2 * COLUMNS * ROWS];
    int64_t m = 0;
    *w = (world){.n = COLUMNS * ROWS, .n_indicators = 2 + below(&state, 2), .rule = BP_RULE_INIT};
    for (int i = 0; i < w->n; i++) {
        if (i % COLUMNS < COLUMNS - 1)
            links[m++] = (bp_link){i, i + 1, 1.0};
        if (i + COLUMNS < w->n)
            links[m++] = (bp_link){i, i + COLUMNS, 1.0};
        w->population[i] = 100 * (2 + below(&state, 19));
        for (int k = 0; k < w->n_indicators; k++) {
            w->value[k][i] = below(&state, 40);
            if (below(&state, 12) > 0)
                bp_bitmap_set(w->valid[k], i);
        }
    }
    for (int k = 0; k < w->n_indicators; k++) {
        w->indicators[k].domain = k % 2;
        w->indicators[k].worse = below(&state, 2) ? BP_WORSE_LOW : BP_WORSE_HIGH;
    }
    w->rule.score.n_domains = 2;
    w->rule.score.normalisation = below(&state, 4) ? BP_NORMALISE_PERCENTILE : BP_NORMALISE_ZSCORE;
    w->rule.delineate.base = 0.7;
    w->rule.delineate.reach = 0.5;
    w->rule.delineate.floor = 1500;
    w->rule.delineate.ceiling = 2500 + 500 * below(&state, 8);
    connect(w, links, m);
    apply(w);
}

/* Is the unit a member with this value in place of the indicator's? Put into the arrays and all applied
   again, without the code under test. */
static bool is_in_with(const world *from, int unit, int k, double value)
{
    world *w = (world *)malloc(sizeof *w);
    ck_assert_ptr_nonnull(w);
    *w = *from;
    w->result = (bp_rule_result)BP_RULE_RESULT_INIT;
    w->value[k][unit] = value;
    bp_bitmap_set(w->valid[k], unit);
    apply(w);
    ck_assert_ptr_nonnull(w->result.areas.role);
    bool is_in = w->result.areas.role[unit] == BP_ROLE_MEMBER;
    bp_rule_result_clear(&w->result);
    free(w);
    return is_in;
}

typedef struct tally {
    int asked, found, smallest, possible;
} tally;

/* Every whole number between the value and the limit, in order; NaN when none turns the decision. */
static double try_all(const world *w, int unit, int k, const bp_change *change, bool was_in)
{
    bool up = (w->indicators[k].worse == BP_WORSE_HIGH) != was_in;
    double first = change->has_from ? change->from + (up ? 1 : -1) : up ? 0 : 39;
    for (double value = first; up ? value <= change->limit : value >= change->limit; value += up ? 1 : -1)
        if (is_in_with(w, unit, k, value) != was_in)
            return value;
    return NAN;
}

static void check_unit(const world *w, int unit, int k, tally *count)
{
    bool was_in = w->result.areas.role[unit] == BP_ROLE_MEMBER;
    bool up = (w->indicators[k].worse == BP_WORSE_HIGH) != was_in;
    bp_change change = find(w, unit, unit, k);
    double smallest = try_all(w, unit, k, &change, was_in);
    count->asked++;
    count->possible += !isnan(smallest);
    if (!change.is_found)
        return;
    count->found++;
    count->smallest += change.to == smallest;
    ck_assert(is_in_with(w, unit, k, change.to) != was_in);
    double less = change.to - (up ? change.step : -change.step);
    if (change.has_from && less != change.from)
        ck_assert(is_in_with(w, unit, k, less) == was_in);
}

/* Whatever is found turns the decision, and one step less does not; trying everything finds hardly more. */
START_TEST(changes_turn_decisions)
{
    tally count = {0, 0, 0, 0};
    for (uint64_t seed = 1; seed <= 24; seed++) {
        world w;
        make_random(&w, seed);
        for (int unit = 0; unit < w.n; unit++)
            check_unit(&w, unit, unit % w.n_indicators, &count);
        clear(&w);
    }
    printf("asked %d, possible %d, found %d, of these the smallest %d\n", count.asked, count.possible,
           count.found, count.smallest);
    ck_assert_int_eq(count.asked, 24 * 24);
    ck_assert_int_gt(count.found, 100);
    ck_assert_int_ge(100 * count.found, 97 * count.possible);
    ck_assert_int_ge(100 * count.smallest, 95 * count.found);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("counterfactual");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, neighbour_brings_it_over_the_floor);
    tcase_add_test(tests, nothing_of_its_own_helps);
    tcase_add_test(tests, low_values_fall);
    tcase_add_test(tests, unit_drops_out);
    tcase_add_test(tests, missing_value_is_filled_in);
    tcase_add_test(tests, limit_is_kept);
    tcase_add_test(tests, shared_figure_changes_for_all);
    tcase_add_test(tests, floor_brings_it_in);
    tcase_add_test(tests, base_brings_it_in);
    tcase_add_test(tests, ceiling_or_rounds_bring_it_in);
    tcase_add_test(tests, requests_that_cannot_be);
    tcase_add_test(tests, steps_follow_the_decimals);
    tcase_add_test(tests, changes_turn_decisions);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
