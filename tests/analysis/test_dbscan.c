#include "analysis/dbscan.h"
#include "tests/analysis/points_support.h"

static bp_context *context;

static void set_up(void)
{
    context = context_of(2);
}

static void tear_down(void)
{
    bp_context_free(context);
}

static bp_dbscan make(const bp_point_set *set, double eps, double min_points)
{
    const bp_dbscan_options options = {eps, min_points};
    bp_dbscan result = BP_DBSCAN_INIT;
    ck_bp_ok(context, bp_dbscan_make(context, set, &options, &result));
    return result;
}

/* Eight points on a line, 1 apart but for a gap of 3 after the fifth, and two far away. */
START_TEST(by_hand)
{
    const double x[] = {0, 1, 2, 3, 4, 7, 8, 9, 50, 60}, y[10] = {0};
    const bp_point_set set = {10, x, y, NULL, NULL};
    bp_dbscan result = make(&set, 1.0, 3.0);
    const int32_t cluster[] = {0, 0, 0, 0, 0, 1, 1, 1, -1, -1};
    const uint8_t kind[] = {BP_DBSCAN_BORDER, BP_DBSCAN_CORE,   BP_DBSCAN_CORE, BP_DBSCAN_CORE,
                            BP_DBSCAN_BORDER, BP_DBSCAN_BORDER, BP_DBSCAN_CORE, BP_DBSCAN_BORDER,
                            BP_DBSCAN_NOISE,  BP_DBSCAN_NOISE};
    ck_assert_int_eq(result.n_clusters, 2);
    ck_assert_mem_eq(result.cluster, cluster, sizeof cluster);
    ck_assert_mem_eq(result.kind, kind, sizeof kind);
    ck_assert_int_eq(result.size[0], 5);
    ck_assert_int_eq(result.size[1], 3);
    ck_assert_int_eq(result.n_core, 4);
    ck_assert_int_eq(result.n_border, 4);
    ck_assert_int_eq(result.n_noise, 2);
    ck_assert_int_eq(result.n_shared, 0);
    bp_dbscan_clear(&result);
}
END_TEST

/* A point between two stars, in reach of one core point of each: the nearer one takes it. */
START_TEST(border_goes_to_the_nearest_core)
{
    const double u[] = {0, 0, 0, -1, 10, 10, 10, 11, 5.25}, v[] = {0, 3, -3, 0, 0, 3, -3, 0, 0};
    const bp_point_set apart = {9, u, v, NULL, NULL};
    bp_dbscan result = make(&apart, 5.25, 5.0);
    ck_assert_int_eq(result.n_clusters, 2);
    ck_assert_int_eq(result.kind[8], BP_DBSCAN_BORDER);
    ck_assert_int_eq(result.cluster[8], result.cluster[4]);
    ck_assert_int_eq(result.n_shared, 1);
    bp_dbscan_clear(&result);
}
END_TEST

/* What the definition says, by pairs: labels by spreading over core points. */
static void slow_dbscan(const point_case *c, bool weighted, double eps, double min_points, int32_t *label,
                        uint8_t *is_core)
{
    int64_t stack[POINTS_MOST];
    int32_t n_labels = 0;
    for (int64_t i = 0; i < c->n; i++) {
        double weight = 0.0;
        for (int64_t j = 0; j < c->n; j++)
            if (slow_distance(c, i, j) <= eps)
                weight += weighted ? c->weight[j] : 1.0;
        is_core[i] = weight >= min_points;
        label[i] = -1;
    }
    for (int64_t i = 0; i < c->n; i++) {
        if (!is_core[i] || label[i] >= 0)
            continue;
        int64_t depth = 0;
        stack[depth++] = i;
        label[i] = n_labels;
        while (depth > 0) {
            int64_t at = stack[--depth];
            for (int64_t j = 0; j < c->n; j++)
                if (is_core[j] && label[j] < 0 && slow_distance(c, at, j) <= eps) {
                    label[j] = n_labels;
                    stack[depth++] = j;
                }
        }
        n_labels++;
    }
    for (int64_t i = 0; i < c->n; i++) {
        int64_t best = -1;
        for (int64_t j = 0; j < c->n && !is_core[i]; j++) {
            double d = slow_distance(c, i, j), least = best < 0 ? eps : slow_distance(c, i, best);
            if (!is_core[j] || d > least)
                continue;
            if (best < 0 || d < least || c->x[j] < c->x[best] ||
                (c->x[j] == c->x[best] && c->y[j] < c->y[best]))
                best = j;
        }
        if (best >= 0)
            label[i] = label[best];
    }
}

/* The same partition, whatever the numbers. */
static void ck_same(int64_t n, const int32_t *found, const int32_t *expected)
{
    int32_t to[POINTS_MOST], back[POINTS_MOST];
    memset(to, -1, sizeof to);
    memset(back, -1, sizeof back);
    for (int64_t i = 0; i < n; i++) {
        ck_assert_int_eq(found[i] < 0, expected[i] < 0);
        if (found[i] < 0)
            continue;
        if (to[found[i]] < 0)
            to[found[i]] = expected[i];
        if (back[expected[i]] < 0)
            back[expected[i]] = found[i];
        ck_assert_int_eq(to[found[i]], expected[i]);
        ck_assert_int_eq(back[expected[i]], found[i]);
    }
}

