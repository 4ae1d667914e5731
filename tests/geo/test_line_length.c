/* Lengths of lines within units: by hand, against GEOS, and that nothing is lost or counted twice. */
#include "geo/line_length.h"

#include "tests/geo/geos_peer.h"
#include "tests/geo/shapes.h"
#include "tests/geo/tessellation.h"

#include <math.h>

static void add_line(bp_context *context, bp_lines *lines, const double *xy, int n_points)
{
    ck_bp_ok(context, bp_lines_add_points(context, lines, xy, n_points));
    ck_bp_ok(context, bp_lines_end_line(context, lines));
    ck_bp_ok(context, bp_lines_end_row(context, lines));
}

/* Two boxes of side 4 beside each other, and one line each: its lengths in the left one, in the right one, in
 * none, and along a border. */
static const struct {
    int n;
    double xy[8];
    double left, right, outside, along;
} cases[] = {
    {2, {-1, 1, 10, 1}, 4, 4, 3, 0},           /* right across */
    {4, {1, 1, 1, 2, 1, 2, 3, 2}, 3, 0, 0, 0}, /* well inside, one point twice */
    {2, {4, 0, 4, 4}, 0, 4, 0, 4},             /* along the shared border: to the right */
    {2, {4, 4, 4, 0}, 0, 4, 0, 4},             /* and the other way round */
    {2, {4, -2, 4, 6}, 0, 4, 4, 4},            /* longer than the border */
    {3, {4, 1, 4, 2, 4, 3}, 0, 2, 0, 2},       /* within the border */
    {2, {0, 0, 0, 4}, 4, 0, 0, 4},             /* along the outer border: the one unit it touches */
    {2, {8, 0, 8, 4}, 0, 4, 0, 4},             /* likewise to the right of all */
    {2, {0, 4, 8, 4}, 4, 4, 0, 8},             /* above both, along two edges */
    {2, {0, 0, 8, 0}, 4, 4, 0, 8},             /* below both */
    {2, {-3, 0, 0, 4}, 0, 0, 5, 0},            /* touches a corner */
    {3, {2, 2, 5, 6, 8, 2}, 2.5, 2.5, 5, 0},   /* out over the top and in again */
    {2, {20, 0, 20, 7}, 0, 0, 7, 0},           /* far off */
    {2, {3, 3, 3, 3}, 0, 0, 0, 0},             /* a line without length */
};

