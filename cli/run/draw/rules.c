/* The study's rule and what it is applied to, as the analysis takes them. */
#include "cli/run/draw/rules.h"

#include "cli/unit_points.h"
#include "geo/bitmap.h"
#include "geo/text.h"

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

static void make_score_rule(bp_run *run, bp_score_options *options)
{
    const bp_study *study = run->study;
    for (int d = 0; d < study->n_domains; d++)
        run->rule_arrays.domain_weight[d] = study->domains[d].weight;
    options->normalisation = study->score.normalise;
    options->n_domains = study->n_domains;
    options->domain_weight = run->rule_arrays.domain_weight;
    options->min_domains = (int)study->score.min_domains;
    options->stack_at = study->score.stack_at;
    options->taking_part = run->taking_part;
    options->reference_weight =
        study->score.reference == BP_STUDY_REFERENCE_RESIDENTS ? run->rule_arrays.residents : NULL;
}

static void make_areas_rule(const bp_run *run, bp_delineate_options *options)
{
    const bp_study_areas *asked = &run->study->areas;
    options->method = asked->method;
    options->base = asked->base;
    options->reach = asked->reach;
    options->floor = (double)asked->floor;
    options->ceiling = (double)asked->ceiling;
    options->rounds = (int)asked->rounds;
    options->bridge_steps = asked->bridges.allowed ? (int)asked->bridges.max_steps : 0;
    options->bridge_population = (double)asked->bridges.max_population;
    options->core = (bp_core_options){asked->core.statistic, asked->core.correction, asked->core.alpha,
                                      asked->core.permutations,
                                      (uint64_t)(asked->core.seed < 0 ? run->seed : asked->core.seed)};
    options->optimal.exact_nodes = asked->optimal.steps;
    options->optimal.cut_nodes = asked->optimal.cut_nodes;
}

static void make_threshold(const bp_run *run, bp_rule *rule)
{
    const bp_study_areas *asked = &run->study->areas;
    rule->threshold.local = asked->threshold.local;
    rule->threshold.national = asked->threshold.national;
    rule->threshold.min_units = asked->threshold.min_units;
    rule->stack.at_least = (int)asked->stack.at_least;
    rule->stack.alone = asked->stack.alone;
}

static void make_ground(bp_run *run)
{
    bp_rule_ground *ground = &run->ground;
    ground->n = bp_run_n(run);
    ground->indicators = run->rule_arrays.indicators;
    ground->n_indicators = run->study->n_indicators;
    ground->graph = &run->graph;
    ground->population = run->units.population;
    ground->population_known = run->units.population_known;
    ground->municipality = run->units.municipality;
    ground->region =
        run->study->areas.within == BP_STUDY_WITHIN_MUNICIPALITY ? run->units.municipality : NULL;
    ground->x = run->rule_arrays.points;
    ground->y = ground->x ? ground->x + bp_run_n(run) : NULL;
}

bp_status bp_run_make_rule(bp_run *run)
{
    const bp_study *study = run->study;
    bp_run_rule_arrays *arrays = &run->rule_arrays;
    size_t rows = (size_t)bp_run_n(run) + 1;
    arrays->indicators = (bp_indicator *)calloc((size_t)study->n_indicators, sizeof *arrays->indicators);
    arrays->domain_weight = (double *)calloc((size_t)study->n_domains, sizeof *arrays->domain_weight);
    arrays->residents = (double *)calloc(rows, sizeof *arrays->residents);
    if (!arrays->indicators || !arrays->domain_weight || !arrays->residents)
        return bp_context_fail_memory(run->context, rows * sizeof *arrays->residents);
    run->rule = (bp_rule)BP_RULE_INIT;
    bp_status status = mark_taking_part(run, arrays->residents);
    if (!status)
        status = list_indicators(run, arrays->indicators);
    if (!status)
        status = bp_unit_points(run->context, &run->units.layer, &arrays->points);
    make_score_rule(run, &run->rule.score);
    make_areas_rule(run, &run->rule.delineate);
    make_threshold(run, &run->rule);
    make_ground(run);
    return status;
}

void bp_run_rule_clear(bp_run *run)
{
    free(run->rule_arrays.indicators);
    free(run->rule_arrays.domain_weight);
    free(run->rule_arrays.residents);
    free(run->rule_arrays.class_floor);
    free(run->rule_arrays.class_ceiling);
    free(run->rule_arrays.candidate);
    free(run->rule_arrays.points);
    bp_texts_free(run->size_classes.name, run->size_classes.n);
    free(run->size_classes.of_unit);
}
