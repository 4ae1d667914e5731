#include "analysis/rule.h"

#include "geo/bitmap.h"
#include "tests/analysis/brute.h"

static bp_context *context;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_context_free(context);
}

enum { DOMAINS = 3, CASES = 150 };

/* A brute case with indicators in three domains, whose rule does all from the score on. */
typedef struct rule_case {
    brute_case c;
    double values[DOMAINS][BRUTE_MAX];
    bp_indicator indicators[DOMAINS];
    bp_graph graph;
    bp_rule_ground ground;
    bp_rule rule;
} rule_case;

static void make_case(uint64_t *state, int n, rule_case *out)
{
    static const char *const names[DOMAINS] = {"a", "b", "c"};
    *out = (rule_case){0};
    out->c = brute_random_case(state, n, brute_random_below(state, 2));
    brute_graph(context, &out->c, &out->graph);
    for (int d = 0; d < DOMAINS; d++) {
        for (int i = 0; i < n; i++)
            out->values[d][i] = i == d ? 20.0 : brute_random_below(state, 12);
        out->indicators[d] = (bp_indicator){names[d], out->values[d], NULL, d, BP_WORSE_HIGH, 1.0};
    }
    out->ground.n = n;
    out->ground.indicators = out->indicators;
    out->ground.n_indicators = DOMAINS;
    out->ground.graph = &out->graph;
    out->ground.population = out->c.population;
    out->ground.population_known = out->c.known;
    out->ground.region = out->ground.municipality = out->c.region;
    out->rule = (bp_rule)BP_RULE_INIT;
    out->rule.score.n_domains = DOMAINS;
    out->rule.score.stack_at = 0.5;
    out->rule.delineate = out->c.options;
    out->rule.delineate.base = 0.5;
    out->rule.delineate.reach = 0.3;
}

/* Where nobody is past the base there are no areas, and that is said. */
static bool apply(const rule_case *r, bp_rule_result *out)
{
    bp_status status = bp_rule_apply(context, &r->ground, &r->rule, out);
    if (status) {
        ck_assert_int_eq(status, BP_ERROR_INPUT);
        ck_assert(strncmp(bp_context_message(context), "no unit with residents has ", 27) == 0);
        bp_context_clear(context);
    }
    return !status;
}

static void ck_same_areas(const bp_areas *a, const bp_areas *b)
{
    ck_assert_int_eq(a->n_areas, b->n_areas);
    ck_assert_mem_eq(a->area_of, b->area_of, (size_t)a->n * sizeof *a->area_of);
    ck_assert_mem_eq(a->role, b->role, (size_t)a->n);
    for (int32_t k = 0; k < a->n_areas; k++)
        ck_assert(a->areas[k].weight == b->areas[k].weight);
}

START_TEST(plain_rule_is_score_and_delineation)
{
    uint64_t state = 1;
    int n_drawn = 0;
    for (int k = 0; k < CASES; k++) {
        rule_case r;
        bp_rule_result result = BP_RULE_RESULT_INIT;
        bp_scores scores = BP_SCORES_INIT;
        bp_areas areas = BP_AREAS_INIT;
        make_case(&state, 16, &r);
        if (apply(&r, &result)) {
            ck_bp_ok(context, bp_score(context, r.indicators, DOMAINS, 16, &r.rule.score, &scores));
            ck_assert_mem_eq(result.position.value, scores.score, 16 * sizeof(double));
            const bp_delineate_input input = {&r.graph,       scores.score, scores.valid,
                                              r.c.population, r.c.known,    r.c.region,
                                              NULL,           NULL,         NULL};
            ck_bp_ok(context, bp_delineate(context, &input, &r.rule.delineate, &areas));
            ck_same_areas(&result.areas, &areas);
            n_drawn++;
        }
        bp_rule_result_clear(&result);
        bp_scores_clear(&scores);
        bp_areas_clear(&areas);
        bp_graph_clear(&r.graph);
    }
    ck_assert_int_gt(n_drawn, CASES / 2);
}
END_TEST

/* Scores and stacks that are given and not computed: four units, the last without a score. */
static double given_score[] = {0.9, 0.85, 0.7, 0.4, 0.0};
static int32_t given_stack[] = {1, 3, 2, 0, 0};
static uint8_t given_valid[] = {0x0f};
static const bp_scores given = {5, 4, NULL, NULL, NULL, given_score, given_valid, NULL, given_stack, 4};

