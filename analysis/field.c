#include "analysis/field.h"

#include "geo/bitmap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void bp_field_clear(bp_field *field)
{
    free(field->unit);
    free(field->score);
    free(field->population);
    free(field->weight);
    free(field->is_bridge);
    bp_graph_clear(&field->links);
    *field = (bp_field)BP_FIELD_INIT;
}

typedef struct candidate {
    double score;
    int32_t unit;
} candidate;

static int worst_first(const void *a, const void *b)
{
    const candidate *p = (const candidate *)a, *q = (const candidate *)b;
    if (p->score != q->score)
        return p->score > q->score ? -1 : 1;
    return (p->unit > q->unit) - (p->unit < q->unit);
}

static bool may_bridge(const bp_delineate_input *input, const bp_delineate_options *options, int64_t i)
{
    return options->bridge_steps > 0 && !(input->taken && input->taken[i]) &&
           bp_bitmap_get(input->population_known, i) && input->population[i] <= options->bridge_population;
}

static bool may_belong(const bp_delineate_input *input, const bp_delineate_options *options, int64_t i)
{
    return !(input->taken && input->taken[i]) && bp_bitmap_get(input->scored, i) &&
           bp_bitmap_get(input->population_known, i) && input->population[i] > 0.0 &&
           input->score[i] >= options->reach && !may_bridge(input, options, i) &&
           (!input->region || input->region[i] >= 0);
}

static bp_status fill_candidates(bp_context *context, const bp_delineate_input *input,
                                 const bp_delineate_options *options, bp_field *out)
{
    int64_t n_units = input->graph->n;
    candidate *list = (candidate *)malloc((size_t)(n_units + 1) * sizeof *list);
    if (!list)
        return bp_context_fail_memory(context, (size_t)n_units * sizeof *list);
    int64_t n = 0;
    for (int64_t i = 0; i < n_units; i++)
        if (may_belong(input, options, i))
            list[n++] = (candidate){input->score[i], (int32_t)i};
    qsort(list, (size_t)n, sizeof *list, worst_first);
    size_t rows = (size_t)n + 1;
    out->n = n;
    out->unit = (int32_t *)malloc(rows * sizeof *out->unit);
    out->score = (double *)malloc(rows * sizeof *out->score);
    out->population = (double *)malloc(rows * sizeof *out->population);
    out->weight = (int64_t *)malloc(rows * sizeof *out->weight);
    if (!out->unit || !out->score || !out->population || !out->weight) {
        free(list);
        return bp_context_fail_memory(context, rows * sizeof(double));
    }
    for (int64_t c = 0; c < n; c++) {
        int32_t unit = list[c].unit;
        out->unit[c] = unit;
        out->score[c] = list[c].score;
        out->population[c] = input->population[unit];
        out->weight[c] = llround(out->population[c] * (out->score[c] - options->base) * BP_WEIGHT_ONE);
    }
    free(list);
    return BP_OK;
}

static bool same_region(const bp_delineate_input *input, int64_t a, int64_t b)
{
    return !input->region || input->region[a] == input->region[b];
}

typedef struct link_list {
    bp_link *items;
    int64_t n, cap;
} link_list;

static bp_status add_link(bp_context *context, link_list *list, int32_t a, int32_t b)
{
    if (list->n == list->cap) {
        int64_t cap = list->cap ? 2 * list->cap : 1024;
        bp_link *grown = (bp_link *)realloc(list->items, (size_t)cap * sizeof *grown);
        if (!grown)
            return bp_context_fail_memory(context, (size_t)cap * sizeof *grown);
        list->items = grown;
        list->cap = cap;
    }
    list->items[list->n++] = (bp_link){a, b, 0.0};
    return BP_OK;
}

/* A walk over bridges, breadth first. seen[u] == mark: already met in this walk. */
typedef struct walk {
    int32_t *queue;
    int32_t *seen;
    int32_t mark;
} walk;

