#include "analysis/components.h"

#include "tests/analysis/brute.h"

static bp_context *context;
static bp_graph graph = BP_GRAPH_INIT;
static bp_field field = BP_FIELD_INIT;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_field_clear(&field);
    bp_graph_clear(&graph);
    bp_context_free(context);
}

static int draw(const brute_case *c, uint32_t sets[BRUTE_MAX])
{
    int32_t label[BRUTE_MAX], n_areas = -1;
    bp_graph_clear(&graph);
    bp_field_clear(&field);
    brute_graph(context, c, &graph);
    bp_delineate_input input = brute_input(c, &graph);
    ck_bp_ok(context, bp_field_new(context, &input, &c->options, &field));
    ck_bp_ok(context, bp_components_label(context, &field, &c->options, label, &n_areas));
    memset(sets, 0, BRUTE_MAX * sizeof *sets);
    for (int64_t k = 0; k < field.n; k++) {
        ck_assert(label[k] >= -1 && label[k] < n_areas);
        if (label[k] >= 0)
            sets[label[k]] |= UINT32_C(1) << field.unit[k];
    }
    brute_sort(sets, n_areas);
    return n_areas;
}

START_TEST(what_hangs_together_past_the_base)
{
    /* 0.90 0.80 | 0.79 | 0.85 | 0.70 | 0.90: at the base is past it; {3} has 1000 residents, {5} has 2500. */
    const double score[] = {0.90, 0.80, 0.79, 0.85, 0.70, 0.90},
                 population[] = {2000, 2000, 1000, 1000, 1000, 2500};
    uint32_t sets[BRUTE_MAX];
    brute_case c = brute_path(6, score, population);
    ck_assert_int_eq(draw(&c, sets), 2);
    ck_assert(sets[0] == 0x03 && sets[1] == 0x20);
    c.options.floor = 2501;
    ck_assert_int_eq(draw(&c, sets), 1);
    ck_assert_uint_eq(sets[0], 0x03);
    c.options.floor = 4001;
    ck_assert_int_eq(draw(&c, sets), 0);
}
END_TEST

START_TEST(no_ceiling_splits_it)
{
    const double score[] = {0.9, 0.95, 0.9}, population[] = {3000, 9000, 3000};
    uint32_t sets[BRUTE_MAX];
    brute_case c = brute_path(3, score, population);
    c.options.ceiling = 8000;
    ck_assert_int_eq(draw(&c, sets), 1);
    ck_assert_uint_eq(sets[0], 0x07);
}
END_TEST

START_TEST(components_by_definition)
{
    uint64_t state = 31 + (uint64_t)_i;
    int n_areas = 0;
    for (int round = 0; round < 300; round++) {
        uint32_t links[BRUTE_MAX], sets[BRUTE_MAX], expected[BRUTE_MAX], left = 0;
        brute_case c = brute_random_case(&state, 2 + brute_random_below(&state, 18), _i);
        int n_expected = 0;
        brute_links(&c, links);
        for (int i = 0; i < c.n; i++)
            left |= (uint32_t)(brute_is_candidate(&c, i) && c.score[i] >= c.options.base) << i;
        for (int i = 0; i < c.n; i++)
            if (brute_has(left, i)) {
                uint32_t component = brute_component(links, left, i);
                left &= ~component;
                if (brute_population(&c, component) >= c.options.floor)
                    expected[n_expected++] = component;
            }
        brute_sort(expected, n_expected);
        ck_assert_int_eq(draw(&c, sets), n_expected);
        for (int a = 0; a < n_expected; a++)
            ck_assert_uint_eq(sets[a], expected[a]);
        n_areas += n_expected;
    }
    ck_assert_int_gt(n_areas, 100);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("components");
    TCase *tests = tcase_create("components");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, what_hangs_together_past_the_base);
    tcase_add_test(tests, no_ceiling_splits_it);
    tcase_add_loop_test(tests, components_by_definition, 0, 4);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
