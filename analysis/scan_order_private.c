#include "analysis/scan_order_private.h"

#include "analysis/scan_matter_private.h"
#include "analysis/scan_places_private.h"
#include "geo/bitmap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A unit while all are put in order. */
typedef struct sorted {
    const bp_scan_input *input;
    int32_t row;
} sorted;

void bp_scan_order_clear(bp_scan_order *order)
{
    free(order->row);
    free(order->place);
    free(order->values);
    free(order->bitmaps);
    free(order->domains);
    *order = (bp_scan_order){0};
}

/* What is no number, of a unit that takes no part, comes last. */
static int compare(double a, double b)
{
    if (isnan(a) || isnan(b))
        return isnan(a) - isnan(b);
    return (a > b) - (a < b);
}

static int compare_domain(const bp_scan_domain *domain, int32_t i, int32_t j)
{
    int a = bp_bitmap_get(domain->valid, i), b = bp_bitmap_get(domain->valid, j);
    if (!a || !b)
        return b - a;
    int order = compare(domain->value[i], domain->value[j]);
    return order || !domain->base ? order : compare(domain->base[i], domain->base[j]);
}

static int by_place(const void *left, const void *right)
{
    const sorted *a = (const sorted *)left, *b = (const sorted *)right;
    const bp_scan_input *input = a->input;
    int order = compare(input->x[a->row], input->x[b->row]);
    if (order == 0)
        order = compare(input->y[a->row], input->y[b->row]);
    if (order == 0)
        order = bp_bitmap_get(input->part, b->row) - bp_bitmap_get(input->part, a->row);
    if (order == 0 && input->population)
        order = compare(input->population[a->row], input->population[b->row]);
    for (int d = 0; order == 0 && d < input->n_domains; d++)
        order = compare_domain(&input->domains[d], a->row, b->row);
    return order ? order : (a->row > b->row) - (a->row < b->row);
}

/* Whatever could be said against the input names a row of it, so it is said before rows change places. */
static bp_status check(bp_context *context, const bp_scan_input *input, const bp_scan_window_options *windows)
{
    bp_scan_matter matter = {0};
    bp_scan_takers takers = {NULL, 0, 0.0};
    bp_status status = bp_scan_matter_make(context, input, &matter);
    if (!status)
        status = bp_scan_caps_check(context, windows);
    if (!status)
        status = bp_scan_places_take_part(context, &matter.places, windows, &takers);
    bp_scan_takers_clear(&takers);
    bp_scan_matter_clear(&matter);
    return status;
}

static bp_status allocate(bp_context *context, const bp_scan_input *input, bp_scan_order *order)
{
    size_t n = (size_t)input->n, d = (size_t)input->n_domains;
    order->row = (int32_t *)calloc(n + 1, sizeof *order->row);
    order->place = (int32_t *)malloc((n + 1) * sizeof *order->place);
    order->values = (double *)malloc((3 + 2 * d) * (n + 1) * sizeof *order->values);
    order->bitmaps = (uint8_t *)calloc(1 + d, bp_bitmap_bytes(input->n) + 1);
    order->domains = (bp_scan_domain *)calloc(d, sizeof *order->domains);
    return order->row && order->place && order->values && order->bitmaps && order->domains
               ? BP_OK
               : bp_context_fail_memory(context, (3 + 2 * d) * n * sizeof *order->values);
}

static bp_status sort_rows(bp_context *context, const bp_scan_input *input, bp_scan_order *order)
{
    sorted *items = (sorted *)malloc(((size_t)input->n + 1) * sizeof *items);
    if (!items)
        return bp_context_fail_memory(context, (size_t)input->n * sizeof *items);
    for (int64_t i = 0; i < input->n; i++)
        items[i] = (sorted){input, (int32_t)i};
    qsort(items, (size_t)input->n, sizeof *items, by_place);
    for (int64_t k = 0; k < input->n; k++) {
        order->row[k] = items[k].row;
        order->place[items[k].row] = (int32_t)k;
    }
    free(items);
    return BP_OK;
}

static const double *move_values(const bp_scan_order *order, const double *from, int column)
{
    int64_t n = order->input.n;
    double *to = order->values + column * n;
    for (int64_t k = 0; from && k < n; k++)
        to[k] = from[order->row[k]];
    return from ? to : NULL;
}

static const uint8_t *move_bitmap(const bp_scan_order *order, const uint8_t *from, int number)
{
    uint8_t *to = order->bitmaps + (size_t)number * bp_bitmap_bytes(order->input.n);
    for (int64_t k = 0; from && k < order->input.n; k++)
        if (bp_bitmap_get(from, order->row[k]))
            bp_bitmap_set(to, k);
    return from ? to : NULL;
}

bp_status bp_scan_order_make(bp_context *context, const bp_scan_input *input,
                             const bp_scan_window_options *windows, bp_scan_order *out)
{
    bp_scan_order order = {0};
    bp_status status = check(context, input, windows);
    if (!status)
        status = allocate(context, input, &order);
    if (!status)
        status = sort_rows(context, input, &order);
    if (status) {
        bp_scan_order_clear(&order);
        return status;
    }
    order.input = *input;
    order.input.x = move_values(&order, input->x, 0);
    order.input.y = move_values(&order, input->y, 1);
    order.input.population = move_values(&order, input->population, 2);
    order.input.part = move_bitmap(&order, input->part, 0);
    for (int d = 0; d < input->n_domains; d++) {
        order.domains[d] = input->domains[d];
        order.domains[d].value = move_values(&order, input->domains[d].value, 3 + 2 * d);
        order.domains[d].base = move_values(&order, input->domains[d].base, 4 + 2 * d);
        order.domains[d].valid = move_bitmap(&order, input->domains[d].valid, 1 + d);
    }
    order.input.domains = order.domains;
    *out = order;
    return BP_OK;
}

bp_status bp_scan_order_graph(bp_context *context, const bp_scan_order *order, const bp_graph *graph,
                              bp_graph *out)
{
    bp_link *links = (bp_link *)malloc(((size_t)graph->offsets[graph->n] + 1) * sizeof *links);
    if (!links)
        return bp_context_fail_memory(context, (size_t)graph->offsets[graph->n] * sizeof *links);
    int64_t m = 0;
    for (int64_t i = 0; i < graph->n; i++)
        for (int64_t k = graph->offsets[i]; k < graph->offsets[i + 1]; k++)
            if (graph->neighbours[k] > i)
                links[m++] = (bp_link){order->place[i], order->place[graph->neighbours[k]], 0.0};
    bp_status status = bp_graph_from_links(context, graph->n, links, m, out);
    free(links);
    return status;
}

bp_status bp_scan_order_back(bp_context *context, const bp_scan_order *order, bp_scan_result *result)
{
    int64_t n = order->input.n;
    int32_t *cluster = (int32_t *)malloc(((size_t)n + 1) * sizeof *cluster);
    if (!cluster)
        return bp_context_fail_memory(context, (size_t)n * sizeof *cluster);
    for (int64_t k = 0; k < n; k++)
        cluster[order->row[k]] = result->cluster[k];
    free(result->cluster);
    result->cluster = cluster;
    for (int32_t c = 0; c < result->n_clusters; c++) {
        bp_scan_cluster *found = &result->clusters[c];
        found->centre = order->row[found->centre];
        for (int64_t m = found->first; m < found->first + found->n_units; m++)
            result->members[m] = order->row[result->members[m]];
    }
    return BP_OK;
}