/* Link candidate c with every later candidate that it touches or that bridges join it to. */
static bp_status link_candidate(bp_context *context, const bp_field *field, const bp_delineate_input *input,
                                int steps, const int32_t *candidate_of, int32_t c, walk *way,
                                link_list *links)
{
    const bp_graph *graph = input->graph;
    int64_t head = 0, tail = 0, level_end = 1;
    int depth = 0;
    way->mark++;
    way->queue[tail++] = field->unit[c];
    way->seen[field->unit[c]] = way->mark;
    for (; head < tail; head++) {
        if (head == level_end) {
            depth++;
            level_end = tail;
        }
        int32_t at = way->queue[head];
        for (int64_t k = graph->offsets[at]; k < graph->offsets[at + 1]; k++) {
            int32_t next = graph->neighbours[k];
            if (way->seen[next] == way->mark || !same_region(input, at, next))
                continue;
            way->seen[next] = way->mark;
            if (candidate_of[next] > c) {
                bp_status status = add_link(context, links, c, candidate_of[next]);
                if (status)
                    return status;
            } else if (field->is_bridge[next] && depth < steps) {
                way->queue[tail++] = next;
            }
        }
    }
    return BP_OK;
}

static bp_status link_all(bp_context *context, const bp_delineate_input *input,
                          const bp_delineate_options *options, bp_field *out)
{
    bp_status status = BP_OK;
    link_list links = {NULL, 0, 0};
    walk way = {NULL, NULL, 0};
    size_t rows = (size_t)out->n_units + 1;
    int32_t *candidate_of = (int32_t *)malloc(rows * sizeof *candidate_of);
    way.queue = (int32_t *)malloc(rows * sizeof *way.queue);
    way.seen = (int32_t *)calloc(rows, sizeof *way.seen);
    if (!candidate_of || !way.queue || !way.seen) {
        status = bp_context_fail_memory(context, rows * sizeof *candidate_of);
        goto done;
    }
    for (size_t i = 0; i < rows; i++)
        candidate_of[i] = -1;
    for (int64_t c = 0; c < out->n; c++)
        candidate_of[out->unit[c]] = (int32_t)c;
    for (int64_t c = 0; !status && c < out->n; c++)
        status = link_candidate(context, out, input, options->bridge_steps, candidate_of, (int32_t)c, &way,
                                &links);
    if (!status)
        status = bp_graph_from_links(context, out->n, links.items, links.n, &out->links);
done:
    free(candidate_of);
    free(way.queue);
    free(way.seen);
    free(links.items);
    return status;
}

bp_status bp_field_new(bp_context *context, const bp_delineate_input *input,
                       const bp_delineate_options *options, bp_field *out)
{
    bp_field field = BP_FIELD_INIT;
    field.n_units = input->graph->n;
    field.input = input;
    bp_status status = fill_candidates(context, input, options, &field);
    if (!status) {
        field.is_bridge = (uint8_t *)calloc((size_t)field.n_units + 1, 1);
        if (!field.is_bridge)
            status = bp_context_fail_memory(context, (size_t)field.n_units);
    }
    for (int64_t i = 0; !status && i < field.n_units; i++)
        field.is_bridge[i] = may_bridge(input, options, i);
    if (!status)
        status = link_all(context, input, options, &field);
    if (status)
        bp_field_clear(&field);
    else
        *out = field;
    return status;
}

/* The stamps of a search for bridges: what a unit is to the area, and which part of it has been reached. The
   last is added to what a bridge is while the trail has it. */
enum { STAMP_MEMBER = 1, STAMP_REACHED = 2, STAMP_BRIDGE = 3, STAMP_ON_TRAIL = 4 };

/* Reach every member that hangs together with `first` without new bridges. The reached units are appended to
 * queue. */
static void flood(const bp_graph *graph, int32_t first, int32_t *stamp, int32_t *queue, int64_t *tail)
{
    int64_t head = *tail;
    stamp[first] = STAMP_REACHED;
    queue[(*tail)++] = first;
    for (; head < *tail; head++)
        for (int64_t k = graph->offsets[queue[head]]; k < graph->offsets[queue[head] + 1]; k++) {
            int32_t next = graph->neighbours[k];
            if (stamp[next] != STAMP_MEMBER)
                continue;
            stamp[next] = STAMP_REACHED;
            queue[(*tail)++] = next;
        }
}

/* Where the search over bridges came from; steps are counted so that it stops in time. */
typedef struct trail {
    int32_t *unit, *from,
        *depth; /* arrays of room units; from = position in the trail, -1 = the reached part */
    int64_t n;
} trail;

/* Look from unit `at` (at trail position `from`, at `depth` bridges) for a member not reached; put the
   bridges around on the trail. A bridge that is chosen already serves again: several members may touch
   nothing but that one. */
