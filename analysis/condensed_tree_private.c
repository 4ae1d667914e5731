#include "analysis/condensed_tree_private.h"

#include <math.h>
#include <stdlib.h>

void bp_condensed_tree_clear(bp_condensed_tree *tree)
{
    free(tree->clusters);
    free(tree->last);
    free(tree->density);
    *tree = (bp_condensed_tree)BP_CONDENSED_TREE_INIT;
}

/* A group of points: one point, or all that hang together by links up to a length. */
typedef struct group {
    double d2;
    int64_t size;
    int32_t lowest;                /* point */
    int32_t first_part, last_part; /* groups it parts into; -1: none */
    int32_t next;                  /* part of the same group */
} group;

/* Groups 0 .. n - 1 are the points; at the end the last one that was made and not taken up holds them all. */
typedef struct linkage {
    int64_t n, n_groups;
    group *groups; /* groups[2 n] */
    int32_t *set;  /* set[n]: union-find over points */
    int32_t *top;  /* top[n]: by root, the group of its points */
} linkage;

static int32_t find_set(int32_t *set, int32_t p)
{
    for (; set[p] != p; p = set[p])
        set[p] = set[set[p]];
    return p;
}

static void add_part(linkage *l, int32_t whole, int32_t part)
{
    group *to = &l->groups[whole], *of = &l->groups[part];
    of->next = -1;
    if (to->last_part < 0)
        to->first_part = part;
    else
        l->groups[to->last_part].next = part;
    to->last_part = part;
    to->size += of->size;
    to->lowest = of->lowest < to->lowest ? of->lowest : to->lowest;
}

/* The parts of a group of the same length are parts of the other one. */
static void take_up(linkage *l, int32_t whole, int32_t other)
{
    group *to = &l->groups[whole], *from = &l->groups[other];
    l->groups[to->last_part].next = from->first_part;
    to->last_part = from->last_part;
    to->size += from->size;
    to->lowest = from->lowest < to->lowest ? from->lowest : to->lowest;
}

static int32_t join_groups(linkage *l, int32_t a, int32_t b, double d2)
{
    bool a_is_whole = a >= l->n && l->groups[a].d2 == d2, b_is_whole = b >= l->n && l->groups[b].d2 == d2;
    if (a_is_whole && b_is_whole) {
        take_up(l, a, b);
        return a;
    }
    if (a_is_whole || b_is_whole) {
        add_part(l, a_is_whole ? a : b, a_is_whole ? b : a);
        return a_is_whole ? a : b;
    }
    int32_t whole = (int32_t)l->n_groups++;
    l->groups[whole] = (group){d2, 0, INT32_MAX, -1, -1, -1};
    add_part(l, whole, a);
    add_part(l, whole, b);
    return whole;
}

static int32_t link_all(linkage *l, const bp_reach_link *links, double least2)
{
    int32_t whole = 0;
    for (int32_t p = 0; p < l->n; p++) {
        l->groups[p] = (group){0.0, 1, p, -1, -1, -1};
        l->set[p] = l->top[p] = p;
    }
    l->n_groups = l->n;
    for (int64_t k = 0; k < l->n - 1; k++) {
        int32_t a = find_set(l->set, links[k].a), b = find_set(l->set, links[k].b);
        whole = join_groups(l, l->top[a], l->top[b], links[k].d2 > 0.0 ? links[k].d2 : least2);
        if (l->groups[l->top[a]].size < l->groups[l->top[b]].size) {
            int32_t c = a;
            a = b;
            b = c;
        }
        l->set[b] = a;
        l->top[a] = whole;
    }
    return whole;
}

/* Groups that wait: each with the cluster that it is. */
typedef struct waiting {
    int32_t group, cluster;
} waiting;

typedef struct condensing {
    const linkage *linkage;
    int64_t least;
    bp_condensed_tree tree;
    waiting *stack; /* stack[n]: groups of `least` points or more */
    int64_t depth;
    int32_t *walk; /* walk[n]: groups that drop out */
    int32_t *big;  /* big[n]: parts of one group that are large enough */
} condensing;

static void drop_out(condensing *c, int32_t part, int32_t cluster, double density)
{
    const group *groups = c->linkage->groups;
    int64_t depth = 0;
    c->walk[depth++] = part;
    while (depth > 0) {
        int32_t at = c->walk[--depth];
        if (at < c->linkage->n) {
            c->tree.last[at] = cluster;
            c->tree.density[at] = density;
        }
        for (int32_t k = groups[at].first_part; k >= 0; k = groups[k].next)
            c->walk[depth++] = k;
    }
}