START_TEST(as_brute_force)
{
    static point_case c;
    static int32_t label[POINTS_MOST];
    static uint8_t is_core[POINTS_MOST];
    int64_t n_clusters = 0, n_border = 0;
    for (int round = 0; round < 60; round++) {
        const double steps[] = {0.0, 1.0, 3.0}, radii[] = {1.0, 3.0, 5.0, 12.0};
        double eps = radii[round / 3 % 4], min_points = 1.0 + round % 7;
        bool weighted = round % 2;
        make_points((uint64_t)round, 20 + 6 * round, steps[round % 3], &c);
        bp_point_set set = set_of(&c, weighted);
        slow_dbscan(&c, weighted, eps, min_points, label, is_core);
        bp_dbscan result = make(&set, eps, min_points);
        ck_same(c.n, result.cluster, label);
        for (int64_t i = 0; i < c.n; i++)
            ck_assert_int_eq(result.kind[i] == BP_DBSCAN_CORE, is_core[i]);
        n_clusters += result.n_clusters;
        n_border += result.n_border;
        bp_dbscan_clear(&result);
    }
    /* Else little was tried. */
    ck_assert_int_gt(n_clusters, 300);
    ck_assert_int_gt(n_border, 200);
}
END_TEST

START_TEST(order_and_threads_do_not_matter)
{
    static point_case c, other;
    static int64_t order[POINTS_MOST];
    for (uint64_t round = 0; round < 8; round++) {
        make_points(100 + round, 350, round % 2 ? 2.0 : 0.0, &c);
        shuffle_points(round, &c, &other, order);
        bp_point_set set = set_of(&c, true), shuffled = set_of(&other, true);
        bp_dbscan result = make(&set, 3.0, 4.0);
        bp_context *two = context;
        context = context_of(1);
        bp_dbscan again = make(&shuffled, 3.0, 4.0);
        ck_assert_int_eq(result.n_clusters, again.n_clusters);
        ck_assert_int_gt(result.n_clusters, 2);
        for (int64_t i = 0; i < c.n; i++)
            ck_assert_int_eq(again.cluster[i], result.cluster[order[i]]);
        bp_dbscan_clear(&result);
        bp_dbscan_clear(&again);
        bp_context_free(context);
        context = two;
    }
}
END_TEST

START_TEST(rows_without_a_point)
{
    const double x[] = {0, NAN, 0.5, 0, 900}, y[] = {0, NAN, 0, 0.5, 0};
    const uint8_t valid[] = {0x1d};
    const bp_point_set set = {5, x, y, NULL, valid};
    bp_dbscan result = make(&set, 1.0, 3.0);
    ck_assert_int_eq(result.n_clusters, 1);
    ck_assert_int_eq(result.kind[1], BP_DBSCAN_NONE);
    ck_assert_int_eq(result.cluster[1], -1);
    ck_assert_int_eq(result.n_none, 1);
    ck_assert_int_eq(result.n_noise, 1);
    ck_assert_int_eq(result.size[0], 3);
    bp_dbscan_clear(&result);
}
END_TEST

static void ck_refused(const bp_point_set *set, double eps, double min_points, bp_status status,
                       const char *message)
{
    const bp_dbscan_options options = {eps, min_points};
    bp_dbscan result = BP_DBSCAN_INIT;
    ck_assert_int_eq(bp_dbscan_make(context, set, &options, &result), status);
    ck_assert_str_eq(bp_context_message(context), message);
    ck_assert_ptr_null(result.cluster);
    bp_context_clear(context);
}

START_TEST(refusals)
{
    const double x[] = {1, 2, 3, 1e6}, y[] = {1, 2, 3, 4}, far[] = {0, 1, INFINITY}, same[] = {2.5, 2.5, 2.5};
    const double weight[] = {1, 0.5, -1};
    const uint8_t nobody[] = {0};
    const bp_point_set set = {3, x, y, NULL, NULL}, infinite = {3, far, y, NULL, NULL};
    const bp_point_set place = {3, same, same, NULL, NULL}, weighted = {3, x, y, weight, NULL};
    const bp_point_set light = {2, x, y, weight, NULL}, none = {3, x, y, NULL, nobody};
    const bp_point_set wide = {4, x, y, NULL, NULL};
    ck_refused(&set, 0.0, 3.0, BP_ERROR_ARGUMENT,
               "dbscan: eps is 0; it is a distance above 0 in the units of the points");
    ck_refused(&set, 1.0, 0.0, BP_ERROR_ARGUMENT,
               "dbscan: min_points is 0; it is a number above 0, the point itself counted");
    ck_refused(&set, 1.0, 5.0, BP_ERROR_INPUT,
               "dbscan: there are 3 points, fewer than min_points, 5; ask for fewer");
    ck_refused(&light, 1.0, 5.0, BP_ERROR_INPUT,
               "dbscan: all points together weigh 1.5, less than min_points, 5; ask for fewer");
    ck_refused(&none, 1.0, 3.0, BP_ERROR_INPUT, "dbscan: none of 3 rows has a point; give rows coordinates");
    ck_refused(&infinite, 1.0, 3.0, BP_ERROR_INPUT,
               "dbscan: row 3: the coordinates inf, 3 are not finite; leave the row out or give it a place");
    ck_refused(&weighted, 1.0, 1.0, BP_ERROR_INPUT,
               "dbscan: row 3: found the weight -1, expected a number of 0 or more");
    ck_refused(&place, 1.0, 3.0, BP_ERROR_INPUT,
               "dbscan: all 3 points lie in one place, 2.5, 2.5; clusters need points that lie apart");
    ck_refused(&wide, 1e-4, 2.0, BP_ERROR_INPUT,
               "dbscan: eps 0.0001 is too small for points that lie up to 999999 apart; from "
               "0.00186264 on it can be done");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("dbscan");
    TCase *tests = tcase_create("dbscan");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, by_hand);
    tcase_add_test(tests, border_goes_to_the_nearest_core);
    tcase_add_test(tests, as_brute_force);
    tcase_add_test(tests, order_and_threads_do_not_matter);
    tcase_add_test(tests, rows_without_a_point);
    tcase_add_test(tests, refusals);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
