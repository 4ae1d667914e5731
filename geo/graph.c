#include "geo/graph.h"

#include <stdlib.h>
#include <string.h>

void bp_graph_clear(bp_graph *graph)
{
    free(graph->offsets);
    free(graph->neighbours);
    free(graph->length_m);
    *graph = (bp_graph)BP_GRAPH_INIT;
}

/* Check the links; `*in_order` tells whether they are all a < b and sorted by a, then b, without repeats. */
static bp_status check_links(bp_context *context, int64_t n, const bp_link *links, int64_t m, bool *in_order)
{
    if (n < 0 || n > INT32_MAX)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "a graph of %lld units was asked for; the most is %lld", (long long)n,
                               (long long)INT32_MAX);
    *in_order = true;
    int32_t last_a = -1, last_b = -1;
    for (int64_t k = 0; k < m; k++) {
        int32_t a = links[k].a, b = links[k].b;
        if (a < 0 || a >= n || b < 0 || b >= n)
            return bp_context_fail(context, BP_ERROR_ARGUMENT,
                                   "link %lld joins units %d and %d, but the units are 0 to %lld",
                                   (long long)k, (int)a, (int)b, (long long)n - 1);
        if (a == b)
            return bp_context_fail(context, BP_ERROR_ARGUMENT, "link %lld joins unit %d to itself",
                                   (long long)k, (int)a);
        if (a > b || a < last_a || (a == last_a && b <= last_b))
            *in_order = false;
        last_a = a;
        last_b = b;
    }
    return BP_OK;
}

static bp_status new_graph(bp_context *context, int64_t n, int64_t n_arcs, bp_graph *graph)
{
    size_t arcs = n_arcs > 0 ? (size_t)n_arcs : 1;
    graph->n = n;
    graph->offsets = (int64_t *)calloc((size_t)n + 2, sizeof *graph->offsets);
    graph->neighbours = (int32_t *)malloc(arcs * sizeof *graph->neighbours);
    graph->length_m = (double *)malloc(arcs * sizeof *graph->length_m);
    if (graph->offsets && graph->neighbours && graph->length_m)
        return BP_OK;
    bp_graph_clear(graph);
    return bp_context_fail_memory(context, arcs * (sizeof(int32_t) + sizeof(double)));
}

/*
 * Append an arc to the row of `from`. While rows are being filled offsets[i + 1] is the place of i's next
 * arc: it goes from the beginning of the row to its end, and so is the offset it should be once all arcs are
 * in.
 */
static void put_arc(bp_graph *graph, int32_t from, int32_t to, double length)
{
    int64_t at = graph->offsets[from + 1]++;
    graph->neighbours[at] = to;
    graph->length_m[at] = length;
}

/* Rows in the order of the links. */
static void fill_rows(bp_graph *graph, const bp_link *links, int64_t m)
{
    for (int64_t k = 0; k < m; k++) {
        graph->offsets[links[k].a + 2]++;
        graph->offsets[links[k].b + 2]++;
    }
    for (int64_t i = 1; i <= graph->n; i++)
        graph->offsets[i + 1] += graph->offsets[i];
    for (int64_t k = 0; k < m; k++) {
        put_arc(graph, links[k].a, links[k].b, links[k].length_m);
        put_arc(graph, links[k].b, links[k].a, links[k].length_m);
    }
}

/*
 * Sort every row of `from` into `to`, which has the same offsets still to be filled: as every link is there
 * from both ends, handing out the arcs in the order of their unit gives each row its neighbours in ascending
 * order. Repeats stay in the order of the links from both ends, so that their sums are the same to the last
 * bit.
 */
static void sort_rows(const bp_graph *from, bp_graph *to)
{
    for (int64_t i = 0; i < from->n; i++)
        to->offsets[i + 1] = from->offsets[i];
    for (int64_t i = 0; i < from->n; i++)
        for (int64_t k = from->offsets[i]; k < from->offsets[i + 1]; k++)
            put_arc(to, from->neighbours[k], (int32_t)i, from->length_m[k]);
}

/* Make one link of those that repeat. */
static void merge_repeats(bp_graph *graph)
{
    int64_t kept = 0, begin = 0;
    for (int64_t i = 0; i < graph->n; i++) {
        int64_t end = graph->offsets[i + 1], row = kept;
        for (int64_t k = begin; k < end; k++) {
            if (kept > row && graph->neighbours[kept - 1] == graph->neighbours[k]) {
                graph->length_m[kept - 1] += graph->length_m[k];
                continue;
            }
            graph->neighbours[kept] = graph->neighbours[k];
            graph->length_m[kept++] = graph->length_m[k];
        }
        begin = end;
        graph->offsets[i + 1] = kept;
    }
}

bp_status bp_graph_from_links(bp_context *context, int64_t n, const bp_link *links, int64_t m, bp_graph *out)
{
    bool in_order = false;
    bp_graph rows = BP_GRAPH_INIT, sorted = BP_GRAPH_INIT;
    bp_status status = check_links(context, n, links, m, &in_order);
    if (!status)
        status = new_graph(context, n, 2 * m, &rows);
    if (status)
        return status;
    fill_rows(&rows, links, m);
    if (in_order) {
        /* A unit's lower neighbours come by first, then its higher ones: the rows are sorted as they are. */
        *out = rows;
        return BP_OK;
    }
    status = new_graph(context, n, 2 * m, &sorted);
    if (!status) {
        sort_rows(&rows, &sorted);
        merge_repeats(&sorted);
        *out = sorted;
    }
    bp_graph_clear(&rows);
    return status;
}

int64_t bp_graph_count_islands(const bp_graph *graph)
{
    int64_t islands = 0;
    for (int64_t i = 0; i < graph->n; i++)
        islands += graph->offsets[i] == graph->offsets[i + 1];
    return islands;
}

bp_status bp_graph_components(bp_context *context, const bp_graph *graph, int32_t *label,
                              int32_t *n_components)
{
    size_t bytes = (graph->n > 0 ? (size_t)graph->n : 1) * sizeof(int32_t);
    int32_t *queue = (int32_t *)malloc(bytes);
    if (!queue)
        return bp_context_fail_memory(context, bytes);
    int32_t found = 0;
    for (int64_t i = 0; i < graph->n; i++)
        label[i] = -1;
    for (int64_t first = 0; first < graph->n; first++) {
        if (label[first] >= 0)
            continue;
        int64_t head = 0, tail = 0;
        label[first] = found;
        queue[tail++] = (int32_t)first;
        while (head < tail) {
            int32_t i = queue[head++];
            for (int64_t k = graph->offsets[i]; k < graph->offsets[i + 1]; k++) {
                int32_t j = graph->neighbours[k];
                if (label[j] < 0) {
                    label[j] = found;
                    queue[tail++] = j;
                }
            }
        }
        found++;
    }
    free(queue);
    *n_components = found;
    return BP_OK;
}
