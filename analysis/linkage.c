#include "analysis/linkage.h"

#include "analysis/unit_values_private.h"

#include <stdlib.h>
#include <string.h>

/*
 * What joins two groups. Arc 2e is the end of edge e in the list of its one group, arc 2e + 1 that in the
 * other's. `rank` is that of the shortest link between the groups among all links.
 */
typedef struct edge {
    int32_t end[2]; /* a unit of each group */
    int32_t rank;
    int32_t place; /* in the heap; -1: not in it */
    double distance;
    int32_t n_links; /* between the two groups */
    int turn;        /* how many of the two groups have reached the floor */
} edge;

enum { DEAD = -1 }; /* end[0] of an edge that was merged into another, or lies within a group */

typedef struct merging {
    const bp_regions_input *input;
    const bp_linkage_options *options;
    int p;
    bp_tree_link *links; /* all of them, shortest first */
    int64_t n_edges, n_waiting, n_groups;
    edge *edges;
    int32_t *heap;         /* heap[n_waiting]: edges, the nearest first */
    int32_t *next;         /* next[2 * n_edges]: the arc that follows, -1: the last */
    int32_t *head, *tail;  /* head[n], tail[n]: of a group's arcs */
    int32_t *parent;       /* parent[n]: towards the unit that stands for the group */
    double **rows;         /* rows[n]: values of a group's units one after the other, where pairs count */
    int64_t *room;         /* room[n]: units there is room for in `rows`; 0: lent from `values` */
    int32_t *seen;         /* seen[n]: edge to a group while two are merged, -1: none */
    double *values, *mean; /* values[n * p]; mean[n * p] of a group */
    double *square, *size; /* square[n]: sum of squares within a group; size[n] */
    int32_t *count;        /* count[n]: units */
} merging;

static void free_merging(merging *g)
{
    free(g->links);
    free(g->edges);
    free(g->heap);
    free(g->next);
    free(g->head);
    free(g->tail);
    free(g->parent);
    for (int64_t i = 0; g->rows && g->room && i < g->input->n; i++)
        if (g->room[i] > 0)
            free(g->rows[i]);
    free((void *)g->rows);
    free(g->room);
    free(g->seen);
    free(g->values);
    free(g->mean);
    free(g->square);
    free(g->size);
    free(g->count);
}

static bp_status allocate(bp_context *context, merging *g)
{
    size_t n = (size_t)g->input->n + 1, m = (size_t)g->n_edges + 1;
    g->edges = (edge *)malloc(m * sizeof *g->edges);
    g->heap = (int32_t *)malloc(m * sizeof *g->heap);
    g->next = (int32_t *)malloc(2 * m * sizeof *g->next);
    g->head = (int32_t *)malloc(n * sizeof *g->head);
    g->tail = (int32_t *)malloc(n * sizeof *g->tail);
    g->parent = (int32_t *)malloc(n * sizeof *g->parent);
    g->rows = (double **)malloc(n * sizeof *g->rows);
    g->room = (int64_t *)calloc(n, sizeof *g->room);
    g->seen = (int32_t *)malloc(n * sizeof *g->seen);
    g->mean = (double *)malloc(n * (size_t)g->p * sizeof *g->mean);
    g->square = (double *)malloc(n * sizeof *g->square);
    g->size = (double *)malloc(n * sizeof *g->size);
    g->count = (int32_t *)malloc(n * sizeof *g->count);
    bool have_all = g->edges && g->heap && g->next && g->head && g->tail && g->parent && g->rows && g->room &&
                    g->seen && g->mean && g->square && g->size && g->count;
    return have_all ? bp_unit_values(context, g->input, &g->values)
                    : bp_context_fail_memory(context, m * sizeof *g->edges);
}

static int32_t find_group(merging *g, int32_t i)
{
    while (g->parent[i] != i) {
        g->parent[i] = g->parent[g->parent[i]];
        i = g->parent[i];
    }
    return i;
}

static bool is_before(const merging *g, int32_t e, int32_t f)
{
    const edge *a = &g->edges[e], *b = &g->edges[f];
    if (a->turn != b->turn)
        return a->turn < b->turn;
    return a->distance < b->distance || (a->distance == b->distance && a->rank < b->rank);
}

