#include "analysis/dbscan.h"

#include "analysis/dbscan_cells_private.h"
#include "analysis/workers_private.h"
#include "geo/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CELLS_A_PIECE = 256 };

/* All arrays by point or cell are in the order of the cells. */
typedef struct search {
    bp_dbscan_cells cells;
    double eps, eps2, min_points;
    uint8_t *is_core;   /* is_core[points] */
    uint32_t *linked;   /* linked[cells]: bit k says that core points reach into the k-th cell near it */
    int32_t *set;       /* set[cells]: union-find, then the cluster of a cell's core points, -1 without */
    int32_t *cluster;   /* cluster[points] */
    uint8_t *is_shared; /* is_shared[points]: within reach of several clusters */
    int32_t n_clusters;
} search;

void bp_dbscan_clear(bp_dbscan *result)
{
    free(result->cluster);
    free(result->kind);
    free(result->size);
    *result = (bp_dbscan)BP_DBSCAN_INIT;
}

static bool is_dense(const search *s, const bp_placed *point, const int64_t *near, int n_near)
{
    double weight = 0.0;
    for (int k = 0; k < n_near && weight < s->min_points; k++) {
        const bp_dbscan_cell *cell = &s->cells.cells[near[k]];
        if (bp_dbscan_cell_least2(cell, point) > s->eps2)
            continue;
        if (bp_dbscan_cell_most2(cell, point) <= s->eps2) {
            weight += cell->weight;
            continue;
        }
        for (int64_t q = cell->first; q < cell->end; q++)
            if (bp_placed_distance2(&s->cells.points[q], point->x, point->y) <= s->eps2)
                weight += s->cells.points[q].weight;
    }
    return weight >= s->min_points;
}

static bp_status find_cores(bp_context *context, void *user, int thread, int64_t number)
{
    search *s = (search *)user;
    int64_t c = number * CELLS_A_PIECE, end = c + CELLS_A_PIECE, near[BP_DBSCAN_NEAR_MOST];
    bp_dbscan_walk walk = bp_dbscan_walk_from(&s->cells, s->eps, c);
    (void)context, (void)thread;
    for (; c < end && c < s->cells.n; c++) {
        const bp_dbscan_cell *cell = &s->cells.cells[c];
        bool all = cell->weight >= s->min_points;
        int n_near = all ? 0 : bp_dbscan_walk_to(&walk, c, near);
        for (int64_t p = cell->first; p < cell->end; p++)
            s->is_core[p] = all || is_dense(s, &s->cells.points[p], near, n_near);
    }
    return BP_OK;
}

static bool cores_reach(const search *s, const bp_dbscan_cell *a, const bp_dbscan_cell *b)
{
    for (int64_t p = a->first; p < a->end; p++) {
        const bp_placed *point = &s->cells.points[p];
        if (!s->is_core[p] || bp_dbscan_cell_least2(b, point) > s->eps2)
            continue;
        for (int64_t q = b->first; q < b->end; q++)
            if (s->is_core[q] && bp_placed_distance2(&s->cells.points[q], point->x, point->y) <= s->eps2)
                return true;
    }
    return false;
}

static bp_status link_cells(bp_context *context, void *user, int thread, int64_t number)
{
    search *s = (search *)user;
    int64_t c = number * CELLS_A_PIECE, end = c + CELLS_A_PIECE, near[BP_DBSCAN_NEAR_MOST];
    bp_dbscan_walk walk = bp_dbscan_walk_from(&s->cells, s->eps, c);
    (void)context, (void)thread;
    for (; c < end && c < s->cells.n; c++) {
        int n_near = bp_dbscan_walk_to(&walk, c, near);
        for (int k = 0; k < n_near; k++)
            if (near[k] > c && cores_reach(s, &s->cells.cells[c], &s->cells.cells[near[k]]))
                s->linked[c] |= UINT32_C(1) << k;
    }
    return BP_OK;
}

static int32_t find_set(int32_t *set, int32_t c)
{
    for (; set[c] != c; c = set[c])
        set[c] = set[set[c]];
    return c;
}

static void join_cells(search *s)
{
    int64_t near[BP_DBSCAN_NEAR_MOST];
    bp_dbscan_walk walk = bp_dbscan_walk_from(&s->cells, s->eps, 0);
    for (int64_t c = 0; c < s->cells.n; c++)
        s->set[c] = (int32_t)c;
    for (int64_t c = 0; c < s->cells.n; c++) {
        if (!s->linked[c])
            continue;
        int n_near = bp_dbscan_walk_to(&walk, c, near);
        for (int k = 0; k < n_near; k++) {
            if (!(s->linked[c] >> k & 1))
                continue;
            int32_t a = find_set(s->set, (int32_t)c), b = find_set(s->set, (int32_t)near[k]);
            s->set[a > b ? a : b] = a > b ? b : a;
        }
    }
}

