#include "analysis/hotspots.h"

#include "geo/bitmap.h"
#include "tests/analysis/brute.h"

static bp_context *context;
static bp_graph graph = BP_GRAPH_INIT;
static bp_field field = BP_FIELD_INIT;
static bp_areas areas = BP_AREAS_INIT;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_areas_clear(&areas);
    bp_field_clear(&field);
    bp_graph_clear(&graph);
    bp_context_free(context);
}

static int grow(const brute_case *c, uint32_t cores, uint32_t sets[BRUTE_MAX])
{
    int32_t label[BRUTE_MAX], n_areas = -1;
    uint8_t core[BRUTE_MAX];
    bp_graph_clear(&graph);
    bp_field_clear(&field);
    brute_graph(context, c, &graph);
    for (int i = 0; i < c->n; i++)
        core[i] = brute_has(cores, i);
    bp_delineate_input input = brute_input(c, &graph);
    ck_bp_ok(context, bp_field_new(context, &input, &c->options, &field));
    ck_assert(field.input == &input);
    ck_bp_ok(context, bp_hotspots_grow(context, &field, &c->options, core, label, &n_areas));
    memset(sets, 0, BRUTE_MAX * sizeof *sets);
    for (int64_t k = 0; k < field.n; k++) {
        ck_assert(label[k] >= -1 && label[k] < n_areas);
        if (label[k] >= 0)
            sets[label[k]] |= UINT32_C(1) << field.unit[k];
    }
    return n_areas;
}

static void ck_one_area(const brute_case *c, uint32_t cores, uint32_t expected)
{
    uint32_t sets[BRUTE_MAX];
    ck_assert_int_eq(grow(c, cores, sets), expected ? 1 : 0);
    ck_assert_uint_eq(sets[0], expected);
}

START_TEST(steps_by_hand)
{
    /* Base 0.8: weights 200, -100, 100, -200. */
    const double score[] = {0.9, 0.75, 0.85, 0.7}, population[] = {2000, 2000, 2000, 2000};
    brute_case c = brute_path(4, score, population);
    c.options.reach = 0.6;
    /* 1 and 2 together bring nothing; 1 is taken in for the floor, and then 2 adds to it. */
    ck_one_area(&c, 0x1, 0x7);
    /* Without a floor there is no reason to. */
    c.options.floor = 2000;
    ck_one_area(&c, 0x1, 0x1);
    /* With 4000 residents 2 is worth the way through 1. */
    c.population[2] = 4000;
    ck_one_area(&c, 0x1, 0x7);
    /* Not where the ceiling leaves no room. */
    c.options.ceiling = 7999;
    ck_one_area(&c, 0x1, 0x1);
    c.population[2] = 2000;
    c.options.ceiling = 30000;
    /* 6000 residents weigh 200; the 2000 that the floor asks for would leave nothing. */
    c.options.floor = 8000;
    ck_one_area(&c, 0x1, 0x0);
    c.population[3] = 1999;
    c.options.floor = 7999;
    ck_one_area(&c, 0x1, 0xf);
    /* Nothing starts without a core, and a core short of the reach is none. */
    ck_one_area(&c, 0x0, 0x0);
    c.options.reach = 0.75;
    ck_one_area(&c, 0x8, 0x0);
}
END_TEST

START_TEST(a_core_comes_whole_and_is_pruned)
{
    /* All three are of the core; the end that only burdens the area goes. */
    const double score[] = {0.95, 0.9, 0.7}, population[] = {3000, 3000, 1000};
    brute_case c = brute_path(3, score, population);
    ck_one_area(&c, 0x7, 0x3);
    c.options.keep_unpruned = 1;
    ck_one_area(&c, 0x7, 0x7);
}
END_TEST

START_TEST(a_ceiling_divides_a_core)
{
    /* Weights 450, 900, 200, 600: from 1 come 0, not 2 (11000), and 3 starts another, with 2. */
    const double score[] = {0.95, 1.0, 0.84, 0.95}, population[] = {3000, 4500, 5000, 4000};
    uint32_t sets[BRUTE_MAX];
    brute_case c = brute_path(4, score, population);
    c.options.ceiling = 10000;
    ck_assert_int_eq(grow(&c, 0xf, sets), 2);
    ck_assert(sets[0] == 0x3 && sets[1] == 0xc);
    /* A unit above it is an area of its own. */
    c.population[1] = 10001;
    ck_assert_int_eq(grow(&c, 0xf, sets), 3);
    ck_assert(sets[0] == 0x2 && sets[1] == 0xc && sets[2] == 0x1);
}
END_TEST

