#include "analysis/region_areas.h"
#include "analysis/regions.h"

#include "tests/analysis/brute.h"

static const char *const methods[] = {"skater", "redcap", "schc"};
enum { N_METHODS = sizeof methods / sizeof *methods };

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
    ck_bp_ok(context, bp_region_areas_label(context, &field, &c->options, label, &n_areas));
    memset(sets, 0, BRUTE_MAX * sizeof *sets);
    for (int64_t k = 0; k < field.n; k++) {
        ck_assert(label[k] >= -1 && label[k] < n_areas);
        if (label[k] >= 0)
            sets[label[k]] |= UINT32_C(1) << field.unit[k];
    }
    brute_sort(sets, n_areas);
    return n_areas;
}

/* Two and two that are alike, 1,000 residents each: divided in the middle once 4,000 is too many. */
START_TEST(cut_where_the_scores_part)
{
    const double score[] = {0.95, 0.94, 0.70, 0.69}, population[] = {1000, 1000, 1000, 1000};
    uint32_t sets[BRUTE_MAX];
    brute_case c = brute_path(4, score, population);
    c.options.method = methods[_i];
    c.options.floor = 1500;
    c.options.ceiling = 2500;
    ck_assert_int_eq(draw(&c, sets), 1);
    ck_assert_uint_eq(sets[0], 0x03);
    /* The other half is no area, for it weighs less than nothing; and the first is none below the floor. */
    c.options.floor = 2001;
    ck_assert_int_eq(draw(&c, sets), 0);
}
END_TEST

/* One region of all four: what it can do without goes, but not under the floor. */
START_TEST(pruned_like_levelset)
{
    const double score[] = {0.95, 0.94, 0.70, 0.69}, population[] = {1000, 1000, 1000, 1000};
    uint32_t sets[BRUTE_MAX];
    brute_case c = brute_path(4, score, population);
    c.options.method = methods[_i];
    c.options.floor = 1500;
    c.options.ceiling = 4000;
    ck_assert_int_eq(draw(&c, sets), 1);
    ck_assert_uint_eq(sets[0], 0x03);
    c.options.floor = 2500;
    ck_assert_int_eq(draw(&c, sets), 1);
    ck_assert_uint_eq(sets[0], 0x07);
    c.options.keep_unpruned = 1;
    ck_assert_int_eq(draw(&c, sets), 1);
    ck_assert_uint_eq(sets[0], 0x0F);
}
END_TEST

/* The third unit is above the ceiling by itself: an area, and a wall between the others. */
START_TEST(above_the_ceiling_alone)
{
    const double score[] = {0.90, 0.90, 0.95, 0.90}, population[] = {1000, 1000, 5000, 1000};
    uint32_t sets[BRUTE_MAX];
    brute_case c = brute_path(4, score, population);
    c.options.method = methods[_i];
    c.options.floor = 1500;
    c.options.ceiling = 2500;
    ck_assert_int_eq(draw(&c, sets), 2);
    ck_assert_uint_eq(sets[0], 0x03);
    ck_assert_uint_eq(sets[1], 0x04);
}
END_TEST

/* Each municipality has the floor of its class: 1,500 residents are enough in the first alone. */
START_TEST(floors_by_class)
{
    const double score[] = {0.90, 0.90, 0.90, 0.90}, population[] = {800, 800, 800, 800};
    const int32_t class_of[] = {0, 0, 1, 1};
    const double floors[] = {1500, 1700}, ceilings[] = {2000, 2000};
    const bp_class_sizes sizes = {class_of, 2, floors, ceilings};
    uint32_t sets[BRUTE_MAX];
    brute_case c = brute_path(4, score, population);
    c.region[2] = c.region[3] = 1;
    c.options.method = methods[_i];
    c.options.by_class = &sizes;
    ck_assert_int_eq(draw(&c, sets), 1);
    ck_assert_uint_eq(sets[0], 0x03);
}
END_TEST

/* Parts of the candidates without those above the ceiling that hold the floor; the others can give no area.
 */
