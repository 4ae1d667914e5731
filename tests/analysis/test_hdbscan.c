#include "analysis/hdbscan.h"
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

static bp_hdbscan make(const bp_point_set *set, const bp_hdbscan_options *options)
{
    bp_hdbscan result = BP_HDBSCAN_INIT;
    ck_bp_ok(context, bp_hdbscan_make(context, set, options, &result));
    return result;
}

/*
 * By definition, with all pairs: the points that hang together by links of at most a distance, for every
 * distance there is from the longest down.
 */
typedef struct slow_cluster {
    int32_t parent, n_children;
    double birth, death, deepest, stability, best;
    int64_t size;
    bool is_taken;
} slow_cluster;

typedef struct slow_tree {
    const point_case *c;
    double reach[POINTS_MOST][POINTS_MOST];
    int64_t least;
    slow_cluster clusters[POINTS_MOST];
    int32_t n_clusters;
    int32_t last[POINTS_MOST];
    double density[POINTS_MOST];
    double shortest;
} slow_tree;

static int by_value(const void *a, const void *b)
{
    double first = *(const double *)a, second = *(const double *)b;
    return (first > second) - (first < second);
}

static void fill_reach(slow_tree *t, int64_t k)
{
    double sorted[POINTS_MOST], core[POINTS_MOST];
    const point_case *c = t->c;
    for (int64_t i = 0; i < c->n; i++) {
        for (int64_t j = 0; j < c->n; j++)
            sorted[j] = slow_distance(c, i, j);
        qsort(sorted, (size_t)c->n, sizeof *sorted, by_value);
        core[i] = sorted[k - 1];
    }
    t->shortest = INFINITY;
    for (int64_t i = 0; i < c->n; i++)
        for (int64_t j = 0; j < c->n; j++)
            t->reach[i][j] = fmax(slow_distance(c, i, j), fmax(core[i], core[j]));
}

/* part[n]: parts of the members when links of `limit` or more are cut; the number of parts. */
static int32_t cut(const slow_tree *t, const int64_t *members, int64_t n, double limit, int32_t *part)
{
    int64_t stack[POINTS_MOST];
    int32_t n_parts = 0;
    for (int64_t i = 0; i < n; i++)
        part[i] = -1;
    for (int64_t i = 0; i < n; i++) {
        if (part[i] >= 0)
            continue;
        int64_t depth = 0;
        stack[depth++] = i;
        part[i] = n_parts;
        while (depth > 0) {
            int64_t at = stack[--depth];
            for (int64_t j = 0; j < n; j++)
                if (part[j] < 0 && t->reach[members[at]][members[j]] < limit) {
                    part[j] = n_parts;
                    stack[depth++] = j;
                }
        }
        n_parts++;
    }
    return n_parts;
}

/* The least length at which the members hang together. */
static double longest_link(const slow_tree *t, const int64_t *members, int64_t n)
{
    double best[POINTS_MOST], longest = 0.0;
    bool in[POINTS_MOST] = {false};
    for (int64_t i = 0; i < n; i++)
        best[i] = i == 0 ? 0.0 : INFINITY;
    for (int64_t step = 0; step < n; step++) {
        int64_t next = -1;
        for (int64_t i = 0; i < n; i++)
            if (!in[i] && (next < 0 || best[i] < best[next]))
                next = i;
        in[next] = true;
        longest = fmax(longest, best[next]);
        for (int64_t i = 0; i < n; i++)
            best[i] = fmin(best[i], t->reach[members[next]][members[i]]);
    }
    return longest;
}

static void grow(slow_tree *t, const int64_t *members, int64_t n, int32_t cluster)
{
    int32_t part[POINTS_MOST], sizes[POINTS_MOST] = {0}, n_large = 0;
    double length = longest_link(t, members, n);
    double density = 1.0 / length;
    int32_t n_parts = cut(t, members, n, length, part);
    for (int64_t i = 0; i < n; i++)
        sizes[part[i]]++;
    for (int32_t k = 0; k < n_parts; k++)
        n_large += sizes[k] >= t->least;
    t->clusters[cluster].death = density;
    for (int64_t i = 0; i < n; i++)
        if (sizes[part[i]] < t->least) {
            t->last[members[i]] = cluster;
            t->density[members[i]] = density;
        }
    for (int32_t k = 0; k < n_parts; k++) {
        if (sizes[k] < t->least)
            continue;
        int64_t *inside = malloc((size_t)n * sizeof *inside), m = 0;
        for (int64_t i = 0; i < n; i++)
            if (part[i] == k)
                inside[m++] = members[i];
        int32_t of = cluster;
        if (n_large > 1) {
            of = t->n_clusters++;
            t->clusters[of] = (slow_cluster){cluster, 0, density, density, 0, 0, 0, m, false};
            t->clusters[cluster].n_children++;
        }
        grow(t, inside, m, of);
        free(inside);
    }
}