static int32_t look_around(const bp_field *field, const bp_delineate_input *input, int steps, int32_t *stamp,
                           int32_t at, int32_t from, int32_t depth, trail *way)
{
    const bp_graph *graph = input->graph;
    for (int64_t k = graph->offsets[at]; k < graph->offsets[at + 1]; k++) {
        int32_t next = graph->neighbours[k];
        if (!same_region(input, at, next))
            continue;
        if (stamp[next] == STAMP_MEMBER)
            return next;
        if (field->is_bridge[next] && stamp[next] < STAMP_ON_TRAIL && depth < steps) {
            stamp[next] += STAMP_ON_TRAIL;
            way->unit[way->n] = next;
            way->from[way->n] = from;
            way->depth[way->n++] = depth + 1;
        }
    }
    return -1;
}

/* Find the nearest member outside the reached part over at most `steps` bridges, and stamp the bridges used.
 */
static int32_t bridge_over(const bp_field *field, const bp_delineate_input *input, int steps,
                           const int32_t *queue, int64_t tail, int32_t *stamp, trail *way, int32_t *bridges,
                           int64_t *n_bridges)
{
    int32_t found = -1, last = -1;
    way->n = 0;
    for (int64_t i = 0; i < tail; i++)
        look_around(field, input, steps, stamp, queue[i], -1, 0, way);
    for (int64_t i = 0; i < way->n && found < 0; i++) {
        last = (int32_t)i;
        found = look_around(field, input, steps, stamp, way->unit[i], last, way->depth[i], way);
    }
    for (int64_t i = 0; i < way->n; i++)
        stamp[way->unit[i]] -= STAMP_ON_TRAIL;
    for (int32_t i = last; found >= 0 && i >= 0; i = way->from[i])
        if (stamp[way->unit[i]] != STAMP_BRIDGE) {
            stamp[way->unit[i]] = STAMP_BRIDGE;
            bridges[(*n_bridges)++] = way->unit[i];
        }
    return found;
}

static int ascending(const void *a, const void *b)
{
    int32_t p = *(const int32_t *)a, q = *(const int32_t *)b;
    return (p > q) - (p < q);
}

bp_status bp_field_bridges(bp_context *context, const bp_field *field, const bp_delineate_input *input,
                           const bp_delineate_options *options, const int32_t *members, int64_t n_members,
                           int32_t *stamp, int32_t *bridges, int64_t *n_bridges)
{
    bp_status status = BP_OK;
    size_t rows = (size_t)field->n_units + 1;
    int64_t tail = 0, n = 0;
    int32_t next = n_members > 0 ? members[0] : -1;
    int32_t *queue = (int32_t *)malloc(((size_t)n_members + 1) * sizeof *queue);
    trail way = {NULL, NULL, NULL, 0};
    if (!queue) {
        status = bp_context_fail_memory(context, (size_t)n_members * sizeof *queue);
        goto done;
    }
    for (int64_t i = 0; i < n_members; i++)
        stamp[members[i]] = STAMP_MEMBER;
    if (next >= 0)
        flood(input->graph, next, stamp, queue, &tail);
    if (tail < n_members) {
        way.unit = (int32_t *)malloc(3 * rows * sizeof *way.unit);
        if (!way.unit) {
            status = bp_context_fail_memory(context, 3 * rows * sizeof *way.unit);
            goto clean;
        }
        way.from = way.unit + rows;
        way.depth = way.from + rows;
    }
    while (tail < n_members) {
        status = bp_context_check(context);
        if (status)
            goto clean;
        next = bridge_over(field, input, options->bridge_steps, queue, tail, stamp, &way, bridges, &n);
        if (next < 0) {
            status =
                bp_context_fail(context, BP_ERROR_ARGUMENT, "the members of an area do not hang together");
            goto clean;
        }
        flood(input->graph, next, stamp, queue, &tail);
    }
    qsort(bridges, (size_t)n, sizeof *bridges, ascending);
    *n_bridges = n;
clean:
    for (int64_t i = 0; i < n_members; i++)
        stamp[members[i]] = 0;
    for (int64_t i = 0; i < n; i++)
        stamp[bridges[i]] = 0;
done:
    free(queue);
    free(way.unit);
    return status;
}