static void put(merging *g, int64_t place, int32_t e)
{
    g->heap[place] = e;
    g->edges[e].place = (int32_t)place;
}

static void sift_up(merging *g, int64_t at, int32_t e)
{
    for (; at > 0 && is_before(g, e, g->heap[(at - 1) / 2]); at = (at - 1) / 2)
        put(g, at, g->heap[(at - 1) / 2]);
    put(g, at, e);
}

static void sift_down(merging *g, int64_t at, int32_t e)
{
    for (int64_t child = 2 * at + 1; child < g->n_waiting; child = 2 * at + 1) {
        child += child + 1 < g->n_waiting && is_before(g, g->heap[child + 1], g->heap[child]);
        if (!is_before(g, g->heap[child], e))
            break;
        put(g, at, g->heap[child]);
        at = child;
    }
    put(g, at, e);
}

/* Put an edge of the heap where it belongs after a change. */
static void replace(merging *g, int32_t e)
{
    int64_t at = g->edges[e].place;
    if (at > 0 && is_before(g, e, g->heap[(at - 1) / 2]))
        sift_up(g, at, e);
    else
        sift_down(g, at, e);
}

static void take_out(merging *g, int32_t e)
{
    int64_t at = g->edges[e].place;
    if (at < 0)
        return;
    int32_t last = g->heap[--g->n_waiting];
    g->edges[e].place = -1;
    if (last == e)
        return;
    put(g, at, last);
    replace(g, last);
}

/* What the sum of squares grows by when two groups become one. */
static double ward(const merging *g, int32_t a, int32_t b)
{
    double m = g->count[a], n = g->count[b];
    return m * n / (m + n) *
           bp_squared_distance(g->mean + (int64_t)a * g->p, g->mean + (int64_t)b * g->p, g->p);
}

/* The mean over all pairs of their units. */
static double average(const merging *g, int32_t a, int32_t b)
{
    return g->square[a] / g->count[a] + g->square[b] / g->count[b] +
           bp_squared_distance(g->mean + (int64_t)a * g->p, g->mean + (int64_t)b * g->p, g->p);
}

/* The least or the largest over all pairs of their units, and `known`. */
static double extreme(const merging *g, int32_t a, int32_t b, double known)
{
    bool is_least = g->options->linkage == BP_LINKAGE_SINGLE;
    for (const double *x = g->rows[a], *end = x + (int64_t)g->count[a] * g->p; x < end; x += g->p)
        for (const double *y = g->rows[b], *last = y + (int64_t)g->count[b] * g->p; y < last; y += g->p) {
            double distance = bp_squared_distance(x, y, g->p);
            known = (is_least ? distance < known : distance > known) ? distance : known;
        }
    return known;
}

static double worst(const merging *g, double a, double b)
{
    return (g->options->linkage == BP_LINKAGE_SINGLE) == (a < b) ? a : b;
}

/* Do distances come from what is known of the two groups, or from pairs of their units? */
static bool takes_groups(const merging *g)
{
    return !g->options->first_order &&
           (g->options->linkage == BP_LINKAGE_WARD || g->options->linkage == BP_LINKAGE_AVERAGE);
}

static double group_distance(const merging *g, int32_t a, int32_t b)
{
    return g->options->linkage == BP_LINKAGE_WARD ? ward(g, a, b) : average(g, a, b);
}

static void start_units(merging *g)
{
    for (int32_t i = 0; i < g->input->n; i++) {
        g->head[i] = g->tail[i] = g->seen[i] = -1;
        g->parent[i] = i;
        g->rows[i] = g->values + (int64_t)i * g->p;
        g->count[i] = 1;
        g->square[i] = 0.0;
        g->size[i] = g->input->size[i];
    }
    for (int64_t k = 0; k < g->input->n * g->p; k++)
        g->mean[k] = g->values[k];
}

static void append_arc(merging *g, int32_t group, int32_t arc)
{
    g->next[arc] = -1;
    if (g->head[group] < 0)
        g->head[group] = arc;
    else
        g->next[g->tail[group]] = arc;
    g->tail[group] = arc;
}

static bool may_merge(const merging *g, int32_t a, int32_t b)
{
    return g->size[a] + g->size[b] <= g->options->ceiling;
}

