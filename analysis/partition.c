#include "analysis/partition.h"

#include "geo/bitmap.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

static const double PI = 3.14159265358979323846;

void bp_partition_clear(bp_partition *partition)
{
    free(partition->regions);
    *partition = (bp_partition)BP_PARTITION_INIT;
}

static bool is_measure(double value)
{
    return value >= 0.0 && isfinite(value);
}

static bp_status check_unit(bp_context *context, const bp_partition_input *input, int64_t i)
{
    const bp_shape *shape = input->shape ? &input->shape[i] : NULL;
    if (input->label[i] < -1 || input->label[i] >= input->n_regions)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "unit %" PRId64 " is in region %d, expected -1 to %d", i, input->label[i],
                               input->n_regions - 1);
    if (input->class_of && (input->class_of[i] < -1 || input->class_of[i] >= input->n_classes))
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "unit %" PRId64 " is of class %d, expected -1 to %d", i, input->class_of[i],
                               input->n_classes - 1);
    for (int v = 0; v < input->n_variables && bp_bitmap_get(input->valid, i); v++)
        if (!isfinite(input->x[v * input->n + i]))
            return bp_context_fail(context, BP_ERROR_ARGUMENT,
                                   "variable %d of unit %" PRId64 " is not finite", v, i);
    if (shape && !(is_measure(shape->area) && is_measure(shape->perimeter) && is_measure(shape->inertia) &&
                   isfinite(shape->x) && isfinite(shape->y)))
        return bp_context_fail(context, BP_ERROR_ARGUMENT, "the shape of unit %" PRId64 " is not finite", i);
    if (input->population && bp_bitmap_get(input->population_known, i) && !is_measure(input->population[i]))
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "unit %" PRId64 " has %g residents, expected 0 or more", i,
                               input->population[i]);
    return BP_OK;
}

static bp_status check_input(bp_context *context, const bp_partition_input *input)
{
    bp_status status = BP_OK;
    if (input->graph && input->graph->n != input->n)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "the graph has %" PRId64 " units, expected %" PRId64, input->graph->n,
                               input->n);
    for (int64_t i = 0; !status && i < input->n; i++)
        status = check_unit(context, input, i);
    return status;
}

static void add_residents(const bp_partition_input *input, int64_t i, bp_region_figures *region)
{
    const bool past = input->past && input->past[i];
    region->n_past += past;
    if (!input->population)
        return;
    if (!bp_bitmap_get(input->population_known, i)) {
        region->n_unknown++;
        return;
    }
    region->population += input->population[i];
    region->population_past += past ? input->population[i] : 0.0;
}

static void count_units(const bp_partition_input *input, bp_partition *out)
{
    for (int64_t i = 0; i < input->n; i++) {
        if (input->label[i] < 0)
            continue;
        bp_region_figures *region = &out->regions[input->label[i]];
        region->n_units++;
        out->n_labelled++;
        add_residents(input, i, region);
        if (input->n_variables > 0 && bp_bitmap_get(input->valid, i)) {
            region->n_valued++;
            out->n_valued++;
        }
    }
}

/* Squares about the means, in two passes; mean[n_regions + 1] is scratch, the last of all units. */
static void add_variable(const bp_partition_input *input, int v, double *mean, bp_partition *out)
{
    const double *x = input->x + v * input->n;
    const int32_t n_regions = input->n_regions;
    for (int32_t r = 0; r <= n_regions; r++)
        mean[r] = 0.0;
    for (int64_t i = 0; i < input->n; i++)
        if (input->label[i] >= 0 && bp_bitmap_get(input->valid, i)) {
            mean[input->label[i]] += x[i];
            mean[n_regions] += x[i];
        }
    for (int32_t r = 0; r < n_regions; r++)
        mean[r] = out->regions[r].n_valued > 0 ? mean[r] / (double)out->regions[r].n_valued : 0.0;
    mean[n_regions] = out->n_valued > 0 ? mean[n_regions] / (double)out->n_valued : 0.0;
    for (int64_t i = 0; i < input->n; i++)
        if (input->label[i] >= 0 && bp_bitmap_get(input->valid, i)) {
            const double here = x[i] - mean[input->label[i]], whole = x[i] - mean[n_regions];
            out->regions[input->label[i]].within_ss += here * here;
            out->total_ss += whole * whole;
        }
    for (int32_t r = 0; r < n_regions; r++) {
        const double apart = mean[r] - mean[n_regions];
        out->between_ss += (double)out->regions[r].n_valued * apart * apart;
    }
}

