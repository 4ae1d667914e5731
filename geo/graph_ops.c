#include "geo/graph_ops.h"

#include <stdlib.h>
#include <string.h>

/* A graph with room for `links` links and rows still to be filled. */
static bp_status begin_graph(bp_context *context, int64_t n, int64_t links, bool lengths, bp_graph *graph)
{
    size_t room = (size_t)links + 1;
    graph->n = n;
    graph->offsets = (int64_t *)calloc((size_t)n + 2, sizeof *graph->offsets);
    graph->neighbours = (int32_t *)malloc(room * sizeof *graph->neighbours);
    graph->length_m = lengths ? (double *)malloc(room * sizeof *graph->length_m) : NULL;
    if (graph->offsets && graph->neighbours && (graph->length_m || !lengths))
        return BP_OK;
    bp_graph_clear(graph);
    return bp_context_fail_memory(context, room * (sizeof(int32_t) + sizeof(double)));
}

/* The units met on the way from one, in the order of their distance. */
typedef struct walk {
    int32_t *seen;  /* seen[n]: the unit from which it was seen last, plus one */
    int32_t *queue; /* queue[n] */
} walk;

static int by_number(const void *a, const void *b)
{
    int32_t na = *(const int32_t *)a, nb = *(const int32_t *)b;
    return (na > nb) - (na < nb);
}

/* Walk `order` steps from unit i; the neighbours wanted are queue[*first] .. queue[end - 1], end being
 * returned. */
static int64_t walk_steps(const bp_graph *graph, walk *w, int32_t i, int64_t order, int64_t *first)
{
    int64_t begin = 0, end = 1;
    w->queue[0] = i;
    w->seen[i] = i + 1;
    for (int64_t step = 0; step < order && begin < end; step++) {
        int64_t level_end = end;
        for (; begin < level_end; begin++) {
            int32_t from = w->queue[begin];
            for (int64_t k = graph->offsets[from]; k < graph->offsets[from + 1]; k++) {
                int32_t to = graph->neighbours[k];
                if (w->seen[to] == i + 1)
                    continue;
                w->seen[to] = i + 1;
                w->queue[end++] = to;
            }
        }
    }
    *first = begin;
    return end;
}

/* What a range of units found. */
typedef struct piece {
    int32_t *neighbours;
    int64_t n, cap;
} piece;

static bool keep_row(piece *p, int32_t *row, int64_t n)
{
    if (!p->neighbours || p->n + n > p->cap) {
        int64_t cap = 2 * p->cap + n + 256;
        int32_t *grown = (int32_t *)realloc(p->neighbours, (size_t)cap * sizeof *grown);
        if (!grown)
            return false;
        p->neighbours = grown;
        p->cap = cap;
    }
    qsort(row, (size_t)n, sizeof *row, by_number);
    memcpy(p->neighbours + p->n, row, (size_t)n * sizeof *row);
    p->n += n;
    return true;
}

typedef struct higher {
    bp_context *context;
    const bp_graph *graph;
    int64_t order;
    bp_graph_rows rows;
    int64_t *offsets; /* offsets[i + 1] gets the length of row i */
    int64_t n_pieces;
    piece *pieces;
} higher;

static bool walk_piece(const higher *h, walk *w, int64_t at)
{
    int64_t n = h->graph->n, end_unit = n * (at + 1) / h->n_pieces;
    bool ok = true;
    for (int64_t i = n * at / h->n_pieces; ok && i < end_unit; i++) {
        if (bp_context_interrupted(h->context))
            return true;
        int64_t first = 0, end = walk_steps(h->graph, w, (int32_t)i, h->order, &first);
        if (h->rows == BP_GRAPH_ORDER_UP_TO)
            first = 1;
        h->offsets[i + 1] = end - first;
        ok = end == first || keep_row(&h->pieces[at], w->queue + first, end - first);
    }
    return ok;
}

static bool walk_all(const higher *h)
{
    bool failed = false;
#pragma omp parallel num_threads(bp_context_threads(h->context)) reduction(|| : failed)
    {
        walk w = {(int32_t *)calloc((size_t)h->graph->n + 1, sizeof *w.seen),
                  (int32_t *)malloc(((size_t)h->graph->n + 1) * sizeof *w.queue)};
        failed = !w.seen || !w.queue;
#pragma omp for schedule(dynamic, 1)
        for (int64_t at = 0; at < h->n_pieces; at++)
            if (w.seen && w.queue && !failed)
                failed = !walk_piece(h, &w, at);
        free(w.seen);
        free(w.queue);
    }
    return !failed;
}

