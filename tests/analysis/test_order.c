/* The order of the rows: no statistic and no p depends on it, also where units are wholly alike. */
#include "analysis/geary.h"
#include "analysis/getis.h"
#include "analysis/getis_global.h"
#include "analysis/joincount.h"
#include "analysis/local_geary.h"
#include "analysis/local_moran.h"
#include "analysis/moran.h"
#include "analysis/symmetry_private.h"

#include "tests/analysis/local_support.h"

enum { MOST_UNITS = 1000, MOST_ARCS = 8000, DRAWS = 199 };

static bp_context *context;

/* A map in the making: arcs, weights, and values that its symmetries respect. */
typedef struct made_map {
    int n;
    int64_t m;
    int32_t arcs[MOST_ARCS][2];
    double weight[MOST_ARCS];
    double x[MOST_UNITS];
} made_map;

static made_map map;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
    map.n = 0;
    map.m = 0;
}

static void teardown(void)
{
    bp_context_free(context);
}

static void add_unit(double x)
{
    ck_assert_int_lt(map.n, MOST_UNITS);
    map.x[map.n++] = x;
}

static void add_arc(int a, int b, double weight)
{
    ck_assert_int_lt(map.m, MOST_ARCS);
    map.arcs[map.m][0] = (int32_t)a;
    map.arcs[map.m][1] = (int32_t)b;
    map.weight[map.m++] = weight;
}

static void add_link(int a, int b)
{
    add_arc(a, b, 1.0);
    add_arc(b, a, 1.0);
}

/* n units of value x after those there are, linked in a ring, or all with all. */
static void add_ring(int n, double x)
{
    int first = map.n;
    for (int i = 0; i < n; i++)
        add_unit(x);
    for (int i = 0; i < n; i++)
        add_link(first + i, first + (i + 1) % n);
}

static void add_clique(int n, double x)
{
    int first = map.n;
    for (int i = 0; i < n; i++)
        add_unit(x);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < i; j++)
            add_link(first + i, first + j);
}

/* A unit with n others around it that know nobody else. */
static void add_star(int n, double centre, double x)
{
    int first = map.n;
    add_unit(centre);
    for (int i = 0; i < n; i++) {
        add_unit(x);
        add_link(first, first + 1 + i);
    }
}

/* A chessboard, rook; `wraps`: on a torus. */
static void add_board(int width, int height, int wraps)
{
    int first = map.n;
    for (int r = 0; r < height; r++)
        for (int c = 0; c < width; c++)
            add_unit((r + c) % 2);
    for (int r = 0; r < height; r++)
        for (int c = 0; c < width; c++) {
            if (c + 1 < width || wraps)
                add_link(first + r * width + c, first + r * width + (c + 1) % width);
            if (r + 1 < height || wraps)
                add_link(first + r * width + c, first + (r + 1) % height * width + c);
        }
}

/* All statistics of a map that draw whole arrangements, on its values and on those with a third one. */
static void permute_all(const bp_weights *weights, const double *x, const double *y, bp_shuffled *out)
{
    bp_global_input input = BP_GLOBAL_INPUT_INIT;
    bp_moran_pair pair;
    input.weights = weights;
    input.name = "x";
    input.x = x;
    input.islands = BP_ISLANDS_KEPT;
    input.permutations = DRAWS;
    ck_bp_ok(context, bp_joincount_permute(context, &input, out));
    input.x = y;
    ck_bp_ok(context, bp_moran_permute(context, &input, &out[3]));
    ck_bp_ok(context, bp_geary_permute(context, &input, &out[4]));
    ck_bp_ok(context, bp_getis_global_permute(context, &input, &out[5]));
    input.x = y;
    ck_bp_ok(context, bp_moran_bivariate(context, &input, "y", y, &pair));
    out[6] = pair.shuffled;
}

/* p of the local statistics of unit i at p[i * 3]. */
static void local_all(const bp_weights *weights, const double *y, double *p)
{
    bp_local_options options = BP_LOCAL_OPTIONS_INIT;
    const double *columns[] = {y};
    options.permutations = DRAWS;
    for (int kind = 0; kind < 3; kind++) {
        bp_local local = BP_LOCAL_INIT;
        if (kind == 0)
            ck_bp_ok(context, bp_local_moran(context, weights, y, NULL, &options, &local));
        else if (kind == 1)
            ck_bp_ok(context, bp_local_geary(context, weights, columns, 1, NULL, &options, &local));
        else
            ck_bp_ok(context, bp_getis(context, weights, BP_GETIS_GI, y, NULL, &options, &local));
        for (int64_t i = 0; i < local.n; i++)
            p[i * 3 + kind] = bp_bitmap_get(local.has_p, i) ? local.p[i] : -1.0;
        bp_local_clear(&local);
    }
}