static bp_status sum_squares(bp_context *context, const bp_partition_input *input, bp_partition *out)
{
    double *mean = (double *)malloc(((size_t)input->n_regions + 1) * sizeof *mean);
    if (!mean)
        return bp_context_fail_memory(context, (size_t)input->n_regions * sizeof *mean);
    for (int v = 0; v < input->n_variables; v++)
        add_variable(input, v, mean, out);
    for (int32_t r = 0; r < input->n_regions; r++)
        out->within_ss += out->regions[r].within_ss;
    free(mean);
    return BP_OK;
}

/* Every link is met from both ends, once from the lower. */
static void count_links(const bp_partition_input *input, bp_partition *out)
{
    const bp_graph *graph = input->graph;
    for (int64_t i = 0; i < input->n; i++)
        for (int64_t e = graph->offsets[i]; e < graph->offsets[i + 1]; e++) {
            const int32_t own = input->label[i], other = input->label[graph->neighbours[e]];
            const bool once = i < graph->neighbours[e], same = own == other;
            if (own < 0)
                continue;
            if (!same)
                out->regions[own].n_outside++;
            else if (once)
                out->regions[own].n_inside++;
            if (once && other >= 0) {
                out->n_links++;
                out->n_inside += same;
            }
        }
    out->has_join_ratio = out->n_links > 0;
    if (out->has_join_ratio)
        out->join_ratio = (double)out->n_inside / (double)out->n_links;
}

static bp_status count_parts(bp_context *context, const bp_partition_input *input, bp_partition *out)
{
    const bp_graph *graph = input->graph;
    int32_t *queue = (int32_t *)malloc(((size_t)input->n + 1) * sizeof *queue);
    uint8_t *seen = (uint8_t *)calloc((size_t)input->n + 1, 1);
    bp_status status = BP_OK;
    if (!queue || !seen) {
        status = bp_context_fail_memory(context, (size_t)input->n * sizeof *queue);
        goto done;
    }
    for (int64_t first = 0; first < input->n; first++) {
        int64_t tail = 0;
        if (input->label[first] < 0 || seen[first])
            continue;
        out->regions[input->label[first]].n_parts++;
        seen[first] = 1;
        queue[tail++] = (int32_t)first;
        for (int64_t head = 0; head < tail; head++)
            for (int64_t e = graph->offsets[queue[head]]; e < graph->offsets[queue[head] + 1]; e++) {
                const int32_t next = graph->neighbours[e];
                if (seen[next] || input->label[next] != input->label[first])
                    continue;
                seen[next] = 1;
                queue[tail++] = next;
            }
    }
    for (int32_t r = 0; r < out->n_regions; r++)
        out->n_connected += out->regions[r].n_parts == 1;
done:
    free(queue);
    free(seen);
    return status;
}

/* Perimeters less what lies inside, from both sides; a border is met from both ends of its link. */
static void add_perimeters(const bp_partition_input *input, bp_partition *out)
{
    const bp_graph *graph = input->graph;
    for (int64_t i = 0; i < input->n; i++) {
        if (input->label[i] < 0)
            continue;
        double *perimeter = &out->regions[input->label[i]].perimeter_m;
        *perimeter += input->shape[i].perimeter;
        for (int64_t e = graph->offsets[i]; e < graph->offsets[i + 1]; e++)
            if (input->label[graph->neighbours[e]] == input->label[i])
                *perimeter -= graph->length_m[e];
    }
    for (int32_t r = 0; r < out->n_regions; r++) {
        bp_region_figures *region = &out->regions[r];
        region->has_polsby_popper = region->area_m2 > 0.0 && region->perimeter_m > 0.0;
        if (region->has_polsby_popper)
            region->polsby_popper = 4.0 * PI * region->area_m2 / (region->perimeter_m * region->perimeter_m);
    }
}