static bp_status gather_pieces(const higher *h, bp_graph *out)
{
    bp_graph graph = BP_GRAPH_INIT;
    int64_t links = 0;
    for (int64_t at = 0; at < h->n_pieces; at++)
        links += h->pieces[at].n;
    bp_status status = begin_graph(h->context, h->graph->n, links, false, &graph);
    if (status)
        return status;
    for (int64_t i = 0; i < graph.n; i++)
        graph.offsets[i + 1] = graph.offsets[i] + h->offsets[i + 1];
    links = 0;
    for (int64_t at = 0; at < h->n_pieces; at++) {
        if (h->pieces[at].n > 0)
            memcpy(graph.neighbours + links, h->pieces[at].neighbours,
                   (size_t)h->pieces[at].n * sizeof *graph.neighbours);
        links += h->pieces[at].n;
    }
    *out = graph;
    return BP_OK;
}

bp_status bp_graph_higher_order(bp_context *context, const bp_graph *graph, int64_t order, bp_graph_rows rows,
                                bp_graph *out)
{
    if (order < 1)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "neighbours of order %lld were asked for; 1 is the least", (long long)order);
    int64_t n_pieces = 16 * (int64_t)bp_context_threads(context);
    higher h = {context,
                graph,
                order,
                rows,
                (int64_t *)calloc((size_t)graph->n + 2, sizeof(int64_t)),
                n_pieces,
                (piece *)calloc((size_t)n_pieces, sizeof(piece))};
    bp_status status = BP_OK;
    if (!h.offsets || !h.pieces || !walk_all(&h))
        status = bp_context_fail_memory(context, 0);
    if (!status)
        status = bp_context_check(context);
    if (!status)
        status = gather_pieces(&h, out);
    for (int64_t at = 0; h.pieces && at < n_pieces; at++)
        free(h.pieces[at].neighbours);
    free(h.pieces);
    free(h.offsets);
    return status;
}

static void put_link(bp_graph *out, int64_t *at, const bp_graph *from, int64_t k)
{
    out->neighbours[*at] = from->neighbours[k];
    if (out->length_m)
        out->length_m[*at] = from->length_m[k];
    ++*at;
}

/* Row i of both, merged into `out`; returns where the row ends. */
static int64_t combine_row(const bp_graph *a, const bp_graph *b, int64_t i, bp_graph_operation operation,
                           bp_graph *out)
{
    int64_t at = out->offsets[i], ka = a->offsets[i], kb = b->offsets[i];
    while (ka < a->offsets[i + 1] || kb < b->offsets[i + 1]) {
        int64_t in_a = ka < a->offsets[i + 1] ? a->neighbours[ka] : INT64_MAX;
        int64_t in_b = kb < b->offsets[i + 1] ? b->neighbours[kb] : INT64_MAX;
        bool both = in_a == in_b;
        if (in_a <= in_b && (operation == BP_GRAPH_UNION || both == (operation == BP_GRAPH_INTERSECTION)))
            put_link(out, &at, a, ka);
        else if (in_b < in_a && operation == BP_GRAPH_UNION)
            put_link(out, &at, b, kb);
        ka += in_a <= in_b;
        kb += in_b <= in_a;
    }
    return at;
}

bp_status bp_graph_combine(bp_context *context, const bp_graph *a, const bp_graph *b,
                           bp_graph_operation operation, bp_graph *out)
{
    if (a->n != b->n)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "links of %lld units and of %lld units cannot be put together",
                               (long long)a->n, (long long)b->n);
    bp_graph graph = BP_GRAPH_INIT;
    int64_t room = a->offsets[a->n] + (operation == BP_GRAPH_UNION ? b->offsets[b->n] : 0);
    bool lengths = a->length_m && (b->length_m || operation != BP_GRAPH_UNION);
    bp_status status = begin_graph(context, a->n, room, lengths, &graph);
    if (status)
        return status;
    for (int64_t i = 0; i < a->n; i++)
        graph.offsets[i + 1] = combine_row(a, b, i, operation, &graph);
    *out = graph;
    return BP_OK;
}

/* Every link the other way round. Going through the units in order leaves the rows ascending. */
static bp_status transpose(bp_context *context, const bp_graph *graph, bp_graph *out)
{
    bp_graph turned = BP_GRAPH_INIT;
    int64_t links = graph->offsets[graph->n];
    bp_status status = begin_graph(context, graph->n, links, graph->length_m != NULL, &turned);
    if (status)
        return status;
    /* offsets[j + 1] is where the next link of row j goes, and in the end where the row ends. */
    for (int64_t k = 0; k < links; k++)
        turned.offsets[graph->neighbours[k] + 2]++;
    for (int64_t i = 1; i <= graph->n; i++)
        turned.offsets[i + 1] += turned.offsets[i];
    for (int64_t i = 0; i < graph->n; i++)
        for (int64_t k = graph->offsets[i]; k < graph->offsets[i + 1]; k++) {
            int64_t at = turned.offsets[graph->neighbours[k] + 1]++;
            turned.neighbours[at] = (int32_t)i;
            if (turned.length_m)
                turned.length_m[at] = graph->length_m[k];
        }
    *out = turned;
    return BP_OK;
}