/* A length of 0 counts as the shortest above it. */
static void raise_shortest(slow_tree *t)
{
    for (int64_t i = 0; i < t->c->n; i++)
        for (int64_t j = 0; j < t->c->n; j++)
            if (i != j && t->reach[i][j] > 0.0)
                t->shortest = fmin(t->shortest, t->reach[i][j]);
    for (int64_t i = 0; i < t->c->n; i++)
        for (int64_t j = 0; j < t->c->n; j++)
            t->reach[i][j] = fmax(t->reach[i][j], t->shortest);
}

static void slow_hdbscan(slow_tree *t, const point_case *c, const bp_hdbscan_options *options)
{
    int64_t all[POINTS_MOST] = {0};
    t->c = c;
    t->least = options->min_cluster_size;
    fill_reach(t, options->min_samples ? options->min_samples : options->min_cluster_size);
    raise_shortest(t);
    for (int64_t i = 0; i < c->n; i++)
        all[i] = i;
    t->n_clusters = 1;
    t->clusters[0] = (slow_cluster){-1, 0, 0, 0, 0, 0, 0, c->n, false};
    grow(t, all, c->n, 0);
    for (int64_t i = 0; i < c->n; i++)
        for (int32_t k = t->last[i]; k >= 0; k = t->clusters[k].parent) {
            /* It leaves an outer cluster where that parts. */
            double left = k == t->last[i] ? t->density[i] : t->clusters[k].death;
            t->clusters[k].stability += left - t->clusters[k].birth;
            t->clusters[k].deepest = fmax(t->clusters[k].deepest, t->density[i]);
        }
    for (int32_t k = t->n_clusters - 1; k >= 0; k--) {
        slow_cluster *of = &t->clusters[k];
        double below = 0.0;
        for (int32_t m = k + 1; m < t->n_clusters; m++)
            below += t->clusters[m].parent == k ? t->clusters[m].best : 0.0;
        bool may = k > 0 || options->allow_one;
        of->is_taken =
            may && (options->selection == BP_HDBSCAN_LEAVES ? of->n_children == 0 : of->stability >= below);
        of->best = of->is_taken ? of->stability : below;
    }
}

static int32_t slow_answer(const slow_tree *t, int64_t i)
{
    int32_t answer = -1;
    for (int32_t k = t->last[i]; k >= 0; k = t->clusters[k].parent)
        answer = t->clusters[k].is_taken ? k : answer;
    return answer;
}

static void ck_same(const slow_tree *t, const bp_hdbscan *result)
{
    int32_t to[POINTS_MOST], n_taken = 0;
    bool seen[POINTS_MOST] = {false};
    memset(to, -1, sizeof to);
    for (int64_t i = 0; i < t->c->n; i++) {
        int32_t answer = slow_answer(t, i);
        ck_assert_int_eq(answer < 0, result->cluster[i] < 0);
        double outlier = 1.0 - t->density[i] / t->clusters[t->last[i]].deepest;
        ck_assert_double_eq_tol(result->outlier[i], outlier, 1e-9);
        if (answer < 0) {
            ck_assert_double_eq(result->probability[i], 0.0);
            continue;
        }
        int32_t *found = &to[answer];
        if (*found < 0) {
            *found = result->cluster[i];
            ck_assert(!seen[*found]);
            seen[*found] = true;
            n_taken++;
            ck_assert_int_eq(result->size[*found], t->clusters[answer].size);
            ck_assert_double_eq_tol(result->stability[*found], t->clusters[answer].stability,
                                    1e-9 * (1.0 + t->clusters[answer].stability));
        }
        ck_assert_int_eq(*found, result->cluster[i]);
        ck_assert_double_eq_tol(result->probability[i], fmin(1.0, t->density[i] / t->clusters[answer].death),
                                1e-9);
    }
    ck_assert_int_eq(result->n_clusters, n_taken);
}

START_TEST(as_brute_force)
{
    static point_case c;
    static slow_tree tree;
    int64_t n_clusters = 0, n_nested = 0;
    for (int round = 0; round < 36; round++) {
        const double steps[] = {0.0, 1.0, 4.0};
        bp_hdbscan_options options = BP_HDBSCAN_OPTIONS_INIT;
        options.min_cluster_size = 2 + round % 7;
        options.min_samples = round % 5;
        options.selection = round % 2 ? BP_HDBSCAN_LEAVES : BP_HDBSCAN_EXCESS_OF_MASS;
        options.allow_one = round % 4 == 0;
        make_points(40 + (uint64_t)round, 20 + 4 * round, steps[round % 3], &c);
        bp_point_set set = set_of(&c, false);
        slow_hdbscan(&tree, &c, &options);
        bp_hdbscan result = make(&set, &options);
        ck_same(&tree, &result);
        n_clusters += result.n_clusters;
        n_nested += tree.n_clusters;
        bp_hdbscan_clear(&result);
    }
    /* Else little was tried. */
    ck_assert_int_gt(n_clusters, 150);
    ck_assert_int_gt(n_nested, 2 * n_clusters);
}
END_TEST

