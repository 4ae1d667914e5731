#include "analysis/scan.h"

#include "analysis/scan_finder_private.h"
#include "analysis/scan_search_private.h"
#include "geo/bitmap.h"

#include <stdlib.h>

/* All that a scan makes on its way. */
typedef struct job {
    bp_scan_model *models; /* models[n_domains] */
    uint8_t *part;         /* bitmap of units that take part */
    double *population;    /* population[n]; NULL: the input's */
    int64_t n_part;
    bp_scan_windows windows;
    bp_scan_finder finder;
} job;

static bool has_data(const bp_scan_input *input, int64_t i)
{
    for (int d = 0; d < input->n_domains; d++)
        if (bp_bitmap_get(input->domains[d].valid, i))
            return true;
    return false;
}

/* A domain without the units that take no part. */
static bp_status make_model(bp_context *context, const bp_scan_input *input, const job *work, int d,
                            bp_scan_model *out)
{
    bp_scan_domain domain = input->domains[d];
    uint8_t *valid = (uint8_t *)calloc(bp_bitmap_bytes(input->n), 1);
    if (!valid)
        return bp_context_fail_memory(context, bp_bitmap_bytes(input->n));
    for (int64_t i = 0; i < input->n; i++)
        if (bp_bitmap_get(work->part, i) && bp_bitmap_get(input->domains[d].valid, i))
            bp_bitmap_set(valid, i);
    domain.valid = valid;
    bp_status status = bp_scan_model_make(context, &domain, input->n, out);
    free(valid);
    return status;
}

static bp_status make_models(bp_context *context, const bp_scan_input *input, job *work)
{
    work->part = (uint8_t *)calloc(bp_bitmap_bytes(input->n), 1);
    work->models = (bp_scan_model *)calloc((size_t)input->n_domains, sizeof *work->models);
    if (!work->part || !work->models)
        return bp_context_fail_memory(context, bp_bitmap_bytes(input->n));
    bp_status status = BP_OK;
    for (int64_t i = 0; i < input->n; i++)
        if (bp_bitmap_get(input->part, i) && has_data(input, i)) {
            bp_bitmap_set(work->part, i);
            work->n_part++;
        }
    for (int d = 0; !status && d < input->n_domains; d++)
        status = make_model(context, input, work, d, &work->models[d]);
    return status;
}

/* What the caps count where no population was given: what is expected is a population, weights are not. */
static bp_status make_population(bp_context *context, const bp_scan_input *input, job *work)
{
    if (input->population)
        return BP_OK;
    work->population = (double *)malloc(((size_t)input->n + 1) * sizeof *work->population);
    if (!work->population)
        return bp_context_fail_memory(context, (size_t)input->n * sizeof *work->population);
    const bp_scan_domain *first = &input->domains[0];
    for (int64_t i = 0; i < input->n; i++) {
        bool counts = bp_bitmap_get(work->part, i) && bp_bitmap_get(first->valid, i);
        if (first->kind == BP_SCAN_NORMAL)
            work->population[i] = bp_bitmap_get(work->part, i) ? 1.0 : 0.0;
        else
            work->population[i] = counts ? first->base[i] : 0.0;
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

static void clear_job(job *work, int n_domains)
{
    for (int d = 0; work->models && d < n_domains; d++)
        bp_scan_model_clear(&work->models[d]);
    free(work->models);
    free(work->part);
    free(work->population);
    bp_scan_windows_clear(&work->windows);
    bp_scan_finder_clear(&work->finder);
}

bp_status bp_scan_make(bp_context *context, const bp_scan_input *input, const bp_scan_options *options,
                       bp_scan_result *out)
{
    job work = {0};
    bp_scan_result result = BP_SCAN_RESULT_INIT;
    bp_scan_places places = {input->n, input->x, input->y, NULL, NULL};
    bp_status status = check_input(context, input);
    if (status)
        return status;
    status = make_models(context, input, &work);
    if (!status)
        status = make_population(context, input, &work);
    places.population = work.population ? work.population : input->population;
    places.part = work.part;
    if (!status)
        status = bp_scan_windows_make(context, &places, &options->windows, &work.windows);
    if (!status)
        status = bp_scan_finder_make(context, &work.windows, &places, work.models, input->n_domains,
                                     options->direction, &work.finder);
    if (!status) {
        bp_scan_searcher searcher = {&work.windows, options->direction};
        const bp_scan_ground ground = {input->n,          work.models,    input->n_domains,
                                       places.population, work.part,      bp_scan_finder_next,
                                       &work.finder,      bp_scan_search, &searcher};
        status = bp_scan_report(context, &ground, options, &result);
    }
    if (!status) {
        result.n_part = work.n_part;
        result.n_windows = work.windows.n_windows;
        *out = result;
    }
    clear_job(&work, input->n_domains);
    return status;
}
