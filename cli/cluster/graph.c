/* Who is whose neighbour, both ways, from weights that may go one way. */
#include "cli/cluster/cluster.h"

#include <inttypes.h>
#include <stdlib.h>

/* The links of the weights as they go; a weight of 0 is none. */
static bp_status take_links(bp_context *context, const bp_weights *weights, bp_graph *out)
{
    bp_graph graph = BP_GRAPH_INIT;
    int64_t m = 0;
    graph.n = weights->n;
    graph.offsets = (int64_t *)calloc((size_t)weights->n + 1, sizeof *graph.offsets);
    graph.neighbours =
        (int32_t *)malloc(((size_t)weights->offsets[weights->n] + 1) * sizeof *graph.neighbours);
    if (!graph.offsets || !graph.neighbours) {
        bp_graph_clear(&graph);
        return bp_context_fail_memory(context,
                                      (size_t)weights->offsets[weights->n] * sizeof *graph.neighbours);
    }
    for (int64_t i = 0; i < weights->n; i++) {
        for (int64_t k = weights->offsets[i]; k < weights->offsets[i + 1]; k++)
            if (weights->neighbours[k] != i && weights->value[k] > 0.0)
                graph.neighbours[m++] = weights->neighbours[k];
        graph.offsets[i + 1] = m;
    }
    *out = graph;
    return BP_OK;
}

bp_status bp_cluster_graph(bp_context *context, const bp_weights *weights, bp_graph *out)
{
    bp_graph links = BP_GRAPH_INIT;
    int64_t n_one_way = 0;
    bp_status status = take_links(context, weights, &links);
    if (!status)
        status = bp_graph_count_one_way(context, &links, &n_one_way);
    if (!status)
        status = bp_graph_symmetrise(context, &links, BP_GRAPH_EITHER, out);
    if (!status && n_one_way > 0)
        bp_context_warn(context, "one_way",
                        "%" PRId64 " %s one way; a region needs both ends, so %s taken both ways "
                        "(--symmetric mutual leaves such links out)",
                        n_one_way, n_one_way == 1 ? "link goes" : "links go",
                        n_one_way == 1 ? "it is" : "they are");
    bp_graph_clear(&links);
    return status;
}
