#include "analysis/area_problem.h"

#include <stdlib.h>
#include <string.h>

static void clear_problem(bp_area_problem *problem)
{
    free(problem->candidate);
    free(problem->weight);
    free(problem->population);
    bp_graph_clear(&problem->links);
    *problem = (bp_area_problem)BP_AREA_PROBLEM_INIT;
}

void bp_area_problems_clear(bp_area_problems *problems)
{
    for (int32_t i = 0; i < problems->n; i++)
        clear_problem(&problems->items[i]);
    free(problems->items);
    *problems = (bp_area_problems)BP_AREA_PROBLEMS_INIT;
}

/* A candidate while those of a piece are put in their order. */
typedef struct entry {
    int64_t weight;
    double population, score;
    int32_t unit, candidate;
} entry;

static int heaviest_first(const void *a, const void *b)
{
    const entry *p = (const entry *)a, *q = (const entry *)b;
    if (p->weight != q->weight)
        return p->weight > q->weight ? -1 : 1;
    if (p->population != q->population)
        return p->population > q->population ? -1 : 1;
    if (p->score != q->score)
        return p->score > q->score ? -1 : 1;
    return (p->unit > q->unit) - (p->unit < q->unit);
}

/* Scratch of the making of pieces. */
typedef struct maker {
    const bp_field *field;
    int32_t *queue; /* queue[n]: the candidates piece by piece */
    int32_t *local; /* local[n]: number within the piece; -1: not yet reached, -2: above the ceiling */
    entry *entries;
    bp_link *links;
} maker;

/* Reach all that hangs together with `first`; returns where its candidates end in the queue. */
static int64_t flood(const maker *m, int32_t first, int64_t start)
{
    const bp_graph *links = &m->field->links;
    int64_t tail = start;
    m->local[first] = 0;
    m->queue[tail++] = first;
    for (int64_t head = start; head < tail; head++) {
        int32_t at = m->queue[head];
        for (int64_t k = links->offsets[at]; k < links->offsets[at + 1]; k++) {
            int32_t next = links->neighbours[k];
            if (m->local[next] != -1)
                continue;
            m->local[next] = 0;
            m->queue[tail++] = next;
        }
    }
    return tail;
}

static bp_status fill_problem(bp_context *context, const maker *m, const int32_t *members, int32_t n,
                              bp_area_problem *out)
{
    const bp_field *field = m->field;
    size_t rows = (size_t)n;
    out->n = n;
    out->candidate = (int32_t *)malloc(rows * sizeof *out->candidate);
    out->weight = (int64_t *)malloc(rows * sizeof *out->weight);
    out->population = (double *)malloc(rows * sizeof *out->population);
    if (!out->candidate || !out->weight || !out->population)
        return bp_context_fail_memory(context, rows * sizeof *out->weight);
    for (int32_t i = 0; i < n; i++) {
        int32_t c = members[i];
        m->entries[i] = (entry){field->weight[c], field->population[c], field->score[c], field->unit[c], c};
    }
    qsort(m->entries, rows, sizeof *m->entries, heaviest_first);
    for (int32_t i = 0; i < n; i++) {
        out->candidate[i] = m->entries[i].candidate;
        out->weight[i] = m->entries[i].weight;
        out->population[i] = m->entries[i].population;
        m->local[out->candidate[i]] = i;
    }
    int64_t n_links = 0;
    for (int32_t i = 0; i < n; i++) {
        int32_t c = out->candidate[i];
        for (int64_t k = field->links.offsets[c]; k < field->links.offsets[c + 1]; k++) {
            int32_t other = m->local[field->links.neighbours[k]];
            if (other > i)
                m->links[n_links++] = (bp_link){i, other, 0.0};
        }
    }
    return bp_graph_from_links(context, n, m->links, n_links, &out->links);
}

static bp_status make_problems(bp_context *context, const maker *m, const bp_delineate_options *options,
                               int may_touch, bp_area_problems *out)
{
    const bp_field *field = m->field;
    int64_t start = 0;
    for (int64_t c = 0; c < field->n; c++) {
        bool is_above = field->population[c] > bp_ceiling_at(options, field->unit[c]);
        m->local[c] = is_above ? -2 : -1;
    }
    for (int64_t c = 0; c < field->n; c++) {
        if (m->local[c] != -1)
            continue;
        int64_t end = flood(m, (int32_t)c, start);
        bp_area_problem *problem = &out->items[out->n++];
        problem->floor = bp_floor_at(options, field->unit[c]);
        problem->ceiling = bp_ceiling_at(options, field->unit[c]);
        problem->may_touch = may_touch;
        bp_status status = fill_problem(context, m, m->queue + start, (int32_t)(end - start), problem);
        if (status)
            return status;
        start = end;
    }
    return BP_OK;
}

