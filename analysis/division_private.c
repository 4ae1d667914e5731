#include "analysis/division_private.h"

#include <stdlib.h>
#include <string.h>

void bp_ground_clear(bp_ground *ground)
{
    free(ground->x);
    free(ground->component);
    free(ground->first);
    free(ground->unit);
    free(ground->held);
    *ground = (bp_ground){0};
}

/* Less the mean, so that sums of squares lose no digits on values far from 0. */
static void fill_values(const bp_regions_input *input, bp_ground *g)
{
    for (int v = 0; v < g->n_variables; v++) {
        const double *x = input->x + (int64_t)v * input->n;
        double sum = 0.0;
        for (int32_t i = 0; i < g->n; i++)
            sum += x[i];
        double mean = g->n > 0 ? sum / g->n : 0.0;
        for (int32_t i = 0; i < g->n; i++)
            g->x[(int64_t)i * g->n_variables + v] = x[i] - mean;
    }
}

static void list_components(bp_ground *g)
{
    for (int32_t i = 0; i < g->n; i++)
        g->first[g->component[i] + 1]++;
    for (int32_t c = 0; c < g->n_components; c++)
        g->first[c + 1] += g->first[c];
    for (int32_t i = g->n - 1; i >= 0; i--) {
        int32_t c = g->component[i];
        g->unit[--g->first[c + 1]] = i;
        g->held[c] += g->size[i];
    }
    /* Each start has moved down to that of its own component, one place too far on. */
    memmove(g->first, g->first + 1, (size_t)g->n_components * sizeof *g->first);
    g->first[g->n_components] = g->n;
}

bp_status bp_ground_make(bp_context *context, const bp_regions_input *input,
                         const bp_regions_options *options, bp_ground *out)
{
    size_t rows = (size_t)input->n + 2;
    bp_ground g = {(int32_t)input->n,
                   input->n_variables,
                   input->graph,
                   input->size,
                   NULL,
                   0,
                   NULL,
                   NULL,
                   NULL,
                   NULL,
                   options->floor,
                   options->ceiling,
                   options->objective};
    g.x = (double *)malloc(rows * (size_t)(g.n_variables + 1) * sizeof *g.x);
    g.component = (int32_t *)malloc(rows * sizeof *g.component);
    g.first = (int32_t *)calloc(rows, sizeof *g.first);
    g.unit = (int32_t *)malloc(rows * sizeof *g.unit);
    g.held = (double *)calloc(rows, sizeof *g.held);
    if (!g.x || !g.component || !g.first || !g.unit || !g.held) {
        bp_ground_clear(&g);
        bp_context_fail_memory(context, rows * (size_t)(input->n_variables + 4) * sizeof(double));
        return BP_ERROR_MEMORY;
    }
    bp_status status = bp_graph_components(context, input->graph, g.component, &g.n_components);
    if (status) {
        bp_ground_clear(&g);
        return status;
    }
    fill_values(input, &g);
    list_components(&g);
    *out = g;
    return BP_OK;
}

bp_status bp_division_new(bp_context *context, const bp_ground *ground, bp_division *out)
{
    size_t rows = (size_t)ground->n + 1;
    bp_division p = {ground, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL};
    p.label = (int32_t *)malloc(5 * rows * sizeof *p.label);
    p.size = (double *)malloc(rows * (size_t)(ground->n_variables + 1) * sizeof *p.size);
    if (!p.label || !p.size) {
        bp_division_clear(&p);
        return bp_context_fail_memory(context, rows * (size_t)(ground->n_variables + 4) * sizeof *p.size);
    }
    p.count = p.label + rows;
    p.head = p.count + rows;
    p.next = p.head + rows;
    p.previous = p.next + rows;
    p.sum = p.size + rows;
    bp_division_set(&p, 0, NULL);
    *out = p;
    return BP_OK;
}

void bp_division_clear(bp_division *partition)
{
    free(partition->label);
    free(partition->size);
    *partition = (bp_division){0};
}

