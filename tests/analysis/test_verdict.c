#include "analysis/verdict.h"

#include "geo/bitmap.h"
#include "tests/support.h"

#include <string.h>

static bp_context *context;
static bp_verdicts found = BP_VERDICTS_INIT;
static bp_graph graph = BP_GRAPH_INIT;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_verdicts_clear(&found);
    bp_graph_clear(&graph);
    bp_context_free(context);
}

enum { UNITS = 14, DOMAINS = 2 };

/*
 * A row of units, each touching the next but for the gaps after 5 and 9:
 *
 *   unit        0    1    2    3    4    5  |  6    7    8    9  | 10   11   12   13
 *   score     0.9  0.7  0.9  0.1  0.9  0.3  | 0.85 0.7  0.9  0.9 | 0.9  -    0.9  0.9
 *   residents 400  300  400    5  400  400  | 100  100  100  100 | 0    400  ?    400
 *   area        0    0    0    0 (bridge)   |
 *
 * Base 0.8, reach 0.6, floor 350, ceiling 1,200. Unit 9 lies in another region than 6 to 8; unit 13 is no
 * candidate. Unit 4 touches area 0 (1,100 residents), with which it would have 1,500. Units 6 to 8 have 300
 * residents together.
 */
static double score[] = {0.9, 0.7, 0.9, 0.1, 0.9, 0.3, 0.85, 0.7, 0.9, 0.9, 0.9, -1, 0.9, 0.9};
static double population[] = {400, 300, 400, 5, 400, 400, 100, 100, 100, 100, 0, 400, -9, 400};
static int32_t region[] = {0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 0, 0, 0, 0};
static int32_t area_of[] = {0, 0, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
static uint8_t role[] = {
    BP_ROLE_MEMBER, BP_ROLE_MEMBER, BP_ROLE_MEMBER, BP_ROLE_BRIDGE, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
static bp_area one_area[] = {{3, 1, 1, 1100.0, 0.0, 0}};
static uint8_t scored[] = {0xff, 0x37}, known[] = {0xff, 0x2f}, candidate[] = {0xff, 0x1f};
static int32_t stack[] = {2, 0, 2, 0, 2, 0, 1, 0, 2, 2, 2, 0, 2, 2};

static bp_rule rule;
static bp_rule_ground ground;
static bp_scores scores;
static bp_position position;
static bp_areas areas;

static bp_verdict_input made_up(void)
{
    bp_link links[UNITS];
    int64_t n_links = 0;
    for (int32_t i = 0; i + 1 < UNITS; i++)
        if (i != 5 && i != 9)
            links[n_links++] = (bp_link){i, i + 1, 100.0};
    ck_bp_ok(context, bp_graph_from_links(context, UNITS, links, n_links, &graph));
    rule = (bp_rule)BP_RULE_INIT;
    rule.delineate.base = 0.8;
    rule.delineate.reach = 0.6;
    rule.delineate.floor = 350;
    rule.delineate.ceiling = 1200;
    ground = (bp_rule_ground)BP_RULE_GROUND_INIT;
    ground.n = UNITS;
    ground.graph = &graph;
    ground.population = population;
    ground.population_known = known;
    ground.region = region;
    ground.candidate = candidate;
    scores = (bp_scores)BP_SCORES_INIT;
    scores.n = UNITS;
    scores.n_domains = DOMAINS;
    scores.score = score;
    scores.valid = scored;
    scores.stack = stack;
    position = (bp_position)BP_POSITION_INIT;
    position.n = UNITS;
    position.value = score;
    position.valid = scored;
    areas = (bp_areas){UNITS, 1, area_of, role, one_area};
    return (bp_verdict_input){&ground, &rule, &scores, &position, &areas};
}

static void ck_reasons(const bp_reason *expected)
{
    for (int i = 0; i < UNITS; i++)
        ck_assert_msg(found.reason[i] == expected[i], "unit %d: %s, expected %s", i,
                      bp_reason_name((bp_reason)found.reason[i]), bp_reason_name(expected[i]));
}

START_TEST(reasons_by_hand)
{
    const bp_reason expected[] = {BP_REASON_MEMBER,
                                  BP_REASON_MEMBER_BELOW_BASE,
                                  BP_REASON_MEMBER,
                                  BP_REASON_BRIDGE,
                                  BP_REASON_ABOVE_CEILING,
                                  BP_REASON_BELOW_BASE,
                                  BP_REASON_BELOW_FLOOR,
                                  BP_REASON_BELOW_BASE,
                                  BP_REASON_BELOW_FLOOR,
                                  BP_REASON_BELOW_FLOOR,
                                  BP_REASON_UNINHABITED,
                                  BP_REASON_NO_SCORE,
                                  BP_REASON_POPULATION_UNKNOWN,
                                  BP_REASON_EXCLUDED};
    bp_verdict_input input = made_up();
    ck_bp_ok(context, bp_verdicts_new(context, &input, &found));
    ck_reasons(expected);
    ck_assert_double_eq(found.around[6], 300.0);
    ck_assert_double_eq(found.around[9], 100.0);
    ck_assert_int_eq(found.beside[4], 0);
    ck_assert_int_eq(found.beside[6], -1);
    ck_assert_double_eq(found.threshold[7], 0.7);
}
END_TEST

/* With room under the ceiling nothing is left to say of unit 4. */
START_TEST(what_nothing_explains_is_other)
{
    bp_verdict_input input = made_up();
    rule.delineate.ceiling = 1500;
    ck_bp_ok(context, bp_verdicts_new(context, &input, &found));
    ck_assert_int_eq(found.reason[4], BP_REASON_OTHER);
}
END_TEST

/* A scan or a division does not add units to areas: that the area beside would be too large decides nothing.
 */
START_TEST(a_ceiling_decides_only_where_areas_grow)
{
    static const struct {
        const char *method;
        bp_reason reason;
    } all[] = {{"levelset", BP_REASON_ABOVE_CEILING},
               {"optimal", BP_REASON_ABOVE_CEILING},
               {"hotspots", BP_REASON_ABOVE_CEILING},
               {"components", BP_REASON_OTHER},
               {"scan", BP_REASON_OTHER},
               {"flexible", BP_REASON_OTHER},
               {"skater", BP_REASON_OTHER},
               {"maxp", BP_REASON_OTHER}};
    for (size_t m = 0; m < sizeof all / sizeof *all; m++) {
        bp_verdict_input input = made_up();
        rule.delineate.method = all[m].method;
        ck_bp_ok(context, bp_verdicts_new(context, &input, &found));
        ck_assert_int_eq(found.reason[4], all[m].reason);
        bp_verdicts_clear(&found);
        bp_graph_clear(&graph);
    }
}
END_TEST

/* Unit 6 has a score past the base and one domain of the two that are asked for, unit 7 lacks both the score
 * and the domains. Where the stack decides alone, it is the stack that both lack. */
START_TEST(the_stack_is_told_where_the_score_is_not_short)
{
    static double held_down[UNITS];
    bp_verdict_input input = made_up();
    memcpy(held_down, score, sizeof held_down);
    held_down[6] = 0.7;
    position.value = held_down;
    rule.stack.at_least = 2;
    ck_bp_ok(context, bp_verdicts_new(context, &input, &found));
    ck_assert_int_eq(found.reason[6], BP_REASON_BELOW_STACK);
    ck_assert_int_eq(found.reason[7], BP_REASON_BELOW_BASE);
    ck_assert_double_eq(found.threshold[6], 0.85);
    bp_verdicts_clear(&found);
    rule.stack.alone = 1;
    ck_bp_ok(context, bp_verdicts_new(context, &input, &found));
    ck_assert_int_eq(found.reason[6], BP_REASON_BELOW_STACK);
    ck_assert_int_eq(found.reason[7], BP_REASON_BELOW_STACK);
}
END_TEST

/* A quarter of the national position and three quarters of the local one, where there is one. */
START_TEST(mixed_positions_are_held_against_the_base)
{
    static double local[UNITS], mixed[UNITS];
    static uint8_t has_local[] = {0x20, 0x00};
    bp_verdict_input input = made_up();
    memcpy(mixed, score, sizeof mixed);
    local[5] = 0.9;
    mixed[5] = 0.25 * 0.3 + 0.75 * 0.9;
    position.value = mixed;
    position.local = local;
    position.local_valid = has_local;
    rule.threshold.local = BP_THRESHOLD_MUNICIPALITY;
    rule.threshold.national = 0.25;
    ck_bp_ok(context, bp_verdicts_new(context, &input, &found));
    ck_assert_double_eq_tol(found.threshold[5], 0.75, 1e-12);
    ck_assert_double_eq(found.threshold[7], 0.7);
}
END_TEST

START_TEST(every_reason_has_a_word)
{
    ck_assert_str_eq(bp_reason_name(BP_REASON_MEMBER), "member");
    ck_assert_str_eq(bp_reason_name(BP_REASON_BELOW_BASE), "below_base");
    ck_assert_str_eq(bp_reason_name(BP_REASON_ABOVE_CEILING), "above_ceiling");
    ck_assert_str_eq(bp_reason_name(BP_REASON_OTHER), "other");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("verdict");
    TCase *tests = tcase_create("verdict");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, reasons_by_hand);
    tcase_add_test(tests, what_nothing_explains_is_other);
    tcase_add_test(tests, a_ceiling_decides_only_where_areas_grow);
    tcase_add_test(tests, the_stack_is_told_where_the_score_is_not_short);
    tcase_add_test(tests, mixed_positions_are_held_against_the_base);
    tcase_add_test(tests, every_reason_has_a_word);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
