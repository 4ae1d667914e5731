#include "geo/contiguity_tolerance.h"

#include "tests/geo/classic.h"
#include "tests/geo/shapes.h"
#include "tests/geo/tessellation.h"

#include <math.h>

/* Length of the link from i to j, or -1 when there is none. */
static double link_length(const bp_graph *graph, int64_t i, int64_t j)
{
    for (int64_t k = graph->offsets[i]; k < graph->offsets[i + 1]; k++)
        if (graph->neighbours[k] == j)
            return graph->length_m[k];
    return -1.0;
}

static bp_graph tolerant(bp_context *context, const bp_polygons *p, bp_contiguity_rule rule, double tolerance,
                         bp_tolerance_report *report)
{
    bp_graph graph = BP_GRAPH_INIT;
    ck_bp_ok(context, bp_contiguity_tolerant(context, p, rule, tolerance, &graph, report));
    return graph;
}

/* One long edge with two boxes on it, no point of theirs in common but the ends. */
START_TEST(t_junctions_have_their_exact_length)
{
    bp_context *context = new_context(2);
    bp_polygons p = BP_POLYGONS_INIT;
    bp_tolerance_report report = BP_TOLERANCE_REPORT_INIT;
    add_box(context, &p, 0, 0, 10, 5);
    add_box(context, &p, 0, 5, 4, 8);
    add_box(context, &p, 4, 5, 10, 9);
    add_box(context, &p, 10, 2, 12, 3);
    add_box(context, &p, 20, 0, 21, 1);
    bp_graph rook = tolerant(context, &p, BP_CONTIGUITY_ROOK, 0.01, &report);
    ck_assert_double_eq_tol(link_length(&rook, 0, 1), 4.0, 1e-12);
    ck_assert_double_eq_tol(link_length(&rook, 0, 2), 6.0, 1e-12);
    ck_assert_double_eq_tol(link_length(&rook, 1, 2), 3.0, 1e-12);
    ck_assert_double_eq_tol(link_length(&rook, 0, 3), 1.0, 1e-12);
    ck_assert_int_eq(rook.offsets[5], 8);
    ck_assert_int_eq(bp_graph_count_islands(&rook), 1);
    ck_assert_int_eq(report.n_added, 4);
    ck_assert_int_eq(report.added[0].a, 0);
    ck_assert_int_eq(report.added[0].b, 1);
    ck_assert_double_eq_tol(report.added[0].length_m, 4.0, 1e-12);
    ck_assert_int_eq(report.n_widened, 0);
    bp_graph_clear(&rook);
    bp_tolerance_report_clear(&report);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

/* A gap and an overlap of 0.3: links from a tolerance of 0.3 on, none below. */
START_TEST(slivers_up_to_the_tolerance)
{
    bp_context *context = new_context(2);
    bp_polygons p = BP_POLYGONS_INIT;
    add_box(context, &p, 0, 0, 10, 5);
    add_box(context, &p, 10.3, 0, 20, 5);
    add_box(context, &p, 0, 4.7, 10, 9);
    bp_graph narrow = tolerant(context, &p, BP_CONTIGUITY_QUEEN, 0.29, NULL);
    bp_graph wide = tolerant(context, &p, BP_CONTIGUITY_QUEEN, 0.31, NULL);
    bp_graph rook = tolerant(context, &p, BP_CONTIGUITY_ROOK, 0.31, NULL);
    ck_assert_double_eq(link_length(&narrow, 0, 1), -1.0);
    ck_assert_double_eq(link_length(&narrow, 0, 2), 0.0); /* their outlines cross */
    ck_assert_double_eq_tol(link_length(&wide, 0, 1), 5.0, 1e-12);
    ck_assert_double_eq_tol(link_length(&rook, 0, 2), 10.0, 1e-12);
    ck_assert_double_eq(link_length(&rook, 1, 2), -1.0);
    bp_graph_clear(&narrow);
    bp_graph_clear(&wide);
    bp_graph_clear(&rook);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

/* Corner to corner at a distance of 0.05 * sqrt(2): a queen link without length, and no rook link. */
START_TEST(a_touch_within_the_tolerance)
{
    bp_context *context = new_context(1);
    bp_polygons p = BP_POLYGONS_INIT;
    bp_tolerance_report report = BP_TOLERANCE_REPORT_INIT;
    add_box(context, &p, 0, 0, 10, 5);
    add_box(context, &p, 10.05, 5.05, 20, 9);
    bp_graph queen = tolerant(context, &p, BP_CONTIGUITY_QUEEN, 0.1, &report);
    bp_graph rook = tolerant(context, &p, BP_CONTIGUITY_ROOK, 0.1, NULL);
    ck_assert_double_eq(link_length(&queen, 0, 1), 0.0);
    ck_assert_double_eq(link_length(&rook, 0, 1), -1.0);
    ck_assert_int_eq(report.n_added, 1);
    bp_graph_clear(&queen);
    bp_graph_clear(&rook);
    bp_tolerance_report_clear(&report);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

/* Half of a border matches, the other half has one more point on one side, a little off. */
START_TEST(a_border_gains_what_did_not_match)
{
    bp_context *context = new_context(1);
    bp_polygons p = BP_POLYGONS_INIT;
    bp_tolerance_report report = BP_TOLERANCE_REPORT_INIT;
    const double left[] = {0, 0, 10, 0, 10, 4, 10.01, 7, 10, 10, 0, 10};
    const double right[] = {10, 0, 20, 0, 20, 10, 10, 10, 10, 4};
    add_simple(context, &p, left, 6);
    add_simple(context, &p, right, 5);
    bp_graph exact = BP_GRAPH_INIT;
    ck_bp_ok(context, bp_contiguity(context, &p, BP_CONTIGUITY_ROOK, &exact));
    bp_graph rook = tolerant(context, &p, BP_CONTIGUITY_ROOK, 0.05, &report);
    ck_assert_double_eq(link_length(&exact, 0, 1), 4.0);
    ck_assert_double_eq_tol(link_length(&rook, 0, 1), 10.0, 1e-3);
    ck_assert_int_eq(report.n_added, 0);
    ck_assert_int_eq(report.n_widened, 1);
    ck_assert_double_eq_tol(report.widened_by, 6.0, 1e-3);
    bp_graph_clear(&exact);
    bp_graph_clear(&rook);
    bp_tolerance_report_clear(&report);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

/* A strip narrower than the tolerance, matched on both sides, keeps its neighbours apart. */
START_TEST(matching_borders_are_left_alone)
{
    bp_context *context = new_context(2);
    bp_polygons p = BP_POLYGONS_INIT;
    add_box(context, &p, 0, 0, 10, 5);
    add_box(context, &p, 10, 0, 10.2, 5);
    add_box(context, &p, 10.2, 0, 20, 5);
    bp_graph rook = tolerant(context, &p, BP_CONTIGUITY_ROOK, 0.1, NULL);
    ck_assert_double_eq(link_length(&rook, 0, 2), -1.0);
    ck_assert_double_eq(link_length(&rook, 0, 1), 5.0);
    bp_graph_clear(&rook);
    bp_polygons_clear(&p);
    for (int bricks = 0; bricks < 2; bricks++) {
        tessellation_options options = {25, 20, 6, bricks == 1, 1000.0, 13000.0, 306000.0, 8};
        make_tessellation(context, &options, &p);
        for (int rule = 0; rule < 2; rule++) {
            bp_tolerance_report report = BP_TOLERANCE_REPORT_INIT;
            bp_graph exact = BP_GRAPH_INIT;
            ck_bp_ok(context, bp_contiguity(context, &p, (bp_contiguity_rule)rule, &exact));
            bp_graph graph = tolerant(context, &p, (bp_contiguity_rule)rule, 5.0, &report);
            size_t links = (size_t)exact.offsets[exact.n];
            ck_assert_mem_eq(graph.offsets, exact.offsets, ((size_t)exact.n + 1) * sizeof *exact.offsets);
            ck_assert_mem_eq(graph.neighbours, exact.neighbours, links * sizeof *exact.neighbours);
            ck_assert_mem_eq(graph.length_m, exact.length_m, links * sizeof *exact.length_m);
            ck_assert_int_eq(report.n_added + report.n_widened, 0);
            bp_tolerance_report_clear(&report);
            bp_graph_clear(&exact);
            bp_graph_clear(&graph);
        }
        bp_polygons_clear(&p);
    }
    bp_context_free(context);
}
END_TEST

/* Every point of every ring moved on its own by up to `by`: nothing matches any more. */
static void shake(bp_polygons *p, double by)
{
    uint64_t seed = 11;
    for (int64_t r = 0; r < p->n_rings; r++) {
        int64_t first = p->ring_coords[r], closing = p->ring_coords[r + 1] - 1;
        for (int64_t c = 2 * first; c < 2 * closing; c++)
            p->xy[c] += by * (random_below(&seed, 2001) / 1000.0 - 1.0);
        p->xy[2 * closing] = p->xy[2 * first];
        p->xy[2 * closing + 1] = p->xy[2 * first + 1];
    }
}

/* From noise within the tolerance the links come back, their lengths but for the noise, for any threads. */
START_TEST(noise_is_bridged)
{
    bp_polygons p = BP_POLYGONS_INIT;
    tessellation_options options = {25, 20, 6, true, 1000.0, 13000.0, 306000.0, 8};
    bp_graph exact = BP_GRAPH_INIT, first = BP_GRAPH_INIT;
    for (int threads = 1; threads <= 3; threads++) {
        bp_context *context = new_context(threads);
        if (threads == 1) {
            make_tessellation(context, &options, &p);
            ck_bp_ok(context, bp_contiguity(context, &p, BP_CONTIGUITY_ROOK, &exact));
            shake(&p, 0.2);
        }
        bp_graph graph = tolerant(context, &p, BP_CONTIGUITY_ROOK, 1.0, NULL);
        size_t links = (size_t)exact.offsets[exact.n];
        ck_assert_mem_eq(graph.offsets, exact.offsets, ((size_t)exact.n + 1) * sizeof *exact.offsets);
        ck_assert_mem_eq(graph.neighbours, exact.neighbours, links * sizeof *exact.neighbours);
        for (size_t k = 0; k < links; k++)
            ck_assert_double_eq_tol(graph.length_m[k], exact.length_m[k], 4.0);
        if (threads == 1) {
            first = graph;
        } else {
            ck_assert_mem_eq(graph.length_m, first.length_m, links * sizeof *graph.length_m);
            bp_graph_clear(&graph);
        }
        bp_context_free(context);
    }
    bp_graph_clear(&first);
    bp_graph_clear(&exact);
    bp_polygons_clear(&p);
}
END_TEST

START_TEST(a_tolerance_is_a_length)
{
    bp_context *context = new_context(1);
    bp_polygons p = BP_POLYGONS_INIT;
    bp_graph graph = BP_GRAPH_INIT;
    const double bad[] = {0.0, -1.0, NAN, INFINITY};
    for (int i = 0; i < 4; i++) {
        ck_assert_int_eq(bp_contiguity_tolerant(context, &p, BP_CONTIGUITY_QUEEN, bad[i], &graph, NULL),
                         BP_ERROR_ARGUMENT);
        bp_context_clear(context);
    }
    graph = tolerant(context, &p, BP_CONTIGUITY_QUEEN, 1.0, NULL);
    ck_assert_int_eq(graph.n, 0);
    bp_graph_clear(&graph);
    bp_context_free(context);
}
END_TEST

START_TEST(classical_sets_stay_as_they_are)
{
    bp_context *context = new_context(2);
    for (int s = 0; s < N_CLASSIC; s++) {
        char *path = data_path(classic_sets[s][1]);
        double box[4];
        if (!path)
            continue;
        bp_layer layer = BP_LAYER_INIT;
        ck_bp_ok(context, bp_layer_read(context, path, NULL, &layer));
        ck_assert(bp_polygons_extent(&layer.polygons, box));
        double tolerance = 1e-7 * (box[2] - box[0]);
        bp_graph queen = tolerant(context, &layer.polygons, BP_CONTIGUITY_QUEEN, tolerance, NULL);
        bp_graph rook = tolerant(context, &layer.polygons, BP_CONTIGUITY_ROOK, tolerance, NULL);
        check_reference_links(&queen, classic_sets[s][0], "queen");
        check_reference_links(&rook, classic_sets[s][0], "rook");
        bp_graph_clear(&queen);
        bp_graph_clear(&rook);
        bp_layer_clear(&layer);
        free(path);
    }
    bp_context_free(context);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("contiguity_tolerance");
    TCase *tests = tcase_create("contiguity_tolerance");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, t_junctions_have_their_exact_length);
    tcase_add_test(tests, slivers_up_to_the_tolerance);
    tcase_add_test(tests, a_touch_within_the_tolerance);
    tcase_add_test(tests, a_border_gains_what_did_not_match);
    tcase_add_test(tests, matching_borders_are_left_alone);
    tcase_add_test(tests, noise_is_bridged);
    tcase_add_test(tests, a_tolerance_is_a_length);
    tcase_add_test(tests, classical_sets_stay_as_they_are);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