/* The same p for the rows as they are and in some other orders. */
static void check_orders(int n_orders, uint64_t seed)
{
    static int32_t order[MOST_UNITS];
    static double x[MOST_UNITS], y[MOST_UNITS], moved_y[MOST_UNITS], p[MOST_UNITS * 3],
        moved_p[MOST_UNITS * 3];
    bp_shuffled plain[7], moved[7];
    bp_weights weights = local_weights(map.n, map.m, map.arcs, map.weight);
    /* More values, that go by how many units one is linked with: no symmetry changes that. */
    for (int i = 0; i < map.n; i++)
        y[i] = map.x[i] + 0.25 * (double)(weights.offsets[i + 1] - weights.offsets[i]);
    permute_all(&weights, map.x, y, plain);
    local_all(&weights, y, p);
    for (int round = 0; round < n_orders; round++) {
        local_shuffle(order, map.n, &seed);
        for (int i = 0; i < map.n; i++) {
            x[i] = map.x[order[i]];
            moved_y[i] = y[order[i]];
        }
        bp_weights other = local_reorder(&weights, order);
        permute_all(&other, x, moved_y, moved);
        for (int k = 0; k < 7; k++) {
            ck_assert_msg(plain[k].tally.n_ge == moved[k].tally.n_ge &&
                              plain[k].tally.n_le == moved[k].tally.n_le,
                          "statistic %d, order %d: %lld and %lld draws are as large", k, round,
                          (long long)plain[k].tally.n_ge, (long long)moved[k].tally.n_ge);
            /* The bivariate one sums by rows. */
            if (k < 6)
                ck_assert_mem_eq(&plain[k], &moved[k], sizeof plain[k]);
        }
        local_all(&other, moved_y, moved_p);
        for (int i = 0; i < map.n; i++)
            ck_assert_mem_eq(&p[order[i] * 3], &moved_p[i * 3], 3 * sizeof *p);
        bp_weights_clear(&other);
    }
    ck_assert_uint_eq(bp_context_warning_count(context), 0);
    bp_weights_clear(&weights);
}

/* Parts of a map that are copies of each other, units that only a look around tells apart, and islands. */
START_TEST(parts_that_are_alike)
{
    add_star(6, 1.0, 0.0);
    add_star(6, 1.0, 0.0);
    add_clique(6, 0.0);
    add_clique(4, 1.0);
    add_ring(7, 1.0);
    add_ring(7, 1.0);
    for (int i = 0; i < 5; i++)
        add_unit(0.0);
    check_orders(20, 1);
}
END_TEST

/* All units of these rings see the same however far they look: only singling one out tells six from twice
 * three. */
START_TEST(rings_that_look_the_same_from_within)
{
    add_ring(6, 0.0);
    add_ring(3, 0.0);
    add_ring(3, 0.0);
    add_clique(4, 1.0);
    add_ring(8, 0.0);
    add_ring(4, 0.0);
    add_ring(5, 0.0);
    add_star(4, 1.0, 0.0);
    check_orders(20, 2);
}
END_TEST

START_TEST(a_chessboard)
{
    add_board(8, 8, 0);
    check_orders(6, 3);
    map.n = 0;
    map.m = 0;
    add_board(6, 6, 1);
    add_star(3, 1.0, 0.0);
    check_orders(6, 4);
}
END_TEST

/* Arcs one way, and weights that alone tell the units of a ring apart. */
START_TEST(directions_and_weights)
{
    for (int i = 0; i < 24; i++)
        add_unit(i % 2);
    for (int i = 0; i < 24; i++) {
        add_arc(i, (i + 1) % 24, i < 12 ? 1.0 : 2.0);
        add_arc(i, (i + 5) % 24, 0.5);
        add_arc(i, (i + 2) % 24, i % 6 ? 1.0 : 3.0);
    }
    add_star(5, 1.0, 0.0);
    check_orders(12, 5);
}
END_TEST

/* Small random maps, each up to four times over. */
START_TEST(random_maps_over_and_over)
{
    uint64_t state = 6;
    for (int round = 0; round < 150; round++) {
        map.n = 0;
        map.m = 0;
        int n = 3 + brute_random_below(&state, 5), copies = 2 + brute_random_below(&state, 3);
        int linked[8][8];
        double x[8];
        for (int i = 0; i < n; i++) {
            x[i] = i == 0 ? 0.0 : i == 1 ? 1.0 : brute_random_below(&state, 2);
            for (int j = 0; j < n; j++)
                linked[i][j] = brute_random_below(&state, 3) == 0;
        }
        for (int copy = 0; copy < copies; copy++)
            for (int i = 0; i < n; i++) {
                add_unit(x[i]);
                for (int j = 0; j < i; j++)
                    if (linked[i][j])
                        add_link(copy * n + i, copy * n + j);
            }
        /* Something that gives a third value and links where there are none. */
        add_star(4, 1.0, 0.0);
        check_orders(2, state);
    }
}
END_TEST

/* Past its budget it says so. */
START_TEST(a_budget_that_is_used_up)
{
    static int32_t tied[MOST_UNITS];
    static uint64_t colour[MOST_UNITS];
    int is_settled = -1;
    add_board(16, 16, 1);
    bp_weights weights = local_weights(map.n, map.m, map.arcs, map.weight);
    for (int i = 0; i < map.n; i++) {
        tied[i] = i;
        colour[i] = (uint64_t)map.x[i];
    }
    ck_bp_ok(context, bp_symmetry_break(context, &weights, tied, map.n, 100000, colour, &is_settled));
    ck_assert_int_eq(is_settled, 0);
    bp_weights_clear(&weights);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("order");
    TCase *tests = tcase_create("order");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, parts_that_are_alike);
    tcase_add_test(tests, rings_that_look_the_same_from_within);
    tcase_add_test(tests, a_chessboard);
    tcase_add_test(tests, directions_and_weights);
    tcase_add_test(tests, random_maps_over_and_over);
    tcase_add_test(tests, a_budget_that_is_used_up);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