static uint32_t divided(const brute_case *c, const uint32_t *links)
{
    uint32_t left = brute_candidates(c) & ~brute_above_ceiling(c), kept = 0;
    for (int i = 0; i < c->n; i++)
        if (brute_has(left, i)) {
            uint32_t part = brute_component(links, left, i);
            left &= ~part;
            kept |= brute_population(c, part) >= c->options.floor ? part : 0;
        }
    return kept;
}

/* The regions as the method makes them of these candidates, as sets of units. */
static int regions_of(const brute_case *c, uint32_t candidates, uint32_t regions[BRUTE_MAX])
{
    bp_regions found = BP_REGIONS_INIT;
    bp_regions_options options = BP_REGIONS_OPTIONS_INIT;
    uint8_t valid[BRUTE_MAX / 8 + 1] = {0};
    for (int64_t k = 0; k < field.n; k++)
        valid[k / 8] |= (uint8_t)(brute_has(candidates, field.unit[k]) << (k % 8));
    const bp_regions_input input = {field.n, &field.links, 1, field.score, valid, NULL, field.population};
    options.method = c->options.method;
    options.ceiling = fmin(c->options.ceiling, 1e9);
    ck_bp_ok(context, bp_regions_make(context, &input, &options, &found));
    memset(regions, 0, BRUTE_MAX * sizeof *regions);
    for (int64_t k = 0; k < field.n; k++)
        if (found.label[k] >= 0)
            regions[found.label[k]] |= UINT32_C(1) << field.unit[k];
    int n = found.k;
    bp_regions_clear(&found);
    return n;
}

static bool has_past(const brute_case *c, uint32_t set)
{
    for (int i = 0; i < c->n; i++)
        if (brute_has(set, i) && c->score[i] >= c->options.base)
            return true;
    return false;
}

/* What becomes of the regions, by definition: weight, floor, and the best way to prune by trying all. */
START_TEST(areas_by_definition)
{
    uint64_t state = 97 + (uint64_t)_i;
    int n_total = 0;
    for (int round = 0; round < 150; round++) {
        uint32_t links[BRUTE_MAX], sets[BRUTE_MAX], regions[BRUTE_MAX], expected[BRUTE_MAX];
        brute_case c = brute_random_case(&state, 2 + brute_random_below(&state, 14), _i % 2);
        int n_expected = 0;
        c.options.method = methods[_i % N_METHODS];
        int n_areas = draw(&c, sets);
        brute_links(&c, links);
        uint32_t above = brute_above_ceiling(&c), candidates = divided(&c, links);
        for (int i = 0; i < c.n; i++)
            if (brute_has(above, i) && c.score[i] >= c.options.base)
                expected[n_expected++] = UINT32_C(1) << i;
        int n = candidates ? regions_of(&c, candidates, regions) : 0;
        for (int r = 0; r < n; r++) {
            ck_assert(brute_is_connected(links, regions[r]));
            ck_assert_double_le(brute_population(&c, regions[r]), c.options.ceiling);
            if (!has_past(&c, regions[r]) || brute_population(&c, regions[r]) < c.options.floor)
                continue;
            brute_choice pruned = brute_prune(&c, links, regions[r]);
            if (pruned.weight > 0)
                expected[n_expected++] = pruned.sets[0];
        }
        brute_sort(expected, n_expected);
        ck_assert_int_eq(n_areas, n_expected);
        for (int a = 0; a < n_expected; a++)
            ck_assert_uint_eq(sets[a], expected[a]);
        n_total += n_expected;
    }
    ck_assert_int_gt(n_total, 50);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("region_areas");
    TCase *tests = tcase_create("areas");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, cut_where_the_scores_part, 0, N_METHODS);
    tcase_add_loop_test(tests, pruned_like_levelset, 0, N_METHODS);
    tcase_add_loop_test(tests, above_the_ceiling_alone, 0, N_METHODS);
    tcase_add_loop_test(tests, floors_by_class, 0, N_METHODS);
    tcase_add_loop_test(tests, areas_by_definition, 0, 2 * N_METHODS);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