/* Two rows of points, 1 and 2 apart, 20 from each other, and one point far away. */
START_TEST(by_hand)
{
    const double x[] = {0, 1, 2, 3, 23, 25, 27, 103}, y[8] = {0};
    const bp_point_set set = {8, x, y, NULL, NULL};
    bp_hdbscan_options options = BP_HDBSCAN_OPTIONS_INIT;
    options.min_cluster_size = 3;
    options.min_samples = 1;
    bp_hdbscan result = make(&set, &options);
    const int32_t cluster[] = {0, 0, 0, 0, 1, 1, 1, -1};
    ck_assert_int_eq(result.n_clusters, 2);
    ck_assert_mem_eq(result.cluster, cluster, sizeof cluster);
    /* They part at 20; all of the first leave at 1, of the second at 2. */
    ck_assert_double_eq_tol(result.stability[0], 4.0 * (1.0 - 1.0 / 20.0), 1e-12);
    ck_assert_double_eq_tol(result.stability[1], 3.0 * (1.0 / 2.0 - 1.0 / 20.0), 1e-12);
    ck_assert_double_eq(result.probability[0], 1.0);
    ck_assert_double_eq(result.probability[7], 0.0);
    /* The far point leaves the whole at 76, which is as dense as 1 somewhere. */
    ck_assert_double_eq_tol(result.outlier[7], 1.0 - 1.0 / 76.0, 1e-12);
    ck_assert_double_eq(result.outlier[4], 0.0);
    ck_assert_int_eq(result.n_noise, 1);
    bp_hdbscan_clear(&result);
}
END_TEST

START_TEST(order_and_threads_do_not_matter)
{
    static point_case c, other;
    static int64_t order[POINTS_MOST];
    for (uint64_t round = 0; round < 8; round++) {
        bp_hdbscan_options options = BP_HDBSCAN_OPTIONS_INIT;
        make_points(200 + round, 390, round % 2 ? 2.0 : 0.0, &c);
        shuffle_points(round, &c, &other, order);
        bp_point_set set = set_of(&c, false), shuffled = set_of(&other, false);
        bp_hdbscan result = make(&set, &options);
        bp_context *two = context;
        context = context_of(1);
        bp_hdbscan again = make(&shuffled, &options);
        ck_assert_int_eq(result.n_clusters, again.n_clusters);
        ck_assert_int_gt(result.n_clusters, 1);
        for (int64_t i = 0; i < c.n; i++) {
            ck_assert_int_eq(again.cluster[i], result.cluster[order[i]]);
            ck_assert(again.probability[i] == result.probability[order[i]]);
            ck_assert(again.outlier[i] == result.outlier[order[i]]);
        }
        for (int32_t k = 0; k < result.n_clusters; k++)
            ck_assert(again.stability[k] == result.stability[k]);
        bp_hdbscan_clear(&result);
        bp_hdbscan_clear(&again);
        bp_context_free(context);
        context = two;
    }
}
END_TEST

static void ck_refused(const bp_point_set *set, int64_t min_cluster_size, int64_t min_samples,
                       bp_status status, const char *message)
{
    const bp_hdbscan_options options = {min_cluster_size, min_samples, BP_HDBSCAN_EXCESS_OF_MASS, false};
    bp_hdbscan result = BP_HDBSCAN_INIT;
    ck_assert_int_eq(bp_hdbscan_make(context, set, &options, &result), status);
    ck_assert_str_eq(bp_context_message(context), message);
    ck_assert_ptr_null(result.cluster);
    bp_context_clear(context);
}

START_TEST(refusals)
{
    const double x[] = {1, 2, 3}, y[] = {1, 2, NAN}, same[] = {2.5, 2.5, 2.5};
    const uint8_t two[] = {3}, nobody[] = {0};
    const bp_point_set set = {3, x, x, NULL, NULL}, bad = {3, x, y, NULL, NULL}, part = {3, x, y, NULL, two};
    const bp_point_set place = {3, same, same, NULL, NULL}, none = {3, x, y, NULL, nobody};
    ck_refused(&set, 1, 0, BP_ERROR_ARGUMENT, "hdbscan: min_cluster_size is 1; 2 is the least");
    ck_refused(&set, 2, -1, BP_ERROR_ARGUMENT,
               "hdbscan: min_samples is -1; it is 1 or more, the point itself counted");
    ck_refused(&part, 3, 0, BP_ERROR_INPUT,
               "hdbscan: there are 2 points, fewer than min_cluster_size, 3; ask for fewer");
    ck_refused(&set, 3, 4, BP_ERROR_INPUT,
               "hdbscan: there are 3 points, fewer than min_samples, 4; ask for fewer");
    ck_refused(&none, 3, 0, BP_ERROR_INPUT, "hdbscan: none of 3 rows has a point; give rows coordinates");
    ck_refused(&bad, 3, 0, BP_ERROR_INPUT,
               "hdbscan: row 3: the coordinates 3, nan are not finite; leave the row out or give it a place");
    ck_refused(&place, 3, 0, BP_ERROR_INPUT,
               "hdbscan: all 3 points lie in one place, 2.5, 2.5; clusters need points that lie apart");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("hdbscan");
    TCase *tests = tcase_create("hdbscan");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, by_hand);
    tcase_add_test(tests, as_brute_force);
    tcase_add_test(tests, order_and_threads_do_not_matter);
    tcase_add_test(tests, refusals);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
