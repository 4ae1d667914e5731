/* The study's indicators and rules handed to the analysis, which scores every unit. */
#include "cli/run/run.h"

#include "geo/bitmap.h"

#include <stdio.h>
#include <stdlib.h>

/* Units without residents are not ranked: nobody lives there to have a problem, and their rates rest on
 * nobody. */
static bp_status mark_taking_part(bp_run *run, double *residents)
{
    int64_t n = bp_run_n(run);
    run->taking_part = (uint8_t *)calloc(bp_bitmap_bytes(n), 1);
    if (!run->taking_part)
        return bp_context_fail_memory(run->context, bp_bitmap_bytes(n));
    for (int64_t i = 0; i < n; i++) {
        bool known = bp_bitmap_get(run->units.population_known, i);
        residents[i] = known ? run->units.population[i] : 0.0;
        if (!known || residents[i] > 0.0)
            bp_bitmap_set(run->taking_part, i);
    }
    return BP_OK;
}

/* Each indicator is checked by itself first, so that a failure names the line it stands on. */
static bp_status list_indicators(bp_run *run, bp_indicator *indicators)
{
    const bp_study *study = run->study;
    bp_status status = BP_OK;
    for (int k = 0; !status && k < study->n_indicators; k++) {
        const bp_study_indicator *asked = &study->indicators[k];
        char path[64];
        if (!run->indicators[k].value)
            continue;
        indicators[k] = (bp_indicator){asked->name,
                                       run->indicators[k].value,
                                       run->indicators[k].valid,
                                       asked->domain_index,
                                       asked->worse,
                                       asked->weight};
        status = bp_indicator_check(run->context, &indicators[k], run->taking_part, bp_run_n(run));
        snprintf(path, sizeof path, "indicators[%d]", k);
        status = bp_study_blame(run->context, study, status, path);
        status = bp_context_settle(run->context, status);
    }
    return status;
}

static bp_status score(bp_run *run, const bp_indicator *indicators, const double *residents,
                       double *domain_weight)
{
    const bp_study *study = run->study;
    bp_score_options options = BP_SCORE_OPTIONS_INIT;
    for (int d = 0; d < study->n_domains; d++)
        domain_weight[d] = study->domains[d].weight;
    options.normalisation = study->score.normalise;
    options.n_domains = study->n_domains;
    options.domain_weight = domain_weight;
    options.min_domains = (int)study->score.min_domains;
    options.stack_at = study->score.stack_at;
    options.taking_part = run->taking_part;
    options.reference_weight = study->score.reference == BP_STUDY_REFERENCE_RESIDENTS ? residents : NULL;
    bp_status status =
        bp_score(run->context, indicators, study->n_indicators, bp_run_n(run), &options, &run->scores);
    return bp_study_blame(run->context, study, status, "score");
}

bp_status bp_run_score(bp_run *run)
{
    const bp_study *study = run->study;
    int64_t n = bp_run_n(run);
    if (!run->units.are_read || !run->units.population)
        return BP_OK; /* only where failures are collected: there is nobody to count then */
    bp_progress_begin(run->progress, "score");
    bp_indicator *indicators = (bp_indicator *)calloc((size_t)study->n_indicators, sizeof *indicators);
    double *domain_weight = (double *)calloc((size_t)study->n_domains, sizeof *domain_weight);
    double *residents = (double *)calloc((size_t)n + 1, sizeof *residents);
    bp_status status = BP_OK;
    if (!indicators || !domain_weight || !residents)
        status = bp_context_fail_memory(run->context, (size_t)n * sizeof *residents);
    if (!status)
        status = mark_taking_part(run, residents);
    if (!status)
        status = list_indicators(run, indicators);
    /* With what failed left out it would be another score. */
    if (!status && bp_context_failure_count(run->context) == 0)
        status = score(run, indicators, residents, domain_weight);
    free(indicators);
    free(domain_weight);
    free(residents);
    return status;
}
