#include "analysis/partition.h"

#include "geo/bitmap.h"
#include "tests/analysis/brute.h"

#include <math.h>

enum { SIDE = 5, N = SIDE * SIDE };

static bp_context *context;
static bp_graph graph = BP_GRAPH_INIT;
static bp_partition partition = BP_PARTITION_INIT;
static bp_shape squares[N];

/* A map of squares of 10 m that touch along their sides. */
static void setup(void)
{
    bp_link links[2 * N];
    int64_t m = 0;
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
    for (int i = 0; i < N; i++) {
        if (i % SIDE < SIDE - 1)
            links[m++] = (bp_link){i, i + 1, 10.0};
        if (i + SIDE < N)
            links[m++] = (bp_link){i, i + SIDE, 10.0};
        squares[i] = (bp_shape){100.0, 40.0, 10.0 * (i % SIDE) + 5.0, 10.0 * (i / SIDE) + 5.0, 1e4 / 6.0};
    }
    ck_bp_ok(context, bp_graph_from_links(context, N, links, m, &graph));
}

static void teardown(void)
{
    bp_partition_clear(&partition);
    bp_graph_clear(&graph);
    bp_context_free(context);
}

static bp_partition_input input_of(const int32_t *label, int32_t n_regions)
{
    bp_partition_input input = BP_PARTITION_INPUT_INIT;
    input.n = N;
    input.label = label;
    input.n_regions = n_regions;
    input.graph = &graph;
    return input;
}

static void judge(const bp_partition_input *input)
{
    bp_partition_clear(&partition);
    ck_bp_ok(context, bp_partition_judge(context, input, &partition));
}

START_TEST(by_hand)
{
    /* Region 0 is an L of three, region 1 a row of four and one square apart; the rest is in none. */
    static const int32_t label[N] = {0,  0,  -1, -1, 1,  0,  -1, -1, -1, -1, -1, -1, -1,
                                     -1, -1, -1, -1, -1, -1, -1, 1,  1,  1,  1,  -1};
    const double pi = acos(-1.0);
    bp_partition_input input = input_of(label, 2);
    input.shape = squares;
    judge(&input);
    const bp_region_figures *ell = &partition.regions[0], *row = &partition.regions[1];
    ck_assert(partition.n_labelled == 8 && partition.n_connected == 1);
    ck_assert(ell->n_parts == 1 && row->n_parts == 2 && ell->n_inside == 2 && row->n_inside == 3);
    /* Of the L: right of 1, above 1, right and above of 5. Of the rest: 4 + 1 of the row, 2 of the corner. */
    ck_assert(ell->n_outside == 4 && row->n_outside == 7);
    ck_assert(partition.n_links == 5 && partition.n_inside == 5 && partition.join_ratio == 1.0);
    ck_assert(ell->area_m2 == 300.0 && ell->perimeter_m == 80.0);
    ck_assert(row->area_m2 == 500.0 && row->perimeter_m == 140.0);
    ck_assert_double_eq_tol(ell->polsby_popper, 4 * pi * 300 / 6400, 1e-14);
    /* Centres (5, 5), (15, 5), (5, 15) about (25 / 3, 25 / 3). */
    ck_assert_double_eq_tol(ell->inertia_m4, 3e4 / 6 + 100 * (400.0 / 3), 1e-9);
    ck_assert_double_eq_tol(ell->roundness, 9e4 / (2 * pi * (3e4 / 6 + 4e4 / 3)), 1e-14);
}
END_TEST

START_TEST(residents_and_classes)
{
    int32_t label[N], class_of[N];
    double population[N];
    uint8_t past[N] = {1, 0, 1, 0, 1}, known[] = {0xf7, 0xff, 0xff, 0xff};
    for (int i = 0; i < N; i++) {
        label[i] = i < 5 ? 0 : i < 7 ? 1 : -1;
        class_of[i] = i < 2 ? 1 : i < 4 ? 0 : -1;
        population[i] = i == 3 ? NAN : 100.0 * (i + 1);
    }
    bp_partition_input input = input_of(label, 3);
    input.population = population;
    input.population_known = known;
    input.past = past;
    input.n_classes = 2;
    input.class_of = class_of;
    judge(&input);
    const bp_region_figures *first = &partition.regions[0], *empty = &partition.regions[2];
    ck_assert(first->population == 1100.0 && first->population_past == 900.0);
    ck_assert(first->n_unknown == 1 && first->n_past == 3 && first->n_classed == 4);
    ck_assert(first->largest_class == 0 && first->has_purity && first->purity == 0.5);
    ck_assert(partition.regions[1].population == 1300.0 && !partition.regions[1].has_purity);
    ck_assert(empty->n_units == 0 && empty->n_parts == 0 && empty->largest_class == -1);
    ck_assert(partition.has_purity && partition.purity == 0.5);
    ck_assert(!first->has_polsby_popper && !first->has_roundness);
}
END_TEST