/* Number the sets that have core points. A root is the lowest cell of its set, so it is met first. */
static void number_sets(search *s)
{
    for (int64_t c = 0; c < s->cells.n; c++) {
        const bp_dbscan_cell *cell = &s->cells.cells[c];
        bool has_core = false;
        for (int64_t p = cell->first; p < cell->end && !has_core; p++)
            has_core = s->is_core[p];
        bool is_root = s->set[c] == c;
        if (!has_core)
            s->set[c] = -1;
        else if (is_root)
            s->set[c] = s->n_clusters++;
        else
            s->set[c] = s->set[s->set[c]];
    }
}

/* The nearest core point within eps of one that is none; of those at one distance that of least x, then y. */
static void place_border(search *s, int64_t p, const int64_t *near, int n_near)
{
    const bp_placed *point = &s->cells.points[p], *best = NULL;
    double best2 = INFINITY;
    for (int k = 0; k < n_near; k++) {
        const bp_dbscan_cell *cell = &s->cells.cells[near[k]];
        int32_t cluster = s->set[near[k]];
        if (cluster < 0 || bp_dbscan_cell_least2(cell, point) > s->eps2)
            continue;
        for (int64_t q = cell->first; q < cell->end; q++) {
            const bp_placed *other = &s->cells.points[q];
            double d2 = bp_placed_distance2(other, point->x, point->y);
            if (!s->is_core[q] || d2 > s->eps2)
                continue;
            s->is_shared[p] |= best && s->cluster[p] != cluster;
            if (!best || d2 < best2 ||
                (d2 == best2 && (other->x < best->x || (other->x == best->x && other->y < best->y)))) {
                best = other;
                best2 = d2;
                s->cluster[p] = cluster;
            }
        }
    }
}

static bp_status place_points(bp_context *context, void *user, int thread, int64_t number)
{
    search *s = (search *)user;
    int64_t c = number * CELLS_A_PIECE, end = c + CELLS_A_PIECE, near[BP_DBSCAN_NEAR_MOST];
    bp_dbscan_walk walk = bp_dbscan_walk_from(&s->cells, s->eps, c);
    (void)context, (void)thread;
    for (; c < end && c < s->cells.n; c++) {
        const bp_dbscan_cell *cell = &s->cells.cells[c];
        int n_near = -1;
        for (int64_t p = cell->first; p < cell->end; p++) {
            s->cluster[p] = s->is_core[p] ? s->set[c] : -1;
            if (s->is_core[p])
                continue;
            if (n_near < 0)
                n_near = bp_dbscan_walk_to(&walk, c, near);
            place_border(s, p, near, n_near);
        }
    }
    return BP_OK;
}

/* A cluster for its place in the order. */
typedef struct rank {
    int64_t size;
    const bp_placed *first; /* its core point of least x, then y */
    int32_t cluster;
} rank;

static bool is_first(const bp_placed *a, const bp_placed *b)
{
    return !b || a->x < b->x || (a->x == b->x && a->y < b->y);
}

static int by_rank(const void *a, const void *b)
{
    const rank *first = (const rank *)a, *second = (const rank *)b;
    if (first->size != second->size)
        return first->size < second->size ? 1 : -1;
    return is_first(first->first, second->first) ? -1 : 1;
}

static void rank_clusters(const search *s, rank *ranks, int32_t *number)
{
    for (int32_t c = 0; c < s->n_clusters; c++)
        ranks[c] = (rank){0, NULL, c};
    for (int64_t p = 0; p < s->cells.n_points; p++) {
        if (s->cluster[p] < 0)
            continue;
        rank *of = &ranks[s->cluster[p]];
        of->size++;
        if (s->is_core[p] && is_first(&s->cells.points[p], of->first))
            of->first = &s->cells.points[p];
    }
    qsort(ranks, (size_t)s->n_clusters, sizeof *ranks, by_rank);
    for (int32_t c = 0; c < s->n_clusters; c++)
        number[ranks[c].cluster] = c;
}

static void tell_points(const search *s, const int32_t *number, bp_dbscan *result)
{
    for (int64_t i = 0; i < result->n; i++)
        result->cluster[i] = -1;
    for (int64_t p = 0; p < s->cells.n_points; p++) {
        int64_t i = s->cells.points[p].row;
        bp_dbscan_kind kind = s->is_core[p]        ? BP_DBSCAN_CORE
                              : s->cluster[p] >= 0 ? BP_DBSCAN_BORDER
                                                   : BP_DBSCAN_NOISE;
        result->kind[i] = (uint8_t)kind;
        result->cluster[i] = s->cluster[p] < 0 ? -1 : number[s->cluster[p]];
        result->n_core += kind == BP_DBSCAN_CORE;
        result->n_border += kind == BP_DBSCAN_BORDER;
        result->n_noise += kind == BP_DBSCAN_NOISE;
        result->n_shared += s->is_shared[p];
    }
    result->n_none = result->n - s->cells.n_points;
}

