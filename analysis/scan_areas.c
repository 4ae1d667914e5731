#include "analysis/scan_areas.h"

#include "analysis/light_private.h"
#include "analysis/prune.h"
#include "analysis/scan_flexible.h"
#include "geo/bitmap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The clusters of a scan while areas are made of them. */
typedef struct job {
    const bp_field *field;
    const bp_delineate_options *options;
    bp_scan_result found;
    int32_t *candidate; /* candidate[units]: its number in the field, -1: it is none */
    int32_t *cluster;   /* cluster[field->n]: the significant cluster of a candidate, -1: none */
    int32_t *queue;     /* queue[field->n], scratch */
    uint8_t *seen;      /* seen[field->n] */
} job;

static bool takes_part(const bp_delineate_input *input, int64_t i)
{
    return bp_bitmap_get(input->scored, i) && bp_bitmap_get(input->population_known, i) &&
           input->population[i] > 0.0 && isfinite(input->x[i]) && isfinite(input->y[i]);
}

static double largest_ceiling(const bp_delineate_options *options)
{
    const bp_class_sizes *sizes = options->by_class;
    double largest = options->ceiling;
    for (int k = 0; sizes && k < sizes->n; k++)
        largest = fmax(largest, sizes->ceiling[k]);
    return largest;
}

static bp_status scan(bp_context *context, job *j, uint8_t *part)
{
    const bp_delineate_input *input = j->field->input;
    bp_scan_domain domain = BP_SCAN_DOMAIN_INIT;
    bp_scan_input places = BP_SCAN_INPUT_INIT;
    bp_scan_options options = BP_SCAN_OPTIONS_INIT;
    double ceiling = largest_ceiling(j->options);
    domain.name = "score";
    domain.kind = BP_SCAN_NORMAL;
    domain.value = input->score;
    domain.base = input->population;
    domain.valid = part;
    places.n = j->field->n_units;
    places.x = input->x;
    places.y = input->y;
    places.population = input->population;
    places.part = part;
    places.domains = &domain;
    places.n_domains = 1;
    options.windows.population = isfinite(ceiling) ? ceiling : 0.0;
    options.windows.oversize = BP_SCAN_OVERSIZE_ALONE;
    options.inference.n_replicates = BP_SCAN_AREAS_REPLICATES;
    options.inference.seed = j->options->core.seed;
    options.p_limit = BP_SCAN_AREAS_ALPHA;
    if (strcmp(j->options->method, "flexible") != 0)
        return bp_scan_make(context, &places, &options, &j->found);
    bp_scan_flexible_options flexible = BP_SCAN_FLEXIBLE_OPTIONS_INIT;
    flexible.graph = input->graph;
    return bp_scan_flexible_make(context, &places, &options, &flexible, &j->found);
}

/* The candidates of the clusters; the most likely cluster is reported whatever its p. */
static void take_members(job *j)
{
    for (int64_t c = 0; c < j->field->n; c++)
        j->cluster[c] = -1;
    for (int32_t k = 0; k < j->found.n_clusters; k++) {
        const bp_scan_cluster *cluster = &j->found.clusters[k];
        if (!(cluster->p <= BP_SCAN_AREAS_ALPHA))
            continue;
        for (int64_t m = cluster->first; m < cluster->first + cluster->n_units; m++) {
            int32_t c = j->candidate[j->found.members[m]];
            if (c >= 0)
                j->cluster[c] = k;
        }
    }
}

/* Label what of a cluster hangs together with `first` as area `number`; true when it is one. */
static bool take_part(job *j, int32_t first, int32_t number, int32_t *label)
{
    const bp_graph *links = &j->field->links;
    double population = 0.0;
    bool is_past = false;
    int64_t tail = 0;
    j->seen[first] = 1;
    j->queue[tail++] = first;
    for (int64_t head = 0; head < tail; head++) {
        int32_t at = j->queue[head];
        population += j->field->population[at];
        is_past = is_past || j->field->score[at] >= j->options->base;
        for (int64_t k = links->offsets[at]; k < links->offsets[at + 1]; k++) {
            int32_t next = links->neighbours[k];
            if (j->seen[next] || j->cluster[next] != j->cluster[first])
                continue;
            j->seen[next] = 1;
            j->queue[tail++] = next;
        }
    }
    int32_t unit = j->field->unit[first];
    bool fits = population <= bp_ceiling_at(j->options, unit) || tail == 1;
    if (!is_past || !fits || population < bp_floor_at(j->options, unit))
        return false;
    for (int64_t i = 0; i < tail; i++)
        label[j->queue[i]] = number;
    return true;
}

static bp_status allocate(bp_context *context, job *j)
{
    size_t rows = (size_t)j->field->n + 1, units = (size_t)j->field->n_units + 1;
    j->candidate = (int32_t *)malloc(units * sizeof *j->candidate);
    j->cluster = (int32_t *)malloc(rows * sizeof *j->cluster);
    j->queue = (int32_t *)malloc(rows * sizeof *j->queue);
    j->seen = (uint8_t *)calloc(rows, 1);
    if (!j->candidate || !j->cluster || !j->queue || !j->seen)
        return bp_context_fail_memory(context, units * sizeof *j->candidate);
    for (size_t i = 0; i < units; i++)
        j->candidate[i] = -1;
    for (int64_t c = 0; c < j->field->n; c++)
        j->candidate[j->field->unit[c]] = (int32_t)c;
    return BP_OK;
}

bp_status bp_scan_areas_label(bp_context *context, const bp_field *field, const bp_delineate_options *options,
                              int32_t *label, int32_t *n_areas)
{
    const bp_delineate_input *input = field->input;
    job j = {field, options, BP_SCAN_RESULT_INIT, NULL, NULL, NULL, NULL};
    uint8_t *part = NULL;
    int32_t n = 0;
    bp_status status = BP_OK;
    if (!input || !input->x || !input->y)
        return bp_context_fail(context, BP_ERROR_ARGUMENT, "the method '%s' needs a point for every unit",
                               options->method);
    part = (uint8_t *)calloc(bp_bitmap_bytes(field->n_units), 1);
    if (!part)
        return bp_context_fail_memory(context, bp_bitmap_bytes(field->n_units));
    status = allocate(context, &j);
    if (status)
        goto done;
    for (int64_t i = 0; i < field->n_units; i++)
        if (takes_part(input, i))
            bp_bitmap_set(part, i);
    status = scan(context, &j, part);
    if (status)
        goto done;
    if (options->cluster_p && j.found.n_clusters > 0)
        *options->cluster_p = j.found.clusters[0].p;
    take_members(&j);
    for (int64_t c = 0; c < field->n; c++)
        label[c] = -1;
    for (int64_t c = 0; c < field->n; c++)
        if (!j.seen[c] && j.cluster[c] >= 0)
            n += take_part(&j, (int32_t)c, n, label);
    if (!options->keep_unpruned)
        status = bp_prune(context, field, options, n, label);
    if (!status)
        status = bp_drop_light(context, field, label, &n);
    if (!status)
        *n_areas = n;
done:
    bp_scan_result_clear(&j.found);
    free(j.candidate);
    free(j.cluster);
    free(j.queue);
    free(j.seen);
    free(part);
    return status;
}
