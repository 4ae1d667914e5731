#include "geo/contiguity.h"

#include "geo/read.h"
#include "geo/text.h"
#include "tests/geo/shapes.h"
#include "tests/geo/tessellation.h"

#include <math.h>
#include <stdio.h>

/* Length of the link from i to j, or -1 when there is none. */
static double link_length(const bp_graph *graph, int64_t i, int64_t j)
{
    for (int64_t k = graph->offsets[i]; k < graph->offsets[i + 1]; k++)
        if (graph->neighbours[k] == j)
            return graph->length_m[k];
    return -1.0;
}

static bp_graph contiguity(bp_context *context, const bp_polygons *polygons, bp_contiguity_rule rule)
{
    bp_graph graph = BP_GRAPH_INIT;
    ck_bp_ok(context, bp_contiguity(context, polygons, rule, &graph));
    return graph;
}

START_TEST(four_boxes)
{
    bp_context *context = new_context(2);
    bp_polygons p = BP_POLYGONS_INIT;
    add_box(context, &p, 0, 0, 10, 5);
    add_box(context, &p, 10, 0, 17, 5);
    add_box(context, &p, 0, 5, 10, 8);
    add_box(context, &p, 10, 5, 17, 8);
    bp_graph queen = contiguity(context, &p, BP_CONTIGUITY_QUEEN),
             rook = contiguity(context, &p, BP_CONTIGUITY_ROOK);
    const int64_t queen_offsets[] = {0, 3, 6, 9, 12}, rook_offsets[] = {0, 2, 4, 6, 8};
    const int32_t queen_neighbours[] = {1, 2, 3, 0, 2, 3, 0, 1, 3, 0, 1, 2},
                  rook_neighbours[] = {1, 2, 0, 3, 0, 3, 1, 2};
    const double queen_length[] = {5, 10, 0, 5, 0, 7, 10, 0, 3, 0, 7, 3},
                 rook_length[] = {5, 10, 5, 7, 10, 3, 7, 3};
    ck_assert_mem_eq(queen.offsets, queen_offsets, sizeof queen_offsets);
    ck_assert_mem_eq(queen.neighbours, queen_neighbours, sizeof queen_neighbours);
    ck_assert_mem_eq(queen.length_m, queen_length, sizeof queen_length);
    ck_assert_mem_eq(rook.offsets, rook_offsets, sizeof rook_offsets);
    ck_assert_mem_eq(rook.neighbours, rook_neighbours, sizeof rook_neighbours);
    ck_assert_mem_eq(rook.length_m, rook_length, sizeof rook_length);
    bp_graph_clear(&queen);
    bp_graph_clear(&rook);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

START_TEST(no_units_and_units_without_geometry)
{
    bp_context *context = new_context(2);
    bp_polygons p = BP_POLYGONS_INIT;
    bp_graph graph = contiguity(context, &p, BP_CONTIGUITY_QUEEN);
    ck_assert_int_eq(graph.n, 0);
    bp_graph_clear(&graph);
    end_unit(context, &p);
    add_box(context, &p, 0, 0, 1, 1);
    end_unit(context, &p);
    add_box(context, &p, 1, 0, 2, 1);
    end_unit(context, &p);
    graph = contiguity(context, &p, BP_CONTIGUITY_ROOK);
    ck_assert_int_eq(graph.n, 5);
    ck_assert_int_eq(bp_graph_count_islands(&graph), 3);
    ck_assert_double_eq(link_length(&graph, 1, 3), 1.0);
    bp_graph_clear(&graph);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

/* Minus zero is zero; a border counts whichever way both rings run, and where rings begin does not matter. */
START_TEST(equal_numbers_are_equal_points)
{
    bp_context *context = new_context(1);
    bp_polygons p = BP_POLYGONS_INIT;
    const double left[] = {-1, -0.0, 0.0, -0.0, -0.0, 2, -1, 2}, right[] = {0, 2, 0, 0, 3, 0, 3, 2};
    const double over[] = {-0.0, 0, 0, 2, -4, 1};
    add_simple(context, &p, left, 4);
    add_simple(context, &p, right, 4);
    add_simple(context, &p, over, 3);
    bp_graph graph = contiguity(context, &p, BP_CONTIGUITY_ROOK);
    ck_assert_double_eq(link_length(&graph, 0, 1), 2.0);
    ck_assert_double_eq(link_length(&graph, 0, 2), 2.0);
    ck_assert_double_eq(link_length(&graph, 1, 2), 2.0);
    bp_graph_clear(&graph);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

START_TEST(a_unit_that_touches_itself_is_not_its_own_neighbour)
{
    bp_context *context = new_context(1);
    bp_polygons p = BP_POLYGONS_INIT;
    add_box_ring(context, &p, 0, 0, 1, 1); /* two parts that meet in a point, and a third beside the first */
    end_part(context, &p);
    add_box_ring(context, &p, 1, 1, 2, 2);
    end_part(context, &p);
    add_box_ring(context, &p, 1, 0, 2, 1);
    end_part(context, &p);
    end_unit(context, &p);
    add_box(context, &p, 0, 1, 1, 2);
    bp_graph graph = contiguity(context, &p, BP_CONTIGUITY_QUEEN);
    const int64_t offsets[] = {0, 1, 2};
    ck_assert_mem_eq(graph.offsets, offsets, sizeof offsets);
    ck_assert_double_eq(graph.length_m[0], 2.0);
    ck_assert_double_eq(graph.length_m[1], 2.0);
    bp_graph_clear(&graph);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

START_TEST(an_enclave_and_a_border_that_does_not_match)
{
    bp_context *context = new_context(1);
    bp_polygons p = BP_POLYGONS_INIT;
    add_box_ring(context, &p, 0, 0, 9, 9);
    add_box_ring(context, &p, 3, 3, 5, 6);
    end_part(context, &p);
    end_unit(context, &p);
    add_box(context, &p, 3, 3, 5, 6);
    add_box(context, &p, 9, 0, 12, 4); /* shares the corner 9,0 but its border ends half-way */
    bp_graph queen = contiguity(context, &p, BP_CONTIGUITY_QUEEN),
             rook = contiguity(context, &p, BP_CONTIGUITY_ROOK);
    ck_assert_double_eq(link_length(&rook, 0, 1), 10.0);
    ck_assert_double_eq(link_length(&queen, 0, 2), 0.0);
    ck_assert_double_eq(link_length(&rook, 0, 2), -1.0);
    bp_graph_clear(&queen);
    bp_graph_clear(&rook);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

/* A repeated point is no border, and does not interrupt one. */
START_TEST(repeated_points_do_no_harm)
{
    bp_context *context = new_context(1);
    bp_polygons p = BP_POLYGONS_INIT;
    const double a[] = {0, 0, 1, 0, 1, 1, 1, 1, 1, 2, 0, 2}, b[] = {1, 0, 5, 0, 5, 2, 1, 2, 1, 1, 1, 1, 1, 1};
    const double c[] = {1, 1, 1, 1, -3, 9};
    add_simple(context, &p, a, 6);
    add_simple(context, &p, b, 7);
    add_simple(context, &p, c, 3);
    bp_graph queen = contiguity(context, &p, BP_CONTIGUITY_QUEEN),
             rook = contiguity(context, &p, BP_CONTIGUITY_ROOK);
    ck_assert_double_eq(link_length(&queen, 0, 1), 2.0);
    ck_assert_double_eq(link_length(&queen, 0, 2), 0.0);
    ck_assert_double_eq(link_length(&rook, 0, 1), 2.0);
    ck_assert_double_eq(link_length(&rook, 0, 2), -1.0);
    bp_graph_clear(&queen);
    bp_graph_clear(&rook);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

/* Many slices that meet in one point: all are neighbours of all. */
START_TEST(a_point_of_many_units)
{
    enum { SLICES = 300 };
    bp_context *context = new_context(2);
    bp_polygons p = BP_POLYGONS_INIT;
    for (int i = 0; i < SLICES; i++) {
        double a = 2 * 3.14159265358979 * i / SLICES, b = 2 * 3.14159265358979 * ((i + 1) % SLICES) / SLICES;
        const double xy[] = {0, 0, cos(a), sin(a), cos(b), sin(b)};
        add_simple(context, &p, xy, 3);
    }
    bp_graph queen = contiguity(context, &p, BP_CONTIGUITY_QUEEN),
             rook = contiguity(context, &p, BP_CONTIGUITY_ROOK);
    ck_assert_int_eq(queen.offsets[SLICES], SLICES * (SLICES - 1));
    ck_assert_int_eq(rook.offsets[SLICES], 2 * SLICES);
    for (int i = 0; i < SLICES; i++)
        ck_assert_double_eq_tol(link_length(&queen, i, (i + 1) % SLICES), 1.0, 1e-15);
    bp_graph_clear(&queen);
    bp_graph_clear(&rook);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

/* A point or a segment (with its end points in a fixed order) and its unit. */
typedef struct piece {
    double x0, y0, x1, y1, length;
    int64_t unit;
} piece;

static int by_place(const void *a, const void *b)
{
    const piece *p = (const piece *)a, *q = (const piece *)b;
    if (p->x0 != q->x0)
        return p->x0 < q->x0 ? -1 : 1;
    if (p->y0 != q->y0)
        return p->y0 < q->y0 ? -1 : 1;
    if (p->x1 != q->x1)
        return p->x1 < q->x1 ? -1 : 1;
    if (p->y1 != q->y1)
        return p->y1 < q->y1 ? -1 : 1;
    return (p->unit > q->unit) - (p->unit < q->unit);
}

static bool same_place(const piece *p, const piece *q)
{
    return p->x0 == q->x0 && p->y0 == q->y0 && p->x1 == q->x1 && p->y1 == q->y1;
}

/* Append a link for every pair of different units with the same piece. */
static int64_t link_pieces(piece *pieces, int64_t n, bp_link *links)
{
    int64_t m = 0;
    qsort(pieces, (size_t)n, sizeof *pieces, by_place);
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = i + 1; j < n && same_place(&pieces[i], &pieces[j]); j++)
            if (pieces[i].unit != pieces[j].unit &&
                (j + 1 == n || !same_place(&pieces[j], &pieces[j + 1]) ||
                 pieces[j].unit != pieces[j + 1].unit) &&
                (i == 0 || !same_place(&pieces[i - 1], &pieces[i]) || pieces[i - 1].unit != pieces[i].unit))
                links[m++] = (bp_link){(int32_t)pieces[i].unit, (int32_t)pieces[j].unit, pieces[i].length};
    return m;
}

/* Contiguity by sorting all points and all segments: no hashing, no walking. */
static bp_graph sorted_contiguity(bp_context *context, const bp_polygons *p, bp_contiguity_rule rule)
{
    piece *points = (piece *)malloc((size_t)p->n_coords * sizeof *points);
    piece *segments = (piece *)malloc((size_t)p->n_coords * sizeof *segments);
    bp_link *links = (bp_link *)malloc((size_t)p->n_coords * 40 * sizeof *links);
    int64_t n = 0, n_segments = 0, m = 0;
    for (int64_t u = 0; u < p->n_units; u++)
        for (int64_t part = p->unit_parts[u]; part < p->unit_parts[u + 1]; part++)
            for (int64_t r = p->part_rings[part]; r < p->part_rings[part + 1]; r++)
                for (int64_t c = p->ring_coords[r]; c + 1 < p->ring_coords[r + 1]; c++) {
                    const double *a = p->xy + 2 * c, *b = a + 2;
                    bool swap = a[0] > b[0] || (a[0] == b[0] && a[1] > b[1]);
                    const double *low = swap ? b : a, *high = swap ? a : b;
                    double length = hypot(b[0] - a[0], b[1] - a[1]);
                    points[n++] = (piece){a[0], a[1], 0.0, 0.0, 0.0, u};
                    if (length > 0.0)
                        segments[n_segments++] = (piece){low[0], low[1], high[0], high[1], length, u};
                }
    m = link_pieces(segments, n_segments, links);
    if (rule == BP_CONTIGUITY_QUEEN)
        m += link_pieces(points, n, links + m);
    bp_graph graph = BP_GRAPH_INIT;
    ck_bp_ok(context, bp_graph_from_links(context, p->n_units, links, m, &graph));
    free(points);
    free(segments);
    free(links);
    return graph;
}

static void assert_near(const bp_graph *found, const bp_graph *expected)
{
    ck_assert_int_eq(found->n, expected->n);
    ck_assert_mem_eq(found->offsets, expected->offsets, (size_t)(found->n + 1) * sizeof *found->offsets);
    for (int64_t k = 0; k < found->offsets[found->n]; k++) {
        ck_assert_int_eq(found->neighbours[k], expected->neighbours[k]);
        ck_assert_double_eq_tol(found->length_m[k], expected->length_m[k],
                                1e-9 * (1.0 + expected->length_m[k]));
    }
}

static void assert_same(const bp_graph *a, const bp_graph *b)
{
    ck_assert_mem_eq(a->offsets, b->offsets, (size_t)(a->n + 1) * sizeof *a->offsets);
    ck_assert_mem_eq(a->neighbours, b->neighbours, (size_t)a->offsets[a->n] * sizeof *a->neighbours);
    ck_assert_mem_eq(a->length_m, b->length_m, (size_t)a->offsets[a->n] * sizeof *a->length_m);
}

/* Lengths are the same from both ends, to the last bit. */
static void assert_symmetric(const bp_graph *graph)
{
    for (int64_t i = 0; i < graph->n; i++)
        for (int64_t k = graph->offsets[i]; k < graph->offsets[i + 1]; k++)
            ck_assert(link_length(graph, graph->neighbours[k], i) == graph->length_m[k]);
}

/* Both rules and several numbers of threads against sorting. */
static void check_polygons(const bp_polygons *p)
{
    for (int rule = 0; rule < 2; rule++) {
        bp_graph first = BP_GRAPH_INIT;
        for (int n_threads = 1; n_threads <= 3; n_threads++) {
            bp_context *context = new_context(n_threads);
            bp_graph graph = contiguity(context, p, (bp_contiguity_rule)rule);
            if (n_threads == 1) {
                bp_graph expected = sorted_contiguity(context, p, (bp_contiguity_rule)rule);
                assert_near(&graph, &expected);
                assert_symmetric(&graph);
                bp_graph_clear(&expected);
                first = graph;
            } else {
                assert_same(&graph, &first);
                bp_graph_clear(&graph);
            }
            bp_context_free(context);
        }
        bp_graph_clear(&first);
    }
}

/*
 * The tessellation in another order, some cells left out, and either some doubled or some made parts of one
 * unit. Not both: a border between two parts of a unit is no valid geometry, and would count twice with a
 * third unit over it.
 */
static void disturb(bp_context *context, bp_polygons *p, uint64_t seed)
{
    int64_t *order = (int64_t *)malloc((size_t)p->n_units * sizeof *order);
    for (int64_t i = 0; i < p->n_units; i++)
        order[i] = i;
    for (int i = (int)p->n_units - 1; i > 0; i--) {
        int j = random_below(&seed, i + 1);
        int64_t moved = order[i];
        order[i] = order[j];
        order[j] = moved;
    }
    bp_polygons out = BP_POLYGONS_INIT;
    bool doubles = random_below(&seed, 2) == 1;
    for (int64_t i = 0; i < p->n_units; i++) {
        int fate = random_below(&seed, 10);
        if (fate == 0)
            continue;
        int64_t first = p->ring_coords[order[i]], n = p->ring_coords[order[i] + 1] - first;
        add_ring(context, &out, p->xy + 2 * first, (int)n);
        end_part(context, &out);
        if (fate > 2 || doubles)
            end_unit(context, &out);
        if (fate == 9 && doubles)
            ck_bp_ok(context, bp_polygons_add_unit(context, &out, p, order[i]));
    }
    end_unit(context, &out);
    bp_polygons_clear(p);
    *p = out;
    free(order);
}

START_TEST(random_tessellations_match_sorting)
{
    bp_context *context = new_context(1);
    for (int round = 0; round < 60; round++) {
        uint64_t state = (uint64_t)round + 1;
        tessellation_options options = {1 + random_below(&state, 15),
                                        1 + random_below(&state, 15),
                                        1 + random_below(&state, 6),
                                        round % 2 == 1,
                                        100.0,
                                        0.0,
                                        0.0,
                                        state};
        bp_polygons p = BP_POLYGONS_INIT;
        make_tessellation(context, &options, &p);
        check_polygons(&p);
        disturb(context, &p, state);
        check_polygons(&p);
        bp_polygons_clear(&p);
    }
    bp_context_free(context);
}
END_TEST

/* Large enough for many buckets. A cell has six neighbours, or four and four by points. */
START_TEST(a_large_tessellation_matches_sorting)
{
    bp_context *context = new_context(1);
    for (int bricks = 0; bricks < 2; bricks++) {
        tessellation_options options = {90, 80, 5, bricks == 1, 1000.0, 13000.0, 306000.0, 42};
        bp_polygons p = BP_POLYGONS_INIT;
        make_tessellation(context, &options, &p);
        bp_graph graph = contiguity(context, &p, BP_CONTIGUITY_QUEEN);
        ck_assert_int_eq(graph.offsets[40 * 90 + 46] - graph.offsets[40 * 90 + 45], bricks ? 6 : 8);
        bp_graph_clear(&graph);
        check_polygons(&p);
        bp_polygons_clear(&p);
    }
    bp_context_free(context);
}
END_TEST

/* Path of a file of real data, or NULL when it is not there; to free(). */
static char *data_path(const char *name)
{
    const char *data = getenv("BRANDPUNT_DATA"), *source = getenv("BRANDPUNT_SOURCE");
    char *path = data ? bp_text_format("%s/%s", data, name)
                      : bp_text_format("%s/../shared/data/%s", source ? source : ".", name);
    FILE *file = path ? fopen(path, "rb") : NULL;
    if (file) {
        fclose(file);
        return path;
    }
    printf("SKIPPED: %s is not there (set BRANDPUNT_DATA)\n", path ? path : name);
    free(path);
    return NULL;
}

/* The links of a csv file of i,j must be those of the graph. */
static void check_reference(const bp_graph *graph, const char *set, const char *rule)
{
    char *name = bp_text_format("../reference/%s_nb_%s.csv", set, rule);
    char *path = data_path(name), line[64];
    free(name);
    if (!path)
        return;
    FILE *file = fopen(path, "r");
    int64_t n = 0;
    ck_assert_ptr_nonnull(fgets(line, sizeof line, file));
    while (fgets(line, sizeof line, file)) {
        char *end = NULL;
        long i = strtol(line, &end, 10), j = strtol(end + 1, NULL, 10);
        ck_assert_msg(link_length(graph, i, j) >= 0.0, "%s %s: no link %ld-%ld", set, rule, i, j);
        n++;
    }
    fclose(file);
    ck_assert_int_eq(n, graph->offsets[graph->n]);
    free(path);
}

START_TEST(classical_sets_match_spdep)
{
    static const char *const sets[3][2] = {
        {"columbus", "classic/columbus.shp"}, {"sids", "classic/sids.shp"}, {"guerry", "classic/Guerry.shp"}};
    bp_context *context = new_context(2);
    for (int k = 0; k < 3; k++) {
        char *path = data_path(sets[k][1]);
        if (!path)
            continue;
        bp_layer layer = BP_LAYER_INIT;
        ck_bp_ok(context, bp_layer_read(context, path, NULL, &layer));
        bp_graph queen = contiguity(context, &layer.polygons, BP_CONTIGUITY_QUEEN);
        bp_graph rook = contiguity(context, &layer.polygons, BP_CONTIGUITY_ROOK);
        check_reference(&queen, sets[k][0], "queen");
        check_reference(&rook, sets[k][0], "rook");
        bp_graph_clear(&queen);
        bp_graph_clear(&rook);
        bp_layer_clear(&layer);
        free(path);
    }
    bp_context_free(context);
}
END_TEST

START_TEST(the_dutch_wijken_match_sorting)
{
    char *path = data_path("nl/wijken_2022.gpkg");
    if (!path)
        return;
    bp_context *context = new_context(2);
    bp_layer layer = BP_LAYER_INIT;
    ck_bp_ok(context, bp_layer_read(context, path, NULL, &layer));
    ck_assert_int_eq(layer.polygons.n_units, 3340);
    check_polygons(&layer.polygons);
    bp_graph queen = contiguity(context, &layer.polygons, BP_CONTIGUITY_QUEEN);
    ck_assert_int_eq(queen.offsets[queen.n], 2 * 9558); /* the pairs of which GEOS says that they intersect */
    bp_graph_clear(&queen);
    bp_layer_clear(&layer);
    free(path);
    bp_context_free(context);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("contiguity");
    TCase *tests = tcase_create("contiguity");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, four_boxes);
    tcase_add_test(tests, no_units_and_units_without_geometry);
    tcase_add_test(tests, equal_numbers_are_equal_points);
    tcase_add_test(tests, a_unit_that_touches_itself_is_not_its_own_neighbour);
    tcase_add_test(tests, an_enclave_and_a_border_that_does_not_match);
    tcase_add_test(tests, repeated_points_do_no_harm);
    tcase_add_test(tests, a_point_of_many_units);
    tcase_add_test(tests, random_tessellations_match_sorting);
    tcase_add_test(tests, a_large_tessellation_matches_sorting);
    tcase_add_test(tests, classical_sets_match_spdep);
    tcase_add_test(tests, the_dutch_wijken_match_sorting);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