void bp_division_set(bp_division *partition, int32_t k, const int32_t *label)
{
    const bp_ground *g = partition->ground;
    partition->k = k;
    for (int32_t i = 0; i < g->n; i++) {
        partition->label[i] = partition->head[i] = -1;
        partition->count[i] = 0;
        partition->size[i] = 0.0;
    }
    memset(partition->sum, 0, (size_t)g->n * (size_t)g->n_variables * sizeof *partition->sum);
    for (int32_t i = 0; label && i < g->n; i++)
        bp_division_move(partition, i, label[i]);
}

static void take_out(bp_division *p, int32_t i)
{
    int32_t from = p->label[i], m = p->ground->n_variables;
    if (p->previous[i] >= 0)
        p->next[p->previous[i]] = p->next[i];
    else
        p->head[from] = p->next[i];
    if (p->next[i] >= 0)
        p->previous[p->next[i]] = p->previous[i];
    p->size[from] -= p->ground->size[i];
    if (--p->count[from] == 0)
        p->size[from] = 0.0;
    for (int v = 0; v < m; v++)
        p->sum[(int64_t)from * m + v] -= p->ground->x[(int64_t)i * m + v];
}

void bp_division_move(bp_division *partition, int32_t i, int32_t to)
{
    bp_division *p = partition;
    int32_t m = p->ground->n_variables;
    if (p->label[i] >= 0)
        take_out(p, i);
    p->label[i] = to;
    if (to < 0)
        return;
    p->previous[i] = -1;
    p->next[i] = p->head[to];
    if (p->head[to] >= 0)
        p->previous[p->head[to]] = i;
    p->head[to] = i;
    p->count[to]++;
    p->size[to] += p->ground->size[i];
    for (int v = 0; v < m; v++)
        p->sum[(int64_t)to * m + v] += p->ground->x[(int64_t)i * m + v];
}

/* Squared distance of unit i from the mean of a region. */
static double from_mean(const bp_division *p, int32_t i, int32_t region)
{
    int m = p->ground->n_variables;
    const double *x = p->ground->x + (int64_t)i * m, *sum = p->sum + (int64_t)region * m;
    double share = 1.0 / p->count[region], total = 0.0;
    for (int v = 0; v < m; v++) {
        double off = x[v] - sum[v] * share;
        total += off * off;
    }
    return total;
}

/* Sum of the absolute differences of unit i from all units of a region. */
static double from_all(const bp_division *p, int32_t i, int32_t region)
{
    int m = p->ground->n_variables;
    const double *x = p->ground->x + (int64_t)i * m;
    double total = 0.0;
    for (int32_t j = p->head[region]; j >= 0; j = p->next[j]) {
        const double *y = p->ground->x + (int64_t)j * m;
        for (int v = 0; v < m; v++)
            total += fabs(x[v] - y[v]);
    }
    return total;
}

double bp_division_leave(const bp_division *partition, int32_t i)
{
    int32_t from = partition->label[i];
    double n = partition->count[from];
    if (partition->ground->objective == BP_OBJECTIVE_PAIRWISE)
        return -from_all(partition, i, from);
    return n > 1.0 ? -n / (n - 1.0) * from_mean(partition, i, from) : 0.0;
}

double bp_division_join(const bp_division *partition, int32_t i, int32_t region)
{
    double n = partition->count[region];
    if (partition->ground->objective == BP_OBJECTIVE_PAIRWISE)
        return from_all(partition, i, region);
    return n > 0.0 ? n / (n + 1.0) * from_mean(partition, i, region) : 0.0;
}

double bp_division_objective(const bp_division *partition)
{
    double total = 0.0;
    int is_pairwise = partition->ground->objective == BP_OBJECTIVE_PAIRWISE;
    for (int32_t i = 0; i < partition->ground->n; i++) {
        int32_t region = partition->label[i];
        if (region >= 0)
            total += is_pairwise ? 0.5 * from_all(partition, i, region) : from_mean(partition, i, region);
    }
    return total;
}

double bp_division_excess(const bp_division *partition)
{
    double total = 0.0;
    for (int32_t r = 0; r < partition->k; r++)
        total += bp_ground_excess(partition->ground, partition->size[r]);
    return total;
}