START_TEST(both_by_hand)
{
    /* base 0.8, reach 0.65, three domains: 1 of 3 lacks two, 0.8 - 0.15 x 2 / 3; 2 of 3 lacks one, and its
       own 0.7 is less than 0.75; 0 of 3 stays at its own 0.4, short of the reach. */
    bp_rule rule = BP_RULE_INIT;
    bp_rule_ground ground = BP_RULE_GROUND_INIT;
    bp_position position = BP_POSITION_INIT;
    rule.score.n_domains = 4;
    rule.stack.at_least = 3;
    ground.n = 5;
    ck_bp_ok(context, bp_rule_place(context, &ground, &rule, &given, &position));
    ck_assert_double_eq_tol(position.value[0], 0.7, 1e-15);
    ck_assert_double_eq(position.value[1], 0.85);
    ck_assert_double_eq(position.value[2], 0.7);
    ck_assert_double_eq(position.value[3], 0.4);
    ck_assert(!bp_bitmap_get(position.valid, 4));
    ck_assert(!bp_rule_is_past(&rule, &position, 0) && bp_rule_is_past(&rule, &position, 1));
    ck_assert(!bp_rule_is_past(&rule, &position, 4));
    bp_position_clear(&position);
    /* With reach = base there is nothing between: still short of the base. */
    rule.delineate.reach = rule.delineate.base;
    ck_bp_ok(context, bp_rule_place(context, &ground, &rule, &given, &position));
    ck_assert(position.value[0] < rule.delineate.base);
    ck_assert_double_eq_tol(position.value[0], 0.8, 1e-12);
    bp_position_clear(&position);
}
END_TEST

START_TEST(alone_by_hand)
{
    /* Two domains: by stack and score 3 (0) < 0 (1) < 2 (2) < 1 (3), ranks 1/8, 3/8, 5/8, 7/8. Half lack the
       stack, so 0.5 becomes the base 0.8: below it times 1.6, above it 0.8 + (rank - 0.5) x 0.4. */
    bp_rule rule = BP_RULE_INIT;
    bp_rule_ground ground = BP_RULE_GROUND_INIT;
    bp_position position = BP_POSITION_INIT;
    rule.score.n_domains = 4;
    rule.stack = (bp_stack_rule){2, 1};
    ground.n = 5;
    ck_bp_ok(context, bp_rule_place(context, &ground, &rule, &given, &position));
    ck_assert_double_eq_tol(position.value[3], 0.2, 1e-15);
    ck_assert_double_eq_tol(position.value[0], 0.6, 1e-15);
    ck_assert_double_eq_tol(position.value[2], 0.85, 1e-15);
    ck_assert_double_eq_tol(position.value[1], 0.95, 1e-15);
    bp_position_clear(&position);
    /* All have it, or none. */
    rule.stack.at_least = 4;
    ck_bp_ok(context, bp_rule_place(context, &ground, &rule, &given, &position));
    for (int i = 0; i < 4; i++)
        ck_assert(!bp_rule_is_past(&rule, &position, i));
    bp_position_clear(&position);
}
END_TEST

/* Who is past the base follows from the definition, whatever else holds. */
START_TEST(past_the_base_by_definition)
{
    uint64_t state = 2;
    int64_t n_past[2] = {0, 0};
    for (int k = 0; k < CASES; k++) {
        rule_case r;
        make_case(&state, 20, &r);
        r.rule.stack = (bp_stack_rule){1 + brute_random_below(&state, DOMAINS), k % 2};
        if (!r.rule.stack.alone && k % 3 == 0)
            r.rule.threshold = (bp_threshold_options){BP_THRESHOLD_MUNICIPALITY, 0.5, 3};
        if (k % 5 == 0)
            r.rule.score.reference_weight = r.c.population;
        bp_scores scores = BP_SCORES_INIT;
        bp_position position = BP_POSITION_INIT, plain = BP_POSITION_INIT;
        ck_bp_ok(context, bp_score(context, r.indicators, DOMAINS, 20, &r.rule.score, &scores));
        ck_bp_ok(context, bp_rule_place(context, &r.ground, &r.rule, &scores, &position));
        bp_rule without = r.rule;
        without.stack = (bp_stack_rule)BP_STACK_RULE_INIT;
        ck_bp_ok(context, bp_rule_place(context, &r.ground, &without, &scores, &plain));
        for (int i = 0; i < 20; i++) {
            bool has_stack = scores.stack[i] >= r.rule.stack.at_least;
            bool expected = has_stack && (r.rule.stack.alone || plain.value[i] >= r.rule.delineate.base);
            ck_assert(bp_rule_is_past(&r.rule, &position, i) == expected);
            ck_assert(position.value[i] >= 0.0 && position.value[i] <= 1.0);
            n_past[k % 2] += expected;
        }
        bp_scores_clear(&scores);
        bp_position_clear(&position);
        bp_position_clear(&plain);
        bp_graph_clear(&r.graph);
    }
    ck_assert_int_gt(n_past[0], CASES);
    ck_assert_int_gt(n_past[1], CASES);
}
END_TEST