/* Where both graphs have a link, the mean of its lengths. */
static void average_lengths(const bp_graph *a, const bp_graph *b, bp_graph *out)
{
    for (int64_t i = 0; i < out->n; i++) {
        int64_t ka = a->offsets[i], kb = b->offsets[i];
        for (int64_t k = out->offsets[i]; k < out->offsets[i + 1]; k++) {
            while (ka < a->offsets[i + 1] && a->neighbours[ka] < out->neighbours[k])
                ka++;
            while (kb < b->offsets[i + 1] && b->neighbours[kb] < out->neighbours[k])
                kb++;
            if (ka < a->offsets[i + 1] && kb < b->offsets[i + 1] && a->neighbours[ka] == b->neighbours[kb])
                out->length_m[k] = (a->length_m[ka] + b->length_m[kb]) / 2.0;
        }
    }
}

bp_status bp_graph_symmetrise(bp_context *context, const bp_graph *graph, bp_graph_symmetry rule,
                              bp_graph *out)
{
    bp_graph turned = BP_GRAPH_INIT, made = BP_GRAPH_INIT;
    bp_status status = transpose(context, graph, &turned);
    if (!status)
        status = bp_graph_combine(context, graph, &turned,
                                  rule == BP_GRAPH_MUTUAL ? BP_GRAPH_INTERSECTION : BP_GRAPH_UNION, &made);
    if (!status) {
        if (made.length_m)
            average_lengths(graph, &turned, &made);
        *out = made;
    }
    bp_graph_clear(&turned);
    return status;
}

/* Where each of n units has its place among the others: every number once. */
static bp_status invert(bp_context *context, const int64_t *number, int64_t n, int64_t **out)
{
    size_t bytes = ((size_t)n + 1) * sizeof(int64_t);
    int64_t *unit = (int64_t *)malloc(bytes);
    if (!unit)
        return bp_context_fail_memory(context, bytes);
    for (int64_t i = 0; i < n; i++)
        unit[i] = -1;
    for (int64_t i = 0; i < n; i++) {
        if (number[i] < 0 || number[i] >= n || unit[number[i]] >= 0) {
            free(unit);
            return bp_context_fail(
                context, BP_ERROR_ARGUMENT,
                "unit %lld is to be number %lld; every number from 0 to %lld is given once", (long long)i,
                (long long)number[i], (long long)n - 1);
        }
        unit[number[i]] = i;
    }
    *out = unit;
    return BP_OK;
}

/* Turned round twice, first with rows in the order of the new numbers, every row comes out ascending. */
bp_status bp_graph_renumber(bp_context *context, const bp_graph *graph, const int64_t *number, bp_graph *out)
{
    bp_graph moved = BP_GRAPH_INIT, turned = BP_GRAPH_INIT;
    int64_t *unit = NULL, at = 0;
    bp_status status = invert(context, number, graph->n, &unit);
    if (!status)
        status = begin_graph(context, graph->n, graph->offsets[graph->n], graph->length_m != NULL, &moved);
    for (int64_t i = 0; !status && i < graph->n; i++) {
        for (int64_t k = graph->offsets[unit[i]]; k < graph->offsets[unit[i] + 1]; k++) {
            put_link(&moved, &at, graph, k);
            moved.neighbours[at - 1] = (int32_t)number[graph->neighbours[k]];
        }
        moved.offsets[i + 1] = at;
    }
    if (!status)
        status = transpose(context, &moved, &turned);
    bp_graph_clear(&moved);
    if (!status)
        status = transpose(context, &turned, out);
    bp_graph_clear(&turned);
    free(unit);
    return status;
}

bp_status bp_graph_count_one_way(bp_context *context, const bp_graph *graph, int64_t *count)
{
    bp_graph turned = BP_GRAPH_INIT, rest = BP_GRAPH_INIT;
    bp_status status = transpose(context, graph, &turned);
    if (!status)
        status = bp_graph_combine(context, graph, &turned, BP_GRAPH_DIFFERENCE, &rest);
    if (!status)
        *count = rest.offsets[rest.n];
    bp_graph_clear(&turned);
    bp_graph_clear(&rest);
    return status;
}
