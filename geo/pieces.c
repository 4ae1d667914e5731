#include "geo/pieces.h"

#include "geo/bitmap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void bp_pieces_clear(bp_pieces *pieces)
{
    free(pieces->items);
    free(pieces->source_by_area);
    free(pieces->target_by_area);
    *pieces = (bp_pieces)BP_PIECES_INIT;
}

/* The areas less what was left out as slivers. */
static bp_status net_areas(bp_context *context, const bp_polygons *polygons, const bp_overlap_list *slivers,
                           bool first, double **out)
{
    size_t bytes = ((size_t)polygons->n_units + 1) * sizeof(double);
    double *area = (double *)malloc(bytes);
    if (!area)
        return bp_context_fail_memory(context, bytes);
    bp_polygons_area(polygons, area);
    for (int64_t k = 0; k < slivers->n; k++)
        area[first ? slivers->items[k].a : slivers->items[k].b] -= slivers->items[k].area;
    *out = area;
    return BP_OK;
}

/* A share, but for rounding no more than 1. */
static double share_of(double part, double whole)
{
    return part < whole ? part / whole : 1.0;
}

bp_status bp_pieces_by_area(bp_context *context, const bp_polygons *sources, const bp_polygons *targets,
                            const bp_overlay_options *options, bp_pieces *out, bp_overlap_list *slivers)
{
    bp_overlap_list overlaps = BP_OVERLAP_LIST_INIT, thin = BP_OVERLAP_LIST_INIT;
    double *source_area = NULL, *target_area = NULL;
    bp_pieces made = {.n_sources = sources->n_units, .n_targets = targets->n_units};
    bp_status status = bp_overlay(context, sources, targets, options, &overlaps, &thin);
    if (!status)
        status = net_areas(context, sources, &thin, true, &source_area);
    if (!status)
        status = net_areas(context, targets, &thin, false, &target_area);
    if (status)
        goto done;
    made.items = (bp_piece *)malloc(((size_t)overlaps.n + 1) * sizeof *made.items);
    if (!made.items) {
        status = bp_context_fail_memory(context, (size_t)overlaps.n * sizeof *made.items);
        goto done;
    }
    made.n = overlaps.n;
    for (int64_t k = 0; k < overlaps.n; k++) {
        const bp_overlap *o = &overlaps.items[k];
        made.items[k] = (bp_piece){o->a,
                                   o->b,
                                   o->area,
                                   o->area,
                                   share_of(o->area, source_area[o->a]),
                                   share_of(o->area, target_area[o->b])};
    }
    *out = made;
    if (slivers) {
        *slivers = thin;
        thin = (bp_overlap_list)BP_OVERLAP_LIST_INIT;
    }
done:
    free(source_area);
    free(target_area);
    bp_overlap_list_clear(&overlaps);
    bp_overlap_list_clear(&thin);
    return status;
}

static int compare_pairs(int64_t source_a, int64_t target_a, int64_t source_b, int64_t target_b)
{
    if (source_a != source_b)
        return source_a < source_b ? -1 : 1;
    return (target_a > target_b) - (target_a < target_b);
}

static int by_pair(const void *a, const void *b)
{
    const bp_piece_weight *wa = (const bp_piece_weight *)a, *wb = (const bp_piece_weight *)b;
    int order = compare_pairs(wa->source, wa->target, wb->source, wb->target);
    return order ? order : (wa->weight > wb->weight) - (wa->weight < wb->weight);
}

static bp_status check_weights(bp_context *context, const bp_pieces *by_area, const bp_piece_weight *weights,
                               int64_t n)
{
    for (int64_t k = 0; k < n; k++) {
        const bp_piece_weight *w = &weights[k];
        if (w->source < -1 || w->source >= by_area->n_sources || w->target < -1 ||
            w->target >= by_area->n_targets)
            return bp_context_fail(context, BP_ERROR_ARGUMENT,
                                   "weight %lld is for source %lld and target %lld, but there are %lld "
                                   "sources and %lld targets",
                                   (long long)k, (long long)w->source, (long long)w->target,
                                   (long long)by_area->n_sources, (long long)by_area->n_targets);
        if (!(w->weight >= 0.0) || isinf(w->weight))
            return bp_context_fail(context, BP_ERROR_ARGUMENT,
                                   "weight %lld, of source %lld in target %lld, is %g; weights are numbers "
                                   "from 0 up",
                                   (long long)k, (long long)w->source, (long long)w->target, w->weight);
    }
    return BP_OK;
}

/* The weights in the order of their pairs, each pair once. In order of size within a pair, so that the sums
 * do not depend on the order that the weights came in. */
static bp_piece_weight *sum_pairs(const bp_piece_weight *weights, int64_t n, int64_t *n_pairs)
{
    bp_piece_weight *sums = (bp_piece_weight *)malloc(((size_t)n + 1) * sizeof *sums);
    if (!sums)
        return NULL;
    if (n > 0)
        memcpy(sums, weights, (size_t)n * sizeof *sums);
    qsort(sums, (size_t)n, sizeof *sums, by_pair);
    int64_t m = 0;
    for (int64_t k = 0; k < n; k++) {
        if (m > 0 && sums[m - 1].source == sums[k].source && sums[m - 1].target == sums[k].target)
            sums[m - 1].weight += sums[k].weight;
        else
            sums[m++] = sums[k];
    }
    *n_pairs = m;
    return sums;
}