static int turn_of(const merging *g, int32_t a, int32_t b)
{
    return (g->size[a] >= g->options->floor) + (g->size[b] >= g->options->floor);
}

/* An edge per link. They come shortest first; only the floor, or groups that are weighed, put that out of
 * order. */
static void start_edges(merging *g)
{
    for (int32_t e = 0; e < g->n_edges; e++) {
        const bp_tree_link *link = &g->links[e];
        double distance = takes_groups(g) ? group_distance(g, link->a, link->b) : link->length;
        g->edges[e] = (edge){{link->a, link->b}, e, -1, distance, 1, turn_of(g, link->a, link->b)};
        append_arc(g, link->a, 2 * e);
        append_arc(g, link->b, 2 * e + 1);
        if (may_merge(g, link->a, link->b))
            put(g, g->n_waiting++, e);
    }
    for (int64_t k = g->n_waiting / 2; k-- > 0;)
        sift_down(g, k, g->heap[k]);
}

/* The group at the other end of an arc. */
static int32_t other_end(merging *g, int32_t arc)
{
    return find_group(g, g->edges[arc / 2].end[!(arc & 1)]);
}

static void kill_edge(merging *g, int32_t e)
{
    take_out(g, e);
    g->edges[e].end[0] = DEAD;
}

/* Distance from group c to a and b together, where edge e joins c to a, and f (or -1: none) joins c to b. */
static double join_distance(const merging *g, int32_t c, int32_t b, int32_t e, int32_t f)
{
    const edge *to_a = &g->edges[e];
    if (f < 0)
        return g->options->first_order ? to_a->distance : extreme(g, c, b, to_a->distance);
    const edge *to_b = &g->edges[f];
    if (g->options->linkage != BP_LINKAGE_AVERAGE)
        return worst(g, to_a->distance, to_b->distance);
    return (to_a->distance * to_a->n_links + to_b->distance * to_b->n_links) /
           (to_a->n_links + to_b->n_links);
}

/* Give an edge its new distance and rank, and its place in the heap before any other edge changes. */
static void settle(merging *g, int32_t e, double distance, int32_t rank, int turn)
{
    edge *at = &g->edges[e];
    if (distance == at->distance && rank == at->rank && turn == at->turn)
        return;
    at->distance = distance;
    at->rank = rank;
    at->turn = turn;
    replace(g, e);
}

/*
 * Edge e to group c, one of the two that are merged into a: `other` is the one that it did not lead to, and f
 * the edge from there to c, or -1. a has the size of both already and, where groups are weighed, their mean.
 */
static void renew_edge(merging *g, int32_t a, int32_t other, int32_t c, int32_t e, int32_t f)
{
    edge *at = &g->edges[e];
    int32_t rank = at->rank;
    double distance = 0.0;
    bool is_open = at->place >= 0 && may_merge(g, a, c);
    if (is_open)
        distance = takes_groups(g) ? group_distance(g, a, c) : join_distance(g, c, other, e, f);
    if (f >= 0) {
        rank = g->edges[f].rank < rank ? g->edges[f].rank : rank;
        at->n_links += g->edges[f].n_links;
        kill_edge(g, f);
    }
    if (is_open)
        settle(g, e, distance, rank, turn_of(g, a, c));
    else
        take_out(g, e);
}

/* Renew the edges in the list of `from` and put what is left of them in that of a. */
static void renew_edges(merging *g, int32_t a, int32_t from, int32_t other)
{
    int32_t arc = g->head[from], following = -1;
    if (from == a)
        g->head[a] = -1;
    for (; arc >= 0; arc = following) {
        int32_t e = arc / 2;
        following = g->next[arc];
        if (g->edges[e].end[0] == DEAD)
            continue;
        append_arc(g, a, arc);
        int32_t c = other_end(g, arc);
        renew_edge(g, a, other, c, e, from == a ? g->seen[c] : -1);
        g->seen[c] = -1;
    }
}

/* Of the edges to a group that touches both a and b, a's is kept. All get the distance to a and b together.
 */
static void join_edges(merging *g, int32_t a, int32_t b)
{
    for (int32_t arc = g->head[b]; arc >= 0; arc = g->next[arc])
        if (g->edges[arc / 2].end[0] != DEAD)
            g->seen[other_end(g, arc)] = arc / 2;
    renew_edges(g, a, a, b);
    renew_edges(g, a, b, a);
}