/* The moment of a region about its centre: those of its units about theirs, and what these lie off. */
static bp_status add_inertia(bp_context *context, const bp_partition_input *input, bp_partition *out)
{
    double *centre = (double *)calloc(2 * ((size_t)input->n_regions + 1), sizeof *centre);
    if (!centre)
        return bp_context_fail_memory(context, (size_t)input->n_regions * 2 * sizeof *centre);
    for (int64_t i = 0; i < input->n; i++)
        if (input->label[i] >= 0) {
            const bp_shape *shape = &input->shape[i];
            out->regions[input->label[i]].area_m2 += shape->area;
            centre[2 * input->label[i]] += shape->area * shape->x;
            centre[2 * input->label[i] + 1] += shape->area * shape->y;
        }
    for (int32_t r = 0; r < input->n_regions; r++)
        for (int axis = 0; axis < 2 && out->regions[r].area_m2 > 0.0; axis++)
            centre[2 * r + axis] /= out->regions[r].area_m2;
    for (int64_t i = 0; i < input->n; i++)
        if (input->label[i] >= 0) {
            const bp_shape *shape = &input->shape[i];
            const double dx = shape->x - centre[2 * input->label[i]];
            const double dy = shape->y - centre[2 * input->label[i] + 1];
            out->regions[input->label[i]].inertia_m4 += shape->inertia + shape->area * (dx * dx + dy * dy);
        }
    for (int32_t r = 0; r < input->n_regions; r++) {
        bp_region_figures *region = &out->regions[r];
        region->has_roundness = region->inertia_m4 > 0.0;
        if (region->has_roundness)
            region->roundness = region->area_m2 * region->area_m2 / (2.0 * PI * region->inertia_m4);
    }
    free(centre);
    return BP_OK;
}

/* A unit of a known class in a region. */
typedef struct classed {
    int32_t region, class_of;
} classed;

static int by_region_and_class(const void *a, const void *b)
{
    const classed *p = (const classed *)a, *q = (const classed *)b;
    if (p->region != q->region)
        return p->region < q->region ? -1 : 1;
    return (p->class_of > q->class_of) - (p->class_of < q->class_of);
}

static bp_status find_purity(bp_context *context, const bp_partition_input *input, bp_partition *out)
{
    int64_t n = 0, n_largest = 0;
    classed *list = (classed *)malloc(((size_t)input->n + 1) * sizeof *list);
    if (!list)
        return bp_context_fail_memory(context, (size_t)input->n * sizeof *list);
    for (int64_t i = 0; i < input->n; i++)
        if (input->label[i] >= 0 && input->class_of[i] >= 0)
            list[n++] = (classed){input->label[i], input->class_of[i]};
    qsort(list, (size_t)n, sizeof *list, by_region_and_class);
    for (int64_t first = 0, end = 0; first < n; first = end) {
        bp_region_figures *region = &out->regions[list[first].region];
        for (end = first + 1; end < n && by_region_and_class(&list[first], &list[end]) == 0;)
            end++;
        region->n_classed += end - first;
        /* purity holds the count of the largest class until all classes of the region are met. */
        if ((double)(end - first) > region->purity) {
            region->purity = (double)(end - first);
            region->largest_class = list[first].class_of;
        }
    }
    for (int32_t r = 0; r < out->n_regions; r++) {
        bp_region_figures *region = &out->regions[r];
        n_largest += (int64_t)region->purity;
        region->has_purity = region->n_classed > 0;
        if (region->has_purity)
            region->purity /= (double)region->n_classed;
    }
    out->has_purity = n > 0;
    if (out->has_purity)
        out->purity = (double)n_largest / (double)n;
    free(list);
    return BP_OK;
}

bp_status bp_partition_judge(bp_context *context, const bp_partition_input *input, bp_partition *out)
{
    bp_partition found = BP_PARTITION_INIT;
    bp_status status = check_input(context, input);
    if (status)
        return status;
    found.n_regions = input->n_regions;
    found.regions = (bp_region_figures *)calloc((size_t)input->n_regions + 1, sizeof *found.regions);
    if (!found.regions)
        return bp_context_fail_memory(context, (size_t)input->n_regions * sizeof *found.regions);
    for (int32_t r = 0; r < input->n_regions; r++)
        found.regions[r].largest_class = -1;
    count_units(input, &found);
    if (input->n_variables > 0)
        status = sum_squares(context, input, &found);
    if (!status && input->graph) {
        count_links(input, &found);
        status = count_parts(context, input, &found);
    }
    if (!status && input->shape)
        status = add_inertia(context, input, &found);
    if (!status && input->shape && input->graph && input->graph->length_m)
        add_perimeters(input, &found);
    if (!status && input->class_of)
        status = find_purity(context, input, &found);
    if (status)
        bp_partition_clear(&found);
    else
        *out = found;
    return status;
}
