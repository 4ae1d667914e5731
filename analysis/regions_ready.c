/* Making the units that are to be divided ready for a method, and seeing whether what is asked can be had. */
#include "analysis/canonical.h"
#include "analysis/regions_private.h"
#include "geo/exact_sum.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Squares of differences from it, a great many of them, still add up to a number. */
static const double MOST_VALUE = 1e140;

void bp_regions_ready_clear(bp_regions_ready *ready)
{
    bp_graph_clear(&ready->graph);
    free(ready->x);
    free(ready->size);
    free(ready->row);
    free(ready->component);
    *ready = (bp_regions_ready)BP_REGIONS_READY_INIT;
}

static bp_status fail_value(bp_context *context, int v, int64_t i, double value)
{
    if (isfinite(value))
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "variable %d, row %" PRId64
                               ": %g is too large to be squared; if it stands for a missing value, the unit "
                               "takes no part",
                               v + 1, i + 1, value);
    return bp_context_fail(context, BP_ERROR_ARGUMENT,
                           "variable %d, row %" PRId64
                           ": %g is not a finite number; a unit without a value takes no part",
                           v + 1, i + 1, value);
}

bp_status bp_regions_check_values(bp_context *context, const bp_regions_input *input)
{
    if (input->n_variables < 1)
        return bp_context_fail(context, BP_ERROR_ARGUMENT, "regions take one variable or more");
    if (input->graph->n != input->n)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "the links are of %" PRId64 " units and the values of %" PRId64,
                               input->graph->n, input->n);
    for (int v = 0; v < input->n_variables; v++)
        for (int64_t i = 0; i < input->n; i++) {
            double value = input->x[(int64_t)v * input->n + i];
            if (bp_regions_takes_part(input, i) && !(fabs(value) <= MOST_VALUE))
                return fail_value(context, v, i, value);
        }
    for (int64_t i = 0; input->size && i < input->n; i++)
        if (!(input->size[i] >= 0.0 && isfinite(input->size[i])) && bp_regions_takes_part(input, i))
            return bp_context_fail(context, BP_ERROR_ARGUMENT,
                                   "row %" PRId64 ": the size %g is not a finite number of 0 or more", i + 1,
                                   input->size[i]);
    return BP_OK;
}

static int32_t within_of(const bp_regions_input *input, int64_t i)
{
    return input->within ? input->within[i] : 0;
}

static double size_of(const bp_regions_input *input, int64_t i)
{
    return input->size ? input->size[i] : 1.0;
}

/* A unit by all that is known of it. */
typedef struct sorted {
    double first; /* its first variable, at hand */
    int32_t row;
    const bp_regions_input *input;
} sorted;

static int compare_units(const sorted *p, const sorted *q)
{
    const bp_regions_input *input = p->input;
    if (p->first != q->first)
        return p->first < q->first ? -1 : 1;
    for (int v = 1; v < input->n_variables; v++) {
        const double *x = input->x + (int64_t)v * input->n;
        if (x[p->row] != x[q->row])
            return x[p->row] < x[q->row] ? -1 : 1;
    }
    double a = size_of(input, p->row), b = size_of(input, q->row);
    return (a > b) - (a < b);
}

static int by_values(const void *a, const void *b)
{
    const sorted *p = (const sorted *)a, *q = (const sorted *)b;
    int order = compare_units(p, q);
    return order ? order : (p->row > q->row) - (p->row < q->row);
}

/* Units that are alike in all values go by where they stand among the links. */
static bp_status order_alike(bp_context *context, const sorted *items, bp_regions_ready *ready)
{
    int64_t m = ready->input.n, n_ordered = 0;
    bp_weights weights = BP_WEIGHTS_INIT;
    int32_t *order = (int32_t *)malloc(((size_t)m + 1) * sizeof *order);
    int32_t *row = (int32_t *)malloc(((size_t)m + 1) * sizeof *row);
    double *rank = (double *)malloc(((size_t)m + 1) * sizeof *rank);
    bp_status status =
        order && row && rank ? BP_OK : bp_context_fail_memory(context, (size_t)m * sizeof *order);
    for (int64_t i = 0, place = 0; !status && i < m; i++) {
        place += i > 0 && compare_units(&items[i - 1], &items[i]) != 0;
        rank[i] = (double)place;
        row[i] = items[i].row;
    }
    if (!status)
        status = bp_weights_from_graph(context, &ready->graph, &weights);
    if (!status)
        status = bp_canonical_order(context, &weights, rank, NULL, order, &n_ordered);
    for (int64_t i = 0; !status && i < m; i++)
        ready->row[i] = row[order[i]];
    bp_weights_clear(&weights);
    free(order);
    free(row);
    free(rank);
    return status;
}