/* Put the values of b behind those of a, the larger. */
static bp_status join_rows(bp_context *context, merging *g, int32_t a, int32_t b)
{
    int64_t m = g->count[a], n = g->count[b];
    size_t row = (size_t)g->p * sizeof *g->values;
    if (g->room[a] < m + n) {
        double *grown = (double *)realloc(g->room[a] > 0 ? g->rows[a] : NULL, 2 * (size_t)(m + n) * row);
        if (!grown)
            return bp_context_fail_memory(context, 2 * (size_t)(m + n) * row);
        if (g->room[a] == 0)
            memcpy(grown, g->rows[a], (size_t)m * row);
        g->rows[a] = grown;
        g->room[a] = 2 * (m + n);
    }
    memcpy(g->rows[a] + m * g->p, g->rows[b], (size_t)n * row);
    if (g->room[b] > 0)
        free(g->rows[b]);
    g->room[b] = 0;
    return BP_OK;
}

/* The mean and the sum of squares of a and b together, for a. */
static void join_means(merging *g, int32_t a, int32_t b)
{
    double m = g->count[a], n = g->count[b];
    g->square[a] += g->square[b] + ward(g, a, b);
    for (int v = 0; v < g->p; v++) {
        double *mean = &g->mean[(int64_t)a * g->p + v];
        *mean = (*mean * m + g->mean[(int64_t)b * g->p + v] * n) / (m + n);
    }
}

/* Make b part of a. Pairs of units are gone through while the two are still apart. */
static bp_status join_groups(bp_context *context, merging *g, int32_t a, int32_t b)
{
    bp_status status = BP_OK;
    int32_t both = g->count[a] + g->count[b];
    g->size[a] += g->size[b];
    if (takes_groups(g)) {
        join_means(g, a, b);
        g->count[a] = both;
    }
    join_edges(g, a, b);
    if (!takes_groups(g) && !g->options->first_order)
        status = join_rows(context, g, a, b);
    g->count[a] = both;
    g->parent[b] = a;
    return status;
}

static bp_status merge_all(bp_context *context, merging *g, bp_spanning_tree *out)
{
    bp_status status = BP_OK;
    int64_t n = g->input->n;
    g->n_groups = n;
    while (!status && g->n_waiting > 0 && g->n_groups > g->options->n_groups) {
        int32_t e = g->heap[0];
        int32_t a = find_group(g, g->edges[e].end[0]), b = find_group(g, g->edges[e].end[1]);
        if (g->count[a] < g->count[b] || (g->count[a] == g->count[b] && a > b)) {
            int32_t swap = a;
            a = b;
            b = swap;
        }
        out->links[out->n_links++] = g->links[g->edges[e].rank];
        kill_edge(g, e);
        status = join_groups(context, g, a, b);
        g->n_groups--;
        bp_context_progress(context, (double)(n - g->n_groups) / (double)n);
        if (!status)
            status = bp_context_check(context);
    }
    return status;
}

bp_status bp_linkage_merge(bp_context *context, const bp_regions_input *input,
                           const bp_linkage_options *options, bp_spanning_tree *out)
{
    merging g = {.input = input, .options = options, .p = input->n_variables};
    bp_spanning_tree tree = BP_SPANNING_TREE_INIT;
    if (options->first_order && options->linkage == BP_LINKAGE_WARD)
        return bp_context_fail(
            context, BP_ERROR_ARGUMENT,
            "first order goes by the links between two groups, Ward's linkage by the groups: "
            "take single, complete or average, or full order");
    bp_status status = bp_tree_links_sorted(context, input, &g.links, &g.n_edges);
    if (!status)
        status = allocate(context, &g);
    tree.n = input->n;
    tree.links = (bp_tree_link *)malloc(((size_t)input->n + 1) * sizeof *tree.links);
    if (!status && !tree.links)
        status = bp_context_fail_memory(context, (size_t)input->n * sizeof *tree.links);
    if (!status) {
        start_units(&g);
        start_edges(&g);
        status = merge_all(context, &g, &tree);
    }
    if (status)
        bp_spanning_tree_clear(&tree);
    else
        *out = tree;
    free_merging(&g);
    return status;
}
