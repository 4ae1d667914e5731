/* The k nearest for the smallest k that leaves one piece. */
#include "geo/graph_ops.h"
#include "geo/nearest.h"

#include <stdlib.h>

/* Pieces that the units with a point fall into; those without one are alone and do not count. */
static bp_status count_pieces(bp_context *context, const bp_graph *directed, int64_t n_points,
                              int64_t *pieces)
{
    bp_graph both = BP_GRAPH_INIT;
    int32_t n_components = 0, *label = (int32_t *)malloc(((size_t)directed->n + 1) * sizeof *label);
    bp_status status = label ? bp_graph_symmetrise(context, directed, BP_GRAPH_EITHER, &both)
                             : bp_context_fail_memory(context, ((size_t)directed->n + 1) * sizeof *label);
    if (!status)
        status = bp_graph_components(context, &both, label, &n_components);
    if (!status)
        *pieces = n_components - (directed->n - n_points);
    bp_graph_clear(&both);
    free(label);
    return status;
}

/* The k nearest in `*out`, and whether they hang together. */
static bp_status try_k(bp_context *context, const bp_points *points, int64_t k, bp_graph *out,
                       int64_t *pieces)
{
    bp_graph_clear(out);
    bp_status status = bp_nearest_k(context, points, k, out);
    return status ? status : count_pieces(context, out, bp_points_count(points), pieces);
}

/*
 * The k nearest are among the k + 1 nearest, so what hangs together for one k does so for every larger one:
 * double k until it does, then halve what lies between.
 */
static bp_status search_k(bp_context *context, const bp_points *points, int64_t k_range[2], bp_graph *out)
{
    int64_t k = k_range[0], most = k_range[1], pieces = 0, apart = k - 1, together = -1;
    bp_status status = BP_OK;
    while (!status && together - apart != 1) {
        status = try_k(context, points, k, out, &pieces);
        if (!status && pieces > 1 && k == most)
            return bp_context_fail(
                context, BP_ERROR_INPUT,
                "with %lld nearest neighbours the units still fall into %lld pieces; allow more "
                "neighbours, or use a band",
                (long long)k, (long long)pieces);
        if (pieces > 1)
            apart = k;
        else
            together = k;
        if (together < 0)
            k = 2 * k < most ? 2 * k : most;
        else
            k = (apart + together) / 2;
    }
    if (!status && pieces > 1)
        status = try_k(context, points, together, out, &pieces);
    k_range[0] = together;
    return status;
}

bp_status bp_nearest_connected(bp_context *context, const bp_points *points, int64_t k, int64_t k_most,
                               bp_graph *out, int64_t *k_used)
{
    bp_graph graph = BP_GRAPH_INIT;
    int64_t n = bp_points_count(points), k_range[2] = {k, k_most < n - 1 ? k_most : n - 1};
    /* A k that is too large for the points is told by the search itself. */
    if (k_most < k)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "from %lld to at most %lld nearest neighbours were asked for", (long long)k,
                               (long long)k_most);
    bp_status status = search_k(context, points, k_range, &graph);
    if (status) {
        bp_graph_clear(&graph);
        return status;
    }
    *out = graph;
    *k_used = k_range[0];
    return BP_OK;
}