/* Region by region, pair by pair and side by side. */
static void check_region(const bp_partition_input *input, int32_t r, const bp_region_figures *found)
{
    double pairs = 0, x = 0, y = 0, inertia = 0;
    int64_t n = 0, n_valued = 0, sides = 0, n_inside = 0;
    for (int i = 0; i < N; i++) {
        if (input->label[i] != r)
            continue;
        n++;
        n_valued += bp_bitmap_get(input->valid, i);
        x += squares[i].x;
        y += squares[i].y;
        const int beside[] = {i % SIDE ? i - 1 : -1, i % SIDE < SIDE - 1 ? i + 1 : -1, i - SIDE,
                              i + SIDE < N ? i + SIDE : -1};
        for (int k = 0; k < 4; k++) {
            sides += beside[k] < 0 || input->label[beside[k]] != r;
            n_inside += beside[k] > i && input->label[beside[k]] == r;
        }
        for (int j = 0; j < i; j++)
            for (int v = 0; v < 2 && input->label[j] == r; v++)
                if (bp_bitmap_get(input->valid, i) && bp_bitmap_get(input->valid, j))
                    pairs += pow(input->x[v * N + i] - input->x[v * N + j], 2);
    }
    for (int i = 0; i < N; i++)
        if (input->label[i] == r)
            inertia +=
                1e4 / 6 + 100 * (pow(squares[i].x - x / (double)n, 2) + pow(squares[i].y - y / (double)n, 2));
    ck_assert(found->n_units == n && found->n_valued == n_valued && found->n_inside == n_inside);
    ck_assert_double_eq_tol(found->within_ss, n_valued ? pairs / (double)n_valued : 0.0, 1e-9);
    ck_assert_double_eq_tol(found->perimeter_m, 10.0 * (double)sides, 1e-9);
    ck_assert_double_eq_tol(found->inertia_m4, inertia, 1e-6);
}

/* Parts, by taking everything along that touches until nothing changes. */
static int count_parts(const int32_t *label, int32_t r)
{
    int part[N], n_parts = 0;
    for (int i = 0; i < N; i++)
        part[i] = i;
    for (int pass = 0; pass < N; pass++)
        for (int i = 0; i < N; i++)
            for (int64_t e = graph.offsets[i]; e < graph.offsets[i + 1]; e++)
                if (label[i] == r && label[graph.neighbours[e]] == r && part[graph.neighbours[e]] < part[i])
                    part[i] = part[graph.neighbours[e]];
    for (int i = 0; i < N; i++)
        n_parts += label[i] == r && part[i] == i;
    return n_parts;
}

START_TEST(by_definition)
{
    uint64_t state = 12;
    for (int round = 0; round < 200; round++) {
        int32_t label[N];
        double x[2 * N];
        uint8_t valid[4] = {0};
        for (int i = 0; i < N; i++) {
            label[i] = brute_random_below(&state, 4) - 1;
            x[i] = 1000.0 + brute_random_below(&state, 100);
            x[N + i] = 0.1 * brute_random_below(&state, 100);
            if (brute_random_below(&state, 8))
                bp_bitmap_set(valid, i);
            else
                x[i] = NAN;
        }
        bp_partition_input input = input_of(label, 3);
        input.shape = squares;
        input.n_variables = 2;
        input.x = x;
        input.valid = valid;
        judge(&input);
        for (int32_t r = 0; r < 3; r++) {
            check_region(&input, r, &partition.regions[r]);
            ck_assert_int_eq(partition.regions[r].n_parts, count_parts(label, r));
        }
        ck_assert_double_eq_tol(partition.total_ss, partition.within_ss + partition.between_ss,
                                1e-10 * partition.total_ss + 1e-10);
    }
}
END_TEST

START_TEST(refusals)
{
    int32_t label[N] = {3};
    double x[N] = {0};
    bp_partition_input input = input_of(label, 3);
    bp_context_clear(context);
    ck_assert_int_eq(bp_partition_judge(context, &input, &partition), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "unit 0 is in region 3, expected -1 to 2");
    label[0] = 0;
    x[4] = INFINITY;
    input.n_variables = 1;
    input.x = x;
    bp_context_clear(context);
    ck_assert_int_eq(bp_partition_judge(context, &input, &partition), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "variable 0 of unit 4 is not finite");
    input.n = N - 1;
    bp_context_clear(context);
    ck_assert_int_eq(bp_partition_judge(context, &input, &partition), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "the graph has 25 units, expected 24");
    x[4] = -5;
    input = input_of(label, 3);
    input.population = x;
    bp_context_clear(context);
    ck_assert_int_eq(bp_partition_judge(context, &input, &partition), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "unit 4 has -5 residents, expected 0 or more");
    input = input_of(label, 3);
    input.n_classes = 1;
    label[0] = 1;
    input.class_of = label;
    bp_context_clear(context);
    ck_assert_int_eq(bp_partition_judge(context, &input, &partition), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "unit 0 is of class 1, expected -1 to 0");
    input = input_of(label, 3);
    squares[2].inertia = NAN;
    input.shape = squares;
    bp_context_clear(context);
    ck_assert_int_eq(bp_partition_judge(context, &input, &partition), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "the shape of unit 2 is not finite");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("partition");
    TCase *tests = tcase_create("partition");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, by_hand);
    tcase_add_test(tests, residents_and_classes);
    tcase_add_test(tests, by_definition);
    tcase_add_test(tests, refusals);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
