#include "analysis/node_cut_private.h"

#include <math.h>
#include <stdlib.h>

/* Flow that is less than this is none: it would go on for ever in smaller and smaller parts. */
static const double least_flow = 1e-12;

void bp_node_cutter_clear(bp_node_cutter *cutter)
{
    free(cutter->first);
    free(cutter->next);
    free(cutter->to);
    free(cutter->left);
    free(cutter->queue);
    free(cutter->came_by);
    *cutter = (bp_node_cutter)BP_NODE_CUTTER_INIT;
}

static void add_arc(bp_node_cutter *cutter, int32_t from, int32_t to)
{
    const int32_t ends[2] = {from, to};
    for (int way = 0; way < 2; way++) {
        int32_t arc = cutter->n_arcs++;
        cutter->to[arc] = ends[1 - way];
        cutter->next[arc] = cutter->first[ends[way]];
        cutter->first[ends[way]] = arc;
    }
}

bp_status bp_node_cutter_new(bp_context *context, const bp_graph *links, bp_node_cutter *out)
{
    bp_node_cutter cutter = BP_NODE_CUTTER_INIT;
    size_t nodes = 2 * (size_t)links->n, arcs = 2 * (size_t)(links->n + links->offsets[links->n]);
    cutter.n = (int32_t)links->n;
    cutter.first = (int32_t *)malloc((nodes + 1) * sizeof *cutter.first);
    cutter.queue = (int32_t *)malloc((nodes + 1) * sizeof *cutter.queue);
    cutter.came_by = (int32_t *)malloc((nodes + 1) * sizeof *cutter.came_by);
    cutter.next = (int32_t *)malloc((arcs + 1) * sizeof *cutter.next);
    cutter.to = (int32_t *)malloc((arcs + 1) * sizeof *cutter.to);
    cutter.left = (double *)malloc((arcs + 1) * sizeof *cutter.left);
    if (!cutter.first || !cutter.queue || !cutter.came_by || !cutter.next || !cutter.to || !cutter.left) {
        bp_node_cutter_clear(&cutter);
        return bp_context_fail_memory(context, arcs * sizeof *cutter.left);
    }
    for (size_t i = 0; i < nodes; i++)
        cutter.first[i] = -1;
    /* The arcs of the units come first, so that arc 2 u is that of unit u. */
    for (int32_t u = 0; u < cutter.n; u++)
        add_arc(&cutter, 2 * u, 2 * u + 1);
    for (int32_t u = 0; u < cutter.n; u++)
        for (int64_t k = links->offsets[u]; k < links->offsets[u + 1]; k++)
            add_arc(&cutter, 2 * u + 1, 2 * links->neighbours[k]);
    *out = cutter;
    return BP_OK;
}

/* Reach what can be reached from a node; true when the end was. */
static int reach(bp_node_cutter *cutter, int32_t start, int32_t end)
{
    int32_t tail = 0;
    for (int32_t i = 0; i < 2 * cutter->n; i++)
        cutter->came_by[i] = -1;
    cutter->came_by[start] = -2;
    cutter->queue[tail++] = start;
    for (int32_t head = 0; head < tail; head++)
        for (int32_t arc = cutter->first[cutter->queue[head]]; arc >= 0; arc = cutter->next[arc]) {
            int32_t node = cutter->to[arc];
            if (cutter->came_by[node] != -1 || cutter->left[arc] <= least_flow)
                continue;
            cutter->came_by[node] = arc;
            if (node == end)
                return 1;
            cutter->queue[tail++] = node;
        }
    return 0;
}

static void push_flow(bp_node_cutter *cutter, int32_t end)
{
    double most = HUGE_VAL;
    for (int32_t node = end; cutter->came_by[node] >= 0; node = cutter->to[cutter->came_by[node] ^ 1])
        if (cutter->left[cutter->came_by[node]] < most)
            most = cutter->left[cutter->came_by[node]];
    for (int32_t node = end; cutter->came_by[node] >= 0; node = cutter->to[cutter->came_by[node] ^ 1]) {
        cutter->left[cutter->came_by[node]] -= most;
        cutter->left[cutter->came_by[node] ^ 1] += most;
    }
}

double bp_node_cut(bp_node_cutter *cutter, const double *capacity, int32_t source, int32_t target,
                   int32_t *cut, int32_t *n_cut)
{
    double sum = 0.0;
    for (int32_t arc = 0; arc < cutter->n_arcs; arc += 2) {
        int32_t unit = arc / 2;
        bool is_unit = unit < cutter->n;
        cutter->left[arc] = is_unit ? capacity[unit] : HUGE_VAL;
        cutter->left[arc + 1] = 0.0;
    }
    while (reach(cutter, 2 * source + 1, 2 * target))
        push_flow(cutter, 2 * target);
    *n_cut = 0;
    for (int32_t unit = 0; unit < cutter->n; unit++)
        if (cutter->came_by[2 * unit] != -1 && cutter->came_by[2 * unit + 1] == -1) {
            cut[(*n_cut)++] = unit;
            sum += capacity[unit];
        }
    return sum;
}