static bool is_worse(const brute_case *c, int i, int j)
{
    return c->score[i] != c->score[j] ? c->score[i] > c->score[j] : i < j;
}

static uint32_t around(const uint32_t *links, uint32_t set, uint32_t free_units)
{
    uint32_t found = 0;
    for (int i = 0; i < BRUTE_MAX; i++)
        found |= brute_has(set, i) ? links[i] & free_units : 0;
    return found & ~set;
}

/* Every set of one or two units that could come next, by the sentence in the header; 0: none. */
static uint32_t best_step(const brute_case *c, const uint32_t *links, uint32_t set, uint32_t free_units,
                          int rule, uint32_t cores)
{
    const double room = c->options.ceiling - brute_population(c, set);
    uint32_t near = around(links, set, free_units), best = 0;
    int64_t best_gain = INT64_MIN;
    int best_first = -1, best_second = -1;
    for (int i = 0; i < c->n; i++)
        for (int j = -1; j < c->n; j++) {
            const uint32_t extra = (UINT32_C(1) << i) | (j < 0 ? 0 : UINT32_C(1) << j);
            const int64_t gain = brute_weight(c, extra), own = brute_weight(c, UINT32_C(1) << i);
            bool may = brute_has(near, i) && brute_population(c, extra) <= room;
            if (j >= 0)
                may = may && rule == 2 && j != i && own <= 0 && gain > 0 && brute_has(links[i], j) &&
                      brute_has(free_units & ~set, j);
            if (j < 0)
                may = may && (rule == 1   ? brute_has(cores, i)
                              : rule == 2 ? own > 0
                                          : brute_population(c, set) < c->options.floor &&
                                                brute_weight(c, set) + own > 0);
            if (!may || gain < best_gain)
                continue;
            bool is_better = gain > best_gain;
            if (!is_better && (j < 0) != (best_second < 0))
                is_better = j < 0;
            else if (!is_better)
                is_better = i != best_first ? is_worse(c, i, best_first) : is_worse(c, j, best_second);
            if (is_better) {
                best = extra;
                best_gain = gain;
                best_first = i;
                best_second = j;
            }
        }
    return best;
}

static int grow_by_definition(const brute_case *c, uint32_t cores, uint32_t *expected)
{
    uint32_t links[BRUTE_MAX], free_units = brute_candidates(c), starts = free_units & cores;
    int n = 0;
    brute_links(c, links);
    while (starts) {
        int first = -1;
        for (int i = 0; i < c->n; i++) {
            const int64_t own = brute_weight(c, UINT32_C(1) << i);
            if (brute_has(starts, i) &&
                (first < 0 || own > brute_weight(c, UINT32_C(1) << first) ||
                 (own == brute_weight(c, UINT32_C(1) << first) && is_worse(c, i, first))))
                first = i;
        }
        uint32_t set = UINT32_C(1) << first, extra = 1;
        while (extra && brute_population(c, set) <= c->options.ceiling) {
            extra = 0;
            for (int rule = 1; rule <= 3 && !extra; rule++)
                extra = best_step(c, links, set, free_units, rule, cores);
            set |= extra;
        }
        starts &= ~set;
        if (brute_population(c, set) >= c->options.floor && brute_weight(c, set) > 0) {
            expected[n++] = set;
            free_units &= ~set;
        }
    }
    return n;
}

START_TEST(growth_by_definition)
{
    uint64_t state = 404 + (uint64_t)_i;
    int n_areas = 0, n_joined = 0;
    for (int round = 0; round < 400; round++) {
        const int n = 2 + brute_random_below(&state, 18);
        brute_case c = round % 2 ? brute_random_case(&state, n, _i) : brute_random_valleys(&state, n, _i);
        const uint32_t half = (uint32_t)brute_random(&state);
        const uint32_t cores = half & (uint32_t)brute_random(&state);
        uint32_t sets[BRUTE_MAX], expected[BRUTE_MAX];
        if (round % 4 == 0)
            c.options.floor = floor(c.options.floor / 4);
        c.options.keep_unpruned = 1;
        const int n_expected = grow_by_definition(&c, cores, expected);
        ck_assert_int_eq(grow(&c, cores, sets), n_expected);
        for (int a = 0; a < n_expected; a++) {
            ck_assert_uint_eq(sets[a], expected[a]);
            n_joined += brute_count(sets[a] & ~cores) > 0;
        }
        n_areas += n_expected;
    }
    ck_assert_int_gt(n_areas, 100);
    ck_assert_int_gt(n_joined, 40);
}
END_TEST