static void begin_cluster(condensing *c, int32_t of, int32_t parent, double birth)
{
    const group *from = &c->linkage->groups[of];
    c->stack[c->depth++] = (waiting){of, c->tree.n_clusters};
    c->tree.clusters[c->tree.n_clusters++] =
        (bp_tree_cluster){parent, birth, birth, 0.0, from->size, from->lowest};
}

/* For qsort: pairs of a group's lowest point and the group. */
typedef struct part_order {
    int32_t lowest, group;
} part_order;

static int by_lowest(const void *a, const void *b)
{
    int32_t first = ((const part_order *)a)->lowest, second = ((const part_order *)b)->lowest;
    return (first > second) - (first < second);
}

static bp_status part_cluster(bp_context *context, condensing *c, const int32_t *big, int64_t n_big,
                              int32_t parent, double density)
{
    part_order *order = (part_order *)malloc((size_t)n_big * sizeof *order);
    if (!order)
        return bp_context_fail_memory(context, (size_t)n_big * sizeof *order);
    for (int64_t k = 0; k < n_big; k++)
        order[k] = (part_order){c->linkage->groups[big[k]].lowest, big[k]};
    qsort(order, (size_t)n_big, sizeof *order, by_lowest);
    for (int64_t k = 0; k < n_big; k++)
        begin_cluster(c, order[k].group, parent, density);
    free(order);
    return BP_OK;
}

static bp_status condense(bp_context *context, condensing *c, int32_t root)
{
    const group *groups = c->linkage->groups;
    bp_status status = BP_OK;
    begin_cluster(c, root, -1, 0.0);
    while (!status && c->depth > 0) {
        waiting now = c->stack[--c->depth];
        double density = 1.0 / sqrt(groups[now.group].d2);
        int64_t n_big = 0;
        for (int32_t k = groups[now.group].first_part; k >= 0; k = groups[k].next) {
            if (groups[k].size >= c->least)
                c->big[n_big++] = k;
            else
                drop_out(c, k, now.cluster, density);
        }
        c->tree.clusters[now.cluster].death = density;
        if (n_big == 1)
            c->stack[c->depth++] = (waiting){c->big[0], now.cluster};
        else if (n_big > 1)
            status = part_cluster(context, c, c->big, n_big, now.cluster, density);
    }
    return status;
}

/* In the order of the points, and then of the clusters, which no spanning tree has a say in. */
static void sum_stability(bp_condensed_tree *tree)
{
    for (int64_t p = 0; p < tree->n; p++) {
        bp_tree_cluster *of = &tree->clusters[tree->last[p]];
        of->stability += tree->density[p] - of->birth;
    }
    for (int32_t c = 1; c < tree->n_clusters; c++) {
        const bp_tree_cluster *child = &tree->clusters[c];
        bp_tree_cluster *of = &tree->clusters[child->parent];
        of->stability += (double)child->size * (child->birth - of->birth);
    }
}

static double shortest2(const bp_reach_link *links, int64_t n)
{
    int64_t k = 0;
    while (k < n - 2 && !(links[k].d2 > 0.0))
        k++;
    return links[k].d2;
}

bp_status bp_condensed_tree_build(bp_context *context, const bp_reach_link *links, int64_t n,
                                  int64_t min_cluster_size, bp_condensed_tree *out)
{
    size_t count = (size_t)n;
    linkage l = {n, 0, (group *)calloc(2 * count, sizeof(group)), (int32_t *)malloc(count * sizeof(int32_t)),
                 (int32_t *)malloc(count * sizeof(int32_t))};
    condensing c = {.linkage = &l, .least = min_cluster_size, .tree = {.n = n}};
    bp_status status = BP_OK;
    c.stack = (waiting *)malloc(count * sizeof *c.stack);
    c.walk = (int32_t *)malloc(2 * count * sizeof *c.walk);
    c.big = (int32_t *)malloc(count * sizeof *c.big);
    c.tree.clusters = (bp_tree_cluster *)malloc(count * sizeof *c.tree.clusters);
    c.tree.last = (int32_t *)calloc(count, sizeof *c.tree.last);
    c.tree.density = (double *)calloc(count, sizeof *c.tree.density);
    if (!l.groups || !l.set || !l.top || !c.stack || !c.walk || !c.big || !c.tree.clusters || !c.tree.last ||
        !c.tree.density) {
        status = bp_context_fail_memory(context, count * sizeof(group));
        goto done;
    }
    status = condense(context, &c, link_all(&l, links, shortest2(links, n)));
done:
    free(l.groups);
    free(l.set);
    free(l.top);
    free(c.stack);
    free(c.walk);
    free(c.big);
    if (status) {
        bp_condensed_tree_clear(&c.tree);
    } else {
        sum_stability(&c.tree);
        *out = c.tree;
    }
    return status;
}