static bp_status make_result(bp_context *context, const search *s, int64_t n, bp_dbscan *out)
{
    size_t clusters = (size_t)s->n_clusters + 1, rows = (size_t)n + 1;
    bp_dbscan result = {.n = n, .n_clusters = s->n_clusters};
    rank *ranks = (rank *)malloc(clusters * sizeof *ranks);
    int32_t *number = (int32_t *)malloc(clusters * sizeof *number);
    result.cluster = (int32_t *)malloc(rows * sizeof *result.cluster);
    result.kind = (uint8_t *)calloc(rows, 1);
    result.size = (int64_t *)calloc(clusters, sizeof *result.size);
    bp_status status = ranks && number && result.cluster && result.kind && result.size
                           ? BP_OK
                           : bp_context_fail_memory(context, rows * sizeof *result.cluster);
    if (!status) {
        rank_clusters(s, ranks, number);
        for (int32_t c = 0; c < s->n_clusters; c++)
            result.size[c] = ranks[c].size;
        tell_points(s, number, &result);
        *out = result;
    } else {
        bp_dbscan_clear(&result);
    }
    free(ranks);
    free(number);
    return status;
}

static bp_status run_search(bp_context *context, search *s)
{
    size_t points = (size_t)s->cells.n_points, cells = (size_t)s->cells.n;
    int64_t pieces = (s->cells.n + CELLS_A_PIECE - 1) / CELLS_A_PIECE;
    s->is_core = (uint8_t *)calloc(points, 1);
    s->is_shared = (uint8_t *)calloc(points, 1);
    s->cluster = (int32_t *)malloc(points * sizeof *s->cluster);
    s->linked = (uint32_t *)calloc(cells, sizeof *s->linked);
    s->set = (int32_t *)malloc(cells * sizeof *s->set);
    if (!s->is_core || !s->is_shared || !s->cluster || !s->linked || !s->set)
        return bp_context_fail_memory(context, points * sizeof *s->cluster);
    bp_status status = bp_workers_run(context, pieces, find_cores, s);
    if (!status)
        status = bp_workers_run(context, pieces, link_cells, s);
    if (status)
        return status;
    join_cells(s);
    number_sets(s);
    return bp_workers_run(context, pieces, place_points, s);
}

static bp_status check_options(bp_context *context, const bp_dbscan_options *options)
{
    if (!(options->eps > 0.0) || !isfinite(options->eps))
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "dbscan: eps is %g; it is a distance above 0 in the units of the points",
                               options->eps);
    if (!(options->min_points > 0.0) || !isfinite(options->min_points))
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "dbscan: min_points is %g; it is a number above 0, the point itself counted",
                               options->min_points);
    return BP_OK;
}

static bp_status check_points(bp_context *context, const bp_point_set *set, const bp_placed *points,
                              int64_t n, double min_points)
{
    char least[32], found[32];
    double weight = 0.0;
    for (int64_t p = 0; p < n; p++)
        weight += points[p].weight;
    bp_text_number(min_points, least);
    bp_text_number(weight, found);
    if (n == 0)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "dbscan: none of %" PRId64 " rows has a point; give rows coordinates", set->n);
    if (weight < min_points)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               set->weight
                                   ? "dbscan: all points together weigh %s, less than min_points, %s; "
                                     "ask for fewer"
                                   : "dbscan: there are %s points, fewer than min_points, %s; ask for "
                                     "fewer",
                               found, least);
    return bp_placed_check_apart(context, points, n, "dbscan");
}

bp_status bp_dbscan_make(bp_context *context, const bp_point_set *set, const bp_dbscan_options *options,
                         bp_dbscan *out)
{
    search s = {.eps = options->eps,
                .eps2 = options->eps * options->eps,
                .min_points = options->min_points,
                .cells = BP_DBSCAN_CELLS_INIT};
    bp_placed *points = NULL;
    int64_t n = 0;
    bp_status status = check_options(context, options);
    if (!status)
        status = bp_placed_take(context, set, "dbscan", &points, &n);
    if (!status)
        status = check_points(context, set, points, n, options->min_points);
    if (!status) {
        status = bp_dbscan_cells_build(context, points, n, options->eps, &s.cells);
        points = NULL;
    }
    if (!status)
        status = run_search(context, &s);
    if (!status)
        status = make_result(context, &s, set->n, out);
    free(points);
    bp_dbscan_cells_clear(&s.cells);
    free(s.is_core);
    free(s.is_shared);
    free(s.cluster);
    free(s.linked);
    free(s.set);
    return status;
}