START_TEST(pruned_areas_keep_the_limits)
{
    uint64_t state = 9;
    for (int round = 0; round < 300; round++) {
        brute_case c = brute_random_valleys(&state, 2 + brute_random_below(&state, 18), 1);
        const uint32_t cores = (uint32_t)brute_random(&state);
        uint32_t sets[BRUTE_MAX], whole[BRUTE_MAX], links[BRUTE_MAX], all = 0;
        brute_links(&c, links);
        const int n = grow(&c, cores, sets);
        c.options.keep_unpruned = 1;
        ck_assert_int_eq(grow(&c, cores, whole), n);
        for (int a = 0; a < n; a++) {
            ck_assert((sets[a] & ~whole[a]) == 0 && (sets[a] & all) == 0);
            ck_assert(brute_is_connected(links, sets[a]));
            ck_assert(brute_population(&c, sets[a]) >= c.options.floor);
            ck_assert(brute_weight(&c, sets[a]) >= brute_weight(&c, whole[a]));
            all |= sets[a];
        }
    }
}
END_TEST

enum { SIDE = 9, CELLS = SIDE * SIDE, DRAWS = 4000 };

/* A rise in one corner of a lattice, noise elsewhere; the last cell has no score. */
static void make_lattice(double *score, double *population, uint8_t *scored)
{
    bp_link links[2 * CELLS];
    int64_t m = 0;
    uint64_t state = 21;
    for (int i = 0; i < CELLS; i++) {
        const bool is_raised = i % SIDE < 4 && i / SIDE < 4;
        score[i] = (is_raised ? 0.7 : 0.1) + 0.001 * brute_random_below(&state, is_raised ? 290 : 500);
        population[i] = 1000;
        if (i < CELLS - 1)
            bp_bitmap_set(scored, i);
        if (i % SIDE < SIDE - 1)
            links[m++] = (bp_link){i, i + 1, 1.0};
        if (i + SIDE < CELLS)
            links[m++] = (bp_link){i, i + SIDE, 1.0};
    }
    ck_bp_ok(context, bp_graph_from_links(context, CELLS, links, m, &graph));
}

/* Two-sided p of the sum over k others: the share of draws as far out on the nearer side, twice. */
static double p_by_drawing(const double *score, int unit, int k, double sum, uint64_t *state)
{
    int n_ge = 0, n_le = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
        int chosen[8];
        double drawn = 0.0;
        for (int j = 0; j < k; j++) {
            bool is_fresh = false;
            while (!is_fresh) {
                chosen[j] = brute_random_below(state, CELLS - 1);
                is_fresh = chosen[j] != unit;
                for (int before = 0; before < j; before++)
                    is_fresh = is_fresh && chosen[before] != chosen[j];
            }
            drawn += score[chosen[j]];
        }
        n_ge += drawn >= sum - 1e-12;
        n_le += drawn <= sum + 1e-12;
    }
    return fmin(1.0, 2.0 * (fmin(n_ge, n_le) + 1.0) / (DRAWS + 1.0));
}