/* The same country with its units in the opposite order. */
static void turn_round(const rule_case *from, rule_case *to)
{
    int n = from->c.n;
    *to = *from;
    to->graph = (bp_graph)BP_GRAPH_INIT;
    for (int i = 0; i < n; i++) {
        int j = n - 1 - i;
        to->c.population[j] = from->c.population[i];
        to->c.region[j] = from->c.region[i];
        bp_bitmap_unset(to->c.known, j);
        if (bp_bitmap_get(from->c.known, i))
            bp_bitmap_set(to->c.known, j);
        for (int k = 0; k < n; k++)
            to->c.touch[j][n - 1 - k] = from->c.touch[i][k];
        for (int d = 0; d < DOMAINS; d++)
            to->values[d][j] = from->values[d][i];
    }
    brute_graph(context, &to->c, &to->graph);
    for (int d = 0; d < DOMAINS; d++)
        to->indicators[d].value = to->values[d];
    to->ground.indicators = to->indicators;
    to->ground.graph = &to->graph;
    to->ground.population = to->c.population;
    to->ground.population_known = to->c.known;
    to->ground.region = to->ground.municipality = to->c.region;
}

/* Units of one area are of one area in either order; numbers of equal areas may differ. */
static void ck_same_partition(const bp_areas *a, const bp_areas *b, int n)
{
    ck_assert_int_eq(a->n_areas, b->n_areas);
    for (int i = 0; i < n; i++) {
        ck_assert_int_eq(a->role[i] == BP_ROLE_MEMBER, b->role[n - 1 - i] == BP_ROLE_MEMBER);
        for (int j = 0; j < i; j++)
            if (a->role[i] == BP_ROLE_MEMBER && a->role[j] == BP_ROLE_MEMBER)
                ck_assert_int_eq(a->area_of[i] == a->area_of[j],
                                 b->area_of[n - 1 - i] == b->area_of[n - 1 - j]);
    }
}

START_TEST(order_of_the_units_does_not_matter)
{
    static const bp_stack_rule stacks[] = {{0, 0}, {2, 0}, {2, 1}};
    uint64_t state = 3;
    int n_drawn = 0;
    for (int k = 0; k < CASES; k++) {
        rule_case r, turned;
        bp_rule_result one = BP_RULE_RESULT_INIT, two = BP_RULE_RESULT_INIT;
        make_case(&state, 12, &r);
        /* Ties in the pruning may go either way; without ties in score, by values that all differ, none do.
         */
        for (int d = 0; d < DOMAINS; d++)
            for (int i = 0; i < 12; i++)
                r.values[d][i] += 0.001 * (d + 1) * i * i;
        for (int i = 0; i < 12; i++)
            r.c.population[i] += i;
        r.rule.stack = stacks[k % 3];
        if (k % 3 == 0)
            r.rule.threshold = (bp_threshold_options){BP_THRESHOLD_MUNICIPALITY, 0.4, 2};
        turn_round(&r, &turned);
        bool drawn = apply(&r, &one);
        ck_assert(drawn == apply(&turned, &two));
        if (drawn) {
            for (int i = 0; i < 12; i++)
                ck_assert(one.position.value[i] == two.position.value[11 - i]);
            ck_same_partition(&one.areas, &two.areas, 12);
            n_drawn += one.areas.n_areas > 0;
        }
        bp_rule_result_clear(&one);
        bp_rule_result_clear(&two);
        bp_graph_clear(&r.graph);
        bp_graph_clear(&turned.graph);
    }
    ck_assert_int_gt(n_drawn, CASES / 4);
}
END_TEST