bp_status bp_area_problems_new(bp_context *context, const bp_field *field,
                               const bp_delineate_options *options, int may_touch, bp_area_problems *out)
{
    bp_status status = BP_OK;
    bp_area_problems problems = BP_AREA_PROBLEMS_INIT;
    size_t rows = (size_t)field->n + 1;
    size_t n_ends = field->n > 0 ? (size_t)field->links.offsets[field->n] : 0;
    maker m = {field, NULL, NULL, NULL, NULL};
    m.queue = (int32_t *)malloc(rows * sizeof *m.queue);
    m.local = (int32_t *)malloc(rows * sizeof *m.local);
    m.entries = (entry *)malloc(rows * sizeof *m.entries);
    m.links = (bp_link *)malloc((n_ends / 2 + 1) * sizeof *m.links);
    problems.items = (bp_area_problem *)calloc(rows, sizeof *problems.items);
    if (!m.queue || !m.local || !m.entries || !m.links || !problems.items) {
        status = bp_context_fail_memory(context, rows * sizeof *m.entries);
        goto done;
    }
    status = make_problems(context, &m, options, may_touch, &problems);
done:
    if (status)
        bp_area_problems_clear(&problems);
    else
        *out = problems;
    free(m.queue);
    free(m.local);
    free(m.entries);
    free(m.links);
    return status;
}

/* What hangs together past the base in a piece. */
typedef struct clusters {
    int32_t *of; /* of[n]: number of the cluster, -1: not past the base */
    int32_t *queue;
    int32_t n;
    double *population;
    int64_t *weight;
    int64_t *way_out; /* the cheapest neighbour's share; INT64_MAX: none */
} clusters;

static void find_clusters(const bp_area_problem *problem, clusters *found)
{
    const bp_graph *links = &problem->links;
    for (int32_t i = 0; i < problem->n; i++)
        found->of[i] = -1;
    for (int32_t i = 0; i < problem->n && problem->weight[i] > 0; i++) {
        if (found->of[i] >= 0)
            continue;
        int32_t number = found->n++, tail = 0;
        found->population[number] = 0.0;
        found->weight[number] = 0;
        found->way_out[number] = INT64_MAX;
        found->of[i] = number;
        found->queue[tail++] = i;
        for (int32_t head = 0; head < tail; head++) {
            int32_t at = found->queue[head];
            found->population[number] += problem->population[at];
            found->weight[number] += problem->weight[at];
            for (int64_t k = links->offsets[at]; k < links->offsets[at + 1]; k++) {
                int32_t next = links->neighbours[k];
                if (found->of[next] >= 0 || problem->weight[next] <= 0)
                    continue;
                found->of[next] = number;
                found->queue[tail++] = next;
            }
        }
    }
}

static int is_small(const bp_area_problem *problem, const clusters *found, int32_t cluster)
{
    return cluster >= 0 && found->population[cluster] < problem->floor;
}

/* A cluster short of the floor is in an area only together with a neighbour; what that costs is shared among
 * all such clusters beside it, as one area may hold them all. */
static void share_costs(const bp_area_problem *problem, clusters *found)
{
    const bp_graph *links = &problem->links;
    for (int32_t i = 0; i < problem->n; i++) {
        int32_t n_beside = 0;
        if (problem->weight[i] > 0)
            continue;
        /* A cluster that touches it twice counts twice: the share is the smaller. */
        for (int64_t k = links->offsets[i]; k < links->offsets[i + 1]; k++)
            n_beside += is_small(problem, found, found->of[links->neighbours[k]]);
        if (n_beside == 0)
            continue;
        int64_t share = -problem->weight[i] / n_beside;
        for (int64_t k = links->offsets[i]; k < links->offsets[i + 1]; k++) {
            int32_t cluster = found->of[links->neighbours[k]];
            if (is_small(problem, found, cluster) && share < found->way_out[cluster])
                found->way_out[cluster] = share;
        }
    }
}

bp_status bp_area_bound(bp_context *context, const bp_area_problem *problem, int64_t *bound)
{
    bp_status status = BP_OK;
    int64_t sum = 0;
    double population = 0.0;
    size_t rows = (size_t)problem->n + 1;
    clusters found = {NULL, NULL, 0, NULL, NULL, NULL};
    found.of = (int32_t *)malloc(2 * rows * sizeof *found.of);
    found.population = (double *)malloc(rows * sizeof *found.population);
    found.weight = (int64_t *)malloc(2 * rows * sizeof *found.weight);
    if (!found.of || !found.population || !found.weight) {
        status = bp_context_fail_memory(context, rows * sizeof *found.weight);
        goto done;
    }
    found.queue = found.of + rows;
    found.way_out = found.weight + rows;
    find_clusters(problem, &found);
    share_costs(problem, &found);
    for (int32_t i = 0; i < problem->n; i++)
        population += problem->population[i];
    for (int32_t k = 0; k < found.n; k++) {
        int64_t loss = found.weight[k] < found.way_out[k] ? found.weight[k] : found.way_out[k];
        sum += found.weight[k] - (is_small(problem, &found, k) ? loss : 0);
    }
    *bound = population < problem->floor ? 0 : sum;
done:
    free(found.of);
    free(found.population);
    free(found.weight);
    return status;
}