START_TEST(cores_by_drawing)
{
    double score[CELLS], population[CELLS], mean = 0.0;
    uint8_t scored[CELLS / 8 + 1] = {0}, core[CELLS];
    uint64_t state = 6;
    int n_in = 0, n_out = 0;
    make_lattice(score, population, scored);
    const bp_delineate_input input = {
        .graph = &graph, .score = score, .scored = scored, .population = population};
    bp_core_options options = BP_CORE_OPTIONS_INIT;
    options.permutations = 9999;
    options.statistic = _i ? BP_CORE_GI_STAR : BP_CORE_MORAN;
    options.correction = BP_CORRECTION_NONE;
    ck_bp_ok(context, bp_hotspots_cores(context, &input, &options, core));
    for (int i = 0; i < CELLS - 1; i++)
        mean += score[i] / (CELLS - 1);
    ck_assert(!core[CELLS - 1]);
    for (int i = 0; i < CELLS - 1; i++) {
        double sum = 0.0;
        int k = 0;
        for (int64_t e = graph.offsets[i]; e < graph.offsets[i + 1]; e++)
            if (graph.neighbours[e] < CELLS - 1) {
                sum += score[graph.neighbours[e]];
                k++;
            }
        const bool is_high = _i ? (sum + score[i]) / (k + 1) > mean : score[i] > mean && sum / k > mean;
        const double p = p_by_drawing(score, i, k, sum, &state);
        if (is_high && p < 0.035) {
            ck_assert(core[i]);
            n_in++;
        } else if (!is_high || p > 0.07) {
            ck_assert(!core[i]);
            n_out++;
        }
    }
    ck_assert(n_in >= 8 && n_out >= 50);
}
END_TEST

START_TEST(corrections_and_threads)
{
    double score[CELLS], population[CELLS];
    uint8_t scored[CELLS / 8 + 1] = {0}, plain[CELLS], fdr[CELLS], strict[CELLS], again[CELLS];
    int n_plain = 0, n_fdr = 0, n_strict = 0;
    make_lattice(score, population, scored);
    const bp_delineate_input input = {
        .graph = &graph, .score = score, .scored = scored, .population = population};
    bp_core_options options = BP_CORE_OPTIONS_INIT;
    options.permutations = 9999;
    options.alpha = 0.1;
    ck_bp_ok(context, bp_hotspots_cores(context, &input, &options, fdr));
    options.correction = BP_CORRECTION_NONE;
    ck_bp_ok(context, bp_hotspots_cores(context, &input, &options, plain));
    options.correction = BP_CORRECTION_BONFERRONI;
    ck_bp_ok(context, bp_hotspots_cores(context, &input, &options, strict));
    for (int i = 0; i < CELLS; i++) {
        ck_assert(strict[i] <= fdr[i] && fdr[i] <= plain[i]);
        n_plain += plain[i];
        n_fdr += fdr[i];
        n_strict += strict[i];
    }
    ck_assert_int_gt(n_fdr, n_strict);
    ck_assert_int_gt(n_plain, n_fdr);
    options.correction = BP_CORRECTION_FDR;
    for (int threads = 1; threads <= 2; threads++) {
        bp_context_options setting = BP_CONTEXT_OPTIONS_INIT;
        setting.n_threads = threads;
        bp_context_free(context);
        ck_assert_int_eq(bp_context_new(&setting, &context), BP_OK);
        ck_bp_ok(context, bp_hotspots_cores(context, &input, &options, again));
        ck_assert_mem_eq(fdr, again, sizeof fdr);
    }
    options.alpha = 1.5;
    ck_assert_int_eq(bp_hotspots_cores(context, &input, &options, again), BP_ERROR_ARGUMENT);
}
END_TEST

START_TEST(drawn_as_a_method)
{
    double score[CELLS], population[CELLS];
    uint8_t scored[CELLS / 8 + 1] = {0};
    make_lattice(score, population, scored);
    const bp_delineate_input input = {
        .graph = &graph, .score = score, .scored = scored, .population = population};
    bp_delineate_options options = BP_DELINEATE_OPTIONS_INIT;
    options.method = "hotspots";
    options.core.permutations = 9999;
    options.base = 0.7;
    options.reach = 0.6;
    ck_bp_ok(context, bp_delineate(context, &input, &options, &areas));
    ck_assert_int_eq(areas.n_areas, 1);
    for (int i = 0; i < CELLS; i++)
        ck_assert((areas.area_of[i] == 0) == (score[i] > 0.7));
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("hotspots");
    TCase *tests = tcase_create("hotspots");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, steps_by_hand);
    tcase_add_test(tests, a_core_comes_whole_and_is_pruned);
    tcase_add_test(tests, a_ceiling_divides_a_core);
    tcase_add_loop_test(tests, growth_by_definition, 0, 2);
    tcase_add_test(tests, pruned_areas_keep_the_limits);
    tcase_add_loop_test(tests, cores_by_drawing, 0, 2);
    tcase_add_test(tests, corrections_and_threads);
    tcase_add_test(tests, drawn_as_a_method);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