/* The weights of whole sources and targets. */
typedef struct wholes {
    double *source, *target;
} wholes;

static void add_unweighted(bp_pieces *made, const bp_piece *piece)
{
    made->items[made->n] = *piece;
    made->items[made->n++].weight = 0.0;
}

/* Take the pieces by area and the pairs that have a weight together, both in their order. */
static void merge_pairs(const bp_pieces *by_area, const bp_piece_weight *pairs, int64_t n_pairs,
                        bp_pieces *made)
{
    int64_t i = 0;
    for (int64_t k = 0; k < n_pairs; k++) {
        const bp_piece_weight *pair = &pairs[k];
        const bp_piece *own = by_area->items;
        if (pair->source < 0 || pair->target < 0)
            continue;
        while (i < by_area->n && compare_pairs(own[i].source, own[i].target, pair->source, pair->target) < 0)
            add_unweighted(made, &own[i++]);
        bool same = i < by_area->n && own[i].source == pair->source && own[i].target == pair->target;
        bp_piece piece = {pair->source, pair->target, NAN, 0.0, 0.0, 0.0};
        made->items[made->n] = same ? own[i++] : piece;
        made->items[made->n++].weight = pair->weight;
    }
    while (i < by_area->n)
        add_unweighted(made, &by_area->items[i++]);
}

/* Shares by weight, and by area where a source or target has no weight at all. */
static void set_shares(bp_pieces *made, const wholes *all)
{
    for (int64_t k = 0; k < made->n; k++) {
        bp_piece *piece = &made->items[k];
        double source = all->source[piece->source], target = all->target[piece->target];
        if (source > 0.0)
            piece->source_share = share_of(piece->weight, source);
        else if (!bp_bitmap_get(made->source_by_area, piece->source)) {
            bp_bitmap_set(made->source_by_area, piece->source);
            made->n_source_by_area++;
        }
        if (target > 0.0)
            piece->target_share = share_of(piece->weight, target);
        else if (!bp_bitmap_get(made->target_by_area, piece->target)) {
            bp_bitmap_set(made->target_by_area, piece->target);
            made->n_target_by_area++;
        }
    }
}

bp_status bp_pieces_by_weights(bp_context *context, const bp_pieces *by_area, const bp_piece_weight *weights,
                               int64_t n, bp_pieces *out)
{
    bp_status status = check_weights(context, by_area, weights, n);
    if (status)
        return status;
    int64_t n_pairs = 0;
    bp_piece_weight *pairs = sum_pairs(weights, n, &n_pairs);
    bp_pieces made = {.n_sources = by_area->n_sources, .n_targets = by_area->n_targets};
    wholes all = {(double *)calloc((size_t)made.n_sources + 1, sizeof(double)),
                  (double *)calloc((size_t)made.n_targets + 1, sizeof(double))};
    made.items = pairs ? (bp_piece *)malloc(((size_t)(by_area->n + n_pairs) + 1) * sizeof *made.items) : NULL;
    made.source_by_area = (uint8_t *)calloc(bp_bitmap_bytes(made.n_sources), 1);
    made.target_by_area = (uint8_t *)calloc(bp_bitmap_bytes(made.n_targets), 1);
    if (!pairs || !all.source || !all.target || !made.items || !made.source_by_area || !made.target_by_area) {
        status = bp_context_fail_memory(context, (size_t)(by_area->n + n) * sizeof *made.items);
        goto done;
    }
    for (int64_t k = 0; k < n_pairs; k++) {
        if (pairs[k].source >= 0)
            all.source[pairs[k].source] += pairs[k].weight;
        if (pairs[k].target >= 0)
            all.target[pairs[k].target] += pairs[k].weight;
    }
    merge_pairs(by_area, pairs, n_pairs, &made);
    set_shares(&made, &all);
    *out = made;
    made = (bp_pieces)BP_PIECES_INIT;
done:
    free(pairs);
    free(all.source);
    free(all.target);
    bp_pieces_clear(&made);
    return status;
}

bp_status bp_piece_weights_of_points(bp_context *context, const bp_weighted_points *points,
                                     bp_piece_weight **weights, int64_t *n, int64_t *n_missing)
{
    bp_piece_weight *made = (bp_piece_weight *)malloc(((size_t)points->n + 1) * sizeof *made);
    if (!made)
        return bp_context_fail_memory(context, (size_t)points->n * sizeof *made);
    int64_t m = 0, missing = 0;
    for (int64_t i = 0; i < points->n; i++) {
        double weight = points->weight ? points->weight[i] : 1.0;
        if (!bp_bitmap_get(points->valid, i)) {
            missing++;
            continue;
        }
        if (!(weight >= 0.0) || isinf(weight)) {
            free(made);
            return bp_context_fail(context, BP_ERROR_INPUT,
                                   "the weight of point %lld is %g; weights are numbers from 0 up",
                                   (long long)i, weight);
        }
        if (points->source_of[i] >= 0 || points->target_of[i] >= 0)
            made[m++] = (bp_piece_weight){points->source_of[i], points->target_of[i], weight};
    }
    *weights = made;
    *n = m;
    *n_missing = missing;
    return BP_OK;
}