START_TEST(others_than_candidates_are_in_no_area)
{
    uint64_t state = 4;
    int n_drawn = 0;
    for (int k = 0; k < CASES; k++) {
        rule_case r;
        bp_rule_result all = BP_RULE_RESULT_INIT, some = BP_RULE_RESULT_INIT;
        uint8_t candidate[4] = {0};
        make_case(&state, 20, &r);
        for (int i = 0; i < 20; i++)
            if (brute_random_below(&state, 3) > 0)
                bp_bitmap_set(candidate, i);
        bool drawn_all = apply(&r, &all);
        r.ground.candidate = candidate;
        if (apply(&r, &some)) {
            ck_assert(drawn_all);
            ck_assert_mem_eq(all.scores.score, some.scores.score, 20 * sizeof(double));
            for (int i = 0; i < 20; i++)
                ck_assert(some.areas.area_of[i] < 0 || bp_bitmap_get(candidate, i));
            n_drawn += some.areas.n_areas > 0;
        }
        bp_rule_result_clear(&all);
        bp_rule_result_clear(&some);
        bp_graph_clear(&r.graph);
    }
    ck_assert_int_gt(n_drawn, CASES / 4);
}
END_TEST

/* Every class by itself, with its own floor and ceiling for all, draws the same areas as all at once. */
START_TEST(sizes_by_class_are_those_of_each_class_alone)
{
    static const double floors[] = {500.0, 2500.0}, ceilings[] = {3000.0, 6000.0};
    uint64_t state = 5;
    int n_areas = 0;
    for (int k = 0; k < CASES; k++) {
        rule_case r;
        bp_rule_result whole = BP_RULE_RESULT_INIT;
        make_case(&state, 22, &r);
        for (int i = 0; i < 22; i++)
            r.c.region[i] = brute_random_below(&state, 2);
        const bp_class_sizes sizes = {r.c.region, 2, floors, ceilings};
        r.rule.delineate.by_class = &sizes;
        r.rule.delineate.rounds = 1 + k % 2;
        if (k % 4 == 0)
            r.rule.delineate.method = "components";
        bool drawn = apply(&r, &whole);
        r.rule.delineate.by_class = NULL;
        int n_alone = 0;
        for (int region = 0; drawn && region < 2; region++) {
            uint8_t candidate[4] = {0};
            bp_rule_result alone = BP_RULE_RESULT_INIT;
            for (int i = 0; i < 22; i++)
                if (r.c.region[i] == region)
                    bp_bitmap_set(candidate, i);
            r.ground.candidate = candidate;
            r.rule.delineate.floor = floors[region];
            r.rule.delineate.ceiling = ceilings[region];
            bool any = apply(&r, &alone);
            for (int i = 0; i < 22; i++)
                if (r.c.region[i] == region)
                    ck_assert_int_eq(whole.areas.role[i], any ? alone.areas.role[i] : BP_ROLE_NONE);
            for (int32_t a = 0; any && a < alone.areas.n_areas; a++)
                n_alone += 1 + 100 * alone.areas.areas[a].is_above_ceiling;
            bp_rule_result_clear(&alone);
        }
        for (int32_t a = 0; drawn && a < whole.areas.n_areas; a++)
            n_alone -= 1 + 100 * whole.areas.areas[a].is_above_ceiling;
        ck_assert_int_eq(n_alone, 0);
        n_areas += drawn ? whole.areas.n_areas : 0;
        bp_rule_result_clear(&whole);
        bp_graph_clear(&r.graph);
    }
    ck_assert_int_gt(n_areas, CASES);
}
END_TEST

static void ck_refused(const bp_rule_ground *ground, const bp_rule *rule, const char *expected)
{
    bp_position position = BP_POSITION_INIT;
    ck_assert_int_eq(bp_rule_place(context, ground, rule, &given, &position), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), expected);
    ck_assert_ptr_null(position.value);
    bp_context_clear(context);
}