static int by_number(const void *a, const void *b)
{
    int32_t p = *(const int32_t *)a, q = *(const int32_t *)b;
    return (p > q) - (p < q);
}

/* The links between units of ready->row, in its numbers. */
static bp_status take_links(bp_context *context, const bp_regions_input *input, bp_regions_ready *ready)
{
    const bp_graph *from = input->graph;
    int64_t m = ready->input.n, n_links = 0;
    int32_t *number = (int32_t *)malloc(((size_t)input->n + 1) * sizeof *number);
    bp_graph graph = BP_GRAPH_INIT;
    graph.n = m;
    graph.offsets = (int64_t *)malloc(((size_t)m + 1) * sizeof *graph.offsets);
    graph.neighbours = (int32_t *)malloc(((size_t)from->offsets[from->n] + 1) * sizeof *graph.neighbours);
    if (!number || !graph.offsets || !graph.neighbours) {
        free(number);
        bp_graph_clear(&graph);
        return bp_context_fail_memory(context, (size_t)from->offsets[from->n] * sizeof *graph.neighbours);
    }
    for (int64_t i = 0; i < input->n; i++)
        number[i] = -1;
    for (int64_t a = 0; a < m; a++)
        number[ready->row[a]] = (int32_t)a;
    graph.offsets[0] = 0;
    for (int64_t a = 0; a < m; a++) {
        int32_t i = ready->row[a];
        for (int64_t k = from->offsets[i]; k < from->offsets[i + 1]; k++) {
            int32_t j = from->neighbours[k];
            if (number[j] >= 0 && within_of(input, i) == within_of(input, j))
                graph.neighbours[n_links++] = number[j];
        }
        graph.offsets[a + 1] = n_links;
        qsort(graph.neighbours + graph.offsets[a], (size_t)(n_links - graph.offsets[a]),
              sizeof *graph.neighbours, by_number);
    }
    bp_graph_clear(&ready->graph);
    ready->graph = graph;
    free(number);
    return BP_OK;
}

/* ready->row and ready->graph. */
static bp_status order_units(bp_context *context, const bp_regions_input *input, bp_regions_ready *ready)
{
    int64_t m = 0, n_alike = 0;
    sorted *items = (sorted *)malloc(((size_t)input->n + 1) * sizeof *items);
    ready->row = (int32_t *)malloc(((size_t)input->n + 1) * sizeof *ready->row);
    if (!items || !ready->row) {
        free(items);
        return bp_context_fail_memory(context, (size_t)input->n * sizeof *items);
    }
    for (int64_t i = 0; i < input->n; i++)
        if (bp_regions_takes_part(input, i))
            items[m++] = (sorted){input->x[i], (int32_t)i, input};
    qsort(items, (size_t)m, sizeof *items, by_values);
    for (int64_t a = 0; a < m; a++) {
        ready->row[a] = items[a].row;
        n_alike += a > 0 && compare_units(&items[a - 1], &items[a]) == 0;
    }
    ready->input.n = m;
    bp_status status = take_links(context, input, ready);
    if (!status && n_alike > 0) {
        status = order_alike(context, items, ready);
        if (!status)
            status = take_links(context, input, ready);
    }
    free(items);
    return status;
}

bp_status bp_regions_ready_make(bp_context *context, const bp_regions_input *input, bp_regions_ready *out)
{
    bp_regions_ready ready = BP_REGIONS_READY_INIT;
    bp_status status = bp_regions_check_values(context, input);
    if (!status)
        status = order_units(context, input, &ready);
    if (status)
        goto done;
    int64_t m = ready.input.n;
    ready.x = (double *)malloc(((size_t)m * (size_t)input->n_variables + 1) * sizeof *ready.x);
    ready.size = (double *)malloc(((size_t)m + 1) * sizeof *ready.size);
    ready.component = (int32_t *)malloc(((size_t)m + 1) * sizeof *ready.component);
    if (!ready.x || !ready.size || !ready.component) {
        status = bp_context_fail_memory(context, (size_t)m * (size_t)input->n_variables * sizeof *ready.x);
        goto done;
    }
    for (int64_t a = 0; a < m; a++) {
        ready.size[a] = size_of(input, ready.row[a]);
        for (int v = 0; v < input->n_variables; v++)
            ready.x[(int64_t)v * m + a] = input->x[(int64_t)v * input->n + ready.row[a]];
    }
    status = bp_graph_components(context, &ready.graph, ready.component, &ready.n_components);
done:
    if (status) {
        bp_regions_ready_clear(&ready);
        return status;
    }
    *out = ready;
    out->input =
        (bp_regions_input){ready.input.n, &out->graph, input->n_variables, out->x, NULL, NULL, out->size};
    return BP_OK;
}

