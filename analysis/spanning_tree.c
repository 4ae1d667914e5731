#include "analysis/spanning_tree.h"

#include "analysis/rank.h"
#include "analysis/unit_values_private.h"

#include <stdlib.h>

void bp_spanning_tree_clear(bp_spanning_tree *tree)
{
    free(tree->links);
    *tree = (bp_spanning_tree)BP_SPANNING_TREE_INIT;
}

/* Every link once, by its lower unit: a, b; how many. */
static int64_t list_links(const bp_graph *graph, bp_tree_link *links)
{
    int64_t m = 0;
    for (int64_t i = 0; i < graph->n; i++)
        for (int64_t k = graph->offsets[i]; k < graph->offsets[i + 1]; k++)
            if (graph->neighbours[k] > i)
                links[m++] = (bp_tree_link){(int32_t)i, graph->neighbours[k], 0.0};
    return m;
}

bp_status bp_tree_links_sorted(bp_context *context, const bp_regions_input *input, bp_tree_link **links,
                               int64_t *m)
{
    int p = input->n_variables;
    size_t room = (size_t)input->graph->offsets[input->graph->n] / 2 + 1;
    int64_t n_links = 0, n_sorted = 0;
    double *values = NULL;
    double *length = (double *)malloc(room * sizeof *length);
    int32_t *order = (int32_t *)malloc(room * sizeof *order);
    bp_tree_link *listed = (bp_tree_link *)malloc(room * sizeof *listed);
    bp_tree_link *sorted = (bp_tree_link *)malloc(room * sizeof *sorted);
    bp_status status =
        length && order && listed && sorted ? BP_OK : bp_context_fail_memory(context, room * sizeof *sorted);
    if (!status)
        status = bp_unit_values(context, input, &values);
    if (status)
        goto done;
    n_links = list_links(input->graph, listed);
    for (int64_t k = 0; k < n_links; k++)
        length[k] = listed[k].length =
            bp_squared_distance(values + (int64_t)listed[k].a * p, values + (int64_t)listed[k].b * p, p);
    status = bp_sort_order(context, length, NULL, n_links, order, &n_sorted);
    for (int64_t k = 0; !status && k < n_links; k++)
        sorted[k] = listed[order[k]];
done:
    if (!status) {
        *links = sorted;
        *m = n_links;
        sorted = NULL;
    }
    free(values);
    free(length);
    free(order);
    free(listed);
    free(sorted);
    return status;
}

/* The unit that stands for i's group; paths are halved on the way. */
static int32_t find_root(int32_t *parent, int32_t i)
{
    while (parent[i] != i) {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    return i;
}

bp_status bp_spanning_tree_make(bp_context *context, const bp_regions_input *input, bp_spanning_tree *out)
{
    int64_t m = 0, kept = 0;
    bp_tree_link *links = NULL;
    int32_t *parent = (int32_t *)malloc(((size_t)input->n + 1) * sizeof *parent);
    if (!parent)
        return bp_context_fail_memory(context, (size_t)input->n * sizeof *parent);
    bp_status status = bp_tree_links_sorted(context, input, &links, &m);
    for (int32_t i = 0; i < input->n; i++)
        parent[i] = i;
    for (int64_t k = 0; !status && k < m; k++) {
        int32_t a = find_root(parent, links[k].a), b = find_root(parent, links[k].b);
        if (a == b)
            continue;
        parent[a > b ? a : b] = a > b ? b : a;
        links[kept++] = links[k];
    }
    free(parent);
    if (!status)
        *out = (bp_spanning_tree){input->n, kept, links};
    return status;
}
