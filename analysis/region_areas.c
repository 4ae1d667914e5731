#include "analysis/region_areas.h"

#include "analysis/light_private.h"
#include "analysis/prune.h"
#include "analysis/regions.h"
#include "geo/bitmap.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The candidates that one division is about: those of one size class, for each has its floor and ceiling. */
typedef struct division {
    const bp_field *field;
    const bp_delineate_options *options;
    double floor, ceiling;
    uint8_t *valid; /* bitmap of the field */
    int64_t n_valid;
} division;

static bool is_above_ceiling(const division *d, int64_t c)
{
    return d->field->population[c] > bp_ceiling_at(d->options, d->field->unit[c]);
}

static int32_t class_at(const bp_delineate_options *options, int32_t unit)
{
    return options->by_class ? options->by_class->class_of[unit] : -1;
}

/* valid: the candidates of the class that are not above the ceiling by themselves. */
static void choose_class(division *d, int32_t class_number)
{
    const bp_class_sizes *sizes = d->options->by_class;
    bool is_own = sizes && class_number >= 0;
    d->floor = is_own ? sizes->floor[class_number] : d->options->floor;
    d->ceiling = is_own ? sizes->ceiling[class_number] : d->options->ceiling;
    d->n_valid = 0;
    memset(d->valid, 0, bp_bitmap_bytes(d->field->n));
    for (int64_t c = 0; c < d->field->n; c++)
        if (class_at(d->options, d->field->unit[c]) == class_number && !is_above_ceiling(d, c)) {
            bp_bitmap_set(d->valid, c);
            d->n_valid++;
        }
}

/* All that hangs together with `first` by links between valid candidates goes, when it holds less than the
 * floor. `seen` is a mark of each candidate, queue[n] scratch. */
static void drop_if_small(division *d, int32_t first, uint8_t *seen, int32_t *queue)
{
    const bp_graph *links = &d->field->links;
    double population = 0.0;
    int64_t tail = 0;
    seen[first] = 1;
    queue[tail++] = first;
    for (int64_t head = 0; head < tail; head++) {
        int32_t at = queue[head];
        population += d->field->population[at];
        for (int64_t k = links->offsets[at]; k < links->offsets[at + 1]; k++) {
            int32_t next = links->neighbours[k];
            if (seen[next] || !bp_bitmap_get(d->valid, next))
                continue;
            seen[next] = 1;
            queue[tail++] = next;
        }
    }
    if (population >= d->floor)
        return;
    for (int64_t i = 0; i < tail; i++)
        bp_bitmap_unset(d->valid, queue[i]);
    d->n_valid -= tail;
}

static bp_status drop_small(bp_context *context, division *d)
{
    size_t rows = (size_t)d->field->n + 1;
    uint8_t *seen = (uint8_t *)calloc(rows, 1);
    int32_t *queue = (int32_t *)malloc(rows * sizeof *queue);
    bp_status status = seen && queue ? BP_OK : bp_context_fail_memory(context, rows * sizeof *queue);
    for (int64_t c = 0; !status && c < d->field->n; c++)
        if (!seen[c] && bp_bitmap_get(d->valid, c))
            drop_if_small(d, (int32_t)c, seen, queue);
    free(seen);
    free(queue);
    return status;
}

/* Regions with a member past the base and residents enough, numbered from *n_areas. */
static bp_status take_areas(bp_context *context, const division *d, const bp_regions *regions, int32_t *label,
                            int32_t *n_areas)
{
    size_t rows = (size_t)regions->k + 1;
    uint8_t *is_past = (uint8_t *)calloc(rows, 1);
    double *population = (double *)calloc(rows, sizeof *population);
    int32_t *number = (int32_t *)malloc(rows * sizeof *number);
    bp_status status =
        is_past && population && number ? BP_OK : bp_context_fail_memory(context, rows * sizeof *population);
    for (int64_t c = 0; !status && c < d->field->n; c++)
        if (regions->label[c] >= 0) {
            is_past[regions->label[c]] |= d->field->score[c] >= d->options->base;
            population[regions->label[c]] += d->field->population[c];
        }
    for (int32_t r = 0; !status && r < regions->k; r++)
        number[r] = is_past[r] && population[r] >= d->floor ? (*n_areas)++ : -1;
    for (int64_t c = 0; !status && c < d->field->n; c++)
        if (regions->label[c] >= 0)
            label[c] = number[regions->label[c]];
    free(is_past);
    free(population);
    free(number);
    return status;
}

static bp_status divide(bp_context *context, division *d, int32_t *label, int32_t *n_areas)
{
    bp_regions regions = BP_REGIONS_INIT;
    bp_regions_options options = BP_REGIONS_OPTIONS_INIT;
    bp_status status = drop_small(context, d);
    if (status || d->n_valid == 0)
        return status;
    const bp_regions_input input = {d->field->n, &d->field->links,    1, d->field->score, d->valid,
                                    NULL,        d->field->population};
    options.method = d->options->method;
    options.ceiling = fmin(d->ceiling, DBL_MAX); /* without one: as few regions as there are parts */
    if (strcmp(options.method, "maxp") == 0)
        options.floor = d->floor;
    status = bp_regions_make(context, &input, &options, &regions);
    if (!status)
        status = take_areas(context, d, &regions, label, n_areas);
    bp_regions_clear(&regions);
    return status;
}

bp_status bp_region_areas_label(bp_context *context, const bp_field *field,
                                const bp_delineate_options *options, int32_t *label, int32_t *n_areas)
{
    int n_classes = options->by_class ? options->by_class->n : 0;
    int32_t n = 0;
    division d = {field, options, 0.0, 0.0, NULL, 0};
    d.valid = (uint8_t *)calloc(bp_bitmap_bytes(field->n), 1);
    bp_status status = d.valid ? BP_OK : bp_context_fail_memory(context, bp_bitmap_bytes(field->n));
    for (int64_t c = 0; !status && c < field->n; c++)
        label[c] = -1;
    for (int32_t class_number = -1; !status && class_number < n_classes; class_number++) {
        choose_class(&d, class_number);
        status = divide(context, &d, label, &n);
    }
    if (!status && !options->keep_unpruned)
        status = bp_prune(context, field, options, n, label);
    if (!status)
        status = bp_drop_light(context, field, label, &n);
    for (int64_t c = 0; !status && c < field->n; c++)
        if (is_above_ceiling(&d, c) && field->score[c] >= options->base)
            label[c] = n++;
    if (!status)
        *n_areas = n;
    free(d.valid);
    return status;
}
