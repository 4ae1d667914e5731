#include "analysis/scan_matter_private.h"

#include "geo/bitmap.h"

#include <stdlib.h>

static bool has_data(const bp_scan_input *input, int64_t i)
{
    for (int d = 0; d < input->n_domains; d++)
        if (bp_bitmap_get(input->domains[d].valid, i))
            return true;
    return false;
}

/* A domain without the units that take no part. */
static bp_status make_model(bp_context *context, const bp_scan_input *input, const bp_scan_matter *matter,
                            int d, bp_scan_model *out)
{
    bp_scan_domain domain = input->domains[d];
    uint8_t *valid = (uint8_t *)calloc(bp_bitmap_bytes(input->n), 1);
    if (!valid)
        return bp_context_fail_memory(context, bp_bitmap_bytes(input->n));
    for (int64_t i = 0; i < input->n; i++)
        if (bp_bitmap_get(matter->part, i) && bp_bitmap_get(input->domains[d].valid, i))
            bp_bitmap_set(valid, i);
    domain.valid = valid;
    bp_status status = bp_scan_model_make(context, &domain, input->n, out);
    free(valid);
    return status;
}

static bp_status make_models(bp_context *context, const bp_scan_input *input, bp_scan_matter *matter)
{
    matter->part = (uint8_t *)calloc(bp_bitmap_bytes(input->n), 1);
    matter->models = (bp_scan_model *)calloc((size_t)input->n_domains, sizeof *matter->models);
    if (!matter->part || !matter->models)
        return bp_context_fail_memory(context, bp_bitmap_bytes(input->n));
    bp_status status = BP_OK;
    for (int64_t i = 0; i < input->n; i++)
        if (bp_bitmap_get(input->part, i) && has_data(input, i)) {
            bp_bitmap_set(matter->part, i);
            matter->n_part++;
        }
    for (int d = 0; !status && d < input->n_domains; d++)
        status = make_model(context, input, matter, d, &matter->models[d]);
    return status;
}

/* What the caps count where no population was given: what is expected is a population, weights are not. */
static bp_status make_population(bp_context *context, const bp_scan_input *input, bp_scan_matter *matter)
{
    if (input->population)
        return BP_OK;
    matter->own_population = (double *)malloc(((size_t)input->n + 1) * sizeof *matter->own_population);
    if (!matter->own_population)
        return bp_context_fail_memory(context, (size_t)input->n * sizeof *matter->own_population);
    const bp_scan_domain *first = &input->domains[0];
    for (int64_t i = 0; i < input->n; i++) {
        bool counts = bp_bitmap_get(matter->part, i) && bp_bitmap_get(first->valid, i);
        if (first->kind == BP_SCAN_NORMAL)
            matter->own_population[i] = bp_bitmap_get(matter->part, i) ? 1.0 : 0.0;
        else
            matter->own_population[i] = counts ? first->base[i] : 0.0;
    }
    return BP_OK;
}

static bp_status check_input(bp_context *context, const bp_scan_input *input)
{
    if (input->n_domains < 1 || !input->domains || !input->x || !input->y || input->n > INT32_MAX)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "scan: a point per unit and one column of cases or values at the least are "
                               "needed");
    return BP_OK;
}

void bp_scan_matter_clear(bp_scan_matter *matter)
{
    for (int d = 0; matter->models && d < matter->n_models; d++)
        bp_scan_model_clear(&matter->models[d]);
    free(matter->models);
    free(matter->part);
    free(matter->own_population);
    *matter = (bp_scan_matter){0};
}

bp_status bp_scan_matter_make(bp_context *context, const bp_scan_input *input, bp_scan_matter *out)
{
    bp_scan_matter matter = {0};
    bp_status status = check_input(context, input);
    matter.n_models = status ? 0 : input->n_domains;
    if (!status)
        status = make_models(context, input, &matter);
    if (!status)
        status = make_population(context, input, &matter);
    matter.places =
        (bp_scan_places){input->n, input->x, input->y,
                         matter.own_population ? matter.own_population : input->population, matter.part};
    if (status)
        bp_scan_matter_clear(&matter);
    else
        *out = matter;
    return status;
}