/* What a component holds. */
typedef struct held {
    double size;
    int64_t n;
    int32_t first_row;
} held;

static bp_status check_number(bp_context *context, const bp_regions_ready *ready,
                              const bp_regions_options *options)
{
    if (ready->input.n == 0)
        return bp_context_fail(context, BP_ERROR_INPUT, "no unit takes part: there is nothing to divide");
    if (options->k > ready->input.n)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "k is %" PRId32 " and only %" PRId64 " unit%s part: lower k", options->k,
                               ready->input.n, ready->input.n == 1 ? " takes" : "s take");
    if (options->k > 0 && options->k < ready->n_components)
        return bp_context_fail(
            context, BP_ERROR_INPUT,
            "k is %" PRId32 " and the units fall into %" PRId32
            " parts that no links join, each a region at least: raise k, link the parts or "
            "leave the small ones out",
            options->k, ready->n_components);
    return BP_OK;
}

static bp_status check_floor(bp_context *context, const bp_regions_ready *ready,
                             const bp_regions_options *options, const held *parts)
{
    bp_exact_sum sum = {0};
    double most = 0.0;
    if (options->floor <= 0.0)
        return BP_OK;
    for (int32_t c = 0; c < ready->n_components; c++) {
        bp_exact_sum_add(&sum, parts[c].size);
        most += floor(parts[c].size / options->floor);
    }
    if (bp_exact_sum_get(&sum) < options->floor)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "floor %.12g is above %.12g, the size of all units together: lower the floor",
                               options->floor, bp_exact_sum_get(&sum));
    for (int32_t c = 0; c < ready->n_components; c++)
        if (parts[c].size < options->floor)
            return bp_context_fail(
                context, BP_ERROR_INPUT,
                "the part that has row %" PRId32 " (%" PRId64
                " unit%s, size %.12g) cannot reach the floor %.12g, and no links join it to "
                "another: lower the floor, link it or leave it out",
                parts[c].first_row + 1, parts[c].n, parts[c].n == 1 ? "" : "s", parts[c].size,
                options->floor);
    if ((double)options->k > most)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "k is %" PRId32
                               " and floor %.12g allows at most %.0f region%s: lower k or the floor",
                               options->k, options->floor, most, most == 1.0 ? "" : "s");
    return BP_OK;
}

static bp_status check_ceiling(bp_context *context, const bp_regions_ready *ready,
                               const bp_regions_options *options, const held *parts)
{
    double least = 0.0;
    int64_t largest = -1;
    if (isinf(options->ceiling))
        return BP_OK;
    for (int64_t a = 0; a < ready->input.n; a++) {
        double by = largest < 0 ? 1.0 : ready->size[a] - ready->size[largest];
        if (by > 0.0 || (by == 0.0 && ready->row[a] < ready->row[largest]))
            largest = a;
    }
    if (ready->size[largest] > options->ceiling)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "ceiling %.12g is below row %" PRId32
                               ", the largest unit with a size of %.12g: raise the ceiling",
                               options->ceiling, ready->row[largest] + 1, ready->size[largest]);
    for (int32_t c = 0; c < ready->n_components; c++)
        least += fmax(1.0, ceil(parts[c].size / options->ceiling));
    if (options->k > 0 && (double)options->k < least)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "k is %" PRId32
                               " and ceiling %.12g asks for at least %.0f regions: raise k or the "
                               "ceiling",
                               options->k, options->ceiling, least);
    return BP_OK;
}

bp_status bp_regions_ready_check(bp_context *context, const bp_regions_ready *ready,
                                 const bp_regions_options *options)
{
    bp_status status = check_number(context, ready, options);
    if (status)
        return status;
    held *parts = (held *)calloc((size_t)ready->n_components + 1, sizeof *parts);
    if (!parts)
        return bp_context_fail_memory(context, (size_t)ready->n_components * sizeof *parts);
    for (int32_t c = 0; c < ready->n_components; c++)
        parts[c].first_row = INT32_MAX;
    for (int64_t a = 0; a < ready->input.n; a++) {
        held *part = &parts[ready->component[a]];
        part->size += ready->size[a];
        part->n++;
        part->first_row = ready->row[a] < part->first_row ? ready->row[a] : part->first_row;
    }
    status = check_floor(context, ready, options, parts);
    if (!status)
        status = check_ceiling(context, ready, options, parts);
    free(parts);
    return status;
}