START_TEST(by_hand)
{
    bp_context *context = new_context(2);
    bp_polygons p = BP_POLYGONS_INIT;
    bp_lines lines = BP_LINES_INIT;
    double length[3];
    bp_line_length_report report;
    add_box(context, &p, 0, 0, 4, 4);
    end_unit(context, &p);
    /* Clockwise: the way a ring runs does not matter. */
    add_simple(context, &p, (const double[]){4, 0, 4, 4, 8, 4, 8, 0}, 4);
    add_line(context, &lines, cases[_i].xy, cases[_i].n);
    ck_bp_ok(context, bp_line_length(context, &lines, &p, length, &report));
    ck_assert_double_eq_tol(length[0], cases[_i].left, 1e-14);
    ck_assert_double_eq(length[1], 0.0);
    ck_assert_double_eq_tol(length[2], cases[_i].right, 1e-14);
    ck_assert_double_eq_tol(report.outside, cases[_i].outside, 1e-14);
    ck_assert_double_eq_tol(report.inside, cases[_i].left + cases[_i].right, 1e-14);
    ck_assert_double_eq_tol(report.total, cases[_i].left + cases[_i].right + cases[_i].outside, 1e-14);
    ck_assert_double_eq_tol(report.along_border, cases[_i].along, 1e-14);
    bp_lines_clear(&lines);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

/* Unit 0 lies over the right half of unit 1, whose hole unit 2 fills; a line through all, and one along the
 * left side of unit 0, which is well inside unit 1: the lower number has it. And one along the hole. */
START_TEST(overlaps_and_holes)
{
    bp_context *context = new_context(1);
    bp_polygons p = BP_POLYGONS_INIT;
    bp_lines lines = BP_LINES_INIT;
    double length[3];
    add_box(context, &p, 5, 0, 10, 10);
    add_box_ring(context, &p, 0, 0, 10, 10);
    add_ring(context, &p, (const double[]){1, 1, 3, 1, 3, 3, 1, 3}, 4);
    end_part(context, &p);
    end_unit(context, &p);
    add_box(context, &p, 1, 1, 3, 3);
    add_line(context, &lines, (const double[]){0, 2, 10, 2}, 2);
    ck_bp_ok(context, bp_line_length(context, &lines, &p, length, NULL));
    ck_assert_double_eq_tol(length[0], 5.0, 1e-14);
    ck_assert_double_eq_tol(length[1], 3.0, 1e-14);
    ck_assert_double_eq_tol(length[2], 2.0, 1e-14);
    bp_lines_clear(&lines);
    add_line(context, &lines, (const double[]){5, 2, 5, 8}, 2);
    add_line(context, &lines, (const double[]){1, 1, 1, 3}, 2); /* left of the hole: to the right */
    add_line(context, &lines, (const double[]){3, 1, 3, 3}, 2); /* right of it: again to the right */
    add_line(context, &lines, (const double[]){1, 3, 3, 3}, 2); /* above it */
    ck_bp_ok(context, bp_line_length(context, &lines, &p, length, NULL));
    ck_assert_double_eq_tol(length[0], 6.0, 1e-14);
    ck_assert_double_eq_tol(length[1], 4.0, 1e-14);
    ck_assert_double_eq_tol(length[2], 2.0, 1e-14);
    bp_lines_clear(&lines);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

/* Walks of random steps over the cells, and the borders of some cells themselves. */
static void make_walks(bp_context *context, const bp_polygons *p, double step, bp_lines *lines)
{
    uint64_t state = 17;
    for (int k = 0; k < 60; k++) {
        double xy[100];
        for (int d = 0; d < 2; d++)
            xy[d] = p->xy[2 * random_below(&state, (int)p->n_coords) + d];
        for (int i = 2; i < 100; i++)
            xy[i] = xy[i - 2] + step * (random_below(&state, 2001) - 1000) / 1000.0;
        add_line(context, lines, xy, 50);
    }
}

static double length_in(const peer *geos, int64_t unit, const bp_lines *lines)
{
    double total = 0.0;
    for (int64_t l = 0; l < lines->n_lines; l++) {
        int64_t first = lines->line_coords[l], n = lines->line_coords[l + 1] - first;
        GEOSCoordSequence *points =
            GEOSCoordSeq_copyFromBuffer_r(geos->handle, lines->xy + 2 * first, (unsigned)n, 0, 0);
        GEOSGeometry *line = GEOSGeom_createLineString_r(geos->handle, points);
        GEOSGeometry *common = GEOSIntersection_r(geos->handle, geos->geometry[unit], line);
        double length = 0.0;
        ck_assert_int_eq(GEOSLength_r(geos->handle, common, &length), 1);
        total += length;
        GEOSGeom_destroy_r(geos->handle, common);
        GEOSGeom_destroy_r(geos->handle, line);
    }
    return total;
}

/* The walks do not cross themselves along the way twice in one place, so GEOS counts them as they are. */
START_TEST(agrees_with_geos)
{
    const tessellation_options options = {6, 6, 4, _i == 1, 40, 1e5, 4e5, 7};
    bp_context *context = new_context(2);
    bp_polygons p = BP_POLYGONS_INIT;
    bp_lines lines = BP_LINES_INIT;
    peer geos;
    double length[36], sum = 0.0, walked = 0.0;
    bp_line_length_report report;
    make_tessellation(context, &options, &p);
    make_walks(context, &p, 30.0, &lines);
    ck_bp_ok(context, bp_line_length(context, &lines, &p, length, &report));
    peer_open(&geos, &p);
    for (int64_t u = 0; u < p.n_units; u++) {
        ck_assert_double_eq_tol(length[u], length_in(&geos, u, &lines), 1e-6);
        sum += length[u];
    }
    for (int64_t l = 0; l < lines.n_lines; l++)
        for (int64_t c = lines.line_coords[l]; c + 1 < lines.line_coords[l + 1]; c++)
            walked += hypot(lines.xy[2 * c + 2] - lines.xy[2 * c], lines.xy[2 * c + 3] - lines.xy[2 * c + 1]);
    ck_assert_double_eq_tol(report.total, walked, 1e-11 * walked);
    ck_assert_double_eq_tol(report.inside, sum, 1e-11 * walked);
    ck_assert_double_eq_tol(report.inside + report.outside, report.total, 1e-12 * walked);
    ck_assert_double_gt(report.outside, 0.0);
    peer_close(&geos);
    bp_lines_clear(&lines);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

/* All outlines as lines: every shared border is there twice, and counts twice for one of its units. */
START_TEST(outlines_are_all_along_borders)
{
    const tessellation_options options = {12, 12, 3, true, 40, 1e5, 4e5, 7};
    bp_context *context = new_context(1);
    bp_polygons p = BP_POLYGONS_INIT;
    bp_lines lines = BP_LINES_INIT, turned = BP_LINES_INIT;
    double length[144], again[144];
    bp_line_length_report report;
    make_tessellation(context, &options, &p);
    for (int64_t r = 0; r < p.n_rings; r++) {
        int64_t c = p.ring_coords[r];
        add_line(context, &lines, p.xy + 2 * c, (int)(p.ring_coords[r + 1] - c));
    }
    ck_bp_ok(context, bp_line_length(context, &lines, &p, length, &report));
    ck_assert_double_eq(report.outside, 0.0);
    ck_assert_double_eq_tol(report.along_border, report.total, 1e-12 * report.total);
    /* Lines in the opposite order, and other numbers of threads: the same to the last bit. */
    for (int64_t l = lines.n_lines; l-- > 0;)
        add_line(context, &turned, lines.xy + 2 * lines.line_coords[l],
                 (int)(lines.line_coords[l + 1] - lines.line_coords[l]));
    for (int k = 1; k <= 3; k++) {
        bp_context *other = new_context(k);
        ck_bp_ok(other, bp_line_length(other, &turned, &p, again, NULL));
        ck_assert_mem_eq(length, again, sizeof length);
        bp_context_free(other);
    }
    bp_lines_clear(&lines);
    bp_lines_clear(&turned);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

START_TEST(refusals_and_nothing)
{
    bp_context *context = new_context(1);
    bp_polygons p = BP_POLYGONS_INIT;
    bp_lines lines = BP_LINES_INIT;
    double length[1] = {7};
    bp_line_length_report report;
    add_box(context, &p, 0, 0, 1, 1);
    ck_bp_ok(context, bp_lines_end_row(context, &lines));
    ck_bp_ok(context, bp_line_length(context, &lines, &p, length, &report));
    ck_assert_double_eq(length[0], 0.0);
    ck_assert_double_eq(report.total, 0.0);
    length[0] = 7;
    add_line(context, &lines, (const double[]){0, 0, 1, INFINITY}, 2);
    ck_assert_int_eq(bp_line_length(context, &lines, &p, length, &report), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "a coordinate of line 1 is not finite");
    ck_assert_double_eq(length[0], 7.0);
    bp_lines_clear(&lines);
    bp_polygons_clear(&p);
    bp_context_free(context);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("line_length");
    TCase *tc = tcase_create("all");
    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, by_hand, 0, (int)(sizeof cases / sizeof cases[0]));
    tcase_add_test(tc, overlaps_and_holes);
    tcase_add_loop_test(tc, agrees_with_geos, 0, 2);
    tcase_add_test(tc, outlines_are_all_along_borders);
    tcase_add_test(tc, refusals_and_nothing);
    suite_add_tcase(suite, tc);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