START_TEST(rules_that_cannot_be)
{
    bp_rule_ground ground = BP_RULE_GROUND_INIT;
    bp_rule rule = BP_RULE_INIT;
    ground.n = 5;
    rule.stack.at_least = 5;
    ck_refused(&ground, &rule, "a stack of 5 domains is asked for; there are 4");
    rule.stack = (bp_stack_rule){0, 1};
    ck_refused(&ground, &rule, "the stack is to decide alone and no number of domains is asked for");
    rule.stack = (bp_stack_rule){2, 1};
    rule.threshold.local = BP_THRESHOLD_MUNICIPALITY;
    ck_refused(&ground, &rule, "where the stack decides alone there is no local threshold");
    rule.threshold.local = BP_THRESHOLD_NATIONAL;
    rule.delineate.base = 0.0;
    ck_refused(&ground, &rule, "where the stack decides alone the base must be above 0");
    rule = (bp_rule)BP_RULE_INIT;
    rule.threshold.local = BP_THRESHOLD_SIZE_CLASS;
    ck_refused(&ground, &rule, "a local position needs the municipality or the size class of every unit");
}
END_TEST

START_TEST(nobody_meets_the_stack)
{
    double population[] = {100, 100, 100, 100, 100};
    brute_case c = brute_path(5, given_score, population);
    bp_graph graph = BP_GRAPH_INIT;
    brute_graph(context, &c, &graph);
    bp_rule rule = BP_RULE_INIT;
    bp_rule_ground ground = BP_RULE_GROUND_INIT;
    bp_position position = BP_POSITION_INIT;
    bp_areas areas = BP_AREAS_INIT;
    ground.n = 5;
    ground.graph = &graph;
    ground.population = population;
    rule.score.n_domains = 4;
    rule.stack.at_least = 4;
    ck_bp_ok(context, bp_rule_place(context, &ground, &rule, &given, &position));
    ck_assert_int_eq(bp_rule_draw(context, &ground, &rule, &position, &areas), BP_ERROR_INPUT);
    ck_assert_str_eq(bp_context_message(context),
                     "no unit with residents has a position of 0.8 (areas.base) or more and 4 domains at or "
                     "past 0.9: lower the base, ask for fewer domains or lower score.stack_at");
    bp_context_clear(context);
    rule.stack.alone = 1;
    ck_assert_int_eq(bp_rule_draw(context, &ground, &rule, &position, &areas), BP_ERROR_INPUT);
    ck_assert_str_eq(bp_context_message(context),
                     "no unit with residents has 4 domains at or past 0.9: ask for fewer domains or lower "
                     "score.stack_at");
    bp_position_clear(&position);
    bp_graph_clear(&graph);
}
END_TEST

static void ck_no_classes(const bp_delineate_input *input, const bp_class_sizes *sizes, const char *expected)
{
    bp_delineate_options options = BP_DELINEATE_OPTIONS_INIT;
    bp_areas areas = BP_AREAS_INIT;
    options.by_class = sizes;
    ck_assert_int_eq(bp_delineate(context, input, &options, &areas), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), expected);
    bp_context_clear(context);
}

START_TEST(classes_that_cannot_be)
{
    const double population[] = {100, 100, 100, 100, 100}, floors[] = {1, 9}, ceilings[] = {2, 8};
    const int32_t region[] = {0, 0, 1, 1, -1}, mixed[] = {0, 1, 1, 1, 0}, fitting[] = {0, 0, 1, 1, 0};
    brute_case c = brute_path(5, given_score, population);
    bp_graph graph = BP_GRAPH_INIT;
    brute_graph(context, &c, &graph);
    bp_delineate_input input = {&graph, given_score, given_valid, population, NULL, region, NULL, NULL, NULL};
    bp_class_sizes sizes = {fitting, 2, floors, ceilings};
    ck_no_classes(&input, &sizes, "floor 9 is above ceiling 8 of size class 1");
    sizes = (bp_class_sizes){mixed, 2, floors, floors};
    ck_no_classes(&input, &sizes, "floors by size class are for regions whose units are all of one class");
    input.region = NULL;
    ck_no_classes(&input, &sizes, "floors by size class are for areas that stay inside one region");
    bp_graph_clear(&graph);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("rule");
    TCase *tcase = tcase_create("rule");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, plain_rule_is_score_and_delineation);
    tcase_add_test(tcase, both_by_hand);
    tcase_add_test(tcase, alone_by_hand);
    tcase_add_test(tcase, past_the_base_by_definition);
    tcase_add_test(tcase, order_of_the_units_does_not_matter);
    tcase_add_test(tcase, others_than_candidates_are_in_no_area);
    tcase_add_test(tcase, sizes_by_class_are_those_of_each_class_alone);
    tcase_add_test(tcase, rules_that_cannot_be);
    tcase_add_test(tcase, nobody_meets_the_stack);
    tcase_add_test(tcase, classes_that_cannot_be);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
